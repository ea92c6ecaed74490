"""Erlang B, C and A: what a load meets at a number of positions, in the steady state.

Contacts arrive at random at a constant rate, handle times are exponential, whoever waits longest
is answered first. The formulas know no breaks, no peaks inside the interval, no redialling and no
carry-over between intervals.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cctoolkit.planning.arguments import above_zero, at_least, whole
from cctoolkit.planning.blocking import inverse_blocking
from cctoolkit.planning.offered_wait import integrals
from cctoolkit.stats import Interval, poisson_rate

SHORTEST_INTERVAL_S = 60.0
SHORTEST_HANDLE_TIME_S = 1.0


class Queue(NamedTuple):
    """What contacts and positions live in a queue: floats, or arrays of the shape asked for."""

    waiting_share: np.ndarray | float
    of_offered: np.ndarray | float
    of_answered: np.ndarray | float
    abandoned_share: np.ndarray | float
    wait_s: np.ndarray | float
    asa_s: np.ndarray | float
    occupancy: np.ndarray | float
    stable: np.ndarray | bool


def offered_load(n_contacts, aht_s, interval_s) -> np.ndarray | float:
    """Work offered, in erlang: contacts times handle time over the length of the interval.

    Contacts offered count, not those answered: who abandoned would have been work too. Minutes
    given as seconds are refused where they can be seen: intervals under a minute, handle times
    under a second.

    Parameters
    ----------
    n_contacts : float or array
        Contacts offered in the interval; a forecast may be fractional.
    aht_s : float or array
        Mean handle time, talk, hold and after-contact work. Where there are no contacts the load
        is 0, and the handle time may be missing.
    interval_s : float or array
        Length of the interval.

    Raises
    ------
    ValueError
        If a number is negative, missing or of an implausible unit.

    Examples
    --------
    >>> float(offered_load(100, 180, 1800))
    10.0
    """
    n_contacts = at_least("n_contacts", n_contacts)
    aht_s = np.where(n_contacts == 0, SHORTEST_HANDLE_TIME_S, np.asarray(aht_s, dtype=float))
    aht_s = at_least("aht_s (seconds)", aht_s, SHORTEST_HANDLE_TIME_S)
    interval_s = at_least("interval_s (seconds)", interval_s, SHORTEST_INTERVAL_S)
    return (n_contacts * aht_s / interval_s)[()]


def erlang_b(load, positions) -> np.ndarray | float:
    """Share of contacts blocked where there is no queue: Erlang B, the M/M/n/n system.

    It holds for handle times of any distribution. It assumes that who is blocked doesn't call
    again.

    Parameters
    ----------
    load : float or array
        In erlang, of at least 0.
    positions : int or int array
        Lines or positions. Without any, everybody is blocked.

    Raises
    ------
    ValueError
        If a load is negative or a number of positions is not whole.

    References
    ----------
    Erlang (1917); between whole positions Jagers and van Doorn (1986).

    Examples
    --------
    >>> print(f"{erlang_b(10, 15):.5f}")
    0.03650
    """
    load, positions = np.broadcast_arrays(at_least("load", load), whole("positions", positions))
    return blocked_share(load, positions)[()]


def blocked_share(load: np.ndarray, positions: np.ndarray) -> np.ndarray:
    """Erlang B between whole positions too."""
    out = np.where(positions == 0, 1.0, 0.0)
    some = (load > 0) & (positions > 0)
    out[some] = 1 / inverse_blocking(load[some], positions[some])
    return out


def erlang_c(load, positions) -> np.ndarray | float:
    """Share of contacts that wait where nobody abandons: Erlang C, the M/M/n queue.

    Where the load reaches the positions the queue grows without end: the share is 1.

    Parameters
    ----------
    load : float or array
        In erlang, of at least 0.
    positions : int or int array

    Raises
    ------
    ValueError
        If a load is negative or a number of positions is not whole.

    References
    ----------
    Erlang (1917).

    Examples
    --------
    >>> print(f"{erlang_c(10, 14):.6f}")
    0.174132
    """
    return queue(load, positions, aht_s=1.0, threshold_s=0.0).waiting_share


def queue(load, positions, *, aht_s, threshold_s, patience_s=np.inf) -> Queue:
    """What contacts and positions live in a queue: Erlang A, or Erlang C with endless patience.

    The level within the threshold has two names, which with abandonment are two numbers:
    of the offered, an abandoned contact counts as failed; of the answered, it doesn't count.
    Short abandonments are not set apart in either.

    Parameters
    ----------
    load : float or array
        In erlang, of at least 0: see `offered_load`.
    positions : int or int array
        Positions taking contacts at once, not people on the roster.
    aht_s : float or array
        Mean handle time.
    threshold_s : float or array
        Of waiting; it includes itself. 0 asks for those who did not wait.
    patience_s : float or array
        Mean time that a contact would wait before it abandons, exponential: see `mean_patience`.
        Infinite (Erlang C): nobody abandons.

    Returns
    -------
    Queue
        `waiting_share` of the offered; `of_offered` and `of_answered`, the shares answered within
        the threshold; `abandoned_share` of the offered; `wait_s`, the mean over all contacts,
        those without a wait and those who abandoned included; `asa_s`, the mean over the
        answered; `occupancy` of the positions; `stable`.

        With endless patience and a load that reaches the positions there is no steady state, and
        `stable` is False: in the limit all wait, none within any threshold, without end, at
        occupancy 1. With patience every queue is stable. Where nothing is offered, a contact that
        came would not wait. Without positions, of the answered is NaN (there are none), and so
        is the occupancy.

    Raises
    ------
    ValueError
        If a load or a threshold is negative, a time is not above 0 or a number of positions is
        not whole.

    Notes
    -----
    No approximation: the offered wait of M/M/n+M has a density in closed form, integrated to
    about 12 digits, from 0.01 to 10,000 erlang and beyond. Real patience is rarely exponential,
    and Erlang A errs on the bright side where the load of the hour is uncertain.

    References
    ----------
    Palm (1946); Garnett, Mandelbaum and Reiman (2002), Manufacturing & Service Operations
    Management 4, 208-227; Zeltyn and Mandelbaum (2005), Queueing Systems 51, 361-402. That it is
    optimistic: Robbins, Medeiros and Harrison (2010), Winter Simulation Conference.

    Examples
    --------
    >>> found = queue(10, 14, aht_s=180, threshold_s=20)
    >>> print(f"{found.of_offered:.3f} {found.asa_s:.2f} {found.occupancy:.4f}")
    0.888 7.84 0.7143
    >>> found = queue(10, 14, aht_s=180, threshold_s=20, patience_s=300)
    >>> print(f"{found.of_offered:.4f} {found.of_answered:.4f} {found.abandoned_share:.4f}")
    0.9168 0.9298 0.0140
    """
    return solved(load, whole("positions", positions), aht_s, threshold_s, patience_s)


def solved(load, positions, aht_s, threshold_s, patience_s) -> Queue:
    """`queue`, between whole positions too."""
    columns = np.broadcast_arrays(
        at_least("load", load),
        at_least("positions", positions),
        above_zero("aht_s (seconds)", aht_s),
        at_least("threshold_s (seconds)", threshold_s),
        above_zero("patience_s (seconds)", patience_s, infinite=True),
    )
    load, positions, aht_s, threshold_s, patience_s = (column.ravel() for column in columns)
    patient = np.isinf(patience_s)
    working = (load > 0) & (positions > 0)
    out = _limits(load, positions, patience_s)
    for rows, solve in (
        (working & patient & (load < positions), _patient),
        (working & ~patient, _impatient),
    ):
        here = (load[rows], positions[rows], patience_s[rows], threshold_s[rows])
        if rows.any():
            for column, values in zip(out, solve(*here, aht_s[rows]), strict=True):
                column[rows] = values
    return Queue(*(column.reshape(columns[0].shape)[()] for column in out))


def _limits(load: np.ndarray, positions: np.ndarray, patience_s: np.ndarray) -> Queue:
    """Return what holds without a steady state, without load and without positions."""
    idle = (load == 0) & (positions > 0)
    leave = np.isfinite(patience_s) & ~idle
    empty = positions == 0
    level = np.where(idle, 1.0, 0.0)
    return Queue(
        waiting_share=np.where(idle, 0.0, 1.0),
        of_offered=level,
        of_answered=np.where(leave & empty, np.nan, level),
        abandoned_share=np.where(leave, 1.0, 0.0),
        wait_s=np.where(idle, 0.0, patience_s),
        asa_s=np.where(idle, 0.0, np.where(leave & empty, np.nan, np.inf)),
        occupancy=np.where(empty, np.nan, np.where(idle, 0.0, 1.0)),
        stable=idle | leave,
    )


def _waiting(load, positions, offered_wait) -> tuple[np.ndarray, np.ndarray]:
    """Return the shares that wait and that don't, from the integral of the offered wait."""
    with np.errstate(divide="ignore", over="ignore"):
        odds = inverse_blocking(load, positions - 1) / (load * offered_wait)
        return 1 / (1 + odds), 1 / (1 + 1 / odds)


