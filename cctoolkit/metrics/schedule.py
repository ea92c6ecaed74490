"""Planned time against what was done in it: adherence to schedule and conformance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cctoolkit.metrics.comparison import Comparison, compare
from cctoolkit.metrics.ratios import grouped_sums, ratio, seconds
from cctoolkit.metrics.verdicts import COUNTS, PARTS, RULES, WORK, ScheduleRules, judged


def schedule_adherence(
    schedules: pd.DataFrame,
    pieces: pd.DataFrame,
    by: Sequence[str] = (),
    *,
    zone: str,
    exceptions: pd.DataFrame | None = None,
    version: str = "final",
    rules: ScheduleRules = RULES,
) -> pd.DataFrame:
    """Share of the planned time in which the agent did what was planned for that instant.

    Unlike the index of adherence to the post it sees lateness and absence: who does not come does
    not adhere. Absence and leave that were planned are in no side (`excluded_s`). Unknown time is
    in no side of `adherence`; `adherence_low` counts it as deviation and `adherence_high` as
    adherence. The net figures count what an approved exception covers as adhered to, the gross ones
    ignore approval: whoever approves after the fact moves only the former.

    Parameters
    ----------
    schedules : DataFrame
        Canonical `schedules`.
    pieces : DataFrame
        As `states.timeline` makes them, without overlap.
    by : sequence of str
        Columns of the schedules, or `business_day`. Connection that no plan covers is grouped by
        those of them that the pieces have; the others are missing there.
    zone : str
        Time zone of the business day, which is that of the start of the shift.
    exceptions : DataFrame, optional
        Canonical `exceptions`.
    version : str
        Version of the schedules; see `adherence_by_version`.
    rules : ScheduleRules

    Returns
    -------
    DataFrame
        One row per group. `scheduled_s` = `excluded_s` + `adherent_s` + `non_adherent_s` +
        `unknown_s`, to the millisecond. Of `adherent_s`, `in_grace_s` and `forgiven_s` are owed to
        tolerance. Of `non_adherent_s`, `excused_s` is covered by an exception and `absent_s` falls
        in shifts without any connection (`n_absent_shifts` of `n_shifts`). `excused_unknown_s` is
        the unknown time covered. `recovered_s` is work after the end of the shift up to the
        lateness. `unscheduled_s` is connection outside the plan; `overlapped_s` and `n_rejected`
        are planned time claimed twice and planned rows that last nothing. A shift is counted in
        the group of its first activity at work.

        Ratios: `adherence`, `adherence_low`, `adherence_high`; `adherence_net`,
        `adherence_net_low`, `adherence_net_high`; `adherence_strict` without any tolerance;
        `adherence_attended` without the shifts not attended; `adherence_recovered`, which adds
        the recovered time to the numerator. Nothing known and eligible gives NaN.

    Notes
    -----
    The overlap form of the definition: time in each planned activity whose logged state is
    allowed for it, over planned time that is eligible.
    """
    together = _compared(schedules, pieces, zone, version, rules)
    return adherence_of(together, by, exceptions=exceptions, rules=rules)


def adherence_of(
    comparison: Comparison,
    by: Sequence[str] = (),
    *,
    exceptions: pd.DataFrame | None = None,
    rules: ScheduleRules = RULES,
) -> pd.DataFrame:
    """Adherence of a comparison already made: `schedule_adherence` under one more set of rules."""
    return adherence_from(judged(comparison, exceptions=exceptions, rules=rules), by)


def adherence_from(verdicts: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Adherence from verdicts, or from the interval table that they were reduced to.

    Parameters
    ----------
    verdicts : DataFrame
        As `verdicts.judged` makes them, or canonical `schedule_intervals`.

    Returns
    -------
    DataFrame
        The columns of `schedule_adherence`.
    """
    sums = _summed(verdicts, by)
    return _people(verdicts, by).merge(_adherence_table(sums, by), **_on(by))


