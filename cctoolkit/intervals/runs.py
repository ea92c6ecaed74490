"""Rows in runs, one of each group, that `bounds` cut: run r is rows bounds[r] to bounds[r + 1].

Compiled, like all that takes rows in this form: imported by those who run it, when they run it.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from cctoolkit.intervals.compiled import compiled


@compiled
def order_of_runs(code, start):
    """First row of each run of equal codes, and the first row that starts before the one above.

    The second is the number of rows where no row does.
    """
    n_rows = code.size
    bounds = np.empty(n_rows + 1, dtype=np.int64)
    n_runs = 0
    disorder = n_rows
    for row in range(n_rows):
        if row == 0 or code[row] != code[row - 1]:
            bounds[n_runs] = row
            n_runs += 1
        elif start[row] < start[row - 1] and row < disorder:
            disorder = row
    bounds[n_runs] = n_rows
    return bounds[: n_runs + 1], disorder


@njit(nogil=True)
def longest_run(bounds):
    """Rows of the longest run."""
    longest = 0
    for run in range(bounds.size - 1):
        longest = max(longest, bounds[run + 1] - bounds[run])
    return longest


@njit(nogil=True)
def resized(array, n_rows):
    """Return the first rows of a table, with room for more if there are not as many."""
    other = np.zeros((n_rows, array.shape[1]), dtype=array.dtype)
    for row in range(min(n_rows, array.shape[0])):
        for column in range(array.shape[1]):
            other[row, column] = array[row, column]
    return other


@njit(nogil=True)
def last_edge(edges, at):
    """Position of the last edge at or before an instant, -1 if there is none."""
    low, high = -1, edges.size
    while high - low > 1:
        middle = (low + high) // 2
        if edges[middle] <= at:
            low = middle
        else:
            high = middle
    return low
