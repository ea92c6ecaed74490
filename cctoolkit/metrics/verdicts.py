"""Every stretch of the plan with its verdict: adhered to, deviation, unknown, not eligible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

import numpy as np
import pandas as pd

from cctoolkit.intervals import overlap_ms
from cctoolkit.metrics.clock import instants, milliseconds
from cctoolkit.metrics.comparison import Comparison
from cctoolkit.metrics.plan import ABSENT, agent_codes
from cctoolkit.metrics.sessions import AWAY, SESSION_BREAK_MS
from cctoolkit.metrics.states import OFFLINE

ON_QUEUE = frozenset({"talk", "hold", "acw", "ring", "available"})
"""States in which the agent serves customers or waits for them."""
UNPLANNED = "unplanned"

ALLOWED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "productive": ON_QUEUE | {"productive"},
        "break": frozenset({"aux", "break", "mandatory_rest", OFFLINE}),
        "mandatory_rest": frozenset({"aux", "break", "mandatory_rest", OFFLINE}),
        "lunch": frozenset({"aux", "lunch", OFFLINE}),
        "training": frozenset({"aux", "training"}),
        "coaching": frozenset({"aux", "coaching"}),
        "meeting": frozenset({"aux", "meeting"}),
        "back_office": frozenset({"aux", "back_office"}),
        "absence": frozenset({"aux", "absence", OFFLINE, ABSENT}),
        "leave": frozenset({"aux", "leave", OFFLINE, ABSENT}),
        UNPLANNED: frozenset({OFFLINE, ABSENT}),
    }
)
"""What may be done in each planned activity, in words.

