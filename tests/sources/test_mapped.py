"""Files to canonical tables: every feature of the mapping, and every bad cell a problem."""

import os
from decimal import Decimal

import openpyxl
import pandas as pd
import pytest
import yaml

from cctoolkit.sources.mapped import Reading, load
from cctoolkit.sources.mapping import CodeTarget, Source
from cctoolkit.sources.pseudonyms import pseudonym
from cctoolkit.tables.catalogue import CATALOGUE
from cctoolkit.tables.checks import check
from cctoolkit.tables.dtypes import dtype_of

MADRID = Reading("Europe/Madrid")
POSTGRESQL = "a PostgreSQL to test with, its address in CCTOOLKIT_TEST_POSTGRESQL"
WORDS = {
    "Hablando": "talk",
    "Libre": "available",
    "Pausa": CodeTarget(code="aux", aux_code="rest"),
    "Fuera": "offline",
}
CONTACT = {
    "contact_id": "id",
    "queue": {"constant": "ventas"},
    "arrived_at": {"column": "llega", "format": "%d/%m/%Y %H:%M"},
    "outcome": {"column": "fin", "codes": {"A": "answered", "B": "abandoned"}},
}


def given(folder, text, **settings):
    """Write `x.csv` and return the source that reads it."""
    (folder / "x.csv").write_text(text, encoding="utf-8")
    return Source(**({"format": "csv", "files": "x.csv", "separator": ";"} | settings))


def contacts(folder, text, columns=(), **settings):
    return given(folder, text, table="contacts", columns=CONTACT | dict(columns), **settings)


def places(loaded):
    return [(p.code, p.line, p.column, p.found) for p in loaded.problems]


def local(instants, zone="Europe/Madrid"):
    return instants.dt.tz_convert(zone).dt.strftime("%d %H:%M").tolist()


def test_the_frame_is_the_catalogue(tmp_path):
    loaded = load(contacts(tmp_path, "id;llega;fin\n007;01/03/2026 09:00;A\n"), tmp_path, MADRID)
    table = CATALOGUE["contacts"]
    assert list(loaded.frame) == [*table.names, "raw_file", "raw_line"]
    for column in table.columns:
        assert loaded.frame[column.name].dtype == dtype_of(column.kind), column.name
    row = loaded.frame.iloc[0]
    assert (row.contact_id, row.leg, row.channel, row.queue) == ("007", 1, "voice", "ventas")
    assert row.arrived_at == pd.Timestamp("2026-03-01 08:00", tz="UTC")
    assert (row.raw_file, row.raw_line) == ("x.csv", 2)
    assert loaded.problems == ()
    (file,) = loaded.files
    assert (file.name, file.n_rows, file.n_left_out) == ("x.csv", 1, 0)


def test_a_source_without_rows_has_the_same_form(tmp_path):
    loaded = load(contacts(tmp_path, "id;llega;fin\n"), tmp_path, MADRID)
    filled = load(contacts(tmp_path, "id;llega;fin\n1;01/03/2026 09:00;A\n"), tmp_path, MADRID)
    assert [p.code for p in loaded.problems] == ["table_empty"]
    assert (loaded.frame.dtypes == filled.frame.dtypes).all()
    missing = load(contacts(tmp_path, "").model_copy(update={"files": "no.csv"}), tmp_path, MADRID)
    assert [p.code for p in missing.problems] == ["file_missing"]
    assert list(missing.frame) == list(filled.frame)


BAD_CELLS = [
    ("31/02/2026 09:00", "date_nonexistent"),
    ("ayer", "date_unreadable"),
    ("2026-03-01 09:00", "date_unreadable"),
    ("29/03/2026 02:30", "time_skipped"),
    ("25/10/2026 02:30", "time_repeated"),
    ("01/03/2026 09:00+01:00", "offset_undeclared"),
    ("", "value_required"),
    ("01/03/2126 09:00", "date_out_of_range"),
    ("01/03/0001 09:00", "date_out_of_range"),
    ("31/12/9999 23:59", "date_out_of_range"),
]


@pytest.mark.parametrize(("cell", "code"), BAD_CELLS)
def test_bad_instants(tmp_path, cell, code):
    text = f"id;llega;fin\n1;01/03/2026 09:00;A\n\n2;{cell};B\n"
    loaded = load(contacts(tmp_path, text), tmp_path, MADRID)
    assert places(loaded) == [(code, 4, "llega", cell or None)]
    assert loaded.problems[0].file == "x.csv"
    assert loaded.frame["contact_id"].tolist() == ["1"]


def test_all_bad_cells_are_told_at_once(tmp_path):
    """One bad cell hides neither the rest of its row nor the rest of its column."""
    text = (
        "id;llega;fin;habla;nota;resuelta\n"
        "3,46E+12;31/02/2026 09:00;A;-5;diez;quizá\n"
        "2;01/03/2026 09:00;A;1.234;8;sí\n"
        ";ayer;B;10;9;no\n"
        "4;01/03/2026 09:30;B;20;7;no\n"
    )
    columns = {
        "talk_ms": {"column": "habla", "unit": "s"},
        "csat": "nota",
        "resolved": "resuelta",
    }
    loaded = load(contacts(tmp_path, text, columns, decimal=","), tmp_path, MADRID)
    assert sorted(places(loaded), key=str) == sorted(
        [
            ("id_digits_lost", 2, "id", "3,46E+12"),
            ("date_nonexistent", 2, "llega", "31/02/2026 09:00"),
            ("duration_negative", 2, "habla", "-5"),
            ("number_unreadable", 2, "nota", "diez"),
            ("flag_unreadable", 2, "resuelta", "quizá"),
            ("number_ambiguous", 3, "habla", "1.234"),
            ("value_required", 4, "id", None),
            ("date_unreadable", 4, "llega", "ayer"),
        ],
        key=str,
    )
    assert loaded.frame["contact_id"].tolist() == ["4"]


