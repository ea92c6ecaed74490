"""Whether what was planned is what was done: adherence to the schedule, and what decides it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from cctoolkit.engagement.opening import Engagement
from cctoolkit.engagement.plan import version_in_use
from cctoolkit.findings import Finding, KeyFigure
from cctoolkit.findings import schedule as rules
from cctoolkit.findings.rows import the_row
from cctoolkit.metrics.clock import with_clock
from cctoolkit.metrics.dialects import dialect_table
from cctoolkit.metrics.punctuality import punctuality_of
from cctoolkit.metrics.schedule import adherence_from, conformance_from, lost_time, readings_from
from cctoolkit.metrics.verdicts import PARTS
from cctoolkit.sections.absence import absent, none_of, too_few
from cctoolkit.sections.grade import poorest
from cctoolkit.sections.groups import PLACES, TIMES, Groups, employed, with_places
from cctoolkit.sections.instead import instead_tables
from cctoolkit.sections.key_figures import ends, key_figure
from cctoolkit.sections.section import Lack, Section
from cctoolkit.sections.shares import Shares
from cctoolkit.sections.spread import CONFIDENCE, share_spread

NAME = "schedule"
BASE = "judged_s"
MEASURED = ("adherent_ms", "non_adherent_ms")
DEFAULT_TOLERANCE_S = 300.0
"""Lateness that is overlooked when shifts begun late are counted, where nobody agreed another."""
TOLERANCES_S = (0.0, 60.0, 300.0, 900.0)
_OF_RULES = {name: f"rule_{name}" for name in ("measure", "counts", "value")}
_OF_SHIFTS = {
    **{name: f"shift_{name}" for name in ("absent_share", "late_share", "early_share")},
    **{name: f"{name}_shifts" for name in ("n_absent", "n_late", "n_early")},
}
_OF_THE_WHOLE = ("scheduled_s", "excluded_s", "unscheduled_s", "overlapped_s")
_COUNTED = ("n_deviations", "n_shifts", "n_absent_shifts", "n_rejected")


def schedule(engagement: Engagement) -> Section:
    """Evaluate adherence to the schedule: overall, by group and time, and under each rule.

    Needs `schedule_intervals`, or `schedules` and `states` from which they are made. Agents of
    whom no state was delivered are in no figure, and the hours planned for them are said; planned
    absence and leave are in no side. Days on which the list of agents has nobody employed under
    that name are no part of it, but for the vendors' rules, which judge the plan as it stands.
    Small groups are hidden as in the section on adherence to the post.
    """
    data = _Data.of(engagement)
    if isinstance(data, Lack):
        return Section(NAME, lacks=(data,))
    if data.groups.are_too_few:
        return Section(NAME, lacks=(too_few(NAME, data.groups.minimum),))
    tables: dict[str, pd.DataFrame] = {"overall": data.overall(), "variants": data.readings()}
    lacks = [*data.unjudged, *_no_exceptions(data, engagement)]
    _add_groups(tables, lacks, data)
    _add_instead(tables, lacks, data, engagement)
    _add_punctuality(tables, lacks, data, engagement)
    tables["conformance"] = conformance_from(data.every)
    _add_dialects(tables, lacks, engagement)
    grade = poorest(data.planned)
    return Section(
        NAME,
        tables=tables,
        key_figures=_key_figures(tables, engagement, grade),
        findings=tuple(_findings(tables, data, engagement, grade)),
        lacks=tuple(lacks),
        grade=grade,
        grades=dict.fromkeys(tables, grade),
        choices=_choices(data, engagement),
    )


class _Data:
    """The interval table of the plan: every row judged, and those in some side of adherence."""

    def __init__(self, rows: pd.DataFrame, engagement: Engagement) -> None:
        self.every = with_clock(rows, engagement.settings.zone)
        eligible = self.every["scheduled_ms"] > self.every["excluded_ms"]
        self.planned = self.every[eligible.astype(bool)]
        self.groups = Groups(self.planned, [*PLACES, *TIMES, "activity"], engagement)
        self.adherence = Shares(self._adherence, "adherent_s", BASE, self.groups)
        self.unjudged: list[Lack] = []

    @classmethod
    def of(cls, engagement: Engagement) -> _Data | Lack:
        """Prepare the rows, or say what lacks."""
        if "schedule_intervals" not in engagement:
            return _no_plan(engagement)
        delivered = engagement["schedule_intervals"]
        for name in MEASURED:
            if delivered[name].isna().any():
                return Lack(NAME, "column", (name,))
        rows = _split(employed(delivered, engagement))
        data = cls(rows[rows["without_states_ms"] == 0], engagement)
        hours = rows["without_states_ms"].sum() / 3_600_000
        if hours:
            data.unjudged.append(Lack("schedule_agents", "without_states", (f"{hours:.1f}",)))
        if data.planned.empty:
            return Lack(NAME, "planned", ("schedule_intervals",))
        return data

    def overall(self) -> pd.DataFrame:
        """Adherence of the whole, with what was planned or done outside any side of it.

        Planned is judged, unknown or excluded; `adherence` is of the judged, here as by group.
        """
        table = self.adherence.whole()
        whole = adherence_from(self.every)
        return table.assign(**{name: whole[name] for name in (*_OF_THE_WHOLE, *_COUNTED)})

    def readings(self) -> pd.DataFrame:
        """The readings that this engagement could give another number to, and the gross one."""
        table = readings_from(self.planned)
        base = table[table["reading"] == "gross"].iloc[0]
        parts = ["numerator_s", "denominator_s"]
        same = (table[parts] == base[parts]).all(axis=1) & (table["reading"] != "gross")
        return table[~same].reset_index(drop=True).rename(columns={"reading": "plan_reading"})

    def lost_time(self, dimension: str) -> pd.DataFrame:
        """Where the time out of adherence lies."""
        return lost_time(self.planned, [dimension])

    def _adherence(self, by: Sequence[str]) -> pd.DataFrame:
        table = adherence_from(self.planned, by)
        judged_s = table["adherent_s"] + table["non_adherent_s"]
        unused = [*_COUNTED, *(_OF_THE_WHOLE if by else ())]
        return table.assign(**{BASE: judged_s}).drop(columns=unused)


def _split(rows: pd.DataFrame) -> pd.DataFrame:
    """Take what a delivery does not tell apart for none of it, and add the places it has not."""
    names = [*(f"{part}_ms" for part in PARTS), "without_states_ms"]
    known = {name: rows[name].fillna(0) for name in names}
    return with_places(rows.assign(**known))


def _no_plan(engagement: Engagement) -> Lack:
    missing = [name for name in ("schedules", "states") if name not in engagement]
    if missing:
        return Lack(NAME, "either", ("schedule_intervals", *missing))
    return Lack(NAME, "planned", ("schedules",))


def _no_exceptions(data: _Data, engagement: Engagement) -> Iterator[Lack]:
    """Say that the net figure is the gross one because no exception was delivered."""
    covered = data.every["excused_ms"].sum() + data.every["excused_unknown_ms"].sum()
    lack = absent("schedule_net", engagement, "exceptions")
    if lack is not None and not covered:
        yield lack


def _add_groups(tables: dict[str, pd.DataFrame], lacks: list[Lack], data: _Data) -> None:
    dimensions = {f"by_{place}": (place, data.adherence.of_places) for place in PLACES}
    dimensions |= {
        "by_month": ("month", data.adherence.of_time),
        "by_day": ("business_day", data.adherence.of_time),
        "by_hour": ("hour", data.lost_time),
        "by_activity": ("activity", data.lost_time),
    }
    for name, (dimension, measured) in dimensions.items():
        lacks += data.groups.lacks(f"schedule_{name}", dimension)
        if data.groups.is_told(dimension):
            tables[name] = data.groups.only_shown(measured(dimension), dimension)


def _add_instead(
    tables: dict[str, pd.DataFrame], lacks: list[Lack], data: _Data, engagement: Engagement
) -> None:
    if "deviation_intervals" not in engagement:
        lack = absent("instead", engagement, "schedules", "states")
        lacks.append(lack or none_of("instead", engagement, "deviation_intervals"))
        return
    rows = with_places(employed(engagement["deviation_intervals"], engagement))
    rows = with_clock(rows, engagement.settings.zone)
    made = instead_tables(rows, engagement["aux_codes"], data.groups)
    tables |= made
    if not made:
        lacks.append(too_few("instead", data.groups.minimum))


def _add_punctuality(
    tables: dict[str, pd.DataFrame], lacks: list[Lack], data: _Data, engagement: Engagement
) -> None:
    lack = absent("punctuality", engagement, "shift_times")
    if lack is not None:
        lacks.append(lack)
        return
    shifts = employed(engagement["shift_times"], engagement)
    if shifts["agent_id"].nunique() < data.groups.minimum:
        lacks.append(too_few("punctuality", data.groups.minimum))
        return
    agreed = _tolerance_s(engagement)
    tables["punctuality"] = pd.concat(
        [
            _punctual(shifts, [], tolerance_s).assign(tolerance_s=tolerance_s)
            for tolerance_s in sorted({*TOLERANCES_S, agreed})
        ],
        ignore_index=True,
    )
    if "by_team" in tables:
        people = shifts.groupby("team")["agent_id"].nunique()
        enough = people.index[people >= data.groups.minimum]
        table = data.groups.only_shown(_punctual(shifts, ["team"], agreed), "team")
        tables["punctuality_by_team"] = table[table["team"].isin(enough)].reset_index(drop=True)


def _punctual(shifts: pd.DataFrame, by: list[str], tolerance_s: float) -> pd.DataFrame:
    """Punctuality without the seconds of the few who are counted."""
    table = punctuality_of(shifts, by, tolerance_s=tolerance_s)
    return table.drop(columns=["late_beyond_s", "early_beyond_s"]).rename(columns=_OF_SHIFTS)


def _tolerance_s(engagement: Engagement) -> float:
    return float(engagement.settings.schedule.grace_s or DEFAULT_TOLERANCE_S)


def _add_dialects(
    tables: dict[str, pd.DataFrame], lacks: list[Lack], engagement: Engagement
) -> None:
    lack = absent("dialects", engagement, "dialect_days")
    if lack is not None:
        lacks.append(lack)
        return
    days = engagement["dialect_days"]
    each = dialect_table(days, ["business_day"])
    limits = share_spread(
        each, ["dialect"], "numerator_s", "denominator_s", clusters=["business_day"]
    )
    table = dialect_table(days).merge(limits, on="dialect", how="left")
    tables["dialects"] = table.rename(columns=_OF_RULES)


def _choices(data: _Data, engagement: Engagement) -> dict[str, float | str | bool | None]:
    settings = engagement.settings
    target, chosen = settings.targets.schedule_adherence, settings.schedule
    has_plan = "schedules" in engagement and "shift_times" in engagement
    return {
        "target_low": target.low if target else None,
        "target_high": target.high if target else None,
        "version": version_in_use(engagement["schedules"], settings) if has_plan else None,
        "grace_s": chosen.grace_s if has_plan else None,
        "forgiven_s": chosen.forgiven_s if has_plan else None,
        "forgives": chosen.forgives if has_plan and chosen.forgiven_s else None,
        "recovery_s": chosen.recovery_minutes * 60 if has_plan else None,
        "not_eligible": ", ".join(chosen.not_eligible) if has_plan else None,
        "codes_mapped": _codes_mapped(engagement) if has_plan else None,
        "late_beyond_s": _tolerance_s(engagement) if has_plan else None,
        "decides": "settings" if has_plan else "delivered",
        "confidence": CONFIDENCE,
    }


def _codes_mapped(engagement: Engagement) -> str:
    """How many of the auxiliary codes tell which planned activity they are."""
    codes = engagement.settings.aux_codes
    return f"{len(engagement.settings.schedule_rules.aux_activities)}/{len(codes)}"


def _key_figures(
    tables: dict[str, pd.DataFrame], engagement: Engagement, grade: str
) -> tuple[KeyFigure, ...]:
    return (
        key_figure(
            "schedule_adherence",
            the_row(tables["overall"]),
            "adherence",
            counted=("n_agents", "agents"),
            **ends(engagement.settings.targets.schedule_adherence),
            trend=tables["by_day"]["adherence"] if "by_day" in tables else None,
            grade=grade,
        ),
    )


def _findings(
    tables: dict[str, pd.DataFrame], data: _Data, engagement: Engagement, grade: str
) -> Iterator[Finding]:
    target = engagement.settings.targets.schedule_adherence
    low = target.low if target else float("nan")
    if target:
        yield from rules.adherence_against_target(tables["overall"], **ends(target), grade=grade)
    if "dialects" in tables:
        yield from rules.definition_decides(tables["dialects"], target_low=low, grade=grade)
    if target and "by_team" in tables:
        yield from rules.teams_below_target(
            tables["by_team"], target_low=low, n_teams=data.groups.n_named("team"), grade=grade
        )
    yield from rules.exceptions_move_it(tables["overall"], target_low=low, grade=grade)
    if "by_hour" in tables:
        yield from rules.hours_that_lose(tables["by_hour"], grade=grade)
    if "by_activity" in tables:
        yield from rules.activities_that_lose(tables["by_activity"], grade=grade)
