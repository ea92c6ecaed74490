"""How a raw file becomes a canonical table: the typed form of `sources:` in engagement.yml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from cctoolkit.sources.dateformat import FormatError, checked_format
from cctoolkit.tables.catalogue import CATALOGUE, Column, Kind, Table

FileFormat = Literal["csv", "tsv", "jsonl", "parquet", "xlsx", "sqlite", "postgresql"]
DurationUnit = Literal["ms", "s", "min", "h", "clock", "mm:ss", "excel_day"]
LENGTH = re.compile(r"(\d+) ?(ms|s|min|h|days?|weeks?|months?)")
OPEN = "?"
TRANSLATED = (Kind.CODE, Kind.ID, Kind.TEXT, Kind.FLAG)


class Strict(BaseModel):
    """A settings block in which a misspelt name is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=False)


class CodeTarget(Strict):
    """What a vendor's word means: a code, and for states the auxiliary code."""

    code: str
    aux_code: str | None = None


Vocabulary = dict[str, str | CodeTarget]
"""Vendor's word -> canonical code. `Pausa: {code: aux, aux_code: rest}` sets both columns."""


class ColumnRule(Strict):
    """Where one canonical column comes from; exactly one origin.

    Origins
    -------
    column : one column of the file.
    columns : several columns joined by `join` (a date and a clock time, the parts of an id).
    first_of : the first of these that is not empty; each a column, or several to be joined.
    constant : the same value on every row.
    after : an instant `length` after another canonical column of the row ("30 min", "1 day",
        "1 month"); days and months follow the local calendar, so a day may last 23 or 25 hours.

    Readings
    --------
    format : for instants and dates: strptime codes, `iso`, `excel_serial`, `epoch_s` or
        `epoch_ms`. Default `iso`; nothing else is guessed.
    unit : for durations, always declared: `ms`, `s`, `min`, `h`, `clock` (H:MM[:SS[.mmm]], hours
        may pass 24), `mm:ss` (minutes may pass 59) or `excel_day` (fraction of a day).
    nearest_to : for an instant whose date may be off because the file gives a clock time without
        its own date: the date is moved by a day so that it falls nearest to that column.
    percent : for shares: the file gives 82.1 (or "82,1 %") for 0.821.
    codes, vocabulary : translation of the file's words, inline or by name.
    digits_lost : for ids that a spreadsheet made a number, such as 3,46E+12: an `error`, or `empty`
        when the file as received cannot be had in a better state.
    empty : texts that mean "no value", besides the empty cell. A join of which one part is empty
        is empty.
    """

    column: str | None = None
    columns: tuple[str, ...] | None = None
    join: str = " "
    first_of: tuple[str | tuple[str, ...], ...] | None = None
    constant: str | int | float | bool | None = None
    after: str | None = None
    length: str | None = None
    format: str = "iso"
    unit: DurationUnit | None = None
    nearest_to: str | None = None
    percent: bool = False
    codes: Vocabulary | None = None
    vocabulary: str | None = None
    digits_lost: Literal["error", "empty"] = "error"
    empty: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _plain_name(cls, value: object) -> object:
        return {"column": value} if isinstance(value, str) else value

    @field_validator("format")
    @classmethod
    def _readable_format(cls, value: str) -> str:
        try:
            return checked_format(value)
        except FormatError as error:
            raise ValueError(str(error)) from error

    @field_validator("length")
    @classmethod
    def _readable_length(cls, value: str | None) -> str | None:
        if value is not None and not LENGTH.fullmatch(value):
            raise ValueError(
                f'"{value}" is not a length, such as "30 min", "1 h", "1 day", "1 month"'
            )
        return value

    @model_validator(mode="after")
    def _one_origin(self) -> ColumnRule:
        origins = [
            name
            for name in ("column", "columns", "first_of", "constant", "after")
            if getattr(self, name) is not None
        ]
        if len(origins) != 1:
            raise ValueError(
                "give exactly one of column, columns, first_of, constant, after; found "
                + (", ".join(origins) or "none")
            )
        if (self.after is None) != (self.length is None):
            raise ValueError("`after` and `length` go together")
        if self.codes is not None and self.vocabulary is not None:
            raise ValueError("give `codes` or `vocabulary`, not both")
        return self

    @property
    def raw_columns(self) -> tuple[str, ...]:
        """Columns of the file that the rule reads."""
        return tuple(name for parts in self.alternatives for name in parts)

    @property
    def alternatives(self) -> tuple[tuple[str, ...], ...]:
        """What to join, in order of preference: the first of which no part is empty counts."""
        if self.column is not None:
            return ((self.column,),)
        if self.columns is not None:
            return (self.columns,)
        return tuple((one,) if isinstance(one, str) else one for one in self.first_of or ())


