from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cctoolkit.intervals import (
    NAT_MS,
    LocalDays,
    local_grid,
    split_at,
    to_local,
    to_utc,
)

HOUR = 3_600_000
HALF_HOUR = HOUR // 2
EPOCH = datetime(1970, 1, 1)
QUICK_ZONES = [
    "Europe/Madrid",
    "America/Bogota",
    "America/Mexico_City",
    "America/Havana",
    "Australia/Lord_Howe",
    "UTC",
]
OTHER_ZONES = [
    "Atlantic/Canary",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Asia/Jerusalem",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "Pacific/Apia",
    "Pacific/Kwajalein",
]
ZONES = [*QUICK_ZONES, *OTHER_ZONES]


def each(zones):
    """Zones as parameters, those that tell little more as slow ones."""
    return [z if z in QUICK_ZONES else pytest.param(z, marks=pytest.mark.slow) for z in zones]


relaxed = settings(deadline=None, max_examples=settings().max_examples // 4)
instants = st.lists(
    st.integers(int(-2.2e12), int(4.0e12)), min_size=1, max_size=20
).map(lambda values: np.array(values, dtype=np.int64))  # fmt: skip


def ms(text):
    """A naive clock reading as milliseconds since 1970-01-01 00:00."""
    return int(np.datetime64(text, "ms").astype(np.int64))


def clock(value):
    return str(np.datetime64(int(value), "ms"))[:16]


def utc_of(text, zone, fold=0):
    """The instant of a clock reading, by zoneinfo."""
    local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)
    return round((local - EPOCH.replace(tzinfo=UTC)).total_seconds() * 1000)


def aware(utc_ms, zone):
    instant = EPOCH.replace(tzinfo=UTC) + timedelta(milliseconds=int(utc_ms))
    return instant.astimezone(ZoneInfo(zone))


def day_of(text, zone):
    first = utc_of(f"{text}T12:00", zone)
    return LocalDays(zone, first, first + 1)


# --- clocks to instants -------------------------------------------------------------------


def test_madrid_summer_and_winter():
    found = to_utc([ms("2026-01-15T09:00"), ms("2026-07-15T09:00")], "Europe/Madrid")
    assert [clock(value) for value in found.utc_ms] == ["2026-01-15T08:00", "2026-07-15T07:00"]
    assert not found.is_repeated.any()
    assert not found.is_skipped.any()


@pytest.mark.parametrize(
    ("rule", "expected"), [("first", "2026-10-25T00:30"), ("second", "2026-10-25T01:30")]
)
def test_repeated_half_past_two_takes_the_declared_one(rule, expected):
    found = to_utc([ms("2026-10-25T02:30")], "Europe/Madrid", repeated=rule)
    assert clock(found.utc_ms[0]) == expected
    assert found.is_repeated.tolist() == [True]


def test_repeated_and_skipped_are_errors_unless_declared():
    clocks = [ms("2026-10-25T02:30"), ms("2026-03-29T02:30"), ms("2026-03-29T03:00"), NAT_MS]
    found = to_utc(clocks, "Europe/Madrid")
    assert found.utc_ms.tolist() == [NAT_MS, NAT_MS, ms("2026-03-29T01:00"), NAT_MS]
    assert found.is_repeated.tolist() == [True, False, False, False]
    assert found.is_skipped.tolist() == [False, True, False, False]
    assert np.isnat(found.utc_ms.astype("datetime64[ms]")).tolist() == [True, True, False, True]


def test_the_edges_of_the_repeated_hour():
    clocks = ["2026-10-25T01:59:59.999", "2026-10-25T02:00", "2026-10-25T02:59:59.999"]
    clocks += ["2026-10-25T03:00"]
    found = to_utc([ms(text) for text in clocks], "Europe/Madrid")
    assert found.is_repeated.tolist() == [False, True, True, False]


def test_the_edges_of_the_skipped_hour():
    clocks = ["2026-03-29T01:59:59.999", "2026-03-29T02:00", "2026-03-29T02:59:59.999"]
    clocks += ["2026-03-29T03:00"]
    found = to_utc([ms(text) for text in clocks], "Europe/Madrid", skipped="forward")
    assert found.is_skipped.tolist() == [False, True, True, False]
    assert found.utc_ms.tolist() == [ms("2026-03-29T01:00") - 1, *[ms("2026-03-29T01:00")] * 3]


