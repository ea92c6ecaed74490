"""Which cause a day below the target rests on, and when none is named."""

import math

import pandas as pd
import pytest

from cctoolkit.findings.planning import CAUSES, causes_of_missed_days, with_main_cause

CHOICES = {
    "target": 0.8,
    "threshold_s": 20.0,
    "forecast_owner": "client",
    "forecast_locked": True,
    "grade": "A",
}


def day(number=1, *, offered=1000, forecast=1000, plan=0.85, error=0.01, month=3, **lost):
    """A day of 1000 contacts; `lost` in points by cause."""
    points = {f"{cause}_points": -lost.get(cause, 0.0) for cause in CAUSES[1:]}
    level = plan + sum(points.values()) + error
    contacts = {name.replace("points", "contacts"): 1000 * each for name, each in points.items()}
    return {
        "business_day": pd.Timestamp(2026, month, number),
        "n_offered": float(offered),
        "n_forecast": float(forecast),
        "n_base": 1000.0,
        "n_within": 1000 * level,
        "plan_level": plan,
        "plan_contacts": 1000 * plan,
        "measured_level": level,
        "model_error_points": error,
        "model_error_contacts": 1000 * error,
        **points,
        **contacts,
    }


def days(*rows):
    return with_main_cause(pd.DataFrame([*rows]), target=0.8)


def found(*rows, **changes):
    return [*causes_of_missed_days(days(*rows), **(CHOICES | changes))]


def main(**one):
    (cause,) = days(day(**one))["main_cause"]
    return cause


@pytest.mark.parametrize("cause", ["handle_time", "absence", "adherence"])
def test_the_cause_that_took_most_is_the_main_one(cause):
    assert main(**{cause: 0.2}, volume=0.02) == cause


def test_a_volume_within_chance_is_no_cause():
    assert main(volume=0.2, offered=1094) == "chance"
    assert main(volume=0.2, offered=1096) == "volume"  # three times the root of 1000 is 94.9


def test_no_cause_is_named_that_weighs_no_more_than_the_error():
    assert main(absence=0.1, error=-0.11) == "model_error"
    assert main(absence=0.1, error=0.099, plan=0.75) == "absence"


def test_a_plan_that_lacks_more_than_any_cause_took_is_the_cause():
    assert main(plan=0.6, absence=0.1) == "plan"
    assert main(plan=0.75, absence=0.1) == "absence"


def test_a_day_that_reached_the_target_has_none():
    assert pd.isna(main(absence=0.01))
    assert found(day(absence=0.01)) == []


def test_who_controls_the_cause():
    controls = {
        "volume": "client",
        "handle_time": "both",
        "absence": "provider",
        "adherence": "provider",
    }
    for cause, party in controls.items():
        (finding,) = found(day(offered=1500, **{cause: 0.3}))
        assert (finding.code, finding.controlled_by) == (f"missed_by_{cause}", party)
        assert finding.value == pytest.approx(0.3)
        assert finding.numbers["lost_contacts"] == pytest.approx(300)
    (unknown,) = found(day(offered=1500, volume=0.3), forecast_owner="")
    assert unknown.controlled_by == "both"
    (plan,) = found(day(plan=0.5))
    assert (plan.code, plan.controlled_by) == ("missed_by_plan", "provider")
    assert plan.value == pytest.approx(0.3)


def test_serious_is_what_decides_a_month():
    bad, good = {"volume": 0.3, "offered": 1500}, {"plan": 0.85, "error": 0.0}
    (decided,) = found(day(1, **bad), day(2, **good))
    assert decided.severity == "serious"
    (saved,) = found(day(1, **bad), *(day(n, **good) for n in range(2, 9)))
    assert saved.severity == "notice"
    # alone it would decide March; beside a day that lacks more, it doesn't, whatever April brings
    april = [day(n, month=4, **good) for n in range(1, 9)]
    beside = found(day(1, volume=0.1, offered=1500), day(2, plan=0.4, error=0.0), *april)
    assert [each.severity for each in beside] == ["notice", "notice"]
    (alone,) = found(day(1, volume=0.1, offered=1500), *april)
    assert alone.severity == "serious"


def test_days_without_a_cause_are_counted():
    *_, last = found(day(1, volume=0.2), day(2, absence=0.1, error=-0.2), day(3, absence=0.3))
    assert last.code == "missed_without_cause"
    assert (last.numbers["n_days"], last.numbers["n_chance"]) == (2, 1)
    assert last.numbers["n_days_missed"] == 3
    assert not math.isnan(last.value)


def test_without_forecast_nobody_answers_for_volume():
    table = with_main_cause(pd.DataFrame([day(absence=0.3)]), target=0.8)
    table = table.drop(columns=["n_forecast", "volume_points", "volume_contacts"])
    (finding,) = causes_of_missed_days(table, **CHOICES)
    assert finding.code == "missed_by_absence"
