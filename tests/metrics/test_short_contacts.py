"""Short contacts beyond the others': by pencil, what is innocent, what is planted."""

import numpy as np
import pandas as pd
import pytest

from cctoolkit.metrics.short_contacts import (
    raised_hours,
    short_agent_cells,
    short_cells,
    short_excess,
)
from tests.frames import table

START = pd.Timestamp("2026-03-02 10:10", tz="UTC")


def leg(k, agent="a1", seconds=200, *, queue="q", day=0, hour=0, **more):
    at = START + pd.Timedelta(days=day, hours=hour)
    row = {
        "contact_id": f"c{k}",
        "queue": queue,
        "arrived_at": at,
        "answered_at": at,
        "talk_ms": seconds * 1000,
        "outcome": "answered",
        "agent_id": agent,
    }
    return row | more


def cells_of(rows, *, incidents=None, zone="UTC"):
    teams = {row["agent_id"]: row["agent_id"][0] for row in rows}
    cells = short_cells(table("contacts", rows), zone=zone, short_s=10, incidents=incidents)
    return cells.assign(team=cells["agent_id"].map(teams).astype("str"))


def floor(n_short, of, agent, start):
    """So many short contacts among so many, of one agent in one hour."""
    return [leg(f"{start}-{k}", agent, 5 if k < n_short else 200) for k in range(of)]


def test_the_limit_is_included_and_what_was_passed_on_is_apart():
    rows = [leg(0, seconds=10), leg(1, seconds=11), leg(2, seconds=4, transferred=True)]
    rows += [leg(3, seconds=4, agent=None), leg(4, seconds=0)]
    (cell,) = cells_of([row for row in rows if row["agent_id"]]).to_dict("records")
    assert (cell["n_handled"], cell["n_short_contacts"], cell["n_passed_on"]) == (3, 1, 1)
    assert (cell["short_ms"], cell["long_ms"], cell["hour"]) == (10_000, 11_000, 10)


def test_a_group_is_held_against_the_others_in_its_queue_and_hour():
    rows = floor(6, 40, "x1", "x") + floor(10, 100, "y1", "y")
    got = short_excess(cells_of(rows), ["team"]).set_index("team").loc["x"]
    assert (got["n_judged_short"], got["n_usual"], got["n_excess"]) == (6, 4, 2)
    assert got["excess_share"] == pytest.approx(0.05)
    # two contacts that lack 195 s each to the mean of the others
    assert got["excess_s"] == pytest.approx(2 * 195)
    assert np.isnan(got["low"])


def test_a_queue_that_nobody_else_takes_is_apart():
    rows = floor(6, 40, "x1", "x") + floor(1, 10, "y1", "y")
    rows += [leg(f"z{k}", "x1", 5, queue="own") for k in range(7)]
    got = short_excess(cells_of(rows), ["team"]).set_index("team").loc["x"]
    assert (got["n_apart"], got["n_judged"], got["n_judged_short"]) == (7, 40, 6)


def test_an_hour_in_which_the_whole_queue_is_raised_explains_itself():
    """Nine quiet hours of 2 in 100; in the tenth both sides have 40 in 100."""
    rows = []
    for day in range(10):
        n_short = 40 if day == 9 else 2
        for agent in ("x1", "y1"):
            rows += [
                leg(f"{agent}{day}{k}", agent, 5 if k < n_short else 200, day=day)
                for k in range(100)
            ]
    got = short_excess(cells_of(rows), ["team"]).set_index("team").loc["x"]
    assert (got["n_short_contacts"], got["n_raised_short"]) == (18 + 40, 40)
    assert (got["n_judged_short"], got["n_usual"]) == (18, 18)
    (queue,) = raised_hours(cells_of(rows)).to_dict("records")
    assert (queue["n_queue_hours"], queue["n_hours_raised"], queue["n_raised_short"]) == (10, 1, 80)
    kept = short_agent_cells(cells_of(rows))
    assert (kept["observed"].sum(), kept["amount"].sum()) == (36, 1800)


def test_an_incident_on_paper_explains_its_hours():
    rows = floor(20, 40, "x1", "x") + floor(1, 40, "y1", "y")
    rows += [leg(f"w{k}", "x1", 5 if k < 2 else 200, day=1) for k in range(40)]
    rows += [leg(f"v{k}", "y1", 5 if k < 2 else 200, day=1) for k in range(40)]
    incident = pd.DataFrame(
        {"start_at": [START - pd.Timedelta(1, "h")], "end_at": [START + pd.Timedelta(1, "h")]}
    )
    got = short_excess(cells_of(rows, incidents=incident), ["team"]).set_index("team").loc["x"]
    assert (got["n_incident_short"], got["n_judged_short"], got["n_usual"]) == (20, 2, 2)


