"""Pictures of ready tables: each function draws one picture and says in words what it shows.

Nothing is aggregated here; numbers come finished, words and digits from `words`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from cctoolkit.figures import adherence, service
from cctoolkit.figures.picture import Look, Picture
from cctoolkit.words import Words

__all__ = ["Look", "Picture", "pictures"]

Tables = Mapping[str, pd.DataFrame]
Choices = Mapping[str, object]


def pictures(
    section: str, tables: Tables, choices: Choices, words: Words, look: Look
) -> Iterator[Picture]:
    """Draw every picture that the tables of a section allow, the one that carries it first."""
    drawings = {"adherence": _adherence, "service": _service}
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
    if "by_day" in tables and len(tables["by_day"]) > 2:
        yield adherence.index_by_day(tables["by_day"], target, words, look)


def _service(tables: Tables, choices: Choices, words: Words, look: Look) -> Iterator[Picture]:
    basis, target = choices.get("basis", "offered"), choices.get("target")
    days = tables.get("by_day")
    has_level = days is not None and days[f"of_{basis}"].notna().any()
    if has_level and "by_weekday_slot" in tables:
        yield service.week(tables["by_weekday_slot"], basis, target, words, look)
    if len(tables.get("levels", ())):
        yield service.definitions(tables["levels"], target, choices["threshold_s"], words, look)
    if days is None or len(days) < 3:
        return
    if has_level:
        yield service.level_by_day(days, basis, target, words, look)
    else:
        yield service.volume_by_day(days, words, look)
