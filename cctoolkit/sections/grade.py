"""The evidence behind a figure is that of its poorest rows."""

from __future__ import annotations

import pandas as pd


def poorest(*tables: pd.DataFrame) -> str:
    """Return the poorest grade of evidence in the rows used: A, B, C or D; empty without rows."""
    grades = [grade for table in tables for grade in table["evidence"].dropna().unique()]
    return max(grades, default="")
