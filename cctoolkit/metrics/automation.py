"""What machines answer: containment, deflection, and the hours of people that they save."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cctoolkit.metrics.clock import milliseconds
from cctoolkit.metrics.contacts import is_inbound
from cctoolkit.metrics.legs import handle_per_contact
from cctoolkit.metrics.ratios import grouped_sums, ratio
from cctoolkit.metrics.resolution import CUSTOMER, DAY_MS, end_ms

HOUR_MS = 3_600_000
OUTCOMES = ("contained", "deflected", "passed_on", "left")
_RETURN = ["returned", "open", "stayed"]


def containment(
    contacts: pd.DataFrame,
    by: Sequence[str] = (),
    *,
    window_days: float,
    key: Sequence[str] = CUSTOMER,
    observed_until: pd.Timestamp | None = None,
) -> pd.DataFrame:
    """Share of the contacts entering a menu or automatic agent that end there, and stay ended.

    Vendors count as contained whoever didn't reach a person: `not_passed_on_share`, which takes
    hanging up in anger for success. `contained_share` counts what is recorded as dealt with, and
    `contained_net_share` takes away those who came to a person within the window all the same.
    `deflected_share` counts contacts sent to another channel, `deflected_net_share` those who
    didn't then come to a person. Who can't be followed, without a key or in the last days, stays
    counted as contained or deflected: the net shares are upper bounds, and `n_..._open` says by how
    much at most. Grain: contacts with `automation`; contacts without it entered no automatic stage.

    Parameters
    ----------
    contacts : DataFrame
        Canonical `contacts`. The automatic stage is that of the first leg which carries one.
    by : sequence of str
        Columns of `contacts` that make the groups.
    window_days, key, observed_until
        As in `repeat_contacts`: the next answered contact of the same key, of any channel, that the
        customer began.

    Returns
    -------
    DataFrame
        One row per group: `n_entered`; `n_contained`, `n_deflected`, `n_passed_on`, `n_left` (hung
        up); `n_contained_returned`, `n_contained_open`, `n_deflected_returned`, `n_deflected_open`;
        `contained_share`, `contained_net_share`, `deflected_share`, `deflected_net_share`,
        `passed_on_share`, `left_share`, `not_passed_on_share`, all of the entered.
    """
    rows = _automated(contacts)
    returns = _returns(rows, contacts, window_days, key, observed_until)
    counts = {"n_entered": pd.Series(True, rows.index)}
    counts |= {f"n_{one}": rows["automation"].eq(one) for one in OUTCOMES}
    for one in ("contained", "deflected"):
        for what in ("returned", "open"):
            counts[f"n_{one}_{what}"] = counts[f"n_{one}"] & returns.eq(what)
    sums = _counts(rows, by, counts)
    entered = sums["n_entered"]
    shares = {
        "contained_share": sums["n_contained"],
        "contained_net_share": sums["n_contained"] - sums["n_contained_returned"],
        "deflected_share": sums["n_deflected"],
        "deflected_net_share": sums["n_deflected"] - sums["n_deflected_returned"],
        "passed_on_share": sums["n_passed_on"],
        "left_share": sums["n_left"],
        "not_passed_on_share": entered - sums["n_passed_on"],
    }
    return sums.assign(**{name: ratio(count, entered) for name, count in shares.items()})


def automation_savings(
    contacts: pd.DataFrame,
    by: Sequence[str] = (),
    *,
    comparable: Sequence[str],
    window_days: float,
    key: Sequence[str] = CUSTOMER,
    observed_until: pd.Timestamp | None = None,
) -> pd.DataFrame:
    """Hours of people that contained contacts would have taken, as a range.

    Each contained contact is worth the mean handle time of the whole contacts, all legs, that
    people handled with the same values of `comparable`. `gross_h` values them all. `net_h` leaves
    out those whose customer came to a person within the window: nothing was saved. `sure_h` values
    only those seen not to come back for the whole window. The truth may be lower than all three: a
    machine takes the easy contacts, and some of them nobody would have made to a person. Hours, not
    money; those that planning can't take out of the rota aren't money either. Grain: contacts.

    Parameters
    ----------
    contacts : DataFrame
        Canonical `contacts`, contained and human ones together.
    by : sequence of str
        Columns of `contacts` that make the groups of the contained contacts.
    comparable : sequence of str
        Columns in which a human contact must equal the contained one: `["reason"]`, or the segment
        and the reason. A contained contact without such a pair is counted, and worth nothing here.
    window_days, key, observed_until
        As in `containment`.

    Returns
    -------
    DataFrame
        One row per group: `n_contained`, `n_without_comparison`, `n_valued`, `n_returned`, `n_open`
        (no key, or window not over), `n_stayed` (these three of the valued), `mean_handle_s` (of
        the comparable, by contained contact), `gross_h`, `net_h`, `sure_h`.
    """
    rows = _automated(contacts)
    rows = rows[rows["automation"].eq("contained")]
    returns = _returns(rows, contacts, window_days, key, observed_until)
    worth_ms = _worth_ms(rows, contacts, comparable)
    valued = worth_ms.notna()
    counts = {
        "n_contained": pd.Series(True, rows.index),
        "n_without_comparison": ~valued,
        "n_valued": valued,
        **{f"n_{what}": valued & returns.eq(what) for what in _RETURN},
    }
    worth_h = worth_ms.fillna(0) / HOUR_MS
    hours = {
        "gross_h": worth_h,
        "net_h": worth_h.where(returns.ne("returned"), 0.0),
        "sure_h": worth_h.where(returns.eq("stayed"), 0.0),
    }
    sums = _counts(rows.assign(**hours), by, counts, [*hours])
    saved = sums[[*hours]].where(sums["n_valued"].gt(0) | sums["n_contained"].eq(0))
    saved = saved.mask(sums["n_contained"].eq(0), 0.0)
    mean_s = ratio(sums["gross_h"] * 3600, sums["n_valued"])
    names = ["n_contained", "n_without_comparison", "n_valued"]
    names += ["n_returned", "n_open", "n_stayed"]
    return sums[[*by, *names]].assign(mean_handle_s=mean_s, **saved)


def _automated(contacts: pd.DataFrame) -> pd.DataFrame:
    """One row per contact that entered an automatic stage: the leg that carries it."""
    entered = contacts[contacts["automation"].notna() & is_inbound(contacts)]
    return entered.sort_values(["contact_id", "leg"], kind="stable").drop_duplicates("contact_id")


def _counts(
    rows: pd.DataFrame,
    by: Sequence[str],
    counts: dict[str, pd.Series],
    others: Sequence[str] = (),
) -> pd.DataFrame:
    whole = {name: values.astype("Int64") for name, values in counts.items()}
    sums = grouped_sums(rows.assign(**whole), by, [*whole, *others])
    return sums.assign(
        **{name: sums[name].fillna(0).astype("Int64") for name in whole},
        **{name: sums[name].fillna(0).astype("float64") for name in others},
    )


def _returns(
    rows: pd.DataFrame,
    contacts: pd.DataFrame,
    window_days: float,
    key: Sequence[str],
    observed_until: pd.Timestamp | None,
) -> pd.Series:
    """Say whether the customer came to a person within the window: returned, stayed or open.

    A leg that a person answered in the automatic contact itself counts too.
    """
    window_ms = round(window_days * DAY_MS)
    arrived = milliseconds(rows["arrived_at"])
    observed = end_ms(contacts, observed_until) - arrived
    has_key = rows[[*key]].notna().all(axis=1).to_numpy(bool)
    gap = _gap_to_person(rows, contacts, key)
    returned = has_key & (gap <= window_ms)
    stayed = has_key & ~returned & (observed > window_ms)
    state = np.where(returned, "returned", np.where(stayed, "stayed", "open"))
    return pd.Series(state, rows.index, dtype="str")


def _gap_to_person(rows: pd.DataFrame, contacts: pd.DataFrame, key: Sequence[str]) -> np.ndarray:
    """Milliseconds to the next answered contact of the key, infinite where none came."""
    human = contacts[contacts["outcome"].eq("answered") & is_inbound(contacts)]
    human = human[[*key, "arrived_at"]].dropna().sort_values("arrived_at", kind="stable")
    asked = rows[[*key, "arrived_at"]].dropna().sort_values("arrived_at", kind="stable")
    gap = pd.Series(np.inf, rows.index)
    if human.empty or asked.empty:
        return gap.to_numpy()
    found = pd.merge_asof(
        asked,
        human.assign(human_at=human["arrived_at"]),
        on="arrived_at",
        by=[*key],
        direction="forward",
    )
    waited = (found["human_at"] - found["arrived_at"]) / pd.Timedelta(1, "ms")
    gap.loc[asked.index] = waited.fillna(np.inf).to_numpy()
    return gap.to_numpy()


def _worth_ms(rows: pd.DataFrame, contacts: pd.DataFrame, comparable: Sequence[str]) -> pd.Series:
    """Mean handle time of the human contacts comparable to each row; missing without any."""
    human = handle_per_contact(contacts[is_inbound(contacts)]).dropna(subset=[*comparable])
    mean = human.groupby([*comparable])["handle_ms"].agg(["sum", "size"])
    mean_ms = (mean["sum"].astype("float64") / mean["size"]).rename("worth_ms").reset_index()
    found = rows[[*comparable]].merge(mean_ms, on=[*comparable], how="left")
    return pd.Series(found["worth_ms"].to_numpy("float64"), rows.index)
