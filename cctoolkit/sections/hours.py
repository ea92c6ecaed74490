"""Where the hours go: contracted, planned, clocked, logged, productive, billed and paid."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property

import pandas as pd

from cctoolkit.engagement.opening import Engagement
from cctoolkit.engagement.plan import version_in_use
from cctoolkit.findings import Finding, KeyFigure
from cctoolkit.findings import hours as rules
from cctoolkit.metrics import hours as metrics
from cctoolkit.metrics.clock import local_date
from cctoolkit.money import currency_decimals, round_amount
from cctoolkit.sections.absence import absent, unplaced
from cctoolkit.sections.grade import poorest
from cctoolkit.sections.hour_steps import (
    DIMENSIONS,
    connection,
    months_of,
    payroll_of,
    steps_of,
)
from cctoolkit.sections.privacy import shown_groups
from cctoolkit.sections.section import Lack, Section
from cctoolkit.sections.spread import CONFIDENCE, share_spread

NAME = "hours"
GROUPS = ("team", "site")
STATED = "D"
"""Grade of what rests on a payroll or an invoice: what a party states."""
SEES_COSTS = "provider"
"""The one view that may see what an hour costs the provider."""


def hours(engagement: Engagement) -> Section:
    """Evaluate the waterfall of hours, by month, team and site, and the money beside it.

    Every table that exists gives its steps; for the others the lack is said. The amount invoiced
    stands beside the hours billed in every view; hours at the provider's cost only in its own.
    Payrolls and invoices are of whole months: the hours paid and billed are held against the others
    in whole months of the period only.
    """
    data = _Data(engagement)
    if not data.steps and data.billed.empty:
        return Section(NAME, lacks=(_nothing(data),))
    tables = {"waterfall": data.waterfall()}
    lacks = [*data.lacks]
    _add_months(tables, lacks, data)
    for group in GROUPS:
        _add_group(tables, lacks, data, engagement, group)
    if len(data.billed):
        tables["billed"] = data.billed
    used = _Used.of(data, engagement)
    if isinstance(used, Lack):
        lacks.append(used)
    elif used:
        tables["paid_use"] = used.table
    lacks += data.coverage()
    grade = poorest(data.agents) if data.agents is not None else ""
    used = None if isinstance(used, Lack) else used
    return Section(
        NAME,
        tables=tables,
        key_figures=_key_figures(used),
        findings=tuple(_findings(data, used)),
        lacks=tuple(lacks),
        grade=grade or STATED,
        grades=dict.fromkeys(tables, STATED),
        choices=_choices(data),
    )


class _Data:
    """The steps of an engagement, those of enough people, and its money."""

    def __init__(self, engagement: Engagement) -> None:
        self.settings = engagement.settings
        self.minimum = self.settings.minimum_group
        self.engagement = engagement
        steps, self.lacks = steps_of(engagement)
        self.steps = {name: rows for name, rows in steps.items() if self._many(rows)}
        n_hidden = len(steps) - len(self.steps)
        self.lacks += _hidden("hours_steps", n_hidden, self.minimum)
        self.agents = connection(engagement)
        self.billed = self._billed()
        self.payroll = self._payroll()

    def _many(self, rows: pd.DataFrame) -> bool:
        return rows["agent_id"].nunique() >= self.minimum

    # Billed and paid

    def _billed(self) -> pd.DataFrame:
        """Hours billed by concept, and whether each counts as time."""
        lack = absent("billed_hours", self.engagement, "invoices")
        made = pd.DataFrame(columns=["concept", "billed_h", "amount", "currency", "is_time"])
        if lack is None:
            made = metrics.billed_hours(self.engagement["invoices"])
            lack = Lack("billed_hours", "hour_unit", ("invoices",)) if made.empty else None
        if lack:
            self.lacks.append(lack)
        chosen = self.settings.hours.billed_concepts
        unknown = [name for name in chosen or () if name not in set(made["concept"])]
        if unknown and len(made):
            self.lacks.append(Lack("billed_hours", "concept", tuple(unknown)))
        return made.assign(is_time=made["concept"].isin(chosen) if chosen is not None else True)

    @property
    def is_billed_known(self) -> bool:
        """Whether somebody said, or nobody need say, which concepts are time."""
        return self.settings.hours.billed_concepts is not None or len(self.billed) == 1

    @cached_property
    def time_billed(self) -> pd.DataFrame:
        """Hours billed as time and their amount, by month."""
        if self.billed.empty:
            return pd.DataFrame(columns=["month", "billed_h", "amount", "currency"])
        rows = metrics.billed_hours(self.engagement["invoices"], by=["period"])
        concepts = self.billed.loc[self.billed["is_time"], "concept"]
        return rows[rows["concept"].isin(concepts)].rename(columns={"period": "month"})

    def invoiced(self, rows: pd.DataFrame) -> Decimal | None:
        """Amount of lines, if all are in the currency of the engagement."""
        if rows.empty or set(rows["currency"]) != {self.settings.currency}:
            return None
        return sum(rows["amount"], Decimal(0))

    def _payroll(self) -> pd.DataFrame | None:
        """Payroll that gives a cost per hour, in the one view that may see it."""
        if self.settings.view != SEES_COSTS or "paid" not in self.steps:
            return None
        rows = payroll_of(self.engagement)
        if set(rows["currency"]) != {self.settings.currency}:
            self.lacks.append(Lack("hours_cost", "currency", (self.settings.currency,)))
            return None
        return rows

    def at_cost(self, hours: float | Decimal) -> Decimal | None:
        """Value of hours at the cost of an hour paid, to the currency's decimals."""
        if self.payroll is None or pd.isna(hours):
            return None
        decimals = self.settings.currency_decimals
        if decimals is None:
            decimals = currency_decimals(self.settings.currency)
        return round_amount(metrics.at_cost(Decimal(str(hours)), self.payroll), decimals, "half_up")

    # Tables

    @property
    def billed_h(self) -> float | None:
        """Hours billed as time."""
        return float(sum(self.time_billed["billed_h"])) if len(self.time_billed) else None

    def waterfall(self) -> pd.DataFrame:
        """The steps in their order; hours of common agents only where no few agents are told."""
        table = metrics.waterfall(self.steps, billed_h=self.billed_h)
        n_outside = table["n_agents"] - len(self._common)
        told = n_outside.eq(0) | n_outside.ge(self.minimum)
        if len(self._common) < self.minimum:
            told = told & False
        table["common_h"] = table["common_h"].where(told.fillna(False).astype(bool))
        return self._with_money(table)

    @cached_property
    def _common(self) -> set[str]:
        sets = [set(rows["agent_id"]) for rows in self.steps.values()]
        return set.intersection(*sets) if sets else set()

    def _with_money(self, table: pd.DataFrame) -> pd.DataFrame:
        amount = self.invoiced(self.time_billed)
        is_billed = table["step"] == "billed"
        money = {"invoiced": [amount if billed else None for billed in is_billed]}
        if self.payroll is not None:
            money["at_cost"] = [self.at_cost(hours) for hours in table["hours"]]
            money["drop_at_cost"] = [self.at_cost(hours) for hours in table["drop_h"]]
        return table.assign(
            **{name: pd.Series(cells, dtype=object) for name, cells in money.items()}
        )

    @cached_property
    def shown(self) -> dict[str, dict[str, list]]:
        """Groups and months that may be shown of each step."""
        return {
            name: shown_groups(
                rows[["agent_id", *DIMENSIONS]].drop_duplicates(), DIMENSIONS, minimum=self.minimum
            )
            for name, rows in self.steps.items()
        }

    def by(self, dimension: str) -> pd.DataFrame:
        """Hours of every step by group, a column per step; what may not be shown is missing."""
        parts = []
        for name, rows in self.steps.items():
            sums = rows.groupby(dimension)["ms"].sum() / metrics.HOUR_MS
            kept = sums[sums.index.isin(self.shown[name][dimension])]
            parts.append(kept.astype("float64").rename(f"{name}_h"))
        table = pd.concat(parts, axis=1).sort_index() if parts else pd.DataFrame()
        return table.rename_axis(dimension).reset_index()

    def n_hidden(self, dimension: str) -> int:
        """How many groups of some step are not shown."""
        hidden = {
            group
            for name, rows in self.steps.items()
            for group in set(rows[dimension].dropna()) - set(self.shown[name][dimension])
        }
        return len(hidden)

    def coverage(self) -> Iterator[Lack]:
        """Say that the steps speak of different people, of other months, or of parts of one."""
        everybody = {agent for rows in self.steps.values() for agent in rows["agent_id"]}
        if len(self._common) < len(everybody):
            yield Lack("hours_people", "agents", (str(len(self._common)), str(len(everybody))))
        cut = [first for first, _, is_whole in months_of(self.engagement) if not is_whole]
        if cut and ("paid" in self.steps or len(self.billed)):
            yield Lack("hours_months", "part", tuple(f"{month:%Y-%m}-01" for month in cut))
        short = self._short_of_months()
        if short:
            yield Lack("hours_months", "uneven", short)

    def _short_of_months(self) -> tuple[str, ...]:
        """Steps without some month that another has."""
        months = {name: set(rows["month"].dropna()) for name, rows in self.steps.items()}
        if len(self.time_billed):
            months["billed"] = set(self.time_billed["month"])
        every = set().union(*months.values())
        return tuple(name for name in metrics.STEPS if name in months and months[name] < every)

    def common_months(self, *names: str) -> list[pd.Timestamp]:
        """Months that may be shown of each of these steps."""
        shown = [set(self.shown[name]["month"]) for name in names if name in self.steps]
        return sorted(set.intersection(*shown)) if shown else []

    def whole_months(self, *names: str) -> list[pd.Timestamp]:
        """Those of them that lie in the period whole."""
        whole = {first for first, _, is_whole in months_of(self.engagement) if is_whole}
        return [month for month in self.common_months(*names) if month in whole]

    def of_months(self, name: str, months: list[pd.Timestamp]) -> pd.DataFrame:
        """Rows of a step in some months."""
        return self.steps[name][self.steps[name]["month"].isin(months)]


