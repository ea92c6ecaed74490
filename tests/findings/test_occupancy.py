"""Occupancy against its band, hours that stay outside it, and the allowance for shrinkage."""

import math

import pandas as pd
import pytest

from cctoolkit.findings import occupancy as rules

NAN = math.nan


def overall(occupancy, low, high):
    row = {"occupancy": occupancy, "low": low, "high": high, "n_agent_days": 200}
    seconds = {"numerator_s": occupancy * 3_600_000, "denominator_s": 3_600_000.0}
    return pd.DataFrame([row | seconds | {"available_s": (1 - occupancy) * 3_600_000}])


@pytest.mark.parametrize(
    ("occupancy", "low", "high", "code", "severity"),
    [
        (0.60, 0.55, 0.65, "occupancy_below_target", "serious"),
        (0.68, 0.64, 0.72, "occupancy_below_target", "notice"),
        (0.80, 0.75, 0.85, "occupancy_on_target", "good"),
        (0.87, 0.84, 0.90, "occupancy_above_target", "notice"),
        (0.90, 0.87, 0.93, "occupancy_above_target", "serious"),
        (0.90, NAN, NAN, "occupancy_above_target", "notice"),
    ],
)
def test_both_ends_of_the_band_weigh_alike(occupancy, low, high, code, severity):
    table = overall(occupancy, low, high)
    (found,) = rules.occupancy_against_band(table, target_low=0.7, target_high=0.85, grade="A")
    assert (found.code, found.severity, found.controlled_by) == (code, severity, "both")


def test_hours_beyond_the_band_are_those_that_would_bring_it_back():
    band = {"target_low": 0.7, "target_high": 0.8, "grade": "A"}
    (full,) = rules.occupancy_against_band(overall(0.9, 0.88, 0.92), **band)
    assert full.numbers["beyond_h"] == pytest.approx(900 / 0.8 - 1000)
    (empty,) = rules.occupancy_against_band(overall(0.56, 0.5, 0.6), **band)
    assert empty.numbers["beyond_h"] == pytest.approx(1000 - 560 / 0.7)


def hours(*limits):
    rows = [
        {
            "hour": 9 + place,
            "occupancy": (low + high) / 2,
            "surely_low": low,
            "surely_high": high,
            "numerator_s": (low + high) / 2 * 36_000,
            "denominator_s": 36_000.0,
        }
        for place, (low, high) in enumerate(limits)
    ]
    return pd.DataFrame(rows)


def test_an_hour_is_full_when_its_whole_interval_is():
    table = hours((0.91, 0.97), (0.89, 0.99), (0.95, 0.99), (0.20, 0.30), (NAN, NAN))
    (found,) = rules.hours_beyond_band(table, grade="A")
    assert (found.code, found.severity) == ("hours_above_occupancy", "notice")
    assert (found.numbers["hours"], found.n, found.target) == ("9,11", 2, 0.9)
    assert found.value == pytest.approx((0.94 + 0.97) / 2)
    assert found.numbers["beyond_h"] == pytest.approx((9.4 + 9.7) / 0.9 - 20)


def test_with_a_band_hours_too_empty_are_said_too_and_weigh_more():
    table = hours((0.86, 0.92), (0.20, 0.30), (0.66, 0.72))
    band = {"target_low": 0.7, "target_high": 0.85}
    full, empty = rules.hours_beyond_band(table, **band, grade="A")
    assert (full.numbers["hours"], full.target, full.severity) == ("9", 0.85, "serious")
    assert (empty.numbers["hours"], empty.target, empty.severity) == ("10", 0.7, "serious")


def test_a_band_without_an_upper_end_leaves_the_usual_ceiling():
    table = hours((0.92, 0.97))
    (found,) = rules.hours_beyond_band(table, target_low=0.7, target_high=1.0, grade="A")
    assert (found.target, found.severity) == (0.9, "notice")


def account(share, low, high):
    base = {"base_s": 3_600_000.0, "low": low, "high": high, "n_agents": 40}
    kinds = {"unplanned": share, "external_unplanned": share - 0.02, "internal_unplanned": 0.02}
    rows = [
        base | {"lost_kind": kind, "base_share": part, "lost_s": part * 3_600_000}
        for kind, part in kinds.items()
    ]
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("share", "low", "high", "code", "severity"),
    [
        (0.10, 0.09, 0.11, "unplanned_shrinkage_above", "serious"),
        (0.10, 0.07, 0.13, "unplanned_shrinkage_above", "notice"),
        (0.08, 0.07, 0.09, "unplanned_shrinkage_within", "good"),
    ],
)
def test_unplanned_shrinkage_above_its_allowance(share, low, high, code, severity):
    table = account(share, low, high)
    (found,) = rules.unplanned_against_allowance(table, at_most=0.08, grade="A")
    assert (found.code, found.severity) == (code, severity)
    if share > 0.08:
        assert found.hours.value == pytest.approx(20)
        assert found.hours.low == pytest.approx(max(0, low - 0.08) * 1000)
    else:
        assert found.hours is None


def test_a_plan_changed_afterwards_is_told_from_a_point_on():
    table = pd.DataFrame(
        {"published_version": ["published", "final"], "unplanned_share": [0.09, 0.06]}
    )
    (found,) = rules.approvals_move_it(table, grade="A")
    assert found.value == pytest.approx(0.03)
    same = table.assign(unplanned_share=[0.09, 0.085])
    assert not [*rules.approvals_move_it(same, grade="A")]
