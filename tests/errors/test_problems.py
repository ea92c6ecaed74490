"""Problems: what is said of one is right for many, and those of a kind are told once."""

import re

import pytest

from cctoolkit.errors import (
    SENTENCES,
    Problem,
    engagement,
    grouped,
    mapping,
    running,
    sources,
    tables,
)
from cctoolkit.words import Words


def test_no_code_has_two_sentences():
    subjects = (engagement, mapping, tables, sources, running)
    assert sum(len(subject.SENTENCES) for subject in subjects) == len(SENTENCES)


@pytest.mark.parametrize("code", SENTENCES)
def test_no_sentence_puts_a_count_before_a_noun(code):
    """`1 rows`: a sentence of a problem has no plural, so the count stands alone (`rows: 1`)."""
    assert not re.search(r"\{(n_\w+|rows)\} \w", SENTENCES[code].what)


@pytest.mark.parametrize(
    ("language", "said"), [("es", "(filas: 1)"), ("en", "(rows: 1)")], ids=["es", "en"]
)
def test_one_row_is_said_as_well_as_many(language, said):
    problem = Problem("code_unknown", "a.csv", found="Z", allowed="A", values={"n_rows": 1})
    assert said in Words(language).problem(problem)


def test_problems_of_a_kind_and_place_are_one():
    cells = [Problem("number_unreadable", "a.csv", line=n, column="b") for n in (2, 3)]
    assert grouped(cells) == [(cells[0], 2)]


def test_each_setting_is_a_place_of_its_own():
    names = ("zone", "period", "zone")
    settings = [Problem("open_question", "e.yml", values={"setting": name}) for name in names]
    assert grouped(settings) == [(settings[0], 2), (settings[1], 1)]