def test_an_ambiguous_date_says_both_readings(tmp_path):
    text = "id;llega;fin\n1;03/04/2026 09:00;A\n2;13/04/2026 09:00;A\n"
    source = contacts(tmp_path, text, {"arrived_at": "llega"})
    ambiguous, clear = load(source, tmp_path, MADRID).problems
    assert (ambiguous.code, clear.code) == ("date_ambiguous", "date_undeclared")
    assert ambiguous.allowed == '"%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M"'
    assert "2026-04-03, 2026-03-04" in str(ambiguous)
    assert clear.allowed == '"%d/%m/%Y %H:%M"'


def test_dates_and_texts_mixed_by_a_spreadsheet(tmp_path):
    from datetime import datetime

    book = openpyxl.Workbook()
    for row in [
        ["id", "llega", "fin"],
        ["1", datetime(2026, 4, 3, 9), "A"],
        ["2", "13/04/2026 09:00", "A"],
    ]:
        book.active.append(row)
    book.save(tmp_path / "x.xlsx")
    source = contacts(tmp_path, "", {"arrived_at": "llega"}, format="xlsx", files="x.xlsx")
    loaded = load(source, tmp_path, MADRID)
    assert [(p.code, p.line) for p in loaded.problems] == [
        ("date_undeclared", 3),
        ("date_mixed", None),
    ]
    assert loaded.problems[1].sheet == "Sheet"


def test_missing_and_repeated_columns(tmp_path):
    text = "Id;llegada;fin;fin\n1;01/03/2026 09:00;A;A\n"
    loaded = load(contacts(tmp_path, text), tmp_path, MADRID)
    assert [(p.code, p.column, p.allowed) for p in loaded.problems] == [
        ("column_missing", "id", "Id, fin [D]"),
        ("column_missing", "llega", "llegada"),
        ("column_twice", "fin", "fin [C], fin [D]"),
    ]
    assert len(loaded.frame) == 0


def test_a_missing_column_hides_no_bad_cell(tmp_path):
    loaded = load(contacts(tmp_path, "llega;fin\nayer;A\n"), tmp_path, MADRID)
    assert [p.code for p in loaded.problems] == ["column_missing", "date_unreadable"]


def test_a_wrong_separator_is_one_problem(tmp_path):
    loaded = load(contacts(tmp_path, "id,llega,fin\n1,x,A\n"), tmp_path, MADRID)
    assert [(p.code, p.allowed) for p in loaded.problems] == [("separator_doubtful", '","')]


def test_a_bad_file_hides_no_other_file(tmp_path):
    source = contacts(tmp_path, "id;llega;fin\n1;01/03/2026 09:00;A\n", files="*.csv")
    (tmp_path / "w.csv").write_bytes("id;llega;fin\n1;España;A\n".encode("cp1252"))
    loaded = load(source, tmp_path, MADRID)
    assert [(p.file, p.code) for p in loaded.problems] == [("w.csv", "encoding_wrong")]
    assert loaded.frame["raw_file"].tolist() == ["x.csv"]
    assert [file.name for file in loaded.files] == ["w.csv", "x.csv"]


def test_zones_and_declared_rules_of_the_night(tmp_path):
    text = "id;llega;fin\n1;25/10/2026 02:30;A\n2;29/03/2026 02:30;A\n"
    source = contacts(tmp_path, text, repeated_hour="second", skipped_hour="forward")
    loaded = load(source, tmp_path, MADRID)
    assert loaded.frame["arrived_at"].dt.strftime("%H:%M").tolist() == ["01:30", "01:00"]
    source = contacts(tmp_path, text, zone="America/Bogota")
    loaded = load(source, tmp_path, MADRID)
    assert loaded.frame["arrived_at"].dt.strftime("%H:%M").tolist() == ["07:30", "07:30"]


