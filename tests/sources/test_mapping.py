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


def refused(build, *arguments, **settings):
    """Return the code and the place of every fault that a mapping is refused for."""
    with pytest.raises(ValidationError) as raised:
        build(*arguments, **settings)
    return [(item["type"], ".".join(map(str, item["loc"]))) for item in raised.value.errors()]


@pytest.mark.parametrize(
    ("columns", "code", "place"),
    [
        ({"talk_ms": "habla"}, "unit_missing", "talk_ms"),
        ({"csat": {"column": "nota", "unit": "s"}}, "unit_idle", "csat.unit"),
        ({"queue": {"constant": 7}}, "constant_quotes", "queue.constant"),
        ({"queue": {"constant": [7]}}, "constant_form", "queue.constant"),
        ({"channel": {"constant": "voz"}}, "setting_not_allowed", "channel.constant"),
        ({"channel": {"column": "c", "codes": {"V": "voz"}}}, "vocabulary_code", "channel.codes.V"),
        (
            {"ended_at": {"after": "answered_at", "length": "1 h"}},
            "anchor_missing",
            "ended_at.after",
        ),
        ({"ended_at": {"after": "queue", "length": "1 h"}}, "anchor_missing", "ended_at.after"),
        ({"ended_at": {"after": "arrived_at", "length": "rato"}}, "length_form", "ended_at.length"),
        ({"ended_at": {"after": "arrived_at"}}, "after_without_length", "ended_at"),
        ({"answered_at": {"column": "a", "format": "%d/%m"}}, "format_incomplete", None),
        ({"answered_at": {"column": "a", "format": "dd/mm/yyyy"}}, "format_incomplete", None),
        ({"answered_at": {"column": "a", "format": "%Q/%m/%Y"}}, "format_code", None),
        ({"answered_at": {"column": "a", "format": "%d/%m/%Y %I:%M"}}, "format_half", None),
        ({"answered_at": {"column": "a", "format": "%d/%d/%m/%Y"}}, "format_twice", None),
        ({"queue": {"column": "a", "format": "%d/%m/%Y"}}, "moment_idle", "queue.format"),
        ({"queue": {"column": "a", "percent": True}}, "percent_idle", "queue.percent"),
        ({"queue": {"column": "a", "inclusive": True}}, "inclusive_idle", "queue.inclusive"),
        (
            {"talk_ms": {"column": "a", "unit": "s", "codes": {"a": "b"}}},
            "codes_idle",
            "talk_ms.codes",
        ),
        ({"csat": {"column": "a", "digits_lost": "empty"}}, "digits_lost_idle", None),
        ({"queue": {}}, "origin_missing", "queue"),
        ({"queue": {"column": "a", "constant": "b"}}, "origin_several", "queue"),
        ({"queue": {"colum": "a"}}, "extra_forbidden", "queue.colum"),
        ({"nota": "a"}, "target_unknown", "nota"),
        (
            {"csat": {"column": "a", "codes": {"1": {"cod": "b"}}}},
            "missing",
            "csat.codes.1.block.code",
        ),
    ],
)
def test_rules_that_do_not_suit_their_column(columns, code, place):
    found = refused(contacts, **columns)
    place = place or f"{next(iter(columns))}." + code.split("_")[0].replace("digits", "digits_lost")
    assert found[0] == (code, f"columns.{place}")


def test_two_columns_that_lean_on_each_other():
    columns = {
        "answered_at": {"column": "a", "nearest_to": "ended_at"},
        "ended_at": {"column": "b", "nearest_to": "answered_at"},
    }
    assert {code for code, _ in refused(contacts, **columns)} == {"leans_on_itself"}


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        ({"decimal": ",", "thousands": ","}, ("signs_same", "thousands")),
        ({"format": "sqlite"}, ("query_for_sql", "format")),
        ({"query": "select 1"}, ("query_for_sql", "query")),
        ({"database_env": "X"}, ("files_or_database", "")),
        ({"files": None, "database_env": "X"}, ("database_for_postgresql", "format")),
        ({"separador": ";"}, ("extra_forbidden", "separador")),
        ({"zone": "Europe/Madird"}, ("zone_unknown", "zone")),
        ({"zone": "Europe"}, ("zone_unknown", "zone")),
        *[
            ({"separator": sign}, ("separator_form", "separator"))
            for sign in (";;", "tab", "", '"')
        ],
        *[({"files": name}, ("files_form", "files")) for name in ("", " ", ".", "***", "raw/a**")],
    ],
)
def test_settings_that_cannot_be_or_contradict_each_other(settings, fault):
    assert fault in refused(clockings, **settings)


def test_the_nearest_zone_is_named():
    with pytest.raises(ValidationError) as raised:
        clockings(zone="Europe/Madird")
    assert raised.value.errors()[0]["ctx"]["allowed"].startswith("Europe/Madrid")


def test_a_required_column_must_come_from_somewhere():
    columns = {"contact_id": "id", "arrived_at": "llega"}
    found = refused(Source, table="contacts", format="csv", files="x.csv", columns=columns)
    assert found == [("target_missing", ""), ("target_missing", "")]


def test_every_fault_of_a_source_is_told_at_once():
    """A setting that cannot be read hides no rule, and a rule no setting."""
    found = refused(
        contacts,
        talk_ms="habla",
        queue={"column": "c", "percent": True},
        arrived_at={"column": "a", "formato": "iso"},
        nota="n",
    )
    assert sorted(found) == [
        ("extra_forbidden", "columns.arrived_at.formato"),
        ("percent_idle", "columns.queue.percent"),
        ("target_unknown", "columns.nota"),
        ("unit_missing", "columns.talk_ms"),
    ]
    found = refused(clockings, {"agent": "a"}, format="cvs", header_line=-1, decimal=";")
    assert {code for code, _ in found} == {"literal_error", "greater_than_equal", "target_unknown"}


def test_open_questions_are_told_one_by_one():
    settings = {"decimal": "?", "columns": CLOCKING | {"start_at": {"column": "e", "format": "?"}}}
    found = refused(Source, table="clockings", format="csv", files="x.csv", **settings)
    assert found == [("open_question", "decimal"), ("open_question", "columns.start_at.format")]


def test_hours_in_order_are_for_tables_of_intervals():
    columns = {"agent_id": "a", "start_at": "b", "end_at": "c"}
    settings = {"format": "csv", "files": "x.csv", "repeated_hour": "in_order"}
    found = refused(Source, table="clockings", columns=columns, **settings)
    assert found == [("setting_not_allowed", "repeated_hour")]
    columns |= {"logged_ms": {"column": "d", "unit": "s"}}
    assert Source(table="agent_intervals", columns=columns, **settings).repeated_hour == "in_order"
