import numpy as np
import pytest
from scipy import optimize, special
from scipy.stats import betabinom

from cctoolkit.stats import shrink_beta, shrink_normal

# Efron and Morris (1975): hits of 18 players in their first 45 turns of 1970, and their averages
# over the rest of the season.
HITS = np.array([18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7])
REST = np.array(
    [.346, .298, .276, .222, .273, .270, .263, .210, .269,
     .230, .264, .256, .303, .264, .226, .286, .316, .200]
)  # fmt: skip

# Colditz and others (1994): tuberculosis with and without BCG vaccine, 13 trials
# (cases and others, vaccinated; cases and others, not vaccinated).
BCG = np.array(
    [
        [4, 119, 11, 128], [6, 300, 29, 274], [3, 228, 11, 209], [62, 13536, 248, 12619],
        [33, 5036, 47, 5761], [180, 1361, 372, 1079], [8, 2537, 10, 619],
        [505, 87886, 499, 87892], [29, 7470, 45, 7232], [17, 1699, 65, 1600],
        [186, 50448, 141, 27197], [5, 2493, 3, 2338], [27, 16886, 29, 17825],
    ]
)  # fmt: skip


def log_risk_ratios():
    a, b, c, d = BCG.T
    effect = np.log(a / (a + b)) - np.log(c / (c + d))
    return effect, np.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))


def baseball():
    average = HITS / 45
    common = average.mean()
    return average, np.full(18, np.sqrt(common * (1 - common) / 45))


# --- beta -----------------------------------------------------------------------------------


def test_given_prior_as_published():
    found = shrink_beta([4, 300], [10, 1000], prior=(78.7, 224.9))
    assert found.estimate == pytest.approx([0.2637, 0.2905], abs=5e-5)
    assert found.own_weight == pytest.approx([10 / 313.6, 1000 / 1303.6])


def test_unit_without_trials_gets_the_prior():
    found = shrink_beta([0, 5], [0, 10], prior=(8, 2))
    assert found.estimate[0] == pytest.approx(0.8)
    assert found.low[0] == pytest.approx(special.betaincinv(8, 2, 0.025))
    assert found.own_weight[0] == 0


def test_limits_are_those_of_the_posterior():
    from scipy.stats import beta

    found = shrink_beta([4], [10], prior=(3, 5), confidence=0.9)
    assert (found.low[0], found.high[0]) == pytest.approx(beta(7, 11).ppf([0.05, 0.95]))


@pytest.mark.parametrize("seed", range(4))
def test_fitted_prior_is_the_most_likely_one(seed):
    """Another likelihood and another search (scipy's, Nelder-Mead) find no better prior."""
    rng = np.random.default_rng(seed)
    n = rng.integers(0, 80, 60)
    successes = rng.binomial(n, rng.beta(4, 2, 60))

    def loss(log_prior):
        return -betabinom.logpmf(successes, n, *np.exp(log_prior)).sum()

    found = shrink_beta(successes, n)
    searched = optimize.minimize(
        loss, [0.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-12}
    )
    assert loss(np.log([found.alpha, found.beta])) <= searched.fun + 1e-8
    assert [found.alpha, found.beta] == pytest.approx(np.exp(searched.x), rel=1e-3)


def test_planted_prior_is_recovered():
    rng = np.random.default_rng(8)
    n = rng.integers(20, 600, 4000)
    found = shrink_beta(rng.binomial(n, rng.beta(78.7, 224.9, 4000)), n)
    assert found.prior_mean == pytest.approx(78.7 / 303.6, abs=0.002)
    assert found.alpha + found.beta == pytest.approx(303.6, rel=0.1)


def test_shrunk_shares_are_nearer_the_truth_and_their_limits_hold_it():
    rng = np.random.default_rng(9)
    truth = rng.beta(40, 10, 400)
    n = rng.integers(5, 120, 400)
    successes = rng.binomial(n, truth)
    found = shrink_beta(successes, n)
    raw_error = ((successes / n - truth) ** 2).mean()
    assert ((found.estimate - truth) ** 2).mean() < raw_error / 2
    assert 0.92 < ((found.low <= truth) & (truth <= found.high)).mean() < 0.98


def test_units_that_differ_by_chance_alone_share_one_estimate():
    found = shrink_beta([50, 51, 49, 50], [100, 100, 100, 100])
    assert found.estimate == pytest.approx([0.5] * 4)
    assert np.isinf([found.alpha, found.beta]).all()
    assert (found.own_weight == 0).all()
    assert found.low[0] < 0.5 < found.high[0]


@pytest.mark.parametrize("successes", [[0, 0, 0], [10, 20, 30]])
def test_all_or_nothing_everywhere(successes):
    found = shrink_beta(successes, [10, 20, 30])
    assert (found.estimate == (1.0 if successes[0] else 0.0)).all()
    assert np.isfinite(found.low).all()