def readings_from(verdicts: pd.DataFrame) -> pd.DataFrame:
    """The same plan and the same states under each reading of the one definition.

    Parameters
    ----------
    verdicts : DataFrame
        As `adherence_from` takes them.

    Returns
    -------
    DataFrame
        One row per reading, with the numbers of `adherence_from`: `reading` (`gross`, `net` of
        exceptions, `unknown_out` and `unknown_in` of adherence, `strict` without tolerance,
        `attended` without the shifts of nobody, `recovered` with the lateness made up for),
        `numerator_s`, `denominator_s`, `adherence`.
    """
    sums = _summed(verdicts, ()).iloc[0]
    adherent, unknown = sums["adherent_ms"], sums["unknown_ms"]
    known = adherent + sums["non_adherent_ms"]
    excused_unknown = sums["excused_unknown_ms"]
    parts = {
        "gross": (adherent, known),
        "net": (adherent + sums["excused_ms"] + excused_unknown, known + excused_unknown),
        "unknown_out": (adherent, known + unknown),
        "unknown_in": (adherent + unknown, known + unknown),
        "strict": (adherent - sums["in_grace_ms"] - sums["forgiven_ms"], known),
        "attended": (adherent, known - sums["absent_ms"]),
        "recovered": (adherent + sums["recovered_ms"], known),
    }
    table = pd.DataFrame([*parts.values()], columns=["top_ms", "bottom_ms"], index=[*parts])
    return pd.DataFrame(
        {
            "reading": [*parts],
            "numerator_s": seconds(table["top_ms"]).to_numpy(),
            "denominator_s": seconds(table["bottom_ms"]).to_numpy(),
            "adherence": ratio(table["top_ms"], table["bottom_ms"]).to_numpy(),
        }
    )


