"""The section as a reader gets it: sums of the plan, nobody singled out, every lack said."""

from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from cctoolkit.engagement.settings import ScheduleSettings, Targets
from cctoolkit.metrics.clock import with_clock
from cctoolkit.metrics.verdicts import ScheduleRules
from cctoolkit.sections import schedule
from cctoolkit.sections.section import Lack
from tests.frames import table
from tests.sections.attacker import everything, marks, singled_out
from tests.sections.worlds import START, random_world

pytestmark = pytest.mark.slow

DIMENSIONS = {
    "by_team": "team",
    "by_site": "site",
    "by_shift": "shift",
    "by_month": "month",
    "by_day": "business_day",
    "by_hour": "hour",
    "by_activity": "activity",
}
HOUR_MS = 3_600_000
GROUPS = ("team", "site", "shift")


class Plan:
    """What the section asks of an engagement."""

    def __init__(self, tables, minimum=5, low=0.85):
        self.tables = tables
        self.settings = SimpleNamespace(
            zone="UTC",
            minimum_group=minimum,
            targets=Targets(schedule_adherence={"low": low}),
            schedule=ScheduleSettings(),
            schedule_rules=ScheduleRules(),
            aux_codes={},
        )

    def __getitem__(self, name):
        return self.tables[name]

    def __contains__(self, name):
        return name in self.tables and len(self.tables[name]) > 0


def placed(name, rows):
    groups = pd.DataFrame(rows).reindex(columns=GROUPS).astype("str")
    frame = table(name, rows)
    return frame.assign(**{each: groups[each].to_numpy() for each in GROUPS})


def hour(agent, clock=9, day=0, **changes):
    """One planned hour of an agent, six minutes of it out of adherence."""
    begin = START.normalize() + pd.Timedelta(days=day, hours=clock)
    row = {
        "start_at": begin,
        "end_at": begin + pd.Timedelta(1, "h"),
        "agent_id": agent,
        "campaign": "c",
        "business_day": begin.normalize().tz_localize(None),
        "activity": "productive",
        "scheduled_ms": HOUR_MS,
        "adherent_ms": HOUR_MS * 9 // 10,
        "non_adherent_ms": HOUR_MS // 10,
        "team": "N1",
        "site": "north",
        "shift": "early",
        "evidence": "A",
    }
    return row | changes


def floor(n_agents=6, n_days=6, **changes):
    return [hour(f"a{k}", day=day, **changes) for k in range(n_agents) for day in range(n_days)]


def evaluated(rows, **tables):
    return schedule(Plan({"schedule_intervals": placed("schedule_intervals", rows)} | tables))


def people_hidden(section):
    return {lack.what for lack in section.lacks if lack.reason == "people"}


@pytest.fixture(params=[0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 12))])
def crowd(request):
    rng = np.random.default_rng(request.param)
    agents = random_world(request.param, 12 + request.param % 7)["agent_intervals"]
    kinds = rng.choice(["productive", "break", "lunch"], len(agents), p=[0.8, 0.15, 0.05])
    out = rng.integers(0, HOUR_MS, len(agents))
    rows = agents[["start_at", "end_at", "agent_id", "campaign", "business_day", *GROUPS]].assign(
        activity=kinds, scheduled_ms=HOUR_MS, non_adherent_ms=out, adherent_ms=HOUR_MS - out
    )
    rows["evidence"] = "A"
    return placed("schedule_intervals", rows.to_dict("records"))


def test_no_two_tables_single_anybody_out(crowd):
    tables = schedule(Plan({"schedule_intervals": crowd})).tables
    rows = with_clock(crowd, "UTC")
    shown = {
        name: marks(rows, dimension, tables[name][dimension])
        for name, dimension in DIMENSIONS.items()
        if name in tables
    }
    assert shown
    for one, other in combinations(shown, 2):
        figures = [everything(rows), *shown[one], *shown[other]]
        assert not singled_out(figures, rows["agent_id"]), (one, other)
    for each in tables.values():
        assert "agent_id" not in each
        if "n_agents" in each:
            assert each["n_agents"].min() >= 5


def test_the_parts_of_the_whole_are_those_of_the_plan():
    leave = hour("a0", 14, activity="leave", excluded_ms=HOUR_MS, adherent_ms=0, non_adherent_ms=0)
    outside = hour(
        "a1", 20, activity="unplanned", scheduled_ms=0, adherent_ms=0, outside_ms=HOUR_MS
    )
    outside |= {"non_adherent_ms": 0, "unscheduled_ms": HOUR_MS}
    section = evaluated([*floor(), leave, outside])
    row = section.tables["overall"].iloc[0]
    assert (row["scheduled_s"], row["excluded_s"]) == (37 * 3600, 3600)
    assert (row["judged_s"], row["non_adherent_s"]) == (36 * 3600, 36 * 360)
    assert (row["unscheduled_s"], row["n_agents"]) == (3600, 6)
    assert row["adherence"] == pytest.approx(0.9)
    assert section.tables["conformance"]["worked_s"].item() == 3600
    assert "leave" not in set(section.tables["by_activity"]["activity"])


