"""Ratios of sums judged over the units that repeat: agent-days, days, agents."""

from __future__ import annotations

import numpy as np

from cctoolkit.stats.estimates import ClusterInterval, finite, non_negative, tail

DRAWS_PER_BATCH = 1_000_000


def ratio_interval(numerator, denominator, *, confidence: float = 0.95) -> ClusterInterval:
    """Interval for sum(numerator) / sum(denominator) from how clusters differ, by linearisation.

    Seconds within an agent-day and calls within a day go together, so the cluster is what is
    counted: k clusters carry k - 1 degrees of freedom, however many seconds they hold. The
    interval is symmetric: for ratios that are not shares, since it would pass 0 and 1, which
    `share_interval` can't.

    Parameters
    ----------
    numerator, denominator : array, k
        One value per cluster, in any order; denominators of at least 0. Clusters with 0 in both
        hold nothing and don't count.
    confidence : float

    Returns
    -------
    ClusterInterval
        Limits are NaN below two clusters (not of zero width); all is NaN if the denominators
        are 0. The order of the clusters changes no digit.

    Raises
    ------
    ValueError
        If lengths differ, or a value is missing, or a denominator negative.

    Notes
    -----
    With R the ratio and e = y - R x, the variance is k / (k - 1) * sum(e**2) / sum(x)**2, and the
    limits use t with k - 1 degrees of freedom (Cochran, Sampling Techniques, 1977, chapter 6,
    without finite population correction).

    Examples
    --------
    >>> ratio_interval([8, 9, 7], [10, 10, 10]).estimate
    0.8
    >>> ratio_interval([8], [10])
    ClusterInterval(estimate=0.8, low=nan, high=nan, n_clusters=1)
    """
    from scipy.special import stdtrit

    below = tail(confidence)
    y, x = clusters_of(numerator, denominator)
    k, estimate = y.size, ratio_of_sums(y, x)
    if k < 2 or np.isnan(estimate):
        return ClusterInterval(estimate, np.nan, np.nan, k)
    residual = y - estimate * x
    error = np.sqrt(k / (k - 1) * (residual**2).sum()) / x.sum()
    reach = float(-stdtrit(k - 1, below) * error)
    return ClusterInterval(estimate, estimate - reach, estimate + reach, k)


def bootstrap_ratio(
    numerator,
    denominator,
    *,
    confidence: float = 0.95,
    n_resamples: int = 2000,
    seed: int = 0,
) -> ClusterInterval:
    """Percentile interval for sum(numerator) / sum(denominator), resampling whole clusters.

    Clusters are put in order of their values before drawing, so the same data give the same
    limits in any order and under any names. With fewer than about 20 clusters percentile limits
    are too narrow; `ratio_interval` with its t is then the safer one.

    Parameters
    ----------
    numerator, denominator : array, k
        One value per cluster, as in `ratio_interval`.
    confidence : float
    n_resamples : int
    seed : int
        Same seed, same limits.

    Returns
    -------
    ClusterInterval
        Limits are NaN below two clusters. Resamples without any denominator are left out.

    Examples
    --------
    >>> bootstrap_ratio([8, 9, 7], [10, 10, 10])
    ClusterInterval(estimate=0.8, low=0.7, high=0.9, n_clusters=3)
    """
    below = tail(confidence)
    y, x = clusters_of(numerator, denominator)
    k, estimate = y.size, ratio_of_sums(y, x)
    if k < 2 or np.isnan(estimate):
        return ClusterInterval(estimate, np.nan, np.nan, k)
    ratios = _resampled_ratios(y, x, n_resamples, np.random.default_rng(seed))
    low, high = np.quantile(ratios[~np.isnan(ratios)], [below, 1 - below])
    return ClusterInterval(estimate, float(low), float(high), k)


def clusters_of(numerator, denominator) -> tuple[np.ndarray, np.ndarray]:
    """Return the clusters that hold something, in order of their values."""
    y, x = finite(numerator, "numerator"), non_negative(denominator, "denominator")
    if y.ndim != 1 or y.shape != x.shape:
        raise ValueError(f"one numerator per denominator: shapes {y.shape} and {x.shape}")
    order = np.lexsort((x, y))
    y, x = y[order], x[order]
    holds = (y != 0) | (x != 0)
    return y[holds], x[holds]


def ratio_of_sums(y: np.ndarray, x: np.ndarray) -> float:
    """Return sum(y) / sum(x), NaN where there is nothing below."""
    return float(y.sum() / x.sum()) if x.sum() else np.nan


def _resampled_ratios(
    y: np.ndarray, x: np.ndarray, n_resamples: int, rng: np.random.Generator
) -> np.ndarray:
    """Draw clusters with replacement, a batch of resamples at a time to bound the memory."""
    per_batch = max(DRAWS_PER_BATCH // y.size, 1)
    ratios = np.empty(n_resamples)
    for first in range(0, n_resamples, per_batch):
        size = min(per_batch, n_resamples - first)
        drawn = rng.integers(0, y.size, (size, y.size))
        below = x[drawn].sum(axis=1)
        ratios[first : first + size] = np.divide(
            y[drawn].sum(axis=1), below, out=np.full(size, np.nan), where=below > 0
        )
    return ratios