def lost_time(verdicts: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Where the time out of adherence lies: its share of the plan, and of all that is lost.

    Parameters
    ----------
    verdicts : DataFrame
        As `adherence_from` takes them.
    by : sequence of str

    Returns
    -------
    DataFrame
        One row per group: `judged_s` (planned, eligible, of known state), `non_adherent_s`, of
        which `absent_s` in shifts without any connection; `out_share` and
        `out_absent_share` of `judged_s`; `lost_share` and `planned_share`, of what all the groups
        lose and have.
    """
    sums = _summed(verdicts, by)
    lost, absent = sums["non_adherent_ms"], sums["absent_ms"]
    known = sums["adherent_ms"] + lost
    return sums[[*by]].assign(
        judged_s=seconds(known),
        non_adherent_s=seconds(lost),
        absent_s=seconds(absent),
        out_share=ratio(lost, known),
        out_absent_share=ratio(absent, known),
        lost_share=_of_all(lost),
        planned_share=_of_all(known),
    )


def _of_all(values: pd.Series) -> pd.Series:
    return ratio(values, pd.Series(values.sum(), index=values.index))


def adherence_by_version(
    schedules: pd.DataFrame,
    pieces: pd.DataFrame,
    by: Sequence[str] = (),
    *,
    zone: str,
    exceptions: pd.DataFrame | None = None,
    rules: ScheduleRules = RULES,
) -> pd.DataFrame:
    """Adherence to each version of the plan: as published, and as it was in the end.

    Returns
    -------
    DataFrame
        The columns of `schedule_adherence`, by group and `published_version`.
    """
    versions = sorted(schedules["published_version"].dropna().unique())
    tables = [
        schedule_adherence(
            schedules, pieces, by, zone=zone, exceptions=exceptions, version=version, rules=rules
        ).assign(published_version=version)
        for version in versions
    ]
    if not tables:
        empty = schedule_adherence(schedules, pieces, by, zone=zone, rules=rules)
        return empty.iloc[:0].assign(published_version="")
    both = pd.concat(tables, ignore_index=True)
    return both[
        [*by, "published_version", *both.columns.difference([*by, "published_version"], sort=False)]
    ]


def adherence_by_exceptions(
    schedules: pd.DataFrame,
    pieces: pd.DataFrame,
    by: Sequence[str] = (),
    *,
    zone: str,
    exceptions: pd.DataFrame | None = None,
    version: str = "final",
    rules: ScheduleRules = RULES,
    outside_shift_counts: bool = False,
) -> pd.DataFrame:
    """One minus the time of the deviations over the planned time, never below zero.

    Without work outside the shift it is the overlap form. With it, that work is a deviation and is
    added to both sides. Undefined (NaN) where nothing eligible was planned or the agents were
    never connected: a group of whole absences has no value here, and 0 in the overlap form.

    Parameters
    ----------
    schedules, pieces, by, zone, exceptions, version, rules
        As in `schedule_adherence`.
    outside_shift_counts : bool
        Whether work outside the plan, in the states `rules.working`, is a deviation. No tolerance
        is applied to it.

    Returns
    -------
    DataFrame
        One row per group: `scheduled_s` (eligible and known), `exception_s`, `n_exceptions`,
        `outside_shift_s`, `excused_s`, `unknown_s`, `actual_s` (connection in and out of the
        plan), `numerator_s`, `denominator_s`, `adherence`, `adherence_low`, `adherence_high`,
        `adherence_net`.
    """
    together = _compared(schedules, pieces, zone, version, rules)
    return exception_form_of(
        together,
        by,
        exceptions=exceptions,
        rules=rules,
        outside_shift_counts=outside_shift_counts,
    )


def exception_form_of(
    comparison: Comparison,
    by: Sequence[str] = (),
    *,
    exceptions: pd.DataFrame | None = None,
    rules: ScheduleRules = RULES,
    outside_shift_counts: bool = False,
) -> pd.DataFrame:
    """Exception form of a comparison already made: see `adherence_by_exceptions`."""
    sums = _summed(judged(comparison, exceptions=exceptions, rules=rules), by)
    outside = sums["outside_ms"] * int(outside_shift_counts)
    known = sums["adherent_ms"] + sums["non_adherent_ms"]
    exception, unknown = sums["non_adherent_ms"] + outside, sums["unknown_ms"]
    excused = sums["excused_ms"] + sums["excused_unknown_ms"]
    defined = (sums["actual_ms"] > 0) & (known + unknown > 0)
    denominator = (known + outside).where(defined)
    kept = (denominator - exception).clip(lower=0)
    net = denominator + sums["excused_unknown_ms"]
    return sums[[*by]].assign(
        scheduled_s=seconds(known),
        exception_s=seconds(exception),
        n_exceptions=sums["n_deviations"],
        outside_shift_s=seconds(sums["outside_ms"]),
        excused_s=seconds(excused),
        unknown_s=seconds(unknown),
        actual_s=seconds(sums["actual_ms"]),
        numerator_s=seconds(kept),
        denominator_s=seconds(denominator),
        adherence=ratio(kept, denominator),
        adherence_low=ratio((denominator - exception).clip(lower=0), denominator + unknown),
        adherence_high=ratio(
            (denominator + unknown - exception).clip(lower=0), denominator + unknown
        ),
        adherence_net=ratio((net - exception + sums["excused_ms"]).clip(lower=0), net),
    )


def conformance(
    schedules: pd.DataFrame,
    pieces: pd.DataFrame,
    by: Sequence[str] = (),
    *,
    zone: str,
    version: str = "final",
    rules: ScheduleRules = RULES,
    activities: Sequence[str] = ("productive",),
) -> pd.DataFrame:
    """Time worked over time planned for work, whenever it was worked; it may exceed one.

    `conformance` counts all work, also that before, after and between shifts; `conformance_inside`
    only what falls in planned time of any activity; `conformance_recovered` adds to this what
    makes up for lateness. Conformance can be perfect while nobody is there when needed.

    Parameters
    ----------
    schedules, pieces, by, zone, version, rules
        As in `schedule_adherence`; work is time in the states `rules.working`.
    activities : sequence of str
        Planned activities that are work.

    Returns
    -------
    DataFrame
        One row per group: `planned_s`, `worked_s`, `worked_inside_s`, `recovered_s`, `unknown_s`
        (in planned time), `connected_s` (in all states, in and out of the plan), `conformance`,
        `conformance_inside`, `conformance_recovered`, `conformance_high` (unknown time as work).
        Nothing planned and nothing worked gives NaN, work without plan infinity, a plan without
        work 0.
    """
    together = _compared(schedules, pieces, zone, version, rules)
    return conformance_of(together, by, rules=rules, activities=activities)


def conformance_of(
    comparison: Comparison,
    by: Sequence[str] = (),
    *,
    rules: ScheduleRules = RULES,
    activities: Sequence[str] = ("productive",),
) -> pd.DataFrame:
    """Conformance of a comparison already made: see `conformance`."""
    return conformance_from(judged(comparison, rules=rules), by, activities=activities)


def conformance_from(
    verdicts: pd.DataFrame,
    by: Sequence[str] = (),
    *,
    activities: Sequence[str] = ("productive",),
) -> pd.DataFrame:
    """Conformance from verdicts, or from the interval table that they were reduced to."""
    asked = verdicts["activity"].isin([*activities])
    planned_ms = verdicts["scheduled_ms"].where(asked, 0)
    sums = _summed(verdicts.assign(planned_ms=planned_ms), by, ["planned_ms"])
    planned, inside = sums["planned_ms"], sums["worked_ms"]
    worked = inside + sums["outside_ms"]
    return sums[[*by]].assign(
        planned_s=seconds(planned),
        worked_s=seconds(worked),
        worked_inside_s=seconds(inside),
        recovered_s=seconds(sums["recovered_ms"]),
        unknown_s=seconds(sums["unknown_state_ms"]),
        connected_s=seconds(sums["actual_ms"]),
        conformance=over(worked, planned),
        conformance_inside=over(inside, planned),
        conformance_recovered=over(inside + sums["recovered_ms"], planned),
        conformance_high=over(worked + sums["unknown_state_ms"], planned),
    )


def _compared(
    schedules: pd.DataFrame, pieces: pd.DataFrame, zone: str, version: str, rules: ScheduleRules
) -> Comparison:
    return compare(
        schedules, pieces, zone=zone, version=version, session_break_ms=rules.session_break_ms
    )


def over(numerator: pd.Series, denominator: pd.Series) -> pd.Series:
    """Divide; nothing over nothing is NaN, something over nothing is infinity."""
    infinite = (denominator == 0) & (numerator > 0)
    return ratio(numerator, denominator).mask(infinite, np.inf)


def _summed(rows: pd.DataFrame, by: Sequence[str], more: Sequence[str] = ()) -> pd.DataFrame:
    columns = [*(f"{name}_ms" for name in PARTS), *COUNTS, *WORK, *more]
    if not by:
        return rows[columns].sum().to_frame().T.astype("int64")
    return grouped_sums(rows, by, columns)


def _adherence_table(sums: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    adherent, deviating = sums["adherent_ms"], sums["non_adherent_ms"]
    known = adherent + deviating
    eligible = known + sums["unknown_ms"]
    excused_unknown = sums["excused_unknown_ms"]
    net = adherent + sums["excused_ms"] + excused_unknown
    strict = adherent - sums["in_grace_ms"] - sums["forgiven_ms"]
    open_unknown = sums["unknown_ms"] - excused_unknown
    times = (sums[[f"{name}_ms" for name in PARTS]] / 1000).set_axis(
        [f"{n}_s" for n in PARTS], axis=1
    )
    return pd.concat([sums[[*by, *COUNTS]], times], axis=1).assign(
        adherence=ratio(adherent, known),
        adherence_low=ratio(adherent, eligible),
        adherence_high=ratio(adherent + sums["unknown_ms"], eligible),
        adherence_net=ratio(net, known + excused_unknown),
        adherence_net_low=ratio(net, eligible),
        adherence_net_high=ratio(net + open_unknown, eligible),
        adherence_strict=ratio(strict, known),
        adherence_attended=ratio(adherent, known - sums["absent_ms"]),
        adherence_recovered=ratio(adherent + sums["recovered_ms"], known),
    )


def _people(rows: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    scheduled = rows["agent_id"].where(rows["scheduled_ms"] > 0)
    if not by:
        return pd.DataFrame({"n_agents": [scheduled.nunique()]})
    counted = rows.assign(agent=scheduled)
    groups = counted.groupby([*by], dropna=False, sort=True, observed=True)
    return groups["agent"].nunique().rename("n_agents").reset_index()


def _on(by: Sequence[str]) -> dict[str, object]:
    return {"on": [*by]} if by else {"how": "cross"}
