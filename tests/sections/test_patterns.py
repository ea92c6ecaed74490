"""The section from canonical tables: what is planted is told, what is innocent and who are not."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from cctoolkit.engagement.settings import PatternSettings, ScheduleSettings, StateRules, Targets
from cctoolkit.sections import patterns
from cctoolkit.sections.section import Lack
from tests.frames import table

pytestmark = pytest.mark.slow

START = pd.Timestamp("2026-03-02 08:00", tz="UTC")
N_AGENTS, N_DAYS, N_TEAMS = 24, 15, 3


class Floor:
    """What the section asks of an engagement."""

    def __init__(self, tables, **chosen):
        self.tables = tables
        self.settings = SimpleNamespace(
            zone="UTC",
            minimum_group=5,
            short_contact_s=10,
            targets=Targets(service_level={"share": 0.8, "threshold_s": 20, "basis": "offered"}),
            schedule=ScheduleSettings(),
            states=StateRules(),
            patterns=PatternSettings(**chosen),
            sections=(),
        )

    def __getitem__(self, name):
        return self.tables[name]

    def __contains__(self, name):
        return name in self.tables and len(self.tables[name]) > 0


def shifts():
    for k in range(N_AGENTS):
        for day in range(N_DAYS):
            yield f"a{k:02d}", f"T{k % N_TEAMS}", START + pd.Timedelta(24 * day + 3 * (k % 2), "h")


def assignments():
    return table(
        "assignments",
        [
            {"agent_id": f"a{k:02d}", "from_on": "2020-01-01", "team": f"T{k % N_TEAMS}"}
            for k in range(N_AGENTS)
        ],
    )


def log(seed, *, burst=None, code="pause"):
    """States of six-hour shifts: short pauses at random, and a burst at the end of one team's."""
    rng = np.random.default_rng(seed)
    rows = []
    for agent, team, begin in shifts():
        end = begin + pd.Timedelta(6, "h")
        at = begin
        while at < end:
            wait = pd.Timedelta(int(rng.exponential(1800)) + 60, "s")
            pause = pd.Timedelta(int(rng.lognormal(np.log(200), 0.6)) + 1, "s")
            rows.append((agent, at, min(at + wait, end), "available", None))
            if at + wait < end:
                rows.append((agent, at + wait, min(at + wait + pause, end), "aux", "pause"))
            at = at + wait + pause
        if team == burst:
            since = end - pd.Timedelta(int(rng.integers(2, 9)), "min")
            rows = [r for r in rows if not (r[0] == agent and r[1] >= since)]
            rows[-1] = (*rows[-1][:2], min(rows[-1][2], since), *rows[-1][3:])
            rows.append((agent, since, end, "aux", code))
    names = ("agent_id", "start_at", "end_at", "state", "aux_code")
    return table("states", [dict(zip(names, row, strict=True)) for row in rows])


def plan(meeting=None):
    rows = []
    for agent, team, begin in shifts():
        end = begin + pd.Timedelta(6, "h")
        last = end - pd.Timedelta(10, "min") if team == meeting else end
        rows.append(
            {"agent_id": agent, "start_at": begin, "end_at": last, "activity": "productive"}
        )
        if last < end:
            rows.append({"agent_id": agent, "start_at": last, "end_at": end, "activity": "meeting"})
    return table("schedules", rows)


def codes():
    rest = {"aux_code": "rest", "label": "Rest", "mandatory_rest": True}
    return table("aux_codes", [{"aux_code": "pause", "label": "Pause"}, rest])


def evaluated(states, schedules=None, **more):
    tables = {
        "states": states,
        "schedules": plan() if schedules is None else schedules,
        "assignments": assignments(),
        "aux_codes": codes(),
    }
    return patterns(Floor(tables | more))


def beyond(section):
    return {
        (each.code, *each.where.values())
        for each in section.findings
        if each.code not in ("nothing_beyond_chance", "agents_beyond_chance")
    }


