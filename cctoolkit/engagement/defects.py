"""Which data defects an engagement can be asked about, given the tables that it has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from cctoolkit.engagement.settings import Settings
from cctoolkit.metrics.spine import SESSION_BREAK_MS, local_date
from cctoolkit.tables import defects
from cctoolkit.tables.defects import Defect


def between_tables(tables: Mapping[str, pd.DataFrame], settings: Settings) -> Iterator[Defect]:
    """Look for defects inside and between the tables of the period."""
    if "states" in tables:
        yield from _of_states(tables["states"])
    if "contacts" in tables:
        yield from _of_contacts(tables["contacts"], settings.zone)
    if "agent_intervals" in tables:
        yield from _of_agent_intervals(tables)
    yield from _missing_days(tables, settings)


def _of_states(states: pd.DataFrame) -> Iterator[Defect]:
    logged = states[states["state"] != "offline"]
    yield from defects.open_states(logged)
    closed = logged[logged["end_at"].notna()]
    yield from defects.overlapping_states(closed)
    yield from defects.gaps_in_sessions(closed, session_break_ms=SESSION_BREAK_MS)


def _of_contacts(contacts: pd.DataFrame, zone: str) -> Iterator[Defect]:
    yield from defects.contacts_without_agent(contacts)
    yield from defects.contacts_without_duration(contacts)
    yield from defects.contacts_without_customer(contacts)
    yield from defects.contacts_across_midnight(contacts, zone)
    yield from defects.overlapping_contacts(contacts)


def _of_agent_intervals(tables: Mapping[str, pd.DataFrame]) -> Iterator[Defect]:
    intervals = tables["agent_intervals"]
    yield from defects.parts_beyond_connection(intervals[intervals["logged_ms"].notna()])
    if "agents" in tables:
        connected = intervals[intervals["logged_ms"].gt(0).fillna(False).astype(bool)]
        yield from defects.active_after_leaving(connected, tables["agents"], "agent_intervals")


def _missing_days(tables: Mapping[str, pd.DataFrame], settings: Settings) -> Iterator[Defect]:
    """Look for missing days queue by queue, and file by file in the logs of states."""
    first, last = (pd.Timestamp(day) for day in (settings.period.first, settings.period.last))
    if "queue_intervals" in tables:
        for queue, rows in tables["queue_intervals"].groupby("queue"):
            offered = rows.groupby("business_day")["n_offered"].sum()
            yield from defects.missing_days(offered, first, last, "queue_intervals", str(queue))
    if "states" in tables:
        days = local_date(tables["states"]["start_at"], settings.zone)
        yield from defects.missing_days(days.value_counts(), first, last, "states")
