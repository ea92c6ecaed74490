"""One sweep over runs of sorted rows that overlap: each instant to one of them, compiled."""

from __future__ import annotations

import numpy as np
from numba import njit

from cctoolkit.intervals.compiled import compiled
from cctoolkit.intervals.runs import longest_run, resized


@compiled
def disjoint(bounds, start, end, rank):
    """Give each instant of a run to one row: the sweep behind every kernel here, on its own.

    Rows of a run in order of start. The lowest rank wins, then the later start, the later end, the
    later row, as in `intervals.partition` with the end as its key.
    """
    longest = longest_run(bounds)
    heap = np.empty(longest, dtype=np.int64)
    low = np.empty(2 * longest, dtype=np.int64)
    high, owner = np.empty_like(low), np.empty_like(low)
    n_rows = start.size
    out = np.empty((2 * n_rows, 3), dtype=np.int64)
    total = 0
    for run in range(bounds.size - 1):
        n_pieces = pieces_of_run(
            bounds[run], bounds[run + 1], start, end, rank, heap, low, high, owner
        )
        for piece in range(n_pieces):
            out[total, 0], out[total, 1], out[total, 2] = low[piece], high[piece], owner[piece]
            total += 1
    return resized(out, total)


@njit(nogil=True)
def pieces_of_run(first, last, start, end, rank, heap, low, high, owner):
    """Pieces of the rows [first, last), in order of start, with no instant in two of them.

    The pieces of a row don't touch; a row that ends where it starts, or before, has none. There
    are at most twice as many pieces as rows.
    """
    n_pieces = 0
    size = 0
    now = np.int64(0)
    row = first
    while row < last or size > 0:
        if size == 0:
            if end[row] <= start[row]:
                row += 1
                continue
            if row + 1 == last or end[row] <= start[row + 1]:
                low[n_pieces], high[n_pieces], owner[n_pieces] = start[row], end[row], row
                n_pieces += 1
                row += 1
                continue
            now = start[row]
        while row < last and start[row] <= now:
            if end[row] > now:
                size = _push(heap, size, row, start, end, rank)
            row += 1
        top = heap[0]
        until = end[top]
        if row < last and start[row] < until:
            until = start[row]
        if n_pieces > 0 and owner[n_pieces - 1] == top and high[n_pieces - 1] == now:
            high[n_pieces - 1] = until
        else:
            low[n_pieces], high[n_pieces], owner[n_pieces] = now, until, top
            n_pieces += 1
        now = until
        while size > 0 and end[heap[0]] <= now:
            size = _pop(heap, size, start, end, rank)
    return n_pieces


@njit(nogil=True)
def _stronger(one, other, start, end, rank):
    """Whether a row wins an instant: lower rank, later start, later end, later row."""
    if rank[one] != rank[other]:
        return rank[one] < rank[other]
    if start[one] != start[other]:
        return start[one] > start[other]
    if end[one] != end[other]:
        return end[one] > end[other]
    return one > other


@njit(nogil=True)
def _push(heap, size, row, start, end, rank):
    """Add a row to a heap whose strongest is first."""
    place = size
    while place > 0:
        parent = (place - 1) // 2
        if not _stronger(row, heap[parent], start, end, rank):
            break
        heap[place] = heap[parent]
        place = parent
    heap[place] = row
    return size + 1


@njit(nogil=True)
def _pop(heap, size, start, end, rank):
    """Remove the strongest row of a heap."""
    size -= 1
    if size == 0:
        return 0
    row = heap[size]
    place = 0
    while 2 * place + 1 < size:
        child = 2 * place + 1
        if child + 1 < size and _stronger(heap[child + 1], heap[child], start, end, rank):
            child += 1
        if not _stronger(heap[child], row, start, end, rank):
            break
        heap[place] = heap[child]
        place = child
    heap[place] = row
    return size