A word is a state, `absent`, or the activity that an auxiliary code is mapped to; a code that is
mapped to none has the word `aux`, which fits whatever takes the agent off the queue. Training,
coaching and meetings without a login need `offline` added.
"""

PARTS = (
    "scheduled",
    "excluded",
    "adherent",
    "in_grace",
    "forgiven",
    "non_adherent",
    "excused",
    "absent",
    "unknown",
    "excused_unknown",
    "recovered",
    "unscheduled",
    "overlapped",
)
COUNTS = ("n_deviations", "n_shifts", "n_absent_shifts", "n_rejected")


WORK = ("worked_ms", "outside_ms", "actual_ms", "unknown_state_ms")


@dataclass(frozen=True, kw_only=True)
class ScheduleRules:
    """What fits the plan, and what is overlooked.

    Attributes
    ----------
    allowed : mapping
        Words that fit each planned activity, as `ALLOWED`.
    aux_activities : mapping
        Activity of each auxiliary code.
    not_eligible : set of str
        Planned activities in no side of adherence.
    grace_s : float
        Tolerance at each planned boundary: up to this long before and after it, what fits the
        activity on the other side fits too. It is a window: who is ten minutes late with five of
        tolerance deviates five.
    forgiven_s : float
        Forgiven per deviation, a deviation being time out of adherence without interruption,
        whatever its states and activities.
    forgives : {"short", "each"}
        Whether a deviation shorter than `forgiven_s` counts as none and a longer one whole, or the
        first `forgiven_s` of each are forgiven.
    recovery_s : float
        How long after the end of the shift work makes up for having come late.
    working : set of str
        States that make up for it, and that count as work outside the shift.
    session_break_ms : int
        A pause at least this long in the plan ends the shift.
    """

    allowed: Mapping[str, frozenset[str]] = field(default_factory=lambda: ALLOWED)
    aux_activities: Mapping[str, str] = field(default_factory=dict)
    not_eligible: frozenset[str] = frozenset(AWAY)
    grace_s: float = 0
    forgiven_s: float = 0
    forgives: Literal["short", "each"] = "short"
    recovery_s: float = 7200
    working: frozenset[str] = ON_QUEUE
    session_break_ms: int = SESSION_BREAK_MS

    def __post_init__(self) -> None:
        if self.forgives not in ("short", "each"):
            raise ValueError(f'forgives must be "short" or "each", not {self.forgives!r}')
        if min(self.grace_s, self.forgiven_s, self.recovery_s) < 0:
            raise ValueError("grace_s, forgiven_s and recovery_s cannot be negative")


RULES = ScheduleRules()


def judged(
    comparison: Comparison,
    *,
    exceptions: pd.DataFrame | None = None,
    rules: ScheduleRules = RULES,
) -> pd.DataFrame:
    """Every stretch of planned time with its verdict, and every stretch outside the plan.

    The sums by any column of the schedules are those of `schedule.schedule_adherence`.

    Parameters
    ----------
    comparison : Comparison
    exceptions : DataFrame, optional
        Canonical `exceptions`.
    rules : ScheduleRules

    Returns
    -------
    DataFrame
        The columns of the schedules (missing where there was no plan), `business_day`, `start_at`,
        `end_at`, `state`, `aux_code`, and milliseconds or counts of each part; `worked_ms` and
        `outside_ms` are time in the states `rules.working` in and out of the plan, `actual_ms`
        connection, `unknown_state_ms` time that no known state explains.
    """
    planned = comparison.planned
    verdict = _forgiven(_classed(planned, comparison.stretches, rules), rules)
    verdict = _excused(verdict, planned, exceptions)
    shift = _by_shift(comparison, rules)
    row = verdict["row"].to_numpy()
    inside = planned.drop(columns=["start_at", "end_at"]).iloc[row].reset_index(drop=True)
    of_shift = shift.iloc[row].mul(~verdict["row"].duplicated().to_numpy(), axis=0)
    times = pd.DataFrame(
        {
            "start_at": instants(verdict["start"].to_numpy()),
            "end_at": instants(verdict["end"].to_numpy()),
        }
    )
    parts = verdict.drop(columns=["row", "agent", "start", "end"])
    inside = pd.concat([inside, times, parts, of_shift.reset_index(drop=True)], axis=1)
    absent = inside.groupby(["agent_id", "shift_start_at"])["n_absent_shifts"].transform("sum") > 0
    inside["absent_ms"] = inside["non_adherent_ms"].where(absent, 0)
    return _stacked([inside, _outside(comparison.outside, rules), comparison.left_out])


def _classed(planned: pd.DataFrame, cut: pd.DataFrame, rules: ScheduleRules) -> pd.DataFrame:
    """Say of each stretch whether it is excluded, unknown, adherent, in grace, or a deviation."""
    around = _neighbours(planned)
    table = _cut_at_grace(cut, around, round(rules.grace_s * 1000))
    row, state = table["row"].to_numpy(), table["state"]
    activity = planned["activity"].to_numpy(object)
    words = _words(table, rules.aux_activities)
    excluded = planned["activity"].isin(list(rules.not_eligible)).to_numpy()[row]
    fits = _permits(activity[row], words, rules.allowed)
    graced = np.zeros_like(fits)
    if rules.grace_s:
        for near, side in (("after_start", "previous"), ("before_end", "following")):
            graced |= table[near].to_numpy() & _permits(around[side][row], words, rules.allowed)
    length = (table["end"] - table["start"]).to_numpy()
    unknown = (state == "unknown").to_numpy()
    judged_here = ~excluded & ~unknown
    deviates = judged_here & ~fits & ~graced
    return table.drop(columns=["after_start", "before_end"]).assign(
        scheduled_ms=length,
        excluded_ms=length * excluded,
        unknown_ms=length * (unknown & ~excluded),
        adherent_ms=length * (judged_here & ~deviates),
        in_grace_ms=length * (judged_here & ~fits & graced),
        non_adherent_ms=length * deviates,
        worked_ms=length * state.isin(list(rules.working)).to_numpy(),
        actual_ms=length * ~state.isin([OFFLINE, ABSENT]).to_numpy(),
        unknown_state_ms=length * unknown,
    )


def _neighbours(planned: pd.DataFrame) -> dict[str, np.ndarray]:
    """Bounds of each run of one activity, and the activities that touch it on either side."""
    agent = pd.factorize(planned["agent_id"])[0]
    start, end = milliseconds(planned["start_at"]), milliseconds(planned["end_at"])
    activity = planned["activity"].to_numpy(object)
    touches = (agent[1:] == agent[:-1]) & (start[1:] == end[:-1])
    opens = np.ones(len(planned), dtype=bool)
    opens[1:] = ~touches | (activity[1:] != activity[:-1])
    run = np.cumsum(opens) - 1
    first = np.flatnonzero(opens)
    last = np.append(first[1:], len(planned))[: first.size] - 1
    previous = np.full(first.size, UNPLANNED, dtype=object)
    following = np.full(first.size, UNPLANNED, dtype=object)
    joined = np.flatnonzero(touches & opens[1:])
    previous[run[joined + 1]] = activity[joined]
    following[run[joined]] = activity[joined + 1]
    return {
        "start": start[first][run],
        "end": end[last][run],
        "previous": previous[run],
        "following": following[run],
    }


def _cut_at_grace(
    table: pd.DataFrame, around: dict[str, np.ndarray], grace_ms: int
) -> pd.DataFrame:
    """Cut stretches where a tolerance ends or begins, and mark what lies within one."""
    row, start, end = (table[name].to_numpy() for name in ("row", "start", "end"))
    until, since = around["start"][row] + grace_ms, around["end"][row] - grace_ms
    edges = np.sort(np.clip(np.column_stack([until, since]), start[:, None], end[:, None]), axis=1)
    low = np.column_stack([start, edges]).ravel()
    high = np.column_stack([edges, end]).ravel()
    kept = high > low
    cut = table.iloc[np.repeat(np.arange(len(table)), 3)[kept]].reset_index(drop=True)
    source = cut["row"].to_numpy()
    return cut.assign(
        start=low[kept],
        end=high[kept],
        after_start=high[kept] <= around["start"][source] + grace_ms,
        before_end=low[kept] >= around["end"][source] - grace_ms,
    )


def _words(table: pd.DataFrame, aux_activities: Mapping[str, str]) -> tuple[np.ndarray, ...]:
    """Code of the word of each stretch, and the words."""
    code, known = pd.factorize(table["state"])
    aux_code, aux_known = pd.factorize(table["aux_code"])
    words = [*known, *(aux_activities.get(name, "aux") for name in aux_known)]
    coded = (table["state"] == "aux").to_numpy() & (aux_code >= 0)
    return np.where(coded, aux_code + len(known), code), np.array(words, dtype=object)


def _permits(activity: np.ndarray, words: tuple[np.ndarray, ...], allowed: Mapping) -> np.ndarray:
    """Whether each word fits the activity beside it, by the table of all that occur."""
    plan_code, plans = pd.factorize(activity)
    word_code, known = words
    table = [[word in allowed.get(planned, ()) for word in known] for planned in plans]
    return np.array(table, dtype=bool).reshape(len(plans), len(known))[plan_code, word_code]


def _forgiven(table: pd.DataFrame, rules: ScheduleRules) -> pd.DataFrame:
    """Take from each deviation what is forgiven, and count those that are left."""
    forgiven_ms = round(rules.forgiven_s * 1000)
    order = table[table["non_adherent_ms"] > 0].sort_values(["agent", "start"], kind="stable")
    agent, start, end = (order[name].to_numpy() for name in ("agent", "start", "end"))
    opens = np.ones(len(order), dtype=bool)
    opens[1:] = (agent[1:] != agent[:-1]) | (start[1:] != end[:-1])
    run = np.cumsum(opens) - 1
    begins = start[opens]
    lasts = end[np.append(np.flatnonzero(opens)[1:], len(order))[: begins.size] - 1] - begins
    short = lasts < forgiven_ms if rules.forgives == "short" else lasts <= forgiven_ms
    if rules.forgives == "each":
        owed = np.clip(begins[run] + forgiven_ms - start, 0, end - start)
    else:
        owed = (end - start) * short[run]
    forgiven = pd.Series(owed, order.index).reindex(table.index, fill_value=0)
    counted = pd.Series(opens & ~short[run], order.index).reindex(table.index, fill_value=False)
    return table.assign(
        forgiven_ms=forgiven,
        adherent_ms=table["adherent_ms"] + forgiven,
        non_adherent_ms=table["non_adherent_ms"] - forgiven,
        n_deviations=counted.astype("int64"),
    )


def _excused(
    table: pd.DataFrame, planned: pd.DataFrame, exceptions: pd.DataFrame | None
) -> pd.DataFrame:
    """Time out of adherence, or unknown, that an approved exception covers."""
    if exceptions is None or exceptions.empty:
        return table.assign(excused_ms=0, excused_unknown_ms=0)
    usable = exceptions[exceptions["end_at"] > exceptions["start_at"]]
    agent, other = agent_codes(planned, usable)
    covered = overlap_ms(
        agent[table["row"].to_numpy()],
        (table["start"] + table["forgiven_ms"]).to_numpy(),
        table["end"].to_numpy(),
        other,
        milliseconds(usable["start_at"]),
        milliseconds(usable["end_at"]),
    )
    return table.assign(
        excused_ms=np.where(table["non_adherent_ms"] > 0, covered, 0),
        excused_unknown_ms=np.where(table["unknown_ms"] > 0, covered, 0),
    )


def _by_shift(comparison: Comparison, rules: ScheduleRules) -> pd.DataFrame:
    """Counts of shifts and time recovered, on the first activity at work of each shift."""
    planned, known = comparison.planned, comparison.shifts
    free = comparison.outside[comparison.outside["state"].isin(list(rules.working))]
    agent, other = agent_codes(known, free)
    ends = milliseconds(known["end_at"])
    after = overlap_ms(
        agent,
        ends,
        ends + round(rules.recovery_s * 1000),
        other,
        milliseconds(free["start_at"]),
        milliseconds(free["end_at"]),
    )
    key = ["agent_id", "shift_start_at"]
    known = known[key].assign(
        n_shifts=1,
        n_absent_shifts=known["absent"].astype("int64"),
        recovered_ms=np.minimum(known["late_ms"].fillna(0).to_numpy(np.int64), after),
    )
    at_work = planned[~planned["activity"].isin(AWAY)]
    first = planned.index.isin(at_work.drop_duplicates(key).index)
    placed = planned[key].merge(known, on=key, how="left").drop(columns=key)
    return placed.fillna(0).astype("int64").mul(first, axis=0)


def _outside(free: pd.DataFrame, rules: ScheduleRules) -> pd.DataFrame:
    length = milliseconds(free["end_at"]) - milliseconds(free["start_at"])
    working = free["state"].isin(list(rules.working)).to_numpy()
    return free.assign(unscheduled_ms=length, actual_ms=length, outside_ms=length * working)


def _stacked(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Put frames below each other; a measure that one of them lacks is zero there."""
    whole = pd.concat([frame for frame in frames if len(frame)] or frames[:1], ignore_index=True)
    measures = [*(f"{name}_ms" for name in PARTS), *COUNTS, *WORK]
    absent = [name for name in frames[0] if name not in whole and name not in measures]
    whole[absent] = frames[0][absent].iloc[:0].reindex(whole.index)
    counted = whole.reindex(columns=measures).fillna(0).astype("int64")
    named = whole[[name for name in whole if name not in measures]]
    return pd.concat([named, counted], axis=1)
