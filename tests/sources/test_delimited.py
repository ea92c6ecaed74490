"""CSV and TSV: encodings, lines, quotes, ragged rows; and two readers that must agree."""

import csv
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cctoolkit.errors import InputError
from cctoolkit.sources import delimited
from cctoolkit.sources.delimited import read_delimited
from cctoolkit.sources.mapping import Source


def source(**settings):
    columns = {"agent_id": "a", "start_at": "b", "end_at": "b"}
    settings = {"format": "csv", "files": "x.csv", "separator": ";"} | settings
    return Source(table="clockings", columns=columns, **settings)


def read(text, written_as="utf-8", **settings):
    return read_delimited(text.encode(written_as), source(**settings), "x.csv")


def rows(table):
    return dict(zip(table.lines.tolist(), table.cells.to_numpy().tolist(), strict=True))


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_are_those_of_a_spreadsheet(newline):
    """Title rows, blank rows and a line break inside quotes: the spreadsheet counts rows."""
    text = 'Informe;\n\na;b\n"uno\ndos";2\n;\n\n3;4\n'.replace("\n", newline)
    assert rows(read(text, header_line=3)) == {4: ["uno\ndos", "2"], 7: ["3", "4"]}


def test_a_stray_quote_is_only_a_character():
    assert rows(read('a;b\n19" panel;2\n"x""y";4\n')) == {2: ['19" panel', "2"], 3: ['x"y', "4"]}


def test_a_quote_that_never_closes():
    with pytest.raises(InputError, match=r"x\.csv, line 3: a quotation mark opens"):
        read('a;b\n1;2\n"3;4\n5;6\n')


def test_ragged_rows_are_problems_and_the_others_stay():
    table = read("a;b\n1;2\n3\n4;5;6\n7;8\n")
    assert rows(table) == {2: ["1", "2"], 5: ["7", "8"]}
    found = [(p.code, p.line, p.found, p.allowed) for p in table.problems]
    assert found == [("row_too_short", 3, "1", "2"), ("row_too_long", 4, "3", "2")]


def test_the_table_ends_where_the_mapping_says():
    text = "a;b\n1;2\n3;4\n\nTotal;4;9\nnotas\n"
    assert rows(read(text, stop_at="Total")) == {2: ["1", "2"], 3: ["3", "4"]}
    assert rows(read(text, skip_footer=2)) == {2: ["1", "2"], 3: ["3", "4"]}
    assert rows(read('a;b\n"1\nTotal";2\n"Total";3\n', stop_at="Total")) == {2: ["1\nTotal", "2"]}


def test_names_of_columns():
    table = read("a; b  c ;;a\n1;2;3;4\n")
    assert list(table.cells) == ["a [A]", "b c", "[C]", "a [D]"]
    assert table.twice == {"a": ("a [A]", "a [D]")}
    assert list(read("1;2\n", header_line=0).cells) == ["1", "2"]
    assert read("1;2\n3;4\n", header_line=0).lines.tolist() == [1, 2]


def test_a_header_alone_is_an_empty_table():
    assert len(read("a;b\n").cells) == 0
    assert list(read("a;b\n\n;\n").cells) == ["a", "b"]


def test_a_header_beyond_the_end():
    with pytest.raises(InputError, match="before the line of the column names, 5"):
        read("a;b\n1;2\n", header_line=5)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16"])
def test_encodings(encoding):
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    assert rows(read("a;b\nÑandú;1\n", encoding, encoding=declared)) == {2: ["Ñandú", "1"]}


