"""Columns of text to typed columns: a bad cell leaves the others alone."""

import pandas as pd
import pytest

from cctoolkit.sources import convert
from cctoolkit.sources.convert import Meaning
from cctoolkit.sources.numerals import Digits, Unreadable, count

SPANISH = Digits(",", ".")
COMMA = Digits(",")


def column(*texts):
    return pd.Series(list(texts), dtype="str")


def faults(read):
    return {code: rows.tolist() for code, rows in read.faults.items()}


def test_counts_lose_no_fraction_and_no_thousand():
    assert count("109.0") == 109
    assert count("1.234", SPANISH) == 1234
    for text, code in [("2.5", "count_fraction"), ("1.000", "number_ambiguous")]:
        with pytest.raises(Unreadable, match=code):
            count(text)


def test_a_bad_cell_leaves_the_others_alone():
    read = convert.durations(column("10", "x", "", None, "20", "x"), "s")
    assert read.typed.tolist() == [10_000, pd.NA, pd.NA, pd.NA, 20_000, pd.NA]
    assert faults(read) == {"number_unreadable": [1, 5]}
    assert read.bad.tolist() == [False, True, False, False, False, True]


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (convert.counts, "9999999999999999999"),
        (convert.counts, "1e999"),
        (lambda text: convert.durations(text, "h"), "1" + "0" * 15),
        (convert.numbers, "1e400"),
        (convert.decimals, "1e30"),
        (convert.decimals, "0.12345678901"),
    ],
)
def test_numbers_that_measure_nothing(read, text):
    assert faults(read(column("1", text))) == {"number_too_large": [1]}


def test_numbers_that_no_machine_reads():
    assert faults(convert.counts(column("1e99999999999"))) == {"number_unreadable": [0]}
    assert faults(convert.durations(column("9" * 5000 + ":00"), "clock")) == {
        "duration_unreadable": [0]
    }


def test_amounts_that_the_store_keeps():
    read = convert.decimals(column("0.1234567890", "1.50000000000000", "-1e-10", "0e30"))
    assert faults(read) == {}


def test_a_character_of_value_zero_is_no_text():
    assert faults(convert.ids(column("0\x007"))) == {"zero_character": [0]}


def test_shares():
    read = convert.shares(column("82,1 %", "82,1", "0", "101"), COMMA, percent=True)
    assert read.typed[:3].tolist() == [0.821, 0.821, 0.0]
    assert faults(read) == {"share_out_of_range": [3]}
    read = convert.shares(column("0.26", "26%", "82.1"))
    assert faults(read) == {"percent_undeclared": [1], "share_out_of_range": [2]}


def test_ids_keep_their_zeros_and_refuse_lost_digits():
    read = convert.ids(column("007", "7", "3,46E+12", "3.46e+12", "3E5", "1e10ab", "12.0"))
    assert read.typed.tolist()[:2] == ["007", "7"]
    assert read.typed.tolist()[4:] == ["3E5", "1e10ab", "12.0"]
    assert faults(read) == {"id_digits_lost": [2, 3]}
    read = convert.ids(column("007", "3,46E+12"), digits_lost="empty")
    assert (faults(read), read.typed.isna().tolist()) == ({}, [False, True])


@pytest.mark.parametrize("text", ["#N/A", "#REF!", "#DIV/0!", "#¡REF!", "#¿NOMBRE?", "#N/D"])
def test_errors_of_a_spreadsheet_are_no_values(text):
    assert faults(convert.ids(column(text))) == {"cell_error": [0]}
    assert faults(convert.counts(column(text))) == {"cell_error": [0]}


def test_flags_by_a_closed_list():
    read = convert.flags(column("Sí", "NO", "true", "0", "", "X"))
    assert read.typed.tolist() == [True, False, True, False, pd.NA, pd.NA]
    assert faults(read) == {"flag_unreadable": [5]}


def test_words_to_codes():
    vocabulary = {"Pausa": Meaning("aux", "rest"), "Libre": Meaning("available")}
    found = convert.translate(column("Pausa", " Libre", "libre", "", None), vocabulary)
    assert found.code.tolist()[:2] == ["aux", "available"]
    assert found.code.isna().tolist() == [False, False, True, True, True]
    assert found.aux_code.tolist()[0] == "rest"
    assert found.unknown.tolist() == [False, False, True, False, False]


def test_a_vocabulary_may_speak_of_the_empty_cell():
    found = convert.translate(column("", None, "X"), {"": Meaning("abandoned"), "X": Meaning("y")})
    assert found.code.tolist() == ["abandoned", "abandoned", "y"]


def test_five_million_cells_in_seconds():
    """A month of a large floor: the cost is per distinct text, not per cell."""
    text = pd.Series(["1.234,5", "x", "3"], dtype="str").take([0, 1, 2] * 1_000_000)
    read = convert.numbers(text.reset_index(drop=True), SPANISH)
    assert read.bad.sum() == 1_000_000
