"""The section as a reader gets it: nobody singled out, nothing lost from the sums, few alarms."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from cctoolkit.findings import adherence as rules
from cctoolkit.metrics.clock import with_clock
from cctoolkit.sections import adherence
from cctoolkit.sections.adherence import _Data
from cctoolkit.sections.codes import OTHER
from cctoolkit.stats import crossed_share_interval
from tests.frames import table
from tests.sections.attacker import everything, marks, singled_out
from tests.sections.worlds import START, World, random_world

TIMES = {"by_month": "month", "by_day": "business_day", "aux_by_hour": "hour"}
GROUPS = {"by_team": "team", "by_site": "site", "by_shift": "shift"}
SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 24))]


@pytest.fixture(params=SEEDS, scope="module")
def floor(request):
    world = random_world(request.param, 12 + request.param % 7)
    return world, adherence(world).tables


def shown_marks(rows, tables, name, column):
    return marks(rows, column, tables[name][column].unique()) if name in tables else []


@pytest.mark.slow
def test_no_two_tables_single_anybody_out(floor):
    world, tables = floor
    rows = with_clock(world["agent_intervals"], "UTC")
    for pair in combinations((GROUPS | TIMES).items(), 2):
        figures = [mark for item in pair for mark in shown_marks(rows, tables, *item)]
        assert not singled_out([everything(rows), *figures], rows["agent_id"]), pair


def test_no_table_of_codes_singles_anybody_out(floor):
    """The codes' sums, those of hours and shifts, their cells, and the others' shares."""
    world, tables = floor
    rows = with_clock(world["aux_intervals"], "UTC")
    rows["aux_code"] = rows["aux_code"].where(
        rows["aux_code"].isin(tables["aux"]["aux_code"]), OTHER
    )
    figures = marks(rows, "aux_code", tables["aux"]["aux_code"])
    for name, column in (("aux_by_hour", "hour"), ("aux_by_shift", "shift")):
        figures += shown_marks(rows, tables, name, column)
        figures += cell_marks(rows, tables, name, column)
    figures += others_marks(world, rows, tables)
    assert not singled_out(figures, rows["agent_id"])


def cell_marks(rows, tables, name, column):
    cells = tables[name] if name in tables else pd.DataFrame(columns=[column, "aux_code"])
    return [
        marks(rows, column, [cell[column]])[0] & rows["aux_code"].eq(cell["aux_code"])
        for cell in cells[cells["aux_code"] != OTHER].to_dict("records")
    ]


def others_marks(world, rows, tables):
    """Which rows the share of the others is of: with or without agents outside every shift."""
    cells = tables.get("aux_by_shift", pd.DataFrame(columns=["others_share", "aux_code", "shift"]))
    found = []
    for cell in cells[cells["others_share"].notna()].to_dict("records"):
        outside, logged_outside = (
            ~marks(frame, "shift", [cell["shift"]])[0] for frame in (rows, world["agent_intervals"])
        )
        for rest, logged_rest in (
            (outside, logged_outside),
            (
                outside & rows["shift"].notna(),
                logged_outside & world["agent_intervals"]["shift"].notna(),
            ),
        ):
            mine = rest & rows["aux_code"].eq(cell["aux_code"])
            logged_ms = world["agent_intervals"].loc[logged_rest, "logged_ms"].sum()
            if logged_ms and rows.loc[mine, "aux_ms"].sum() / logged_ms == pytest.approx(
                cell["others_share"], abs=1e-12
            ):
                found.append(mine)
                break
        else:
            pytest.fail("the share of the others is of neither")
    return found


def test_every_row_of_every_table_is_of_enough_agents(floor):
    _, tables = floor
    for name, rows in tables.items():
        if "n_agents" in rows:
            assert rows["n_agents"].min() >= 5, name


def test_shares_of_codes_still_add_up_to_the_auxiliary_share(floor):
    _, tables = floor
    whole = tables["times"]["aux_share"].item()
    assert tables["aux"]["share"].sum() == pytest.approx(whole, abs=1e-12)
    if "aux_by_shift" in tables:
        times = tables["times_by_shift"].set_index("shift")["aux_share"]
        for shift, share in tables["aux_by_shift"].groupby("shift")["share"].sum().items():
            assert share == pytest.approx(times[shift], abs=1e-12)


def test_limits_are_shares(floor):
    _, tables = floor
    for rows in tables.values():
        for name in {"low", "high", "surely_low", "surely_high", "others_surely_high"} & {*rows}:
            assert rows[name].dropna().between(0, 1).all()


def interval(agent, day, team="N1", code=None, **changes):
    begin = START + pd.Timedelta(days=day)
    spell = {
        "start_at": begin,
        "end_at": begin + pd.Timedelta(1, "h"),
        "agent_id": agent,
        "campaign": "c",
        "business_day": begin.normalize().tz_localize(None),
        "logged_ms": 3_600_000,
        "aux_ms": 60_000,
        "unknown_ms": 0,
        "evidence": "A",
        "aux_code": code or "rest",
        "team": team,
        "site": "north",
        "shift": "early",
    }
    return spell | changes


def world_of(rows, **settings):
    frames = []
    for name in ("agent_intervals", "aux_intervals"):
        groups = pd.DataFrame(rows)[["team", "site", "shift"]].astype("str")
        frames.append(table(name, rows).join(groups))
    frames[1] = frames[1][frames[1]["aux_ms"] > 0]
    return World(*frames, **settings)


def told(section):
    return {(lack.what, lack.reason, lack.needs) for lack in section.lacks}


def test_four_agents_have_no_figures_at_all():
    section = adherence(world_of([interval(f"a{k}", 0) for k in range(4)]))
    assert not section.is_available
    assert not section.key_figures
    assert not section.findings
    (lack,) = section.lacks
    assert (lack.what, lack.reason, lack.needs) == ("adherence", "people", ("1", "5"))


@pytest.mark.slow
def test_a_day_of_two_agents_is_left_out_and_another_with_it():
    rows = [interval(f"a{k}", day) for day in range(4) for k in range(8 + day)]
    rows += [interval(f"a{k}", 4) for k in range(2)]
    section = adherence(world_of(rows))
    # without the smallest other day the total would give the day of two away
    assert section.tables["by_day"]["n_agents"].tolist() == [9, 10, 11]
    assert ("index_by_day", "people", ("2", "5")) in told(section)
    assert len(section.key_figures[0].trend) == 3


@pytest.mark.slow
def test_months_of_two_agents_are_left_out():
    rows = [interval(f"a{k}", day) for day in (0, 1) for k in range(9)]
    rows += [interval(f"a{k}", 40) for k in range(2)]
    section = adherence(world_of(rows))
    assert "by_month" not in section.tables
    assert section.tables["overall"]["n_agents"].item() == 9
    assert ("index_by_month", "people", ("2", "5")) in told(section)


@pytest.mark.slow
def test_hours_and_shifts_that_a_table_of_codes_hides_are_counted():
    rows = [
        interval(f"a{k}", 0, start_at=START + pd.Timedelta(hour, "h"))
        for hour, size in enumerate((9, 9, 2))
        for k in range(size)
    ]
    rows = [row | {"end_at": row["start_at"] + pd.Timedelta(1, "h")} for row in rows]
    section = adherence(world_of(rows))
    hours = section.tables.get("aux_by_hour", pd.DataFrame({"hour": []}))["hour"].nunique()
    assert hours < 3
    assert ("aux_by_hour", "people", (str(3 - hours), "5")) in told(section)
    assert "aux_by_shift" not in {lack.what for lack in section.lacks}


@pytest.mark.slow
def test_what_is_lacking_is_named_even_where_its_table_was_delivered():
    rows = [interval(f"a{k}", 0, None, site=None, shift=None) for k in range(9)]
    world = world_of(rows)
    assert ("by_site", "assignment", ("assignments",)) in told(adherence(world))
    spans = [{"agent_id": f"a{k}", "from_on": "2026-01-01", "team": "N1"} for k in range(9)]
    world.tables["assignments"] = table("assignments", spans)
    lacks = told(adherence(world))
    assert ("by_site", "table_column", ("assignments", "site")) in lacks
    assert ("by_team", "unmatched", ("assignments",)) in lacks
    unconnected = world_of([interval(f"a{k}", 0, logged_ms=0) for k in range(9)])
    assert told(adherence(unconnected)) == {("adherence", "connection", ("agent_intervals",))}


@pytest.mark.slow
def test_an_agent_without_a_team_is_not_had_by_subtraction():
    rows = [interval(f"a{k}", 0, "N1") for k in range(12)]
    rows += [interval(f"b{k}", 0, "N2") for k in range(7)]
    rows += [interval("c", 0, None)]
    section = adherence(world_of(rows))
    assert section.tables["by_team"]["team"].tolist() == ["N1"]
    assert ("by_team", "people", ("1", "5")) in {
        (lack.what, lack.reason, lack.needs) for lack in section.lacks
    }


@pytest.mark.slow
def test_connection_after_leaving_is_no_part_of_any_figure_and_hides_nobody():
    rows = [interval(f"a{k}", day, "N1") for day in (0, 1) for k in range(9)]
    world = world_of([*rows, interval("gone", 1, None, aux_ms=3_000_000)])
    listed = [{"agent_id": f"a{k}", "hired_on": "2025-01-01"} for k in range(9)]
    gone = {"agent_id": "gone", "hired_on": "2025-01-01", "left_on": "2026-03-03"}
    world.tables["agents"] = table("agents", [*listed, gone])
    tables = adherence(world).tables
    assert tables["overall"]["n_agents"].item() == 9
    assert tables["aux"]["aux_s"].sum() == 18 * 60
    assert tables["by_team"]["team"].tolist() == ["N1"]
    assert tables["by_day"]["n_agents"].tolist() == [9, 9]


@pytest.mark.slow
def test_a_code_of_two_agents_is_folded_with_the_next_smallest():
    codes = {"rest": 12, "meeting": 9, "training": 6, "union": 2}
    rows = [
        interval(f"a{k}", 0, code=code, start_at=START + pd.Timedelta(place, "h"))
        for place, (code, size) in enumerate(codes.items())
        for k in range(size)
    ]
    rows = [row | {"end_at": row["start_at"] + pd.Timedelta(1, "h")} for row in rows]
    aux = adherence(world_of(rows)).tables["aux"]
    assert aux["aux_code"].tolist() == ["rest", "meeting", OTHER]
    other = aux.iloc[-1]
    assert (other["label"], other["n_agents"], other["aux_s"]) == ("", 6, 8 * 60)
    assert other["share"] == pytest.approx(8 * 60 / (29 * 3600))
    assert aux["protected"].isna().tolist()[-1]


@pytest.mark.slow
def test_auxiliary_time_of_three_agents_is_not_broken_down():
    rows = [interval(f"a{k}", 0, aux_ms=60_000 if k < 3 else 0) for k in range(9)]
    section = adherence(world_of(rows))
    assert "aux" not in section.tables
    assert ("aux", "people") in {(lack.what, lack.reason) for lack in section.lacks}


@pytest.mark.slow
def test_agents_without_a_shift_are_not_among_the_others_unless_too_few_to_leave_out():
    def share(n_without):
        rows = [
            interval(f"{shift}{k}", day, shift=shift, aux_ms=aux_ms)
            for shift, size, aux_ms in (
                ("early", 9, 300_000),
                ("late", 8, 60_000),
                (None, n_without, 3_000_000),
            )
            for k in range(size)
            for day in range(6)
        ]
        codes = adherence(world_of(rows)).tables["aux_by_shift"].set_index("shift")
        return codes["others_share"]["early"]

    assert share(6) == pytest.approx(60 / 3600)
    assert share(2) > 60 / 3600


@pytest.mark.slow
def test_limits_of_codes_allow_for_every_code_and_shift_compared():
    """Two shifts and two codes, rest left out of the count: four comparisons."""
    rng = np.random.default_rng(4)
    rows = [
        interval(
            f"{shift}{k}",
            day,
            code=code,
            shift=shift,
            aux_ms=int(rng.integers(1, 400_000)),
            start_at=START + pd.Timedelta(day, "D") + pd.Timedelta(place, "h"),
            end_at=START + pd.Timedelta(day, "D") + pd.Timedelta(place + 1, "h"),
        )
        for shift, size in (("early", 9), ("late", 8))
        for k in range(size)
        for day in range(6)
        for place, code in enumerate(("rest", "meeting", "training"))
    ]
    codes = adherence(world_of(rows)).tables["aux_by_shift"].set_index(["shift", "aux_code"])
    mine = pd.DataFrame([row for row in rows if row["shift"] == "early"])
    mine["meeting_ms"] = mine["aux_ms"].where(mine["aux_code"] == "meeting", 0)
    days = mine.groupby(["agent_id", "business_day"])[["meeting_ms", "logged_ms"]].sum()
    agents, dates = (days.index.get_level_values(name) for name in days.index.names)
    for column, confidence in (("low", 0.95), ("surely_low", 1 - 0.05 / 4)):
        expected = crossed_share_interval(
            days["meeting_ms"], days["logged_ms"], agents, dates, confidence=confidence
        )
        assert codes.loc[("early", "meeting"), column] == pytest.approx(expected.low)
    late = codes.loc[("late", "meeting")]
    assert late["others_low"] == pytest.approx(codes.loc[("early", "meeting"), "low"])


def flagged_world():
    """Six agents with training that the client ordered, five with rest, two with protected time."""
    rows = [interval(f"a{k}", day, code="training") for k in range(6) for day in (2, 3, 4, 5, 6)]
    rows += [interval(f"a{k}", 9, code="rest") for k in range(5)]
    rows += [interval(f"a{k}", 10, code="union") for k in range(2)]
    world = world_of(rows)
    codes = [
        {"aux_code": "training", "label": "Formación", "ordered_by_client": True},
        {"aux_code": "union", "label": "Sindical", "protected": True},
    ]
    world.tables["aux_codes"] = table("aux_codes", codes)
    return world


def test_the_index_with_what_the_client_ordered_out():
    world = flagged_world()
    tables = adherence(world).tables
    got = tables["readings"].set_index("index_reading")
    assert got.index.tolist() == ["gross", "net_of_ordered", "net_of_all"]
    assert got.loc["gross", "index"] == pytest.approx(tables["overall"]["index"].item())
    rows = world["aux_intervals"]
    ordered_s = rows.loc[rows["aux_code"] == "training", "aux_ms"].sum() / 1000
    assert got.loc["net_of_ordered", "flagged_s"] == ordered_s
    assert got.loc["net_of_ordered", "difference_points"] > 0
    # protected time of two agents is not told by the difference of two readings
    assert got.loc["net_of_all", "flagged_s"] == ordered_s


@pytest.mark.slow
def test_no_reading_of_the_index_singles_anybody_out(floor):
    world, _ = floor
    codes = world["aux_codes"]
    flags = {"training": "ordered_by_client", "union": "protected", "coaching": "billable"}
    told = codes.assign(**{flag: codes["aux_code"].eq(code) for code, flag in flags.items()})
    world.tables["aux_codes"] = told
    tables = adherence(world).tables
    world.tables["aux_codes"] = codes
    if "readings" not in tables:
        return
    rows = world["aux_intervals"]
    folded = rows["aux_code"].where(rows["aux_code"].isin(tables["aux"]["aux_code"]), OTHER)
    figures = [everything(rows), *marks(rows.assign(aux_code=folded), "aux_code", folded.unique())]
    shown = tables["readings"].set_index("index_reading")["flagged_s"]
    for reading, flag in (("net_of_ordered", "training"), ("net_of_protected", "union")):
        if reading in shown:
            mark = rows["aux_code"].eq(flag)
            assert shown[reading] == pytest.approx(rows.loc[mark, "aux_ms"].sum() / 1000)
            figures.append(mark)
    assert not singled_out(figures, rows["agent_id"])


def days_of(rng, n_agents, n_days, *, shock):
    """Indices around .85: agents differ, days are common to all of them, and each has its own."""
    agents = rng.normal(0, 0.01, (n_agents, 1))
    days = rng.normal(0, 1, (1, n_days)) * shock
    return np.clip(0.85 + agents + days + rng.normal(0, 0.04, (n_agents, n_days)), 0.2, 1.0)


def floor_on_target(rng, *, shock, n_teams=12, n_agents=9, n_days=15, missing=0.0):
    rows = []
    for team in range(n_teams):
        index = days_of(rng, n_agents, n_days, shock=shock) - missing * (team == 0)
        rows += [
            interval(f"{team}-{k}", day, f"N{team:02d}", aux_ms=int((1 - value) * 3_600_000))
            for k, own in enumerate(index)
            for day, value in enumerate(own)
        ]
    return world_of(rows)


def teams_named(world):
    data = _Data.of(world)
    by_team, n_teams = data.index.of_places("team"), data.groups.n_named("team")
    found = rules.teams_below_target(by_team, target_low=0.85, n_teams=n_teams, grade="A")
    return [each.where["team"] for each in found]


def test_a_team_far_below_the_target_is_named():
    world = floor_on_target(np.random.default_rng(1), shock=0.01, n_teams=4, missing=0.1)
    assert teams_named(world) == ["N00"]


def test_a_team_of_few_days_is_never_named():
    world = floor_on_target(np.random.default_rng(1), shock=0.0, n_teams=4, n_days=4, missing=0.3)
    assert teams_named(world) == []


@pytest.mark.slow
def test_hidden_teams_count_among_those_compared():
    rows = [
        interval(f"{team}{k}", day, f"N{team}", aux_ms=900_000 + 60_000 * (k + day))
        for team, size in enumerate((9, 8, 7, 1, 1))
        for k in range(size)
        for day in range(6)
    ]
    section = adherence(world_of(rows))
    found = [each for each in section.findings if each.code == "team_below_target"]
    assert len(section.tables["by_team"]) == 2
    assert found
    assert all(each.numbers["n_teams"] == 5 for each in found)


@pytest.mark.slow
def test_floors_on_their_target_raise_few_alarms():
    """Eight teams, none below, with bad days in common: judged over agents alone, most would."""
    rng = np.random.default_rng(5)
    n_floors = 30
    floors = (floor_on_target(rng, shock=0.03, n_teams=8, n_days=22) for _ in range(n_floors))
    assert sum(bool(teams_named(floor)) for floor in floors) / n_floors <= 0.10