def test_one_rule_does_not_resolve_the_other():
    clocks = [ms("2026-10-25T02:30"), ms("2026-03-29T02:30")]
    assert to_utc(clocks, "Europe/Madrid", repeated="first").utc_ms[1] == NAT_MS
    assert to_utc(clocks, "Europe/Madrid", skipped="forward").utc_ms[0] == NAT_MS


def test_jerusalem_1999():
    # clocks went forward on Friday 2 April and back on Friday 3 September, both at 02:00
    found = to_utc(
        [ms("1999-04-02T02:30"), ms("1999-09-03T01:30"), ms("1999-02-01T08:00")],
        "Asia/Jerusalem",
        repeated="second",
    )
    assert found.is_skipped.tolist() == [True, False, False]
    assert found.is_repeated.tolist() == [False, True, False]
    assert clock(found.utc_ms[1]) == "1999-09-02T23:30"
    assert clock(found.utc_ms[2]) == "1999-02-01T06:00"


def test_bogota_never_skips_nor_repeats_since_1993():
    clocks = np.arange(ms("1994-01-01"), ms("2040-01-01"), 7 * HOUR)
    found = to_utc(clocks, "America/Bogota")
    assert ((found.utc_ms - clocks) == 5 * HOUR).all()


def test_a_stray_year_neither_fails_nor_disturbs_the_others():
    clocks = [ms("2026-07-15T09:00"), ms("9999-12-31T23:59:59"), ms("0001-01-01"), ms("2600-07-15")]
    found = to_utc(clocks, "Europe/Madrid")
    assert clock(found.utc_ms[0]) == "2026-07-15T07:00"
    assert clock(found.utc_ms[1]) == "9999-12-31T22:59"
    assert found.utc_ms[3] == ms("2600-07-15") - 2 * HOUR
    assert to_local(found.utc_ms, "Europe/Madrid").tolist() == clocks


def test_unknown_zone_and_unknown_rule_are_refused():
    for zone in ("Europe/Madird", "", "../etc/passwd"):
        with pytest.raises(ValueError, match="unknown time zone"):
            to_utc([0], zone)
    with pytest.raises(ValueError, match="repeated must be one of error, first, second"):
        to_utc([0], "UTC", repeated="earliest")
    with pytest.raises(ValueError, match="skipped must be one of error, forward"):
        to_utc([0], "UTC", skipped="backward")


@pytest.mark.parametrize("zone", each(ZONES))
@relaxed
@given(instants)
def test_clocks_are_those_of_zoneinfo(zone, utc):
    expected = [
        round((aware(value, zone).replace(tzinfo=None) - EPOCH) / timedelta(milliseconds=1))
        for value in utc
    ]
    assert to_local(utc, zone).tolist() == expected


@pytest.mark.parametrize("zone", each(ZONES))
@relaxed
@given(instants)
def test_instants_are_those_of_zoneinfo_with_fold_for_second(zone, local):
    first = to_utc(local, zone, repeated="first")
    second = to_utc(local, zone, repeated="second")
    for row, value in enumerate(local):
        text = (EPOCH + timedelta(milliseconds=int(value))).isoformat(timespec="milliseconds")
        if not first.is_skipped[row]:
            assert first.utc_ms[row] == utc_of(text, zone)
            assert second.utc_ms[row] == utc_of(text, zone, fold=1)
        assert first.is_repeated[row] == (utc_of(text, zone) < utc_of(text, zone, fold=1))
        assert first.is_skipped[row] == (utc_of(text, zone) > utc_of(text, zone, fold=1))


