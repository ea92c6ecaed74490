"""Local time: instants to wall clocks and back, local days, local steps. Strict, and by table."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np

from cctoolkit.intervals.offsets import OffsetTable, offset_table
from cctoolkit.intervals.rows import NAT_MS, whole_numbers

MINUTE_MS = 60_000
DAY_MS = 86_400_000
MINUTES_PER_DAY = 1440
REPEATED = ("error", "first", "second")
SKIPPED = ("error", "forward")


class Instants(NamedTuple):
    """UTC instants of wall-clock times, and which of those times were no single instant."""

    utc_ms: np.ndarray
    is_repeated: np.ndarray
    is_skipped: np.ndarray


def to_local(utc_ms, zone: str) -> np.ndarray:
    """Return what the wall clocks of a zone show at UTC instants, as milliseconds.

    Parameters
    ----------
    utc_ms : int64 array
        Milliseconds since the epoch; `NAT_MS` stays `NAT_MS`.
    zone : str
        IANA name.

    Examples
    --------
    >>> import numpy as np
    >>> noon = np.array(["2026-07-01T12:00"], dtype="datetime64[ms]").astype("int64")
    >>> str(to_local(noon, "Europe/Madrid").astype("datetime64[ms]")[0])
    '2026-07-01T14:00:00.000'
    """
    utc = whole_numbers(utc_ms, "utc_ms")
    is_there = utc != NAT_MS
    table = offset_table(zone, utc[is_there])
    return np.where(is_there, utc + table.at(utc), NAT_MS)


def to_utc(
    local_ms,
    zone: str,
    *,
    repeated: Literal["error", "first", "second"] = "error",
    skipped: Literal["error", "forward"] = "error",
) -> Instants:
    """Return the UTC instants at which the wall clocks of a zone show the given times.

    An hour that daylight saving repeats or skips is resolved only by a declared rule. Under
    "error" such a row gets `NAT_MS` and its mask, for the caller to report with its file and
    line. The masks are the same under every rule, so resolved rows can be counted.

    Parameters
    ----------
    local_ms : int64 array
        Naive wall-clock time as milliseconds since 1970-01-01 00:00; `NAT_MS` stays `NAT_MS`.
    zone : str
        IANA name.
    repeated : {"error", "first", "second"}
        Which of the two instants a repeated time means.
    skipped : {"error", "forward"}
        "forward" moves a time that no clock showed to the instant of the jump (02:30 becomes
        03:00, not 03:30), so order is kept and nothing is put where something else may be.

    Returns
    -------
    Instants
        `utc_ms`, `is_repeated`, `is_skipped`, row for row.

    Examples
    --------
    >>> import numpy as np
    >>> clock = np.array(["2026-10-25T02:30", "2026-03-29T02:30"], dtype="datetime64[ms]")
    >>> found = to_utc(clock.astype("int64"), "Europe/Madrid", repeated="second")
    >>> [str(instant) for instant in found.utc_ms.astype("datetime64[ms]")]
    ['2026-10-25T01:30:00.000', 'NaT']
    >>> found.is_repeated, found.is_skipped
    (array([ True, False]), array([False,  True]))
    """
    _allowed("repeated", repeated, REPEATED)
    _allowed("skipped", skipped, SKIPPED)
    local = whole_numbers(local_ms, "local_ms")
    is_there = local != NAT_MS
    table = offset_table(zone, local[is_there])
    first, second, jump = _readings(local, table)
    is_repeated, is_skipped = is_there & (first < second), is_there & (first > second)
    utc = np.where(is_there, first, NAT_MS)
    if repeated != "first":
        utc[is_repeated] = second[is_repeated] if repeated == "second" else NAT_MS
    utc[is_skipped] = jump[is_skipped] if skipped == "forward" else NAT_MS
    return Instants(utc, is_repeated, is_skipped)


class LocalDays:
    """The local days that meet [first, last), as a table of the instants at which they begin.

    A day begins when its date first shows on the wall clock: at midnight, at the first of two
    midnights, or at the jump that skips midnight. A date that a zone never had (Samoa,
    2011-12-30) is not a day.

    Parameters
    ----------
    zone : str
        IANA name.
    first_ms, last_ms : int
        UTC milliseconds, half-open; the day of `first_ms` is always there.

    Attributes
    ----------
    zone : str
    dates : datetime64[D] array, n
        Local dates, ascending.
    midnights : int64 array, n + 1
        UTC milliseconds at which each day begins, and the end of the last: edges for `split_at`.
    lengths_ms : int64 array, n
        23, 24 or 25 hours, as the clocks have it.

    Examples
    --------
    >>> import numpy as np
    >>> first, last = np.array(["2026-03-28T23:00", "2026-03-30T22:00"], "datetime64[ms]")
    >>> days = LocalDays("Europe/Madrid", first.astype("int64"), last.astype("int64"))
    >>> [str(date) for date in days.dates], days.lengths_ms // 3_600_000
    (['2026-03-29', '2026-03-30'], array([23, 24]))
    """

    def __init__(self, zone: str, first_ms: int, last_ms: int):
        first_ms, last_ms = _span(first_ms, last_ms)
        self.zone = zone
        numbers, midnights = _midnights(zone, first_ms, last_ms)
        low = np.searchsorted(midnights, first_ms, side="right") - 1
        high = max(np.searchsorted(midnights, last_ms, side="left"), low + 1)
        self.dates = _frozen(numbers[low:high].astype("datetime64[D]"))
        self.midnights = _frozen(midnights[low : high + 1])
        self.lengths_ms = _frozen(np.diff(self.midnights))

    def __len__(self) -> int:
        return self.dates.size

    def __repr__(self) -> str:
        return f"LocalDays({self.zone!r}, {self.dates[0]} to {self.dates[-1]})"

    def day_index(self, utc_ms) -> np.ndarray:
        """Return the position in `dates` of the day that each instant falls on.

        Raises
        ------
        ValueError
            If an instant lies outside the table; nothing is booked on the nearest day instead.
        """
        utc = whole_numbers(utc_ms, "utc_ms")
        is_outside = (utc < self.midnights[0]) | (utc >= self.midnights[-1])
        if is_outside.any():
            raise ValueError(f"{int(is_outside.sum())} instants lie outside {self!r}")
        return np.searchsorted(self.midnights, utc, side="right") - 1

    def date(self, utc_ms) -> np.ndarray:
        """Return the local date of each instant, as datetime64[D]."""
        return self.dates[self.day_index(utc_ms)]


def local_grid(zone: str, first_ms: int, last_ms: int, step_minutes: int) -> np.ndarray:
    """Return the instants at which local clocks enter a new step, enclosing [first, last).

    A clock enters a step when it strikes a multiple of it, or jumps into another one. So in
    Madrid the day of the spring change has 46 half hours and that of the autumn change 50, the
    repeated ones twice. A change that moves clocks within one step makes that step longer or
    shorter: on Lord Howe Island, where it is 30 minutes, one hour of the year lasts 90.

    Parameters
    ----------
    zone : str
        IANA name.
    first_ms, last_ms : int
        UTC milliseconds.
    step_minutes : int
        A divisor of 1440 below 1440; for whole days use `LocalDays`.

    Returns
    -------
    int64 array
        UTC milliseconds, strictly ascending: edges for `split_at`. `to_local(edges[:-1], zone)`
        names the cells.

    Examples
    --------
    >>> days = LocalDays("Europe/Madrid", 1_774_738_800_000, 1_774_738_800_001)
    >>> days, len(local_grid("Europe/Madrid", *days.midnights, 30)) - 1
    (LocalDays('Europe/Madrid', 2026-03-29 to 2026-03-29), 46)
    """
    first_ms, last_ms = _span(first_ms, last_ms)
    if not 0 < step_minutes < MINUTES_PER_DAY or MINUTES_PER_DAY % step_minutes:
        raise ValueError(f"step_minutes must divide a day of 1440 minutes, not {step_minutes}")
    step = step_minutes * MINUTE_MS
    low, high = first_ms - 3 * DAY_MS, last_ms + 3 * DAY_MS
    table = offset_table(zone, np.array([low, high]))
    edges = np.unique(np.concatenate([*_strikes(table, low, high, step), _jumps(table, step)]))
    begins = np.searchsorted(edges, first_ms, side="right") - 1
    ends = np.searchsorted(edges, last_ms, side="left")
    return edges[begins : ends + 1]


def _readings(local: np.ndarray, table: OffsetTable) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Read wall times with the offset before and after each change, and the next change.

    The two readings agree except around a change: in a repeated stretch the first is the earlier
    instant, in a skipped one the later.
    """
    before, after = table.offset_ms[:-1], table.offset_ms[1:]
    late = np.searchsorted(table.at_ms + np.maximum(before, after), local, side="right")
    early = np.searchsorted(table.at_ms + np.minimum(before, after), local, side="right")
    next_change = np.append(table.at_ms, NAT_MS)[late]
    return local - table.offset_ms[late], local - table.offset_ms[early], next_change


