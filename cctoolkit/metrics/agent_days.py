"""Agents by day, from logs of any length: time in each state, and planned time kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from cctoolkit.intervals import NAT_MS, LocalDays
from cctoolkit.metrics.plan import ACTIVITY_PRECEDENCE
from cctoolkit.metrics.ratios import ratio
from cctoolkit.metrics.sessions import AWAY
from cctoolkit.metrics.states import DEFAULT, OFFLINE, PRECEDENCE, StatePolicies
from cctoolkit.metrics.verdicts import ALLOWED
from cctoolkit.tables.batches import OutOfOrder, Runs, batches, in_order, runs, side_by_side
from cctoolkit.tables.catalogue import CATALOGUE

KINDS = (*PRECEDENCE, OFFLINE)
KIND_OF = {state: rank for rank, state in enumerate(KINDS)}
ACTIVITY_OF = {activity: rank for rank, activity in enumerate(ACTIVITY_PRECEDENCE)}
POLICIES = (
    "duplicate",
    "overlaps",
    "imputed_end",
    "left_open",
    "too_long",
    "negative",
    "empty",
    "believed",
)
"""What happened to a row, in the order in which the kernels count."""

Log = pd.DataFrame | Path | str


class AgentDays(NamedTuple):
    """One row per agent and day, and one per policy that was applied to the log."""

    days: pd.DataFrame
    accounts: pd.DataFrame


def agent_day_states(states: Log, *, zone: str, policies: StatePolicies = DEFAULT) -> AgentDays:
    """Time that each agent spent in each state on each local day.

    Where states overlap the instant counts once, by the rules of `states.timeline`; a stretch that
    crosses midnight is cut there, so that the days are those of the calendar, not of the shift.
    Holes in the log are not filled.

    Parameters
    ----------
    states : DataFrame or path
        Canonical `states`: a frame, a Parquet file, a folder of them or a CSV file. Sorted by
        agent and start it is read once; otherwise it is sorted first, in a temporary folder.
    zone : str
        Time zone of the days.
    policies : StatePolicies
        Those of open and of too long states.

    Returns
    -------
    days : DataFrame
        `agent_id`, `day`, `logged_ms` (offline left out) and the milliseconds of each state, in
        order of agent and day.
    accounts : DataFrame
        `policy`, `n_rows`, `duration_ms`, `share` (of the time believed): what was not taken as it
        stands, and, as `believed`, the rows that were, each with its own length.

    Raises
    ------
    ValueError
        If a state is not canonical, or an agent is missing.

    Examples
    --------
    >>> log = pd.DataFrame(
    ...     {
    ...         "agent_id": ["a", "a"],
    ...         "start_at": pd.to_datetime(["2026-03-10 22:50", "2026-03-10 22:55"], utc=True),
    ...         "end_at": pd.to_datetime(["2026-03-10 23:30", "2026-03-10 23:10"], utc=True),
    ...         "state": ["available", "talk"],
    ...     }
    ... )
    >>> agent_day_states(log, zone="Europe/Madrid").days[["day", "talk_ms", "available_ms"]]
             day  talk_ms  available_ms
    0 2026-03-10   300000        300000
    1 2026-03-11   600000       1200000
    """

    from cctoolkit.intervals.time_by_cell import time_by_cell

    def reduced(stream: Stream) -> AgentDays:
        rows, account = _Rows(), 0
        for part in stream("states"):
            days = _days(part, zone, policies.longest_state_ms)
            where, time_ms, counted = time_by_cell(
                *_spans(part, "state"),
                len(KINDS),
                days.midnights,
                policies.session_break_ms,
                policies.longest_state_ms,
            )
            rows.add(part.keys, where[:, 0], days.dates[where[:, 1]], time_ms)
            account = account + counted
        table = rows.table([f"{state}_ms" for state in KINDS])
        logged = table[[f"{state}_ms" for state in PRECEDENCE]].sum(axis=1)
        table.insert(2, "logged_ms", logged.astype("int64"))
        return AgentDays(table, _accounts(account))

    return _read_in_order({"states": states}, reduced)


def agent_day_adherence(
    states: Log,
    schedules: Log,
    *,
    zone: str,
    allowed: Mapping[str, frozenset[str]] = ALLOWED,
    policies: StatePolicies = DEFAULT,
) -> AgentDays:
    """Share of the planned time that a logged and allowed state covers, by agent and day.

    The overlap form of schedule adherence, without tolerance and exceptions, for logs that
    `schedule.schedule_adherence` would take long over. Planned time that no state covers is not
    kept, whatever was planned; time logged as `unknown` is in no side of the share. The day is the
    local date on which the shift begins, so a night is one day. Plans that overlap are resolved by
    `plan.ACTIVITY_PRECEDENCE`; leave and absence take out the time that they cover.

    Parameters
    ----------
    states, schedules : DataFrame or path
        Canonical; of the schedule, one published version. As in `agent_day_states`.
    zone : str
        Time zone of the day.
    allowed : mapping
        States that fit each planned activity.
    policies : StatePolicies
        As in `agent_day_states`; a pause of `session_break_ms` in the plan ends the shift.

    Returns
    -------
    days : DataFrame
        `agent_id`, `day`, `scheduled_ms`, `unknown_ms`, `kept_ms`, `adherence`, for the days with
        planned work, in order of agent and day.
    accounts : DataFrame
        As in `agent_day_states`, for each `table`.
    """
    from cctoolkit.metrics.kernels.planned_time import planned_time_kept

    counts = np.array([activity not in AWAY for activity in ACTIVITY_PRECEDENCE])
    fits = np.array([[s in allowed.get(a, ()) for s in KINDS] for a in ACTIVITY_PRECEDENCE])

    def reduced(stream: Stream) -> AgentDays:
        rows, accounts = _Rows(), np.zeros((2, len(POLICIES), 2), dtype=np.int64)
        for planned, log in side_by_side(stream("schedules"), stream("states")):
            out, *counted = planned_time_kept(
                *_spans(planned, "activity"),
                counts,
                _places(log.keys, planned.keys) if log else np.full(len(planned.keys), -1),
                *_spans(log or NOTHING, "state"),
                fits,
                policies.session_break_ms,
                policies.session_break_ms,
                policies.longest_state_ms,
                KIND_OF["unknown"],
            )
            accounts += counted
            out = out[out[:, 2] > 0]
            rows.add(planned.keys, out[:, 0], _dates(out[:, 1], zone), out[:, 2:])
        table = rows.table(["scheduled_ms", "unknown_ms", "kept_ms"])
        known_ms = table["scheduled_ms"] - table["unknown_ms"]
        table["adherence"] = ratio(table["kept_ms"], known_ms)
        tables = [
            _accounts(account).assign(table=name)
            for name, account in zip(("states", "schedules"), accounts, strict=True)
        ]
        return AgentDays(table, pd.concat(tables, ignore_index=True))

    return _read_in_order({"states": states, "schedules": schedules}, reduced)


Stream = Callable[[str], Iterator[Runs]]
CODED = {"states": ("state", KIND_OF), "schedules": ("activity", ACTIVITY_OF)}
NOTHING = Runs(
    [],
    np.zeros(1, dtype=np.int64),
    {
        "start_at": np.empty(0, dtype=np.int64),
        "end_at": np.empty(0, dtype=np.int64),
        "state": np.empty(0, dtype=np.int8),
    },
)


class _Rows:
    """Rows of the result as they come, and the table that they make."""

    def __init__(self) -> None:
        self.agents: list[str] = []
        self.parts: list[tuple[np.ndarray, ...]] = []

    def add(self, agents: list[str], run: np.ndarray, date: np.ndarray, sums: np.ndarray) -> None:
        if not run.size:
            return
        first = np.ones(run.size, dtype=bool)
        first[1:] = (run[1:] != run[:-1]) | (date[1:] != date[:-1])
        begins = np.flatnonzero(first)
        agent = (run[begins] + len(self.agents)).astype(np.int32)
        self.agents += agents
        self.parts.append((agent, date[begins], np.add.reduceat(sums, begins, axis=0)))

    def table(self, names: list[str]) -> pd.DataFrame:
        agent, date, sums = (
            (np.concatenate(columns) for columns in zip(*self.parts, strict=True))
            if self.parts
            else (
                np.empty(0, dtype=np.int32),
                np.empty(0, dtype="datetime64[D]"),
                np.empty((0, len(names)), dtype=np.int64),
            )
        )
        ids = pa.array(self.agents, pa.large_string()).take(pa.array(agent))
        table = pd.DataFrame(
            {"agent_id": pd.array(ids, dtype="str"), "day": date.astype("datetime64[ms]")}
        )
        return table.assign(**dict(zip(names, sums.T, strict=True)))


def _spans(part: Runs, coded: str) -> tuple[np.ndarray, ...]:
    return part.bounds, *(part.columns[name] for name in ("start_at", "end_at", coded))


def _places(there: list[str], wanted: list[str]) -> np.ndarray:
    place = {key: number for number, key in enumerate(there)}
    return np.array([place.get(key, -1) for key in wanted], dtype=np.int64)


def _days(part: Runs, zone: str, longest_ms: int) -> LocalDays:
    """Local days that hold every stretch believed."""
    start, bounds = part.columns["start_at"], part.bounds
    start = start[start != NAT_MS] if (start[bounds[:-1]] == NAT_MS).any() else start
    if not start.size:
        return LocalDays(zone, 0, 1)
    first, last = int(start.min()), int(start.max())
    end = min(int(part.columns["end_at"].max()), last + longest_ms)
    return LocalDays(zone, first, max(last, end) + 1)


def _dates(at: np.ndarray, zone: str) -> np.ndarray:
    if not at.size:
        return np.empty(0, dtype="datetime64[D]")
    return LocalDays(zone, int(at.min()), int(at.max()) + 1).date(at)


def _accounts(counted: np.ndarray) -> pd.DataFrame:
    n_rows, duration_ms = np.broadcast_to(counted, (len(POLICIES), 2)).T
    table = pd.DataFrame({"policy": POLICIES, "n_rows": n_rows, "duration_ms": duration_ms})
    believed_ms = pd.Series(duration_ms[-1], index=table.index)
    return table.assign(share=ratio(table["duration_ms"], believed_ms))


def _read_in_order(logs: Mapping[str, Log], reduced: Callable[[Stream], AgentDays]) -> AgentDays:
    """Read each log as it is; one whose rows turn out to be in another order, sorted."""
    unsorted: set[str] = set()
    while True:
        try:
            return reduced(partial(_stream, logs, unsorted))
        except OutOfOrder as found:
            unsorted.add(found.table)


def _stream(logs: Mapping[str, Log], unsorted: set[str], name: str) -> Iterator[Runs]:
    table, (column, codes) = CATALOGUE[name], CODED[name]
    columns, coded = ["agent_id", "start_at", "end_at", column], ["agent_id", column]
    if name in unsorted:
        read = in_order(logs[name], table, columns, ("agent_id", "start_at"), coded=coded)
    else:
        read = batches(logs[name], table, columns, coded=coded)
    return runs(read, table, "agent_id", "start_at", {column: codes})
