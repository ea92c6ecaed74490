"""Pictures of ready tables: each function draws one picture and says in words what it shows.

Nothing is aggregated here; numbers come finished, words and digits from `words`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from cctoolkit.figures import (
    adherence,
    agents,
    customers,
    hours,
    occupancy,
    outbound,
    patterns,
    planning,
    schedule,
    service,
)
from cctoolkit.figures.picture import Look, Picture
from cctoolkit.words import Words

__all__ = ["Look", "Picture", "pictures"]

MOST_DAYS = 200
FEWEST_HOURS = 3
"""Below it, hours of the day are no picture."""

Tables = Mapping[str, pd.DataFrame]
Choices = Mapping[str, object]


def pictures(
    section: str, tables: Tables, choices: Choices, words: Words, look: Look
) -> Iterator[Picture]:
    """Draw every picture that the tables of a section allow, the one that carries it first."""
    drawings = {
        "adherence": _adherence,
        "schedule": _schedule,
        "service": _service,
        "planning": _planning,
        "occupancy": _occupancy,
        "customers": _customers,
        "patterns": _patterns,
        "agents": _agents,
        "hours": _hours,
        "outbound": _outbound,
    }
    if section in drawings:
        yield from drawings[section](tables, choices, words, look)


def _adherence(tables: Tables, choices: Choices, words: Words, look: Look) -> Iterator[Picture]:
    low, high = choices.get("target_low"), choices.get("target_high")
    target = None if low is None else (low, high)
    for group in ("team", "site"):
        if f"times_by_{group}" in tables:
            yield adherence.five_times(tables[f"times_by_{group}"], group, target, words, look)
            break
    if "aux_by_shift" in tables:
        yield adherence.codes_by_shift(tables["aux_by_shift"], words, look)
    for points, each in _over_time(tables):
        yield adherence.index_over_time(points, each, target, words, look)


def _service(tables: Tables, choices: Choices, words: Words, look: Look) -> Iterator[Picture]:
    basis, target = choices.get("basis", "offered"), choices.get("target")
    has_level = any(points[f"of_{basis}"].notna().any() for points, _ in _over_time(tables))
    if has_level and "by_weekday_slot" in tables:
        yield service.week(tables["by_weekday_slot"], basis, target, words, look)
    if "variants" in tables and tables["variants"]["value"].notna().any():
        yield service.variants(tables["variants"], target, words, look)
    if len(tables.get("levels", ())):
        yield service.definitions(tables["levels"], target, choices["threshold_s"], words, look)
    for points, each in _over_time(tables):
        if has_level:
            yield service.level_over_time(points, each, basis, target, words, look)
        else:
            yield service.volume_over_time(points, each, words, look)


def _hours(tables: Tables, choices: Choices, words: Words, look: Look) -> Iterator[Picture]:
    if "waterfall" in tables and hours.n_comparable(tables["waterfall"]) > 1:
        yield hours.waterfall(tables["waterfall"], words, look)


def _outbound(tables: Tables, choices: Choices, words: Words, look: Look) -> Iterator[Picture]:
    if len(tables.get("funnel", ())):
        yield outbound.funnel(tables["funnel"], words, look)
    by_hour = tables.get("by_hour")
    if by_hour is not None and by_hour["attempts_answered_share"].notna().sum() >= FEWEST_HOURS:
        whole = float(tables["overall"]["attempts_answered_share"].iloc[0])
        yield outbound.answered_by_hour(by_hour, whole, words, look)


def _schedule(tables: Tables, choices: Choices, words: Words, look: Look) -> Iterator[Picture]:
    low, high = choices.get("target_low"), choices.get("target_high")
    target = None if low is None else (low, high)
    if "overall" in tables and len(tables.get("by_hour", ())):
        whole = 1 - float(tables["overall"]["adherence"].iloc[0])
        yield schedule.lost_by_hour(tables["by_hour"], whole, words, look)
    if len(tables.get("instead", ())) > 1:
        yield schedule.done_instead(tables["instead"], words, look)
    if len(tables.get("dialects", ())):
        yield schedule.rules(tables["dialects"], target, words, look)
    for points, each in _over_time(tables):
        yield schedule.adherence_over_time(points, each, target, words, look)


def _customers(tables: Tables, choices: Choices, words: Words, look: Look) -> Iterator[Picture]:
    readings = tables.get("resolution_readings")
    if readings is not None and readings["value"].notna().any():
        yield customers.readings(readings, choices.get("fcr_target"), words, look)
    by_queue = tables.get("csat_by_queue")
    if by_queue is not None and by_queue["top_box_share"].notna().sum() > 1:
        yield customers.satisfied(by_queue, "queue", words, look)


def _patterns(tables: Tables, choices: Choices, words: Words, look: Look) -> Iterator[Picture]:
    for group in ("team", "site"):
        panels = {
            name: rows
            for name, rows in _excesses(tables, group)
            if len(rows) and rows["low"].notna().any()
        }
        if panels:
            yield patterns.excess_by_group(panels, group, words, look)
            break
    if "around" in tables:
        yield patterns.around_thresholds(tables["around"], words, look)


def _excesses(tables: Tables, group: str) -> Iterator[tuple[str, pd.DataFrame]]:
    """The excess of each group, a table per pattern."""
    if f"short_by_{group}" in tables:
        yield "short", tables[f"short_by_{group}"]
    edges = tables.get(f"edges_by_{group}")
    for pattern in ("edge_first", "edge_last") if edges is not None else ():
        yield pattern, edges[edges["pattern"].eq(pattern)]


def _planning(tables: Tables, choices: Choices, words: Words, look: Look) -> Iterator[Picture]:
    if "worst_day" in tables:
        yield planning.staffing(tables["worst_day"], words, look)
    if "causes" in tables:
        yield planning.contributions(tables["causes"], words, look)


def _agents(tables: Tables, choices: Choices, words: Words, look: Look) -> Iterator[Picture]:
    measures = tables["overall"]["agent_measure"] if "overall" in tables else ()
    for measure in measures:
        limits = tables["limits"]
        drawn = limits[limits["agent_measure"] == measure]
        yield agents.funnel(tables[measure], drawn, measure, words, look)


def _occupancy(tables: Tables, choices: Choices, words: Words, look: Look) -> Iterator[Picture]:
    low, high = choices.get("target_low"), choices.get("target_high")
    band = None if low is None else (low, high)
    if len(tables.get("by_hour", ())):
        yield occupancy.by_hour(tables["by_hour"], band, words, look)
    if len(tables.get("shrinkage_reasons", ())):
        yield occupancy.lost_by_reason(tables["shrinkage_reasons"], words, look)
    if len(tables.get("shrinkage_by_month", ())) > 1:
        yield occupancy.shrinkage_by_month(tables["shrinkage_by_month"], words, look)
    for points, each in _over_time(tables):
        yield occupancy.over_time(points, each, band, words, look)


def _over_time(tables: Tables) -> Iterator[tuple[pd.DataFrame, str]]:
    """The points of a line in time, if any: days, or months where days are too many to read."""
    days = tables.get("by_day", ())
    if len(days) > MOST_DAYS and "by_month" in tables:
        yield tables["by_month"], "month"
    elif len(days) > 2:
        yield days, "business_day"
