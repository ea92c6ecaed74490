"""The day sheet of small made-up engagements: what is joined, what is left out, what is hidden."""

from types import SimpleNamespace

import pandas as pd
import pytest

from cctoolkit.engagement.settings import Targets
from cctoolkit.findings.planning import CAUSES
from cctoolkit.planning.day_sheet import LINES
from cctoolkit.sections.planning import planning
from tests.frames import table

pytestmark = pytest.mark.slow
HALF = pd.Timedelta(30, "min")
DAY = pd.Timestamp("2026-03-02")
HALVES = [pd.Timestamp("2026-03-02 09:00", tz="UTC") + k * HALF for k in range(4)]
AGENTS = [f"a{k}" for k in range(8)]
LENGTH_MS = 1_800_000


def stretch(at):
    return {"start_at": at, "end_at": at + HALF, "business_day": DAY, "evidence": "A"}


def queue(at, n=40, within=36, *, name="sales", **more):
    row = stretch(at) | {"queue": name, "channel": "voice", "n_offered": n, "n_answered": n}
    waits = {"n_abandoned": 2, "wait_answered_ms": 200_000, "wait_abandoned_ms": 40_000}
    work = {"n_handled": n, "talk_ms": n * 240_000}
    limit = {"threshold_ms": 20_000, "n_answered_within": within}
    return row | waits | work | limit | more


def agent(at, name, present=1.0):
    logged, aux = LENGTH_MS, round((1 - present) * LENGTH_MS)
    return stretch(at) | {"agent_id": name, "logged_ms": logged, "aux_ms": aux}


def shift(at, name):
    planned = {"activity": "productive", "scheduled_ms": LENGTH_MS}
    return stretch(at) | {"agent_id": name} | planned


def forecast(at, n=40.0, **more):
    row = {"start_at": at, "end_at": at + HALF, "queue": "sales", "channel": "voice"}
    lock = {"version": "v1", "locked_on": pd.Timestamp("2026-02-01"), "owner": "client"}
    return row | {"n_offered": n, "aht_ms": 240_000} | lock | more


def engagement(level=0.8, **rows):
    usual = {
        "queue_intervals": [queue(at) for at in HALVES],
        "agent_intervals": [agent(at, name) for at in HALVES for name in AGENTS],
        "schedule_intervals": [shift(at, name) for at in HALVES for name in AGENTS],
        "forecast": [forecast(at) for at in HALVES],
    } | rows
    usual["queue_thresholds"] = usual["queue_intervals"]
    tables = {name: table(name, each) for name, each in usual.items() if each}
    target = {"share": level, "threshold_s": 20, "basis": "offered"} if level else None
    settings = SimpleNamespace(zone="UTC", targets=Targets(service_level=target), minimum_group=5)

    class Opened(dict):
        def __init__(self):
            super().__init__(tables)
            self.tables, self.settings = tables, settings

    return Opened()


def reasons(section):
    return {(lack.what, lack.reason) for lack in section.lacks}


def row_of(section, name="by_day"):
    return section.tables[name].iloc[0]


def test_a_day_as_planned_owes_nothing_to_any_cause():
    row = row_of(planning(engagement()))
    assert [row[f"{cause}_points"] for cause in CAUSES[1:]] == [0, 0, 0, 0]
    assert row["plan_level"] + row["model_error_points"] == pytest.approx(0.9)


def test_positions_are_time_over_the_length_of_the_interval():
    present = [agent(at, name, 0.75) for at in HALVES for name in AGENTS[1:]]
    section = planning(engagement(agent_intervals=present))
    # nobody saw a0: without any log nobody can tell an absence
    assert ("day_sheet", "unlogged") in reasons(section)
    sheet = section.tables["worst_day"]
    assert sheet["planned_positions"].tolist() == [7] * 4
    assert sheet["present_positions"].tolist() == pytest.approx([5.25] * 4)
    assert sheet["aux_positions"].tolist() == pytest.approx([1.75] * 4)
    assert sheet["away_positions"].tolist() == pytest.approx([1.75] * 4)


def test_who_was_connected_on_another_day_and_not_on_this_is_absent():
    before = [agent(at - pd.Timedelta(1, "D"), "a0") for at in HALVES]
    before = [row | {"business_day": DAY - pd.Timedelta(1, "D")} for row in before]
    present = [agent(at, name) for at in HALVES for name in AGENTS[1:]]
    row = row_of(planning(engagement(agent_intervals=before + present)))
    assert row["absence_points"] < 0
    assert row["adherence_points"] == 0


