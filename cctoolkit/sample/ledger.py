"""Running sums of the truth: states, contacts, learning, night, forecast."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import numpy as np

from cctoolkit.sample.calendar import Calendar
from cctoolkit.sample.codes import CODE, CODE_NAMES, FIRST_AUX, N_CODES, OFFLINE, TALK, UNKNOWN
from cctoolkit.sample.day import (
    ABANDONED,
    ANSWERED,
    NOT_OFFERED,
    REDIRECTED,
    Legs,
    UnitDay,
    night_window,
)
from cctoolkit.sample.people import SITE
from cctoolkit.sample.queues import NORTE, QUEUES, SUR_CHAT
from cctoolkit.sample.rota import NIGHT
from cctoolkit.sample.timeline import overlap_ms

TARGET_MS = 20_000
MEASURES = ("n_offered", "n_answered", "n_answered_within_20s", "n_abandoned", "n_redirected")
MEASURES += ("talk_ms", "hold_ms", "acw_ms", "wait_answered_ms")


class Ledger:
    """What the world did, before any defect; contacts as they were written."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.states: dict[tuple, np.ndarray] = defaultdict(lambda: np.zeros(N_CODES, "int64"))
        self.contacts: dict[tuple, np.ndarray] = defaultdict(
            lambda: np.zeros(len(MEASURES), "int64")
        )
        self.learning: dict[tuple, np.ndarray] = defaultdict(lambda: np.zeros(2, "int64"))
        self.night_ms: dict[date, int] = defaultdict(int)
        self.chats: dict[date, int] = defaultdict(int)
        self.spring: dict[str, object] | None = None

    def add_states(self, unit: UnitDay) -> None:
        """Add the states of a unit's day to its month, site, team and shift."""
        month, segments = unit.day.replace(day=1), unit.segments
        for agent_day in unit.agents:
            person = agent_day.person
            rows = slice(*np.searchsorted(segments.agent, [person.number, person.number + 1]))
            spent = np.bincount(
                segments.code[rows], segments.length_ms[rows].astype("float64"), N_CODES
            ).astype("int64")
            post = person.position
            key = (month, SITE[post.unit], post.unit, person.team_on(unit.day), post.shift)
            self.states[key] += spent
        if unit.unit == NORTE:
            self._add_night(unit)

    def _add_night(self, unit: UnitDay) -> None:
        segments = unit.segments
        productive = segments.take(segments.code <= TALK)
        window = night_window(self.calendar, unit.day)
        spent = overlap_ms(productive.start_ms, productive.end_ms, *window)
        self.night_ms[unit.day.replace(day=1)] += int(spent.sum())
        if unit.day == self.calendar.spring_night:
            self._add_spring(unit)

    def _add_spring(self, unit: UnitDay) -> None:
        at_night = [a for a in unit.agents if a.person.position.shift == NIGHT and unit.pod == 0]
        if not at_night:
            return
        numbers = [a.person.number for a in at_night]
        rows = np.isin(unit.segments.agent, numbers) & (unit.segments.code != OFFLINE)
        self.spring = {
            "business_day": str(unit.day),
            "agents": [a.person.agent_id for a in at_night],
            "elapsed_ms_per_shift": at_night[0].end_ms - at_night[0].start_ms,
            "scheduled_without_meal_ms": sum(a.scheduled_ms for a in at_night),
            "logged_ms": int(unit.segments.length_ms[rows].sum()),
        }

    def add_contacts(self, legs: Legs) -> None:
        """Add legs to their local date and queue."""
        dates = self.calendar.day_number(legs.arrived_ms)
        for number in np.unique(dates).tolist():
            day = date.fromordinal(date(1970, 1, 1).toordinal() + number)
            for k in np.unique(legs.queue[dates == number]).tolist():
                own = legs.take((dates == number) & (legs.queue == k))
                self.contacts[day, QUEUES[k].name] += contact_measures(own)
                if QUEUES[k].unit == SUR_CHAT:
                    self.chats[day.replace(day=1)] += int((own.outcome == ANSWERED).sum())

    def add_learning(self, day: date, legs: Legs, cohort_of: dict[int, str]) -> None:
        """Add contacts and handle time of the planted cohorts."""
        numbers = np.array(sorted(cohort_of), dtype="int64")
        own = legs.take((legs.outcome == ANSWERED) & np.isin(legs.agent, numbers))
        spent = own.talk_ms + own.hold_ms + own.acw_ms
        for number in np.unique(own.agent).tolist():
            rows = own.agent == number
            key = (cohort_of[number], day.replace(day=1))
            self.learning[key] += [int(rows.sum()), int(spent[rows].sum())]

    def month(self, month: date, queues: tuple[str, ...], skip: tuple[date, ...] = ()) -> dict:
        """Sums of some queues in a month, without some days."""
        sums = np.zeros(len(MEASURES), "int64")
        for (day, queue), values in self.contacts.items():
            if day.replace(day=1) == month and queue in queues and day not in skip:
                sums += values
        return dict(zip(MEASURES, sums.tolist(), strict=True))

    def productive_ms(self, month: date) -> int:
        """Productive time of the voice units, as the contract defines it."""
        return sum(
            int(spent[: TALK + 1].sum() + spent[CODE["emision"]])
            for (own, _, unit, _, _), spent in self.states.items()
            if own == month and unit != SUR_CHAT
        )

    def total_states(self, **wanted: object) -> np.ndarray:
        """Time by code over the groups that have the wanted month, site, unit, team, shift."""
        names = ("month", "site", "unit", "team", "shift")
        total = np.zeros(N_CODES, "int64")
        for key, spent in self.states.items():
            group = dict(zip(names, key, strict=True))
            if all(group[name] == value for name, value in wanted.items()):
                total += spent
        return total

    def values(self, name: str) -> list:
        """Months, sites, units, teams or shifts met."""
        place = ("month", "site", "unit", "team", "shift").index(name)
        return sorted({key[place] for key in self.states})


def contact_measures(legs: Legs) -> np.ndarray:
    """Counts and times of contacts in the order of `MEASURES`."""
    seen = legs.outcome == ANSWERED
    return np.array(
        [
            (legs.outcome != NOT_OFFERED).sum(),
            seen.sum(),
            (seen & (legs.wait_ms <= TARGET_MS)).sum(),
            (legs.outcome == ABANDONED).sum(),
            (legs.outcome == REDIRECTED).sum(),
            *(column[seen].sum() for column in (legs.talk_ms, legs.hold_ms, legs.acw_ms)),
            legs.wait_ms[seen].sum(),
        ],
        dtype="int64",
    )


def index_of(spent: np.ndarray) -> dict[str, object]:
    """Adherence index to the post with its sums: 1 - aux / connection."""
    logged = int(spent.sum() - spent[OFFLINE])
    aux = int(spent[FIRST_AUX:OFFLINE].sum())
    return {
        "logged_ms": logged,
        "aux_ms": aux,
        "unknown_ms": int(spent[UNKNOWN]),
        "adherence_index": (logged - aux) / logged if logged else None,
    }


def named(spent: np.ndarray) -> dict[str, int]:
    """Time by name of state or auxiliary code."""
    return {name: int(ms) for name, ms in zip(CODE_NAMES, spent, strict=True) if ms}
