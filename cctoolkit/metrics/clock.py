"""Local month, weekday, hour and half hour of the rows of an interval table."""

from __future__ import annotations

import pandas as pd

from cctoolkit.metrics.spine import local_date

LONGEST_DAY = pd.Timedelta(25, "h")
"""A local day, the autumn one included."""


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
    length = intervals["end_at"] - intervals["start_at"]
    short, of_a_day = length <= pd.Timedelta(1, "h"), length <= LONGEST_DAY
    day = intervals["business_day"]
    of_a_month = of_a_day | (_month(day) == _month(last_day(intervals, zone)))
    return intervals.assign(
        business_day=day.where(of_a_day),
        month=_month(day).where(of_a_month),
        weekday=local.dt.day_of_week.add(1).astype("Int64").where(of_a_day),
        hour=local.dt.hour.astype("Int64").where(short),
        slot=local.dt.strftime("%H:%M").where(short),
    )


def last_day(intervals: pd.DataFrame, zone: str) -> pd.Series:
    """Local date of the last instant of each interval."""
    return local_date(intervals["end_at"] - pd.Timedelta(1, "ms"), zone)


def _month(day: pd.Series) -> pd.Series:
    return day - pd.to_timedelta(day.dt.day - 1, unit="D")
