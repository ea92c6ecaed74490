"""Sessions: connection without a long pause, and the day to which it belongs."""

from __future__ import annotations

import numpy as np
import pandas as pd

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
    planned = schedules[~schedules["activity"].isin(AWAY)]
    planned = planned[planned["end_at"] > planned["start_at"]]
    ordered = planned.sort_values(["agent_id", "start_at"], kind="stable", ignore_index=True)
    agent = pd.factorize(ordered["agent_id"])[0]
    latest_end = ordered.groupby("agent_id")["end_at"].cummax()
    begun = session_start(
        agent, milliseconds(ordered["start_at"]), milliseconds(latest_end), session_break_ms
    )
    ends = ordered.assign(start_at=instants(begun)).groupby(["agent_id", "start_at"])["end_at"]
    return ends.max().reset_index()
