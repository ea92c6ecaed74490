from __future__ import annotations

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from cctoolkit.errors import Problem
from cctoolkit.words import CODES, Words

SPAIN = Words("es", "ES", "es_ES", "EUR")
COLOMBIA = Words("es", "CO", "es_CO", "COP", currency_decimals=0)
MEXICO = Words("es", "MX", "es_MX", "MXN")
AMERICA = Words("en", "ES", "en_US", "USD")
ENGLISH_IN_SPAIN = Words("en", "ES", "es_ES", "EUR")


@pytest.mark.parametrize(
    ("words", "number", "percent", "money", "code"),
    [
        (SPAIN, "1.234,5", "82,1\xa0%", "1.234,50\xa0€", "1.234,50\xa0EUR"),
        (COLOMBIA, "1.234,5", "82,1%", "$1.235", "1.235\xa0COP"),
        (MEXICO, "1,234.5", "82.1%", "$1,234.50", "1,234.50\xa0MXN"),
        (AMERICA, "1,234.5", "82.1%", "$1,234.50", "1,234.50\xa0USD"),
        (ENGLISH_IN_SPAIN, "1.234,5", "82,1\xa0%", "1.234,50\xa0€", "1.234,50\xa0EUR"),
    ],
)
def test_digits_and_money_are_those_of_the_locale(words, number, percent, money, code):
    assert words.number(1234.5, 1) == number
    assert words.percent(0.821) == percent
    assert words.money(Decimal("1234.5")) == money
    assert words.money_with_code(Decimal("1234.5")) == code


@pytest.mark.parametrize(
    ("words", "medium", "long", "month", "instant"),
    [
        (
            SPAIN,
            "31 oct 2026",
            "31 de octubre de 2026",
            "octubre de 2026",
            "31 oct 2026, 14:05",
        ),
        (
            COLOMBIA,
            "31/10/2026",
            "31 de octubre de 2026",
            "octubre de 2026",
            "31/10/2026, 2:05\u202fp.\u202fm.",
        ),
        (
            MEXICO,
            "31 oct 2026",
            "31 de octubre de 2026",
            "octubre de 2026",
            "31 oct 2026, 2:05\u202fp.m.",
        ),
        (
            AMERICA,
            "Oct 31, 2026",
            "October 31, 2026",
            "October 2026",
            "Oct 31, 2026, 2:05\u202fPM",
        ),
        (
            ENGLISH_IN_SPAIN,
            "31 Oct 2026",
            "31 October 2026",
            "October 2026",
            "31 Oct 2026, 14:05",
        ),
    ],
)
def test_dates_have_the_words_of_the_language_and_the_order_of_the_place(
    words, medium, long, month, instant
):
    day = dt.date(2026, 10, 31)
    assert words.date(day) == medium
    assert words.date(day, "long") == long
    assert words.month(day) == month
    assert words.date_time(dt.datetime(2026, 10, 31, 14, 5)) == instant


def test_an_instant_keeps_the_zone_that_it_carries():
    instant = pd.Timestamp("2026-10-25 00:30:15", tz="UTC").tz_convert("Europe/Madrid")
    assert SPAIN.date_time(instant) == "25 oct 2026, 2:30"
    assert SPAIN.date_time(instant, seconds=True) == "25 oct 2026, 2:30:15"


def test_a_month_takes_a_capital_only_in_a_heading():
    day = dt.date(2026, 10, 1)
    assert SPAIN.month(day, heading=True) == "Octubre de 2026"
    assert SPAIN.month(day) == "octubre de 2026"


def test_signed_money_has_a_true_minus_and_zero_has_no_sign():
    assert SPAIN.money(Decimal("-4310")) == "−4.310,00\xa0€"
    assert SPAIN.money(Decimal("4310"), signed=True) == "+4.310,00\xa0€"
    assert SPAIN.money(Decimal("-0.004"), signed=True) == "0,00\xa0€"
    assert MEXICO.money(Decimal("-4310")) == "−$4,310.00"
    assert SPAIN.money(Decimal("104629.40"), decimals=0) == "104.629\xa0€"


