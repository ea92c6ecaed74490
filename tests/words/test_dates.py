from __future__ import annotations

import datetime as dt

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from cctoolkit.words import Words
from cctoolkit.words.dates import duration, prose_locale, whole_months

SPAIN = Words("es", "ES", "es_ES")
AMERICA = Words("en", "ES", "en_US")
BRITAIN = Words("en", "ES", "en_GB")


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, "0 s"),
        (0.4, "0 s"),
        (12, "12 s"),
        (59.6, "1 min"),
        (60, "1 min"),
        (252, "4 min 12 s"),
        (3599.5, "1 h"),
        (3600, "1 h"),
        (3629, "1 h"),
        (3630, "1 h 1 min"),
        (135 * 3600 + 40 * 60, "135 h 40 min"),
        (1560 * 3600, "1.560 h"),
        (-252, "−4 min 12 s"),
        (-0.2, "0 s"),
    ],
)
def test_a_duration_has_its_two_largest_units(seconds, expected):
    shown = duration(seconds, Locale.parse("es_ES"))
    assert shown.replace("\xa0", " ") == expected


def test_a_number_and_its_unit_stay_on_one_line():
    assert SPAIN.duration(252) == "4\xa0min 12\xa0s"


@given(st.integers(0, 10**7))
def test_a_duration_is_never_off_by_more_than_half_a_minute(seconds):
    lengths = {"h": 3600, "min": 60, "s": 1}
    parts = SPAIN.duration(seconds).replace(".", "").split(" ")
    read = sum(int(part.split("\xa0")[0]) * lengths[part.split("\xa0")[1]] for part in parts)
    assert abs(read - seconds) <= (30 if seconds >= 3570 else 0)


@pytest.mark.parametrize(
    ("first", "last", "spain", "america", "britain"),
    [
        (
            "2026-10-01",
            "2026-10-31",
            "octubre de 2026",
            "October 2026",
            "October 2026",
        ),
        (
            "2026-01-01",
            "2026-03-31",
            "enero–marzo de 2026",
            "January–March 2026",
            "January–March 2026",
        ),
        (
            "2025-11-01",
            "2026-02-28",
            "noviembre de 2025 – febrero de 2026",
            "November 2025 – February 2026",
            "November 2025 – February 2026",
        ),
        (
            "2026-10-03",
            "2026-10-17",
            "del 3 al 17 de octubre de 2026",
            "October 3 to October 17, 2026",
            "3 to 17 October 2026",
        ),
        (
            "2026-01-01",
            "2026-03-30",
            "del 1 de enero al 30 de marzo de 2026",
            "January 1 to March 30, 2026",
            "1 January to 30 March 2026",
        ),
        (
            "2025-12-20",
            "2026-01-10",
            "del 20 de diciembre de 2025 al 10 de enero de 2026",
            "December 20, 2025 to January 10, 2026",
            "20 December 2025 to 10 January 2026",
        ),
        (
            "2026-10-03",
            "2026-10-03",
            "3 de octubre de 2026",
            "October 3, 2026",
            "3 October 2026",
        ),
        (
            "2024-02-01",
            "2024-02-28",
            "del 1 al 28 de febrero de 2024",
            "February 1 to February 28, 2024",
            "1 to 28 February 2024",
        ),
    ],
)
def test_a_period_is_said_in_months_where_they_are_whole(first, last, spain, america, britain):
    ends = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    assert SPAIN.period(*ends) == spain
    assert AMERICA.period(*ends) == america
    assert BRITAIN.period(*ends) == britain


def test_a_period_takes_a_capital_in_a_heading():
    whole = dt.date(2026, 1, 1), dt.date(2026, 3, 31)
    assert SPAIN.period(*whole, heading=True) == "Enero–marzo de 2026"


@given(st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)), st.integers(0, 40))
def test_whole_months_are_those_of_the_calendar(first, n_months):
    first = first.replace(day=1)
    count = first.year * 12 + first.month - 1 + n_months
    beyond = dt.date(count // 12, count % 12 + 1, 1)
    if n_months:
        assert whole_months(first, beyond - dt.timedelta(days=1))
    assert not whole_months(first, beyond)


def test_a_language_not_spoken_in_the_place_keeps_the_day_first():
    assert prose_locale("en", Locale.parse("es_CO")) == Locale("en", "001")
    assert prose_locale("es", Locale.parse("en_US")) == Locale("es", "US")
    assert Words("en", "CO", "es_CO").date(dt.date(2026, 10, 31)) == "31 Oct 2026"
    assert Words("es", "ES", "en_GB").date(dt.date(2026, 10, 31)) == "31 oct 2026"
