"""Which rows belong to the dates of an engagement: the only filter by date in the house."""

from __future__ import annotations

import pandas as pd

from cctoolkit.metrics.clock import last_day, local_date
from cctoolkit.metrics.sessions import AWAY
from cctoolkit.tables.catalogue import Table
from cctoolkit.tables.grain import is_of_days

_INSTANTS = ("arrived_at", "attempted_at", "evaluated_at", "start_at")
_SPANS = {"absences": ("from_on", "to_on"), "reported": ("from_on", "to_on")}
_TIMELESS = (
    "agents",
    "assignments",
    "identities",
    "aux_codes",
    "evidence",
    "recruitment",
    "payments",
)
_MONTHS = "period"


def within(
    frame: pd.DataFrame, table: Table, first: pd.Timestamp, last: pd.Timestamp, zone: str
) -> pd.DataFrame:
    """Keep the rows of the local dates from `first` to `last`, both included.

    Interval tables go by their business day, and so do schedules and clockings where they have
    one; other events by the local date of their instant, monthly tables by the month, spans by
    overlap, planned absences and leaves among them. An interval of several days that reaches
    beyond the period is left out whole: how much of it lies inside is not known. Lists of people
    and codes are kept whole.
    """
    if table.name in _TIMELESS:
        return frame
    if _MONTHS in table:
        month = first.replace(day=1)
        return frame[frame[_MONTHS].between(month, last)]
    if table.name in _SPANS:
        begins, ends = _SPANS[table.name]
        return frame[(frame[begins] <= last) & (frame[ends].isna() | (frame[ends] > first))]
    days = _days(frame, table, zone)
    if days is None:
        return frame
    if table.name == "schedules":
        away = frame["activity"].isin(AWAY)
        reached = away & (days <= last) & (last_day(frame, zone) >= first)
        return frame[reached | ~away & days.between(first, last)]
    inside = days.between(first, last)
    if "end_at" in table and "business_day" in table:
        inside &= ~is_of_days(frame) | (last_day(frame, zone) <= last)
    return frame[inside]


def spans_of_days(frame: pd.DataFrame, zone: str) -> pd.DataFrame:
    """Return `first`, `last` and `n_rows` of the intervals longer than a day, by local date."""
    long = frame[is_of_days(frame)]
    dates = pd.DataFrame(
        {"first": local_date(long["start_at"], zone), "last": last_day(long, zone)}
    )
    return dates.value_counts(sort=False).rename("n_rows").reset_index()


def _days(frame: pd.DataFrame, table: Table, zone: str) -> pd.Series | None:
    if "business_day" in frame:
        return frame["business_day"]
    for name in _INSTANTS:
        if name in table:
            return local_date(frame[name], zone)
    return None
