"""Durations in a unit that can hardly be right: found by what they stand beside, never mended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

FACTORS = (1000, 60)
"""Milliseconds taken for seconds, and seconds for minutes; and the reverse of both."""
FEWEST, FEWEST_SPELLS = 20, 5
"""Rows, or contacts, below which nothing is said of a whole column; spells of absence."""
LIVE = ("voice", "chat")
HOUR_MS, DAY_MS = 3_600_000, 86_400_000
ROUNDING_MS = 1000
MONTH_MS = 31 * DAY_MS
NEARLY_ALL, MOST = 0.99, 0.8
ALIKE = (0.25, 1.6)
"""Talk is this much of the time from answer to end, where both are in the same unit."""
LONGEST_MEAN_MS = 3 * HOUR_MS
SHORTEST_MEANS_MS = {"talk_ms": 3_000, "aht_ms": 15_000}
"""Of talk, which may be a short message; of the handle time that a forecast expects."""
BELIEVED = (2_000, 2 * HOUR_MS)
USUAL_MS = 300_000
"""A mean of five minutes: of two factors that would do, the one that ends nearest is named."""
WITHIN_TWICE = 2
PARTS = ("talk_ms", "hold_ms", "acw_ms")
WHOLES = ("logged_ms", "paid_ms")


@dataclass(frozen=True)
class Doubt:
    """One column whose unit seems wrong.

    Attributes
    ----------
    column : str
    factor : float
        How many times too large it is as it was read; below 1 it is too small.
    evidence : {"instants", "interval", "mean"}
        What it was held against.
    is_impossible : bool
        It cannot be so, rather than hardly.
    n_rows : int
        Rows judged.
    found_ms, against_ms : float
        What was read and what it stands beside: medians, the largest and its interval, or a mean
        and what is believed at most or least.
    """

    column: str
    factor: float
    evidence: str
    is_impossible: bool
    n_rows: int
    found_ms: float
    against_ms: float


def doubts(table: str, frame: pd.DataFrame) -> list[Doubt]:
    """Return the columns of a canonical table whose unit seems wrong, at most one doubt for each.

    Too large is impossible where the rows themselves say so: more time than their interval lasts,
    more talk than from the answer to the end. Too small is only hard to believe.
    """
    found = [*_against_instants(table, frame), *_against_interval(table, frame)]
    found += _against_belief(table, frame)
    first: dict[str, Doubt] = {}
    for doubt in found:
        first.setdefault(doubt.column, doubt)
    return [*first.values()]


def factor_between(first_ms: float, second_ms: float) -> float | None:
    """Return the factor of two units by which two sums of the same time differ, if by one."""
    if not (first_ms > 0 and second_ms > 0):
        return None
    times = first_ms / second_ms
    for factor in (*FACTORS, *(1 / each for each in FACTORS)):
        if factor / WITHIN_TWICE <= times <= factor * WITHIN_TWICE:
            return factor
    return None


def _against_instants(table: str, frame: pd.DataFrame) -> Iterator[Doubt]:
    if table != "contacts":
        return
    live = frame[frame["channel"].isin(LIVE)]
    waited_until = live["answered_at"].fillna(live["ended_at"])
    for column, lasting in (
        ("talk_ms", live["ended_at"] - live["answered_at"]),
        ("wait_ms", waited_until - live["arrived_at"]),
    ):
        yield from _beside(column, live[column], lasting.dt.total_seconds() * 1000)


def _beside(column: str, read: pd.Series, lasting: pd.Series) -> Iterator[Doubt]:
    judged = (read.gt(0) & lasting.ge(5000)).fillna(False).astype(bool)
    if judged.sum() < FEWEST:
        return
    read, lasting = read[judged].astype("float64"), lasting[judged]
    for factor in (*FACTORS, *(1 / each for each in FACTORS)):
        times = read / lasting / factor
        if times.between(*ALIKE).mean() >= MOST:
            sizes = (float(read.median()), float(lasting.median()))
            yield Doubt(column, factor, "instants", factor > 1, len(read), *sizes)


def _against_interval(table: str, frame: pd.DataFrame) -> Iterator[Doubt]:
    columns = {
        "agent_intervals": ("logged_ms", *PARTS, "ring_ms", "available_ms", "aux_ms"),
        "aux_intervals": ("aux_ms",),
        "payroll": ("paid_ms",),
        "absences": ("lost_ms",),
    }.get(table, ())
    fewest = FEWEST_SPELLS if table == "absences" else FEWEST
    for column in columns:
        lasting = _lasting_ms(frame)
        judged = (frame[column].gt(0) & lasting.gt(0)).fillna(False).astype(bool)
        if judged.sum() >= fewest:
            read = frame.loc[judged, column].astype("float64")
            yield from _within(column, read, lasting[judged] + ROUNDING_MS)


def _lasting_ms(frame: pd.DataFrame) -> pd.Series:
    """How long the time of each row can be: its interval, its days, or a month."""
    if "start_at" in frame:
        return (frame["end_at"] - frame["start_at"]).dt.total_seconds() * 1000
    if {"from_on", "to_on"} <= {*frame}:
        return (frame["to_on"] - frame["from_on"]).dt.total_seconds() * 1000
    return pd.Series(float(MONTH_MS), frame.index)


def _within(column: str, read: pd.Series, most_ms: pd.Series) -> Iterator[Doubt]:
    largest = read.idxmax()
    sizes = (len(read), float(read[largest]), float(most_ms[largest] - ROUNDING_MS))
    is_whole = column in WHOLES
    if (read > most_ms).mean() > 0.5:
        fits = [each for each in FACTORS if (read / each <= most_ms).mean() >= NEARLY_ALL]
        if fits:
            # A whole nearly fills its interval, so the smaller one; of a part nothing follows.
            is_near = is_whole or column == "lost_ms"
            yield Doubt(column, fits[-1 if is_near else 0], "interval", True, *sizes)
    elif is_whole:
        fits = [each for each in FACTORS if (read * each <= most_ms).all()]
        if fits:
            yield Doubt(column, 1 / fits[0], "interval", False, *sizes)


def _against_belief(table: str, frame: pd.DataFrame) -> Iterator[Doubt]:
    for column, total_ms, n in _means(table, frame):
        if n < FEWEST:
            continue
        mean_ms = total_ms / n
        if mean_ms > LONGEST_MEAN_MS:
            factor = _nearest([mean_ms / each for each in FACTORS])
            impossible, limit_ms = mean_ms > DAY_MS, LONGEST_MEAN_MS
        elif 0 < mean_ms < SHORTEST_MEANS_MS.get(column, 0):
            factor = _nearest([mean_ms * each for each in FACTORS])
            impossible, limit_ms = False, SHORTEST_MEANS_MS[column]
            factor = factor and 1 / factor
        else:
            continue
        if factor is not None:
            yield Doubt(column, factor, "mean", impossible, n, mean_ms, limit_ms)


def _nearest(means_ms: list[float]) -> float | None:
    """Return the factor after which a mean is believed, the one nearest to the usual first."""
    distance = [abs(np.log(mean / USUAL_MS)) for mean in means_ms]
    for place in np.argsort(distance):
        if BELIEVED[0] <= means_ms[place] <= BELIEVED[1]:
            return FACTORS[place]
    return None


def _means(table: str, frame: pd.DataFrame) -> Iterator[tuple[str, float, int]]:
    """Yield each column of contacts' time, its sum and of how many contacts it is."""
    if table == "contacts":
        live = frame[frame["channel"].isin(LIVE)]
        for column in (*PARTS, "wait_ms"):
            known = live[column].dropna()
            yield column, float(known.sum()), len(known)
    if table == "queue_intervals":
        live = frame[frame["channel"].isin(LIVE)]
        handled = live["n_handled"].fillna(live["n_answered"])
        counts = dict.fromkeys(PARTS, handled) | {"wait_answered_ms": live["n_answered"]}
        for column, count in counts.items():
            known = live[column].notna() & count.notna()
            yield column, float(live.loc[known, column].sum()), int(count[known].sum())
    if table == "forecast":
        known = frame.dropna(subset=["aht_ms", "n_offered"])
        expected = known["n_offered"].astype("float64")
        yield "aht_ms", float((known["aht_ms"] * expected).sum()), int(expected.sum())
    if table == "agent_intervals":
        known = frame["handle_ms"].notna() & frame["n_handled"].notna()
        sums = frame.loc[known, ["handle_ms", "n_handled"]].sum()
        yield "handle_ms", float(sums["handle_ms"]), int(sums["n_handled"])
