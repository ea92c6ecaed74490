"""Decimal amounts with a currency, named rounding rules, splits that lose no cent.

Exact or an error: no float enters, no result is cut to a number of digits in silence.
"""

from __future__ import annotations

import decimal
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from functools import total_ordering
from numbers import Integral
from types import MappingProxyType

ROUNDING: Mapping[str, str] = MappingProxyType(
    {
        "half_up": decimal.ROUND_HALF_UP,
        "half_even": decimal.ROUND_HALF_EVEN,
        "up": decimal.ROUND_UP,
        "down": decimal.ROUND_DOWN,
        "ceiling": decimal.ROUND_CEILING,
        "floor": decimal.ROUND_FLOOR,
    }
)
"""Rounding rules a contract may name: `half_up` and `up` go away from zero, `down` towards it,
`ceiling` and `floor` to the larger and the smaller number."""

ALLOCATION = ("largest_remainder", "rest_to_last")
DIGITS = 60
EXACT = Context(prec=DIGITS, traps=[decimal.Inexact, decimal.InvalidOperation, decimal.Overflow])


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency; arithmetic between two currencies is an error.

    Parameters
    ----------
    amount : Decimal, int or str
        Finite. A float is refused: 0.1 as a float is not a tenth.
    currency : str
        ISO 4217 code, three capital letters.

    Raises
    ------
    TypeError
        On a float, in the amount or as a factor.
    ValueError
        On an amount that is no number, a malformed code, or two currencies in one operation.

    Examples
    --------
    >>> Money("10.50", "EUR") * 3 - Money(1, "EUR")
    Money(amount=Decimal('30.50'), currency='EUR')
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.currency, str) or not re.fullmatch("[A-Z]{3}", self.currency):
            raise ValueError(f"{self.currency!r} is not a currency code such as EUR")
        object.__setattr__(self, "amount", _decimal(self.amount))

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}"

    def __add__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        return Money(EXACT.add(self.amount, self._same_currency(other)), self.currency)

    def __sub__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        return Money(EXACT.subtract(self.amount, self._same_currency(other)), self.currency)

    def __mul__(self, factor: Decimal | int) -> Money:
        if isinstance(factor, Money):
            raise TypeError("money times money is not money")
        return Money(EXACT.multiply(self.amount, _number(factor)), self.currency)

    __rmul__ = __mul__

    def __neg__(self) -> Money:
        return Money(self.amount.copy_negate(), self.currency)

    def __abs__(self) -> Money:
        return Money(self.amount.copy_abs(), self.currency)

    def __lt__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self.amount < self._same_currency(other)

    def rounded(self, rule: str, decimals: int | None = None) -> Money:
        """Return the amount rounded by a named rule, to the currency's decimals by default."""
        decimals = currency_decimals(self.currency) if decimals is None else decimals
        return Money(round_amount(self.amount, decimals, rule), self.currency)

    def _same_currency(self, other: Money) -> Decimal:
        if other.currency != self.currency:
            raise ValueError(f"{self} and {other} are in different currencies; convert one first")
        return other.amount


def round_amount(amount: Decimal | int, decimals: int, rule: str) -> Decimal:
    """Round an amount to a number of decimals by a named rule.

    There is no default rule: half_up and half_even differ by a cent where an amount lies half-way,
    and the contract says which. A result of zero has no sign.

    Parameters
    ----------
    amount : Decimal or int
    decimals : int
        Below 0 rounds to tens, hundreds and so on.
    rule : str
        Key of `ROUNDING`.

    Examples
    --------
    >>> [str(round_amount(Decimal("2.345"), 2, rule)) for rule in ("half_up", "half_even", "up")]
    ['2.35', '2.34', '2.35']
    >>> round_amount(Decimal("-1250"), -2, "half_up")
    Decimal('-1300')
    """
    if rule not in ROUNDING:
        raise ValueError(f"unknown rounding rule {rule!r}: use one of {', '.join(ROUNDING)}")
    context = Context(prec=DIGITS, rounding=ROUNDING[rule])
    rounded = context.quantize(_number(amount), Decimal(1).scaleb(-decimals))
    shown = context.quantize(rounded, Decimal(1)) if decimals < 0 else rounded
    return shown if shown else shown.copy_abs()