class RowFilter(Strict):
    """Rows to keep, or to drop, by the text of one column."""

    column: str
    keep: tuple[str, ...] | None = None
    drop: tuple[str, ...] | None = None

    @model_validator(mode="after")
    def _one_side(self) -> RowFilter:
        if (self.keep is None) == (self.drop is None):
            raise ValueError("give `keep` or `drop`, one of them")
        return self


class Unpivot(Strict):
    """Columns side by side become rows: AUX codes, thresholds, stated indicators.

    Each column of `columns` gives one row in which `into` holds the code named beside it and
    `value` the cell, read by `unit` or `percent`. Empty cells give no row.
    """

    into: str
    value: str
    columns: dict[str, str | int]
    unit: DurationUnit | None = None
    percent: bool = False


class Source(Strict):
    """One kind of file and the canonical table that it feeds.

    `files` is a path or pattern below the engagement folder. For SQL, `files` names the SQLite
    file, or `database_env` the environment variable with the PostgreSQL address, and `query` the
    statement. `header_line` is the line of the column names as a spreadsheet counts (0: the file
    has none, columns are named 1, 2, 3 ...); `stop_at` ends the table at the first row whose first
    cell starts with that text; `skip_footer` leaves out that many last lines.
    """

    table: str
    name: str | None = None
    files: str | None = None
    format: FileFormat
    database_env: str | None = None
    query: str | None = None
    sheet: str | None = None
    encoding: str = "utf-8"
    separator: str | None = None
    header_line: int = Field(1, ge=0)
    stop_at: str | None = None
    skip_footer: int = Field(0, ge=0)
    decimal: Literal[".", ","] = "."
    thousands: Literal[".", ",", " ", "'"] | None = None
    zone: str | None = None
    repeated_hour: Literal["error", "first", "second"] = "error"
    skipped_hour: Literal["error", "forward"] = "error"
    empty: tuple[str, ...] = ()
    where: tuple[RowFilter, ...] = ()
    unpivot: Unpivot | None = None
    columns: dict[str, ColumnRule]

    @model_validator(mode="before")
    @classmethod
    def _answered(cls, value: object) -> object:
        open_points = list(_open_points(value))
        if open_points:
            raise ValueError(
                f'"{OPEN}" stands for a question that is still open: ' + ", ".join(open_points)
            )
        return value

    @model_validator(mode="after")
    def _reads(self) -> Source:
        if (self.files is None) == (self.database_env is None):
            raise ValueError("give `files`, or `database_env` for PostgreSQL")
        if (self.format == "postgresql") != (self.database_env is not None):
            raise ValueError("`database_env` goes with postgresql, and only with it")
        if (self.format in ("sqlite", "postgresql")) != (self.query is not None):
            raise ValueError("`query` goes with sqlite and postgresql, and only with them")
        if self.decimal == self.thousands:
            raise ValueError("`decimal` and `thousands` are the same sign")
        return self

    @model_validator(mode="after")
    def _feeds(self) -> Source:
        if self.table not in CATALOGUE:
            raise ValueError(f"`{self.table}` is not a table; tables: {', '.join(CATALOGUE)}")
        table = CATALOGUE[self.table]
        unknown = [name for name in self.targets if name not in table]
        if unknown:
            raise ValueError(
                f"`{self.table}` has no column {', '.join(unknown)}; columns: "
                + ", ".join(table.names)
            )
        faults = [*_twice(self), *_missing(self, table), *_misread(self, table)]
        if faults:
            raise ValueError("; ".join(faults))
        return self

    @property
    def targets(self) -> tuple[str, ...]:
        """Canonical columns that it fills, as mapped."""
        turned = (self.unpivot.into, self.unpivot.value) if self.unpivot else ()
        return (*self.columns, *turned)

    @property
    def label(self) -> str:
        """Name of the source in messages."""
        return self.name or f"{self.table} <- {self.files or self.database_env}"


