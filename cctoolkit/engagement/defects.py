"""Which data defects an engagement can be asked about, given the tables that it has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from cctoolkit.engagement.plan import in_use, version_in_use, version_published
from cctoolkit.engagement.settings import Settings
from cctoolkit.metrics.clock import local_date
from cctoolkit.metrics.sessions import AWAY, shifts
from cctoolkit.metrics.states import closed_states
from cctoolkit.sources.units import Declared, implausible_units
from cctoolkit.tables import defects, timelines
from cctoolkit.tables.defects import Defect
from cctoolkit.tables.plausibility import Doubt, factor_between


def between_tables(tables: Mapping[str, pd.DataFrame], settings: Settings) -> Iterator[Defect]:
    """Look for defects inside and between the tables of the period."""
    if "states" in tables:
        yield from _of_states(tables, settings)
    if "contacts" in tables:
        yield from _of_contacts(tables["contacts"], settings)
    if "queue_intervals" in tables:
        yield from defects.handled_without_time(tables["queue_intervals"])
    if "agent_intervals" in tables:
        yield from _of_agent_intervals(tables)
    if "schedules" in tables:
        yield from _of_schedules(tables, settings)
    yield from _of_units(tables, settings)
    yield from _missing_days(tables, settings)


def _of_states(tables: Mapping[str, pd.DataFrame], settings: Settings) -> Iterator[Defect]:
    states, policies = tables["states"], settings.states.policies
    yield from _of_open_states(tables, settings)
    yield from defects.empty_states(states)
    closed = states[states["end_at"].notna()]
    yield from defects.long_states(closed, longest_ms=policies.longest_state_ms)
    longest = pd.Timedelta(policies.longest_state_ms, "ms")
    believed = closed[closed["end_at"] - closed["start_at"] <= longest]
    yield from defects.overlapping_states(believed)
    yield from defects.gaps_in_sessions(believed, longest_gap_ms=policies.longest_gap_ms)
    yield from timelines.clock_set_back(believed, settings.zone)
    yield from _of_logins(believed, tables, settings)


def _of_open_states(tables: Mapping[str, pd.DataFrame], settings: Settings) -> Iterator[Defect]:
    states, policies = tables["states"], settings.states.policies
    planned = None
    if "schedules" in tables and len(tables["schedules"]):
        schedules = in_use(tables["schedules"], settings)
        planned = shifts(schedules, session_break_ms=policies.session_break_ms)
    closed = closed_states(states, policies=policies, shifts=planned)
    yield from defects.open_states(states, closed)
    yield from defects.sessions_without_logout(states, session_break_ms=policies.session_break_ms)


def _of_logins(
    believed: pd.DataFrame, tables: Mapping[str, pd.DataFrame], settings: Settings
) -> Iterator[Defect]:
    logged = believed[believed["state"] != "offline"]
    busy = logged["state"].isin(timelines.BUSY)
    busy &= ~logged["agent_id"].isin(_of_several_at_once(tables))
    yield from timelines.several_at_once(logged, "states", settings.zone, busy=busy)


def _of_several_at_once(tables: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Agents who serve channels in which one person may speak with several customers."""
    if "contacts" not in tables:
        return pd.Series(dtype="str")
    return tables["contacts"].loc[tables["contacts"]["channel"] != "voice", "agent_id"].dropna()


def _of_schedules(tables: Mapping[str, pd.DataFrame], settings: Settings) -> Iterator[Defect]:
    schedules = tables["schedules"]
    if schedules.empty:
        return
    versions = (version_in_use(schedules, settings), version_published(schedules, settings))
    yield from defects.other_versions(schedules, versions)
    used = in_use(schedules, settings)
    yield from defects.overlapping_shifts(used)
    if "states" in tables and len(used):
        states, fewest = tables["states"], settings.minimum_group
        at_work = used[~used["activity"].isin(AWAY)]
        logged = _with_log(tables)
        yield from defects.planned_without_log(at_work, logged, fewest_agents=fewest)
        yield from defects.logged_without_plan(states, used["agent_id"], fewest_agents=fewest)