def test_every_table_divides_by_the_time_that_it_shows():
    leave = [
        hour(f"a{k}", 14, activity="leave", excluded_ms=HOUR_MS, adherent_ms=0, non_adherent_ms=0)
        for k in range(6)
    ]
    half = {"excluded_ms": HOUR_MS // 2, "adherent_ms": HOUR_MS // 2, "non_adherent_ms": 0}
    tables = evaluated([*floor(), *leave, *(hour(f"a{k}", 16, **half) for k in range(6))]).tables
    whole = tables["overall"].iloc[0]
    parts = whole[["judged_s", "unknown_s", "excluded_s"]].sum()
    assert whole["scheduled_s"] == parts == (36 + 6 + 6) * 3600
    for name in ("overall", "by_month", "by_team"):
        table = tables[name]
        assert table["judged_s"].sum() == whole["judged_s"] == (36 + 3) * 3600
        out_share = table["non_adherent_s"] / table["judged_s"]
        assert (1 - out_share).to_list() == pytest.approx(table["adherence"].to_list())
        assert ("scheduled_s" in table) == (name == "overall")


def test_only_readings_that_give_another_number_are_shown():
    assert evaluated(floor()).tables["variants"]["plan_reading"].tolist() == ["gross"]
    changes = {"excused_ms": HOUR_MS // 10, "unknown_ms": 0, "absent_ms": HOUR_MS // 20}
    table = evaluated(floor(**changes)).tables["variants"]
    assert dict(zip(table["plan_reading"], table["adherence"], strict=True)) == pytest.approx(
        {"gross": 0.9, "net": 1.0, "attended": 0.9 / 0.95}
    )


def test_agents_without_states_are_in_no_figure_and_their_hours_are_said():
    gone = [hour(f"b{k}", adherent_ms=0, non_adherent_ms=0, scheduled_ms=0) for k in range(9)]
    section = evaluated([*floor(), *(row | {"without_states_ms": HOUR_MS} for row in gone)])
    assert section.tables["overall"]["n_agents"].item() == 6
    assert Lack("schedule_agents", "without_states", ("9.0",)) in section.lacks


def test_what_a_delivery_does_not_bring_is_said():
    section = evaluated(floor())
    said = {(lack.what, lack.reason) for lack in section.lacks}
    assert {("punctuality", "table"), ("dialects", "table"), ("schedule_net", "table")} <= said
    assert section.choices["decides"] == "delivered"
    assert section.choices["grace_s"] is None
    (lack,) = evaluated(floor(non_adherent_ms=None)).lacks
    assert lack == Lack("schedule", "column", ("non_adherent_ms",))


def test_without_a_plan_the_lack_says_what_would_do():
    (lack,) = schedule(Plan({})).lacks
    assert lack == Lack("schedule", "either", ("schedule_intervals", "schedules", "states"))
    (lack,) = evaluated(floor(n_agents=4)).lacks
    assert lack == Lack("schedule", "people", ("1", "5"))
    nothing = floor(scheduled_ms=0, adherent_ms=0, non_adherent_ms=0, without_states_ms=HOUR_MS)
    (lack,) = evaluated(nothing).lacks
    assert lack == Lack("schedule", "planned", ("schedule_intervals",))


def test_plans_of_who_is_not_employed_are_left_out():
    spells = [{"agent_id": f"a{k}", "hired_on": "2020-01-01"} for k in range(6)]
    late = [hour("a0", day=day, adherent_ms=0, non_adherent_ms=HOUR_MS) for day in (20, 21)]
    agents = table("agents", [*spells[1:], spells[0] | {"left_on": "2026-03-20"}])
    section = evaluated([*floor(), *late], agents=agents)
    assert section.tables["overall"]["adherence"].item() == pytest.approx(0.9)


def shift_of(agent, late_ms=0, absent=False, team="N1", day=0):
    begin = START + pd.Timedelta(days=day)
    return {
        "agent_id": agent,
        "start_at": begin,
        "end_at": begin + pd.Timedelta(8, "h"),
        "business_day": begin.normalize().tz_localize(None),
        "planned_ms": 8 * HOUR_MS,
        "late_ms": None if absent else late_ms,
        "early_leave_ms": None if absent else 0,
        "absent": absent,
        "imputed_end": False,
        "team": team,
    }


def test_punctuality_under_each_tolerance():
    rows = [shift_of(f"a{k}", late_ms=k * 100_000) for k in range(5)] + [
        shift_of("a5", absent=True)
    ]
    section = evaluated(floor(), shift_times=placed("shift_times", rows))
    got = section.tables["punctuality"].set_index("tolerance_s")
    assert got["n_late_shifts"].to_dict() == {0: 4, 60: 4, 300: 1, 900: 0}
    assert got["n_absent_shifts"].unique().tolist() == [1]
    assert section.tables["punctuality_by_team"]["n_late_shifts"].tolist() == [1]


def test_the_rules_stand_side_by_side_and_decide():
    days = [
        {"business_day": day.date().isoformat(), "dialect": name, "measure": "adherence"}
        | {"counts": counts, "numerator_ms": share * HOUR_MS, "denominator_ms": 100 * HOUR_MS}
        for day in pd.date_range("2026-03-02", periods=6)
        for name, counts, share in (("verint", "work_only", 88), ("own", "allowed_states", 81))
    ]
    section = evaluated(floor(), dialect_days=table("dialect_days", days))
    got = section.tables["dialects"]
    assert got["dialect"].tolist() == ["own", "verint"]
    assert got["rule_value"].tolist() == [0.81, 0.88]
    (found,) = [each for each in section.findings if each.code == "schedule_rule_decides"]
    assert (found.severity, found.numbers["highest_rule"]) == ("serious", "verint")


def test_the_whole_comes_first_and_stands_against_its_target():
    section = evaluated(floor())
    assert section.findings[0].code == "schedule_on_target"
    (figure,) = section.key_figures
    assert (figure.value, figure.target_low) == (pytest.approx(0.9), 0.85)
    assert not people_hidden(section)
