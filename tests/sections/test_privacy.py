"""Small groups, and what subtraction would give away."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from cctoolkit.sections.privacy import groups_beside, masked, shown_cells, shown_groups
from tests.sections.attacker import everything, marks, singled_out

GROUPS = ("team", "site", "shift")


def people(**sizes):
    """Agents by team; those of `none` have no team."""
    names = [name for name, size in sizes.items() for _ in range(size)]
    teams = [None if name == "none" else name for name in names]
    return pd.DataFrame({"agent_id": [f"a{k}" for k in range(len(teams))], "team": teams})


def cells(**sizes):
    """Agents by team and site, as `N1_north=12`."""
    rows = [name.split("_") for name, size in sizes.items() for _ in range(size)]
    frame = pd.DataFrame(rows, columns=["team", "site"])
    return frame.assign(agent_id=[f"a{k}" for k in range(len(frame))])


def teams_shown(frame):
    return shown_groups(frame, ["team"], minimum=5)["team"]


def test_groups_large_enough_are_all_shown():
    assert teams_shown(people(a=5, b=9)) == ["a", "b"]


def test_one_small_group_takes_the_smallest_other_with_it():
    assert teams_shown(people(a=12, b=3, c=7, d=9)) == ["a", "d"]


def test_small_groups_hide_each_other_only_if_they_are_enough_together():
    assert teams_shown(people(a=12, b=3, c=4, d=6)) == ["a", "d"]
    assert teams_shown(people(a=12, b=1, c=1, d=6)) == ["a"]


def test_agents_without_a_team_are_had_by_subtraction_too():
    assert teams_shown(people(a=12, b=7, none=1)) == ["a"]
    assert teams_shown(people(a=12, b=7, none=5)) == ["a", "b"]


def test_an_agent_who_moved_is_one_agent():
    frame = people(a=12, b=3, c=3)
    moved = frame.assign(agent_id=frame["agent_id"].where(frame["team"] == "a", "x"))
    assert teams_shown(moved) == []
    assert teams_shown(frame) == ["a"]


def test_a_single_small_group_is_not_shown():
    assert teams_shown(people(a=2)) == []


def test_teams_and_sites_that_differ_by_two_agents_are_not_both_shown():
    # south without N2 would be two agents of N1
    assert shown_groups(
        cells(N1_north=18, N1_south=2, N2_south=20), ["team", "site"], minimum=5
    ) == {"team": ["N1", "N2"], "site": []}


def test_teams_inside_sites_are_both_shown():
    frame = cells(N1_north=8, N2_north=9, S1_south=7, S2_south=6)
    shown = shown_groups(frame, ["team", "site"], minimum=5)
    assert shown == {"team": ["N1", "N2", "S1", "S2"], "site": ["north", "south"]}


def test_teams_spread_over_sites_in_small_cells_are_both_shown():
    # no difference of teams and sites rests on fewer than 3 + 3 agents
    frame = cells(N1_north=9, N1_south=3, N2_north=3, N2_south=9)
    shown = shown_groups(frame, ["team", "site"], minimum=5)
    assert shown == {"team": ["N1", "N2"], "site": ["north", "south"]}


def test_names_and_order_of_agents_change_nothing():
    frame = cells(N1_north=18, N1_south=2, N2_south=20, N3_east=4, N4_east=3)
    shown = shown_groups(frame, ["team", "site"], minimum=5)
    shuffled = frame.sample(frac=1, random_state=1).assign(
        agent_id=lambda rows: [name[::-1] + "-x" for name in rows["agent_id"]]
    )
    assert shown_groups(shuffled, ["team", "site"], minimum=5) == shown


def test_what_is_not_shown_is_missing():
    frame = people(a=12, b=7, none=1)
    hidden = masked(frame, {"team": ["a"]})
    assert hidden["team"].isna().sum() == 8
    assert frame["team"].isna().sum() == 1


def test_one_dimension_gives_way_to_another_that_stays():
    frame = cells(N1_north=18, N1_south=2, N2_south=20)
    assert groups_beside(frame, "team", "site", minimum=5) == []
    assert groups_beside(frame, "team", "site", minimum=2) == ["N1", "N2"]


def floor(seed):
    """Nine to thirteen agents in unequal groups; some move, some have no group."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(9, 14))
    odds = {name: rng.dirichlet(np.full(rng.integers(1, 4), 1.0)) for name in GROUPS}
    rows = []
    for k in range(n + int(rng.integers(0, 4))):
        drawn = {name: rng.choice(len(odds[name]), p=odds[name]) for name in GROUPS}
        drawn |= {name: None for name in GROUPS if rng.random() < 0.08}
        names = {name: f"{name}{value}" for name, value in drawn.items() if value is not None}
        rows.append({"agent_id": f"a{k % n}"} | names)
    return pd.DataFrame(rows, columns=["agent_id", *GROUPS])


@pytest.mark.slow
def test_no_two_tables_single_anybody_out():
    n_shown = 0
    for seed in range(100):
        frame = floor(seed)
        shown = shown_groups(frame, GROUPS, minimum=5)
        n_shown += sum(map(bool, shown.values())) >= 2
        for pair in combinations(GROUPS, 2):
            figures = [mark for name in pair for mark in marks(frame, name, shown[name])]
            found = singled_out([everything(frame), *figures], frame["agent_id"])
            assert not found, (seed, pair, found)
    assert n_shown > 15  # the rule is no refuge in showing nothing


