"""How busy: occupancy, contacts handled at a time, and the things called utilisation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import pandas as pd

from cctoolkit.intervals import union_ms
from cctoolkit.metrics.adherence import adherence_index
from cctoolkit.metrics.clock import milliseconds
from cctoolkit.metrics.ratios import grouped_sums, ratio, seconds
from cctoolkit.tables.catalogue import CATALOGUE
from cctoolkit.tables.frames import empty

PARTS = ("logged", "talk", "hold", "acw", "ring", "available", "aux", "unknown")
FORMULAS = {
    "occupancy": ("handle", "handle+available"),
    "occupancy_ringing_idle": ("handle", "handle+ring+available"),
    "occupancy_ringing_busy": ("handle+ring", "handle+ring+available"),
    "occupancy_of_login": ("handle", "known"),
    "occupied_icmi": ("known-available", "known"),
    "utilisation_icmi": ("handle+available", "known"),
    "handle_and_available_over_paid": ("handle+available", "paid"),
    "productive_over_paid": ("known-aux", "paid"),
    "handle_over_paid": ("handle", "paid"),
    "logged_over_paid": ("logged", "paid"),
}
"""Numerator and denominator of each variant; handle is talk, hold and after-contact work."""


def occupancy(
    agent_intervals: pd.DataFrame,
    by: Sequence[str] = (),
    *,
    ringing: Literal["left_out", "idle", "busy"] = "left_out",
) -> pd.DataFrame:
    """Time handling contacts over time handling them or waiting for one.

    Auxiliary time is in no side, so a team that is never there can be fully occupied. The parts
    come from states without overlap: two contacts at once are one busy second. Ringing is in no
    side unless a choice puts it there; with `idle`, occupancy times the index of adherence to the
    post is handle time over known connection. Unknown time is in no side; `occupancy_low` counts
    it as waiting, `occupancy_high` as handling.

    Parameters
    ----------
    agent_intervals : DataFrame
        Canonical. Rows whose talking or waiting was not recorded are in no side; their connection
        is in `not_recorded_s`. Hold and after-contact work that the source does not separate
        count nothing of their own.
    by : sequence of str
        Columns that make the groups.
    ringing : {"left_out", "idle", "busy"}
        Whether ringing is in no side, in the denominator, or in both.

    Returns
    -------
    DataFrame
        One row per group: `handle_s`, `available_s`, `ring_s`, `aux_s`, `unknown_s`, `logged_s`,
        `not_recorded_s`, `numerator_s`, `denominator_s`, `occupancy`, `occupancy_low`,
        `occupancy_high`. Nothing handled and nobody waiting gives NaN.
    """
    if ringing not in ("left_out", "idle", "busy"):
        raise ValueError(f'ringing must be "left_out", "idle" or "busy", not {ringing!r}')
    sums = _parts(agent_intervals, by)
    ring, unknown = sums["ring_ms"], sums["unknown_ms"]
    top = sums["handle_ms"] + (ring if ringing == "busy" else 0)
    bottom = sums["handle_ms"] + sums["available_ms"] + (0 if ringing == "left_out" else ring)
    shown = ("handle", "available", "ring", "aux", "unknown", "logged", "not_recorded")
    return sums[[*by]].assign(
        **{f"{name}_s": seconds(sums[f"{name}_ms"]) for name in shown},
        numerator_s=seconds(top),
        denominator_s=seconds(bottom),
        occupancy=ratio(top, bottom),
        occupancy_low=ratio(top, bottom + unknown),
        occupancy_high=ratio(top + unknown, bottom + unknown),
    )


def utilisation(
    agent_intervals: pd.DataFrame, paid: pd.DataFrame | None, by: Sequence[str] = ()
) -> pd.DataFrame:
    """Every ratio that the trade calls occupancy or utilisation, side by side, each by its name.

    They differ by tens of points on the same day, so a target names its variant. Known connection
    is connection without unknown time.

    Parameters
    ----------
    agent_intervals : DataFrame
        Canonical; rows not fully recorded are left out as in `occupancy`.
    paid : DataFrame or None
        `paid_ms` and the columns of `by`: canonical `payroll`, or hours by contract. Group it as
        the connection is grouped; paid time of a group without connection keeps its row. Without
        it, the variants over paid time are left out.
    by : sequence of str
        Columns that both tables have.

    Returns
    -------
    DataFrame
        One row per group and variant: `variant`, `numerator` and `denominator` (formulas over
        handle, ring, available, aux, logged, known, paid), `numerator_s`, `denominator_s`,
        `unknown_s`, `not_recorded_s`, `value`.

    Notes
    -----
    `occupancy_of_login`: callcentrehelper.com/difference-occupancy-utilisation-132518.htm.
    `occupied_icmi` (everything but waiting, meetings and breaks included, over working hours) and
    `utilisation_icmi` (phone time, waiting included): icmi.com, "Constructive use of occupancy",
    2012; working hours are taken as known connection. `handle_and_available_over_paid`:
    wewfm.com, callcentrehelper.com/calculate-utilisation-140027.htm. `productive_over_paid` is the
    index of adherence to the post times known connection over paid time.
    """
    sums = _parts(agent_intervals, by)
    if paid is not None:
        wage = grouped_sums(paid.assign(paid_ms=paid["paid_ms"].astype("Int64")), by, ["paid_ms"])
        sums = sums.merge(wage, on=[*by], how="outer") if by else sums.merge(wage, how="cross")
    times = {name: sums[f"{name}_ms"] for name in ("handle", "ring", "available", "aux", "logged")}
    times["known"] = sums["logged_ms"] - sums["unknown_ms"]
    if paid is not None:
        times["paid"] = sums["paid_ms"]
    tables = [
        sums[[*by]].assign(
            variant=variant,
            numerator=top,
            denominator=bottom,
            numerator_s=seconds(_formula(top, times)),
            denominator_s=seconds(_formula(bottom, times)),
            unknown_s=seconds(sums["unknown_ms"]),
            not_recorded_s=seconds(sums["not_recorded_ms"]),
            value=ratio(_formula(top, times), _formula(bottom, times)),
        )
        for variant, (top, bottom) in FORMULAS.items()
        if paid is not None or bottom != "paid"
    ]
    return pd.concat(tables, ignore_index=True)


def connection_identity(
    agent_intervals: pd.DataFrame, by: Sequence[str] = (), *, ringing_is_productive: bool = True
) -> pd.DataFrame:
    """Both sides of a check: handle time over connection is occupancy times the index.

    An identity where the parts of each interval add up to its connection. Aggregates whose parts
    were rounded, or that hold more than their connection, break it, and by how much is seen here.
    Ringing counts as waiting where the index counts it as productive, and else in no side.

    Parameters
    ----------
    agent_intervals : DataFrame
        Canonical; rows in which talking, waiting or auxiliary time was not recorded are left out.
    by : sequence of str
        Columns that make the groups.
    ringing_is_productive : bool
        As in `adherence.adherence_index`.

    Returns
    -------
    DataFrame
        Per group four rows by `identity_term`: `handle_over_connection`, `occupancy`,
        `adherence_index`, `product` of the last two: `numerator_s`, `denominator_s` (missing for
        the product), `value`.
    """
    parts = ["logged_ms", "talk_ms", "available_ms", "aux_ms"]
    rows = agent_intervals[agent_intervals[parts].notna().all(axis=1)]
    rows = rows[rows["logged_ms"].gt(0).astype(bool)]
    busy = occupancy(rows, by, ringing="idle" if ringing_is_productive else "left_out")
    codes = [empty(CATALOGUE[name]) for name in ("aux_intervals", "aux_codes")]
    index = adherence_index(rows, *codes, by, ringing_is_productive=ringing_is_productive)
    sides = {
        "handle_over_connection": (busy["handle_s"], index["known_s"]),
        "occupancy": (busy["numerator_s"], busy["denominator_s"]),
        "adherence_index": (index["productive_s"], index["known_s"]),
    }
    terms = {
        name: busy[[*by]].assign(
            identity_term=name, numerator_s=top, denominator_s=bottom, value=ratio(top, bottom)
        )
        for name, (top, bottom) in sides.items()
    }
    product = terms["occupancy"]["value"] * terms["adherence_index"]["value"]
    nothing = pd.Series(float("nan"), busy.index)
    terms["product"] = busy[[*by]].assign(
        identity_term="product", numerator_s=nothing, denominator_s=nothing, value=product
    )
    return pd.concat(terms.values(), ignore_index=True)


def positions_by_hour(agent_intervals: pd.DataFrame) -> pd.DataFrame:
    """Mean people handling, waiting and in auxiliary at each hour of the day, over all the days.

    Time in each state over the days on which anybody was connected, those closed at that hour
    included: what a mean day looks like, not what an open hour does.

    Parameters
    ----------
    agent_intervals : DataFrame
        With the `hour` that `clock.with_clock` gives; rows without one, and those not fully
        recorded, are left out.

    Returns
    -------
    DataFrame
        `hour`, `handle_positions`, `available_positions`, `aux_positions`.
    """
    rows = agent_intervals[agent_intervals["hour"].notna()]
    per_day_ms = 3_600_000 * rows["business_day"].nunique()
    sums = _parts(rows, ["hour"])
    return sums[["hour"]].assign(
        **{
            f"{name}_positions": (sums[f"{name}_ms"] / per_day_ms).astype("float64")
            for name in ("handle", "available", "aux")
        }
    )


def concurrency(contacts: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Contacts handled at a time: the sum of handle times over the time with at least one.

    A contact lasts from its answer for its talk, hold and after-contact work. Busy time is the
    union for each agent within each group, so an agent who answers chats in two groups at once is
    busy in both.

    Parameters
    ----------
    contacts : DataFrame
        Canonical; contacts without agent, answer or handle time are not in it.
    by : sequence of str
        Columns that make the groups.

    Returns
    -------
    DataFrame
        One row per group: `n_contacts`, `n_agents`, `handle_s`, `busy_s`, `concurrency`.
    """
    length = contacts[["talk_ms", "hold_ms", "acw_ms"]].fillna(0).sum(axis=1).astype("Int64")
    placed = contacts["agent_id"].notna() & contacts["answered_at"].notna() & length.gt(0)
    ones = pd.Series(1, contacts.index, dtype="Int64")
    handled = contacts.assign(handle_ms=length, n_contacts=ones)[placed.astype(bool)]
    key = [*dict.fromkeys([*by, "agent_id"])]
    group = handled.groupby(key, dropna=False, sort=True).ngroup().to_numpy()
    start = milliseconds(handled["answered_at"])
    busy = union_ms(group, start, start + handled["handle_ms"].to_numpy("int64")).covered_ms
    sums = grouped_sums(handled, key, ["n_contacts", "handle_ms"])
    table = grouped_sums(
        sums.assign(
            busy_ms=pd.array(busy, dtype="Int64"), n_agents=pd.array(busy * 0 + 1, "Int64")
        ),
        by,
        ["n_contacts", "n_agents", "handle_ms", "busy_ms"],
    )
    return table[[*by, "n_contacts", "n_agents"]].assign(
        handle_s=seconds(table["handle_ms"]),
        busy_s=seconds(table["busy_ms"]),
        concurrency=ratio(table["handle_ms"], table["busy_ms"]),
    )


def _parts(agent_intervals: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Sums of the parts of connection over the rows that record them, and of the other rows."""
    names = [f"{name}_ms" for name in PARTS]
    whole = agent_intervals[[*dict.fromkeys([*by, *names])]]
    recorded = whole["talk_ms"].notna() & whole["available_ms"].notna()
    logged = whole["logged_ms"].fillna(0)
    rows = whole.assign(
        **{name: whole[name].fillna(0).where(recorded, 0) for name in names},
        not_recorded_ms=logged.where(~recorded, 0),
    )
    rows = rows.assign(handle_ms=rows["talk_ms"] + rows["hold_ms"] + rows["acw_ms"])
    return grouped_sums(rows, by, [*names, "handle_ms", "not_recorded_ms"])


def _formula(formula: str, times: dict[str, pd.Series]) -> pd.Series:
    """Add and subtract named times, as `handle+available` or `known-aux`."""
    plus, *minus = formula.split("-")
    total = sum((times[name] for name in plus.split("+")[1:]), times[plus.split("+")[0]])
    return total - sum(times[name] for name in minus) if minus else total
