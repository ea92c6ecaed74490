"""The pencil day under every rule, each figure by hand."""

import numpy as np
import pandas as pd
import pytest

from cctoolkit.metrics.comparison import compare
from cctoolkit.metrics.dialects import (
    DIALECTS,
    amazon_connect,
    by_dialect,
    calabrio,
    dialect_table,
    genesys_cloud,
    ready_intervals,
    verint,
)
from tests.frames import table
from tests.metrics.planned_day import (
    CODES,
    piece,
    pieces,
    planned,
    schedules,
    the_plan,
    the_states,
)

pytestmark = pytest.mark.slow

# Minutes out of adherence: late 10, consulta 10, break 5 too long, reunion 10, training 2 too
# short, early 10; where they apply: logged out in the lunch 30, the break under pvd 15.
BY_HAND = {
    "own": (476 - 47, 476),
    "genesys_cloud": (476 - 47 - 30, 476),
    # of each exception the first three minutes, of the short one its two
    "genesys_cloud_three_minutes": (476 - 77 + 6 * 3 + 2, 476),
    "genesys_cloud_equivalent": (476 - 77 + 10, 476),
    "genesys_cloud_outside_shift": (476 + 10 - 77 - 10, 476 + 10),
    "nice_categories": (476 - 77, 476),
    "nice_exact_codes": (476 - 77 - 15, 476),
    # without break and lunch
    "verint": (476 - 45 - 47, 476 - 45),
    # by intervals: late 10, consulta 10, break 5, unknown 4, early 10
    "calabrio_ready": (405 - 39, 405),
    # and 2 ready in the training, 10 after the shift
    "calabrio_scheduled": (480 - 51, 480),
    "calabrio_contract": (450 - 41, 450),
    # any auxiliary code fits what is not productive; offline never does
    "amazon_connect": (476 - 77 + 10, 476),
    "genesys_cloud_conformance": (368 + 10, 405),
}


@pytest.fixture(scope="module")
def the_day():
    table = by_dialect(the_plan(), the_states(), zone="UTC", aux_activities=CODES)
    return table.set_index("dialect")


@pytest.mark.parametrize("name", BY_HAND)
def test_the_day_by_hand(name, the_day):
    kept, base = BY_HAND[name]
    assert the_day.loc[name, "numerator_s"] == kept * 60
    assert the_day.loc[name, "denominator_s"] == base * 60
    assert the_day.loc[name, "value"] == pytest.approx(kept / base)


def test_one_row_for_each_dialect():
    got = by_dialect(the_plan(), the_states(), ["business_day"], zone="Europe/Madrid")
    assert got["dialect"].tolist() == [*DIALECTS] == [*BY_HAND]
    assert got["counts"].is_unique
    assert set(got["measure"]) == {"adherence", "conformance"}


def test_days_are_added_up_before_they_are_divided():
    days = table(
        "dialect_days",
        [
            {"business_day": day, "dialect": name, "measure": "adherence", "counts": counts}
            | {"numerator_ms": top, "denominator_ms": bottom, "unknown_ms": 1000}
            for day, name, counts, top, bottom in (
                ("2026-03-10", "verint", "work_only", 1000, 4000),
                ("2026-03-11", "verint", "work_only", 3000, 4000),
                ("2026-03-10", "own", "allowed_states", 1000, 2000),
                ("2026-03-11", "own", "allowed_states", 0, 0),
            )
        ],
    )
    got = dialect_table(days)
    assert got["dialect"].tolist() == ["own", "verint"]
    assert got["value"].tolist() == [0.5, 0.5]
    assert got[["numerator_s", "denominator_s", "unknown_s"]].to_numpy().tolist() == [
        [1, 2, 2],
        [4, 8, 2],
    ]


def test_the_hour_that_genesys_works_out():
    plan = schedules(planned("a", "09:00", "10:00", "productive"))
    states = pieces(piece("a", "09:10", "10:10", "available"))
    names = ("genesys_cloud", "genesys_cloud_outside_shift", "genesys_cloud_conformance")
    got = by_dialect(plan, states, zone="UTC", dialects={n: DIALECTS[n] for n in names})
    assert got["value"].tolist() == pytest.approx([5 / 6, 5 / 7, 1])


def test_the_forgiven_time_that_genesys_works_out():
    # 8 h 51 min of exceptions left of 9 h, in nine exceptions with a threshold of one minute
    plan = schedules(planned("a", "00:00", "20:00", "productive"))
    rows = [piece("a", f"{2 * i:02}:00", f"{2 * i + 1:02}:00", "aux", "x") for i in range(9)]
    work = [piece("a", f"{2 * i + 1:02}:00", f"{2 * i + 2:02}:00", "talk") for i in range(9)]
    states = pieces(*rows, *work, piece("a", "18:00", "20:00", "talk"))
    got = genesys_cloud(compare(plan, states, zone="UTC"), exception_threshold_s=60).iloc[0]
    assert got["denominator_s"] - got["numerator_s"] == (8 * 60 + 51) * 60


