"""What was planned against what was done, as interval tables: from schedules and states."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cctoolkit.engagement.settings import Settings
from cctoolkit.metrics.clock import milliseconds
from cctoolkit.metrics.comparison import Comparison, compare
from cctoolkit.metrics.deviations import reduce_deviations
from cctoolkit.metrics.dialects import dialects_of
from cctoolkit.metrics.plan import plan
from cctoolkit.metrics.schedule_intervals import reduce_schedule, unjudged
from cctoolkit.metrics.sessions import AWAY, days_clocked, days_planned, shifts
from cctoolkit.metrics.shrinkage import TIMES as LOST_TIMES
from cctoolkit.metrics.shrinkage import reduce_shrinkage
from cctoolkit.metrics.verdicts import judged
from cctoolkit.tables.catalogue import CATALOGUE
from cctoolkit.tables.frames import conform

PLANNED = (
    "schedule_intervals",
    "deviation_intervals",
    "shift_times",
    "dialect_days",
    "shrinkage_days",
)
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
    schedules = in_use(tables["schedules"], settings)
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
        "deviation_intervals": reduce_deviations(verdicts, **clock),
        "shift_times": together.shifts,
        "dialect_days": _dialects(together, settings),
        "shrinkage_days": _shrinkage(tables, pieces, settings),
    }
    return {name: conform(frame, CATALOGUE[name]) for name, frame in made.items()}


def with_business_day(
    name: str, frame: pd.DataFrame, schedules: pd.DataFrame | None, settings: Settings
) -> pd.DataFrame:
    """Give `schedules` or `clockings` the local date on which the shift of each row begins.

    `schedules` are all that were delivered: the shift to which a clocking belongs is that of the
    version in use, to which the engine of states gives the connection at that time too.
    """
    clock = {
        "zone": settings.zone,
        "session_break_ms": settings.states.policies.session_break_ms,
    }
    if name == "schedules":
        return frame.assign(business_day=days_planned(frame, **clock))
    known = None
    if schedules is not None:
        chosen = in_use(schedules, settings)
        known = shifts(chosen, session_break_ms=clock["session_break_ms"])
    return frame.assign(business_day=days_clocked(frame, shifts=known, **clock))


def version_in_use(schedules: pd.DataFrame, settings: Settings) -> str:
    """Version that the settings choose; else `final` where there is one, else the last by name."""
    versions = sorted(schedules["published_version"].unique())
    if settings.schedule.version is not None:
        return settings.schedule.version
    return "final" if "final" in versions else versions[-1]


def in_use(schedules: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Planned activities of the version in use: those of two versions together plan nothing."""
    return schedules[schedules["published_version"] == version_in_use(schedules, settings)]


def version_published(schedules: pd.DataFrame, settings: Settings) -> str:
    """Version that was published before the days it plans: the one that says what was planned.

    That of the settings; else `published` where there is one, else the version in use.
    """
    if settings.schedule.published is not None:
        return settings.schedule.published
    is_there = schedules["published_version"].eq("published").any()
    return "published" if is_there else version_in_use(schedules, settings)


def _shrinkage(
    tables: Mapping[str, pd.DataFrame], pieces: pd.DataFrame, settings: Settings
) -> pd.DataFrame:
    """Time lost by agent and day, under the version published and under the one in use.

    Agents without states are left out, their absences too, and their planned time is counted.
    """
    schedules, absences = tables["schedules"], tables.get("absences")
    people = pieces["agent_id"].unique()
    versions = [chosen(schedules, settings) for chosen in (version_published, version_in_use)]
    how = {
        "zone": settings.zone,
        "session_break_ms": settings.states.policies.session_break_ms,
    }
    activities = settings.schedule_rules.aux_activities
    if absences is not None:
        absences = absences[absences["agent_id"].isin(people)].reset_index(drop=True)
    parts = []
    for version in dict.fromkeys(versions):
        of_version = schedules[schedules["published_version"] == version]
        known = of_version["agent_id"].isin(people)
        codes = aux_codes_of(settings)
        given = (of_version[known], pieces, codes, absences)
        made = reduce_shrinkage(*given, version=version, aux_activities=activities, **how)
        others = plan(of_version[~known], version=version, **how).planned
        parts += [made, _without_states(others).assign(published_version=version)]
    filled = [part for part in parts if len(part)] or parts[:1]
    return pd.concat(filled, ignore_index=True).assign(evidence="A")


def _without_states(planned: pd.DataFrame) -> pd.DataFrame:
    """Planned time at work of each agent's days, lost to nothing that anybody knows."""
    at_work = planned[~planned["activity"].isin(AWAY) & planned["paid"].ne(False).fillna(True)]
    length = milliseconds(at_work["end_at"]) - milliseconds(at_work["start_at"])
    rows = at_work.assign(without_states_ms=length)
    sums = rows.groupby(["agent_id", "business_day"])["without_states_ms"].sum().reset_index()
    zeros = dict.fromkeys([f"{name}_ms" for name in LOST_TIMES], 0)
    return sums.assign(external=False, planned=False, reason=None, **zeros)


def aux_codes_of(settings: Settings) -> pd.DataFrame:
    """The auxiliary codes of the settings as a canonical table."""
    rows = [{"aux_code": code, **flags.model_dump()} for code, flags in settings.aux_codes.items()]
    names = CATALOGUE["aux_codes"].names
    return conform(pd.DataFrame(rows, columns=[*names]), CATALOGUE["aux_codes"])


def _dialects(together: Comparison, settings: Settings) -> pd.DataFrame:
    activities = settings.schedule_rules.aux_activities
    table = dialects_of(together, ["business_day"], aux_activities=activities)
    times = ("numerator", "denominator", "unknown")
    return table.assign(
        **{f"{name}_ms": (table[f"{name}_s"] * 1000).round().astype("Int64") for name in times}
    )
