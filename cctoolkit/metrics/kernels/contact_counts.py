"""Contacts of queues counted by interval, in one pass."""

from __future__ import annotations

from typing import NamedTuple

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


class Contacts(NamedTuple):
    """Columns of contacts, in milliseconds where they are times; what is missing is `NAT_MS`.

    `outcome` is 0 answered, 1 abandoned, 2 redirected, 3 not offered. `is_twin` marks rows that
    repeat an earlier one: they are left out.
    """

    arrived: np.ndarray
    until_answer: np.ndarray
    until_end: np.ndarray
    wait: np.ndarray
    talk: np.ndarray
    hold: np.ndarray
    acw: np.ndarray
    outcome: np.ndarray
    has_agent: np.ndarray
    group: np.ndarray
    is_twin: np.ndarray


@compiled
def counts_by_cell(contacts, n_groups, edges, thresholds, drift):
    """Counts and times of contacts by group and cell of arrival.

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
        row, n_out = _count(row, n_out, contacts, edges, thresholds, drift, slot, where, counts)
        if row == contacts.arrived.size:
            break
        where, counts = resized(where, 2 * n_out), resized(counts, 2 * n_out)
    return resized(where, n_out), resized(counts, n_out)


@njit(nogil=True)
def _count(first, n_out, contacts, edges, thresholds, drift, slot, where, counts):
    """Count rows from one on, until they end or the result has no room; return where it stopped."""
    cell = 0
    for row in range(first, contacts.arrived.size):
        what = contacts.outcome[row]
        if what == 3 or contacts.is_twin[row]:
            continue
        at = contacts.arrived[row]
        if at < edges[cell] or at >= edges[cell + 1]:
            cell = last_edge(edges, at)
        place = slot[cell, contacts.group[row]]
        if place < 0:
            if n_out == where.shape[0]:
                return row, n_out
            where[n_out, 0], where[n_out, 1] = cell, contacts.group[row]
            slot[cell, contacts.group[row]] = n_out
            place = n_out
            n_out += 1
        sums = counts[place]
        sums[OFFERED] += 1
        if what == 2:
            sums[REDIRECTED] += 1
            continue
        waited = _waited(contacts, row, drift)
        sums[ANSWERED + what] += 1
        if waited == NAT_MS:
            sums[ANSWERED_UNRECORDED + what] += 1
        else:
            sums[WAIT_ANSWERED + what] += waited
            for rung in range(thresholds.size):
                if waited <= thresholds[rung]:
                    sums[N_COUNTS + 2 * rung + what] += 1
        if what == 0 and contacts.has_agent[row]:
            _add_times(sums, contacts.talk[row], contacts.hold[row], contacts.acw[row])
    return contacts.arrived.size, n_out


@njit(nogil=True)
def _waited(contacts, row, drift):
    """Waiting as recorded, or until the answer, or until the end of what was not answered."""
    if contacts.wait[row] != NAT_MS:
        return contacts.wait[row]
    until = contacts.until_answer[row]
    if until == NAT_MS and contacts.outcome[row] != 0:
        until = contacts.until_end[row]
    if until == NAT_MS or until - contacts.arrived[row] < -drift:
        return NAT_MS
    return max(until - contacts.arrived[row], 0)


@njit(nogil=True)
def _add_times(sums, talk, hold, acw):
    """Add a contact that an agent handled: one that took any time."""
    talked = talk if talk != NAT_MS else 0
    held = hold if hold != NAT_MS else 0
    after = acw if acw != NAT_MS else 0
    if talked + held + after <= 0:
        return
    sums[HANDLED] += 1
    sums[TALK] += talked
    sums[HOLD] += held
    sums[ACW] += after
    sums[N_TALK] += talk != NAT_MS
    sums[N_HOLD] += hold != NAT_MS
    sums[N_ACW] += acw != NAT_MS
