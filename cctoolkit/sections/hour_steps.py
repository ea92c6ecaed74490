"""Hours of every step of the waterfall, by agent, place and month, from whichever tables exist."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pandas as pd

from cctoolkit.engagement.opening import Engagement
from cctoolkit.engagement.plan import version_in_use
from cctoolkit.metrics import hours as metrics
from cctoolkit.metrics.clock import with_clock
from cctoolkit.metrics.plan import plan
from cctoolkit.sections.absence import absent, none_of
from cctoolkit.sections.groups import PLACES, employed, with_places
from cctoolkit.sections.section import Lack
from cctoolkit.tables.assignment import assigned
from cctoolkit.tables.identities import identified

DIMENSIONS = (*PLACES, "month")
"""As the index of adherence has them: what is shown there and here hides the same groups."""

Steps = dict[str, pd.DataFrame]


def steps_of(engagement: Engagement) -> tuple[Steps, list[Lack]]:
    """Return `agent_id`, place, `month` and `ms` of every step that exists, and what others lack.

    Connection on days when the list of agents has nobody employed under that name is left out, as
    in the index of adherence. Planned, clocked and connected time go by the business day of their
    shift, so that a night is one day in all three, and the day of its beginning. Hours paid have a
    place where the agent had only one that month.
    """
    steps: Steps = {}
    lacks: list[Lack] = []
    for name, made in _MAKERS.items():
        found = made(engagement)
        if isinstance(found, Lack):
            lacks.append(found)
        elif len(found):
            steps[name] = found
    return steps, lacks


def connection(engagement: Engagement) -> pd.DataFrame | None:
    """Return the agents' intervals with places and month, days outside employment left out."""
    if "agent_intervals" not in engagement:
        return None
    rows = employed(engagement["agent_intervals"], engagement)
    return with_clock(with_places(rows), engagement.settings.zone)


def payroll_of(engagement: Engagement) -> pd.DataFrame:
    """Return the payroll under the agents' identifiers, with places and `month`."""
    rows = engagement["payroll"]
    if "identities" in engagement:
        names = [engagement[name]["agent_id"] for name in _PEOPLE if name in engagement]
        known = pd.concat(names) if names else pd.Series(dtype="str")
        rows = identified(rows, engagement["identities"], known)
    return _place_of_the_month(rows, engagement).assign(month=rows["period"])


def months_of(engagement: Engagement) -> list[tuple[pd.Timestamp, pd.Timestamp, bool]]:
    """Return first and last day of each month within the period, and whether it is whole."""
    period = engagement.settings.period
    first, last = pd.Timestamp(period.first), pd.Timestamp(period.last)
    made = []
    for month in pd.date_range(first.replace(day=1), last, freq="MS"):
        end = month + pd.offsets.MonthEnd(1)
        made.append((max(first, month), min(last, end), first <= month and end <= last))
    return made


_PEOPLE = ("agents", "assignments", "agent_intervals")


def _contracted(engagement: Engagement) -> pd.DataFrame | Lack:
    lack = absent("contracted_hours", engagement, "assignments")
    if lack:
        return lack
    rows = engagement["assignments"]
    if rows["contract_h_per_week"].isna().all():
        needs = ("assignments", "contract_h_per_week")
        return Lack("contracted_hours", "table_column", needs)
    agents = engagement.tables.get("agents")
    months = [
        metrics.contracted_hours(rows, first=first, last=last, agents=agents, by=PLACES).assign(
            month=first.replace(day=1)
        )
        for first, last, _ in months_of(engagement)
    ]
    return pd.concat(months, ignore_index=True)


def _planned(engagement: Engagement) -> pd.DataFrame | Lack:
    lack = absent("planned_hours", engagement, "schedules")
    if lack:
        return lack
    schedules, settings = engagement["schedules"], engagement.settings
    version = version_in_use(schedules, settings)
    if version not in set(schedules["published_version"]):
        return Lack("planned_hours", "version", (version,))
    published = schedules.rename(columns={"business_day": "shift_day"})
    planned = plan(published, zone=settings.zone, version=version).planned
    days = planned.assign(business_day=planned["shift_day"])
    return metrics.planned_hours(_dated(days, engagement), by=DIMENSIONS)


def _clocked(engagement: Engagement) -> pd.DataFrame | Lack:
    lack = absent("clocked_hours", engagement, "clockings")
    if lack:
        return lack
    return metrics.clocked_hours(_dated(engagement["clockings"], engagement), by=DIMENSIONS)


def _logged(engagement: Engagement) -> pd.DataFrame | Lack:
    rows = connection(engagement)
    if rows is None:
        return none_of("logged_hours", engagement, "states", "agent_intervals")
    return metrics.logged_hours(_connected(rows), by=DIMENSIONS)


def _productive(engagement: Engagement) -> pd.DataFrame | Lack:
    rows = connection(engagement)
    if rows is None:
        return none_of("productive_hours", engagement, "states", "agent_intervals")
    choice = {"ringing_is_productive": engagement.settings.ringing_is_productive}
    return metrics.productive_hours(_connected(rows), by=DIMENSIONS, **choice)


def _paid(engagement: Engagement) -> pd.DataFrame | Lack:
    lack = absent("paid_hours", engagement, "payroll")
    if lack:
        return lack
    if not engagement["payroll"]["paid_ms"].sum() > 0:
        return Lack("paid_hours", "table_column", ("payroll", "paid_ms"))
    rows = payroll_of(engagement)
    return metrics.paid_hours(rows[rows["paid_ms"].gt(0).fillna(False)], by=DIMENSIONS)


_MAKERS: dict[str, Callable[[Engagement], pd.DataFrame | Lack]] = {
    "contracted": _contracted,
    "planned": _planned,
    "clocked": _clocked,
    "logged": _logged,
    "productive": _productive,
    "paid": _paid,
}


def _connected(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["logged_ms"].gt(0).fillna(False).astype(bool)]


def _dated(rows: pd.DataFrame, engagement: Engagement) -> pd.DataFrame:
    """Give rows with a business day their places and month."""
    day = rows["business_day"]
    month = day - pd.to_timedelta(day.dt.day - 1, unit="D")
    if "assignments" in engagement:
        rows = assigned(rows, engagement["assignments"], PLACES)
    return with_places(rows).assign(month=month)


def _place_of_the_month(rows: pd.DataFrame, engagement: Engagement) -> pd.DataFrame:
    """Give a month's rows the place of their agent, where he had no other that month."""
    if "assignments" not in engagement:
        return with_places(rows)
    spans = pd.concat(_spans_by_month(rows, engagement["assignments"]))
    places = spans.groupby(["agent_id", "period"])[[*PLACES]].agg(_only)
    keys = pd.MultiIndex.from_frame(rows[["agent_id", "period"]])
    found = places.reindex(keys)
    return rows.assign(**{name: found[name].to_numpy() for name in PLACES})


def _spans_by_month(rows: pd.DataFrame, assignments: pd.DataFrame) -> Iterator[pd.DataFrame]:
    for month in rows["period"].unique():
        after = month + pd.offsets.MonthBegin(1)
        inside = (assignments["from_on"] < after) & (
            assignments["to_on"].isna() | (assignments["to_on"] > month)
        )
        yield assignments[inside].assign(period=month)


def _only(places: pd.Series) -> object:
    names = places.unique()
    return names[0] if len(names) == 1 else None
