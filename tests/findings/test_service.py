"""Thresholds on what the customer met."""

import pandas as pd

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


def test_exactly_at_target_is_reached():
    (found,) = rules.level_against_target(overall(of_offered=0.8), days(), **VOICE, **CHOICE)
    assert found.code == "level_reached"


def test_a_definition_that_decides_is_told_from_one_that_matters():
    (found,) = rules.level_depends_on_definition(overall(), threshold_s=20, **CHOICE)
    assert (found.code, found.severity) == ("definition_decides", "serious")
    both_miss = overall(of_answered=0.79, of_offered=0.70)
    (found,) = rules.level_depends_on_definition(both_miss, threshold_s=20, **CHOICE)
    assert found.code == "definition_matters"
    same = overall(of_answered=0.795, of_offered=0.79)
    assert not [*rules.level_depends_on_definition(same, threshold_s=20, **CHOICE)]


def test_nothing_is_judged_where_nothing_was_measured():
    blank = overall(of_offered=float("nan"), of_answered=float("nan"))
    assert not [*rules.level_against_target(blank, days(), **VOICE, **CHOICE)]
    assert not [*rules.level_depends_on_definition(blank, threshold_s=20, **CHOICE)]


def hours(*rows):
    return pd.DataFrame(rows, columns=["hour", "n_offered", "n_within"])


def test_hours_are_named_only_when_the_loss_is_concentrated():
    concentrated = hours((9, 100, 20), (10, 450, 360), (11, 450, 350))
    (found,) = rules.worst_hours(concentrated, overall(of_offered=0.73), **CHOICE)
    assert found.numbers["hours"] == "9"
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
