"""What a level may be held against."""

import math
from types import SimpleNamespace

import pandas as pd
import pytest

from cctoolkit.engagement.settings import Targets
from cctoolkit.sections.service import service
from tests.frames import at, table


def engagement(*rows, within=()):
    level = {"share": 0.8, "threshold_s": 20, "basis": "offered", "channels": ("voice",)}
    tables = {
        "queue_intervals": table("queue_intervals", [*rows]),
        "queue_thresholds": table("queue_thresholds", [*within]),
    }
    settings = SimpleNamespace(
        zone="UTC", targets=Targets(service_level=level), short_abandon_s=5, minimum_group=5
    )

    class Opened(dict):
        def __init__(self):
            super().__init__(tables)
            self.tables, self.settings = tables, settings

    return Opened()


def row(channel="voice", n=100, start="09:00", **more):
    return {
        "start_at": at(start),
        "end_at": at(start) + pd.Timedelta(30, "min"),
        "business_day": at("00:00").tz_localize(None),
        "queue": "q",
        "channel": channel,
        "n_offered": n,
        "n_answered": n,
        "evidence": "A",
        **more,
    }


def inside(n, channel="voice", start="09:00"):
    return row(channel, start=start) | {"threshold_ms": 20_000, "n_answered_within": n}


def reasons(section, what="service_level"):
    return {lack.reason for lack in section.lacks if lack.what == what}


@pytest.mark.slow
def test_a_level_of_known_waiting_is_judged():
    section = service(engagement(row(), within=[inside(90)]))
    assert [finding.code for finding in section.findings] == ["level_reached"]


@pytest.mark.slow
def test_a_target_of_voice_is_not_judged_on_chat():
    section = service(engagement(row("chat"), within=[inside(100, "chat")]))
    assert not section.findings
    assert reasons(section) == {"channels"}


@pytest.mark.slow
def test_a_level_that_knows_too_few_is_not_judged():
    rows = [row(n_answered_unrecorded=20), row(start="09:30")]
    section = service(engagement(*rows, within=[inside(80), inside(100, start="09:30")]))
    assert not section.findings
    assert reasons(section) == {"coverage"}


@pytest.mark.slow
def test_channels_of_one_queue_stay_apart_by_interval():
    rows = [row("voice"), row("chat") | {"evidence": "C"}]
    section = service(engagement(*rows, within=[inside(100), inside(0, "chat")]))
    table_of = section.tables["by_interval"].set_index("channel")["of_offered"]
    assert table_of.to_dict() == {"voice": 1.0, "chat": 0.0}
    assert (section.grades["by_interval"], section.grades["overall"]) == ("C", "A")


@pytest.mark.slow
def test_an_agent_without_a_team_is_not_had_by_subtraction_from_the_handle_time():
    opened = engagement(row())
    teams = ["N1"] * 9 + ["N2"] * 6 + [None]
    handled = [
        row() | {"agent_id": f"a{k}", "n_handled": 3, "handle_ms": 600_000}
        for k in range(len(teams))
    ]
    frame = table("agent_intervals", handled)
    opened.tables["agent_intervals"] = frame.assign(team=pd.Series(teams, dtype="str"))
    section = service(opened)
    assert section.tables["by_team"]["team"].tolist() == ["N1"]
    assert reasons(section, "handle_time_by_team") == {"people"}


def week(**more):
    return row(**more) | {"end_at": at("09:00") + pd.Timedelta(7, "D")}


@pytest.mark.slow
def test_sums_of_a_week_give_no_day_no_hour_and_no_margin():
    weekly = week(n_abandoned=0)
    section = service(
        engagement(weekly, within=[weekly | {"threshold_ms": 20_000, "n_answered_within": 90}])
    )
    assert not {"by_day", "by_hour", "by_weekday_slot"} & {*section.tables}
    assert section.tables["by_month"]["of_offered"].tolist() == [0.9]
    assert {("service_by_day", "grain"), ("by_hour", "grain")} <= {
        (lack.what, lack.reason) for lack in section.lacks
    }
    (level,) = [each for each in section.findings if each.code == "level_reached"]
    assert math.isnan(level.low)
    assert level.numbers["n_days"] == 0


@pytest.mark.slow
def test_one_queue_by_the_week_leaves_no_line_by_day_of_the_rest():
    rows = [row(), week(queue="p")]
    assert "by_day" not in service(engagement(*rows)).tables
