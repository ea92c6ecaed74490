"""The plan: published activities as a partition of time, its shifts, and what was done in each."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from cctoolkit.intervals import LocalDays, intersections, partition, split_at
from cctoolkit.metrics.clock import instants, local_date, milliseconds
from cctoolkit.metrics.sessions import AWAY, SESSION_BREAK_MS, shifts
from cctoolkit.metrics.states import OFFLINE
from cctoolkit.tables.grain import is_of_days

ACTIVITY_PRECEDENCE = (
    *AWAY,
    "lunch",
    "mandatory_rest",
    "break",
    "training",
    "coaching",
    "meeting",
    "back_office",
    "productive",
)
"""Which of two planned activities that overlap holds: the more particular one."""
ABSENT = "absent"
"""Not connected before the first or after the last connection of the shift."""


class Plan(NamedTuple):
    """The plan without overlap, and the rows that lost something to make it so.

    `planned` has the columns of the schedules and `business_day`, `shift_start_at` and
    `shift_end_at`, ordered by agent and start. `left_out` has a row for each source row that lost
    time to another (`overlapped_ms`) or lasts nothing (`n_rejected` 1).
    """

    planned: pd.DataFrame
    left_out: pd.DataFrame


def plan(
    schedules: pd.DataFrame,
    *,
    zone: str,
    version: str = "final",
    session_break_ms: int = SESSION_BREAK_MS,
) -> Plan:
    """Turn one version of the schedules into planned time in which no two activities overlap.

    Where activities overlap, the instant counts once, for the first of `ACTIVITY_PRECEDENCE`: a
    break inside a shift that was exported whole is a break. On equal rank the later start wins,
    then the later end, then the later campaign in alphabetical order. The business day is the
    local date on which the shift begins; an absence or a leave that touches a shift belongs to it,
    any other to the local date of its start, and one longer than a day to each of its dates.

    Parameters
    ----------
    schedules : DataFrame
        Canonical `schedules`; further columns are kept.
    zone : str
        Time zone of the business day.
    version : str
        Which `published_version` to use; each version is a whole plan.
    session_break_ms : int
        A pause at least this long ends the shift.

    Raises
    ------
    ValueError
        If there are schedules and none of this version.
    """
    chosen = _version(schedules, version).reset_index(drop=True)
    usable = (chosen["end_at"] > chosen["start_at"]).to_numpy(bool)
    rows = chosen[usable].sort_values("campaign", kind="stable", na_position="first")
    rank = {activity: i for i, activity in enumerate(ACTIVITY_PRECEDENCE)}
    agent = pd.factorize(rows["agent_id"], sort=True)[0]
    end = milliseconds(rows["end_at"])
    ranks = rows["activity"].map(rank).fillna(len(rank)).to_numpy(np.int64)
    parts = partition(agent, milliseconds(rows["start_at"]), end, ranks, key=end)
    planned = _placed(rows.iloc[parts.row], parts.start, parts.end)
    planned = _in_shifts(_away_by_day(planned, zone), zone, session_break_ms)
    lost = rows.assign(overlapped_ms=parts.lost_ms, n_rejected=0)[parts.lost_ms > 0]
    rejected = chosen[~usable].assign(overlapped_ms=0, n_rejected=1)
    left_out = pd.concat([lost, rejected], ignore_index=True)
    return Plan(planned, left_out.assign(business_day=_date_of_start(left_out, zone)))


def shifts_of(planned: pd.DataFrame) -> pd.DataFrame:
    """Return one row per shift, with the columns of its first activity at work.

    `start_at` and `end_at` are those of the shift, `planned_ms` its planned time at work.
    """
    at_work = planned[~planned["activity"].isin(AWAY)]
    length = milliseconds(at_work["end_at"]) - milliseconds(at_work["start_at"])
    key = ["agent_id", "shift_start_at"]
    sums = at_work.assign(planned_ms=length).groupby(key)["planned_ms"].sum().reset_index()
    first = at_work.drop_duplicates(key).drop(columns=["start_at", "end_at"])
    named = first.merge(sums, on=key)
    return named.assign(start_at=named["shift_start_at"], end_at=named["shift_end_at"])


def stretches(planned: pd.DataFrame, pieces: pd.DataFrame) -> pd.DataFrame:
    """Cut planned time wherever the agent's state changes; together they are the planned time.

    Time that no state covers has the state `offline` between the first and the last connection of
    its shift and `absent` outside: who has not come yet is not at rest. Connection during a
    planned absence or leave is none of the shift.

    Parameters
    ----------
    planned : DataFrame
        As `plan` makes it.
    pieces : DataFrame
        As `states.timeline` makes them, without overlap.

    Returns
    -------
    DataFrame
        `row` (position in `planned`), `agent` (code), `start`, `end` (milliseconds), `state`,
        `aux_code`, ordered by row and start.
    """
    logged = connected(pieces)
    agent, cut = _laid_over(planned, logged)
    table = pd.DataFrame(
        {
            "row": cut.row,
            "agent": agent[cut.row],
            "start": cut.start,
            "end": cut.end,
            "state": np.append(logged["state"].to_numpy(object), OFFLINE)[cut.other],
            "aux_code": np.append(logged["aux_code"].to_numpy(object), None)[cut.other],
        }
    )
    return table.assign(state=table["state"].mask(_outside_presence(table, planned), ABSENT))


def unplanned(planned: pd.DataFrame, pieces: pd.DataFrame) -> pd.DataFrame:
    """Connected time that no planned activity covers: the columns of the pieces, cut to it."""
    logged = connected(pieces)
    _, cut = _laid_over(logged, planned)
    free = cut.other < 0
    return _placed(logged.iloc[cut.row[free]], cut.start[free], cut.end[free])


def connected(pieces: pd.DataFrame) -> pd.DataFrame:
    """Return the pieces in which the agent is connected."""
    kept = (pieces["state"] != OFFLINE) & (pieces["end_at"] > pieces["start_at"])
    return pieces[kept].reset_index(drop=True)


def agent_codes(frame: pd.DataFrame, other: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Number the agents of two tables alike."""
    both = np.concatenate([frame["agent_id"].to_numpy(object), other["agent_id"].to_numpy(object)])
    codes = pd.factorize(both)[0].astype(np.int64)
    return codes[: len(frame)], codes[len(frame) :]


