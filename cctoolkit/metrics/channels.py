"""Contacts that needn't be answered at once: callbacks, mail and messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time

import numpy as np
import pandas as pd

from cctoolkit.intervals import overlap_ms, to_utc
from cctoolkit.metrics.clock import milliseconds
from cctoolkit.metrics.contacts import is_inbound
from cctoolkit.metrics.ratios import grouped_sums, ratio, seconds, whole_counts
from cctoolkit.metrics.resolution import end_ms

ASYNCHRONOUS = ("email", "social")


def callbacks(contacts: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Share of the customers who asked to be called back that were reached, and how long it took.

    Asking for a call back leaves the queue without giving up: it isn't an abandon. Sources that
    record it as one raise their own abandonment; those contacts are in `n_recorded_abandoned`.
    The waiting runs from the arrival to the call back that reached the customer; who was never
    reached has no waiting, so the mean is that of the lucky ones. Grain: contacts.

    Parameters
    ----------
    contacts : DataFrame
        Canonical `contacts`. The request is that of the first leg which carries one; the call back
        may stand on any leg of the contact.
    by : sequence of str
        Columns of `contacts` that make the groups.

    Returns
    -------
    DataFrame
        One row per group: `n_contacts` (inbound, offered to the queue), `n_asked`, `asked_share`,
        `n_called_back`, `called_back_share` (of the asked), `n_recorded_abandoned`,
        `callback_wait_s` (sum), `mean_callback_wait_s`.
    """
    inbound = contacts[is_inbound(contacts) & contacts["outcome"].ne("not_offered")]
    asked = inbound["callback_asked"].fillna(False).astype(bool)
    order = inbound.assign(asked=asked).sort_values(
        ["contact_id", "asked", "leg"], ascending=[True, False, True], kind="stable"
    )
    rows = order.drop_duplicates("contact_id")
    reached = _of_contact(rows, contacts.groupby("contact_id")["called_back_at"].min())
    waited = _between_ms(rows["arrived_at"], reached)
    called = rows["asked"] & waited.notna()
    counted = rows.assign(
        n_contacts=pd.Series(1, rows.index, dtype="Int64"),
        n_asked=rows["asked"].astype("Int64"),
        n_called_back=called.astype("Int64"),
        n_recorded_abandoned=(rows["asked"] & rows["outcome"].eq("abandoned")).astype("Int64"),
        waited_ms=waited.where(called),
    )
    names = ["n_contacts", "n_asked", "n_called_back", "n_recorded_abandoned"]
    sums = whole_counts(grouped_sums(counted, by, [*names, "waited_ms"]), names)
    wait_s = seconds(sums["waited_ms"])
    return sums[[*by, "n_contacts", "n_asked"]].assign(
        asked_share=ratio(sums["n_asked"], sums["n_contacts"]),
        n_called_back=sums["n_called_back"],
        called_back_share=ratio(sums["n_called_back"], sums["n_asked"]),
        n_recorded_abandoned=sums["n_recorded_abandoned"],
        callback_wait_s=wait_s,
        mean_callback_wait_s=ratio(wait_s, sums["n_called_back"]),
    )


def first_response(
    contacts: pd.DataFrame,
    by: Sequence[str] = (),
    *,
    threshold_s: float,
    opening: pd.DataFrame | None = None,
    channels: Sequence[str] = ASYNCHRONOUS,
    observed_until: pd.Timestamp | None = None,
) -> pd.DataFrame:
    """Share of asynchronous contacts answered within a threshold, and the times to answer and end.

    With `opening`, time runs only while the service is open: a message of Friday night answered on
    Monday at opening waited nothing. A contact still without an answer is late once its threshold
    is over, and undetermined before; leaving the unanswered out would reward not answering. Means
    are over the contacts that got so far, so a backlog shortens them: the counts stand beside. An
    automatic acknowledgement is no answer, if the source tells them apart. Grain: contacts.

    Parameters
    ----------
    contacts : DataFrame
        Canonical `contacts`. Legs are joined: the first arrival, the first answer, the last end.
    by : sequence of str
        Columns of `contacts` that make the groups, those of the first leg.
    threshold_s : float
        Of open time; itself included.
    opening : DataFrame, optional
        Stretches `start_at`, `end_at` in which the service is open, as from `opening_hours`.
        Without it the clock never stops.
    channels : sequence of str
        Channels that are asynchronous.
    observed_until : Timestamp, optional
        First instant no longer observed; without it, just after the last arrival.

    Returns
    -------
    DataFrame
        One row per group: `n_contacts`, `n_answered`, `n_not_recorded` (answered, the instant
        missing or before the arrival), `n_within`, `n_late`, `n_undetermined`, `within_share` (of
        within and late), `mean_response_s` (clock time), `mean_response_open_s`, `n_resolved`,
        `mean_resolution_s`, `mean_resolution_open_s`.
    """
    rows = _joined(contacts[contacts["channel"].isin([*channels]) & is_inbound(contacts)])
    until = end_ms(contacts, observed_until)
    limit_ms = round(threshold_s * 1000)
    response = _between_ms(rows["arrived_at"], rows["answered_at"])
    open_response = _open_ms(rows["arrived_at"], rows["answered_at"], opening)
    ended = rows["ended_at"].where(rows["resolved"].fillna(False).astype(bool))
    waiting = _open_until(rows["arrived_at"], until, opening)
    known, unanswered = response.notna(), ~rows["answered"]
    counts = {
        "n_contacts": pd.Series(True, rows.index),
        "n_answered": rows["answered"],
        "n_not_recorded": rows["answered"] & ~known,
        "n_within": known & open_response.le(limit_ms),
        "n_late": (known & open_response.gt(limit_ms)) | (unanswered & (waiting > limit_ms)),
        "n_undetermined": unanswered & (waiting <= limit_ms),
        "n_resolved": _between_ms(rows["arrived_at"], ended).notna(),
    }
    times = {
        "response": response,
        "response_open": open_response,
        "resolution": _between_ms(rows["arrived_at"], ended),
        "resolution_open": _open_ms(rows["arrived_at"], ended, opening),
    }
    whole = {name: values.fillna(False).astype("Int64") for name, values in counts.items()}
    sums = whole_counts(grouped_sums(rows.assign(**whole, **times), by, [*whole, *times]), [*whole])
    n_timed = sums["n_answered"] - sums["n_not_recorded"]
    return sums[[*by, *[name for name in whole if name != "n_resolved"]]].assign(
        within_share=ratio(sums["n_within"], sums["n_within"] + sums["n_late"]),
        mean_response_s=ratio(seconds(sums["response"]), n_timed),
        mean_response_open_s=ratio(seconds(sums["response_open"]), n_timed),
        n_resolved=sums["n_resolved"],
        mean_resolution_s=ratio(seconds(sums["resolution"]), sums["n_resolved"]),
        mean_resolution_open_s=ratio(seconds(sums["resolution_open"]), sums["n_resolved"]),
    )


