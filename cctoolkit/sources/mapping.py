"""How a raw file becomes a canonical table: the typed form of `sources:` in engagement.yml."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import Annotated, Any, Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
    field_validator,
    model_validator,
)

from cctoolkit.sources.dateformat import FormatError, checked_format
from cctoolkit.sources.faults import Fault, fault, together
from cctoolkit.sources.rawtable import nearest
from cctoolkit.tables.catalogue import CATALOGUE, Column, Kind, Table

FileFormat = Literal["csv", "tsv", "jsonl", "parquet", "xlsx", "sqlite", "postgresql"]
DurationUnit = Literal["ms", "s", "min", "h", "clock", "mm:ss", "excel_day"]
LENGTH = re.compile(r"(\d+) ?(ms|s|min|h|days?|weeks?|months?)")
MONTH_START = "month start"
OPEN = "?"
IN_ORDER = "in_order"
OF_SETTINGS = "aux_codes"
"""The canonical table that the settings fill, and no file."""
LAST_DAYS = ("to_on", "left_on")
"""Dates of the first day after a span, for which many files give the last day of it."""
TRANSLATED = (Kind.CODE, Kind.ID, Kind.TEXT, Kind.FLAG)


class Strict(BaseModel):
    """A settings block in which a misspelt name is an error."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=False, allow_inf_nan=False
    )


def known_zone(zone: str) -> str:
    """Return the name of a time zone unchanged, or refuse it."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        allowed = nearest(zone, sorted(available_timezones()))
        raise fault("zone_unknown", found=zone, allowed=allowed) from error
    return zone


def _is_block(value: object) -> str:
    return "block" if isinstance(value, dict | BaseModel) else "word"


def _is_several(value: object) -> str:
    return "several" if isinstance(value, list | tuple) else "one"


def _single(value: object) -> object:
    if isinstance(value, dict | list | tuple):
        raise fault("constant_form")
    return value


class CodeTarget(Strict):
    """What a vendor's word means: a code, and for states the auxiliary code."""

    code: str
    aux_code: str | None = None


Vocabulary = dict[
    str,
    Annotated[
        Annotated[str, Tag("word")] | Annotated[CodeTarget, Tag("block")],
        Discriminator(_is_block),
    ],
]
"""Vendor's word -> canonical code. `Pausa: {code: aux, aux_code: rest}` sets both columns."""


