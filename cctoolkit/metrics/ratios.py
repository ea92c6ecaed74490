"""A ratio of sums by group: the one shape that every ratio of the house has."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd


def grouped_sums(frame: pd.DataFrame, by: Sequence[str], columns: Sequence[str]) -> pd.DataFrame:
    """Sum columns by group, one row per group; without `by`, one row over all.

    A missing value makes no sum missing unless every value of the group is. Groups are in the
    order of their keys; a missing key is a group of its own.

    Raises
    ------
    ValueError
        The table has no column of that name to group by.
    """
    columns = [*columns]
    absent = [name for name in by if name not in frame]
    if absent:
        raise ValueError(f"no column to group by: {absent}; there are {[*frame.columns]}")
    if not by:
        return frame[columns].sum(min_count=1).to_frame().T.astype(_summed(frame, columns))
    sums = frame.groupby([*by], dropna=False, sort=True, observed=True)[columns].sum(min_count=1)
    return sums.reset_index()


def _summed(frame: pd.DataFrame, columns: list[str]) -> dict[str, str]:
    return {name: str(frame[name].dtype) for name in columns}


def whole_counts(sums: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Sums of counts as whole numbers: a group without any has none."""
    return sums.assign(**{name: sums[name].fillna(0).astype("Int64") for name in names})


def ratio(numerator: pd.Series, denominator: pd.Series) -> pd.Series:
    """Divide; anything over zero, or over something missing, is NaN."""
    top, bottom = numerator.astype("Float64"), denominator.astype("Float64")
    return (top / bottom.mask(bottom == 0)).astype("float64")


def seconds(milliseconds: pd.Series) -> pd.Series:
    """Milliseconds as seconds."""
    return milliseconds.astype("Float64").astype("float64") / 1000