class TestVocabulary:
    TEXT = (
        "agente;desde;hasta;estado\n"
        "007;2026-03-01 09:00;2026-03-01 09:50;Hablando\n"
        "007;2026-03-01 09:50;2026-03-01 09:59;Pausa\n"
        "007;2026-03-01 09:59;2026-03-01 10:00;Taller\n"
    )

    def states(self, folder, text=TEXT, columns=(), **reading):
        source = given(
            folder,
            text,
            table="states",
            columns={
                "agent_id": "agente",
                "start_at": "desde",
                "end_at": "hasta",
                "state": {"column": "estado", "vocabulary": "acd"},
            }
            | dict(columns),
        )
        return load(
            source, folder, Reading("Europe/Madrid", vocabularies={"acd": WORDS}, **reading)
        )

    def test_codes_auxiliary_codes_and_the_vendors_own_word(self, tmp_path):
        loaded = self.states(tmp_path, max_unknown_share=1 / 60)
        assert loaded.frame["state"].tolist() == ["talk", "aux", "unknown"]
        assert loaded.frame["aux_code"].fillna("").tolist() == ["", "rest", ""]
        assert loaded.frame["vendor_state"].tolist() == ["Hablando", "Pausa", "Taller"]
        assert loaded.problems == ()

    def test_a_light_unknown_word_is_unclassified(self, tmp_path):
        found = self.states(tmp_path, max_unknown_share=1 / 60).unclassified
        assert found.to_dict("records") == [
            {"word": "Taller", "column": "state", "n_rows": 1, "duration_ms": 60_000}
        ]

    def test_a_heavy_one_is_a_problem_that_lists_the_words(self, tmp_path):
        loaded = self.states(tmp_path, max_unknown_share=1 / 61)
        assert places(loaded) == [("code_unknown", 4, "estado", "Taller")]
        assert loaded.problems[0].allowed == "Hablando, Libre, Pausa, Fuera"
        assert loaded.frame["state"].tolist() == ["talk", "aux"]
        assert len(loaded.unclassified) == 0

    @pytest.mark.parametrize("has_end", [True, False])
    def test_time_offline_does_not_make_a_word_light(self, tmp_path, has_end):
        """Of 60 minutes connected the word has one, of the whole day one in 1440."""
        text = self.TEXT + "007;2026-03-01 10:00;2026-03-02 09:00;Fuera\n"
        if not has_end:
            text = "\n".join(
                ";".join([*line.split(";")[:2], "", line.split(";")[3]]) if n else line
                for n, line in enumerate(text.splitlines())
            )
        heavy = self.states(tmp_path, text, max_unknown_share=1 / 61)
        assert places(heavy) == [("code_unknown", 4, "estado", "Taller")]
        light = self.states(tmp_path, text, max_unknown_share=1 / 60)
        assert light.problems == ()
        assert light.unclassified["duration_ms"].tolist() == [60_000]

    def test_where_no_row_lasts_rows_offline_do_not_count_either(self, tmp_path):
        text = "agente;desde;hasta;estado\n1;2026-03-01 09:00;;Taller\n"
        text += "2;2026-03-01 09:00;;Libre\n"
        text += "".join(f"{n};2026-03-01 09:00;;Fuera\n" for n in range(3, 9))
        assert self.states(tmp_path, text, max_unknown_share=0.4).problems
        assert not self.states(tmp_path, text, max_unknown_share=0.5).problems

    def test_the_share_is_by_time_and_not_by_rows(self, tmp_path):
        text = "agente;desde;hasta;estado\n" + "".join(
            f"{n};2026-03-01 09:00;2026-03-01 09:00:01;Taller\n" for n in range(9)
        )
        text += "10;2026-03-01 09:00;2026-03-01 19:00;Libre\n"
        loaded = self.states(tmp_path, text)
        assert loaded.unclassified["n_rows"].tolist() == [9]
        assert loaded.problems == ()

    def test_an_auxiliary_code_of_its_own_column(self, tmp_path):
        text = self.TEXT.replace("estado", "estado;motivo").replace("Pausa", "Pausa;Café")
        text = text.replace("Hablando", "Hablando;Café").replace("Taller", "Pausa;Otro")
        words = {"aux_code": {"column": "motivo", "codes": {"Café": "coffee"}}}
        loaded = self.states(tmp_path, text, words, max_unknown_share=0.5)
        # The vocabulary of the state gives `rest`, and a code without `aux` has no meaning.
        assert loaded.frame["aux_code"].fillna("").tolist() == ["", "rest", "rest"]
        assert len(loaded.unclassified) == 0

    def test_an_unknown_auxiliary_code_is_unclassified(self, tmp_path):
        text = self.TEXT.replace("estado", "estado;motivo").replace("Pausa", "Auxiliar;Café")
        text = text.replace("Hablando", "Hablando;Nada").replace("Taller", "Auxiliar;Otro")
        columns = {
            "state": {"column": "estado", "codes": {"Hablando": "talk", "Auxiliar": "aux"}},
            "aux_code": {"column": "motivo", "codes": {"Café": "coffee"}},
        }
        loaded = self.states(tmp_path, text, columns, max_unknown_share=0.5)
        assert loaded.frame["aux_code"].fillna("").tolist() == ["", "coffee", "unclassified"]
        assert loaded.unclassified["word"].tolist() == ["Otro"]

    def test_without_a_neutral_code_every_unknown_word_is_a_problem(self, tmp_path):
        text = "id;llega;fin\n" + "1;01/03/2026 09:00;A\n" * 999 + "2;01/03/2026 09:00;Z\n" * 2
        loaded = load(contacts(tmp_path, text), tmp_path, Reading("Europe/Madrid", None, {}, 1.0))
        assert places(loaded) == [("code_unknown", 1001, "fin", "Z")]
        assert "(rows: 2)" in str(loaded.problems[0])
        assert len(loaded.frame) == 999

    def test_a_vocabulary_that_leads_nowhere_is_told_once(self, tmp_path):
        columns = {"outcome": {"column": "fin", "vocabulary": "fines"}}
        text = "id;llega;fin\n1;01/03/2026 09:00;A\n2;01/03/2026 09:00;A\n3;01/03/2026 09:00;B\n"
        words = {"fines": {"A": "contestada", "B": "abandoned"}}
        reading = Reading("Europe/Madrid", vocabularies=words)
        loaded = load(contacts(tmp_path, text, columns), tmp_path, reading)
        assert places(loaded) == [("vocabulary_code", None, "fin", "contestada")]
        assert check(CATALOGUE["contacts"], loaded.frame).problems == ()
        assert loaded.frame["contact_id"].tolist() == ["3"]

    def test_codes_as_they_are(self, tmp_path):
        text = "id;llega;fin\n1;01/03/2026 09:00;answered\n2;01/03/2026 09:00;Answered\n"
        loaded = load(contacts(tmp_path, text, {"outcome": "fin"}), tmp_path, MADRID)
        assert places(loaded) == [("code_unlisted", 3, "fin", "Answered")]
        assert "answered, abandoned, redirected, not_offered" in loaded.problems[0].allowed

    def test_flags_by_words(self, tmp_path):
        text = "id;llega;fin;r\n1;01/03/2026 09:00;A;OK\n2;01/03/2026 09:00;A;KO\n"
        flag = {"resolved": {"column": "r", "codes": {"OK": "yes", "KO": "no"}}}
        loaded = load(contacts(tmp_path, text, flag), tmp_path, MADRID)
        assert loaded.frame["resolved"].tolist() == [True, False]


