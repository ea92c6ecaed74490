"""Comparisons at equal mix, and how much of a change is mix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cctoolkit.stats.estimates import finite, non_negative, ratio


@dataclass(frozen=True, slots=True, eq=False)
class Kitagawa:
    """A difference of two rates in two parts that add up to it.

    `by_stratum` has the shares, rates and both effects of each stratum. A stratum's mix effect
    is measured from the mean of the two rates, so that growing where the rate is below it counts
    against; the total is the same from anywhere.
    """

    rate_a: float
    rate_b: float
    difference: float
    mix_effect: float
    rate_effect: float
    by_stratum: pd.DataFrame


def directly_standardised(
    group, stratum, numerator, denominator, *, standard: Mapping | None = None
) -> pd.DataFrame:
    """Each group's rate if all groups had the same mix of strata.

    A group that lacks a stratum of the standard has no standardised rate (NaN): weights taken
    from the strata it has would compare it with another mix than its neighbours.
    `covered_share` says how much of the standard it has.

    Parameters
    ----------
    group, stratum : array, n
        What is compared, and what must be equal (tenure band, queue, hour). Rows of the same
        pair are summed.
    numerator, denominator : float array, n
    standard : mapping of stratum to weight, optional
        By default the denominators of all groups together.

    Returns
    -------
    DataFrame
        One row per group, ascending: `group`, `numerator`, `denominator`, `crude`,
        `standardised`, `covered_share`.

    Raises
    ------
    ValueError
        If values are missing, a denominator is negative, or a stratum has no weight.

    Examples
    --------
    Kidney stones (Charig and others, 1986): A is better for small and for large stones, and
    looks worse when they are thrown together.

    >>> directly_standardised(
    ...     ["A", "A", "B", "B"], ["small", "large"] * 2, [81, 192, 234, 55], [87, 263, 270, 80]
    ... )[["group", "crude", "standardised"]].round(4)
      group   crude  standardised
    0     A  0.7800        0.8325
    1     B  0.8257        0.7789
    """
    cells = _cells(group, stratum, numerator, denominator)
    weight = _standard(cells, standard)
    cells["weight"] = cells["stratum"].map(weight) * (cells["denominator"] > 0)
    cells["weighted"] = cells["weight"] * ratio(cells["numerator"], cells["denominator"])
    cells["n_strata"] = cells["weight"] > 0
    table = cells.groupby("group", as_index=False)[
        ["numerator", "denominator", "weighted", "weight", "n_strata"]
    ].sum()
    is_complete = table["n_strata"] == (weight > 0).sum()
    return table[["group", "numerator", "denominator"]].assign(
        crude=ratio(table["numerator"], table["denominator"]),
        standardised=table["weighted"].where(is_complete),
        covered_share=table["weight"].where(~is_complete, 1.0),
    )


def indirectly_standardised(
    group,
    stratum,
    numerator,
    denominator,
    *,
    standard: Mapping | None = None,
    least_groups: int = 1,
) -> pd.DataFrame:
    """Each group's numerator beside what its own mix of strata would give at everybody's rates.

    ratio = observed / expected, with expected = sum over strata of denominator * rate of the
    stratum. Unlike direct standardisation it bears groups of few or of empty strata. Two groups
    with the same ratio are each that far from the standard; as their mixes differ, their ratios
    are not to be ranked against each other. Without a standard the rates are those of all the
    groups, the group itself included, which pulls its ratio towards 1 by its weight in them.

    Parameters
    ----------
    group, stratum : array, n
        Rows of the same pair are summed.
    numerator, denominator : float array, n
    standard : mapping of stratum to rate, optional
        By default the numerators over the denominators of all groups together.
    least_groups : int
        Strata with a denominator in fewer groups are in no side: there is nothing to compare.

    Returns
    -------
    DataFrame
        One row per group, ascending: `group`, `numerator`, `denominator`, and of the strata
        compared `observed`, `expected`, `ratio` (NaN where nothing is expected) and
        `compared_share` of the denominator.

    Raises
    ------
    ValueError
        If values are missing, a denominator is negative, or a stratum has no rate.

    Examples
    --------
    Both are as fast as everybody in each queue; one of them only has the long one.

    >>> indirectly_standardised(
    ...     ["a", "a", "b"], ["short", "long", "long"], [600, 1200, 2400], [3, 2, 4]
    ... )[["group", "observed", "expected", "ratio"]]
      group  observed  expected  ratio
    0     a    1800.0    1800.0    1.0
    1     b    2400.0    2400.0    1.0
    """
    frame = _rows(group, stratum, numerator, denominator)
    arrays = (frame["group"], frame["stratum"], frame["numerator"], frame["denominator"])
    expected = expected_amounts(*arrays, standard=standard, least_groups=least_groups)
    frame["expected"] = expected
    for name, source in (("observed", "numerator"), ("compared", "denominator")):
        frame[name] = frame[source].where(frame["expected"].notna(), 0.0)
    columns = ["numerator", "denominator", "observed", "expected", "compared"]
    table = frame.groupby("group", as_index=False)[columns].sum()
    return table.drop(columns="compared").assign(
        ratio=ratio(table["observed"], table["expected"]),
        compared_share=ratio(table["compared"], table["denominator"]),
    )


def expected_amounts(
    group,
    stratum,
    numerator,
    denominator,
    *,
    standard: Mapping | None = None,
    least_groups: int = 1,
) -> np.ndarray:
    """What each row's denominator would give at the rate of its stratum, as `ratio` divides.

    The row-by-row form of `indirectly_standardised`, for sums of any kind, such as by day.

    Parameters
    ----------
    group, stratum, numerator, denominator, standard, least_groups
        As in `indirectly_standardised`.

    Returns
    -------
    float array, n
        NaN in strata with a denominator in too few groups.

    Examples
    --------
    >>> expected_amounts(["a", "b", "b"], ["x", "x", "y"], [6, 2, 9], [2, 2, 1], least_groups=2)
    array([ 4.,  4., nan])
    """
    frame = _rows(group, stratum, numerator, denominator)
    held = frame[frame["denominator"] > 0]
    n_groups = frame["stratum"].map(held.groupby("stratum")["group"].nunique()).fillna(0)
    rate = frame["stratum"].map(_rates(frame, standard))
    return (rate * frame["denominator"]).where(n_groups >= least_groups).to_numpy(float)


def _rates(frame: pd.DataFrame, standard: Mapping | None) -> pd.Series:
    """Return the rate of each stratum."""
    if standard is None:
        sums = frame.groupby("stratum")[["numerator", "denominator"]].sum()
        return pd.Series(ratio(sums["numerator"], sums["denominator"]), sums.index)
    rates = pd.Series(dict(standard), dtype=float)
    unknown = sorted(set(frame["stratum"]) - set(rates.index))
    if unknown:
        raise ValueError(f"the standard has no rate for {', '.join(map(repr, unknown))}")
    return rates


def kitagawa(numerator_a, denominator_a, numerator_b, denominator_b, *, stratum=None) -> Kitagawa:
    """Split the difference between two rates, B minus A, into mix and rate effects.

    Each effect is weighted by the mean of both sides, so that A against B and B against A tell
    the same story and no interaction is left over. In a stratum that one side lacks, its rate is
    taken to be the other side's: the stratum's whole effect is mix.

    Parameters
    ----------
    numerator_a, denominator_a, numerator_b, denominator_b : float array, one value per stratum
        A is the earlier period or the reference, B the later or the one compared.
    stratum : array, optional
        Names of the strata.

    Returns
    -------
    Kitagawa
        All NaN if either side has no denominator.

    Raises
    ------
    ValueError
        If lengths differ, values are missing or negative, or a numerator has no denominator.

    References
    ----------
    Kitagawa (1955), JASA 50, 1168-1194.

    Examples
    --------
    Handle time rises by 170 s although new and seasoned agents both got 30 s faster: three
    contacts in four are now taken by new ones.

    >>> split = kitagawa([70_000, 90_000], [100, 300], [201_000, 27_000], [300, 100])
    >>> split.difference, split.mix_effect, split.rate_effect
    (170.0, 200.0, -30.0)
    """
    y_a, x_a, y_b, x_b = _sides(numerator_a, denominator_a, numerator_b, denominator_b)
    share_a, share_b = ratio(x_a, x_a.sum()), ratio(x_b, x_b.sum())
    rate_a, rate_b = ratio(y_a, x_a), ratio(y_b, x_b)
    total_a, total_b = float(ratio(y_a.sum(), x_a.sum())), float(ratio(y_b.sum(), x_b.sum()))
    middle = (total_a + total_b) / 2
    full_a, full_b = np.where(x_a > 0, rate_a, rate_b), np.where(x_b > 0, rate_b, rate_a)
    mix = np.where(
        (x_a > 0) | (x_b > 0), (share_b - share_a) * ((full_a + full_b) / 2 - middle), 0.0
    )
    rate = np.where((x_a > 0) & (x_b > 0), (full_b - full_a) * (share_a + share_b) / 2, 0.0)
    by_stratum = pd.DataFrame(
        {
            "stratum": np.arange(x_a.size) if stratum is None else stratum,
            "share_a": share_a,
            "share_b": share_b,
            "rate_a": rate_a,
            "rate_b": rate_b,
            "mix_effect": mix,
            "rate_effect": rate,
        }
    )
    return Kitagawa(
        total_a, total_b, total_b - total_a, float(mix.sum()), float(rate.sum()), by_stratum
    )


def _cells(group, stratum, numerator, denominator) -> pd.DataFrame:
    """Return one row per group and stratum."""
    frame = _rows(group, stratum, numerator, denominator)
    return frame.groupby(["group", "stratum"], as_index=False).sum()


def _rows(group, stratum, numerator, denominator) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "group": np.asarray(group, dtype=object),
            "stratum": np.asarray(stratum, dtype=object),
            "numerator": finite(numerator, "numerator"),
            "denominator": non_negative(denominator, "denominator"),
        }
    ).infer_objects()
    if frame[["group", "stratum"]].isna().any(axis=None):
        raise ValueError("a group or a stratum is missing")
    return frame


def _standard(cells: pd.DataFrame, standard: Mapping | None) -> pd.Series:
    """Return the weight of each stratum, adding to 1."""
    if standard is None:
        weight = cells.groupby("stratum")["denominator"].sum()
    else:
        weight = pd.Series(dict(standard), dtype=float)
    unknown = sorted(set(cells["stratum"]) - set(weight.index))
    if unknown:
        raise ValueError(f"the standard has no weight for {', '.join(map(repr, unknown))}")
    non_negative(weight, "standard")
    return weight / weight.sum()


def _sides(*columns) -> list[np.ndarray]:
    names = ("numerator_a", "denominator_a", "numerator_b", "denominator_b")
    arrays = [
        np.atleast_1d((non_negative if name.startswith("denominator") else finite)(column, name))
        for name, column in zip(names, columns, strict=True)
    ]
    if len({array.shape for array in arrays}) > 1:
        raise ValueError("one value per stratum in all four columns")
    for y, x in (arrays[:2], arrays[2:]):
        if ((x == 0) & (y != 0)).any():
            raise ValueError("a numerator has no denominator")
    return arrays
