"""One operating day of every pod: who works, what comes in, and what the floor made of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from cctoolkit.sample.calendar import HALF_HOUR_MS, Calendar, rota_weekday
from cctoolkit.sample.demand import (
    FORECAST_SPREAD,
    NOT_OFFERED_PER_HALF_HOUR,
    OVERLOAD,
    REDIRECTED_SHARE,
    Customers,
    day_factor,
    draw_customers,
    half_hours,
    local_minutes,
)
from cctoolkit.sample.floor import Floor, Served
from cctoolkit.sample.people import LEARNING_GAIN, Person, Staff
from cctoolkit.sample.plan import Absence, AgentDay, Downtime, draw_absences, live, plan_day, works
from cctoolkit.sample.queues import CAPACITY, NORTE, QUEUES, SUR_CHAT, UNITS
from cctoolkit.sample.timeline import Segments, partition
from cctoolkit.sample.volume import expected_contacts

ANSWERED, ABANDONED, REDIRECTED, NOT_OFFERED = range(4)
CONTACTS_PER_DAY = 45


@dataclass
class Legs:
    """Contact legs of one unit and day, by arrival; `parent` is the leg that was transferred."""

    queue: np.ndarray
    arrived_ms: np.ndarray
    answered_ms: np.ndarray
    ended_ms: np.ndarray
    talk_ms: np.ndarray
    hold_ms: np.ndarray
    acw_ms: np.ndarray
    outcome: np.ndarray
    agent: np.ndarray
    number: np.ndarray
    leg: np.ndarray

    def __len__(self) -> int:
        return len(self.queue)

    @property
    def wait_ms(self) -> np.ndarray:
        """Time until the answer, or until the customer gave up."""
        seen = self.outcome == ANSWERED
        return np.where(seen, self.answered_ms, self.ended_ms) - self.arrived_ms

    def take(self, rows: np.ndarray) -> Legs:
        """Rows by position or mask."""
        return Legs(**{name: column[rows] for name, column in vars(self).items()})


@dataclass
class UnitDay:
    """One unit of one pod on one day; agents are numbers of people."""

    day: date
    pod: int
    unit: str
    published: list[AgentDay]
    agents: list[AgentDay]
    starts_ms: np.ndarray
    expected: dict[int, np.ndarray]
    forecast: dict[int, np.ndarray]
    legs: Legs
    segments: Segments
    served: Served


class World:
    """The people, their absences and the memory of who has handled how many contacts."""

    def __init__(self, staff: Staff, calendar: Calendar, seed: int) -> None:
        self.staff, self.calendar, self.seed = staff, calendar, seed
        self.absences = draw_absences(list(staff.people), calendar, seed)
        self.absent = {
            (spell.person.number, day): spell for spell in self.absences for day in days_of(spell)
        }
        self.experience = [initial_experience(p, calendar.first) for p in staff.people]
        self.downtimes = planned_downtimes(calendar)
        self.overloaded = overloaded_days(calendar)
        self.n_posts = Counter((post.pod, post.unit) for post in staff.positions)
        self.members = {
            (pod, unit): [p for p in people if p.position.unit == unit]
            for pod, people in staff.by_pod().items()
            for unit in UNITS
        }

    @property
    def pods(self) -> range:
        """Numbers of the pods."""
        return range(self.staff.positions[-1].pod + 1)

    def unit_day(self, day: date, pod: int, unit: str) -> UnitDay:
        """Simulate one unit of one pod for one operating day."""
        rng = np.random.default_rng([self.seed, 3, day.toordinal(), pod, UNITS.index(unit)])
        published = self._published(day, pod, unit)
        starts = half_hours(self.calendar, day)
        minutes = local_minutes(self.calendar, starts)
        rates = expected_contacts(unit, self.n_posts[pod, unit], rota_weekday(day), minutes)
        forecast = {k: rate * forecast_error(rng) for k, rate in rates.items()}
        factor = day_factor(rng)
        if day in self.overloaded and unit != SUR_CHAT:
            factor = OVERLOAD
        customers = draw_customers({k: r * factor for k, r in rates.items()}, starts, rng)
        agents = [a for a in published if a.absence is None]
        downtimes = [d for d in self.downtimes if d.day == day and unit == NORTE]
        for agent_day in agents:
            live(agent_day, self.staff.low_team, downtimes, rng)
        grain_ms = 1 if unit == SUR_CHAT else 1000
        floor = Floor(customers, agents, self.experience, LEARNING_GAIN, CAPACITY[unit], grain_ms)
        served = floor.run()
        numbers = np.array([a.person.number for a in agents], dtype="int64")
        segments = partition(served)
        segments.agent = numbers[segments.agent]
        legs = legs_of(customers, served, numbers, rng)
        if unit == NORTE:
            legs = with_closed_hours(legs, starts, minutes, rng)
        return UnitDay(
            day, pod, unit, published, agents, starts, rates, forecast, legs, segments, served
        )

    def _published(self, day: date, pod: int, unit: str) -> list[AgentDay]:
        published = []
        for person in self.members[pod, unit]:
            if works(person, day):
                agent_day = plan_day(person, day, self.calendar)
                spell = self.absent.get((person.number, day))
                agent_day.absence = spell.kind if spell else None
                published.append(agent_day)
        return published


def days_of(spell: Absence) -> list[date]:
    """Days of a spell of absence."""
    return [spell.from_on + timedelta(days=k) for k in range((spell.to_on - spell.from_on).days)]


def initial_experience(person: Person, first: date) -> int:
    """Contacts handled before the period."""
    return max(0, (first - person.production_on).days) * CONTACTS_PER_DAY


def forecast_error(rng: np.random.Generator) -> float:
    """Error of the client's forecast for one queue and day."""
    return float(np.exp(rng.normal(0, FORECAST_SPREAD)))


