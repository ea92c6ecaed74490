"""The rota: which shift, start and weekly rest each post has, so that the week is covered."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from cctoolkit.sample.volume import WEEK_MIN, agents_needed, volume_of

MORNING, EVENING, NIGHT = "mañana", "tarde", "noche"
SHIFT_MIN = {MORNING: 450, EVENING: 450, NIGHT: 480}
LUNCH_MIN = 30
LUNCH_MARKS_MIN = {MORNING: (300, 360), EVENING: (300, 360), NIGHT: (180, 240, 300)}
STARTS_MIN = {
    MORNING: (420, 450, 480, 510, 540, 570, 600, 630),
    EVENING: (720, 750, 780, 810, 840, 870, 900, 930),
    NIGHT: (1380,),
}
SWEEPS = 4


@dataclass(frozen=True, slots=True)
class Pattern:
    """A working week: a shift on five days, then two days of rest."""

    shift: str
    start_min: int
    days_off: tuple[int, int]

    def covers(self) -> np.ndarray:
        """Share of each half-hour on duty, meals off: seven days by 48 half-hours from 07:00."""
        elapsed = (WEEK_MIN - self.start_min) % 1440
        meals = LUNCH_MARKS_MIN[self.shift]
        day = (elapsed < SHIFT_MIN[self.shift]) - np.isin(elapsed, meals) / len(meals)
        return ~np.isin(np.arange(7), self.days_off)[:, None] * day


def paid_h(shift: str) -> float:
    """Hours of a shift without the unpaid meal."""
    return (SHIFT_MIN[shift] - LUNCH_MIN) / 60


PATTERNS = tuple(
    Pattern(shift, start, (rest, (rest + 1) % 7))
    for shift, starts in STARTS_MIN.items()
    for start in starts
    for rest in range(7)
)


@cache
def rota(unit: str, n_posts: int) -> tuple[Pattern, ...]:
    """Give each post the working week that best covers what the others leave open.

    One post after another, in some sweeps; the squared error counts relative to the need.
    """
    covers = np.array([pattern.covers().ravel() for pattern in PATTERNS])
    open_ = agents_needed(unit, n_posts, volume_of(unit, n_posts)).ravel()
    weight = 1 / np.maximum(open_, 1.0)
    given = np.full(n_posts, -1)
    for k in list(range(n_posts)) * SWEEPS:
        if given[k] >= 0:
            open_ = open_ + covers[given[k]]
        given[k] = np.argmax(covers @ (weight * open_) - covers**2 @ weight / 2)
        open_ = open_ - covers[given[k]]
    return tuple(PATTERNS[choice] for choice in given)
