"""Shares of things that either happened or didn't: answered in time, resolved, sold."""

from __future__ import annotations

import numpy as np

from cctoolkit.stats.estimates import Interval, normal_quantile, ratio, successes_of


def wilson(successes, n, confidence: float = 0.95) -> Interval:
    """Wilson's score interval for a share, without continuity correction.

    For independent trials. Seconds are not trials: for time ratios, and for contacts that share
    an agent or a day, use `ratio_interval` over clusters, or the interval is far too narrow.

    Parameters
    ----------
    successes, n : int or int array
        Broadcast against each other.
    confidence : float

    Returns
    -------
    Interval
        NaN where n is 0. Never outside [0, 1], never of zero width.

    Raises
    ------
    ValueError
        If a count is negative, broken or missing, or successes exceed n.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17, 857-872, method 3.

    Examples
    --------
    >>> print("{:.4f} {:.4f} {:.4f}".format(*wilson(0, 12)))
    0.0000 0.0000 0.2425
    """
    successes, n = successes_of(successes, n)
    share = ratio(successes, n)
    pull = ratio(normal_quantile(confidence) ** 2, n)
    centre = (share + pull / 2) / (1 + pull)
    reach = np.sqrt(pull * (share * (1 - share) + pull / 4)) / (1 + pull)
    low = np.where(successes == 0, 0.0 * share, centre - reach)
    high = np.where(successes == n, 0.0 * share + 1, centre + reach)
    return Interval(share[()], low[()], high[()])


def newcombe_difference(successes_a, n_a, successes_b, n_b, confidence: float = 0.95) -> Interval:
    """Interval for the share of A minus the share of B, from their two Wilson intervals.

    For independent samples. Zero inside the limits doesn't show that the shares are equal.

    Parameters
    ----------
    successes_a, n_a, successes_b, n_b : int or int array
    confidence : float

    Returns
    -------
    Interval
        NaN where either n is 0. Never outside [-1, 1].

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17, 873-890, method 10.

    Examples
    --------
    >>> print("{:.4f} {:.4f} {:.4f}".format(*newcombe_difference(56, 70, 48, 80)))
    0.2000 0.0524 0.3339
    """
    a, b = wilson(successes_a, n_a, confidence), wilson(successes_b, n_b, confidence)
    difference = a.estimate - b.estimate
    low = difference - np.hypot(a.estimate - a.low, b.high - b.estimate)
    high = difference + np.hypot(a.high - a.estimate, b.estimate - b.low)
    return Interval(difference, low, high)