def _patient(load, positions, patience_s, threshold_s, aht_s) -> Queue:
    slack = positions - load
    waiting, immediate = _waiting(load, positions, 1 / slack)
    level = immediate + waiting * -np.expm1(-slack * threshold_s / aht_s)
    wait_s = waiting * aht_s / slack
    return Queue(
        waiting_share=waiting,
        of_offered=level,
        of_answered=level,
        abandoned_share=np.zeros_like(load),
        wait_s=wait_s,
        asa_s=wait_s,
        occupancy=load / positions,
        stable=np.ones(load.shape, dtype=bool),
    )


def _impatient(load, positions, patience_s, threshold_s, aht_s) -> Queue:
    found = integrals(load, positions, patience_s / aht_s, threshold_s / aht_s)
    with np.errstate(over="ignore"):
        waiting, immediate = _waiting(load, positions, found.whole * np.exp(found.log_peak))
    each = waiting / found.whole
    answered = immediate + each * found.served
    within = immediate + each * found.within
    abandoned = each * found.abandoned
    return Queue(
        waiting_share=waiting,
        of_offered=within,
        of_answered=within / answered,
        abandoned_share=abandoned,
        wait_s=abandoned * patience_s,
        asa_s=each * found.served_wait / answered * aht_s,
        occupancy=load * answered / positions,
        stable=np.ones(load.shape, dtype=bool),
    )


