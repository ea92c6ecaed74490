"""When a zone's clocks change: a small table in place of a zone function per row."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY_S = 86_400
CYCLE_YEARS = 400
CYCLE_S = 146_097 * DAY_S
MANY_YEARS = 200


class OffsetTable(NamedTuple):
    """Offsets from UTC: `offset_ms[i]` holds until `at_ms[i]`, `offset_ms[i + 1]` from then on."""

    at_ms: np.ndarray
    offset_ms: np.ndarray

    def at(self, utc_ms: np.ndarray) -> np.ndarray:
        """Return the offset in force at each UTC instant."""
        return self.offset_ms[np.searchsorted(self.at_ms, utc_ms, side="right")]


def offset_table(zone: str, instants_ms: np.ndarray) -> OffsetTable:
    """Return the offsets of a zone for the years of the given instants and their neighbours.

    Parameters
    ----------
    zone : str
        IANA name, such as `Europe/Madrid`.
    instants_ms : int64 array
        UTC or local milliseconds since the epoch.

    Raises
    ------
    ValueError
        If the zone is unknown.

    Notes
    -----
    Only what `zoneinfo` says is used. Years are looked up once each and kept. Of a stray year in
    the data (9999) only that year is added, not the eight thousand before it.
    """
    _zone(zone)
    at_s, offset_s = [], []
    for year in _years(instants_ms):
        for instant, offset in _changes(zone, year):
            if not offset_s or offset != offset_s[-1]:
                at_s.append(instant)
                offset_s.append(offset)
    scale = np.int64(1000)
    return OffsetTable(
        np.array(at_s[1:], dtype=np.int64) * scale, np.array(offset_s, dtype=np.int64) * scale
    )


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError, TypeError) as error:
        raise ValueError(f"unknown time zone {name!r}: give an IANA name") from error


def _years(instants_ms: np.ndarray) -> list[int]:
    """Return the years needed, ascending, each with its neighbours."""
    if not instants_ms.size:
        return [1970]
    bounds = np.array([instants_ms.min(), instants_ms.max()])
    low, high = _year(bounds).tolist()
    if high - low <= MANY_YEARS:
        return list(range(low - 1, high + 2))
    near = np.unique(_year(instants_ms))
    return np.unique(np.concatenate([near - 1, near, near + 1])).tolist()


def _year(instants_ms: np.ndarray) -> np.ndarray:
    return instants_ms.astype("datetime64[ms]").astype("datetime64[Y]").astype(np.int64) + 1970


def _changes(zone: str, year: int) -> list[tuple[int, int]]:
    """Return the offset at the start of the year and every change in it, in seconds.

    The calendar and the rules that hold for ever repeat every 400 years, so the years that
    `datetime` can't reach borrow from those that it can.
    """
    cycles = max((year - 2100) // CYCLE_YEARS, 0) + min((year - 1100) // CYCLE_YEARS, 0)
    near = _changes_in_year(zone, year - cycles * CYCLE_YEARS)
    return [(instant + cycles * CYCLE_S, offset) for instant, offset in near]


@lru_cache(maxsize=4096)
def _changes_in_year(zone: str, year: int) -> tuple[tuple[int, int], ...]:
    """Look at every day of a year, and search the days on which the offset changes."""
    first = _seconds(datetime(year, 1, 1, tzinfo=UTC))
    last = _seconds(datetime(year + 1, 1, 1, tzinfo=UTC))
    offset = _offset_s(zone, first)
    changes = [(first, offset)]
    for day in range(first, last, DAY_S):
        following = _offset_s(zone, day + DAY_S)
        if following != offset and (instant := _change_within(zone, day, offset)) < last:
            changes.append((instant, following))
        offset = following
    return tuple(changes)


def _change_within(zone: str, day: int, offset: int) -> int:
    """Return the first second of the day that has another offset, by halving."""
    low, high = day, day + DAY_S
    while high - low > 1:
        middle = (low + high) // 2
        if _offset_s(zone, middle) == offset:
            low = middle
        else:
            high = middle
    return high


def _offset_s(zone: str, second: int) -> int:
    offset = (EPOCH + timedelta(seconds=second)).astimezone(_zone(zone)).utcoffset()
    return int(offset.total_seconds())


def _seconds(instant: datetime) -> int:
    return int((instant - EPOCH).total_seconds())
