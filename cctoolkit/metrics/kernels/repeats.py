"""Contacts that another of the same person follows, counted in one pass over each bucket."""

from __future__ import annotations

import numpy as np
from numba import njit

from cctoolkit.intervals.compiled import compiled
from cctoolkit.intervals.runs import resized


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
            return counts, resized(ties, n_ties)
        ties = resized(ties, 2 * ties.shape[0])


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