Parts = Annotated[
    Annotated[str, Tag("one")] | Annotated[tuple[str, ...], Tag("several")],
    Discriminator(_is_several),
]
ORIGINS = ("column", "columns", "first_of", "constant", "after")


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
        For a date also the first day of its month ("month start").

    Readings
    --------
    format : for instants and dates: strptime codes, `iso`, `excel_serial`, `epoch_s` or
        `epoch_ms`. Default `iso`; nothing else is guessed.
    unit : for durations, always declared: `ms`, `s`, `min`, `h`, `clock` (H:MM[:SS[.mmm]], hours
        may pass 24), `mm:ss` (minutes may pass 59) or `excel_day` (fraction of a day).
    nearest_to : for an instant whose date may be off because the file gives a clock time without
        its own date: the date is moved by a day so that it falls nearest to that column.
    inclusive : for `to_on` and `left_on`: the date of the file is the last day of the span, and
        the canonical one the day after it (of a format without day, the month after it).
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
    first_of: tuple[Parts, ...] | None = None
    constant: Annotated[str | int | float | bool | None, BeforeValidator(_single)] = None
    after: str | None = None
    length: str | None = None
    format: str = "iso"
    unit: DurationUnit | None = None
    nearest_to: str | None = None
    inclusive: bool = False
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
            raise fault(error.code, **error.values) from error

    @field_validator("length")
    @classmethod
    def _readable_length(cls, value: str | None) -> str | None:
        if value is not None and value != MONTH_START and not LENGTH.fullmatch(value):
            raise fault("length_form", found=value)
        return value

    @model_validator(mode="after")
    def _one_origin(self) -> ColumnRule:
        origins = [name for name in ORIGINS if getattr(self, name) is not None]
        faults = []
        if not origins:
            faults.append(Fault("origin_missing"))
        if len(origins) > 1:
            faults.append(Fault("origin_several", (), {"found": ", ".join(origins)}))
        if (self.after is None) != (self.length is None):
            faults.append(Fault("after_without_length"))
        if self.codes is not None and self.vocabulary is not None:
            faults.append(Fault("codes_and_vocabulary"))
        together("ColumnRule", faults)
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
            raise fault("filter_sides")
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

    `repeated_hour` says which hour a time is that the clocks showed twice; `in_order`, for tables
    of intervals: of two rows that agree in the rest of the key the one above is the first hour.

    Every canonical table can be fed but `aux_codes`: which time is a mandatory rest, is paid or is
    billed are statements of the parties, so they stand in the block `aux_codes` of engagement.yml,
    where each can be read and disputed, and in no export.
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
    repeated_hour: Literal["error", "first", "second", "in_order"] = "error"
    skipped_hour: Literal["error", "forward"] = "error"
    empty: tuple[str, ...] = ()
    where: tuple[RowFilter, ...] = ()
    unpivot: Unpivot | None = None
    columns: dict[str, ColumnRule]

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str | None) -> str | None:
        return zone if zone is None else known_zone(zone)

    @field_validator("separator")
    @classmethod
    def _single_sign(cls, sign: str | None) -> str | None:
        if sign is not None and not _separates(sign):
            raise fault("separator_form", found=sign)
        return sign

    @field_validator("files")
    @classmethod
    def _names_files(cls, pattern: str | None) -> str | None:
        if pattern is not None and not _is_pattern(pattern):
            raise fault("files_form", found=pattern)
        return pattern

    @model_validator(mode="wrap")
    @classmethod
    def _every_fault(cls, value: Any, handler: Callable[[Any], Source]) -> Source:
        """Tell the faults of settings and of rules at once; no rule waits for another's setting."""
        together("Source", (Fault("open_question", place) for place in open_points(value)))
        earlier, unread = None, frozenset()
        try:
            source = handler(value)
        except ValidationError as error:
            earlier = error
            source, unread = _readable(value, error, handler)
        together("Source", _faults(source, unread) if source else (), earlier)
        return source

    @property
    def targets(self) -> tuple[str, ...]:
        """Canonical columns that it fills, as mapped."""
        turned = (self.unpivot.into, self.unpivot.value) if self.unpivot else ()
        return (*self.columns, *turned)

    @property
    def label(self) -> str:
        """Name of the source in messages."""
        return self.name or f"{self.table} <- {self.files or self.database_env}"


Place = tuple[str | int, ...]


def _separates(sign: str) -> bool:
    """Tell whether a text can stand between two cells."""
    return len(sign) == 1 and sign != '"' and (sign == "\t" or sign.isprintable())


def _is_pattern(text: str) -> bool:
    """Tell whether a text can name files: `**` stands for folders and so alone in its place."""
    parts = PurePath(text).parts
    return (
        bool(text.strip())
        and text.isprintable()
        and parts not in ((), ("..",))
        and all("**" not in part or part == "**" for part in parts)
    )


def open_points(value: object, place: Place = ()) -> Iterator[Place]:
    """Yield the places where settings still wait for an answer.

    A bare `?` inside a list is none: `empty: ["?"]` is how a file may say "no value".
    """
    if isinstance(value, str) and value == OPEN:
        yield place
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from open_points(inner, (*place, key))
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            if isinstance(inner, dict):
                yield from open_points(inner, (*place, position))


def _readable(
    value: object, error: ValidationError, handler: Callable[[Any], Source]
) -> tuple[Source | None, frozenset[Place]]:
    """Return the source without the settings that cannot be read, and the places of these."""
    if not isinstance(value, dict):
        return None, frozenset()
    places = [item["loc"] for item in error.errors() if item["loc"]]
    unread = frozenset(place[:2] if place[0] == "columns" else place[:1] for place in places)
    draft = {"format": "csv", "columns": {}}
    draft |= {name: inner for name, inner in value.items() if (name,) not in unread}
    draft["columns"] = {
        name: rule for name, rule in draft["columns"].items() if ("columns", name) not in unread
    }
    try:
        return handler(draft), unread
    except ValidationError:
        return None, unread


