"""Texts of dates and times, read by a declared format and by nothing else.

A format is `iso`, `excel_serial`, `epoch_s`, `epoch_ms` or made of strptime codes. Month names are
understood in English and Spanish, whatever the machine's language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

ISO = "iso"
COUNTED = ("excel_serial", "epoch_s", "epoch_ms")
DAY_MS = 86_400_000
UNREADABLE, NONEXISTENT = "date_unreadable", "date_nonexistent"
OFFSET_MISSING, OFFSET_UNDECLARED = "offset_missing", "offset_undeclared"
UNDECLARED = "date_undeclared"

OFFSET = r"(?P<z>Z|[+-]\d{2}:?\d{2})"
OFFSET_AT_END = re.compile(r" ?" + OFFSET + "$")
CODES = {
    "Y": r"(?P<Y>\d{4})",
    "y": r"(?P<y>\d{2})",
    "m": r"(?P<m>\d{1,2})",
    "d": r"(?P<d>\d{1,2})",
    "H": r"(?P<H>\d{1,2})",
    "I": r"(?P<I>\d{1,2})",
    "M": r"(?P<M>\d{1,2})",
    "S": r"(?P<S>\d{1,2})",
    "f": r"(?P<f>\d{1,9})",
    "p": r"(?P<p>[AaPp]\.?[ \x{00a0}\x{202f}]?[Mm]\.?)",
    "z": OFFSET,
    "b": r"(?P<b>\pL+)\.?",
    "B": r"(?P<b>\pL+)\.?",
    "a": r"\pL+\.?",
    "A": r"\pL+\.?",
    "%": "%",
}
ISO_PATTERN = (
    r"^(?P<Y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})"
    r"(?:[T ](?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,](?P<f>\d{1,9}))?)?"
    r" ?" + OFFSET + r"?)?$"
)
NUMERIC_DATE = re.compile(r"(\d{1,4})([/.-])(\d{1,2})\2(\d{1,4})(?:[T ,]+(\d.*))?")
MONTHS = (
    ("jan", "january", "ene", "enero"),
    ("feb", "february", "febrero"),
    ("mar", "march", "marzo"),
    ("apr", "april", "abr", "abril"),
    ("may", "mayo"),
    ("jun", "june", "junio"),
    ("jul", "july", "julio"),
    ("aug", "august", "ago", "agosto"),
    ("sep", "sept", "september", "set", "septiembre", "setiembre"),
    ("oct", "october", "octubre"),
    ("nov", "november", "noviembre"),
    ("dec", "december", "dic", "diciembre"),
)
MONTH_NUMBER = {name: str(n) for n, names in enumerate(MONTHS, 1) for name in names}


class FormatError(ValueError):
    """A `format` that cannot say which day and hour a text means; `code` names the sentence."""

    def __init__(self, code: str, fmt: str, **values: str):
        super().__init__(f"{code}: {fmt!r}")
        self.code = code
        self.values = {"found": fmt, **values}


@dataclass(frozen=True)
class Moments:
    """Wall-clock times read from texts, one per text.

    `local_ms` is what the text shows, as milliseconds since 1970-01-01 00:00 of the same clock;
    `offset_ms` the offset it states, where `has_offset`; `fault` a problem code or None.
    """

    local_ms: np.ndarray
    offset_ms: np.ndarray
    has_offset: np.ndarray
    fault: np.ndarray


def checked_format(text: str) -> str:
    """Return a format unchanged, or say what is wrong with it.

    Raises
    ------
    FormatError
        If a code is unknown or stands twice, or year and month are not both there.

    Examples
    --------
    >>> checked_format("%d/%m/%Y %H:%M")
    '%d/%m/%Y %H:%M'
    """
    if text not in (ISO, *COUNTED):
        _pattern(text)
    return text


def read_moments(texts: Sequence[str], fmt: str) -> Moments:
    """Read texts by `iso` or by strptime codes, all of them at once.

    A text of another form, a day that is not in the calendar, and an offset that is missing or
    not declared each have their own fault. Under `iso` an offset may be there or not, but once
    one text states it all must. Fractions of a millisecond are cut. 24:00 is the next midnight.

    Parameters
    ----------
    texts : sequence of str
        Without blanks around them; best the distinct ones.
    fmt : str
        `iso` or strptime codes.

    Examples
    --------
    >>> moments = read_moments(["31/01/2026 10:00", "31/02/2026 10:00", "ayer"], "%d/%m/%Y %H:%M")
    >>> moments.local_ms[:1].astype("datetime64[ms]").astype(str).item()
    '2026-01-31T10:00:00.000'
    >>> moments.fault.tolist()
    [None, 'date_nonexistent', 'date_unreadable']
    """
    array = pa.array(list(texts), pa.string())
    pattern = ISO_PATTERN if fmt == ISO else f"^{_pattern(fmt)}$"
    parts = pc.extract_regex(array, pattern)
    is_read = parts.is_valid().to_numpy(zero_copy_only=False)
    local, is_real = _local_ms(parts, len(array))
    offset = _offset_ms(parts)
    has_offset = np.zeros(len(array), bool) if offset is None else offset[1]
    fault = np.full(len(array), None, object)
    fault[is_read & ~is_real] = NONEXISTENT
    fault[~is_read] = _why_unread(array, fmt, ~is_read)
    if fmt == ISO and has_offset.any():
        fault[is_read & is_real & ~has_offset] = OFFSET_MISSING
    offset_ms = np.zeros(len(array), np.int64) if offset is None else offset[0]
    return Moments(local, offset_ms, has_offset, fault)


def readings(text: str) -> dict[str, str]:
    """Return how a numeric date could be read: format -> the date it would give, ISO.

    Examples
    --------
    >>> readings("03/04/2026")
    {'%d/%m/%Y': '2026-04-03', '%m/%d/%Y': '2026-03-04'}
    """
    found = {}
    for fmt in formats_of([text]):
        moments = read_moments([text], fmt)
        found[fmt] = str(moments.local_ms.astype("datetime64[ms]").astype("datetime64[D]")[0])
    return found


def formats_of(texts: Iterable[str]) -> list[str]:
    """Return the formats, `iso` first, under which every one of the texts is a real date.

    Examples
    --------
    >>> formats_of(["03/04/2026 9:15", "25/04/2026 10:00"])
    ['%d/%m/%Y %H:%M']
    """
    texts = [text.strip() for text in texts]
    if not texts:
        return []
    return [fmt for fmt in (ISO, *_candidates()) if _suits(fmt, texts)]


def _suits(fmt: str, texts: list[str]) -> bool:
    if not _regex(fmt).match(texts[0]):
        return False
    return not read_moments(texts, fmt).fault.astype(bool).any()


@cache
def _candidates() -> tuple[str, ...]:
    days = [
        sign.join(order)
        for order in ("dmY", "mdY", "Ymd", "dmy", "mdy")
        for sign in ("/", "-", ".")
        if (order, sign) != ("Ymd", "-")
    ]
    dates = ["".join(f"%{c}" if c.isalpha() else c for c in day) for day in days]
    dates += [
        "%Y%m%d",
        "%d%m%Y",
        "%y%m%d",
        "%d%m%y",
        "%d-%b-%Y",
        "%d %b %Y",
        "%d/%b/%Y",
        "%b %d, %Y",
    ]
    clocks = ("%H:%M", "%H:%M:%S", "%H:%M:%S.%f", "%I:%M %p", "%I:%M:%S %p")
    joined = [f"{date}{gap}{clock}" for date in dates for gap in (" ", ", ") for clock in clocks]
    return (*dates, *joined, *(f"{text}%z" for text in joined), *(f"{text} %z" for text in joined))


@cache
def _regex(fmt: str) -> re.Pattern[str]:
    """Return the pattern for Python's own engine, which knows no `\\pL` and no `\\x{...}`."""
    pattern = ISO_PATTERN if fmt == ISO else f"^{_pattern(fmt)}$"
    return re.compile(pattern.replace(r"\pL", r"[^\W\d_]").replace(r"\x{00a0}\x{202f}", "\xa0"))


