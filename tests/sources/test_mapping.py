"""What a mapping refuses before any file is opened."""

import pytest
from pydantic import ValidationError

from cctoolkit.sources.mapping import ColumnRule, Source

CLOCKING = {"agent_id": "agente", "start_at": "entra", "end_at": "sale"}


def clockings(columns=(), **settings):
    settings = {"format": "csv", "files": "x.csv"} | settings
    return Source(table="clockings", columns=CLOCKING | dict(columns), **settings)


def contacts(**columns):
    needed = {"contact_id": "id", "queue": "cola", "arrived_at": "llega", "outcome": "fin"}
    return Source(table="contacts", format="csv", files="x.csv", columns=needed | columns)


def test_origins_of_a_column():
    assert ColumnRule.model_validate("agente").alternatives == (("agente",),)
    assert ColumnRule(columns=("dia", "hora")).alternatives == (("dia", "hora"),)
    rule = ColumnRule(first_of=("a", ("b", "c")))
    assert rule.alternatives == (("a",), ("b", "c"))
    assert rule.raw_columns == ("a", "b", "c")
    assert ColumnRule(constant="x").alternatives == ()


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"talk_ms": "habla"}, "`talk_ms`: a duration needs a `unit`"),
        ({"csat": {"column": "nota", "unit": "s"}}, "nothing else has one"),
        ({"queue": {"constant": 7}}, "in quotes, so that no zero is lost: '7'"),
        ({"ended_at": {"after": "answered_at", "length": "1 h"}}, "`answered_at` is not mapped"),
        ({"ended_at": {"after": "queue", "length": "1 h"}}, "`queue` is not mapped"),
        ({"ended_at": {"after": "arrived_at", "length": "un rato"}}, "is not a length"),
        ({"ended_at": {"after": "arrived_at"}}, "`after` and `length` go together"),
        (
            {
                "answered_at": {"column": "a", "nearest_to": "ended_at"},
                "ended_at": {"column": "b", "nearest_to": "answered_at"},
            },
            "leans on itself",
        ),
        ({"answered_at": {"column": "a", "format": "%d/%m"}}, "needs year and month"),
        ({"answered_at": {"column": "a", "format": "dd/mm/yyyy"}}, "needs year and month"),
        ({"queue": {"column": "a", "format": "%d/%m/%Y"}}, "`format` is for instants"),
        ({"queue": {"column": "a", "percent": True}}, "`percent` is for shares"),
        ({"talk_ms": {"column": "a", "unit": "s", "codes": {"a": "b"}}}, "translate words"),
        ({"csat": {"column": "a", "digits_lost": "empty"}}, "is for identifiers"),
        ({"queue": {"colum": "a"}}, "colum"),
        ({"nota": "a"}, "has no column nota"),
    ],
)
def test_rules_that_do_not_suit_their_column(columns, message):
    with pytest.raises(ValidationError, match="(?s)" + message):
        contacts(**columns)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"decimal": ",", "thousands": ","}, "the same sign"),
        ({"format": "sqlite"}, "`query` goes with"),
        ({"query": "select 1"}, "`query` goes with"),
        ({"database_env": "X"}, "give `files`, or `database_env`"),
        ({"files": None, "database_env": "X"}, "goes with postgresql"),
        ({"separador": ";"}, "separador"),
    ],
)
def test_settings_that_contradict_each_other(settings, message):
    with pytest.raises(ValidationError, match=message):
        clockings(**settings)


def test_a_required_column_must_come_from_somewhere():
    with pytest.raises(ValidationError, match=r"(?s)`contacts` needs `queue`.*needs `outcome`"):
        Source(
            table="contacts",
            format="csv",
            files="x.csv",
            columns={"contact_id": "id", "arrived_at": "llega"},
        )


def test_every_fault_of_a_source_is_told_at_once():
    with pytest.raises(ValidationError) as raised:
        contacts(talk_ms="habla", hold_ms="espera", queue={"column": "c", "percent": True})
    text = str(raised.value)
    assert all(name in text for name in ("`talk_ms`", "`hold_ms`", "`queue`"))
