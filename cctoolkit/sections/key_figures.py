"""Key figures from the row of a ready table."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from cctoolkit.engagement.settings import Band
from cctoolkit.findings import KeyFigure


def key_figure(
    term: str,
    row: pd.Series,
    column: str,
    *,
    counted: tuple[str, str],
    limits: Sequence[str] = ("low", "high"),
    target_low: float | None = None,
    target_high: float | None = None,
    trend: pd.Series | None = None,
    **unit_and_grade: str,
) -> KeyFigure:
    """Return the figure of a column, with the limits that the row may have.

    Parameters
    ----------
    term : str
        Its entry in the glossary.
    row : Series
    column : str
    counted : tuple of str
        Column of how many observations, and of what.
    limits : sequence of str
        Columns of the interval; none for a figure without one.
    target_low, target_high : float, optional
    trend : Series, optional
    **unit_and_grade
        `grade`, and `unit` if it is no share.
    """
    low, high = [float(row.get(end, math.nan)) for end in limits] or [math.nan] * 2
    n, n_unit = counted
    return KeyFigure(
        term=term,
        value=float(row[column]),
        low=low,
        high=high,
        n=int(row[n]),
        n_unit=n_unit,
        target_low=math.nan if target_low is None else target_low,
        target_high=math.nan if target_high is None else target_high,
        trend=() if trend is None else tuple(trend),
        **{"unit": "share"} | unit_and_grade,
    )


def ends(band: Band | None) -> dict[str, float]:
    """Both ends of a target; nothing where none was agreed."""
    return {"target_low": band.low, "target_high": band.high} if band else {}
