"""Thresholds on ready tables."""

import pandas as pd
import pytest

from cctoolkit.findings import adherence as rules


def teams(**changes):
    rows = [
        {"team": "N1", "index": 0.82, "surely_high": 0.84},
        {"team": "N2", "index": 0.84, "surely_high": 0.86},
        {"team": "N3", "index": 0.88, "surely_high": 0.90},
    ]
    common = {
        "low": 0.8,
        "high": 0.83,
        "index_net": 0.86,
        "n_agents": 10,
        "known_s": 3_600_000.0,
        "productive_s": 0.82 * 3_600_000,
    }
    return pd.DataFrame([common | row | changes for row in rows])


def test_only_a_team_surely_below_the_target_is_named():
    (found,) = rules.teams_below_target(teams(), target_low=0.85, n_teams=7, grade="A")
    assert found.where == {"team": "N1"}
    assert found.hours.value == pytest.approx(30)
    assert found.severity == "serious"


def test_a_team_without_an_interval_is_never_named():
    assert not [
        *rules.teams_below_target(
            teams(surely_high=float("nan")), target_low=0.85, n_teams=3, grade="A"
        )
    ]


def code(**changes):
    row = {
        "shift": "tarde",
        "aux_code": "internal",
        "label": "Gestión interna",
        "share": 0.030,
        "low": 0.028,
        "high": 0.032,
        "others_share": 0.005,
        "others_low": 0.004,
        "others_high": 0.006,
        "surely_low": 0.027,
        "others_surely_high": 0.007,
        "logged_s": 3_600_000.0,
        "n_agents": 20,
        "mandatory_rest": False,
        "protected": False,
        "ordered_by_client": False,
    }
    return pd.DataFrame([row | changes])


def test_a_code_far_above_the_other_shifts_is_said_with_its_hours():
    (found,) = rules.codes_used_more_by_a_shift(code(), grade="A")
    assert found.where == {"shift": "tarde", "aux_code": "Gestión interna"}
    assert found.hours.value == pytest.approx(25)
    # The ends: 0.028 against 0.006, and 0.032 against 0.004, of a thousand hours.
    assert (found.hours.low, found.hours.high) == pytest.approx((22, 28))
    assert found.controlled_by == "both"


def test_what_is_never_said_about_a_code():
    for changes in (
        {"mandatory_rest": True},
        {"protected": True},
        {"surely_low": 0.0065},  # apart, but not by more than so many comparisons explain
        {"surely_low": float("nan")},
        {"others_surely_high": float("nan")},
        {"share": 0.0140, "surely_low": 0.0135, "others_share": 0.0050},  # less than a point apart
        {
            "share": 0.050,
            "surely_low": 0.049,
            "others_share": 0.038,
            "others_surely_high": 0.039,
        },  # not half more
    ):
        assert not [*rules.codes_used_more_by_a_shift(code(**changes), grade="A")]


def test_what_the_client_orders_is_the_clients():
    (found,) = rules.codes_used_more_by_a_shift(code(ordered_by_client=True), grade="A")
    assert found.controlled_by == "client"


def test_a_record_is_json_without_nan():
    (found,) = rules.teams_below_target(teams(), target_low=0.85, n_teams=7, grade="A")
    record = found.as_record()
    assert record["numbers"]["n_teams"] == 7
    assert record["stake"] is None
    assert "NaN" not in str(record)


def whole(index):
    return pd.DataFrame(
        [
            {
                "index": index,
                "index_net": index + 0.05,
                "low": index - 0.01,
                "high": index + 0.01,
                "n_agents": 50,
                "n_agent_days": 900,
                "known_s": 3_600_000.0,
                "productive_s": index * 3_600_000,
            }
        ]
    )


def test_both_ends_of_the_target_are_looked_at():
    limits = {"target_low": 0.85, "target_high": 0.90, "grade": "A"}
    expected = {
        0.80: ("index_below_target", "serious", 0.85),
        0.845: ("index_below_target", "notice", 0.85),
        0.85: ("index_on_target", "good", 0.85),
        0.93: ("index_above_target", "notice", 0.90),
    }
    for index, (code, severity, target) in expected.items():
        (found,) = rules.index_against_target(whole(index), **limits)
        assert (found.code, found.severity, found.target) == (code, severity, target)


def unexplained(index_low, index, index_high):
    known_s, productive_s = 3_420_000.0, index * 3_420_000
    return whole(index).assign(
        logged_s=3_600_000.0,
        known_s=known_s,
        productive_s=productive_s,
        unknown_s=180_000.0,
        index_low=index_low,
        index_high=index_high,
    )


@pytest.mark.parametrize(
    ("bounds", "severity"),
    [
        ((0.86, 0.88, 0.89), "notice"),  # on the target, whatever it was
        ((0.80, 0.82, 0.84), "notice"),  # below it, whatever it was
        ((0.84, 0.86, 0.87), "serious"),  # on it or below it
        ((0.83, 0.84, 0.85), "serious"),  # below it, or just on it
        ((0.86, 0.89, 0.91), "serious"),  # on it or above it
        ((0.91, 0.92, 0.93), "notice"),
    ],
)
def test_unexplained_time_weighs_by_whether_it_can_move_the_verdict(bounds, severity):
    (found,) = rules.unclassified_time(
        unexplained(*bounds), target_low=0.85, target_high=0.90, grade="A"
    )
    assert (found.severity, found.numbers["decides"]) == (severity, int(severity == "serious"))
    assert (found.value, found.numbers["unknown_h"]) == (0.05, 50.0)


def test_without_a_target_unexplained_time_moves_no_verdict():
    (found,) = rules.unclassified_time(unexplained(0.5, 0.7, 0.9), grade="A")
    assert found.severity == "notice"
    assert not [
        *rules.unclassified_time(unexplained(0.5, 0.7, 0.9).assign(unknown_s=0.0), grade="A")
    ]


def test_less_than_one_in_a_thousand_is_said_only_where_it_decides():
    def found(*bounds):
        little = unexplained(*bounds).assign(unknown_s=lambda row: row["logged_s"] / 2000)
        return [*rules.unclassified_time(little, target_low=0.85, target_high=0.90, grade="A")]

    assert not found(0.869, 0.87, 0.871)
    assert found(0.8499, 0.85, 0.8501)[0].severity == "serious"


def readings(**index):
    values = {"gross": 0.82} | index
    rows = [
        {"index_reading": name, "index": value, "flagged_s": 0.0 if name == "gross" else 36_000.0}
        for name, value in values.items()
    ]
    return pd.DataFrame(rows)


def test_what_the_client_ordered_decides_whether_the_target_is_reached():
    table = readings(net_of_mandatory_rest=0.84, net_of_ordered=0.86, with_billable=0.87)
    (found,) = rules.reading_decides(table, target_low=0.85, grade="A")
    assert (found.severity, found.controlled_by, found.n) == ("serious", "client", 2)
    assert found.numbers["readings"] == "net_of_ordered,with_billable"
    assert found.numbers["values"] == "0.86,0.87"
    assert found.numbers["ordered_h"] == 10


def test_another_flag_that_decides_is_a_notice_for_both():
    table = readings(net_of_mandatory_rest=0.86, net_of_ordered=0.83)
    (found,) = rules.reading_decides(table, target_low=0.85, grade="A")
    assert (found.severity, found.controlled_by) == ("notice", "both")


def test_readings_on_the_same_side_of_the_target_decide_nothing():
    table = readings(net_of_ordered=0.84)
    assert not [*rules.reading_decides(table, target_low=0.85, grade="A")]
    assert not [*rules.reading_decides(table, target_low=0.80, grade="A")]
