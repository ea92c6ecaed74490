"""An estimate with its limits, and the checks that every count passes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Interval(NamedTuple):
    """An estimate and its confidence limits: floats, or arrays of the shape asked for."""

    estimate: np.ndarray | float
    low: np.ndarray | float
    high: np.ndarray | float


class ClusterInterval(NamedTuple):
    """A ratio of sums, its limits, and over how many clusters it was judged."""

    estimate: float
    low: float
    high: float
    n_clusters: int


def tail(confidence: float) -> float:
    """Return the probability left on each side of a two-sided interval."""
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, not {confidence}")
    return (1 - confidence) / 2


def normal_quantile(confidence: float) -> float:
    """Return how many standard errors a two-sided interval reaches."""
    from scipy.special import ndtri

    return float(-ndtri(tail(confidence)))


def finite(values, name: str) -> np.ndarray:
    """Return values as floats, or say how many are missing or infinite."""
    array = np.asarray(values, dtype=float)
    n_bad = int((~np.isfinite(array)).sum())
    if n_bad:
        raise ValueError(f"{name}: {n_bad} values are missing or infinite")
    return array


def non_negative(values, name: str) -> np.ndarray:
    """Return finite values of at least 0."""
    array = finite(values, name)
    if (array < 0).any():
        raise ValueError(f"{name}: {int((array < 0).sum())} values are below 0")
    return array


def counts(values, name: str) -> np.ndarray:
    """Return whole numbers of at least 0, as floats."""
    array = non_negative(values, name)
    n_broken = int((array != np.floor(array)).sum())
    if n_broken:
        raise ValueError(f"{name}: {n_broken} values are not whole numbers")
    return array


def successes_of(successes, n) -> tuple[np.ndarray, np.ndarray]:
    """Return successes and trials of one shape, no more successes than trials."""
    successes, n = np.broadcast_arrays(counts(successes, "successes"), counts(n, "n"))
    n_over = int((successes > n).sum())
    if n_over:
        raise ValueError(f"{n_over} values have more successes than trials")
    return successes, n


def ratio(numerator, denominator) -> np.ndarray:
    """Return numerator / denominator, NaN where the denominator is 0."""
    numerator, denominator = np.broadcast_arrays(numerator, denominator)
    out = np.full(numerator.shape, np.nan)
    return np.divide(numerator, denominator, out=out, where=denominator != 0)
