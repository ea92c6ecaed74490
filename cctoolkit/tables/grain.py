"""How long the rows of an interval table are, and the evidence that they carry for it."""

from __future__ import annotations

import numpy as np
import pandas as pd

HOUR = pd.Timedelta(1, "h")
LONGEST_DAY = pd.Timedelta(25, "h")
"""A local day, the autumn one included."""


def length(intervals: pd.DataFrame) -> pd.Series:
    """Time from the start to the end of each interval."""
    return intervals["end_at"] - intervals["start_at"]


def is_of_days(intervals: pd.DataFrame) -> pd.Series:
    """Whether an interval is longer than any day, so that it belongs to no single date."""
    return length(intervals) > LONGEST_DAY


def evidence(intervals: pd.DataFrame) -> pd.Series:
    """Grade of evidence of rows delivered as aggregates: B up to an hour, C a day, D beyond."""
    lasting = length(intervals)
    grades = np.select([lasting <= HOUR, lasting <= LONGEST_DAY], ["B", "C"], "D")
    return pd.Series(grades, intervals.index, dtype="str")
