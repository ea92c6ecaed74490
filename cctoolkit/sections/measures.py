"""What the customer met in any group: every measure of the service beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial, reduce

import pandas as pd

from cctoolkit.engagement.settings import Settings
from cctoolkit.metrics import service as metrics
from cctoolkit.metrics.clock import with_clock
from cctoolkit.metrics.queue_intervals import reduce_contacts
from cctoolkit.sections.spread import beside, share_spread


def measures(
    queue: pd.DataFrame, within: pd.DataFrame, by: list[str], *, threshold_s: float, short_s: float
) -> pd.DataFrame:
    """Volumes, service level, abandonment, speed of answer and handle time by group.

    `n_offered_to_queue` counts every contact offered; `n_offered` and `n_answered` are those of
    known waiting, which the level divides by.
    """
    volumes = metrics.volumes(queue, by)
    level = metrics.service_level(queue, within, by, threshold_s=threshold_s)
    lost = metrics.abandonment(queue, within, by, short_s=short_s)
    parts = (
        volumes.rename(columns={"n_offered": "n_offered_to_queue"}).drop(
            columns=["n_answered", "n_abandoned"]
        ),
        level,
        lost.drop(columns="n_offered"),
        metrics.speed_of_answer(queue, by).drop(columns="n_answered"),
        metrics.handle_time(queue, by).drop(columns="n_handled"),
    )
    return reduce(partial(beside, by=by), parts)


def with_limits(
    table: pd.DataFrame, days: pd.DataFrame, by: list[str], *, basis: str, cluster: str
) -> pd.DataFrame:
    """Put the intervals of service level and abandonment beside the measures of each group."""
    level = share_spread(days, by, "n_within", f"n_{basis}", clusters=[cluster])
    lost = share_spread(days, by, "n_abandoned", "n_offered_to_queue", clusters=[cluster]).rename(
        columns={"low": "abandoned_low", "high": "abandoned_high"}
    )
    for limits in (level, lost):
        table = beside(table, limits, by)
    return table


def queue_sums_by_segment(
    contacts: pd.DataFrame, settings: Settings, cuts: Mapping[str, float]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sums by interval and segment, which takes the place of the campaign in the canonical sums."""
    rows, within = reduce_contacts(
        contacts.assign(campaign=contacts["segment"]),
        zone=settings.zone,
        waiting_thresholds_s=sorted({*cuts.values()}),
        interval_minutes=settings.interval_minutes,
    )
    return with_clock(rows, settings.zone).assign(segment=rows["campaign"]), within
