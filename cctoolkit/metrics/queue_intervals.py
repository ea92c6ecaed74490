"""Contacts reduced to the interval tables of the queues."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cctoolkit.metrics.clock import INTERVAL, interval_of
from cctoolkit.metrics.contacts import is_handled, is_inbound, wait_ms


def reduce_contacts(
    contacts: pd.DataFrame,
    *,
    zone: str,
    waiting_thresholds_s: Sequence[float],
    interval_minutes: int = 30,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Count contacts and add their times by the interval in which they arrived.

    Offered are the contacts answered, abandoned or redirected; those recorded as `not_offered`
    (tests, calls that never reached the queue) are left out, and so are contacts that the centre
    began itself. Handled are the answered ones that
    name an agent and last longer than zero: their talk, hold and after-contact work are added.
    A threshold includes itself. Contacts whose waiting was not recorded are in no sum of waiting
    and within no threshold; they are counted apart, so that a ratio can leave them out of both its
    sides.

    Parameters
    ----------
    contacts : DataFrame
        Canonical `contacts`.
    zone, interval_minutes
        Time zone and length of the intervals of the local clock.
    waiting_thresholds_s : sequence of float
        Thresholds of waiting, in seconds.

    Returns
    -------
    queue_intervals, queue_thresholds : DataFrame
        Columns of the canonical tables, evidence A.
    """
    offered = contacts[(contacts["outcome"] != "not_offered") & is_inbound(contacts)]
    counted = _counted(offered).join(interval_of(offered["arrived_at"], zone, interval_minutes))
    group = [*INTERVAL, "queue", "channel", "campaign"]
    sums = counted.groupby(group, dropna=False, sort=True, observed=True)
    counts = sums[[column for column in counted if column.startswith(("n_", "wait_"))]].sum()
    times = sums[["talk_ms", "hold_ms", "acw_ms"]].sum(min_count=1)
    intervals = counts.join(times).reset_index().assign(evidence="A")
    thresholds = pd.concat(
        [_within(counted, group, threshold) for threshold in waiting_thresholds_s],
        ignore_index=True,
    )
    return intervals, thresholds.assign(evidence="A")


def _counted(offered: pd.DataFrame) -> pd.DataFrame:
    outcome, handled = offered["outcome"], is_handled(offered)
    wait = wait_ms(offered)
    answered, abandoned = outcome.eq("answered"), outcome.eq("abandoned")
    counts = {
        "n_offered": 1,
        "n_answered": answered.astype(int),
        "n_abandoned": abandoned.astype(int),
        "n_redirected": outcome.eq("redirected").astype(int),
        "n_handled": handled.astype(int),
        "n_answered_unrecorded": (answered & wait.isna()).astype(int),
        "n_abandoned_unrecorded": (abandoned & wait.isna()).astype(int),
        "wait_answered_ms": wait.where(answered, 0).fillna(0),
        "wait_abandoned_ms": wait.where(abandoned, 0).fillna(0),
    }
    times = {name: offered[name].where(handled) for name in ("talk_ms", "hold_ms", "acw_ms")}
    return offered[["queue", "channel", "campaign"]].assign(
        **counts, **times, wait=wait, answered=answered, abandoned=abandoned
    )


def _within(counted: pd.DataFrame, group: list[str], threshold_s: float) -> pd.DataFrame:
    threshold_ms = round(threshold_s * 1000)
    inside = counted["wait"].le(threshold_ms).fillna(False).astype(bool)
    rows = counted[group].assign(
        n_answered_within=(inside & counted["answered"]).astype("Int64"),
        n_abandoned_within=(inside & counted["abandoned"]).astype("Int64"),
    )
    return rows.groupby(group, dropna=False).sum().reset_index().assign(threshold_ms=threshold_ms)
