"""Limits by group, and how often so many of them together accuse somebody wrongly."""

import numpy as np
import pandas as pd
import pytest

from cctoolkit.findings import adherence as rules
from cctoolkit.sections.codes import _sides
from cctoolkit.sections.spread import adjusted, net_spread, share_spread
from cctoolkit.stats import crossed_share_interval, share_interval

BOTH = ["agent_id", "business_day"]


def cells(index, **changes):
    """Agent-days of an hour each, from a table of indices by agent and day."""
    n_agents, n_days = index.shape
    frame = {
        "agent_id": np.repeat(np.arange(n_agents), n_days),
        "business_day": np.tile(np.arange(n_days), n_agents),
        "productive_s": index.ravel() * 3600,
        "known_s": 3600.0,
    }
    return pd.DataFrame(frame | changes)


def spread(frame, by, clusters):
    return share_spread(frame, by, "productive_s", "known_s", clusters=clusters)


def test_limits_by_group_are_those_of_each_group_alone():
    rng = np.random.default_rng(1)
    indices = [rng.uniform(0.7, 1, (6, 8)) for _ in range(2)]
    frame = pd.concat([cells(index, team=f"N{k}") for k, index in enumerate(indices)])
    crossed, single = spread(frame, ["team"], BOTH), spread(frame, ["team"], BOTH[:1])
    for k, index in enumerate(indices):
        alone = cells(index)
        expected = crossed_share_interval(
            alone["productive_s"], alone["known_s"], alone["agent_id"], alone["business_day"]
        )
        assert tuple(crossed.iloc[k][["low", "high"]]) == expected[1:3]
        expected = share_interval(index.sum(axis=1) * 3600, np.full(6, 8 * 3600.0))
        assert tuple(single.iloc[k][["low", "high"]]) == pytest.approx(expected[1:3])


def test_what_is_missing_is_left_out_and_the_whole_is_one_group():
    frame = cells(np.random.default_rng(2).uniform(0.7, 1, (6, 8)))
    holes = pd.concat([frame, frame.head(3).assign(known_s=np.nan)])
    assert spread(holes, [], BOTH).equals(spread(frame, [], BOTH))


def test_all_comparisons_together_err_once_in_twenty():
    # one-sided .05 / 10 is a two-sided .01; two intervals that each may err, half of that a side
    assert adjusted(10, sides=1) == pytest.approx(0.99)
    assert adjusted(10, sides=2) == pytest.approx(0.995)
    assert adjusted(0, sides=1) == pytest.approx(0.9)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("n_teams", "n_agents", "n_days", "between_agents", "shock"),
    [(12, 9, 15, 0.03, 0.0), (12, 9, 15, 0.03, 0.03), (20, 15, 22, 0.01, 0.03)],
)
def test_teams_on_the_target_are_rarely_named(n_teams, n_agents, n_days, between_agents, shock):
    """Share of floors with a false alarm, from how often one of their teams gives one."""
    rng = np.random.default_rng(7)
    confidence, n_draws, n_false = adjusted(n_teams, sides=1), 4000, 0
    for _ in range(n_draws):
        agents = rng.normal(0, between_agents, (n_agents, 1))
        days = rng.normal(0, 1, (1, n_days)) * shock
        own = rng.normal(0, 0.04, (n_agents, n_days))
        frame = cells(np.clip(0.85 + agents + days + own, 0, 1))
        high = crossed_share_interval(
            frame["productive_s"].to_numpy(),
            frame["known_s"].to_numpy(),
            frame["agent_id"].to_numpy(),
            frame["business_day"].to_numpy(),
            confidence=confidence,
        ).high
        n_false += high < 0.85
    assert 1 - (1 - n_false / n_draws) ** n_teams <= 0.07


def use_of_a_code(rng, n_agents, n_days, shock, shift):
    """Seconds in a code that all shifts use alike, but for habits and a shift's bad days."""
    habits = rng.gamma(4, 1 / 4, (n_agents, 1))
    days = np.exp(rng.normal(0, 1, (1, n_days)) * shock - shock**2 / 2)
    share = np.clip(0.08 * habits * days * rng.gamma(2, 0.5, (n_agents, n_days)), 0, 1)
    frame = cells(share).rename(columns={"productive_s": "meeting", "known_s": "logged_s"})
    return frame.assign(agent_id=frame["agent_id"].astype(str) + shift)


@pytest.mark.slow
@pytest.mark.parametrize("shock", [0.0, 1.0])
def test_codes_that_all_shifts_use_alike_are_rarely_named(shock):
    """Judged over agents alone, bad days of a shift name a code in four floors of ten."""
    rng = np.random.default_rng(8)
    n_comparisons, n_draws, n_false = 12, 200, 0
    for _ in range(n_draws):
        own = use_of_a_code(rng, 20, 15, shock, "early")
        others = pd.concat([use_of_a_code(rng, 20, 15, shock, name) for name in ("late", "night")])
        row = _sides(own, others, "meeting", adjusted(n_comparisons, sides=2))
        row |= {
            "share": own["meeting"].sum() / own["logged_s"].sum(),
            "shift": "early",
            "aux_code": "meeting",
            "label": "Meeting",
            "logged_s": own["logged_s"].sum(),
            "n_agents": 20,
            "mandatory_rest": False,
            "protected": False,
        }
        n_false += bool([*rules.codes_used_more_by_a_shift(pd.DataFrame([row]), grade="A")])
    assert n_comparisons * n_false / n_draws <= 0.06


def test_rows_of_no_day_have_no_margin():
    frame = cells(np.array([[0.7, 0.8, 0.9] * 6]))
    assert spread(frame, [], ["business_day"])["low"].notna().all()
    blank = frame.assign(business_day=frame["business_day"].where(frame["business_day"] > 0))
    assert spread(blank, [], ["business_day"]).isna().all(axis=None)


def test_the_margin_of_a_difference_of_shares_is_that_of_its_half():
    days = pd.DataFrame({"day": range(8), "up": [6, 5, 7, 4, 6, 5, 6, 7], "n": 10})
    days["down"] = [2, 3, 1, 4, 2, 3, 2, 1]
    got = net_spread(days, [], ("up", "down"), "n", clusters=["day"]).iloc[0]
    halves = days.assign(above=days["up"] - days["down"] + 10, twice=20)
    share = share_spread(halves, [], "above", "twice", clusters=["day"]).iloc[0]
    assert got["low"] == 2 * share["low"] - 1
    assert got["low"] < (46 - 18) / 80 < got["high"]
