"""The interval tables of an engagement, whichever way they came: from events or as aggregates."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cctoolkit.engagement.settings import Settings
from cctoolkit.metrics.spine import (
    business_days,
    handled_by_agent,
    local_date,
    merge_handled,
    reduce_contacts,
    reduce_states,
)
from cctoolkit.tables.catalogue import CATALOGUE
from cctoolkit.tables.frames import conform, empty

SPINE = ("agent_intervals", "aux_intervals", "queue_intervals", "queue_thresholds")
_HOUR = pd.Timedelta(1, "h")
_DAY = pd.Timedelta(25, "h")
_PARTS = ["talk_ms", "hold_ms", "acw_ms", "available_ms", "aux_ms"]


def build_spine(tables: Mapping[str, pd.DataFrame], settings: Settings) -> dict[str, pd.DataFrame]:
    """Return the four interval tables: aggregates as delivered, events reduced, one under another.

    What an aggregate leaves open is completed only where it follows: the grade of evidence from
    the length of the interval, the business day from the session, the unknown time from a
    connection larger than its parts, the handle time from its parts.
    """
    agents, aux = _agents_from_events(tables, settings)
    queue, thresholds = _queue_from_events(tables, settings)
    delivered = {name: tables.get(name, empty(CATALOGUE[name])) for name in SPINE}
    agent_rows = _agent_aggregates(delivered["agent_intervals"], settings.zone)
    spine = {
        "agent_intervals": [agent_rows, _of_other_agents(agents, agent_rows)],
        "aux_intervals": [_aux_aggregates(delivered["aux_intervals"], agent_rows, settings), aux],
        "queue_intervals": [_aggregates(delivered["queue_intervals"], settings.zone), queue],
        "queue_thresholds": [_aggregates(delivered["queue_thresholds"], settings.zone), thresholds],
    }
    return {name: _stacked(name, frames) for name, frames in spine.items()}


def _agents_from_events(
    tables: Mapping[str, pd.DataFrame], settings: Settings
) -> tuple[pd.DataFrame, pd.DataFrame]:
    clock = {"zone": settings.zone, "interval_minutes": settings.interval_minutes}
    agents, aux = empty(CATALOGUE["agent_intervals"]), empty(CATALOGUE["aux_intervals"])
    if "states" in tables:
        agents, aux = reduce_states(tables["states"], **clock)
    if "contacts" in tables:
        handled = handled_by_agent(tables["contacts"], **clock)
        agents = merge_handled(agents, handled).assign(evidence="A")
    return agents, aux


def _queue_from_events(
    tables: Mapping[str, pd.DataFrame], settings: Settings
) -> tuple[pd.DataFrame, pd.DataFrame]:
    if "contacts" not in tables:
        return empty(CATALOGUE["queue_intervals"]), empty(CATALOGUE["queue_thresholds"])
    return reduce_contacts(
        tables["contacts"],
        zone=settings.zone,
        interval_minutes=settings.interval_minutes,
        waiting_thresholds_s=settings.all_thresholds_s,
    )


def _of_other_agents(agents: pd.DataFrame, delivered: pd.DataFrame) -> pd.DataFrame:
    """Leave out contact counts of agents whose aggregates already count their contacts."""
    counted = delivered.loc[delivered["n_handled"].notna(), "agent_id"]
    only_contacts = agents["logged_ms"].isna()
    return agents[~(only_contacts & agents["agent_id"].isin(counted))]


def _agent_aggregates(rows: pd.DataFrame, zone: str) -> pd.DataFrame:
    if rows.empty:
        return rows
    parts = rows[_PARTS].sum(axis=1) + rows["ring_ms"].fillna(0)
    open_part = (rows["logged_ms"] - parts).clip(lower=0).where(rows[_PARTS].notna().all(axis=1))
    handle = rows[["talk_ms", "hold_ms", "acw_ms"]].sum(axis=1, min_count=1)
    return rows.assign(
        business_day=rows["business_day"].fillna(business_days(rows, zone=zone)),
        evidence=rows["evidence"].fillna(_grade(rows)),
        unknown_ms=rows["unknown_ms"].fillna(open_part),
        handle_ms=rows["handle_ms"].fillna(handle.where(rows["n_handled"].notna())),
    )


def _aux_aggregates(
    rows: pd.DataFrame, agent_rows: pd.DataFrame, settings: Settings
) -> pd.DataFrame:
    """Give auxiliary time the business day of the connection that it is part of."""
    if rows.empty:
        return rows
    key = ["start_at", "agent_id", "campaign"]
    days = agent_rows.drop_duplicates(key)[[*key, "business_day"]]
    matched = rows[key].merge(days, on=key, how="left")["business_day"]
    own = _aggregates(rows, settings.zone)
    day = rows["business_day"].fillna(pd.Series(matched.to_numpy(), rows.index))
    return own.assign(business_day=day.fillna(own["business_day"]))


def _aggregates(rows: pd.DataFrame, zone: str) -> pd.DataFrame:
    if rows.empty:
        return rows
    return rows.assign(
        business_day=rows["business_day"].fillna(local_date(rows["start_at"], zone)),
        evidence=rows["evidence"].fillna(_grade(rows)),
    )


def _grade(rows: pd.DataFrame) -> pd.Series:
    length = rows["end_at"] - rows["start_at"]
    grades = np.select([length <= _HOUR, length <= _DAY], ["B", "C"], "D")
    return pd.Series(grades, rows.index, dtype="str")


def _stacked(name: str, frames: list[pd.DataFrame]) -> pd.DataFrame:
    table = CATALOGUE[name]
    filled = [conform(frame, table) for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else empty(table)
