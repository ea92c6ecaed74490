"""Sweeps over sorted rows, compiled: one pass, no array that is as long as the data.

Imported by those who run them, when they run them: numba takes a while. Rows come in runs, one of
each group, that `bounds` cuts: run r is the rows from bounds[r] to bounds[r + 1].
"""

from __future__ import annotations

import numpy as np
from numba import njit

from cctoolkit.intervals.compiled import compiled

NAT_MS = np.int64(np.iinfo(np.int64).min)
FOR_EVER = np.int64(np.iinfo(np.int64).max)

# Rows and milliseconds of each policy: what a kernel counts, in this order.
DUPLICATE, OVERLAP, IMPUTED, LEFT_OPEN, TOO_LONG, NEGATIVE, EMPTY, BELIEVED = range(8)
N_POLICIES = 8

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


@njit(nogil=True)
def _disjoint(first, last, start, end, rank, heap, low, high, owner):
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
def _believed(first, last, start, end, kind, longest_open, longest, until, accounts):
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
            following = start[row + 1] if row + 1 < last else NAT_MS
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
def _twin(first, row, start, until, kind, ends):
    """Whether an earlier row of the run has the same start, end and kind."""
    before = row - 1
    while before >= first and start[before] == start[row]:
        if until[before] == ends and kind[before] == kind[row]:
            return True
        before -= 1
    return False


@njit(nogil=True)
def _last_edge(edges, at):
    """Position of the last edge at or before an instant, -1 if there is none."""
    low, high = -1, edges.size
    while high - low > 1:
        middle = (low + high) // 2
        if edges[middle] <= at:
            low = middle
        else:
            high = middle
    return low


@njit(nogil=True)
def _longest_run(bounds):
    longest = 0
    for run in range(bounds.size - 1):
        longest = max(longest, bounds[run + 1] - bounds[run])
    return longest


@njit(nogil=True)
def _resized(array, n_rows):
    """Return the first rows of a table, with room for more if there are not as many."""
    other = np.zeros((n_rows, array.shape[1]), dtype=array.dtype)
    for row in range(min(n_rows, array.shape[0])):
        for column in range(array.shape[1]):
            other[row, column] = array[row, column]
    return other


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


@compiled
def disjoint(bounds, start, end, rank):
    """Give each instant of a run to one row: the sweep behind every kernel here, on its own.

    Rows of a run in order of start. The lowest rank wins, then the later start, the later end, the
    later row, as in `intervals.partition` with the end as its key.
    """
    longest = _longest_run(bounds)
    heap = np.empty(longest, dtype=np.int64)
    low = np.empty(2 * longest, dtype=np.int64)
    high, owner = np.empty_like(low), np.empty_like(low)
    n_rows = start.size
    out = np.empty((2 * n_rows, 3), dtype=np.int64)
    total = 0
    for run in range(bounds.size - 1):
        n_pieces = _disjoint(bounds[run], bounds[run + 1], start, end, rank, heap, low, high, owner)
        for piece in range(n_pieces):
            out[total, 0], out[total, 1], out[total, 2] = low[piece], high[piece], owner[piece]
            total += 1
    return _resized(out, total)


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
    size = _longest_run(bounds)
    heap, until = np.empty(size, dtype=np.int64), np.empty(start.size, dtype=np.int64)
    low = np.empty(2 * size, dtype=np.int64)
    high, owner = np.empty_like(low), np.empty_like(low)
    accounts = np.zeros((N_POLICIES, 2), dtype=np.int64)
    where = np.empty((max(64, bounds.size * 2), 2), dtype=np.int64)
    time_ms = np.zeros((where.shape[0], n_kinds), dtype=np.int64)
    n_out = 0
    for run in range(bounds.size - 1):
        first, last = bounds[run], bounds[run + 1]
        _believed(first, last, start, end, kind, longest_open, longest, until, accounts)
        n_pieces = _disjoint(first, last, start, until, kind, heap, low, high, owner)
        if n_pieces == 0:
            continue
        cell = _last_edge(edges, low[0])
        n_cells = _last_edge(edges, high[n_pieces - 1] - 1) - cell + 1
        if n_out + n_cells > where.shape[0]:
            where = _resized(where, 2 * n_out + n_cells)
            time_ms = _resized(time_ms, 2 * n_out + n_cells)
        n_out = _fill(run, cell, n_pieces, low, high, owner, kind, edges, where, time_ms, n_out)
    return _resized(where, n_out), _resized(time_ms, n_out), accounts


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
    size, plan_size = _longest_run(bounds), _longest_run(plan_bounds)
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
        _believed(
            row, last_row, plan_start, plan_end, activity, -1, FOR_EVER, plan_until, plan_accounts
        )
        n_plans = _disjoint(
            row, last_row, plan_start, plan_until, activity, heap, plan_low, plan_high, plan_owner
        )
        n_pieces = 0
        if state_run[run] >= 0:
            first, last = bounds[state_run[run]], bounds[state_run[run] + 1]
            _believed(first, last, start, end, kind, longest_open, longest, until, accounts)
            n_pieces = _disjoint(first, last, start, until, kind, heap, low, high, owner)
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
    return _resized(out, n_out), accounts, plan_accounts


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
        where, counts = _resized(where, 2 * n_out), _resized(counts, 2 * n_out)
    return _resized(where, n_out), _resized(counts, n_out)


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
            cell = _last_edge(edges, at)
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


