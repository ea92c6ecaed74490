"""Numbers and money on paper: rounded half up, grouped and signed as a locale writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal
from numbers import Real

from babel import Locale
from babel.numbers import format_currency, format_decimal, format_percent

DASH = "–"
MINUS = "−"
NBSP = "\N{NO-BREAK SPACE}"
PERCENT = 2
"""Places by which a percentage moves the point."""
MOST_APART = 6
MOST_AGREED = 3

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


def decimals_apart(
    values: Iterable[Real], marks: Iterable[Real], least: int = 0, *, scale: int = 0
) -> int:
    """Fewest decimals at which no value is written like a mark that it isn't.

    A value stands beside what was agreed, and a reader compares the digits: 79.97 % printed as
    80.0 % would seem to reach 80.0 %. The marks are written in full, up to three decimals. What no
    six decimals part is left as it is.

    Parameters
    ----------
    values, marks : iterable of numbers
        What is missing is left out.
    least : int
        Decimals where nothing asks for more.
    scale : int
        Places by which the point moves before it is written: `PERCENT` for shares.

    Examples
    --------
    >>> decimals_apart([0.7997], [0.8], 1, scale=PERCENT), decimals_apart([79], [80])
    (2, 0)
    """
    agreed = [mark for mark in marks if not is_missing(mark)]
    different = [(x, mark) for x in values for mark in agreed if not is_missing(x) and x != mark]
    least = max([least, *(_own_decimals(mark, scale) for mark in agreed)])
    for decimals in range(least, MOST_APART + 1):
        places = decimals + scale
        if all(rounded(x, places) != rounded(mark, places) for x, mark in different):
            return decimals
    return least


def _own_decimals(mark: Real, scale: int) -> int:
    """Count the decimals that a number has; none for one with more than anybody agrees on."""
    places = -Decimal(str(mark)).normalize().as_tuple().exponent - scale
    return max(0, places) if places <= MOST_AGREED else 0


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
