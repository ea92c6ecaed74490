"""Shares of contacts followed by another, against the table that names each of them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cctoolkit.metrics import repeats
from cctoolkit.metrics.repeats import repeat_share
from cctoolkit.metrics.resolution import repeat_contacts
from cctoolkit.tables import batches as stream
from cctoolkit.tables.catalogue import CATALOGUE
from cctoolkit.tables.store import write
from tests.frames import at, table

pytestmark = pytest.mark.slow

relaxed = settings(deadline=None, max_examples=settings().max_examples // 2)
visit = st.tuples(
    st.sampled_from([None, "ana", "eva", "a person with a long, long name"]),
    st.integers(0, 30),
    st.sampled_from(["sales", "care", None]),
    st.sampled_from(["answered", "answered", "abandoned"]),
    st.sampled_from([None, "inbound", "outbound"]),
)


def contacts_of(rows):
    return table(
        "contacts",
        [
            {
                "contact_id": f"{(number * 7) % 31}",
                "customer_key": who,
                "arrived_at": at("09:00") + pd.Timedelta(hours, "h"),
                "queue": queue,
                "channel": "voice",
                "outcome": outcome,
                "direction": direction,
            }
            for number, (who, hours, queue, outcome, direction) in enumerate(rows)
        ],
    )


def one_by_one(contacts, by, window_days):
    rows = repeat_contacts(contacts, window_days=window_days)
    rows = rows[rows["has_key"]].assign(
        n_contacts=1,
        n_determined=lambda f: f["is_determined"].astype(int),
        n_followed=lambda f: (f["is_determined"] & f["is_followed"]).astype(int),
    )
    columns = ["n_contacts", "n_determined", "n_followed"]
    return rows.groupby(by, dropna=False)[columns].sum().reset_index()


def same(found, expected, by):
    got = found.table.drop(columns="followed_share")
    pd.testing.assert_frame_equal(got, expected, check_dtype=False)


@given(st.lists(visit, min_size=1, max_size=25), st.sampled_from([1 / 24, 5 / 24, 1]))
@relaxed
def test_shares_are_those_of_the_contacts_one_by_one(rows, window_days):
    contacts = contacts_of(rows)
    if repeat_contacts(contacts, window_days=window_days)["has_key"].any():
        expected = one_by_one(contacts, ["queue"], window_days)
        same(repeat_share(contacts, ["queue"], window_days=window_days), expected, ["queue"])


@given(st.lists(visit, min_size=1, max_size=12), st.data())
@relaxed
def test_order_of_rows_and_copies_change_nothing(rows, data):
    contacts = contacts_of(rows)
    again = data.draw(st.lists(st.sampled_from(range(len(rows))), max_size=4))
    order = data.draw(st.permutations([*range(len(rows)), *again]))
    expected = repeat_share(contacts, ["queue"], window_days=0.5)
    found = repeat_share(contacts.iloc[order], ["queue"], window_days=0.5)
    pd.testing.assert_frame_equal(found.table, expected.table)
    mine = contacts["outcome"].eq("answered") & contacts["direction"].ne("outbound")
    with_key = mine & contacts["customer_key"].notna()
    assert found.n_duplicates == sum(bool(with_key[row]) for row in again)


def test_contacts_of_one_instant_stand_in_order_of_their_ids():
    rows = [("ana", 0, "late", "answered", None), ("ana", 0, "early", "answered", None)]
    contacts = contacts_of([*rows, ("eva", 300, "other", "answered", None)])
    contacts["contact_id"] = ["2", "1", "3"]
    table = repeat_share(contacts, ["queue"], window_days=1).table.set_index("queue")
    assert table["n_followed"].to_dict() == {"early": 1, "late": 0, "other": 0}
    assert table["n_determined"].to_dict() == {"early": 1, "late": 1, "other": 0}


@pytest.mark.parametrize("held", [0, 1 << 28])
def test_long_files_are_dealt_in_memory_or_on_disk(held, tmp_path, monkeypatch):
    monkeypatch.setattr(repeats, "HELD_BYTES", held)
    monkeypatch.setattr(repeats, "ONE_BUCKET_BYTES", 0)
    monkeypatch.setattr(stream, "ROWS", 100)
    rng = np.random.default_rng(2)
    contacts = table(
        "contacts",
        [
            {
                "contact_id": f"{number:05d}",
                "customer_key": f"customer-{rng.integers(300)}",
                "arrived_at": at("09:00") + pd.Timedelta(int(rng.integers(2000)), "min"),
                "queue": f"q{rng.integers(3)}",
                "channel": "voice",
                "outcome": "answered",
            }
            for number in rng.permutation(2000)
        ],
    )
    write(contacts, CATALOGUE["contacts"], tmp_path / "contacts.parquet")
    found = repeat_share(tmp_path / "contacts.parquet", ["queue", "channel"], window_days=0.25)
    same(found, one_by_one(contacts, ["queue", "channel"], 0.25), ["queue", "channel"])
    whole = repeat_share(contacts, window_days=0.25).table
    assert whole["n_followed"].tolist() == [found.table["n_followed"].sum()]


def test_no_contacts_give_no_groups():
    found = repeat_share(table("contacts", []), ["queue"])
    assert len(found.table) == 0
    assert found[1:] == (0, 0)
    assert repeat_share(table("contacts", [])).table["n_contacts"].tolist() == [0]