def test_the_decimals_of_the_contract_win_over_those_of_the_currency():
    assert Words("es", "CO", "es_CO", "COP").money(Decimal("1234.5")) == "$1.234,50"
    assert COLOMBIA.money(Decimal("1234.5")) == "$1.235"
    assert Words("es", "ES", "es_ES", "EUR", 4).money(Decimal("0.0831")) == "0,0831\xa0€"


def test_a_currency_of_letters_is_parted_from_its_digits():
    assert Words("es", "MX", "es_MX", "EUR").money(Decimal("5")) == "EUR\xa05.00"


def test_money_in_a_float_is_refused():
    with pytest.raises(TypeError, match="Decimal"):
        SPAIN.money(12.5)


def test_numbers_round_half_up_as_printed():
    assert SPAIN.number(2.5) == "3"
    assert SPAIN.number(0.125, 2) == "0,13"
    assert SPAIN.percent(0.8205) == "82,1\xa0%"
    assert SPAIN.number(np.float64(-0.04), 1) == "0,0"
    assert SPAIN.number(np.int64(26586)) == "26.586"


@pytest.mark.parametrize("missing", [None, float("nan"), np.nan, pd.NA, Decimal("NaN")])
def test_what_is_missing_is_a_dash(missing):
    shown = [
        SPAIN.number(missing),
        SPAIN.percent(missing),
        SPAIN.points(missing),
        SPAIN.money(missing),
        SPAIN.money_with_code(missing),
        SPAIN.seconds(missing),
        SPAIN.hours(missing),
        SPAIN.duration(missing),
        SPAIN.interval(missing, 0.5, SPAIN.percent),
        SPAIN.interval(0.5, missing, SPAIN.percent),
    ]
    assert set(shown) == {"–"}


def test_a_missing_date_is_a_dash():
    assert SPAIN.date(pd.NaT) == SPAIN.date_time(None) == SPAIN.month(None) == "–"
    assert SPAIN.period(None, dt.date(2026, 1, 1)) == "–"


def test_points_carry_their_sign_and_their_unit():
    assert SPAIN.points(-0.032) == "−3,2\xa0puntos"
    assert SPAIN.points(0.1) == "+10,0\xa0puntos"
    assert SPAIN.points(0.01, 0) == "+1\xa0punto"
    assert SPAIN.points(0) == "0,0\xa0puntos"
    assert ENGLISH_IN_SPAIN.points(-0.032) == "−3,2\xa0points"


def test_seconds_and_hours():
    assert SPAIN.seconds(251.6) == "252\xa0s"
    assert SPAIN.seconds(179.614, 2) == "179,61\xa0s"
    assert SPAIN.hours(1560) == "1.560\xa0h"


def test_an_interval_is_said_in_words():
    assert SPAIN.interval(0.781, 0.84, SPAIN.percent) == "entre 78,1\xa0% y 84,0\xa0%"
    assert AMERICA.interval(0.781, 0.84, AMERICA.percent) == "between 78.1% and 84.0%"
    assert SPAIN.interval(0.8, 0.8, SPAIN.percent) == "80,0\xa0%"


def test_a_sentence_takes_text_whole_numbers_and_dates():
    said = SPAIN.say("{first} to {last}", first=dt.date(2026, 10, 31), last=1234)
    assert said == "del 31 oct 2026 al 1.234"
    assert AMERICA.say("{first} to {last}", first="A", last="B") == "A to B"


@pytest.mark.parametrize("value", [0.5, Decimal("2.5"), True, None, np.float64(1)])
def test_a_sentence_refuses_a_number_whose_decimals_nobody_chose(value):
    with pytest.raises(TypeError, match="first="):
        SPAIN.say("{first} to {last}", first=value, last="B")


def test_a_sentence_without_translation_is_said_in_english():
    message = "no catalogue has " + "this sentence"
    assert SPAIN.say(message) == message
    assert SPAIN.say("") == ""


def test_the_braces_of_a_value_are_not_a_template():
    assert SPAIN.say("{first} to {last}", first="{last}", last="{0.__class__}") == (
        "del {last} al {0.__class__}"
    )