def mean_patience(wait_s, n_abandoned, confidence: float = 0.95) -> Interval:
    """Mean patience: the waiting of all contacts over the number of those who abandoned.

    Not the mean wait of the abandoned: who was answered had been patient so far, and leaving that
    out makes people look far more impatient than they are. It assumes that the readiness to leave
    is the same at every second of the wait.

    Parameters
    ----------
    wait_s : float or array
        Waiting of all contacts, answered and abandoned, added up.
    n_abandoned : int or int array
    confidence : float

    Returns
    -------
    Interval
        In seconds, with the exact limits of the gamma distribution. If nobody abandoned, the
        estimate and its upper limit are infinite, and the lower limit is what the waiting seen
        can still exclude; without waiting nothing is known: NaN.

    Raises
    ------
    ValueError
        If a sum is negative, a count is not whole or contacts abandoned without any waiting.

    References
    ----------
    Brown et al. (2005), Journal of the American Statistical Association 100, 36-50, section 5.

    Examples
    --------
    >>> print("{:.0f} {:.0f} {:.0f}".format(*mean_patience(3000, 10)))
    300 163 626
    """
    rate = poisson_rate(n_abandoned, wait_s, confidence)
    with np.errstate(divide="ignore"):
        estimate, high, low = (1 / np.asarray(limit) for limit in rate)
    return Interval(estimate[()], low[()], high[()])
