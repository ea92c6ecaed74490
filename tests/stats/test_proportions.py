import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cctoolkit.stats import newcombe_difference, wilson

relaxed = settings(deadline=None)
samples = st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_as_published_by_newcombe_1998(successes, n, low, high):
    found = wilson(successes, n)
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)


def test_none_of_twelve_is_not_certainly_none():
    assert wilson(0, 12).low == 0
    assert wilson(0, 12).high == pytest.approx(0.2425, abs=5e-5)
    assert wilson(12, 12).high == 1
    assert wilson(12, 12).low == pytest.approx(1 - 0.2425, abs=5e-5)


@pytest.mark.parametrize(
    ("a", "b", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_difference_as_published_by_newcombe_1998(a, b, low, high):
    found = newcombe_difference(*a, *b)
    assert found.estimate == pytest.approx(a[0] / a[1] - b[0] / b[1])
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)


def test_second_opinion_of_statsmodels():
    from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

    rng = np.random.default_rng(3)
    n_a, n_b = rng.integers(1, 400, 50), rng.integers(1, 400, 50)
    a, b = rng.binomial(n_a, 0.8), rng.binomial(n_b, 0.3)
    for level in (0.8, 0.95, 0.998):
        low, high = proportion_confint(a, n_a, alpha=1 - level, method="wilson")
        assert wilson(a, n_a, level).low == pytest.approx(low, abs=1e-12)
        assert wilson(a, n_a, level).high == pytest.approx(high, abs=1e-12)
        theirs = [
            confint_proportions_2indep(*row, alpha=1 - level, method="newcomb")
            for row in zip(a, n_a, b, n_b, strict=True)
        ]
        ours = newcombe_difference(a, n_a, b, n_b, level)
        assert np.column_stack([ours.low, ours.high]) == pytest.approx(np.array(theirs), abs=1e-12)


def test_arrays_keep_their_shape_and_scalars_stay_scalars():
    assert wilson([[1, 2], [3, 4]], 10).low.shape == (2, 2)
    assert np.ndim(wilson(1, 10).low) == 0


def test_no_trials_no_interval():
    found = wilson([0, 5], [0, 10])
    assert np.isnan([found.estimate[0], found.low[0], found.high[0]]).all()
    assert not np.isnan(found.low[1])
    assert np.isnan(newcombe_difference(0, 0, 1, 2)).all()


@pytest.mark.parametrize(
    ("successes", "n", "message"),
    [
        ([3, 5], [2, 5], "1 values have more successes than trials"),
        (-1, 5, "below 0"),
        (1.5, 5, "not whole"),
        (np.nan, 5, "missing or infinite"),
    ],
)
def test_what_is_no_count_is_refused(successes, n, message):
    with pytest.raises(ValueError, match=message):
        wilson(successes, n)


@pytest.mark.parametrize("confidence", [0, 1, 95])
def test_confidence_is_a_share(confidence):
    with pytest.raises(ValueError, match="confidence must lie between 0 and 1"):
        wilson(1, 2, confidence)


@relaxed
@given(samples)
def test_limits_enclose_the_share_and_mirror(sample):
    successes, n = sample
    found, mirrored = wilson(successes, n), wilson(n - successes, n)
    assert 0 <= found.low <= found.estimate <= found.high <= 1
    assert found.low < found.high
    assert found.low == pytest.approx(1 - mirrored.high, abs=1e-12)


@relaxed
@given(samples)
def test_limits_solve_the_score_equation(sample):
    """At a limit p the share lies exactly z standard errors of p away."""
    successes, n = sample
    found = wilson(successes, n)
    for limit in (found.low, found.high):
        if 0 < limit < 1:
            score = (successes / n - limit) ** 2 / (limit * (1 - limit) / n)
            assert score == pytest.approx(1.959963984540054**2, rel=1e-6)


@relaxed
@given(samples, samples)
def test_difference_turns_with_its_sides(a, b):
    there, back = newcombe_difference(*a, *b), newcombe_difference(*b, *a)
    assert there.low == pytest.approx(-back.high, abs=1e-12)
    assert -1 <= there.low <= there.estimate <= there.high <= 1
