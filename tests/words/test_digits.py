from __future__ import annotations

from decimal import Decimal

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from cctoolkit.words.digits import (
    PERCENT,
    decimals_apart,
    is_missing,
    money,
    number,
    percent,
    rounded,
    with_decimals,
)

SPAIN = Locale.parse("es_ES")


@given(st.integers(-(10**12), 10**12), st.integers(0, 4))
def test_a_number_can_be_read_back(units, decimals):
    value = Decimal(units).scaleb(-decimals)
    shown = number(value, SPAIN, decimals).replace(".", "").replace(",", ".").replace("−", "-")
    assert Decimal(shown) == value


@given(st.floats(-1e9, 1e9), st.integers(0, 6))
def test_rounding_moves_by_half_a_unit_at_most(value, decimals):
    moved = abs(rounded(value, decimals) - Decimal(str(value)))
    assert moved <= Decimal(5).scaleb(-decimals - 1)


@given(st.floats(-1, 1))
def test_a_share_and_its_opposite_differ_only_in_sign(share):
    shown = percent(share, SPAIN, 1, signed=True)
    opposite = percent(-share, SPAIN, 1, signed=True)
    assert shown.lstrip("+−") == opposite.lstrip("+−")
    assert (shown[0], opposite[0]) in {("+", "−"), ("−", "+")} or shown == opposite


@pytest.mark.parametrize(
    ("pattern", "decimals", "expected"),
    [
        ("#,##0.00\xa0¤", 0, "#,##0\xa0¤"),
        ("¤#,##0.00", 3, "¤#,##0.000"),
        ("#,##,##0%", 1, "#,##,##0.0%"),
        ("¤\xa0#,##0.00;¤-#,##0.00", 0, "¤\xa0#,##0;¤-#,##0"),
    ],
)
def test_a_pattern_takes_the_decimals_asked_for(pattern, decimals, expected):
    assert with_decimals(pattern, decimals) == expected


def test_an_infinite_ratio_is_shown_as_such():
    assert number(float("inf"), SPAIN, 1) == "∞"


def test_large_money_keeps_every_cent():
    assert money(Decimal("123456789012345678.91"), "EUR", SPAIN, 2) == (
        "123.456.789.012.345.678,91\xa0€"
    )


def test_zero_and_empty_text_are_not_missing():
    assert not is_missing(0)
    assert not is_missing("")
    assert is_missing(float("nan"))


@pytest.mark.parametrize(
    ("shares", "targets", "decimals"),
    [
        ([0.81], [0.8], 1),
        ([0.8], [0.8], 1),
        ([0.7997], [0.8], 2),
        ([0.79996], [0.8], 3),
        ([0.81], [0.825], 1),
        ([0.81], [0.82555], 3),
        ([0.81], [1 / 3], 1),
        ([0.81, 0.8999], [0.85, 0.9], 2),
        ([float("nan")], [0.8], 1),
        ([0.8], [float("nan")], 1),
        ([0.1 + 0.2], [0.3], 1),
    ],
)
def test_a_share_is_written_apart_from_a_target_that_it_is_not(shares, targets, decimals):
    assert decimals_apart(shares, targets, 1, scale=PERCENT) == decimals


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_written_digits_compare_as_the_values_do(value, mark):
    value, mark = value / 10**6, mark / 10**6
    places = decimals_apart([value], [mark], 1, scale=PERCENT) + PERCENT
    shown, agreed = rounded(value, places), rounded(mark, places)
    assert (shown < agreed, shown > agreed) == (value < mark, value > mark)
