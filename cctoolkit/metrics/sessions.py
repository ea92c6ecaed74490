"""Sessions and shifts: time without a long pause, and the day to which it belongs."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cctoolkit.intervals import intersections
from cctoolkit.metrics.clock import instants, local_date, milliseconds

HOUR_MS = 3_600_000
SESSION_BREAK_MS = 4 * HOUR_MS
"""A pause at least this long begins another session."""
AWAY = ("absence", "leave")
"""Planned activities of whoever is not at work."""


def business_days(
    agent_intervals: pd.DataFrame, *, zone: str, session_break_ms: int = SESSION_BREAK_MS
) -> pd.Series:
    """Give intervals delivered as aggregates the local date on which their session begins.

    Intervals of up to an hour are chained into sessions by the agent's connection; longer ones
    belong to the local date on which they start.
    """
    own_day = local_date(agent_intervals["start_at"], zone)
    length = milliseconds(agent_intervals["end_at"]) - milliseconds(agent_intervals["start_at"])
    active = agent_intervals["logged_ms"].gt(0).fillna(False).to_numpy(bool) & (length <= HOUR_MS)
    if not active.any():
        return own_day
    short = agent_intervals.loc[active, ["agent_id", "start_at", "end_at"]]
    ordered = short.sort_values(["agent_id", "start_at"], kind="stable")
    agent = pd.factorize(ordered["agent_id"])[0]
    opened = session_start(
        agent, milliseconds(ordered["start_at"]), milliseconds(ordered["end_at"]), session_break_ms
    )
    return own_day.mask(active, pd.Series(instants(opened), ordered.index).pipe(local_date, zone))


def session_start(
    agent: np.ndarray, start: np.ndarray, end: np.ndarray, session_break_ms: int
) -> np.ndarray:
    """Start of the session of each piece; pieces in order of agent and start, without overlap."""
    first = np.ones(agent.size, dtype=bool)
    first[1:] = (agent[1:] != agent[:-1]) | (start[1:] - end[:-1] >= session_break_ms)
    return start[np.flatnonzero(first)][np.cumsum(first) - 1]


def shifts(schedules: pd.DataFrame, *, session_break_ms: int = SESSION_BREAK_MS) -> pd.DataFrame:
    """Shifts of each agent: planned activities chained while their pause is no session break.

    Absence and leave are no part of a shift. Activities that overlap make one shift. Every row
    given is used: choose the published version first.

    Parameters
    ----------
    schedules : DataFrame
        Canonical `schedules`.
    session_break_ms : int
        A pause at least this long ends the shift: a split day is one shift if it is shorter.

    Returns
    -------
    DataFrame
        `agent_id`, `start_at`, `end_at`, one per shift, ordered by agent and start.
    """
    planned = schedules[is_at_work(schedules)]
    begun = _chain_start(planned, ["agent_id"], session_break_ms)
    ends = planned.assign(start_at=begun).groupby(["agent_id", "start_at"])["end_at"]
    return ends.max().reset_index()


def is_at_work(schedules: pd.DataFrame) -> pd.Series:
    """Whether each planned activity lasts something and is neither absence nor leave."""
    return ~schedules["activity"].isin(AWAY) & (schedules["end_at"] > schedules["start_at"])


def days_planned(
    schedules: pd.DataFrame, *, zone: str, session_break_ms: int = SESSION_BREAK_MS
) -> pd.Series:
    """Local date on which the shift of each planned activity begins, in its published version.

    Absence and leave, which are no part of a shift, have the local date of their own start.
    """
    at_work = is_at_work(schedules)
    keys = ["published_version", "agent_id"]
    begun = _chain_start(schedules[at_work], keys, session_break_ms)
    return local_date(schedules["start_at"].where(~at_work, begun), zone)


def days_clocked(
    clockings: pd.DataFrame,
    *,
    zone: str,
    shifts: pd.DataFrame | None = None,
    session_break_ms: int = SESSION_BREAK_MS,
) -> pd.Series:
    """Local date on which the shift of each stretch clocked begins.

    As connection has it: stretches without a long pause are a session, which belongs to the shift
    that shares most time with it or, without one, to the local date on which it begins.

    Parameters
    ----------
    clockings : DataFrame
        Canonical `clockings`.
    zone : str
    shifts : DataFrame, optional
        As `shifts` makes them.
    session_break_ms : int
    """
    start, end = milliseconds(clockings["start_at"]), milliseconds(clockings["end_at"])
    begun = _chain_start(clockings, ["agent_id"], session_break_ms)
    pieces = clockings[["agent_id"]].assign(
        agent=pd.factorize(clockings["agent_id"])[0],
        start=start,
        end=np.maximum(start, end),
        session_start=milliseconds(begun),
    )
    return days_of_sessions(pieces, zone=zone, shifts=shifts)


def days_of_sessions(pieces: pd.DataFrame, *, zone: str, shifts: pd.DataFrame | None) -> pd.Series:
    """Local date on which begins the shift that shares most time with the session of each piece.

    A session that meets no shift has the date on which it begins itself. `pieces` has `agent_id`,
    its code `agent`, and in milliseconds `start`, `end`, `session_start`.
    """
    begun = pd.Series(instants(pieces["session_start"].to_numpy(np.int64)), pieces.index)
    if shifts is not None and len(shifts) and len(pieces):
        begun = _start_of_shift(pieces, shifts).fillna(begun)
    return local_date(begun, zone)


def _chain_start(rows: pd.DataFrame, keys: list[str], session_break_ms: int) -> pd.Series:
    """Start of the chain of each row: rows of the same keys that no long pause parts."""
    ordered = rows.reset_index(drop=True).sort_values([*keys, "start_at"], kind="stable")
    groups = ordered.groupby(keys, dropna=False)
    latest_end = groups["end_at"].cummax()
    begun = session_start(
        groups.ngroup().to_numpy(),
        milliseconds(ordered["start_at"]),
        milliseconds(latest_end),
        session_break_ms,
    )
    return pd.Series(instants(begun), ordered.index).sort_index().set_axis(rows.index)


def _start_of_shift(pieces: pd.DataFrame, shifts: pd.DataFrame) -> pd.Series:
    """Start of the shift that shares most time with the session of each piece."""
    known = shifts[shifts["agent_id"].isin(pieces["agent_id"].unique())]
    codes = pieces.drop_duplicates("agent_id").set_index("agent_id")["agent"]
    shared = intersections(
        *(pieces[name].to_numpy() for name in ("agent", "start", "end")),
        known["agent_id"].map(codes).to_numpy(np.int64),
        milliseconds(known["start_at"]),
        milliseconds(known["end_at"]),
    )
    met = pd.DataFrame(
        {
            "agent": pieces["agent"].to_numpy()[shared.row],
            "session_start": pieces["session_start"].to_numpy()[shared.row],
            "shift_start": milliseconds(known["start_at"])[shared.other_row],
            "shared_ms": shared.end - shared.start,
        }
    )
    sums = met.groupby(["agent", "session_start", "shift_start"], as_index=False).sum()
    most = sums.sort_values(["shared_ms", "shift_start"], ascending=[False, True])
    most = most.drop_duplicates(["agent", "session_start"])
    found = pieces[["agent", "session_start"]].merge(
        most, on=["agent", "session_start"], how="left"
    )["shift_start"]
    start = pd.Series(pd.NaT, pieces.index, dtype="datetime64[ms, UTC]")
    has = found.notna().to_numpy()
    start[has] = instants(found[has].to_numpy(np.int64))
    return start
