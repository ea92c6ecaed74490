"""Columns of text to typed columns, with the cells that could not be read set apart by reason.

Each distinct text is read once. Empty cells are missing values, never faults: whether a value is
required is asked elsewhere. Nothing here knows files, tables or mappings.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from cctoolkit.intervals.local import to_local, to_utc
from cctoolkit.intervals.rows import NAT_MS
from cctoolkit.sources.dateformat import COUNTED, DAY_MS, UNREADABLE, Moments, read_moments

TRUE_WORDS = ("true", "1", "yes", "y", "si", "sí", "s", "verdadero")
FALSE_WORDS = ("false", "0", "no", "n", "falso")
UNIT_MS = {"ms": 1, "s": 1000, "min": 60_000, "h": 3_600_000, "excel_day": DAY_MS}
INSTANT_YEARS = (1990, 2099)
"""What is older, or later, is no event of a contact centre but an error of reading or a mark."""
DATE_YEARS = (1900, 9999)
"""People were hired long ago, and 9999-12-31 is how many systems write "no end"."""
EXCEL_EPOCH_MS = int(np.datetime64("1899-12-30", "ms").astype(np.int64))
LARGEST = 10**15
"""In milliseconds, thirty thousand years; sums of rows up to here are exact in 64 bits."""
LARGEST_AMOUNT, FINEST_AMOUNT = 10**25, 10
CLOCK = re.compile(r"(-?)(\d{1,9}):([0-5]\d)(?::([0-5]\d)(?:[.,](\d{1,30}))?)?")
MINUTES = re.compile(r"(-?)(\d{1,9}):([0-5]\d)(?:[.,](\d{1,30}))?")
DIGITS_LOST = re.compile(r"\d([.,]\d+)?[eE]\+\d+")
CURRENCY = re.compile(r"^(?:[A-Z]{2,3}\$|[A-Z]{3}|[$€£])? ?(.*?) ?(?:[A-Z]{3}|[$€£])?$")


SPREADSHEET_ERROR = re.compile(r"#([A-ZÑ0]+[!?]|¡[A-Z0/¡]+!|¿[A-Z]+\?|DIV/0!|N/[AD])")


class Digits(NamedTuple):
    """How a file writes numbers: its decimal sign, and its thousands sign if it has one."""

    decimal: str = "."
    thousands: str | None = None


class Unreadable(ValueError):
    """A text that is not what its column holds; `code` names the sentence."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Converted:
    """A typed column, and by problem code the rows whose text could not be read."""

    typed: object
    faults: Mapping[str, np.ndarray] = field(default_factory=dict)

    @property
    def bad(self) -> np.ndarray:
        """Mask of the rows that could not be read."""
        mask = np.zeros(len(self.typed), bool)
        for rows in self.faults.values():
            mask[rows] = True
        return mask


class Meaning(NamedTuple):
    """What a vendor's word stands for."""

    code: str
    aux_code: str | None = None


@dataclass(frozen=True)
class Translated:
    """Codes and auxiliary codes, row for row, and the rows whose word no vocabulary lists."""

    code: pd.api.extensions.ExtensionArray
    aux_code: pd.api.extensions.ExtensionArray
    unknown: np.ndarray


def numbers(text: pd.Series, digits: Digits = Digits(), *, percent: bool = False) -> Converted:
    """Read numbers as float64.

    A sign that could separate thousands or decimals is refused where the file declares neither.

    Parameters
    ----------
    text : Series of str
    digits : Digits
        Decimal and thousands signs of the file.
    percent : bool
        82.1, "82,1 %" mean 0.821.

    Examples
    --------
    >>> import pandas as pd
    >>> read = numbers(pd.Series(["1.234,5", "1.234", ""]), Digits(","))
    >>> read.typed.tolist(), read.faults
    ([1234.5, nan, nan], {'number_ambiguous': array([1])})
    """
    return _each(text, lambda word: _finite(_ratio(word, digits, percent)), "float64")


def shares(text: pd.Series, digits: Digits = Digits(), *, percent: bool = False) -> Converted:
    """Read shares, 0 to 1; a percent sign counts only where `percent` declares it."""

    def share(word: str) -> float:
        value = _ratio(word, digits, percent)
        if not 0 <= value <= 1:
            raise Unreadable("share_out_of_range")
        return float(value)

    return _each(text, share, "float64")