@cache
def _pattern(fmt: str) -> str:
    parts, seen = [], []
    for code, text in re.findall(r"%(.?)|([^%]+)", fmt):
        if text:
            parts.append("".join(r"\s+" if c == " " else re.escape(c) for c in text))
            continue
        if code not in CODES:
            allowed = ", ".join([*(f"%{known}" for known in CODES), ISO, *COUNTED])
            raise FormatError("format_code", fmt, sign=f"%{code}", allowed=allowed)
        seen.append(code)
        parts.append(CODES[code])
    _refuse_incomplete(fmt, seen)
    return _fixed_widths("".join(parts))


def _fixed_widths(pattern: str) -> str:
    """Ask for two digits of a number that another number follows without a sign between."""
    return re.sub(r"\\d\{1,2\}\)(?=\(\?P<[YymdHIMSf]>)", r"\\d{2})", pattern)


def _refuse_incomplete(fmt: str, codes: list[str]) -> None:
    kinds = ["b" if code == "B" else code for code in codes if code not in "aA%"]
    if len(set(kinds)) < len(kinds) or {"Y", "y"} <= set(kinds) or {"m", "b"} <= set(kinds):
        raise FormatError("format_twice", fmt)
    if not {"Y", "y"} & set(kinds) or not {"m", "b"} & set(kinds):
        raise FormatError("format_incomplete", fmt)
    if ("I" in kinds) != ("p" in kinds):
        raise FormatError("format_half", fmt)


