"""Durations beside a threshold: by pencil, clocks of systems, what is planted, what is chance."""

import numpy as np
import pandas as pd
import pytest

from cctoolkit.metrics.bunching import (
    acw_stretches,
    aux_stretches,
    counts_around,
    near_agent_cells,
    near_threshold,
    resolution_ms,
    threshold_at,
    waits,
)
from cctoolkit.metrics.states import timeline
from tests.frames import at, table

ASKED = {"threshold_ms": 180_000, "width_ms": 18_000}


def frame(durations_ms, agents=10, days=10):
    """Durations dealt out over agents and days in turn."""
    durations = np.asarray(durations_ms, dtype=np.int64)
    k = np.arange(durations.size)
    return pd.DataFrame(
        {
            "duration_ms": durations,
            "agent_id": [f"a{i}" for i in k % agents],
            "business_day": pd.Timestamp("2026-03-02") + pd.to_timedelta(k // agents % days, "D"),
        }
    )


def steps(low_s, high_s, n):
    """So many durations, evenly from one to another, in whole milliseconds and none twice."""
    return np.linspace(low_s * 1000, high_s * 1000 - 7, n).round().astype(np.int64)


def test_the_band_is_held_against_both_sides_by_pencil():
    """Eighty below and eighty above in two widths each: forty expected; sixty are there."""
    got = near_threshold(
        frame(np.concatenate([steps(126, 162, 80), steps(162, 180, 60), steps(198, 234, 80)])),
        **ASKED,
    ).iloc[0]
    assert (got["n_durations"], got["n_near"], got["n_repeated"]) == (220, 60, 0)
    assert (got["n_usual"], got["n_excess"]) == (pytest.approx(40), pytest.approx(20))
    assert got["near_excess_share"] == pytest.approx(0.5)
    assert got["excess_s"] == pytest.approx(20 * 180)


def test_a_falling_density_is_read_on_its_logarithm():
    """A hundred below and twenty-five above, in two widths each: 50 to the 5/8, 12.5 to the 3/8."""
    parts = [steps(126, 162, 100), steps(162, 180, 30), steps(198, 234, 25)]
    got = near_threshold(frame(np.concatenate(parts)), **ASKED).iloc[0]
    assert got["n_usual"] == pytest.approx(50**0.625 * 12.5**0.375)
    mirrored = near_threshold(
        frame(360_000 - np.concatenate(parts) - 1), side="above", **ASKED
    ).iloc[0]
    assert mirrored["n_usual"] == pytest.approx(got["n_usual"])
    assert mirrored["n_near"] == 30


def test_a_threshold_that_is_included_is_on_its_inner_side():
    inside = np.repeat([19_000, 20_000], [3, 4])
    outside = np.repeat([20_001, 21_000], [5, 6])
    rows = frame(np.concatenate([inside, outside]))
    limit = threshold_at(20, included=True)
    below = near_threshold(rows, threshold_ms=limit, width_ms=2000).iloc[0]
    above = near_threshold(rows, threshold_ms=limit, width_ms=2000, side="above").iloc[0]
    assert (below["n_near"], above["n_near"]) == (7, 11)
    assert threshold_at(20, included=False) == 20_000


def test_an_exact_duration_of_many_agents_is_a_systems_clock():
    even = np.repeat(np.arange(126, 234) * 1000, 10)
    clock = np.full(200, 179_000)
    got = near_threshold(frame(np.concatenate([even, clock])), **ASKED).iloc[0]
    assert (got["n_near"], got["n_repeated"]) == (380, 200)
    assert got["n_usual"] == pytest.approx(180)
    assert got["near_excess_share"] == pytest.approx(0)
    (around,) = (
        counts_around(frame(np.concatenate([even, clock])), **ASKED)
        .query("is_band and n_durations > 100")
        .to_dict("records")
    )
    assert (around["from_s"], around["n_durations"], around["n_kept"]) == (171, 290, 90)


def test_the_clock_of_few_agents_is_no_systems():
    even = frame(np.repeat(np.arange(126, 234) * 1000, 10), agents=4)
    few = frame(np.full(200, 179_000), agents=4)
    got = near_threshold(pd.concat([even, few], ignore_index=True), **ASKED).iloc[0]
    assert got["n_repeated"] == 0


def test_durations_rounded_to_minutes_tell_nothing():
    rows = frame(np.repeat([60_000, 120_000, 180_000, 240_000], 100))
    assert resolution_ms(rows["duration_ms"]) == 60_000
    assert np.isnan(near_threshold(rows, **ASKED)["near_excess_share"].iloc[0])


def test_few_neighbours_tell_nothing():
    rows = frame(np.concatenate([steps(126, 162, 19), steps(162, 180, 9), steps(198, 234, 50)]))
    assert np.isnan(near_threshold(rows, **ASKED)["n_usual"].iloc[0])
    assert near_threshold(rows.iloc[:0], **ASKED)["n_near"].iloc[0] == 0


def test_touching_pieces_of_one_code_are_one_stretch():
    log = [
        ("aux", "09:00", "09:02", "pause"),
        ("aux", "09:02", "09:03", "pause"),
        ("aux", "09:03", "09:05", "rest"),
        ("acw", "09:05", "09:06", None),
        ("talk", "09:06", "09:08", None),
        ("acw", "09:08", "09:09", None),
    ]
    rows = [
        {"agent_id": "a", "start_at": at(s), "end_at": at(e), "state": state, "aux_code": code}
        for state, s, e, code in log
    ]
    pieces = timeline(table("states", rows), zone="UTC")
    assert aux_stretches(pieces)["duration_ms"].tolist() == [180_000, 120_000]
    assert aux_stretches(pieces, frozenset({"rest"}))["duration_ms"].tolist() == [180_000]
    assert acw_stretches(pieces)["duration_ms"].tolist() == [60_000, 60_000]


def test_waits_are_of_voice_that_customers_began():
    common = {"queue": "q", "arrived_at": at("09:00"), "outcome": "answered", "agent_id": "a"}
    rows = [
        common | {"contact_id": "1", "wait_ms": 5000, "talk_ms": 1000},
        common | {"contact_id": "2", "wait_ms": 6000, "talk_ms": 1000, "channel": "chat"},
        common | {"contact_id": "3", "wait_ms": 7000, "talk_ms": 1, "direction": "outbound"},
        common | {"contact_id": "4", "wait_ms": 8000, "outcome": "abandoned", "agent_id": None},
    ]
    contacts = table("contacts", rows)
    assert waits(contacts, "answered", zone="UTC")["duration_ms"].tolist() == [5000]
    assert waits(contacts, "abandoned", zone="UTC")["duration_ms"].tolist() == [8000]


def month(seed, *, padded=0, n=4000, whole_seconds=True):
    """Durations of a smooth density, of agents who differ, and some moved to just under 180 s."""
    rng = np.random.default_rng(seed)
    agent, day = rng.integers(0, 24, n), rng.integers(0, 20, n)
    length = rng.lognormal(np.log(200) + rng.normal(0, 0.1, 24)[agent], 0.6)
    team = np.array([f"T{k % 3}" for k in range(24)])[agent]
    moved = (length > 180) & (length < 234) & (team == "T0") & (rng.random(n) < padded)
    length = np.where(moved, rng.uniform(162, 180, n), length)
    length = np.floor(length) if whole_seconds else length
    return pd.DataFrame(
        {
            "duration_ms": (length * 1000).astype("int64"),
            "agent_id": np.array([f"a{k:02d}" for k in range(24)])[agent],
            "team": team,
            "business_day": pd.Timestamp("2026-03-02") + pd.to_timedelta(day, "D"),
        }
    )


def beyond(rows, comparisons=3):
    table = near_threshold(rows, ["team"], **ASKED, confidence=1 - 2 * 0.05 / comparisons)
    return set(table.loc[table["surely_low"] > 0, "team"])


@pytest.mark.slow
@pytest.mark.parametrize("whole_seconds", [True, False])
def test_what_is_planted_in_a_team_is_found_and_nowhere_else(whole_seconds):
    assert beyond(month(1, padded=0.7, whole_seconds=whole_seconds)) == {"T0"}


@pytest.mark.slow
def test_a_systems_clock_that_looks_the_same_is_not():
    rows = month(2)
    late = rows["duration_ms"].between(180_000, 220_000) & (rows.index % 2 == 0)
    rows["duration_ms"] = rows["duration_ms"].mask(late, 179_000)
    assert (near_threshold(rows, ["team"], **ASKED)["n_repeated"] > 50).all()
    assert beyond(rows) == set()


@pytest.mark.slow
def test_pure_chance_names_a_team_in_about_one_month_of_twenty_or_fewer():
    named = sum(bool(beyond(month(seed))) for seed in range(300, 336))
    assert named <= 5


@pytest.mark.slow
def test_shuffling_and_renaming_change_nothing():
    rows = month(3, padded=0.4)
    names = {agent: f"z{k}" for k, agent in enumerate(rows["agent_id"].unique()[::-1])}
    again = rows.sample(frac=1, random_state=1).assign(agent_id=lambda c: c["agent_id"].map(names))
    pd.testing.assert_frame_equal(
        near_threshold(again, ["team"], **ASKED), near_threshold(rows, ["team"], **ASKED), rtol=1e-9
    )


@pytest.mark.slow
def test_agents_are_counted_in_the_band_among_those_around_it():
    rows = month(4)
    cells = near_agent_cells(rows, **ASKED)
    whole = near_threshold(rows, **ASKED).iloc[0]
    assert cells["amount"].sum() == whole["n_durations"]
    assert cells["observed"].sum() == pytest.approx(whole["n_near_kept"])
