"""Ten callers in a menu, by pencil."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cctoolkit.metrics.automation import automation_savings, containment
from tests.frames import at, table

LATE = at("00:00", "2026-06-01")
WEEK = {"window_days": 7, "observed_until": LATE}


def row(contact, customer, day, outcome, clock="09:00", **values):
    return {
        "contact_id": contact,
        "customer_key": customer,
        "queue": "care",
        "reason": "bill",
        "arrived_at": at(clock, f"2026-03-{day:02}"),
        "outcome": outcome,
        **values,
    }


def menu(contact, customer, day, automation="contained", **values):
    return row(contact, customer, day, "not_offered", automation=automation, **values)


def human(contact, customer, day, talk_s=600, **values):
    times = {"talk_ms": talk_s * 1000, "agent_id": "a"}
    return row(contact, customer, day, "answered", **times, **values)


def contacts(*rows):
    return table("contacts", [*rows])


@pytest.fixture
def callers():
    """Ten enter: five contained, of whom one comes back and one is unknown; two sent to chat."""
    return contacts(
        menu("1", "A", 1),
        menu("2", "B", 1),
        menu("3", "C", 1),
        menu("4", "D", 1),
        menu("5", None, 1),
        menu("6", "F", 1, "deflected"),
        menu("7", "G", 1, "deflected"),
        human("8", "H", 1, automation="passed_on"),
        human("9", "I", 1, talk_s=300, automation="passed_on"),
        menu("10", "J", 1, "left"),
        human("11", "A", 5),
        human("12", "F", 6),
    )


def test_hanging_up_is_not_being_helped(callers):
    got = containment(callers, **WEEK).iloc[0]
    counts = ["n_entered", "n_contained", "n_deflected", "n_passed_on", "n_left"]
    assert got[counts].tolist() == [10, 5, 2, 2, 1]
    assert got["contained_share"] == 0.5
    assert got["not_passed_on_share"] == 0.8
    assert (got["n_contained_returned"], got["n_contained_open"]) == (1, 1)
    assert got["contained_net_share"] == 0.4
    assert (got["deflected_share"], got["deflected_net_share"]) == (0.2, 0.1)


def test_hours_saved_are_a_range(callers):
    # bills take people 600, 300, 600 and 600 s: 525 s each
    got = automation_savings(callers, comparable=["reason"], **WEEK).iloc[0]
    assert got["mean_handle_s"] == pytest.approx(525)
    assert got[["n_valued", "n_returned", "n_open", "n_stayed"]].tolist() == [5, 1, 1, 3]
    assert got["gross_h"] == pytest.approx(5 * 525 / 3600)
    assert got["net_h"] == pytest.approx(4 * 525 / 3600)
    assert got["sure_h"] == pytest.approx(3 * 525 / 3600)


def test_the_whole_contact_is_what_is_saved_not_its_first_leg():
    rows = contacts(menu("1", "A", 1), human("2", "B", 1), human("2", "B", 1, talk_s=300, leg=2))
    got = automation_savings(rows, comparable=["reason"], **WEEK)
    assert got["gross_h"].item() == pytest.approx(900 / 3600)


def test_only_what_is_alike_is_compared():
    rows = contacts(
        menu("1", "A", 1),
        menu("2", "B", 1, reason="fault"),
        menu("3", "C", 1, reason=None),
        human("4", "D", 1),
    )
    got = automation_savings(rows, comparable=["reason"], **WEEK).iloc[0]
    assert (got["n_contained"], got["n_valued"], got["n_without_comparison"]) == (3, 1, 2)
    assert got["gross_h"] == pytest.approx(1 / 6)
    by_reason = automation_savings(rows, ["reason"], comparable=["reason"], **WEEK)
    hours = by_reason.set_index("reason")["gross_h"]
    assert hours["bill"] == pytest.approx(1 / 6)
    assert pd.isna(hours["fault"])


def test_the_last_days_are_open(callers):
    choices = {"window_days": 7, "observed_until": at("00:00", "2026-03-07")}
    got = automation_savings(callers, comparable=["reason"], **choices).iloc[0]
    assert got[["n_returned", "n_open", "n_stayed"]].tolist() == [1, 4, 0]
    assert got["sure_h"] == 0.0


def test_coming_to_a_person_within_the_same_contact_is_coming_back():
    rows = contacts(
        menu("1", "A", 1, leg=1), human("1", "A", 1, leg=2, clock="09:04"), human("2", "B", 1)
    )
    assert containment(rows, **WEEK)["n_contained_returned"].item() == 1


def test_what_came_before_or_too_late_or_from_the_centre_is_no_return():
    rows = contacts(
        menu("1", "A", 10),
        human("2", "A", 9),
        human("3", "A", 18),
        human("4", "A", 11, direction="outbound"),
        row("5", "A", 11, "abandoned"),
    )
    assert containment(rows, **WEEK)["n_contained_returned"].item() == 0


def test_no_machine_answers():
    for rows in (contacts(), contacts(human("1", "A", 1))):
        assert pd.isna(containment(rows, **WEEK)["contained_share"].item())
        got = automation_savings(rows, comparable=["reason"], **WEEK).iloc[0]
        assert (got["n_contained"], got["gross_h"]) == (0, 0.0)


CALL = st.tuples(
    st.sampled_from(["A", "B", "C", None]),
    st.integers(1, 20),
    st.sampled_from(["contained", "deflected", "left", None]),
)


@pytest.mark.slow
@settings(max_examples=settings().max_examples // 4)
@given(st.lists(CALL, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_bounds_keep_their_order_in_any_order_of_rows(drawn, random):
    rows = contacts(
        human("own", "Z", 1),
        *(
            menu(str(n), customer, day, automation) if automation else human(str(n), customer, day)
            for n, (customer, day, automation) in enumerate(drawn)
        ),
    )
    mixed = rows.sample(frac=1, random_state=random.randint(0, 999))
    saved = automation_savings(rows, comparable=["reason"], **WEEK)
    again = automation_savings(mixed, comparable=["reason"], **WEEK)
    pd.testing.assert_frame_equal(saved, again)
    one = saved.iloc[0]
    assert one["sure_h"] <= one["net_h"] <= one["gross_h"]
    assert one["n_returned"] + one["n_open"] + one["n_stayed"] == one["n_valued"]
    entered = containment(mixed, **WEEK).iloc[0]
    parts = ["n_contained", "n_deflected", "n_passed_on", "n_left"]
    assert entered[parts].sum() == entered["n_entered"]
    again = [
        any(
            other == customer and automation is None and 0 <= later - day <= 7
            for other, later, automation in drawn
        )
        for customer, day, kind in drawn
        if kind == "contained" and customer
    ]
    assert entered["n_contained_returned"] == sum(again)
