"""How much time is covered, shared or left uncovered."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cctoolkit.intervals.rows import Line, checked_rows, checked_spans, whole_numbers


class Covered(NamedTuple):
    """Covered time of each group, groups in ascending order."""

    group: np.ndarray
    covered_ms: np.ndarray


class Gaps(NamedTuple):
    """Uncovered stretches, ordered by group and start."""

    group: np.ndarray
    start: np.ndarray
    end: np.ndarray


class Shared(NamedTuple):
    """Stretches that a row of one set shares with a row of another, ordered by row and start."""

    start: np.ndarray
    end: np.ndarray
    row: np.ndarray
    other_row: np.ndarray


def union_ms(group, start, end) -> Covered:
    """Milliseconds covered by at least one interval, per group: the union, never the sum.

    Parameters
    ----------
    group : int array, n
        Code of the agent, customer or team a row belongs to.
    start, end : int64 array, n
        Milliseconds since the epoch, half-open; rows in any order, overlapping or not.

    Returns
    -------
    Covered
        Every group met, also those with nothing but empty intervals (0 ms).

    Raises
    ------
    ValueError
        If an interval ends before it starts or lacks an end.

    Examples
    --------
    >>> union_ms([7, 7, 9], [0, 5, 0], [10, 20, 3]).covered_ms
    array([20,  3])
    """
    group, start, end = checked_rows(group, start, end)
    line = Line.over(group, start, end)
    low, high = _cover(line.at(group, start), line.at(group, end))
    covered = np.zeros(line.groups.size, dtype=np.int64)
    np.add.at(covered, line.code(low), high - low)
    return Covered(line.groups, covered)


def overlap_ms(group, start, end, other_group, other_start, other_end) -> np.ndarray:
    """Milliseconds of each row that the other set covers, within the same group.

    Where the other set overlaps itself its union counts, so a row never shares more than it
    lasts. Rows of the first set that overlap each other each get their own full count: make them
    a partition first if the total is to be time.

    Parameters
    ----------
    group, start, end : int64 array, n
        The rows measured (for instance planned activities).
    other_group, other_start, other_end : int64 array, m
        What they are measured against (for instance actual states), with the same group codes.

    Returns
    -------
    int64 array, n
        In the order of the first set; 0 where the group has no other rows.

    Examples
    --------
    >>> overlap_ms([1, 1], [0, 50], [30, 60], [1, 1, 2], [10, 15, 50], [20, 25, 60])
    array([15,  0])
    """
    group, start, end = checked_rows(group, start, end)
    other_group, other_start, other_end = checked_rows(other_group, other_start, other_end)
    line = Line.over(np.concatenate([group, other_group]), start, end, other_start, other_end)
    low, high = _cover(line.at(other_group, other_start), line.at(other_group, other_end))
    return _covered_before(line.at(group, end), low, high) - _covered_before(
        line.at(group, start), low, high
    )


def intersections(group, start, end, other_group, other_start, other_end) -> Shared:
    """Every stretch that a row shares with a row of the other set, within the same group.

    The other set must not overlap itself, so that the shared milliseconds of a row add up to
    `overlap_ms`. The first set may.

    Parameters
    ----------
    group, start, end : int64 array, n
        The rows of the first set.
    other_group, other_start, other_end : int64 array, m
        Rows of a partition, in any order.

    Returns
    -------
    Shared
        Ordered by row of the first set, then by start.

    Raises
    ------
    ValueError
        If the other set overlaps itself.

    Examples
    --------
    >>> shared = intersections([1], [0], [30], [1, 1], [20, 5], [40, 20])
    >>> shared.start, shared.end, shared.other_row
    (array([ 5, 20]), array([20, 30]), array([1, 0]))
    """
    group, start, end = checked_rows(group, start, end)
    other_group, other_start, other_end = checked_rows(other_group, other_start, other_end)
    line = Line.over(np.concatenate([group, other_group]), start, end, other_start, other_end)
    low, high = line.at(group, start), line.at(group, end)
    order, other_low, other_high = _disjoint(
        line.at(other_group, other_start), line.at(other_group, other_end)
    )
    first = np.searchsorted(other_high, low, side="right")
    n_shared = np.searchsorted(other_low, high, side="left") - first
    n_shared = np.where(high > low, np.maximum(n_shared, 0), 0)
    row = np.repeat(np.arange(start.size), n_shared)
    other = np.repeat(first, n_shared) + count_within(n_shared)
    return Shared(
        line.instant(np.maximum(low[row], other_low[other])),
        np.minimum(end[row], other_end[order][other]),
        row,
        order[other],
    )


def clip(start, end, low, high) -> tuple[np.ndarray, np.ndarray]:
    """Return each interval's part inside [low, high), row for row.

    A row wholly outside becomes empty (its start equals its end) instead of disappearing, so
    that the result stays aligned with the input.

    Parameters
    ----------
    start, end : int64 array, n
        Milliseconds, half-open.
    low, high : int or int64 array, n
        The window, one for all rows or one for each.

    Examples
    --------
    >>> clip([0, 20], [10, 30], 5, 15)
    (array([ 5, 15]), array([10, 15]))
    """
    start, end = checked_spans(start, end)
    if np.any(np.asarray(high) < np.asarray(low)):
        raise ValueError("a window ends before it starts")
    return np.clip(start, low, high), np.clip(end, low, high)


def gaps(group, start, end) -> Gaps:
    """Uncovered stretches between the first start and the last end of each group.

    Intervals that touch leave no gap. An empty interval covers nothing and bounds nothing.

    Parameters
    ----------
    group, start, end : int64 array, n
        Milliseconds, half-open; rows in any order.

    Examples
    --------
    >>> gaps([1, 1, 2], [0, 30, 5], [10, 40, 9])
    Gaps(group=array([1]), start=array([10]), end=array([30]))
    """
    group, start, end = checked_rows(group, start, end)
    line = Line.over(group, start, end)
    low, high = _cover(line.at(group, start), line.at(group, end))
    code = line.code(low)
    between = np.flatnonzero(code[1:] == code[:-1])
    return Gaps(
        line.groups[code[between]],
        line.instant(high[between]),
        line.instant(low[between + 1]),
    )


def count_within(sizes) -> np.ndarray:
    """Return 0, 1, 2 ... within each of the consecutive runs of the given sizes."""
    sizes = whole_numbers(sizes, "sizes")
    return np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)


def _cover(low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the union as disjoint, ascending stretches that don't touch."""
    filled = high > low
    low, high = low[filled], high[filled]
    order = np.argsort(low, kind="stable")
    low, reach = low[order], np.maximum.accumulate(high[order])
    opens = np.ones(low.size, dtype=bool)
    opens[1:] = low[1:] > reach[:-1]
    closes = np.ones(low.size, dtype=bool)
    closes[:-1] = opens[1:]
    return low[opens], reach[closes]


def _covered_before(place: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Return the covered length to the left of each place, over disjoint ascending stretches."""
    if not low.size:
        return np.zeros(place.size, dtype=np.int64)
    total = np.concatenate([[0], np.cumsum(high - low)])
    n_begun = np.searchsorted(low, place, side="right")
    still_ahead = np.maximum(high[n_begun - 1] - place, 0)
    return total[n_begun] - np.where(n_begun > 0, still_ahead, 0)


def _disjoint(low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the non-empty rows in order of start, and refuse overlaps."""
    order = np.argsort(low, kind="stable")
    order = order[(high > low)[order]]
    low, high = low[order], high[order]
    n_overlaps = int((low[1:] < high[:-1]).sum())
    if n_overlaps:
        raise ValueError(f"the other set overlaps itself {n_overlaps} times; partition it first")
    return order, low, high