def test_units_of_all_or_nothing_are_left_almost_alone():
    found = shrink_beta([0, 50, 0, 50], [50, 50, 50, 50])
    assert found.estimate == pytest.approx([0, 1, 0, 1], abs=0.01)


def test_order_of_units_changes_no_digit():
    rng = np.random.default_rng(4)
    n = rng.integers(1, 90, 50)
    successes = rng.binomial(n, rng.beta(3, 2, 50))
    order = rng.permutation(50)
    whole, shuffled = shrink_beta(successes, n), shrink_beta(successes[order], n[order])
    assert (whole.alpha, whole.beta) == (shuffled.alpha, shuffled.beta)
    assert (whole.estimate[order] == shuffled.estimate).all()


def test_nothing_to_fit_is_said():
    with pytest.raises(ValueError, match="no trials to fit"):
        shrink_beta([0, 0], [0, 0])
    with pytest.raises(ValueError, match="two positive numbers"):
        shrink_beta([1], [2], prior=(0, 1))


# --- normal ---------------------------------------------------------------------------------


def test_james_stein_as_published_by_efron_and_morris():
    found = shrink_normal(*baseball(), method="james_stein")
    assert found.own_weight == pytest.approx(np.full(18, 0.2117), abs=5e-5)
    assert found.mean == pytest.approx(0.265, abs=5e-4)
    assert found.estimate[0] == pytest.approx(0.294, abs=5e-4)
    assert found.estimate[-1] == pytest.approx(0.242, abs=5e-4)


def test_james_stein_is_nearer_the_rest_of_the_season():
    # published total squared errors: .077 as observed, .022 shrunk
    average, error = baseball()
    shrunk = shrink_normal(average, error, method="james_stein").estimate
    assert ((average - REST) ** 2).sum() == pytest.approx(0.077, abs=2e-3)
    assert ((shrunk - REST) ** 2).sum() == pytest.approx(0.022, abs=1e-3)


def test_between_variance_of_the_bcg_trials_as_published():
    # R metafor, rma(method="DL"): tau2 0.3088, estimate -0.7141
    found = shrink_normal(*log_risk_ratios())
    assert found.between_variance == pytest.approx(0.3088, abs=5e-5)
    assert found.mean == pytest.approx(-0.7141, abs=5e-5)


def test_second_opinion_of_statsmodels():
    from statsmodels.stats.meta_analysis import combine_effects

    effect, error = log_risk_ratios()
    theirs = combine_effects(effect, error**2, method_re="dl")
    found = shrink_normal(effect, error)
    assert found.between_variance == pytest.approx(theirs.tau2)
    assert found.mean == pytest.approx(theirs.mean_effect_re)


def test_the_less_sure_a_unit_the_more_it_gives_way():
    effect, error = log_risk_ratios()
    found = shrink_normal(effect, error)
    by_error = np.argsort(error)
    assert (np.diff(found.own_weight[by_error]) < 0).all()
    between = (found.estimate - found.mean) / (effect - found.mean)
    assert between == pytest.approx(found.own_weight)


def test_equal_units_share_one_estimate_with_the_error_of_the_mean():
    found = shrink_normal([5.0, 5.0, 5.0, 5.0], [1.0] * 4)
    assert found.between_variance == 0
    assert found.estimate == pytest.approx([5.0] * 4)
    assert found.high - found.estimate == pytest.approx(np.full(4, 1.95996 / 2), abs=1e-5)


def test_limits_hold_the_truth():
    rng = np.random.default_rng(10)
    truth = rng.normal(300, 30, 500)
    error = rng.uniform(5, 60, 500)
    found = shrink_normal(truth + rng.normal(0, error), error)
    assert 0.92 < ((found.low <= truth) & (truth <= found.high)).mean() < 0.98


@pytest.mark.parametrize(
    ("estimate", "error", "method", "message"),
    [
        ([1, 2], [1, 0], "dersimonian_laird", "must be above 0"),
        ([1], [1], "dersimonian_laird", "at least 2 units"),
        ([1, 2, 3], [1, 1, 1], "james_stein", "at least 4 units"),
        ([1, 2, 3, 4], [1, 1, 1, 2], "james_stein", "equal standard errors"),
        ([1, np.nan], [1, 1], "dersimonian_laird", "estimate: 1 values are missing"),
        ([1, 2], [1, 1], "stein", "unknown method 'stein'"),
    ],
)
def test_what_can_not_be_shrunk_is_refused(estimate, error, method, message):
    with pytest.raises(ValueError, match=message):
        shrink_normal(estimate, error, method=method)
