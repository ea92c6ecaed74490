"""Contacts of queues counted by interval, in one pass."""

from __future__ import annotations

import numpy as np
from numba import njit

from cctoolkit.intervals.compiled import compiled
from cctoolkit.intervals.rows import NAT_MS
from cctoolkit.intervals.runs import last_edge, resized

# What is counted of the contacts of a queue, in this order; the thresholds follow.
(
    OFFERED,
    ANSWERED,
    ABANDONED,
    REDIRECTED,
    HANDLED,
    ANSWERED_UNRECORDED,
    ABANDONED_UNRECORDED,
    WAIT_ANSWERED,
    WAIT_ABANDONED,
    TALK,
    HOLD,
    ACW,
    N_TALK,
    N_HOLD,
    N_ACW,
) = range(15)
N_COUNTS = 15


@compiled
def counts_by_cell(
    arrived,
    until_answer,
    until_end,
    wait,
    talk,
    hold,
    acw,
    outcome,
    has_agent,
    group,
    n_groups,
    is_twin,
    edges,
    thresholds,
    drift,
):
    """Counts and times of contacts by group and cell of arrival; what is missing is `NAT_MS`.

    `outcome` is 0 answered, 1 abandoned, 2 redirected, 3 not offered. `is_twin` marks rows that
    repeat an earlier one: they are left out.

    Returns
    -------
    cell, group : int64 array, n by 2
        Those with a contact, in the order in which they appear.
    counts : int64 array, n by (N_COUNTS + 2 * n_thresholds)
        Answered and abandoned within each threshold come last, in pairs.
    """
    slot = np.full((edges.size - 1, n_groups), -1, dtype=np.int32)
    where = np.empty((256, 2), dtype=np.int64)
    counts = np.zeros((256, N_COUNTS + 2 * thresholds.size), dtype=np.int64)
    row = n_out = 0
    while True:
        row, n_out = _count(
            row,
            n_out,
            arrived,
            until_answer,
            until_end,
            wait,
            talk,
            hold,
            acw,
            outcome,
            has_agent,
            group,
            is_twin,
            edges,
            thresholds,
            drift,
            slot,
            where,
            counts,
        )
        if row == arrived.size:
            break
        where, counts = resized(where, 2 * n_out), resized(counts, 2 * n_out)
    return resized(where, n_out), resized(counts, n_out)


@njit(nogil=True)
def _count(
    first,
    n_out,
    arrived,
    until_answer,
    until_end,
    wait,
    talk,
    hold,
    acw,
    outcome,
    has_agent,
    group,
    is_twin,
    edges,
    thresholds,
    drift,
    slot,
    where,
    counts,
):
    """Count rows from one on, until they end or the result has no room; return where it stopped."""
    cell = 0
    for row in range(first, arrived.size):
        what = outcome[row]
        if what == 3 or is_twin[row]:
            continue
        at = arrived[row]
        if at < edges[cell] or at >= edges[cell + 1]:
            cell = last_edge(edges, at)
        place = slot[cell, group[row]]
        if place < 0:
            if n_out == where.shape[0]:
                return row, n_out
            where[n_out, 0], where[n_out, 1] = cell, group[row]
            slot[cell, group[row]] = n_out
            place = n_out
            n_out += 1
        sums = counts[place]
        sums[OFFERED] += 1
        if what == 2:
            sums[REDIRECTED] += 1
            continue
        waited = wait[row]
        if waited == NAT_MS:
            ends = until_answer[row]
            if ends == NAT_MS and what != 0:
                ends = until_end[row]
            if ends != NAT_MS and ends - at >= -drift:
                waited = max(ends - at, 0)
        sums[ANSWERED + what] += 1
        if waited == NAT_MS:
            sums[ANSWERED_UNRECORDED + what] += 1
        else:
            sums[WAIT_ANSWERED + what] += waited
            for rung in range(thresholds.size):
                if waited <= thresholds[rung]:
                    sums[N_COUNTS + 2 * rung + what] += 1
        if what == 1 or not has_agent[row]:
            continue
        talked = talk[row] if talk[row] != NAT_MS else 0
        held = hold[row] if hold[row] != NAT_MS else 0
        after = acw[row] if acw[row] != NAT_MS else 0
        if talked + held + after <= 0:
            continue
        sums[HANDLED] += 1
        sums[TALK] += talked
        sums[HOLD] += held
        sums[ACW] += after
        sums[N_TALK] += talk[row] != NAT_MS
        sums[N_HOLD] += hold[row] != NAT_MS
        sums[N_ACW] += acw[row] != NAT_MS
    return arrived.size, n_out
