"""Where the hours go: contracted, planned, clocked, logged, productive, billed and paid."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cctoolkit.engagement.opening import Engagement
from cctoolkit.engagement.plan import version_in_use
from cctoolkit.findings import Finding, KeyFigure
from cctoolkit.findings import hours as rules
from cctoolkit.metrics import hours as metrics
from cctoolkit.metrics.clock import local_date
from cctoolkit.sections.absence import hidden, too_few, unplaced
from cctoolkit.sections.grade import poorest
from cctoolkit.sections.hour_bills import BilledHours
from cctoolkit.sections.hour_costs import HourCosts
from cctoolkit.sections.hour_groups import HourSteps, of_both
from cctoolkit.sections.hour_steps import connection
from cctoolkit.sections.paid_use import PaidUse, paid_use
from cctoolkit.sections.section import Lack, Section
from cctoolkit.sections.spread import CONFIDENCE

NAME = "hours"
GROUPS = ("team", "site")
STATED = "D"
"""Grade of what rests on a payroll or an invoice: what a party states."""
ANY_OF = ("assignments", "schedules", "clockings", "states", "agent_intervals", "payroll")


def hours(engagement: Engagement) -> Section:
    """Evaluate the waterfall of hours, by month, team and site, and the money beside it.

    Every table that exists gives its steps; for the others the lack is said. The amount invoiced
    stands beside the hours billed in every view; hours at the provider's cost only in its own.
    Payrolls and invoices are of whole months: the hours paid and billed are held against the others
    in whole months of the period only.
    """
    steps, billed = HourSteps(engagement), BilledHours(engagement)
    lacks = [*steps.lacks, *billed.lacks]
    if not len(steps) and not len(billed):
        return Section(NAME, lacks=(_nothing(lacks, steps.minimum),))
    costs = HourCosts(engagement, are_paid_shown="paid" in steps)
    lacks += costs.lacks
    tables = {"waterfall": _waterfall(steps, billed, costs)}
    _add_months(tables, lacks, steps, billed)
    for group in GROUPS:
        _add_group(tables, lacks, steps, engagement, group)
    if len(billed):
        tables["billed"] = billed.table
    used = paid_use(engagement, steps, costs)
    if isinstance(used, Lack):
        lacks.append(used)
        used = None
    elif used is not None:
        tables["paid_use"] = used.table
    lacks += steps.coverage(set(billed.time["month"]))
    rows = connection(engagement)
    return Section(
        NAME,
        tables=tables,
        key_figures=_key_figures(used),
        findings=tuple(_findings(engagement, steps, billed, used)),
        lacks=tuple(lacks),
        grade=(poorest(rows) if rows is not None else "") or STATED,
        grades=dict.fromkeys(tables, STATED),
        choices=_choices(engagement, steps, billed),
    )


def _nothing(lacks: list[Lack], minimum: int) -> Lack:
    if any(lack.reason == "people" for lack in lacks):
        return too_few(NAME, minimum)
    return Lack(NAME, "table", (*ANY_OF, "invoices"))


# Tables


def _waterfall(steps: HourSteps, billed: BilledHours, costs: HourCosts) -> pd.DataFrame:
    table = steps.waterfall(billed_h=billed.hours, billed_months=set(billed.time["month"]))
    is_billed = table["step"] == "billed"
    invoiced = [billed.amount if each else None for each in is_billed]
    table = table.assign(invoiced=pd.Series(invoiced, table.index, dtype=object))
    if not costs.are_known:
        return table
    comparable = table["hours"].where(table["share_of_first"].notna())
    return table.assign(at_cost=costs.of(comparable), change_at_cost=costs.of(table["change_h"]))


def _add_months(
    tables: dict[str, pd.DataFrame], lacks: list[Lack], steps: HourSteps, billed: BilledHours
) -> None:
    lacks += hidden("hours_by_month", steps.n_hidden("month"), steps.minimum)
    table = steps.by("month")
    if len(billed.time):
        table = table.merge(billed.by_month(), on="month", how="outer")
    if len(table):
        names = [f"{step}_h" for step in metrics.STEPS if f"{step}_h" in table]
        money = ["invoiced"] if "invoiced" in table else []
        tables["by_month"] = table[["month", *names, *money]]


def _add_group(
    tables: dict[str, pd.DataFrame],
    lacks: list[Lack],
    steps: HourSteps,
    engagement: Engagement,
    group: str,
) -> None:
    what = f"hours_by_{group}"
    if not steps.are_placed(group):
        lacks.append(unplaced(what, engagement, group))
        return
    lacks += hidden(what, steps.n_hidden(group), steps.minimum)
    table = steps.by(group)
    if len(table):
        tables[f"by_{group}"] = table


def _choices(
    engagement: Engagement, steps: HourSteps, billed: BilledHours
) -> dict[str, float | str | bool | None]:
    settings = engagement.settings
    is_planned = "planned" in steps
    return {
        "billed_concepts": ", ".join(billed.time_concepts) or None,
        "plan_version": version_in_use(engagement["schedules"], settings) if is_planned else None,
        "ringing_is_productive": settings.ringing_is_productive,
        "confidence": CONFIDENCE,
    }


# What is found


def _key_figures(used: PaidUse | None) -> tuple[KeyFigure, ...]:
    if used is None:
        return ()
    return (
        KeyFigure(
            term="paid_hours_used",
            value=used.productive_share,
            low=used.low,
            high=used.high,
            unit="share",
            n=used.n_agents,
            n_unit="agents",
            grade=STATED,
        ),
    )


def _findings(
    engagement: Engagement, steps: HourSteps, billed: BilledHours, used: PaidUse | None
) -> Iterator[Finding]:
    if used is not None:
        yield from rules.paid_not_used(
            used.table,
            low=used.low,
            high=used.high,
            n_agents=used.n_agents,
            n_outside=used.n_outside,
            grade=STATED,
        )
    if len(billed) and not billed.is_decided:
        yield from rules.concepts_undecided(billed.table, grade=STATED)
    elif len(billed.time):
        yield from _billed_beyond(engagement, steps, billed)
    if steps.have("planned", "clocked"):
        yield from _planned_against_clocked(steps)


def _billed_beyond(
    engagement: Engagement, steps: HourSteps, billed: BilledHours
) -> Iterator[Finding]:
    """Hold the hours billed as time against those logged and productive, in whole months."""
    known = set(billed.time["month"])
    months = [month for month in steps.whole_months("logged", "productive") if month in known]
    names = [name for name in ("logged", "productive") if name in steps]
    seen = {name: _hours(steps.of_months(name, months)) for name in names}
    yield from rules.billed_beyond(
        seen | {"billed": billed.in_months(months)},
        training_h=_training_h(engagement, months),
        grade=STATED,
    )


def _training_h(engagement: Engagement, months: list[pd.Timestamp]) -> float:
    """Hours of training that the client ordered, in some months."""
    if "training" not in engagement:
        return 0.0
    rows = engagement["training"]
    days = local_date(rows["start_at"], engagement.settings.zone)
    month = days - pd.to_timedelta(days.dt.day - 1, unit="D")
    ordered = rows[rows["ordered_by"].eq("client") & month.isin(months)]
    return _hours(metrics.clocked_hours(ordered))


def _planned_against_clocked(steps: HourSteps) -> Iterator[Finding]:
    months = steps.common_months("planned", "clocked")
    planned, clocked = (steps.of_months(name, months) for name in ("planned", "clocked"))
    planned, clocked = of_both(planned, clocked, steps.minimum)
    yield from rules.planned_against_clocked(
        planned_h=_hours(planned),
        clocked_h=_hours(clocked),
        n_agents=planned["agent_id"].nunique(),
        n_outside=len(set(planned["agent_id"]) ^ set(clocked["agent_id"])),
        grade=STATED,
    )


def _hours(rows: pd.DataFrame) -> float:
    return int(rows["ms"].sum()) / metrics.HOUR_MS
