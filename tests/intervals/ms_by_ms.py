"""Sweeps as loops that a reader can follow, one millisecond at a time, and rows to try them on."""

from itertools import pairwise

import numpy as np
from hypothesis import strategies as st

from cctoolkit.intervals import NAT_MS
from cctoolkit.intervals.runs import order_of_runs

N_KINDS = 4

row = st.tuples(
    st.integers(0, 2),
    st.integers(0, 60),
    st.one_of(st.none(), st.integers(-3, 40)),
    st.integers(0, N_KINDS - 1),
)
twice = st.tuples(st.lists(row, max_size=14), st.booleans()).map(
    lambda drawn: drawn[0] + drawn[0][:3] if drawn[1] else drawn[0]
)


def in_runs(rows):
    """Columns of rows sorted by group and start, and the bounds of the groups."""
    rows = sorted(rows, key=lambda r: r[:2])
    group, start, kind = (np.array([r[i] for r in rows], dtype=np.int64) for i in (0, 1, 3))
    end = np.array([NAT_MS if r[2] is None else r[1] + r[2] for r in rows], dtype=np.int64)
    bounds, disorder = order_of_runs(group.astype(np.int32), start)
    assert disorder == len(rows)
    return bounds, group, start, end, kind.astype(np.int8)


def followings(bounds, start, end, kind):
    """Where each row would end if it had no end: of those that begin together, one lasts.

    It is none if some of them have an end; else the lowest kind, and of these the last.
    """
    found = np.full(len(start), NAT_MS, dtype=np.int64)
    for first, last in pairwise(bounds):
        rows = range(first, last)
        for i in rows:
            others = [j for j in rows if start[j] == start[i] and j != i]
            stronger = [j for j in others if (-kind[j], j) > (-kind[i], i)]
            if stronger or any(end[j] != NAT_MS for j in others):
                found[i] = start[i]
                continue
            later = [start[j] for j in rows if start[j] > start[i]]
            if later:
                found[i] = min(later)
    return found


def believed(bounds, start, end, kind, longest_open, longest):
    """Ends as `states.closed_states` gives them, one row at a time."""
    ends = start.copy()
    following = followings(bounds, start, end, kind)
    for first, last in pairwise(bounds):
        for i in range(first, last):
            stop = end[i]
            if stop == NAT_MS and NAT_MS < following[i] <= start[i] + longest_open:
                stop = following[i]
            if start[i] < stop <= start[i] + longest:
                ends[i] = stop
    return ends


def owner_of_each_ms(group, start, end, kind):
    held = {}
    for i in range(len(start)):
        for ms in range(start[i], end[i]):
            strength = (-kind[i], start[i], end[i], i)
            if (group[i], ms) not in held or strength > held[group[i], ms][0]:
                held[group[i], ms] = (strength, i)
    return {place: i for place, (_, i) in held.items()}
