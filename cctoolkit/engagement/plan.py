"""What was planned against what was done, as interval tables: from schedules and states."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cctoolkit.engagement.settings import Settings
from cctoolkit.metrics.comparison import Comparison, compare
from cctoolkit.metrics.dialects import dialects_of
from cctoolkit.metrics.plan import plan
from cctoolkit.metrics.schedule_intervals import reduce_schedule, unjudged
from cctoolkit.metrics.sessions import days_clocked, days_planned, shifts
from cctoolkit.metrics.verdicts import judged
from cctoolkit.tables.catalogue import CATALOGUE
from cctoolkit.tables.frames import conform

PLANNED = ("schedule_intervals", "shift_times", "dialect_days")
SHIFTED = ("schedules", "clockings")
"""Events that belong to the business day of a shift, which no file says."""


def build_plan(
    tables: Mapping[str, pd.DataFrame], pieces: pd.DataFrame | None, settings: Settings
) -> dict[str, pd.DataFrame]:
    """Return the tables of adherence to schedule; none without schedules and states.

    Agents of whom no state was delivered are not judged: nobody can tell an absence from a log
    that is missing. Their planned time is counted apart.
    """
    if pieces is None or pieces.empty or "schedules" not in tables:
        return {}
    version = version_in_use(tables["schedules"], settings)
    schedules = tables["schedules"][tables["schedules"]["published_version"] == version]
    known = schedules["agent_id"].isin(pieces["agent_id"].unique())
    session_break_ms = settings.states.policies.session_break_ms
    how = {"zone": settings.zone, "version": version, "session_break_ms": session_break_ms}
    together = compare(schedules[known], pieces, **how)
    verdicts = judged(together, exceptions=tables.get("exceptions"), rules=settings.schedule_rules)
    clock = {"zone": settings.zone, "interval_minutes": settings.interval_minutes}
    parts = [reduce_schedule(verdicts, **clock)]
    if not known.all():
        parts.append(unjudged(plan(schedules[~known], **how).planned, **clock))
    made = {
        "schedule_intervals": pd.concat(parts, ignore_index=True),
        "shift_times": together.shifts,
        "dialect_days": _dialects(together, settings),
    }
    return {name: conform(frame, CATALOGUE[name]) for name, frame in made.items()}


def with_business_day(
    name: str, frame: pd.DataFrame, schedules: pd.DataFrame | None, settings: Settings
) -> pd.DataFrame:
    """Give `schedules` or `clockings` the local date on which the shift of each row begins.

    `schedules` are all that were delivered: the shift to which a clocking belongs is that to which
    the engine of states gives the connection at that time.
    """
    clock = {
        "zone": settings.zone,
        "session_break_ms": settings.states.policies.session_break_ms,
    }
    if name == "schedules":
        return frame.assign(business_day=days_planned(frame, **clock))
    known = None
    if schedules is not None:
        known = shifts(schedules, session_break_ms=clock["session_break_ms"])
    return frame.assign(business_day=days_clocked(frame, shifts=known, **clock))


def version_in_use(schedules: pd.DataFrame, settings: Settings) -> str:
    """Version that the settings choose; else `final` where there is one, else the last by name."""
    versions = sorted(schedules["published_version"].unique())
    if settings.schedule.version is not None:
        return settings.schedule.version
    return "final" if "final" in versions else versions[-1]


def _dialects(together: Comparison, settings: Settings) -> pd.DataFrame:
    activities = settings.schedule_rules.aux_activities
    table = dialects_of(together, ["business_day"], aux_activities=activities)
    times = ("numerator", "denominator", "unknown")
    return table.assign(
        **{f"{name}_ms": (table[f"{name}_s"] * 1000).round().astype("Int64") for name in times}
    )
