"""Timelines of agents reduced to the interval tables of connection."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cctoolkit.intervals import split_at
from cctoolkit.metrics.clock import INTERVAL, grid, instants, interval_of, milliseconds
from cctoolkit.metrics.contacts import handle_ms, is_handled, is_inbound
from cctoolkit.metrics.states import PRECEDENCE

HANDLED = ("n_handled", "handle_ms")
MARKS = ("imputed", "overlapped")


def reduce_timeline(
    pieces: pd.DataFrame, *, zone: str, interval_minutes: int = 30
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Add up the connection time of each agent and campaign by interval of the local clock.

    Parameters
    ----------
    pieces : DataFrame
        As `states.timeline` makes them.
    zone : str
        Time zone of the edges of the intervals.
    interval_minutes : int
        Length of an interval on the local clock.

    Returns
    -------
    agent_intervals, aux_intervals : DataFrame
        Columns of the canonical tables that states can fill, evidence A. The parts add up to
        `logged_ms` exactly; `imputed_ms` and `overlapped_ms` are of it, not beside it.
    """
    cut = _on_grid(pieces, zone, interval_minutes)
    cut["evidence"] = "A"
    return _agent_table(cut), _aux_table(cut)


def with_handled(
    agent_intervals: pd.DataFrame,
    contacts: pd.DataFrame,
    *,
    zone: str,
    interval_minutes: int = 30,
) -> pd.DataFrame:
    """Put inbound contacts handled, and their time, on the agent's interval of the answer.

    A contact goes to the interval of its agent and campaign that holds the instant of the answer,
    or else to any interval of the agent that does. Where the interval came with a count of its own
    that count is kept and the contact is not added to it. A contact that meets no interval keeps a
    row of its own, whose connection time is missing, not zero.

    Parameters
    ----------
    agent_intervals : DataFrame
        Canonical, of any origin and length, without two rows of an agent and campaign that overlap.
    contacts : DataFrame
        Canonical `contacts`.
    zone, interval_minutes
        As in `reduce_timeline`, for the rows of their own.
    """
    handled = contacts[is_handled(contacts) & is_inbound(contacts)]
    rows = pd.DataFrame(
        {
            "agent_id": handled["agent_id"],
            "campaign": handled["campaign"],
            "at": handled["answered_at"].fillna(handled["arrived_at"]),
            "n_handled": 1,
            "handle_ms": handle_ms(handled),
        }
    ).reset_index(drop=True)
    base = agent_intervals.reindex(columns=dict.fromkeys([*agent_intervals, *HANDLED]))
    base = base.reset_index(drop=True)
    place = _interval_at(base, rows)
    found = place.notna()
    sums = rows[found].groupby(place[found].astype("int64"))[[*HANDLED]].sum()
    counted = base["n_handled"].notna()
    for column in HANDLED:
        base[column] = (
            base[column]
            .astype("Int64")
            .where(counted, sums[column].reindex(base.index).astype("Int64"))
        )
    return _under(base, _on_their_own(rows[~found], zone, interval_minutes))


def _interval_at(base: pd.DataFrame, rows: pd.DataFrame) -> pd.Series:
    """Position in `base` of the interval that holds each instant; missing where none does."""
    place = pd.Series(np.nan, index=rows.index)
    for keys in (["agent_id", "campaign"], ["agent_id"]):
        open_rows = rows[place.isna()]
        if open_rows.empty or base.empty:
            break
        left = open_rows[[*keys, "at"]].fillna({"campaign": ""}).sort_values("at", kind="stable")
        right = base[[*keys, "start_at", "end_at"]].fillna({"campaign": ""})
        right = right.assign(place=base.index).sort_values("start_at", kind="stable")
        hit = pd.merge_asof(left, right, left_on="at", right_on="start_at", by=keys)
        inside = (hit["at"] < hit["end_at"]).to_numpy(bool)
        place.loc[left.index[inside]] = hit["place"].to_numpy()[inside]
    return place


def _on_their_own(rows: pd.DataFrame, zone: str, interval_minutes: int) -> pd.DataFrame:
    placed = interval_of(rows["at"], zone, interval_minutes).join(rows.drop(columns="at"))
    group = [*INTERVAL, "agent_id", "campaign"]
    sums = placed.groupby(group, dropna=False)[[*HANDLED]].sum().reset_index()
    return sums.assign(evidence="A")


def _under(top: pd.DataFrame, bottom: pd.DataFrame) -> pd.DataFrame:
    filled = [frame for frame in (top, bottom) if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else top


def _on_grid(pieces: pd.DataFrame, zone: str, interval_minutes: int) -> pd.DataFrame:
    start, end = milliseconds(pieces["start_at"]), milliseconds(pieces["end_at"])
    edges = grid(start, end, zone, interval_minutes)
    cut = split_at(start, end, edges)
    kept = pieces.drop(columns=["start_at", "end_at"]).iloc[cut.row].reset_index(drop=True)
    length_ms = cut.end - cut.start
    return kept.assign(
        start_at=instants(edges[cut.cell]),
        end_at=instants(edges[cut.cell + 1]),
        length_ms=length_ms,
        **{f"{mark}_ms": np.where(kept[mark], length_ms, 0) for mark in MARKS},
    )


def _agent_table(cut: pd.DataFrame) -> pd.DataFrame:
    group = [*INTERVAL, "agent_id", "campaign", "evidence"]
    sums = cut.groupby([*group, "state"], dropna=False)["length_ms"].sum()
    parts = sums.unstack("state").reindex(columns=[*PRECEDENCE]).fillna(0).astype("Int64")
    parts.columns = [f"{state}_ms" for state in parts.columns]
    parts.insert(0, "logged_ms", parts.sum(axis=1))
    marks = cut.groupby(group, dropna=False)[[f"{mark}_ms" for mark in MARKS]].sum()
    table = parts.join(marks.astype("Int64"))
    return table.reset_index().sort_values(group[:5], ignore_index=True)


def _aux_table(cut: pd.DataFrame) -> pd.DataFrame:
    aux = cut[cut["state"] == "aux"].assign(aux_code=lambda f: f["aux_code"].fillna("unclassified"))
    group = [*INTERVAL, "agent_id", "campaign", "aux_code", "evidence"]
    sums = aux.groupby(group, dropna=False)["length_ms"].sum().astype("Int64")
    return sums.rename("aux_ms").reset_index()
