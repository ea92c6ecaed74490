"""Legs and whole contacts: transfers, short contacts, what several people's handling adds up to."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cctoolkit.metrics.contacts import handle_ms, is_handled
from cctoolkit.metrics.ratios import grouped_sums, ratio, seconds


def first_handled_legs(contacts: pd.DataFrame) -> pd.DataFrame:
    """Keep of each contact its first leg that an agent handled; contacts nobody handled go.

    Whoever is first in the record stays responsible: the queue, the agent and the reason of a
    whole contact are those of this leg.
    """
    handled = contacts[is_handled(contacts)]
    ordered = handled.sort_values(["contact_id", "leg"], kind="stable")
    return ordered.drop_duplicates("contact_id")


def transfers(contacts: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Share of handled contacts with at least one transfer out, and of handled legs passed on.

    A handled leg is passed on when it is marked so, or when another leg of the same contact follows
    it. The two shares answer different questions: a contact passed on three times is one contact
    and three legs. A whole contact counts in the group of its first handled leg, a leg in its own.
    Where neither the mark nor any second leg is recorded nobody can tell, and the contact is in
    `n_not_recorded` only. Warm and cold transfers aren't told apart. Grain: contact legs.

    Parameters
    ----------
    contacts : DataFrame
        Canonical `contacts`; whole contacts, not cut between their legs.
    by : sequence of str
        Columns of `contacts` that make the groups.

    Returns
    -------
    DataFrame
        One row per group: `n_legs`, `n_legs_passed_on`, `leg_share`, `n_contacts`,
        `n_contacts_transferred`, `contact_share`, `n_not_recorded` (handled contacts).
    """
    legs = _passed_on(contacts)
    known = legs["passed_on"].notna()
    any_leg = legs.groupby("contact_id")["passed_on"].max()
    first = legs.drop_duplicates("contact_id")
    whole = first.assign(passed_on=first["contact_id"].map(any_leg).astype("boolean"))
    by_leg = _shares(legs[known], by).rename(columns=_LEG_NAMES)
    by_contact = _shares(whole, by).rename(columns=_CONTACT_NAMES)
    return _beside(by_leg, by_contact, by)


_LEG_NAMES = {"n": "n_legs", "n_passed_on": "n_legs_passed_on", "share": "leg_share"}
_CONTACT_NAMES = {
    "n": "n_contacts",
    "n_passed_on": "n_contacts_transferred",
    "share": "contact_share",
}


def _passed_on(contacts: pd.DataFrame) -> pd.DataFrame:
    """Mark the handled legs that were passed on; missing where the record can't tell."""
    ordered = contacts.sort_values(["contact_id", "leg"], kind="stable")
    followed = ordered.duplicated("contact_id", keep="last")
    marked = ordered["transferred"].mask(followed, True)
    if followed.any():
        marked = marked.fillna(False)
    return ordered.assign(passed_on=marked)[is_handled(ordered)]


def _shares(rows: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    known = rows["passed_on"].notna()
    counted = rows[[*by]].assign(
        n=known.astype("Int64"),
        n_passed_on=rows["passed_on"].fillna(False).astype("Int64"),
        n_not_recorded=(~known).astype("Int64"),
    )
    sums = grouped_sums(counted, by, ["n", "n_passed_on", "n_not_recorded"])
    return sums.assign(share=ratio(sums["n_passed_on"], sums["n"]))


def _beside(by_leg: pd.DataFrame, by_contact: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    left, right = by_leg.drop(columns="n_not_recorded"), by_contact
    both = left.merge(right, on=[*by], how="outer", sort=True) if by else left.join(right)
    return both[[*by, *_LEG_NAMES.values(), *_CONTACT_NAMES.values(), "n_not_recorded"]]


def handle_time_per_contact(contacts: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Mean handle time of a leg and of a whole contact, all its legs together.

    Dividing by legs makes every transfer look like a fast contact; the customer and the cost live
    with the contact. A whole contact, with the time of all its handled legs, counts in the group of
    its first handled leg; so the seconds of a group differ between the two, and agree over all.
    Grain: contact legs.

    Parameters
    ----------
    contacts : DataFrame
        Canonical `contacts`; whole contacts, not cut between their legs.
    by : sequence of str
        Columns of `contacts` that make the groups.

    Returns
    -------
    DataFrame
        One row per group: `n_legs`, `leg_handle_s`, `aht_per_leg_s`, `n_contacts`,
        `contact_handle_s`, `aht_per_contact_s`.
    """
    legs = contacts[is_handled(contacts)]
    legs = legs.assign(handle_ms=handle_ms(legs), n=pd.Series(1, legs.index, dtype="Int64"))
    whole = handle_per_contact(contacts)
    whole = whole.assign(n=pd.Series(1, whole.index, dtype="Int64"))
    by_leg = _means(legs, by, "n_legs", "leg_handle_s", "aht_per_leg_s")
    by_contact = _means(whole, by, "n_contacts", "contact_handle_s", "aht_per_contact_s")
    if by:
        return by_leg.merge(by_contact, on=[*by], how="outer", sort=True)
    return by_leg.join(by_contact)


def short_contacts(
    contacts: pd.DataFrame, by: Sequence[str] = (), *, short_s: float
) -> pd.DataFrame:
    """Share of the handled legs that took a short time or less, in talk, hold and work after.

    A low mean handle time can be made of contacts that were cut off; it can also be made of wrong
    numbers and of a routing that sends the easy ones. Grain: contact legs.

    Returns
    -------
    DataFrame
        One row per group: `n_legs`, `n_short`, `short_share`. The limit includes itself.
    """
    legs = contacts[is_handled(contacts)]
    short = handle_ms(legs).le(round(short_s * 1000))
    counted = legs[[*by]].assign(
        n_legs=pd.Series(1, legs.index, dtype="Int64"), n_short=short.astype("Int64")
    )
    sums = grouped_sums(counted, by, ["n_legs", "n_short"])
    return sums.assign(short_share=ratio(sums["n_short"], sums["n_legs"]))


def handle_per_contact(contacts: pd.DataFrame) -> pd.DataFrame:
    """First handled leg of each contact, with `handle_ms` of all its legs."""
    handled = contacts[is_handled(contacts)]
    total = handle_ms(handled).groupby(handled["contact_id"]).sum()
    first = first_handled_legs(handled)
    return first.assign(handle_ms=first["contact_id"].map(total).astype("Int64"))


def _means(
    rows: pd.DataFrame, by: Sequence[str], count: str, total: str, mean: str
) -> pd.DataFrame:
    sums = grouped_sums(rows, by, ["n", "handle_ms"])
    handle_s = seconds(sums["handle_ms"])
    return sums[[*by]].assign(
        **{count: sums["n"], total: handle_s, mean: ratio(handle_s, sums["n"])}
    )
