"""Five records and eight attempts again, step by step."""

import pandas as pd
import pytest

from cctoolkit.metrics.outbound import contactability
from cctoolkit.metrics.outbound_funnel import funnel
from tests.frames import table
from tests.metrics.test_outbound import ANSWERED, ROWS


@pytest.fixture
def attempts():
    return table("attempts", ROWS)


def steps(attempts, **how):
    made = funnel(attempts, **({"answered": ANSWERED} | how))
    return {
        name: dict(zip(rows["funnel_step"], rows["n_at_step"], strict=True))
        for name, rows in made.groupby("funnel_of")
    }


def test_records_and_attempts_step_by_step(attempts):
    found = steps(attempts, n_base=20)
    assert found["records"] == {
        "base": 20,
        "attempted": 5,
        "answered": 4,
        "useful": 2,
        "sold": 2,
        "validated": 1,
    }
    assert found["attempts"] == {
        "made": 8,
        "answered": 5,
        "useful": 3,
        "sold": 2,
        "validated": 1,
    }


def test_losses_and_shares_are_of_the_step_before(attempts):
    rows = funnel(attempts, answered=ANSWERED).set_index(["funnel_of", "funnel_step"])
    assert rows.loc[("records", "answered"), "n_lost"] == 1
    assert rows.loc[("attempts", "answered"), "of_before_share"] == 5 / 8
    assert rows.loc[("attempts", "useful"), ["n_lost", "of_first_share"]].tolist() == [2, 3 / 8]
    assert pd.isna(rows.loc[("records", "attempted"), "n_lost"])


def test_the_step_answered_is_the_contactability(attempts):
    rows = funnel(attempts, answered=ANSWERED).set_index(["funnel_of", "funnel_step"])
    whole = contactability(attempts, answered=ANSWERED).iloc[0]
    shares = rows.xs("answered", level="funnel_step")["of_before_share"]
    assert shares["records"] == whole["records_reached_share"]
    assert shares["attempts"] == whole["attempts_answered_share"]


def test_what_nobody_recorded_is_no_step(attempts):
    assert [*steps(attempts, answered=())["attempts"]] == ["made", "useful", "sold", "validated"]
    blank = attempts.assign(useful=pd.NA, validated=pd.NA).astype(
        {"useful": "boolean", "validated": "boolean"}
    )
    assert steps(blank)["attempts"] == {"made": 8, "answered": 5, "sold": 2}


def test_nothing_gains_from_step_to_step(attempts):
    odd = attempts.assign(useful=attempts["sale"].eq(False))  # sales said to be useless
    rows = funnel(odd, answered=ANSWERED)
    assert rows["n_lost"].dropna().ge(0).all()
    mixed = funnel(odd.sample(frac=1, random_state=1), answered=ANSWERED)
    pd.testing.assert_frame_equal(rows, mixed)
