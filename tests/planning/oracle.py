"""Second opinions: Erlang's sums in exact fractions, Erlang A state by state, and a simulation."""

from __future__ import annotations

import heapq
import math
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np


def exact_b(load: Fraction, positions: int) -> Fraction:
    """Erlang's own fraction: the last term over the sum of the terms."""
    terms = [Fraction(1)]
    for k in range(1, positions + 1):
        terms.append(terms[-1] * load / k)
    return terms[-1] / sum(terms)


def exact_c(load: Fraction, positions: int) -> Fraction:
    """Erlang C from the same terms, the last one repeated for ever in a geometric series."""
    blocked = exact_b(load, positions)
    return blocked / (1 - load / positions * (1 - blocked))


def decimal_b(load: str, positions: int) -> float:
    """Erlang's recursion of the inverse in 50 digits: for sums too long for fractions."""
    with localcontext(prec=50, Emax=10**9):
        inverse = Decimal(1)
        for k in range(1, positions + 1):
            inverse = 1 + inverse * k / Decimal(load)
        return float(1 / inverse)


def states_a(load: float, positions: int, patience: float, threshold: float) -> dict[str, float]:
    """Erlang A state by state; times in handle times.

    The stationary distribution comes from the balance of each state with the next. A contact of
    endless patience that finds j waiting waits a sum of j + 1 exponential times with rates
    n, n + 1/patience, ..., n + j/patience, so exp(-wait / patience) is a Beta variable.
    """
    from scipy.special import betainc, digamma

    shares, first = _stationary(load, positions, patience)
    queued = np.arange(first, first + len(shares)) - positions
    waits = queued >= 0
    j, p = queued[waits], shares[waits]
    x = positions * patience
    served = x / (x + j + 1)
    within = served * betainc(j + 1.0, x + 1, -math.expm1(-threshold / patience))
    served_wait = served * patience * (digamma(x + j + 2) - digamma(x + 1))
    immediate = math.fsum(shares[~waits])
    abandoned = math.fsum(p * (j + 1) / (x + j + 1))
    answered = immediate + math.fsum(p * served)
    return {
        "waiting_share": math.fsum(p),
        "of_offered": immediate + math.fsum(p * within),
        "of_answered": (immediate + math.fsum(p * within)) / answered,
        "abandoned_share": abandoned,
        "wait_s": math.fsum(p * j) / load,
        "asa_s": math.fsum(p * served_wait) / answered,
        "occupancy": math.fsum(shares * np.minimum(queued + positions, positions)) / positions,
    }


def _stationary(load: float, positions: int, patience: float) -> tuple[np.ndarray, int]:
    """Return the probabilities of the states that matter, and which is the first of them."""
    mode = min(int(load), positions) + max(0, int((load - positions) * patience))
    up, down = [0.0], []
    state = mode
    while up[-1] > -80:
        state += 1
        leaving = min(state, positions) + max(state - positions, 0) / patience
        up.append(up[-1] + math.log(load / leaving))
    state, height = mode, 0.0
    while state > 0 and height > -80:
        leaving = min(state, positions) + max(state - positions, 0) / patience
        height -= math.log(load / leaving)
        down.append(height)
        state -= 1
    weights = np.exp(np.array(down[::-1] + up))
    return weights / math.fsum(weights), state


def simulated(
    load: float, positions: int, patience: float, n_contacts: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Waits and whether each contact was answered, in handle times, contact by contact.

    First come, first served: a contact is offered the position that is free first; it takes it
    unless its patience ends before.
    """
    random = np.random.default_rng(seed)
    arrivals = np.cumsum(random.exponential(1 / load, n_contacts))
    work = random.exponential(1.0, n_contacts)
    limits = random.exponential(patience, n_contacts)
    free = [0.0] * positions
    waits, answered = np.empty(n_contacts), np.empty(n_contacts, dtype=bool)
    for i, (arrived, handle, limit) in enumerate(zip(arrivals, work, limits, strict=True)):
        offered = max(free[0] - arrived, 0.0)
        answered[i] = limit > offered
        waits[i] = min(offered, limit)
        if answered[i]:
            heapq.heapreplace(free, arrived + offered + handle)
    return waits, answered
