"""The waterfall of hours: contracted, planned, clocked, logged, productive, billed and paid."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import pandas as pd

from cctoolkit.intervals import partition
from cctoolkit.metrics.clock import milliseconds
from cctoolkit.metrics.sessions import AWAY

STEPS = ("contracted", "planned", "clocked", "logged", "productive", "billed", "paid")
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
HOUR_UNITS = ("h", "hour", "hours", "hora", "horas")


def contracted_hours(
    assignments: pd.DataFrame,
    *,
    first: pd.Timestamp,
    last: pd.Timestamp,
    agents: pd.DataFrame | None = None,
    by: Sequence[str] = (),
) -> pd.DataFrame:
    """Hours that the contracts of employment give: weekly hours times the days they cover, by 7.

    Every calendar day counts a seventh, holidays and vacations included: from contracted to
    planned they show as a drop. Where the list of agents is given, days outside every employment
    of a listed agent don't count.

    Parameters
    ----------
    assignments : DataFrame
        Canonical; a row without `contract_h_per_week` gives no hours.
    first, last : Timestamp
        Local dates, both included.
    agents : DataFrame, optional
        Canonical.
    by : sequence of str
        Columns of the assignments, such as the team.

    Returns
    -------
    DataFrame
        `agent_id`, `by`, `ms`.
    """
    known = assignments[assignments["contract_h_per_week"].notna()]
    spans = _spans(known, "from_on", "to_on", first, last)
    if agents is not None:
        spans = _employed(spans, agents, first, last)
    per_day_ms = spans["contract_h_per_week"] * (DAY_MS / 24 / 7)
    days = (spans["end"] - spans["start"]) / pd.Timedelta(1, "D")
    return _by_agent(spans, (per_day_ms * days).round().astype("int64"), by)


def planned_hours(planned: pd.DataFrame, *, by: Sequence[str] = ()) -> pd.DataFrame:
    """Hours of the plan at work: every planned activity but absence and leave.

    `planned` has no overlap, as `plan.plan` makes it.
    """
    at_work = planned[~planned["activity"].isin(AWAY)]
    length = milliseconds(at_work["end_at"]) - milliseconds(at_work["start_at"])
    return _by_agent(at_work, length, by)


def clocked_hours(clockings: pd.DataFrame, *, by: Sequence[str] = ()) -> pd.DataFrame:
    """Hours clocked: the union of the stretches of each agent, never their sum.

    An instant that two stretches claim is given to one of them, with its group.
    """
    agent, _ = pd.factorize(clockings["agent_id"], sort=True)
    start, end = milliseconds(clockings["start_at"]), milliseconds(clockings["end_at"])
    pieces = partition(agent, start, np.maximum(start, end), np.zeros(agent.size, dtype=np.int64))
    return _by_agent(clockings.iloc[pieces.row], pieces.end - pieces.start, by)


def logged_hours(agent_intervals: pd.DataFrame, *, by: Sequence[str] = ()) -> pd.DataFrame:
    """Connection time."""
    return _by_agent(agent_intervals, agent_intervals["logged_ms"], by)


def productive_hours(
    agent_intervals: pd.DataFrame,
    *,
    ringing_is_productive: bool = True,
    by: Sequence[str] = (),
) -> pd.DataFrame:
    """Connection time that is neither auxiliary nor unknown: the numerator of the index."""
    rows = agent_intervals[agent_intervals["aux_ms"].notna()]
    productive = rows["logged_ms"] - rows["aux_ms"] - rows["unknown_ms"].fillna(0)
    if not ringing_is_productive:
        productive = productive - rows["ring_ms"].fillna(0)
    return _by_agent(rows, productive, by)


def paid_hours(payroll: pd.DataFrame, *, by: Sequence[str] = ()) -> pd.DataFrame:
    """Hours that the payroll pays; a concept without hours (a surcharge) adds none."""
    return _by_agent(payroll, payroll["paid_ms"], by)


def at_cost(hours: Decimal, payroll: pd.DataFrame) -> Decimal:
    """Value of hours at the mean cost of an hour paid: all the payroll's cost by all its hours.

    Surcharges are part of that cost; what the payroll does not hold, such as a post or a screen,
    is not. Which hours are worth it, dear or cheap, is not asked: each counts the mean. Exact to
    28 digits, not rounded.

    Raises
    ------
    ValueError
        If the payroll is in more than one currency, or pays no hours.
    """
    if len(payroll["currency"].unique()) != 1:
        raise ValueError("a cost per hour needs a payroll in one currency")
    paid_ms = int(payroll["paid_ms"].sum())
    if paid_ms <= 0:
        raise ValueError("a payroll that pays no hours gives no cost per hour")
    return sum(payroll["cost"], Decimal(0)) * hours * HOUR_MS / paid_ms


def billed_hours(invoices: pd.DataFrame, *, by: Sequence[str] = ()) -> pd.DataFrame:
    """Hours on the invoice, by concept: lines whose unit is the hour.

    A surcharge counted in hours (by night, on a holiday) bills the same hours again: whoever adds
    concepts must say which of them are time. Quantities are exact decimals.

    Returns
    -------
    DataFrame
        `by`, `concept`, `billed_h`, `amount`, `currency`.
    """
    unit = invoices["unit"].str.strip().str.casefold()
    lines = invoices[unit.isin(HOUR_UNITS) & invoices["quantity"].notna()]
    groups = lines.groupby([*by, "concept", "currency"], sort=True)
    sums = groups[["quantity", "amount"]].sum().rename(columns={"quantity": "billed_h"})
    return sums.reset_index()[[*by, "concept", "billed_h", "amount", "currency"]]


def used(
    paid: pd.DataFrame,
    agent_intervals: pd.DataFrame,
    *,
    ringing_is_productive: bool = True,
) -> pd.DataFrame:
    """Where the hours paid went: productive, ringing, auxiliary, unclassified, not connected.

    The parts add up to the hours paid. Not connected is what is left: leave, absence and training
    that are paid, rest outside the connection; it is negative where the connection is longer than
    what was paid.

    Parameters
    ----------
    paid : DataFrame
        `agent_id` and `ms`.
    agent_intervals : DataFrame
        Canonical, of the same people and the same time; without auxiliary time known, a row is
        unclassified.

    Returns
    -------
    DataFrame
        `paid_part`, `hours`, `paid_share`.
    """
    rows = agent_intervals.fillna({"unknown_ms": 0, "ring_ms": 0})
    is_known = rows["aux_ms"].notna()
    known = rows[is_known]
    aux_ms, unknown_ms = int(known["aux_ms"].sum()), int(known["unknown_ms"].sum())
    ring_ms = 0 if ringing_is_productive else int(known["ring_ms"].sum())
    logged_ms, paid_ms = int(rows["logged_ms"].sum()), int(paid["ms"].sum())
    parts = {
        "productive": int(known["logged_ms"].sum()) - aux_ms - unknown_ms - ring_ms,
        **({} if ringing_is_productive else {"ringing": ring_ms}),
        "auxiliary": aux_ms,
        "unclassified": unknown_ms + int(rows.loc[~is_known, "logged_ms"].sum()),
        "not_connected": paid_ms - logged_ms,
    }
    table = pd.DataFrame({"paid_part": [*parts], "hours": [ms / HOUR_MS for ms in parts.values()]})
    return table.assign(paid_share=table["hours"] / (paid_ms / HOUR_MS) if paid_ms else np.nan)


def waterfall(steps: dict[str, pd.DataFrame], *, billed_h: float | None = None) -> pd.DataFrame:
    """Put the steps that exist in their order, each with its change from the one before.

    Steps are compared as they are: `n_agents` shows whether they speak of the same people, and
    `common_h` is the step over the agents whom every step by agent names. A change may be of
    either sign: training in a classroom is billed and never logged, an early login is logged and
    not paid.

    Parameters
    ----------
    steps : dict of str to DataFrame
        `agent_id` and `ms` by name of the step; those missing are left out.
    billed_h : float, optional
        Hours on the invoice, which names no agents.

    Returns
    -------
    DataFrame
        `step`, `hours`, `change_h` (above zero where it has more than the one before),
        `share_of_first` (0 to 1), `n_agents`, `common_h`.
    """
    known = {name: steps[name] for name in STEPS if name in steps and len(steps[name])}
    common = _common(known)
    rows = []
    for name in STEPS:
        if name in known:
            frame = known[name]
            inside = frame[frame["agent_id"].isin(common)]
            rows.append((name, _hours(frame), frame["agent_id"].nunique(), _hours(inside)))
        elif name == "billed" and billed_h is not None:
            rows.append((name, float(billed_h), np.nan, np.nan))
    table = pd.DataFrame(rows, columns=["step", "hours", "n_agents", "common_h"])
    table["change_h"] = table["hours"].diff()
    table["share_of_first"] = table["hours"] / table["hours"].iloc[0] if len(table) else []
    table["n_agents"] = table["n_agents"].astype("Int64")
    return table[["step", "hours", "change_h", "share_of_first", "n_agents", "common_h"]]


def _spans(
    rows: pd.DataFrame, begins: str, ends: str, first: pd.Timestamp, last: pd.Timestamp
) -> pd.DataFrame:
    """Rows with `start` and `end`, half-open days inside the period."""
    after = last + pd.Timedelta(1, "D")
    spans = rows.assign(
        start=rows[begins].clip(lower=first), end=rows[ends].fillna(after).clip(upper=after)
    )
    return spans[spans["end"] > spans["start"]]


def _employed(
    spans: pd.DataFrame, agents: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp
) -> pd.DataFrame:
    unlisted = spans[~spans["agent_id"].isin(agents["agent_id"])]
    spells = _spans(agents, "hired_on", "left_on", first, last)[["agent_id", "start", "end"]]
    both = spans.merge(spells, on="agent_id", suffixes=("", "_employed"))
    both["start"] = both[["start", "start_employed"]].max(axis=1)
    both["end"] = both[["end", "end_employed"]].min(axis=1)
    inside = both[both["end"] > both["start"]][[*spans]]
    parts = [frame for frame in (unlisted, inside) if len(frame)]
    return pd.concat(parts, ignore_index=True) if parts else spans[:0]


def _by_agent(
    rows: pd.DataFrame, ms: pd.Series | np.ndarray, by: Sequence[str] = ()
) -> pd.DataFrame:
    keys = ["agent_id", *by]
    sums = rows[keys].assign(ms=np.asarray(ms)).astype({"agent_id": "str", "ms": "Int64"})
    groups = sums.dropna(subset=["agent_id", "ms"]).groupby(keys, sort=True, dropna=False)
    return groups["ms"].sum().reset_index()


def _common(known: dict[str, pd.DataFrame]) -> set[str]:
    sets = [set(frame["agent_id"]) for frame in known.values()]
    return set.intersection(*sets) if sets else set()


def _hours(frame: pd.DataFrame) -> float:
    return int(frame["ms"].sum()) / HOUR_MS
