"""Small groups, and what subtraction would give away."""

import itertools

import numpy as np
import pandas as pd
import pytest

from cctoolkit.metrics.clock import with_clock
from cctoolkit.sections.adherence import adherence
from cctoolkit.sections.privacy import shown_groups
from tests.sections.worlds import random_world

MINIMUM = 5
TABLES = (
    ("by_team", "team"),
    ("by_site", "site"),
    ("by_shift", "shift"),
    ("by_day", "business_day"),
    ("by_month", "month"),
)


def people(**sizes):
    rows = [(team, f"{team}{k}") for team, n in sizes.items() for k in range(n)]
    frame = pd.DataFrame(rows, columns=["team", "agent_id"])
    return frame.assign(team=frame["team"].mask(frame["team"] == "nowhere"))


def shown(frame, *dimensions):
    return shown_groups(frame, dimensions or ["team"], minimum=MINIMUM)


def test_groups_large_enough_are_all_shown():
    assert shown(people(a=5, b=9))["team"] == ["a", "b"]


def test_one_small_group_takes_the_smallest_other_with_it():
    assert shown(people(a=12, b=3, c=7, d=9))["team"] == ["a", "d"]


def test_two_small_groups_hide_each_other_only_if_they_are_enough_together():
    assert shown(people(a=12, b=3, c=4))["team"] == ["a"]
    assert shown(people(a=12, b=1, c=1, d=6))["team"] == ["a"]


def test_agents_outside_every_group_are_part_of_what_is_hidden():
    assert shown(people(a=5, b=6, nowhere=1))["team"] == ["b"]
    assert shown(people(a=5, b=6, nowhere=5))["team"] == ["a", "b"]


def test_a_single_small_group_is_not_shown():
    assert shown(people(a=2))["team"] == []


def test_a_site_minus_one_of_its_teams_is_no_way_to_a_small_team():
    frame = people(a=4, b=5, c=8).assign(site=["n"] * 9 + ["s"] * 8)
    kept = shown(frame, "team", "site")
    assert "a" not in kept["team"]
    assert not ("b" in kept["team"] and "n" in kept["site"])


def attacked(rows, figures):
    """Agents, fewer than the minimum, on whom some weighted sum of the figures rests alone."""
    patterns, place = np.unique(np.array(figures, dtype=float), axis=1, return_inverse=True)
    agents = rows["agent_id"].to_numpy()
    names = np.unique(agents)
    is_in = np.zeros((len(names), patterns.shape[1]), dtype=bool)
    is_in[np.searchsorted(names, agents), place.ravel()] = True
    rank = np.linalg.matrix_rank(patterns)
    suspects = np.flatnonzero(is_in[:, is_in.sum(axis=0) < MINIMUM].any(axis=1))
    for few in itertools.combinations(suspects, min(MINIMUM - 1, len(suspects))):
        others = is_in[np.setdiff1d(np.arange(len(names)), few)].any(axis=0)
        if not others.all() and np.linalg.matrix_rank(patterns[:, others]) < rank:
            return list(names[[*few]])
    return None


@pytest.mark.parametrize("seed", range(8))
def test_no_two_tables_and_their_total_leave_an_attacker_with_few_agents(seed):
    world = random_world(seed, 12 + seed)
    tables = adherence(world).tables
    rows = with_clock(world["agent_intervals"], "UTC")
    rows = rows[rows["logged_ms"] > 0]
    total = [np.ones(len(rows), dtype=bool)]
    present = [(name, dim) for name, dim in TABLES if name in tables]
    for pair in itertools.combinations(present, 2):
        figures = total + [
            rows[dim].eq(group).fillna(False).to_numpy(bool)
            for name, dim in pair
            for group in tables[name][dim]
        ]
        assert attacked(rows, figures) is None, pair


@pytest.mark.parametrize("seed", range(8))
def test_no_code_of_few_agents_is_shown_and_the_shares_still_add_up(seed):
    tables = adherence(random_world(seed, 14 + seed)).tables
    for name in ("aux", "aux_by_hour", "aux_by_shift"):
        if name in tables:
            assert (tables[name]["n_agents"] >= MINIMUM).all() or name != "aux"
            single = tables[name][tables[name]["aux_code"] != "other"]
            assert (single["n_agents"] >= MINIMUM).all()
    if "aux" in tables:
        whole = tables["overall"].iloc[0]
        assert tables["aux"]["aux_s"].sum() == pytest.approx(whole["aux_s"])


def test_fewer_agents_than_the_minimum_see_nothing_of_themselves():
    section = adherence(random_world(1, 4))
    assert not section.is_available
    assert {lack.reason for lack in section.lacks} == {"people"}
