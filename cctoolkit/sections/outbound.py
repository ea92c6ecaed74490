"""Outbound: how many are reached, what is sold, in how much time, and what is left of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial, reduce

import pandas as pd

from cctoolkit.engagement.opening import Engagement
from cctoolkit.findings import Finding, KeyFigure
from cctoolkit.findings import outbound as rules
from cctoolkit.metrics import outbound as metrics
from cctoolkit.metrics.clock import local_date
from cctoolkit.metrics.outbound_funnel import funnel
from cctoolkit.sections.absence import absent, too_few
from cctoolkit.sections.groups import PLACES, Groups, with_places
from cctoolkit.sections.key_figures import key_figure
from cctoolkit.sections.section import Lack, Section
from cctoolkit.sections.spread import CONFIDENCE, beside, share_spread
from cctoolkit.tables.assignment import assigned
from cctoolkit.tables.catalogue import CATALOGUE
from cctoolkit.tables.frames import empty

NAME = "outbound"
GRADE = "A"
GROUPS = ("team", "site")
DIMENSIONS = (*PLACES, "month", "hour")
_NEEDS_ANSWERED = (
    "n_records_reached",
    "records_reached_share",
    "n_attempts_answered",
    "attempts_answered_share",
    "useful_share",
)


def outbound(engagement: Engagement) -> Section:
    """Evaluate outbound attempts: contactability, conversion, value, hours, cancellations.

    Needs `attempts`. What their results mean, the size of the base and which hours are outbound
    are settings; without them those figures are missing and it is said. Counts of the whole are a
    figure of all who made attempts, however few of them had that result.
    """
    lack = absent(NAME, engagement, "attempts")
    if lack:
        return Section(NAME, lacks=(lack,))
    data = _Data(engagement)
    if data.groups.are_too_few:
        return Section(NAME, lacks=(too_few(NAME, data.groups.minimum),))
    tables = {
        "overall": data.overall(),
        "funnel": data.funnel(),
        "results": metrics.by_result(data.attempts),
    }
    lacks = [*data.unsaid()]
    _add_groups(tables, lacks, data)
    for name, made in (("value", data.value), ("time", data.time), ("cancelled", data.cancelled)):
        found = made()
        if isinstance(found, Lack):
            lacks.append(found)
        else:
            tables[name] = found
    target = data.settings.targets.conversion_share
    return Section(
        NAME,
        tables=tables,
        key_figures=tuple(_key_figures(tables["overall"], target, data)),
        findings=tuple(_findings(tables["overall"], target)),
        lacks=tuple(lacks),
        grade=GRADE,
        grades=dict.fromkeys(tables, GRADE),
        choices=data.choices(),
    )


class _Data:
    """Attempts with their places and month, and what the engagement says of them."""

    def __init__(self, engagement: Engagement) -> None:
        self.engagement, self.settings = engagement, engagement.settings
        self.said = self.settings.outbound
        rows = engagement["attempts"]
        rows = rows.assign(business_day=local_date(rows["attempted_at"], self.settings.zone))
        if "assignments" in engagement:
            rows = assigned(rows, engagement["assignments"], PLACES)
        rows, day = with_places(rows), rows["business_day"]
        self.attempts = rows.assign(
            month=day - pd.to_timedelta(day.dt.day - 1, unit="D"),
            hour=rows["attempted_at"].dt.tz_convert(self.settings.zone).dt.hour,
        )
        by_somebody = self.attempts.dropna(subset=["agent_id"])
        self.groups = Groups(by_somebody, DIMENSIONS, engagement)

    def measured(self, by: list[str], clusters: str) -> pd.DataFrame:
        """Contactability and conversion by group, with the margins of both."""
        table = metrics.contactability(self.attempts, by, answered=self.said.answered_results)
        if not self.said.answered_results:
            table = table.assign(**dict.fromkeys(_NEEDS_ANSWERED, float("nan")))
        sold = metrics.conversion(self.attempts, by)
        sold = sold.drop(columns=[name for name in table if name in sold and name not in by])
        parts = [sold, self._limits(by, clusters)]
        if self.said.answered_results:
            parts.append(self._answered_limits(by, clusters))
        return reduce(partial(beside, by=by), parts, table)

    def _limits(self, by: list[str], clusters: str) -> pd.DataFrame:
        cells = metrics.conversion(self.attempts, [*by, clusters])
        names = ("n_useful_sold", "n_useful")
        return share_spread(cells, by, *names, clusters=[clusters], confidence=CONFIDENCE)

    def _answered_limits(self, by: list[str], clusters: str) -> pd.DataFrame:
        how = {"answered": self.said.answered_results}
        cells = metrics.contactability(self.attempts, [*by, clusters], **how)
        names = ("n_attempts_answered", "n_attempts")
        limits = share_spread(cells, by, *names, clusters=[clusters], confidence=CONFIDENCE)
        return limits.rename(columns={"low": "answered_low", "high": "answered_high"})

    def overall(self) -> pd.DataFrame:
        """Every figure of the whole, in a row."""
        base = metrics.penetration(self.attempts, n_base=self.said.base_records)
        dropped = metrics.dialler_abandonment(
            self.attempts,
            answered=self.said.answered_results,
            abandoned=self.said.dropped_results,
        )
        table = self.measured([], "business_day").join(base.drop(columns="n_records"))
        return table.join(dropped)

    def funnel(self) -> pd.DataFrame:
        """Steps from the base to the sales, in records and in attempts."""
        how = {"answered": self.said.answered_results, "n_base": self.said.base_records}
        return funnel(self.attempts, **how)

    def unsaid(self) -> Iterator[Lack]:
        """What the settings do not say."""
        for what, name in (
            ("contactability", "answered_results"),
            ("dialler_abandonment", "dropped_results"),
            ("penetration", "base_records"),
        ):
            if not getattr(self.said, name):
                yield Lack(what, "setting", (f"outbound.{name}",))

    def value(self) -> pd.DataFrame | Lack:
        """Value of the sales, all in the currency of the engagement."""
        table = metrics.sales_value(self.attempts)
        if table["n_sales"].sum() == table["n_without_value"].sum():
            return Lack("sales_value", "table_column", ("attempts", "value"))
        if set(table["currency"]) != {self.settings.currency}:
            return Lack("sales_value", "currencies", (self.settings.currency,))
        return table

    def time(self) -> pd.DataFrame | Lack:
        """Sales per hour, and which hours those are."""
        tables = [
            self.engagement[name] if name in self.engagement else empty(CATALOGUE[name])
            for name in ("agent_intervals", "aux_intervals")
        ]
        how = {"hours_of": self.hours_of, "codes": self.said.aux_codes}
        worked = metrics.outbound_time(self.attempts, *tables, **how)
        worked = worked[worked["ms"].gt(0).fillna(False).astype(bool)]
        if worked["agent_id"].nunique() < self.groups.minimum:
            needed = "aux_intervals" if self.hours_of == "codes" else "agent_intervals"
            return Lack("sales_per_hour", "few_hours", (needed,))
        return metrics.sales_per_hour(self.attempts, worked).assign(hours_of=self.hours_of)

    @property
    def hours_of(self) -> str:
        """Which hours count: those said, else those of the codes said, else the agents'."""
        return self.said.hours_of or ("codes" if self.said.aux_codes else "agents")

    def cancelled(self) -> pd.DataFrame | Lack:
        """Sales cancelled within the window, of those whose window is over."""
        if self.attempts["cancelled_on"].isna().all():
            return Lack("cancellations", "table_column", ("attempts", "cancelled_on"))
        return metrics.cancellations(
            self.attempts,
            zone=self.settings.zone,
            window_days=self.said.cancellation_days,
            last=pd.Timestamp(self.settings.period.last),
        )

    def choices(self) -> dict[str, float | str | bool | None]:
        """What somebody could dispute."""
        return {
            "answered_results": ", ".join(self.said.answered_results) or None,
            "hours_of": self.hours_of,
            "cancellation_days": self.said.cancellation_days,
            "target": self.settings.targets.conversion_share,
            "confidence": CONFIDENCE,
        }


def _add_groups(tables: dict[str, pd.DataFrame], lacks: list[Lack], data: _Data) -> None:
    times = [(name, "business_day") for name in ("month", "hour")]
    for group, clusters in (*times, *((name, "agent_id") for name in GROUPS)):
        lacks += data.groups.lacks(f"outbound_by_{group}", group)
        if data.groups.is_told(group):
            tables[f"by_{group}"] = data.groups.only_shown(data.measured([group], clusters), group)


def _key_figures(overall: pd.DataFrame, target: float | None, data: _Data) -> Iterator[KeyFigure]:
    row = overall.iloc[0]
    if row["n_useful"] > 0:
        yield key_figure(
            "conversion_of_useful",
            row,
            "of_useful_share",
            counted=("n_useful", "contacts"),
            target_low=target,
            grade=GRADE,
        )
    if data.said.answered_results:
        yield key_figure(
            "records_reached",
            row,
            "records_reached_share",
            counted=("n_attempts", "attempts"),
            limits=(),
            grade=GRADE,
        )


def _findings(overall: pd.DataFrame, target: float | None) -> Iterator[Finding]:
    if target is not None:
        yield from rules.conversion_against_target(overall, target=target, grade=GRADE)