def decimals(text: pd.Series, digits: Digits = Digits()) -> Converted:
    """Read exact amounts; a currency sign or code may stand before or after.

    Examples
    --------
    >>> import pandas as pd
    >>> decimals(pd.Series(["1.234,50 €", "(3,20)"]), Digits(",", ".")).typed.tolist()
    [Decimal('1234.50'), Decimal('-3.20')]
    """
    return _each(text, lambda word: amount(word, digits), "object")


def counts(text: pd.Series, digits: Digits = Digits()) -> Converted:
    """Read whole numbers; a fraction is a fault, and 1.000 could be one or a thousand."""
    return _each(text, lambda word: count(word, digits), "Int64")


def durations(text: pd.Series, unit: str, digits: Digits = Digits()) -> Converted:
    """Read durations as whole milliseconds; finer fractions are rounded half to even.

    Parameters
    ----------
    text : Series of str
    unit : {"ms", "s", "min", "h", "clock", "mm:ss", "excel_day"}
        Under `excel_day` a clock time is accepted too: it is how a workbook hands over a cell
        that is formatted as a time.
    digits : Digits
        Signs of the file's numbers; inside a clock time either decimal sign will do.

    Examples
    --------
    >>> import pandas as pd
    >>> durations(pd.Series([" 135:40:34.625", "0:02"]), "clock").typed.tolist()
    [488434625, 120000]
    """
    return _each(text, lambda word: duration_ms(word, unit, digits), "Int64")


def flags(text: pd.Series) -> Converted:
    """Read yes or no, by `TRUE_WORDS` and `FALSE_WORDS` in any case, and by no other word."""

    def flag(word: str) -> bool:
        if word.casefold() in TRUE_WORDS:
            return True
        if word.casefold() in FALSE_WORDS:
            return False
        raise Unreadable("flag_unreadable")

    return _each(text, flag, "boolean")


def ids(text: pd.Series, *, digits_lost: str = "error") -> Converted:
    """Keep identifiers as they are, zeros included.

    One that a spreadsheet turned into 3,46E+12 has lost its digits: a fault, or by declaration
    (`digits_lost="empty"`) no value.
    """

    def identifier(word: str) -> str | None:
        if not DIGITS_LOST.fullmatch(word):
            return word
        if digits_lost == "error":
            raise Unreadable("id_digits_lost")
        return None

    return _each(text, identifier, "str")


def texts(text: pd.Series) -> Converted:
    """Keep texts, without the blanks around them."""
    return _each(text, str, "str")


def listed(text: pd.Series, allowed: Sequence[str]) -> Converted:
    """Keep codes of a closed list; any other text is a fault."""

    def code(word: str) -> str:
        if word not in allowed:
            raise Unreadable("code_unlisted")
        return word

    return _each(text, code, "str")


def translate(text: pd.Series, vocabulary: Mapping[str, Meaning]) -> Translated:
    """Put codes in the place of a vendor's words, letter for letter.

    The word `""` of a vocabulary stands for the empty cell; without it an empty cell stays empty.
    """
    positions, words = distinct(text)
    positions = np.where(positions < 0, len(words), positions)
    words = [*words, ""]
    meanings = [vocabulary.get(word) for word in words]
    known = np.array([word == "" or word in vocabulary for word in words])
    return Translated(
        _strings([meaning and meaning.code for meaning in meanings]).take(positions),
        _strings([meaning and meaning.aux_code for meaning in meanings]).take(positions),
        ~known[positions],
    )


