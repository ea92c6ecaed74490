"""What was planned and what people made of it: shifts, activities, absences, deviations."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from cctoolkit.sample.calendar import (
    MINUTE_MS,
    SECOND_MS,
    Calendar,
    rota_weekday,
)
from cctoolkit.sample.codes import CODE, OFFLINE, UNKNOWN
from cctoolkit.sample.people import Person
from cctoolkit.sample.queues import NORTE, SUR_VOICE
from cctoolkit.sample.rota import EVENING, LUNCH_MARKS_MIN, LUNCH_MIN, MORNING, NIGHT, SHIFT_MIN

REST_MIN, BREAK_MIN = 5, 10
PAUSE_MARKS_MIN = (60, 120, 180, 240, 300, 360, 420)
SPECIAL_MARKS_MIN = {MORNING: (370, 310), EVENING: (70,), NIGHT: (370,)}
BREAK_MARK_MIN, OUTBOUND_MARK_MIN = 120, 20
LOGOUT = -1
DEFERRABLE_MS = {
    LOGOUT: 0,
    CODE["incidencia"]: 0,
    UNKNOWN: 0,
    OFFLINE: 10 * MINUTE_MS,
    CODE["pvd"]: 10 * MINUTE_MS,
}
ACTIVITY_OF = {
    "pvd": "mandatory_rest",
    "descanso": "break",
    "lunch": "lunch",
    "formacion": "training",
    "coaching": "coaching",
    "reunion": "meeting",
    "emision": "productive",
    "sindical": "leave",
}
INTERNAL_PER_DAY = {EVENING: 2.7}
INTERNAL_PER_DAY_OTHERS = 0.5
INTERNAL_S = 270
CONSULT_PER_DAY, CONSULT_S = 0.5, 200
LOW_TEAM_CONSULT_PER_DAY, LOW_TEAM_BREAK_FACTOR = 4.0, 2.3
UNKNOWN_PER_DAY, UNKNOWN_S = 0.10, 420


@dataclass(frozen=True, slots=True)
class Planned:
    """A planned activity within a shift, by UTC milliseconds."""

    start_ms: int
    end_ms: int
    kind: str


@dataclass(frozen=True, slots=True)
class Block:
    """Time off the queue: due at an instant, of a length, or until a fixed instant.

    While customers wait it is put off, for at most `deferrable_ms`.
    """

    due_ms: int
    length_ms: int
    code: int
    until_ms: int = 0

    @property
    def deferrable_ms(self) -> int:
        """How long the floor's management may put it off."""
        return DEFERRABLE_MS.get(self.code, 20 * MINUTE_MS)


@dataclass(slots=True)
class AgentDay:
    """One person's day: the published shift and what really happened."""

    person: Person
    start_ms: int
    end_ms: int
    planned: list[Planned]
    absence: str | None = None
    login_ms: int = 0
    logout_ms: int = 0
    blocks: list[Block] = field(default_factory=list)

    @property
    def lunch_ms(self) -> int:
        """Planned time of the unpaid meal."""
        return sum(a.end_ms - a.start_ms for a in self.planned if a.kind == "lunch")

    @property
    def scheduled_ms(self) -> int:
        """Planned time without the unpaid meal."""
        return self.end_ms - self.start_ms - self.lunch_ms


@dataclass(frozen=True, slots=True)
class Absence:
    """A spell of absence; the last day back is open when it outlasts the extract."""

    person: Person
    from_on: date
    to_on: date
    kind: str
    planned: bool
    paid: bool
    protected: bool


@dataclass(frozen=True, slots=True)
class Downtime:
    """A failure of the client's systems, documented in minutes."""

    day: date
    start_ms: int
    end_ms: int


def draw_absences(people: list[Person], calendar: Calendar, seed: int) -> list[Absence]:
    """Draw spells of leave, sickness and single days."""
    absences = []
    for person in people:
        rng = np.random.default_rng([seed, 2, person.number])
        first = max(calendar.first, person.production_on)
        last = min(calendar.last, (person.left_on or calendar.last) - timedelta(days=1))
        if last > first:
            absences.extend(person_absences(person, first, last, calendar, rng))
    if not any(takes_a_shift(spell) for spell in absences):
        absences += one_day_of_leave(people, calendar)
    return absences


