"""Every format gives the same cells; what is no such file says so."""

import gzip
import json
import sqlite3
import zipfile
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cctoolkit.sources.files import find, read
from cctoolkit.sources.inspect import propose
from cctoolkit.sources.mapping import Source
from cctoolkit.sources.rawtable import cell_text, letter, nearest

QUERY = "select agente, entra, sale from fichajes order by agente"


def source(fmt, files, **settings):
    columns = {"agent_id": "agente", "start_at": "entra", "end_at": "sale"}
    return Source(table="clockings", format=fmt, files=files, columns=columns, **settings)


def only(source, folder):
    (file,) = read(source, folder)
    return file


def workbook(path, *sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return book


ROWS = [("007", "2026-03-01 09:00:00", "2026-03-01 15:30:00"), ("12", "2026-03-02", None)]


@pytest.fixture
def folder(tmp_path):
    header = ("agente", "entra", "sale")
    lines = [";".join(cell or "" for cell in row) for row in (header, *ROWS)]
    (tmp_path / "f.csv").write_text("\n".join(lines))
    (tmp_path / "f.tsv").write_text("\n".join(lines).replace(";", "\t"))
    (tmp_path / "f.csv.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    records = [json.dumps(dict(zip(header, row, strict=True))) for row in ROWS]
    (tmp_path / "f.jsonl").write_text("\n".join(records))
    pq.write_table(
        pa.table(dict(zip(header, zip(*ROWS, strict=True), strict=True))), tmp_path / "f.parquet"
    )
    workbook(tmp_path / "f.xlsx", ("Hoja1", [header, *ROWS]))
    base = sqlite3.connect(tmp_path / "f.db")
    base.execute("create table fichajes (agente text, entra text, sale text)")
    base.executemany("insert into fichajes values (?, ?, ?)", ROWS)
    base.commit()
    base.close()
    return tmp_path


@pytest.mark.parametrize(
    ("fmt", "files", "first_line", "settings"),
    [
        ("csv", "f.csv", 2, {"separator": ";"}),
        ("csv", "f.csv.gz", 2, {"separator": ";"}),
        ("tsv", "f.tsv", 2, {}),
        ("jsonl", "f.jsonl", 1, {}),
        ("parquet", "f.parquet", 1, {}),
        ("xlsx", "f.xlsx", 2, {}),
        ("sqlite", "f.db", 1, {"query": QUERY}),
    ],
)
def test_every_format_gives_the_same_cells(folder, fmt, files, first_line, settings):
    file = only(source(fmt, files, **settings), folder)
    (table,) = file.tables
    assert not file.problems
    assert table.cells.fillna("").to_numpy().tolist() == [
        ["007", "2026-03-01 09:00:00", "2026-03-01 15:30:00"],
        ["12", "2026-03-02", ""],
    ]
    assert table.lines.tolist() == [first_line, first_line + 1]
    assert {str(dtype) for dtype in table.cells.dtypes} == {"str"}
    assert len(file.sha256) == 64
    assert file.n_bytes == (folder / files).stat().st_size


def codes(file):
    return [problem.code for problem in file.problems]


def test_a_missing_file_names_its_neighbours(folder):
    file = only(source("csv", "g.csv"), folder)
    assert codes(file) == ["file_missing"]
    assert "f.csv" in file.problems[0].allowed


def test_patterns_find_files_in_order_and_leave_locks_out(folder):
    for name in ("b1.csv", "b0.csv", "~$b2.csv", ".b3.csv"):
        (folder / name).write_text("x")
    assert [path.name for path in find("b*.csv", folder)] == ["b0.csv", "b1.csv"]
    inner = folder / "acme"
    inner.mkdir()
    assert [path.name for path in find("../b*.csv", inner)] == ["b0.csv", "b1.csv"]
    assert [path.name for path in find(str(folder / "b*.csv"), inner)] == ["b0.csv", "b1.csv"]


@pytest.mark.parametrize(
    ("files", "fmt", "code"),
    [
        ("f.xlsx", "xlsx", "file_damaged"),
        ("f.parquet", "parquet", "file_damaged"),
        ("f.csv.gz", "csv", "file_damaged"),
    ],
)
def test_truncated_files(folder, files, fmt, code):
    path = folder / files
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    assert codes(only(source(fmt, files), folder)) == [code]


def test_a_workbook_of_which_a_byte_is_spoilt_is_never_read_as_another(folder):
    """Whatever byte it is: either the cells are the same or the file is damaged."""
    path = folder / "f.xlsx"
    whole = path.read_bytes()
    (expected,) = only(source("xlsx", "f.xlsx"), folder).tables
    n_damaged = 0
    for place in range(30, len(whole), 37):
        spoilt = bytearray(whole)
        spoilt[place] ^= 0x10
        path.write_bytes(bytes(spoilt))
        file = only(source("xlsx", "f.xlsx"), folder)
        if codes(file):
            assert codes(file) == ["file_damaged"]
            n_damaged += 1
        else:
            assert file.tables[0].cells.equals(expected.cells)
    assert n_damaged > 50


def test_a_workbook_without_sheets_is_damaged(folder):
    path = folder / "f.xlsx"
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"<sheet ", b"<shoet ")
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    for settings in ({}, {"sheet": "*"}):
        assert codes(only(source("xlsx", "f.xlsx", **settings), folder)) == ["file_damaged"]
    (proposal,) = propose([path], folder)
    assert proposal.problem.code == "file_damaged"


@pytest.mark.parametrize(
    ("files", "fmt", "code", "found"),
    [
        ("f.csv", "xlsx", "file_is_text", None),
        ("f.xlsx", "csv", "file_format", "xlsx"),
        ("f.csv", "parquet", "file_is_text", None),
        ("f.csv", "sqlite", "file_is_text", None),
        ("f.xlsx", "sqlite", "file_format", "xlsx"),
        ("page.xlsx", "xlsx", "file_is_markup", None),
        ("old.xlsx", "xlsx", "file_is_old_workbook", None),
        ("f.parquet", "jsonl", "file_format", "parquet"),
    ],
)
def test_a_file_of_another_format(folder, files, fmt, code, found):
    (folder / "page.xlsx").write_text("<html><table><tr><td>1</td></tr></table></html>")
    (folder / "old.xlsx").write_bytes(b"\xd0\xcf\x11\xe0 and so on")
    query = {"query": QUERY} if fmt == "sqlite" else {}
    file = only(source(fmt, files, **query), folder)
    assert [(p.code, p.found) for p in file.problems] == [(code, found)]


@pytest.mark.parametrize("pattern", ["***", "", ".", "raw/***.csv"])
def test_what_is_no_pattern_finds_nothing(folder, pattern):
    assert find(pattern, folder) == []


def test_no_bytes_at_all(folder):
    (folder / "f.csv").write_bytes(b"")
    assert codes(only(source("csv", "f.csv"), folder)) == ["header_missing"]
    (folder / "f.xlsx").write_bytes(b"")
    assert codes(only(source("xlsx", "f.xlsx"), folder)) == ["file_damaged"]


def test_an_empty_table(folder):
    (folder / "f.csv").write_text("agente,entra,sale\n")
    file = only(source("csv", "f.csv"), folder)
    assert codes(file) == ["table_empty"]
    assert str(file.problems[0]).startswith("f.csv: the table has column names but no rows.")


class TestWorkbook:
    def table(self, tmp_path, rows, **settings):
        workbook(tmp_path / "x.xlsx", ("Hoja1", rows))
        (table,) = only(source("xlsx", "x.xlsx", **settings), tmp_path).tables
        return table

    def test_typed_cells_become_text(self, tmp_path):
        rows = [
            ["agente", "entra", "sale", "horas", "importe", "activo"],
            [
                7.0,
                datetime(2026, 3, 1, 9, 0, 0, 250_000),
                time(9, 0),
                timedelta(hours=26),
                0.1 + 0.2,
                True,
            ],
            ["007", date(2026, 3, 1), datetime(2026, 3, 1), time(0, 2, 23), 1234.5, None],
        ]
        table = self.table(tmp_path, rows, decimal=",")
        assert table.cells.fillna("").to_numpy().tolist() == [
            ["7", "2026-03-01 09:00:00.250", "09:00:00", "26:00:00", "0,3", "true"],
            ["007", "2026-03-01", "2026-03-01", "00:02:23", "1234,5", ""],
        ]
        assert table.dated["sale"].tolist() == [False, True]

    def test_lines_and_footer(self, tmp_path):
        rows = [["Informe"], [], ["agente", "entra"], ["1", "x"], [], ["2", "y"], ["Total", "z"]]
        table = self.table(tmp_path, rows, header_line=3, stop_at="Total")
        assert table.lines.tolist() == [4, 6]

    def test_merged_and_blank_headers_get_names(self, tmp_path):
        book = workbook(tmp_path / "x.xlsx", ("H", [["agente", "Aux", None, None], list("abcd")]))
        book["H"].merge_cells("B1:C1")
        book.save(tmp_path / "x.xlsx")
        (table,) = only(source("xlsx", "x.xlsx"), tmp_path).tables
        assert list(table.cells) == ["agente", "Aux [B]", "Aux [C]", "[D]"]
        assert table.twice == {"Aux": ("Aux [B]", "Aux [C]")}

    def test_errors_and_formulas_without_result_are_not_taken_for_empty(self, tmp_path):
        rows = [["agente", "entra"], ["=A1", "#N/A"], ["1", "#REF!"]]
        table = self.table(tmp_path, rows)
        assert table.cells.to_numpy().tolist() == [["=A1", "#N/A"], ["1", "#REF!"]]

    def test_a_long_number_shows_that_it_lost_digits(self, tmp_path):
        table = self.table(tmp_path, [["agente"], [1234567890123456.0], [123456789012345.0]])
        assert table.cells["agente"].tolist() == ["1.23456789012346e+15", "123456789012345"]

    def test_sheets_by_name_by_pattern_or_alone(self, tmp_path):
        rows = [["agente", "entra", "sale"], ["1", "x", "y"]]
        workbook(tmp_path / "x.xlsx", ("Ene", rows), ("Feb", rows), ("Leyenda", [["M"]]))
        file = only(source("xlsx", "x.xlsx"), tmp_path)
        assert [(p.code, p.allowed) for p in file.problems] == [
            ("sheet_undeclared", "Ene, Feb, Leyenda")
        ]
        names = [t.sheet for t in only(source("xlsx", "x.xlsx", sheet="???"), tmp_path).tables]
        assert names == ["Ene", "Feb"]
        file = only(source("xlsx", "x.xlsx", sheet="Mar"), tmp_path)
        assert codes(file) == ["sheet_missing"]


class TestJsonLines:
    def test_nested_values_and_long_numbers(self, tmp_path):
        (tmp_path / "x.jsonl").write_text(
            '{"a": {"b": 12345678901234567890}, "c": 1.50}\n\n{"a": null, "d": [1, true]}\n'
        )
        (table,) = only(source("jsonl", "x.jsonl", decimal=","), tmp_path).tables
        assert table.lines.tolist() == [1, 3]
        assert table.cells.fillna("-").to_dict("list") == {
            "a.b": ["12345678901234567890", "-"],
            "c": ["1,50", "-"],
            "a": ["-", "-"],
            "d": ["-", '["1", true]'],
        }

    def test_lines_that_are_no_objects(self, tmp_path):
        (tmp_path / "x.jsonl").write_text('{"a": 1}\n{"a": \n[1]\n{"a": 1, "a": 2}\n')
        file = only(source("jsonl", "x.jsonl"), tmp_path)
        assert [(p.code, p.line) for p in file.problems] == [
            ("json_unreadable", 2),
            ("json_not_object", 3),
            ("json_key_twice", 4),
        ]
        assert len(file.tables[0].cells) == 1

    @pytest.mark.parametrize(
        ("line", "code"),
        [
            ('{"a": ' * 5000 + "1" + "}" * 5000, "json_too_deep"),
            ("[" * 100_000 + "]" * 100_000, "json_too_deep"),
            ('{"a": ' + "[" * 5000 + "]" * 5000 + "}", "json_too_deep"),
            ('{"a": "\\ud800"}', "json_half_character"),
            ('{"a": {"\\uDFFF": 1}}', "json_half_character"),
            ('{"\\ud800": 1, "\\ud800": 2}', "json_key_twice"),
        ],
    )
    def test_lines_beyond_reading_hide_no_other(self, tmp_path, line, code):
        (tmp_path / "x.jsonl").write_text('{"a": "\\ud83d\\ude00"}\n' + line + '\n{"a": 2}\n')
        file = only(source("jsonl", "x.jsonl"), tmp_path)
        assert [(p.code, p.line) for p in file.problems] == [(code, 2)]
        assert str(file.problems[0]).encode()
        assert file.tables[0].cells["a"].tolist() == ["\U0001f600", "2"]
        assert file.tables[0].lines.tolist() == [1, 3]


def test_parquet_types_become_text(tmp_path):
    table = pa.table(
        {
            "n": pa.array([1, None]),
            "x": pa.array([1.0, 2.5]),
            "d": pa.array([Decimal("1.50"), None]),
            "t": pa.array([datetime(2026, 3, 1, 9), None], pa.timestamp("us")),
            "z": pa.array([datetime(2026, 3, 1, 9), None], pa.timestamp("ms", "Europe/Madrid")),
            "c": pa.array([time(9, 0, 1), None]),
            "w": pa.array(["a", "b"]).dictionary_encode(),
            "s": pa.array([{"i": 7}, {"i": 8}]),
        }
    )
    pq.write_table(table, tmp_path / "x.parquet")
    (found,) = only(source("parquet", "x.parquet", decimal=","), tmp_path).tables
    assert found.cells.fillna("").to_numpy().tolist() == [
        ["1", "1", "1,50", "2026-03-01 09:00:00", "2026-03-01 09:00:00Z", "09:00:01", "a", "7"],
        ["", "2,5", "", "", "", "", "b", "8"],
    ]


class TestDatabases:
    def test_sqlite_is_read_only(self, folder):
        file = only(source("sqlite", "f.db", query="delete from fichajes"), folder)
        assert codes(file) == ["query_failed"]
        assert len(only(source("sqlite", "f.db", query=QUERY), folder).tables[0].cells) == 2

    def test_a_wrong_query(self, folder):
        file = only(source("sqlite", "f.db", query="select nada from fichajes"), folder)
        assert "nada" in file.problems[0].found

    def test_colons_are_no_parameters(self, folder):
        query = "select agente, '10:30' as entra, ':x' as sale from fichajes"
        (table,) = only(source("sqlite", "f.db", query=query), folder).tables
        assert table.cells["entra"].tolist() == ["10:30", "10:30"]

    def test_postgresql_address_must_be_set_and_is_never_shown(self, tmp_path, monkeypatch):
        wanted = Source(
            table="clockings",
            format="postgresql",
            database_env="ACD_DATABASE",
            query=QUERY,
            columns={"agent_id": "agente", "start_at": "entra", "end_at": "sale"},
        )
        monkeypatch.delenv("ACD_DATABASE", raising=False)
        assert codes(only(wanted, tmp_path)) == ["database_address_missing"]
        monkeypatch.setenv("ACD_DATABASE", "postgresql://ana:secreto@127.0.0.1:1/acd")
        file = only(wanted, tmp_path)
        assert codes(file) == ["database_unreachable"]
        assert "secreto" not in str(file.problems[0]) and "127" not in str(file.problems[0])
        monkeypatch.setenv("ACD_DATABASE", "no es una dirección")
        assert codes(only(wanted, tmp_path)) == ["database_unreachable"]


def test_small_pieces():
    assert cell_text(float("nan")) is None
    assert cell_text(timedelta(seconds=-1)) == "-00:00:01"
    assert cell_text(time(23, 59, 59, 999_600)) == "24:00:00"
    assert (letter(0), letter(25), letter(26), letter(701), letter(702)) == (
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
    )
    assert nearest("Agnete", ["Cola", "Agente"]) == "Agente"


def test_a_column_of_a_frame_is_never_changed(folder):
    (table,) = only(source("csv", "f.csv", separator=";"), folder).tables
    assert isinstance(table.cells, pd.DataFrame)
    assert table.cells.index.tolist() == [0, 1]