def test_a_burst_at_the_end_of_one_teams_shifts_is_told_of_that_team():
    section = evaluated(log(1, burst="T1"))
    assert beyond(section) == {("shift_edge_beyond_rest", "T1")}
    (found,) = [each for each in section.findings if each.where]
    assert found.severity == "serious" and found.hours.low > 0
    assert found.low < found.value < found.high


def test_mandatory_rest_and_a_planned_meeting_that_look_the_same_are_not_told():
    section = evaluated(log(2, burst="T1", code="rest"))
    assert beyond(section) == set()
    flagged = section.tables["edges_by_team"].set_index(["team", "pattern"])["set_aside_s"]
    assert flagged["T1", "edge_last"] > 10 * 3600
    section = evaluated(log(2, burst="T1"), plan(meeting="T1"))
    assert beyond(section) == set()
    planned = section.tables["edges_by_team"].set_index(["team", "pattern"])["off_queue_s"]
    assert planned["T1", "edge_last"] > 0


def test_without_any_pattern_the_section_says_what_it_would_have_seen():
    section = evaluated(log(3))
    (found,) = section.findings
    assert (found.code, found.severity) == ("nothing_beyond_chance", "good")
    assert 0 < found.numbers["edge_seen"] < 0.2


def contacts(seed, *, extra=0.0, outage=False):
    """Answered calls of two queues; one team's are cut short more often, or all are for an hour."""
    rng = np.random.default_rng(seed)
    rows = []
    for n, (agent, team, begin) in enumerate(shifts()):
        for k in range(24):
            at = begin + pd.Timedelta(15 * k, "min")
            rate = 0.04 + (extra if team == "T0" else 0.0)
            if outage and (at - START).days == 4 and at.hour in (12, 13):
                rate = 0.6 if team == "T0" else 0.5
            seconds = 5 if rng.random() < rate else int(rng.lognormal(5.3, 0.4))
            rows.append(
                {
                    "contact_id": f"c{n}-{k}",
                    "queue": "qa" if k % 2 else "qb",
                    "arrived_at": at,
                    "answered_at": at + pd.Timedelta(int(rng.exponential(12)), "s"),
                    "talk_ms": seconds * 1000,
                    "outcome": "answered",
                    "agent_id": agent,
                }
            )
    return table("contacts", rows)


def test_short_contacts_of_one_team_are_told_and_those_of_a_failure_are_not():
    own = {"assignments": assignments()}
    section = patterns(Floor({"contacts": contacts(1, extra=0.08)} | own))
    assert ("short_contacts_beyond_chance", "T0") in beyond(section)
    section = patterns(Floor({"contacts": contacts(2, outage=True)} | own))
    assert beyond(section) == set()
    assert section.tables["short_by_team"]["n_raised_short"].sum() > 50


def test_no_row_is_of_an_agent_and_no_few_are_counted():
    section = evaluated(log(4, burst="T1"), contacts=contacts(4))
    for name, each in section.tables.items():
        assert "agent_id" not in each, name
        if "n_agents" in each and name.startswith(("short", "edges")):
            assert each["n_agents"].min() >= 5
    told = section.tables["agents"]["outside"]
    assert not told[told.str.isdigit()].astype(int).between(1, 4).any()


def test_what_is_missing_is_said():
    section = patterns(Floor({"contacts": contacts(5)}))
    said = {(lack.what, lack.reason) for lack in section.lacks}
    assert {("shift_edges", "table"), ("patterns_by_team", "assignment")} <= said
    assert Lack("acw_close", "setting", ("patterns.acw_close_s",)) in section.lacks
    assert not patterns(Floor({})).is_available
    few = contacts(6)
    few = few[few["agent_id"].isin(["a00", "a01", "a02"])]
    lacks = patterns(Floor({"contacts": few})).lacks
    assert ("short_contacts", "people") in {(lack.what, lack.reason) for lack in lacks}


@pytest.mark.slow
def test_pure_chance_tells_of_a_pattern_in_about_one_period_of_twenty_or_fewer():
    named = sum(bool(beyond(evaluated(log(seed)))) for seed in range(500, 524))
    assert named <= 4
