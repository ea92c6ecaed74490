"""A base of five records and eight attempts, by hand."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from cctoolkit.metrics import outbound
from tests.frames import table

H = 3_600_000
ANSWERED = ("refused", "talked")


def attempt(record, minute, result, useful=False, sale=False, agent="a", **more):
    at = pd.Timestamp("2026-03-10 10:00", tz="UTC") + pd.Timedelta(minute, "min")
    row = {"record_id": record, "attempted_at": at, "result": result, "agent_id": agent}
    return row | {"useful": useful, "sale": sale, "campaign": "c", "currency": "EUR"} | more


ROWS = [
    attempt("1", 0, "no_answer"),
    attempt("1", 1, "talked", useful=True),
    attempt("1", 2, "sold", useful=True, sale=True, validated=True, value=Decimal("42.50")),
    attempt("2", 3, "refused"),
    attempt("3", 4, "no_answer", agent="b"),
    attempt("3", 5, "busy", agent="b"),
    attempt("4", 6, "sold", useful=True, sale=True, validated=False, value=Decimal("7.50")),
    attempt("5", 7, "talked", useful=None, agent="b"),
]


@pytest.fixture
def attempts():
    return table("attempts", ROWS)


def test_two_contactabilities_of_the_same_attempts(attempts):
    row = outbound.contactability(attempts, answered=ANSWERED).iloc[0]
    assert (row["n_records"], row["n_attempts"], row["attempts_per_record"]) == (5, 8, 1.6)
    assert (row["n_records_reached"], row["records_reached_share"]) == (4, 0.8)
    # talked, sold, refused, sold, talked
    assert (row["n_attempts_answered"], row["attempts_answered_share"]) == (5, 5 / 8)
    # the last one has no flag: on no side
    assert (row["n_useful"], row["n_useful_known"], row["useful_share"]) == (3, 4, 0.75)


def test_a_sale_was_answered_whatever_the_list_says(attempts):
    assert outbound.contactability(attempts, answered=()).iloc[0]["n_attempts_answered"] == 3


def test_groups_count_their_own_records(attempts):
    found = outbound.contactability(attempts, ["agent_id"], answered=ANSWERED)
    found = found.set_index("agent_id")
    assert found["n_records"].to_dict() == {"a": 3, "b": 2}
    assert found["n_records_reached"].to_dict() == {"a": 3, "b": 1}
    assert np.isnan(found["useful_share"]["b"])


def test_conversion_of_contacts_and_of_records(attempts):
    row = outbound.conversion(attempts).iloc[0]
    assert (row["n_sales"], row["n_useful"], row["of_useful_share"]) == (2, 3, 2 / 3)
    assert (row["n_records_sold"], row["of_records_share"]) == (2, 2 / 5)
    assert (row["n_validated"], row["n_validated_known"], row["validated_share"]) == (1, 2, 0.5)


def test_without_useful_contacts_there_is_no_conversion(attempts):
    row = outbound.conversion(attempts[attempts["agent_id"] == "b"]).iloc[0]
    assert np.isnan(row["of_useful_share"]) and np.isnan(row["validated_share"])
    assert row["of_records_share"] == 0


def test_value_is_exact_and_by_currency(attempts):
    more = attempt("6", 9, "sold", useful=True, sale=True, validated=True, currency="COP")
    found = outbound.sales_value(table("attempts", [*ROWS, more])).set_index("currency")
    assert found["amount"]["EUR"] == Decimal("50.00")
    assert found["validated_amount"]["EUR"] == Decimal("42.50")
    assert found["n_without_value"].to_dict() == {"COP": 1, "EUR": 0}


def time(attempts, hours_of):
    agent = [
        {"agent_id": "a", "campaign": "c", "logged_ms": 2 * H},
        {"agent_id": "a", "campaign": "in", "logged_ms": 5 * H},
        {"agent_id": "b", "campaign": "c", "logged_ms": H},
        {"agent_id": "z", "campaign": "c", "logged_ms": H},
    ]
    aux = [
        {"agent_id": "a", "aux_code": "out", "aux_ms": H},
        {"agent_id": "b", "aux_code": "rest", "aux_ms": H},
    ]
    tables = table("agent_intervals", agent), table("aux_intervals", aux)
    return outbound.outbound_time(attempts, *tables, hours_of=hours_of, codes=["out"])


@pytest.mark.parametrize(("hours_of", "hours"), [("codes", 1), ("campaign", 4), ("agents", 8)])
def test_sales_per_hour_under_three_readings_of_the_hours(attempts, hours_of, hours):
    row = outbound.sales_per_hour(attempts, time(attempts, hours_of)).iloc[0]
    assert row["outbound_s"] == hours * 3600
    assert row["sales_per_h"] == pytest.approx(2 / hours)
    assert row["useful_per_h"] == pytest.approx(3 / hours)


def test_without_hours_there_is_no_rate(attempts):
    found = outbound.sales_per_hour(attempts, time(attempts, "codes"), ["agent_id"])
    found = found.set_index("agent_id")
    assert found["sales_per_h"]["a"] == 2
    assert np.isnan(found["sales_per_h"]["b"])


def test_penetration_needs_a_base(attempts):
    assert outbound.penetration(attempts, n_base=20).iloc[0]["penetration_share"] == 0.25
    assert np.isnan(outbound.penetration(attempts, n_base=None)["penetration_share"].item())


def cancelled(*spells, last="2026-03-31", window_days=14):
    """Sales as (day of sale, day of cancellation)."""
    rows = [
        attempt(str(k), 0, "sold", True, True)
        | {"attempted_at": pd.Timestamp(f"{sold} 12:00", tz="UTC"), "cancelled_on": back}
        for k, (sold, back) in enumerate(spells)
    ]
    return outbound.cancellations(
        table("attempts", rows), zone="UTC", window_days=window_days, last=pd.Timestamp(last)
    ).iloc[0]


def test_sales_that_can_still_be_cancelled_are_on_no_side():
    row = cancelled(
        ("2026-03-02", "2026-03-16"),  # the last day that counts
        ("2026-03-02", "2026-03-17"),  # after the window
        ("2026-03-17", None),  # observed until its last day
        ("2026-03-18", "2026-03-19"),  # open
        ("2026-03-30", None),  # open
        ("2026-03-05", "2026-03-04"),  # before its sale
    )
    assert row["n_sales"] == 6
    assert (row["n_sales_open"], row["n_sales_misdated"], row["n_sales_observed"]) == (2, 1, 3)
    assert (row["n_sales_cancelled"], row["cancelled_share"]) == (1, 1 / 3)


def test_when_every_sale_is_open_nothing_is_said():
    assert np.isnan(cancelled(("2026-03-30", None))["cancelled_share"])


def test_a_later_export_moves_no_sale_that_was_observed():
    """What was said of a sale stays when more days are known."""
    spells = [("2026-03-02", "2026-03-10"), ("2026-03-03", None), ("2026-03-20", "2026-03-21")]
    early, late = (cancelled(*spells, last=last) for last in ("2026-03-25", "2026-04-30"))
    assert (early["n_sales_observed"], early["n_sales_cancelled"]) == (2, 1)
    assert (late["n_sales_observed"], late["n_sales_cancelled"]) == (3, 2)


def test_calls_dropped_by_the_dialler_where_a_result_tells_it(attempts):
    more = [attempt("7", 20, "dropped"), attempt("8", 21, "machine")]
    rows = table("attempts", [*ROWS, *more])
    how = {"answered": ANSWERED}
    row = outbound.dialler_abandonment(rows, **how, abandoned=["dropped"]).iloc[0]
    assert (row["n_dropped"], row["n_picked_up"], row["dropped_share"]) == (1, 6, 1 / 6)
    row = outbound.dialler_abandonment(rows, **how, abandoned=()).iloc[0]
    assert pd.isna(row["n_dropped"]) and np.isnan(row["dropped_share"])


def test_results_add_up_to_the_attempts(attempts):
    found = outbound.by_result(attempts).set_index("result")
    assert found["n_attempts"].to_dict() == {
        "busy": 1,
        "no_answer": 2,
        "refused": 1,
        "sold": 2,
        "talked": 2,
    }
    assert found["attempts_share"].sum() == 1
    shares = outbound.by_result(attempts, ["agent_id"]).groupby("agent_id")["attempts_share"].sum()
    assert shares.tolist() == pytest.approx([1, 1])


def test_order_of_rows_and_names_of_agents_move_nothing(attempts):
    shuffled = attempts.sample(frac=1, random_state=3).assign(
        agent_id=attempts["agent_id"].map({"a": "x", "b": "y"})
    )
    for measure in (outbound.conversion, outbound.sales_value):
        pd.testing.assert_frame_equal(measure(attempts), measure(shuffled))
    pd.testing.assert_frame_equal(
        outbound.contactability(attempts, answered=ANSWERED),
        outbound.contactability(shuffled, answered=ANSWERED),
    )


def test_of_no_attempts_there_are_no_ratios(attempts):
    nothing = attempts[:0]
    row = outbound.contactability(nothing, answered=ANSWERED).iloc[0]
    assert row["n_attempts"] == 0 and np.isnan(row["records_reached_share"])
    assert outbound.sales_value(nothing).empty
    assert outbound.by_result(nothing).empty
