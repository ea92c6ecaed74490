"""Short contacts beyond what the same queues at the same hours give to everybody else."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cctoolkit.metrics.clock import local_date, milliseconds
from cctoolkit.metrics.contacts import handle_ms, is_handled
from cctoolkit.metrics.ratios import ratio
from cctoolkit.metrics.standing_out import LEAVES_OUT, limits_of, unit_codes
from cctoolkit.stats import standardised_excess

RAISED_TAIL = 0.001
"""Chance at which an hour of a queue counts as raised as a whole, by how the others had it."""
_COUNTS = ("n_handled", "n_short_contacts", "n_passed_on", "short_ms", "long_ms")


def short_cells(
    contacts: pd.DataFrame,
    *,
    zone: str,
    short_s: float,
    incidents: pd.DataFrame | None = None,
    keep: Sequence[str] = (),
) -> pd.DataFrame:
    """Count handled legs, and the short ones, by agent, queue and hour of a day.

    A leg is short when talk, hold and work after it took `short_s` or less together. One that was
    short and passed on to somebody else was sent to the wrong place by the routing, and counts as
    `n_passed_on` and not as short.

    Parameters
    ----------
    contacts : DataFrame
        Canonical `contacts`.
    zone : str
        Time zone of day and hour.
    short_s : float
        The limit, itself included.
    incidents : DataFrame, optional
        `start_at` and `end_at` of documented failures, on whichever queue they were.
    keep : sequence of str
        Further columns of the contacts that make groups.

    Returns
    -------
    DataFrame
        `agent_id`, `business_day`, `hour`, `queue`, `documented`, `keep`, then `n_handled`,
        `n_short_contacts`, `n_passed_on`, and `short_ms` and `long_ms`, handle time of the short
        and of the others.
    """
    legs = contacts[is_handled(contacts)]
    at = legs["answered_at"].fillna(legs["arrived_at"])
    length = handle_ms(legs).astype("int64")
    brief = length.le(round(short_s * 1000))
    passed_on = brief & legs["transferred"].fillna(False).astype(bool)
    short = brief & ~passed_on
    rows = legs[["agent_id", "queue", *keep]].assign(
        business_day=local_date(at, zone),
        hour=at.dt.tz_convert(zone).dt.hour.astype("int64"),
        documented=_within(at, incidents),
        n_handled=1,
        n_short_contacts=short.astype("int64"),
        n_passed_on=passed_on.astype("int64"),
        short_ms=length.where(short, 0),
        long_ms=length.where(~brief, 0),
    )
    key = ["agent_id", "business_day", "hour", "queue", "documented", *keep]
    return rows.groupby(key, dropna=False, as_index=False, observed=True)[[*_COUNTS]].sum()


def short_excess(
    cells: pd.DataFrame, by: Sequence[str] = ("team",), *, confidence: float = LEAVES_OUT
) -> pd.DataFrame:
    """Short contacts of each group beyond those that the others had in the same queues and hours.

    What is innocent goes first, and is counted: short legs passed on to somebody else; hours with
    a documented incident; hours of a queue in which the others had more short contacts than
    chance allows, which tells of a routing or a failure and not of the group (Poisson tail of
    `RAISED_TAIL`). The rest is held against the others' share by queue and hour of the day. What
    one could dispute: a failure that meets one group alone is not seen by looking at the others;
    contacts of a queue that nobody else takes can't be judged and are `n_apart`.

    Parameters
    ----------
    cells : DataFrame
        As `short_cells` makes them.
    by : sequence of str
        Columns that make the groups.
    confidence : float
        Of `surely_low`: two-sided, so one side leaves out half of the rest.

    Returns
    -------
    DataFrame
        One row per group: `n_agents`, `n_other_agents` (held against), `n_handled`,
        `n_short_contacts`, `n_passed_on`, `n_incident_short` (documented), `n_raised_short` (the
        whole queue was), `n_apart`, `n_judged`, `n_judged_short`, `n_usual`, `n_excess`,
        `excess_share` of the judged contacts with `low`, `high` at 95 %, `surely_low`,
        `detectable_share` (the smallest that would be found four times in five), `excess_s` (what
        the excess lacks to the mean of contacts that aren't short).
    """
    named = cells.dropna(subset=[*by])
    codes, groups = unit_codes(named, by)
    work = _coded(cells)
    group = np.full(len(cells), -1)
    group[cells.index.get_indexer(named.index)] = codes
    rows = [_of_group(work, group == place, confidence) for place in range(len(groups))]
    table = pd.concat([groups, pd.DataFrame(rows, columns=_COLUMNS)], axis=1)
    return _integers(table)


def short_agent_cells(cells: pd.DataFrame) -> pd.DataFrame:
    """Short contacts by agent, day, queue and hour, what is innocent left out.

    Returns
    -------
    DataFrame
        Cells for `agents.against_mix`: `amount` is contacts judged, `observed` the short ones.
        Hours in which the whole queue was raised, or with an incident, are gone.
    """
    work = _coded(cells.reset_index(drop=True))
    raised = _raised(work, np.ones(len(work), dtype=bool))
    kept = work[~(raised | work["documented"].to_numpy(bool))]
    names = {"x": "amount", "y": "observed"}
    key = ["agent_id", "business_day", "stratum"]
    return kept.rename(columns=names).groupby(key, as_index=False)[["amount", "observed"]].sum()


def raised_hours(cells: pd.DataFrame) -> pd.DataFrame:
    """Hours of each queue in which everybody had more short contacts than at that hour elsewhere.

    Returns
    -------
    DataFrame
        One row per queue: `n_agents`, `n_handled`, `n_short_contacts`, `short_share`,
        `n_queue_hours`, `n_hours_raised`, `n_raised_short`.
    """
    work = _coded(cells.reset_index(drop=True))
    work["raised"] = _raised(work, np.ones(len(work), dtype=bool))
    work["n_raised_short"] = work["n_short_contacts"].where(work["raised"], 0)
    queues = work.groupby("queue")
    hours = work.drop_duplicates("moment").groupby("queue")
    table = (
        queues[["n_handled", "n_short_contacts", "n_raised_short"]]
        .sum()
        .assign(
            n_agents=queues["agent_id"].nunique(),
            n_queue_hours=hours.size(),
            n_hours_raised=hours["raised"].sum(),
        )
    )
    return table.assign(
        short_share=ratio(table["n_short_contacts"], table["n_handled"])
    ).reset_index()


_COLUMNS = [
    "n_agents",
    "n_other_agents",
    "n_handled",
    "n_short_contacts",
    "n_passed_on",
    "n_incident_short",
    "n_raised_short",
    "n_apart",
    "n_judged",
    "n_judged_short",
    "n_usual",
    "n_excess",
    "excess_share",
    "low",
    "high",
    "surely_low",
    "detectable_share",
    "excess_s",
]


def _integers(table: pd.DataFrame) -> pd.DataFrame:
    whole = [name for name in _COLUMNS[:10] if name in table]
    return table.astype(dict.fromkeys(whole, "int64"))


def _within(at: pd.Series, incidents: pd.DataFrame | None) -> np.ndarray:
    """Whether each instant lies in one of the stretches."""
    inside = np.zeros(len(at), dtype=bool)
    known = incidents.dropna(subset=["start_at", "end_at"]) if incidents is not None else ()
    if not len(known):
        return inside
    ms = milliseconds(at)
    for start, end in zip(
        milliseconds(known["start_at"]), milliseconds(known["end_at"]), strict=True
    ):
        inside |= (ms >= start) & (ms < end)
    return inside


def _coded(cells: pd.DataFrame) -> pd.DataFrame:
    """Add the integers that the arithmetic needs: stratum, moment, agent, day; and both sides."""
    code = {
        "stratum": ["queue", "hour"],
        "moment": ["queue", "business_day", "hour"],
        "agent": ["agent_id"],
        "day": ["business_day"],
    }
    codes = {
        name: cells.groupby(key, sort=True, dropna=False).ngroup().to_numpy()
        for name, key in code.items()
    }
    y = cells["n_short_contacts"].to_numpy(float)
    x = (cells["n_handled"] - cells["n_passed_on"]).to_numpy(float)
    return cells.assign(**codes, y=y, x=x)


def _raised(work: pd.DataFrame, others: np.ndarray) -> np.ndarray:
    """Whether the others had, in the queue and hour of each cell, more short ones than chance."""
    from scipy.special import pdtrc

    use = others & ~work["documented"].to_numpy(bool)
    n_strata, n_moments = (int(work[name].max()) + 1 for name in ("stratum", "moment"))
    y, x = (work[name].to_numpy() * use for name in ("y", "x"))
    stratum, moment = work["stratum"].to_numpy(), work["moment"].to_numpy()
    top, bottom = (np.bincount(stratum, each, n_strata) for each in (y, x))
    rate = np.divide(top, bottom, out=np.zeros(n_strata), where=bottom > 0)
    seen = np.bincount(moment, y, n_moments)
    expected = np.bincount(moment, x * rate[stratum], n_moments)
    chance = np.where(seen > 0, pdtrc(np.maximum(seen - 1, 0), np.maximum(expected, 1e-12)), 1.0)
    return (chance < RAISED_TAIL)[moment]


def _of_group(work: pd.DataFrame, mine: np.ndarray, confidence: float) -> dict:
    raised = _raised(work, ~mine)
    incident = work["documented"].to_numpy(bool)
    clean = ~raised & ~incident
    found = standardised_excess(
        work["y"],
        work["x"],
        stratum=work["stratum"],
        is_group=mine & clean,
        is_other=~mine & clean,
        first=work["agent"],
        second=work["day"],
    )
    own = work[mine]
    return {
        "n_agents": own["agent_id"].nunique(),
        "n_other_agents": _met(work, mine & clean, ~mine & clean),
        **{name: own[name].sum() for name in ("n_handled", "n_short_contacts", "n_passed_on")},
        "n_incident_short": own["n_short_contacts"][incident[mine]].sum(),
        "n_raised_short": own["n_short_contacts"][(raised & ~incident)[mine]].sum(),
        "n_apart": round(found.apart),
        "n_judged": round(found.compared),
        "n_judged_short": round(found.observed),
        "n_usual": found.expected,
        "n_excess": found.excess,
        **limits_of(found, confidence),
        "excess_s": _lacking_s(own, found.excess),
    }


def _met(work: pd.DataFrame, mine: np.ndarray, others: np.ndarray) -> int:
    """Count the agents of the others who share a stratum with the group."""
    shared = work["stratum"].isin(work["stratum"][mine].unique()).to_numpy()
    return work["agent"][others & shared].nunique()


def _lacking_s(own: pd.DataFrame, excess: float) -> float:
    """Return the seconds that so many short contacts lack to the mean of those that aren't."""
    n_short = own["n_short_contacts"].sum()
    n_long = own["n_handled"].sum() - n_short - own["n_passed_on"].sum()
    if not n_short or not n_long:
        return float("nan")
    return float(excess * (own["long_ms"].sum() / n_long - own["short_ms"].sum() / n_short) / 1000)
