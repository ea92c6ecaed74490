"""Days, months and clocks of the invented world: local wall time on paper, UTC inside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np

SECOND_MS = 1_000
MINUTE_MS = 60_000
HALF_HOUR_MS = 30 * MINUTE_MS
HOUR_MS = 60 * MINUTE_MS
DAY_OPENS_MIN = 7 * 60
NATIONAL_HOLIDAYS = frozenset(
    {(1, 1), (1, 6), (5, 1), (8, 15), (10, 12), (11, 1), (12, 6), (12, 8), (12, 25)}
)


@dataclass(frozen=True)
class Calendar:
    """The period of the sample; each operating day runs from 07:00 to 07:00 local time."""

    zone: ZoneInfo
    first: date
    n_days: int

    @property
    def last(self) -> date:
        """Last business day."""
        return self.first + timedelta(days=self.n_days - 1)

    @cached_property
    def days(self) -> tuple[date, ...]:
        """Business days in order."""
        return tuple(self.first + timedelta(days=k) for k in range(self.n_days))

    @cached_property
    def months(self) -> tuple[date, ...]:
        """First days of the calendar months that the period touches."""
        return tuple(sorted({day.replace(day=1) for day in self.days}))

    @cached_property
    def whole_months(self) -> tuple[date, ...]:
        """Months of which the period has every day."""
        return tuple(
            month
            for month in self.months
            if month >= self.first and next_month(month) - timedelta(days=1) <= self.last
        )

    def days_of(self, month: date) -> tuple[date, ...]:
        """Days of the period that fall in a month."""
        return tuple(day for day in self.days if day.replace(day=1) == month)

    def instant_ms(self, day: date, minute: int = 0) -> int:
        """Return the instant at which a local clock shows `minute` minutes after midnight."""
        wall = datetime.combine(day, time(), self.zone) + timedelta(minutes=minute)
        return int(wall.timestamp()) * 1000

    def opens_ms(self, day: date) -> int:
        """First instant of the operating day."""
        return self.instant_ms(day, DAY_OPENS_MIN)

    @cached_property
    def _offsets(self) -> tuple[np.ndarray, np.ndarray]:
        start = datetime.combine(self.first - timedelta(days=2), time(), UTC)
        hours = [start + timedelta(hours=k) for k in range((self.n_days + 6) * 24)]
        offset = [int(hour.astimezone(self.zone).utcoffset().total_seconds()) for hour in hours]
        changes = [0, *(k for k in range(1, len(hours)) if offset[k] != offset[k - 1])]
        instants = np.array([int(hours[k].timestamp()) * 1000 for k in changes], dtype="int64")
        return instants, np.array([offset[k] * 1000 for k in changes], dtype="int64")

    def offset_ms(self, utc_ms: np.ndarray) -> np.ndarray:
        """Milliseconds by which local clocks are ahead of UTC."""
        instants, offsets = self._offsets
        return offsets[np.searchsorted(instants, utc_ms, side="right") - 1]

    def local_ms(self, utc_ms: np.ndarray) -> np.ndarray:
        """What a local clock shows, as milliseconds since 1970 without zone."""
        return utc_ms + self.offset_ms(utc_ms)

    def day_number(self, utc_ms: np.ndarray) -> np.ndarray:
        """Local date as days since 1970."""
        return self.local_ms(utc_ms) // (24 * HOUR_MS)

    @property
    def repeats_an_hour(self) -> bool:
        """Whether clocks go back within the period, so that local times repeat."""
        return bool((np.diff(self._offsets[1]) < 0).any())

    @cached_property
    def spring_night(self) -> date | None:
        """Business day whose night shift loses an hour, if the period has one."""
        instants, offsets = self._offsets
        for instant, step in zip(instants[1:], np.diff(offsets), strict=True):
            morning = datetime.fromtimestamp(instant / 1000, self.zone).date()
            if step > 0 and self.first <= morning - timedelta(days=1) <= self.last:
                return morning - timedelta(days=1)
        return None


def next_month(month: date) -> date:
    """First day of the following month."""
    return (month + timedelta(days=32)).replace(day=1)


def is_holiday(day: date) -> bool:
    """Whether the day is a national holiday with a fixed date."""
    return (day.month, day.day) in NATIONAL_HOLIDAYS


def rota_weekday(day: date) -> int:
    """Weekday, from Monday 0, by which demand and rota go: a holiday is like a Sunday."""
    return 6 if is_holiday(day) else day.weekday()


def day_number(day: date) -> int:
    """Days since 1970."""
    return (day - date(1970, 1, 1)).days
