"""Small groups, and what subtraction would give away."""

import pandas as pd

from cctoolkit.sections.privacy import visible


def groups(**sizes):
    return pd.DataFrame({"team": [*sizes], "n_agents": [*sizes.values()]})


def test_groups_large_enough_are_all_shown():
    shown, hidden = visible(groups(a=5, b=9), minimum=5)
    assert (shown["team"].tolist(), hidden) == (["a", "b"], 0)


def test_one_small_group_takes_the_smallest_other_with_it():
    shown, hidden = visible(groups(a=12, b=3, c=7, d=9), minimum=5)
    assert (shown["team"].tolist(), hidden) == (["a", "d"], 2)


def test_two_small_groups_hide_each_other():
    shown, hidden = visible(groups(a=12, b=3, c=4), minimum=5)
    assert (shown["team"].tolist(), hidden) == (["a"], 2)


def test_a_single_small_group_is_not_shown():
    shown, hidden = visible(groups(a=2), minimum=5)
    assert (len(shown), hidden) == (0, 1)
