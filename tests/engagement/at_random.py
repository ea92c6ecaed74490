"""Whole engagements drawn at random: plans, logs with their defects, exceptions, contacts.

Rows are dicts, instants whole milliseconds since the epoch. Half of the engagements keep to whole
minutes, where boundaries coincide; the others to the millisecond.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd

from cctoolkit.engagement.settings import Settings
from tests.frames import table

SECOND, MINUTE, HOUR = 1000, 60_000, 3_600_000
PLACES = (
    ("Europe/Madrid", date(2026, 3, 27)),
    ("Europe/Madrid", date(2026, 10, 23)),
    ("America/Bogota", date(2026, 3, 10)),
    ("Australia/Adelaide", date(2026, 4, 3)),
)
CODES = {
    "pvd": {"label": "PVD", "mandatory_rest": True, "activity": "mandatory_rest"},
    "descanso": {"label": "Descanso", "activity": "break"},
    "formacion": {"label": "Formación", "productive": True, "activity": "training"},
    "otros": {"label": "Otros"},
}
STATES = ("talk", "talk", "available", "available", "hold", "acw", "ring", "aux", "aux", "aux")
INSIDE = ("break", "mandatory_rest", "lunch", "training", "coaching", "meeting", "back_office")
CAMPAIGNS = (None, "sales", "care")


@dataclass(frozen=True, eq=False)
class World:
    """What was delivered of an engagement, and its settings."""

    settings: Settings
    states: list[dict]
    schedules: list[dict]
    exceptions: list[dict]
    contacts: list[dict]

    def tables(self) -> dict[str, pd.DataFrame]:
        """The canonical tables, those without rows left out."""
        rows = {name: getattr(self, name) for name in _EVENTS}
        return {name: frame(name, made) for name, made in rows.items() if made}

    def aux_codes(self) -> pd.DataFrame:
        """The auxiliary codes as the engagement knows them."""
        flags = {code: each.model_dump() for code, each in self.settings.aux_codes.items()}
        return table("aux_codes", [{"aux_code": code} | each for code, each in flags.items()])


_EVENTS = ("states", "schedules", "exceptions", "contacts")


def frame(name: str, rows: list[dict]) -> pd.DataFrame:
    """Build a canonical table from rows whose instants are milliseconds."""
    return table(
        name,
        [
            {key: _instant(value) if key.endswith("_at") else value for key, value in row.items()}
            for row in rows
        ],
    )


def _instant(ms: int | None) -> pd.Timestamp | None:
    return None if ms is None else pd.Timestamp(ms, unit="ms", tz="UTC")


def world(seed: int) -> World:
    """One engagement, the same for the same seed."""
    rng = random.Random(seed)
    zone, first = rng.choice(PLACES)
    settings = _settings(rng, zone, first)
    draw = _Draw(rng, ZoneInfo(zone), MINUTE if rng.random() < 0.5 else 1)
    days = [first + timedelta(n) for n in range(rng.randint(1, 3))]
    states, schedules, exceptions = [], [], []
    agents = "abcd"[: rng.randint(1, 4)]
    for agent in agents:
        has_plan, has_log = rng.random() < 0.9, rng.random() < 0.9
        for day in days:
            shift = draw.shift(day)
            if has_plan and rng.random() < 0.9:
                for version in ("published", "final") if rng.random() < 0.5 else ("final",):
                    schedules += draw.plan(agent, draw.moved(shift, version), version)
            if has_log and rng.random() < 0.85:
                states += draw.log(agent, shift)
            exceptions += draw.exceptions(agent, shift)
    states = draw.spoilt(states)
    contacts = draw.contacts(agents, draw.at(days[0], 0), len(days))
    for rows in (states, schedules, exceptions, contacts):
        rng.shuffle(rows)
    return World(settings, states, schedules, exceptions, contacts)


def _settings(rng: random.Random, zone: str, first: date) -> Settings:
    return Settings(
        client="C",
        provider="P",
        commissioned_by="C",
        zone=zone,
        period={"first": first - timedelta(1), "last": first + timedelta(5)},
        currency="EUR",
        interval_minutes=rng.choice([15, 30, 60]),
        waiting_thresholds_s=[10, 20, 30],
        ringing_is_productive=rng.random() < 0.5,
        aux_codes=CODES,
        states={
            "session_break_h": rng.choice([4, 4, 2]),
            "longest_gap_minutes": rng.choice([60, 60, 10, 0]),
            "longest_state_h": rng.choice([14, 14, 3]),
            "after_shift_minutes": rng.choice([60, 60, 30, 0]),
        },
        schedule={
            "grace_s": rng.choice([0, 0, 60, 300]),
            "forgiven_s": rng.choice([0, 0, 120, 180]),
            "forgives": rng.choice(["short", "each"]),
            "recovery_minutes": rng.choice([0, 30, 120]),
        },
    )


@dataclass
class _Draw:
    rng: random.Random
    zone: ZoneInfo
    step: int

    def at(self, day: date, minute: int) -> int:
        """A local clock time as an instant."""
        midnight = datetime(day.year, day.month, day.day, minute // 60, minute % 60)
        return int(midnight.replace(tzinfo=self.zone).timestamp()) * SECOND

    def length(self, low: int, high: int) -> int:
        """A duration, in whole steps."""
        return self.rng.randint(low, high) // self.step * self.step

    def shift(self, day: date) -> tuple[int, int]:
        start = self.at(day, 60 * self.rng.choice([0, 6, 9, 14, 20, 23]) + self.rng.choice([0, 30]))
        return start, start + self.rng.randint(2, 8) * HOUR

    def moved(self, shift: tuple[int, int], version: str) -> tuple[int, int]:
        by = self.rng.randint(-5, 5) * HOUR if version == "published" else 0
        return shift[0] + by, shift[1] + by

    def plan(self, agent: str, shift: tuple[int, int], version: str) -> list[dict]:
        """A shift exported whole with what lies inside it, or split, with leave now and then."""
        start, end = shift
        spans = [(start, end, "productive")]
        if self.rng.random() < 0.2:
            pause = start + self.length(HOUR, 2 * HOUR)
            spans = [(start, pause, "productive")]
            spans += [(pause + self.length(HOUR, 5 * HOUR), end + 5 * HOUR, "productive")]
        for _ in range(self.rng.randint(0, 4)):
            inner = self.rng.randrange(start, end, self.step * 15)
            spans.append((inner, inner + self.length(MINUTE, HOUR), self.rng.choice(INSIDE)))
        if self.rng.random() < 0.2:
            away = self.rng.choice([(start, end), (start, start + HOUR), (end - HOUR, end)])
            spans.append((*away, self.rng.choice(["leave", "absence"])))
        if self.rng.random() < 0.05:
            spans.append((end, start, "meeting"))
        rows = {}
        for begins, ends, activity in spans:
            rows[begins] = {
                "agent_id": agent,
                "start_at": begins,
                "end_at": ends,
                "activity": activity,
                "campaign": self.rng.choice(CAMPAIGNS),
                "paid": self.rng.choice([True, None, activity != "lunch"]),
                "published_version": version,
            }
            if self.rng.random() < 0.5:  # the same start twice is another row of the plan
                rows[begins, activity] = rows.pop(begins)
        return [*rows.values()]

    def log(self, agent: str, shift: tuple[int, int]) -> list[dict]:
        """States one after the other around a shift, with holes, overlaps and absences."""
        rows, at = [], shift[0] + self.length(-30 * MINUTE, 30 * MINUTE)
        until = shift[1] + self.length(-HOUR, HOUR)
        while at < until:
            end = at + self.length(1, self.rng.choice([MINUTE, 10 * MINUTE, HOUR]))
            rows.append(self.state(agent, at, end))
            at = end
            if self.rng.random() < 0.25:
                holes = [MINUTE, 10 * MINUTE, HOUR, 3 * HOUR]
                at += self.length(0, self.rng.choice(holes))
        return rows

    def state(self, agent: str, start: int, end: int) -> dict:
        name = self.rng.choice([*STATES, *STATES, "unknown", "offline"])
        code = self.rng.choice([*CODES, None]) if name == "aux" else None
        return {
            "agent_id": agent,
            "start_at": start,
            "end_at": end,
            "state": name,
            "aux_code": code,
            "campaign": self.rng.choice(CAMPAIGNS),
        }

    def spoilt(self, rows: list[dict]) -> list[dict]:
        """Missing ends, twins, ends before starts, states of days, two logins at once."""
        made = []
        for row in rows:
            start, end = row["start_at"], row["end_at"]
            made.append(row)
            luck = self.rng.random()
            if luck < 0.04:
                made[-1] = row | {"end_at": None}
            elif luck < 0.06:
                made += [row | {"end_at": None}]
            elif luck < 0.08:
                made += [dict(row)]
            elif luck < 0.10:
                made[-1] = row | {"end_at": start - self.length(0, HOUR)}
            elif luck < 0.11:
                made[-1] = row | {"end_at": end + 15 * HOUR}
            elif luck < 0.20:
                other = self.state(row["agent_id"], start, end + self.length(0, 20 * MINUTE))
                made += [other]
        return made

    def exceptions(self, agent: str, shift: tuple[int, int]) -> list[dict]:
        rows = []
        for n in range(self.rng.choice([0, 0, 1, 2])):
            start = shift[0] + self.length(-HOUR, 6 * HOUR)
            end = start + self.length(-MINUTE, 2 * HOUR)
            rows.append({"agent_id": agent, "start_at": start, "end_at": end, "reason": str(n)})
        return rows

    def contacts(self, agents: str, start: int, n_days: int) -> list[dict]:
        rows = []
        silent = self.rng.choice([None, None, "sales"])  # a queue whose system tells no talk
        for number in range(self.rng.randint(0, 60)):
            arrived = start + self.length(0, n_days * 24 * HOUR)
            for leg in range(1, self.rng.choice([1, 1, 1, 2, 3]) + 1):
                row = self.contact(str(number), leg, arrived, agents)
                rows.append(row | {"talk_ms": None} if row["queue"] == silent else row)
                arrived += self.length(0, 20 * MINUTE)
        return rows

    def contact(self, number: str, leg: int, arrived: int, agents: str) -> dict:
        some = self.rng.choice
        outcome = some(["answered"] * 6 + ["abandoned"] * 2 + ["redirected", "not_offered"])
        wait = some([None, 0, *range(0, 40_000, 5000), self.rng.randint(0, 40_000)])
        answered = arrived + (wait or 0) + some([0, 0, 0, -3000, -1500, 700])
        return {
            "contact_id": number,
            "leg": leg,
            "segment": some(["gold", None]),
            "channel": some(["voice", "voice", "chat"]),
            "direction": some([None, *["inbound"] * 8, "outbound", "callback"]),
            "queue": some(["sales", "care"]),
            "campaign": some(CAMPAIGNS),
            "arrived_at": arrived,
            "answered_at": some([None, answered]) if outcome == "answered" else None,
            "ended_at": some([None, arrived + self.rng.randint(0, 600_000)]),
            "wait_ms": wait,
            "talk_ms": some([0, *[self.rng.randint(1, 900_000)] * 4]),
            "hold_ms": some([None, 0, self.rng.randint(1, 90_000)]),
            "acw_ms": some([None, 0, self.rng.randint(1, 90_000)]),
            "outcome": outcome,
            "agent_id": some([None, *agents, *agents]) if outcome == "answered" else None,
            "transferred": some([None, None, True, False]),
        }
