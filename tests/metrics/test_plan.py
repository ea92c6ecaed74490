"""The plan as a partition: what wins, to which day it belongs, what was done in it."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cctoolkit.metrics.plan import (
    ACTIVITY_PRECEDENCE,
    crossed,
    plan,
    shifts_of,
    stretches,
    unplanned,
)
from cctoolkit.tables.catalogue import ACTIVITIES
from tests.frames import at
from tests.metrics.planned_day import piece, pieces, planned, schedules, the_plan, the_states


def spans(frame):
    return [
        (f"{row.start_at:%H:%M}", f"{row.end_at:%H:%M}", row.activity) for row in frame.itertuples()
    ]


def test_every_activity_has_its_precedence():
    assert set(ACTIVITY_PRECEDENCE) == set(ACTIVITIES)


def test_a_break_inside_a_shift_exported_whole():
    rows = schedules(
        planned("a", "09:00", "17:00", "productive"), planned("a", "11:00", "11:15", "break")
    )
    found = plan(rows, zone="UTC")
    assert spans(found.planned) == [
        ("09:00", "11:00", "productive"),
        ("11:00", "11:15", "break"),
        ("11:15", "17:00", "productive"),
    ]
    assert found.left_out["overlapped_ms"].tolist() == [15 * 60_000]


def test_the_order_of_equal_rows_does_not_matter():
    rows = schedules(
        planned("a", "09:00", "10:00", "productive", campaign="north"),
        planned("a", "09:00", "10:00", "productive", campaign="south"),
    )
    for order in ([0, 1], [1, 0]):
        assert plan(rows.iloc[order], zone="UTC").planned["campaign"].tolist() == ["south"]


def test_leave_before_the_shift_belongs_to_it():
    rows = schedules(
        planned("a", "20:00", "23:00", "leave"),
        planned("a", "23:00", "23:30", "productive"),
        planned("b", "20:00", "23:00", "leave"),
    )
    found = plan(rows, zone="UTC").planned
    assert found["shift_start_at"].tolist()[:2] == [at("23:00")] * 2
    assert found["shift_start_at"].isna().tolist() == [False, False, True]
    assert shifts_of(found)["planned_ms"].tolist() == [30 * 60_000]


def test_a_fortnight_of_leave_is_booked_on_each_of_its_days():
    begins = pd.Timestamp("2026-03-20", tz="Europe/Madrid").tz_convert("UTC")
    ends = pd.Timestamp("2026-04-03", tz="Europe/Madrid").tz_convert("UTC")
    rows = schedules(planned("a", "00:00", "00:00", "leave", start_at=begins, end_at=ends))
    found = plan(rows, zone="Europe/Madrid").planned
    assert len(found) == 14
    length = (found["end_at"] - found["start_at"]).dt.total_seconds() / 3600
    hours = dict(zip(found["business_day"].dt.strftime("%d"), length, strict=True))
    assert hours["29"] == 23
    assert sum(hours.values()) == 14 * 24 - 1


def test_a_session_before_the_plan_is_outside_and_absence_of_state_is_told_apart():
    rows = schedules(planned("a", "09:00", "10:00", "productive"))
    states = pieces(
        piece("a", "08:50", "09:00", "talk"),
        piece("a", "09:10", "09:20", "talk"),
        piece("a", "09:20", "09:25", "offline"),
        piece("a", "09:30", "09:40", "aux", "x"),
    )
    found = plan(rows, zone="UTC").planned
    cut = stretches(found, states)
    assert cut["state"].tolist() == ["absent", "talk", "offline", "aux", "absent"]
    assert ((cut["end"] - cut["start"]) / 60_000).tolist() == [10, 10, 10, 10, 20]
    assert spans(unplanned(found, states).assign(activity="")) == [("08:50", "09:00", "")]


def test_the_day_is_cut_without_loss():
    found = plan(the_plan(), zone="UTC").planned
    cut = stretches(found, the_states())
    length = cut["end"] - cut["start"]
    whole = (found["end_at"] - found["start_at"]).dt.total_seconds() * 1000
    assert length.groupby(cut["row"]).sum().tolist() == whole.tolist()
    assert (cut["end"] > cut["start"]).all()


def test_a_version_that_is_not_there():
    with pytest.raises(ValueError, match="no version 'v2'; they have final"):
        plan(the_plan(), zone="UTC", version="v2")
    assert plan(the_plan().iloc[:0], zone="UTC", version="v2").planned.empty


def test_rows_that_last_nothing_are_told():
    rows = pd.concat(
        [
            the_plan(),
            schedules(
                planned("a", "18:00", "18:00", "break"), planned("a", "19:00", "18:30", "break")
            ),
            schedules(planned("a", "18:00", "18:00", "break", end_at=None)),
        ],
        ignore_index=True,
    )
    found = plan(rows, zone="UTC")
    assert found.left_out["n_rejected"].tolist() == [1, 1, 1]
    assert len(found.planned) == 7


disjoint = st.lists(st.integers(1, 9), max_size=8).map(
    lambda steps: np.cumsum(steps)[: len(steps) // 2 * 2].reshape(-1, 2)
)


@given(disjoint, disjoint)
def test_crossing_by_counting(own, other):
    cut = crossed(
        np.zeros(len(own), np.int64),
        own[:, 0],
        own[:, 1],
        np.zeros(len(other), np.int64),
        other[:, 0],
        other[:, 1],
    )
    counted = {}
    for row, piece_row, start, end in zip(*cut, strict=True):
        for second in range(start, end):
            counted[second] = (row, piece_row)
    expected = {}
    for row, (start, end) in enumerate(own.tolist()):
        for second in range(start, end):
            covers = [i for i, (low, high) in enumerate(other.tolist()) if low <= second < high]
            expected[second] = (row, covers[0] if covers else -1)
    assert counted == expected
