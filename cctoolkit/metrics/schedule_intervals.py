"""Verdicts on the plan reduced to an interval table: adherence to schedule is computed from it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cctoolkit.intervals import split_at
from cctoolkit.metrics.clock import INTERVAL, grid, instants, local_date, milliseconds
from cctoolkit.metrics.sessions import AWAY
from cctoolkit.metrics.verdicts import COUNTS, PARTS, UNPLANNED, WORK

TIMES = (*(f"{part}_ms" for part in PARTS), *WORK)
GROUP = [*INTERVAL, "agent_id", "campaign", "activity"]


def reduce_schedule(judged: pd.DataFrame, *, zone: str, interval_minutes: int = 30) -> pd.DataFrame:
    """Add up the verdicts by interval of the local clock, agent, campaign and planned activity.

    A stretch that crosses an edge is cut there. Where only a part of it is forgiven or excused,
    each side of the edge gets its share by length; counts go to the side where it begins. The sums
    over any group stay those of the verdicts, to the millisecond.

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
        Columns of the canonical `schedule_intervals`, evidence A; connection outside the plan has
        the activity `unplanned`.
    """
    rows = judged.assign(
        activity=judged["activity"].astype(object).where(judged["activity"].notna(), UNPLANNED),
        business_day=judged["business_day"].fillna(local_date(judged["start_at"], zone)),
    )
    names = ["agent_id", "campaign", "activity", "business_day", "start_at", "end_at"]
    cut = on_grid(rows[[*names, *TIMES, *COUNTS]], zone, interval_minutes)
    sums = cut.groupby(GROUP, dropna=False, sort=True)[[*TIMES, *COUNTS]].sum()
    return sums.reset_index().assign(evidence="A")


def unjudged(planned: pd.DataFrame, *, zone: str, interval_minutes: int = 30) -> pd.DataFrame:
    """Planned time at work of agents without any logged state: counted, in no side of anything.

    `planned` as `plan.plan` makes it.
    """
    at_work = planned[~planned["activity"].isin(AWAY)]
    length = milliseconds(at_work["end_at"]) - milliseconds(at_work["start_at"])
    zeros = dict.fromkeys([*TIMES, *COUNTS], 0)
    cut = on_grid(at_work.assign(**zeros, without_states_ms=length), zone, interval_minutes)
    columns = [*TIMES, *COUNTS, "without_states_ms"]
    sums = cut.groupby(GROUP, dropna=False, sort=True)[columns].sum()
    return sums.reset_index().assign(evidence="A")


def on_grid(rows: pd.DataFrame, zone: str, interval_minutes: int) -> pd.DataFrame:
    """Cut rows at the edges of the local clock, and share their times out by length.

    Counts go to the part where the row begins; whatever else the rows have stays with each part.
    """
    start, end = milliseconds(rows["start_at"]), milliseconds(rows["end_at"])
    lasting = np.maximum(end, start + 1)
    edges = grid(start, lasting, zone, interval_minutes)
    cut = split_at(start, lasting, edges)
    upto, length = cut.end - start[cut.row], (lasting - start)[cut.row]
    before = cut.start - start[cut.row]
    times = {name: rows[name].to_numpy(np.int64)[cut.row] for name in rows if name.endswith("_ms")}
    counts = {name: rows[name].to_numpy(np.int64)[cut.row] for name in COUNTS if name in rows}
    return (
        rows.iloc[cut.row]
        .reset_index(drop=True)
        .assign(
            start_at=instants(edges[cut.cell]),
            end_at=instants(edges[cut.cell + 1]),
            **{name: ms * upto // length - ms * before // length for name, ms in times.items()},
            **{name: n * (before == 0) for name, n in counts.items()},
        )
    )
