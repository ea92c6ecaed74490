from datetime import timedelta
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cctoolkit.sources import convert
from cctoolkit.sources.convert import Digits, Meaning, Unreadable, amount, count, duration_ms

MADRID = "Europe/Madrid"
SPANISH = Digits(",", ".")
COMMA = Digits(",")


def column(*texts):
    return pd.Series(list(texts), dtype="str")


def faults(read):
    return {code: rows.tolist() for code, rows in read.faults.items()}


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


def test_counts_lose_no_fraction_and_no_thousand():
    assert count("109.0") == 109
    assert count("1.234", SPANISH) == 1234
    for text, code in [("2.5", "count_fraction"), ("1.000", "number_ambiguous")]:
        with pytest.raises(Unreadable, match=code):
            count(text)


def test_a_bad_cell_leaves_the_others_alone():
    read = convert.durations(column("10", "x", "", None, "20", "x"), "s")
    assert read.typed.tolist() == [10_000, pd.NA, pd.NA, pd.NA, 20_000, pd.NA]
    assert faults(read) == {"number_unreadable": [1, 5]}
    assert read.bad.tolist() == [False, True, False, False, False, True]


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (convert.counts, "9999999999999999999"),
        (convert.counts, "1e999"),
        (lambda text: convert.durations(text, "h"), "1" + "0" * 15),
        (convert.numbers, "1e400"),
        (convert.decimals, "1e30"),
        (convert.decimals, "0.12345678901"),
    ],
)
def test_numbers_that_measure_nothing(read, text):
    assert faults(read(column("1", text))) == {"number_too_large": [1]}


def test_numbers_that_no_machine_reads():
    assert faults(convert.counts(column("1e99999999999"))) == {"number_unreadable": [0]}
    assert faults(convert.durations(column("9" * 5000 + ":00"), "clock")) == {
        "duration_unreadable": [0]
    }


def test_amounts_that_the_store_keeps():
    read = convert.decimals(column("0.1234567890", "1.50000000000000", "-1e-10", "0e30"))
    assert faults(read) == {}


def test_a_character_of_value_zero_is_no_text():
    assert faults(convert.ids(column("0\x007"))) == {"zero_character": [0]}


def test_months_are_named_by_their_first_day():
    read = convert.months(column("01/03/2026", "31/03/2026", "x"), "%d/%m/%Y", MADRID)
    assert faults(read) == {"date_unreadable": [2], "period_not_first": [1]}
    assert pd.Series(read.typed).isna().tolist() == [False, True, True]


def test_shares():
    read = convert.shares(column("82,1 %", "82,1", "0", "101"), COMMA, percent=True)
    assert read.typed[:3].tolist() == [0.821, 0.821, 0.0]
    assert faults(read) == {"share_out_of_range": [3]}
    read = convert.shares(column("0.26", "26%", "82.1"))
    assert faults(read) == {"percent_undeclared": [1], "share_out_of_range": [2]}


def test_ids_keep_their_zeros_and_refuse_lost_digits():
    read = convert.ids(column("007", "7", "3,46E+12", "3.46e+12", "3E5", "1e10ab", "12.0"))
    assert read.typed.tolist()[:2] == ["007", "7"]
    assert read.typed.tolist()[4:] == ["3E5", "1e10ab", "12.0"]
    assert faults(read) == {"id_digits_lost": [2, 3]}
    read = convert.ids(column("007", "3,46E+12"), digits_lost="empty")
    assert (faults(read), read.typed.isna().tolist()) == ({}, [False, True])


@pytest.mark.parametrize("text", ["#N/A", "#REF!", "#DIV/0!", "#¡REF!", "#¿NOMBRE?", "#N/D"])
def test_errors_of_a_spreadsheet_are_no_values(text):
    assert faults(convert.ids(column(text))) == {"cell_error": [0]}
    assert faults(convert.counts(column(text))) == {"cell_error": [0]}


def test_flags_by_a_closed_list():
    read = convert.flags(column("Sí", "NO", "true", "0", "", "X"))
    assert read.typed.tolist() == [True, False, True, False, pd.NA, pd.NA]
    assert faults(read) == {"flag_unreadable": [5]}


def test_words_to_codes():
    vocabulary = {"Pausa": Meaning("aux", "rest"), "Libre": Meaning("available")}
    found = convert.translate(column("Pausa", " Libre", "libre", "", None), vocabulary)
    assert found.code.tolist()[:2] == ["aux", "available"]
    assert found.code.isna().tolist() == [False, False, True, True, True]
    assert found.aux_code.tolist()[0] == "rest"
    assert found.unknown.tolist() == [False, False, True, False, False]


def test_a_vocabulary_may_speak_of_the_empty_cell():
    found = convert.translate(column("", None, "X"), {"": Meaning("abandoned"), "X": Meaning("y")})
    assert found.code.tolist() == ["abandoned", "abandoned", "y"]