def _with_log(tables: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Agents whose time was delivered: state by state, or as sums of intervals."""
    ids = [tables[name]["agent_id"] for name in ("states", "agent_intervals") if name in tables]
    return pd.concat(ids, ignore_index=True)


UNIT_TABLES = (
    *("contacts", "queue_intervals", "agent_intervals", "aux_intervals"),
    *("payroll", "forecast", "absences"),
)


def _of_units(tables: Mapping[str, pd.DataFrame], settings: Settings) -> Iterator[Defect]:
    """Say which durations were read in a unit that can hardly be right, and leave them as read."""
    doubted = set()
    for name in UNIT_TABLES:
        if name not in tables or "raw_file" not in tables[name]:
            continue
        rows = tables[name][tables[name]["raw_file"].notna()]
        for doubt, unit, better in implausible_units(settings.sources, name, rows):
            doubted.add(name)
            yield _doubtful(name, rows, doubt, unit, better)
    if not doubted and {"queue_intervals", "agent_intervals"} <= {*tables}:
        queues, agents = tables["queue_intervals"], tables["agent_intervals"]
        agents = agents[agents["logged_ms"].notna()]
        sums = [_handling_ms(each) for each in (queues, agents)]
        factor = factor_between(*sums)
        if factor is not None:
            hours = {"of_queues_h": sums[0] / 3_600_000, "of_agents_h": sums[1] / 3_600_000}
            yield Defect("units_disagree", "queue_intervals", len(queues), values=hours)


def _handling_ms(rows: pd.DataFrame) -> float:
    return float(rows[["talk_ms", "hold_ms", "acw_ms"]].sum().sum())


def _doubtful(
    table: str, rows: pd.DataFrame, doubt: Doubt, unit: Declared, better: str | None
) -> Defect:
    judged = rows[rows[doubt.column].gt(0).fillna(False).astype(bool)]
    values = {
        "file": ", ".join(judged["raw_file"].astype(str).unique()[:3]),
        "label": unit.label,
        "unit": unit.unit,
        "better": better or "?",
        "target": doubt.column,
        "found_s": doubt.found_ms / 1000,
        "against_s": doubt.against_ms / 1000,
    }
    if doubt.evidence == "instants":
        return Defect.of("unit_by_instants", table, judged, values=values)
    if doubt.evidence == "interval":
        return Defect.of("unit_by_interval", table, judged, values=values)
    return Defect.of("unit_by_mean", table, judged, values=values)


def _of_contacts(contacts: pd.DataFrame, settings: Settings) -> Iterator[Defect]:
    yield from defects.contacts_not_offered(contacts)
    yield from defects.contacts_without_agent(contacts)
    yield from defects.contacts_without_duration(contacts)
    yield from defects.contacts_without_customer(contacts)
    yield from defects.overlapping_contacts(contacts)
    yield from _timelines_of_calls(contacts, settings.zone)
    if _dates_were_inferred(settings):
        yield from defects.contacts_across_midnight(contacts, settings.zone)


def _timelines_of_calls(contacts: pd.DataFrame, zone: str) -> Iterator[Defect]:
    calls = contacts[contacts["channel"].eq("voice") & contacts["outcome"].eq("answered")]
    served = ("agent_id", "answered_at", "ended_at")
    calls = calls[calls[[*served]].notna().all(axis=1)]
    talk = calls.rename(columns={"answered_at": "start_at", "ended_at": "end_at"})
    talk = talk[talk["end_at"] - talk["start_at"] <= pd.Timedelta(1, "D")]
    every = pd.Series(True, talk.index)
    yield from timelines.several_at_once(talk, "contacts", zone, busy=every)


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
    yield from defects.beyond_the_clock(intervals)
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
