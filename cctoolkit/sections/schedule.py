"""Whether what was planned is what was done: adherence to the schedule, and what decides it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

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
from cctoolkit.sections.absence import absent, unplaced
from cctoolkit.sections.codes import GROUPS
from cctoolkit.sections.grade import carries, poorest
from cctoolkit.sections.privacy import shown_groups
from cctoolkit.sections.section import Lack, Section
from cctoolkit.sections.spread import CONFIDENCE, adjusted, share_spread
from cctoolkit.stats import MIN_CLUSTERS
from cctoolkit.tables.employment import is_outside_employment

NAME = "schedule"
TIMES = ("month", "business_day", "hour")
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
    if data.planned["agent_id"].nunique() < data.minimum:
        return Section(NAME, lacks=(Lack(NAME, "people", ("1", str(data.minimum))),))
    tables: dict[str, pd.DataFrame] = {"overall": data.overall(), "variants": data.readings()}
    lacks = [*data.unjudged, *_no_exceptions(data, engagement)]
    for group in GROUPS:
        _add_group(tables, lacks, data, engagement, group)
    _add_times(tables, lacks, data)
    _add_losses(tables, lacks, data)
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
        self.minimum = engagement.settings.minimum_group
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
        rows = _split(_employed(delivered, engagement))
        data = cls(rows[rows["without_states_ms"] == 0], engagement)
        hours = rows["without_states_ms"].sum() / 3_600_000
        if hours:
            data.unjudged.append(Lack("schedule_agents", "without_states", (f"{hours:.1f}",)))
        if data.planned.empty:
            return Lack(NAME, "planned", ("schedule_intervals",))
        return data

    @cached_property
    def shown(self) -> dict[str, list]:
        """Groups, months, days, hours and activities that may be shown beside each other."""
        dimensions = [*GROUPS, *TIMES, "activity"]
        people = self.planned[["agent_id", *dimensions]].drop_duplicates()
        return shown_groups(people, dimensions, minimum=self.minimum)

    def only_shown(self, table: pd.DataFrame, dimension: str) -> pd.DataFrame:
        """Rows of the groups that may be shown."""
        return table[table[dimension].isin(self.shown[dimension])].reset_index(drop=True)

    def n_named(self, group: str) -> int:
        """How many groups there are, shown or not."""
        return self.planned[group].nunique()

    def n_hidden(self, group: str) -> int:
        """How many groups are not shown."""
        return self.n_named(group) - len(self.shown[group])

    def overall(self) -> pd.DataFrame:
        """Adherence of the whole, with what was planned or done outside any side of it."""
        table = self.adherence([], clusters=["business_day"])
        whole = adherence_from(self.every)
        return table.assign(**{name: whole[name] for name in (*_OF_THE_WHOLE, *_COUNTED)})

    def readings(self) -> pd.DataFrame:
        """The readings that this engagement could give another number to, and the gross one."""
        table = readings_from(self.planned)
        base = table[table["reading"] == "gross"].iloc[0]
        parts = ["numerator_s", "denominator_s"]
        same = (table[parts] == base[parts]).all(axis=1) & (table["reading"] != "gross")
        return table[~same].reset_index(drop=True).rename(columns={"reading": "plan_reading"})

    def adherence(self, by: list[str], *, clusters: list[str]) -> pd.DataFrame:
        """Adherence by group with its interval, from how its clusters differ."""
        table = _known(adherence_from(self.planned, by)).drop(columns=[*_COUNTED])
        if by:
            table = table.drop(columns=[*_OF_THE_WHOLE[1:]])
        limits = self._limits(by, clusters, CONFIDENCE)
        return table.merge(limits, on=by, how="left") if by else table.join(limits)

    def adherence_of_groups(self, group: str) -> pd.DataFrame:
        """Adherence by group, judged over agents and days at once.

        `surely_high` is the upper limit at a confidence that allows for comparing all the groups,
        hidden ones too. With too few days to see how days differ, `low` and `high` are judged over
        agents alone and nothing is sure.
        """
        both = ["agent_id", "business_day"]
        has_days = self.planned["business_day"].nunique() >= MIN_CLUSTERS
        table = self.adherence([group], clusters=both if has_days else both[:1])
        sure = self._limits([group], both, adjusted(self.n_named(group), sides=1))
        return table.merge(
            sure.rename(columns={"high": "surely_high"})[[group, "surely_high"]], on=group
        )

    def _limits(self, by: list[str], clusters: list[str], confidence: float) -> pd.DataFrame:
        cells = _known(adherence_from(self.planned, [*by, *clusters]))
        return share_spread(cells, by, "adherent_s", BASE, clusters=clusters, confidence=confidence)


def _split(rows: pd.DataFrame) -> pd.DataFrame:
    """Take what a delivery does not tell apart for none of it, and add the groups it has not."""
    names = [*(f"{part}_ms" for part in PARTS), "without_states_ms"]
    known = {name: rows[name].fillna(0) for name in names}
    groups = {group: None for group in GROUPS if group not in rows}
    return rows.assign(**known, **groups)


def _known(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(**{BASE: table["adherent_s"] + table["non_adherent_s"]})


def _employed(rows: pd.DataFrame, engagement: Engagement) -> pd.DataFrame:
    """Leave out plans outside every employment: a defect of the data."""
    if "agents" not in engagement:
        return rows
    return rows[~is_outside_employment(rows, engagement["agents"])]


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


def _hidden(what: str, n_hidden: int, minimum: int) -> list[Lack]:
    """Say how many groups are not shown, if any."""
    return [Lack(what, "people", (str(n_hidden), str(minimum)))] if n_hidden else []


def _add_group(
    tables: dict[str, pd.DataFrame],
    lacks: list[Lack],
    data: _Data,
    engagement: Engagement,
    group: str,
) -> None:
    if not data.n_named(group):
        lacks.append(unplaced(f"schedule_by_{group}", engagement, group))
        return
    lacks += _hidden(f"schedule_by_{group}", data.n_hidden(group), data.minimum)
    if data.shown[group]:
        tables[f"by_{group}"] = data.only_shown(data.adherence_of_groups(group), group)


def _add_times(tables: dict[str, pd.DataFrame], lacks: list[Lack], data: _Data) -> None:
    for name, time, clusters in (
        ("by_month", "month", ["business_day"]),
        ("by_day", "business_day", ["agent_id"]),
    ):
        if not carries(data.planned, time):
            lacks.append(Lack(f"schedule_{name}", "grain", (time,)))
            continue
        lacks += _hidden(f"schedule_{name}", data.n_hidden(time), data.minimum)
        if data.shown[time]:
            tables[name] = data.only_shown(data.adherence([time], clusters=clusters), time)


def _add_losses(tables: dict[str, pd.DataFrame], lacks: list[Lack], data: _Data) -> None:
    for dimension in ("hour", "activity"):
        what = f"schedule_by_{dimension}"
        if not carries(data.planned, dimension):
            lacks.append(Lack(what, "grain", (dimension,)))
            continue
        lacks += _hidden(what, data.n_hidden(dimension), data.minimum)
        if data.shown[dimension]:
            table = lost_time(data.planned, [dimension])
            tables[f"by_{dimension}"] = data.only_shown(table, dimension)


def _add_punctuality(
    tables: dict[str, pd.DataFrame], lacks: list[Lack], data: _Data, engagement: Engagement
) -> None:
    lack = absent("punctuality", engagement, "shift_times")
    if lack is not None:
        lacks.append(lack)
        return
    shifts = _employed(engagement["shift_times"], engagement)
    if shifts["agent_id"].nunique() < data.minimum:
        lacks.append(Lack("punctuality", "people", ("1", str(data.minimum))))
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
        enough = people.index[people >= data.minimum]
        table = data.only_shown(_punctual(shifts, ["team"], agreed), "team")
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
    row = the_row(tables["overall"])
    target = engagement.settings.targets.schedule_adherence
    return (
        KeyFigure(
            term="schedule_adherence",
            value=float(row["adherence"]),
            low=float(row["low"]),
            high=float(row["high"]),
            unit="share",
            n=int(row["n_agents"]),
            n_unit="agents",
            grade=grade,
            target_low=target.low if target else float("nan"),
            target_high=target.high if target else float("nan"),
            trend=tuple(tables["by_day"]["adherence"]) if "by_day" in tables else (),
        ),
    )


def _findings(
    tables: dict[str, pd.DataFrame], data: _Data, engagement: Engagement, grade: str
) -> Iterator[Finding]:
    target = engagement.settings.targets.schedule_adherence
    low = target.low if target else float("nan")
    if target:
        yield from rules.adherence_against_target(
            tables["overall"], target_low=low, target_high=target.high, grade=grade
        )
    if "dialects" in tables:
        yield from rules.definition_decides(tables["dialects"], target_low=low, grade=grade)
    if target and "by_team" in tables:
        yield from rules.teams_below_target(
            tables["by_team"], target_low=low, n_teams=data.n_named("team"), grade=grade
        )
    yield from rules.exceptions_move_it(tables["overall"], target_low=low, grade=grade)
    if "by_hour" in tables:
        yield from rules.hours_that_lose(tables["by_hour"], grade=grade)
    if "by_activity" in tables:
        yield from rules.activities_that_lose(tables["by_activity"], grade=grade)
