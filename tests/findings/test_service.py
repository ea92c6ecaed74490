"""Thresholds on what the customer met."""

import pandas as pd
import pytest

from cctoolkit.findings import service as rules

CHOICE = {"target": 0.80, "basis": "offered", "grade": "A"}
VOICE = {"threshold_s": 20, "channels": "voice"}


def overall(**changes):
    row = {
        "n_within": 790,
        "n_answered": 950,
        "n_offered": 1000,
        "of_answered": 790 / 950,
        "of_offered": 0.79,
        "low": 0.77,
        "high": 0.81,
    }
    return pd.DataFrame([row | changes])


def days(*levels):
    return pd.DataFrame({"of_offered": levels})


def test_the_level_is_held_against_the_target_and_days_are_counted():
    (found,) = rules.level_against_target(
        overall(), days(0.7, 0.9, float("nan"), 0.8), **VOICE, **CHOICE
    )
    assert (found.code, found.numbers["n_days_reached"], found.numbers["n_days"]) == (
        "level_missed",
        2,
        3,
    )


def test_days_without_some_queue_are_counted_and_not_judged():
    dates = pd.date_range("2026-03-02", periods=4)
    table = days(0.7, 0.9, float("nan"), 0.8).assign(business_day=dates)
    lacking = {"incomplete": {dates[1], dates[2]}}
    (found,) = rules.level_against_target(overall(), table, **lacking, **VOICE, **CHOICE)
    names = ("n_days_reached", "n_days", "n_days_incomplete")
    assert [found.numbers[name] for name in names] == [1, 2, 1]


def test_exactly_at_target_is_reached():
    (found,) = rules.level_against_target(overall(of_offered=0.8), days(), **VOICE, **CHOICE)
    assert found.code == "level_reached"


DEFINITION = {"target": 0.80, "threshold_s": 20, "grade": "A"}


def definitions(**levels):
    """A row for each definition, all of the same contacts; the first is the contract's."""
    table = pd.DataFrame({"variant": [*levels], "value": [*levels.values()]})
    return table.assign(
        measure=table["variant"].where(table["variant"].eq("answer_rate"), "service_level"),
        agreed=table.index == 0,
        comparable=True,
        n_base=1000,
    )


def test_a_definition_that_decides_is_told_from_one_that_matters():
    both_sides = definitions(SL3=0.79, SL4=0.80, SL2=0.83, answer_rate=0.95)
    (found,) = rules.level_depends_on_definition(both_sides, **DEFINITION)
    assert (found.code, found.severity) == ("definition_decides", "serious")
    assert (found.numbers["n_reached"], found.numbers["n_variants"]) == (2, 3)
    assert (found.numbers["lowest_variant"], found.numbers["highest_variant"]) == ("SL3", "SL2")
    all_miss = definitions(SL3=0.70, SL2=0.79, answer_rate=0.95)
    (found,) = rules.level_depends_on_definition(all_miss, **DEFINITION)
    assert (found.code, found.severity) == ("definition_matters", "notice")
    same = definitions(SL3=0.79, SL2=0.795, answer_rate=0.95)
    assert not [*rules.level_depends_on_definition(same, **DEFINITION)]


def test_a_definition_that_knows_other_contacts_is_not_in_the_range():
    table = definitions(SL3=0.70, SL2=0.79, SL6=0.85).assign(comparable=[True, True, False])
    (found,) = rules.level_depends_on_definition(table, **DEFINITION)
    assert (found.code, found.numbers["highest"]) == ("definition_matters", 0.79)


def met(level, n_met, n_missed):
    row = {"judged_by": "interval", "level": level, "target": 0.8, "n_met": n_met}
    share = n_met / (n_met + n_missed)
    return pd.DataFrame([row | {"n_missed": n_missed, "met_share": share}])


def test_intervals_are_hidden_only_by_a_level_that_is_reached():
    (found,) = rules.level_hides_intervals(met(0.82, 60, 40), grade="A")
    assert (found.severity, found.value, found.n) == ("notice", 0.6, 100)
    assert not [*rules.level_hides_intervals(met(0.82, 75, 25), grade="A")]
    assert not [*rules.level_hides_intervals(met(0.79, 60, 40), grade="A")]


def law(**readings):
    table = pd.DataFrame({"law_reading": [*readings], "reading_met": [*readings.values()]})
    return table.astype({"reading_met": "boolean"}).assign(
        law="Ley", adapt_by=pd.Timestamp("2026-12-28")
    )


def test_a_reading_of_a_law_that_cannot_be_computed_is_not_missed():
    table = law(share=None, mean=True, both=False)
    (found,) = rules.statutory_not_met(table, grade="A")
    assert (found.severity, found.numbers["missed"], found.n) == ("notice", "both", 2)
    assert not [*rules.statutory_not_met(law(share=None, mean=True), grade="A")]


def test_nothing_is_judged_where_nothing_was_measured():
    blank = overall(of_offered=float("nan"), of_answered=float("nan"))
    assert not [*rules.level_against_target(blank, days(), **VOICE, **CHOICE)]
    nothing = definitions(SL3=float("nan"), answer_rate=0.9)
    assert not [*rules.level_depends_on_definition(nothing, **DEFINITION)]


def hours(*rows):
    return pd.DataFrame(rows, columns=["hour", "n_offered", "n_within"])


def test_hours_are_named_only_when_the_loss_is_concentrated():
    concentrated = hours((9, 100, 20), (10, 450, 360), (11, 450, 350))
    (found,) = rules.worst_hours(concentrated, overall(of_offered=0.73), **CHOICE)
    assert found.numbers["hours"] == "9"
    assert found.numbers["n_lacking"] == 70  # 60 at 9, 10 at 11; 10 is on target
    assert found.value == pytest.approx(60 / 70)
    spread = hours((9, 300, 230), (10, 300, 231), (11, 300, 229))
    assert not [*rules.worst_hours(spread, overall(of_offered=0.77), **CHOICE)]


def test_abandonment_needs_a_target():
    table = pd.DataFrame(
        [
            {
                "abandoned_share": 0.06,
                "abandoned_share_net": float("nan"),
                "abandoned_low": 0.05,
                "abandoned_high": 0.07,
                "n_offered_to_queue": 1000,
            }
        ]
    )
    choice = {"channels": "voice", "grade": "A"}
    assert not [*rules.abandonment_against_target(table, target=None, **choice)]
    assert not [*rules.abandonment_against_target(table, target=0.06, **choice)]
    (found,) = rules.abandonment_against_target(table, target=0.055, **choice)
    assert (found.n, found.severity) == (1000, "notice")
    (found,) = rules.abandonment_against_target(table, target=0.04, **choice)
    assert found.severity == "serious"


def test_a_miss_within_the_margin_weighs_less():
    (found,) = rules.level_against_target(overall(high=0.799), days(), **VOICE, **CHOICE)
    assert found.severity == "serious"
    (found,) = rules.level_against_target(overall(high=0.81), days(), **VOICE, **CHOICE)
    assert (found.code, found.severity) == ("level_missed", "notice")
