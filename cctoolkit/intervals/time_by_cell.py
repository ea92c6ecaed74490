"""Time of each kind by run and cell, from rows that may overlap, have no end or last too long.

Compiled: one pass, no array that is as long as the result could be at worst.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from cctoolkit.intervals.compiled import compiled
from cctoolkit.intervals.rows import NAT_MS
from cctoolkit.intervals.runs import last_edge, longest_run, resized
from cctoolkit.intervals.sweep import pieces_of_run

# Rows and milliseconds of each policy: what a kernel counts, in this order.
DUPLICATE, OVERLAP, IMPUTED, LEFT_OPEN, TOO_LONG, NEGATIVE, EMPTY, BELIEVED = range(8)
N_POLICIES = 8


@compiled
def time_by_cell(bounds, start, end, kind, n_kinds, edges, longest_open, longest):
    """Milliseconds of each kind by run and cell of the edges; the kind is also the precedence.

    Rows of a run in order of start; `edges` hold all of them. A row without an end (`NAT_MS`)
    lasts until the next one of its run, if that starts within `longest_open`; rows longer than
    `longest` are left out.

    Returns
    -------
    run, cell : int64 array, n by 2
        Those with any time, ascending.
    time_ms : int64 array, n by n_kinds
    accounts : int64 array, n_policies by 2
        Rows and milliseconds of each policy.
    """
    size = longest_run(bounds)
    heap, until = np.empty(size, dtype=np.int64), np.empty(start.size, dtype=np.int64)
    low = np.empty(2 * size, dtype=np.int64)
    high, owner = np.empty_like(low), np.empty_like(low)
    accounts = np.zeros((N_POLICIES, 2), dtype=np.int64)
    where = np.empty((max(64, bounds.size * 2), 2), dtype=np.int64)
    time_ms = np.zeros((where.shape[0], n_kinds), dtype=np.int64)
    n_out = 0
    for run in range(bounds.size - 1):
        first, last = bounds[run], bounds[run + 1]
        believe_run(first, last, start, end, kind, longest_open, longest, until, accounts)
        n_pieces = pieces_of_run(first, last, start, until, kind, heap, low, high, owner)
        if n_pieces == 0:
            continue
        cell = last_edge(edges, low[0])
        n_cells = last_edge(edges, high[n_pieces - 1] - 1) - cell + 1
        if n_out + n_cells > where.shape[0]:
            where = resized(where, 2 * n_out + n_cells)
            time_ms = resized(time_ms, 2 * n_out + n_cells)
        n_out = _fill(run, cell, n_pieces, low, high, owner, kind, edges, where, time_ms, n_out)
    return resized(where, n_out), resized(time_ms, n_out), accounts


@njit(nogil=True)
def _fill(run, cell, n_pieces, low, high, owner, kind, edges, where, time_ms, n_out):
    """Add the pieces of a run to rows of the result from `n_out` on, one for each cell met."""
    last_cell = -1
    for piece in range(n_pieces):
        at, ends, what = low[piece], high[piece], kind[owner[piece]]
        while at < ends:
            while edges[cell + 1] <= at:
                cell += 1
            if cell != last_cell:
                where[n_out, 0], where[n_out, 1] = run, cell
                last_cell = cell
                n_out += 1
            cut = min(ends, edges[cell + 1])
            time_ms[n_out - 1, what] += cut - at
            at = cut
    return n_out


@njit(nogil=True)
def believe_run(first, last, start, end, kind, longest_open, longest, until, accounts):
    """Write the end that each row of a run is given; one that is not believed ends at its start."""
    reach = NAT_MS
    n_believed = 0
    believed_ms = np.int64(0)
    for row in range(first, last):
        begins = start[row]
        ends = end[row]
        until[row] = begins
        if begins == NAT_MS:
            accounts[LEFT_OPEN, 0] += 1
            continue
        if ends == NAT_MS:
            following = _following(first, last, row, start, end, kind)
            if following == NAT_MS or following - begins > longest_open:
                accounts[LEFT_OPEN, 0] += 1
                continue
            ends = following
            accounts[IMPUTED, 0] += 1
            accounts[IMPUTED, 1] += ends - begins
        if ends <= begins:
            accounts[NEGATIVE if ends < begins else EMPTY, 0] += 1
            accounts[NEGATIVE, 1] += begins - ends
            continue
        if ends - begins > longest:
            accounts[TOO_LONG, 0] += 1
            accounts[TOO_LONG, 1] += ends - begins
            continue
        if begins < reach:
            twin = _twin(first, row, start, until, kind, ends)
            accounts[DUPLICATE if twin else OVERLAP, 0] += 1
            accounts[DUPLICATE if twin else OVERLAP, 1] += min(ends, reach) - begins
        until[row] = ends
        reach = max(reach, ends)
        n_believed += 1
        believed_ms += ends - begins
    accounts[BELIEVED, 0] += n_believed
    accounts[BELIEVED, 1] += believed_ms


@njit(nogil=True)
def _following(first, last, row, start, end, kind):
    """Start of the next row; its own start for a row that others of the same instant cut short.

    Beside a row with an end, one without lasts nothing; among those without, the first in
    precedence lasts, whatever the order in which they came.
    """
    low, high = row, row + 1
    while low > first and start[low - 1] == start[row]:
        low -= 1
    while high < last and start[high] == start[row]:
        high += 1
    for other in range(low, high):
        if other == row:
            continue
        if end[other] != NAT_MS or kind[other] < kind[row]:
            return start[row]
        if kind[other] == kind[row] and other > row:
            return start[row]
    return start[high] if high < last else NAT_MS


@njit(nogil=True)
def _twin(first, row, start, until, kind, ends):
    """Whether an earlier row of the run has the same start, end and kind."""
    before = row - 1
    while before >= first and start[before] == start[row]:
        if until[before] == ends and kind[before] == kind[row]:
            return True
        before -= 1
    return False
