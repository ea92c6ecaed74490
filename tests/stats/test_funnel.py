import numpy as np
import pytest

from cctoolkit.stats import (
    between_sd_of,
    funnel_limits,
    noise_of,
    overdispersion,
    overdispersion_of_scores,
    ratio_limits,
)


def test_limits_at_three_standard_errors():
    limits = funnel_limits(0.88, [100, 1000], confidence=[0.998])
    assert limits["low"].tolist() == pytest.approx([0.7796, 0.8482], abs=5e-5)
    assert limits["high"].tolist() == pytest.approx([0.9804, 0.9118], abs=5e-5)


def test_one_row_per_level_and_size_in_the_order_given():
    limits = funnel_limits(0.5, [400, 100])
    assert limits["confidence"].tolist() == [0.95, 0.95, 0.998, 0.998]
    assert limits["n"].tolist() == [400, 100, 400, 100]
    # half a share, 400 trials: standard error .025
    assert limits["high"][0] == pytest.approx(0.5 + 1.959964 * 0.025)


def test_limits_stay_shares_and_no_trials_have_none():
    limits = funnel_limits(0.88, [3, 0], confidence=[0.95])
    assert limits["high"][0] == 1
    assert limits[["low", "high"]].iloc[1].isna().all()


def test_overdispersion_widens_by_its_root():
    plain, wide = (funnel_limits(0.5, [400], phi=phi, confidence=[0.95]) for phi in (1, 4))
    assert (wide["high"] - 0.5)[0] == pytest.approx(2 * (plain["high"] - 0.5)[0])


def test_squared_scores_by_hand():
    # standard error .05: scores -2, 0, 2; mean square 8/3
    assert overdispersion([40, 50, 60], [100] * 3, 0.5, winsorise=0) == pytest.approx(8 / 3)
    # pulled in to the 10 % and 90 % quantiles, -1.6 and 1.6
    assert overdispersion([40, 50, 60], [100] * 3, 0.5) == pytest.approx(2 * 1.6**2 / 3)


def test_one_outlier_in_forty_hardly_widens_the_funnel_that_is_to_find_it():
    # forty units whose scores are spread as those of chance, and one of them far out
    n, expected = np.full(41, 400), np.r_[np.linspace(185, 215, 40), 40].round()
    assert overdispersion(expected, n, 0.5, winsorise=0) > 7
    assert overdispersion(expected, n, 0.5) == 1.0


def test_planted_overdispersion_is_recovered():
    rng = np.random.default_rng(6)
    n = np.full(3000, 500)
    # beta-binomial with correlation r: phi = 1 + (n - 1) r, here 5; winsorising takes some away
    r = 4 / 499
    share = rng.beta(0.8 * (1 / r - 1), 0.2 * (1 / r - 1), 3000)
    successes = rng.binomial(n, share)
    assert overdispersion(successes, n, 0.8, winsorise=0) == pytest.approx(5, rel=0.1)
    assert 3 < overdispersion(successes, n, 0.8) < 5


def test_chance_alone_gives_one_and_units_without_trials_do_not_count():
    assert overdispersion([50, 0], [100, 0], 0.5) == 1.0
    assert overdispersion([], [], 0.5) == 1.0


@pytest.mark.parametrize("seed", range(20))
def test_order_of_units_changes_no_digit(seed):
    rng = np.random.default_rng(seed)
    n = rng.integers(10, 500, 60)
    successes = rng.binomial(n, rng.beta(8, 2, 60))
    order = rng.permutation(60)
    assert overdispersion(successes, n, 0.8) == overdispersion(successes[order], n[order], 0.8)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: funnel_limits(88, [10]), "target must lie between 0 and 1"),
        (lambda: funnel_limits(0.8, [10], phi=0.5), "phi must be at least 1"),
        (lambda: overdispersion([1], [2], 0.5, winsorise=0.5), "winsorise must be"),
        (lambda: overdispersion([3], [2], 0.5), "more successes than trials"),
    ],
)
def test_what_makes_no_funnel_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_limits_of_a_ratio_of_counts():
    # doctors dying of cirrhosis: 4.4966 expected; a Poisson count's standard error is 1 / sqrt(E)
    limits = ratio_limits([4.4966], noise=1.0)
    reach = np.array([1.959964, 3.090232]) / 4.4966**0.5
    assert limits["high"].tolist() == pytest.approx((1 + reach).tolist(), abs=1e-5)
    assert limits["low"].tolist() == pytest.approx([1 - reach[0], 0], abs=1e-5)