def _open_points(value: object, place: str = "") -> Iterator[str]:
    """Yield the places where a proposed mapping still waits for an answer."""
    if value == OPEN:
        yield place
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _open_points(inner, f"{place}.{key}" if place else str(key))


def _twice(source: Source) -> Iterator[str]:
    for name in source.columns:
        if source.unpivot and name in (source.unpivot.into, source.unpivot.value):
            yield f"`{name}` stands in `columns` and in `unpivot`"


def _missing(source: Source, table: Table) -> Iterator[str]:
    given = set(source.targets)
    for column in table.columns:
        if column.required and column.default is None and column.name not in given:
            yield f"`{table.name}` needs `{column.name}` ({column.meaning})"


def _misread(source: Source, table: Table) -> Iterator[str]:
    for name, rule in source.columns.items():
        yield from (f"`{name}`: {fault}" for fault in _faults(source, rule, table[name]))
    turned = source.unpivot
    if turned and (table[turned.value].kind is Kind.DURATION) != (turned.unit is not None):
        yield "`unpivot`: a duration needs a `unit`, and nothing else has one"


def _faults(source: Source, rule: ColumnRule, column: Column) -> Iterator[str]:
    """Say what in a rule does not suit the kind of its column."""
    kind, moments = column.kind, (Kind.INSTANT, Kind.DATE)
    if (kind is Kind.DURATION) != (rule.unit is not None):
        yield "a duration needs a `unit`, and nothing else has one"
    if rule.percent and kind not in (Kind.SHARE, Kind.NUMBER):
        yield "`percent` is for shares and numbers"
    if (rule.codes or rule.vocabulary) and kind not in TRANSLATED:
        yield "`codes` and `vocabulary` translate words, not numbers or dates"
    if rule.digits_lost != "error" and kind not in (Kind.ID, Kind.PERSON):
        yield "`digits_lost` is for identifiers"
    if rule.format != "iso" and kind not in moments:
        yield "`format` is for instants and dates"
    if rule.after is not None and kind not in moments:
        yield "`after` is for instants and dates"
    if rule.nearest_to is not None and kind is not Kind.INSTANT:
        yield "`nearest_to` is for instants"
    if kind in (Kind.ID, Kind.PERSON, Kind.TEXT) and not isinstance(rule.constant, str | None):
        yield f"write the constant in quotes, so that no zero is lost: '{rule.constant}'"
    yield from _dangling(source, rule, kind)


def _dangling(source: Source, rule: ColumnRule, kind: Kind) -> Iterator[str]:
    """Say which columns a rule leans on that are not there, or lean back on it."""
    beside = set(CATALOGUE[source.table].of_kind(kind)) & source.columns.keys()
    for name in filter(None, (rule.after, rule.nearest_to)):
        if name not in beside:
            yield f"`{name}` is not mapped beside it as the same kind of date or instant"
    if kind is Kind.DATE and rule.length and not re.search("day|week|month", rule.length):
        yield "a date moves by days, weeks or months"
    seen, at = set(), rule
    while at is not None and id(at) not in seen:
        seen.add(id(at))
        at = source.columns.get(at.after or at.nearest_to or "")
    if at is not None:
        yield "it leans on itself through `after` and `nearest_to`"
