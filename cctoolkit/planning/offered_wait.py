"""The wait that a queue offers to a contact of endless patience, in the M/M/n+M queue.

Given that there is a wait, its density at v is proportional to
f(v) = exp(load * h(v) - positions * v), h(v) = patience * (1 - exp(-v / patience)), with times in
handle times: log-concave, so it has one peak and falls on both sides of it. All that is asked of
the queue are integrals of f times something positive: nothing is ever subtracted.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np

# Beyond a fall of exp(-45) = 3e-20 there is nothing to add in double precision.
FALL = 45.0
SOON = 20.0
CHUNK = 4096


class Integrals(NamedTuple):
    """Integrals over the offered wait v, as multiples of the height of its peak."""

    log_peak: np.ndarray  # logarithm of f at its peak
    whole: np.ndarray  # f
    served: np.ndarray  # f, patience outlasting v
    within: np.ndarray  # f, patience outlasting v, v within the threshold
    served_wait: np.ndarray  # v f, patience outlasting v
    abandoned: np.ndarray  # f, v outlasting patience


def _tanh_sinh(step: float = 0.08, reach: float = 3.2) -> tuple[np.ndarray, ...]:
    """Return fractions of the way from each end of a segment, and weights.

    The nodes crowd at both ends on a logarithmic scale, which is what a peak at one end, a tail
    and a patience far from the handle time need.
    """
    t = np.arange(-round(reach / step), round(reach / step) + 1) * step
    from_low = 1 / (1 + np.exp(-np.pi * np.sinh(t)))
    from_high = 1 / (1 + np.exp(np.pi * np.sinh(t)))
    return from_low, from_high, step * np.pi * np.cosh(t) * from_low * from_high


FROM_LOW, FROM_HIGH, WEIGHT = _tanh_sinh()


def integrals(
    load: np.ndarray, positions: np.ndarray, patience: np.ndarray, threshold: np.ndarray
) -> Integrals:
    """Integrate over the offered wait; flat arrays of one length, loads and positions above 0."""
    parts = [
        _integrals(*(column[i : i + CHUNK] for column in (load, positions, patience, threshold)))
        for i in range(0, max(len(load), 1), CHUNK)
    ]
    return Integrals(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _integrals(load, positions, patience, threshold) -> Integrals:
    excess = np.maximum(load - positions, 0) / positions
    peak = patience * np.log1p(excess)
    low, high = _reach(load, positions, patience, peak)
    cut = np.clip(threshold - peak, low, high)
    # with little patience all of its effect is in the first instants of a long wait
    near = np.minimum(SOON * patience, high)
    ends = np.sort([low, np.zeros_like(low), cut, near, high], axis=0)
    total, within = np.zeros((4, load.size)), np.zeros(load.size)
    for start, end in pairwise(ends):
        if (end > start).any():
            part = _segment(load, positions, patience, peak, start, end)
            total += part
            within += np.where(end <= cut, part[1], 0.0)
    mass, served, served_wait, abandoned = total
    return Integrals(
        log_peak=positions * patience * (excess - np.log1p(excess)),
        whole=mass,
        served=served,
        within=within,
        served_wait=served_wait,
        abandoned=abandoned,
    )


def _reach(load, positions, patience, peak) -> tuple[np.ndarray, np.ndarray]:
    """Return how far f matters, before and after its peak: bounds in closed form."""
    slack = np.maximum(positions - load, 0)
    linear = 2 * slack - FALL / patience
    root = np.sqrt(linear**2 + 8 * FALL * positions / patience)
    # the positive root, in the form that subtracts nothing
    after = np.where(
        linear >= 0,
        4 * FALL / (root + np.abs(linear)),
        (root + np.abs(linear)) * patience / (2 * positions),
    )
    fall = FALL / (positions * patience)
    before = patience * np.log1p(fall + np.sqrt(2 * fall))
    return -np.minimum(peak, before), after


def _segment(load, positions, patience, peak, start, end) -> np.ndarray:
    """Integrate from `start` to `end`, both counted from the peak; 4 rows of integrals."""
    offset = start[:, None] * FROM_HIGH + end[:, None] * FROM_LOW
    load, positions, patience = load[:, None], positions[:, None], patience[:, None]
    share = offset / patience
    fall = np.maximum(positions - load, 0) * offset
    fall += np.minimum(load, positions) * patience * (share + np.expm1(-share))
    height = np.exp(-fall) * WEIGHT
    wait = np.maximum(peak[:, None] + offset, 0)
    leaving = -np.expm1(-wait / patience)
    staying = height * np.exp(-wait / patience)
    rows = (height, staying, wait * staying, height * leaving)
    return np.stack([row.sum(axis=1) for row in rows]) * (end - start)