@pytest.mark.parametrize("zone", each(ZONES))
def test_every_quarter_of_an_hour_goes_there_and_back(zone):
    utc = np.arange(ms("2005-01-01"), ms("2031-01-01"), HALF_HOUR // 2)
    local = to_local(utc, zone)
    first = to_utc(local, zone, repeated="first")
    second = to_utc(local, zone, repeated="second")
    assert not first.is_skipped.any()
    assert ((first.utc_ms == utc) | (second.utc_ms == utc)).all()
    assert (first.utc_ms[~first.is_repeated] == utc[~first.is_repeated]).all()


def test_a_skipped_half_hour_moves_to_the_jump():
    # Lord Howe, 4 October 2015: 01:59:59 was followed by 02:30, which is 15:30 UTC.
    # pandas 3.1 answers 16:00 UTC (03:00) for 02:00, as if the shift were an hour.
    found = to_utc([ms("2015-10-04T02:00")], "Australia/Lord_Howe", skipped="forward")
    assert clock(found.utc_ms[0]) == "2015-10-03T15:30"
    assert clock(to_local(found.utc_ms, "Australia/Lord_Howe")[0]) == "2015-10-04T02:30"


@pytest.mark.parametrize("zone", ["Europe/Madrid", "Asia/Jerusalem", "America/Sao_Paulo"])
def test_rules_agree_with_pandas(zone):
    local = np.arange(ms("2015-01-01"), ms("2019-01-01"), HALF_HOUR)
    naive = pd.DatetimeIndex(local.astype("datetime64[ms]"))
    for rule, is_first in (("first", True), ("second", False)):
        theirs = naive.tz_localize(
            zone, ambiguous=np.full(local.size, is_first), nonexistent="shift_forward"
        )
        ours = to_utc(local, zone, repeated=rule, skipped="forward").utc_ms
        assert ours.tolist() == theirs.tz_convert("UTC").as_unit("ms").asi8.tolist()


# --- local days ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        ("2026-03-29", "Europe/Madrid", 23),
        ("2026-03-28", "Europe/Madrid", 24),
        ("2026-10-25", "Europe/Madrid", 25),
        ("2026-10-25", "America/Bogota", 24),
        ("2026-10-04", "Australia/Lord_Howe", 23.5),
        ("2026-04-05", "Australia/Lord_Howe", 24.5),
        ("2018-11-04", "America/Sao_Paulo", 23),
        ("2018-02-17", "America/Sao_Paulo", 25),
        ("1999-04-02", "Asia/Jerusalem", 23),
        ("1999-09-03", "Asia/Jerusalem", 25),
        ("2026-11-01", "America/Havana", 25),
    ],
)
def test_length_of_a_day(day, zone, hours):
    days = day_of(day, zone)
    assert days.dates.tolist() == [date.fromisoformat(day)]
    assert days.lengths_ms.tolist() == [int(hours * HOUR)]


def test_a_day_whose_midnight_was_skipped_begins_with_the_jump():
    # São Paulo, 4 November 2018: 23:59:59 was followed by 01:00
    days = day_of("2018-11-04", "America/Sao_Paulo")
    assert clock(days.midnights[0]) == "2018-11-04T03:00"
    assert clock(to_local(days.midnights[:1], "America/Sao_Paulo")[0]) == "2018-11-04T01:00"


def test_a_day_with_two_midnights_begins_with_the_first():
    # Havana, 1 November 2026: at 01:00 clocks go back to 00:00
    days = day_of("2026-11-01", "America/Havana")
    assert clock(days.midnights[0]) == "2026-11-01T04:00"


def test_where_clocks_step_back_over_midnight_the_date_does_not():
    # St John's, 29 October 2006: at 00:01 clocks went back to 23:01 of the day before
    days = LocalDays("America/St_Johns", ms("2006-10-28T12:00"), ms("2006-10-30T12:00"))
    first_midnight = utc_of("2006-10-29T00:00", "America/St_Johns")
    assert days.midnights[1] == first_midnight
    half_past_eleven_again = utc_of("2006-10-28T23:30", "America/St_Johns", fold=1)
    assert half_past_eleven_again > first_midnight
    assert days.date([half_past_eleven_again]).tolist() == [date(2006, 10, 29)]


def test_a_date_that_never_was_is_no_day():
    # Samoa went from 29 to 31 December 2011
    days = LocalDays("Pacific/Apia", ms("2011-12-29T12:00"), ms("2012-01-01"))
    assert [str(day) for day in days.dates] == ["2011-12-29", "2011-12-31", "2012-01-01"]
    assert days.lengths_ms.tolist() == [24 * HOUR] * 3


def test_march_in_madrid_is_31_days_and_743_hours():
    first, last = (
        utc_of("2026-03-01T00:00", "Europe/Madrid"),
        utc_of("2026-04-01T00:00", "Europe/Madrid"),
    )
    days = LocalDays("Europe/Madrid", first, last)
    assert len(days) == 31
    assert days.lengths_ms.sum() == 743 * HOUR == last - first
    assert repr(days) == "LocalDays('Europe/Madrid', 2026-03-01 to 2026-03-31)"


def test_an_instant_outside_the_table_is_refused():
    days = day_of("2026-03-29", "Europe/Madrid")
    with pytest.raises(ValueError, match="2 instants lie outside"):
        days.day_index([days.midnights[0] - 1, days.midnights[0], days.midnights[1]])


