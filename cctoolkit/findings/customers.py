"""Thresholds on what became of the customer's matter."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cctoolkit.findings.finding import Finding
from cctoolkit.findings.rows import the_row

SECTION = "customers"


def resolution_against_target(
    overall: pd.DataFrame, *, target: float, window_days: float, grade: str
) -> Iterator[Finding]:
    """First-contact resolution, of the issues, held against the target that was set.

    A target missed by less than the margin of uncertainty is a notice. Without a target there is
    nothing to say: the figure is described, not judged.
    """
    row = the_row(overall)
    value = row["fcr_of_issues"]
    if pd.isna(value):
        return
    reached = value >= target
    yield Finding(
        code="resolution_reached" if reached else "resolution_missed",
        section=SECTION,
        severity="good" if reached else "serious" if row["high"] < target else "notice",
        value=float(value),
        low=float(row["low"]),
        high=float(row["high"]),
        target=target,
        n=int(row["n_issues"]),
        n_unit="issues",
        numbers={
            "window_days": window_days,
            "identified_share": float(row["identified_share"]),
            "n_open": int(row["n_issues_undetermined"]),
        },
        controlled_by="both",
        grade=grade,
        table="resolution",
    )


def resolution_depends_on_reading(
    readings: pd.DataFrame, *, target: float, window_days: float, grade: str
) -> Iterator[Finding]:
    """Of the numbers that go by the name of resolution, some reach the target and others don't.

    A notice: the target was set for one of them, and the parties should write down for which.
    """
    known = readings.dropna(subset=["value"])
    if known.empty or not known["value"].min() < target <= known["value"].max():
        return
    yield Finding(
        code="resolution_reading_decides",
        section=SECTION,
        severity="notice",
        value=float(known["value"].max() - known["value"].min()),
        target=target,
        n=int(known["n_base"].max()),
        n_unit="contacts",
        numbers={
            "lowest": float(known["value"].min()),
            "highest": float(known["value"].max()),
            "window_days": window_days,
        },
        controlled_by="both",
        grade=grade,
        table="resolution_readings",
    )
