"""Thresholds on the day sheet: which cause the days below the target rest on."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cctoolkit.findings import standing
from cctoolkit.findings.finding import Finding, Party

SECTION = "planning"
CHANCE = 3.0
"""Standard deviations of a Poisson count: a volume above the forecast by less may be chance."""
CAUSES = ("plan", "volume", "handle_time", "absence", "adherence")
UNCLAIMED = ("chance", "model_error")


def with_main_cause(days: pd.DataFrame, *, target: float) -> pd.DataFrame:
    """Add `main_cause` to the days below the target, as far as one can be named.

    The cause that took most from the level: `plan` (the level expected under the plan lacks
    this much to the target), `volume`, `handle_time`, `absence` or `adherence`. `chance` where
    it would be volume, and the day brought no more contacts than chance gives around the forecast;
    `model_error` where the model errs by as much as the cause, or a clear cause is missing.
    """
    lost = pd.DataFrame({"plan": (days["plan_level"] - target).clip(upper=0)})
    for cause in CAUSES[1:]:
        lost[cause] = days[f"{cause}_points"].fillna(0)
    main = lost.idxmin(axis=1).astype(object)
    excess = days["n_offered"] - days["n_forecast"]
    by_chance = ~(excess > CHANCE * np.sqrt(days["n_forecast"].clip(lower=0)))
    main = main.mask((main == "volume") & by_chance, "chance")
    unsure = ~(days["model_error_points"].abs() < -lost.min(axis=1))
    main = main.mask(unsure, "model_error")
    missed = days["measured_level"] < target
    return days.assign(main_cause=main.where(missed).astype("str"))


def causes_of_missed_days(
    by_day: pd.DataFrame,
    *,
    target: float,
    threshold_s: float,
    forecast_owner: str,
    forecast_locked: bool,
    grade: str,
) -> Iterator[Finding]:
    """Each cause on which days below the target mainly rest, and the days that rest on none.

    Serious if a month missed its target and the contacts that the cause took on its days are at
    least those missing to it: without them, by the model, the month had met its target. A cause
    that the model's error reaches is not named: see `with_main_cause`.
    """
    missed = by_day[by_day["measured_level"] < target]
    found = []
    for cause in CAUSES:
        days = missed[missed["main_cause"] == cause]
        if days.empty:
            continue
        n_base = days["n_base"].sum()
        lost = _lost(days, cause, target)
        numbers = {
            "days": ",".join(f"{day:%Y-%m-%d}" for day in days["business_day"]),
            "n_days": len(days),
            "n_days_missed": len(missed),
            "lost_contacts": float(lost),
            "error_points": float(days["model_error_contacts"].sum() / n_base),
            "threshold_s": threshold_s,
            "n_offered": float(days["n_offered"].sum()),
            "n_forecast": float(days["n_forecast"].sum()) if "n_forecast" in days else np.nan,
            "forecast_owner": forecast_owner,
            "forecast_locked": int(forecast_locked),
        }
        found.append(
            Finding(
                code=f"missed_by_{cause}",
                section=SECTION,
                severity=standing.weight(_decides_a_month(by_day, days, cause, target)),
                value=float(lost / n_base),
                target=target,
                n=int(n_base),
                n_unit="contacts",
                numbers=numbers,
                controlled_by=_controls(cause, forecast_owner),
                grade=grade,
                table="by_day",
            )
        )
    yield from sorted(
        found, key=lambda each: (each.severity != "serious", -each.numbers["lost_contacts"])
    )
    yield from _unclaimed(missed, target, grade)


def _decides_a_month(by_day: pd.DataFrame, days: pd.DataFrame, cause: str, target: float) -> bool:
    """Whether a month missed its target by no more than the cause took on these of its days."""
    for month, mine in days.groupby(days["business_day"].dt.to_period("M")):
        whole = by_day[by_day["business_day"].dt.to_period("M") == month]
        missing = target * whole["n_base"].sum() - whole["n_within"].sum()
        if 0 < missing <= _lost(mine, cause, target):
            return True
    return False


def _lost(days: pd.DataFrame, cause: str, target: float) -> float:
    """Contacts within the threshold that a cause took on these days."""
    if cause == "plan":
        return float((target * days["n_base"] - days["plan_contacts"]).sum())
    return -float(days[f"{cause}_contacts"].sum())


def _unclaimed(missed: pd.DataFrame, target: float, grade: str) -> Iterator[Finding]:
    days = missed[missed["main_cause"].isin(UNCLAIMED)]
    if days.empty:
        return
    n_base = days["n_base"].sum()
    yield Finding(
        code="missed_without_cause",
        section=SECTION,
        severity="notice",
        value=float(target - days["n_within"].sum() / n_base),
        target=target,
        n=int(n_base),
        n_unit="contacts",
        numbers={
            "n_days": len(days),
            "n_days_missed": len(missed),
            "n_chance": int((days["main_cause"] == "chance").sum()),
            "error_points": float(days["model_error_contacts"].sum() / n_base),
        },
        controlled_by="both",
        grade=grade,
        table="by_day",
    )


def _controls(cause: str, forecast_owner: str) -> Party:
    """Who can change it: the forecast, its owner; absence, plan and presence, the provider."""
    if cause == "volume":
        return forecast_owner if forecast_owner in ("client", "provider") else "both"
    return "both" if cause == "handle_time" else "provider"
