"""Planned time and what covers it, in one pass over plans and states."""

from __future__ import annotations

import numpy as np

from cctoolkit.intervals.compiled import compiled
from cctoolkit.intervals.rows import NAT_MS
from cctoolkit.intervals.runs import longest_run, resized
from cctoolkit.intervals.sweep import pieces_of_run
from cctoolkit.intervals.time_by_cell import N_POLICIES, believe_run

FOR_EVER = np.int64(np.iinfo(np.int64).max)


@compiled
def planned_time_kept(
    plan_bounds,
    plan_start,
    plan_end,
    activity,
    counts,
    state_run,
    bounds,
    start,
    end,
    kind,
    allowed,
    session_break,
    longest_open,
    longest,
    unknown,
):
    """Planned time of each shift, and how much of it a logged, an allowed state covers.

    Rows of both sets in order of start within their runs. Where plans overlap the lowest activity
    wins, then as among states. Planned time that `counts` leaves out, such as leave, hides what it
    overlaps and makes no shift.

    Parameters
    ----------
    activity : int array
        Also the precedence.
    counts : bool array, n_activities
    state_run : int64 array
        Run of states of each run of plans, -1 if there is none.
    allowed : bool array, n_activities by n_kinds
    session_break : int
        A plan that starts this long after the ones before it have ended, or longer, begins
        another shift.
    longest_open, longest : int
        As in `time_by_cell`, for the states.
    unknown : int
        Kind of the states that say nothing.

    Returns
    -------
    run, shift_start, planned_ms, unknown_ms, kept_ms : int64 array, n by 5
    accounts, plan_accounts : int64 array, n_policies by 2
    """
    size, plan_size = longest_run(bounds), longest_run(plan_bounds)
    heap = np.empty(max(size, plan_size), dtype=np.int64)
    until, plan_until = np.empty_like(start), np.empty_like(plan_start)
    low = np.empty(2 * size, dtype=np.int64)
    high, owner = np.empty_like(low), np.empty_like(low)
    plan_low = np.empty(2 * plan_size, dtype=np.int64)
    plan_high, plan_owner = np.empty_like(plan_low), np.empty_like(plan_low)
    accounts = np.zeros((N_POLICIES, 2), dtype=np.int64)
    plan_accounts = np.zeros((N_POLICIES, 2), dtype=np.int64)
    out = np.zeros((plan_start.size, 5), dtype=np.int64)
    n_out = 0
    for run in range(plan_bounds.size - 1):
        row, last_row = plan_bounds[run], plan_bounds[run + 1]
        believe_run(
            row, last_row, plan_start, plan_end, activity, -1, FOR_EVER, plan_until, plan_accounts
        )
        n_plans = pieces_of_run(
            row, last_row, plan_start, plan_until, activity, heap, plan_low, plan_high, plan_owner
        )
        n_pieces = 0
        if state_run[run] >= 0:
            first, last = bounds[state_run[run]], bounds[state_run[run] + 1]
            believe_run(first, last, start, end, kind, longest_open, longest, until, accounts)
            n_pieces = pieces_of_run(first, last, start, until, kind, heap, low, high, owner)
        piece = 0
        shift_end = NAT_MS
        for plan in range(n_plans):
            begins, ends, what = plan_low[plan], plan_high[plan], activity[plan_owner[plan]]
            if not counts[what]:
                continue
            while row < last_row and plan_start[row] <= begins:
                if counts[activity[row]] and plan_until[row] > plan_start[row]:
                    if shift_end == NAT_MS or plan_start[row] - shift_end >= session_break:
                        out[n_out, 0], out[n_out, 1] = run, plan_start[row]
                        n_out += 1
                    shift_end = max(shift_end, plan_until[row])
                row += 1
            out[n_out - 1, 2] += ends - begins
            while piece < n_pieces and high[piece] <= begins:
                piece += 1
            at = piece
            while at < n_pieces and low[at] < ends:
                shared = min(ends, high[at]) - max(begins, low[at])
                if kind[owner[at]] == unknown:
                    out[n_out - 1, 3] += shared
                elif allowed[what, kind[owner[at]]]:
                    out[n_out - 1, 4] += shared
                at += 1
    return resized(out, n_out), accounts, plan_accounts
