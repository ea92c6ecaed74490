"""What each agent did, day by day and in each part of the mix, beside how much of it there was."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cctoolkit.metrics.clock import local_date, with_clock
from cctoolkit.metrics.contacts import handle_ms, is_handled, is_inbound
from cctoolkit.metrics.legs import transfers
from cctoolkit.metrics.ratios import grouped_sums

SET_ASIDE = ("mandatory_rest", "protected", "ordered_by_client")
"""Flags of the codes whose time is due, or of a right, or decided by another: never judged."""

PLACE = ("campaign", "business_day", "hour")
QUEUE = ("channel", "queue", "hour")
CELL = ["agent_id", "business_day"]
_ROW = ["start_at", "agent_id", "campaign"]


def auxiliary_time(
    agent_intervals: pd.DataFrame,
    aux_intervals: pd.DataFrame,
    aux_codes: pd.DataFrame,
    *,
    zone: str,
) -> pd.DataFrame:
    """Auxiliary time in the connection of each agent, once what is not the agent's is set aside.

    Time in codes of mandatory rest, protected or ordered by the client is in neither side, nor is
    unclassified time: who has more rights, or is sent to more training by the client, is not told
    apart from the others. The mix is the campaign, the day and the hour: what strikes all those who
    are connected then, an outage for one, is in what is expected of each.

    Parameters
    ----------
    agent_intervals, aux_intervals, aux_codes : DataFrame
        Canonical; rows of a day at most. Rows without connection, or whose auxiliary time was not
        recorded, are left out.
    zone : str

    Returns
    -------
    DataFrame
        Cells for `agents.against_mix`: `agent_id`, `business_day`, `stratum`, `amount` (connection
        judged, ms), `observed` (auxiliary, ms).
    """
    is_used = agent_intervals["logged_ms"].gt(0) & agent_intervals["aux_ms"].notna()
    rows = agent_intervals[is_used.fillna(False).astype(bool)]
    aside = _aside_ms(rows, aux_intervals, aux_codes)
    known = rows["logged_ms"] - rows["unknown_ms"].fillna(0) - aside
    cells = rows.assign(amount=known, observed=rows["aux_ms"] - aside)
    return _cells(with_clock(cells, zone), PLACE)


def time_out_of_plan(schedule_intervals: pd.DataFrame, *, zone: str) -> pd.DataFrame:
    """Time out of adherence in the planned time of each agent, absence and exceptions set aside.

    Shifts without any connection are in neither side, for absence has reasons that an individual
    figure must not show; nor is what an approved exception covers, nor time that no known state
    explains. Where an exception covers an absence the time is taken off twice, never below 0: the
    doubt is the agent's. The mix is that of `auxiliary_time`.

    Parameters
    ----------
    schedule_intervals : DataFrame
        Canonical; rows of a day at most.
    zone : str

    Returns
    -------
    DataFrame
        Cells: `amount` is planned time judged, `observed` time out of adherence, in ms.
    """
    parts = schedule_intervals[["adherent_ms", "non_adherent_ms", "absent_ms", "excused_ms"]]
    parts = parts.fillna(0)
    out = parts["non_adherent_ms"] - parts["absent_ms"] - parts["excused_ms"]
    out = out.clip(lower=0)
    cells = schedule_intervals.assign(amount=parts["adherent_ms"] + out, observed=out)
    return _cells(with_clock(cells, zone), PLACE)


def handling(contacts: pd.DataFrame, *, zone: str) -> pd.DataFrame:
    """Handle time of the inbound contacts that each agent handled, by queue and hour.

    The mix is channel, queue and hour of the day of the answer: who is given the long queue is
    held against the others who have it. What makes contacts of one queue and hour differ, the
    kind of customer for one, stays in the figure.

    Parameters
    ----------
    contacts : DataFrame
        Canonical `contacts`.
    zone : str

    Returns
    -------
    DataFrame
        Cells: `amount` is contact legs handled, `observed` their handle time in ms.
    """
    legs = _handled(contacts, zone)
    return _cells(legs.assign(amount=1, observed=handle_ms(legs)), QUEUE)


def short_handling(contacts: pd.DataFrame, *, zone: str, short_s: float) -> pd.DataFrame:
    """Contacts handled that took a short time or less, among those handled, by queue and hour.

    Returns
    -------
    DataFrame
        Cells: `amount` is contact legs handled, `observed` those of `short_s` or less.
    """
    legs = _handled(contacts, zone)
    is_short = handle_ms(legs).le(round(short_s * 1000)).astype("int64")
    return _cells(legs.assign(amount=1, observed=is_short), QUEUE)


def passed_on(contacts: pd.DataFrame, *, zone: str) -> pd.DataFrame:
    """Contact legs that an agent passed on, among those handled of which it is known.

    Parameters
    ----------
    contacts : DataFrame
        Canonical `contacts`; whole contacts, not cut between their legs.
    zone : str

    Returns
    -------
    DataFrame
        Cells: `amount` is legs handled, `observed` legs passed on; see `legs.transfers`.
    """
    legs = _answered_at(contacts, zone)
    by = [*dict.fromkeys([*CELL, *QUEUE])]
    table = transfers(legs[is_inbound(legs)], by)
    return _cells(table.rename(columns={"n_legs": "amount", "n_legs_passed_on": "observed"}), QUEUE)


def _cells(rows: pd.DataFrame, mix: Sequence[str]) -> pd.DataFrame:
    """Add up by agent, day and part of the mix, numbered."""
    known = rows[rows["amount"].gt(0).fillna(False).astype(bool)]
    by = [*dict.fromkeys([*CELL, *mix])]
    sums = grouped_sums(known, by, ["amount", "observed"])
    stratum = sums.groupby([*mix], dropna=False, sort=True).ngroup()
    table = sums[CELL].assign(stratum=stratum, amount=sums["amount"], observed=sums["observed"])
    return table.astype({"stratum": "int64", "amount": "int64", "observed": "int64"})


def _aside_ms(
    rows: pd.DataFrame, aux_intervals: pd.DataFrame, aux_codes: pd.DataFrame
) -> pd.Series:
    """Time of each row in codes set aside, never more than its auxiliary time."""
    flagged = aux_codes[[*SET_ASIDE]].fillna(False).astype(bool).any(axis=1)
    aside = aux_intervals[aux_intervals["aux_code"].isin(aux_codes.loc[flagged, "aux_code"])]
    sums = aside.groupby(_ROW, dropna=False)["aux_ms"].sum().reset_index()
    matched = rows[_ROW].merge(sums, on=_ROW, how="left")["aux_ms"].fillna(0)
    time = pd.Series(matched.to_numpy(), rows.index, dtype="Int64")
    return time.where(time <= rows["aux_ms"], rows["aux_ms"])


def _handled(contacts: pd.DataFrame, zone: str) -> pd.DataFrame:
    return _answered_at(contacts[is_handled(contacts) & is_inbound(contacts)], zone)


def _answered_at(contacts: pd.DataFrame, zone: str) -> pd.DataFrame:
    """Give each leg the local day and hour of its answer, or of its arrival."""
    at = contacts["answered_at"].fillna(contacts["arrived_at"])
    hour = at.dt.tz_convert(zone).dt.hour.astype("Int64")
    return contacts.assign(business_day=local_date(at, zone), hour=hour)