@pytest.mark.parametrize(
    ("true", "declared", "code", "line", "allowed"),
    [
        ("cp1252", "utf-8", "encoding_wrong", 3, "cp1252, latin-1"),
        ("utf-8", "ascii", "encoding_wrong", 3, "utf-8"),
        ("utf-16", "utf-8", "encoding_wrong", 1, "utf-16"),
        ("utf-8-sig", "cp1252", "encoding_wrong", 1, "utf-8"),
        ("utf-8", "cp1252", "encoding_doubtful", 3, "utf-8"),
        ("utf-8", "latin-1", "encoding_doubtful", 3, "utf-8"),
        ("utf-8", "utf-9", "encoding_unknown", None, "utf-8, cp1252, latin-1, utf-16"),
    ],
)
def test_wrong_encodings_name_the_line_and_the_right_one(true, declared, code, line, allowed):
    with pytest.raises(InputError) as raised:
        read("a;b\nuno;1\nEspaña;2\n", true, encoding=declared)
    (problem,) = raised.value.problems
    assert (problem.code, problem.line, problem.allowed) == (code, line, allowed)


@pytest.mark.parametrize(
    ("true", "declared"),
    [
        ("utf-16-le", "utf-8"),
        ("utf-16-be", "utf-8"),
        ("utf-16-le", "cp1252"),
        ("utf-16-be", "utf-16"),
        ("utf-16-be", "utf-16-le"),
    ],
)
def test_wide_text_without_a_mark_is_a_matter_of_encoding(true, declared):
    with pytest.raises(InputError) as raised:
        read("agente;entra\n1;2\n", true, encoding=declared)
    (problem,) = raised.value.problems
    assert (problem.code, problem.allowed) == ("encoding_wrong", true)
    assert rows(read("agente;entra\n1;2\n", true, encoding=true)) == {2: ["1", "2"]}


def test_wide_text_without_a_mark_in_the_usual_order():
    assert rows(read("a;b\n1;2\n", "utf-16-le", encoding="utf-16")) == {2: ["1", "2"]}


def test_zero_bytes_are_no_text():
    with pytest.raises(InputError) as raised:
        read("a;b\n1;2\n\0\0;4\n")
    (problem,) = raised.value.problems
    assert (problem.code, problem.line, problem.values["n_bytes"]) == ("zero_bytes", 3, 2)


def test_a_separator_beyond_ascii():
    assert rows(read("a¦b\n1¦2\n", separator="¦")) == {2: ["1", "2"]}


def test_the_byte_that_is_wrong():
    with pytest.raises(InputError, match=r"line 2: byte 9 of the file \(0xf1\) is not utf-8"):
        read("a;b\nEspaña;2\n", "cp1252")


def test_windows_text_read_as_latin_1_is_doubtful():
    with pytest.raises(InputError, match="encoding: cp1252"):
        read("a;b\n5 €;2\n", "cp1252", encoding="latin-1")


CELLS = st.text(st.sampled_from('a"; \nñ1'), max_size=5)


@given(st.lists(st.lists(CELLS, max_size=4), min_size=1, max_size=6), st.booleans())
def test_both_readers_agree(table, are_all_quoted):
    """pyarrow, where it is let, gives what Python's own reader gives: cells, lines, problems."""
    file = io.StringIO()
    quoting = csv.QUOTE_ALL if are_all_quoted else csv.QUOTE_MINIMAL
    csv.writer(file, delimiter=";", lineterminator="\n", quoting=quoting).writerows(
        [["a", "b", "c"], *table]
    )
    text = file.getvalue()
    found = delimited.layout(text.encode(), ";")
    fast = delimited._by_arrow(text.encode(), found, source(), ";", "x.csv")
    slow = delimited._by_hand(text, source(), ";", "x.csv")
    assert fast is not None
    assert fast.cells.equals(slow.cells)
    assert (fast.lines == slow.lines).all()
    assert fast.problems == slow.problems


def test_a_million_cells_go_by_the_fast_reader(monkeypatch):
    monkeypatch.setattr(delimited, "_by_hand", None)
    text = "a;b;c;d\n" + '"2026-03-01 09:00";007;"";x\n' * 250_000
    table = read(text)
    assert table.cells.shape == (250_000, 4)
    assert (table.lines == np.arange(2, 250_002)).all()