def _faults(source: Source, unread: frozenset[Place]) -> Iterator[Fault]:
    """Say what in a source contradicts itself or its table, as far as it could be read."""
    yield from _of_files(source, {place[0] for place in unread})
    if source.table not in CATALOGUE:
        tables = [name for name in CATALOGUE if name != OF_SETTINGS]
        values = {"found": source.table, "allowed": nearest(source.table, tables)}
        yield Fault("table_unknown", ("table",), values)
        return
    if source.table == OF_SETTINGS:
        yield Fault("table_of_settings", ("table",), {"found": source.table})
        return
    table = CATALOGUE[source.table]
    if source.repeated_hour == IN_ORDER and table.key[0] != "start_at":
        values = {"found": IN_ORDER, "allowed": "error, first, second"}
        yield Fault("setting_not_allowed", ("repeated_hour",), values)
    yield from _unknown(source, table)
    yield from _twice(source)
    if not unread & {("columns",), ("unpivot",)}:
        given = {*source.targets, *(place[1] for place in unread if len(place) > 1)}
        yield from _missing(table, given)
    for name, rule in source.columns.items():
        if name in table:
            yield from _of_rule(source, name, rule, table[name], unread)
    if source.unpivot is not None:
        yield from _of_unpivot(source.unpivot, table)


def _of_files(source: Source, unread: set[str | int]) -> Iterator[Fault]:
    is_sql = source.format in ("sqlite", "postgresql")
    is_address = source.database_env is not None
    if not unread & {"files", "database_env"} and (source.files is None) != is_address:
        yield Fault("files_or_database")
    if not unread & {"format", "database_env"} and is_address != (source.format == "postgresql"):
        yield Fault("database_for_postgresql", ("format",))
    if not unread & {"format", "query"} and is_sql != (source.query is not None):
        yield Fault("query_for_sql", ("query",) if source.query else ("format",))
    if source.decimal == source.thousands:
        yield Fault("signs_same", ("thousands",), {"found": source.decimal})


def _unknown(source: Source, table: Table) -> Iterator[Fault]:
    places = [("columns", name) for name in source.columns]
    if source.unpivot is not None:
        places += [("unpivot", "into"), ("unpivot", "value")]
    for place, name in zip(places, source.targets, strict=True):
        if name not in table:
            values = {"table": table.name, "found": name}
            yield Fault("target_unknown", place, values | {"allowed": nearest(name, table.names)})


def _twice(source: Source) -> Iterator[Fault]:
    for name in source.columns:
        if source.unpivot and name in (source.unpivot.into, source.unpivot.value):
            yield Fault("target_twice", ("columns", name), {"target": name})


def _missing(table: Table, given: set[str | int]) -> Iterator[Fault]:
    for column in table.columns:
        if column.required and column.default is None and column.name not in given:
            yield Fault("target_missing", (), {"table": table.name, "target": column.name})


def _of_unpivot(turned: Unpivot, table: Table) -> Iterator[Fault]:
    if turned.value in table:
        yield from _of_unit(turned.unit, table[turned.value], ("unpivot",))
    if turned.into not in table or not table[turned.into].allowed:
        return
    for name, code in turned.columns.items():
        if str(code) not in table[turned.into].allowed:
            yield _not_allowed(str(code), table[turned.into], ("unpivot", "columns", name))


def _of_unit(unit: str | None, column: Column, place: Place) -> Iterator[Fault]:
    is_duration = column.kind is Kind.DURATION
    if is_duration and unit is None:
        yield Fault("unit_missing", place, {"allowed": ", ".join(get_args(DurationUnit))})
    if unit is not None and not is_duration:
        yield Fault("unit_idle", (*place, "unit"), {"target": column.name})