def test_a_night_shift_splits_at_local_midnight():
    days = LocalDays("Europe/Madrid", ms("2026-03-28T20:00"), ms("2026-03-29T06:00"))
    start, end = (
        utc_of("2026-03-28T22:00", "Europe/Madrid"),
        utc_of("2026-03-29T06:00", "Europe/Madrid"),
    )
    pieces = split_at([start], [end], days.midnights)
    assert (pieces.end - pieces.start).tolist() == [2 * HOUR, 5 * HOUR]
    assert [str(day) for day in days.dates[pieces.cell]] == ["2026-03-28", "2026-03-29"]


@pytest.mark.parametrize("zone", each(sorted(set(ZONES) - {"America/St_Johns"})))
@relaxed
@given(instants)
def test_dates_are_those_of_zoneinfo(zone, utc):
    days = LocalDays(zone, utc.min(), utc.max() + 1)
    expected = [aware(value, zone).date() for value in utc]
    assert days.date(utc).tolist() == expected
    assert days.midnights[0] <= utc.min() < days.midnights[1]
    assert days.midnights[-2] <= utc.max() < days.midnights[-1]


# --- local steps --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "zone", "step", "cells"),
    [
        ("2026-03-29", "Europe/Madrid", 30, 46),
        ("2026-10-25", "Europe/Madrid", 30, 50),
        ("2026-10-25", "Europe/Madrid", 15, 100),
        ("2026-10-25", "Europe/Madrid", 60, 25),
        ("2026-06-01", "Europe/Madrid", 30, 48),
        ("2026-10-25", "America/Bogota", 30, 48),
        ("2026-10-04", "Australia/Lord_Howe", 30, 47),
        ("2026-04-05", "Australia/Lord_Howe", 30, 49),
        ("2026-04-05", "Australia/Lord_Howe", 60, 24),
        ("2018-11-04", "America/Sao_Paulo", 30, 46),
        ("2018-02-17", "America/Sao_Paulo", 30, 50),
        ("1999-04-02", "Asia/Jerusalem", 30, 46),
        ("1999-09-03", "Asia/Jerusalem", 30, 50),
        ("2026-06-01", "Asia/Kathmandu", 30, 48),
    ],
)
def test_number_of_steps_in_a_day(day, zone, step, cells):
    days = day_of(day, zone)
    edges = local_grid(zone, *days.midnights, step)
    assert edges.size - 1 == cells
    assert (edges[0], edges[-1]) == tuple(days.midnights)


def test_names_of_the_half_hours_around_the_changes_in_madrid():
    for day, names in (
        ("2026-03-29", ["01:00", "01:30", "03:00", "03:30"]),
        ("2026-10-25", ["01:00", "01:30", "02:00", "02:30", "02:00", "02:30", "03:00", "03:30"]),
    ):
        edges = local_grid("Europe/Madrid", *day_of(day, "Europe/Madrid").midnights, 30)
        shown = [clock(value)[11:] for value in to_local(edges, "Europe/Madrid")]
        assert shown[2 : 2 + len(names)] == names


def test_on_lord_howe_an_hour_lasts_ninety_minutes_once_a_year():
    edges = local_grid(
        "Australia/Lord_Howe", *day_of("2026-04-05", "Australia/Lord_Howe").midnights, 60
    )
    assert sorted(np.diff(edges).tolist())[-2:] == [HOUR, HOUR + HALF_HOUR]


def test_kathmandu_is_a_quarter_off_the_utc_grid():
    edges = local_grid("Asia/Kathmandu", ms("2026-06-01T00:00"), ms("2026-06-01T01:00"), 30)
    assert [clock(value)[11:] for value in edges] == ["23:45", "00:15", "00:45", "01:15"]


@pytest.mark.parametrize("step", [0, -30, 7, 1440, 2880])
def test_a_step_must_divide_the_day(step):
    with pytest.raises(ValueError, match="step_minutes must divide a day"):
        local_grid("UTC", 0, 1, step)


@pytest.mark.parametrize("zone", each(ZONES))
@relaxed
@given(st.integers(int(-2.2e12), int(4.0e12)), st.integers(1, 40 * 24 * HOUR))
def test_within_a_cell_no_clock_leaves_its_step(zone, first, length):
    edges = local_grid(zone, first, first + length, 30)
    assert edges[0] <= first < edges[1]
    assert edges[-2] < first + length <= edges[-1]
    begins, ends = to_local(edges[:-1], zone), to_local(edges[1:] - 1, zone)
    assert (begins // HALF_HOUR == ends // HALF_HOUR).all()
