"""What a group has beyond what the others' rates, at its own mix, would give it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cctoolkit.stats.estimates import finite, non_negative, tail
from cctoolkit.stats.shares import MIN_CLUSTERS

NO_ERROR = 1e-9
"""Standard errors below this are rounding, not evidence."""


class Excess(NamedTuple):
    """Observed against expected, with the standard error of their difference.

    `compared` is the denominator of the group in strata that the others have too, `apart` the
    rest, on no side. `error` is NaN, and `n_clusters` what it would rest on, where clusters are
    too few to tell.
    """

    observed: float
    expected: float
    compared: float
    apart: float
    error: float
    n_clusters: int

    @property
    def excess(self) -> float:
        """Observed less expected."""
        return self.observed - self.expected

    def limits(self, confidence: float = 0.95) -> tuple[float, float]:
        """Two-sided limits of the excess: t with a cluster less degrees of freedom."""
        reach = reach_of(self.n_clusters, confidence) * self.error
        return self.excess - reach, self.excess + reach


def standardised_excess(
    numerator, denominator, *, stratum, is_group, is_other, first, second
) -> Excess:
    """Numerator of a group beyond what the rates of the others give at the group's own mix.

    Indirect standardisation, the group left out of its own standard: the expected numerator is
    the sum over strata of the group's denominator times the others' rate. A row may be in neither
    side, and never in both. Strata that the others lack can't be compared and are `apart`. The
    error counts how agents differ, how days differ, and that the others' rates are estimates too:
    the linearised variance over two kinds of clusters at once, never below that of either alone.

    Parameters
    ----------
    numerator, denominator : float array, n
        Per row; denominators of at least 0.
    stratum, first, second : int array, n
        What must be equal (a queue at an hour), and the two kinds of clusters (agent, day).
    is_group, is_other : bool array, n

    References
    ----------
    Cameron, Gelbach and Miller (2011), Journal of Business & Economic Statistics 29, 238-249.

    Examples
    --------
    Six of forty where the others have one in ten:

    >>> found = standardised_excess(
    ...     [6, 10], [40, 100], stratum=[0, 0], is_group=[True, False], is_other=[False, True],
    ...     first=[0, 1], second=[0, 0],
    ... )
    >>> found.observed, found.expected, found.n_clusters
    (6.0, 4.0, 1)
    """
    y, x = finite(numerator, "numerator"), non_negative(denominator, "denominator")
    stratum, first, second = (np.asarray(each, dtype=np.int64) for each in (stratum, first, second))
    mine, others = (np.asarray(each, dtype=bool) for each in (is_group, is_other))
    if (mine & others).any():
        raise ValueError("a row is in the group and among the others")
    k = int(stratum.max(initial=-1)) + 1
    n_group, n_other, y_other = (
        np.bincount(stratum[rows], values[rows], k)
        for rows, values in ((mine, x), (others, x), (others, y))
    )
    has = n_other > 0
    rate, weight = (np.divide(a, n_other, out=np.zeros(k), where=has) for a in (y_other, n_group))
    met = mine & has[stratum]
    observed, expected = float(y[met].sum()), float((n_group * rate).sum())
    influence = _influence(y, x, stratum, met, others, rate, weight, observed, expected)
    used = met | (others & (n_group[stratum] > 0))
    n_clusters = min(np.unique(each[met & (x > 0)]).size for each in (first, second))
    return Excess(
        observed,
        expected,
        float(x[met].sum()),
        float(x[mine & ~met].sum()),
        crossed_error(influence[used], first[used], second[used], n_clusters),
        n_clusters,
    )


def _influence(y, x, stratum, met, others, rate, weight, observed, expected) -> np.ndarray:
    """What each row moves the excess by: the group's around its ratio, the others' around theirs.

    Rows of a group are held against the group's own level, so that a group that is evenly above
    has no error from being above.
    """
    level = observed / expected if expected else 0.0
    own = y - level * x * rate[stratum]
    theirs = -weight[stratum] * (y - x * rate[stratum])
    return np.where(met, own, 0.0) + np.where(others, theirs, 0.0)


def crossed_error(influence, first, second, n_clusters: int) -> float:
    """Standard error of a sum from its parts by cluster, of two kinds of clusters at once.

    Parameters
    ----------
    influence : float array, n
        Parts of the error, adding up to about 0.
    first, second : int array, n
    n_clusters : int
        The fewest clusters of either kind on which the estimate rests.

    Returns
    -------
    float
        NaN with fewer than `MIN_CLUSTERS`, or where clusters don't differ at all: that says
        nothing about how far the estimate could move.
    """
    if n_clusters < MIN_CLUSTERS:
        return float("nan")
    pair = first * (second.max(initial=0) + 1) + second
    by_first, by_second, by_pair = (_squares(influence, each) for each in (first, second, pair))
    variance = max(by_first + by_second - by_pair, by_first, by_second)
    error = float(np.sqrt(n_clusters / (n_clusters - 1) * variance))
    return error if error > NO_ERROR else float("nan")


def _squares(influence: np.ndarray, cluster: np.ndarray) -> float:
    """Sum of the squared sums by cluster, in an order that no name of a cluster changes."""
    _, place = np.unique(cluster, return_inverse=True)
    return float(np.sort(np.bincount(place, influence) ** 2).sum())


def reach_of(n_clusters: int, confidence: float) -> float:
    """How many standard errors a two-sided interval reaches; NaN with too few clusters."""
    from scipy.special import stdtrit

    below = tail(confidence)
    if n_clusters < MIN_CLUSTERS:
        return float("nan")
    return float(-stdtrit(n_clusters - 1, below))