class TestUnknownWordsOfOpenStates:
    """States of which only the beginning is logged last until the agent's next one."""

    COLUMNS = {  # noqa: RUF012
        "agent_id": "agente",
        "start_at": "desde",
        "end_at": "hasta",
        "state": {"column": "estado", "codes": {"Libre": "available"}},
    }

    def states(self, folder, rows, max_share):
        text = "agente;desde;hasta;estado\n" + "\n".join(rows) + "\n"
        source = given(folder, text, table="states", columns=self.COLUMNS)
        return load(source, folder, Reading("Europe/Madrid", max_unknown_share=max_share))

    def test_they_weigh_the_time_to_the_agents_next_state(self, tmp_path):
        rows = [
            "1;2026-03-01 09:00;;Taller",
            "2;2026-03-01 09:30;2026-03-01 09:40;Libre",
            "1;2026-03-01 09:30;2026-03-01 10:00;Libre",
        ]
        # 30 of 70 minutes
        heavy = self.states(tmp_path, rows, 0.42)
        assert [p.code for p in heavy.problems] == ["code_unknown"]
        light = self.states(tmp_path, rows, 0.43)
        assert light.unclassified["duration_ms"].tolist() == [30 * 60_000]

    def test_where_no_next_state_is_near_they_count_by_rows(self, tmp_path):
        rows = ["1;2026-03-01 09:00;;Taller", "1;2026-03-01 13:01;2026-03-01 23:00;Libre"]
        assert [p.code for p in self.states(tmp_path, rows, 0.49).problems] == ["code_unknown"]
        assert self.states(tmp_path, rows, 0.5).problems == ()


class TestAuxiliaryCodes:
    """Codes that the engagement does not list have no flags: nobody knows how they count."""

    KNOWN = Reading("Europe/Madrid", max_unknown_share=0.1, aux_codes=frozenset({"pvd", "curso"}))

    def aux(self, folder, rows, reading=KNOWN):
        text = "agente;desde;hasta;motivo;tiempo\n" + "\n".join(rows) + "\n"
        columns = {
            "agent_id": "agente",
            "start_at": "desde",
            "end_at": "hasta",
            "aux_code": "motivo",
            "aux_ms": {"column": "tiempo", "unit": "s"},
        }
        return load(given(folder, text, table="aux_intervals", columns=columns), folder, reading)

    def test_a_light_one_is_unclassified_and_listed(self, tmp_path):
        rows = [
            "1;2026-03-01 09:00;2026-03-01 10:00;pvd;900",
            "1;2026-03-01 10:00;2026-03-01 11:00;pdv;100",
        ]
        loaded = self.aux(tmp_path, rows)
        assert loaded.problems == ()
        assert loaded.frame["aux_code"].tolist() == ["pvd", "unclassified"]
        assert loaded.unclassified.to_dict("records") == [
            {"word": "pdv", "column": "aux_code", "n_rows": 1, "duration_ms": 100_000}
        ]
        untold = self.aux(tmp_path, rows, MADRID)
        assert untold.frame["aux_code"].tolist() == ["pvd", "pdv"]

    def test_a_heavy_one_is_a_problem_that_names_the_codes_listed(self, tmp_path):
        rows = [
            "1;2026-03-01 09:00;2026-03-01 10:00;pvd;890",
            "1;2026-03-01 10:00;2026-03-01 11:00;pdv;110",
        ]
        loaded = self.aux(tmp_path, rows)
        assert places(loaded) == [("aux_code_unknown", 3, "motivo", "pdv")]
        assert loaded.problems[0].allowed == "curso, pvd"

    def test_one_of_a_state_without_a_column_of_its_own(self, tmp_path):
        text = "agente;desde;hasta;estado\n1;2026-03-01 09:00;2026-03-01 10:00;Pausa\n"
        columns = {
            "agent_id": "agente",
            "start_at": "desde",
            "end_at": "hasta",
            "state": {"column": "estado", "codes": WORDS},
        }
        source = given(tmp_path, text, table="states", columns=columns)
        assert places(load(source, tmp_path, self.KNOWN)) == [
            ("aux_code_unknown", 2, "aux_code", "rest")
        ]


