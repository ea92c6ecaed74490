"""The pencil day's lost time in four cells, and what absences add."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cctoolkit.metrics.shrinkage import (
    CELLS,
    combined_shrinkage,
    reasons_from,
    reduce_shrinkage,
    shrinkage,
    shrinkage_by_reason,
    shrinkage_from,
)
from tests.frames import table
from tests.metrics.planned_day import (
    DAY,
    piece,
    pieces,
    planned,
    schedules,
    the_plan,
    the_states,
)
from tests.metrics.test_schedule import as_tables, mornings

pytestmark = pytest.mark.slow

MIN = 60
CODES = table(
    "aux_codes",
    [
        {"aux_code": "pvd", "label": "PVD"},
        {"aux_code": "emision", "label": "Emisión", "productive": True},
    ],
)


def spell(agent, kind, lost_minutes, *, to_on=None, **flags):
    return {
        "agent_id": agent,
        "from_on": DAY,
        "to_on": to_on,
        "kind": kind,
        "lost_ms": lost_minutes * MIN * 1000,
    } | flags


def lost(*args, **choices):
    return shrinkage(*args, zone="UTC", **choices).iloc[0]


def test_the_day_in_four_cells():
    got = lost(the_plan(), the_states(), CODES)
    # lunch is unpaid; late 10 + early 10; break 15 + training 28; consulta 10 + break too long 5
    assert (got["base_s"], got["excluded_s"], got["unknown_s"]) == (450 * MIN, 30 * MIN, 4 * MIN)
    assert got["external_unplanned_s"] == 20 * MIN
    assert got["external_planned_s"] == 0
    assert got["internal_planned_s"] == 43 * MIN
    assert got["internal_unplanned_s"] == 15 * MIN
    assert got["shrinkage"] == pytest.approx(78 / 450)
    assert got["shrinkage_high"] == pytest.approx(82 / 450)
    assert (got["external_s"], got["internal_s"]) == (20 * MIN, 58 * MIN)
    assert (got["planned_s"], got["unplanned_s"]) == (43 * MIN, 35 * MIN)


def test_the_day_by_reason():
    got = shrinkage_by_reason(the_plan(), the_states(), CODES, zone="UTC")
    rows = {(r.external, r.planned, r.reason): r.lost_s / MIN for r in got.itertuples()}
    assert rows == {
        (True, False, "not_connected"): 20,
        (False, True, "break"): 15,
        (False, True, "training"): 28,
        (False, False, "consulta"): 10,
        (False, False, "pvd"): 5,
    }
    assert got["share"].sum() == pytest.approx(78 / 450)


def test_a_code_flagged_productive_is_no_shrinkage():
    plan = schedules(planned("a", "09:00", "10:00", "productive"))
    calling = pieces(piece("a", "09:00", "10:00", "aux", "emision"))
    assert lost(plan, calling, CODES)["shrinkage"] == 0


def put_off(*extra):
    """A planned break of 15 minutes, worked; 10 and 20 minutes of rest taken later."""
    plan = schedules(
        planned("a", "09:00", "10:00", "productive"),
        planned("a", "10:00", "10:15", "break"),
        planned("a", "10:15", "12:00", "productive"),
    )
    states = pieces(
        piece("a", "09:00", "10:30", "talk"),
        piece("a", "10:30", "10:40", "aux", "pausa"),
        piece("a", "10:40", "11:00", "talk"),
        piece("a", "11:00", "11:20", "aux", "pausa"),
        piece("a", "11:20", "12:00", "talk"),
    )
    return shrinkage_by_reason(plan, states, CODES, zone="UTC", **dict(extra))


def test_a_break_put_off_is_the_break_that_was_planned():
    got = put_off(("aux_activities", {"pausa": "break"}))
    rows = {(r.planned, r.reason): r.lost_s / MIN for r in got.itertuples()}
    assert rows == {(True, "break"): 15, (False, "pausa"): 15}
    by_the_hour = put_off()
    assert by_the_hour["planned"].tolist() == [False]
    assert by_the_hour["lost_s"].item() == 30 * MIN
    other = put_off(("aux_activities", {"pausa": "training"}))
    pd.testing.assert_frame_equal(other, by_the_hour)


def test_leave_in_the_plan_is_planned_and_external():
    plan = schedules(
        planned("a", "09:00", "13:00", "leave"), planned("a", "13:00", "17:00", "productive")
    )
    got = lost(plan, pieces(piece("a", "13:00", "17:00", "talk")), CODES)
    assert (got["external_planned_s"], got["shrinkage"]) == (4 * 3600, 0.5)


def test_an_absence_nobody_knew_of_is_unplanned_whatever_the_final_plan_says():
    plan = schedules(planned("a", "09:00", "17:00", "absence"))
    sick = table("absences", [spell("a", "it", 480, planned=False, paid=True)])
    got = lost(plan, pieces(), CODES, sick)
    assert (got["external_unplanned_s"], got["external_planned_s"]) == (8 * 3600, 0)
    frozen = schedules(planned("a", "09:00", "17:00", "productive"))
    assert lost(frozen, pieces(), CODES)["external_unplanned_s"] == 8 * 3600
    holiday = table("absences", [spell("a", "vacaciones", 480, planned=True, paid=True)])
    assert lost(frozen, pieces(), CODES, holiday)["external_planned_s"] == 8 * 3600


def test_a_spell_without_a_plan_is_lost_time_and_base():
    long = table("absences", [spell("z", "it", 400, planned=False, paid=True)])
    got = shrinkage(the_plan(), the_states(), CODES, long, ["agent_id"], zone="UTC")
    got = got.set_index("agent_id")
    assert got.loc["z", "external_unplanned_s"] == 400 * MIN
    assert got.loc["z", "shrinkage"] == 1
    assert got.loc["a", "shrinkage"] == pytest.approx(78 / 450)
    assert lost(the_plan(), the_states(), CODES, long)["base_s"] == 850 * MIN


def test_a_spell_adds_only_what_its_days_do_not_show():
    plan = schedules(planned("a", "09:00", "17:00", "absence"))
    five_days = table("absences", [spell("a", "it", 5 * 480, planned=False, paid=True)])
    got = lost(plan, pieces(), CODES, five_days)
    assert got["lost_s"] == got["base_s"] == 5 * 480 * MIN


def test_time_beyond_the_plan_lies_on_the_days_of_its_spell():
    three_days = spell("z", "it", 100, to_on=DAY + pd.Timedelta(3, "D"), planned=False, paid=True)
    open_spell = spell("y", "it", 60, planned=False, paid=True)
    sick = table("absences", [three_days, open_spell])
    got = shrinkage(the_plan().iloc[:0], pieces(), CODES, sick, ["business_day"], zone="UTC")
    third = 100 * MIN / 3
    assert got["business_day"].tolist() == [DAY + pd.Timedelta(k, "D") for k in range(3)]
    assert got["lost_s"].tolist() == pytest.approx([third + 60 * MIN, third, third], abs=0.001)
    assert round(got["lost_s"].sum() * 1000) == 160 * MIN * 1000


def test_unpaid_spells_are_in_no_side():
    plan = schedules(planned("a", "09:00", "17:00", "absence"))
    strike = table("absences", [spell("a", "huelga", 960, planned=False, paid=False)])
    got = lost(plan, pieces(), CODES, strike)
    assert (got["base_s"], got["excluded_s"]) == (0, 8 * 3600)
    assert np.isnan(got["shrinkage"])


def test_over_hours_by_contract():
    base = pd.DataFrame({"agent_id": ["a", "y"], "base_ms": [500 * MIN * 1000, 1000]})
    got = shrinkage(the_plan(), the_states(), CODES, None, ["agent_id"], zone="UTC", base=base)
    got = got.set_index("agent_id")
    assert got.loc["a", "shrinkage"] == pytest.approx(78 / 500)
    assert got.loc["y", "shrinkage"] == 0


def test_a_published_year_of_260_days():
    # leave 26, sickness 13, training 15, meetings 6, breaks 11.5, quality 6, coaching 11.5,
    # rotation 2.5: 91.5 days, 35.2 %; here an hour stands for a day
    parts = {
        "leave": 26,
        "absence": 13,
        "training": 15,
        "meeting": 6 + 6,
        "break": 11.5,
        "coaching": 11.5 + 2.5,
        "productive": 260 - 91.5,
    }
    start, rows = pd.Timestamp("2026-03-10", tz="UTC"), []
    for activity, hours in parts.items():
        end = start + pd.Timedelta(hours, "h")
        rows.append(planned("a", "00:00", "00:00", activity, start_at=start, end_at=end))
        start = end
    work = rows[-1]
    states = pieces(
        piece("a", "00:00", "00:00", "talk", start_at=work["start_at"], end_at=work["end_at"])
    )
    got = lost(schedules(*rows), states, CODES)
    assert got["shrinkage"] == pytest.approx(91.5 / 260)
    assert round(got["shrinkage"], 3) == 0.352
    assert got["external_s"] == 39 * 3600


def test_nothing_planned_and_nobody_there():
    empty = the_plan().iloc[:0]
    assert np.isnan(lost(empty, pieces(), CODES)["shrinkage"])
    assert shrinkage(empty, the_states(), CODES, None, ["agent_id"], zone="UTC").empty
    assert shrinkage_by_reason(empty, pieces(), CODES, zone="UTC").empty
    assert lost(the_plan(), pieces(), CODES)["external_unplanned_s"] == 405 * MIN


def test_combination_of_following_denominators():
    assert combined_shrinkage([]) == 0
    assert combined_shrinkage([0.1, 0.2]) == pytest.approx(0.28)
    assert np.isnan(combined_shrinkage([0.1, float("nan")]))
    with pytest.raises(ValueError, match="between 0 and 1"):
        combined_shrinkage([1.2])


@pytest.mark.slow
@settings(max_examples=settings().max_examples // 8)
@given(mornings(), st.booleans())
def test_four_cells_reasons_and_served_time_add_up_to_the_millisecond(agents, with_spell):
    plan, states, _ = as_tables(agents)
    sick = table("absences", [spell("a", "it", 2, planned=False, paid=True)])
    spells = sick if with_spell else None
    got = lost(plan, states, CODES, spells)
    cells = sum(round(got[f"{name}_s"] * 1000) for name in CELLS)
    assert cells == round(got["lost_s"] * 1000)
    assert round(got["planned_s"] * 1000) + round(got["unplanned_s"] * 1000) == cells
    reasons = shrinkage_by_reason(plan, states, CODES, spells, zone="UTC")
    assert round(reasons["lost_s"].sum() * 1000) == cells
    by_activity = shrinkage(plan, states, CODES, spells, ["activity"], zone="UTC")
    assert round(by_activity["lost_s"].sum() * 1000) == cells
    assert got["lost_s"] + got["unknown_s"] <= got["base_s"]
    codes = {"pvd": "break", "formacion": "training"}
    moved = lost(plan, states, CODES, spells, aux_activities=codes)
    same = ["base_s", "lost_s", "internal_s", "external_s", "unknown_s", "planned_time_s"]
    pd.testing.assert_series_equal(moved[same], got[same])
    assert moved["internal_unplanned_s"] <= got["internal_unplanned_s"]
    days = reduce_shrinkage(plan, states, CODES, spells, zone="UTC")
    pd.testing.assert_series_equal(shrinkage_from(days).iloc[0], got)
    pd.testing.assert_frame_equal(reasons_from(days), reasons, check_dtype=False)
