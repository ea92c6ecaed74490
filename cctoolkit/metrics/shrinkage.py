"""Time paid for in which nobody serves customers: external and internal, planned and not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import prod

import numpy as np
import pandas as pd

from cctoolkit.metrics.plan import ABSENT, plan, stretches
from cctoolkit.metrics.ratios import grouped_sums, ratio, seconds
from cctoolkit.metrics.sessions import AWAY, SESSION_BREAK_MS
from cctoolkit.metrics.states import OFFLINE
from cctoolkit.metrics.verdicts import ON_QUEUE

CELLS = ("external_planned", "external_unplanned", "internal_planned", "internal_unplanned")
TIMES = ("lost", "base", "planned_time", "unknown", "excluded")
NOT_CONNECTED = "not_connected"
UNCLASSIFIED = "unclassified"


def shrinkage(
    schedules: pd.DataFrame,
    pieces: pd.DataFrame,
    aux_codes: pd.DataFrame,
    absences: pd.DataFrame | None = None,
    by: Sequence[str] = (),
    *,
    zone: str,
    base: pd.DataFrame | None = None,
    version: str = "final",
    session_break_ms: int = SESSION_BREAK_MS,
    aux_activities: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Share of the base in which the agent was not at the customers' disposal.

    External is time not at work: absence and leave, and planned work without connection (not
    come, late, gone early). Internal is time at work off the queue: planned breaks, training and
    meetings, and auxiliary time while work was planned. Time on queue is never shrinkage, not
    even in a planned break; codes flagged productive count as on queue, so that planned back
    office is shrinkage unless its code is flagged.

    Planned is what the version of the plan already knew: give the published one, or absences
    approved afterwards turn planned. A spell of absence that says `planned` decides for its days.
    Unknown time is not shrinkage in `shrinkage` and is in `shrinkage_high`.

    Parameters
    ----------
    schedules : DataFrame
        Canonical. Rows flagged unpaid are in no side (`excluded_s`).
    pieces : DataFrame
        As `states.timeline` makes them.
    aux_codes : DataFrame
        Canonical; the flag `productive` is read.
    absences : DataFrame, optional
        Canonical. Lost time of a spell beyond what the plan of its days shows (agents on long
        leave are not scheduled) is external, and part of the base if `base` is not given. Time of
        spells flagged unpaid is in no side. Where two spells hold a day, the later one has it.
    by : sequence of str
        Columns of the schedules, or `business_day`. Time from spells alone has only `agent_id`,
        and as business days those of the spell, the same time on each; a spell without a last day
        has only its first. Other columns are missing there.
    zone : str
        Time zone of the business day.
    base : DataFrame, optional
        `base_ms` (paid or contracted time) and the columns of `by`. Without it the base is the
        planned time plus that of the spells.
    version, session_break_ms
        As in `plan.plan`.
    aux_activities : mapping of str to str, optional
        Planned activity that each auxiliary code is. Time in a code at another hour than planned
        is then planned, up to what the agent's day gave that activity and was served instead: a
        break put off because of demand is the break that was planned. Without it, whatever is
        taken at another hour is unplanned.

    Returns
    -------
    DataFrame
        One row per group: `base_s`, `planned_time_s`, `excluded_s`, `unknown_s`, for each of
        `external_planned`, `external_unplanned`, `internal_planned`, `internal_unplanned`,
        `external`, `internal`, `planned`, `unplanned` the time `_s` and the `_share` of the base,
        `lost_s` (their sum), `shrinkage`, `shrinkage_high`. A base of zero gives NaN.

    Notes
    -----
    callcentrehelper.com/how-to-calculate-contact-centre-shrinkage-90353.htm. How many people to
    roster is another question, and belongs to planning.
    """
    rows = _classed(
        schedules,
        pieces,
        aux_codes,
        absences,
        zone=zone,
        version=version,
        session_break_ms=session_break_ms,
        aux_activities=aux_activities,
    )
    return shrinkage_from(rows, by, base=base)


