"""Thresholds on outbound work: only against what was agreed."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cctoolkit.findings.finding import Finding

SECTION = "outbound"


def conversion_against_target(
    overall: pd.DataFrame, *, target: float, grade: str
) -> Iterator[Finding]:
    """Sales by useful contacts of the whole, held against the target.

    Below it by more than the margin of uncertainty, from how days differ, is serious; below it by
    less, or without a margin, a notice; reached, good. Without useful contacts nothing is said.
    """
    row = overall.iloc[0]
    if not row["n_useful"] > 0:
        return
    is_reached = row["of_useful_share"] >= target
    missed = "serious" if row["high"] < target else "notice"
    yield Finding(
        code="conversion_reached" if is_reached else "conversion_below_target",
        section=SECTION,
        severity="good" if is_reached else missed,
        value=float(row["of_useful_share"]),
        low=float(row["low"]),
        high=float(row["high"]),
        target=target,
        n=int(row["n_useful"]),
        n_unit="contacts",
        numbers={
            "n_sales": int(row["n_useful_sold"]),
            "n_useful": int(row["n_useful"]),
            "n_records": int(row["n_records"]),
            "of_records": float(row["of_records_share"]),
        },
        controlled_by="both",
        grade=grade,
        table="overall",
    )