@njit(nogil=True)
def _same_text(data, offsets, one, other):
    length = offsets[one + 1] - offsets[one]
    if offsets[other + 1] - offsets[other] != length:
        return False
    for place in range(length):
        if data[offsets[one] + place] != data[offsets[other] + place]:
            return False
    return True


@njit(nogil=True)
def _mixed(word):
    """Finaliser of SplitMix64: every bit of the result depends on every bit of the word."""
    word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return word ^ (word >> np.uint64(31))


@njit(nogil=True)
def _twins_of_instant(first, last, part, data, offsets, found):
    """Mark the rows [first, last) that repeat an earlier one of them."""
    size = 4
    while size < 2 * (last - first):
        size *= 2
    table = np.full(size, -1, dtype=np.int64)
    for row in range(first, last):
        place = np.uint64(part[row])
        for byte in range(offsets[row], offsets[row + 1]):
            place = _mixed(place ^ np.uint64(data[byte]))
        place &= np.uint64(size - 1)
        while table[place] >= 0:
            other = table[place]
            if part[other] == part[row] and _same_text(data, offsets, other, row):
                found[row] = True
                break
            place = (place + np.uint64(1)) & np.uint64(size - 1)
        if not found[row]:
            table[place] = row


@compiled
def twins(instant, part, data, offsets):
    """Rows that repeat the instant, the part and the text of an earlier one; rows in time order.

    Only rows of the same instant are compared. Texts are UTF-8 bytes and their offsets.
    """
    n_rows = instant.size
    found = np.zeros(n_rows, dtype=np.bool_)
    first = 0
    while first < n_rows:
        last = first + 1
        while last < n_rows and instant[last] == instant[first]:
            last += 1
        if last - first == 2:
            same = part[first] == part[last - 1] and _same_text(data, offsets, first, last - 1)
            found[last - 1] = same
        elif last - first > 2:
            _twins_of_instant(first, last, part, data, offsets, found)
        first = last
    return found


@compiled
def fingerprints(data, words, offsets):
    """Two 64-bit fingerprints of each text, from its UTF-8 bytes.

    Texts of up to fifteen bytes are told apart exactly: their bytes are mixed reversibly. `words`
    are the bytes once more, eight at a time, as far as they go.
    """
    n_rows = offsets.size - 1
    one_bit = np.uint64(1)
    out = np.empty((n_rows, 2), dtype=np.uint64)
    for row in range(n_rows):
        one, other = np.uint64(0), np.uint64(0x9E3779B97F4A7C15)
        place = np.int64(offsets[row])
        left = np.int64(offsets[row + 1]) - place
        while True:
            aligned, shift = place >> 3, np.uint64((place & 7) * 8)
            if aligned + 2 < words.size:
                back = np.uint64(63) - shift
                head = words[aligned] >> shift | words[aligned + 1] << one_bit << back
                tail = words[aligned + 1] >> shift | words[aligned + 2] << one_bit << back
            else:
                head, tail = np.uint64(0), np.uint64(0)
                for byte in range(min(left, 8)):
                    head |= np.uint64(data[place + byte]) << np.uint64(8 * byte)
                for byte in range(8, min(left, 16)):
                    tail |= np.uint64(data[place + byte]) << np.uint64(8 * byte - 64)
            if left < 8:
                head &= (one_bit << np.uint64(8 * left)) - one_bit
                tail = np.uint64(0)
            elif left < 16:
                tail &= (one_bit << np.uint64(8 * left - 64)) - one_bit
            if left < 16:
                tail |= np.uint64(left) << np.uint64(56)
            one = _mixed(one ^ head)
            other = _mixed(other ^ tail ^ one)
            place += 16
            left -= 16
            if left <= 0:
                break
        out[row, 0], out[row, 1] = one, other
    return out


@compiled
def records_by_bucket(prints, instant, group, is_kept, first_row, n_bits):
    """Records of the rows kept, those of one bucket together and in order of row.

    The bucket is the first `n_bits` bits of the fingerprint.

    Returns
    -------
    records : uint64 array, n by 4
        Both fingerprints, instant, and row and group in one word (40 and 24 bits).
    offsets : int64 array, n_buckets + 1
    """
    shift = np.uint64(64 - n_bits)
    offsets = np.zeros((1 << n_bits) + 1, dtype=np.int64)
    for row in range(instant.size):
        if is_kept[row]:
            offsets[np.int64(prints[row, 0] >> shift) + 1] += 1
    for bucket in range(1, offsets.size):
        offsets[bucket] += offsets[bucket - 1]
    place = offsets.copy()
    records = np.empty((offsets[-1], 4), dtype=np.uint64)
    for row in range(instant.size):
        if is_kept[row]:
            bucket = np.int64(prints[row, 0] >> shift)
            record = records[place[bucket]]
            place[bucket] += 1
            record[0], record[1] = prints[row, 0], prints[row, 1]
            record[2] = np.uint64(instant[row])
            record[3] = np.uint64((first_row + row) << 24 | group[row])
    return records, offsets


