"""Logs that one person with one clock cannot have left: two at once, or time that runs back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from cctoolkit.intervals import union_ms
from cctoolkit.tables.defects import Defect

MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 86_400_000
BUSY = ("talk", "hold")
"""States in which a person speaks with one customer."""
TWO_PEOPLE_SHARE, TWO_PEOPLE_MS = 0.2, HOUR_MS // 2
"""Of a day's talk, at least this much is doubled where two people share an identifier."""
LOGINS_SHARE, LOGINS_MS = 0.5, HOUR_MS
SHORTEST_JUMP_MS, LONGEST_JUMP_MS = MINUTE_MS, DAY_MS
IN_SEQUENCE_SHARE = 0.95
"""A file tells the order of events if nearly all of an agent's rows follow one another."""
CLAIMED_SHARE = 0.5
ALIKE = 3
"""Agents whose clocks jump by the same time: one alone may be a state that ended late."""
MOST_JUMPS = 2000


class Claims(NamedTuple):
    """Stretches that several rows of an agent claim, in order of agent and start."""

    agent: np.ndarray
    start: np.ndarray
    end: np.ndarray


def several_at_once(rows: pd.DataFrame, table: str, zone: str, *, busy: pd.Series) -> Iterator:
    """Days on which one identifier leads two timelines, and days of one person in several logins.

    Nobody talks with two customers by telephone at once: where a fifth of the talk of a day, and
    half an hour, is doubled, two people share the identifier. Where half of a day is claimed
    twice and the talk is not, one person is taken to be in several logins or campaigns.

    Parameters
    ----------
    rows : DataFrame
        `agent_id`, `start_at`, `end_at`, logged time that has an end.
    table : str
        Table that the defect is of.
    zone : str
        Time zone of the local date.
    busy : Series of bool
        Rows of talk, of channels in which one customer is served at a time.
    """
    ended = rows["end_at"] > rows["start_at"]
    talks = _doubled(rows[ended & busy], zone, TWO_PEOPLE_SHARE, TWO_PEOPLE_MS)
    if len(talks):
        shown = _touching(rows[ended & busy], talks, zone)
        yield _of_days("two_timelines", table, talks, shown)
    logins = _doubled(rows[ended], zone, LOGINS_SHARE, LOGINS_MS).drop(talks.index, errors="ignore")
    if len(logins) and not busy.all():
        shown = _touching(rows[ended], logins, zone)
        yield _of_days("several_logins", table, logins, shown)


def _of_days(code: str, table: str, days: pd.DataFrame, rows: pd.DataFrame) -> Defect:
    evidence = rows[["raw_file", "raw_line"]] if "raw_file" in rows else pd.DataFrame()
    doubled_ms = int(days["doubled_ms"].sum())
    return Defect(code, table, len(days), doubled_ms, rows=evidence.reset_index(drop=True))


def _doubled(rows: pd.DataFrame, zone: str, share: float, least_ms: int) -> pd.DataFrame:
    """Agent days of which so much is claimed twice: `doubled_ms`, `covered_ms`."""
    agent, agents = pd.factorize(rows["agent_id"])
    start, end = _ms(rows["start_at"]), _ms(rows["end_at"])
    claims = _claimed_twice(agent, start, end)
    key = ["agent_id", "day"]
    if not claims.start.size:
        return pd.DataFrame(columns=[*key, "doubled_ms", "covered_ms"]).set_index(key)
    doubled = pd.DataFrame(
        {
            "agent_id": agents[claims.agent],
            "day": _dates(claims.start, zone),
            "doubled_ms": claims.end - claims.start,
        }
    )
    sums = doubled.groupby(key)["doubled_ms"].sum().to_frame()
    there = np.isin(agent, claims.agent)
    cells = pd.DataFrame({"agent_id": agents[agent[there]], "day": _dates(start[there], zone)})
    place = cells.groupby(key, sort=False).ngroup().to_numpy()
    covered = union_ms(place, start[there], end[there]).covered_ms
    named = pd.MultiIndex.from_frame(cells[~pd.Series(place).duplicated()])
    sums["covered_ms"] = pd.Series(covered, index=named).reindex(sums.index)
    much = (sums["doubled_ms"] >= share * sums["covered_ms"]) & (sums["doubled_ms"] >= least_ms)
    return sums[much]


def _touching(rows: pd.DataFrame, days: pd.DataFrame, zone: str) -> pd.DataFrame:
    """Rows of the given agent days that share time with another."""
    names = ["agent_id", "day"]
    dates = _dates(_ms(rows["start_at"]), zone)
    of_days = pd.MultiIndex.from_arrays([rows["agent_id"], dates], names=names).isin(days.index)
    ordered = rows[of_days].sort_values(["agent_id", "start_at"], kind="stable")
    until = ordered.groupby("agent_id")["end_at"].cummax().groupby(ordered["agent_id"]).shift()
    return ordered[(ordered["start_at"] < until).fillna(False)]


def _claimed_twice(agent: np.ndarray, start: np.ndarray, end: np.ndarray) -> Claims:
    group = np.concatenate([agent, agent])
    at = np.concatenate([start, end])
    step = np.repeat(np.array([1, -1]), start.size)
    order = np.lexsort((step, at, group))
    group, at, depth = group[order], at[order], np.cumsum(step[order])
    twice = np.flatnonzero((depth[:-1] >= 2) & (at[1:] > at[:-1]))
    return Claims(group[twice], at[twice], at[twice + 1])


