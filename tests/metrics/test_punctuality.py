"""Three shifts by pencil: one late and early, one in time, one absent."""

import pandas as pd
import pytest

from cctoolkit.metrics.punctuality import attendance, punctuality
from tests.metrics.planned_day import piece, pieces, planned, schedules, the_plan, the_states


@pytest.fixture
def floor():
    plan = pd.concat([the_plan("a"), the_plan("b"), the_plan("c")], ignore_index=True)
    there = pieces(piece("b", "08:55", "17:05", "talk"))
    return plan, pd.concat([the_states("a"), there], ignore_index=True)


def test_one_late_one_in_time_one_absent(floor):
    got = punctuality(*floor, zone="UTC").iloc[0]
    assert (got["n_shifts"], got["n_absent"], got["n_late"], got["n_early"]) == (3, 1, 1, 1)
    assert (got["late_s"], got["early_leave_s"]) == (600, 600)
    assert got["absent_s"] == 480 * 60
    assert got["absent_share"] == pytest.approx(1 / 3)
    assert got["late_share"] == pytest.approx(1 / 2)


def test_tolerance_decides_who_is_late_not_by_how_much(floor):
    at_it = punctuality(*floor, zone="UTC", tolerance_s=600).iloc[0]
    below = punctuality(*floor, zone="UTC", tolerance_s=599).iloc[0]
    assert (at_it["n_late"], at_it["late_beyond_s"], at_it["late_s"]) == (0, 0, 600)
    assert (below["n_late"], below["late_beyond_s"]) == (1, 600)


def test_each_shift_has_its_arrival(floor):
    got = attendance(*floor, zone="UTC").set_index("agent_id")
    assert got["late_ms"].tolist()[:2] == [600_000, 0]
    assert got["absent"].tolist() == [False, False, True]
    assert got.loc["c", ["late_ms", "early_leave_ms"]].isna().all()
    assert got["first_at"].isna().tolist() == [False, False, True]
    assert got.loc["b", "first_at"] == got.loc["b", "start_at"]


def test_who_has_leave_until_eleven_is_due_at_eleven():
    plan = schedules(
        planned("a", "09:00", "11:00", "leave"), planned("a", "11:00", "17:00", "productive")
    )
    got = attendance(plan, pieces(piece("a", "11:05", "17:00", "talk")), zone="UTC").iloc[0]
    assert got["late_ms"] == 5 * 60_000


def test_a_whole_day_of_leave_is_no_shift():
    plan = schedules(planned("a", "09:00", "17:00", "leave"))
    got = punctuality(plan, pieces(), zone="UTC").iloc[0]
    assert pd.isna(got["n_shifts"]) or got["n_shifts"] == 0


def test_an_end_that_was_not_recorded_is_told():
    states = pieces(piece("a", "09:00", "16:00", "talk", imputed=True))
    got = punctuality(the_plan(), states, zone="UTC").iloc[0]
    assert (got["n_imputed_end"], got["n_early"]) == (1, 1)


def test_a_split_day_is_one_shift_and_a_long_pause_makes_two():
    plan = schedules(
        planned("a", "09:00", "12:00", "productive"), planned("a", "15:00", "18:00", "productive")
    )
    states = pieces(piece("a", "09:00", "18:00", "talk"))
    assert len(attendance(plan, states, zone="UTC")) == 1
    assert len(attendance(plan, states, zone="UTC", session_break_ms=3 * 3_600_000)) == 2


def test_a_night_is_booked_on_the_day_it_begins():
    begins = pd.Timestamp("2026-10-24 22:00", tz="Europe/Madrid").tz_convert("UTC")
    plan = the_plan().iloc[:1].assign(start_at=begins, end_at=begins + pd.Timedelta(9, "h"))
    late = (
        the_states()
        .iloc[:1]
        .assign(start_at=begins + pd.Timedelta(4, "h"), end_at=begins + pd.Timedelta(9, "h"))
    )
    got = punctuality(plan, late, ["business_day"], zone="Europe/Madrid").iloc[0]
    assert got["business_day"] == pd.Timestamp("2026-10-24")
    assert (got["late_s"], got["planned_s"]) == (4 * 3600, 9 * 3600)


def test_nothing_planned(floor):
    plan, states = floor
    assert punctuality(plan.iloc[:0], states, ["agent_id"], zone="UTC").empty
    assert punctuality(plan, states.iloc[:0], zone="UTC")["n_absent"].tolist() == [3]
