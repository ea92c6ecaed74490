"""Occupancy by hour and the reasons of shrinkage, in pictures and in words."""

import pandas as pd
import pytest

from cctoolkit.figures import Look, pictures
from cctoolkit.words import Words

pytestmark = pytest.mark.slow
ENGLISH = Words("en", locale="en_US")


@pytest.fixture
def tables():
    by_hour = pd.DataFrame(
        {
            "hour": [9, 10],
            "occupancy": [0.62, 0.91],
            "low": [0.6, float("nan")],
            "high": [0.64, float("nan")],
            "handle_positions": [4.0, 6.0],
            "available_positions": [2.0, 0.6],
        }
    )
    reasons = pd.DataFrame(
        {
            "lost_kind": ["internal_planned", "external_unplanned"],
            "lost_to": ["break", "sick_$leave$"],
            "lost_s": [3600.0, 1800.0],
            "base_share": [0.1, 0.05],
        }
    )
    months = pd.DataFrame({"month": pd.date_range("2026-01-01", periods=2, freq="MS")})
    cells = dict.fromkeys(("external_planned", "external_unplanned", "internal_planned"), 0.05)
    cells |= {"internal_unplanned": 0.1}
    months = months.assign(**{f"{name}_share": v for name, v in cells.items()}, shrinkage=0.25)
    return {"by_hour": by_hour, "shrinkage_reasons": reasons, "shrinkage_by_month": months}


def drawn(tables, **choices):
    made = pictures("occupancy", tables, choices, ENGLISH, Look())
    return {picture.name: picture for picture in made}


def test_the_words_of_each_picture_come_from_its_numbers(tables):
    got = drawn(tables, target_low=0.7, target_high=0.85)
    assert [*got] == ["occupancy_by_hour", "lost_by_reason", "shrinkage_by_month"]
    assert "from 62% at 09:00 to 91% at 10:00" in got["occupancy_by_hour"].alt
    assert "6.6 at the busiest hour" in got["occupancy_by_hour"].alt
    assert "Break (internal, planned) 10.0%" in got["lost_by_reason"].alt
    assert "January 2026 25.0%" in got["shrinkage_by_month"].alt
    assert all(picture.image.startswith(b"\x89PNG") for picture in got.values())


def test_one_month_is_no_picture_of_months(tables):
    one = tables | {"shrinkage_by_month": tables["shrinkage_by_month"][:1]}
    assert "shrinkage_by_month" not in drawn(one)
