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
    threshold includes itself. An interval whose source did not record how many were answered
    within it is left out of numerator and denominators alike, and counted in `n_not_recorded`.

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
        One row per group: `n_within`, `n_answered`, `n_offered` (all of intervals that recorded
        the threshold), `n_not_recorded` (contacts offered in the others), `of_answered`,
        `of_offered`.
    """
    wanted = queue_thresholds["threshold_ms"] == round(threshold_s * 1000)
    within = queue_thresholds.loc[wanted, [*KEY, "n_answered_within"]]
    rows = queue_intervals.merge(within, on=KEY, how="left", validate="one_to_one")
    recorded = rows["n_answered_within"].notna()
    counted = rows.assign(
        n_within=rows["n_answered_within"],
        n_answered=rows["n_answered"].where(recorded),
        n_not_recorded=rows["n_offered"].mask(recorded, 0),
        n_offered=rows["n_offered"].where(recorded),
    )
    sums = grouped_sums(counted, by, ["n_within", "n_answered", "n_offered", "n_not_recorded"])
    return sums.assign(
        of_answered=ratio(sums["n_within"], sums["n_answered"]),
        of_offered=ratio(sums["n_within"], sums["n_offered"]),
    )


def speed_of_answer(queue_intervals: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Mean waiting of the contacts answered, those who did not wait included.

    Intervals whose waiting was not recorded are in neither side.

    Returns
    -------
    DataFrame
        One row per group: `wait_answered_s`, `n_answered`, `asa_s`.
    """
    recorded = queue_intervals[queue_intervals["wait_answered_ms"].notna()]
    sums = grouped_sums(recorded, by, ["wait_answered_ms", "n_answered"])
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
    `short_s` seconds leave both sides; it is NaN where the source does not record them.

    Returns
    -------
    DataFrame
        One row per group: `n_abandoned`, `n_short`, `n_offered`, `abandoned_share`,
        `abandoned_share_net`.
    """
    wanted = queue_thresholds["threshold_ms"] == round(short_s * 1000)
    short = queue_thresholds.loc[wanted, [*KEY, "n_abandoned_within"]]
    rows = queue_intervals.merge(short, on=KEY, how="left", validate="one_to_one")
    rows = rows[rows["n_abandoned"].notna()]
    counted = rows.assign(
        n_short=rows["n_abandoned_within"].mask(rows["n_abandoned"] == 0, 0),
        not_recorded=(rows["n_abandoned_within"].isna() & (rows["n_abandoned"] > 0)).astype(
            "Int64"
        ),
    )
    sums = grouped_sums(counted, by, ["n_abandoned", "n_short", "n_offered", "not_recorded"])
    short_known = sums.pop("not_recorded") == 0
    sums["n_short"] = sums["n_short"].where(short_known)
    net = ratio(sums["n_abandoned"] - sums["n_short"], sums["n_offered"] - sums["n_short"])
    return sums.assign(
        abandoned_share=ratio(sums["n_abandoned"], sums["n_offered"]), abandoned_share_net=net
    )


def handle_time(queue_intervals: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Mean handle time and its parts: talk, hold and after-contact work per contact handled.

    Contacts without an agent or of zero duration are not handled: they are in neither side. A part
    that the source does not record is NaN and the whole is the sum of the recorded ones.

    Returns
    -------
    DataFrame
        One row per group: `n_handled`, `talk_s`, `hold_s`, `acw_s` (totals), `mean_talk_s`,
        `mean_hold_s`, `mean_acw_s`, `aht_s`.
    """
    times = ["talk_ms", "hold_ms", "acw_ms"]
    recorded = queue_intervals[queue_intervals["n_handled"].notna()]
    sums = grouped_sums(recorded, by, ["n_handled", *times])
    table = sums[[*by, "n_handled"]]
    for name in times:
        part = name.removesuffix("_ms")
        table = table.assign(**{f"{part}_s": seconds(sums[name])})
        table[f"mean_{part}_s"] = ratio(table[f"{part}_s"], sums["n_handled"])
    total = table[["talk_s", "hold_s", "acw_s"]].sum(axis=1, min_count=1)
    return table.assign(aht_s=ratio(total, sums["n_handled"]))
