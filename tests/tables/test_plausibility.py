"""Units found wrong by what stands beside them, with numbers small enough for hand."""

import pandas as pd
import pytest

from cctoolkit.tables.plausibility import FEWEST, doubts, factor_between
from tests.frames import at, table

MINUTE = pd.Timedelta(1, "min")


def contacts(talk_ms, n=FEWEST, channel="voice", **more):
    """Calls of ten minutes, answered after half a minute."""
    row = {
        "channel": channel,
        "queue": "q",
        "arrived_at": at("09:00"),
        "answered_at": at("09:00") + MINUTE / 2,
        "ended_at": at("09:00") + 10.5 * MINUTE,
        "outcome": "answered",
        "talk_ms": talk_ms,
    }
    return table("contacts", [row | more | {"contact_id": str(i)} for i in range(n)])


def told(name, frame):
    return [
        (each.column, each.factor, each.evidence, each.is_impossible)
        for each in doubts(name, frame)
    ]


@pytest.mark.parametrize(
    ("talk_ms", "factor", "impossible"),
    [
        (600_000_000, 1000, True),
        (36_000_000, 60, True),
        (10_000, 1 / 60, False),
        (600, 1 / 1000, False),
    ],
)
def test_talk_beside_the_instants_of_its_call(talk_ms, factor, impossible):
    assert told("contacts", contacts(talk_ms)) == [("talk_ms", factor, "instants", impossible)]


@pytest.mark.parametrize("talk_ms", [600_000, 300_000, 60_000])
def test_talk_that_fits_its_call(talk_ms):
    assert told("contacts", contacts(talk_ms)) == []


def test_a_handful_says_nothing_and_an_email_may_take_what_it_takes():
    assert told("contacts", contacts(600_000_000, n=FEWEST - 1)) == []
    assert told("contacts", contacts(10_000, channel="email")) == []


def test_some_short_calls_say_nothing_of_the_column():
    both = pd.concat([contacts(10_000), contacts(500_000)], ignore_index=True)
    assert told("contacts", both) == []


def agents(logged_ms, length=30 * MINUTE):
    row = {"start_at": at("09:00"), "end_at": at("09:00") + length, "logged_ms": logged_ms}
    return table("agent_intervals", [row | {"agent_id": str(i)} for i in range(FEWEST)])


@pytest.mark.parametrize(
    ("logged_ms", "factor"),
    [(1_800_000_000, 1000), (108_000_000, 60), (1_800, 1 / 1000), (30_000, 1 / 60)],
)
def test_connection_beside_its_interval(logged_ms, factor):
    found = told("agent_intervals", agents(logged_ms))
    assert found == [("logged_ms", factor, "interval", factor > 1)]


def test_connection_that_fits_and_one_that_no_unit_explains():
    assert told("agent_intervals", agents(900_000)) == []
    assert told("agent_intervals", agents(10**13)) == []


def test_hours_paid_beside_the_month():
    rows = [
        {"agent_id": str(i), "concept": "c", "paid_ms": 160 * 3_600_000 * 60} for i in range(40)
    ]
    assert told("payroll", table("payroll", rows)) == [("paid_ms", 60, "interval", True)]


def queue(talk_ms, handled=FEWEST):
    row = {"queue": "q", "channel": "voice", "n_answered": handled, "n_handled": handled}
    return table("queue_intervals", [row | {"talk_ms": talk_ms}])


@pytest.mark.parametrize(
    ("mean_ms", "expected"),
    [
        (300_000_000, [("talk_ms", 1000, "mean", True)]),
        (18_000_000, [("talk_ms", 60, "mean", False)]),
        (300, [("talk_ms", 1 / 1000, "mean", False)]),
        (300_000, []),
        (7_200_000, []),
    ],
)
def test_a_mean_that_nobody_believes(mean_ms, expected):
    assert told("queue_intervals", queue(mean_ms * FEWEST)) == expected


def test_two_sums_of_one_time_in_two_units():
    assert factor_between(60, 1) == 60
    assert factor_between(1, 900) == 1 / 1000
    assert factor_between(1, 5) is None
    assert factor_between(0, 5) is None


def absences(lost_h, n=6):
    """Leaves of a day, of which seven hours were planned."""
    spell = {"from_on": pd.Timestamp("2026-03-10"), "to_on": pd.Timestamp("2026-03-11")}
    rows = [spell | {"agent_id": f"a{i}", "lost_ms": int(lost_h * 3_600_000)} for i in range(n)]
    return table("absences", rows)


def test_time_lost_is_never_more_than_its_days():
    # 420 minutes that were read as hours
    assert told("absences", absences(420)) == [("lost_ms", 60, "interval", True)]
    assert told("absences", absences(7)) == told("absences", absences(0.5)) == []


def test_a_forecast_of_four_seconds_a_contact_was_in_minutes():
    rows = [{"n_offered": 10, "aht_ms": aht, "queue": "q"} for aht in (4_020, 241_000)]
    minutes, seconds = (table("forecast", [row] * 3) for row in rows)
    assert told("forecast", minutes) == [("aht_ms", 1 / 60, "mean", False)]
    assert told("forecast", seconds) == []
