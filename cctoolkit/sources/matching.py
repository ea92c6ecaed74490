"""Which canonical table the columns of an unknown file feed, and which of them is which."""

from __future__ import annotations

from collections.abc import Sequence

from cctoolkit.sources.headers import aux_name, threshold
from cctoolkit.sources.profile import Profile, is_epoch
from cctoolkit.sources.synonyms import COLUMNS, is_mean, likeness
from cctoolkit.tables.catalogue import Column, Kind, Table

ENOUGH_ALIKE = 0.72
INTERVALS = ("queue_intervals", "agent_intervals", "aux_intervals", "forecast")
MOMENTS = (Kind.INSTANT, Kind.DATE)
NUMBERS = (Kind.COUNT, Kind.NUMBER, Kind.DECIMAL, Kind.SHARE)


class Match:
    """How well a canonical table suits the columns of a file."""

    def __init__(self, table: Table, columns: Sequence[Profile]):
        self.table = table
        self.pairs: dict[str, Profile] = {}
        self.score = 0.0
        taken: set[str] = set()
        dates = [column for column in columns if column.kind == "date"]
        options = [
            (likeness(column.name, synonyms), column.kind == "clock", target, column)
            for target, synonyms in COLUMNS[table.name].items()
            for column in columns
            if _suits(column, table[target], bool(dates))
        ]
        for alike, _, target, column in sorted(options, key=lambda o: o[:2], reverse=True):
            if alike >= ENOUGH_ALIKE and target not in self.pairs and column.name not in taken:
                self.pairs[target] = column
                taken.add(column.name)
                self.score += alike
        self.score -= 0.6 * len(self.missing)

    def rank(self) -> tuple[float, float]:
        """Return by what tables are compared: the likeness, then the table that asks for less."""
        return self.score, -len(self.table.columns)

    @property
    def missing(self) -> list[Column]:
        """Required columns that no column of the file seems to be."""
        inferred = {"end_at"} if self.table.name in INTERVALS else set()
        return [
            column
            for column in self.table.columns
            if column.required
            and column.default is None
            and column.name not in self.pairs
            and column.name not in inferred
        ]


def _suits(column: Profile, target: Column, has_date: bool) -> bool:
    kind = target.kind
    if column.kind == "empty" or _is_part(column, target):
        return False
    if kind in MOMENTS:
        is_clock = column.kind == "clock" and has_date and kind is Kind.INSTANT
        return column.kind == "date" or is_clock or is_epoch(column)
    if kind is Kind.DURATION:
        return column.kind in ("clock", "number") and not is_mean(column.name)
    if kind in NUMBERS:
        return column.kind == "number" and (kind is Kind.SHARE or not is_mean(column.name))
    if kind is Kind.FLAG:
        return column.kind in ("words", "number") and len(column.words) <= 4
    if kind is Kind.CODE:
        return column.kind == "words"
    return column.kind in ("words", "text", "number")


def _is_part(column: Profile, target: Column) -> bool:
    """Tell whether a column counts a part of what the target counts whole."""
    if target.name in ("n_answered", "n_abandoned"):
        return threshold(column.name) is not None
    return target.name == "aux_ms" and aux_name(column.name) is not None