def takes_a_shift(spell: Absence) -> bool:
    """Whether the spell falls on some day of work: the extract lists only those that do."""
    n_days = (spell.to_on - spell.from_on).days
    return any(works(spell.person, spell.from_on + timedelta(days=day)) for day in range(n_days))


def one_day_of_leave(people: list[Person], calendar: Calendar) -> list[Absence]:
    """Give the smallest samples a spell of absence, so that the extract is not empty."""
    for person in people:
        for day in calendar.days[1:]:
            if works(person, day):
                return [absence_of(person, day, day + timedelta(days=1), "permiso")]
    return []


def person_absences(person, first: date, last: date, calendar: Calendar, rng) -> list[Absence]:
    """Walk through one person's days and draw the spells."""
    vacation = first + timedelta(days=int(rng.integers(0, max(1, (last - first).days))))
    takes_vacation = rng.random() < 0.35 * min(1.0, calendar.n_days / 90)
    absences, day = [], first
    while day <= last:
        kind, length = None, 1
        draw = rng.random()
        if takes_vacation and day >= vacation:
            kind, length, takes_vacation = "vacaciones", 7, False
        elif draw < 0.0050:
            kind, length = "incapacidad_temporal", int(rng.geometric(1 / 7))
        elif draw < 0.0100:
            kind = "permiso" if draw < 0.0075 else "injustificada"
        if kind is None:
            day += timedelta(days=1)
            continue
        back = min(day + timedelta(days=length), last + timedelta(days=1))
        absences.append(absence_of(person, day, back, kind))
        day = back + timedelta(days=1)
    return absences


def absence_of(person: Person, from_on: date, to_on: date, kind: str) -> Absence:
    """Attach the flags of a kind of absence."""
    return Absence(
        person,
        from_on,
        to_on,
        kind,
        planned=kind == "vacaciones",
        paid=kind != "injustificada",
        protected=kind in ("incapacidad_temporal", "permiso"),
    )


def works(person: Person, day: date) -> bool:
    """Whether the rota gives the person a shift that day."""
    return rota_weekday(day) not in person.position.days_off and person.producing(day)


def plan_day(person: Person, day: date, calendar: Calendar) -> AgentDay:
    """Lay out the published shift; activities stand at elapsed time from its start."""
    post = person.position
    start = calendar.instant_ms(day, post.start_min)
    end = calendar.instant_ms(day, post.start_min + SHIFT_MIN[post.shift])
    shift_by = (post.number * 5 % 8) * 5 - 18
    lunch = in_turn(LUNCH_MARKS_MIN[post.shift], post.number)
    offsets = [(mark + shift_by, *pause_at(mark, lunch)) for mark in PAUSE_MARKS_MIN]
    offsets += special_activities(person, day, shift_by)
    planned = [
        Planned(start + at * MINUTE_MS, start + (at + length) * MINUTE_MS, kind)
        for at, length, kind in sorted(offsets)
        if start + (at + length + 15) * MINUTE_MS <= end
    ]
    return AgentDay(person, start, end, planned)


def in_turn(marks_min: tuple[int, ...], number: int) -> int:
    """Mark of a post when the posts take turns."""
    return marks_min[number % len(marks_min)]


def pause_at(mark_min: int, lunch_min: int) -> tuple[int, str]:
    """Length and kind of the pause that stands at a mark of the shift."""
    if mark_min == lunch_min:
        return LUNCH_MIN, "lunch"
    return (BREAK_MIN, "descanso") if mark_min == BREAK_MARK_MIN else (REST_MIN, "pvd")


