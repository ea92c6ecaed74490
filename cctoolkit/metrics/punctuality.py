"""Arrival, departure and absence: each shift by its first and last connection."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cctoolkit.intervals import intersections
from cctoolkit.metrics.clock import milliseconds
from cctoolkit.metrics.plan import agent_codes, connected, plan, shifts_of
from cctoolkit.metrics.ratios import grouped_sums, ratio, seconds
from cctoolkit.metrics.sessions import SESSION_BREAK_MS


def attendance(
    schedules: pd.DataFrame,
    pieces: pd.DataFrame,
    *,
    zone: str,
    version: str = "final",
    session_break_ms: int = SESSION_BREAK_MS,
) -> pd.DataFrame:
    """Arrival and departure of each shift, by the first and the last connection within it.

    Late is who connects after the planned start; a state of any kind is a connection. A planned
    absence or leave at the edge of the shift is no part of it: who has leave until eleven is due
    at eleven. A shift without any connection is absent, neither late nor early.

    Returns
    -------
    DataFrame
        One row per shift, with the columns of its first activity at work: `start_at`, `end_at`
        (of the shift), `planned_ms`, `first_at`, `last_at`, `late_ms`, `early_leave_ms` (missing
        when absent), `absent`, `imputed_end` (the last state had no end of its own).
    """
    found = plan(schedules, zone=zone, version=version, session_break_ms=session_break_ms)
    return attended(shifts_of(found.planned), pieces)


def punctuality(
    schedules: pd.DataFrame,
    pieces: pd.DataFrame,
    by: Sequence[str] = (),
    *,
    zone: str,
    version: str = "final",
    session_break_ms: int = SESSION_BREAK_MS,
    tolerance_s: float = 0,
) -> pd.DataFrame:
    """Lateness, early leave and absence of whole shifts.

    The tolerance decides who is counted as late or early; the seconds of those counted are whole,
    not what exceeds it.

    Parameters
    ----------
    schedules, pieces, by, zone, version, session_break_ms
        As in `schedule_adherence` and `plan`.
    tolerance_s : float
        Itself included: late is more than this.

    Returns
    -------
    DataFrame
        One row per group: `n_shifts`, `n_absent`, `n_late`, `n_early`, `n_imputed_end`,
        `planned_s`, `absent_s` (planned time of the absent shifts), `late_s`, `early_leave_s` (of
        all), `late_beyond_s`, `early_beyond_s` (of those counted), `absent_share`, `late_share`,
        `early_share` (of the shifts; the last two of those attended).
    """
    shifts = attendance(
        schedules, pieces, zone=zone, version=version, session_break_ms=session_break_ms
    )
    return punctuality_of(shifts, by, tolerance_s=tolerance_s)


def punctuality_of(
    rows: pd.DataFrame, by: Sequence[str] = (), *, tolerance_s: float = 0
) -> pd.DataFrame:
    """Lateness, early leave and absence of shifts already met: see `punctuality`.

    Parameters
    ----------
    rows : DataFrame
        As `attendance` makes them, or canonical `shift_times`.
    """
    tolerance_ms = round(tolerance_s * 1000)
    late = rows["late_ms"].gt(tolerance_ms).fillna(False)
    early = rows["early_leave_ms"].gt(tolerance_ms).fillna(False)
    measured = rows.assign(
        n_shifts=rows["absent"].notna().astype("Int64"),
        n_absent=rows["absent"].astype("Int64"),
        n_late=late.astype("Int64"),
        n_early=early.astype("Int64"),
        n_imputed_end=rows["imputed_end"].astype("Int64"),
        planned_ms=rows["planned_ms"].astype("Int64"),
        absent_ms=rows["planned_ms"].astype("Int64").where(rows["absent"], 0),
        late_ms=rows["late_ms"].fillna(0),
        early_leave_ms=rows["early_leave_ms"].fillna(0),
        late_beyond_ms=rows["late_ms"].where(late, 0),
        early_beyond_ms=rows["early_leave_ms"].where(early, 0),
    )
    counts = [name for name in measured if name.startswith("n_")]
    times = ("planned", "absent", "late", "early_leave", "late_beyond", "early_beyond")
    sums = grouped_sums(measured, by, [*counts, *(f"{name}_ms" for name in times)])
    attended = sums["n_shifts"] - sums["n_absent"]
    return sums[[*by, *counts]].assign(
        **{f"{name}_s": seconds(sums[f"{name}_ms"]) for name in times},
        absent_share=ratio(sums["n_absent"], sums["n_shifts"]),
        late_share=ratio(sums["n_late"], attended),
        early_share=ratio(sums["n_early"], attended),
    )


def attended(known: pd.DataFrame, pieces: pd.DataFrame) -> pd.DataFrame:
    """Put the first and the last connection on each shift."""
    logged = connected(pieces)
    agent, other = agent_codes(known, logged)
    begins, ends = milliseconds(known["start_at"]), milliseconds(known["end_at"])
    met = intersections(
        agent,
        begins,
        ends,
        other,
        milliseconds(logged["start_at"]),
        milliseconds(logged["end_at"]),
    )
    imputed = logged["imputed"].to_numpy(bool) if "imputed" in logged else np.zeros(len(logged))
    spans = pd.DataFrame(
        {"row": met.row, "first": met.start, "last": met.end, "imputed": imputed[met.other_row]}
    )
    found = spans.groupby("row").agg({"first": "min", "last": "max", "imputed": "last"})
    found = found.reindex(range(len(known))).set_axis(known.index)
    first, last = found["first"].astype("Int64"), found["last"].astype("Int64")
    return known.assign(
        first_at=_instants(first),
        last_at=_instants(last),
        late_ms=first - begins,
        early_leave_ms=ends - last,
        absent=first.isna(),
        imputed_end=found["imputed"].eq(True),
    )


def _instants(ms: pd.Series) -> pd.Series:
    return pd.to_datetime(ms, unit="ms", utc=True).astype("datetime64[ms, UTC]")
