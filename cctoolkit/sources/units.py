"""The units that a mapping declares, where what the file holds says otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from cctoolkit.errors import Problem
from cctoolkit.sources.mapping import Source
from cctoolkit.sources.numerals import UNIT_MS
from cctoolkit.sources.rawtable import tidy
from cctoolkit.tables.catalogue import CATALOGUE
from cctoolkit.tables.plausibility import Doubt, doubts

CLOCKS = {("clock", 60): "mm:ss", ("mm:ss", 1 / 60): "clock"}
"""Clock times whose parts were taken for those of the other form, and by how much."""


class Declared(NamedTuple):
    """Unit of a column in the mapping, and the columns of the file that it is of."""

    unit: str
    label: str


def impossible_units(source: Source, frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Problem]]:
    """Tell the columns that were not read as they are, once each instead of row by row.

    Their cells come back as missing, so that no check says the same of every row.

    Parameters
    ----------
    source : Source
        Mapping of the file.
    frame : DataFrame
        Canonical table as read by it.

    Returns
    -------
    frame : DataFrame
    problems : list of Problem
    """
    problems = []
    for doubt in doubts(source.table, frame):
        unit = declared(source, doubt.column)
        if doubt.is_impossible and unit is not None:
            problems.append(_problem(frame, doubt, unit))
            frame = _without(frame, source.table, doubt.column)
    return frame, problems


def declared(source: Source, column: str) -> Declared | None:
    """Return how a mapping reads a column of durations, if it does."""
    rule, turned = source.columns.get(column), source.unpivot
    if rule is not None and rule.unit is not None:
        return Declared(rule.unit, " + ".join(map(tidy, rule.raw_columns)))
    if turned is not None and turned.value == column and turned.unit is not None:
        return Declared(turned.unit, ", ".join(map(tidy, turned.columns)))
    return None


def mended(unit: str, factor: float) -> str | None:
    """Return the unit in which values that were read so many times too large are right.

    Examples
    --------
    >>> mended("s", 1000), mended("ms", 1 / 1000), mended("s", 1 / 60), mended("clock", 60)
    ('ms', 's', 'min', 'mm:ss')
    """
    if unit in UNIT_MS:
        for other, length_ms in UNIT_MS.items():
            if abs(UNIT_MS[unit] / length_ms - factor) < factor / 100:
                return other
    return next((to for (of, by), to in CLOCKS.items() if of == unit and by == factor), None)


def _without(frame: pd.DataFrame, table: str, column: str) -> pd.DataFrame:
    if CATALOGUE[table][column].required:
        return frame.iloc[:0]
    return frame.assign(**{column: pd.Series(pd.NA, frame.index, dtype="Int64")})


def _problem(frame: pd.DataFrame, doubt: Doubt, unit: Declared) -> Problem:
    first = frame[frame[doubt.column].gt(0).fillna(False)].iloc[0]
    return Problem(
        f"unit_against_{doubt.evidence}",
        file=str(first["raw_file"]),
        column=unit.label or None,
        found=f"{doubt.found_ms / 1000:.10g}",
        allowed=mended(unit.unit, doubt.factor) or ", ".join((*UNIT_MS, "clock", "mm:ss")),
        values={
            "target": doubt.column,
            "unit": unit.unit,
            "n_rows": doubt.n_rows,
            "found_s": round(doubt.found_ms / 1000, 1),
            "against_s": round(doubt.against_ms / 1000, 1),
        },
    )


def implausible_units(
    sources: tuple[Source, ...], table: str, frame: pd.DataFrame
) -> Iterator[tuple[Doubt, Declared, str | None]]:
    """Yield the columns of a table that can hardly be right, how they were read, and in what unit
    they would be right."""
    for doubt in doubts(table, frame):
        of_table = [source for source in sources if source.table == table]
        known = [unit for each in of_table if (unit := declared(each, doubt.column))]
        if known:
            yield doubt, known[0], mended(known[0].unit, doubt.factor)
