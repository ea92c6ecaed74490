"""The inverse of Erlang B, also between whole numbers of positions.

1 / B = load * (integral over t > 0 of exp(-load t) (1 + t)^positions): the incomplete gamma
function, which at whole positions is Erlang's formula.
"""

from __future__ import annotations

import numpy as np


def inverse_blocking(load: np.ndarray, positions: np.ndarray) -> np.ndarray:
    """Return 1 / B for loads above 0 and positions above -1; infinite where B underflows.

    Well below the load by a continued fraction, which needs no factor that could underflow;
    elsewhere as the Poisson distribution over its density.
    """
    load, positions = np.broadcast_arrays(load, positions)
    out = np.empty(load.shape)
    short = positions < load - 2 * np.sqrt(load) - 1
    out[short] = _continued_fraction(load[short], positions[short])
    out[~short] = _poisson_ratio(load[~short], positions[~short])
    return out


def _continued_fraction(load: np.ndarray, positions: np.ndarray) -> np.ndarray:
    """Legendre's fraction of the upper incomplete gamma function, by Lentz's method."""
    below = load - positions
    numerator, denominator = np.full(load.shape, 1e300), 1 / below
    value = denominator.copy()
    i, change = 0, np.full(load.shape, 2.0)
    while (np.abs(change - 1) > 1e-15).any():
        i += 1
        below = below + 2
        top = -i * (i - positions - 1)
        denominator = 1 / (top * denominator + below)
        numerator = below + top / numerator
        change = numerator * denominator
        value = value * change
    return load * value


def _poisson_ratio(load: np.ndarray, positions: np.ndarray) -> np.ndarray:
    from scipy.special import gammaincc

    with np.errstate(over="ignore"):
        return gammaincc(positions + 1, load) * np.exp(-_log_poisson(load, positions))


def _log_poisson(load: np.ndarray, positions: np.ndarray) -> np.ndarray:
    """Log density of the Poisson distribution, without the large terms that cancel."""
    from scipy.special import gammaln

    n = np.maximum(positions, 16.0)
    excess = (load - n) / n
    stirling = (1 / 12 - (1 / 360 - (1 / 1260 - 1 / 1680 / n**2) / n**2) / n**2) / n
    large = n * (np.log1p(excess) - excess) - 0.5 * np.log(2 * np.pi * n) - stirling
    small = positions * np.log(load) - load - gammaln(positions + 1)
    return np.where(positions < 16, small, large)
