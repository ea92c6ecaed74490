"""First-contact resolution by window, and repeat contacts, with their last days left open."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cctoolkit.metrics.clock import milliseconds
from cctoolkit.metrics.contacts import is_inbound
from cctoolkit.metrics.ratios import grouped_sums, ratio

CUSTOMER = ("customer_key",)
DAY_MS = 86_400_000
_COUNTS = [
    "n_contacts",
    "n_without_key",
    "n_undetermined",
    "n_determined",
    "n_followed",
    "n_issues_undetermined",
    "n_issues_unknown_start",
    "n_issues",
    "n_issues_single",
    "n_contacts_of_issues",
]


def repeat_contacts(
    contacts: pd.DataFrame,
    *,
    window_days: float,
    key: Sequence[str] = CUSTOMER,
    observed_from: pd.Timestamp | None = None,
    observed_until: pd.Timestamp | None = None,
) -> pd.DataFrame:
    """Each answered contact with the next one of the same customer, and whether it came in time.

    Contacts of a customer stand in the order of arrival, then of contact id. One follows another
    when it arrives within the window of the arrival before it, the window included. An issue is a
    chain of contacts, each within the window of the one before; its first contact opens it. What
    the customer came back for isn't known unless `key` holds the reason. Contacts the centre began,
    called back, abandoned or never queued neither follow nor are followed. Grain: contacts.

    Parameters
    ----------
    contacts : DataFrame
        Canonical `contacts`. Legs are joined: a contact was answered when one of its legs was, and
        has the arrival, queue, reason and agent of its first answered leg.
    window_days : float
        Days of 24 hours.
    key : sequence of str
        Columns that make two contacts one matter: the customer, or the customer and the reason or
        queue. A contact that lacks one of them can't be followed: it is kept, without an issue.
    observed_from, observed_until : Timestamp, optional
        First instant observed, and first one no longer observed. Without `observed_until`, just
        after the last arrival of any contact; without `observed_from`, nothing came before.

    Returns
    -------
    DataFrame
        One row per answered contact, in that order, with the columns of `contacts` and: `has_key`,
        `issue` (a number), `is_first` (of its issue), `gap_ms` (to the next contact of the key,
        missing if none came), `observed_ms` (from the arrival to the end of observation),
        `is_followed`, `is_determined` (its whole window was observed), `is_start_known` (the window
        before it was observed).
    """
    ordered = _in_order(_answered(contacts), key)
    arrived = milliseconds(ordered["arrived_at"])
    has_key = ordered["has_key"].to_numpy(bool)
    person = ordered.groupby([*key], dropna=False).ngroup().to_numpy()
    window_ms = round(window_days * DAY_MS)
    same = has_key[1:] & has_key[:-1] & (person[1:] == person[:-1])
    gap = np.full(len(ordered), -1, dtype=np.int64)
    gap[:-1][same] = np.diff(arrived)[same]
    followed = (gap >= 0) & (gap <= window_ms)
    is_first = has_key.copy()
    is_first[1:] &= ~followed[:-1]
    observed = end_ms(contacts, observed_until) - arrived
    begun = np.inf if observed_from is None else arrived - _instant(observed_from)
    return ordered.assign(
        issue=pd.Series(np.cumsum(is_first), ordered.index, dtype="Int64").where(has_key),
        is_first=is_first,
        gap_ms=pd.Series(gap, ordered.index, dtype="Int64").where(gap >= 0),
        observed_ms=observed,
        is_followed=followed,
        is_determined=has_key & (observed > window_ms),
        is_start_known=has_key & (begun >= window_ms),
    )


def first_contact_resolution(
    contacts: pd.DataFrame,
    by: Sequence[str] = (),
    *,
    window_days: float,
    key: Sequence[str] = CUSTOMER,
    observed_from: pd.Timestamp | None = None,
    observed_until: pd.Timestamp | None = None,
) -> pd.DataFrame:
    """Share of matters closed by their first contact: no other one within the window.

    Three numbers go by this name. `fcr_of_issues`: issues of one contact over issues.
    `fcr_of_contacts`: the same issues over all their contacts, lower by construction.
    `not_followed_share`: contacts that no other followed, over contacts. One customer who calls
    once, one twice and one once: 2/3, 2/4 and 3/4. All say that nobody came back, not that the
    matter was solved; a survey measures something else and isn't mixed in.

    Contacts of the last days can't have been followed yet. Those whose window reaches past the end
    of observation are undetermined, the ones already followed too, and left out; the `_km` forms
    keep them, as censored, in a Kaplan-Meier estimate of the time to the next contact. They agree
    unless the last days differ from the rest. An issue counts in the group of its first contact,
    hence with the agent who answered it first. Grain: contacts.

    Parameters
    ----------
    contacts, window_days, key, observed_from, observed_until
        As `repeat_contacts`. With `observed_from`, issues that open in the first window are in
        `n_issues_unknown_start` and in no share: they may continue one from before.
    by : sequence of str
        Columns of `contacts` that make the groups.

    Returns
    -------
    DataFrame
        One row per group: `n_contacts` (answered), `n_without_key` (of them, unidentified),
        `identified_share`; `n_undetermined`, `n_determined`, `n_followed`, `not_followed_share`,
        `not_followed_share_km`; `n_issues_undetermined`, `n_issues_unknown_start`, `n_issues`
        (the others), `n_issues_single`, `n_contacts_of_issues`, `fcr_of_issues`,
        `fcr_of_issues_km`, `fcr_of_contacts`. The Kaplan-Meier forms are NaN where nobody was
        observed for a whole window.

    Notes
    -----
    Customers who come often make contacts dependent: intervals belong over customers or days.
    """
    rows = repeat_contacts(
        contacts,
        window_days=window_days,
        key=key,
        observed_from=observed_from,
        observed_until=observed_until,
    )
    rows = _on_first_contact(rows, by)
    sums = grouped_sums(_counted(rows), by, _COUNTS)
    sums = sums.fillna(dict.fromkeys(_COUNTS, 0)).astype(dict.fromkeys(_COUNTS, "Int64"))
    window_ms = round(window_days * DAY_MS)
    table = sums.assign(
        identified_share=ratio(sums["n_contacts"] - sums["n_without_key"], sums["n_contacts"]),
        not_followed_share=ratio(sums["n_determined"] - sums["n_followed"], sums["n_determined"]),
        not_followed_share_km=_by_group(rows, rows["has_key"], by, window_ms),
        fcr_of_issues=ratio(sums["n_issues_single"], sums["n_issues"]),
        fcr_of_issues_km=_by_group(rows, rows["is_first"] & rows["is_start_known"], by, window_ms),
        fcr_of_contacts=ratio(sums["n_issues_single"], sums["n_contacts_of_issues"]),
    )
    return table[[*by, *_ORDER]]


_ORDER = [
    "n_contacts",
    "n_without_key",
    "identified_share",
    "n_undetermined",
    "n_determined",
    "n_followed",
    "not_followed_share",
    "not_followed_share_km",
    "n_issues_undetermined",
    "n_issues_unknown_start",
    "n_issues",
    "n_issues_single",
    "n_contacts_of_issues",
    "fcr_of_issues",
    "fcr_of_issues_km",
    "fcr_of_contacts",
]


def _answered(contacts: pd.DataFrame) -> pd.DataFrame:
    """One row per contact that a customer began and somebody answered: its first answered leg."""
    answered = contacts[contacts["outcome"].eq("answered") & is_inbound(contacts)]
    return answered.sort_values(["contact_id", "leg"], kind="stable").drop_duplicates("contact_id")


def _in_order(answered: pd.DataFrame, key: Sequence[str]) -> pd.DataFrame:
    marked = answered.assign(has_key=answered[[*key]].notna().all(axis=1).astype(bool))
    return marked.sort_values(
        [*key, "arrived_at", "contact_id"], kind="stable", ignore_index=True, na_position="last"
    )


def _on_first_contact(rows: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Give every issue the size of its chain, on the row of its first contact."""
    size = rows.groupby("issue")["issue"].size()
    return rows.assign(n_chain=rows["issue"].map(size).astype("Int64"))


