"""Thresholds on what became of the customer's matter."""

import pandas as pd

from cctoolkit.findings import customers as rules

CHOICE = {"target": 0.80, "window_days": 7, "grade": "A"}


def overall(value, high=0.85):
    row = {"fcr_of_issues": value, "low": value - 0.02, "high": high, "n_issues": 400}
    return pd.DataFrame([row | {"identified_share": 0.9, "n_issues_undetermined": 30}])


def test_a_miss_within_the_margin_weighs_less():
    (found,) = rules.resolution_against_target(overall(0.78, high=0.79), **CHOICE)
    assert (found.code, found.severity) == ("resolution_missed", "serious")
    (found,) = rules.resolution_against_target(overall(0.78), **CHOICE)
    assert found.severity == "notice"
    (found,) = rules.resolution_against_target(overall(0.78, high=float("nan")), **CHOICE)
    assert found.severity == "notice"


def test_exactly_at_target_is_reached_and_nothing_measured_is_nothing_said():
    (found,) = rules.resolution_against_target(overall(0.80), **CHOICE)
    assert (found.code, found.severity, found.n) == ("resolution_reached", "good", 400)
    assert not [*rules.resolution_against_target(overall(float("nan")), **CHOICE)]


def readings(*values):
    return pd.DataFrame({"value": values, "n_base": 100})


def test_readings_on_both_sides_of_the_target_are_told():
    (found,) = rules.resolution_depends_on_reading(readings(0.85, 0.7, 0.9), **CHOICE)
    assert (found.severity, found.numbers["lowest"]) == ("notice", 0.7)
    assert not [*rules.resolution_depends_on_reading(readings(0.85, 0.8), **CHOICE)]
    assert not [*rules.resolution_depends_on_reading(readings(0.7, float("nan")), **CHOICE)]
