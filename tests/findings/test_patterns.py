"""When a pattern is said, of whom, and how much it weighs."""

import math

import pandas as pd
import pytest

from cctoolkit.findings import patterns as rules

NAN = float("nan")


def short(team="N1", share=0.03, low=0.02, sure=0.015, **more):
    row = {
        "team": team,
        "excess_share": share,
        "low": low,
        "high": 2 * share - low,
        "surely_low": sure,
        "detectable_share": 0.02,
        "n_judged": 2000,
        "n_excess": 2000 * share,
        "excess_s": 36_000.0,
    }
    counts = ("n_short_contacts", "n_passed_on", "n_incident_short", "n_raised_short")
    return row | dict.fromkeys((*counts, "n_judged_short", "n_usual"), 10) | more


@pytest.mark.parametrize(
    ("share", "low", "sure", "severity"),
    [
        (0.03, 0.02, 0.015, "serious"),
        (0.03, 0.005, 0.001, "notice"),
        (0.03, 0.02, -0.001, None),
        (0.009, 0.008, 0.007, None),
        (0.03, NAN, NAN, None),
    ],
)
def test_short_contacts_beyond_every_comparison_and_worth_saying(share, low, sure, severity):
    table = pd.DataFrame([short(share=share, low=low, sure=sure)])
    found = [*rules.short_contacts(table, "team", grade="A")]
    assert [each.severity for each in found] == ([severity] if severity else [])


def test_the_hours_of_an_excess_go_with_its_interval():
    (found,) = rules.short_contacts(pd.DataFrame([short()]), "team", grade="A")
    assert (found.where, found.n) == ({"team": "N1"}, 2000)
    hours = (found.hours.low, found.hours.value, found.hours.high)
    assert hours == pytest.approx((20 / 3, 10, 40 / 3))


def edge(pattern="edge_last", share=0.1, sure=0.05, **more):
    row = {
        "pattern": pattern,
        "excess_share": share,
        "low": share - 0.02,
        "high": share + 0.02,
        "surely_low": sure,
        "detectable_share": 0.03,
        "aux_share": 0.15,
        "expected_share": 0.05,
        "n_agents": 10,
        "n_shifts": 200,
        "excess_s": 7200.0,
    }
    return row | dict.fromkeys(("set_aside_s", "off_queue_s", "raised_s"), 3600.0) | more


def edges(*by_team, whole=0.05):
    first = edge("edge_first", share=-0.02, sure=-0.1)
    table = pd.DataFrame([first, edge(sure=whole)])
    groups = pd.DataFrame([edge(team=f"T{k}", sure=sure) for k, sure in enumerate(by_team)])
    return [*rules.shift_edges(table, groups, "team", edge_s=900, grade="A")]


def test_a_habit_of_most_teams_is_said_of_the_service_and_that_of_a_few_of_them():
    (found,) = edges(0.02, 0.03, 0.02, -0.1)
    assert (dict(found.where), found.table) == ({}, "edges")
    (found,) = edges(0.02, -0.03, -0.02, -0.1)
    assert (found.where, found.table) == ({"team": "T0"}, "edges_by_team")
    assert found.numbers["edge"] == "edge_last"
    assert [dict(each.where) for each in edges(0.02, -0.1, whole=-0.1)] == [{"team": "T0"}]
    assert [dict(each.where) for each in edges(-0.1, -0.1)] == [{}]
    assert edges(-0.1, -0.1, whole=-0.1) == []


def near(pattern, share=0.4, sure=0.1, **more):
    row = {
        "pattern": pattern,
        "near_excess_share": share,
        "low": share - 0.2,
        "high": share + 0.2,
        "surely_low": sure,
        "detectable_share": 0.3,
        "n_durations": 500,
        "excess_s": 720.0,
        "limit_s": 180.0,
        "band_s": 18.0,
    }
    return row | dict.fromkeys(("n_near", "n_repeated", "n_usual", "n_excess"), 4) | more


def test_a_crowd_of_agents_has_hours_and_one_of_waits_has_none():
    whole = pd.DataFrame([near("aux_limit"), near("answered_inside"), near("acw_close", sure=-1)])
    groups = dict.fromkeys(("aux_limit", "acw_close", "answered_inside"), ("team", None))
    found = [*rules.near_thresholds(whole, groups, grade="A")]
    assert [each.numbers["threshold"] for each in found] == ["aux_limit", "answered_inside"]
    assert found[0].hours.value == pytest.approx(0.2) and found[1].hours is None
    assert found[1].controlled_by == "provider"


@pytest.mark.parametrize(
    ("outside", "said"), [("<5", False), ("0", False), ("5", True), (">35", False)]
)
def test_agents_are_counted_only_where_the_count_may_be_told(outside, said):
    table = pd.DataFrame(
        {"pattern": ["short"], "n_agents": [40], "outside": [outside], "by_chance": [1.0]}
    )
    assert bool([*rules.agents_outside(table, grade="A")]) == said


def test_nothing_beyond_says_how_large_it_would_have_to_be():
    tables = {
        "edges": pd.DataFrame({"detectable_share": [0.01, 0.03]}),
        "near": pd.DataFrame({"detectable_share": [0.9, 0.4, NAN]}),
    }
    (found,) = rules.nothing_beyond(tables, grade="A")
    assert (found.severity, found.numbers["edge_seen"], found.numbers["near_seen"]) == (
        "good",
        0.03,
        0.4,
    )
    assert math.isnan(found.numbers["short_seen"])
    blind = {"edges": pd.DataFrame({"detectable_share": [NAN]})}
    assert not [*rules.nothing_beyond(blind, grade="A")]
