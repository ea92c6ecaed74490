"""What customers do: how many arrive, when, how long they wait and how long they take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from cctoolkit.sample.calendar import HALF_HOUR_MS, MINUTE_MS, Calendar, is_holiday
from cctoolkit.sample.people import NORTE, SUR_CHAT, SUR_VOICE

SAFETY = {NORTE: 0.70, SUR_VOICE: 0.58, SUR_CHAT: 0.76}
ON_QUEUE_SHARE = 0.90
DAY_SPREAD = 0.05
FORECAST_SPREAD = 0.03
OVERLOAD = 1.5
MEAN_PATIENCE_S = 180.0
REDIRECTED_SHARE = 0.12
TRANSFER_SHARE = 0.02
NOT_OFFERED_PER_HALF_HOUR = 0.15


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue: its unit, share of that unit's demand, opening hours and lognormal work."""

    name: str
    unit: str
    word: str
    share: float
    opens_min: int
    closes_min: int
    talk_s: float
    hold_share: float
    hold_s: float
    acw_s: float

    @property
    def handle_s(self) -> float:
        """Mean of talk, hold and after-contact work."""
        return self.talk_s + self.hold_share * self.hold_s + self.acw_s


QUEUES = (
    Queue("averias", NORTE, "AVERÍAS", 0.45, 0, 1440, 245, 0.25, 55, 40),
    Queue("facturacion", NORTE, "FACTURACIÓN", 0.55, 480, 1320, 265, 0.30, 65, 45),
    Queue("contratacion", SUR_VOICE, "CONTRATACIÓN", 1.0, 540, 1260, 320, 0.35, 75, 65),
    Queue("chat", SUR_CHAT, "chat_web", 1.0, 540, 1260, 560, 0.0, 0, 25),
)
QUEUES_OF = {
    unit: tuple(k for k, queue in enumerate(QUEUES) if queue.unit == unit)
    for unit in (NORTE, SUR_VOICE, SUR_CHAT)
}
CAPACITY = {NORTE: 1, SUR_VOICE: 1, SUR_CHAT: 2}


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


def open_at(queue: Queue, minutes: np.ndarray) -> np.ndarray:
    """Whether the queue takes contacts in the half-hours that begin at these minutes."""
    return (minutes >= queue.opens_min) & (minutes < queue.closes_min)


def carried_load(staffed: np.ndarray, unit: str) -> np.ndarray:
    """Work, in agents, that a group carries near the target: square-root staffing, backwards."""
    slots = staffed * CAPACITY[unit]
    return np.maximum(0.0, slots - SAFETY[unit] * np.sqrt(slots))


def expected_contacts(staffed: np.ndarray, unit: str, minutes: np.ndarray) -> dict[int, np.ndarray]:
    """Contacts expected by queue and half-hour for the people planned."""
    load = smooth(carried_load(staffed * ON_QUEUE_SHARE, unit))
    shares = {
        k: np.where(open_at(QUEUES[k], minutes), QUEUES[k].share, 0.0) for k in QUEUES_OF[unit]
    }
    total = sum(shares.values())
    work_s = sum(shares[k] * QUEUES[k].handle_s for k in shares)
    with np.errstate(invalid="ignore", divide="ignore"):
        contacts = np.where(total > 0, load * 1800.0 / (work_s / total), 0.0)
        return {k: np.where(total > 0, contacts * shares[k] / total, 0.0) for k in shares}


def smooth(load: np.ndarray) -> np.ndarray:
    """Average each half-hour with its neighbours, without exceeding what its people carry."""
    padded = np.pad(load, 1, mode="edge")
    mean = (padded[:-2] + padded[1:-1] + padded[2:]) / 3
    return np.minimum(mean, load * 1.1)


def day_factor(day: date, rng: np.random.Generator) -> float:
    """Over-dispersion between days: a lognormal of mean one; holidays are quieter."""
    quiet = 0.85 if is_holiday(day) else 1.0
    return quiet * float(np.exp(rng.normal(-(DAY_SPREAD**2) / 2, DAY_SPREAD)))


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