def test_lines_add_up_from_the_plan_to_the_measure():
    came = [queue(at, n=40 + 12 * k, within=30) for k, at in enumerate(HALVES)]
    present = [agent(at, name, 0.9) for at in HALVES for name in AGENTS]
    section = planning(engagement(queue_intervals=came, agent_intervals=present))
    for name in ("by_day", "by_hour", "by_pool"):
        rows = section.tables[name]
        sums = rows["plan_level"] + rows[[f"{line}_points" for line in LINES]].sum(axis=1)
        assert sums.to_numpy() == pytest.approx(rows["measured_level"].to_numpy(), abs=1e-12)
    lines = section.tables["causes"].set_index("line")
    whole = lines.loc["plan", "level_share"] + lines["effect_points"].sum()
    assert whole == pytest.approx(lines.loc["measured", "level_share"])
    assert lines["effect_contacts"].sum() == pytest.approx(
        section.tables["by_day"][[f"{line}_contacts" for line in LINES]].sum().sum()
    )


def test_without_forecast_or_plan_their_causes_are_left_out_and_said():
    section = planning(engagement(forecast=[]))
    assert ("demand_causes", "table") in reasons(section)
    assert not {"n_forecast", "volume_points", "forecast_positions"} & {
        name for rows in section.tables.values() for name in rows
    }
    assert {*section.tables["causes"]["line"]} == {
        *("plan", "absence", "adherence", "model_error", "measured")
    }
    section = planning(engagement(schedule_intervals=[]))
    assert ("staffing_causes", "table") in reasons(section)
    assert not {"absence_points", "planned_positions", "away_positions"} & {
        name for rows in section.tables.values() for name in rows
    }
    assert section.tables["worst_day"]["required_positions"].gt(0).all()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"level": None}, "setting"),
        ({"agent_intervals": []}, "table"),
        ({"queue_intervals": [queue(HALVES[0]) | {"channel": "chat"}]}, "channels"),
        ({"queue_intervals": [queue(HALVES[0], threshold_ms=30_000)]}, "threshold"),
        ({"agent_intervals": [agent(HALVES[0], name) for name in AGENTS[:3]]}, "people"),
    ],
)
def test_what_there_is_no_sheet_without_is_said(changes, reason):
    if "agent_intervals" in changes:
        changes = changes | {"schedule_intervals": []}
    section = planning(engagement(**changes))
    assert not section.is_available
    assert [lack.reason for lack in section.lacks] == [reason]


def test_intervals_whose_log_is_missing_are_left_out_and_counted():
    logged = [agent(at, name) for at in HALVES[1:] for name in AGENTS]
    section = planning(engagement(agent_intervals=logged))
    assert row_of(section)["n_offered"] == 120
    assert [lack.needs for lack in section.lacks if lack.reason == "log_missing"] == [("40",)]


def test_the_version_locked_last_is_the_one_held_against_the_day():
    later = {"version": "a", "locked_on": pd.Timestamp("2026-02-20")}
    rows = [forecast(at) for at in HALVES] + [forecast(at, 30.0, **later) for at in HALVES]
    section = planning(engagement(forecast=rows))
    assert section.choices["forecast_version"] == "a"
    assert section.choices["forecast_locked"] is True
    assert row_of(section)["n_forecast"] == 120


def test_who_was_there_is_hidden_where_few_were():
    few = [agent(at, name) for at in HALVES[:3] for name in AGENTS]
    few += [agent(HALVES[3], name) for name in AGENTS[:2]]
    plan = [shift(at, name) for at in HALVES[:3] for name in AGENTS]
    plan += [shift(HALVES[3], name) for name in AGENTS[:2]]
    section = planning(engagement(agent_intervals=few, schedule_intervals=plan))
    sheet = section.tables["worst_day"]
    hidden = sheet["present_positions"].isna()
    assert hidden.iloc[3]
    assert (
        sheet.loc[hidden, ["absent_positions", "aux_positions", "away_positions"]]
        .isna()
        .all(axis=None)
    )
    assert sheet["planned_positions"].notna().all()
    effects = section.tables["worst_day_causes"].loc[hidden]
    assert effects[["plan_level", "model_level", "adherence_contacts"]].isna().all(axis=None)


def test_queues_of_other_channels_keep_their_agents_out():
    other = [queue(at, n=9, within=9, name="chat") | {"channel": "chat"} for at in HALVES]
    came = [queue(at) for at in HALVES] + other
    handled = [
        {
            "contact_id": f"{name}{k}",
            "arrived_at": HALVES[0],
            "channel": "chat" if name == "c" else "voice",
            "queue": "chat" if name == "c" else "sales",
            "outcome": "answered",
            "agent_id": name,
        }
        for name in [*AGENTS, "c"]
        for k in range(3)
    ]
    logged = [agent(at, name) for at in HALVES for name in [*AGENTS, "c"]]
    opened = engagement(queue_intervals=came, agent_intervals=logged, contacts=handled)
    section = planning(opened)
    assert section.tables["by_pool"]["pool"].tolist() == ["sales"]
    assert section.tables["worst_day"]["present_positions"].tolist() == [8] * 4