class TestDayLongIntervals:
    COLUMNS = {  # noqa: RUF012
        "agent_id": "agente",
        "start_at": "dia",
        "end_at": {"after": "start_at", "length": "1 day"},
        "logged_ms": {"column": "horas", "unit": "h"},
    }

    def days(self, folder, columns=(), **settings):
        source = given(
            folder,
            "agente;dia;horas\n1;2026-03-29;7\n",
            table="agent_intervals",
            columns=self.COLUMNS | dict(columns),
            **settings,
        )
        return load(source, folder, MADRID).frame

    @pytest.mark.parametrize("zone", ["Europe/Madrid", "America/Bogota", "Asia/Manila"])
    def test_a_day_is_that_of_the_place_where_it_was_written(self, tmp_path, zone):
        """In Madrid the day of Bogotá begins at seven, that of Manila on the evening before."""
        frame = self.days(tmp_path, zone=zone)
        assert frame["business_day"].tolist() == [pd.Timestamp("2026-03-29")]

    def test_half_hours_and_stated_days_are_left_alone(self, tmp_path):
        half = {"end_at": {"after": "start_at", "length": "30 min"}}
        assert self.days(tmp_path, half, zone="Asia/Manila")["business_day"].isna().all()
        stated = {"business_day": {"constant": "2026-03-28"}}
        frame = self.days(tmp_path, stated, zone="Asia/Manila")
        assert frame["business_day"].tolist() == [pd.Timestamp("2026-03-28")]


class TestColumnRules:
    def test_a_period_is_the_first_day_of_its_month(self, tmp_path):
        columns = {
            "period": "mes",
            "concept": "c",
            "campaign": {"constant": "x"},
            "amount": "importe",
            "currency": {"constant": "EUR"},
        }
        text = "mes;c;importe\n2026-03-01;a;1\n2026-03-31;b;2\n"
        loaded = load(given(tmp_path, text, table="budget", columns=columns), tmp_path, MADRID)
        assert places(loaded) == [("period_not_first", 3, "mes", "2026-03-31")]
        assert loaded.frame["concept"].tolist() == ["a"]

    def test_the_month_of_another_date(self, tmp_path):
        columns = {
            "invoice_id": "f",
            "line_number": {"constant": 1},
            "issued_on": "dia",
            "period": {"after": "issued_on", "length": "month start"},
            "concept": {"constant": "horas"},
            "amount": "importe",
            "currency": {"constant": "EUR"},
        }
        text = "f;dia;importe\n1;2026-03-31;1\n2;2026-04-01;2\n"
        frame = load(
            given(tmp_path, text, table="invoices", columns=columns), tmp_path, MADRID
        ).frame
        assert frame["period"].tolist() == [pd.Timestamp("2026-03-01"), pd.Timestamp("2026-04-01")]
        assert frame["period"].dtype == dtype_of(CATALOGUE["invoices"]["period"].kind)

    def test_clock_times_that_pass_midnight(self, tmp_path):
        text = (
            "id;dia;llega;atiende;fin\n"
            "1;010326;23:59:50;0:00:10;A\n2;010326;0:00:00;9:00:00;A\n3;010326;9:00:00;;B\n"
        )
        form = {"format": "%d%m%y %H:%M:%S"}
        columns = {
            "arrived_at": {
                "first_of": [["dia", "llega"], ["dia", "atiende"]],
                "empty": ["0:00:00"],
                **form,
            },
            "answered_at": {"columns": ["dia", "atiende"], "nearest_to": "arrived_at", **form},
        }
        loaded = load(contacts(tmp_path, text, columns), tmp_path, MADRID)
        assert loaded.problems == ()
        assert local(loaded.frame["arrived_at"]) == ["01 23:59", "01 09:00", "01 09:00"]
        assert local(loaded.frame["answered_at"][:2]) == ["02 00:00", "01 09:00"]
        assert pd.isna(loaded.frame["answered_at"][2])

    def test_joined_ids_constants_and_empty_words(self, tmp_path):
        text = (
            "linea;num;llega;fin;cliente\n"
            '="01";007;01/03/2026 09:00;A;0\n'
            "02;008;01/03/2026 09:00;A;5\n"
        )
        columns = {
            "contact_id": {"columns": ["linea", "num"], "join": "-"},
            "customer_key": {"column": "cliente", "empty": ["0"]},
            "talk_ms": {"constant": 90, "unit": "s"},
            "resolved": {"constant": True},
        }
        frame = load(contacts(tmp_path, text, columns), tmp_path, MADRID).frame
        assert frame["contact_id"].tolist() == ["01-007", "02-008"]
        assert frame["customer_key"].isna().tolist() == [True, False]
        assert frame["talk_ms"].tolist() == [90_000, 90_000]
        assert frame["resolved"].tolist() == [True, True]

    @pytest.mark.parametrize(
        ("length", "start", "hours"),
        [
            ("30 min", "2026-03-29 01:45", 0.5),
            ("1 day", "2026-03-28", 24),
            ("1 day", "2026-03-29", 23),
            ("1 day", "2026-10-25", 25),
            ("1 week", "2026-10-25", 7 * 24 + 1),
            ("1 month", "2026-03-01", 31 * 24 - 1),
            ("1 month", "2026-01-31", 28 * 24),
        ],
    )
    def test_a_day_follows_the_local_calendar(self, tmp_path, length, start, hours):
        source = given(
            tmp_path,
            f"cuando;agente\n{start};1\n",
            table="clockings",
            columns={
                "agent_id": "agente",
                "start_at": "cuando",
                "end_at": {"after": "start_at", "length": length},
            },
        )
        frame = load(source, tmp_path, MADRID).frame
        lasting = frame["end_at"] - frame["start_at"]
        assert (lasting / pd.Timedelta(1, "h")).tolist() == [hours]

    def test_dates_move_too(self, tmp_path):
        source = given(
            tmp_path,
            "mes;valor\n2026-01-01;0,8\n",
            table="reported",
            decimal=",",
            columns={
                "party": {"constant": "provider"},
                "kpi": {"constant": "service_level"},
                "from_on": "mes",
                "to_on": {"after": "from_on", "length": "1 month"},
                "value": "valor",
            },
        )
        frame = load(source, tmp_path, MADRID).frame
        assert frame["to_on"].tolist() == [pd.Timestamp("2026-02-01")]
        assert frame["value"].tolist() == [0.8]

    @pytest.mark.parametrize(
        ("rule", "cell", "first_after"),
        [
            ({"inclusive": True}, "2026-03-15", "2026-03-16"),
            ({"inclusive": True}, "2026-03-31 00:00:00", "2026-04-01"),
            ({"inclusive": False}, "2026-03-15", "2026-03-15"),
            ({}, "2026-03-15", "2026-03-15"),
            ({"inclusive": True, "format": "%d/%m/%Y"}, "28/02/2026", "2026-03-01"),
            ({"inclusive": True, "format": "%m/%Y"}, "03/2026", "2026-04-01"),
            ({"inclusive": True, "format": "excel_serial"}, "46096", "2026-03-16"),
            ({"inclusive": True}, "9999-12-31", "9999-12-31"),
        ],
    )
    def test_the_last_day_of_a_span_may_count(self, tmp_path, rule, cell, first_after):
        source = given(
            tmp_path,
            f"agente;desde;hasta\n1;2026-01-01;{cell}\n2;2026-01-01;\n",
            table="assignments",
            columns={
                "agent_id": "agente",
                "from_on": "desde",
                "to_on": {"column": "hasta", **rule},
            },
        )
        loaded = load(source, tmp_path, MADRID)
        assert loaded.problems == ()
        assert loaded.frame["to_on"].isna().tolist() == [False, True]
        assert str(loaded.frame["to_on"][0])[:10] == first_after
        assert loaded.frame["to_on"].dtype == dtype_of(CATALOGUE["assignments"]["to_on"].kind)

    def test_filters_count_what_they_leave_out(self, tmp_path):
        text = "id;llega;fin\nx;Subtotal;\n1;01/03/2026 09:00;A\n2;01/03/2026 09:00;B\n"
        where = [{"column": "llega", "drop": ["Subtotal"]}, {"column": "fin", "keep": ["A"]}]
        loaded = load(contacts(tmp_path, text, where=where), tmp_path, MADRID)
        assert loaded.frame["contact_id"].tolist() == ["1"]
        assert loaded.frame["raw_line"].tolist() == [3]
        assert (loaded.files[0].n_rows, loaded.files[0].n_left_out) == (3, 2)
        where = [{"column": "fin", "keep": ["Z"]}]
        loaded = load(contacts(tmp_path, text, where=where), tmp_path, MADRID)
        assert places(loaded) == [("filter_leaves_none", None, "fin", "Z")]

    def test_money_is_exact(self, tmp_path):
        source = given(
            tmp_path,
            "f;l;m;c;importe\nF1;1;2026-03-01;horas;1.234,50 €\nF1;2;2026-03-01;horas;(0,10)\n",
            table="invoices",
            decimal=",",
            thousands=".",
            columns={
                "invoice_id": "f",
                "line_number": "l",
                "period": "m",
                "concept": "c",
                "amount": "importe",
                "currency": {"constant": "EUR"},
            },
        )
        frame = load(source, tmp_path, MADRID).frame
        assert frame["amount"].tolist() == [Decimal("1234.50"), Decimal("-0.10")]
        assert frame["quantity"].tolist() == [None, None]

    def test_a_rule_without_a_row_of_its_own_column(self, tmp_path):
        """A missing end stays missing; it is not required of a contact."""
        columns = {
            "ended_at": {"after": "answered_at", "length": "1 min"},
            "answered_at": {"column": "at", "format": "%d/%m/%Y %H:%M"},
        }
        text = "id;llega;fin;at\n1;01/03/2026 09:00;A;\n"
        loaded = load(contacts(tmp_path, text, columns), tmp_path, MADRID)
        assert loaded.problems == ()
        assert pd.isna(loaded.frame["ended_at"][0])


