"""Thresholds on what the customer met."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cctoolkit.findings.finding import Finding, Severity
from cctoolkit.findings.rows import the_row

SECTION = "service"
WORTH_SAYING_SHARE = 0.01
CONCENTRATED_SHARE = 1 / 3


def level_against_target(
    overall: pd.DataFrame,
    by_day: pd.DataFrame | None,
    *,
    target: float,
    basis: str,
    threshold_s: float,
    channels: str,
    grade: str,
) -> Iterator[Finding]:
    """The service level as the contract defines it, and on how many days it was reached.

    A target missed by less than the margin of uncertainty is a notice: it was missed, but a
    judgement on how the service is run cannot rest on it. Without days (`by_day` None), none are
    counted.
    """
    row = the_row(overall)
    value = row[f"of_{basis}"]
    if pd.isna(value):
        return
    measured = [] if by_day is None else by_day[f"of_{basis}"].dropna()
    reached = value >= target
    yield Finding(
        code="level_reached" if reached else "level_missed",
        section=SECTION,
        severity="good" if reached else _weight(row["high"] < target),
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
        },
        controlled_by="both",
        grade=grade,
        table="overall",
    )


def level_depends_on_definition(
    overall: pd.DataFrame, *, target: float, basis: str, threshold_s: float, grade: str
) -> Iterator[Finding]:
    """The two usual definitions give numbers that differ by a point or more."""
    row = the_row(overall)
    difference = row["of_answered"] - row["of_offered"]
    if not difference >= WORTH_SAYING_SHARE:
        return
    decides = (row["of_answered"] >= target) != (row["of_offered"] >= target)
    yield Finding(
        code="definition_decides" if decides else "definition_matters",
        section=SECTION,
        severity="serious" if decides else "notice",
        value=float(difference),
        target=target,
        n=int(row["n_offered"]),
        n_unit="contacts",
        numbers={
            "of_answered": float(row["of_answered"]),
            "of_offered": float(row["of_offered"]),
            "threshold_s": threshold_s,
            "basis": basis,
        },
        controlled_by="both",
        grade=grade,
        table="overall",
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
        severity=_weight(row["abandoned_low"] > target),
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
    a third of the contacts. Otherwise the whole day misses, and no hour is to blame.
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
        },
        controlled_by="both",
        grade=grade,
        table="by_hour",
    )


def _weight(beyond_margin: bool) -> Severity:
    return "serious" if beyond_margin else "notice"
