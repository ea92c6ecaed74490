"""The state engine: what a system logged becomes one timeline per agent, without overlap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cctoolkit.intervals import intersections, partition
from cctoolkit.intervals.partition import Partition
from cctoolkit.metrics.clock import instants, milliseconds
from cctoolkit.metrics.sessions import (
    HOUR_MS,
    SESSION_BREAK_MS,
    days_of_sessions,
    session_start,
)

PRECEDENCE = ("talk", "hold", "acw", "ring", "aux", "available", "unknown")
OFFLINE = "offline"
_KEPT = ["state", "aux_code", "campaign", "imputed"]


@dataclass(frozen=True, kw_only=True)
class StatePolicies:
    """What is done where a log of states leaves something open.

    Attributes
    ----------
    session_break_ms : int
        A pause at least this long begins another session, and no open state bridges it.
    longest_gap_ms : int
        A hole in the log up to this long is unknown time; a longer one is time not connected.
    longest_state_ms : int
        Longest state believed; a longer one is left out.
    after_shift_ms : int
        An open state lasts at most this long beyond the end of the agent's shift; it is of that
        shift if it begins as long before it, in it, or before that end.
    """

    session_break_ms: int = SESSION_BREAK_MS
    longest_gap_ms: int = HOUR_MS
    longest_state_ms: int = 14 * HOUR_MS
    after_shift_ms: int = HOUR_MS


DEFAULT = StatePolicies()


def timeline(
    states: pd.DataFrame,
    *,
    zone: str,
    policies: StatePolicies = DEFAULT,
    shifts: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Resolve the logged states of each agent into stretches that don't overlap.

    Where states overlap, the instant counts once, for the first of `PRECEDENCE`; on equal rank
    the later start wins, then the later end, then the later campaign and code in alphabetical
    order: of campaigns or logins at the same time one gets the time, none a share. Time inside a
    session that no state covers is `unknown`, in the campaign of the state before it. The business
    day is the local date on which the session begins or, where a shift shares time with it, on
    which that shift begins: a night, or a split day, is one day.

    A state without an end lasts until the agent's next one, if that begins within
    `session_break_ms`, and no longer than `after_shift_ms` beyond the shift it began in; with
    neither it is left out, and so is one longer than `longest_state_ms`, one that lasts nothing
    and one that ends before it begins. Of states that begin together those without an end last
    nothing beside one that has an end; among themselves the first of `PRECEDENCE` lasts.

    Parameters
    ----------
    states : DataFrame
        Canonical `states`, in any order.
    zone : str
        Time zone of the business day.
    policies : StatePolicies
    shifts : DataFrame, optional
        As `sessions.shifts` makes them.

    Returns
    -------
    DataFrame
        `agent_id`, `start_at`, `end_at`, `state`, `aux_code`, `campaign`, `business_day`,
        `imputed` (its end was not recorded), `overlapped` (other states claim it too), ordered by
        agent and start. Time recorded as `offline` is not in it.
    """
    closed = closed_states(states, policies=policies, shifts=shifts)
    longest = pd.Timedelta(policies.longest_state_ms, "ms")
    believed = closed[closed["end_at"] - closed["start_at"] <= longest]
    pieces = _with_gaps(_without_overlap(believed), policies)
    pieces["business_day"] = days_of_sessions(pieces, zone=zone, shifts=shifts)
    return pieces.assign(start_at=instants(pieces["start"]), end_at=instants(pieces["end"]))[
        ["agent_id", "start_at", "end_at", *_KEPT[:3], "business_day", "imputed", "overlapped"]
    ]


def closed_states(
    states: pd.DataFrame, *, policies: StatePolicies = DEFAULT, shifts: pd.DataFrame | None = None
) -> pd.DataFrame:
    """End each open state where it must have ended at the latest, or leave it out.

    Returns the rows that last longer than nothing, with `imputed` where the end was missing.
    """
    ordered = _in_order(states)
    start, following = ordered["start_at"], ordered.groupby("agent_id")["start_at"].shift(-1)
    near = (following - start) <= pd.Timedelta(policies.session_break_ms, "ms")
    latest = pd.concat(
        [following.where(near), _latest_in_shift(ordered, shifts, policies.after_shift_ms)], axis=1
    ).min(axis=1)
    open_end = ordered["end_at"].isna()
    closed = ordered.assign(end_at=ordered["end_at"].fillna(latest), imputed=open_end)
    return closed[closed["end_at"] > closed["start_at"]]


def _in_order(states: pd.DataFrame) -> pd.DataFrame:
    """By agent and start; of those that begin together, the one that lasts to the next comes last.

    Whatever the order in which they were delivered: an open state ends where the next row begins.
    """
    key = ["agent_id", "start_at"]
    ordered = states.sort_values(key, kind="stable")
    if not (ordered["end_at"].isna() & ordered.duplicated(key, keep=False)).any():
        return ordered
    weakest_first = {state: -i for i, state in enumerate((*PRECEDENCE, OFFLINE))}
    marked = ordered.assign(
        ended=ordered["end_at"].notna(), rank=ordered["state"].map(weakest_first)
    )
    keys = [*key, "ended", "rank", "campaign", "aux_code"]
    return marked.sort_values(keys, kind="stable", na_position="first").drop(
        columns=["ended", "rank"]
    )


