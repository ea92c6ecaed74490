"""How waiting was spread: what half, or nine in ten, of the contacts answered waited at most."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cctoolkit.metrics.contacts import is_inbound, wait_ms

PERCENTS = (50, 80, 90, 95, 99)


def waiting_percentiles(
    contacts: pd.DataFrame, by: Sequence[str] = (), *, percents: Sequence[int] = PERCENTS
) -> pd.DataFrame:
    """Percentiles of the waiting of the contacts answered, those who did not wait included.

    The p-th percentile is the shortest observed wait that at least p in a hundred were answered
    within: always a wait that somebody had, never a mean of two. Contacts that abandoned are not
    in it, so a service that answers few may show short waits: read it beside abandonment. It can
    only be computed from single contacts; percentiles of intervals cannot be joined.

    Parameters
    ----------
    contacts : DataFrame
        Canonical `contacts`; those that the centre began are left out.
    by : sequence of str
        Columns that make the groups.
    percents : sequence of int
        Between 1 and 100.

    Returns
    -------
    DataFrame
        One row per group: `n_answered` (of known waiting), `n_not_recorded`, `wait_p50_s` and so
        on, `longest_wait_s`.

    Examples
    --------
    >>> at = pd.Timestamp("2026-03-10 09:00", tz="UTC")
    >>> contacts = pd.DataFrame(
    ...     {
    ...         "arrived_at": at,
    ...         "answered_at": at + pd.to_timedelta([0, 4, 10, 90], unit="s"),
    ...         "ended_at": at + pd.Timedelta("5 min"),
    ...         "wait_ms": pd.array([None] * 4, dtype="Int64"),
    ...         "outcome": "answered",
    ...         "direction": "inbound",
    ...     }
    ... )
    >>> waiting_percentiles(contacts, percents=[50, 80])
       n_answered  n_not_recorded  wait_p50_s  wait_p80_s  longest_wait_s
    0           4               0         4.0        90.0            90.0
    """
    answered = contacts[is_inbound(contacts) & contacts["outcome"].eq("answered")]
    waits = answered[[*by]].assign(wait_ms=wait_ms(answered).astype("Float64"))
    if not by:
        return pd.DataFrame([_spread(waits["wait_ms"], percents)])
    groups = waits.groupby([*by], dropna=False, sort=True, observed=True)["wait_ms"]
    rows = [_spread(values, percents) for _, values in groups]
    return groups.size().index.to_frame(index=False).join(pd.DataFrame(rows))


def _spread(waits: pd.Series, percents: Sequence[int]) -> dict[str, float]:
    known = waits.dropna().to_numpy(np.int64)
    shown = [*percents, 100]
    if len(known):
        cuts = np.percentile(known, shown, method="inverted_cdf") / 1000
    else:
        cuts = np.full(len(shown), np.nan)
    names = [*(f"wait_p{percent}_s" for percent in percents), "longest_wait_s"]
    counts = {"n_answered": len(known), "n_not_recorded": len(waits) - len(known)}
    return counts | dict(zip(names, cuts.tolist(), strict=True))
