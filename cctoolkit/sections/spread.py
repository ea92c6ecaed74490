"""Intervals for shares by group, from how the clusters of each group differ."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cctoolkit.stats import ClusterInterval, crossed_share_interval, share_interval

CONFIDENCE = 0.95


def share_spread(
    cells: pd.DataFrame,
    by: Sequence[str],
    numerator: str,
    denominator: str,
    *,
    clusters: Sequence[str],
    confidence: float = CONFIDENCE,
) -> pd.DataFrame:
    """Interval of a share of sums in each group, over one kind of cluster or two crossed ones.

    Parameters
    ----------
    cells : DataFrame
        Both sums by group and cluster, or finer; what is missing is left out.
    by : sequence of str
        Columns of the group; empty for one over all.
    numerator, denominator : str
        Columns of the sums.
    clusters : sequence of str
        One column (a day) or two (an agent and a day).
    confidence : float

    Returns
    -------
    DataFrame
        `by`, `low`, `high`; NaN limits where the clusters are too few or say nothing, or where
        rows belong to none: sums of a month don't tell how its days differ.
    """
    usable = cells.dropna(subset=[numerator, denominator])
    names = [numerator, denominator, *clusters]
    if not by:
        return pd.DataFrame([_limits(usable[names], confidence)])
    rows = [
        dict(zip(by, key, strict=True)) | _limits(group[names], confidence)
        for key, group in usable.groupby([*by], dropna=False, observed=True)
    ]
    return pd.DataFrame(rows, columns=[*by, "low", "high"])


def net_spread(
    cells: pd.DataFrame,
    by: Sequence[str],
    sides: tuple[str, str],
    denominator: str,
    *,
    clusters: Sequence[str],
    confidence: float = CONFIDENCE,
) -> pd.DataFrame:
    """Interval of the difference of two shares of the same sum, such as a net promoter score.

    One plus the difference, halved, is a share, and has the interval of one.

    Parameters
    ----------
    cells, by, denominator, clusters, confidence
        As in `share_spread`.
    sides : tuple of str
        Columns of the sums that add and that take away.

    Returns
    -------
    DataFrame
        As `share_spread`; limits from -1 to 1.
    """
    gains, losses = sides
    halves = cells.assign(
        above=cells[gains] - cells[losses] + cells[denominator], twice=2 * cells[denominator]
    )
    limits = share_spread(halves, by, "above", "twice", clusters=clusters, confidence=confidence)
    return limits.assign(low=2 * limits["low"] - 1, high=2 * limits["high"] - 1)


def beside(left: pd.DataFrame, right: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Put what is known of the same groups into one row each; without `by`, of the whole."""
    return left.merge(right, on=[*by], how="left") if by else left.join(right)


def adjusted(n_comparisons: int, *, sides: int) -> float:
    """Two-sided confidence whose `sides`, in so many comparisons, err together once in twenty."""
    return 1 - 2 * (1 - CONFIDENCE) / (sides * max(n_comparisons, 1))


def _limits(group: pd.DataFrame, confidence: float) -> dict[str, float]:
    if group.isna().any(axis=None):
        return {"low": float("nan"), "high": float("nan")}
    interval = _interval(group, confidence)
    return {"low": interval.low, "high": interval.high}


def _interval(group: pd.DataFrame, confidence: float) -> ClusterInterval:
    numerator, denominator, *clusters = group.columns
    if len(clusters) == 1:
        sums = group.groupby(clusters[0], observed=True)[[numerator, denominator]].sum()
        y, x = (sums[name].to_numpy(float) for name in (numerator, denominator))
        return share_interval(y, x, confidence=confidence)
    y, x = (group[name].to_numpy(float) for name in (numerator, denominator))
    labels = (pd.factorize(group[name])[0] for name in clusters)
    return crossed_share_interval(y, x, *labels, confidence=confidence)
