"""Numbers and money on paper: rounded half up, grouped and signed as a locale writes them."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from numbers import Real

from babel import Locale
from babel.numbers import format_currency, format_decimal, format_percent

DASH = "–"
MINUS = "−"
NBSP = "\N{NO-BREAK SPACE}"

_WIDE = Context(prec=80)


def is_missing(value: object) -> bool:
    """Tell whether a value is None, NaN, NaT or NA."""
    if value is None:
        return True
    try:
        return bool(value != value)
    except TypeError:  # pandas.NA has no truth value
        return True


def rounded(value: Real | Decimal, decimals: int) -> Decimal:
    """Round half away from zero, as a reader with a spreadsheet would, on the printed digits.

    Examples
    --------
    >>> rounded(2.5, 0), rounded(-0.04, 1)
    (Decimal('3'), Decimal('0.0'))
    """
    exact = Decimal(str(value))
    if not exact.is_finite():
        return exact
    result = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _WIDE)
    return abs(result) if result.is_zero() else result


def number(value: Real | Decimal, locale: Locale, decimals: int, signed: bool = False) -> str:
    """Write a number with its grouping and decimals."""
    pattern = with_decimals("#,##0", decimals)
    amount = rounded(value, decimals)
    return sign(amount, signed) + format_decimal(abs(amount), pattern, locale)


def percent(share: Real, locale: Locale, decimals: int, signed: bool = False) -> str:
    """Write a share between 0 and 1 as a percentage."""
    pattern = with_decimals(locale.percent_formats[None].pattern, decimals)
    amount = rounded(share, decimals + 2)
    return sign(amount, signed) + format_percent(abs(amount), pattern, locale)


def money(
    amount: Decimal, currency: str, locale: Locale, decimals: int, signed: bool = False
) -> str:
    """Write an amount with the currency's symbol where the locale puts it."""
    pattern = with_decimals(locale.currency_formats["standard"].pattern, decimals)
    value = rounded(amount, decimals)
    text = format_currency(abs(value), currency, pattern, locale, currency_digits=False)
    return sign(value, signed) + spaced(text)


def sign(value: Decimal, signed: bool) -> str:
    """Return the sign to print: a true minus, and a plus only on request; zero has none."""
    if value < 0:
        return MINUS
    return "+" if signed and value > 0 else ""


def spaced(text: str) -> str:
    """Part a currency of letters from its digits, as CLDR asks and Babel does not do."""
    return re.sub(r"(?<=[A-Za-z])(?=\d)", NBSP, text)


def with_decimals(pattern: str, decimals: int) -> str:
    """Return a CLDR number pattern with that many decimals.

    Examples
    --------
    >>> with_decimals("¤#,##0.00", 0), with_decimals("#,##0%", 1)
    ('¤#,##0', '#,##0.0%')
    """
    digits = "0" + ("." + "0" * decimals if decimals else "")
    return re.sub(r"0(\.0+)?(?![#0,.])", digits, pattern)
