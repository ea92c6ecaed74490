from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from cctoolkit.engagement.opening import open_engagement
from cctoolkit.report.columns import form, people, shown
from cctoolkit.report.layouts import LAYOUTS
from cctoolkit.report.titles import TITLES
from cctoolkit.sample import write_sample
from cctoolkit.sections import SECTIONS
from cctoolkit.tables.catalogue import CATALOGUE
from cctoolkit.words import TERMS, Words

SPANISH = Words("es", "ES", "es_ES")
ENGLISH = Words("en", "ES", "en_GB")


def cells(table, columns=(), words=SPANISH, limit=10):
    return shown(pd.DataFrame(table), columns, words, limit)


@pytest.mark.parametrize(
    ("column", "value", "written"),
    [
        ("index", 0.8126, "81,3 %"),
        ("aux_share", 0.125, "12,5 %"),
        ("surely_low", 0.125, "12,5 %"),
        ("others_surely_high", 0.125, "12,5 %"),
        ("logged_s", 3600.0 * 99.96, "100,0"),
        ("logged_s", 3600.0 * 1234, "1.234"),
        ("net_h", 99.96, "100,0"),
        ("net_h", 1234.4, "1.234"),
        ("hours", 1234.4, "1.234"),
        ("change_h", -1234.4, "−1.234"),
        ("change_h", 812.0, "+812"),
        ("aht_s", 251.5, "252"),
        ("n_agents", 12345, "12.345"),
        ("month", pd.Timestamp("2026-10-01"), "octubre de 2026"),
        ("business_day", pd.Timestamp("2026-10-31"), "31 oct 2026"),
        ("weekday", 1, "lunes"),
        ("hour", 9, "09–10 h"),
        ("channel", "voice", "voz"),
        ("result", "call_back", "volver a llamar"),
        ("result", "Otro", "Otro"),
        ("team", "N1", "N1"),
        ("paid", True, "sí"),
        ("amount", Decimal("4310.00"), "4.310,00 €"),
    ],
)
def test_a_cell_is_written_by_the_unit_of_its_column(column, value, written):
    assert cells({column: [value]}).rows[0][0].replace("\xa0", " ") == written


def test_a_difference_of_shares_is_in_points_and_so_are_its_margin_and_what_is_detectable():
    row = {"low": [0.01], "high": [0.03], "detectable_share": [0.015]}
    written = cells({"excess_share": [0.02], **row}, ["excess_share", "interval", *row])
    said = [cell.replace("\xa0", " ") for cell in written.rows[0]]
    assert said[:2] == ["+2,0 puntos", "entre +1,0 puntos y +3,0 puntos"]
    assert said[-1] == "+1,5 puntos"
    near = cells({"near_excess_share": [0.2], **row}, ["near_excess_share", "detectable_share"])
    assert [cell.replace("\xa0", " ") for cell in near.rows[0]] == ["20,0 %", "1,5 %"]


@pytest.fixture(scope="module")
def evaluated(tmp_path_factory):
    """Sections of a sample with enough people for groups, codes and shifts."""
    folder = tmp_path_factory.mktemp("broad") / "sample"
    write_sample(folder, agents=40, days=6)
    engagement = open_engagement(folder)
    return [evaluate(engagement) for evaluate in SECTIONS.values()]


@pytest.mark.slow
def test_every_column_of_every_table_says_how_it_is_written(evaluated):
    tables = {
        f"{section.name}-{name}": table
        for section in evaluated
        for name, table in section.tables.items()
    }
    assert {"adherence-by_team", "adherence-aux_by_shift", "service-by_hour"} <= {*tables}
    unknown = {f"{name}.{column}" for name in tables for column in tables[name] if not form(column)}
    assert unknown == set()


@pytest.mark.slow
def test_what_lies_between_nothing_and_all_is_a_share_a_time_or_a_count(evaluated):
    """A column of fractions that is written as plain numbers would read 0.81 for 81 %."""
    fractions = {
        column
        for section in evaluated
        for table in section.tables.values()
        for column in table.select_dtypes("float")
        if table[column].dropna().between(0, 1).all() and table[column].dropna().mod(1).any()
    }
    assert {
        column
        for column in fractions
        if form(column)
        not in ("share", "seconds", "hours", "points", "contacts", "positions", "rate")
    } <= {
        "lowest",
        "highest",
    }


def test_missing_is_a_dash_and_an_empty_column_is_left_out():
    table = cells({"team": ["N1", "N2"], "index": [0.5, np.nan], "aht_s": [np.nan, np.nan]})
    assert [heading.title for heading in table.headings] == ["Equipo", "Índice"]
    assert table.rows[1][1] == "–"


def test_both_limits_are_one_column_in_words():
    table = cells({"low": [0.81], "high": [0.83]}, ["interval"])
    assert table.rows[0][0].replace("\xa0", " ") == "entre 81,0 % y 83,0 %"


def test_rows_beyond_the_limit_are_counted():
    table = cells({"team": [f"N{i}" for i in range(7)]}, limit=5)
    assert (len(table.rows), table.n_left_out) == (5, 2)


def test_numbers_stand_to_the_right_and_names_do_not():
    table = cells({"team": ["1"], "weekday": [3], "n_agents": [4]})
    assert [heading.is_number for heading in table.headings] == [False, False, True]


def test_every_column_of_every_layout_has_a_title():
    """Its own, that of a term of the trade, or what the catalogue says that it means."""
    shown_ones = {
        name for tables in LAYOUTS.values() for layout in tables.values() for name in layout.columns
    }
    terms = {column for term in TERMS for column in term.columns}
    canonical = {name for table in CATALOGUE.values() for name in table.names}
    assert shown_ones - {*TITLES} - terms - canonical == set()


def test_columns_of_people_are_known_from_the_catalogue():
    table = pd.DataFrame({"team": [], "agent_id": [], "customer_key": []})
    assert people(table) == ("agent_id", "customer_key")


def test_a_count_of_contacts_has_no_sign_and_what_a_cause_adds_has_one():
    assert form("n_contacts") == form("n_contacts_known") == "count"
    assert form("volume_contacts") == "contacts"
