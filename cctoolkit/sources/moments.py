"""Columns of dates and instants: formats, offsets, clock changes, times without their own date."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cctoolkit.intervals.local import to_local, to_utc
from cctoolkit.intervals.rows import NAT_MS
from cctoolkit.sources.convert import Converted, distinct, spread
from cctoolkit.sources.dateformat import COUNTED, DAY_MS, UNREADABLE, Moments, read_moments
from cctoolkit.sources.numerals import Digits, Unreadable, bounded, number, whole

INSTANT_YEARS = (1990, 2099)
"""What is older, or later, is no event of a contact centre but an error of reading or a mark."""
DATE_YEARS = (1900, 9999)
"""People were hired long ago, and 9999-12-31 is how many systems write "no end"."""
EXCEL_EPOCH_MS = int(np.datetime64("1899-12-30", "ms").astype(np.int64))


def dates(text: pd.Series, fmt: str, zone: str, digits: Digits = Digits()) -> Converted:
    """Read calendar dates; of an instant, the date on the wall clocks of `zone`."""
    positions, words = distinct(text)
    moments = _moments(words, fmt, digits, DATE_YEARS)
    local = np.where(moments.fault == None, moments.local_ms, NAT_MS)  # noqa: E711
    stated = moments.has_offset
    local[stated] = to_local(local[stated] - moments.offset_ms[stated], zone)
    days = (local // DAY_MS * DAY_MS).astype("datetime64[ms]")
    return spread(positions, pd.DatetimeIndex(days).array, moments.fault)


def months(text: pd.Series, fmt: str, zone: str, digits: Digits = Digits()) -> Converted:
    """Read months as their first day; a date on another day is a fault.

    Examples
    --------
    >>> import pandas as pd
    >>> months(pd.Series(["03/2026"]), "%m/%Y", "Europe/Madrid").typed.astype(str).tolist()
    ['2026-03-01']
    """
    read = dates(text, fmt, zone, digits)
    rows = np.flatnonzero((pd.DatetimeIndex(read.typed).day > 1).astype(bool))
    if not rows.size:
        return read
    typed = pd.Series(read.typed)
    typed[rows] = pd.NaT
    return Converted(typed.array, {**read.faults, "period_not_first": rows})


def instants(
    text: pd.Series,
    fmt: str,
    zone: str,
    digits: Digits = Digits(),
    *,
    repeated: str = "error",
    skipped: str = "error",
    nearest_to: pd.Series | None = None,
) -> Converted:
    """Read instants as UTC; a text without offset shows the wall clocks of `zone`.

    What falls outside `INSTANT_YEARS` is a fault, whatever the format: in a contact centre's files
    it is a mark for "no value", a slip, or another unit.

    Parameters
    ----------
    text : Series of str
    fmt : str
        `iso`, strptime codes, `excel_serial`, `epoch_s` or `epoch_ms`.
    zone : str
        IANA name.
    digits : Digits
        Signs of numbers, for counted formats.
    repeated, skipped : str
        What to do with an hour that daylight saving repeats or skips, as in `to_utc`.
    nearest_to : Series of datetime64[ms, UTC], optional
        Each time is moved by a local day, or not, so that it falls nearest to this one.

    Examples
    --------
    >>> import pandas as pd
    >>> read = instants(pd.Series(["25/10/2026 02:30"]), "%d/%m/%Y %H:%M", "Europe/Madrid")
    >>> read.faults
    {'time_repeated': array([0])}
    """
    positions, words = distinct(text)
    moments = _moments(words, fmt, digits, INSTANT_YEARS)
    if nearest_to is None:
        utc, fault = _to_utc(moments, zone, repeated, skipped)
        return spread(positions, _utc(utc), moments.fault, fault)
    rows = _nearest(_rows_of(moments, positions), _local_of(nearest_to, zone))
    utc, fault = _to_utc(rows, zone, repeated, skipped)
    utc[positions < 0] = NAT_MS
    fault[positions < 0] = None
    return spread(np.arange(len(positions)), _utc(utc), rows.fault, fault)


def _utc(utc_ms: np.ndarray):
    return pd.DatetimeIndex(utc_ms.astype("datetime64[ms]"), tz="UTC").array


def _moments(words: list[str], fmt: str, digits: Digits, years: tuple[int, int]) -> Moments:
    """Read wall-clock times; those outside the years, both included, are a fault."""
    moments = _counted(words, fmt, digits) if fmt in COUNTED else read_moments(words, fmt)
    low, high = _bounds(fmt, years)
    is_read = (moments.fault == None) & (moments.local_ms != NAT_MS)  # noqa: E711
    is_far = is_read & ((moments.local_ms < low) | (moments.local_ms >= high))
    fault = np.where(is_far, "date_out_of_range", moments.fault)
    return Moments(moments.local_ms, moments.offset_ms, moments.has_offset, fault)


def _bounds(fmt: str, years: tuple[int, int]) -> tuple[int, int]:
    """Return the first millisecond of the years and the first after them.

    A spreadsheet counts a 29 February 1900 that never was: its days are right from March on.
    """
    first, after = (
        int(np.datetime64(f"{year:04d}", "ms").astype(np.int64))
        for year in (years[0], years[1] + 1)
    )
    return (max(first, EXCEL_EPOCH_MS + 61 * DAY_MS) if fmt == "excel_serial" else first), after


def _counted(words: list[str], fmt: str, digits: Digits) -> Moments:
    """Read instants that are numbers: days of a spreadsheet, seconds or milliseconds of Unix."""
    unit = {"excel_serial": DAY_MS, "epoch_s": 1000, "epoch_ms": 1}[fmt]
    zero = EXCEL_EPOCH_MS if fmt == "excel_serial" else 0
    local, fault = np.full(len(words), NAT_MS), np.full(len(words), None, object)
    for i, word in enumerate(words):
        if not word:
            continue
        try:
            local[i] = zero + whole(bounded(number(word, digits) * unit))
        except Unreadable as error:
            is_large = error.code == "number_too_large"
            fault[i] = "date_out_of_range" if is_large else UNREADABLE
    is_utc = np.full(len(words), fmt != "excel_serial")
    return Moments(local, np.zeros(len(words), np.int64), is_utc, fault)


def _to_utc(
    moments: Moments, zone: str, repeated: str, skipped: str
) -> tuple[np.ndarray, np.ndarray]:
    """Return UTC milliseconds, and the times that no clock or two clocks showed."""
    local = np.where(moments.fault == None, moments.local_ms, NAT_MS)  # noqa: E711
    naive = ~moments.has_offset
    utc = np.where(local == NAT_MS, NAT_MS, local - moments.offset_ms)
    fault = np.full(len(local), None, object)
    found = to_utc(local[naive], zone, repeated=repeated, skipped=skipped)
    utc[naive] = found.utc_ms
    at = np.flatnonzero(naive)
    if repeated == "error":
        fault[at[found.is_repeated]] = "time_repeated"
    if skipped == "error":
        fault[at[found.is_skipped]] = "time_skipped"
    return utc, fault


def _rows_of(moments: Moments, positions: np.ndarray) -> Moments:
    """Return the moments row by row; empty rows get a time that is not there."""
    if not len(moments.local_ms):
        n = len(positions)
        nothing = np.full(n, None, object)
        return Moments(np.full(n, NAT_MS), np.zeros(n, np.int64), np.zeros(n, bool), nothing)
    fault = moments.fault[positions]
    fault[positions < 0] = None
    local = np.where(positions < 0, NAT_MS, moments.local_ms[positions])
    return Moments(local, moments.offset_ms[positions], moments.has_offset[positions], fault)


def _local_of(instants: pd.Series, zone: str) -> np.ndarray:
    utc = pd.DatetimeIndex(instants).as_unit("ms").asi8
    return to_local(utc, zone)


def _nearest(moments: Moments, anchor_ms: np.ndarray) -> Moments:
    """Move each wall-clock time by one day or none, to fall nearest to its anchor."""
    is_free = (moments.local_ms != NAT_MS) & (anchor_ms != NAT_MS) & ~moments.has_offset
    gap = np.where(is_free, anchor_ms - moments.local_ms, 0)
    days = np.clip((gap + DAY_MS // 2 - 1) // DAY_MS, -1, 1)
    local = np.where(is_free, moments.local_ms + days * DAY_MS, moments.local_ms)
    return Moments(local, moments.offset_ms, moments.has_offset, moments.fault)