class _Used:
    """Where the hours paid went, in whole months, of those who are both paid and connected."""

    def __init__(self, data: _Data, paid: pd.DataFrame, rows: pd.DataFrame) -> None:
        self.ringing = data.settings.ringing_is_productive
        table = metrics.used(paid, rows, ringing_is_productive=self.ringing)
        if data.payroll is not None:
            cost = [data.at_cost(hours) for hours in table["hours"]]
            table["at_cost"] = pd.Series(cost, dtype=object)
        self.table = table
        self.n_agents = paid["agent_id"].nunique()
        self.n_outside = len(set(paid["agent_id"]) ^ set(rows["agent_id"]))
        self.limits = self._limits(paid, rows)

    @classmethod
    def of(cls, data: _Data, engagement: Engagement) -> _Used | Lack | None:
        """Compare what can be; None where a step is missing, which is said already."""
        if not {"paid", "logged"} <= {*data.steps}:
            return None
        months = data.whole_months("paid", "logged")
        if not months:
            return Lack("paid_use", "whole_month", ())
        paid = data.of_months("paid", months)
        rows = data.agents[data.agents["month"].isin(months)]
        rows = rows[rows["logged_ms"].gt(0).fillna(False).astype(bool)]
        if len(set(paid["agent_id"]) & set(rows["agent_id"])) < data.minimum:
            return Lack("paid_use", "strangers", ("payroll", "agent_intervals"))
        paid, rows = _of_both(paid, rows, data.minimum)
        return cls(data, paid, rows)

    def _limits(self, paid: pd.DataFrame, rows: pd.DataFrame) -> pd.Series:
        choice = {"ringing_is_productive": self.ringing}
        productive = metrics.productive_hours(rows, **choice).set_index("agent_id")["ms"]
        cells = paid.groupby("agent_id")["ms"].sum().to_frame("paid").join(productive, how="outer")
        cells = cells.fillna(0).rename_axis("agent_id").reset_index()
        spread = {"clusters": ["agent_id"], "confidence": CONFIDENCE}
        return share_spread(cells, [], "ms", "paid", **spread).iloc[0]


