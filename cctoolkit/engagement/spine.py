"""The interval tables of an engagement, whichever way they came: from events or as aggregates."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cctoolkit.engagement.delivery import impossible, orphans, refuse, twice
from cctoolkit.engagement.plan import build_plan, in_use
from cctoolkit.engagement.settings import Settings
from cctoolkit.metrics.agent_intervals import reduce_timeline, with_handled
from cctoolkit.metrics.clock import local_date
from cctoolkit.metrics.queue_intervals import reduce_contacts
from cctoolkit.metrics.sessions import business_days, shifts
from cctoolkit.metrics.shared_time import shared_by_handle_time
from cctoolkit.metrics.states import timeline
from cctoolkit.tables.catalogue import CATALOGUE
from cctoolkit.tables.frames import conform, empty
from cctoolkit.tables.grain import evidence

SPINE = ("agent_intervals", "aux_intervals", "queue_intervals", "queue_thresholds")
_PARTS = ["talk_ms", "hold_ms", "acw_ms", "available_ms", "aux_ms"]


def build_spine(tables: Mapping[str, pd.DataFrame], settings: Settings) -> dict[str, pd.DataFrame]:
    """Return the interval tables: aggregates as delivered, events reduced, one under another.

    What an aggregate leaves open is completed only where it follows: the grade of evidence from
    the length of the interval, the business day from the session, the unknown time from a
    connection larger than its parts, the handle time from its parts.

    Raises
    ------
    InputError
        The same time was delivered twice, at two grains or as aggregate and as events; or codes
        and thresholds do not belong to the intervals that they came with.
    """
    pieces = _timeline(tables, settings) if "states" in tables else None
    events = _events(tables, pieces, settings)
    delivered = {name: tables.get(name, empty(CATALOGUE[name])) for name in SPINE}
    agents = _with_total_of_codes(delivered["agent_intervals"], delivered["aux_intervals"])
    delivered["agent_intervals"] = _agent_aggregates(agents, settings.zone)
    delivered["queue_intervals"] = _aggregates(delivered["queue_intervals"], settings.zone)
    delivered["queue_thresholds"] = _aggregates(delivered["queue_thresholds"], settings.zone)
    delivered["aux_intervals"] = _aux_aggregates(
        delivered["aux_intervals"], delivered["agent_intervals"], settings
    )
    refuse(twice(delivered, events))
    refuse(orphans(delivered))
    refuse(impossible(delivered))
    spine = {name: _stacked(name, [delivered[name], events[name]]) for name in SPINE}
    if settings.states.shared_time == "by_handle_time":
        spine |= _shared(spine)
    if "contacts" in tables:
        spine["agent_intervals"] = conform(
            with_handled(spine["agent_intervals"], tables["contacts"], **_clock(settings)),
            CATALOGUE["agent_intervals"],
        )
    return spine | _planned(tables, pieces, settings)


def _planned(
    tables: Mapping[str, pd.DataFrame], pieces: pd.DataFrame | None, settings: Settings
) -> dict[str, pd.DataFrame]:
    """Adherence to schedule, as delivered or from schedules and states; never one on the other."""
    made = build_plan(tables, pieces, settings)
    if "schedule_intervals" in tables:
        rows = _aggregates(tables["schedule_intervals"], settings.zone)
        made = {"schedule_intervals": conform(rows, CATALOGUE["schedule_intervals"])}
    return made


def _shared(spine: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    names = ("agent_intervals", "aux_intervals")
    shared = shared_by_handle_time(*(spine[name] for name in names))
    return {
        name: conform(frame, CATALOGUE[name]) for name, frame in zip(names, shared, strict=True)
    }


def _clock(settings: Settings) -> dict:
    return {"zone": settings.zone, "interval_minutes": settings.interval_minutes}


def _events(
    tables: Mapping[str, pd.DataFrame], pieces: pd.DataFrame | None, settings: Settings
) -> dict[str, pd.DataFrame]:
    reduced = {name: empty(CATALOGUE[name]) for name in SPINE}
    if pieces is not None:
        agents, aux = reduce_timeline(pieces, **_clock(settings))
        reduced |= {"agent_intervals": agents, "aux_intervals": aux}
    queue, thresholds = _queue_from_events(tables, settings)
    return reduced | {"queue_intervals": queue, "queue_thresholds": thresholds}


def _timeline(tables: Mapping[str, pd.DataFrame], settings: Settings) -> pd.DataFrame:
    policies = settings.states.policies
    planned = None
    if "schedules" in tables:
        schedules = in_use(tables["schedules"], settings)
        planned = shifts(schedules, session_break_ms=policies.session_break_ms)
    return timeline(tables["states"], zone=settings.zone, policies=policies, shifts=planned)


def _queue_from_events(
    tables: Mapping[str, pd.DataFrame], settings: Settings
) -> tuple[pd.DataFrame, pd.DataFrame]:
    if "contacts" not in tables:
        return empty(CATALOGUE["queue_intervals"]), empty(CATALOGUE["queue_thresholds"])
    return reduce_contacts(
        tables["contacts"], waiting_thresholds_s=settings.all_thresholds_s, **_clock(settings)
    )


def _with_total_of_codes(agents: pd.DataFrame, aux: pd.DataFrame) -> pd.DataFrame:
    """Auxiliary time that came by code alone: its total is that of the codes."""
    key = ["start_at", "agent_id", "campaign"]
    if agents.empty or aux.empty:
        return agents
    total = aux.groupby(key, dropna=False)["aux_ms"].sum().rename("of_codes").reset_index()
    of_codes = agents[key].merge(total, on=key, how="left")["of_codes"].to_numpy()
    return agents.assign(aux_ms=agents["aux_ms"].fillna(pd.Series(of_codes, agents.index)))


def _agent_aggregates(rows: pd.DataFrame, zone: str) -> pd.DataFrame:
    if rows.empty:
        return rows
    parts = rows[_PARTS].sum(axis=1) + rows["ring_ms"].fillna(0)
    open_part = (rows["logged_ms"] - parts).clip(lower=0).where(rows[_PARTS].notna().all(axis=1))
    handle = rows[["talk_ms", "hold_ms", "acw_ms"]].sum(axis=1).where(rows["talk_ms"].notna())
    return rows.assign(
        business_day=rows["business_day"].fillna(business_days(rows, zone=zone)),
        evidence=rows["evidence"].fillna(evidence(rows)),
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
        evidence=rows["evidence"].fillna(evidence(rows)),
    )


def _stacked(name: str, frames: list[pd.DataFrame]) -> pd.DataFrame:
    table = CATALOGUE[name]
    filled = [conform(frame, table) for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else empty(table)