def test_limits_of_a_ratio_widen_with_noise_and_with_what_units_differ():
    plain = ratio_limits([100.0, 0.0], noise=1.0, confidence=[0.95])
    wide = ratio_limits([100.0], noise=4.0, between_sd=0.15, confidence=[0.95])
    # errors .1 and sqrt(.04 + .0225) = .25
    assert (wide["high"] - 1)[0] == pytest.approx(2.5 * (plain["high"] - 1)[0])
    assert plain[["low", "high"]].iloc[1].isna().all()


def test_how_much_units_differ_is_recovered_whatever_their_sizes():
    rng = np.random.default_rng(12)
    error = rng.uniform(0.02, 0.2, 4000)
    ratios = rng.normal(1, 0.08, 4000) + rng.normal(0, error)
    assert between_sd_of(ratios - 1, error) == pytest.approx(0.08, rel=0.1)
    assert between_sd_of(rng.normal(0, error), error) < 0.02
    one_far_out = np.r_[np.linspace(-0.1, 0.1, 40), 3.0]
    assert between_sd_of(one_far_out, np.full(41, 0.1)) == 0
    assert between_sd_of([5.0], [0.1]) == 0


def test_noise_by_hand():
    # a: ratio 1, deviations -1 and 1 of 4; b: ratio 2, deviations -2 and 2 of 2; two to spare
    noise = noise_of([*"aabb"], [3, 5, 2, 6], [4, 4, 2, 2])
    assert noise == pytest.approx((1 / 4 + 1 / 4 + 4 / 2 + 4 / 2) / 2)


def test_units_that_differ_are_no_noise_and_what_nothing_is_expected_of_does_not_count():
    assert noise_of([*"aabb"], [1, 1, 9, 9], [1, 1, 1, 1]) == 0
    assert np.isnan(noise_of([*"ab"], [1, 2], [1, 1]))
    assert noise_of([*"aaa"], [3, 5, 0], [4, 4, 0]) == noise_of([*"aa"], [3, 5], [4, 4])


@pytest.mark.parametrize("size", [1, 3])
def test_noise_of_counts_of_independent_events_is_one(size):
    rng = np.random.default_rng(8)
    unit = np.repeat(np.arange(400), 20)
    expected = rng.uniform(1, 9, unit.size)
    counts = size * rng.poisson(expected * rng.gamma(20, 1 / 20, 400)[unit] / size)
    assert noise_of(unit, counts, expected) == pytest.approx(size, rel=0.05)


def test_order_of_repeats_changes_no_digit_of_the_noise():
    rng = np.random.default_rng(9)
    unit, expected = rng.integers(0, 9, 200), rng.random(200)
    observed, order = rng.random(200), rng.permutation(200)
    shuffled = noise_of(unit[order], observed[order], expected[order])
    assert noise_of(unit, observed, expected) == shuffled


def test_what_pulling_in_takes_is_made_good():
    # of normal scores, a tenth pulled in on each side: .8 - 2 * 1.2816 * .1755 + .2 * 1.2816**2
    z = np.random.default_rng(5).normal(0, 3, 40_000)
    plain, whole = (overdispersion_of_scores(z, made_good=good) for good in (False, True))
    assert plain / whole == pytest.approx(0.6786, abs=1e-4)
    assert whole == pytest.approx(9, rel=0.03)
