"""Intervals cut at edges, without losing a millisecond."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cctoolkit.intervals.overlap import count_within
from cctoolkit.intervals.rows import checked_spans, whole_numbers


class Pieces(NamedTuple):
    """Pieces in the order of their source rows, each inside one cell of the edges.

    `cell` is the position of the last edge at or before the piece: -1 before the first edge,
    the number of edges minus one after the last.
    """

    start: np.ndarray
    end: np.ndarray
    row: np.ndarray
    cell: np.ndarray


def split_at(start, end, edges) -> Pieces:
    """Cut intervals at every edge inside them; the pieces of a row add up to the row.

    Nothing is clipped: time before the first and after the last edge stays, in cells of its own.
    Empty intervals give no piece.

    Parameters
    ----------
    start, end : int64 array, n
        Milliseconds, half-open.
    edges : int64 array
        Strictly ascending instants, such as `grid_edges`, `local_grid` or `LocalDays.midnights`.

    Examples
    --------
    >>> split_at([5], [25], [10, 20])
    Pieces(start=array([ 5, 10, 20]), end=array([10, 20, 25]), row=array([0, 0, 0]), \
cell=array([-1,  0,  1]))
    """
    start, end = checked_spans(start, end)
    edges = whole_numbers(edges, "edges")
    if (edges[1:] <= edges[:-1]).any():
        raise ValueError("edges must be strictly ascending")
    first = np.searchsorted(edges, start, side="right")
    n_pieces = np.where(end > start, np.searchsorted(edges, end, side="left") - first + 1, 0)
    row = np.repeat(np.arange(start.size), n_pieces)
    cell = np.repeat(first - 1, n_pieces) + count_within(n_pieces)
    if not edges.size:
        return Pieces(start[row], end[row], row, cell)
    last_edge = edges.size - 1
    begins = np.where(cell >= 0, edges[np.maximum(cell, 0)], start[row])
    ends = np.where(cell < last_edge, edges[np.minimum(cell + 1, last_edge)], end[row])
    return Pieces(np.maximum(begins, start[row]), np.minimum(ends, end[row]), row, cell)


def grid_edges(first_ms: int, last_ms: int, step_ms: int) -> np.ndarray:
    """Return the UTC multiples of a step that enclose [first, last).

    For steps of local time, which daylight saving disturbs, use `local_grid`.

    Parameters
    ----------
    first_ms, last_ms : int
        Milliseconds since the epoch.
    step_ms : int
        Length of a cell, above 0.

    Examples
    --------
    >>> grid_edges(25, 61, 30)
    array([ 0, 30, 60, 90])
    """
    if step_ms <= 0:
        raise ValueError(f"step_ms must be above 0, not {step_ms}")
    if last_ms < first_ms:
        raise ValueError("the grid ends before it starts")
    low = first_ms // step_ms
    high = -(-last_ms // step_ms)
    return np.arange(low, high + 1, dtype=np.int64) * step_ms
