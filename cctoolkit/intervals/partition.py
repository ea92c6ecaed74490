"""Overlapping intervals become a partition: no instant belongs to two rows."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cctoolkit.intervals.rows import Line, checked_rows, same_length, whole_numbers


class Partition(NamedTuple):
    """Disjoint pieces ordered by group and start, and what each source row had to give up."""

    start: np.ndarray
    end: np.ndarray
    row: np.ndarray
    lost_ms: np.ndarray

    @property
    def overlapped_ms(self) -> int:
        """Milliseconds claimed by more rows than one: the sum of the rows minus their union."""
        return int(self.lost_ms.sum())


def partition(group, start, end, rank, *, key=None) -> Partition:
    """Give every instant of a group to exactly one of the intervals that claim it.

    The lowest rank wins; on equal rank the later start; then the larger `key`; then the later
    row. So the order of the rows decides only between rows that agree in rank, start and key.
    A row interrupted by a stronger one continues after it. Pieces of one row never touch.

    Parameters
    ----------
    group : int array, n
        Rows of different groups never compete.
    start, end : int64 array, n
        Milliseconds, half-open, in any order. Empty intervals give no piece.
    rank : int array, n
        Precedence; 0 before 1.
    key : int array, n, optional
        A stated tie-break before the row's position.

    Returns
    -------
    Partition
        `start`, `end` and `row` per piece; `lost_ms` per source row, in its order.

    Raises
    ------
    ValueError
        If an interval ends before it starts or lacks an end.

    Notes
    -----
    Rows that overlap nothing pass at array speed; only clusters of overlapping rows are painted,
    weakest first, over the stretches between their endpoints.

    Examples
    --------
    >>> pieces = partition([1, 1], [0, 10], [30, 20], rank=[5, 0])
    >>> pieces.start, pieces.end, pieces.row
    (array([ 0, 10, 20]), array([10, 20, 30]), array([0, 1, 0]))
    >>> pieces.overlapped_ms
    10
    """
    group, start, end = checked_rows(group, start, end)
    rank = whole_numbers(rank, "rank")
    key = np.zeros_like(rank) if key is None else whole_numbers(key, "key")
    same_length(group=group, rank=rank, key=key)
    line = Line.over(group, start, end)
    low, high = line.at(group, start), line.at(group, end)
    alone, contested = _alone_and_contested(low, high)
    weakest_first = np.lexsort((key[contested], start[contested], -rank[contested]))
    painted = _painted(low, high, contested[weakest_first])
    return _assembled(line, (low[alone], high[alone], alone), painted, end - start)


def _alone_and_contested(low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows that overlap nothing, and the others, each in order of start, then row."""
    order = np.argsort(low, kind="stable")
    order = order[(high > low)[order]]
    reach = np.maximum.accumulate(high[order])
    overlapping = np.zeros(order.size, dtype=bool)
    overlapping[1:] = low[order][1:] < reach[:-1]
    overlapping[:-1] |= overlapping[1:]
    return order[~overlapping], order[overlapping]


def _painted(
    low: np.ndarray, high: np.ndarray, rows: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Paint the rows over each other in the order given; return what stays visible."""
    edges = np.unique(np.concatenate([low[rows], high[rows]]))
    left = np.searchsorted(edges, low[rows]).tolist()
    right = np.searchsorted(edges, high[rows]).tolist()
    owner = np.full(edges.size, -1, dtype=np.int64)
    for row, first, last in zip(rows.tolist(), left, right, strict=True):
        owner[first:last] = row
    turns = np.flatnonzero(np.diff(owner, prepend=-1))
    visible = turns[owner[turns] >= 0]
    next_turn = turns[np.searchsorted(turns, visible) + 1]
    return edges[visible], edges[next_turn], owner[visible]


def _assembled(line: Line, alone: tuple, painted: tuple, duration_ms: np.ndarray) -> Partition:
    """Join both kinds of pieces in order of time and count what every row lost."""
    low, high, row = (np.concatenate(pair) for pair in zip(alone, painted, strict=True))
    order = np.argsort(low)
    low, length_ms, row = low[order], (high - low)[order], row[order]
    lost_ms = duration_ms.copy()
    np.subtract.at(lost_ms, row, length_ms)
    start = line.instant(low)
    return Partition(start, start + length_ms, row, lost_ms)
