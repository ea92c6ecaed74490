"""Time lost by day, under the plan that was published and under the one in use."""

from types import SimpleNamespace

import pandas as pd
import pytest

from cctoolkit.engagement.plan import build_plan, version_published
from cctoolkit.engagement.settings import AuxCode, ScheduleSettings, StateRules
from cctoolkit.metrics.shrinkage import shrinkage_from
from cctoolkit.metrics.verdicts import ScheduleRules
from tests.frames import table
from tests.metrics.planned_day import DAY, piece, pieces, planned, schedules

pytestmark = pytest.mark.slow


def settings(**schedule):
    return SimpleNamespace(
        zone="UTC",
        interval_minutes=30,
        schedule=ScheduleSettings(**schedule),
        schedule_rules=ScheduleRules(aux_activities={"pausa": "break"}),
        states=StateRules(),
        aux_codes={"pausa": AuxCode(label="Pausa", activity="break")},
    )


def version(name, activity):
    """The morning of `a`, who works, and that of `b` and of `z`, of whom nobody has states."""
    rows = [
        planned("a", "09:00", "10:00", "productive"),
        planned("a", "10:00", "10:10", "break"),
        planned("b", "09:00", "10:00", activity),
        planned("z", "09:00", "11:00", "productive"),
    ]
    return [row | {"published_version": name} for row in rows]


@pytest.fixture
def tables():
    absences = [
        {"agent_id": agent, "from_on": DAY, "to_on": None, "kind": "it", "lost_ms": 7_200_000}
        for agent in ("b", "z")
    ]
    plans = schedules(*version("published", "productive"), *version("final", "absence"))
    return {"schedules": plans, "absences": table("absences", absences)}


@pytest.fixture
def states():
    return pieces(
        piece("a", "09:00", "09:30", "talk"),
        piece("a", "09:30", "09:40", "aux", "pausa"),
        piece("a", "09:40", "10:10", "talk"),
        piece("b", "12:00", "12:01", "talk", business_day=DAY),
    )


def test_both_versions_are_kept_and_each_says_what_it_knew(tables, states):
    days = build_plan(tables, states, settings())["shrinkage_days"]
    got = shrinkage_from(days, ["published_version"]).set_index("published_version")
    # an hour of the spell lies on the plan; that beyond it was rostered for nobody
    cells = ["external_planned_s", "external_unplanned_s"]
    assert got.loc["published", cells].tolist() == [3600, 3600]
    assert got.loc["final", cells].tolist() == [7200, 0]
    # the break of `a` was put off, and stays planned
    assert got["internal_planned_s"].tolist() == [600, 600]
    assert got["internal_unplanned_s"].tolist() == [0, 0]


def test_agents_without_states_are_counted_apart_with_their_absences(tables, states):
    days = build_plan(tables, states, settings())["shrinkage_days"]
    of_version = days[days["published_version"] == "published"]
    blind = of_version[of_version["agent_id"] == "z"]
    assert blind["without_states_ms"].tolist() == [2 * 3_600_000]
    assert blind["base_ms"].sum() == 0


def test_the_version_that_was_published_can_be_named(tables):
    plans = tables["schedules"]
    assert version_published(plans, settings()) == "published"
    assert version_published(plans, settings(published="final")) == "final"
    other = plans.assign(published_version=plans["published_version"].replace("published", "v1"))
    assert version_published(other, settings()) == "final"
    assert pd.unique(other["published_version"]).tolist() == ["v1", "final"]