def month(seed, *, planted=0.0, outage=False, mix=False, n_days=20, n_agents=32, n_hours=6):
    """Counts by agent, day, hour and queue in four teams, straight as cells."""
    rng = np.random.default_rng(seed)
    agents = pd.DataFrame({"agent_id": [f"a{k:02d}" for k in range(n_agents)]})
    agents["team"] = [f"T{k % 4}" for k in range(n_agents)]
    agents["own"] = rng.normal(0, 0.006, n_agents)
    parts = [
        agents.assign(business_day=day, hour=hour, queue=queue)
        for day in pd.date_range("2026-03-02", periods=n_days)
        for hour in range(9, 9 + n_hours)
        for queue in ("easy", "hard")
    ]
    cells = pd.concat(parts, ignore_index=True)
    first = cells["team"].eq("T0").to_numpy()
    rate = np.where(cells["queue"] == "hard", 0.12, 0.03)
    volume = np.where(mix & first & cells["queue"].eq("hard"), 9.0, 3.0)
    rate = np.clip(rate + cells["own"] + planted * first, 0.001, 0.9)
    if outage:
        struck = cells["business_day"].dt.day.eq(5) & cells["hour"].isin([11, 12])
        rate = np.where(struck & cells["queue"].eq("easy"), 0.5, rate)
        volume = np.where(struck & cells["queue"].eq("easy") & first, 12.0, volume)
    n = rng.poisson(volume)
    cells = cells.assign(
        documented=False,
        n_handled=n,
        n_short_contacts=rng.binomial(n, rate),
        n_passed_on=0,
        short_ms=0,
        long_ms=1,
    )
    return cells[cells["n_handled"] > 0].reset_index(drop=True)


def beyond(cells, comparisons=4):
    table = short_excess(cells, ["team"], confidence=1 - 2 * 0.05 / comparisons)
    return set(table.loc[table["surely_low"] > 0, "team"])


@pytest.mark.slow
def test_what_is_planted_in_a_team_is_found_and_nowhere_else():
    assert beyond(month(1, planted=0.06)) == {"T0"}
    got = short_excess(month(1, planted=0.06), ["team"]).set_index("team").loc["T0"]
    assert got["low"] < 0.06 < got["high"]


@pytest.mark.slow
@pytest.mark.parametrize("innocent", [{"outage": True}, {"mix": True}])
def test_outage_and_routing_that_look_the_same_are_not(innocent):
    cells = month(2, **innocent)
    sums = cells.groupby("team")[["n_short_contacts", "n_handled"]].sum()
    crude = sums["n_short_contacts"] / sums["n_handled"]
    assert crude.idxmax() == "T0"
    assert beyond(cells) == set()


@pytest.mark.slow
def test_pure_chance_names_a_team_in_about_one_month_of_twenty_or_fewer():
    named = sum(bool(beyond(month(seed, n_days=8, n_hours=3))) for seed in range(100, 136))
    assert named <= 5


@pytest.mark.slow
def test_shuffling_and_renaming_change_nothing_and_the_zone_moves_with_its_hours():
    cells = month(3, planted=0.05)
    got = short_excess(cells, ["team"])
    names = {agent: f"z{k}" for k, agent in enumerate(cells["agent_id"].unique()[::-1])}
    again = cells.sample(frac=1, random_state=1).assign(agent_id=lambda c: c["agent_id"].map(names))
    pd.testing.assert_frame_equal(short_excess(again, ["team"]), got, rtol=1e-9)
    rows = [leg(k, f"x{k % 3}", 5 if k % 7 else 300, hour=k % 4, day=k % 3) for k in range(80)]
    moved = [
        row | {name: row[name] - pd.Timedelta(5, "h") for name in ("arrived_at", "answered_at")}
        for row in rows
    ]
    here = cells_of(moved, zone="UTC").assign(hour=lambda each: each["hour"] + 5)
    pd.testing.assert_frame_equal(here, cells_of(rows, zone="UTC"))


def test_contacts_counted_in_two_parts_are_the_contacts():
    cells = month(4, n_days=6, n_agents=12)
    half = cells.assign(**{name: cells[name] // 2 for name in ("n_handled", "n_short_contacts")})
    rest = cells.assign(
        **{name: cells[name] - half[name] for name in ("n_handled", "n_short_contacts")}
    )
    got = short_excess(pd.concat([half, rest], ignore_index=True), ["team"])
    pd.testing.assert_frame_equal(
        got.drop(columns="excess_s"), short_excess(cells, ["team"]).drop(columns="excess_s")
    )
