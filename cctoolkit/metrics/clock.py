"""The local clock: dates, months, hours and half hours of instants and of intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cctoolkit.intervals import LocalDays, local_grid
from cctoolkit.tables.grain import HOUR, LONGEST_DAY, length

INTERVAL = ["start_at", "end_at", "business_day"]


def with_clock(intervals: pd.DataFrame, zone: str) -> pd.DataFrame:
    """Add `month`, `weekday`, `hour` and `slot` to a table of intervals.

    The month is that of the business day; weekday (1 Monday to 7 Sunday), hour (0 to 23) and slot
    ("09:30") are those of the local clock at the start of the interval. Intervals longer than an
    hour have no hour and no slot, those longer than a day no weekday and no `business_day`, and
    those that reach into another month no month: missing, not the first.

    Parameters
    ----------
    intervals : DataFrame
        With `start_at`, `end_at` and `business_day`.
    zone : str
        Time zone of the clock.
    """
    local = intervals["start_at"].dt.tz_convert(zone)
    lasting = length(intervals)
    short, of_a_day = lasting <= HOUR, lasting <= LONGEST_DAY
    day = intervals["business_day"]
    of_a_month = of_a_day | (_month(day) == _month(last_day(intervals, zone)))
    return intervals.assign(
        business_day=day.where(of_a_day),
        month=_month(day).where(of_a_month),
        weekday=local.dt.day_of_week.add(1).astype("Int64").where(of_a_day),
        hour=local.dt.hour.astype("Int64").where(short),
        slot=local.dt.strftime("%H:%M").where(short),
    )


def local_date(at: pd.Series, zone: str) -> pd.Series:
    """Local calendar date of instants, as a naive timestamp at midnight."""
    ms = milliseconds(at)
    if ms.size == 0:
        return pd.Series([], index=at.index, dtype="datetime64[ms]")
    days = LocalDays(zone, int(ms.min()), int(ms.max()) + 1)
    return pd.Series(days.date(ms), index=at.index).astype("datetime64[ms]")


def interval_of(at: pd.Series, zone: str, interval_minutes: int) -> pd.DataFrame:
    """Give each instant its interval on the local clock and its local date."""
    ms = milliseconds(at)
    edges = grid(ms, ms + 1, zone, interval_minutes)
    slot = np.searchsorted(edges, ms, side="right") - 1
    frame = pd.DataFrame(
        {"start_at": instants(edges[slot]), "end_at": instants(edges[slot + 1])},
        index=at.index,
    )
    return frame.assign(business_day=local_date(frame["start_at"], zone))


def last_day(intervals: pd.DataFrame, zone: str) -> pd.Series:
    """Local date of the last instant of each interval."""
    return local_date(intervals["end_at"] - pd.Timedelta(1, "ms"), zone)


def _month(day: pd.Series) -> pd.Series:
    return day - pd.to_timedelta(day.dt.day - 1, unit="D")


def grid(start: np.ndarray, end: np.ndarray, zone: str, interval_minutes: int) -> np.ndarray:
    """Edges of the intervals of the local clock that hold all the stretches."""
    if start.size == 0:
        return np.empty(0, dtype=np.int64)
    return local_grid(zone, int(start.min()), int(end.max()), interval_minutes)


def milliseconds(instants: pd.Series) -> np.ndarray:
    """Instants as whole milliseconds since the epoch, in UTC."""
    return instants.dt.as_unit("ms").astype("int64").to_numpy()


def instants(ms: np.ndarray) -> pd.DatetimeIndex:
    """Milliseconds since the epoch as instants."""
    return pd.DatetimeIndex(ms.astype("datetime64[ms]")).tz_localize("UTC")
