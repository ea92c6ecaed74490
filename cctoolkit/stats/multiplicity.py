"""Many comparisons at once: with 40 agents tested at 5 %, one false alarm is nearly certain."""

from __future__ import annotations

import numpy as np


def benjamini_hochberg(p_values) -> np.ndarray:
    """P-values adjusted so that a list cut at q holds at most a share q of false alarms.

    That is an expectation over lists, for tests that are independent or positively dependent.
    NaN (a comparison that could not be made) stays NaN and doesn't count as a test.

    Parameters
    ----------
    p_values : float array, k

    Returns
    -------
    float array, k
        In the order given; a test passes at level q when its value is at most q.

    Raises
    ------
    ValueError
        If a value lies outside [0, 1].

    References
    ----------
    Benjamini and Hochberg (1995), JRSS B 57, 289-300.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.03]).round(3)
    array([0.03, 0.04, 0.04])
    """
    p_values = np.asarray(p_values, dtype=float)
    is_test = ~np.isnan(p_values)
    p = p_values[is_test]
    if ((p < 0) | (p > 1)).any():
        raise ValueError("p-values must lie between 0 and 1")
    largest_first = np.argsort(-p, kind="stable")
    inflated = p[largest_first] * p.size / np.arange(p.size, 0, -1)
    adjusted = np.full(p_values.shape, np.nan)
    tests = np.flatnonzero(is_test)
    adjusted[tests[largest_first]] = np.minimum(np.minimum.accumulate(inflated), 1.0)
    return adjusted