def allocate(
    total: Decimal | int,
    weights: Sequence[Decimal | int],
    decimals: int,
    *,
    policy: str = "largest_remainder",
) -> tuple[Decimal, ...]:
    """Split a total in proportion to weights so that the parts add up to it exactly.

    Under "largest_remainder" every part is cut to the unit and the units left over go to the
    parts that lost most, the earlier one on a tie: no part is a whole unit from its exact share.
    Under "rest_to_last" every part but the last is cut towards zero and the last takes the rest,
    as some published invoices do; it may then be several units from its share.

    Parameters
    ----------
    total : Decimal or int
        Already rounded to `decimals`. A negative total is split like the positive one.
    weights : sequence of Decimal or int
        May be negative (a credit within the base), but must not add to zero.
    decimals : int
        Decimals of the parts.
    policy : {"largest_remainder", "rest_to_last"}

    Raises
    ------
    ValueError
        If there are no weights, they add to zero, or the total has more decimals than its parts.

    Examples
    --------
    >>> [str(part) for part in allocate(Decimal("100.00"), [1, 1, 1], 2)]
    ['33.34', '33.33', '33.33']
    """
    if policy not in ALLOCATION:
        raise ValueError(f"unknown policy {policy!r}: use one of {', '.join(ALLOCATION)}")
    sign, n_units = _units(_number(total), decimals)
    shares = [n_units * weight for weight in _shares_of_one(weights)]
    split = _largest_remainder if policy == "largest_remainder" else _rest_to_last
    return tuple(_amount(sign * n, decimals) for n in split(n_units, shares))


def currency_decimals(currency: str, overrides: Mapping[str, int] | None = None) -> int:
    """Return how many decimals a currency's amounts have: the override, else Unicode CLDR's.

    Practice differs from the table (Colombian invoices are often in whole pesos, the table says
    2), so a contract may override it.

    Raises
    ------
    ValueError
        If the code is no currency, instead of two decimals for whatever is asked.

    Examples
    --------
    >>> [currency_decimals(code) for code in ("EUR", "CLP", "COP")]
    [2, 0, 2]
    >>> currency_decimals("COP", {"COP": 0})
    0
    """
    from babel.numbers import get_currency_precision, list_currencies

    if overrides and currency in overrides:
        return overrides[currency]
    if currency not in list_currencies():
        raise ValueError(f"{currency!r} is not a currency code such as EUR")
    return get_currency_precision(currency)


def _number(value: Decimal | int) -> Decimal:
    """Return a finite Decimal without a sign on zero, refusing floats and text."""
    if isinstance(value, Integral) and not isinstance(value, bool):
        return Decimal(int(value))
    if not isinstance(value, Decimal):
        raise TypeError(f"use Decimal or int for money, not {type(value).__name__} ({value!r})")
    if not value.is_finite():
        raise ValueError(f"{value} is not an amount")
    return value if value else value.copy_abs()


def _decimal(value: Decimal | int | str) -> Decimal:
    if not isinstance(value, str):
        return _number(value)
    try:
        return _number(Decimal(value))
    except decimal.InvalidOperation:
        raise ValueError(f"{value!r} is not an amount") from None


def _units(total: Decimal, decimals: int) -> tuple[int, int]:
    """Return the sign of a total and how many smallest units it has."""
    units = total.scaleb(decimals, context=EXACT)
    if units != units.to_integral_value():
        raise ValueError(f"{total} has more than {decimals} decimals; round it before splitting")
    return (-1 if units < 0 else 1), abs(int(units))


def _amount(n_units: int, decimals: int) -> Decimal:
    whole = Decimal(n_units * 10 ** max(-decimals, 0))
    return whole.scaleb(-max(decimals, 0), context=EXACT)


def _shares_of_one(weights: Sequence[Decimal | int]) -> list[Fraction]:
    exact = [Fraction(_number(weight)) for weight in weights]
    if not exact:
        raise ValueError("there are no weights to split by")
    if not any(exact):
        raise ValueError("all weights are zero; nothing says how to split")
    whole = sum(exact)
    if not whole:
        raise ValueError("the weights add to zero; nothing says how to split")
    return [weight / whole for weight in exact]


def _largest_remainder(n_units: int, shares: list[Fraction]) -> list[int]:
    parts = [share.numerator // share.denominator for share in shares]
    n_left = n_units - sum(parts)
    most_lost = sorted(range(len(shares)), key=lambda i: (parts[i] - shares[i], i))
    for i in most_lost[:n_left]:
        parts[i] += 1
    return parts


def _rest_to_last(n_units: int, shares: list[Fraction]) -> list[int]:
    parts = [int(share) for share in shares[:-1]]
    return [*parts, n_units - sum(parts)]
