"""Shares judged over the units that repeat, with limits that no share can leave."""

from __future__ import annotations

import numpy as np

from cctoolkit.stats.clusters import clusters_of, ratio_of_sums
from cctoolkit.stats.estimates import ClusterInterval, finite, non_negative, tail

MIN_CLUSTERS = 5
"""Below this a variance between clusters is a guess: no limits are given."""

NO_WIDTH = 1e-9
"""Standard errors of the logit below this are rounding, not evidence."""


def share_interval(numerator, denominator, *, confidence: float = 0.95) -> ClusterInterval:
    """Interval for a share sum(numerator) / sum(denominator) from how its clusters differ.

    The linearised variance of `ratio_interval` is carried to the logit scale, so the limits lie
    inside 0 and 1 and are wider on the side that has room. A share of exactly 0 or 1, clusters
    that all agree, or fewer than `MIN_CLUSTERS` of them say nothing about how far the share could
    move: no limits (NaN) rather than limits of zero width.

    Parameters
    ----------
    numerator, denominator : array, k
        One value per cluster, in any order; denominators of at least 0. Clusters with 0 in both
        hold nothing and don't count. One cluster may exceed its denominator, as faulty records
        do; then only the whole must be a share.
    confidence : float

    Returns
    -------
    ClusterInterval
        The order of the clusters changes no digit.

    Raises
    ------
    ValueError
        If lengths differ, or a value is missing, or a denominator negative.

    Notes
    -----
    With p the share and s its linearised standard error, the limits are those of
    logit(p) -+ t * s / (p * (1 - p)), t with k - 1 degrees of freedom.

    References
    ----------
    Korn and Graubard (1998), Survey Methodology 24, 193-201; the logit interval of R's `survey`
    and of Stata's `svy: proportion`.

    Examples
    --------
    >>> print("{:.4f} {:.4f} {:.4f} {}".format(*share_interval([9, 10, 8, 10, 9], [10] * 5)))
    0.9200 0.7371 0.9792 5
    >>> share_interval([8, 9], [10, 10])
    ClusterInterval(estimate=0.85, low=nan, high=nan, n_clusters=2)
    """
    y, x = clusters_of(numerator, denominator)
    share, k = ratio_of_sums(y, x), y.size
    if k < MIN_CLUSTERS or not 0 < share < 1:
        tail(confidence)
        return ClusterInterval(share, np.nan, np.nan, k)
    return _on_logit(share, _variance(y, x, share), k, confidence)


def crossed_share_interval(
    numerator, denominator, first, second, *, confidence: float = 0.95
) -> ClusterInterval:
    """Interval for a share whose cells belong to two kinds of clusters at once.

    Agents differ, and a day on which the system fails is bad for all of them: the variances by
    either clustering are added and that of the cells, which is in both, is taken off. It is never
    less than the larger of the two. The fewer clusters of both kinds give the degrees of freedom.

    Parameters
    ----------
    numerator, denominator : array, n
        One value per cell, such as an agent's day, in any order; a pair of clusters may have
        several.
    first, second : array, n
        The cluster of each cell in either kind.
    confidence : float

    Returns
    -------
    ClusterInterval
        `n_clusters` is the smaller number of the two; limits are NaN as in `share_interval`.

    Raises
    ------
    ValueError
        As `share_interval`.

    References
    ----------
    Cameron, Gelbach and Miller (2011), Journal of Business & Economic Statistics 29, 238-249.

    Examples
    --------
    >>> agents, days = np.repeat(np.arange(6), 6), np.tile(np.arange(6), 6)
    >>> worked = 8 + (agents + days) % 3 - (days == 2)
    >>> print("{:.4f} {:.4f} {:.4f} {}".format(*crossed_share_interval(worked, 10, agents, days)))
    0.8833 0.8332 0.9198 6
    """
    y, x, first, second = _cells(numerator, denominator, first, second)
    share = ratio_of_sums(y, x)
    sums = [_summed(y, x, labels) for labels in (first, second, _pairs(first, second))]
    k = min(len(sums[0][0]), len(sums[1][0]))
    if k < MIN_CLUSTERS or not 0 < share < 1:
        tail(confidence)
        return ClusterInterval(share, np.nan, np.nan, k)
    by_first, by_second, by_pair = (_variance(*each, share) for each in sums)
    variance = max(by_first + by_second - by_pair, by_first, by_second)
    return _on_logit(share, variance, k, confidence)


def _variance(y: np.ndarray, x: np.ndarray, share: float) -> float:
    """Return the linearised variance of a ratio of sums over its clusters."""
    k = y.size
    residual = np.sort(y - share * x)
    return float(k / (k - 1) * (residual**2).sum() / x.sum() ** 2)


def _on_logit(share: float, variance: float, k: int, confidence: float) -> ClusterInterval:
    from scipy.special import expit, logit, stdtrit

    error = np.sqrt(variance) / (share * (1 - share))
    if error < NO_WIDTH:
        return ClusterInterval(share, np.nan, np.nan, k)
    reach = -stdtrit(k - 1, tail(confidence)) * error
    middle = logit(share)
    return ClusterInterval(share, float(expit(middle - reach)), float(expit(middle + reach)), k)


def _cells(numerator, denominator, first, second) -> tuple[np.ndarray, ...]:
    """Return the cells that hold something, in order of their values, and their clusters."""
    y, x = np.broadcast_arrays(
        finite(numerator, "numerator"), non_negative(denominator, "denominator")
    )
    labels = [np.unique(np.asarray(each), return_inverse=True)[1] for each in (first, second)]
    if y.ndim != 1 or any(each.shape != y.shape for each in labels):
        raise ValueError("one numerator, one denominator and two clusters per cell")
    order = np.lexsort((x, y))
    order = order[(y[order] != 0) | (x[order] != 0)]
    return y[order], x[order], labels[0][order], labels[1][order]


def _pairs(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    return first * (second.max(initial=0) + 1) + second


def _summed(y: np.ndarray, x: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sum both sides by cluster; a cluster's total doesn't depend on what it is called."""
    _, place = np.unique(labels, return_inverse=True)
    tops, bottoms = np.bincount(place, y), np.bincount(place, x)
    order = np.lexsort((bottoms, tops))
    return tops[order], bottoms[order]
