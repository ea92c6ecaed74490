"""Rows of ready tables as plain numbers."""

from __future__ import annotations

import pandas as pd


def the_row(table: pd.DataFrame) -> pd.Series:
    """Return the numbers of a table's first row as floats; what is missing is NaN."""
    return table.select_dtypes("number").iloc[0].astype("float64")
