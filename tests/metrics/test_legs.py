"""Two contacts of three legs, by pencil."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cctoolkit.metrics.legs import (
    first_handled_legs,
    handle_time_per_contact,
    short_contacts,
    transfers,
)
from cctoolkit.metrics.queue_intervals import reduce_contacts
from cctoolkit.metrics.service import handle_time
from tests.frames import at, table


def leg(contact, number, queue="sales", agent="a", talk_s=100, outcome="answered", **values):
    return {
        "contact_id": contact,
        "leg": number,
        "queue": queue,
        "agent_id": agent,
        "arrived_at": at("09:00"),
        "answered_at": at("09:01"),
        "talk_ms": talk_s * 1000 if talk_s else None,
        "outcome": outcome,
        **values,
    }


def contacts(*rows):
    return table("contacts", [*rows])


def test_a_contact_passed_on_twice_is_one_contact_and_two_legs():
    rows = contacts(
        leg("1", 1, "sales"), leg("1", 2, "care"), leg("1", 3, "tech"), leg("2", 1, "sales")
    )
    got = transfers(rows).iloc[0]
    assert got[["n_legs", "n_legs_passed_on"]].tolist() == [4, 2]
    assert got[["n_contacts", "n_contacts_transferred"]].tolist() == [2, 1]
    assert (got["leg_share"], got["contact_share"]) == (0.5, 0.5)
    by_queue = transfers(rows, ["queue"]).set_index("queue")
    assert by_queue["n_legs_passed_on"].to_dict() == {"care": 1, "sales": 1, "tech": 0}
    assert by_queue["n_contacts_transferred"].dropna().to_dict() == {"sales": 1}


def test_a_mark_is_believed_where_there_is_one_leg():
    rows = contacts(leg("1", 1, transferred=True), leg("2", 1, transferred=False))
    got = transfers(rows).iloc[0]
    assert (got["n_contacts_transferred"], got["contact_share"]) == (1, 0.5)


def test_without_mark_and_second_leg_nobody_can_tell():
    got = transfers(contacts(leg("1", 1), leg("2", 1))).iloc[0]
    assert got["n_not_recorded"] == 2
    assert pd.isna(got["contact_share"])


def test_a_queue_left_before_an_answer_is_no_transfer():
    rows = contacts(
        leg("1", 1, agent=None, talk_s=None, outcome="redirected"), leg("1", 2, "care", "b")
    )
    got = transfers(rows).iloc[0]
    assert got[["n_legs", "n_legs_passed_on", "n_contacts_transferred"]].tolist() == [1, 0, 0]


def test_handle_time_of_a_contact_is_that_of_all_its_legs():
    rows = contacts(
        leg("1", 1, "sales", talk_s=100),
        leg("1", 2, "care", talk_s=500),
        leg("2", 1, "sales", talk_s=300),
    )
    got = handle_time_per_contact(rows).iloc[0]
    assert (got["aht_per_leg_s"], got["aht_per_contact_s"]) == (300, 450)
    by_queue = handle_time_per_contact(rows, ["queue"]).set_index("queue")
    assert by_queue.loc["sales", ["aht_per_leg_s", "aht_per_contact_s"]].tolist() == [200, 450]
    assert by_queue.loc["care", "aht_per_leg_s"] == 500
    assert pd.isna(by_queue.loc["care", "n_contacts"])


def test_short_contacts_are_those_at_the_limit_too():
    rows = contacts(
        leg("1", 1, talk_s=10), leg("2", 1, talk_s=10, acw_ms=1), leg("3", 1, talk_s=None)
    )
    got = short_contacts(rows, short_s=10).iloc[0]
    assert (got["n_legs"], got["n_short"], got["short_share"]) == (2, 1, 0.5)


def test_nothing_handled_is_not_a_number():
    rows = contacts(leg("1", 1, agent=None, talk_s=None, outcome="abandoned"))
    assert pd.isna(handle_time_per_contact(rows)["aht_per_contact_s"].item())
    assert pd.isna(transfers(rows)["contact_share"].item())


LEG = st.tuples(st.sampled_from("ABC"), st.sampled_from(["sales", "care"]), st.integers(0, 600))


@pytest.mark.slow
@settings(max_examples=settings().max_examples // 8)
@given(st.lists(LEG, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_legs_and_contacts_share_their_seconds(drawn, random):
    count = {}
    rows = []
    for contact, queue, talk_s in drawn:
        count[contact] = count.get(contact, 0) + 1
        rows.append(leg(contact, count[contact], queue, talk_s=talk_s))
    frame = contacts(*rows)
    mixed = frame.sample(frac=1, random_state=random.randint(0, 999))
    for measure in (transfers, handle_time_per_contact):
        pd.testing.assert_frame_equal(measure(frame, ["queue"]), measure(mixed, ["queue"]))
        whole, parts = measure(frame), measure(frame, ["queue"])
        for name in [name for name in whole if name.startswith("n_")]:
            assert whole[name].fillna(0).item() == parts[name].sum()
    total = handle_time_per_contact(frame).iloc[0]
    if not pd.isna(total["n_legs"]):
        assert total["leg_handle_s"] == total["contact_handle_s"]
        intervals, _ = reduce_contacts(frame, zone="UTC", waiting_thresholds_s=[20])
        assert total["aht_per_leg_s"] == pytest.approx(handle_time(intervals)["aht_s"].item())
        assert len(first_handled_legs(frame)) == total["n_contacts"]
