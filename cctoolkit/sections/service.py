"""What the customer met: volumes, service level, speed of answer, abandonment, handle time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

import pandas as pd

from cctoolkit.engagement.opening import Engagement
from cctoolkit.engagement.settings import Settings
from cctoolkit.findings import Finding, KeyFigure
from cctoolkit.findings import service as rules
from cctoolkit.findings.rows import the_row
from cctoolkit.metrics import service as metrics
from cctoolkit.metrics.adherence import handle_time_by_agent_group
from cctoolkit.metrics.clock import with_clock
from cctoolkit.metrics.waits import waiting_percentiles
from cctoolkit.sections import levels
from cctoolkit.sections.absence import absent, hidden, none_of, unplaced
from cctoolkit.sections.grade import carries, poorest
from cctoolkit.sections.groups import Groups
from cctoolkit.sections.handling import COARSE, INTERVALS, TIMES, WEEK, Handling
from cctoolkit.sections.key_figures import key_figure
from cctoolkit.sections.measures import measures, queue_sums_by_segment, with_limits
from cctoolkit.sections.section import Lack, Section
from cctoolkit.sections.spread import CONFIDENCE
from cctoolkit.tables.catalogue import CATALOGUE
from cctoolkit.tables.frames import empty

NAME = "service"
DEFAULT_THRESHOLD_S = 20.0
DEFAULT_BASIS = "offered"
UNITS = {"interval": "hour", "day": "business_day"}
"""What is judged by itself, and the time that each row must lie in."""
PARTS = {
    "abandonment": (
        "n_offered_to_queue",
        "n_abandoned",
        "abandoned_share",
        "n_short",
        "abandoned_share_net",
    ),
    "handle_parts": ("n_handled", "mean_talk_s", "mean_hold_s", "mean_acw_s", "aht_s"),
}
"""What abandonment and handle time are made of, by queue."""
OF_CONTACTS = ("waiting", "by_segment")
"""Tables of the contacts delivered one by one, and of no others."""
EVERY_CHANNEL = ("by_queue", "by_channel", "by_interval", *PARTS)


def service(engagement: Engagement) -> Section:
    """Evaluate what customers met, in the channels of the target and in every other.

    Needs `queue_intervals`, or `contacts` from which they are made. A threshold that the source
    does not carry is said to be missing and its level is not shown.
    """
    if "queue_intervals" not in engagement:
        return Section(NAME, lacks=(none_of(NAME, engagement, "contacts", "queue_intervals"),))
    data = _Data(engagement)
    tables = {
        "overall": data.table([], cluster="business_day"),
        "by_queue": data.table(["queue", "channel"], cluster="business_day", channels="all"),
        "by_channel": data.table(["channel"], cluster="business_day", channels="all"),
    }
    lacks = [*data.lacks(tables["overall"])]
    _add_times(tables, lacks, data)
    if data.thresholds_s:
        tables["levels"] = data.levels()
    _add_definitions(tables, lacks, data)
    for name, columns in PARTS.items():
        tables[name] = tables["by_queue"][["queue", "channel", *columns]]
    _add_contacts(tables, lacks, engagement, data)
    _add_teams(tables, lacks, engagement)
    n_hidden = sum(data.handling.n_hidden(by) for name, by in COARSE.items() if name in tables)
    lacks += hidden("handle_time", n_hidden, engagement.settings.minimum_group)
    if "reported" in engagement:
        tables["stated"] = _stated(engagement["reported"])
    grade = poorest(data.queue)
    return Section(
        NAME,
        tables=tables,
        key_figures=tuple(_key_figures(tables, data, grade)),
        findings=tuple(_findings(tables, data, grade)),
        lacks=tuple(lacks),
        grade=grade,
        grades=_grades(tables, grade, poorest(data.every)),
        choices={
            "target": data.target.share if data.target else None,
            "threshold_s": data.threshold_s,
            "basis": data.basis,
            "channels": data.channels,
            "short_abandon_s": engagement.settings.short_abandon_s,
            "abandonment_target": engagement.settings.targets.abandonment_share,
            "confidence": CONFIDENCE,
        },
    )


class _Data:
    """The interval tables of the section and the choices that the contract made."""

    def __init__(self, engagement: Engagement) -> None:
        self.settings: Settings = engagement.settings
        self.every = with_clock(engagement["queue_intervals"], self.settings.zone)
        self.within = engagement.tables.get(
            "queue_thresholds", empty(CATALOGUE["queue_thresholds"])
        )
        self.agreed = self.settings.targets.service_level
        self.target = self.agreed if self._has_channels() else None
        self.threshold_s = self.target.threshold_s if self.target else DEFAULT_THRESHOLD_S
        self.basis = self.target.basis if self.target else DEFAULT_BASIS
        self.queue = self._in_channels()
        self.handling = Handling(engagement, self.queue["channel"].unique())
        recorded = self.within.loc[self.within["n_answered_within"].notna(), "threshold_ms"]
        self.thresholds_s = sorted(recorded.unique() / 1000)

    def _has_channels(self) -> bool:
        """Whether some contact came by a channel that the target speaks of."""
        return self.agreed is not None and bool(
            self.every["channel"].isin(self.agreed.channels).any()
        )

    def _in_channels(self) -> pd.DataFrame:
        if self.target is None:
            return self.every
        return self.every[self.every["channel"].isin(self.target.channels)]

    @cached_property
    def incomplete(self) -> set[pd.Timestamp]:
        """Days on which some queue of these channels lacks, which no level of all is judged on."""
        period = self.settings.period
        return levels.incomplete_days(self.queue, period.first, period.last)

    @property
    def definition(self) -> dict[str, str | float]:
        """What decides the level: its basis, its threshold, when an abandonment is short."""
        return {
            "basis": self.basis,
            "threshold_s": self.threshold_s,
            "short_s": self.settings.short_abandon_s,
        }

    @property
    def channels(self) -> str:
        """Channels that the headline figures speak of."""
        return ", ".join(sorted(self.queue["channel"].dropna().unique()))

    def table(
        self, by: list[str], *, cluster: str | None, channels: str = "target"
    ) -> pd.DataFrame:
        """Every measure by group, with the intervals of service level and abandonment."""
        rows = self.every if channels == "all" else self.queue
        table = self.handling.without_few(self._measures(rows, by), by)
        if cluster is None:
            return table
        days = self._measures(rows, [*by, cluster])
        return with_limits(table, days, by, basis=self.basis, cluster=cluster)

    def by_segment(self, contacts: pd.DataFrame) -> pd.DataFrame:
        """What the customers of each segment met; contacts without one are a row too."""
        rows, within = queue_sums_by_segment(contacts, self.settings, self._cuts)
        by, day = ["segment"], "business_day"
        table, days = (measures(rows, within, keys, **self._cuts) for keys in (by, [*by, day]))
        table = table.drop(columns=[name for name in TIMES if name in table])
        return with_limits(table, days, by, basis=self.basis, cluster=day)

    def _measures(self, rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
        return measures(rows, self.within, by, **self._cuts)

    @property
    def _cuts(self) -> dict[str, float]:
        return {"threshold_s": self.threshold_s, "short_s": self.settings.short_abandon_s}

    def levels(self) -> pd.DataFrame:
        """Service level under each definition and each threshold recorded for every contact.

        A threshold that only some queues export would compare different contacts.
        """
        rows = []
        for threshold_s in self.thresholds_s:
            level = metrics.service_level(self.queue, self.within, threshold_s=threshold_s)
            rows.append(level.assign(threshold_s=threshold_s))
        table = pd.concat(rows, ignore_index=True)
        comparable = (table["n_offered"] > 0) & (table["n_not_recorded"] == 0)
        return table[comparable].reset_index(drop=True)

    def is_covered(self, overall: pd.DataFrame) -> bool:
        """Whether the level knows the waiting of nearly all the contacts that it judges."""
        row = the_row(overall)
        known, unknown = row["n_offered"], row["n_not_recorded"]
        return bool(known > 0 and unknown <= levels.MOST_UNRECORDED * (known + unknown))

    def lacks(self, overall: pd.DataFrame) -> Iterator[Lack]:
        row = the_row(overall)
        if self.agreed and not self.target:
            yield Lack("service_level", "channels", tuple(self.agreed.channels))
        if row["n_offered"] > 0 and not self.is_covered(overall):
            yield Lack("service_level", "coverage", (f"{row['n_not_recorded']:.0f}",))
        if pd.notna(row["n_abandoned"]) and pd.isna(row["n_short"]):
            yield Lack("abandonment_net", "short", (f"{self.settings.short_abandon_s:g}",))
        if self.threshold_s not in self.thresholds_s:
            yield Lack("service_level", "threshold", (f"{self.threshold_s:g}",))
        if self.queue["wait_answered_ms"].isna().all():
            yield Lack("speed_of_answer", "column", ("wait_answered_ms",))
        if self.queue["talk_ms"].isna().all():
            yield Lack("handle_time", "column", ("talk_ms",))


def _add_times(tables: dict[str, pd.DataFrame], lacks: list[Lack], data: _Data) -> None:
    for name, time, cluster in (
        ("by_month", "month", "business_day"),
        ("by_day", "business_day", None),
    ):
        if carries(data.queue, time):
            tables[name] = data.table([time], cluster=cluster)
        else:
            lacks.append(Lack(f"service_{name}", "grain", (time,)))
    if not carries(data.queue, "hour"):
        lacks.append(Lack("by_hour", "grain", ("hour",)))
        return
    tables["by_interval"] = data.table([*INTERVALS], cluster=None, channels="all")
    tables["by_hour"] = data.table(["hour"], cluster="business_day")
    tables["by_weekday_slot"] = data.table([*WEEK], cluster=None)


def _add_definitions(tables: dict[str, pd.DataFrame], lacks: list[Lack], data: _Data) -> None:
    """The same contacts under each definition, by interval and day, and as laws read them."""
    by_day = carries(data.queue, "business_day")
    tables["variants"] = levels.variants(data.queue, data.within, by_day=by_day, **data.definition)
    units = [unit for unit, time in UNITS.items() if carries(data.queue, time)]
    if data.target and units:
        judged = {"target": data.target.share, "units": units, **data.definition}
        tables["intervals_met"] = levels.intervals_met(
            data.queue, data.within, incomplete=data.incomplete, **judged
        )
        by_queue = levels.intervals_met(data.queue, data.within, ["queue", "channel"], **judged)
        if by_queue[["queue", "channel"]].drop_duplicates().shape[0] > 1:
            tables["intervals_met_by_queue"] = by_queue
    settings = data.settings
    laws = levels.statutory(
        data.every, data.within, country=settings.country, on=settings.period.last
    )
    if laws is not None:
        tables["statutory"] = laws
        unknown = laws["found"].isna() & laws["n_not_recorded"].fillna(0).gt(0)
        thresholds = laws.loc[unknown, "threshold_s"].dropna().unique()
        lacks += [Lack("statutory", "threshold", (f"{each:g}",)) for each in thresholds]


def _add_contacts(
    tables: dict[str, pd.DataFrame], lacks: list[Lack], engagement: Engagement, data: _Data
) -> None:
    """What only single contacts tell: how waiting was spread, and what each segment met."""
    if lack := absent("level_by_segment", engagement, "contacts"):
        lacks += [lack, replace(lack, what="waiting_percentiles")]
        return
    contacts = engagement["contacts"]
    contacts = contacts[contacts["channel"].isin(data.queue["channel"])]
    tables["waiting"] = waiting_percentiles(contacts, ["queue", "channel"])
    if not tables["waiting"]["n_answered"].gt(0).any():
        lacks.append(Lack("waiting_percentiles", "table_column", ("contacts", "answered_at")))
        del tables["waiting"]
    if contacts["segment"].isna().all():
        lacks.append(Lack("level_by_segment", "table_column", ("contacts", "segment")))
        return
    tables["by_segment"] = data.by_segment(contacts)


def _add_teams(tables: dict[str, pd.DataFrame], lacks: list[Lack], engagement: Engagement) -> None:
    lack = _no_teams("handle_time_by_team", engagement)
    if lack:
        lacks.append(lack)
        return
    rows = engagement.tables["agent_intervals"]
    handling = rows[rows["n_handled"].gt(0).fillna(False).astype(bool)]
    groups = Groups(handling, ["team"], engagement)
    lacks += groups.lacks("handle_time_by_team", "team")
    if groups.is_told("team"):
        table = handle_time_by_agent_group(rows, ["team"])
        tables["by_team"] = groups.only_shown(table, "team")


def _no_teams(what: str, engagement: Engagement) -> Lack | None:
    """Return why no team has a handle time, if so."""
    rows = engagement.tables.get("agent_intervals")
    if rows is None or "team" not in rows or rows["team"].isna().all():
        lack = absent(what, engagement, "assignments", "agent_intervals")
        return lack or unplaced(what, engagement, "team")
    if rows["n_handled"].isna().all():
        return Lack(what, "table_column", ("agent_intervals", "n_handled"))
    return None


def _grades(tables: dict[str, pd.DataFrame], grade: str, of_all: str) -> dict[str, str]:
    """Grade of each table: of the channels judged, of all, of single contacts, of a statement."""
    grades = {name: of_all if name in EVERY_CHANNEL else grade for name in tables}
    own = dict.fromkeys(OF_CONTACTS, "A") | {"stated": "D"}
    return grades | {name: of for name, of in own.items() if name in tables}


def _stated(reported: pd.DataFrame) -> pd.DataFrame:
    """What each party states: how many values of each indicator, from the lowest to the highest.

    Stated shares and means are not added or averaged: their weights were not delivered.
    """
    keys = ["party", "kpi", "unit", "definition"]
    values = reported.groupby(keys, dropna=False)["value"]
    table = values.agg(n_values="size", lowest="min", highest="max").reset_index()
    table = table.sort_values(["kpi", "party"], ignore_index=True)
    return table.rename(columns={"party": "stated_by", "unit": "stated_in"})


def _key_figures(tables: dict[str, pd.DataFrame], data: _Data, grade: str) -> Iterator[KeyFigure]:
    row, days = the_row(tables["overall"]), tables.get("by_day", tables["overall"][:0])
    level = f"of_{data.basis}"
    if pd.notna(row[level]):
        yield key_figure(
            f"service_level_{level}",
            row,
            level,
            counted=(f"n_{data.basis}", "contacts"),
            target_low=data.target.share if data.target else None,
            trend=days[level],
            grade=grade,
        )
    if pd.notna(row["abandoned_share"]):
        yield key_figure(
            "abandonment",
            row,
            "abandoned_share",
            counted=("n_offered_to_queue", "contacts"),
            limits=("abandoned_low", "abandoned_high"),
            target_high=data.settings.targets.abandonment_share,
            trend=days["abandoned_share"],
            grade=grade,
        )
    if pd.notna(row["aht_s"]):
        yield key_figure(
            "handle_time",
            row,
            "aht_s",
            counted=("n_handled", "contacts"),
            limits=(),
            trend=days["aht_s"],
            unit="seconds",
            grade=grade,
        )


def _findings(tables: dict[str, pd.DataFrame], data: _Data, grade: str) -> Iterator[Finding]:
    overall = tables["overall"]
    if data.target and data.is_covered(overall):
        choice = {"target": data.target.share, "basis": data.basis, "grade": grade}
        timed = {**choice, "threshold_s": data.threshold_s}
        yield from rules.level_against_target(
            overall,
            tables.get("by_day"),
            incomplete=data.incomplete,
            channels=data.channels,
            **timed,
        )
        yield from rules.level_depends_on_definition(
            tables["variants"], target=data.target.share, threshold_s=data.threshold_s, grade=grade
        )
        if "intervals_met" in tables:
            yield from rules.level_hides_intervals(tables["intervals_met"], grade=grade)
        if "by_hour" in tables:
            yield from rules.worst_hours(tables["by_hour"], overall, **choice)
    yield from rules.abandonment_against_target(
        overall,
        target=data.settings.targets.abandonment_share,
        channels=data.channels,
        grade=grade,
    )
    if "statutory" in tables:
        yield from rules.statutory_not_met(tables["statutory"], grade=grade)