class TestUnpivot:
    SOURCE = """
        table: aux_intervals
        format: csv
        files: x.csv
        separator: ;
        columns:
          agent_id: agente
          start_at: {column: dia, format: "%d/%m/%Y"}
          end_at: {after: start_at, length: 1 day}
        unpivot:
          into: aux_code
          value: aux_ms
          unit: clock
          columns: {Descanso: rest, "Formación": training}
    """

    def load(self, folder, text):
        (folder / "x.csv").write_text(text, encoding="utf-8")
        return load(Source(**yaml.safe_load(self.SOURCE)), folder, MADRID)

    def test_columns_become_rows(self, tmp_path):
        text = (
            "agente;dia;Descanso;Formación\n1;01/03/2026;0:30:00;1:00:00\n2;01/03/2026;;0:10:00\n"
        )
        frame = self.load(tmp_path, text).frame
        assert frame[["agent_id", "aux_code", "aux_ms", "raw_line"]].values.tolist() == [
            ["1", "rest", 1_800_000, 2],
            ["1", "training", 3_600_000, 2],
            ["2", "training", 600_000, 3],
        ]

    def test_a_bad_cell_is_named_by_its_own_column_and_once(self, tmp_path):
        text = "agente;dia;Descanso;Formación\n1;ayer;media;1:00:00\n2;01/03/2026;0:30:00;x\n"
        loaded = self.load(tmp_path, text)
        assert places(loaded) == [
            ("date_unreadable", 2, "dia", "ayer"),
            ("duration_unreadable", 2, "Descanso", "media"),
            ("duration_unreadable", 3, "Formación", "x"),
        ]
        assert loaded.frame["aux_ms"].tolist() == [1_800_000]

    def test_thresholds_are_numbers(self, tmp_path):
        source = given(
            tmp_path,
            "dia;cola;<20;<30\n2026-03-01;ventas;5;7\n",
            table="queue_thresholds",
            columns={
                "start_at": "dia",
                "end_at": {"after": "start_at", "length": "1 day"},
                "queue": "cola",
            },
            unpivot={
                "into": "threshold_ms",
                "value": "n_answered_within",
                "columns": {"<20": 20_000, "<30": 30_000},
            },
        )
        frame = load(source, tmp_path, MADRID).frame
        assert frame["threshold_ms"].tolist() == [20_000, 30_000]
        assert frame["n_answered_within"].tolist() == [5, 7]

    def test_a_missing_column(self, tmp_path):
        loaded = self.load(tmp_path, "agente;dia;Descanso\n1;01/03/2026;0:30:00\n")
        assert [(p.code, p.column) for p in loaded.problems] == [("column_missing", "Formación")]
        assert len(loaded.frame) == 0