def _laid_over(rows: pd.DataFrame, others: pd.DataFrame) -> tuple[np.ndarray, Crossed]:
    """Number the agents of some rows, and cut each where another of its agent begins and ends."""
    agent, other_agent = agent_codes(rows, others)
    return agent, crossed(agent, *_spans(rows), other_agent, *_spans(others))


def _spans(rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    return milliseconds(rows["start_at"]), milliseconds(rows["end_at"])


class Crossed(NamedTuple):
    """Stretches of the rows of a first set, with the row of the other that covers each, or -1."""

    row: np.ndarray
    other: np.ndarray
    start: np.ndarray
    end: np.ndarray


def crossed(group, start, end, other_group, other_start, other_end) -> Crossed:
    """Cut the rows of a set where those of another, disjoint, begin and end; nothing is lost.

    Examples
    --------
    >>> crossed([1], [0], [30], [1, 1], [20, 5], [40, 10])[1:]
    (array([-1,  1, -1,  0]), array([ 0,  5, 10, 20]), array([ 5, 10, 20, 30]))
    """
    start, end = np.asarray(start), np.asarray(end)
    shared = intersections(group, start, end, other_group, other_start, other_end)
    follows = shared.row[1:] == shared.row[:-1]
    begins = start[shared.row]
    begins[1:][follows] = shared.end[:-1][follows]
    upto = np.searchsorted(shared.row, np.arange(start.size), side="right")
    met = np.diff(upto, prepend=0) > 0
    rest = start.copy()
    rest[met] = shared.end[upto[met] - 1]
    # in order: the gap before each shared stretch, the stretch, and what is left of each row
    before = 2 * np.arange(shared.row.size) + shared.row
    place = np.concatenate([before, before + 1, 2 * upto + np.arange(start.size)])
    row, other, low, high = (np.empty(place.size, dtype=np.int64) for _ in range(4))
    row[place] = np.concatenate([shared.row, shared.row, np.arange(start.size)])
    other[place] = np.repeat([-1, 0, -1], [shared.row.size, shared.row.size, start.size])
    other[before + 1] = shared.other_row
    low[place] = np.concatenate([begins, shared.start, rest])
    high[place] = np.concatenate([shared.start, shared.end, end])
    kept = high > low
    return Crossed(row[kept], other[kept], low[kept], high[kept])


def _version(schedules: pd.DataFrame, version: str) -> pd.DataFrame:
    chosen = schedules[schedules["published_version"] == version]
    if chosen.empty and len(schedules):
        known = ", ".join(sorted(schedules["published_version"].dropna().unique()))
        raise ValueError(f"the schedules have no version {version!r}; they have {known}")
    return chosen


def _placed(rows: pd.DataFrame, start: np.ndarray, end: np.ndarray) -> pd.DataFrame:
    placed = rows.reset_index(drop=True)
    return placed.assign(start_at=instants(start), end_at=instants(end))


def _away_by_day(planned: pd.DataFrame, zone: str) -> pd.DataFrame:
    """Cut absences and leaves of several days at the local midnights."""
    start, end = milliseconds(planned["start_at"]), milliseconds(planned["end_at"])
    long = (planned["activity"].isin(AWAY) & is_of_days(planned)).to_numpy()
    if not long.any():
        return planned
    days = LocalDays(zone, int(start[long].min()), int(end[long].max()))
    cut = split_at(start[long], end[long], days.midnights)
    dates = _placed(planned[long].iloc[cut.row], cut.start, cut.end)
    both = pd.concat([planned[~long], dates], ignore_index=True)
    return both.sort_values(["agent_id", "start_at"], kind="stable", ignore_index=True)


def _in_shifts(planned: pd.DataFrame, zone: str, session_break_ms: int) -> pd.DataFrame:
    """Give each planned row its shift, if it has one, and its business day."""
    known = shifts(planned, session_break_ms=session_break_ms).rename(
        columns={"start_at": "shift_start_at", "end_at": "shift_end_at"}
    )
    rows = planned.reset_index(names="place").sort_values("start_at", kind="stable")
    known = known.sort_values("shift_start_at", kind="stable")
    match = {"right_on": "shift_start_at", "by": "agent_id"}
    before = pd.merge_asof(rows, known, left_on="start_at", **match).set_index("place")
    after = pd.merge_asof(rows, known, left_on="start_at", direction="forward", **match)
    after = after.set_index("place")
    touches = before["start_at"] <= before["shift_end_at"]
    reaches = after["shift_start_at"] <= after["end_at"]
    placed = planned.assign(
        **{
            name: before[name].where(touches, after[name].where(reaches)).reindex(planned.index)
            for name in ("shift_start_at", "shift_end_at")
        }
    )
    begins = placed["shift_start_at"].fillna(placed["start_at"])
    return placed.assign(business_day=local_date(begins, zone))


def _date_of_start(rows: pd.DataFrame, zone: str) -> pd.Series:
    known = rows["start_at"].notna()
    days = pd.Series(pd.NaT, rows.index, dtype="datetime64[ms]")
    days[known] = local_date(rows.loc[known, "start_at"], zone)
    return days


def _outside_presence(table: pd.DataFrame, planned: pd.DataFrame) -> np.ndarray:
    """Whether a stretch without state lies before or after all connection of its shift."""
    shift = planned.groupby(["agent_id", "shift_start_at"], dropna=False).ngroup().to_numpy()
    shift = shift[table["row"].to_numpy()]
    here = (table["state"] != OFFLINE).to_numpy()
    at_work = ~planned["activity"].isin(AWAY).to_numpy()[table["row"].to_numpy()]
    start, end = table["start"].to_numpy(), table["end"].to_numpy()
    first = np.full(len(planned) + 1, np.iinfo(np.int64).max)
    last = np.full(len(planned) + 1, np.iinfo(np.int64).min)
    np.minimum.at(first, shift[here & at_work], start[here & at_work])
    np.maximum.at(last, shift[here & at_work], end[here & at_work])
    return ~here & ((end <= first[shift]) | (start >= last[shift]))