def _of_both(
    left: pd.DataFrame, right: pd.DataFrame, minimum: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Keep the agents of both tables, unless leaving out so few would tell of them."""
    both = set(left["agent_id"]) & set(right["agent_id"])
    outside = [each["agent_id"].nunique() - len(both) for each in (left, right)]
    if len(both) < minimum or any(0 < n < minimum for n in outside):
        return left, right
    return tuple(each[each["agent_id"].isin(both)] for each in (left, right))


def _nothing(data: _Data) -> Lack:
    if any(lack.reason == "people" for lack in data.lacks):
        return Lack(NAME, "people", ("1", str(data.minimum)))
    tables = ("assignments", "schedules", "clockings", "states", "agent_intervals", "payroll")
    return Lack(NAME, "table", (*tables, "invoices"))


def _hidden(what: str, n_hidden: int, minimum: int) -> list[Lack]:
    return [Lack(what, "people", (str(n_hidden), str(minimum)))] if n_hidden else []


def _add_months(tables: dict[str, pd.DataFrame], lacks: list[Lack], data: _Data) -> None:
    table = data.by("month") if data.steps else pd.DataFrame({"month": []})
    lacks += _hidden("hours_by_month", data.n_hidden("month"), data.minimum)
    if len(data.time_billed):
        months = data.time_billed.groupby("month")
        billed = pd.DataFrame(
            {
                "billed_h": months["billed_h"].sum().astype("float64"),
                "invoiced": pd.Series(
                    {month: data.invoiced(rows) for month, rows in months}, dtype=object
                ),
            }
        )
        table = table.merge(billed.rename_axis("month").reset_index(), on="month", how="outer")
    if len(table):
        names = [f"{step}_h" for step in metrics.STEPS if f"{step}_h" in table]
        rest = [name for name in table if name not in names]
        tables["by_month"] = table[[rest[0], *names, *rest[1:]]]


def _add_group(
    tables: dict[str, pd.DataFrame],
    lacks: list[Lack],
    data: _Data,
    engagement: Engagement,
    group: str,
) -> None:
    what = f"hours_by_{group}"
    if all(rows[group].isna().all() for rows in data.steps.values()):
        lacks.append(unplaced(what, engagement, group))
        return
    lacks += _hidden(what, data.n_hidden(group), data.minimum)
    table = data.by(group)
    if len(table):
        tables[f"by_{group}"] = table


def _choices(data: _Data) -> dict[str, float | str | bool | None]:
    concepts = ", ".join(data.billed.loc[data.billed["is_time"].astype(bool), "concept"])
    version = None
    if "planned" in data.steps:
        version = version_in_use(data.engagement["schedules"], data.settings)
    return {
        "billed_concepts": concepts or None,
        "plan_version": version,
        "ringing_is_productive": data.settings.ringing_is_productive,
        "confidence": CONFIDENCE,
    }


def _key_figures(used: _Used | None) -> tuple[KeyFigure, ...]:
    if used is None:
        return ()
    productive = used.table.set_index("paid_part")["paid_share"]["productive"]
    return (
        KeyFigure(
            term="paid_hours_used",
            value=float(productive),
            low=float(used.limits["low"]),
            high=float(used.limits["high"]),
            unit="share",
            n=used.n_agents,
            n_unit="agents",
            grade=STATED,
        ),
    )


def _findings(data: _Data, used: _Used | None) -> Iterator[Finding]:
    if used is not None:
        yield from rules.paid_not_used(
            used.table,
            low=float(used.limits["low"]),
            high=float(used.limits["high"]),
            n_agents=used.n_agents,
            n_outside=used.n_outside,
            grade=STATED,
        )
    if len(data.billed) and not data.is_billed_known:
        yield from rules.concepts_undecided(data.billed, grade=STATED)
    elif len(data.time_billed):
        billed = set(data.time_billed["month"])
        months = [each for each in data.whole_months("logged", "productive") if each in billed]
        yield from rules.billed_beyond(
            _compared(data, months), training_h=_training_h(data, months), grade=STATED
        )
    if {"planned", "clocked"} <= {*data.steps}:
        months = data.common_months("planned", "clocked")
        planned, clocked = (data.of_months(name, months) for name in ("planned", "clocked"))
        planned, clocked = _of_both(planned, clocked, data.minimum)
        yield from rules.planned_against_clocked(
            planned_h=int(planned["ms"].sum()) / metrics.HOUR_MS,
            clocked_h=int(clocked["ms"].sum()) / metrics.HOUR_MS,
            n_agents=planned["agent_id"].nunique(),
            n_outside=len(set(planned["agent_id"]) ^ set(clocked["agent_id"])),
            grade=STATED,
        )


def _compared(data: _Data, months: list[pd.Timestamp]) -> dict[str, float]:
    """Hours of some months: billed as time, logged and productive."""
    billed = data.time_billed[data.time_billed["month"].isin(months)]
    sums = {
        name: int(data.of_months(name, months)["ms"].sum()) / metrics.HOUR_MS
        for name in ("logged", "productive")
        if name in data.steps
    }
    return sums | {"billed": float(sum(billed["billed_h"]))}


def _training_h(data: _Data, months: list[pd.Timestamp]) -> float:
    """Hours of training that the client ordered, in some months."""
    if "training" not in data.engagement:
        return 0.0
    rows = data.engagement["training"]
    days = local_date(rows["start_at"], data.settings.zone)
    month = days - pd.to_timedelta(days.dt.day - 1, unit="D")
    ordered = rows[rows["ordered_by"].eq("client") & month.isin(months)]
    return int(metrics.clocked_hours(ordered)["ms"].sum()) / metrics.HOUR_MS
