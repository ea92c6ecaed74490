"""Percentiles of waiting: observed waits, exact shares, and what was not recorded beside them."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cctoolkit.metrics.waits import waiting_percentiles

AT = pd.Timestamp("2026-03-10 09:00", tz="UTC").as_unit("ms")


def contacts(waits_s, **more):
    waits = pd.array([None if wait is None else wait * 1000 for wait in waits_s], dtype="Int64")
    return pd.DataFrame(
        {
            "arrived_at": AT,
            "answered_at": pd.Series([pd.NaT] * len(waits), dtype="datetime64[ms, UTC]"),
            "ended_at": AT,
            "wait_ms": waits,
            "outcome": "answered",
            "direction": "inbound",
            "queue": "q",
        }
        | more
    )


def test_ten_waits_by_pencil():
    table = waiting_percentiles(contacts([0, 1, 2, 3, 4, 5, 6, 7, 8, 90]))
    row = table.iloc[0]
    # Five of ten waited at most 4 s, eight at most 7, nine at most 8; the tenth, 90.
    got = [row[f"wait_p{percent}_s"] for percent in (50, 80, 90, 95)]
    assert (got, row["longest_wait_s"]) == ([4, 7, 8, 90], 90)


def test_who_was_not_answered_or_did_not_call_is_not_in_it():
    rows = contacts([1, 2, 50, 60])
    rows.loc[2, "outcome"], rows.loc[3, "direction"] = "abandoned", "outbound"
    assert waiting_percentiles(rows).loc[0, ["n_answered", "longest_wait_s"]].tolist() == [2, 2]


def test_waits_not_recorded_are_counted_apart_and_a_group_of_them_has_none():
    rows = contacts([1, None, None], queue=["a", "a", "b"])
    table = waiting_percentiles(rows, ["queue"]).set_index("queue")
    assert table["n_not_recorded"].to_dict() == {"a": 1, "b": 1}
    assert table.loc["a", "wait_p99_s"] == 1 and math.isnan(table.loc["b", "wait_p50_s"])


@pytest.mark.slow
@given(st.lists(st.integers(0, 300), min_size=1, max_size=40), st.integers(1, 100))
def test_it_is_the_shortest_wait_that_so_many_were_answered_within(waits, percent):
    got = waiting_percentiles(contacts(waits), percents=[percent]).loc[0, f"wait_p{percent}_s"]
    enough = [w for w in waits if 100 * sum(x <= w for x in waits) >= percent * len(waits)]
    assert got == min(enough)
