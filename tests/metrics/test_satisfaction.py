"""Answers by pencil, and the same moments from another library."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cctoolkit.metrics.satisfaction import net_promoter, satisfaction
from tests.frames import at, table


def contacts(answers, column="csat", **values):
    rows = [
        {
            "contact_id": str(n),
            "queue": "care",
            "arrived_at": at("09:00"),
            "outcome": "answered",
            column: answer,
            **values,
        }
        for n, answer in enumerate(answers)
    ]
    return table("contacts", rows)


def test_top_boxes_and_mean():
    got = satisfaction(contacts([5, 4, 4, 3, 1, None, None, None, None, None])).iloc[0]
    assert (got["n_answered"], got["n_responses"], got["n_top"]) == (10, 5, 3)
    assert (got["top_box_share"], got["mean"]) == (pytest.approx(0.6), pytest.approx(3.4))
    assert got["coverage_share"] == 0.5
    # squares about 3.4: 2.56, 0.36, 0.36, 0.16, 5.76: variance 9.2 / 4, over 5
    assert got["mean_se"] == pytest.approx(np.sqrt(9.2 / 4 / 5))


def test_limits_of_the_share_are_those_published():
    # Newcombe 1998: 81 of 263 .2553 to .3662; 0 of 20 0 to .1611; 1 of 29 .0061 to .1718
    for top, n, low, high in (
        (81, 263, 0.2553, 0.3662),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        got = satisfaction(contacts([5] * top + [1] * (n - top))).iloc[0]
        assert (got["low"], got["high"]) == pytest.approx((low, high), abs=5e-5)


def test_who_was_asked_makes_the_response_rate():
    rows = contacts([5, None, None, None])
    rows["surveyed"] = pd.array([True, True, False, False], dtype="boolean")
    got = satisfaction(rows).iloc[0]
    assert (got["n_surveyed"], got["response_share"], got["coverage_share"]) == (2, 0.5, 0.25)
    rows["surveyed"] = pd.array([True, True, None, False], dtype="boolean")
    assert pd.isna(satisfaction(rows)["response_share"].item())


def test_an_answer_outside_the_scale_is_counted_and_left_out():
    got = satisfaction(contacts([5, 9, 1])).iloc[0]
    assert (got["n_out_of_scale"], got["n_responses"], got["mean"]) == (1, 2, 3.0)
    wide = satisfaction(contacts([5, 9, 1]), scale=(0, 10), top_box=9).iloc[0]
    assert (wide["n_out_of_scale"], wide["n_top"]) == (0, 1)


def test_a_contact_answers_once_with_its_last_answer():
    rows = contacts([2, 5, None]).assign(contact_id="1")
    rows["leg"] = pd.array([1, 2, 3], dtype="Int64")
    got = satisfaction(rows).iloc[0]
    assert (got["n_answered"], got["n_responses"], got["mean"]) == (1, 1, 5.0)


def test_nobody_answered_the_survey():
    for rows in (contacts([None, None]), contacts([])):
        got = satisfaction(rows).iloc[0]
        assert got["n_responses"] == 0
        assert got[["top_box_share", "low", "high", "mean", "mean_se"]].isna().all()
        assert pd.isna(net_promoter(rows)["nps_share"].item())
    assert pd.isna(satisfaction(contacts([4]))["mean_se"].item())


def test_promoters_minus_detractors():
    # 50 promoters, 30 passives, 20 detractors: 30, and sqrt((.5 + .2 - .09) / 100) = 7.81 points
    got = net_promoter(contacts([9] * 25 + [10] * 25 + [7] * 30 + [6] * 20, "nps")).iloc[0]
    assert got[["n_promoters", "n_passives", "n_detractors"]].tolist() == [50, 30, 20]
    assert got["nps_share"] == pytest.approx(0.3)
    assert got["nps_se"] == pytest.approx(0.0781, abs=5e-5)


ANSWERS = st.lists(st.integers(0, 10), min_size=2, max_size=30)


@pytest.mark.slow
@settings(max_examples=settings().max_examples // 4)
@given(ANSWERS, st.randoms(use_true_random=False))
def test_errors_are_those_of_numpy_in_any_order(answers, random):
    # the score is the mean of +1, 0 and -1
    rows = contacts(answers, "nps")
    mixed = rows.sample(frac=1, random_state=random.randint(0, 999))
    got = net_promoter(rows)
    pd.testing.assert_frame_equal(got, net_promoter(mixed))
    marks = np.array([1 if answer >= 9 else -1 if answer <= 6 else 0 for answer in answers])
    assert got["nps_share"].item() == pytest.approx(marks.mean())
    assert got["nps_se"].item() == pytest.approx(marks.std() / np.sqrt(len(marks)), abs=1e-9)
    stars = satisfaction(contacts(answers), scale=(0, 10))
    error = np.std(answers, ddof=1) / np.sqrt(len(answers))
    assert stars["mean_se"].item() == pytest.approx(error, abs=1e-7)


def test_groups_add_up():
    rows = contacts([5, 4, 3, 2, 1, 5])
    rows["queue"] = ["a", "a", "b", "b", "b", "a"]
    parts, whole = satisfaction(rows, ["queue"]), satisfaction(rows)
    assert parts["n_top"].sum() == whole["n_top"].item()
    assert (parts["mean"] * parts["n_responses"]).sum() / 6 == pytest.approx(whole["mean"].item())