def _local_ms(parts: pa.StructArray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return wall-clock milliseconds and whether calendar and clock know such a time."""
    groups = _groups(parts)
    year = _number(groups, "Y", n, 0)
    if "y" in groups:
        short = _number(groups, "y", n, 0)
        year = short + np.where(short < 69, 2000, 1900)
    month = _month(groups, n)
    day = _number(groups, "d", n, 1)
    hour, is_hour = _hour(groups, n)
    minute, second = _number(groups, "M", n, 0), _number(groups, "S", n, 0)
    is_clock = is_hour & (minute < 60) & (second < 60) & ((hour < 24) | (minute + second == 0))
    is_month = (month >= 1) & (month <= 12) & (year >= 1)
    months = np.where(is_month, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    first = months.astype("datetime64[D]").astype(np.int64)
    length = (months + 1).astype("datetime64[D]").astype(np.int64) - first
    is_real = is_month & (day >= 1) & (day <= length) & is_clock
    seconds = hour * 3600 + minute * 60 + second
    local = (first + day - 1) * DAY_MS + seconds * 1000 + _fraction_ms(groups, n)
    return local, is_real


def _groups(parts: pa.StructArray) -> dict[str, pa.Array]:
    return {field.name: parts.field(i) for i, field in enumerate(parts.type)}


def _number(groups: dict[str, pa.Array], name: str, n: int, default: int) -> np.ndarray:
    if name not in groups:
        return np.full(n, default, np.int64)
    text = pc.if_else(pc.equal(groups[name], ""), str(default), groups[name])
    return text.cast(pa.int64()).to_numpy(zero_copy_only=False).copy()


def _month(groups: dict[str, pa.Array], n: int) -> np.ndarray:
    if "b" not in groups:
        return _number(groups, "m", n, 1)
    names = groups["b"].to_pylist()
    return np.array([int(MONTH_NUMBER.get(name.lower(), 0)) for name in names], np.int64)


def _hour(groups: dict[str, pa.Array], n: int) -> tuple[np.ndarray, np.ndarray]:
    if "p" not in groups:
        hour = _number(groups, "H", n, 0)
        return hour, hour <= 24
    hour = _number(groups, "I", n, 0)
    is_afternoon = pc.starts_with(pc.utf8_lower(groups["p"]), "p").to_numpy(zero_copy_only=False)
    return hour % 12 + 12 * is_afternoon, (hour >= 1) & (hour <= 12)


def _fraction_ms(groups: dict[str, pa.Array], n: int) -> np.ndarray:
    if "f" not in groups:
        return np.zeros(n, np.int64)
    digits = pc.utf8_slice_codeunits(pc.utf8_rpad(groups["f"], 3, "0"), 0, 3)
    return _number({"f": digits}, "f", n, 0)


def _offset_ms(parts: pa.StructArray) -> tuple[np.ndarray, np.ndarray] | None:
    groups = _groups(parts)
    if "z" not in groups:
        return None
    texts = groups["z"].dictionary_encode()
    known = np.array([_one_offset(text) for text in texts.dictionary.to_pylist()], np.int64)
    codes = texts.indices.to_numpy()
    has_offset = pc.not_equal(groups["z"], "").to_numpy(zero_copy_only=False)
    return known[codes], has_offset


def _one_offset(text: str) -> int:
    if text in ("", "Z"):
        return 0
    sign = -1 if text[0] == "-" else 1
    return sign * (int(text[1:3]) * 60 + int(text[-2:])) * 60_000


def _why_unread(array: pa.Array, fmt: str, is_unread: np.ndarray) -> list[str]:
    return [_why(text, fmt) for text in array.filter(pa.array(is_unread)).to_pylist()]


def _why(text: str, fmt: str) -> str:
    if fmt == ISO:
        return UNDECLARED if NUMERIC_DATE.fullmatch(text) and readings(text) else UNREADABLE
    without = fmt.replace("%z", "").rstrip()
    if without != fmt:
        return OFFSET_MISSING if _regex(without).match(text) else UNREADABLE
    offset = OFFSET_AT_END.search(text)
    is_offset = offset is not None and _regex(fmt).match(text[: offset.start()])
    return OFFSET_UNDECLARED if is_offset else UNREADABLE