def planned_downtimes(calendar: Calendar) -> list[Downtime]:
    """Two failures of Norte's systems, in the first and second third of the period."""
    indexes = sorted({int(calendar.n_days * share) for share in (0.22, 0.52)})
    days = [calendar.days[k] for k in indexes]
    starts = [calendar.instant_ms(day, 10 * 60 + 30) for day in days]
    return [
        Downtime(day, start, start + 25 * 60_000) for day, start in zip(days, starts, strict=True)
    ]


def overloaded_days(calendar: Calendar) -> tuple[date, ...]:
    """Days for which the client's locked forecast falls far short: in the last whole month."""
    if not calendar.whole_months:
        return ()
    month = calendar.whole_months[-1]
    midweek = [day for day in calendar.days_of(month) if day.weekday() in (1, 2) and day.day > 7]
    return tuple(midweek[:3])


def legs_of(
    customers: Customers, served: Served, numbers: np.ndarray, rng: np.random.Generator
) -> Legs:
    """Contact legs that came in, with their outcome."""
    came = served.arrived_ms >= 0
    answered = served.agent >= 0
    gave_up = served.arrived_ms + customers.patience_ms
    redirected = rng.random(len(came)) < REDIRECTED_SHARE
    outcome = np.where(answered, ANSWERED, np.where(redirected, REDIRECTED, ABANDONED))
    hung_up = served.answered_ms + served.talk_ms + served.hold_ms
    number, leg = np.arange(len(came)), np.ones(len(came), dtype="int64")
    parents = np.flatnonzero(customers.transfer_to >= 0)
    number[customers.transfer_to[parents]] = parents
    leg[customers.transfer_to[parents]] = 2
    legs = Legs(
        queue=customers.queue,
        arrived_ms=served.arrived_ms,
        answered_ms=served.answered_ms,
        ended_ms=np.where(answered, hung_up, gave_up),
        talk_ms=served.talk_ms,
        hold_ms=served.hold_ms,
        acw_ms=served.acw_ms,
        outcome=outcome,
        agent=np.where(answered, numbers[served.agent] if len(numbers) else -1, -1),
        number=number,
        leg=leg,
    )
    return by_arrival(legs.take(came))


def by_arrival(legs: Legs) -> Legs:
    """Sort legs by arrival."""
    return legs.take(np.lexsort((legs.leg, legs.number, legs.arrived_ms)))


def with_closed_hours(legs: Legs, starts, minutes, rng: np.random.Generator) -> Legs:
    """Add the few callers who meet a closed queue: heard by the menu, never offered."""
    k = next(k for k, queue in enumerate(QUEUES) if queue.name == "facturacion")
    n = rng.poisson(np.where(QUEUES[k].open_at(minutes), 0.0, NOT_OFFERED_PER_HALF_HOUR))
    arrived = np.repeat(starts, n) + rng.integers(0, HALF_HOUR_MS // 1000, n.sum()) * 1000
    zeros = np.zeros(len(arrived), dtype="int64")
    base = int(legs.number.max()) + 1 if len(legs) else 0
    columns = {
        "queue": zeros + k,
        "arrived_ms": arrived,
        "ended_ms": arrived + 12_000,
        "outcome": zeros + NOT_OFFERED,
        "agent": zeros - 1,
        "number": base + np.arange(len(arrived)),
        "leg": zeros + 1,
    }
    joined = {
        name: np.concatenate([column, columns.get(name, zeros)])
        for name, column in vars(legs).items()
    }
    return by_arrival(Legs(**joined))


def number_contacts(units: list[UnitDay]) -> None:
    """Make the numbers of the day's contacts unique over the pods."""
    base = 0
    for unit in units:
        unit.legs.number = unit.legs.number + base
        base = int(unit.legs.number.max()) + 1 if len(unit.legs) else base


def night_window(calendar: Calendar, day: date) -> tuple[int, int]:
    """Stretch of the night surcharge that begins on a day: 22:00 to 06:00 by the clock."""
    return calendar.instant_ms(day, 22 * 60), calendar.instant_ms(day, 30 * 60)
