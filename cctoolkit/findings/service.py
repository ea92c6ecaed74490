"""Thresholds on what the customer met."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pandas as pd

from cctoolkit.findings import standing
from cctoolkit.findings.finding import Finding
from cctoolkit.findings.rows import the_row

SECTION = "service"
WORTH_SAYING_SHARE = 0.01
CONCENTRATED_SHARE = 1 / 3
FEW_INTERVALS_SHARE = 0.75
"""Fewer intervals than this that reach the target, of a level that reaches it, are worth saying."""


def level_against_target(
    overall: pd.DataFrame,
    by_day: pd.DataFrame | None,
    *,
    target: float,
    basis: str,
    threshold_s: float,
    channels: str,
    grade: str,
    incomplete: Collection[pd.Timestamp] = (),
) -> Iterator[Finding]:
    """The service level as the contract defines it, and on how many days it was reached.

    A target missed by less than the margin of uncertainty is a notice: it was missed, but a
    judgement on how the service is run cannot rest on it. Without days (`by_day` None), none are
    counted, and those that are `incomplete`, without some of their queues, are not judged.
    """
    row = the_row(overall)
    value = row[f"of_{basis}"]
    if pd.isna(value):
        return
    measured, n_incomplete = _days(by_day, f"of_{basis}", incomplete)
    reached = value >= target
    yield Finding(
        code="level_reached" if reached else "level_missed",
        section=SECTION,
        severity="good" if reached else standing.weight(row["high"] < target),
        value=float(value),
        low=float(row["low"]),
        high=float(row["high"]),
        target=target,
        n=int(row[f"n_{basis}"]),
        n_unit="contacts",
        numbers={
            "threshold_s": threshold_s,
            "basis": basis,
            "channels": channels,
            "n_days_reached": sum(level >= target for level in measured),
            "n_days": len(measured),
            "n_days_incomplete": n_incomplete,
        },
        controlled_by="both",
        grade=grade,
        table="overall",
    )


def level_depends_on_definition(
    variants: pd.DataFrame, *, target: float, threshold_s: float, grade: str
) -> Iterator[Finding]:
    """The definitions in use give levels of the same contacts that differ by a point or more.

    Serious where some reach the target and others don't: then not the service decides, but what
    the contract says. The answer rate is no service level and is left out; so is a definition
    that doesn't know the same contacts.
    """
    usable = variants["comparable"].astype(bool) & variants["value"].notna()
    levels = variants[variants["measure"].eq("service_level") & usable]
    if levels.empty:
        return
    lowest, highest = (levels.loc[levels["value"].agg(end)] for end in ("idxmin", "idxmax"))
    difference = highest["value"] - lowest["value"]
    if not difference >= WORTH_SAYING_SHARE:
        return
    decides = lowest["value"] < target <= highest["value"]
    agreed = levels.loc[levels["agreed"], "variant"]
    yield Finding(
        code="definition_decides" if decides else "definition_matters",
        section=SECTION,
        severity="serious" if decides else "notice",
        value=float(difference),
        target=target,
        n=int(levels["n_base"].max()),
        n_unit="contacts",
        numbers={
            "lowest": float(lowest["value"]),
            "highest": float(highest["value"]),
            "lowest_variant": str(lowest["variant"]),
            "highest_variant": str(highest["variant"]),
            "agreed_variant": "".join(agreed),
            "n_reached": int((levels["value"] >= target).sum()),
            "n_variants": len(levels),
            "threshold_s": threshold_s,
        },
        controlled_by="both",
        grade=grade,
        table="variants",
    )


def _days(
    by_day: pd.DataFrame | None, level: str, incomplete: Collection[pd.Timestamp]
) -> tuple[list[float], int]:
    """Levels of the days that have one and lack no queue, and how many lack some."""
    if by_day is None:
        return [], 0
    known = by_day[by_day[level].notna()]
    if not incomplete:
        return known[level].to_list(), 0
    lacking = known["business_day"].isin([*incomplete])
    return known.loc[~lacking, level].to_list(), int(lacking.sum())


def level_hides_intervals(intervals_met: pd.DataFrame, *, grade: str) -> Iterator[Finding]:
    """The level of the whole is reached, and many single intervals miss it.

    Said where fewer than `FEW_INTERVALS_SHARE` of the intervals reach it. Always a notice: what was
    agreed is the level of the whole, unless the contract says otherwise.
    """
    intervals = intervals_met[intervals_met["judged_by"].eq("interval")]
    if intervals.empty:
        return
    row = the_row(intervals)
    if not (row["level"] >= row["target"] and row["met_share"] < FEW_INTERVALS_SHARE):
        return
    yield Finding(
        code="level_hides_intervals",
        section=SECTION,
        severity="notice",
        value=float(row["met_share"]),
        target=float(row["target"]),
        n=int(row["n_met"] + row["n_missed"]),
        n_unit="intervals",
        numbers={"level": float(row["level"]), "n_missed": int(row["n_missed"])},
        controlled_by="both",
        grade=grade,
        table="intervals_met",
    )


def statutory_not_met(statutory: pd.DataFrame, *, grade: str) -> Iterator[Finding]:
    """Readings of a law that the figures of the period do not meet, one finding for each law.

    Never more than a notice: which reading holds is for a court, the figures of the law are to be
    verified, and it may not apply yet. A reading that can't be computed is neither met nor missed.
    """
    for law, rows in statutory.groupby("law", sort=True):
        readings = rows.drop_duplicates("law_reading")
        missed = readings.loc[readings["reading_met"].eq(False).fillna(False), "law_reading"]
        known = readings["reading_met"].notna()
        if missed.empty:
            continue
        yield Finding(
            code="statutory_not_met",
            section=SECTION,
            severity="notice",
            value=float(len(missed) / known.sum()),
            n=int(known.sum()),
            n_unit="readings",
            numbers={
                "law": str(law),
                "missed": ",".join(missed),
                "n_missed": len(missed),
                "adapt_by": rows["adapt_by"].iloc[0].date().isoformat(),
            },
            controlled_by="both",
            grade=grade,
            table="statutory",
        )


def abandonment_against_target(
    overall: pd.DataFrame, *, target: float | None, channels: str, grade: str
) -> Iterator[Finding]:
    """The share abandoned, held against its target."""
    row = the_row(overall)
    share = row["abandoned_share"]
    if target is None or pd.isna(share) or share <= target:
        return
    yield Finding(
        code="abandonment_above_target",
        section=SECTION,
        severity=standing.weight(row["abandoned_low"] > target),
        value=float(share),
        low=float(row["abandoned_low"]),
        high=float(row["abandoned_high"]),
        target=target,
        n=int(row["n_offered_to_queue"]),
        n_unit="contacts",
        numbers={"net": float(row["abandoned_share_net"]), "channels": channels},
        controlled_by="both",
        grade=grade,
        table="overall",
    )


def worst_hours(
    by_hour: pd.DataFrame, overall: pd.DataFrame, *, target: float, basis: str, grade: str
) -> Iterator[Finding]:
    """The fewest hours of the day in which half of what was missing to the target was lost.

    Said only when these hours lose clearly more than they receive: half of the loss in less than
    a third of the contacts. Otherwise the whole day misses, and no hour is to blame. `value` is
    the share of these hours in the contacts lacking, which only hours below the target count.
    """
    value = the_row(overall)[f"of_{basis}"]
    short = (target * by_hour[f"n_{basis}"] - by_hour["n_within"]).astype("float64").clip(lower=0)
    if not (value < target and short.sum() > 0):
        return
    ordered = short.sort_values(ascending=False)
    n_hours = int((ordered.cumsum() < ordered.sum() / 2).sum()) + 1
    worst = by_hour.loc[ordered.index[:n_hours]]
    offered_share = float(worst[f"n_{basis}"].sum() / by_hour[f"n_{basis}"].sum())
    if offered_share > CONCENTRATED_SHARE:
        return
    yield Finding(
        code="hours_that_miss",
        section=SECTION,
        severity="notice",
        value=float(ordered.iloc[:n_hours].sum() / ordered.sum()),
        target=target,
        n=int(by_hour[f"n_{basis}"].sum()),
        n_unit="contacts",
        numbers={
            "hours": ",".join(map(str, sorted(worst["hour"].astype(int)))),
            "offered_share": offered_share,
            "n_lacking": round(float(short.sum())),
        },
        controlled_by="both",
        grade=grade,
        table="by_hour",
    )