def special_activities(person: Person, day: date, shift_by: int) -> list[tuple[int, int, str]]:
    """Training, coaching, meetings, outbound work and union hours of the day, if any.

    They lie where mornings and evenings overlap, around the meal of the mornings.
    """
    number, ordinal = person.position.number, day.toordinal()
    at = in_turn(SPECIAL_MARKS_MIN[person.position.shift], number) + shift_by
    turn = ordinal + number
    activities = []
    if number % 30 == 7 and turn % 10 == 0:
        activities.append((at, 40, "sindical"))
    elif turn % 8 == 0:
        activities.append((at, 45, "formacion"))
    elif turn % 7 == 0:
        activities.append((at, 30, "coaching"))
    elif turn % 9 == 0:
        activities.append((at, 20, "reunion"))
    if person.position.unit == SUR_VOICE and turn % 5 == 0:
        activities.append((OUTBOUND_MARK_MIN + shift_by, 20, "emision"))
    return activities


def live(
    agent_day: AgentDay, low_team: str, downtimes: list[Downtime], rng: np.random.Generator
) -> None:
    """Turn the published shift into what the person does: lateness, pauses, deviations."""
    lateness = late_s(rng)
    agent_day.login_ms = agent_day.start_ms + lateness * SECOND_MS
    agent_day.logout_ms = agent_day.end_ms + int(rng.integers(-20, 90)) * SECOND_MS
    blocks = [planned_block(act, agent_day.person, low_team, rng) for act in agent_day.planned]
    blocks += unplanned_blocks(agent_day, low_team, rng)
    blocks += [
        Block(down.start_ms, 0, CODE["incidencia"], down.end_ms)
        for down in downtimes
        if agent_day.login_ms < down.start_ms < agent_day.logout_ms
    ]
    kept = [b for b in blocks if agent_day.login_ms <= b.due_ms < agent_day.logout_ms]
    kept.sort(key=lambda block: (block.due_ms, block.code))
    agent_day.blocks = [*kept, Block(agent_day.logout_ms, 0, LOGOUT)]


def late_s(rng: np.random.Generator) -> int:
    """Seconds between the start of the shift and the login; most people are on time."""
    if rng.random() < 0.03:
        return int(rng.integers(600, 2400))
    return int(min(420, max(-120, rng.normal(25, 75))))


def planned_block(act: Planned, person: Person, low_team: str, rng: np.random.Generator) -> Block:
    """Take a planned activity a little early or late, and a little longer or shorter."""
    length_s = (act.end_ms - act.start_ms) / 1000
    if act.kind == "descanso" and person.position.team == low_team:
        length_s *= LOW_TEAM_BREAK_FACTOR
    length_s *= min(1.25, max(0.85, rng.normal(1.01, 0.05)))
    due = act.start_ms + int(rng.normal(20, 60)) * SECOND_MS
    code = OFFLINE if act.kind == "lunch" else CODE[act.kind]
    return Block(due, int(length_s) * SECOND_MS, code)


def unplanned_blocks(agent_day: AgentDay, low_team: str, rng: np.random.Generator) -> list[Block]:
    """Internal work, questions to the coordinator and the state that no vocabulary lists."""
    post = agent_day.person.position
    is_low = post.team == low_team
    internal = INTERNAL_PER_DAY.get(post.shift, INTERNAL_PER_DAY_OTHERS)
    wanted = [
        (CODE["gestion_interna"], internal, INTERNAL_S),
        (CODE["consulta"], LOW_TEAM_CONSULT_PER_DAY if is_low else CONSULT_PER_DAY, CONSULT_S),
    ]
    if post.unit == NORTE and not is_low:
        wanted.append((UNKNOWN, UNKNOWN_PER_DAY, UNKNOWN_S))
    blocks = []
    span = (agent_day.end_ms - agent_day.start_ms) // SECOND_MS
    for code, per_day, mean_s in wanted:
        for _ in range(rng.poisson(per_day)):
            due = agent_day.start_ms + int(rng.integers(900, span - 900)) * SECOND_MS
            length_s = max(30, int(mean_s * np.exp(rng.normal(-0.08, 0.4))))
            blocks.append(Block(due, length_s * SECOND_MS, code))
    return blocks
