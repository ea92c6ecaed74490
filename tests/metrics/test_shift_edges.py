"""Auxiliary time at the ends of shifts: by pencil, what is innocent, what is planted."""

import numpy as np
import pandas as pd
import pytest

from cctoolkit.metrics.shift_edges import (
    TIMES,
    edge_agent_cells,
    edge_cells,
    edge_excess,
    edges_by_code,
)
from cctoolkit.metrics.states import timeline
from tests.frames import at, table

HOUR_MS = 3_600_000
MINUTE = pd.Timedelta(1, "min")


def worked(states, plan=(("productive", "09:00", "13:00"),), *, minutes=30, explained=()):
    """Cells of one agent on one day, from clock times."""
    rows = [
        {"agent_id": "a", "start_at": at(start), "end_at": at(end), "state": state}
        | ({"aux_code": code} if code else {})
        for state, start, end, code in states
    ]
    schedules = table(
        "schedules",
        [
            {"agent_id": "a", "start_at": at(start), "end_at": at(end), "activity": activity}
            for activity, start, end in plan
        ],
    )
    pieces = timeline(table("states", rows), zone="UTC")
    return edge_cells(
        schedules, pieces, zone="UTC", edge_minutes=minutes, explained=frozenset(explained)
    )


def by_part(cells):
    return (cells.groupby("part")[[*TIMES]].sum() / 60_000).astype(int).to_dict("index")


DAY = (
    ("available", "09:00", "10:00", None),
    ("aux", "10:00", "10:20", "pause"),
    ("available", "10:20", "12:40", None),
    ("aux", "12:40", "13:00", "pause"),
)


def test_the_parts_of_a_shift_by_pencil():
    got = by_part(worked(DAY))
    assert got["first"] == dict(zip(TIMES, (30, 0, 0, 30, 0), strict=True))
    assert got["middle"] == dict(zip(TIMES, (180, 0, 0, 180, 20), strict=True))
    assert got["last"] == dict(zip(TIMES, (30, 0, 0, 30, 20), strict=True))


def test_the_excess_of_one_agent_by_pencil():
    (row,) = edge_excess(worked(DAY), []).to_dict("records")
    assert (row["aux_s"], row["compared_s"]) == (1200, 1800)
    assert row["expected_share"] == pytest.approx(20 / 180)
    assert row["excess_s"] == pytest.approx(1200 - 1800 * 20 / 180)
    assert np.isnan(row["low"])


def test_flagged_codes_and_planned_activities_explain_themselves():
    got = by_part(worked(DAY, explained=["pause"]))
    assert got["last"] == dict(zip(TIMES, (30, 20, 0, 10, 0), strict=True))
    meeting = (("productive", "09:00", "12:40"), ("meeting", "12:40", "13:00"))
    got = by_part(worked(DAY, meeting))
    assert got["last"] == dict(zip(TIMES, (30, 0, 20, 10, 0), strict=True))


def test_time_not_connected_and_short_shifts_are_on_no_side():
    early = (("available", "09:00", "12:45", None),)
    assert by_part(worked(early))["last"]["connected_ms"] == 15
    brief = (("productive", "09:00", "10:20"),)
    assert worked((("available", "09:00", "10:20", None),), brief).empty


def test_time_by_code_and_part():
    got = edges_by_code(worked(DAY)).set_index("part")
    assert got["aux_s"].to_dict() == {"last": 1200, "middle": 1200}
    assert got["aux_share"].to_dict() == pytest.approx({"last": 20 / 30, "middle": 20 / 180})


def test_a_state_cut_in_two_is_the_state():
    cut = [*DAY[:2], ("available", "10:20", "11:11", None), ("available", "11:11", "12:40", None)]
    pd.testing.assert_frame_equal(worked([*cut, DAY[3]]), worked(DAY))


def month(seed, *, planted=0.0, struck=False, rest=False, n_days=15, n_agents=24):
    """Cells of a month in three teams, two shifts a day, drawn at random."""
    rng = np.random.default_rng(seed)
    rows = []
    for k in range(n_agents):
        own = rng.uniform(0.03, 0.07)
        for day in pd.date_range("2026-03-02", periods=n_days):
            begin = day.tz_localize("UTC") + pd.Timedelta(8 + 4 * (k % 2), "h")
            common = {"agent_id": f"a{k:02d}", "team": f"T{k % 3}", "business_day": day}
            common |= {"shift_start_at": begin, "aux_code": "pause"}
            for part, hour, length in (("first", 0, 15), *_MIDDLE, ("last", 6, 15)):
                moment = begin + pd.Timedelta(hour, "h")
                share = min(rng.gamma(1.5, own / 1.5), 1.0)
                flagged = 0.0
                if part == "last" and k % 3 == 0:
                    share = min(share + planted * rng.random() * 2, 1.0)
                    flagged = 0.6 if rest else 0.0
                if struck and day.day == 5 and moment.hour in (14, 18):
                    share = 0.9
                whole = length * 60_000
                judged = round(whole * (1 - flagged))
                rows.append(
                    common
                    | {"part": part, "moment": int(moment.timestamp() * 1000)}
                    | {"connected_ms": whole, "flagged_ms": whole - judged, "planned_ms": 0}
                    | {"judged_ms": judged, "aux_ms": round(judged * share)}
                )
    return pd.DataFrame(rows)


_MIDDLE = [("middle", hour, 60) for hour in range(1, 6)]


def beyond(cells, comparisons=3):
    table = edge_excess(cells, ["team"], confidence=1 - 2 * 0.05 / comparisons)
    return set(table.loc[table["surely_low"] > 0, "team"])


@pytest.mark.slow
def test_what_is_planted_in_a_team_is_found_and_nowhere_else():
    cells = month(1, planted=0.1)
    assert beyond(cells) == {"T0"}
    row = edge_excess(cells, ["team"]).set_index("team").loc["T0"]
    assert row["low"] < 0.1 < row["high"]
    first = edge_excess(cells, ["team"], part="first")
    assert (first["low"] < 0).all()


@pytest.mark.slow
def test_rest_at_the_end_of_the_shift_is_none_of_it():
    assert beyond(month(2, rest=True)) == set()
    row = edge_excess(month(2, rest=True), ["team"]).set_index("team").loc["T0"]
    assert row["set_aside_s"] == pytest.approx(0.6 * row["connected_s"])


@pytest.mark.slow
def test_hours_in_which_everybody_stood_still_are_taken_away():
    cells = month(3, struck=True)
    row = edge_excess(cells, []).iloc[0]
    assert row["raised_s"] > 0
    assert beyond(cells) == set()


@pytest.mark.slow
def test_pure_chance_names_a_team_in_about_one_month_of_twenty_or_fewer():
    named = sum(bool(beyond(month(seed, n_days=8))) for seed in range(200, 236))
    assert named <= 5


@pytest.mark.slow
def test_shuffling_and_renaming_change_nothing():
    cells = month(4, planted=0.05, n_days=6)
    names = {agent: f"z{k}" for k, agent in enumerate(cells["agent_id"].unique()[::-1])}
    again = cells.sample(frac=1, random_state=1).assign(agent_id=lambda c: c["agent_id"].map(names))
    pd.testing.assert_frame_equal(
        edge_excess(again, ["team"]), edge_excess(cells, ["team"]), rtol=1e-9
    )


@pytest.mark.slow
def test_agents_are_held_against_the_same_edge():
    cells = edge_agent_cells(month(5, n_days=6))
    assert cells["agent_id"].nunique() == 24
    assert cells["amount"].sum() <= 24 * 6 * 15 * 60_000
    assert (cells["observed"] <= cells["amount"]).all()