def dates(text: pd.Series, fmt: str, zone: str, digits: Digits = Digits()) -> Converted:
    """Read calendar dates; of an instant, the date on the wall clocks of `zone`."""
    positions, words = distinct(text)
    moments = _moments(words, fmt, digits, DATE_YEARS)
    local = np.where(moments.fault == None, moments.local_ms, NAT_MS)  # noqa: E711
    stated = moments.has_offset
    local[stated] = to_local(local[stated] - moments.offset_ms[stated], zone)
    days = (local // DAY_MS * DAY_MS).astype("datetime64[ms]")
    return _spread(positions, pd.DatetimeIndex(days).array, moments.fault)


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
        return _spread(positions, _utc(utc), moments.fault, fault)
    rows = _nearest(_rows_of(moments, positions), _local_of(nearest_to, zone))
    utc, fault = _to_utc(rows, zone, repeated, skipped)
    utc[positions < 0] = NAT_MS
    fault[positions < 0] = None
    return _spread(np.arange(len(positions)), _utc(utc), rows.fault, fault)


def amount(word: str, digits: Digits = Digits()) -> Decimal:
    """Return the amount that a text states, exactly."""
    inner = CURRENCY.fullmatch(_plain_signs(word))
    bare = inner[1].strip() if inner else word
    if bare.startswith("(") and bare.endswith(")"):
        return _storable(_number(bare[1:-1], digits)).copy_negate()
    sign = "-" if bare.startswith("-") else ""
    text = sign + (CURRENCY.fullmatch(bare.removeprefix("-"))[1] or bare)
    return _storable(_number(text, digits))


def count(word: str, digits: Digits = Digits()) -> int:
    """Return the whole number that a text states."""
    value = _number(word, digits)
    _bounded(value)
    if value != value.to_integral_value():
        raise Unreadable("count_fraction")
    if digits.thousands is None and re.fullmatch(r"-?\d{1,3}[.,]000", word):
        raise Unreadable("number_ambiguous")
    return int(value)


def duration_ms(word: str, unit: str, digits: Digits = Digits()) -> int:
    """Return the whole milliseconds that a text states in a unit."""
    pattern = {"clock": CLOCK, "excel_day": CLOCK, "mm:ss": MINUTES}.get(unit)
    found = pattern.fullmatch(word) if pattern else None
    if found is not None:
        return _clock_ms(*found.groups()) if pattern is CLOCK else _minutes_ms(*found.groups())
    if unit not in UNIT_MS:
        raise Unreadable("duration_unreadable")
    value = _number(word, digits)
    if value < 0:
        raise Unreadable("duration_negative")
    return _whole(_bounded(value * UNIT_MS[unit]))


def distinct(text: pd.Series) -> tuple[np.ndarray, list[str]]:
    """Return for each row the position of its text among the distinct ones; -1 where empty."""
    codes, found = pd.factorize(text)
    words = [word.strip() for word in found.tolist()]
    is_empty = np.array([word == "" for word in words], bool)
    if is_empty.any():
        codes = np.where(is_empty[codes] & (codes >= 0), -1, codes)
    return codes, words


def _each(text: pd.Series, read: Callable[[str], object], dtype: str) -> Converted:
    positions, words = distinct(text)
    values, fault = [], np.full(len(words), None, object)
    for i, word in enumerate(words):
        try:
            _refuse_debris(word)
            values.append(read(word) if word else None)
        except Unreadable as error:
            values.append(None)
            fault[i] = error.code
    return _spread(positions, _typed(values, dtype), fault)


def _refuse_debris(word: str) -> None:
    """Refuse what a spreadsheet shows where it has no value to show."""
    if word.startswith("=") and len(word) > 1:
        raise Unreadable("formula_without_value")
    if word.startswith("#") and SPREADSHEET_ERROR.fullmatch(word):
        raise Unreadable("cell_error")
    if "\0" in word:
        raise Unreadable("zero_character")


def _typed(values: list, dtype: str):
    if dtype == "object":
        array = np.empty(len(values), object)
        array[:] = values
        return array
    if dtype == "float64":
        return np.array([np.nan if value is None else value for value in values], np.float64)
    return _strings(values) if dtype == "str" else pd.array(values, dtype=dtype)


def _strings(values: Sequence[str | None]):
    return pd.Series(values, dtype="str").array


def _spread(positions: np.ndarray, values, *faults: np.ndarray) -> Converted:
    """Bring values and faults of distinct texts back to their rows."""
    fault = faults[0].copy()
    for other in faults[1:]:
        fault = np.where(fault == None, other, fault)  # noqa: E711
    found = {}
    for code in sorted({code for code in fault if code is not None}):
        is_such = np.append(fault == code, False)
        found[code] = np.flatnonzero(is_such[positions])
    is_fault = np.append(fault != None, False)  # noqa: E711
    rows = np.where(is_fault[positions], -1, positions) if found else positions
    return Converted(_take(values, rows), {code: at for code, at in found.items() if at.size})


def _utc(utc_ms: np.ndarray):
    return pd.DatetimeIndex(utc_ms.astype("datetime64[ms]"), tz="UTC").array


def _take(values, rows: np.ndarray):
    if isinstance(values, np.ndarray):
        missing = None if values.dtype == object else np.nan
        extended = np.append(values, [missing]).astype(values.dtype)
        return extended[rows]
    return values.take(rows, allow_fill=True)


def _bounded(value: Decimal) -> Decimal:
    if abs(value) > LARGEST:
        raise Unreadable("number_too_large")
    return value


def _finite(value: Decimal) -> float:
    if math.isinf(float(value)):
        raise Unreadable("number_too_large")
    return float(value)


def _storable(value: Decimal) -> Decimal:
    """Return an amount that the store keeps exactly."""
    _, digits, exponent = value.as_tuple()
    significant = "".join(map(str, digits)).rstrip("0")
    n_decimals = len(significant) - len(digits) - int(exponent)
    if abs(value) > LARGEST_AMOUNT or (value and n_decimals > FINEST_AMOUNT):
        raise Unreadable("number_too_large")
    return value


def _ratio(word: str, digits: Digits, percent: bool) -> Decimal:
    if word.endswith("%"):
        if not percent:
            raise Unreadable("percent_undeclared")
        word = word[:-1].rstrip()
    value = _number(word, digits)
    return value / 100 if percent else value


def _number(word: str, digits: Digits) -> Decimal:
    """Return the exact number that a text states."""
    text = _plain_signs(word)
    found = _number_pattern(digits).fullmatch(text)
    if found is None:
        raise Unreadable("number_ambiguous" if _is_doubtful(text, digits) else "number_unreadable")
    sign, whole, fraction, exponent = found.groups()
    whole = re.sub(r"\D", "", whole)
    return (
        Decimal(f"{sign}{whole or 0}.{fraction or 0}{exponent or ''}")
        if (fraction or exponent)
        else Decimal(f"{sign}{whole}")
    )


def _plain_signs(word: str) -> str:
    return word.replace("\xa0", " ").replace("\u202f", " ").replace("\u2212", "-")


@lru_cache
def _number_pattern(digits: Digits) -> re.Pattern[str]:
    point = re.escape(digits.decimal)
    groups = digits.thousands or ("." if digits.decimal == "," else ",")
    grouped = rf"\d{{1,3}}(?:{re.escape(groups)}\d{{3}})+"
    # Undeclared, groups of thousands are plain only beside a decimal sign.
    grouped += "" if digits.thousands else rf"(?={point}\d)"
    return re.compile(
        rf"([-+]?)({grouped}|\d+|(?={point}\d))(?:{point}(\d+))?([eE][-+]?\d{{1,3}})?"
    )


def _is_doubtful(text: str, digits: Digits) -> bool:
    other = "." if digits.decimal == "," else ","
    return digits.thousands is None and bool(
        re.fullmatch(rf"[-+]?\d{{1,3}}(?:{re.escape(other)}\d{{3}})+", text)
    )


def _clock_ms(sign: str, hours: str, minutes: str, seconds: str | None, part: str | None) -> int:
    whole = (int(hours) * 60 + int(minutes)) * 60 + int(seconds or 0)
    return _signed(sign, whole * 1000 + _part_ms(part))


def _minutes_ms(sign: str, minutes: str, seconds: str, part: str | None) -> int:
    return _signed(sign, (int(minutes) * 60 + int(seconds)) * 1000 + _part_ms(part))


def _part_ms(part: str | None) -> int:
    return _whole(Decimal(f"0.{part}") * 1000) if part else 0


def _signed(sign: str, value: int) -> int:
    if sign and value:
        raise Unreadable("duration_negative")
    return value


def _whole(value: Decimal) -> int:
    return int(value.to_integral_value(ROUND_HALF_EVEN))


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
            local[i] = zero + _whole(_bounded(_number(word, digits) * unit))
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