def opening_hours(
    weekly: Mapping[int, tuple[time, time]],
    first_on: date,
    last_on: date,
    *,
    zone: str,
    closed_on: Sequence[date] = (),
) -> pd.DataFrame:
    """Stretches in which a service with weekly hours is open, on the local clock.

    Parameters
    ----------
    weekly : mapping
        Weekday (1 Monday to 7 Sunday) to the times of opening and closing; a closing at or before
        the opening is of the next day. Days that aren't there are closed.
    first_on, last_on : date
        First and last local date, both included.
    zone : str
        Time zone of the hours. A time that the clock change skips is that of the jump; of one that
        comes twice, the first.
    closed_on : sequence of date
        Holidays.

    Returns
    -------
    DataFrame
        `start_at`, `end_at`: UTC, half-open, in order.

    Examples
    --------
    >>> nine_to_five = {day: (time(9), time(17)) for day in range(1, 6)}
    >>> week = opening_hours(nine_to_five, date(2026, 3, 9), date(2026, 3, 15), zone="UTC")
    >>> len(week), (week["end_at"] - week["start_at"]).sum() / pd.Timedelta(1, "h")
    (5, 40.0)
    """
    shut = {pd.Timestamp(day) for day in closed_on}
    days = [day for day in pd.date_range(first_on, last_on) if day not in shut]
    starts, ends = [], []
    for day in days:
        if (hours := weekly.get(day.isoweekday())) is None:
            continue
        opens, closes = (pd.Timestamp.combine(day.date(), clock) for clock in hours)
        starts.append(opens)
        ends.append(closes if closes > opens else closes + pd.Timedelta(1, "D"))
    return pd.DataFrame({"start_at": _local(starts, zone), "end_at": _local(ends, zone)})


def _local(clocks: list[pd.Timestamp], zone: str) -> pd.DatetimeIndex:
    ms = np.array(clocks, dtype="datetime64[ms]").astype("int64")
    instants = to_utc(ms, zone, repeated="first", skipped="forward").utc_ms
    return pd.DatetimeIndex(instants.astype("datetime64[ms]")).tz_localize("UTC")


def _joined(contacts: pd.DataFrame) -> pd.DataFrame:
    """One row per contact offered to a queue: first arrival, first answer, last end."""
    offered = contacts[contacts["outcome"].ne("not_offered")]
    ordered = offered.sort_values(["contact_id", "leg"], kind="stable")
    answered = ordered["outcome"].eq("answered")
    ordered = ordered.assign(answered=answered, answered_at=ordered["answered_at"].where(answered))
    legs = ordered.groupby("contact_id")
    rows = ordered.drop_duplicates("contact_id")
    return rows.assign(
        arrived_at=_of_contact(rows, legs["arrived_at"].min()),
        answered_at=_of_contact(rows, legs["answered_at"].min()),
        ended_at=_of_contact(rows, legs["ended_at"].max()),
        answered=_of_contact(rows, legs["answered"].max()).astype(bool),
        resolved=_of_contact(rows, legs["resolved"].max()).astype("boolean"),
    )


def _of_contact(rows: pd.DataFrame, values: pd.Series) -> pd.Series:
    return values.reindex(rows["contact_id"]).set_axis(rows.index)


def _between_ms(start: pd.Series, end: pd.Series) -> pd.Series:
    """Clock time between instants; missing where one is, or where they are the wrong way round."""
    length = (end - start).dt.total_seconds().mul(1000).round().astype("Int64")
    return length.where(length >= 0)


def _open_ms(start: pd.Series, end: pd.Series, opening: pd.DataFrame | None) -> pd.Series:
    length = _between_ms(start, end)
    if opening is None:
        return length
    known = length.notna().to_numpy(bool)
    covered = _covered(milliseconds(start[known]), milliseconds(end[known]), opening)
    return pd.Series(covered, start[known].index, dtype="Int64").reindex(start.index)


def _open_until(start: pd.Series, until: int, opening: pd.DataFrame | None) -> np.ndarray:
    begun = milliseconds(start)
    ends = np.maximum(begun, until)
    return ends - begun if opening is None else _covered(begun, ends, opening)


def _covered(start: np.ndarray, end: np.ndarray, opening: pd.DataFrame) -> np.ndarray:
    everybody = np.zeros(start.size, dtype=np.int64)
    opened, closed = milliseconds(opening["start_at"]), milliseconds(opening["end_at"])
    return overlap_ms(everybody, start, end, np.zeros(opened.size, dtype=np.int64), opened, closed)
