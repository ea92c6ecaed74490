"""Where a share stands against its target, which teams stand below it, how much that weighs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

import pandas as pd

from cctoolkit.findings.finding import Finding, Hours, Severity


def place(share: float, target_low: float, target_high: float) -> Literal["below", "on", "above"]:
    """Where a share stands; every comparison with no target (NaN) is false, and so it is on it."""
    if share < target_low:
        return "below"
    return "above" if share > target_high else "on"


def weight(is_serious: bool) -> Severity:
    """Serious, or else a notice."""
    return "serious" if is_serious else "notice"


def lacking(
    share: float, low: float, high: float, denominator_s: float, target_low: float
) -> Hours:
    """Hours that a share and the ends of its interval lack to reach a target; none below zero."""

    def hours(at: float) -> float:
        return max(0.0, float((target_low - at) * denominator_s) / 3600)

    return Hours(hours(share), hours(high), hours(low))


def teams_surely_below(
    by_team: pd.DataFrame,
    finding: Finding,
    *,
    share: str,
    denominator: str,
    beside: str,
    n_teams: int,
) -> Iterator[Finding]:
    """Teams whose share is below the target by more than chance among so many teams explains.

    `by_team` carries `surely_high`, the one-sided upper limit at a confidence of 1 - 0.05 / n with
    n = `n_teams`, all that were compared, hidden ones too; it counts how agents differ and how
    days differ that all agents of a team share. If every team were on the target, some team would
    be named in about one period of twenty, or fewer. Shocks that last longer than a day, and
    causes that the team does not control, are not counted. A team without that limit, observed
    over fewer than five agents or five days, is never named. Serious: the gap is real, whatever
    its cause.

    Parameters
    ----------
    by_team : DataFrame
    finding : Finding
        What every team's has: code, section, severity, target, grade.
    share, denominator, beside : str
        Columns of the share, of the seconds that it divides by, and of the one told beside it.
    n_teams : int
    """
    for row in by_team[by_team["surely_high"] < finding.target].to_dict("records"):
        limits = row[share], row["low"], row["high"]
        yield replace(
            finding,
            value=row[share],
            low=row["low"],
            high=row["high"],
            n=int(row["n_agents"]),
            n_unit="agents",
            where={"team": str(row["team"])},
            numbers={beside: row[beside], "n_teams": n_teams},
            hours=lacking(*limits, row[denominator], finding.target),
            controlled_by="both",
            table="by_team",
        )
