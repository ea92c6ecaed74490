"""What the systems recorded that cannot be so: counted, shown, never mended in silence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from cctoolkit.tables.employment import is_outside_employment

PLENTY = 7
"""Of independent arrivals, a day with none of 7 expected is below one in a thousand."""
FEW_WEEKS = 3
LONG_HOLE_DAYS = 5
_EVIDENCE = ("raw_file", "raw_line")


@dataclass(frozen=True)
class Defect:
    """One kind of defect in one table.

    `rows` points to the raw lines; `duration_ms` is the time concerned, when it has one;
    `days` are the local dates concerned, for defects that are about days; `values` whatever else
    its sentence names.
    """

    code: str
    table: str
    n_rows: int
    duration_ms: int | None = None
    days: tuple[str, ...] = ()
    detail: str = ""
    values: Mapping[str, float | str] = field(default_factory=dict)
    rows: pd.DataFrame = field(default_factory=pd.DataFrame, compare=False, repr=False)

    @classmethod
    def of(
        cls, code: str, table: str, rows: pd.DataFrame, duration_ms: int | None = None, **more
    ) -> Defect:
        """Build a defect from the rows that show it."""
        evidence = rows[[name for name in _EVIDENCE if name in rows]].reset_index(drop=True)
        return cls(code, table, len(rows), duration_ms, rows=evidence, **more)


def outside_period(
    table: str, counts: pd.Series, first: pd.Timestamp, last: pd.Timestamp
) -> Iterator[Defect]:
    """Rows delivered of days outside the period: not used, and worth a look.

    Dates far away, or many, are the mark of day and month read in the wrong order. The day before
    and the day after belong to night shifts and are not said.

    Parameters
    ----------
    counts : Series
        Rows by local date.
    """
    day = pd.Timedelta(1, "D")
    outside = counts[(counts.index < first - day) | (counts.index > last + day)]
    if len(outside):
        ends = (f"{outside.index.min():%Y-%m-%d}", f"{outside.index.max():%Y-%m-%d}")
        yield Defect("outside_period", table, int(outside.sum()), days=tuple(dict.fromkeys(ends)))


def reaching_beyond(
    table: str, spans: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp
) -> Iterator[Defect]:
    """Intervals of several days of which only a part lies in the period: not used.

    Parameters
    ----------
    spans : DataFrame
        `first` and `last` local date, `n_rows`.
    """
    overlaps = (spans["first"] <= last) & (spans["last"] >= first)
    beyond = spans[overlaps & ((spans["first"] < first) | (spans["last"] > last))]
    if len(beyond):
        ends = (f"{beyond['first'].min():%Y-%m-%d}", f"{beyond['last'].max():%Y-%m-%d}")
        yield Defect("reaches_beyond_period", table, int(beyond["n_rows"].sum()), days=ends)


def overlapping_states(states: pd.DataFrame) -> Iterator[Defect]:
    """States of one agent that begin before an earlier one has ended."""
    ordered = states.sort_values(["agent_id", "start_at", "end_at"], kind="stable")
    earlier_end = ordered.groupby("agent_id")["end_at"].cummax()
    begun_before = earlier_end.groupby(ordered["agent_id"]).shift()
    yield from _overlapping(
        ordered, begun_before, "states", "overlapping_states", "start_at", "end_at"
    )


def overlapping_contacts(contacts: pd.DataFrame) -> Iterator[Defect]:
    """Calls that an agent answers before the end of his previous one.

    Only voice: handling several at once is how chat works. Each call is held against the one
    before it, so that a single call that never ended doesn't accuse all that follow.
    """
    calls = contacts[
        contacts["channel"].eq("voice")
        & contacts["outcome"].eq("answered")
        & contacts["agent_id"].notna()
        & contacts["answered_at"].notna()
        & (contacts["ended_at"] > contacts["answered_at"])
    ]
    ordered = calls.sort_values(["agent_id", "answered_at", "ended_at"], kind="stable")
    previous_end = ordered.groupby("agent_id")["ended_at"].shift()
    yield from _overlapping(
        ordered, previous_end, "contacts", "overlapping_contacts", "answered_at", "ended_at"
    )


def _overlapping(
    ordered: pd.DataFrame, until: pd.Series, table: str, code: str, start: str, end: str
) -> Iterator[Defect]:
    overlaps = (ordered[start] < until) & (ordered[end] > ordered[start])
    if overlaps.any():
        shared = np.minimum(until[overlaps], ordered.loc[overlaps, end])
        length = (shared - ordered.loc[overlaps, start]).sum()
        yield Defect.of(code, table, ordered[overlaps], _ms(length))


def long_states(states: pd.DataFrame, *, longest_ms: int) -> Iterator[Defect]:
    """States longer than anybody stays connected: a wrong date, or a logout that never came."""
    length_ms = (states["end_at"] - states["start_at"]).dt.total_seconds() * 1000
    long = length_ms > longest_ms
    if long.any():
        yield Defect.of("long_states", "states", states[long], int(length_ms[long].sum()))


def gaps_in_sessions(
    states: pd.DataFrame, *, longest_gap_ms: int, shortest_ms: int = 1000
) -> Iterator[Defect]:
    """Holes in the log short enough to be lost time; a longer one is time not connected."""
    ordered = states.sort_values(["agent_id", "start_at", "end_at"], kind="stable")
    latest_end = ordered.groupby("agent_id")["end_at"].cummax().groupby(ordered["agent_id"]).shift()
    pause_ms = (ordered["start_at"] - latest_end).dt.total_seconds().mul(1000)
    gap = (pause_ms >= shortest_ms) & (pause_ms <= longest_gap_ms)
    if gap.any():
        yield Defect.of("gaps_in_sessions", "states", ordered[gap], int(pause_ms[gap].sum()))


def empty_states(states: pd.DataFrame) -> Iterator[Defect]:
    """States that last nothing."""
    empty = states["end_at"] == states["start_at"]
    if empty.any():
        yield Defect.of("empty_states", "states", states[empty])


def open_states(states: pd.DataFrame, closed: pd.DataFrame) -> Iterator[Defect]:
    """States without an end: those that got one, with their time, and those that could get none.

    Parameters
    ----------
    states : DataFrame
        Canonical `states`.
    closed : DataFrame
        Those of them that have an end after all, under the index of `states`.
    """
    is_open = states["end_at"].isna()
    ended = is_open & states.index.isin(closed.index)
    if ended.any():
        rows = closed.loc[states.index[ended]]
        length = (rows["end_at"] - rows["start_at"]).sum()
        yield Defect.of("open_states", "states", rows, _ms(length))
    if (is_open & ~ended).any():
        yield Defect.of("states_never_ended", "states", states[is_open & ~ended])


def sessions_without_logout(states: pd.DataFrame, *, session_break_ms: int) -> Iterator[Defect]:
    """Sessions whose last state has no end, where most are such: a log without logouts."""
    ordered = states.sort_values(["agent_id", "start_at"], kind="stable")
    until = ordered["end_at"].fillna(ordered["start_at"])
    latest = until.groupby(ordered["agent_id"]).cummax()
    following = ordered.groupby("agent_id")["start_at"].shift(-1)
    pause_ms = (following - latest).dt.total_seconds().mul(1000)
    last = following.isna() | (pause_ms >= session_break_ms)
    lacks = last & ordered["end_at"].isna() & ordered["state"].ne("offline")
    if lacks.sum() * 2 > last.sum():
        values = {"of": int(last.sum())}
        yield Defect.of("sessions_without_logout", "states", ordered[lacks], values=values)


def overlapping_shifts(schedules: pd.DataFrame) -> Iterator[Defect]:
    """Planned rows that begin before an earlier one of the agent and the same activity has ended.

    A break inside a shift that was exported whole is no overlap but what the plan says.
    """
    key = ["agent_id", "activity"]
    ordered = schedules.sort_values([*key, "start_at", "end_at"], kind="stable")
    latest = ordered.groupby(key)["end_at"].cummax()
    until = latest.groupby([ordered[name] for name in key]).shift()
    yield from _overlapping(ordered, until, "schedules", "overlapping_shifts", "start_at", "end_at")


def other_versions(schedules: pd.DataFrame, versions: tuple[str, ...]) -> Iterator[Defect]:
    """Planned rows of versions other than those used, of which the first is compared."""
    others = ~schedules["published_version"].isin(versions)
    if others.any():
        yield Defect.of("other_versions", "schedules", schedules[others], detail=versions[0])


def planned_without_log(
    schedules: pd.DataFrame, logged: pd.Series, *, fewest_agents: int
) -> Iterator[Defect]:
    """Planned rows of agents of whom no time was delivered; hours only of a group."""
    unknown = schedules[~schedules["agent_id"].isin(logged.unique())]
    yield from _of_group("planned_without_log", "schedules", unknown, fewest_agents)


def logged_without_plan(
    states: pd.DataFrame, planned: pd.Series, *, fewest_agents: int
) -> Iterator[Defect]:
    """Logged states of agents for whom nothing was planned; hours only of a group."""
    here = states["state"].ne("offline")
    unknown = states[here & ~states["agent_id"].isin(planned.unique())]
    yield from _of_group("logged_without_plan", "states", unknown, fewest_agents)


def _of_group(code: str, table: str, rows: pd.DataFrame, fewest: int) -> Iterator[Defect]:
    if rows.empty:
        return
    length = None
    if rows["agent_id"].nunique() >= fewest:
        length = _ms((rows["end_at"] - rows["start_at"]).sum())
    yield Defect.of(code, table, rows, length)


def beyond_the_clock(agent_intervals: pd.DataFrame) -> Iterator[Defect]:
    """Intervals that hold more connection of an agent, over his campaigns, than they last."""
    key = ["agent_id", "start_at", "end_at"]
    logged = agent_intervals["logged_ms"].astype("float64").fillna(0)
    in_all = logged.groupby([agent_intervals[name] for name in key]).transform("sum")
    lasts = (agent_intervals["end_at"] - agent_intervals["start_at"]).dt.total_seconds() * 1000
    beyond = in_all > lasts + 1000
    if beyond.any():
        each = agent_intervals[beyond].assign(excess_ms=in_all - lasts).drop_duplicates(key)
        excess_ms = int(each["excess_ms"].sum())
        rows = agent_intervals[beyond]
        yield Defect.of("beyond_the_clock", "agent_intervals", rows, excess_ms)


def active_after_leaving(
    activity: pd.DataFrame, agents: pd.DataFrame, table: str
) -> Iterator[Defect]:
    """Connection of agents outside every employment spell that the list of agents gives them.

    `activity` has `agent_id`, `business_day` and `logged_ms`.
    """
    outside = activity[is_outside_employment(activity, agents)]
    if len(outside):
        days = tuple(sorted(outside["business_day"].dt.strftime("%Y-%m-%d").unique()))
        yield Defect.of(
            "active_after_leaving", table, outside, int(outside["logged_ms"].sum()), days=days
        )


def contacts_not_offered(contacts: pd.DataFrame) -> Iterator[Defect]:
    """Contacts recorded as never offered to a queue: outside opening hours, tests."""
    apart = contacts["outcome"].eq("not_offered")
    if apart.any():
        yield Defect.of("contacts_not_offered", "contacts", contacts[apart])


def contacts_without_agent(contacts: pd.DataFrame) -> Iterator[Defect]:
    """Answered contacts that name no agent."""
    nobody = contacts["outcome"].eq("answered") & contacts["agent_id"].isna()
    if nobody.any():
        yield Defect.of("contacts_without_agent", "contacts", contacts[nobody])


def contacts_without_duration(contacts: pd.DataFrame) -> Iterator[Defect]:
    """Answered contacts, with an agent, whose handle time is zero."""
    handle = contacts[["talk_ms", "hold_ms", "acw_ms"]].fillna(0).sum(axis=1)
    empty = contacts["outcome"].eq("answered") & contacts["agent_id"].notna() & handle.eq(0)
    recorded = contacts[["talk_ms", "hold_ms", "acw_ms"]].notna().any(axis=None)
    if recorded and empty.any():
        yield Defect.of("contacts_without_duration", "contacts", contacts[empty])


def handled_without_time(queue_intervals: pd.DataFrame) -> Iterator[Defect]:
    """Intervals with contacts handled and no talk, where others have it."""
    handled = queue_intervals["n_handled"].gt(0).fillna(False).astype(bool)
    unrecorded = handled & queue_intervals["talk_ms"].isna()
    if unrecorded.any() and (handled & ~unrecorded).any():
        yield Defect.of("handled_without_time", "queue_intervals", queue_intervals[unrecorded])


def contacts_without_customer(contacts: pd.DataFrame) -> Iterator[Defect]:
    """Contacts that name no customer, where others do."""
    nobody = contacts["customer_key"].isna()
    if nobody.any() and not nobody.all():
        yield Defect.of("contacts_without_customer", "contacts", contacts[nobody])


def contacts_across_midnight(contacts: pd.DataFrame, zone: str) -> Iterator[Defect]:
    """Contacts that waited, or were served, from one local date into the next."""
    arrived, answered, ended = (
        contacts[name].dt.tz_convert(zone) for name in ("arrived_at", "answered_at", "ended_at")
    )
    waited_until = arrived + pd.to_timedelta(contacts["wait_ms"].fillna(0), unit="ms")
    for code, first, last in (
        ("wait_across_midnight", arrived, waited_until),
        ("service_across_midnight", answered, ended),
    ):
        crossed = first.notna() & last.notna() & (first.dt.date < last.dt.date)
        if crossed.any():
            yield Defect.of(code, "contacts", contacts[crossed])


def codes_beyond_aux(
    agent_intervals: pd.DataFrame, aux_intervals: pd.DataFrame
) -> Iterator[Defect]:
    """Intervals whose auxiliary codes add up to more than their auxiliary time."""
    key = ["start_at", "agent_id", "campaign"]
    coded = aux_intervals.groupby(key, dropna=False)["aux_ms"].sum().rename("coded_ms")
    both = agent_intervals.merge(coded.reset_index(), on=key)
    excess = both["coded_ms"] - both["aux_ms"]
    beyond = excess.gt(0).fillna(False).astype(bool)
    if beyond.any():
        yield Defect.of(
            "codes_beyond_aux", "aux_intervals", both[beyond], int(excess[beyond].sum())
        )


def parts_beyond_connection(agent_intervals: pd.DataFrame) -> Iterator[Defect]:
    """Intervals whose states add up to more than the connection time they are parts of."""
    parts = agent_intervals[
        ["talk_ms", "hold_ms", "acw_ms", "ring_ms", "available_ms", "aux_ms", "unknown_ms"]
    ]
    excess = parts.fillna(0).sum(axis=1) - agent_intervals["logged_ms"]
    beyond = excess.gt(0).fillna(False).astype(bool)
    if beyond.any():
        yield Defect.of(
            "parts_beyond_connection",
            "agent_intervals",
            agent_intervals[beyond],
            int(excess[beyond].sum()),
        )


def missing_days(
    counts: pd.Series, first: pd.Timestamp, last: pd.Timestamp, table: str, detail: str = ""
) -> Iterator[Defect]:
    """Days of a period with nothing although that weekday usually has plenty.

    A weekday has plenty when more than two thirds of its dates have something and these have
    `PLENTY` or more on average. In a period with fewer than `FEW_WEEKS` dates of a weekday, a
    working day is missing when the working days together have plenty in that measure. So is every
    day of a hole of `LONG_HOLE_DAYS` days or more, at the ends of the period too. A missing day is
    not a day of zeros.

    Parameters
    ----------
    counts : Series
        Contacts, or rows, by local date; dates without any may be absent.
    first, last : Timestamp
        Local dates, both included.
    """
    calendar = pd.DataFrame({"day": pd.date_range(first, last, freq="D")})
    calendar["n"] = calendar["day"].map(counts).astype("float64").fillna(0)
    weekday = calendar["day"].dt.day_of_week
    usual = _plenty(calendar["n"], weekday)
    working = weekday < 5
    few = calendar.groupby(weekday)["n"].transform("size") < FEW_WEEKS
    usual = usual.mask(few & working, _plenty(calendar["n"], working))
    empty = calendar["n"].eq(0)
    stretch = empty.groupby((~empty).cumsum()).transform("sum")
    lost = empty & (usual | ((stretch >= LONG_HOLE_DAYS) & (~empty).any()))
    missing = calendar.loc[lost, "day"].dt.strftime("%Y-%m-%d")
    if len(missing):
        yield Defect("missing_days", table, len(missing), days=tuple(missing), detail=detail)


def _plenty(counts: pd.Series, group: pd.Series) -> pd.Series:
    """Whether the dates of each group usually have something, and how much."""
    some = counts.where(counts > 0).groupby(group)
    return (some.transform("count") > some.transform("size") * 2 / 3) & (
        some.transform("mean") >= PLENTY
    )


def _ms(length: pd.Timedelta) -> int:
    return round(length.total_seconds() * 1000)
