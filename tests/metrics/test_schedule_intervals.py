"""The sums of the interval table are those of the verdicts that it was made from."""

import pandas as pd
import pytest

from cctoolkit.metrics.comparison import compare
from cctoolkit.metrics.punctuality import punctuality, punctuality_of
from cctoolkit.metrics.schedule import (
    adherence_from,
    conformance,
    conformance_from,
    schedule_adherence,
)
from cctoolkit.metrics.schedule_intervals import reduce_schedule, unjudged
from cctoolkit.metrics.verdicts import ScheduleRules, judged
from tests.frames import at, table
from tests.metrics.planned_day import CODES, exception, the_plan, the_states

pytestmark = pytest.mark.slow

RULES = ScheduleRules(aux_activities=CODES, grace_s=120, forgiven_s=150)


def approved():
    return table("exceptions", [exception("a", "09:05", "09:45")])


def verdicts(zone="UTC", **choices):
    together = compare(the_plan(), the_states(), zone=zone)
    return judged(together, rules=RULES, **choices)


@pytest.mark.parametrize("minutes", [15, 30, 60])
@pytest.mark.parametrize("zone", ["UTC", "Europe/Madrid"])
def test_adherence_and_conformance_are_the_same_from_the_sums(minutes, zone):
    rows = reduce_schedule(
        verdicts(zone, exceptions=approved()), zone=zone, interval_minutes=minutes
    )
    assert ((rows["end_at"] - rows["start_at"]) == pd.Timedelta(minutes, "min")).all()
    for by in ([], ["agent_id"], ["activity"]):
        whole = schedule_adherence(
            the_plan(), the_states(), by, zone=zone, exceptions=approved(), rules=RULES
        )
        again = adherence_from(rows.replace({"activity": {"unplanned": None}}), by)
        pd.testing.assert_frame_equal(whole, again, check_dtype=False)
    pd.testing.assert_frame_equal(
        conformance(the_plan(), the_states(), zone=zone, rules=RULES),
        conformance_from(rows),
        check_dtype=False,
    )


def test_parts_of_an_interval_stay_within_it():
    rows = reduce_schedule(verdicts(), zone="UTC", interval_minutes=15)
    sums = rows.groupby(["agent_id", "start_at"])["scheduled_ms"].sum()
    assert sums.max() <= 15 * 60_000
    parts = ["excluded_ms", "adherent_ms", "non_adherent_ms", "unknown_ms"]
    assert (rows[parts].sum(axis=1) == rows["scheduled_ms"]).all()
    assert (rows["forgiven_ms"] <= rows["adherent_ms"]).all()


def test_planned_time_without_any_state_is_counted_apart():
    planned = table(
        "schedules",
        [
            {
                "agent_id": "x",
                "start_at": at("09:10"),
                "end_at": at("10:00"),
                "activity": "productive",
            },
            {"agent_id": "x", "start_at": at("10:00"), "end_at": at("18:00"), "activity": "leave"},
        ],
    ).assign(business_day=pd.Timestamp("2026-03-10"))
    rows = unjudged(planned, zone="UTC", interval_minutes=30)
    assert (rows["without_states_ms"] / 60_000).tolist() == [20, 30]
    assert adherence_from(rows)["adherence"].isna().all()


def test_punctuality_is_the_same_from_the_shifts_met():
    together = compare(the_plan(), the_states(), zone="UTC")
    pd.testing.assert_frame_equal(
        punctuality(the_plan(), the_states(), zone="UTC", tolerance_s=300),
        punctuality_of(together.shifts, tolerance_s=300),
    )
