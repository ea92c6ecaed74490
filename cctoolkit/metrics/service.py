"""What the customer met: volumes, service level, speed of answer, abandonment, handle time."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cctoolkit.metrics.ratios import grouped_sums, ratio, seconds

KEY = ["start_at", "queue", "channel", "campaign"]


def volumes(queue_intervals: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Contacts offered, answered, abandoned, redirected and handled.

    Offered is counted at the queue: contacts that ended in a menu before it are not in it.

    Returns
    -------
    DataFrame
        One row per group: `n_offered`, `n_answered`, `n_abandoned`, `n_redirected`, `n_handled`,
        `answer_rate` (answered over offered; it is not the service level).
    """
    columns = ["n_offered", "n_answered", "n_abandoned", "n_redirected", "n_handled"]
    sums = grouped_sums(queue_intervals, by, columns)
    return sums.assign(answer_rate=ratio(sums["n_answered"], sums["n_offered"]))


def service_level(
    queue_intervals: pd.DataFrame,
    queue_thresholds: pd.DataFrame,
    by: Sequence[str] = (),
    *,
    threshold_s: float,
) -> pd.DataFrame:
    """Share of contacts answered within a threshold, of the answered and of the offered ones.

    The two are different numbers with the same name in contracts, so both are given. The
    threshold includes itself. What was not recorded is in neither side: the contacts answered
    whose waiting is unknown, and whole intervals whose source does not carry the threshold; both
    are in `n_not_recorded`.

    Parameters
    ----------
    queue_intervals, queue_thresholds : DataFrame
        Canonical.
    by : sequence of str
        Columns that make the groups, present in `queue_intervals`.
    threshold_s : float
        Threshold of waiting in seconds. One that the source does not carry cannot be recomputed:
        every interval is then not recorded, and both shares are NaN.

    Returns
    -------
    DataFrame
        One row per group: `n_within`, `n_answered`, `n_offered` (those recorded),
        `n_not_recorded` (the other contacts offered), `of_answered`, `of_offered`.
    """
    rows = _with_threshold(queue_intervals, queue_thresholds, "n_answered_within", threshold_s)
    recorded = rows["n_answered_within"].notna()
    unknown = rows["n_answered_unrecorded"].fillna(0)
    counted = rows.assign(
        n_within=rows["n_answered_within"],
        n_answered=(rows["n_answered"] - unknown).where(recorded),
        n_not_recorded=rows["n_offered"].mask(recorded, unknown),
        n_offered=(rows["n_offered"] - unknown).where(recorded),
    )
    sums = grouped_sums(counted, by, ["n_within", "n_answered", "n_offered", "n_not_recorded"])
    return sums.assign(
        of_answered=ratio(sums["n_within"], sums["n_answered"]),
        of_offered=ratio(sums["n_within"], sums["n_offered"]),
    )


def speed_of_answer(queue_intervals: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Mean waiting of the contacts answered, those who did not wait included.

    Contacts and intervals whose waiting was not recorded are in neither side.

    Returns
    -------
    DataFrame
        One row per group: `wait_answered_s`, `n_answered` (those recorded), `asa_s`.
    """
    recorded = queue_intervals[queue_intervals["wait_answered_ms"].notna()]
    known = recorded["n_answered"] - recorded["n_answered_unrecorded"].fillna(0)
    sums = grouped_sums(recorded.assign(n_answered=known), by, ["wait_answered_ms", "n_answered"])
    wait_s = seconds(sums["wait_answered_ms"])
    return sums[[*by]].assign(
        wait_answered_s=wait_s,
        n_answered=sums["n_answered"],
        asa_s=ratio(wait_s, sums["n_answered"]),
    )


def abandonment(
    queue_intervals: pd.DataFrame,
    queue_thresholds: pd.DataFrame,
    by: Sequence[str] = (),
    *,
    short_s: float,
) -> pd.DataFrame:
    """Share of the offered that abandoned: all of them, and net of the short ones.

    Redirected contacts stay in the denominator. Net of short, contacts that abandoned within
    `short_s` seconds leave both sides. It is NaN where the waiting of some contact that abandoned
    is not recorded: it might be a short one.

    Returns
    -------
    DataFrame
        One row per group: `n_abandoned`, `n_short`, `n_offered`, `abandoned_share`,
        `abandoned_share_net`.
    """
    rows = _with_threshold(queue_intervals, queue_thresholds, "n_abandoned_within", short_s)
    rows = rows[rows["n_abandoned"].notna()]
    unknown = rows["n_abandoned_unrecorded"].fillna(0)
    blind = rows["n_abandoned_within"].isna() & (rows["n_abandoned"] > 0)
    counted = rows.assign(
        n_short=rows["n_abandoned_within"].mask(rows["n_abandoned"] == 0, 0),
        not_recorded=rows["n_abandoned"].where(blind, unknown),
    )
    sums = grouped_sums(counted, by, ["n_abandoned", "n_short", "n_offered", "not_recorded"])
    sums["n_short"] = sums["n_short"].where(sums.pop("not_recorded") == 0)
    net = ratio(sums["n_abandoned"] - sums["n_short"], sums["n_offered"] - sums["n_short"])
    return sums.assign(
        abandoned_share=ratio(sums["n_abandoned"], sums["n_offered"]), abandoned_share_net=net
    )


def _with_threshold(
    queue_intervals: pd.DataFrame, queue_thresholds: pd.DataFrame, column: str, threshold_s: float
) -> pd.DataFrame:
    """Put one column of one threshold beside the intervals; missing where it was not recorded."""
    wanted = queue_thresholds["threshold_ms"] == round(threshold_s * 1000)
    found = queue_thresholds.loc[wanted, [*KEY, column]]
    return queue_intervals.merge(found, on=KEY, how="left", validate="one_to_one")


def handle_time(queue_intervals: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Mean handle time and its parts: talk, hold and after-contact work per contact handled.

    Contacts without an agent or of zero duration are not handled: they are in neither side, and
    so are intervals whose talk was not recorded. Hold and after-contact work that were not
    recorded apart count nothing; where no interval records them they are NaN.

    Returns
    -------
    DataFrame
        One row per group: `n_handled`, `talk_s`, `hold_s`, `acw_s` (totals), `mean_talk_s`,
        `mean_hold_s`, `mean_acw_s`, `aht_s`.
    """
    times = ["talk_ms", "hold_ms", "acw_ms"]
    talked = queue_intervals["talk_ms"].notna() | queue_intervals["n_handled"].eq(0)
    recorded = queue_intervals[(queue_intervals["n_handled"].notna() & talked).astype(bool)]
    sums = grouped_sums(recorded, by, ["n_handled", *times])
    table = sums[[*by, "n_handled"]]
    for name in times:
        part = name.removesuffix("_ms")
        table = table.assign(**{f"{part}_s": seconds(sums[name])})
        table[f"mean_{part}_s"] = ratio(table[f"{part}_s"], sums["n_handled"])
    total = table[["talk_s", "hold_s", "acw_s"]].sum(axis=1, min_count=1)
    return table.assign(aht_s=ratio(total, sums["n_handled"]))
