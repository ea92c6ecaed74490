"""Funnel limits: how far a unit of a given size strays from a target by chance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cctoolkit.stats.estimates import (
    counts,
    finite,
    non_negative,
    normal_quantile,
    ratio,
    successes_of,
)


def funnel_limits(
    target: float,
    n,
    *,
    confidence: Sequence[float] = (0.95, 0.998),
    phi: float = 1.0,
) -> pd.DataFrame:
    """Limits within which a share of n trials lies when its true value is the target.

    In place of a league table: a unit inside the limits is not told apart from the target. The
    normal approximation is used, cut to [0, 1]; below about 10 expected failures and successes
    it is rough.

    Parameters
    ----------
    target : float
        Share, between 0 and 1.
    n : int array
        Sizes for which limits are wanted, such as those of the units or a curve to draw.
    confidence : sequence of float
        Two-sided levels; .95 and .998 are about 2 and 3 standard errors.
    phi : float
        Over-dispersion, as from `overdispersion`: limits widen by its root. Not below 1.

    Returns
    -------
    DataFrame
        One row per level and size, in the order given: `confidence`, `n`, `low`, `high`; NaN
        where n is 0.

    References
    ----------
    Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202.

    Examples
    --------
    >>> funnel_limits(0.88, [100, 1000], confidence=[0.998]).round(4)
       confidence     n     low    high
    0       0.998   100  0.7796  0.9804
    1       0.998  1000  0.8482  0.9118
    """
    if phi < 1:
        raise ValueError(f"phi must be at least 1, not {phi}: limits never narrow")
    n = np.atleast_1d(counts(n, "n"))
    error = _standard_error(target, n) * np.sqrt(phi)
    levels = [
        pd.DataFrame(
            {
                "confidence": level,
                "n": n.astype(np.int64),
                "low": np.clip(target - normal_quantile(level) * error, 0, 1),
                "high": np.clip(target + normal_quantile(level) * error, 0, 1),
            }
        )
        for level in confidence
    ]
    return pd.concat(levels, ignore_index=True)


def overdispersion(successes, n, target: float, *, winsorise: float = 0.1) -> float:
    """How much more units vary around a target than binomial chance: phi, at least 1.

    The mean squared z-score, after the most extreme units on each side are pulled in to the
    quantile, so that the units the funnel is to find don't widen it themselves.

    Parameters
    ----------
    successes, n : int array
        Units with n = 0 don't count.
    target : float
    winsorise : float
        Share of units pulled in on each side; 0 pulls none.

    Returns
    -------
    float
        1 when there are no units or they vary less than chance.

    Examples
    --------
    >>> overdispersion([50, 50, 50], [100, 100, 100], 0.5)
    1.0
    """
    successes, n = (np.atleast_1d(array) for array in successes_of(successes, n))
    successes, n = successes[n > 0], n[n > 0]
    z = (successes / n - target) / _standard_error(target, n)
    return overdispersion_of_scores(z, winsorise=winsorise)


def overdispersion_of_scores(z, *, winsorise: float = 0.1, made_good: bool = False) -> float:
    """Mean square of z-scores whose extremes are pulled in: phi, at least 1.

    As `overdispersion`, for units that are no shares of trials.

    Parameters
    ----------
    z : float array, k
    winsorise : float
        Share of units pulled in on each side; 0 pulls none.
    made_good : bool
        Divide by what is left of the mean square of normal scores once pulled in (0.68 at a tenth
        on each side). Without it units that ordinarily differ fall outside more often than the
        limits say, which matters where the units are people.

    Examples
    --------
    >>> overdispersion_of_scores([-2.0, 0.0, 2.0], winsorise=0).__round__(4)
    2.6667
    """
    if not 0 <= winsorise < 0.5:
        raise ValueError(f"winsorise must be at least 0 and below 0.5, not {winsorise}")
    z = np.sort(finite(z, "z"))
    if not z.size:
        return 1.0
    left = _left_of_normal(winsorise) if made_good else 1.0
    return float(max(_mean_square(z, winsorise) / left, 1.0))


def _mean_square(z: np.ndarray, winsorise: float) -> float:
    """Mean square of sorted scores, the extremes pulled in."""
    return float((np.clip(z, *np.quantile(z, [winsorise, 1 - winsorise])) ** 2).mean())


def _left_of_normal(winsorise: float) -> float:
    """Mean square of normal scores once pulled in."""
    if winsorise == 0:
        return 1.0
    edge = normal_quantile(1 - 2 * winsorise)
    density = np.exp(-(edge**2) / 2) / np.sqrt(2 * np.pi)
    return float(1 - 2 * winsorise - 2 * edge * density + 2 * winsorise * edge**2)


def ratio_limits(
    expected,
    *,
    noise: float,
    between_sd: float = 0.0,
    confidence: Sequence[float] = (0.95, 0.998),
) -> pd.DataFrame:
    """Limits within which observed / expected lies when chance is all that moves it.

    The variance of what is observed is `noise` times what is expected: 1 for counts of
    independent events (Poisson), more where they come in clumps, and in the unit of the amounts
    where these are durations; `noise_of` measures it. Normal approximation, cut at 0; below about
    10 expected events it is rough.

    Parameters
    ----------
    expected : float array
        Amounts for which limits are wanted, such as those of the units or a curve to draw.
    noise : float
        Variance per unit expected.
    confidence : sequence of float
    between_sd : float
        Standard deviation of the units' true ratios, as from `between_sd_of`, which no amount of
        evidence takes away.

    Returns
    -------
    DataFrame
        One row per level and amount, in the order given: `confidence`, `expected`, `low`, `high`;
        NaN where nothing is expected.

    References
    ----------
    Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202.

    Examples
    --------
    >>> ratio_limits([4.0, 100.0], noise=1.0, confidence=[0.95]).round(3)
       confidence  expected    low   high
    0        0.95       4.0  0.020  1.980
    1        0.95     100.0  0.804  1.196
    """
    expected = np.atleast_1d(non_negative(expected, "expected"))
    own = ratio(float(non_negative(noise, "noise")), expected)
    error = np.sqrt(own + float(non_negative(between_sd, "between_sd")) ** 2)
    levels = [
        pd.DataFrame(
            {
                "confidence": level,
                "expected": expected,
                "low": np.maximum(1 - normal_quantile(level) * error, 0),
                "high": 1 + normal_quantile(level) * error,
            }
        )
        for level in confidence
    ]
    return pd.concat(levels, ignore_index=True)


def between_sd_of(distance, standard_error, *, winsorise: float = 0.1) -> float:
    """How much units ordinarily differ beyond chance: the additive form of over-dispersion.

    The standard deviation with which the distances, each divided by its own error and by it, are
    spread as chance would (Paule and Mandel), once the extremes are pulled in and what that takes
    away is made good: the units that a funnel is to find don't widen it. Where the noise of each
    unit is well measured, what is left over is that units differ, and more evidence of a unit does
    not make it differ less: limits widened by a root of phi would be too wide for small units and
    too narrow for large ones.

    Parameters
    ----------
    distance : float array, k
        Of each unit from the target.
    standard_error : float array, k
        Above 0.
    winsorise : float
        Share of units pulled in on each side.

    Returns
    -------
    float
        In the unit of the distances; 0 when units vary less than chance or are fewer than two.

    References
    ----------
    Paule and Mandel (1982), Journal of Research of the National Bureau of Standards 87, 377-385.
    Spiegelhalter (2005), Quality and Safety in Health Care 14, 347-351, on both forms.

    Examples
    --------
    Squares 9, 1, 1, 9 in units of the error: their mean of 5 is 1 for a variance of 5.

    >>> between_sd_of([-0.3, -0.1, 0.1, 0.3], [0.1] * 4, winsorise=0).__round__(4)  # .1 * sqrt(4)
    0.2
    """
    from scipy.optimize import brentq

    distance, error = finite(distance, "distance"), finite(standard_error, "standard_error")
    order = np.lexsort((error, distance))
    distance, error = distance[order], error[order]

    def excess(sd: float) -> float:
        z = np.sort(distance / np.sqrt(error**2 + sd**2))
        return _mean_square(z, winsorise) / _left_of_normal(winsorise) - 1

    if distance.size < 2 or excess(0.0) <= 0:
        return 0.0
    most = float(np.abs(distance).max())
    while excess(most) > 0:
        most *= 2
    return float(brentq(excess, 0.0, most, xtol=1e-12))


def noise_of(unit, observed, expected) -> float:
    """Variance of what is observed per unit expected, from how the repeats of each unit differ.

    A repeat is what is counted, such as an agent's day: what goes together within it counts once.
    Each unit is measured around its own ratio, so that units that truly differ are no noise. One
    noise for all units: ten days of one agent don't tell their own variance.

    Parameters
    ----------
    unit : array, n
        Unit of each repeat.
    observed, expected : float array, n
        Repeats of which nothing is expected don't count.

    Returns
    -------
    float
        NaN if no unit repeats.

    Notes
    -----
    sum((O - R E)**2 / E) / sum(k - 1), with R = sum(O) / sum(E) of the unit and k its repeats:
    unbiased where the variance of O is proportional to E, with R the best linear estimate.

    Examples
    --------
    >>> noise_of(["a", "a", "b", "b"], [3.0, 5.0, 9.0, 7.0], [4.0] * 4)
    0.5
    """
    frame = pd.DataFrame(
        {
            "unit": np.asarray(unit, dtype=object),
            "o": finite(observed, "observed"),
            "e": non_negative(expected, "expected"),
        }
    )
    frame = frame[frame["e"] > 0].sort_values(["unit", "e", "o"], kind="stable")
    units = frame.groupby("unit")
    free = len(frame) - units.ngroups
    if not free:
        return float("nan")
    level = units["o"].transform("sum") / units["e"].transform("sum")
    return float(((frame["o"] - level * frame["e"]) ** 2 / frame["e"]).sum() / free)


def _standard_error(target: float, n: np.ndarray) -> np.ndarray:
    if not 0 < target < 1:
        raise ValueError(f"the target must lie between 0 and 1, not {target}")
    return np.sqrt(ratio(target * (1 - target), n))
