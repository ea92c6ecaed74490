"""What the agents did instead of the plan: time out of adherence by state and auxiliary code."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cctoolkit.metrics.plan import ABSENT
from cctoolkit.metrics.ratios import grouped_sums, ratio, seconds
from cctoolkit.metrics.schedule_intervals import GROUP, on_grid

NOT_ATTENDED, NOT_HERE = "not_attended", "not_here"
"""Nowhere to be seen: in a whole shift; before the first or after the last connection of one."""
DONE = ["done", "aux_code"]


def reduce_deviations(
    judged: pd.DataFrame, *, zone: str, interval_minutes: int = 30
) -> pd.DataFrame:
    """Add up the time out of adherence by interval, agent, planned activity and what was done.

    Cut and shared out as `schedule_intervals.reduce_schedule` does, so that the sums of all that
    was done are its `non_adherent_ms`, interval by interval, to the millisecond.

    Parameters
    ----------
    judged : DataFrame
        As `verdicts.judged` makes it.
    zone : str
        Time zone of the edges of the intervals.
    interval_minutes : int
        Length of an interval on the local clock.

    Returns
    -------
    DataFrame
        Columns of the canonical `deviation_intervals`, evidence A.
    """
    rows = judged[judged["non_adherent_ms"] > 0]
    nowhere = np.where(rows["absent_ms"] > 0, NOT_ATTENDED, NOT_HERE)
    done = rows["state"].mask(rows["state"] == ABSENT, pd.Series(nowhere, rows.index))
    names = ["agent_id", "campaign", "activity", "business_day", "start_at", "end_at"]
    rows = rows[[*names, "aux_code", "non_adherent_ms"]].assign(done=done)
    cut = on_grid(rows, zone, interval_minutes)
    by = [*GROUP, *DONE]
    sums = cut.groupby(by, dropna=False, sort=True)["non_adherent_ms"].sum().reset_index()
    return sums[sums["non_adherent_ms"] > 0].reset_index(drop=True).assign(evidence="A")


def done_instead(deviations: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Planned time that was not adhered to, by what was done in its place.

    What was done is the logged state, not a reason: an agent who talked through a planned break
    did not adhere, and an exception that approves it afterwards changes nothing here (the gross
    figure). Time that tolerance forgives is no part of it.

    Parameters
    ----------
    deviations : DataFrame
        Canonical `deviation_intervals`.
    by : sequence of str

    Returns
    -------
    DataFrame
        One row per group, `done` and `aux_code`: `n_agents`, `non_adherent_s`, and `instead_share`,
        its part of all the time out of adherence of the group. The parts of a group add up to its
        `non_adherent_s` in `schedule.schedule_adherence`, to the millisecond.
    """
    sums = grouped_sums(deviations, [*by, *DONE], ["non_adherent_ms"])
    people = deviations.groupby([*by, *DONE], dropna=False, observed=True)["agent_id"].nunique()
    whole = pd.Series(sums["non_adherent_ms"].sum(), sums.index)
    if by:
        groups = sums.groupby([*by], dropna=False, observed=True)
        whole = groups["non_adherent_ms"].transform("sum")
    return sums[[*by, *DONE]].assign(
        n_agents=people.to_numpy(),
        non_adherent_s=seconds(sums["non_adherent_ms"]),
        instead_share=ratio(sums["non_adherent_ms"], whole),
    )
