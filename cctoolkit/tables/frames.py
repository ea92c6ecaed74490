"""Canonical frames: the columns of the catalogue, in its order, with its dtypes."""

from __future__ import annotations

import pandas as pd

from cctoolkit.tables.catalogue import Table
from cctoolkit.tables.dtypes import dtype_of

LINEAGE = {"raw_file": "str", "raw_line": "Int64"}


def conform(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Return the columns of a canonical table in order and dtype; absent ones become missing.

    Columns with a default are filled with it. The raw file and line are kept when they are there;
    other columns are dropped.
    """
    columns = {
        column.name: _cast(frame, column.name, dtype_of(column.kind)) for column in table.columns
    }
    for column in table.columns:
        if column.default is not None:
            columns[column.name] = columns[column.name].fillna(column.default)
    for name, dtype in LINEAGE.items():
        if name in frame:
            columns[name] = frame[name].astype(dtype)
    return pd.DataFrame(columns, index=frame.index)


def empty(table: Table) -> pd.DataFrame:
    """Return a canonical table without rows."""
    return pd.DataFrame({c.name: pd.Series(dtype=dtype_of(c.kind)) for c in table.columns})


def _cast(frame: pd.DataFrame, name: str, dtype: str) -> pd.Series:
    values = frame[name] if name in frame else pd.Series(None, index=frame.index, dtype=object)
    if dtype == "object":
        return values.astype(object).where(values.notna(), None)
    if values.dtype == object and values.isna().all():
        return pd.Series(index=frame.index, dtype=dtype)
    return values.astype(dtype)