def test_people_become_pseudonyms(tmp_path):
    text = "id;llega;fin;agente\n1;01/03/2026 09:00;A;007\n2;01/03/2026 09:00;A;\n"
    source = contacts(tmp_path, text, {"agent_id": "agente"})
    frame = load(source, tmp_path, Reading("Europe/Madrid", b"key")).frame
    assert frame["agent_id"][0] == pseudonym("007", b"key")
    assert pd.isna(frame["agent_id"][1])
    assert frame["contact_id"].tolist() == ["1", "2"]


def test_sheets_of_one_workbook_are_told_apart(tmp_path):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in ("Ene", "Feb"):
        sheet = book.create_sheet(name)
        sheet.append(["id", "llega", "fin"])
        sheet.append([name, "01/03/2026 09:00", "A"])
    book.save(tmp_path / "x.xlsx")
    source = contacts(tmp_path, "", format="xlsx", files="x.xlsx", sheet="*")
    frame = load(source, tmp_path, MADRID).frame
    assert frame["raw_file"].tolist() == ["x.xlsx#Ene", "x.xlsx#Feb"]
    assert frame["contact_id"].tolist() == ["Ene", "Feb"]


def test_progress_is_told_file_by_file(tmp_path):
    told = []
    source = contacts(tmp_path, "id;llega;fin\n1;01/03/2026 09:00;A\n", files="*.csv")
    (tmp_path / "y.csv").write_text("id;llega;fin\n1;01/03/2026 09:00;A\n2;01/03/2026 09:00;A\n")
    load(source, tmp_path, MADRID, lambda name, n_rows: told.append((name, n_rows)))
    assert told == [("x.csv", 1), ("y.csv", 2)]


def test_the_order_of_rows_and_columns_changes_nothing(tmp_path):
    rows = [f"{n};0{n % 9 + 1}/03/2026 09:0{n % 10};{'AB'[n % 2]}" for n in range(40)]
    source = contacts(tmp_path, "\n".join(["id;llega;fin", *rows]))
    one = load(source, tmp_path, MADRID).frame.set_index("contact_id").sort_index()
    turned = [";".join(row.split(";")[::-1]) for row in rows[::-1]]
    source = contacts(tmp_path, "\n".join(["fin;llega;id", *turned]))
    other = load(source, tmp_path, MADRID).frame.set_index("contact_id").sort_index()
    pd.testing.assert_frame_equal(one.drop(columns="raw_line"), other.drop(columns="raw_line"))


def test_postgresql(tmp_path, require):
    require(os.environ.get("CCTOOLKIT_TEST_POSTGRESQL"), POSTGRESQL)
    source = Source(
        table="contacts",
        format="postgresql",
        database_env="CCTOOLKIT_TEST_POSTGRESQL",
        query="select '007'::text as id, timestamptz '2026-03-01 09:00+01' as llega, 'A' as fin",
        columns=CONTACT | {"arrived_at": {"column": "llega"}},
    )
    loaded = load(source, tmp_path, MADRID)
    assert loaded.problems == ()
    assert loaded.frame["contact_id"].tolist() == ["007"]
    assert loaded.frame["arrived_at"].tolist() == [pd.Timestamp("2026-03-01 08:00", tz="UTC")]
    writing = source.model_copy(update={"query": "create table x (a int)"})
    assert [p.code for p in load(writing, tmp_path, MADRID).problems] == ["query_failed"]


@pytest.mark.parametrize("unit", ["clock", "excel_day"])
@pytest.mark.parametrize("number_format", ["h:mm:ss", "[h]:mm:ss"])
def test_cells_of_a_day_or_more_in_a_workbook(tmp_path, unit, number_format):
    book = openpyxl.Workbook()
    book.active.append(["agente", "fecha", "conexión"])
    hours = [12, 24, 26, 24 * 31 + 1, 24 * 58]
    for n, length in enumerate(hours):
        book.active.append([str(n), "2026-03-01", length / 24])
        book.active.cell(n + 2, 3).number_format = number_format
    book.save(tmp_path / "x.xlsx")
    source = Source(
        table="agent_intervals",
        format="xlsx",
        files="x.xlsx",
        columns={
            "agent_id": "agente",
            "start_at": "fecha",
            "end_at": {"after": "start_at", "length": "1 month"},
            "logged_ms": {"column": "conexión", "unit": unit},
        },
    )
    loaded = load(source, tmp_path, MADRID)
    assert loaded.problems == ()
    assert (loaded.frame["logged_ms"] / 3_600_000).tolist() == hours


