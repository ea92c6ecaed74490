"""Which data defects an engagement can be asked about, given the tables that it has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from cctoolkit.engagement.settings import Settings
from cctoolkit.metrics.clock import local_date
from cctoolkit.tables import defects
from cctoolkit.tables.defects import Defect


def between_tables(tables: Mapping[str, pd.DataFrame], settings: Settings) -> Iterator[Defect]:
    """Look for defects inside and between the tables of the period."""
    if "states" in tables:
        yield from _of_states(tables["states"], settings)
    if "contacts" in tables:
        yield from _of_contacts(tables["contacts"], settings)
    if "agent_intervals" in tables:
        yield from _of_agent_intervals(tables)
    yield from _missing_days(tables, settings)


def _of_states(states: pd.DataFrame, settings: Settings) -> Iterator[Defect]:
    policies = settings.states.policies
    yield from defects.open_states(states)
    closed = states[states["end_at"].notna()]
    yield from defects.overlapping_states(closed)
    yield from defects.gaps_in_sessions(closed, longest_gap_ms=policies.longest_gap_ms)
    yield from defects.long_states(closed, longest_ms=policies.longest_state_ms)


def _of_contacts(contacts: pd.DataFrame, settings: Settings) -> Iterator[Defect]:
    yield from defects.contacts_not_offered(contacts)
    yield from defects.contacts_without_agent(contacts)
    yield from defects.contacts_without_duration(contacts)
    yield from defects.contacts_without_customer(contacts)
    yield from defects.overlapping_contacts(contacts)
    if _dates_were_inferred(settings):
        yield from defects.contacts_across_midnight(contacts, settings.zone)


def _dates_were_inferred(settings: Settings) -> bool:
    """Whether some instant of a contact came as a clock time without a date of its own."""
    return any(
        rule.nearest_to
        for source in settings.sources
        if source.table == "contacts"
        for rule in source.columns.values()
    )


def _of_agent_intervals(tables: Mapping[str, pd.DataFrame]) -> Iterator[Defect]:
    intervals = tables["agent_intervals"]
    yield from defects.parts_beyond_connection(intervals[intervals["logged_ms"].notna()])
    if "aux_intervals" in tables:
        yield from defects.codes_beyond_aux(intervals, tables["aux_intervals"])
    if "agents" in tables:
        connected = intervals[intervals["logged_ms"].gt(0).fillna(False).astype(bool)]
        yield from defects.active_after_leaving(connected, tables["agents"], "agent_intervals")


def _missing_days(tables: Mapping[str, pd.DataFrame], settings: Settings) -> Iterator[Defect]:
    """Look for missing days queue by queue, and file by file in the logs of states."""
    first, last = (pd.Timestamp(day) for day in (settings.period.first, settings.period.last))
    if "queue_intervals" in tables:
        yield from _missing_by_queue(tables["queue_intervals"], first, last)
    if "states" in tables:
        days = local_date(tables["states"]["start_at"], settings.zone)
        yield from defects.missing_days(days.value_counts(), first, last, "states", "states")


def _missing_by_queue(
    queue_intervals: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp
) -> Iterator[Defect]:
    """Queues that lack the same days lack the same file: they make one defect."""
    queues: dict[tuple[str, ...], list[str]] = {}
    for queue, rows in queue_intervals.groupby("queue"):
        offered = rows.groupby("business_day")["n_offered"].sum()
        for defect in defects.missing_days(offered, first, last, "queue_intervals"):
            queues.setdefault(defect.days, []).append(str(queue))
    for days, names in queues.items():
        yield Defect(
            "missing_days", "queue_intervals", len(days), days=days, detail=", ".join(names)
        )
