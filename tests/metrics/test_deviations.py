"""What was done instead adds up to the time out of adherence, and by pencil to the very minutes."""

import pandas as pd
import pytest

from cctoolkit.metrics.comparison import compare
from cctoolkit.metrics.deviations import DONE, done_instead, reduce_deviations
from cctoolkit.metrics.schedule_intervals import GROUP, reduce_schedule
from cctoolkit.metrics.verdicts import ScheduleRules, judged
from tests.frames import at, table
from tests.metrics.planned_day import CODES, exception, piece, pieces, the_plan, the_states

pytestmark = pytest.mark.slow

RULES = ScheduleRules(aux_activities=CODES)
FORGIVING = ScheduleRules(aux_activities=CODES, grace_s=120, forgiven_s=150, forgives="each")


def deviations(plan=None, states=None, rules=RULES, zone="UTC", minutes=30):
    together = compare(
        the_plan() if plan is None else plan, the_states() if states is None else states, zone=zone
    )
    verdicts = judged(together, rules=rules)
    clock = {"zone": zone, "interval_minutes": minutes}
    return reduce_deviations(verdicts, **clock), reduce_schedule(verdicts, **clock)


def minutes_of(table, *by):
    kept = table.assign(minutes=table["non_adherent_s"] / 60).fillna({"aux_code": ""})
    return kept.set_index([*by, *DONE])["minutes"].to_dict()


def test_the_day_by_pencil():
    rows, _ = deviations()
    assert minutes_of(done_instead(rows, ["activity"]), "activity") == {
        ("productive", "not_here", ""): 20,
        ("productive", "aux", "consulta"): 10,
        ("productive", "aux", "pvd"): 5,
        ("training", "aux", "reunion"): 10,
        ("training", "available", ""): 2,
    }
    whole = done_instead(rows)
    assert whole["non_adherent_s"].sum() == 47 * 60
    assert whole.set_index("done").loc["not_here", "instead_share"] == pytest.approx(20 / 47)
    of_training = done_instead(rows, ["activity"]).query("activity == 'training'")
    assert of_training["instead_share"].tolist() == pytest.approx([10 / 12, 2 / 12])
    assert (whole["n_agents"] == 1).all()


def test_a_shift_that_nobody_attended_is_no_lateness():
    plan = pd.concat([the_plan("a"), the_plan("b")], ignore_index=True)
    states = pd.concat([the_states("a"), pieces(piece("b", "20:00", "20:30", "talk"))])
    rows, _ = deviations(plan, states.reset_index(drop=True))
    of_b = done_instead(rows[rows["agent_id"] == "b"])
    assert of_b["done"].tolist() == ["not_attended"]
    assert of_b["non_adherent_s"].tolist() == [480 * 60]


def test_leaving_within_the_shift_is_being_offline():
    states = the_states()
    gone = states["start_at"].eq(at("13:30"))
    rows, _ = deviations(states=states[~gone].reset_index(drop=True))
    assert minutes_of(done_instead(rows))[("offline", "")] == 90


@pytest.mark.parametrize("rules", [RULES, FORGIVING])
@pytest.mark.parametrize(("zone", "minutes"), [("UTC", 30), ("Europe/Madrid", 15), ("UTC", 60)])
def test_what_was_done_adds_up_in_every_interval_to_the_millisecond(rules, zone, minutes):
    states = the_states()
    shifted = states.assign(
        start_at=states["start_at"] + pd.Timedelta(1_234, "ms"),
        end_at=states["end_at"] + pd.Timedelta(1_234, "ms"),
    )
    rows, intervals = deviations(states=shifted, rules=rules, zone=zone, minutes=minutes)
    found = rows.groupby(GROUP, dropna=False)["non_adherent_ms"].sum()
    expected = intervals.set_index(GROUP)["non_adherent_ms"]
    pd.testing.assert_series_equal(found, expected[expected > 0], check_dtype=False)


def test_an_exception_changes_nothing_and_neither_does_the_order_of_rows():
    together = compare(the_plan(), the_states(), zone="UTC")
    approved = table("exceptions", [exception("a", "09:05", "09:45")])
    kept = judged(together, exceptions=approved, rules=RULES)
    rows, _ = deviations()
    again = reduce_deviations(kept.sample(frac=1, random_state=3), zone="UTC")
    pd.testing.assert_frame_equal(rows, again)


def test_a_plan_that_was_kept_has_no_deviations():
    plan = table(
        "schedules",
        [
            {
                "agent_id": "a",
                "start_at": at("09:00"),
                "end_at": at("10:00"),
                "activity": "productive",
            }
        ],
    )
    rows, _ = deviations(plan, pieces(piece("a", "09:00", "10:00", "talk")))
    assert rows.empty
    assert done_instead(rows).empty
    assert done_instead(rows, ["activity"]).empty
