"""Which rows belong to the dates of an engagement: the only filter by date in the house."""

from __future__ import annotations

import pandas as pd

from cctoolkit.metrics.spine import local_date
from cctoolkit.tables.catalogue import Table

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

    Interval tables go by their business day, events by the local date of their instant, monthly
    tables by the month, spans by overlap. Lists of people and codes are kept whole.
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
    return frame if days is None else frame[days.between(first, last)]


def _days(frame: pd.DataFrame, table: Table, zone: str) -> pd.Series | None:
    if "business_day" in table:
        return frame["business_day"]
    for name in _INSTANTS:
        if name in table:
            return local_date(frame[name], zone)
    return None
