"""Local month, weekday, hour and half hour of the rows of an interval table."""

from __future__ import annotations

import pandas as pd


def with_clock(intervals: pd.DataFrame, zone: str) -> pd.DataFrame:
    """Add `month`, `weekday`, `hour` and `slot` to a table of intervals.

    The month is that of the business day; weekday (1 Monday to 7 Sunday), hour (0 to 23) and slot
    ("09:30") are those of the local clock at the start of the interval. Intervals longer than an
    hour have no hour and no slot: missing, not the first.

    Parameters
    ----------
    intervals : DataFrame
        With `start_at`, `end_at` and `business_day`.
    zone : str
        Time zone of the clock.
    """
    local = intervals["start_at"].dt.tz_convert(zone)
    short = (intervals["end_at"] - intervals["start_at"]) <= pd.Timedelta(1, "h")
    day = intervals["business_day"]
    return intervals.assign(
        month=day - pd.to_timedelta(day.dt.day - 1, unit="D"),
        weekday=local.dt.day_of_week.add(1).astype("Int64"),
        hour=local.dt.hour.astype("Int64").where(short),
        slot=local.dt.strftime("%H:%M").where(short),
    )