def clock_set_back(states: pd.DataFrame, zone: str) -> Iterator[Defect]:
    """Places where the order of a log and its instants disagree by a jump.

    Judged only of agents whose rows otherwise follow one another in the file. A jump is a row that
    begins before the one above it began, or, where the clocks of `ALIKE` agents do so by the same
    time, before that one ended; and rows on both sides claim the time between. A row in the wrong
    place is no jump: nobody else claims its time. Nor is the night on which all clocks change.

    Parameters
    ----------
    states : DataFrame
        Canonical `states` with the lines that they come from; other rows are not judged.
    zone : str
        Time zone of the change of clocks.
    """
    known = states[states["raw_line"].notna()] if "raw_line" in states else states.iloc[:0]
    if len(known) < 2:
        return
    log = _in_file_order(known)
    jumps = _jumps(log)
    jumps = jumps[~_at_change_of_clocks(log.start[jumps], zone)]
    if jumps.size:
        lengths = log.until[jumps - 1] - log.start[jumps]
        rows = known.iloc[log.row[jumps]]
        values = {"jump_s": float(np.median(lengths)) / 1000}
        yield Defect.of("clock_set_back", "states", rows, int(lengths.sum()), values=values)


class _Log(NamedTuple):
    """Rows in the order of the file, agent by agent; `until` is the end, or else the start."""

    row: np.ndarray
    agent: np.ndarray
    start: np.ndarray
    until: np.ndarray


def _in_file_order(states: pd.DataFrame) -> _Log:
    key = ["raw_file", "agent_id", "campaign"]
    agent = states.groupby(key, dropna=False, sort=False, observed=True).ngroup().to_numpy()
    order = np.lexsort((states["raw_line"].to_numpy(np.int64), agent))
    start = _ms(states["start_at"])
    until = _ms(states["end_at"].fillna(states["start_at"]))
    return _Log(order, agent[order], start[order], np.maximum(until, start)[order])


def _jumps(log: _Log) -> np.ndarray:
    """Positions of the rows at which a clock was set back."""
    same = log.agent[1:] == log.agent[:-1]
    begun_s, left_s = log.start[:-1] - log.start[1:], log.until[:-1] - log.start[1:]
    inverted = same & (begun_s >= SHORTEST_JUMP_MS) & (left_s <= LONGEST_JUMP_MS)
    overlaps = (
        same
        & (begun_s < SHORTEST_JUMP_MS)
        & (left_s >= SHORTEST_JUMP_MS)
        & (left_s <= LONGEST_JUMP_MS)
    )
    follows = _follows(log, same, left_s)
    alike = overlaps & follows & _shared_by_agents(log, overlaps & follows, left_s)
    found = np.flatnonzero((inverted & follows) | alike)[:MOST_JUMPS] + 1
    return np.array([place for place in found if _is_claimed_on_both_sides(log, place)], np.int64)


def _follows(log: _Log, same: np.ndarray, left: np.ndarray) -> np.ndarray:
    """Whether the rows of the step's agent nearly always begin after the one above them ended."""
    breaks = np.bincount(log.agent[1:][same & (left > 0)], minlength=log.agent.max() + 1)
    steps = np.bincount(log.agent[1:][same], minlength=log.agent.max() + 1)
    in_sequence = (breaks <= 1) | (breaks <= (1 - IN_SEQUENCE_SHARE) * steps)
    return (in_sequence & (steps > 2))[log.agent[1:]]


def _shared_by_agents(log: _Log, steps: np.ndarray, left: np.ndarray) -> np.ndarray:
    jumps = pd.DataFrame({"agent": log.agent[1:][steps], "jump": left[steps]})
    n_agents = jumps.groupby("jump")["agent"].nunique()
    return np.isin(left, n_agents.index[n_agents >= ALIKE])


def _is_claimed_on_both_sides(log: _Log, place: int) -> bool:
    low, high = log.start[place], log.until[place - 1]
    first = np.searchsorted(log.agent, log.agent[place])
    last = np.searchsorted(log.agent, log.agent[place], side="right")
    least = CLAIMED_SHARE * (high - low)
    sides = (slice(first, place), slice(place, last))
    return all(_inside(log.start[rows], log.until[rows], low, high) >= least for rows in sides)


def _inside(start: np.ndarray, end: np.ndarray, low: int, high: int) -> int:
    return int(np.clip(np.minimum(end, high) - np.maximum(start, low), 0, None).sum())


def _at_change_of_clocks(at: np.ndarray, zone: str) -> np.ndarray:
    """Whether the clocks of the zone changed within half a day of each instant."""
    half = DAY_MS // 2
    offsets = [_instants(at + shift).tz_convert(zone) for shift in (-half, half)]
    before, after = (each.tz_localize(None) for each in offsets)
    return np.asarray(after - before != pd.Timedelta(2 * half, "ms"))


def _dates(at: np.ndarray, zone: str) -> pd.DatetimeIndex:
    return _instants(at).tz_convert(zone).tz_localize(None).normalize()


def _instants(at: np.ndarray) -> pd.DatetimeIndex:
    return pd.to_datetime(at, unit="ms", utc=True)


def _ms(at: pd.Series) -> np.ndarray:
    return at.to_numpy("datetime64[ms]").astype(np.int64)
