"""What customers do: how many arrive, when, how long they wait and how long they take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from cctoolkit.sample.calendar import HALF_HOUR_MS, MINUTE_MS, Calendar
from cctoolkit.sample.queues import NORTE, QUEUES, QUEUES_OF

DAY_SPREAD = 0.04
FORECAST_SPREAD = 0.03
OVERLOAD = 1.5
MEAN_PATIENCE_S = 120.0
REDIRECTED_SHARE = 0.3
TRANSFER_SHARE = 0.02
NOT_OFFERED_PER_HALF_HOUR = 0.15


@dataclass
class Customers:
    """One contact leg per entry, in order of arrival; transfers wait behind `n_arriving`."""

    queue: np.ndarray
    arrived_ms: np.ndarray
    patience_ms: np.ndarray
    talk_s: np.ndarray
    hold_s: np.ndarray
    acw_s: np.ndarray
    ring_s: np.ndarray
    transfer_to: np.ndarray
    n_arriving: int


def half_hours(calendar: Calendar, day: date) -> np.ndarray:
    """Starts of the half-hours of an operating day: 48, or 46 and 50 when clocks change."""
    closes = calendar.instant_ms(day, 7 * 60 + 24 * 60)
    return np.arange(calendar.opens_ms(day), closes, HALF_HOUR_MS, dtype="int64")


def local_minutes(calendar: Calendar, instants_ms: np.ndarray) -> np.ndarray:
    """Minutes since local midnight."""
    return calendar.local_ms(instants_ms) // MINUTE_MS % 1440


def day_factor(rng: np.random.Generator) -> float:
    """Over-dispersion between days: a lognormal of mean one."""
    return float(np.exp(rng.normal(-(DAY_SPREAD**2) / 2, DAY_SPREAD)))


def lognormal(rng: np.random.Generator, mean: np.ndarray, spread: float) -> np.ndarray:
    """Draw lognormal values around given means."""
    return mean * np.exp(rng.normal(-(spread**2) / 2, spread, len(mean)))


def draw_customers(
    rates: dict[int, np.ndarray], starts_ms: np.ndarray, rng: np.random.Generator
) -> Customers:
    """Draw one day's customers from the expected contacts by queue and half-hour."""
    queues, arrivals = [], []
    for k, expected in rates.items():
        n = rng.poisson(expected)
        tenths = rng.integers(0, HALF_HOUR_MS // 100, n.sum())
        arrivals.append(np.repeat(starts_ms, n) + tenths * 100)
        queues.append(np.full(n.sum(), k))
    queue, arrived = np.concatenate(queues), np.concatenate(arrivals)
    order = np.lexsort((queue, arrived))
    return with_work(queue[order], arrived[order], rng)


def with_work(queue: np.ndarray, arrived: np.ndarray, rng: np.random.Generator) -> Customers:
    """Add patience, work and transfers; each transfer is a second leg appended at the end."""
    transferred = np.flatnonzero(
        (rng.random(len(queue)) < TRANSFER_SHARE) & np.isin(queue, QUEUES_OF[NORTE])
    )
    legs = np.concatenate([queue, QUEUES_OF[NORTE][0] + (queue[transferred] == 0)]).astype(int)
    transfer_to = np.full(len(legs), -1)
    transfer_to[transferred] = np.arange(len(queue), len(legs))
    mean = {name: np.array([getattr(q, name) for q in QUEUES], float)[legs] for name in WORK}
    holds = rng.random(len(legs)) < mean["hold_share"]
    return Customers(
        queue=legs,
        arrived_ms=np.concatenate([arrived, np.full(len(transferred), -1)]),
        patience_ms=(rng.exponential(MEAN_PATIENCE_S, len(legs)) * 10).astype("int64") * 100 + 3000,
        talk_s=lognormal(rng, mean["talk_s"], 0.6),
        hold_s=np.where(holds, lognormal(rng, mean["hold_s"], 0.5), 0.0),
        acw_s=lognormal(rng, mean["acw_s"], 0.7),
        ring_s=rng.integers(2, 5, len(legs)).astype(float),
        transfer_to=transfer_to,
        n_arriving=len(queue),
    )


WORK = ("talk_s", "hold_s", "acw_s", "hold_share")