def test_instants_of_the_night_the_clocks_go_back():
    text = column("25/10/2026 01:59", "25/10/2026 02:30", "25/10/2026 03:00")
    read = convert.instants(text, "%d/%m/%Y %H:%M", MADRID)
    assert faults(read) == {"time_repeated": [1]}
    for repeated, hour in [("first", "00:30"), ("second", "01:30")]:
        read = convert.instants(text, "%d/%m/%Y %H:%M", MADRID, repeated=repeated)
        assert read.typed[1] == pd.Timestamp(f"2026-10-25 {hour}", tz="UTC")
        assert faults(read) == {}


def test_instants_of_the_night_the_clocks_go_forward():
    text = column("29/03/2026 01:59", "29/03/2026 02:30")
    read = convert.instants(text, "%d/%m/%Y %H:%M", MADRID)
    assert faults(read) == {"time_skipped": [1]}
    read = convert.instants(text, "%d/%m/%Y %H:%M", MADRID, skipped="forward")
    assert read.typed[1] == pd.Timestamp("2026-03-29 01:00", tz="UTC")


def test_a_stated_offset_needs_no_zone():
    read = convert.instants(column("2026-10-25T02:30:00+01:00", "2026-10-25T02:30Z"), "iso", MADRID)
    assert faults(read) == {}
    assert read.typed[0] == pd.Timestamp("2026-10-25 01:30", tz="UTC")
    assert read.typed[1] == pd.Timestamp("2026-10-25 02:30", tz="UTC")


@pytest.mark.parametrize(
    ("text", "fmt", "expected"),
    [
        ("1774738800", "epoch_s", "2026-03-28T23:00:00.000Z"),
        ("1774738800.5", "epoch_s", "2026-03-28T23:00:00.500Z"),
        ("1774738800001", "epoch_ms", "2026-03-28T23:00:00.001Z"),
        ("44197.5", "excel_serial", "2021-01-01T11:00:00.000Z"),
    ],
)
def test_counted_instants(text, fmt, expected):
    read = convert.instants(column(text), fmt, MADRID)
    assert read.typed[0] == pd.Timestamp(expected)


def test_milliseconds_taken_for_seconds_are_noticed():
    assert faults(convert.instants(column("1774738800001"), "epoch_s", MADRID)) == {
        "date_out_of_range": [0]
    }
    assert faults(convert.instants(column("12"), "excel_serial", MADRID)) == {
        "date_out_of_range": [0]
    }


@pytest.mark.parametrize("year", ["0001", "1989", "2100", "2126", "3026", "9999"])
def test_years_in_which_nobody_called(year):
    """Whatever the format, and beside good rows: the others are read as if it were not there."""
    for fmt in ("iso", "%Y-%m-%d"):
        read = convert.instants(column("2026-03-01", f"{year}-06-01"), fmt, MADRID)
        assert faults(read) == {"date_out_of_range": [1]}
        assert read.typed[0] == pd.Timestamp("2026-02-28 23:00", tz="UTC")
    assert faults(convert.instants(column("1990-01-01", "2099-12-31"), "iso", MADRID)) == {}


def test_dates_of_people_go_further():
    read = convert.dates(column("1899-12-31", "1900-01-01", "9999-12-31"), "iso", MADRID)
    assert faults(read) == {"date_out_of_range": [0]}
    assert faults(convert.dates(column("12", "31048"), "excel_serial", MADRID)) == {
        "date_out_of_range": [0]
    }


def test_a_clock_time_without_its_own_date_falls_nearest():
    anchor = pd.Series(
        pd.to_datetime(
            ["2026-01-01T22:59Z", "2026-01-01T23:01Z", None, "2026-01-01"],
            format="ISO8601",
            utc=True,
        ).as_unit("ms")
    )
    text = column("2026-01-01 00:05", "2026-01-02 23:59", "2026-01-02 23:59", "")
    read = convert.instants(text, "iso", MADRID, nearest_to=anchor)
    local = pd.Series(read.typed).dt.tz_convert(MADRID).dt.strftime("%d %H:%M").tolist()
    assert local[:3] == ["02 00:05", "01 23:59", "02 23:59"]
    assert pd.isna(read.typed[3])


def test_dates():
    read = convert.dates(column("2026-03-29", "2026-03-29 23:30", "9999-12-31"), "iso", MADRID)
    assert read.typed.astype(str).tolist() == ["2026-03-29", "2026-03-29", "9999-12-31"]
    read = convert.dates(column("2026-03-29T23:30Z"), "iso", MADRID)
    assert read.typed[0] == pd.Timestamp("2026-03-30")


def test_five_million_cells_in_seconds():
    """A month of a large floor: the cost is per distinct text, not per cell."""
    text = pd.Series(["1.234,5", "x", "3"], dtype="str").take([0, 1, 2] * 1_000_000)
    read = convert.numbers(text.reset_index(drop=True), SPANISH)
    assert read.bad.sum() == 1_000_000
