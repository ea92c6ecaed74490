"""Intervals of long lists of contacts: the tables of `reduce_contacts`, each contact once."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cctoolkit.metrics.contacts import is_inbound
from cctoolkit.metrics.queue_intervals import reduce_contacts
from cctoolkit.metrics.service_intervals import service_intervals
from cctoolkit.tables import batches as stream
from cctoolkit.tables.catalogue import CATALOGUE, OUTCOMES
from cctoolkit.tables.store import write
from tests.frames import at, table

pytestmark = pytest.mark.slow

maybe = st.one_of(st.none(), st.integers(-4, 90))
amount = st.one_of(st.none(), st.integers(0, 60))
contact = st.fixed_dictionaries(
    {
        "arrived": st.integers(0, 400),
        "answered": maybe,
        "ended": maybe,
        "wait": amount,
        "talk_ms": amount,
        "hold_ms": amount,
        "acw_ms": amount,
        "outcome": st.sampled_from(OUTCOMES),
        "agent_id": st.sampled_from([None, "a"]),
        "queue": st.sampled_from(["sales", "care"]),
        "channel": st.sampled_from(["voice", "chat"]),
        "campaign": st.sampled_from([None, "north"]),
        "direction": st.sampled_from([None, "inbound", "inbound", "outbound", "callback"]),
    }
)
relaxed = settings(deadline=None, max_examples=settings().max_examples // 2)


def contacts_of(rows, day="2026-10-24"):
    begun = at("22:00", day)
    return table(
        "contacts",
        [
            {
                **row,
                "contact_id": str(number),
                "arrived_at": begun + pd.Timedelta(row["arrived"], "min"),
                "answered_at": _after(begun, row["arrived"], row["answered"]),
                "ended_at": _after(begun, row["arrived"], row["ended"]),
                "wait_ms": None if row["wait"] is None else row["wait"] * 1000,
            }
            for number, row in enumerate(rows)
        ],
    )


def _after(begun, minutes, seconds):
    if seconds is None:
        return None
    return begun + pd.Timedelta(minutes, "min") + pd.Timedelta(seconds, "s")


def same(found, contacts, zone, **choices):
    intervals, thresholds = reduce_contacts(contacts, zone=zone, **choices)
    pd.testing.assert_frame_equal(
        found.queue_intervals, intervals, check_dtype=False, check_index_type=False
    )
    keys = ["start_at", "queue", "channel", "campaign", "threshold_ms"]
    pd.testing.assert_frame_equal(
        found.queue_thresholds.sort_values(keys, ignore_index=True),
        thresholds.sort_values(keys, ignore_index=True)[[*found.queue_thresholds]],
        check_dtype=False,
    )


@given(
    st.lists(contact, min_size=1, max_size=12),
    st.sampled_from(["Europe/Madrid", "Australia/Lord_Howe"]),
    st.sampled_from([15, 30]),
)
@relaxed
def test_the_tables_are_those_of_reduce_contacts(rows, zone, minutes):
    contacts = contacts_of(rows)
    choices = {"waiting_thresholds_s": (5, 20), "interval_minutes": minutes}
    if (contacts["outcome"].ne("not_offered") & is_inbound(contacts)).any():
        same(service_intervals(contacts, zone=zone, **choices), contacts, zone, **choices)


@given(st.lists(contact, min_size=2, max_size=9), st.data())
@relaxed
def test_a_contact_counts_once_however_often_it_was_delivered(rows, data):
    contacts = contacts_of(rows)
    again = data.draw(st.lists(st.sampled_from(range(len(rows))), max_size=6))
    order = data.draw(st.permutations([*range(len(rows)), *again]))
    expected = service_intervals(contacts, zone="UTC", waiting_thresholds_s=(20,))
    found = service_intervals(contacts.iloc[order], zone="UTC", waiting_thresholds_s=(20,))
    assert found.n_duplicates == len(again)
    pd.testing.assert_frame_equal(found.queue_intervals, expected.queue_intervals)
    pd.testing.assert_frame_equal(found.queue_thresholds, expected.queue_thresholds)


@pytest.fixture
def many(monkeypatch):
    monkeypatch.setattr(stream, "ROWS", 64)
    monkeypatch.setattr(stream, "BUCKET_ROWS", 200)
    rng = np.random.default_rng(4)
    rows = [
        {
            "arrived": int(rng.integers(90)),
            "answered": 5,
            "ended": 50,
            "wait": int(rng.integers(60)),
            "talk_ms": 1000,
            "hold_ms": None,
            "acw_ms": 10,
            "outcome": str(rng.choice(OUTCOMES)),
            "agent_id": "a",
            "queue": f"q{rng.integers(5)}",
            "channel": "voice",
            "campaign": None,
        }
        for _ in range(700)
    ]
    return contacts_of(rows)


@pytest.mark.parametrize("order", ["arrived_at", "queue"])
def test_files_in_any_order_and_copies_in_other_batches(many, order, tmp_path):
    twice = pd.concat([many, many[:300]], ignore_index=True).sort_values(order)
    write(twice, CATALOGUE["contacts"], tmp_path / "contacts.parquet")
    found = service_intervals(
        tmp_path / "contacts.parquet", zone="Europe/Madrid", waiting_thresholds_s=(20,)
    )
    assert found.n_duplicates == 300
    same(found, many, "Europe/Madrid", waiting_thresholds_s=(20,))


def test_legs_of_a_contact_are_not_copies():
    legs = pd.concat([contacts_of([ROW]), contacts_of([ROW]).assign(leg=2)], ignore_index=True)
    found = service_intervals(legs, zone="UTC", waiting_thresholds_s=(20,))
    assert found.n_duplicates == 0
    assert found.queue_intervals["n_offered"].tolist() == [2]


ROW = {
    "arrived": 1,
    "answered": 5,
    "ended": 50,
    "wait": 5,
    "outcome": "answered",
    "queue": "q",
    "channel": "voice",
}


def test_no_contacts_give_empty_tables():
    found = service_intervals(table("contacts", []), zone="UTC", waiting_thresholds_s=(20,))
    assert len(found.queue_intervals) == len(found.queue_thresholds) == 0
    assert "n_answered_within" in found.queue_thresholds
