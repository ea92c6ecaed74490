"""Thresholds on adherence to the schedule."""

import math

import pandas as pd
import pytest

from cctoolkit.findings import schedule as rules

NAN = float("nan")


def overall(**changes):
    row = {
        "adherence": 0.82,
        "low": 0.80,
        "high": 0.84,
        "adherence_low": 0.81,
        "adherence_high": 0.83,
        "adherence_net": 0.84,
        "n_agents": 50,
        "judged_s": 3_600_000.0,
        "adherent_s": 0.82 * 3_600_000,
        "non_adherent_s": 0.18 * 3_600_000,
        "absent_s": 360_000.0,
        "excused_s": 72_000.0,
        "excused_unknown_s": 0.0,
    }
    return pd.DataFrame([row | changes])


@pytest.mark.parametrize(
    ("adherence", "high", "code", "severity"),
    [
        (0.82, 0.84, "schedule_below_target", "serious"),
        (0.84, 0.86, "schedule_below_target", "notice"),
        (0.84, NAN, "schedule_below_target", "notice"),
        (0.85, 0.87, "schedule_on_target", "good"),
        (0.95, 0.95, "schedule_on_target", "good"),
        (0.96, 0.97, "schedule_above_target", "notice"),
    ],
)
def test_a_target_missed_within_the_margin_is_a_notice(adherence, high, code, severity):
    table = overall(adherence=adherence, high=high)
    (found,) = rules.adherence_against_target(table, target_low=0.85, target_high=0.95, grade="A")
    assert (found.code, found.severity) == (code, severity)


def test_hours_missing_are_those_beyond_what_the_target_allows():
    (found,) = rules.adherence_against_target(
        overall(), target_low=0.85, target_high=1.0, grade="A"
    )
    assert found.hours.value == pytest.approx(30)
    assert found.numbers["absent_h"] == 100


def test_nothing_known_is_not_judged():
    table = overall(adherence=NAN)
    assert not [*rules.adherence_against_target(table, target_low=0.8, target_high=1, grade="A")]


def test_only_a_team_surely_below_is_named():
    rows = [("N1", 0.80, 0.84), ("N2", 0.84, 0.86), ("N3", 0.80, NAN)]
    table = pd.DataFrame(
        [
            {"team": team, "adherence": share, "surely_high": high, "low": 0.78, "high": 0.83}
            | {"n_agents": 9, "adherence_attended": 0.9}
            | {"judged_s": 36_000.0, "adherent_s": share * 36_000}
            for team, share, high in rows
        ]
    )
    (found,) = rules.teams_below_target(table, target_low=0.85, n_teams=4, grade="A")
    assert found.where == {"team": "N1"}
    # 85 of 100 minus 80: of ten hours, half an hour; at the ends, 78 and 83.
    hours = found.hours
    assert (hours.value, hours.low, hours.high) == pytest.approx((0.5, 0.2, 0.7))


def dialects(*values):
    return pd.DataFrame(
        {
            "dialect": [f"rule{k}" for k in range(len(values))],
            "rule_measure": "adherence",
            "rule_value": values,
        }
    )


def test_rules_on_both_sides_of_the_target_decide_it():
    table = dialects(0.846, 0.853, NAN)
    conformance = dialects(1.2).assign(rule_measure="conformance")
    (found,) = rules.definition_decides(pd.concat([table, conformance]), target_low=0.85, grade="A")
    assert (found.code, found.severity) == ("schedule_rule_decides", "serious")
    assert (found.n, found.numbers["n_below"]) == (2, 1)
    assert found.numbers["lowest_rule"] == "rule0"


@pytest.mark.parametrize("target_low", [0.9, math.nan])
def test_a_point_between_the_rules_is_worth_saying(target_low):
    (found,) = rules.definition_decides(dialects(0.80, 0.82), target_low=target_low, grade="A")
    assert (found.code, found.severity) == ("schedule_rule_matters", "notice")
    assert found.value == pytest.approx(0.02)
    near = dialects(0.80, 0.809)
    assert not [*rules.definition_decides(near, target_low=target_low, grade="A")]
    assert not [*rules.definition_decides(dialects(NAN), target_low=target_low, grade="A")]


def test_exceptions_that_decide_are_serious():
    (found,) = rules.exceptions_move_it(overall(), target_low=0.83, grade="A")
    assert (found.severity, found.numbers["decides"]) == ("serious", 1)
    (found,) = rules.exceptions_move_it(overall(), target_low=0.85, grade="A")
    assert (found.severity, found.numbers["decides"]) == ("notice", 0)
    assert found.numbers["excused_h"] == 20
    assert not [*rules.exceptions_move_it(overall(adherence_net=0.829), grade="A")]


def lost(name, shares, judged_s=36_000.0):
    table = pd.DataFrame({name: [*shares], "out_share": [*shares.values()], "judged_s": judged_s})
    return table.assign(non_adherent_s=table["out_share"] * table["judged_s"])


def test_hours_that_hold_half_of_what_is_lost():
    by_hour = lost("hour", dict.fromkeys(range(9, 18), 0.1) | {12: 0.5, 14: 0.45})
    (found,) = rules.hours_that_lose(by_hour, grade="A")
    assert found.numbers["hours"] == "12,14"
    assert found.value == pytest.approx(0.95 / 1.65)
    assert found.numbers["planned_share"] == pytest.approx(2 / 9)


def test_a_day_that_loses_everywhere_names_no_hour():
    assert not [*rules.hours_that_lose(lost("hour", dict.fromkeys(range(9, 18), 0.2)), grade="A")]
    assert not [*rules.hours_that_lose(lost("hour", dict.fromkeys(range(9, 18), 0.0)), grade="A")]


def test_an_activity_twice_as_often_out_with_a_tenth_of_the_loss():
    table = lost("activity", {"productive": 0.1, "lunch": 0.5, "meeting": 0.9})
    table["judged_s"] = [36_000.0, 3_600.0, 36.0]
    table["non_adherent_s"] = table["out_share"] * table["judged_s"]
    (found,) = rules.activities_that_lose(table, grade="A")
    assert found.where == {"activity": "lunch"}
    assert found.numbers["lost_h"] == 0.5
