"""How full the time on duty is, and how much of the time paid for never gets there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from cctoolkit.engagement.opening import Engagement
from cctoolkit.findings import Finding, KeyFigure
from cctoolkit.findings import occupancy as rules
from cctoolkit.findings.rows import the_row
from cctoolkit.metrics import occupancy as metrics
from cctoolkit.metrics.adherence import people_of
from cctoolkit.metrics.clock import with_clock
from cctoolkit.sections.absence import absent, hidden, none_of, too_few
from cctoolkit.sections.grade import poorest
from cctoolkit.sections.groups import PLACES, TIMES, Groups, employed
from cctoolkit.sections.hour_steps import months_of, payroll_of
from cctoolkit.sections.key_figures import ends, key_figure
from cctoolkit.sections.privacy import shown_groups
from cctoolkit.sections.section import Lack, Section
from cctoolkit.sections.shares import Shares
from cctoolkit.sections.shrinkage import Lost
from cctoolkit.sections.spread import CONFIDENCE, adjusted, beside, share_spread

NAME = "occupancy"
SIDES = ("numerator_s", "denominator_s")
PARTS = ("talk_ms", "available_ms")
STATED = "D"
"""Grade of what rests on a payroll: what a party states."""
_OF_USE = {name: f"use_{name}" for name in ("variant", "numerator", "denominator")}


def occupancy(engagement: Engagement) -> Section:
    """Evaluate occupancy and what is called utilisation, and shrinkage by its kinds and reasons.

    Occupancy needs `agent_intervals`, or `states` from which they are made; shrinkage needs
    `schedules` and `states`. Either stands without the other. Utilisation of paid time is over
    whole months, of those who are both paid and connected. Small groups are hidden as in the
    section on adherence to the post, and so are reasons of few agents.
    """
    tables: dict[str, pd.DataFrame] = {}
    lacks: list[Lack] = []
    busy, lost = _Busy.of(engagement), Lost.of(engagement)
    grades: dict[str, str] = {}
    if isinstance(busy, Lack):
        lacks.append(busy)
        busy = None
    else:
        busy.add(tables, lacks)
        grades |= dict.fromkeys(tables, busy.grade) | {"variants_paid": STATED}
    _add_concurrency(tables, lacks, engagement)
    if isinstance(lost, Lack):
        lacks.append(lost)
        lost = None
    else:
        made = lost.tables(lacks)
        tables |= made
        grades |= dict.fromkeys(made, lost.grade)
    if busy is None and lost is None:
        return Section(NAME, lacks=tuple(lacks))
    grades = {name: grades.get(name, "A") for name in tables}
    return Section(
        NAME,
        tables=tables,
        key_figures=tuple(_key_figures(tables, engagement, grades)),
        findings=tuple(_findings(tables, engagement, grades)),
        lacks=tuple(lacks),
        grade=max((part.grade for part in (busy, lost) if part), default=""),
        grades=grades,
        choices=_choices(engagement, busy, lost),
    )


class _Busy:
    """The connection of an engagement, as far as its talking and waiting were recorded."""

    def __init__(self, agents: pd.DataFrame, engagement: Engagement) -> None:
        self.engagement, self.settings = engagement, engagement.settings
        self.agents = with_clock(agents, self.settings.zone)
        self.groups = Groups(self.agents, [*PLACES, *TIMES], engagement)
        self.shares = Shares(self._measure, *SIDES, self.groups)
        self.grade = poorest(self.agents)

    @classmethod
    def of(cls, engagement: Engagement) -> _Busy | Lack:
        """Prepare the rows, or say what lacks."""
        if "agent_intervals" not in engagement:
            return none_of("occupancy_share", engagement, "states", "agent_intervals")
        rows = employed(engagement["agent_intervals"], engagement)
        rows = rows[rows["logged_ms"].gt(0).fillna(False).astype(bool)]
        if rows.empty:
            return Lack("occupancy_share", "connection", ("agent_intervals",))
        missing = tuple(name for name in PARTS if rows[name].isna().all())
        if missing:
            return Lack("occupancy_share", "column", missing)
        places = [place for place in PLACES if place not in rows]
        made = cls(rows.assign(**dict.fromkeys(places)), engagement)
        few = made.groups.are_too_few
        return too_few("occupancy_share", made.groups.minimum) if few else made

    def add(self, tables: dict[str, pd.DataFrame], lacks: list[Lack]) -> None:
        """Add every table that there is, and what lacks for the others."""
        tables["overall"] = self.shares.whole()
        self._add_groups(tables, lacks)
        tables["variants"] = _named(metrics.utilisation(self.agents, None))
        paid = self._paid()
        if isinstance(paid, Lack):
            lacks.append(paid)
        else:
            tables["variants_paid"] = paid
        ringing = self.settings.ringing_is_productive
        identity = metrics.connection_identity(self.agents, ringing_is_productive=ringing)
        if identity["value"].notna().all():
            tables["identity"] = identity

    def _measure(self, by: Sequence[str]) -> pd.DataFrame:
        table = metrics.occupancy(self.agents, by)
        counted = people_of(self.agents, by)
        return table.merge(counted, on=[*by]) if by else table.join(counted)

    def _add_groups(self, tables: dict[str, pd.DataFrame], lacks: list[Lack]) -> None:
        dimensions = {
            "by_month": ("month", self.shares.of_time),
            "by_day": ("business_day", self.shares.of_time),
            "by_hour": ("hour", self._of_hours),
            **{f"by_{place}": (place, self.shares.of_places) for place in PLACES},
        }
        for name, (dimension, measured) in dimensions.items():
            lacks += self.groups.lacks(f"occupancy_{name}", dimension)
            if self.groups.is_told(dimension):
                tables[name] = self.groups.only_shown(measured(dimension), dimension)

    def _of_hours(self, hour: str) -> pd.DataFrame:
        """Judge each hour of the day over days, beside the mean load that it carries.

        `surely_low` and `surely_high` allow for looking at all the hours.
        """
        cells = metrics.occupancy(self.agents, [hour, "business_day"])
        days = {"clusters": ["business_day"]}
        usual = share_spread(cells, [hour], *SIDES, **days)
        sure = adjusted(self.groups.n_named(hour), sides=2)
        wider = share_spread(cells, [hour], *SIDES, confidence=sure, **days)
        wider = wider.rename(columns={"low": "surely_low", "high": "surely_high"})
        table = beside(self._measure([hour]), usual.merge(wider, on=hour), [hour])
        return beside(table, metrics.positions_by_hour(self.agents), [hour])

    def _paid(self) -> pd.DataFrame | Lack:
        """Every variant in whole months, over the same agents: paid and connected."""
        lack = absent("utilisation", self.engagement, "payroll")
        if lack is not None:
            return lack
        rows = payroll_of(self.engagement)
        rows = rows[rows["paid_ms"].gt(0).fillna(False).astype(bool)]
        whole = [first for first, _, is_whole in months_of(self.engagement) if is_whole]
        months = set(whole) & set(rows["month"]) & set(self.agents["month"].dropna())
        if not months:
            return Lack("utilisation", "whole_month", ())
        paid, agents = (table[table["month"].isin(months)] for table in (rows, self.agents))
        both = set(paid["agent_id"]) & set(agents["agent_id"])
        if len(both) < self.groups.minimum:
            return Lack("utilisation", "strangers", ("payroll", "agent_intervals"))
        if not any(self._few_outside(table, both) for table in (paid, agents)):
            paid, agents = (each[each["agent_id"].isin(both)] for each in (paid, agents))
        table = _named(metrics.utilisation(agents, paid))
        return table.assign(n_agents=paid["agent_id"].nunique())

    def _few_outside(self, table: pd.DataFrame, both: set[str]) -> bool:
        """Whether leaving out who is in one table alone would tell of a few."""
        return 0 < table["agent_id"].nunique() - len(both) < self.groups.minimum


def _named(variants: pd.DataFrame) -> pd.DataFrame:
    return variants.rename(columns=_OF_USE)


def _add_concurrency(
    tables: dict[str, pd.DataFrame], lacks: list[Lack], engagement: Engagement
) -> None:
    """Contacts at a time by channel, where there is any but voice; small channels are hidden."""
    if "contacts" not in engagement:
        return
    contacts = engagement["contacts"]
    by_agent = metrics.concurrency(contacts, ["channel", "agent_id"])
    if not by_agent["channel"].ne("voice").any():
        return
    minimum = engagement.settings.minimum_group
    shown = shown_groups(by_agent[["agent_id", "channel"]], ["channel"], minimum=minimum)["channel"]
    lacks += hidden("concurrency", by_agent["channel"].nunique() - len(shown), minimum)
    table = metrics.concurrency(contacts[contacts["channel"].isin(shown)], ["channel"])
    if len(table):
        tables["concurrency"] = table


def _choices(
    engagement: Engagement, busy: _Busy | None, lost: Lost | None
) -> dict[str, float | str | bool | None]:
    targets = engagement.settings.targets
    return {
        "target_low": targets.occupancy.low if targets.occupancy else None,
        "target_high": targets.occupancy.high if targets.occupancy else None,
        "unplanned_target": targets.unplanned_shrinkage_share,
        "ringing_is_productive": engagement.settings.ringing_is_productive if busy else None,
        "planned_by": lost.published if lost else None,
        "confidence": CONFIDENCE,
    }


def _key_figures(
    tables: dict[str, pd.DataFrame], engagement: Engagement, grades: dict[str, str]
) -> Iterator[KeyFigure]:
    if "overall" in tables:
        yield key_figure(
            "occupancy",
            the_row(tables["overall"]),
            "occupancy",
            counted=("n_agent_days", "agent_days"),
            **ends(engagement.settings.targets.occupancy),
            trend=tables["by_day"]["occupancy"] if "by_day" in tables else None,
            grade=grades["overall"],
        )
    if "shrinkage" in tables:
        lost = tables["shrinkage"].set_index("lost_kind")
        yield key_figure(
            "shrinkage",
            lost.loc["lost"],
            "base_share",
            counted=("n_agent_days", "agent_days"),
            grade=grades["shrinkage"],
        )


def _findings(
    tables: dict[str, pd.DataFrame], engagement: Engagement, grades: dict[str, str]
) -> Iterator[Finding]:
    targets = engagement.settings.targets
    band = ends(targets.occupancy)
    if "overall" in tables and band:
        yield from rules.occupancy_against_band(tables["overall"], **band, grade=grades["overall"])
    if "by_hour" in tables:
        yield from rules.hours_beyond_band(tables["by_hour"], **band, grade=grades["by_hour"])
    if "shrinkage" in tables and targets.unplanned_shrinkage_share:
        yield from rules.unplanned_against_allowance(
            tables["shrinkage"],
            at_most=targets.unplanned_shrinkage_share,
            grade=grades["shrinkage"],
        )
    if "shrinkage_versions" in tables:
        yield from rules.approvals_move_it(
            tables["shrinkage_versions"], grade=grades["shrinkage_versions"]
        )
