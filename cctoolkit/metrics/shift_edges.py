"""Auxiliary time in the first and the last minutes of the shift, against the rest of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cctoolkit.intervals import split_at
from cctoolkit.metrics.clock import grid, milliseconds
from cctoolkit.metrics.plan import ABSENT, plan, stretches
from cctoolkit.metrics.ratios import ratio
from cctoolkit.metrics.sessions import AWAY
from cctoolkit.metrics.short_contacts import RAISED_TAIL
from cctoolkit.metrics.standing_out import LEAVES_OUT, limits_of, unit_codes
from cctoolkit.metrics.states import OFFLINE
from cctoolkit.stats import standardised_excess

EDGES = ("first", "last")
MIDDLE = "middle"
FLAGS = ("mandatory_rest", "protected", "ordered_by_client", "productive")
"""Flags of a code whose time nobody has to explain."""
MOST = 0.5
"""Part of an hour from which an agent counts as in auxiliary time in it."""
FEWEST_AT_ONCE = 5
"""Agents in the middle of their shift from whom an hour is judged."""
TIMES = ("connected_ms", "flagged_ms", "planned_ms", "judged_ms", "aux_ms")


def edge_cells(
    schedules: pd.DataFrame,
    pieces: pd.DataFrame,
    *,
    zone: str,
    edge_minutes: float,
    explained: frozenset[str] = frozenset(),
    version: str = "final",
) -> pd.DataFrame:
    """Add up connected and auxiliary time by agent, shift, part of the shift, hour and code.

    Time that explains itself is taken out of both sides first, and kept beside: in codes whose
    flags explain them (`flagged_ms`), and then whatever is done while something other than the
    queue is planned (`planned_ms`). What is left is `judged_ms`, of which `aux_ms` is in an
    auxiliary code. Shifts shorter than three edges have no rest to be held against and are left
    out. Grain: logged states and planned activities.

    Parameters
    ----------
    schedules : DataFrame
        Canonical `schedules`.
    pieces : DataFrame
        As `states.timeline` makes them.
    zone : str
        Time zone of the hours.
    edge_minutes : float
        Length of the first and of the last part.
    explained : frozenset of str
        Auxiliary codes with one of `FLAGS`.
    version : str
        As in `plan.plan`.

    Returns
    -------
    DataFrame
        `agent_id`, `business_day`, `shift_start_at`, `part` (first, middle, last), `moment` (start
        of the hour, in milliseconds), `aux_code`, and `TIMES`.
    """
    planned = plan(schedules, zone=zone, version=version).planned
    planned = planned[planned["agent_id"].isin(pieces["agent_id"].unique())]
    planned = planned[~planned["activity"].isin(AWAY)].reset_index(drop=True)
    rows = _by_part(stretches(planned, pieces), planned, round(edge_minutes * 60_000))
    cut = split_at(rows["start"], rows["end"], _hours(rows, zone))
    whole = rows.iloc[cut.row].reset_index(drop=True)
    length = pd.Series(cut.end - cut.start)
    here = ~whole["state"].isin([OFFLINE, ABSENT])
    aux = whole["state"].eq("aux")
    flagged = aux & whole["aux_code"].isin([*explained])
    elsewhere = here & ~flagged & whole["activity"].ne("productive")
    judged = here & ~flagged & ~elsewhere
    times = dict(zip(TIMES, (here, flagged, elsewhere, judged, judged & aux), strict=True))
    cells = whole.assign(
        aux_code=whole["aux_code"].where(aux).fillna(""),
        moment=_hours(rows, zone)[cut.cell] if len(rows) else 0,
        **{name: length.where(kept, 0) for name, kept in times.items()},
    )
    key = ["agent_id", "business_day", "shift_start_at", "part", "moment", "aux_code"]
    sums = cells[here].groupby(key, as_index=False, sort=True)[[*TIMES]].sum()
    return sums.astype(dict.fromkeys(TIMES, "int64"))


def edge_excess(
    cells: pd.DataFrame,
    by: Sequence[str] = ("team",),
    *,
    part: str = "last",
    confidence: float = LEAVES_OUT,
) -> pd.DataFrame:
    """Auxiliary time in an edge of the shift beyond that of the same agents in the rest of it.

    Flagged codes and planned activities are out already (`edge_cells`); then go the hours of a day
    in which also those in the middle of their shift were in auxiliary time more than chance
    allows, since that is a failure or an order and no end of a shift (`raised_s`). Each agent is
    held against the rest of his own shifts. What one could dispute: a routine at the end of every
    shift that the schedules don't say, such as closing tools or handing over, looks the same.

    Returns
    -------
    DataFrame
        One row per group: `n_agents`, `n_shifts`, `connected_s`, `set_aside_s`, `off_queue_s`,
        `raised_s` (auxiliary), `compared_s`, `aux_s`, `expected_s`, `excess_s`, `aux_share` and
        `expected_share` of the judged time, then `excess_share` and limits as
        `short_contacts.short_excess` has them. Shares are hours per hour.
    """
    named = cells.dropna(subset=[*by]).reset_index(drop=True)
    codes, groups = unit_codes(named, by)
    raised = _raised(named)
    agent, day = (
        named.groupby(name, sort=True).ngroup().to_numpy() for name in ("agent_id", "business_day")
    )
    edge, middle = named["part"].eq(part).to_numpy(), named["part"].eq(MIDDLE).to_numpy()
    rows = []
    for place in range(len(groups)):
        mine = codes == place
        found = standardised_excess(
            named["aux_ms"] / 1000,
            named["judged_ms"] / 1000,
            stratum=agent,
            is_group=mine & edge & ~raised,
            is_other=mine & middle & ~raised,
            first=agent,
            second=day,
        )
        own = named[mine & edge]
        rows.append(_row(own, own["aux_ms"][raised[mine & edge]].sum(), found, confidence))
    table = pd.concat([groups, pd.DataFrame(rows, columns=_COLUMNS)], axis=1)
    return table.astype({"n_agents": "int64", "n_shifts": "int64"})


def edges_by_code(cells: pd.DataFrame) -> pd.DataFrame:
    """Time in each auxiliary code in the edges of the shift and in the rest, per hour connected.

    Every code and all of its time, explained or not.

    Returns
    -------
    DataFrame
        `part`, `aux_code`, `n_agents`, `connected_s` (of all in the part), `aux_s`,
        `aux_share` (hours per hour connected).
    """
    all_of = cells.groupby("part")["connected_ms"].sum() / 1000
    in_code = cells[cells["aux_code"] != ""]
    sums = in_code.groupby(["part", "aux_code"]).agg(
        n_agents=("agent_id", "nunique"), aux_s=("connected_ms", "sum")
    )
    table = sums.reset_index().assign(aux_s=lambda each: each["aux_s"] / 1000)
    table["connected_s"] = table["part"].map(all_of)
    return table.assign(aux_share=ratio(table["aux_s"], table["connected_s"]))


def edge_agent_cells(cells: pd.DataFrame, *, part: str = "last") -> pd.DataFrame:
    """Auxiliary time in an edge of the shift by agent and day, what explains itself left out.

    Returns
    -------
    DataFrame
        Cells for `agents.against_mix`: `amount` is the time judged and `observed` that of it in an
        auxiliary code, in ms. Every agent is held against the same edge of the others' shifts.
    """
    named = cells.reset_index(drop=True)
    kept = named[named["part"].eq(part) & ~_raised(named)]
    kept = kept.rename(columns={"judged_ms": "amount", "aux_ms": "observed"}).assign(stratum=0)
    key = ["agent_id", "business_day", "stratum"]
    return kept.groupby(key, as_index=False)[["amount", "observed"]].sum()


_COLUMNS = [
    "n_agents",
    "n_shifts",
    "connected_s",
    "set_aside_s",
    "off_queue_s",
    "raised_s",
    "compared_s",
    "aux_s",
    "expected_s",
    "excess_s",
    "aux_share",
    "expected_share",
    "excess_share",
    "low",
    "high",
    "surely_low",
    "detectable_share",
]


def _row(own: pd.DataFrame, raised_ms: int, found, confidence: float) -> dict:
    share = 1 / found.compared if found.compared else float("nan")
    return {
        "n_agents": own["agent_id"].nunique(),
        "n_shifts": len(own[["agent_id", "shift_start_at"]].drop_duplicates()),
        "connected_s": own["connected_ms"].sum() / 1000,
        "set_aside_s": own["flagged_ms"].sum() / 1000,
        "off_queue_s": own["planned_ms"].sum() / 1000,
        "raised_s": raised_ms / 1000,
        "compared_s": found.compared,
        "aux_s": found.observed,
        "expected_s": found.expected,
        "excess_s": found.excess,
        "aux_share": found.observed * share,
        "expected_share": found.expected * share,
        **limits_of(found, confidence),
    }


def _by_part(rows: pd.DataFrame, planned: pd.DataFrame, edge_ms: int) -> pd.DataFrame:
    """Cut stretches where the first and the last part of their shift end and begin."""
    here = planned.iloc[rows["row"].to_numpy()].reset_index(drop=True)
    begins, ends = (milliseconds(here[f"shift_{side}_at"]) for side in ("start", "end"))
    start, end = rows["start"].to_numpy(), rows["end"].to_numpy()
    named = here[["agent_id", "business_day", "shift_start_at", "activity"]].assign(
        state=rows["state"].to_numpy(), aux_code=rows["aux_code"].to_numpy()
    )
    parts = {
        "first": (begins, begins + edge_ms),
        MIDDLE: (begins + edge_ms, ends - edge_ms),
        "last": (ends - edge_ms, ends),
    }
    long_enough = ends - begins >= 3 * edge_ms
    cut = [
        named.assign(part=part, start=np.maximum(start, low), end=np.minimum(end, high))[
            (np.maximum(start, low) < np.minimum(end, high)) & long_enough
        ]
        for part, (low, high) in parts.items()
    ]
    return pd.concat(cut, ignore_index=True)


def _hours(rows: pd.DataFrame, zone: str) -> np.ndarray:
    return grid(rows["start"].to_numpy(), rows["end"].to_numpy(), zone, 60)


def _raised(cells: pd.DataFrame) -> np.ndarray:
    """Whether in the hour of each cell those in the middle of their shift were in auxiliary too."""
    from scipy.special import pdtrc

    middle = cells[cells["part"].eq(MIDDLE)]
    each = middle.groupby(["moment", "agent_id"])[["judged_ms", "aux_ms"]].sum()
    each = each[each["judged_ms"] > 0]
    most = each["aux_ms"] >= MOST * each["judged_ms"]
    seen = most.groupby(level="moment").agg(["sum", "size"])
    rate = most.mean() if len(most) else 0.0
    chance = pdtrc(np.maximum(seen["sum"] - 1, 0), np.maximum(seen["size"] * rate, 1e-12))
    high = (seen["sum"] > 0) & (chance < RAISED_TAIL) & (seen["size"] >= FEWEST_AT_ONCE)
    return cells["moment"].isin(seen.index[high]).to_numpy()
