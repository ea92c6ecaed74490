"""How much work a unit is hired for: fixed by its number of posts, never by who is on duty."""

from __future__ import annotations

from functools import cache

import numpy as np

from cctoolkit.sample.calendar import DAY_OPENS_MIN
from cctoolkit.sample.queues import CAPACITY, NORTE, QUEUES, QUEUES_OF, SUR_CHAT, SUR_VOICE

HALF_HOURS_PER_POST = 5 * 14
ON_QUEUE_SHARE = 0.79
RESERVE = {NORTE: 0.65, SUR_VOICE: 0.47, SUR_CHAT: 0.9}
MIN_AGENTS, POSTS_PER_MIN_AGENT = 2.6, 7
WEEK_MIN = (DAY_OPENS_MIN + np.arange(48) * 30) % 1440


@cache
def unit_load(unit: str) -> np.ndarray:
    """Agents that one contact per half-hour of a plain day's peak keeps busy, all week long.

    Seven days by 48 half-hours from 07:00.
    """
    load = np.zeros((7, 48))
    for weekday in range(7):
        for queue in (QUEUES[k] for k in QUEUES_OF[unit]):
            load[weekday] += queue.demand(weekday, WEEK_MIN) * queue.handle_s
    return load / 1800 / CAPACITY[unit]


def agents_needed(unit: str, n_posts: int, volume: float) -> np.ndarray:
    """Posts on duty by weekday and half-hour from 07:00 that carry a volume.

    The load, a reserve that grows with its square root, and what absences and pauses take; an open
    unit never has fewer than a minimum.
    """
    load = unit_load(unit) * volume
    at_least = min(MIN_AGENTS, n_posts / POSTS_PER_MIN_AGENT)
    on_queue = np.maximum(load + RESERVE[unit] * np.sqrt(load), at_least)
    return np.where(load > 0, on_queue, 0.0) / ON_QUEUE_SHARE


@cache
def volume_of(unit: str, n_posts: int) -> float:
    """Contacts per half-hour, at the peak of a plain day, for which so many posts are hired.

    The largest volume whose need for a week fits in the hours of the posts, by bisection.
    """
    low, high = 0.0, 100.0 * n_posts
    for _ in range(50):
        volume = (low + high) / 2
        fits = agents_needed(unit, n_posts, volume).sum() <= n_posts * HALF_HOURS_PER_POST
        low, high = (volume, high) if fits else (low, volume)
    return low


def expected_contacts(
    unit: str, n_posts: int, weekday: int, minutes: np.ndarray
) -> dict[int, np.ndarray]:
    """Contacts expected by queue and half-hour, given the minutes at which these begin."""
    volume = volume_of(unit, n_posts)
    return {k: volume * QUEUES[k].demand(weekday, minutes) for k in QUEUES_OF[unit]}
