"""Intervals for ratios of sums, from how the clusters of a group differ."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cctoolkit.stats import ratio_interval

CONFIDENCE = 0.95


def ratio_spread(
    clusters: pd.DataFrame,
    by: Sequence[str],
    numerator: str,
    denominator: str,
    *,
    confidence: float = CONFIDENCE,
) -> pd.DataFrame:
    """Interval of a ratio of sums in each group, its rows being the clusters.

    Parameters
    ----------
    clusters : DataFrame
        One row per group and cluster (an agent, a day), with both sums.
    by : sequence of str
        Columns of the group; empty for one over all.
    numerator, denominator : str
        Columns of the sums.

    Returns
    -------
    DataFrame
        `by`, `low`, `high`, `n_clusters`; NaN limits where fewer than two clusters say anything.
    """
    usable = clusters.dropna(subset=[numerator, denominator])
    if not by:
        return pd.DataFrame([_limits(usable, numerator, denominator, confidence)])
    rows = [
        dict(zip(by, key, strict=True)) | _limits(group, numerator, denominator, confidence)
        for key, group in usable.groupby([*by], dropna=False, observed=True)
    ]
    return pd.DataFrame(rows, columns=[*by, "low", "high", "n_clusters"])


def _limits(group: pd.DataFrame, numerator: str, denominator: str, confidence: float) -> dict:
    interval = ratio_interval(
        group[numerator].to_numpy(float), group[denominator].to_numpy(float), confidence=confidence
    )
    return {"low": interval.low, "high": interval.high, "n_clusters": interval.n_clusters}