def _counted(rows: pd.DataFrame) -> pd.DataFrame:
    first = rows["is_first"]
    judged = first & rows["is_start_known"] & rows["is_determined"]
    counts = {
        "n_contacts": pd.Series(True, rows.index),
        "n_without_key": ~rows["has_key"],
        "n_undetermined": rows["has_key"] & ~rows["is_determined"],
        "n_determined": rows["is_determined"],
        "n_followed": rows["is_determined"] & rows["is_followed"],
        "n_issues_undetermined": first & rows["is_start_known"] & ~rows["is_determined"],
        "n_issues_unknown_start": first & ~rows["is_start_known"],
        "n_issues": judged,
        "n_issues_single": judged & rows["n_chain"].eq(1).fillna(False),
        "n_contacts_of_issues": rows["n_chain"].where(judged, 0),
    }
    whole = {name: values.astype("Int64") for name, values in counts.items()}
    return rows.drop(columns=[*counts], errors="ignore").assign(**whole)


def _by_group(
    rows: pd.DataFrame, chosen: pd.Series, by: Sequence[str], window_ms: int
) -> np.ndarray:
    """Kaplan-Meier share not followed at the window, of the chosen rows, in order of the groups."""
    seen = rows["gap_ms"].notna()
    last_seen = rows["observed_ms"] - 1
    time = rows["gap_ms"].fillna(last_seen).astype("int64")
    lasting = pd.DataFrame({"time": time, "seen": seen, "chosen": chosen.astype(bool)})

    def share(part: pd.DataFrame) -> float:
        part = part[part["chosen"]]
        return survival_at(part["time"].to_numpy(), part["seen"].to_numpy(bool), window_ms)

    if not by:
        return np.array([share(lasting)])
    groups = lasting.groupby([rows[name] for name in by], dropna=False, sort=True, observed=True)
    return np.array([share(part) for _, part in groups])


def survival_at(time: np.ndarray, seen: np.ndarray, limit: int) -> float:
    """Kaplan-Meier share still without the event after `limit`, the limit included.

    Parameters
    ----------
    time : int array
        Time to the event, or to the end of observation where it wasn't seen.
    seen : bool array
        Whether the event was seen.
    limit : int
        Time asked about.

    Returns
    -------
    float
        NaN where nobody was observed that long, unless everybody had the event before.

    Examples
    --------
    Of four, one had it at 1, one was last seen at 2, one had it at 3: 3/4 of it, then 1/2 of that.

    >>> survival_at(np.array([1, 2, 3, 9]), np.array([True, False, True, False]), 3)
    0.375
    """
    if time.size == 0:
        return float("nan")
    events, n_events = np.unique(time[seen & (time <= limit)], return_counts=True)
    n_at_risk = time.size - np.searchsorted(np.sort(time), events, side="left")
    share = float(np.prod(1 - n_events / n_at_risk))
    return share if share == 0 or time.max() >= limit else float("nan")


def end_ms(contacts: pd.DataFrame, observed_until: pd.Timestamp | None) -> int:
    """First instant no longer observed: as given, or just after the last arrival."""
    if observed_until is not None:
        return _instant(observed_until)
    last = contacts["arrived_at"].max()
    return 0 if pd.isna(last) else _instant(last) + 1


def _instant(at: pd.Timestamp) -> int:
    return at.value // 1_000_000
