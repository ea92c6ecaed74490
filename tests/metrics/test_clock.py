import pandas as pd

from cctoolkit.metrics.clock import with_clock
from tests.frames import table

ZONE = "Europe/Madrid"


def clocked(start, end):
    """One row from local clock times; its business day is its first."""
    begin, finish = (pd.Timestamp(text, tz=ZONE) for text in (start, end))
    row = {"start_at": begin.tz_convert("UTC"), "end_at": finish.tz_convert("UTC")}
    row["business_day"] = begin.normalize().tz_localize(None)
    return with_clock(table("agent_intervals", [row]), ZONE).iloc[0]


def known(row):
    names = ("business_day", "month", "weekday", "hour", "slot")
    return {name for name in names if pd.notna(row[name])}


def test_a_half_hour_has_everything_by_the_local_clock():
    row = clocked("2026-03-30 09:30", "2026-03-30 10:00")  # a Monday, summer time
    assert (row["slot"], row["hour"], row["weekday"]) == ("09:30", 9, 1)
    assert row["month"] == pd.Timestamp("2026-03-01")


def test_a_day_has_no_hour_not_even_the_one_of_25_hours():
    row = clocked("2026-10-25", "2026-10-26")
    assert known(row) == {"business_day", "month", "weekday"}


def test_a_week_has_no_day_and_one_across_the_end_of_the_month_no_month():
    assert known(clocked("2026-03-16", "2026-03-23")) == {"month"}
    assert known(clocked("2026-03-30", "2026-04-06")) == set()


def test_a_month_is_of_its_month_although_it_ends_at_the_first_instant_of_the_next():
    assert clocked("2026-03-01", "2026-04-01")["month"] == pd.Timestamp("2026-03-01")


def test_a_night_shift_of_the_last_day_belongs_to_the_month_in_which_it_begins():
    row = clocked("2026-03-31 23:45", "2026-04-01 00:15")
    assert row["month"] == pd.Timestamp("2026-03-01")
