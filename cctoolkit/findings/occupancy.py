"""Thresholds on occupancy, which staffing and load decide, and on unplanned shrinkage."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from cctoolkit.findings import standing
from cctoolkit.findings.finding import Finding, Hours
from cctoolkit.findings.rows import the_row

SECTION = "occupancy"
CEILING = 0.90
"""Occupancy above which an hour that lasts is said to be too full, where nobody agreed another."""
WORTH_SAYING_SHARE = 0.01


def occupancy_against_band(
    overall: pd.DataFrame, *, target_low: float, target_high: float, grade: str
) -> Iterator[Finding]:
    """Occupancy of the whole, held against both ends of the band agreed.

    Outside it by more than the margin of uncertainty is serious, within it a notice. Neither end is
    anybody's effort: above it there were too few people for the load, below it too many.
    """
    row = the_row(overall)
    if pd.isna(row["occupancy"]):
        return
    place = standing.place(row["occupancy"], target_low, target_high)
    surely = row["high"] < target_low or row["low"] > target_high
    yield Finding(
        code=f"occupancy_{place}_target",
        section=SECTION,
        severity="good" if place == "on" else standing.weight(bool(surely)),
        value=float(row["occupancy"]),
        low=float(row["low"]),
        high=float(row["high"]),
        target=target_high if place == "above" else target_low,
        n=int(row["n_agent_days"]),
        n_unit="agent_days",
        numbers={
            "handle_h": float(row["numerator_s"] / 3600),
            "available_h": float(row["available_s"] / 3600),
            "beyond_h": _beyond_h(overall, place, target_low, target_high),
            "target_low": target_low,
            "target_high": target_high,
        },
        controlled_by="both",
        grade=grade,
        table="overall",
    )


def hours_beyond_band(
    by_hour: pd.DataFrame,
    *,
    target_low: float = math.nan,
    target_high: float = math.nan,
    grade: str,
) -> Iterator[Finding]:
    """Hours of the day that lie outside the band day after day, one finding for each side.

    An hour is named when its interval over days, adjusted for looking at every hour and both
    sides, lies outside whole. The ceiling is the band's, else 0.90: beyond it the queue, not
    anybody's effort, sets the pace, and waiting and errors grow. Without a band no hour is too
    empty: small teams and nights can't be full and answer at once. Serious where a band was
    agreed, else a notice.
    """
    agreed = not math.isnan(target_high)
    ceiling = target_high if agreed and target_high < 1 else CEILING
    sides = {
        "above": by_hour[by_hour["surely_low"] > ceiling],
        "below": by_hour[by_hour["surely_high"] < target_low],
    }
    for place, rows in sides.items():
        if rows.empty:
            continue
        is_full = place == "above"
        target = ceiling if is_full else target_low
        yield Finding(
            code="hours_above_occupancy" if is_full else "hours_below_occupancy",
            section=SECTION,
            severity=standing.weight(agreed and (not is_full or ceiling == target_high)),
            value=float(rows["numerator_s"].sum() / rows["denominator_s"].sum()),
            target=target,
            n=len(rows),
            n_unit="hours",
            numbers={
                "hours": ",".join(map(str, sorted(rows["hour"].astype(int)))),
                "n_hours": len(by_hour),
                "handle_share": float(rows["numerator_s"].sum() / by_hour["numerator_s"].sum()),
                "beyond_h": _beyond_h(rows, place, target_low, ceiling),
                "agreed": int(agreed),
            },
            controlled_by="both",
            grade=grade,
            table="by_hour",
        )


def unplanned_against_allowance(
    shrinkage: pd.DataFrame, *, at_most: float, grade: str
) -> Iterator[Finding]:
    """Unplanned shrinkage held against the most that the plan allows for.

    Above by more than the margin of uncertainty is serious, within it a notice.
    """
    kinds = shrinkage.set_index("lost_kind")
    row = kinds.loc["unplanned"]
    above = bool(row["base_share"] > at_most)
    yield Finding(
        code="unplanned_shrinkage_above" if above else "unplanned_shrinkage_within",
        section=SECTION,
        severity=standing.weight(bool(row["low"] > at_most)) if above else "good",
        value=float(row["base_share"]),
        low=float(row["low"]),
        high=float(row["high"]),
        target=at_most,
        n=int(row["n_agents"]),
        n_unit="agents",
        numbers={
            "external_share": float(kinds.loc["external_unplanned", "base_share"]),
            "internal_share": float(kinds.loc["internal_unplanned", "base_share"]),
        },
        hours=Hours(*(_over_h(row, end, at_most) for end in ("base_share", "low", "high")))
        if above
        else None,
        controlled_by="both",
        grade=grade,
        table="shrinkage",
    )


def approvals_move_it(versions: pd.DataFrame, *, grade: str) -> Iterator[Finding]:
    """Changing the plan after it was published turns a point or more of unplanned into planned.

    `versions` has the published one first. A notice: approving absences is right, and counting
    them as planned is another matter.
    """
    published, later = versions.iloc[0], versions.iloc[-1]
    moved = float(published["unplanned_share"] - later["unplanned_share"])
    if not moved >= WORTH_SAYING_SHARE:
        return
    yield Finding(
        code="approvals_move_shrinkage",
        section=SECTION,
        severity="notice",
        value=moved,
        numbers={
            "published": float(published["unplanned_share"]),
            "later": float(later["unplanned_share"]),
            "published_version": str(published["published_version"]),
            "later_version": str(later["published_version"]),
        },
        controlled_by="provider",
        grade=grade,
        table="shrinkage_versions",
    )


def _over_h(row: pd.Series, end: str, at_most: float) -> float:
    return max(0.0, float(row[end] - at_most) * float(row["base_s"])) / 3600


def _beyond_h(rows: pd.DataFrame, place: str, target_low: float, target_high: float) -> float:
    """Hours on duty that lack to come down to the band, or that are more than it needs."""
    handle, duty = rows["numerator_s"].sum(), rows["denominator_s"].sum()
    if place == "above":
        return float(handle / target_high - duty) / 3600
    return float(duty - handle / target_low) / 3600 if place == "below" and target_low else 0.0
