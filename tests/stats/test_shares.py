"""Limits of clustered shares: inside 0 and 1, as wide as the clusters say, honest when few."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cctoolkit.stats import crossed_share_interval, share_interval

relaxed = settings(deadline=None)
clusters = st.lists(
    st.integers(1, 30_000).flatmap(lambda x: st.tuples(st.integers(0, x), st.just(x))),
    min_size=5,
    max_size=15,
)


def test_five_clusters_by_hand():
    # p = .92; residuals -.2 .8 -1.2 .8 -.2; variance 5/4 * 2.8 / 50**2 = .0014; t(4) = 2.776445
    found = share_interval([9, 10, 8, 10, 9], [10] * 5)
    reach = 2.776445 * np.sqrt(0.0014) / (0.92 * 0.08)
    logit = np.log(0.92 / 0.08)
    assert found.low == pytest.approx(1 / (1 + np.exp(reach - logit)), abs=1e-7)
    assert found.high == pytest.approx(1 / (1 + np.exp(-reach - logit)), abs=1e-7)


def test_second_opinion_of_statsmodels():
    """A logistic regression on a constant, every trial a row, clustered standard errors."""
    rng = np.random.default_rng(2)
    n = rng.integers(10, 60, 30)
    agents = np.repeat(np.arange(30), n)
    happened = rng.random(agents.size) < rng.beta(17, 3, 30)[agents]
    found = share_interval(np.bincount(agents, happened), n)
    assert (found.low, found.high) == pytest.approx(_regression(happened, agents, 29), rel=1e-9)


def test_second_opinion_of_statsmodels_on_crossed_clusters():
    rng = np.random.default_rng(3)
    agents, days = np.divmod(rng.integers(0, 12 * 20, 3000), 20)
    chance = 0.85 + rng.normal(0, 0.04, 12)[agents] + rng.normal(0, 0.04, 20)[days]
    happened = rng.random(agents.size) < chance
    found = crossed_share_interval(happened, np.ones(agents.size), agents, days)
    expected = _regression(happened, np.column_stack([agents, days]), 11)
    assert (found.low, found.high) == pytest.approx(expected, rel=1e-9)


def _regression(happened, groups, degrees):
    import statsmodels.api as sm
    from scipy.stats import t

    model = sm.Logit(happened.astype(float), np.ones(happened.size))
    fit = model.fit(cov_type="cluster", cov_kwds={"groups": groups}, disp=0, tol=1e-14)
    reach = t.ppf(0.975, degrees) * fit.bse[0]
    return 1 / (1 + np.exp(-(fit.params[0] + np.array([-reach, reach]))))


@pytest.mark.parametrize(
    ("y", "x"),
    [
        ([8, 9, 7, 8], [10] * 4),  # too few to say how much clusters differ
        ([0] * 9, [10] * 9),  # never happened: could still happen
        ([10] * 9, [10] * 9),
        ([0.1] * 9, [0.3] * 9),  # all agree: no width
        ([], []),
    ],
)
def test_no_limits_rather_than_limits_of_no_width(y, x):
    found = share_interval(y, x)
    assert np.isnan([found.low, found.high]).all()
    found = crossed_share_interval(y, x, np.arange(len(y)), np.arange(len(y)))
    assert np.isnan([found.low, found.high]).all()


@relaxed
@given(clusters)
def test_limits_lie_around_the_share_and_inside_0_and_1(rows):
    y, x = np.array(rows).T
    found = share_interval(y, x)
    if not np.isnan(found.low):
        assert 0 <= found.low < found.estimate < found.high <= 1


@relaxed
@given(clusters, st.randoms(use_true_random=False))
def test_order_and_names_of_clusters_change_no_digit(rows, random):
    labelled = [(y, x, k % 5, k) for k, (y, x) in enumerate(rows)]
    shuffled = list(labelled)
    random.shuffle(shuffled)
    for scale in (1, 0.1):
        sides = []
        for table in (labelled, shuffled):
            y, x, first, second = np.array(table).T
            sides.append(
                (
                    share_interval(y * scale, x * scale),
                    crossed_share_interval(y * scale, x * scale, 7 - first, 100 - second),
                )
            )
        assert repr(sides[0]) == repr(sides[1])


@relaxed
@given(clusters)
def test_what_did_not_happen_mirrors_what_did(rows):
    y, x = np.array(rows).T
    found, mirrored = share_interval(y, x), share_interval(x - y, x)
    assert found.low == pytest.approx(1 - mirrored.high, abs=1e-9, nan_ok=True)


def test_crossed_limits_are_never_narrower_than_those_of_either_kind():
    rng = np.random.default_rng(4)
    for shock in (0.0, 0.05):
        y, x, agents, days = _floor(rng, n_agents=10, n_days=10, shock=shock)
        crossed = crossed_share_interval(y, x, agents, days)
        for labels in (agents, days):
            single = share_interval(np.bincount(labels, y), np.bincount(labels, x))
            assert crossed.low <= single.low + 1e-12
            assert single.high - 1e-12 <= crossed.high


def test_empty_cells_change_nothing():
    y, x, agents, days = _floor(np.random.default_rng(5), n_agents=8, n_days=8, shock=0.02)
    more = [np.append(each, extra) for each, extra in ((y, 0), (x, 0), (agents, 99), (days, 99))]
    assert crossed_share_interval(*more) == crossed_share_interval(y, x, agents, days)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1], [2], [1, 2], [1]), "two clusters per cell"),
        (([np.nan], [2], [1], [1]), "numerator: 1 values are missing"),
        (([1], [-2], [1], [1]), "denominator: 1 values are below 0"),
    ],
)
def test_bad_cells_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        crossed_share_interval(*arguments)


@pytest.mark.parametrize("interval", [share_interval, crossed_share_interval])
def test_confidence_is_a_share_even_where_there_are_no_limits(interval):
    arguments = [[1], [2], [1], [1]][: 2 if interval is share_interval else 4]
    with pytest.raises(ValueError, match="confidence must lie between 0 and 1"):
        interval(*arguments, confidence=95)


@pytest.mark.parametrize(
    ("share", "spread", "k"),
    [(0.85, 20, 8), (0.85, 20, 30), (0.97, 40, 15), (0.02, 60, 30), (0.5, 4, 6)],
)
def test_limits_hold_the_truth_as_often_as_they_say(share, spread, k):
    """A planted share in agents of unequal length, 1500 times; fixed seed."""
    rng = np.random.default_rng(11)
    held = 0
    for _ in range(1500):
        x = rng.uniform(5_000, 28_000, k)
        y = x * rng.beta(share * spread, (1 - share) * spread, k)
        found = share_interval(y, x)
        held += found.low <= share <= found.high
    assert 0.925 <= held / 1500 <= 0.975


@pytest.mark.slow
@pytest.mark.parametrize("shock", [0.0, 0.03])
def test_crossed_limits_hold_the_truth_with_and_without_shared_days(shock):
    rng = np.random.default_rng(12)
    held = 0
    for _ in range(1000):
        cells = _floor(rng, n_agents=15, n_days=22, shock=shock)
        found = crossed_share_interval(*cells)
        held += found.low <= 0.85 <= found.high
    assert 0.925 <= held / 1000 <= 0.985


def _floor(rng, *, n_agents, n_days, shock):
    """Agent-days around .85: agents differ, days differ by `shock`, and every cell by itself."""
    agents, days = np.repeat(np.arange(n_agents), n_days), np.tile(np.arange(n_days), n_agents)
    effect = rng.normal(0, 0.03, n_agents)[agents] + rng.normal(0, shock or 1e-12, n_days)[days]
    x = rng.uniform(20_000, 28_000, agents.size)
    share = np.clip(0.85 + effect + rng.normal(0, 0.04, agents.size), 0.3, 0.999)
    return share * x, x, agents, days
