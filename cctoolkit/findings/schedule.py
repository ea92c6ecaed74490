"""Thresholds on adherence to the schedule, and on what decides it."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from cctoolkit.findings import standing
from cctoolkit.findings.finding import Finding, Hours
from cctoolkit.findings.rows import the_row

SECTION = "schedule"
WORTH_SAYING_SHARE = 0.01
HALF = 0.5
CONCENTRATED_SHARE = 1 / 3
CLEARLY_MORE = 2.0
PART_OF_THE_LOSS = 0.10


def adherence_against_target(
    overall: pd.DataFrame, *, target_low: float, target_high: float, grade: str
) -> Iterator[Finding]:
    """Adherence of the whole, held against both ends of the target.

    Below by more than the margin of uncertainty is serious, below within it a notice: it was
    missed, but no judgement on how the service is run can rest on it. Above the band is a notice:
    a plan that is changed afterwards to fit what was done adheres to itself.
    """
    row = the_row(overall)
    if pd.isna(row["adherence"]):
        return
    place = standing.place(row["adherence"], target_low, target_high)
    yield Finding(
        code=f"schedule_{place}_target",
        section=SECTION,
        severity="good"
        if place == "on"
        else standing.weight(place == "below" and row["high"] < target_low),
        value=float(row["adherence"]),
        low=float(row["low"]),
        high=float(row["high"]),
        target=target_high if place == "above" else target_low,
        n=int(row["n_agents"]),
        n_unit="agents",
        numbers={
            "absent_h": float(row["absent_s"] / 3600),
            "out_h": float(row["non_adherent_s"] / 3600),
            "adherence_low": float(row["adherence_low"]),
            "adherence_high": float(row["adherence_high"]),
        },
        hours=_lacking(row, target_low) if place == "below" else None,
        controlled_by="both",
        grade=grade,
        table="overall",
    )


def teams_below_target(
    by_team: pd.DataFrame, *, target_low: float, n_teams: int, grade: str
) -> Iterator[Finding]:
    """Teams whose adherence is below the target by more than chance among so many explains.

    The rule is that of `standing.teams_surely_below`.
    """
    every = Finding(
        code="team_below_schedule_target",
        section=SECTION,
        severity="serious",
        target=target_low,
        grade=grade,
    )
    columns = {"share": "adherence", "denominator": "judged_s", "beside": "adherence_attended"}
    return standing.teams_surely_below(by_team, every, **columns, n_teams=n_teams)


def definition_decides(
    dialects: pd.DataFrame, *, target_low: float = math.nan, grade: str
) -> Iterator[Finding]:
    """The published rules of adherence give the same days values a point or more apart.

    Serious when they fall on both sides of the target: then the contract must say whose rule it
    means before anything is held against it. A notice otherwise, and without a target.
    """
    rules = dialects[dialects["rule_measure"].eq("adherence")].dropna(subset=["rule_value"])
    if rules.empty:
        return
    lowest, highest = (rules.loc[rules["rule_value"].agg(end)] for end in ("idxmin", "idxmax"))
    low, high = float(lowest["rule_value"]), float(highest["rule_value"])
    decides = low < target_low <= high
    if not (decides or high - low >= WORTH_SAYING_SHARE):
        return
    yield Finding(
        code="schedule_rule_decides" if decides else "schedule_rule_matters",
        section=SECTION,
        severity=standing.weight(decides),
        value=high - low,
        target=target_low,
        n=len(rules),
        n_unit="rules",
        numbers={
            "lowest_value": low,
            "lowest_rule": str(lowest["dialect"]),
            "highest_value": high,
            "highest_rule": str(highest["dialect"]),
            "n_below": int((rules["rule_value"] < target_low).sum()),
        },
        controlled_by="both",
        grade=grade,
        table="dialects",
    )


def exceptions_move_it(
    overall: pd.DataFrame, *, target_low: float = math.nan, grade: str
) -> Iterator[Finding]:
    """Approved exceptions raise adherence by a point or more.

    Serious when the target is reached with them and not without: whoever approves decides then.
    A notice otherwise, and without a target.
    """
    row = the_row(overall)
    gross, net = row["adherence"], row["adherence_net"]
    if not net - gross >= WORTH_SAYING_SHARE:
        return
    yield Finding(
        code="exceptions_move_adherence",
        section=SECTION,
        severity=standing.weight(gross < target_low <= net),
        value=float(net - gross),
        target=target_low,
        n=int(row["n_agents"]),
        n_unit="agents",
        numbers={
            "gross": float(gross),
            "net": float(net),
            "excused_h": float((row["excused_s"] + row["excused_unknown_s"]) / 3600),
            "decides": int(gross < target_low <= net),
        },
        controlled_by="provider",
        grade=grade,
        table="overall",
    )


def hours_that_lose(by_hour: pd.DataFrame, *, grade: str) -> Iterator[Finding]:
    """The hours of the day, worst first, in which half of the time out of adherence lies.

    Said only when they hold less than a third of the planned time: otherwise the whole day loses,
    and no hour stands out. A notice: hours differ for reasons that nobody on shift controls.
    """
    ordered = by_hour.dropna(subset=["out_share"]).sort_values(
        ["out_share", "hour"], ascending=[False, True], kind="stable"
    )
    lost = ordered["non_adherent_s"]
    if not lost.sum() > 0:
        return
    n_hours = int((lost.cumsum() < HALF * lost.sum()).sum()) + 1
    worst = ordered.iloc[:n_hours]
    planned = float(worst["judged_s"].sum() / ordered["judged_s"].sum())
    if planned > CONCENTRATED_SHARE:
        return
    yield Finding(
        code="hours_that_lose_adherence",
        section=SECTION,
        severity="notice",
        value=float(worst["non_adherent_s"].sum() / lost.sum()),
        n=n_hours,
        n_unit="hours",
        numbers={
            "hours": ",".join(map(str, sorted(worst["hour"].astype(int)))),
            "planned_share": planned,
            "lost_h": float(worst["non_adherent_s"].sum() / 3600),
        },
        controlled_by="both",
        grade=grade,
        table="by_hour",
    )


def activities_that_lose(by_activity: pd.DataFrame, *, grade: str) -> Iterator[Finding]:
    """Planned activities that are out of adherence twice as often as the plan as a whole.

    Said when they also hold a tenth of all the time lost. A notice: what is planned and not done
    at its hour may have been done at another, or moved by whoever runs the floor.
    """
    lost, known = by_activity["non_adherent_s"].sum(), by_activity["judged_s"].sum()
    if not lost > 0:
        return
    more = (by_activity["out_share"] >= CLEARLY_MORE * lost / known) & (
        by_activity["non_adherent_s"] >= PART_OF_THE_LOSS * lost
    )
    for row in by_activity[more].to_dict("records"):
        yield Finding(
            code="activity_that_loses_adherence",
            section=SECTION,
            severity="notice",
            value=float(row["out_share"]),
            where={"activity": str(row["activity"])},
            numbers={
                "whole_share": float(lost / known),
                "lost_share": float(row["non_adherent_s"] / lost),
                "lost_h": float(row["non_adherent_s"] / 3600),
            },
            controlled_by="both",
            grade=grade,
            table="by_activity",
        )


def _lacking(row: pd.Series | dict, target_low: float) -> Hours:
    return standing.lacking(row["adherence"], row["low"], row["high"], row["judged_s"], target_low)
