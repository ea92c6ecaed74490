"""The level that a definition decides: every one side by side, by interval, and as laws read it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import pandas as pd

from cctoolkit.metrics import service_levels as metrics
from cctoolkit.metrics.service_levels import VARIANTS, Variant
from cctoolkit.metrics.statutory import requirements_of, statutory_levels
from cctoolkit.sections.spread import share_spread
from cctoolkit.tables.defects import missing_days

MOST_UNRECORDED = 0.05
"""Share of contacts of unknown waiting above which no level is held against a target."""
WITH_REDIRECTED = {
    "SL2": "genesys_flow_outs_no_abandons",
    "SL3": "genesys_flow_outs",
    "SL6": "genesys_flow_outs_no_short",
}
"""What a definition is called once the redirected contacts are among those it divides by."""
OF_OFFERED = "of_offered"
_COUNTED_UNITS = ("n_units", "n_met", "n_missed", "n_without_contacts", "n_not_recorded")
_SAME = ("genesys", "genesys_no_short", "genesys_no_abandons")
"""Switches of a vendor that give a definition which stands there already."""


def variants(
    queue: pd.DataFrame,
    within: pd.DataFrame,
    *,
    basis: str,
    threshold_s: float,
    short_s: float,
    by_day: bool,
) -> pd.DataFrame:
    """Level of the same contacts under each definition, the contract's marked as `agreed`.

    Definitions that only differ by redirected contacts are left out where none was redirected.
    `comparable` are those that know nearly all the contacts: what a source doesn't export, another
    may, and then the level of a part would stand beside that of the whole.
    `counts_as_good` and `counts_in_base` tell what each divides, in codes.
    """
    agreed = agreed_variant(queue, basis)
    chosen = _worth_showing(queue, agreed)
    choice = {"threshold_s": threshold_s, "short_s": short_s, "variants": chosen}
    table = metrics.service_level_variants(queue, within, **choice)
    if by_day:
        days = metrics.service_level_variants(queue, within, ["business_day"], **choice)
        limits = share_spread(days, ["variant"], "n_good", "n_base", clusters=["business_day"])
        table = table.merge(limits, on="variant", how="left")
    sides = {variant.id: variant for variant in chosen}
    uncertain = table["value_low"] < table["value_high"]
    every = table[["n_base", "n_excluded", "n_not_recorded"]].sum(axis=1)
    return table.assign(
        counts_as_good=[_good(sides[name]) for name in table["variant"]],
        counts_in_base=[_base(sides[name]) for name in table["variant"]],
        agreed=table["variant"].eq(agreed),
        comparable=table["n_not_recorded"].fillna(0) <= MOST_UNRECORDED * every,
        value_low=table["value_low"].where(uncertain),
        value_high=table["value_high"].where(uncertain),
    ).rename(columns={"reason": "absent_because"})


def agreed_variant(queue: pd.DataFrame, basis: str) -> str:
    """Name of the definition that the contract's basis is: of the answered, or of the offered."""
    if basis == "answered":
        return "SL2"
    parts = queue["n_answered"] + queue["n_abandoned"] + queue["n_redirected"].fillna(0)
    if not parts.eq(queue["n_offered"]).fillna(False).all():
        return OF_OFFERED
    return WITH_REDIRECTED["SL3"] if _has_redirected(queue) else "SL3"


def _has_redirected(queue: pd.DataFrame) -> bool:
    return bool(queue["n_redirected"].fillna(0).gt(0).any())


def _worth_showing(queue: pd.DataFrame, agreed: str) -> list[Variant]:
    left_out = {*_SAME, OF_OFFERED} - {agreed}
    if not _has_redirected(queue):
        left_out |= {*WITH_REDIRECTED.values()}
    return [variant for variant in VARIANTS if variant.id not in left_out]


def _good(variant: Variant) -> str:
    return "+".join(variant.good)


def _base(variant: Variant) -> str:
    return "-".join(["+".join(variant.base), *variant.less])


def intervals_met(
    queue: pd.DataFrame,
    within: pd.DataFrame,
    by: Sequence[str] = (),
    *,
    target: float,
    basis: str,
    threshold_s: float,
    short_s: float,
    units: Sequence[str],
    incomplete: Collection[pd.Timestamp] = (),
) -> pd.DataFrame:
    """Share of the intervals, and of the days, that meet the target, beside the level of all.

    Those of the `incomplete` days are only counted, in `n_incomplete`: the level of some of the
    queues is not the level of all. The level beside them is of every contact delivered.
    """
    choices = {"target": target, "basis": basis, "threshold_s": threshold_s, "short_s": short_s}
    every = _units_met(queue, within, by, units=units, **choices)
    whole = queue[~queue["business_day"].isin([*incomplete])]
    if len(whole) == len(queue):
        return every.assign(n_incomplete=0)
    keys = [*by, "judged_by"]
    kept = _units_met(whole, within, by, units=units, **choices)
    kept = every[keys].merge(kept[[*keys, *_COUNTED_UNITS, "met_share"]], how="left", on=keys)
    counts = kept[[*_COUNTED_UNITS]].fillna(0)
    return every.assign(
        **{name: counts[name] for name in _COUNTED_UNITS[1:]},
        n_incomplete=every["n_units"] - counts["n_units"],
        met_share=kept["met_share"],
    )


def incomplete_days(queue: pd.DataFrame, first: date, last: date) -> set[pd.Timestamp]:
    """Days on which some queue has nothing although that weekday usually has plenty."""
    ends = pd.Timestamp(first), pd.Timestamp(last)
    days: set[pd.Timestamp] = set()
    for _, rows in queue.groupby("queue"):
        offered = rows.groupby("business_day")["n_offered"].sum()
        for defect in missing_days(offered, *ends, "queue_intervals"):
            days |= {pd.Timestamp(day) for day in defect.days}
    return days


def _units_met(
    queue: pd.DataFrame,
    within: pd.DataFrame,
    by: Sequence[str],
    *,
    target: float,
    basis: str,
    threshold_s: float,
    short_s: float,
    units: Sequence[str],
) -> pd.DataFrame:
    columns = {"interval": "start_at", "day": "business_day"}
    rows = [
        metrics.share_of_intervals_met(
            queue,
            within,
            by,
            target=target,
            threshold_s=threshold_s,
            short_s=short_s,
            variant=agreed_variant(queue, basis),
            unit=[columns[unit]],
        ).assign(judged_by=unit)
        for unit in units
    ]
    return pd.concat(rows, ignore_index=True)


def statutory(
    queue: pd.DataFrame, within: pd.DataFrame, *, country: str, on: date
) -> pd.DataFrame | None:
    """The readings of the laws of a country in force on a date; None where none is known."""
    requirements = requirements_of(country, on)
    if not requirements:
        return None
    table = statutory_levels(queue, within, requirements=requirements)
    names = {"limit": "required", "value": "found", "reading": "law_reading", "measure": "asks"}
    return table.rename(columns=names)