def _latest_in_shift(
    ordered: pd.DataFrame, shifts: pd.DataFrame | None, after_shift_ms: int
) -> pd.Series:
    """Latest end of each state by the shift in which it begins; missing outside every shift."""
    if shifts is None or shifts.empty or ordered.empty:
        return pd.Series(pd.NaT, ordered.index, dtype="datetime64[ms, UTC]")
    states = ordered[["agent_id", "start_at"]].rename(columns={"start_at": "at"})
    states = states.assign(place=ordered.index).sort_values("at", kind="stable")
    around = pd.Timedelta(after_shift_ms, "ms").as_unit("ms")
    times = {"start_at": "datetime64[ms, UTC]", "end_at": "datetime64[ms, UTC]"}
    begun = shifts[["agent_id", *times]].astype(times).sort_values("start_at", kind="stable")
    begun = begun.assign(start_at=begun["start_at"] - around, latest=begun["end_at"] + around)
    hit = pd.merge_asof(states, begun, left_on="at", right_on="start_at", by="agent_id")
    latest = hit["latest"].where(hit["at"] < hit["latest"]).set_axis(hit["place"])
    return latest.reindex(ordered.index).astype("datetime64[ms, UTC]")


def _without_overlap(logged: pd.DataFrame) -> pd.DataFrame:
    logged = logged.sort_values(["campaign", "aux_code"], kind="stable", na_position="first")
    agent, agents = pd.factorize(logged["agent_id"], sort=True)
    start, end = milliseconds(logged["start_at"]), milliseconds(logged["end_at"])
    rank = logged["state"].map({state: i for i, state in enumerate((*PRECEDENCE, OFFLINE))})
    pieces = partition(agent, start, end, rank.to_numpy(dtype=np.int64), key=end)
    part, low, high, overlapped = _marked(pieces, agent, start, end)
    row = pieces.row[part]
    rows = logged[_KEPT].iloc[row].reset_index(drop=True)
    return rows.assign(
        agent=agent[row],
        agent_id=agents[agent[row]],
        start=low,
        end=high,
        overlapped=overlapped,
    )


def _marked(pieces: Partition, agent, start, end) -> tuple[np.ndarray, ...]:
    """Cut pieces where a second state begins or ends to claim them too: piece, start, end, mark."""
    owner = agent[pieces.row]
    low, high, group = _contested(agent, start, end)
    twice = intersections(owner, pieces.start, pieces.end, group, low, high)
    n_twice = twice.row.size
    cut = partition(
        np.concatenate([owner[twice.row], owner]),
        np.concatenate([twice.start, pieces.start]),
        np.concatenate([twice.end, pieces.end]),
        np.repeat([0, 1], [n_twice, owner.size]),
    )
    piece = np.concatenate([twice.row, np.arange(owner.size)])[cut.row]
    return piece, cut.start, cut.end, cut.row < n_twice


def _contested(agent, start, end) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Stretches that at least two rows of an agent cover: start, end, agent."""
    group = np.concatenate([agent, agent])
    at = np.concatenate([start, end])
    step = np.concatenate([np.ones_like(start), -np.ones_like(end)])
    order = np.lexsort((step, at, group))
    group, at, depth = group[order], at[order], np.cumsum(step[order])
    double = np.flatnonzero((depth[:-1] >= 2) & (at[1:] > at[:-1]))
    return at[double], at[double + 1], group[double]


def _with_gaps(pieces: pd.DataFrame, policies: StatePolicies) -> pd.DataFrame:
    """Drop what is offline and add what no state covers inside a session, as unknown."""
    ordered = pieces.sort_values(["agent", "start"], kind="stable", ignore_index=True)
    logged = (ordered["state"] != OFFLINE).to_numpy()
    agent, start, end = (ordered[name].to_numpy() for name in ("agent", "start", "end"))
    session = np.full(len(ordered), -1, dtype=np.int64)
    session[logged] = session_start(
        agent[logged], start[logged], end[logged], policies.session_break_ms
    )
    before, after = _nearest_sessions(session, agent)
    hole = np.flatnonzero(
        (agent[1:] == agent[:-1])
        & (start[1:] > end[:-1])
        & (start[1:] - end[:-1] <= policies.longest_gap_ms)
        & (before[:-1] == after[1:])
        & (before[:-1] >= 0)
    )
    ordered["session_start"] = before
    gaps = ordered.iloc[hole].assign(
        start=end[hole],
        end=start[hole + 1],
        state="unknown",
        aux_code=None,
        imputed=False,
        overlapped=False,
    )
    both = pd.concat([ordered[logged], gaps], ignore_index=True)
    return both.sort_values(["agent", "start"], kind="stable", ignore_index=True)


def _nearest_sessions(session: np.ndarray, agent: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Session of the last logged piece up to each piece, and of the first one from it on."""
    known = pd.Series(session).where(session >= 0).groupby(agent)
    before, after = known.ffill(), known.bfill()
    return tuple(side.fillna(-1).astype("int64").to_numpy() for side in (before, after))
