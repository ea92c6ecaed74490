"""What the waterfall of hours shows: hours paid and not used, billed and not seen, not clocked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from cctoolkit.findings.finding import Finding, Hours

SECTION = "hours"
WORTH_SAYING_SHARE = 0.01
"""Differences of a smaller share are rounding, borders of days and the like."""


def paid_not_used(
    paid_use: pd.DataFrame,
    *,
    low: float,
    high: float,
    n_agents: int,
    n_outside: int,
    grade: str,
) -> Iterator[Finding]:
    """Hours paid that were not productive, with their parts: a description, never a judgement.

    Always a notice: no target was agreed on it, and rest, leave and training are paid by law. Said
    when at least one hour of a hundred paid is none of the productive ones.
    """
    rows = paid_use.set_index("paid_part")
    share, paid_h = float(rows["paid_share"]["productive"]), float(rows["hours"].sum())
    if not 1 - share >= WORTH_SAYING_SHARE:
        return
    parts = {f"{part}_h": float(value) for part, value in rows["hours"].items()}
    at_cost = rows["at_cost"].drop("productive") if "at_cost" in rows else ()
    yield Finding(
        code="paid_hours_not_productive",
        section=SECTION,
        severity="notice",
        value=1 - share,
        low=1 - high,
        high=1 - low,
        n=n_agents,
        n_unit="agents",
        numbers={
            "paid_h": paid_h,
            "unused_h": paid_h - parts["productive_h"],
            "n_outside": n_outside,
            "at_cost": str(sum(at_cost)) if len(at_cost) else "",
            **parts,
        },
        controlled_by="both",
        grade=grade,
        table="paid_use",
    )


def billed_beyond(
    hours: Mapping[str, float], *, training_h: float, grade: str
) -> Iterator[Finding]:
    """Hours billed as time that are more than those logged, or more than those productive.

    A notice, whatever the size: training in a classroom is billed and not logged, and the contract
    may bill auxiliary time; of the excess, nothing or all may be beyond it. Said from one hour of a
    hundred billed on; against the hours logged where they exceed even those.
    """
    billed = hours["billed"]
    for step in ("logged", "productive"):
        is_logged = step == "logged"
        if step in hours and billed - hours[step] >= WORTH_SAYING_SHARE * billed > 0:
            yield Finding(
                code="billed_beyond_logged" if is_logged else "billed_beyond_productive",
                section=SECTION,
                severity="notice",
                value=(billed - hours[step]) / billed,
                numbers={
                    "billed_h": billed,
                    "step_h": hours[step],
                    "training_h": training_h,
                },
                hours=Hours(billed - hours[step], 0.0, billed - hours[step]),
                controlled_by="both",
                grade=grade,
                table="by_month",
            )
            return


def planned_against_clocked(
    *, planned_h: float, clocked_h: float, n_agents: int, n_outside: int, grade: str
) -> Iterator[Finding]:
    """Hours clocked that differ from those planned: a description, without a target to judge by.

    Always a notice, said from one hour of a hundred planned on, in either direction.
    """
    if not planned_h > 0 or abs(clocked_h - planned_h) < WORTH_SAYING_SHARE * planned_h:
        return
    yield Finding(
        code="clocked_below_planned" if clocked_h < planned_h else "clocked_above_planned",
        section=SECTION,
        severity="notice",
        value=abs(clocked_h - planned_h) / planned_h,
        n=n_agents,
        n_unit="agents",
        numbers={
            "planned_h": planned_h,
            "clocked_h": clocked_h,
            "gap_h": abs(clocked_h - planned_h),
            "n_outside": n_outside,
        },
        controlled_by="provider",
        grade=grade,
        table="waterfall",
    )


def concepts_undecided(billed: pd.DataFrame, *, grade: str) -> Iterator[Finding]:
    """Several concepts of the invoice are in hours and nobody said which of them are time.

    A notice: hours billed may count the same hour twice, so that they are held against nothing.
    """
    yield Finding(
        code="billed_concepts_undecided",
        section=SECTION,
        severity="notice",
        value=float(len(billed)),
        unit="rows",
        numbers={
            "concepts": ",".join(billed["concept"]),
            "billed_h": float(sum(billed["billed_h"])),
        },
        controlled_by="both",
        grade=grade,
        table="billed",
    )
