"""Funnel limits: how far a unit of a given size strays from a target by chance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cctoolkit.stats.estimates import counts, normal_quantile, ratio, successes_of


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
    if not 0 <= winsorise < 0.5:
        raise ValueError(f"winsorise must be at least 0 and below 0.5, not {winsorise}")
    successes, n = (np.atleast_1d(array) for array in successes_of(successes, n))
    successes, n = successes[n > 0], n[n > 0]
    if not n.size:
        return 1.0
    z = np.sort((successes / n - target) / _standard_error(target, n))
    z = np.clip(z, *np.quantile(z, [winsorise, 1 - winsorise]))
    return float(max((z**2).mean(), 1.0))


def _standard_error(target: float, n: np.ndarray) -> np.ndarray:
    if not 0 < target < 1:
        raise ValueError(f"the target must lie between 0 and 1, not {target}")
    return np.sqrt(ratio(target * (1 - target), n))
