"""One text to one number, amount, count or duration, or the reason why it is none."""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from typing import NamedTuple

from cctoolkit.sources.dateformat import DAY_MS

UNIT_MS = {"ms": 1, "s": 1000, "min": 60_000, "h": 3_600_000, "excel_day": DAY_MS}
LARGEST = 10**15
"""In milliseconds, thirty thousand years; sums of rows up to here are exact in 64 bits."""
LARGEST_AMOUNT, FINEST_AMOUNT = 10**25, 10
CLOCK = re.compile(r"(-?)(\d{1,9}):([0-5]\d)(?::([0-5]\d)(?:[.,](\d{1,30}))?)?")
MINUTES = re.compile(r"(-?)(\d{1,9}):([0-5]\d)(?:[.,](\d{1,30}))?")
CURRENCY = re.compile(r"^(?:[A-Z]{2,3}\$|[A-Z]{3}|[$€£])? ?(.*?) ?(?:[A-Z]{3}|[$€£])?$")


NO_VALUE = frozenset(
    ("-", "--", "–", "—", "nan", "inf", "infinity", "∞", "n/a", "n/d", "na", "nd", "null", "none")
)
"""What systems write where there is nothing to write, or where they divided by zero."""


class Digits(NamedTuple):
    """How a file writes numbers: its decimal sign, and its thousands sign if it has one."""

    decimal: str = "."
    thousands: str | None = None


class Unreadable(ValueError):
    """A text that is not what its column holds; `code` names the sentence."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def amount(word: str, digits: Digits = Digits()) -> Decimal:
    """Return the amount that a text states, exactly."""
    inner = CURRENCY.fullmatch(_plain_signs(word))
    bare = inner[1].strip() if inner else word
    if bare.startswith("(") and bare.endswith(")"):
        return _storable(number(bare[1:-1], digits)).copy_negate()
    sign = "-" if bare.startswith("-") else ""
    text = sign + (CURRENCY.fullmatch(bare.removeprefix("-"))[1] or bare)
    return _storable(number(text, digits))


def count(word: str, digits: Digits = Digits()) -> int:
    """Return the whole number that a text states."""
    value = number(word, digits)
    bounded(value)
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
    value = number(word, digits)
    if value < 0:
        raise Unreadable("duration_negative")
    return whole(bounded(value * UNIT_MS[unit]))


def bounded(value: Decimal) -> Decimal:
    """Return a number unchanged, or refuse one larger than anything measured."""
    if abs(value) > LARGEST:
        raise Unreadable("number_too_large")
    return value


def finite(value: Decimal) -> float:
    """Return a number as a float, or refuse one that no float holds."""
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


def ratio(word: str, digits: Digits, percent: bool) -> Decimal:
    """Return the number that a text states, or the share if it is a percentage."""
    if word.endswith("%"):
        _refuse_no_value(word)
        if not percent:
            raise Unreadable("percent_undeclared")
        word = word[:-1].rstrip()
    value = number(word, digits)
    return value / 100 if percent else value


def number(word: str, digits: Digits) -> Decimal:
    """Return the exact number that a text states."""
    text = _plain_signs(word)
    found = _number_pattern(digits).fullmatch(text)
    if found is None:
        _refuse_no_value(text)
        raise Unreadable("number_ambiguous" if _is_doubtful(text, digits) else "number_unreadable")
    sign, front, fraction, exponent = found.groups()
    front = re.sub(r"\D", "", front)
    return (
        Decimal(f"{sign}{front or 0}.{fraction or 0}{exponent or ''}")
        if (fraction or exponent)
        else Decimal(f"{sign}{front}")
    )


def _refuse_no_value(word: str) -> None:
    bare = word.casefold().rstrip("% ")
    if {bare, bare.lstrip("+-\u2212")} & NO_VALUE:
        raise Unreadable("no_value_word")


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
    seconds_in_all = (int(hours) * 60 + int(minutes)) * 60 + int(seconds or 0)
    return _signed(sign, seconds_in_all * 1000 + _part_ms(part))


def _minutes_ms(sign: str, minutes: str, seconds: str, part: str | None) -> int:
    return _signed(sign, (int(minutes) * 60 + int(seconds)) * 1000 + _part_ms(part))


def _part_ms(part: str | None) -> int:
    return whole(Decimal(f"0.{part}") * 1000) if part else 0


def _signed(sign: str, value: int) -> int:
    if sign and value:
        raise Unreadable("duration_negative")
    return value


def whole(value: Decimal) -> int:
    """Return a number rounded half to even."""
    return int(value.to_integral_value(ROUND_HALF_EVEN))
