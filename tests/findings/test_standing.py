"""Below, on or above a target, and the hours that lack."""

from __future__ import annotations

import math

import pytest

from cctoolkit.findings import standing


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.79, "below"), (0.80, "on"), (0.85, "on"), (0.90, "on"), (0.91, "above")],
)
def test_both_edges_of_a_band_belong_to_it(share, expected):
    assert standing.place(share, 0.80, 0.90) == expected


def test_without_a_target_every_share_is_on_it():
    assert standing.place(0.10, math.nan, math.nan) == "on"


def test_a_target_without_a_ceiling_is_never_exceeded():
    assert standing.place(1.0, 0.80, math.nan) == "on"


def test_six_minutes_of_an_hour_lack_to_nine_tenths():
    # 54 minutes of 60 would be nine tenths; 48 were worked.
    # Between 45 and 51 minutes worked, nine and three lack.
    hours = standing.lacking(48 / 60, 45 / 60, 51 / 60, 60 * 60, 0.9)
    assert (hours.value, hours.low, hours.high) == pytest.approx((0.1, 0.05, 0.15))


def test_nothing_lacks_where_the_target_is_reached():
    hours = standing.lacking(0.95, 0.88, 0.97, 60 * 60, 0.9)
    assert (hours.value, hours.low) == (0, 0)
    assert hours.high == pytest.approx(0.02)


def test_only_what_is_sure_is_serious():
    assert (standing.weight(True), standing.weight(False)) == ("serious", "notice")
