"""Who works: positions by site, team and shift, and the chain of people who hold each one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from cctoolkit.sample.calendar import Calendar
from cctoolkit.sample.queues import NORTE, SUR_CHAT, SUR_VOICE
from cctoolkit.sample.rota import NIGHT, rota

POD_SIZE = 60
HISTORY_DAYS = 730
SITE = {NORTE: "Norte", SUR_VOICE: "Sur", SUR_CHAT: "Sur"}
TEAM_PREFIX = {NORTE: "N", SUR_VOICE: "S", SUR_CHAT: "C"}
TEAM_SIZE = {NORTE: 9, SUR_VOICE: 8, SUR_CHAT: 8}
SOURCES = ("portal_empleo", "recomendacion", "ett", "web_propia")
SOURCE_SHARES = (0.32, 0.18, 0.35, 0.15)
EARLY_LEAVING_SOURCE = "ett"
EARLY_DAYS = 90
DAILY_LEAVING = 0.035 / 30
DAILY_LEAVING_EARLY = 0.03 / 30
DAILY_LEAVING_EARLY_SOURCE = 0.30 / 30
REASONS = (
    ("voluntaria", True),
    ("voluntaria", True),
    ("fin_de_contrato", False),
    ("no_supera_prueba", False),
    ("mejora_laboral", True),
)
FAST_COHORT, SLOW_COHORT = "promo-A", "promo-B"
LEARNING_GAIN = 0.7
LEARNING_CONTACTS = 300.0
SLOW_LEARNING_CONTACTS = 1000.0
N_CLASS = 5


@dataclass(frozen=True, slots=True)
class Position:
    """A post to be covered: where, with whom, when."""

    number: int
    pod: int
    unit: str
    team: str
    shift: str
    start_min: int
    days_off: tuple[int, int]


@dataclass(slots=True)
class Person:
    """One employment spell on a position."""

    position: Position
    hired_on: date
    production_on: date
    source: str
    cohort: str
    left_on: date | None = None
    reason: str | None = None
    voluntary: bool | None = None
    replacement: bool = True
    number: int = -1
    pace: float = 1.0
    learning_contacts: float = LEARNING_CONTACTS
    team_moves: list[tuple[date, str]] = field(default_factory=list)

    @property
    def agent_id(self) -> str:
        """Identifier in the switch, the schedule and personnel records, zeros included."""
        return f"{self.number + 1:05d}"

    def employed(self, day: date) -> bool:
        """Whether the spell covers the day."""
        return self.hired_on <= day and (self.left_on is None or day < self.left_on)

    def producing(self, day: date) -> bool:
        """Whether the person takes contacts that day."""
        return self.production_on <= day and (self.left_on is None or day < self.left_on)

    def team_on(self, day: date) -> str:
        """Team of the day, after moves."""
        team = self.position.team
        for from_on, moved_to in self.team_moves:
            if day >= from_on:
                team = moved_to
        return team


@dataclass(frozen=True)
class Staff:
    """Everybody in the personnel extract, and the planted groups."""

    positions: tuple[Position, ...]
    people: tuple[Person, ...]
    low_team: str
    classes: dict[int, list[Person]]
    class_month: date
    n_dropouts: int
    ghost: Person | None

    def by_pod(self) -> dict[int, list[Person]]:
        """People of each pod, in order of number."""
        pods: dict[int, list[Person]] = {}
        for person in self.people:
            pods.setdefault(person.position.pod, []).append(person)
        return pods


def unit_sizes(n_agents: int) -> dict[str, int]:
    """Divide the posts of a pod among Norte, voice of Sur and chat of Sur."""
    n_norte = round(0.6 * n_agents)
    n_chat = max(1, round(0.1334 * n_agents))
    return {NORTE: n_norte, SUR_VOICE: n_agents - n_norte - n_chat, SUR_CHAT: n_chat}


def pod_positions(pod: int, n_agents: int, first_number: int) -> list[Position]:
    """Posts of one pod of up to 60."""
    positions: list[Position] = []
    for unit, size in unit_sizes(n_agents).items():
        weeks = rota(unit, size)
        teams = dealt_teams(pod, unit, [week.shift for week in weeks])
        positions += [
            Position(
                number=first_number + len(positions) + k,
                pod=pod,
                unit=unit,
                team=team,
                shift=week.shift,
                start_min=week.start_min,
                days_off=week.days_off,
            )
            for k, (week, team) in enumerate(zip(weeks, teams, strict=True))
        ]
    return positions


def dealt_teams(pod: int, unit: str, shifts: list[str]) -> list[str]:
    """Deal the posts of each shift in turn, so that every team mixes shifts alike."""
    n_teams = max(1, round(len(shifts) / TEAM_SIZE[unit]))
    most_teams = max(1, round(unit_sizes(POD_SIZE)[unit] / TEAM_SIZE[unit]))
    turn = np.empty(len(shifts), dtype=int)
    turn[np.argsort(shifts, kind="stable")] = np.arange(len(shifts))
    first = pod * most_teams + 1
    return [f"{TEAM_PREFIX[unit]}{first + k % n_teams:02d}" for k in turn.tolist()]


def all_positions(n_agents: int) -> tuple[Position, ...]:
    """Posts of every pod."""
    positions: list[Position] = []
    while len(positions) < n_agents:
        size = min(POD_SIZE, n_agents - len(positions))
        if n_agents - len(positions) - size in range(1, 6):
            size = n_agents - len(positions)
        pod = positions[-1].pod + 1 if positions else 0
        positions.extend(pod_positions(pod, size, len(positions)))
    return tuple(positions)


def tenure_days(rng: np.random.Generator, source: str, already: int = 0) -> int:
    """Draw how many days more a person stays, from a hazard that falls after 90 days."""
    early = DAILY_LEAVING_EARLY_SOURCE if source == EARLY_LEAVING_SOURCE else DAILY_LEAVING_EARLY
    left_early = max(0, EARLY_DAYS - already)
    budget = rng.exponential()
    if budget < early * left_early:
        return 1 + int(budget / early)
    return 1 + left_early + int((budget - early * left_early) / DAILY_LEAVING)


def leave(person: Person, on: date, rng: np.random.Generator) -> None:
    """Note that the person leaves, with a reason."""
    person.left_on = on
    person.reason, person.voluntary = REASONS[rng.integers(len(REASONS))]


def hire(position: Position, on: date, rng: np.random.Generator) -> Person:
    """Hire somebody who starts in production two weeks later."""
    return Person(
        position=position,
        hired_on=on,
        production_on=on + timedelta(days=14),
        source=str(rng.choice(SOURCES, p=SOURCE_SHARES)),
        cohort=f"{on:%Y-%m}",
        pace=float(np.exp(rng.normal(0, 0.05))),
    )


def chain(position: Position, calendar: Calendar, rng: np.random.Generator) -> list[Person]:
    """People who held a post before the period; the last one still does on its first day."""
    opens = calendar.first - timedelta(days=HISTORY_DAYS)
    tenure = int(rng.integers(40, 1500))
    person = hire(position, opens - timedelta(days=tenure), rng)
    stays_until = opens + timedelta(days=tenure_days(rng, person.source, tenure))
    people = [person]
    while stays_until < calendar.first - timedelta(days=75):
        leave(person, stays_until, rng)
        person = hire(position, stays_until + timedelta(days=int(rng.integers(15, 45))), rng)
        people.append(person)
        stays_until = person.hired_on + timedelta(days=tenure_days(rng, person.source))
    if stays_until <= calendar.first:
        stays_until = calendar.first + timedelta(days=int(rng.integers(200, 900)))
    if stays_until <= calendar.last:
        leave(person, stays_until, rng)
    return people


def intake(
    people: list[Person], cohort: str, on: date, leaves_on: date, rng: np.random.Generator
) -> tuple[Person, Person]:
    """Replace the last holder of a post by a member of a planted cohort."""
    previous = people[-1]
    hired_on = on - timedelta(days=14)
    if previous.hired_on >= hired_on - timedelta(days=40):
        previous.hired_on = hired_on - timedelta(days=130)
        previous.production_on = previous.hired_on + timedelta(days=14)
        previous.cohort = f"{previous.hired_on:%Y-%m}"
    leave(previous, leaves_on, rng)
    person = hire(previous.position, hired_on, rng)
    person.cohort, person.pace = cohort, float(np.exp(rng.normal(0, 0.02)))
    person.source = str(rng.choice([s for s in SOURCES if s != EARLY_LEAVING_SOURCE]))
    if cohort == SLOW_COHORT:
        person.learning_contacts = SLOW_LEARNING_CONTACTS
    people.append(person)
    return previous, person


def first_monday(day: date) -> date:
    """The day itself or the Monday after it."""
    return day + timedelta(days=-day.weekday() % 7)


def plant_cohorts(
    chains: list[list[Person]], calendar: Calendar, low_team: str, rng: np.random.Generator
) -> Person | None:
    """Give some posts of Norte to two cohorts that start a week apart.

    The previous holders stay for a week of handover, but for the first, who is returned.
    """
    posts = [
        people
        for people in chains
        if people[0].position.unit == NORTE
        and people[0].position.shift != NIGHT
        and people[0].position.team != low_team
    ] or [people for people in chains if people[0].position.unit == NORTE]
    n_each = min(5, max(1, round(len(chains) / 12)), len(posts) // 2)
    starts = first_monday(calendar.first + timedelta(days=2))
    ghost = None
    for k, people in enumerate(posts[-2 * n_each :]):
        cohort = (FAST_COHORT, SLOW_COHORT)[k % 2]
        on = starts + timedelta(days=7 * (k % 2))
        leaves_on = on + timedelta(days=7) if ghost else calendar.first - timedelta(days=30)
        previous, _ = intake(people, cohort, on, leaves_on, rng)
        ghost = ghost or previous
    return ghost


def class_days(calendar: Calendar, month: date) -> list[date]:
    """Five days of a month for a class: weekdays when there are enough of them."""
    days = calendar.days_of(month)
    weekdays = [day for day in days if day.weekday() < 5]
    return list((weekdays if len(weekdays) >= 5 else days)[:5])


def fill_vacancies(
    chains: list[list[Person]], starts: date, ends: date, rng: np.random.Generator
) -> list[Person]:
    """Hire a class for the posts that lie empty when it starts."""
    hired = []
    for people in chains:
        last = people[-1]
        if last.left_on is not None and last.left_on <= starts and len(hired) < N_CLASS:
            person = hire(last.position, starts, rng)
            person.production_on = ends + timedelta(days=3)
            people.append(person)
            hired.append(person)
    return hired


def replace_leavers(chains: list[list[Person]], after: date, rng: np.random.Generator) -> None:
    """Hire at once for the posts that are left later on, without a class of their own."""
    for people in chains:
        left_on = people[-1].left_on
        if left_on is not None and left_on > after:
            people.append(hire(people[-1].position, left_on, rng))


def force_leavers(chains: list[list[Person]], calendar: Calendar, before: date, rng) -> None:
    """Make sure that a full pod loses two people of Norte before the class starts."""
    stable = [p[-1] for p in chains if p[-1].left_on is None and p[-1].position.unit == NORTE]
    stable = [p for p in stable if p.cohort not in (FAST_COHORT, SLOW_COHORT)]
    if len(chains) < 20 or before <= calendar.first:
        return
    for k, person in enumerate(stable[:2]):
        leave(person, calendar.first + (before - calendar.first) * (k + 4) // 6, rng)


def move_teams(staff: list[Person], calendar: Calendar, low_team: str) -> None:
    """Move two people of Norte to another team half-way: a move is not a leaving."""
    teams = sorted({p.position.team for p in staff if p.position.unit == NORTE} - {low_team})
    if len(teams) < 2:
        return
    half_way = calendar.first + timedelta(days=calendar.n_days // 2)
    movers = [
        p
        for p in staff
        if p.position.team == teams[0] and p.hired_on < half_way and p.left_on is None
    ]
    for person in movers[:2]:
        person.team_moves.append((half_way, teams[-1]))


def build_staff(n_agents: int, calendar: Calendar, seed: int) -> Staff:
    """Fill every post, plant the cohorts, the leavers and the replacement class."""
    positions = all_positions(n_agents)
    norte = sorted({p.team for p in positions if p.unit == NORTE and p.pod == 0})
    low_team = norte[1] if len(norte) > 1 else norte[0]
    class_month = calendar.months[min(1, len(calendar.months) - 1)]
    days = class_days(calendar, class_month)
    people, classes, ghost = [], {}, None
    for pod in range(positions[-1].pod + 1):
        rng = np.random.default_rng([seed, 1, pod])
        chains = [chain(post, calendar, rng) for post in positions if post.pod == pod]
        left = plant_cohorts(chains, calendar, low_team, rng)
        ghost = ghost or left
        force_leavers(chains, calendar, days[0], rng)
        classes[pod] = fill_vacancies(chains, days[0], days[-1], rng)
        replace_leavers(chains, days[0], rng)
        members = [person for held in chains for person in held]
        move_teams(members, calendar, low_team)
        people.extend(members)
    people.sort(key=lambda person: (person.hired_on, person.position.number))
    for number, person in enumerate(people):
        person.number = number
    dropouts = N_CLASS - len(classes[0])
    return Staff(positions, tuple(people), low_team, classes, class_month, dropouts, ghost)
