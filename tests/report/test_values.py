import math

import pytest

from cctoolkit.findings import KeyFigure
from cctoolkit.report import values
from cctoolkit.words import Words

WORDS = Words("en", "ES", "en_GB")


def figure(value, low=math.nan, high=math.nan, **more):
    usual = {"term": "adherence_index", "unit": "share", "n": 10, "n_unit": "days", "grade": "B"}
    return KeyFigure(value=value, low=low, high=high, **{**usual, **more})


@pytest.mark.parametrize(
    ("target_low", "target_high", "said"),
    [
        (0.85, 0.90, "target: between 85.0% and 90.0%"),
        (0.85, 1.0, "target: at least 85.0%"),
        (0.85, math.nan, "target: at least 85.0%"),
        (math.nan, 0.05, "target: at most 5.0%"),
        (math.nan, math.nan, ""),
    ],
)
def test_target_in_words(target_low, target_high, said):
    asked = figure(0.87, target_low=target_low, target_high=target_high)
    assert values.target(asked, WORDS) == said


@pytest.mark.parametrize(
    ("value", "said", "target"),
    [
        (0.7997, "79.97%", "target: at least 80.00%"),
        (0.79996, "79.996%", "target: at least 80.000%"),
        (0.8, "80.0%", "target: at least 80.0%"),
        (0.8004, "80.04%", "target: at least 80.00%"),
        (0.79, "79.0%", "target: at least 80.0%"),
    ],
)
def test_a_value_is_never_written_like_the_target_that_it_misses_or_passes(value, said, target):
    asked = figure(value, target_low=0.8)
    assert (values.figure_value(asked, WORDS), values.target(asked, WORDS)) == (said, target)


def test_seconds_and_both_ends_of_a_band_too():
    asked = figure(240.3, unit="seconds", target_high=240)
    assert values.figure_value(asked, WORDS) == "240.3\xa0s"
    assert values.target(asked, WORDS) == "target: at most 240.0\xa0s"
    asked = figure(0.90003, target_low=0.85, target_high=0.9)
    assert values.figure_value(asked, WORDS) == "90.003%"


@pytest.mark.parametrize(
    ("value", "low", "high", "standing"),
    [
        (0.85, 0.85, 0.90, "inside"),
        (0.90, 0.85, 0.90, "inside"),
        (0.8499, 0.85, 0.90, "outside"),
        (0.91, 0.85, 0.90, "outside"),
        (0.91, 0.85, math.nan, "inside"),
        (0.06, math.nan, 0.05, "outside"),
        (0.06, math.nan, math.nan, None),
        (math.nan, 0.85, math.nan, None),
    ],
)
def test_standing_goes_by_the_value_and_both_ends_belong(value, low, high, standing):
    assert values.standing(figure(value, target_low=low, target_high=high)) == standing


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [(0.8125, "share", "81.3%"), (251.6, "seconds", "252\xa0s"), (1234.0, "contacts", "1,234")],
)
def test_value_in_its_unit(value, unit, said):
    assert values.value(value, unit, WORDS) == said


def test_spark_puts_the_lowest_at_the_bottom_and_leaves_out_what_is_missing():
    points = [
        tuple(map(float, pair.split(","))) for pair in values.spark((1, math.nan, 3, 2)).split()
    ]
    assert points == [(2.0, 26.0), (79.3, 2.0), (118.0, 14.0)]


def test_two_values_are_no_trend():
    assert values.spark((1.0, 2.0, math.nan)) == ""
    assert values.trend_words(figure(0.8, trend=(0.7, 0.8)), WORDS) == ""


def test_a_flat_trend_is_drawn():
    assert values.spark((0.8, 0.8, 0.8)) != ""
