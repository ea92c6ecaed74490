import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cctoolkit.stats import bootstrap_ratio, ratio_interval

relaxed = settings(deadline=None)
clusters = st.lists(
    st.tuples(st.integers(0, 30_000), st.integers(1, 30_000)), min_size=2, max_size=15
)
doors = pytest.mark.parametrize("interval", [ratio_interval, bootstrap_ratio])


def test_ratio_is_of_sums_and_no_mean_of_ratios():
    # 66.4 % of 1,092 calls and 50.0 % of 74: 65.4 %, not 58.2 %
    found = ratio_interval([725, 37], [1092, 74])
    assert found.estimate == pytest.approx(762 / 1166)
    assert found.n_clusters == 2


def test_three_agent_days_by_hand():
    # ratio 24/30 = .8; residuals 0, 1, -1; variance 3/2 * 2 / 900 = 1/300; t(2) = 4.30265
    found = ratio_interval([8, 9, 7], [10, 10, 10])
    assert found.high - 0.8 == pytest.approx(4.30265 / np.sqrt(300), abs=1e-6)
    assert 0.8 - found.low == pytest.approx(4.30265 / np.sqrt(300), abs=1e-6)


def test_equal_denominators_give_the_t_interval_of_a_mean():
    from scipy.stats import ttest_1samp

    y = np.random.default_rng(1).normal(300, 40, 25)
    theirs = ttest_1samp(y, 0).confidence_interval(0.9)
    found = ratio_interval(y, np.ones(25), confidence=0.9)
    assert (found.low, found.high) == pytest.approx((theirs.low, theirs.high))


@pytest.mark.slow
def test_second_opinion_of_statsmodels():
    """The ratio of sums is a weighted mean, and its limits those of White's HC1."""
    import statsmodels.api as sm

    rng = np.random.default_rng(2)
    x = rng.gamma(3, 8_000, 30)
    y = x * rng.beta(17, 3, 30)
    fit = sm.WLS(y / x, np.ones(30), weights=x).fit(cov_type="HC1", use_t=True)
    found = ratio_interval(y, x)
    assert found.estimate == pytest.approx(fit.params[0])
    assert (found.low, found.high) == pytest.approx(fit.conf_int()[0])


@doors
def test_one_cluster_has_no_interval_rather_than_one_of_no_width(interval):
    found = interval([8], [10])
    assert (found.estimate, found.n_clusters) == (0.8, 1)
    assert np.isnan([found.low, found.high]).all()


@doors
def test_nothing_over_nothing(interval):
    for found in (interval([], []), interval([0, 0], [0, 0])):
        assert np.isnan(found[:3]).all()
        assert found.n_clusters == 0


@doors
def test_empty_clusters_change_nothing(interval):
    assert interval([8, 9, 7, 0, 0], [10, 12, 10, 0, 0]) == interval([8, 9, 7], [10, 12, 10])


@doors
@pytest.mark.parametrize(
    ("y", "x", "message"),
    [
        ([1, 2], [1], "one numerator per denominator"),
        ([1, np.nan], [1, 2], "numerator: 1 values are missing"),
        ([1, 2], [1, -2], "denominator: 1 values are below 0"),
    ],
)
def test_bad_clusters_are_refused(interval, y, x, message):
    with pytest.raises(ValueError, match=message):
        interval(y, x)


@relaxed
@given(clusters, st.randoms(use_true_random=False))
def test_order_of_clusters_changes_no_digit(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    for scale in (1, 0.1):
        a, b = np.array(rows) * scale, np.array(shuffled) * scale
        assert ratio_interval(*a.T) == ratio_interval(*b.T)
        assert bootstrap_ratio(*a.T, n_resamples=50) == bootstrap_ratio(*b.T, n_resamples=50)


@relaxed
@given(clusters, st.integers(2, 1000))
def test_unit_of_the_ratio_scales_its_limits(rows, factor):
    y, x = np.array(rows).T
    found, scaled = ratio_interval(y, x), ratio_interval(y * factor, x)
    assert scaled[:3] == pytest.approx(np.array(found[:3]) * factor)
    same = ratio_interval(y * factor, x * factor)
    assert same[:3] == pytest.approx(found[:3])


@relaxed
@given(clusters)
def test_bootstrap_stays_among_the_ratios_of_its_clusters(rows):
    y, x = np.array(rows).T
    found = bootstrap_ratio(y, x, n_resamples=100)
    assert (y / x).min() - 1e-9 <= found.low <= found.high <= (y / x).max() + 1e-9


def test_bootstrap_depends_on_its_seed_alone():
    y, x = np.random.default_rng(5).gamma(2, 100, (2, 40))
    assert bootstrap_ratio(y, x, seed=1) == bootstrap_ratio(y, x, seed=1)
    assert bootstrap_ratio(y, x, seed=1) != bootstrap_ratio(y, x, seed=2)


def test_bootstrap_of_two_clusters_by_counting():
    # resamples: both low (1/4), mixed (1/2), both high (1/4)
    found = bootstrap_ratio([2, 6], [10, 10], confidence=0.4, n_resamples=20_000)
    assert (found.low, found.high) == (0.4, 0.4)
    found = bootstrap_ratio([2, 6], [10, 10], confidence=0.6, n_resamples=20_000)
    assert (found.low, found.high) == (0.2, 0.6)


def test_resamples_without_denominator_are_left_out():
    found = bootstrap_ratio([1, 5], [0, 10], confidence=0.5)
    assert np.isfinite(found[:3]).all()


def test_bootstrap_in_batches_draws_the_same(monkeypatch):
    from cctoolkit.stats import clusters as module

    y, x = np.random.default_rng(5).gamma(2, 100, (2, 40))
    whole = bootstrap_ratio(y, x)
    monkeypatch.setattr(module, "DRAWS_PER_BATCH", 500)
    assert bootstrap_ratio(y, x) == whole


@pytest.mark.parametrize(("interval", "least"), [(ratio_interval, 0.93), (bootstrap_ratio, 0.90)])
def test_limits_hold_the_truth_as_often_as_they_say(interval, least):
    """Planted .85 in 30 agent-days of unequal length, 600 times; binomial limits hold it rarely."""
    rng = np.random.default_rng(11)
    held = 0
    for _ in range(600):
        x = rng.uniform(5_000, 28_000, 30)
        y = x * rng.beta(17, 3, 30)
        options = {} if interval is ratio_interval else {"n_resamples": 300}
        found = interval(y, x, **options)
        held += found.low <= 0.85 <= found.high
    assert least <= held / 600 <= 0.975