def _not_allowed(code: str, column: Column, place: Place) -> Fault:
    return Fault(
        "setting_not_allowed", place, {"found": code, "allowed": ", ".join(column.allowed)}
    )


def _of_rule(
    source: Source, name: str, rule: ColumnRule, column: Column, unread: frozenset[Place]
) -> Iterator[Fault]:
    """Say what in a rule does not suit its column."""
    place = ("columns", name)
    yield from _of_unit(rule.unit, column, place)
    for code, option in _idle(rule, column.kind):
        yield Fault(code, (*place, option), {"target": name, "option": option})
    if rule.inclusive and name not in LAST_DAYS:
        yield Fault("inclusive_idle", (*place, "inclusive"), {"target": name})
    yield from _of_constant(rule, column, place)
    if rule.codes and column.allowed:
        for word, target in rule.codes.items():
            yield from wrong_code(word, target, column, (*place, "codes", word))
    yield from _dangling(source, name, rule, column.kind, unread)


def _idle(rule: ColumnRule, kind: Kind) -> Iterator[tuple[str, str]]:
    """Yield the options of a rule that say nothing about a kind of column."""
    moments, texts = (Kind.INSTANT, Kind.DATE), (Kind.ID, Kind.PERSON)
    if rule.percent and kind not in (Kind.SHARE, Kind.NUMBER):
        yield "percent_idle", "percent"
    if (rule.codes or rule.vocabulary) and kind not in TRANSLATED:
        yield "codes_idle", "codes" if rule.codes else "vocabulary"
    if rule.digits_lost != "error" and kind not in texts:
        yield "digits_lost_idle", "digits_lost"
    if rule.format != "iso" and kind not in moments:
        yield "moment_idle", "format"
    if rule.after is not None and kind not in moments:
        yield "moment_idle", "after"
    if rule.nearest_to is not None and kind is not Kind.INSTANT:
        yield "nearest_idle", "nearest_to"


def _of_constant(rule: ColumnRule, column: Column, place: Place) -> Iterator[Fault]:
    found, place = rule.constant, (*place, "constant")
    if found is None:
        return
    is_text = column.kind in (Kind.ID, Kind.PERSON, Kind.TEXT)
    if is_text and not isinstance(found, str):
        yield Fault("constant_quotes", place, {"target": column.name, "found": str(found)})
    is_translated = rule.codes is not None or rule.vocabulary is not None
    if column.allowed and not is_translated and found not in column.allowed:
        yield _not_allowed(str(found), column, place)


def wrong_code(
    word: str, target: str | CodeTarget, column: Column, place: Place
) -> Iterator[Fault]:
    """Yield the fault of a word that a vocabulary turns into no code of its column."""
    code = target.code if isinstance(target, CodeTarget) else target
    if code not in column.allowed:
        values = {"word": word, "found": code, "target": column.name}
        yield Fault("vocabulary_code", place, values | {"allowed": ", ".join(column.allowed)})


def _dangling(
    source: Source, name: str, rule: ColumnRule, kind: Kind, unread: frozenset[Place]
) -> Iterator[Fault]:
    """Say which columns a rule leans on that are not there, or lean back on it."""
    beside = set(CATALOGUE[source.table].of_kind(kind)) & source.columns.keys()
    for option in ("after", "nearest_to"):
        other = getattr(rule, option)
        if other and other not in beside and ("columns", other) not in unread:
            values = {"target": name, "found": other}
            yield Fault("anchor_missing", ("columns", name, option), values)
    if kind is Kind.INSTANT and rule.length == MONTH_START:
        values = {"target": name, "found": rule.length}
        yield Fault("month_of_instant", ("columns", name, "length"), values)
    if kind is Kind.DATE and rule.length and not re.search("day|week|month", rule.length):
        values = {"target": name, "found": rule.length}
        yield Fault("date_step", ("columns", name, "length"), values)
    seen, at = set(), rule
    while at is not None and id(at) not in seen:
        seen.add(id(at))
        at = source.columns.get(at.after or at.nearest_to or "")
    if at is not None:
        yield Fault("leans_on_itself", ("columns", name), {"target": name})
