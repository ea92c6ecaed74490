"""Excess over what the others' rates give: by pencil, and whatever rows are called."""

import numpy as np
import pytest
from scipy.stats import t as student

from cctoolkit.stats import crossed_error, reach_of, standardised_excess


def excess(y, x, group, *, stratum=None, first=None, second=None, other=None):
    group = np.array(group, dtype=bool)
    n = len(y)
    return standardised_excess(
        y,
        x,
        stratum=np.zeros(n, dtype=int) if stratum is None else stratum,
        is_group=group,
        is_other=~group if other is None else other,
        first=np.arange(n) if first is None else first,
        second=np.arange(n) if second is None else second,
    )


def test_expected_is_the_others_rate_at_the_groups_own_mix():
    found = excess([3, 4, 10, 30], [20, 10, 100, 100], [1, 1, 0, 0], stratum=np.array([0, 1, 0, 1]))
    assert (found.observed, found.expected) == (7, 20 * 0.1 + 10 * 0.3)
    assert (found.excess, found.compared, found.apart) == (2, 30, 0)


def test_a_stratum_that_the_others_lack_is_on_no_side():
    found = excess([5, 2, 1], [10, 10, 10], [1, 1, 0], stratum=np.array([7, 0, 0]))
    assert (found.observed, found.expected, found.apart) == (2, 1, 10)


def test_the_error_by_pencil():
    """Five agents against five: each side's residuals squared and summed, t with four degrees."""
    y, x = [1, 3, 2, 2, 2, 0, 2, 1, 1, 1], [10] * 10
    group = [1] * 5 + [0] * 5
    found = excess(y, x, group)
    assert (found.observed, found.expected, found.n_clusters) == (10, 5, 5)
    # residuals of the group around 2: 1, 1; of the others around 1, with weight 50 / 50: 1, 1
    assert found.error == pytest.approx(np.sqrt(5 / 4 * 4))
    low, high = found.limits(0.9)
    assert (low + high) / 2 == pytest.approx(5)
    assert (high - low) / 2 == pytest.approx(student.ppf(0.95, 4) * np.sqrt(5))


def test_days_that_strike_everybody_cancel():
    """A bad day raises both sides: the excess of the day is the same as of any other."""
    y = [1, 5, 1, 1, 2, 1, 5, 1, 1, 2]
    one_agent_each = np.arange(10)
    days = np.array([0, 1, 2, 3, 4] * 2)
    apart = excess(y, [10] * 10, [1] * 5 + [0] * 5, first=one_agent_each, second=np.arange(10))
    together = crossed_error(np.array([1.0, -1.0]), np.array([0, 1]), np.array([0, 0]), 5)
    assert together == pytest.approx(np.sqrt(5 / 4 * 2))
    met = excess(y, [10] * 10, [1] * 5 + [0] * 5, first=days, second=days)
    assert np.isnan(met.error) and apart.error > 0


def test_few_clusters_tell_no_error():
    found = excess([1, 2, 3, 4, 5, 6], [10] * 6, [1, 1, 1, 1, 0, 0])
    assert np.isnan(found.error) and np.isnan(found.limits()).all()
    assert np.isnan(reach_of(4, 0.95)) and reach_of(5, 0.95) == pytest.approx(2.776, abs=1e-3)


def test_neither_order_nor_names_change_a_digit():
    rng = np.random.default_rng(3)
    n = 400
    y, x = rng.poisson(2, n), rng.integers(5, 30, n)
    group, stratum = rng.random(n) < 0.4, rng.integers(0, 6, n)
    agent, day = rng.integers(0, 30, n), rng.integers(0, 20, n)
    group = np.isin(agent, agent[group][:12])
    found = excess(y, x, group, stratum=stratum, first=agent, second=day)
    order, names = rng.permutation(n), rng.permutation(30)
    again = excess(
        y[order],
        x[order],
        group[order],
        stratum=stratum[order],
        first=names[agent[order]],
        second=day[order],
    )
    assert again[:4] == pytest.approx(found[:4], rel=1e-12)
    assert again.error == pytest.approx(found.error, rel=1e-9)


def test_a_row_cannot_be_on_both_sides():
    with pytest.raises(ValueError, match="among the others"):
        excess([1], [1], [1], other=np.array([True]))
