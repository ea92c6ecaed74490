"""What the same day is worth under the published rules of other systems, by name.

Each rule is a function with its source; where a source leaves something open, its docstring says
what was assumed. Activities that were planned as absence or leave are in no side of any, and time
that no known state explains is in no side either, except where said. Left out, because what the
sources say is not enough: the conformance of NICE (what counts as working where a meal is taken
without login), the thresholds of Verint and of Amazon Connect (per activity, set by the customer).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from cctoolkit.intervals import split_at
from cctoolkit.metrics.clock import grid, milliseconds
from cctoolkit.metrics.comparison import Comparison, compare
from cctoolkit.metrics.ratios import grouped_sums, ratio, seconds
from cctoolkit.metrics.schedule import adherence_of, conformance_of, exception_form_of
from cctoolkit.metrics.sessions import AWAY
from cctoolkit.metrics.verdicts import ON_QUEUE, ScheduleRules

CATEGORIES: Mapping[str, str] = MappingProxyType(
    {
        "productive": "work",
        "break": "break",
        "mandatory_rest": "break",
        "lunch": "meal",
        "training": "training",
        "coaching": "meeting",
        "meeting": "meeting",
        "back_office": "off_queue_work",
    }
)
"""Category of each activity at work. Customers define theirs: this is only a usual one."""
OFF_QUEUE = tuple(activity for activity in CATEGORIES if activity != "productive")
REST = ("break", "mandatory_rest", "lunch")
NO_CODES: Mapping[str, str] = MappingProxyType({})
INTERVAL_MINUTES = 15
VALUE = ["numerator_s", "denominator_s", "unknown_s", "value"]


class Dialect(NamedTuple):
    """A rule over a comparison, what it measures, and a code for what it counts differently."""

    rule: Callable[..., pd.DataFrame]
    measure: str
    counts: str


def by_dialect(
    schedules: pd.DataFrame,
    pieces: pd.DataFrame,
    by: Sequence[str] = (),
    *,
    zone: str,
    version: str = "final",
    aux_activities: Mapping[str, str] = NO_CODES,
    dialects: Mapping[str, Dialect] | None = None,
) -> pd.DataFrame:
    """Say what the same states and the same plan are worth under each rule.

    Differences between the rows are differences between definitions alone: no exception is
    excused, and no tolerance given that the rule does not name.

    Parameters
    ----------
    schedules, pieces, zone, version
        As in `schedule.schedule_adherence`.
    by : sequence of str
        Columns of the schedules that are the same throughout a shift, or `business_day`.
    aux_activities : mapping
        Activity of each auxiliary code. Without it codes cannot be told apart, and the rules that
        do so are generous.
    dialects : mapping, optional
        Rules by name; without it `DIALECTS`.

    Returns
    -------
    DataFrame
        One row per dialect and group: `dialect`, `measure` (`adherence` or `conformance`),
        `counts` (a code), `numerator_s`, `denominator_s`, `unknown_s` (left out of both), `value`.
    """
    together = compare(schedules, pieces, zone=zone, version=version)
    return dialects_of(together, by, aux_activities=aux_activities, dialects=dialects)


def dialects_of(
    together: Comparison,
    by: Sequence[str] = (),
    *,
    aux_activities: Mapping[str, str] = NO_CODES,
    dialects: Mapping[str, Dialect] | None = None,
) -> pd.DataFrame:
    """`by_dialect` of a comparison already made."""
    tables = [
        dialect.rule(together, by, aux_activities=aux_activities).assign(
            dialect=name, measure=dialect.measure, counts=dialect.counts
        )
        for name, dialect in (DIALECTS if dialects is None else dialects).items()
    ]
    names = [*by, "dialect", "measure", "counts", *VALUE]
    return pd.concat(tables, ignore_index=True)[names]


def dialect_table(days: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """What the days are worth under each rule: the sum of its numerators over its denominators.

    A rule that is never below zero is so on each day, not on the whole; the difference is nothing
    unless on some day more was out of adherence than was planned.

    Parameters
    ----------
    days : DataFrame
        Canonical `dialect_days`.
    by : sequence of str
        Columns beside the rule, such as `business_day`.

    Returns
    -------
    DataFrame
        One row per group and rule, in the order of `DIALECTS`: `dialect`, `measure`, `counts`,
        `numerator_s`, `denominator_s`, `unknown_s`, `value`.
    """
    times = ["numerator_ms", "denominator_ms", "unknown_ms"]
    sums = grouped_sums(days, [*by, "dialect", "measure", "counts"], times)
    order = sums["dialect"].map({name: place for place, name in enumerate(DIALECTS)})
    sums = sums.assign(order=order).sort_values([*by, "order", "dialect"], ignore_index=True)
    return sums[[*by, "dialect", "measure", "counts"]].assign(
        **{name.replace("_ms", "_s"): seconds(sums[name]) for name in times},
        value=ratio(sums["numerator_ms"], sums["denominator_ms"]),
    )


def own(comparison, by=(), *, aux_activities=NO_CODES):
    """Overlap form with the default rules: allowed time over planned time that is eligible."""
    rules = ScheduleRules(aux_activities=aux_activities)
    return _overlap(comparison, by, rules)


def genesys_cloud(
    comparison,
    by=(),
    *,
    aux_activities=NO_CODES,
    exception_threshold_s=0,
    activities_equivalent=False,
    outside_shift_counts=False,
):
    """One minus exceptions over scheduled time, floor zero; undefined without actual time.

    Planned work needs the presence On Queue, so an auxiliary code mapped to work is an exception;
    any other activity needs a presence of its category, or, where activities are equivalent, any
    presence off the queue. `exception_threshold_s` is a setting of the customer: an exception
    below it counts as none, and of every longer one that much is not counted either. With
    `outside_shift_counts` the time on queue outside the shift is added to both sides.

    Assumed: a missing login is an exception in every planned activity, also in a meal; a change of
    status within an exception does not begin another.

    Notes
    -----
    Formula and option: help.mypurecloud.com/articles/
    how-genesys-cloud-calculates-adherence-and-conformance; settings: ibid.,
    configure-historical-adherence; what the threshold takes from long exceptions:
    developer.genesys.cloud/forum/t/31773.
    """
    allowed = _by_category(aux_activities, unmapped_fits=True)
    if activities_equivalent:
        allowed |= dict.fromkeys(OFF_QUEUE, frozenset({*OFF_QUEUE, "aux"}))
    rules = ScheduleRules(
        allowed={**allowed, "productive": ON_QUEUE},
        aux_activities=aux_activities,
        forgiven_s=exception_threshold_s,
        forgives="each",
    )
    table = exception_form_of(
        comparison, by, rules=rules, outside_shift_counts=outside_shift_counts
    )
    return table.rename(columns={"adherence": "value"})[[*by, *VALUE]]


def genesys_cloud_conformance(comparison, by=(), *, aux_activities=NO_CODES):
    """Time on queue, whenever it was, over time planned on queue; it may exceed one.

    Undefined where the agents were never connected; infinite where nothing was planned on queue.
    Unknown time is not on queue.

    Notes
    -----
    help.mypurecloud.com/articles/how-genesys-cloud-calculates-adherence-and-conformance
    """
    table = conformance_of(comparison, by)
    never = table["connected_s"] == 0
    return table.assign(
        numerator_s=table["worked_s"].mask(never),
        denominator_s=table["planned_s"].mask(never),
        value=table["conformance"].mask(never),
    )[[*by, *VALUE]]


def nice_categories(comparison, by=(), *, aux_activities=NO_CODES):
    """Time in adherence over scheduled time, where planned and actual category agree.

    The enhanced method of NICE CXone: several activities and events may share a category. A
    logoff is out of adherence with whatever is scheduled, a meal included; a code mapped to
    nothing is out too.

    Notes
    -----
    help.nice-incontact.com/content/workforcemanagement/adherencecategories.htm and
    monitoringrealtimeadherence.htm; ratio: help.nicecxone.com/content/dashboardwem/
    adherencewfm.htm. Categories are the customer's; here `CATEGORIES`.
    """
    allowed = _by_category(aux_activities, unmapped_fits=not aux_activities)
    rules = ScheduleRules(allowed=allowed, aux_activities=aux_activities)
    return _overlap(comparison, by, rules)


def nice_exact_codes(comparison, by=(), *, aux_activities=NO_CODES):
    """Time in adherence over scheduled time, where the actual code is mapped to the planned one.

    The older method of NICE CXone: an event is mapped to one activity code, so a rest taken under
    the code of another rest is out of adherence. Logoff and unmapped codes as in
    `nice_categories`.

    Notes
    -----
    help.nice-incontact.com/content/workforcemanagement/adherencecategories.htm
    """
    unmapped = frozenset() if aux_activities else frozenset({"aux"})
    allowed = {activity: frozenset({activity}) | unmapped for activity in OFF_QUEUE}
    allowed["productive"] = ON_QUEUE | {"productive"}
    rules = ScheduleRules(allowed=allowed, aux_activities=aux_activities)
    return _overlap(comparison, by, rules)


def verint(comparison, by=(), *, aux_activities=NO_CODES):
    """Time adhering over scheduled time of work activities; rest is in no side.

    Adhering to a lunch or a break is not counted, so as not to inflate the share, and neither is
    working through one. A mapping lists the states that fit each activity, here `ALLOWED`; an
    exception belongs to the workday on which its shift begins, which is the business day here.

    Assumed: training, coaching, meetings and back office are work, and are not mapped to
    `No Activity`.

    Notes
    -----
    WFO reports guide, wfm_Reports_Adherence_minutes; online help, workflow "Map activities for
    adherence" (verintcloudservices.com).
    """
    rules = ScheduleRules(
        aux_activities=aux_activities, not_eligible=frozenset(AWAY) | frozenset(REST)
    )
    return _overlap(comparison, by, rules)


def amazon_connect(comparison, by=(), *, aux_activities=NO_CODES):
    """Adherent over scheduled minutes, where only available or not is told apart.

    Adherent is Available (contacts included) in a productive activity, and any custom status in
    one that is not productive: a meeting status during lunch adheres. Offline is neither.

    Assumed: only the activity `productive` is marked productive, and absence and leave have
    adherence set to No. `aux_activities` is not used: a custom status is one whatever its name.

    Notes
    -----
    docs.aws.amazon.com/connect/latest/adminguide/scheduling-metrics.html. The plan is recomputed
    for up to 30 days after it is edited, so the version is the final one there.
    """
    allowed = dict.fromkeys(OFF_QUEUE, frozenset({"aux"})) | {"productive": ON_QUEUE}
    rules = ScheduleRules(allowed=allowed)
    return _overlap(comparison, by, rules)


def calabrio(
    comparison,
    by=(),
    *,
    aux_activities=NO_CODES,
    against: Literal["ready", "scheduled", "contract"] = "ready",
    outside_s=7200,
):
    """Ready-time adherence: one minus deviation over a base, on intervals of fifteen minutes.

    In each interval the planned ready time R meets the actual one A, wherever in the interval
    they lie; a break moved within it does not deviate. `ready`: deviation R - A, never below zero,
    over R. `scheduled`: |R - A| over all planned time, where the intervals up to `outside_s`
    before and after the shift count as deviation and not in the base. `contract`: |R - A| over
    paid time C, or |C - R| where A exceeds C, and nothing where C is zero. The sum of the
    deviations is taken before the share, which is never below zero.

    Assumed: ready are all states on queue, after-contact work included; paid is what the plan
    flags as paid or, without flag, all but lunch. Unknown time is not ready, and is not told
    apart: `unknown_s` is missing. `aux_activities` is not used. A base of zero gives NaN.

    Notes
    -----
    help.calabrio.com, "About ready-time adherence"; deviations per interval as in the published
    source of the product it continues (github.com/Teleopti, mart.etl_fact_schedule_deviation_load).
    """
    cells = ready_intervals(comparison, by, outside_s=outside_s)
    planned, actual, contract = (cells[f"{n}_ms"] for n in ("scheduled_ready", "ready", "contract"))
    gap = (planned - actual).abs()
    deviations = {
        "ready": (planned - actual).clip(lower=0),
        "scheduled": gap,
        "contract": gap.mask(actual > contract, contract - planned).where(contract > 0, 0),
    }
    base = {"ready": planned, "scheduled": cells["scheduled_ms"], "contract": contract}
    sums = grouped_sums(
        cells.assign(base_ms=base[against], deviation_ms=deviations[against]),
        by,
        ["base_ms", "deviation_ms"],
    )
    kept = (sums["base_ms"] - sums["deviation_ms"]).clip(lower=0)
    return sums[[*by]].assign(
        numerator_s=seconds(kept),
        denominator_s=seconds(sums["base_ms"]),
        unknown_s=np.nan,
        value=ratio(kept, sums["base_ms"]),
    )


def ready_intervals(
    comparison: Comparison,
    by: Sequence[str] = (),
    *,
    interval_minutes: int = INTERVAL_MINUTES,
    outside_s: float = 7200,
) -> pd.DataFrame:
    """Planned and actual ready time by interval, in the shift and near it.

    An interval without plan belongs to the shift that begins within `outside_s` after it, or else
    to the one that ended within `outside_s` before it, or to none and is left out. The columns of
    `by` are those of the shift's first activity at work.

    Returns
    -------
    DataFrame
        One row per agent and interval: `agent_id`, `cell` (number of the interval), the columns
        of `by`, `scheduled_ready_ms`, `scheduled_ms`, `contract_ms`, `ready_ms`.
    """
    found, ready = comparison.planned, comparison.connected
    at_work = found[~found["activity"].isin(AWAY)].reset_index(drop=True)
    ready = ready[ready["state"].isin(ON_QUEUE)].reset_index(drop=True)
    edges = _edges([at_work, ready], comparison.zone, interval_minutes)
    paid = at_work["paid"].astype("boolean").fillna(at_work["activity"] != "lunch")
    planned = _cells(
        at_work,
        edges,
        scheduled_ready_ms=at_work["activity"] == "productive",
        scheduled_ms=at_work["activity"].notna(),
        contract_ms=paid,
    )
    actual = _cells(ready, edges, ready_ms=ready["state"].notna())
    cells = planned.merge(actual, on=["agent_id", "cell"], how="outer")
    near = int(outside_s // (60 * interval_minutes))
    placed = _in_shifts(cells, comparison.shifts, edges, near)
    measures = ["scheduled_ready_ms", "scheduled_ms", "contract_ms", "ready_ms"]
    placed[measures] = placed[measures].fillna(0).astype("Int64")
    return placed[[*dict.fromkeys(["agent_id", "cell", *by]), *measures]]


def _overlap(comparison: Comparison, by: Sequence[str], rules: ScheduleRules) -> pd.DataFrame:
    table = adherence_of(comparison, by, rules=rules)
    return table.assign(
        numerator_s=table["adherent_s"],
        denominator_s=table["adherent_s"] + table["non_adherent_s"],
        value=table["adherence"],
    )[[*by, *VALUE]]


def _by_category(aux_activities: Mapping[str, str], *, unmapped_fits: bool) -> dict:
    """Words that fit each activity: those of its category, and codes mapped to none if wished."""
    unmapped = frozenset({"aux"}) if unmapped_fits else frozenset()
    return {
        activity: frozenset(other for other in CATEGORIES if CATEGORIES[other] == category)
        | (ON_QUEUE if activity == "productive" else unmapped)
        for activity, category in CATEGORIES.items()
    }


def _edges(frames: list[pd.DataFrame], zone: str, interval_minutes: int) -> np.ndarray:
    start = np.concatenate([milliseconds(frame["start_at"]) for frame in frames])
    end = np.concatenate([milliseconds(frame["end_at"]) for frame in frames])
    return grid(start, end, zone, interval_minutes)


def _cells(frame: pd.DataFrame, edges: np.ndarray, **measures: pd.Series) -> pd.DataFrame:
    """Milliseconds of the marked rows by agent and interval."""
    cut = split_at(milliseconds(frame["start_at"]), milliseconds(frame["end_at"]), edges)
    length = cut.end - cut.start
    rows = pd.DataFrame(
        {name: length * mark.to_numpy(bool)[cut.row] for name, mark in measures.items()}
    )
    agents = frame["agent_id"].iloc[cut.row].reset_index(drop=True)
    rows = rows.assign(agent_id=agents, cell=cut.cell)
    return rows.groupby(["agent_id", "cell"])[[*measures]].sum().reset_index()


def _in_shifts(
    cells: pd.DataFrame, shifts: pd.DataFrame, edges: np.ndarray, near: int
) -> pd.DataFrame:
    """Give each interval the columns of the shift it lies in or near; drop the others."""
    begins = np.searchsorted(edges, milliseconds(shifts["start_at"]), side="right") - 1
    ends = np.searchsorted(edges, milliseconds(shifts["end_at"]), side="left") - 1
    known = pd.DataFrame(
        {"agent_id": shifts["agent_id"], "first": begins, "last": ends, "shift": shifts.index}
    ).sort_values("first", kind="stable")
    cells = cells.sort_values("cell", kind="stable", ignore_index=True)
    since = pd.merge_asof(cells, known, left_on="cell", right_on="first", by="agent_id")
    until = pd.merge_asof(
        cells, known, left_on="cell", right_on="first", by="agent_id", direction="forward"
    )
    planned = cells["scheduled_ms"].notna()
    before = ~planned & (until["first"] - cells["cell"] <= near)
    after = ~planned & (since["last"] < cells["cell"]) & (cells["cell"] - since["last"] <= near)
    shift = since["shift"].where(planned | after).mask(before, until["shift"])
    placed = cells[shift.notna()].drop(columns="agent_id")
    of_shift = shifts.loc[shift.dropna().astype("int64")].set_index(placed.index)
    return pd.concat([placed, of_shift], axis=1)


DIALECTS: Mapping[str, Dialect] = MappingProxyType(
    {
        "own": Dialect(own, "adherence", "allowed_states"),
        "genesys_cloud": Dialect(genesys_cloud, "adherence", "exceptions"),
        "genesys_cloud_three_minutes": Dialect(
            partial(genesys_cloud, exception_threshold_s=180), "adherence", "exceptions_forgiven"
        ),
        "genesys_cloud_equivalent": Dialect(
            partial(genesys_cloud, activities_equivalent=True), "adherence", "off_queue_alike"
        ),
        "genesys_cloud_outside_shift": Dialect(
            partial(genesys_cloud, outside_shift_counts=True), "adherence", "outside_in_both_sides"
        ),
        "nice_categories": Dialect(nice_categories, "adherence", "same_category"),
        "nice_exact_codes": Dialect(nice_exact_codes, "adherence", "same_code"),
        "verint": Dialect(verint, "adherence", "work_only"),
        "calabrio_ready": Dialect(calabrio, "adherence", "ready_by_interval"),
        "calabrio_scheduled": Dialect(
            partial(calabrio, against="scheduled"), "adherence", "ready_around_shift"
        ),
        "calabrio_contract": Dialect(
            partial(calabrio, against="contract"), "adherence", "ready_of_contract_time"
        ),
        "amazon_connect": Dialect(amazon_connect, "adherence", "available_or_not"),
        "genesys_cloud_conformance": Dialect(
            genesys_cloud_conformance, "conformance", "on_queue_whenever"
        ),
    }
)
"""Rules by name. The three minutes are a value of the customer's setting, not a default known."""