def test_terms_and_codes_follow_the_country():
    assert SPAIN.term("adherence_index") == "índice de adherencia al puesto"
    assert [words.term("absence") for words in (SPAIN, COLOMBIA, MEXICO, AMERICA)] == [
        "absentismo",
        "ausentismo",
        "ausentismo",
        "absence",
    ]
    assert SPAIN.term("first_line").startswith("coordinador")
    assert COLOMBIA.term("first_line").startswith("supervisor")
    assert MEXICO.term("handle_time").startswith("AHT")
    assert SPAIN.code("state", "unknown") == "sin clasificar"
    assert SPAIN.definition("cost") == "Lo que le cuesta el servicio al proveedor."


def test_a_code_of_an_open_list_that_nobody_worded_stays_as_it_is():
    assert SPAIN.code_or_own("state", "talk") == SPAIN.code("state", "talk")
    assert SPAIN.code_or_own("dialect", "house rule") == "house rule"


def test_the_words_for_codes_cover_the_closed_lists_of_the_tables():
    from cctoolkit.tables.catalogue import TABLES

    listed = {
        (column.name, code)
        for table in TABLES
        for column in table.columns
        for code in column.allowed
    }
    worded = {(name, code) for name, codes in CODES.items() for code in codes}
    assert listed
    assert listed <= worded


def test_the_words_for_settings_cover_their_choices():
    from typing import get_args

    from cctoolkit.engagement.settings import Settings

    fields = Settings.model_fields
    assert set(CODES["view"]) == set(get_args(fields["view"].annotation))
    assert set(CODES["report_state"]) == set(get_args(fields["state"].annotation))


def bad_date(line: int, column: str = "fin") -> Problem:
    return Problem(
        "date_unreadable",
        file="raw/acd.csv",
        line=line,
        column=column,
        found="31/02/2026",
        values={"format": "%d/%m/%Y"},
    )


def test_a_problem_names_its_place_what_was_found_and_what_to_do():
    assert SPAIN.problem(bad_date(1482)) == (
        'raw/acd.csv, línea 1482, columna "fin": "31/02/2026" no es una fecha con el formato '
        "`%d/%m/%Y`. Corregir la celda, o `format` en engagement.yml."
    )
    assert AMERICA.problem(bad_date(1482)) == str(bad_date(1482))


def test_the_values_of_a_problem_are_written_by_the_locale():
    problem = Problem("code_unknown", found="PVD", allowed="AUX1", values={"n_rows": 12345})
    assert '"PVD" (filas: 12.345)' in SPAIN.problem(problem)
    assert '"PVD" (filas: 12,345)' in MEXICO.problem(problem)


def test_problems_of_a_kind_and_a_place_are_one_line():
    problems = [bad_date(line) for line in range(2, 15)] + [bad_date(9, "inicio")]
    first, second = SPAIN.problems(problems)
    assert first.startswith('raw/acd.csv, línea 2, columna "fin"')
    assert first.endswith(" (y 12 más: errors.csv)")
    assert second == SPAIN.problem(problems[-1])


def test_problems_beyond_the_limit_are_counted():
    problems = [bad_date(2, f"c{i}") for i in range(5)]
    assert SPAIN.problems(problems, limit=4)[-1] == "Y 1 tipo de problema más: errors.csv"
    assert SPAIN.problems(problems, limit=3)[-1] == "Y 2 tipos de problema más: errors.csv"
    assert len(SPAIN.problems(problems, limit=5)) == 5


def test_an_unknown_language_or_locale_is_refused():
    with pytest.raises(ValueError, match="languages: es, en"):
        Words("fr")
    with pytest.raises(ValueError, match="xx"):
        Words(locale="xx_YY")


def test_what_was_agreed_keeps_its_decimals():
    words = Words("en", "ES", "en_GB")
    said = [words.percent_agreed(share) for share in (0.8, 0.825, 0.8255, 1 / 3, None)]
    assert said == ["80%", "82.5%", "82.55%", "33%", "–"]
