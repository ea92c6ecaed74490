"""Every code of the house has words in both languages, and the words agree with the numbers."""

import ast
import math
import re
from itertools import product
from pathlib import Path

import pytest

import cctoolkit
from cctoolkit.findings import Finding, Hours, KeyFigure
from cctoolkit.findings.planning import CAUSES
from cctoolkit.report.sentences import FINDINGS, data, sentence
from cctoolkit.report.sentences.answers import STANDINGS, verdict
from cctoolkit.report.sentences.lacks import SUBJECTS, lack_sentence
from cctoolkit.sections import SECTIONS, Lack, Section
from cctoolkit.words import Words

VOICES = {"es": Words("es", "ES", "es_ES"), "en": Words("en", "ES", "en_GB")}
ENGLISH, SPANISH = VOICES["en"], VOICES["es"]
DEFECTS = data.FINDINGS
PACKAGE = Path(cctoolkit.__file__).parent
NUMBERS = {
    "index": 0.8,
    "index_net": 0.86,
    "n_agents": 50,
    "n_teams": 7,
    "others_low": 0.004,
    "others_high": 0.006,
    "ordered_by_client": 0,
    "unknown_h": 18.0,
    "target_high": 0.9,
    "decides": 1,
    "threshold_s": 20.0,
    "basis": "offered",
    "channels": "chat, voice",
    "n_days_reached": 3,
    "n_days": 10,
    "n_days_incomplete": 2,
    "lowest": 0.8,
    "highest": 0.86,
    "lowest_variant": "SL3",
    "highest_variant": "SL2",
    "agreed_variant": "SL3",
    "n_reached": 2,
    "n_variants": 6,
    "level": 0.86,
    "n_missed": 2,
    "law": "Ley 10/2025",
    "missed": "share_within,mean_wait",
    "adapt_by": "2026-12-28",
    "window_days": 7.0,
    "identified_share": 0.9,
    "n_open": 3,
    "out_h": 400.0,
    "absent_h": 150.0,
    "adherence_low": 0.81,
    "adherence_high": 0.84,
    "adherence_attended": 0.88,
    "lowest_value": 0.8,
    "highest_value": 0.86,
    "lowest_rule": "verint",
    "highest_rule": "own",
    "n_below": 5,
    "gross": 0.82,
    "excused_h": 30.0,
    "planned_share": 0.2,
    "lost_share": 0.3,
    "lost_h": 80.0,
    "whole_share": 0.15,
    "net": 0.05,
    "hours": "9,10",
    "offered_share": 0.2,
    "n_lacking": 340,
    "lost_contacts": 120.4,
    "error_points": 0.03,
    "n_offered": 3000.0,
    "n_forecast": 2500.0,
    "n_days_missed": 12,
    "n_chance": 2,
    "forecast_owner": "client",
    "forecast_locked": 1,
    "days": "2026-02-11,2026-02-12",
    "n_sales": 11,
    "n_useful": 58,
    "n_records": 126,
    "of_records": 0.08,
    "paid_h": 4677.0,
    "unused_h": 1005.0,
    "not_connected_h": 398.0,
    "auxiliary_h": 603.0,
    "unclassified_h": 4.0,
    "n_short_contacts": 90.0,
    "n_passed_on": 7.0,
    "n_incident_short": 5.0,
    "n_raised_short": 12.0,
    "n_judged_short": 66.0,
    "n_usual": 40.0,
    "n_excess": 26.0,
    "edge": "edge_last",
    "edge_s": 900.0,
    "expected_share": 0.05,
    "aux_share": 0.2,
    "n_shifts": 300,
    "set_aside_h": 3.0,
    "off_queue_h": 2.0,
    "raised_h": 1.0,
    "threshold": "aux_limit",
    "limit_s": 180.0,
    "band_s": 18.0,
    "n_near": 70.0,
    "n_repeated": 4.0,
    "pattern": "edge_last",
    "short_seen": 0.02,
    "edge_seen": 0.01,
    "near_seen": 0.4,
    "n_outside": 2,
    "at_cost": "14112.20",
    "billed_h": 3465.0,
    "step_h": 3400.0,
    "training_h": 261.0,
    "planned_h": 4762.0,
    "clocked_h": 4330.0,
    "gap_h": 432.0,
    "concepts": "hora,recargo",
    "measure": "handle_time",
    "n_more": 1,
    "n_less": 1,
    "n_judged": 38,
    "n_not_judged": 2,
    "n_beyond": 4,
    "by_chance": 1.9,
    "phi": 2.0,
    "between_sd": 0.06,
    "readings": "net_of_ordered,with_billable",
    "values": "0.86,0.87",
    "is_ordered": 1,
    "ordered_h": 60.0,
    "handle_h": 900.0,
    "available_h": 300.0,
    "beyond_h": 40.0,
    "n_hours": 14,
    "handle_share": 0.3,
    "agreed": 0,
    "external_share": 0.05,
    "internal_share": 0.03,
    "published": 0.09,
    "later": 0.06,
    "published_version": "published",
    "later_version": "final",
}
WHERE = {
    "team": "N1",
    "shift": "tarde",
    "aux_code": "Gestión",
    "activity": "lunch",
    "table": "states",
    "detail": "a",
}


