"""The catalogues are complete, and the tool that keeps them so can be trusted."""

from __future__ import annotations

import json

import pytest

from cctoolkit.words import extract
from cctoolkit.words.extract import (
    faults,
    in_notebook,
    in_python,
    in_template,
    placeholders,
    sentences,
)


@pytest.mark.slow
def test_nothing_is_missing_from_the_catalogues():
    found = faults()
    assert not found, (
        "run `python -m cctoolkit.words.extract`, then translate in "
        "cctoolkit/words/locale/es/LC_MESSAGES/cctoolkit.po:\n" + "\n".join(found)
    )


@pytest.mark.slow
def test_every_kind_of_place_is_read():
    found = sentences()
    assert "agent, as a pseudonym" in found
    assert "between {low} and {high}" in found
    assert ("point", "points") in found
    assert "point" not in found
    assert "the file has no such column." in found


def test_python_literals_are_read_and_nothing_else():
    source = """
        words.say(title, x=words.say("inner"))
        words.say("a" if n else "b", n=n)
        words.say(TITLES["key"])
        words.say_plural("{n} day", "{n} days", n)
        N_("joined " "over lines")
        print("not said")
    """
    assert set(in_python("if True:" + source)) == {
        "inner",
        "a",
        "b",
        ("{n} day", "{n} days"),
        "joined over lines",
    }


def test_notebooks_and_templates_are_read():
    cells = [
        {"cell_type": "markdown", "source": ['words.say("no")']},
        {"cell_type": "code", "source": ["page.say(\n", '    "yes")\n']},
    ]
    assert list(in_notebook(json.dumps({"cells": cells}))) == ["yes"]
    assert list(in_template("""<p>{{ words.say('in a page') }}{{ _("short") }}</p>""")) == [
        "in a page",
        "short",
    ]


def test_placeholders_are_compared_with_their_form():
    assert placeholders("{a} {{b}} {c!r} {d:.2f}") == {"a", "c!r", "d:.2f"}


@pytest.fixture
def catalogues(tmp_path, monkeypatch):
    """An empty folder of catalogues and a package that says three sentences."""
    monkeypatch.setattr("cctoolkit.words.catalogues.LOCALE", tmp_path)
    said = {"the cost", "{n} of {total}", ("{n} day", "{n} days")}
    monkeypatch.setattr(extract, "sentences", lambda: said)
    extract.update()

    def translate(name: str, msgid: str, *msgstr: str) -> None:
        catalog = extract.read(name)
        catalog.delete(msgid)
        known = next((s for s in said if s == msgid or s[0] == msgid), msgid)
        catalog.add(known, msgstr[0] if isinstance(known, str) else msgstr)
        extract.write(name, catalog)

    translate("es", "the cost", "el coste")
    translate("es", "{n} of {total}", "{n} de {total}")
    translate("es", "{n} day", "{n} día", "{n} días")
    assert faults() == []
    return translate


def test_updating_again_changes_nothing(catalogues, tmp_path):
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.po")}
    extract.update()
    assert len(before) == 3
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.po")} == before


@pytest.mark.parametrize(
    ("name", "msgid", "msgstr", "fault"),
    [
        ("es", "the cost", [""], "es: untranslated: the cost"),
        ("es", "{n} day", ["{n} día", ""], "es: untranslated: ('{n} day', '{n} days')"),
        ("es", "gone", ["ido"], "es: nobody says it: gone"),
        ("es_CO", "gone", ["ido"], "es_CO: nobody says it: gone"),
        ("es", "{n} of {total}", ["{n} de {todo}"], "es: placeholders differ: {n} of {total}"),
        ("es", "{n} of {total}", ["{n} de"], "es: placeholders differ: {n} of {total}"),
        ("es", "the cost", ["el fraude"], "ES: a word nobody may say: el fraude"),
        ("es", "the cost", ["el costo"], "ES: not said there, word it in es: el costo"),
        (
            "es",
            "the cost",
            ["un devengo"],
            "CO: not said there, word it in es_CO: un devengo",
        ),
        ("es_CO", "the cost", ["el costo"], "es_CO: says the same without it: the cost"),
    ],
)
def test_each_fault_is_found(catalogues, name, msgid, msgstr, fault):
    catalogues(name, msgid, *msgstr)
    assert fault in faults()


def test_a_fuzzy_translation_is_a_fault_that_survives_an_update(catalogues):
    catalog = extract.read("es")
    catalog.get("the cost").flags.add("fuzzy")
    extract.write("es", catalog)
    extract.update()
    assert "es: fuzzy: the cost" in faults()


def test_a_sentence_nobody_says_any_more_is_dropped(catalogues, monkeypatch):
    monkeypatch.setattr(extract, "sentences", lambda: {"the cost"})
    assert "es: nobody says it: {n} of {total}" in faults()
    extract.update()
    assert faults() == []


def test_the_command_fails_while_something_is_missing(catalogues, monkeypatch, capsys):
    assert extract.main(["--check"]) == 0
    assert capsys.readouterr().out == "3 sentences, nothing missing\n"
    monkeypatch.setattr(extract, "sentences", lambda: {"the cost", "a worst agent"})
    assert extract.main([]) == 1
    out = capsys.readouterr().out
    assert "es: untranslated: a worst agent" in out
    assert "en: a word nobody may say: a worst agent" in out