@njit(nogil=True)
def _sort_run(records, first, last):
    """Shell sort of a run by person, instant, row: quick where it is short, bearable where long."""
    gap = 1
    while gap < (last - first) // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for place in range(first + gap, last):
            one, other = records[place, 0], records[place, 1]
            instant, row = records[place, 2], records[place, 3]
            to = place
            while to - gap >= first:
                above = to - gap
                if records[above, 0] != one:
                    if records[above, 0] < one:
                        break
                elif records[above, 1] != other:
                    if records[above, 1] < other:
                        break
                elif records[above, 2] != instant:
                    if np.int64(records[above, 2]) < np.int64(instant):
                        break
                elif records[above, 3] < row:
                    break
                for word in range(4):
                    records[to, word] = records[above, word]
                to = above
            records[to, 0], records[to, 1] = one, other
            records[to, 2], records[to, 3] = instant, row
        gap //= 3


@njit(nogil=True)
def _dealt(records, n_bits, skipped_bits):
    """Records in order of some bits of their first fingerprint, and where each value begins."""
    shift, skipped = np.uint64(64 - n_bits), np.uint64(skipped_bits)
    begins = np.zeros((1 << n_bits) + 1, dtype=np.int64)
    for row in range(records.shape[0]):
        begins[np.int64((records[row, 0] << skipped) >> shift) + 1] += 1
    for value in range(1, begins.size):
        begins[value] += begins[value - 1]
    place = begins.copy()
    dealt = np.empty_like(records)
    for row in range(records.shape[0]):
        value = np.int64((records[row, 0] << skipped) >> shift)
        for word in range(4):
            dealt[place[value], word] = records[row, word]
        place[value] += 1
    return dealt, begins


@compiled
def followed(records, skipped_bits, window, horizon, n_groups):
    """Count the records that another of the same person follows within a window.

    Parameters
    ----------
    records : uint64 array, n by 4
        As `records_by_bucket` makes them; a person's all here.
    skipped_bits : int
        Bits of the first fingerprint that the records have in common.
    window : int
        A record that comes this long after another, or sooner, follows it.
    horizon : int
        First instant no longer observed: a record whose window reaches it is not determined.

    Returns
    -------
    counts : int64 array, n_groups by 3
        Records, determined, determined and followed: those alone in their instant.
    ties : int64 array, n by 4
        Records of a person that share an instant, one set after another: number of the set, row,
        group, and what the last of the set is (0 not determined, 1 not followed, 2 followed).
    """
    counts = np.zeros((n_groups, 3), dtype=np.int64)
    ties = np.empty((256, 4), dtype=np.int64)
    n_bits = 1
    while 2 << n_bits < records.shape[0]:
        n_bits += 1
    dealt, begins = _dealt(records, n_bits, skipped_bits)
    value = n_ties = n_sets = 0
    while True:
        value, n_ties, n_sets = _follow(
            value, n_ties, n_sets, dealt, begins, window, horizon, counts, ties
        )
        if value == begins.size - 1:
            return counts, _resized(ties, n_ties)
        ties = _resized(ties, 2 * ties.shape[0])


@njit(nogil=True)
def _follow(first_value, n_ties, n_sets, records, begins, window, horizon, counts, ties):
    """Count from one value of the fingerprint on, until they end or the ties have no room."""
    for value in range(first_value, begins.size - 1):
        first, last = begins[value], begins[value + 1]
        if n_ties + last - first > ties.shape[0]:
            return value, n_ties, n_sets
        if last - first > 1:
            _sort_run(records, first, last)
        place = first
        while place < last:
            one, other = records[place, 0], records[place, 1]
            instant = np.int64(records[place, 2])
            beyond = place + 1
            again = False
            while beyond < last and records[beyond, 0] == one and records[beyond, 1] == other:
                if np.int64(records[beyond, 2]) != instant:
                    again = True
                    break
                beyond += 1
            status = 1 if instant + window < horizon else 0
            if again and status and np.int64(records[beyond, 2]) - instant <= window:
                status = 2
            if beyond - place == 1:
                group = np.int64(records[place, 3] & np.uint64(0xFFFFFF))
                counts[group, 0] += 1
                counts[group, 1] += status > 0
                counts[group, 2] += status == 2
            else:
                for tied in range(place, beyond):
                    word = records[tied, 3]
                    ties[n_ties, 0], ties[n_ties, 3] = n_sets, status
                    ties[n_ties, 1] = np.int64(word >> np.uint64(24))
                    ties[n_ties, 2] = np.int64(word & np.uint64(0xFFFFFF))
                    n_ties += 1
                n_sets += 1
            place = beyond
    return begins.size - 1, n_ties, n_sets
