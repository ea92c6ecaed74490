"""Events per exposure: leavers per person-month, complaints per thousand contacts."""

from __future__ import annotations

import numpy as np

from cctoolkit.stats.estimates import Interval, counts, non_negative, ratio, tail


def poisson_rate(events, exposure, confidence: float = 0.95) -> Interval:
    """Events per unit of exposure, with exact (Garwood) limits from the gamma distribution.

    Exact means that each tail holds at most its share, so the interval is on the wide side. It
    assumes independent events at a constant rate; daily call volumes vary more than that.

    Parameters
    ----------
    events : int or int array
    exposure : float or float array
        In the unit of the rate: person-months give events per person-month.
    confidence : float

    Returns
    -------
    Interval
        NaN where exposure is 0. The lower limit of no events is 0.

    Raises
    ------
    ValueError
        If a count is negative, broken or missing, or there are events without exposure.

    References
    ----------
    Garwood (1936), Biometrika 28, 437-442.

    Examples
    --------
    >>> print("{:.1f} {:.3f} {:.3f}".format(*poisson_rate(10, 1)))
    10.0 4.795 18.390
    """
    from scipy.special import gammaincinv

    events, exposure = np.broadcast_arrays(
        counts(events, "events"), non_negative(exposure, "exposure")
    )
    if ((exposure == 0) & (events > 0)).any():
        raise ValueError("there are events without exposure")
    below = tail(confidence)
    low = np.where(events > 0, gammaincinv(np.maximum(events, 1), below), 0.0)
    high = gammaincinv(events + 1, 1 - below)
    return Interval(*(ratio(value, exposure)[()] for value in (events, low, high)))
