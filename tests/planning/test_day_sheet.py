"""What each deviation cost the level: by hand, as identities, and by sign."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cctoolkit.planning import Targets
from cctoolkit.planning.day_sheet import CAUSES, LINES, contributions, level, required, summed

PLAN = {
    "interval_s": 1800.0,
    "patience_s": np.inf,
    "n_forecast": 3.0,
    "forecast_aht_s": 300.0,
    "n_offered": 3.0,
    "aht_s": 300.0,
    "planned_positions": 2.0,
    "absent_positions": 0.0,
    "present_positions": 2.0,
    "n_base": 3.0,
    "n_within": 2.0,
}


def sheet(*changes, threshold_s=0.0, basis="offered"):
    rows = pd.DataFrame([PLAN | change for change in changes])
    return contributions(rows, threshold_s=threshold_s, basis=basis)


def points(rows):
    return np.column_stack([rows[f"{cause}_contacts"] / rows["n_base"] for cause in CAUSES])


def test_three_half_hours_by_hand():
    """Erlang C without waiting: 1 position answers 1 - a at once, 2 answer 1 - a² / (2 + a)."""
    rows = sheet(
        {"planned_positions": 1, "present_positions": 1},
        {"n_offered": 6},
        {"n_offered": 4.8, "absent_positions": 1, "present_positions": 1},
    )
    assert rows["plan_level"].tolist() == pytest.approx([0.5, 0.9, 0.9])
    assert rows["model_level"].tolist() == pytest.approx([0.5, 2 / 3, 0.2])
    # 0.9, volume alone 1 - 0.64 / 2.8 = 27/35, absence alone 0.5, both 0.2
    volume = ((27 / 35 - 0.9) + (0.2 - 0.5)) / 2
    absence = ((0.5 - 0.9) + (0.2 - 27 / 35)) / 2
    assert points(rows).ravel() == pytest.approx(
        [0, 0, 0, 0, 2 / 3 - 0.9, 0, 0, 0, volume, 0, absence, 0]
    )
    assert (volume, absence) == pytest.approx((-0.2142857, -0.4857143), abs=1e-7)


def test_the_day_is_the_sum_of_its_intervals():
    rows = sheet(
        {"n_offered": 6, "n_base": 6, "n_within": 3},
        {"absent_positions": 1, "present_positions": 1, "n_base": 4, "n_within": 1},
    )
    day = summed(rows).iloc[0]
    assert day["volume_contacts"] == pytest.approx(6 * (2 / 3 - 0.9))
    assert day["absence_contacts"] == pytest.approx(4 * (0.5 - 0.9))
    assert day["volume_points"] == pytest.approx(6 * (2 / 3 - 0.9) / 10)
    assert day["plan_level"] == pytest.approx(0.9)
    assert day["measured_level"] == 0.4
    assert day["model_error_contacts"] == pytest.approx(4 - (6 * 2 / 3 + 4 * 0.5))


def test_without_deviation_nothing_is_owed_to_any_cause():
    rows = sheet({}, {"patience_s": 90.0, "planned_positions": 2.3, "present_positions": 2.3})
    assert (points(rows) == 0).all()


@pytest.mark.parametrize(
    ("cause", "change"),
    [
        ("volume", {"n_offered": 4}),
        ("handle_time", {"aht_s": 400.0}),
        ("absence", {"absent_positions": 0.5, "present_positions": 1.5}),
        ("adherence", {"present_positions": 1.6}),
    ],
)
@pytest.mark.parametrize("patience_s", [60.0, np.inf])
def test_each_deviation_costs_its_own_cause_and_no_other(cause, change, patience_s):
    (row,) = points(sheet(change | {"patience_s": patience_s}, threshold_s=20.0))
    assert [name for name, value in zip(CAUSES, row, strict=True) if value < 0] == [cause]
    assert np.count_nonzero(row) == 1


def test_less_than_expected_gives_instead_of_taking():
    (row,) = points(
        sheet({"n_offered": 2, "aht_s": 200.0, "present_positions": 2.5}, threshold_s=20.0)
    )
    assert row[0] > 0 and row[1] > 0 and row[2] == 0 and row[3] > 0


def test_without_forecast_or_plan_their_causes_are_nothing():
    missing = {"n_forecast": np.nan, "forecast_aht_s": np.nan, "absent_positions": 0.5}
    rows = sheet(
        missing | {"n_offered": 9, "present_positions": 1.5},
        {"planned_positions": np.nan, "absent_positions": np.nan, "n_offered": 4},
    )
    assert (points(rows)[0, :2] == 0).all() and points(rows)[0, 2] < 0
    assert (points(rows)[1, 2:] == 0).all() and points(rows)[1, 0] < 0


def test_an_interval_without_positions_or_without_contacts():
    rows = sheet({"present_positions": 0.0}, {"n_offered": 0, "n_base": 0, "aht_s": np.nan})
    assert rows["model_level"].tolist() == [0.0, 1.0]
    assert rows.loc[1, [f"{cause}_contacts" for cause in CAUSES]].eq(0).all()


AMOUNTS = st.floats(0, 40)
FACTS = st.fixed_dictionaries(
    {
        "n_forecast": AMOUNTS,
        "n_offered": st.integers(0, 60).map(float),
        "forecast_aht_s": st.floats(60, 600),
        "aht_s": st.floats(60, 600),
        "planned_positions": AMOUNTS,
        "present_positions": AMOUNTS,
        "patience_s": st.sampled_from([30.0, 120.0, np.inf]),
        "n_within": st.integers(0, 60).map(float),
    }
)


@pytest.mark.slow
@given(
    st.lists(FACTS, min_size=1, max_size=5),
    st.floats(0, 1),
    st.sampled_from(["offered", "answered"]),
)
def test_plan_causes_and_error_are_the_contacts_in_time(facts, absent_share, basis):
    changes = [
        each
        | {"absent_positions": absent_share * each["planned_positions"]}
        | {"n_base": each["n_offered"]}
        for each in facts
    ]
    rows = sheet(*changes, threshold_s=20.0, basis=basis)
    lines = rows[["plan_contacts", *(f"{line}_contacts" for line in LINES)]]
    assert lines.sum(axis=1).to_numpy() == pytest.approx(rows["n_within"].to_numpy(), abs=1e-7)
    assert rows["plan_level"].between(-1e-9, 1 + 1e-9).all()
    total = summed(rows).iloc[0]
    if total["n_base"]:
        parts = total["plan_level"] + sum(total[f"{line}_points"] for line in LINES)
        assert parts == pytest.approx(total["measured_level"], abs=1e-9)


def test_requirement_and_level_agree():
    targets = Targets(min_of_offered=0.8, threshold_s=20)
    given_ = {"interval_s": 1800, "patience_s": 120.0}
    n = required([100, 0], [180, np.nan], targets=targets, **given_)
    assert n.tolist()[1] == 0
    reached = level(100, 180, n[0], threshold_s=20, **given_)
    short = level(100, 180, n[0] - 1, threshold_s=20, **given_)
    assert short < 0.8 <= reached
