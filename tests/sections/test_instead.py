"""What was done instead: every part of the time out, and nobody singled out."""

import numpy as np
import pandas as pd
import pytest

from cctoolkit.metrics.clock import with_clock
from cctoolkit.sections.codes import OTHER
from tests.frames import table
from tests.sections.attacker import everything, marks, singled_out
from tests.sections.test_schedule import GROUPS, HOUR_MS, evaluated, floor, hour, placed

pytestmark = pytest.mark.slow

CODES = table("aux_codes", [{"aux_code": "pvd", "label": "Pause"}])


def deviations(rows, done="aux", aux_code=None):
    """What each planned hour lost, done as said."""
    frame = pd.DataFrame(rows)[["start_at", "end_at", "agent_id", "campaign", "business_day"]]
    more = pd.DataFrame(rows)[["activity", "non_adherent_ms", "evidence", *GROUPS]]
    return frame.join(more).assign(done=done, aux_code=aux_code).to_dict("records")


def with_deviations(rows, made):
    return evaluated(rows, deviation_intervals=placed("deviation_intervals", made), aux_codes=CODES)


def test_every_part_of_the_time_out_is_there_with_the_label_of_its_code():
    rows = floor(6)
    made = deviations(rows[:18], aux_code="pvd") + deviations(rows[18:], done="not_here")
    section = with_deviations(rows, made)
    table = section.tables["instead"]
    # three agents took the code, three came late: neither is told
    assert table["done"].tolist() == [OTHER]
    both = deviations(rows, aux_code="pvd")
    late = [
        each | {"non_adherent_ms": 60_000, "done": "not_here", "aux_code": None} for each in both
    ]
    both = [each | {"non_adherent_ms": HOUR_MS // 10 - 60_000} for each in both]
    table = with_deviations(rows, both + late).tables["instead"]
    assert table["done"].tolist() == ["aux", "not_here"]
    assert table["done_label"].fillna("").tolist() == ["Pause", ""]
    assert table["instead_share"].tolist() == pytest.approx([5 / 6, 1 / 6])
    whole = section.tables["overall"]["non_adherent_s"].item()
    assert table["non_adherent_s"].sum() == whole == 36 * 360


def test_a_cell_of_few_takes_a_square_of_others_with_it():
    plan = ["productive", "productive", "productive", "break", "break"]
    done = ["not_here", "offline", "aux", "not_here"]
    rows, made = [], []
    for agent in range(9):
        # in the second break six are offline and three in an auxiliary state
        own = [*done, "offline" if agent < 6 else "aux"]
        for activity, state in zip(plan, own, strict=True):
            row = hour(f"a{agent}", activity=activity)
            rows.append(row)
            made += deviations([row], state)
    section = with_deviations(rows, made)
    assert set(section.tables["instead"]["done"]) == {"not_here", "offline", "aux"}
    table = section.tables["instead_by_activity"]
    assert [*zip(table["activity"], table["done"], table["n_agents"], strict=True)] == [
        ("break", "not_here", 9),
        ("break", OTHER, 9),
        ("productive", "not_here", 9),
        ("productive", OTHER, 9),
    ]
    assert table["instead_share"].tolist() == pytest.approx([1 / 2, 1 / 2, 1 / 3, 2 / 3])
    by_activity = section.tables["by_activity"].set_index("activity")["non_adherent_s"]
    sums = table.groupby("activity")["non_adherent_s"].sum()
    assert sums.to_dict() == by_activity.to_dict()


def test_shifts_not_attended_hide_nobody_who_did_something_else():
    """Nine miss a shift, whose time the section tells; one alone took the code."""
    rows = [hour(f"a{agent}", activity="productive") for agent in range(18)]
    made = deviations(rows[:9], "not_attended") + deviations(rows[9:17], "talk")
    made += deviations(rows[17:], "aux", "pvd")
    table = with_deviations(rows, made).tables["instead"].set_index("done")
    # the code goes with the talk, not with what was not attended
    assert set(table.index) == {"not_attended", OTHER}
    assert table.loc[OTHER, "n_agents"] == 9
    assert pd.isna(table.loc["not_attended", "n_agents"])


def test_without_plan_and_states_by_event_the_lack_is_said():
    section = evaluated(floor())
    assert "instead" not in section.tables
    (lack,) = [lack for lack in section.lacks if lack.what == "instead"]
    assert (lack.reason, lack.needs) == ("table", ("schedules", "states"))


@pytest.fixture(params=range(8))
def crowd(request):
    """A dozen agents whose time out is spent in unequal ways."""
    rng = np.random.default_rng(request.param)
    odds = rng.dirichlet(np.full(4, 0.8))
    rows, made = [], []
    for k in range(int(rng.integers(10, 14))):
        own = {"team": f"N{rng.integers(2)}", "site": f"s{rng.integers(2)}"}
        for clock in (9, 10, 11):
            if rng.random() < 0.2:
                continue
            kind = str(rng.choice(["productive", "break"], p=[0.7, 0.3]))
            row = hour(f"a{k}", clock, activity=kind, **own)
            rows.append(row)
            done = str(rng.choice(["aux", "talk", "offline", "not_here"], p=odds))
            made += deviations([row], done=done, aux_code="pvd" if done == "aux" else None)
    return rows, made


def test_no_two_tables_single_anybody_out(crowd):
    rows, made = crowd
    tables = with_deviations(rows, made).tables
    each = with_clock(placed("deviation_intervals", made), "UTC")
    instead = marks(each, "done", set(tables["instead"]["done"]) - {OTHER})
    dimensions = {
        "by_team": "team",
        "by_site": "site",
        "by_activity": "activity",
        "by_hour": "hour",
    }
    for name, column in dimensions.items():
        if name in tables:
            figures = [*instead, *marks(each, column, tables[name][column])]
            assert not singled_out([everything(each), *figures], each["agent_id"]), name


def test_no_cell_singles_anybody_out(crowd):
    rows, made = crowd
    tables = with_deviations(rows, made).tables
    if "instead_by_activity" not in tables:
        return
    each = with_clock(placed("deviation_intervals", made), "UTC")
    cells = tables["instead_by_activity"]
    figures = [
        each["activity"].eq(row["activity"]) & each["done"].eq(row["done"])
        for row in cells[cells["done"] != OTHER].to_dict("records")
    ]
    figures += marks(each, "done", set(tables["instead"]["done"]) - {OTHER})
    figures += marks(each, "activity", tables["by_activity"]["activity"])
    assert not singled_out([everything(each), *figures], each["agent_id"])


def test_the_parts_add_up(crowd):
    rows, made = crowd
    tables = with_deviations(rows, made).tables
    whole = sum(row["non_adherent_ms"] for row in rows) / 1000
    assert tables["instead"]["non_adherent_s"].sum() == pytest.approx(whole, abs=1e-9)
    assert tables["instead"]["instead_share"].sum() == pytest.approx(1)
    assert tables["instead"]["n_agents"].min() >= 5