def test_a_lunch_marked_productive_adheres_when_available():
    plan = schedules(planned("a", "09:00", "10:00", "productive"))
    available = pieces(piece("a", "09:00", "10:00", "available"))
    lunching = pieces(piece("a", "09:00", "10:00", "aux", "comida"))
    assert amazon_connect(compare(plan, available, zone="UTC"))["value"].iloc[0] == 1
    assert amazon_connect(compare(plan, lunching, zone="UTC"))["value"].iloc[0] == 0


def test_eight_hours_at_eighty_per_cent():
    # 480 scheduled, 384 adherent
    plan = schedules(planned("a", "09:00", "17:00", "productive"))
    states = pieces(
        piece("a", "09:00", "15:24", "available"), piece("a", "15:24", "17:00", "aux", "x")
    )
    assert amazon_connect(compare(plan, states, zone="UTC"))["value"].iloc[0] == pytest.approx(0.8)


def test_working_through_the_break_is_nothing_to_verint():
    plan = the_plan()
    states = pieces(
        piece("a", "09:00", "15:00", "talk"),
        piece("a", "15:00", "15:30", "aux", "formacion"),
        piece("a", "15:30", "17:00", "talk"),
    )
    assert verint(compare(plan, states, zone="UTC"))["value"].iloc[0] == 1


def test_a_break_moved_within_its_quarter_of_an_hour_is_nothing_to_calabrio():
    plan = schedules(
        planned("a", "09:00", "09:05", "productive"),
        planned("a", "09:05", "09:10", "break"),
        planned("a", "09:10", "10:00", "productive"),
    )
    moved = pieces(
        piece("a", "09:00", "09:10", "talk"),
        piece("a", "09:10", "09:15", "aux"),
        piece("a", "09:15", "10:00", "talk"),
    )
    for against in ("ready", "scheduled", "contract"):
        assert calabrio(compare(plan, moved, zone="UTC"), against=against)["value"].iloc[0] == 1
    assert genesys_cloud(compare(plan, moved, zone="UTC"))["value"].iloc[0] == pytest.approx(
        50 / 60
    )


def test_ready_time_two_hours_around_the_shift_and_no_further():
    plan = schedules(planned("a", "10:00", "11:00", "productive"))
    states = pieces(piece("a", "07:00", "14:00", "talk"))
    cells = ready_intervals(compare(plan, states, zone="UTC"))
    assert len(cells) == 4 + 8 + 8
    got = calabrio(compare(plan, states, zone="UTC"), against="scheduled").iloc[0]
    assert (got["numerator_s"], got["value"]) == (0, 0)
    assert calabrio(compare(plan, states, zone="UTC"), against="contract")["value"].iloc[0] == 1


def test_ready_beyond_the_contract_time_of_an_interval():
    # a quarter of an hour with ten minutes paid, five of them ready: |10 - 5| when A exceeds C
    plan = schedules(
        planned("a", "09:00", "09:05", "productive"),
        planned("a", "09:05", "09:10", "break", paid=True),
        planned("a", "09:10", "09:15", "lunch", paid=False),
    )
    states = pieces(piece("a", "09:00", "09:15", "talk"))
    got = calabrio(compare(plan, states, zone="UTC"), against="contract").iloc[0]
    assert (got["numerator_s"], got["denominator_s"]) == (5 * 60, 10 * 60)


def test_who_never_came_is_worth_something_else_to_each():
    got = by_dialect(the_plan(), pieces(), zone="UTC").set_index("dialect")["value"]
    assert got["own"] == got["verint"] == got["amazon_connect"] == got["calabrio_ready"] == 0
    assert np.isnan(got["genesys_cloud"])
    # not ready as planned in breaks and training
    assert got["calabrio_scheduled"] == pytest.approx(75 / 480)


def test_nothing_planned_is_worth_nothing():
    got = by_dialect(the_plan().iloc[:0], pieces(), zone="UTC")
    assert got["value"].isna().all()
    assert len(got) == len(DIALECTS)


def test_nights_of_23_and_25_hours():
    for start, hours in (("2026-03-28 22:00", 7), ("2026-10-24 22:00", 9)):
        begins = pd.Timestamp(start, tz="Europe/Madrid").tz_convert("UTC")
        span = {"start_at": begins, "end_at": begins + pd.Timedelta(hours, "h")}
        plan, states = the_plan().iloc[:1].assign(**span), the_states().iloc[:1].assign(**span)
        got = by_dialect(plan, states, ["business_day"], zone="Europe/Madrid")
        assert got["value"].tolist() == pytest.approx([1] * len(DIALECTS))
        assert set(got["denominator_s"]) == {hours * 3600}
        assert set(got["business_day"]) == {pd.Timestamp(start[:10])}


def test_order_names_and_cuts_change_nothing():
    plan, states = the_plan(), the_states()
    expected = by_dialect(plan, states, zone="UTC", aux_activities=CODES)
    cut = states["start_at"] + (states["end_at"] - states["start_at"]) / 2
    halves = pd.concat([states.assign(end_at=cut), states.assign(start_at=cut)])
    got = by_dialect(
        plan.iloc[::-1].assign(agent_id="z"),
        halves.sample(frac=1, random_state=3).assign(agent_id="z"),
        zone="America/Bogota",
        aux_activities=CODES,
    )
    pd.testing.assert_frame_equal(got, expected)