def shrinkage_by_reason(
    schedules: pd.DataFrame,
    pieces: pd.DataFrame,
    aux_codes: pd.DataFrame,
    absences: pd.DataFrame | None = None,
    by: Sequence[str] = (),
    *,
    zone: str,
    version: str = "final",
    session_break_ms: int = SESSION_BREAK_MS,
    aux_activities: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """The time of `shrinkage` by what it was lost to; the rows of a group add up to its whole.

    Returns
    -------
    DataFrame
        One row per group, side and reason: `external` (bool), `planned` (bool), `reason` (the
        planned activity, the auxiliary code, the kind of the spell of absence, `not_connected`, or
        `unclassified` for auxiliary time without code), `lost_s`, `base_s` (of the group), `share`.
    """
    rows = _classed(
        schedules,
        pieces,
        aux_codes,
        absences,
        zone=zone,
        version=version,
        session_break_ms=session_break_ms,
        aux_activities=aux_activities,
    )
    return reasons_from(rows, by)


def reduce_shrinkage(
    schedules: pd.DataFrame,
    pieces: pd.DataFrame,
    aux_codes: pd.DataFrame,
    absences: pd.DataFrame | None = None,
    *,
    zone: str,
    version: str = "final",
    session_break_ms: int = SESSION_BREAK_MS,
    aux_activities: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """The time of `shrinkage` by agent and business day: what `shrinkage_from` adds up.

    Returns
    -------
    DataFrame
        The columns of the canonical `shrinkage_days`. Time that was not lost has no `reason`.
    """
    rows = _classed(
        schedules,
        pieces,
        aux_codes,
        absences,
        zone=zone,
        version=version,
        session_break_ms=session_break_ms,
        aux_activities=aux_activities,
    )
    lost = rows["lost_ms"] > 0
    flags = {name: rows[name].astype(bool) & lost for name in ("external", "planned")}
    rows = rows.assign(reason=rows["reason"].where(lost), **flags)
    key = ["agent_id", "business_day", "external", "planned", "reason"]
    sums = grouped_sums(rows, key, [f"{name}_ms" for name in TIMES])
    return sums.assign(published_version=version)


def shrinkage_from(
    rows: pd.DataFrame, by: Sequence[str] = (), *, base: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Shrinkage of rows whose time is classed already, as `reduce_shrinkage` makes them.

    Parameters
    ----------
    rows : DataFrame
        Canonical `shrinkage_days` of one version.
    by, base
        As in `shrinkage`.

    Returns
    -------
    DataFrame
        As `shrinkage`.
    """
    rows = _with_cells(rows)
    names = [f"{name}_ms" for name in (*CELLS, *TIMES[1:])]
    sums = grouped_sums(rows, by, names)
    sums["base_ms"] = sums["base_ms"].fillna(0)
    if base is not None:
        sums = _over_given_base(sums.drop(columns="base_ms"), base, by)
    sums = sums.assign(**{name: sums[name].fillna(0) for name in names if name != "base_ms"})
    times = {name: sums[f"{name}_ms"] for name in CELLS}
    for half, other in (("external", "internal"), ("planned", "unplanned")):
        for side in (half, other):
            times[side] = sum(times[name] for name in CELLS if side in name.split("_"))
    lost = times["external"] + times["internal"]
    table = sums[[*by]].assign(
        base_s=seconds(sums["base_ms"]),
        planned_time_s=seconds(sums["planned_time_ms"]),
        excluded_s=seconds(sums["excluded_ms"]),
        unknown_s=seconds(sums["unknown_ms"]),
        **{f"{name}_s": seconds(time) for name, time in times.items()},
        lost_s=seconds(lost),
    )
    return table.assign(
        **{f"{name}_share": ratio(time, sums["base_ms"]) for name, time in times.items()},
        shrinkage=ratio(lost, sums["base_ms"]),
        shrinkage_high=ratio(lost + sums["unknown_ms"], sums["base_ms"]),
    )


def reasons_from(rows: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Time lost by its reason, of rows whose time is classed already.

    Parameters
    ----------
    rows : DataFrame
        Canonical `shrinkage_days` of one version.
    by : sequence of str
        Columns that make the groups.

    Returns
    -------
    DataFrame
        As `shrinkage_by_reason`.
    """
    key = [*by, "external", "planned", "reason"]
    lost = grouped_sums(rows[rows["lost_ms"] > 0], key, ["lost_ms"])
    total = grouped_sums(rows, by, ["base_ms"])
    table = lost.merge(total, on=[*by]) if by else lost.merge(total, how="cross")
    return table[key].assign(
        lost_s=seconds(table["lost_ms"]),
        base_s=seconds(table["base_ms"]),
        share=ratio(table["lost_ms"], table["base_ms"]),
    )


def combined_shrinkage(shares: Iterable[float]) -> float:
    """Shrinkage of parts whose denominators follow from each other: 1 - (1 - a)(1 - b)...

    For parts of one base, add them instead: that is what `shrinkage` does. A missing part makes
    the whole missing.

    Examples
    --------
    >>> round(combined_shrinkage([0.2, 0.1]), 12)
    0.28
    """
    shares = [float(share) for share in shares]
    if any(share < 0 or share > 1 for share in shares):
        raise ValueError("a share of shrinkage lies between 0 and 1")
    return 1 - prod(1 - share for share in shares)


def _classed(
    schedules, pieces, aux_codes, absences, *, zone, version, session_break_ms, aux_activities
) -> pd.DataFrame:
    """Every stretch of the plan, and what spells add to it, in its cell and with its reason."""
    found = plan(schedules, zone=zone, version=version, session_break_ms=session_break_ms)
    table = stretches(found.planned, pieces)
    rows = found.planned.iloc[table["row"]].reset_index(drop=True)
    rows = rows.assign(state=table["state"], aux_code=table["aux_code"])
    rows["ms"] = (table["end"] - table["start"]).astype("Int64")
    rows = _with_spells(rows.reset_index(drop=True), absences)
    flagged = aux_codes.loc[aux_codes["productive"].fillna(False).astype(bool), "aux_code"]
    measured = _with_moved(_cells(rows, set(flagged)), aux_activities or {})
    spells = _beyond_the_plan(measured, absences)
    return pd.concat([measured, spells], ignore_index=True) if len(spells) else measured


def _with_spells(rows: pd.DataFrame, absences: pd.DataFrame | None) -> pd.DataFrame:
    """Put the spell of absence that holds the business day on each stretch: number, kind, flag."""
    if absences is None or absences.empty or rows.empty:
        return rows.assign(
            spell=pd.Series(pd.NA, rows.index, dtype="Int64"),
            kind=pd.Series(np.nan, rows.index, dtype="str"),
            spell_planned=pd.Series(pd.NA, rows.index, dtype="boolean"),
            spell_paid=pd.Series(pd.NA, rows.index, dtype="boolean"),
        )
    days = rows[["agent_id", "business_day"]].drop_duplicates()
    spells = absences[["agent_id", "from_on", "to_on", "kind", "planned", "paid"]]
    spells = spells.assign(spell=np.arange(len(spells))).sort_values(["from_on", "kind"])
    met = days.merge(spells, on="agent_id")
    day = met["business_day"]
    met = met[(day >= met["from_on"]) & (met["to_on"].isna() | (day < met["to_on"]))]
    met = met.drop_duplicates(["agent_id", "business_day"], keep="last")
    met = met.rename(columns={"planned": "spell_planned", "paid": "spell_paid"})
    key = ["agent_id", "business_day"]
    joined = rows.merge(
        met[[*key, "spell", "kind", "spell_planned", "spell_paid"]], on=key, how="left"
    )
    return joined.astype({"spell": "Int64", "spell_planned": "boolean", "spell_paid": "boolean"})


def _cells(rows: pd.DataFrame, productive_codes: set[str]) -> pd.DataFrame:
    activity, state, ms = rows["activity"], rows["state"], rows["ms"]
    away, at_work = activity.isin(AWAY), activity == "productive"
    gone = away | (at_work & state.isin([OFFLINE, ABSENT]))
    unpaid = _is_false(rows["paid"]) | (gone & _is_false(rows["spell_paid"]))
    on_queue = state.isin(ON_QUEUE) | ((state == "aux") & rows["aux_code"].isin(productive_codes))
    unknown = ~unpaid & (state == "unknown")
    lost = ~unpaid & ~unknown & ~on_queue
    external = lost & gone
    by_spell = rows["spell_planned"].where(external)
    known = by_spell.fillna(away | ~at_work).astype(bool)
    reason = activity.where(~at_work, rows["aux_code"].fillna(UNCLASSIFIED))
    reason = reason.mask(at_work & gone, NOT_CONNECTED)
    reason = reason.mask(external & rows["kind"].notna(), rows["kind"])
    return rows.assign(
        external=external,
        planned=known,
        reason=reason,
        lost_ms=ms.where(lost, 0),
        planned_time_ms=ms.where(~unpaid, 0),
        base_ms=ms.where(~unpaid, 0),
        unknown_ms=ms.where(unknown, 0),
        excluded_ms=ms.where(unpaid, 0),
    )


def _with_moved(rows: pd.DataFrame, aux_activities: Mapping[str, str]) -> pd.DataFrame:
    """Call planned what an activity of the agent's day was put off to, up to what it was given."""
    own = rows["aux_code"].map(dict(aux_activities)).where(rows["state"] == "aux")
    put_off = own.notna() & ~rows["external"] & ~rows["planned"] & (rows["lost_ms"] > 0)
    if not put_off.any():
        return rows
    served = rows["activity"].ne("productive") & rows[["lost_ms", "unknown_ms"]].eq(0).all(axis=1)
    day = ["agent_id", "business_day", "activity"]
    room = rows[served].groupby(day)["planned_time_ms"].sum().rename("room_ms").reset_index()
    late = rows[put_off].assign(activity=own[put_off]).merge(room, on=day, how="left")
    before = late.groupby(day)["lost_ms"].cumsum() - late["lost_ms"]
    moved = (late["room_ms"].fillna(0) - before).clip(lower=0)
    moved = moved.where(moved < late["lost_ms"], late["lost_ms"])
    times = ["lost_ms", "base_ms", "planned_time_ms"]
    planned = late.assign(planned=True, reason=late["activity"], **dict.fromkeys(times, moved))
    rest = late.assign(**dict.fromkeys(times, late["lost_ms"] - moved))
    return pd.concat([rows[~put_off], planned, rest], ignore_index=True)


def _with_cells(rows: pd.DataFrame) -> pd.DataFrame:
    external, known = rows["external"].astype(bool), rows["planned"].astype(bool)
    cells = {
        "external_planned": external & known,
        "external_unplanned": external & ~known,
        "internal_planned": ~external & known,
        "internal_unplanned": ~external & ~known,
    }
    return rows.assign(
        **{f"{name}_ms": rows["lost_ms"].where(mask, 0) for name, mask in cells.items()}
    )


def _beyond_the_plan(measured: pd.DataFrame, absences: pd.DataFrame | None) -> pd.DataFrame:
    """Lost time of spells that the plan of their days does not show."""
    if absences is None or absences.empty:
        return measured.iloc[:0]
    shown = measured.loc[measured["external"]].groupby("spell")["lost_ms"].sum()
    spells = absences.reset_index(drop=True)
    lost = spells["lost_ms"].fillna(0) - shown.reindex(spells.index).fillna(0)
    rest = spells.assign(lost_ms=lost.astype("Int64"))[~_is_false(spells["paid"]) & (lost > 0)]
    days = _by_day(rest)
    zero = pd.Series(0, days.index, dtype="Int64")
    return pd.DataFrame(
        {
            "agent_id": days["agent_id"],
            "business_day": days["business_day"],
            "external": True,
            "planned": days["planned"].fillna(True).astype(bool),
            "reason": days["kind"],
            "lost_ms": days["lost_ms"],
            "base_ms": days["lost_ms"],
            "planned_time_ms": zero,
            "unknown_ms": zero,
            "excluded_ms": zero,
        }
    )


def _by_day(spells: pd.DataFrame) -> pd.DataFrame:
    """Spread the time of each spell evenly over its days; the sum stays, to the millisecond."""
    length = (spells["to_on"] - spells["from_on"]).dt.days
    n_days = length.fillna(1).clip(lower=1).astype("int64").to_numpy()
    days = spells.loc[spells.index.repeat(n_days)].assign(n_days=np.repeat(n_days, n_days))
    before = days.groupby(level=0).cumcount()
    upto = [days["lost_ms"] * (before + k) // days["n_days"] for k in (0, 1)]
    return days.assign(
        business_day=days["from_on"] + pd.to_timedelta(before, unit="D"), lost_ms=upto[1] - upto[0]
    ).reset_index(drop=True)


def _is_false(flag: pd.Series) -> pd.Series:
    return flag.astype("boolean").eq(False).fillna(False).astype(bool)


def _over_given_base(sums: pd.DataFrame, base: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    given = grouped_sums(base.assign(base_ms=base["base_ms"].astype("Int64")), by, ["base_ms"])
    return sums.merge(given, on=[*by], how="outer") if by else sums.merge(given, how="cross")