def test_a_date_of_1900_is_no_duration_outside_a_workbook(tmp_path):
    text = "id;llega;fin;habla\n1;01/03/2026 09:00;A;1900-01-01 02:00:05\n"
    columns = {"talk_ms": {"column": "habla", "unit": "clock"}}
    loaded = load(contacts(tmp_path, text, columns), tmp_path, MADRID)
    assert places(loaded) == [("duration_unreadable", 2, "habla", "1900-01-01 02:00:05")]


class TestHoursInOrder:
    """On 25 October 2026 the clocks of Madrid show 02:00 to 03:00 twice: at 00:00 and 01:00 UTC."""

    QUEUES = (
        "tramo;cola;ofrecidas\n"
        "25/10/2026 01:30;a;1\n"
        "25/10/2026 02:00;a;2\n"
        "25/10/2026 02:30;a;3\n"
        "25/10/2026 02:00;b;7\n"
        "25/10/2026 02:00;a;4\n"
        "25/10/2026 02:30;a;5\n"
        "25/10/2026 03:00;a;6\n"
    )

    def queues(self, folder, text=QUEUES, rule="in_order"):
        source = given(
            folder,
            text,
            table="queue_intervals",
            repeated_hour=rule,
            columns={
                "start_at": {"column": "tramo", "format": "%d/%m/%Y %H:%M"},
                "end_at": {"after": "start_at", "length": "30 min"},
                "queue": "cola",
                "n_offered": "ofrecidas",
                "n_answered": "ofrecidas",
                "n_abandoned": {"constant": 0},
            },
        )
        return load(source, folder, MADRID)

    def test_the_row_below_is_the_second_hour(self, tmp_path):
        loaded = self.queues(tmp_path)
        assert loaded.problems == ()
        frame = loaded.frame
        of_a = frame[frame["queue"] == "a"]
        utc = of_a["start_at"].dt.strftime("%d %H:%M").tolist()
        assert utc == ["24 23:30", "25 00:00", "25 00:30", "25 01:00", "25 01:30", "25 02:00"]
        assert of_a["n_offered"].tolist() == [1, 2, 3, 4, 5, 6]
        assert frame.loc[frame["queue"] == "b", "start_at"].dt.hour.tolist() == [0]
        assert (frame["end_at"] - frame["start_at"]).eq(pd.Timedelta(30, "min")).all()
        assert check(CATALOGUE["queue_intervals"], frame).problems == ()

    def test_equal_rows_of_both_hours_are_no_repetition(self, tmp_path):
        loaded = self.queues(tmp_path, self.QUEUES.replace("a;4", "a;2"))
        checked = check(CATALOGUE["queue_intervals"], loaded.frame)
        assert (len(checked.frame), checked.defects) == (7, ())

    def test_an_end_of_its_own_column_keeps_the_length(self, tmp_path):
        day, rows = "25/10/2026", ["01:30;02:00", "02:00;02:30", "02:30;03:00"]
        rows = [*rows, *rows[1:], "03:00;03:30"]
        lines = [f"{day} {row.replace(';', f';{day} ')};{n}" for n, row in enumerate(rows)]
        source = given(
            tmp_path,
            "\n".join(["desde;hasta;conexión", *lines]),
            table="agent_intervals",
            repeated_hour="in_order",
            columns={
                "agent_id": {"constant": "1"},
                "start_at": {"column": "desde", "format": "%d/%m/%Y %H:%M"},
                "end_at": {"column": "hasta", "format": "%d/%m/%Y %H:%M"},
                "logged_ms": {"column": "conexión", "unit": "s"},
            },
        )
        loaded = load(source, tmp_path, MADRID)
        assert loaded.problems == ()
        starts, ends = loaded.frame["start_at"], loaded.frame["end_at"]
        assert (ends - starts).eq(pd.Timedelta(30, "min")).all()
        assert starts.tolist()[1:] == ends.tolist()[:-1]

    def test_a_third_row_is_a_problem(self, tmp_path):
        loaded = self.queues(tmp_path, self.QUEUES + "25/10/2026 02:30;a;9\n")
        assert places(loaded) == [("time_beyond_twice", 9, "tramo", "2026-10-25 02:30")]
        assert len(loaded.frame) == 7

    def test_codes_side_by_side_each_have_their_two_hours(self, tmp_path):
        source = given(
            tmp_path,
            "tramo;agente;A;B\n25/10/2026 02:00;1;60;120\n25/10/2026 02:00;1;180;240\n",
            table="aux_intervals",
            repeated_hour="in_order",
            unpivot={
                "into": "aux_code",
                "value": "aux_ms",
                "unit": "s",
                "columns": {"A": "rest", "B": "course"},
            },
            columns={
                "start_at": {"column": "tramo", "format": "%d/%m/%Y %H:%M"},
                "end_at": {"after": "start_at", "length": "30 min"},
                "agent_id": "agente",
            },
        )
        loaded = load(source, tmp_path, MADRID)
        assert loaded.problems == ()
        found = loaded.frame.groupby(["aux_code", loaded.frame["start_at"].dt.hour])["aux_ms"].sum()
        assert found.to_dict() == {
            ("course", 0): 120_000,
            ("course", 1): 240_000,
            ("rest", 0): 60_000,
            ("rest", 1): 180_000,
        }
