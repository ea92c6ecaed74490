"""A plan beside what was done: prepared once, judged by as many rules as are asked."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from cctoolkit.metrics.plan import connected, plan, shifts_of, stretches, unplanned
from cctoolkit.metrics.punctuality import attended
from cctoolkit.metrics.sessions import SESSION_BREAK_MS


class Comparison(NamedTuple):
    """Planned time without overlap, cut where states change, and what lies outside it.

    `planned` and `left_out` as `plan.plan` makes them, `stretches` and `outside` as
    `plan.stretches` and `plan.unplanned`, `shifts` as `punctuality.attendance`, `connected` the
    pieces without those offline.
    """

    planned: pd.DataFrame
    left_out: pd.DataFrame
    stretches: pd.DataFrame
    outside: pd.DataFrame
    shifts: pd.DataFrame
    connected: pd.DataFrame
    zone: str


def compare(
    schedules: pd.DataFrame,
    pieces: pd.DataFrame,
    *,
    zone: str,
    version: str = "final",
    session_break_ms: int = SESSION_BREAK_MS,
) -> Comparison:
    """Lay one version of the schedules over the timeline of the agents.

    Parameters
    ----------
    schedules, zone, version, session_break_ms
        As in `plan.plan`.
    pieces : DataFrame
        As `states.timeline` makes them, without overlap.
    """
    found = plan(schedules, zone=zone, version=version, session_break_ms=session_break_ms)
    planned, logged = found.planned, connected(pieces)
    return Comparison(
        planned=planned,
        left_out=found.left_out,
        stretches=stretches(planned, logged),
        outside=unplanned(planned, logged),
        shifts=attended(shifts_of(planned), logged),
        connected=logged,
        zone=zone,
    )
