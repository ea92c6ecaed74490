"""What every function of this room accepts: equally long whole numbers, checked in one place."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

NAT_MS = int(np.iinfo(np.int64).min)
"""The instant that is not there: the integer behind numpy's and pandas' NaT."""


def whole_numbers(values, name: str) -> np.ndarray:
    """Return `values` as a flat int64 array; floats and datetimes are refused, not converted."""
    array = np.asarray(values)
    if array.ndim != 1:
        raise ValueError(f"{name} must be one-dimensional, not {array.ndim}-dimensional")
    if array.size and array.dtype.kind not in "iu":
        raise TypeError(f"{name} must be whole numbers (int64), not {array.dtype}")
    return array.astype(np.int64, copy=False)


def same_length(**arrays: np.ndarray) -> None:
    """Refuse arrays that don't describe the same rows."""
    if len({array.size for array in arrays.values()}) > 1:
        sizes = ", ".join(f"{name} {array.size}" for name, array in arrays.items())
        raise ValueError(f"arrays of different lengths: {sizes}")


def checked_spans(start, end) -> tuple[np.ndarray, np.ndarray]:
    """Return starts and ends as int64, or say which of them are no intervals."""
    start, end = whole_numbers(start, "start"), whole_numbers(end, "end")
    same_length(start=start, end=end)
    _refuse((start == NAT_MS) | (end == NAT_MS), "have no start or no end")
    _refuse(end < start, "end before they start")
    return start, end


def checked_rows(group, start, end) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return group codes, starts and ends as int64, one row per interval."""
    group = whole_numbers(group, "group")
    start, end = checked_spans(start, end)
    same_length(group=group, start=start)
    return group, start, end


def _refuse(bad: np.ndarray, what: str) -> None:
    if bad.any():
        raise ValueError(f"{int(bad.sum())} intervals {what}; the first is row {int(bad.argmax())}")


class Line(NamedTuple):
    """Groups laid one after another on a single line, so that no group ever meets the next."""

    groups: np.ndarray
    low: int
    stride: int

    @classmethod
    def over(cls, group: np.ndarray, *instants: np.ndarray) -> Line:
        """Return the line that holds every group and every instant given."""
        groups = np.unique(group)
        filled = [array for array in instants if array.size]
        low = min((int(array.min()) for array in filled), default=0)
        high = max((int(array.max()) for array in filled), default=0)
        stride = high - low + 1
        if stride * (groups.size + 1) > np.iinfo(np.int64).max:
            raise ValueError(
                f"instants {stride} ms apart in {groups.size} groups don't fit 64 bits"
            )
        return cls(groups, low, stride)

    def at(self, group: np.ndarray, instant: np.ndarray) -> np.ndarray:
        """Return the place on the line of each (group, instant)."""
        return np.searchsorted(self.groups, group) * self.stride + (instant - self.low)

    def code(self, place: np.ndarray) -> np.ndarray:
        """Return which group a place belongs to, as a position in `groups`."""
        return place // self.stride

    def instant(self, place: np.ndarray) -> np.ndarray:
        """Return the instant at a place."""
        return place % self.stride + self.low