def finding(code, value=0.82, target=0.85, **more):
    numbers = NUMBERS | more.pop("numbers", {})
    if code in DEFECTS:
        numbers |= {"hours": 1.5, "days": "2026-02-11,2026-02-12"}
    usual = {"section": "adherence", "severity": "serious", "low": 0.81, "high": 0.83, "n": 9}
    usual |= {"hours": Hours(12.0, 10.0, 14.0)}
    parts = usual | {"where": WHERE, "numbers": numbers} | more
    return Finding(code=code, value=value, target=target, **parts)


def literals(*paths):
    """Words with an underscore, as codes are, that stand in these files of the package."""
    trees = [ast.parse((PACKAGE / path).read_text(encoding="utf-8")) for path in paths]
    constants = [leaf.value for tree in trees for leaf in ast.walk(tree) if _is_text(leaf)]
    return {text for text in constants if re.fullmatch("[a-z]+(_[a-z]+)+", text)}


def _is_text(leaf):
    return isinstance(leaf, ast.Constant) and isinstance(leaf.value, str)


def codes_given(path):
    """Codes that the rules of a file give: what stands after `code=`, either side of a choice."""
    tree = ast.parse((PACKAGE / path).read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    given = [word.value for call in calls for word in call.keywords if word.arg == "code"]
    plain = [each for each in given if not isinstance(each, ast.JoinedStr)]
    return {leaf.value for each in plain for leaf in ast.walk(each) if _is_text(leaf)}


def test_every_code_that_a_rule_gives_has_words():
    rules = set().union(*(codes_given(f"findings/{name}.py") for name in SECTIONS))
    rules |= {f"missed_by_{cause}" for cause in CAUSES}
    assert {"team_below_target", "level_missed", "definition_decides"} <= rules
    places = ("below", "on", "above")
    banded = ("index", "schedule", "occupancy")
    index = {f"{what}_{place}_target" for what in banded for place in places}
    assert rules | index | {*STANDINGS} <= {*FINDINGS}
    assert {*FINDINGS} - {*DEFECTS} == rules | index


def test_every_defect_that_a_check_finds_has_words_and_no_words_are_left_over():
    rooms = ("tables/defects.py", "tables/timelines.py", "tables/checks.py")
    files = (*rooms, "engagement/defects.py")
    calls = [
        node
        for path in files
        for node in ast.walk(ast.parse((PACKAGE / path).read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and "Defect" in ast.unparse(node.func) and node.args
    ]
    made = {call.args[0].value for call in calls if _is_text(call.args[0])}
    assert {"missing_days", "open_states", "repeated_rows"} <= made
    assert made <= {*DEFECTS} <= literals(*files)


@pytest.mark.parametrize(("code", "language"), [*product(FINDINGS, VOICES)])
def test_every_finding_says_what_who_and_what_to_do(code, language):
    said = sentence(finding(code), VOICES[language])
    assert said.headline and said.detail and said.action
    assert said.action.endswith(".") and not said.headline.endswith(".")
    for text in (said.headline, said.detail, said.action, *said.explanations):
        assert "nan" not in text.lower().split() and "–" not in text and "{" not in text


def test_actions_are_translated_and_name_somebody_first():
    for code in FINDINGS:
        spanish, english = (sentence(finding(code), words).action for words in VOICES.values())
        assert spanish != english
        who = spanish.split(":")[0]
        assert who.startswith(
            ("Proveedor", "Cliente", "Ambas partes", "Quien ", "No hay que hacer nada")
        ), spanish


@pytest.mark.parametrize(
    ("value", "said", "target"),
    [(0.79, "79.0%", "80.0%"), (0.7997, "79.97%", "80.00%"), (0.79996, "79.996%", "80.000%")],
)
def test_a_level_missed_never_reads_as_the_level_agreed(value, said, target):
    headline = sentence(finding("level_missed", value, 0.8), ENGLISH).headline
    assert headline == f"The service level is {said} and does not reach the {target} agreed"


def test_a_column_wrong_by_far_is_the_first_thing_that_is_said():
    missed = finding("level_missed", value=0.7, target=0.8, section="service")
    usual = {"section": "data", "value": 40.0, "unit": "rows", "where": {"table": "contacts"}}
    wrong = finding("unit_by_mean", **usual)
    said = verdict(Section("summary", findings=(missed, wrong)), ENGLISH)
    assert said.startswith("9 rows of `contacts` with a mean duration")
    noticed = finding("repeated_rows", **usual | {"severity": "notice"})
    assert "contacts" not in verdict(Section("summary", findings=(missed, noticed)), ENGLISH)


def test_the_verdict_and_the_margin_agree_with_the_numbers_too():
    missed = finding("level_missed", 0.7997, 0.8, low=0.7995, high=0.7999, section="service")
    assert "79.97%" in verdict(Section("summary", findings=(missed,)), ENGLISH)
    assert "between 79.95% and 79.99%" in sentence(missed, ENGLISH).detail
    above = finding("abandonment_above_target", 0.0501, 0.05, low=0.04, high=0.06)
    assert sentence(above, ENGLISH).headline.startswith("5.01% of the contacts offered")


def test_the_definition_that_decides_shows_on_which_side_each_value_lies():
    numbers = {"highest": 0.8004, "lowest": 0.7996}
    decides = finding("definition_decides", 0.0008, 0.8, numbers=numbers)
    assert "between 79.96% and 80.04%" in sentence(decides, ENGLISH).headline


def test_bounds_of_unexplained_time_are_written_apart_from_the_target():
    numbers = {"decides": 1, "target_high": 0.9}
    bounds = {"low": 0.849996, "high": 0.86}
    said = sentence(finding("unclassified_time", 0.01, numbers=numbers, **bounds), ENGLISH)
    assert "84.9996%" in said.detail
    assert said.detail.endswith("How it is counted decides whether the target is met.")
    numbers = {"decides": 0, "target_high": math.nan}
    quiet = finding("unclassified_time", 0.01, math.nan, numbers=numbers, **bounds)
    assert "decides" not in sentence(quiet, ENGLISH).detail


def test_without_a_margin_no_sentence_speaks_of_one():
    for code in ("index_on_target", "level_missed", "abandonment_above_target"):
        said = sentence(finding(code, low=math.nan, high=math.nan), ENGLISH)
        assert "argin" not in said.detail and "–" not in said.detail


LACKS = [
    Lack("adherence", "table", ("states", "agent_intervals")),
    Lack("aux", "table", ("aux_intervals",)),
    Lack("service", "empty", ("contacts",)),
    Lack("planning", "setting", ("targets.service_level",)),
    Lack("planning", "grain", ("hour",)),
    Lack("day_sheet", "channels_mixed", ("120",)),
    Lack("day_sheet", "log_missing", ("120",)),
    Lack("day_sheet", "unlogged", ("3",)),
    Lack("adherence", "connection", ("agent_intervals",)),
    Lack("by_site", "assignment", ("assignments",)),
    Lack("by_site", "table_column", ("assignments", "site")),
    Lack("by_site", "unmatched", ("assignments",)),
    Lack("handle_time", "column", ("talk_ms",)),
    Lack("by_hour", "grain", ("hour",)),
    Lack("service_level", "channels", ("chat", "voice")),
    Lack("service_level", "coverage", ("12",)),
    Lack("schedule", "either", ("schedule_intervals", "schedules", "states")),
    Lack("schedule", "planned", ("schedules",)),
    Lack("schedule", "column", ("non_adherent_ms",)),
    Lack("schedule_agents", "without_states", ("915.0",)),
    Lack("shrinkage_agents", "without_states", ("854.0", "published")),
    Lack("service_level", "threshold", ("20",)),
    Lack("abandonment_net", "short", ("5",)),
    Lack("customers", "table", ("contacts",)),
    Lack("resolution", "table_column", ("contacts", "customer_key")),
    Lack("resolution", "identified", ("0.431", "0.8")),
    Lack("resolution", "window", ("7",)),
    Lack("csat", "scale", ("854",)),
    Lack("short_by_team", "alone", ("2",)),
    Lack("acw_close", "setting", ("patterns.acw_close_s",)),
    Lack("penetration", "setting", ("outbound.base_records",)),
    Lack("sales_value", "currencies", ("EUR",)),
    Lack("sales_per_hour", "few_hours", ("aux_intervals",)),
    Lack("billed_hours", "hour_unit", ("invoices",)),
    Lack("billed_hours", "concept", ("hora",)),
    Lack("planned_hours", "version", ("final",)),
    Lack("hours_cost", "currency", ("EUR",)),
    Lack("paid_use", "strangers", ("payroll", "agent_intervals")),
    Lack("paid_use", "whole_month", ()),
    Lack("hours_people", "agents", ("27", "30")),
    Lack("hours_months", "part", ("2026-01-01", "2026-03-01")),
    Lack("hours_months", "uneven", ("billed", "paid")),
    *(Lack(what, "people", ("2", "5")) for what in SUBJECTS),
]


@pytest.mark.parametrize(("lack", "language"), [*product(LACKS, VOICES)])
def test_every_lack_has_words(lack, language):
    said = lack_sentence(lack, VOICES[language])
    assert said.endswith(".") and "{" not in said
    if lack.reason in ("table", "empty", "table_column", "column", "assignment"):
        assert all(f"`{name}`" in said for name in lack.needs)


@pytest.mark.parametrize(
    ("what", "n", "said"),
    [
        ("by_team", 1, "Índice por equipo: no se muestra 1 grupo, para que"),
        ("index_by_month", 2, "Índice por mes: no se muestran 2 meses, para que"),
        ("index_by_day", 1, "Índice por día: no se muestra 1 día, para que"),
        ("aux_by_hour", 3, "Tiempo auxiliar por código y hora del día: no se muestran 3 horas"),
        ("adherence", 1, "Adherencia al puesto: no se muestra, para que"),
    ],
)
def test_what_privacy_hides_is_counted_in_its_own_words(what, n, said):
    assert lack_sentence(Lack(what, "people", (str(n), "5")), SPANISH).startswith(said)


def test_a_first_page_without_findings_says_why():
    measured = KeyFigure("abandonment", 0.04, 0.03, 0.05, "share", 90, "contacts", "A")
    agreed, nothing = {"has_targets": True}, {"has_targets": False}
    with_targets = Section("summary", key_figures=(measured,), choices=agreed)
    assert "Targets were agreed" in verdict(with_targets, ENGLISH)
    without = Section("summary", key_figures=(measured,), choices=nothing)
    assert "no target was agreed" in verdict(without, ENGLISH)
    assert "nothing of this period" in verdict(Section("summary", choices=agreed), ENGLISH)


def test_a_headline_that_asks_ends_with_its_question_mark():
    asked = finding("index_above_target", 0.95, 0.85, low=0.94, high=0.96, section="adherence")
    assert "?." not in verdict(Section("summary", findings=(asked,)), ENGLISH)
