"""Dates and instants: the nights the clocks change, offsets, years, days that are not stated."""

import pandas as pd
import pytest

from cctoolkit.sources import moments

MADRID = "Europe/Madrid"


def column(*texts):
    return pd.Series(list(texts), dtype="str")


def faults(read):
    return {code: rows.tolist() for code, rows in read.faults.items()}


def test_months_are_named_by_their_first_day():
    read = moments.months(column("01/03/2026", "31/03/2026", "x"), "%d/%m/%Y", MADRID)
    assert faults(read) == {"date_unreadable": [2], "period_not_first": [1]}
    assert pd.Series(read.typed).isna().tolist() == [False, True, True]


def test_instants_of_the_night_the_clocks_go_back():
    text = column("25/10/2026 01:59", "25/10/2026 02:30", "25/10/2026 03:00")
    read = moments.instants(text, "%d/%m/%Y %H:%M", MADRID)
    assert faults(read) == {"time_repeated": [1]}
    for repeated, hour in [("first", "00:30"), ("second", "01:30")]:
        read = moments.instants(text, "%d/%m/%Y %H:%M", MADRID, repeated=repeated)
        assert read.typed[1] == pd.Timestamp(f"2026-10-25 {hour}", tz="UTC")
        assert faults(read) == {}


def test_instants_of_the_night_the_clocks_go_forward():
    text = column("29/03/2026 01:59", "29/03/2026 02:30")
    read = moments.instants(text, "%d/%m/%Y %H:%M", MADRID)
    assert faults(read) == {"time_skipped": [1]}
    read = moments.instants(text, "%d/%m/%Y %H:%M", MADRID, skipped="forward")
    assert read.typed[1] == pd.Timestamp("2026-03-29 01:00", tz="UTC")


def test_a_stated_offset_needs_no_zone():
    read = moments.instants(column("2026-10-25T02:30:00+01:00", "2026-10-25T02:30Z"), "iso", MADRID)
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
    read = moments.instants(column(text), fmt, MADRID)
    assert read.typed[0] == pd.Timestamp(expected)


def test_milliseconds_taken_for_seconds_are_noticed():
    assert faults(moments.instants(column("1774738800001"), "epoch_s", MADRID)) == {
        "date_out_of_range": [0]
    }
    assert faults(moments.instants(column("12"), "excel_serial", MADRID)) == {
        "date_out_of_range": [0]
    }


@pytest.mark.parametrize("year", ["0001", "1989", "2100", "2126", "3026", "9999"])
def test_years_in_which_nobody_called(year):
    """Whatever the format, and beside good rows: the others are read as if it were not there."""
    for fmt in ("iso", "%Y-%m-%d"):
        read = moments.instants(column("2026-03-01", f"{year}-06-01"), fmt, MADRID)
        assert faults(read) == {"date_out_of_range": [1]}
        assert read.typed[0] == pd.Timestamp("2026-02-28 23:00", tz="UTC")
    assert faults(moments.instants(column("1990-01-01", "2099-12-31"), "iso", MADRID)) == {}


def test_dates_of_people_go_further():
    read = moments.dates(column("1899-12-31", "1900-01-01", "9999-12-31"), "iso", MADRID)
    assert faults(read) == {"date_out_of_range": [0]}
    assert faults(moments.dates(column("12", "31048"), "excel_serial", MADRID)) == {
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
    read = moments.instants(text, "iso", MADRID, nearest_to=anchor)
    local = pd.Series(read.typed).dt.tz_convert(MADRID).dt.strftime("%d %H:%M").tolist()
    assert local[:3] == ["02 00:05", "01 23:59", "02 23:59"]
    assert pd.isna(read.typed[3])


def test_dates():
    read = moments.dates(column("2026-03-29", "2026-03-29 23:30", "9999-12-31"), "iso", MADRID)
    assert read.typed.astype(str).tolist() == ["2026-03-29", "2026-03-29", "9999-12-31"]
    read = moments.dates(column("2026-03-29T23:30Z"), "iso", MADRID)
    assert read.typed[0] == pd.Timestamp("2026-03-30")