def test_the_attacker_finds_what_is_there():
    """Were every group shown, most of these floors would give somebody away."""
    n_found = 0
    for seed in range(20):
        frame = floor(seed)
        figures = [
            mark
            for name in GROUPS[:2]
            for mark in marks(frame, name, frame[name].dropna().unique())
        ]
        n_found += bool(singled_out([everything(frame), *figures], frame["agent_id"]))
    assert n_found >= 15


def uses(**sizes):
    """Agents with time in a code and a shift, as `rest_early=12`; `none` is no shown shift."""
    rows = [name.split("_") for name, size in sizes.items() for _ in range(size)]
    places = [k for size in sizes.values() for k in range(size)]
    frame = pd.DataFrame(rows, columns=["aux_code", "shift"]).assign(agent_id=places)
    frame["agent_id"] = frame["shift"] + frame["agent_id"].astype(str)
    return frame.assign(shift=frame["shift"].where(frame["shift"] != "none"))


def cells_shown(frame):
    found = shown_cells(
        frame,
        "aux_code",
        "shift",
        minimum=5,
        never=frame["aux_code"].eq("other"),
        known=[frame["aux_code"]],
    )
    return {f"{code}_{shift}" for code, shift in found.index[found]}


def test_cells_large_enough_are_all_shown():
    frame = uses(rest_early=9, rest_late=8, union_early=6, union_late=7)
    assert len(cells_shown(frame)) == 4


def test_one_small_cell_hides_a_square_of_four():
    # the sum of union gives union_late away unless another union hides; that of late, unless
    # another code of late does; and these two follow from their own sums unless a fourth hides
    frame = uses(
        rest_early=9, rest_late=8, rest_night=8,
        meeting_early=9, meeting_late=7, meeting_night=9,
        union_early=6, union_late=3, union_night=7,
    )  # fmt: skip
    hidden = {"union_late", "union_early", "meeting_late", "meeting_early"}
    assert cells_shown(frame) == {*(frame["aux_code"] + "_" + frame["shift"])} - hidden


def test_what_is_folded_already_shelters_a_small_cell_of_its_shift():
    frame = uses(
        rest_early=9, rest_late=8, other_early=6, other_late=6, union_early=6, union_late=3
    )
    assert cells_shown(frame) == {"rest_early", "rest_late"}


def test_small_cells_outside_the_shown_shifts_count_as_well():
    # the sum of union would give away the two of it in no shown shift
    frame = uses(rest_early=9, rest_late=8, rest_none=7, union_early=6, union_late=9, union_none=2)
    assert cells_shown(frame) == {"rest_late", "union_late"}


def random_uses(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(10, 14))
    shifts = rng.choice(3, n, p=rng.dirichlet(np.ones(3)))
    rows = []
    for k in range(n):
        for code, odd in zip(("rest", "union", "meeting", "other"), rng.random(4), strict=True):
            for shift in range(3):
                if rng.random() < (odd if shift == shifts[k] else 0.15):
                    name = None if shift == 2 and seed % 2 else f"shift{shift}"
                    rows.append({"agent_id": f"a{k}", "aux_code": code, "shift": name})
    return pd.DataFrame(rows)


@pytest.mark.slow
def test_no_cell_is_had_from_the_sums_of_rows_and_columns():
    n_shown = 0
    for seed in range(120):
        frame = random_uses(seed)
        n_agents = frame.groupby("aux_code")["agent_id"].nunique()
        columns = frame.groupby("shift", dropna=False)["agent_id"].nunique()
        if min(n_agents.min(), columns.min()) < 5:
            continue  # sums of fewer agents than the minimum are not shown in the first place
        found = shown_cells(
            frame,
            "aux_code",
            "shift",
            minimum=5,
            never=frame["aux_code"].eq("other"),
            known=[frame["aux_code"]],
        )
        if not found.any():
            continue
        n_shown += 1
        figures = [
            *marks(frame, "aux_code", n_agents.index),
            *marks(frame, "shift", frame["shift"].dropna().unique()),
            *(
                frame["aux_code"].eq(code) & frame["shift"].eq(shift).fillna(False).astype(bool)
                for code, shift in found.index[found]
            ),
        ]
        assert not singled_out(figures, frame["agent_id"]), seed
    assert n_shown > 15


@pytest.mark.slow
@pytest.mark.parametrize("minimum", [5, 8])
def test_the_remainder_is_empty_or_large_enough(minimum):
    rng = np.random.default_rng(3)
    for _ in range(100):
        sizes = {
            name: int(size) for name, size in zip("abcdefg", rng.integers(1, 14, 7), strict=True)
        }
        frame = people(**sizes, none=int(rng.integers(0, 3)))
        shown = shown_groups(frame, ["team"], minimum=minimum)["team"]
        n_left = int((~frame["team"].isin(shown)).sum())
        assert n_left == 0 or n_left >= minimum
        assert all(sizes[name] >= minimum for name in shown)
