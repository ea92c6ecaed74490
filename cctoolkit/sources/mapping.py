"""How a raw file becomes a canonical table: the typed form of `sources:` in engagement.yml."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from cctoolkit.tables.catalogue import CATALOGUE

FileFormat = Literal["csv", "tsv", "jsonl", "parquet", "xlsx", "sqlite", "postgresql"]
DurationUnit = Literal["ms", "s", "min", "h", "clock", "excel_day"]


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
    first_of : the first of these columns that is not empty.
    constant : the same value on every row.
    after : an instant `length` after another canonical column of the row ("30 min", "1 day",
        "1 month"); days and months follow the local calendar, so a day may last 23 or 25 hours.

    Readings
    --------
    format : for instants and dates: strptime codes, `iso`, `excel_serial`, `epoch_s` or
        `epoch_ms`. Default `iso`; nothing else is guessed.
    unit : for durations, always declared: `ms`, `s`, `min`, `h`, `clock` (H:MM[:SS[.mmm]], hours
        may pass 24) or `excel_day` (fraction of a day).
    nearest_to : for an instant whose date may be off because the file gives a clock time without
        its own date: the date is moved by a day so that it falls nearest to that column.
    percent : for shares: the file gives 82.1 (or "82,1 %") for 0.821.
    codes, vocabulary : translation of the file's words, inline or by name.
    empty : texts that mean "no value", besides the empty cell.
    """

    column: str | None = None
    columns: tuple[str, ...] | None = None
    join: str = " "
    first_of: tuple[str, ...] | None = None
    constant: str | int | float | bool | None = None
    after: str | None = None
    length: str | None = None
    format: str = "iso"
    unit: DurationUnit | None = None
    nearest_to: str | None = None
    percent: bool = False
    codes: Vocabulary | None = None
    vocabulary: str | None = None
    empty: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _plain_name(cls, value: object) -> object:
        return {"column": value} if isinstance(value, str) else value

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
        single = (self.column,) if self.column is not None else ()
        return single + (self.columns or ()) + (self.first_of or ())


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

    @model_validator(mode="after")
    def _known_table(self) -> Source:
        if self.table not in CATALOGUE:
            raise ValueError(f"`{self.table}` is not a table; tables: {', '.join(CATALOGUE)}")
        table = CATALOGUE[self.table]
        targets = [
            *self.columns,
            *((self.unpivot.into, self.unpivot.value) if self.unpivot else ()),
        ]
        unknown = sorted(name for name in targets if name not in table)
        if unknown:
            raise ValueError(
                f"`{self.table}` has no column {', '.join(unknown)}; columns: "
                + ", ".join(table.names)
            )
        if (self.files is None) == (self.database_env is None):
            raise ValueError("give `files`, or `database_env` for PostgreSQL")
        if (self.format in ("sqlite", "postgresql")) != (self.query is not None):
            raise ValueError("`query` goes with sqlite and postgresql, and only with them")
        return self

    @property
    def label(self) -> str:
        """Name of the source in messages."""
        return self.name or f"{self.table} <- {self.files or self.database_env}"