def _midnights(zone: str, first_ms: int, last_ms: int) -> tuple[np.ndarray, np.ndarray]:
    """Return numbers and first instants of the days from well before to well after a span."""
    low, high = first_ms // DAY_MS - 3, last_ms // DAY_MS + 4
    numbers = np.arange(low, high + 1, dtype=np.int64)
    midnights = to_utc(numbers * DAY_MS, zone, repeated="first", skipped="forward").utc_ms
    exists = np.append(midnights[1:] > midnights[:-1], True)
    return numbers[exists], midnights[exists]


def _strikes(table: OffsetTable, low: int, high: int, step: int) -> list[np.ndarray]:
    """Return the instants in [low, high) that are local multiples of a step."""
    changes = table.at_ms[(table.at_ms > low) & (table.at_ms < high)]
    bounds = np.concatenate([[low], changes, [high]])
    strikes = []
    for begins, ends in pairwise(bounds):
        offset = table.at(begins)
        from_local = -(-(begins + offset) // step) * step
        strikes.append(np.arange(from_local, ends + offset, step) - offset)
    return strikes


def _jumps(table: OffsetTable, step: int) -> np.ndarray:
    """Return the changes that move the clock from one step into another."""
    last_before = (table.at_ms + table.offset_ms[:-1] - 1) // step
    first_after = (table.at_ms + table.offset_ms[1:]) // step
    return table.at_ms[last_before != first_after]


def _span(first_ms: int, last_ms: int) -> tuple[int, int]:
    first_ms, last_ms = int(first_ms), int(last_ms)
    if last_ms < first_ms:
        raise ValueError("the span ends before it starts")
    return first_ms, last_ms


def _frozen(array: np.ndarray) -> np.ndarray:
    array.flags.writeable = False
    return array


def _allowed(name: str, value: str, values: tuple[str, ...]) -> None:
    if value not in values:
        raise ValueError(f"{name} must be one of {', '.join(values)}, not {value!r}")
