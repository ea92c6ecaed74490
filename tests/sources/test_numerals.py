"""One text to one exact number: signs, thousands, currencies, clocks, units."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cctoolkit.sources.numerals import Digits, Unreadable, amount, duration_ms

SPANISH = Digits(",", ".")
COMMA = Digits(",")


@pytest.mark.parametrize(
    ("text", "digits", "expected"),
    [
        ("1234.5", Digits(), "1234.5"),
        ("1.234,50 €", SPANISH, "1234.50"),
        ("1.234,50 €", COMMA, "1234.50"),
        ("1.234", SPANISH, "1234"),
        ("1234,5", SPANISH, "1234.5"),
        ("$1,234.50", Digits(".", ","), "1234.50"),
        ("COP 1.234.567", SPANISH, "1234567"),
        ("US$ 3", Digits(), "3"),
        ("(1.234,50)", SPANISH, "-1234.50"),
        ("-€5,20", COMMA, "-5.20"),
        ("\u22125,20", COMMA, "-5.20"),
        ("1\xa0234,5", Digits(",", " "), "1234.5"),
        (",5", COMMA, "0.5"),
        ("1.5E+3", Digits(), "1500"),
    ],
)
def test_amounts_are_exact(text, digits, expected):
    assert amount(text, digits) == Decimal(expected)


@pytest.mark.parametrize(
    ("text", "digits", "code"),
    [
        ("1.234", COMMA, "number_ambiguous"),
        ("1.234.567", COMMA, "number_ambiguous"),
        ("1,234", Digits(), "number_ambiguous"),
        ("12.5", COMMA, "number_unreadable"),
        ("1.23.456", SPANISH, "number_unreadable"),
        ("12,34.5", Digits(".", ","), "number_unreadable"),
        ("doce", Digits(), "number_unreadable"),
        ("EUR", Digits(), "number_unreadable"),
        ("1 2", Digits(), "number_unreadable"),
    ],
)
def test_amounts_that_are_none(text, digits, code):
    with pytest.raises(Unreadable, match=code):
        amount(text, digits)


@given(
    st.decimals(-(10**12), 10**12, places=2, allow_nan=False),
    st.sampled_from([(".", ","), (",", "."), (",", " "), (".", "'"), (",", None), (".", None)]),
)
def test_amounts_survive_the_way_through_text(value, signs):
    decimal, thousands = signs
    text = f"{value:,.2f}" if thousands else f"{value:.2f}"
    text = text.translate(str.maketrans({",": thousands or "", ".": decimal}))
    assert amount(text, Digits(decimal, thousands)) == value


@given(st.integers(0, 10**10))
def test_durations_survive_the_way_through_a_clock(ms):
    whole, part = divmod(ms, 1000)
    clock = f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}.{part:03d}"
    assert duration_ms(clock, "clock") == ms
    assert duration_ms(str(ms), "ms") == ms
    assert duration_ms(f"{Decimal(ms) / 1000}", "s") == ms
    assert duration_ms(f"{ms / 86_400_000:.15g}", "excel_day") == ms


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("135:40:34.625", "clock", timedelta(hours=135, minutes=40, seconds=34.625)),
        ("0:02", "clock", timedelta(minutes=2)),
        ("00:00:01,5", "clock", timedelta(seconds=1.5)),
        ("75:30", "mm:ss", timedelta(minutes=75, seconds=30)),
        ("327600000", "ms", timedelta(hours=91)),
        ("90", "s", timedelta(seconds=90)),
        ("145.5", "min", timedelta(minutes=145.5)),
        ("7.5", "h", timedelta(hours=7.5)),
        ("0.25", "excel_day", timedelta(hours=6)),
        ("06:00:00", "excel_day", timedelta(hours=6)),
        ("0.0005", "s", timedelta(0)),
        ("0.0015", "s", timedelta(milliseconds=2)),
    ],
)
def test_durations_in_every_unit(text, unit, expected):
    assert duration_ms(text, unit) == expected // timedelta(milliseconds=1)


@pytest.mark.parametrize(
    ("text", "unit", "code"),
    [
        ("-1", "s", "duration_negative"),
        ("-0:00:01", "clock", "duration_negative"),
        ("1:60:00", "clock", "duration_unreadable"),
        ("90", "clock", "duration_unreadable"),
        ("1:02:03", "mm:ss", "duration_unreadable"),
        ("0:02:03", "s", "number_unreadable"),
        ("26%", "s", "number_unreadable"),
    ],
)
def test_durations_that_are_none(text, unit, code):
    with pytest.raises(Unreadable, match=code):
        duration_ms(text, unit)
