"""What the systems recorded that cannot be so: counted, shown, never mended in silence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

_EVIDENCE = ("raw_file", "raw_line")


@dataclass(frozen=True)
class Defect:
    """One kind of defect in one table.

    `rows` points to the raw lines; `duration_ms` is the time concerned, when it has one;
    `days` are the local dates concerned, for defects that are about days.
    """

    code: str
    table: str
    n_rows: int
    duration_ms: int | None = None
    days: tuple[str, ...] = ()
    detail: str = ""
    rows: pd.DataFrame = field(default_factory=pd.DataFrame, compare=False, repr=False)

    @classmethod
    def of(
        cls, code: str, table: str, rows: pd.DataFrame, duration_ms: int | None = None, **more
    ) -> Defect:
        """Build a defect from the rows that show it."""
        evidence = rows[[name for name in _EVIDENCE if name in rows]].reset_index(drop=True)
        return cls(code, table, len(rows), duration_ms, rows=evidence, **more)


def overlapping_states(states: pd.DataFrame) -> Iterator[Defect]:
    """States of one agent that begin before an earlier one has ended."""
    yield from _overlapping(states, "states", "overlapping_states", "start_at", "end_at")


def overlapping_contacts(contacts: pd.DataFrame) -> Iterator[Defect]:
    """Contacts answered by an agent before the end of his previous one, in one-at-a-time channels.

    Chat and social are left out: handling several at once is how they work.
    """
    voice = contacts[
        contacts["channel"].eq("voice")
        & contacts["outcome"].eq("answered")
        & contacts["agent_id"].notna()
        & contacts["answered_at"].notna()
        & (contacts["ended_at"] > contacts["answered_at"])
    ]
    yield from _overlapping(voice, "contacts", "overlapping_contacts", "answered_at", "ended_at")


def _overlapping(
    frame: pd.DataFrame, table: str, code: str, start: str, end: str
) -> Iterator[Defect]:
    ordered = frame.sort_values(["agent_id", start, end], kind="stable")
    latest_end = ordered.groupby("agent_id")[end].cummax().groupby(ordered["agent_id"]).shift()
    overlaps = (ordered[start] < latest_end) & (ordered[end] > ordered[start])
    if overlaps.any():
        shared = np.minimum(latest_end[overlaps], ordered.loc[overlaps, end])
        length = (shared - ordered.loc[overlaps, start]).sum()
        yield Defect.of(code, table, ordered[overlaps], _ms(length))


def gaps_in_sessions(
    states: pd.DataFrame, *, session_break_ms: int, shortest_ms: int = 1000
) -> Iterator[Defect]:
    """Time inside a session that no state covers; a longer pause begins another session."""
    ordered = states.sort_values(["agent_id", "start_at", "end_at"], kind="stable")
    latest_end = ordered.groupby("agent_id")["end_at"].cummax().groupby(ordered["agent_id"]).shift()
    pause_ms = (ordered["start_at"] - latest_end).dt.total_seconds().mul(1000)
    gap = (pause_ms >= shortest_ms) & (pause_ms < session_break_ms)
    if gap.any():
        yield Defect.of("gaps_in_sessions", "states", ordered[gap], int(pause_ms[gap].sum()))


def open_states(states: pd.DataFrame) -> Iterator[Defect]:
    """States without an end."""
    still_open = states["end_at"].isna()
    if still_open.any():
        yield Defect.of("open_states", "states", states[still_open])


def active_after_leaving(
    activity: pd.DataFrame, agents: pd.DataFrame, table: str
) -> Iterator[Defect]:
    """Connection of agents outside every employment spell that the list of agents gives them.

    `activity` has `agent_id`, `business_day` and `logged_ms`.
    """
    known = activity[activity["agent_id"].isin(agents["agent_id"])]
    spells = known.reset_index().merge(
        agents[["agent_id", "hired_on", "left_on"]], on="agent_id", how="left"
    )
    employed = (spells["business_day"] >= spells["hired_on"]) & (
        spells["left_on"].isna() | (spells["business_day"] < spells["left_on"])
    )
    outside = known[~employed.groupby(spells["index"]).any().reindex(known.index)]
    if len(outside):
        days = tuple(sorted(outside["business_day"].dt.strftime("%Y-%m-%d").unique()))
        yield Defect.of(
            "active_after_leaving", table, outside, int(outside["logged_ms"].sum()), days=days
        )


def contacts_without_agent(contacts: pd.DataFrame) -> Iterator[Defect]:
    """Answered contacts that name no agent."""
    nobody = contacts["outcome"].eq("answered") & contacts["agent_id"].isna()
    if nobody.any():
        yield Defect.of("contacts_without_agent", "contacts", contacts[nobody])


def contacts_without_duration(contacts: pd.DataFrame) -> Iterator[Defect]:
    """Answered contacts, with an agent, whose handle time is zero."""
    handle = contacts[["talk_ms", "hold_ms", "acw_ms"]].fillna(0).sum(axis=1)
    empty = contacts["outcome"].eq("answered") & contacts["agent_id"].notna() & handle.eq(0)
    recorded = contacts[["talk_ms", "hold_ms", "acw_ms"]].notna().any(axis=None)
    if recorded and empty.any():
        yield Defect.of("contacts_without_duration", "contacts", contacts[empty])


def parts_beyond_connection(agent_intervals: pd.DataFrame) -> Iterator[Defect]:
    """Intervals whose states add up to more than the connection time they are parts of."""
    parts = agent_intervals[
        ["talk_ms", "hold_ms", "acw_ms", "ring_ms", "available_ms", "aux_ms", "unknown_ms"]
    ]
    excess = parts.fillna(0).sum(axis=1) - agent_intervals["logged_ms"]
    beyond = excess.gt(0).fillna(False).astype(bool)
    if beyond.any():
        yield Defect.of(
            "parts_beyond_connection",
            "agent_intervals",
            agent_intervals[beyond],
            int(excess[beyond].sum()),
        )


def missing_days(
    days: pd.Series, first: pd.Timestamp, last: pd.Timestamp, table: str, detail: str = ""
) -> Iterator[Defect]:
    """Days of a period without a single row although that weekday usually has some.

    A weekday is usual when at least half of its dates inside the period have rows. A missing day
    is not a day of zeros.
    """
    calendar = pd.DataFrame({"day": pd.date_range(first, last, freq="D")})
    calendar["present"] = calendar["day"].isin(days.dropna().unique())
    usual = calendar.groupby(calendar["day"].dt.weekday)["present"].transform("mean") >= 0.5
    missing = calendar.loc[usual & ~calendar["present"], "day"].dt.strftime("%Y-%m-%d")
    if len(missing):
        yield Defect("missing_days", table, len(missing), days=tuple(missing), detail=detail)


def _ms(length: pd.Timedelta) -> int:
    return round(length.total_seconds() * 1000)
