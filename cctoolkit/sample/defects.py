"""Data defects, planted in small known numbers in Norte's logs."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import numpy as np

from cctoolkit.sample.calendar import MINUTE_MS, SECOND_MS, Calendar, rota_weekday
from cctoolkit.sample.codes import AVAILABLE, CODE, UNKNOWN_WORD
from cctoolkit.sample.day import ANSWERED, Legs, World
from cctoolkit.sample.people import FAST_COHORT, SLOW_COHORT
from cctoolkit.sample.queues import NORTE
from cctoolkit.sample.rota import MORNING
from cctoolkit.sample.timeline import Segments

N_OVERLAPS, OVERLAP_MS = 12, 25 * SECOND_MS
N_GAPS = 6
N_STATE_COPIES, N_CONTACT_COPIES = 8, 15
N_WITHOUT_AGENT = 9


class Defects:
    """Where each defect goes, and the count of those that found a place."""

    def __init__(self, world: World, calendar: Calendar) -> None:
        self.world, self.calendar = world, calendar
        self.missing_day = missing_day(world, calendar)
        self.ghost_day = calendar.days[min(len(calendar.days) - 1, max(2, len(calendar.days) // 9))]
        self.found: Counter[str] = Counter()
        self.marks = quiet_agents(world)
        days = [day for day in calendar.days if is_busy(day) and day != self.missing_day]
        self.plan = {
            name: spread(count, days, start)
            for name, count, start in (
                ("overlaps", N_OVERLAPS, 2),
                ("gaps", N_GAPS, 3),
                ("state_copies", N_STATE_COPIES, 4),
                ("contact_copies", N_CONTACT_COPIES, 0),
                ("without_agent", N_WITHOUT_AGENT, 1),
            )
        }

    def in_states(self, day: date, segments: Segments) -> Segments:
        """Plant the defects of one day in the state log."""
        rng = np.random.default_rng([self.world.seed, 4, day.toordinal()])
        if not len(segments):
            return self._with_ghost(day, segments)
        rows = self._places(segments, rng)
        wanted = [self.plan[name][day] for name in ("overlaps", "gaps", "state_copies")]
        cuts = np.split(rows[: sum(wanted)], np.cumsum(wanted)[:-1])
        overlaps, gaps, copies = cuts
        self.found["gap_ms"] += int(segments.length_ms[gaps].sum())
        for name, chosen in zip(("overlaps", "gaps", "state_copies"), cuts, strict=True):
            self.found[name] += len(chosen)
        segments.end_ms = segments.end_ms.copy()
        segments.end_ms[overlaps] += OVERLAP_MS
        keep = np.setdiff1d(np.arange(len(segments)), gaps)
        return self._with_ghost(day, segments.take(np.sort(np.concatenate([keep, copies]))))

    def _places(self, segments: Segments, rng: np.random.Generator) -> np.ndarray:
        """Rows that can take a defect: ready, inside a session, between longer states, apart."""
        same = segments.agent[1:] == segments.agent[:-1]
        follows = same & (segments.start_ms[1:] == segments.end_ms[:-1])
        long = segments.length_ms >= 40 * SECOND_MS
        ready = np.zeros(len(segments), dtype=bool)
        ready[1:-1] = follows[:-1] & follows[1:] & long[2:] & long[1:-1]
        ready &= (segments.code == AVAILABLE) & np.isin(segments.agent, self.marks)
        rows = rng.permutation(np.flatnonzero(ready))
        apart: list[int] = []
        for row in rows.tolist():
            if all(abs(row - other) > 5 for other in apart):
                apart.append(row)
            if len(apart) == 40:
                break
        return np.array(apart, dtype="int64")

    def _with_ghost(self, day: date, segments: Segments) -> Segments:
        """Add a short session of somebody who had already left."""
        ghost = self.world.staff.ghost
        if day != self.ghost_day or ghost is None:
            return segments
        start = self.calendar.instant_ms(day, 10 * 60)
        ends = start + np.array([20, 25, 40]) * MINUTE_MS
        self.found["ghost_rows"] += len(ends)
        return Segments(
            np.concatenate([segments.agent, [ghost.number] * len(ends)]),
            np.concatenate([segments.start_ms, [start], ends[:-1]]),
            np.concatenate([segments.end_ms, ends]),
            np.concatenate([segments.code, [AVAILABLE, CODE["descanso"], AVAILABLE]]),
        )

    def in_contacts(self, day: date, legs: Legs) -> tuple[Legs, np.ndarray]:
        """Blank the agent of some contacts; return the rows to be written twice."""
        rng = np.random.default_rng([self.world.seed, 5, day.toordinal()])
        places = np.flatnonzero((legs.outcome == ANSWERED) & np.isin(legs.agent, self.marks))
        rows = rng.permutation(places)
        n_blank, n_copies = self.plan["without_agent"][day], self.plan["contact_copies"][day]
        blank, copies = rows[:n_blank], np.sort(rows[n_blank : n_blank + n_copies])
        self.found["without_agent"] += len(blank)
        self.found["contact_copies"] += len(copies)
        legs.agent = legs.agent.copy()
        legs.agent[blank] = -1
        return legs, copies

    def summary(self, n_missing: int, unknown_ms: int, norte_logged_ms: int) -> dict:
        """What was planted, for the truth."""
        ghost, has_ghost = self.world.staff.ghost, bool(self.found["ghost_rows"])
        return {
            "overlapping_states": {
                "n": self.found["overlaps"],
                "overlap_ms": self.found["overlaps"] * OVERLAP_MS,
            },
            "gaps_in_session": {"n": self.found["gaps"], "gap_ms": self.found["gap_ms"]},
            "duplicate_rows": {
                "states": self.found["state_copies"],
                "contacts": self.found["contact_copies"],
            },
            "contacts_without_agent": {"n": self.found["without_agent"]},
            "logged_after_leaving": {
                "n_rows": self.found["ghost_rows"],
                "agent_id": ghost.agent_id if has_ghost else None,
                "left_on": str(ghost.left_on) if has_ghost else None,
                "day": str(self.ghost_day) if has_ghost else None,
                "logged_ms": 40 * MINUTE_MS if has_ghost else 0,
            },
            "missing_day": {
                "table": "contacts",
                "day": str(self.missing_day),
                "n_contacts_removed": n_missing,
            },
            "unknown_state": {
                "word": UNKNOWN_WORD,
                "ms": unknown_ms,
                "share_of_logged": unknown_ms / norte_logged_ms if norte_logged_ms else None,
            },
        }


def quiet_agents(world: World) -> np.ndarray:
    """Agents of Norte's first pod outside every planted group, so that its sums stay exact."""
    people = world.members[0, NORTE]
    quiet = [
        person.number
        for person in people
        if person.position.team != world.staff.low_team
        and person.position.shift == MORNING
        and person.cohort not in (FAST_COHORT, SLOW_COHORT)
        and not person.team_moves
    ]
    return np.array(quiet or [person.number for person in people])


def spread(count: int, days: list[date], start: int) -> Counter[date]:
    """Give each of `count` defects a day."""
    n = len(days)
    return Counter(days[(start + k * max(1, n // count)) % n] for k in range(count))


def is_busy(day: date) -> bool:
    """Whether enough people work that day for a defect to find its place."""
    return rota_weekday(day) < 5


def missing_day(world: World, calendar: Calendar) -> date:
    """Local date of which the contact log of Norte has nothing."""
    day = calendar.days[int(calendar.n_days * 0.46)]
    while day in world.overloaded or day in [down.day for down in world.downtimes]:
        day += timedelta(days=1)
    return day
