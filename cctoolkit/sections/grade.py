"""What the rows behind a figure carry: the evidence of the poorest, the grain of the longest."""

from __future__ import annotations

import pandas as pd


def poorest(*tables: pd.DataFrame) -> str:
    """Return the poorest grade of evidence in the rows used: A, B, C or D; empty without rows."""
    grades = [grade for table in tables for grade in table["evidence"].dropna().unique()]
    return max(grades, default="")


def carries(table: pd.DataFrame, time: str) -> bool:
    """Whether each row of a table with its clock lies in one day, or one month.

    A line through some of the days would tell of those rows that happen to have one.
    """
    return bool(table[time].notna().all())
