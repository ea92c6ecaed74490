"""Ids told apart by their bytes, without a Python text for any of them."""

from __future__ import annotations

import numpy as np
from numba import njit

from cctoolkit.intervals.compiled import compiled


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
