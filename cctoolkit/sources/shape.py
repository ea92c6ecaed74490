"""One raw table to the canonical columns of its mapping, with a problem for every bad cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial

import numpy as np
import pandas as pd

from cctoolkit.errors import Problem
from cctoolkit.sources import convert, moments
from cctoolkit.sources.compose import blanked, compose, day_after, day_of, kept, later, turned
from cctoolkit.sources.convert import Converted, Meaning
from cctoolkit.sources.dateformat import UNDECLARED, readings
from cctoolkit.sources.delimited import SEPARATORS
from cctoolkit.sources.mapping import IN_ORDER, CodeTarget, ColumnRule, Source, Vocabulary
from cctoolkit.sources.numerals import Digits
from cctoolkit.sources.rawtable import RawTable, hours_of_days, nearest, tidy
from cctoolkit.sources.unknown import NEUTRAL
from cctoolkit.tables.catalogue import CATALOGUE, Column, Kind
from cctoolkit.tables.dtypes import dtype_of

MOMENTS = (Kind.INSTANT, Kind.DATE)
DAY_LONG = pd.Timedelta(20, "h")
"""An interval this long is a local day or more, even where a day had 23 hours or began late."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What an engagement tells its sources.

    Parameters
    ----------
    zone : str
        IANA name of the zone of times without offset, where the source names none.
    key : bytes, optional
        Key of the pseudonyms; without it identifiers stay as received.
    vocabularies : mapping
        Named vocabularies, vendor's word to code.
    max_unknown_share : float
        Share of hours, or rows, up to which words that no vocabulary lists are unclassified.
    aux_codes : frozenset of str
        Auxiliary codes that the engagement lists; any other is a word that nobody explained. Empty
        if it lists none: then every code is taken as it is.
    """

    zone: str
    key: bytes | None = None
    vocabularies: Mapping[str, Vocabulary] = field(default_factory=dict)
    max_unknown_share: float = 0.01
    aux_codes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Shaped:
    """One raw table in canonical columns.

    `frame` still holds the rows of which a cell could not be read, marked by `is_bad`; `words`
    has, by canonical column, the words that its vocabulary does not list.
    """

    file: str
    frame: pd.DataFrame
    is_bad: np.ndarray
    words: Mapping[str, pd.Series]
    n_rows: int
    n_left_out: int
    problems: tuple[Problem, ...]


def shape(raw: RawTable, source: Source, reading: Reading, file: str | None = None) -> Shaped:
    """Bring a raw table to canonical columns.

    Parameters
    ----------
    raw : RawTable
    source : Source
    reading : Reading
    file : str, optional
        Name for `raw_file`, where one file has several tables.
    """
    cells, problems = _used_cells(raw, source)
    filters = [one for one in source.where if tidy(one.column) in cells]
    is_kept = kept(cells, filters, len(raw.lines))
    shaper = _Shaper(raw, source, reading, cells, np.flatnonzero(is_kept))
    shaper.problems += problems
    shaper.is_bad |= bool(problems)
    for name in _in_order(source):
        shaper.fill(CATALOGUE[source.table][name], source.columns[name])
    shaper.finish()
    frame = shaper.frame(file or raw.file)
    n_left_out = int((~is_kept).sum())
    found = tuple(shaper.problems)
    return Shaped(
        file or raw.file, frame, shaper.is_bad, shaper.words, len(is_kept), n_left_out, found
    )


def vocabulary_of(rule: ColumnRule, reading: Reading) -> dict[str, Meaning] | None:
    """Return the words that a rule translates, or None if it translates none."""
    words = rule.codes if rule.vocabulary is None else reading.vocabularies[rule.vocabulary]
    if words is None:
        return None
    return {
        word.strip(): Meaning(target.code, target.aux_code)
        if isinstance(target, CodeTarget)
        else Meaning(target)
        for word, target in words.items()
    }


def label_of(rule: ColumnRule) -> str | None:
    """Return the columns of the file behind a rule, as a message names them."""
    names = dict.fromkeys(map(tidy, rule.raw_columns))
    return " + ".join(names) or None


class _Shaper:
    """Fills canonical columns from the kept rows of one raw table, one row per filled cell if the
    mapping turns columns into rows."""

    def __init__(
        self,
        raw: RawTable,
        source: Source,
        reading: Reading,
        cells: Mapping[str, pd.Series],
        rows: np.ndarray,
    ):
        self.raw, self.source, self.reading = raw, source, reading
        self.table = CATALOGUE[source.table]
        self.rows, self.which = _turned_rows(source, cells, rows)
        self.cells = {name: _take(column, self.rows) for name, column in cells.items()}
        self.lines = raw.lines[self.rows]
        self.is_first = np.append(True, np.diff(self.rows) > 0)[: len(self.rows)]
        self.is_bad = np.zeros(len(self.rows), bool)
        self.columns: dict[str, pd.Series] = {}
        self.words: dict[str, pd.Series] = {}
        self.second_hour: dict[str, pd.Series] = {}
        self.problems: list[Problem] = []

    @cached_property
    def zone(self) -> str:
        return self.source.zone or self.reading.zone

    @cached_property
    def digits(self) -> Digits:
        return Digits(self.source.decimal, self.source.thousands)

    def fill(self, column: Column, rule: ColumnRule) -> None:
        """Read one canonical column; what lacks a column of the file stays out."""
        if rule.after is not None:
            self._follow(column, rule)
            return
        if not {tidy(name) for name in rule.raw_columns} <= self.cells.keys():
            return
        text = compose(
            rule,
            self.cells,
            len(self.rows),
            empty=self.source.empty,
            decimal=self.source.decimal,
        )
        vocabulary = vocabulary_of(rule, self.reading)
        words = text if vocabulary is None else self._translated(column, text, vocabulary)
        self._read(column, rule, words, label_of(rule))

    def finish(self) -> None:
        """Fill what the mapping says by the way: turned columns, auxiliary codes, defaults."""
        if self.source.unpivot is not None:
            self._turn()
        if "start_at" in self.second_hour:
            self._order_hours()
        if "state" in self.columns and "aux_code" in self.columns:
            is_aux = self.columns["state"] == "aux"
            self.columns["aux_code"] = self.columns["aux_code"].where(is_aux)
        if "aux_code" in self.words:
            is_neutral = self.columns["aux_code"] == NEUTRAL["aux_code"]
            self.words["aux_code"] = self.words["aux_code"].where(is_neutral)
        if "aux_code" in self.columns and self.reading.aux_codes:
            self._set_unlisted_apart()
        if {"start_at", "end_at"} <= self.columns.keys() and "business_day" in self.table:
            self._date_long_intervals()

    def _set_unlisted_apart(self) -> None:
        """Take an auxiliary code that the engagement doesn't list for a word nobody explained."""
        neutral, code = NEUTRAL["aux_code"], self.columns["aux_code"]
        is_unlisted = code.notna() & ~code.isin([*self.reading.aux_codes, neutral])
        if is_unlisted.any():
            before = self.words.get("aux_code", pd.Series(None, index=code.index, dtype="str"))
            self.words["aux_code"] = before.mask(is_unlisted, code)
            self.columns["aux_code"] = code.mask(is_unlisted, neutral)

    def _order_hours(self) -> None:
        """Put the second of two rows of one repeated time, in order of the file, an hour later."""
        first, second = self.columns["start_at"], self.second_hour["start_at"]
        is_twice = first.notna() & (second != first)
        key = [name for name in self.table.key if name in self.columns]
        rows = pd.DataFrame({name: self.columns[name] for name in key})[is_twice]
        place = rows.groupby(key, dropna=False, observed=True).cumcount()
        is_second = place.ge(1).reindex(first.index, fill_value=False)
        for name in _in_order(self.source):
            rule = self.source.columns[name]
            if name in self.second_hour:
                later_one = self.second_hour[name]
                self.columns[name] = self.columns[name].mask(is_second, later_one)
            elif rule.after is not None:
                self._follow(self.table[name], rule)
        if "end_at" in self.second_hour:
            # In the second hour, and after it, wall clocks give the length as it is.
            ends = self.columns["start_at"] + (self.second_hour["end_at"] - second)
            self.columns["end_at"] = self.columns["end_at"].mask(is_twice, ends)
        label = label_of(self.source.columns["start_at"])
        for row in place.index[place > 1]:
            self.is_bad[row] = True
            found = self._local_text(first[row])
            self._add("time_beyond_twice", row, label, found, {"zone": self.zone})

    def _local_text(self, instant: pd.Timestamp) -> str:
        return instant.tz_convert(self.zone).strftime("%Y-%m-%d %H:%M")

    def _date_long_intervals(self) -> None:
        """Give a day, or more, the local date on which it begins where the source was written."""
        start, end = self.columns["start_at"], self.columns["end_at"]
        days = day_of(start, self.zone).where(end - start >= DAY_LONG)
        stated = self.columns.get("business_day")
        self.columns["business_day"] = days if stated is None else stated.fillna(days)

    def frame(self, file: str) -> pd.DataFrame:
        """Return every canonical column, in order, and where each row comes from."""
        n = len(self.rows)
        columns = {column.name: self._complete(column) for column in self.table.columns}
        columns["raw_file"] = pd.Series(pd.Categorical.from_codes(np.zeros(n, np.int8), [file]))
        columns["raw_line"] = pd.Series(self.lines.astype(np.int64))
        return pd.DataFrame(columns)

    def _complete(self, column: Column) -> pd.Series:
        dtype, n = dtype_of(column.kind), len(self.rows)
        values = self.columns.get(column.name)
        if values is None:
            values = pd.Series(index=range(n), dtype=dtype)
            values = values.where(values.notna(), None) if dtype == "object" else values
        return values if column.default is None else values.fillna(column.default)

    def _follow(self, column: Column, rule: ColumnRule) -> None:
        base = self.columns.get(rule.after or "")
        if base is None:
            return
        self._keep(column, rule, later(base, rule.length or "", self.zone))
        if column.required and column.default is None:
            label = label_of(self.source.columns[rule.after or ""])
            self._require(column, base.isna().to_numpy(bool) & ~self.is_bad, label)

    def _translated(
        self, column: Column, text: pd.Series, vocabulary: Mapping[str, Meaning]
    ) -> pd.Series:
        """Put codes in the place of words; the words nobody knows wait for their verdict."""
        found = convert.translate(text, vocabulary)
        code = pd.Series(found.code)
        if found.unknown.any():
            self.words[column.name] = text.where(found.unknown)
            code = code.mask(found.unknown, NEUTRAL.get(column.name))
        if column.name == "state":
            aux, stated = pd.Series(found.aux_code), self.columns.get("aux_code")
            self.columns["aux_code"] = aux if stated is None else aux.where(aux.notna(), stated)
            if "vendor_state" not in self.source.columns:
                self.columns["vendor_state"] = text
        return code

    def _read(self, column: Column, rule: ColumnRule, text: pd.Series, label) -> None:
        read = self._convert(column, rule, text)
        self._keep(column, rule, pd.Series(read.typed))
        self._report(column, rule, text, read, label)
        if column.required and column.default is None:
            is_unknown = self.words.get(column.name, pd.Series(None, index=text.index)).notna()
            is_missing = pd.isna(read.typed) & ~read.bad & ~is_unknown.to_numpy(bool)
            self._require(column, np.asarray(is_missing, bool), label)

    def _keep(self, column: Column, rule: ColumnRule, values: pd.Series) -> None:
        self.columns[column.name] = day_after(values, rule.format) if rule.inclusive else values

    def _convert(self, column: Column, rule: ColumnRule, text: pd.Series) -> Converted:
        kind, digits = column.kind, self.digits
        if kind is Kind.INSTANT:
            return self._instants(column, rule, text)
        if kind is Kind.CODE and rule.codes is None and rule.vocabulary is None:
            return convert.listed(text, column.allowed)
        if kind is Kind.DURATION and self.source.format == "xlsx":
            text = hours_of_days(text)
        read_date = moments.months if column.name == "period" else moments.dates
        readers = {
            Kind.DATE: lambda: read_date(text, rule.format, self.zone, digits),
            Kind.DURATION: lambda: convert.durations(text, rule.unit or "", digits),
            Kind.SHARE: lambda: convert.shares(text, digits, percent=rule.percent),
            Kind.NUMBER: lambda: convert.numbers(text, digits, percent=rule.percent),
            Kind.COUNT: lambda: convert.counts(text, digits),
            Kind.DECIMAL: lambda: convert.decimals(text, digits),
            Kind.FLAG: lambda: convert.flags(text),
            Kind.TEXT: lambda: convert.texts(text),
            Kind.CODE: lambda: convert.texts(text),
        }
        identify = partial(convert.ids, text, digits_lost=rule.digits_lost)
        return readers.get(kind, identify)()

    def _instants(self, column: Column, rule: ColumnRule, text: pd.Series) -> Converted:
        read = partial(
            moments.instants,
            text,
            rule.format,
            self.zone,
            self.digits,
            skipped=self.source.skipped_hour,
            nearest_to=self.columns.get(rule.nearest_to or ""),
        )
        if self.source.repeated_hour != IN_ORDER:
            return read(repeated=self.source.repeated_hour)
        self.second_hour[column.name] = pd.Series(read(repeated="second").typed)
        return read(repeated="first")

    def _turn(self) -> None:
        """Fill the two columns that come from columns side by side."""
        unpivot = self.source.unpivot
        names = [tidy(name) for name in unpivot.columns]
        if not set(names) <= self.cells.keys():
            return
        texts = [blanked(self.cells[name], self.source.empty) for name in names]
        grid = np.column_stack([each.to_numpy(object) for each in texts])
        text = pd.Series(grid[np.arange(len(grid)), self.which], dtype="str")
        rule = ColumnRule(columns=tuple(names), unit=unpivot.unit, percent=unpivot.percent)
        self.is_first[:] = True
        self._read(self.table[unpivot.value], rule, text, np.array(names, object)[self.which])
        codes = np.array([str(code) for code in unpivot.columns.values()], object)[self.which]
        into = self.table[unpivot.into]
        in_ms = ColumnRule(constant="", unit="ms" if into.kind is Kind.DURATION else None)
        self._read(into, in_ms, pd.Series(codes, dtype="str"), None)

    def _require(self, column: Column, is_missing: np.ndarray, label) -> None:
        rows = np.flatnonzero(is_missing)
        self.is_bad[rows] = True
        for row in rows[self.is_first[rows]]:
            self._add("value_required", row, label, None, {"target": column.name})

    def _report(self, column: Column, rule: ColumnRule, text, read: Converted, label) -> None:
        years = moments.DATE_YEARS if column.kind is Kind.DATE else moments.INSTANT_YEARS
        values = {
            "first_year": str(years[0]),
            "last_year": str(years[1]),
            "target": column.name,
            "format": rule.format,
            "unit": rule.unit,
            "decimal": self.source.decimal,
            "zone": self.zone,
        }
        for code, rows in read.faults.items():
            self.is_bad[rows] = True
            for row, found in zip(rows.tolist(), text.iloc[rows].tolist(), strict=True):
                if self.is_first[row]:
                    self._add(code, row, label, found, values, column)
        if read.faults and column.kind in MOMENTS:
            self.problems += _mixed(self.raw, rule, self.rows)

    def _add(self, code: str, row: int, label, found, values: dict, column=None) -> None:
        allowed = None
        if code == UNDECLARED:
            code, allowed, values = _dated(found, values)
        elif code == "code_unlisted":
            allowed = ", ".join(column.allowed)
        elif code == "flag_unreadable":
            allowed = ", ".join((*convert.TRUE_WORDS, *convert.FALSE_WORDS))
        elif code == "zero_character":
            found = None
        self.problems.append(
            Problem(
                code,
                self.raw.file,
                self.raw.sheet,
                int(self.lines[row]),
                label[row] if isinstance(label, np.ndarray) else label,
                found,
                allowed,
                values,
            )
        )


def _used_cells(raw: RawTable, source: Source) -> tuple[dict[str, pd.Series], list[Problem]]:
    """Return the columns that the mapping reads, and a problem for each that is not there."""
    cells, problems = {}, []
    for name in _wanted(source):
        if name in raw.cells:
            cells[name] = raw.cells[name]
        elif name in raw.twice:
            allowed = ", ".join(raw.twice[name])
            problems.append(
                Problem("column_twice", raw.file, raw.sheet, column=name, allowed=allowed)
            )
        else:
            allowed = nearest(name, list(raw.cells))
            problems.append(
                Problem("column_missing", raw.file, raw.sheet, column=name, allowed=allowed)
            )
    return cells, _one_cell_wide(raw, source) or problems


def _one_cell_wide(raw: RawTable, source: Source) -> list[Problem]:
    """Return the one problem of a file that was split by the wrong separator."""
    if source.format not in ("csv", "tsv") or raw.cells.shape[1] != 1 or len(_wanted(source)) < 2:
        return []
    used = source.separator or ("\t" if source.format == "tsv" else ",")
    others = [sign for sign in SEPARATORS if sign != used and sign in raw.cells.columns[0]]
    if not others:
        return []
    shown = ", ".join("tab" if sign == "\t" else f'"{sign}"' for sign in others)
    return [Problem("separator_doubtful", raw.file, found=used, allowed=shown)]


def _wanted(source: Source) -> list[str]:
    names = [name for rule in source.columns.values() for name in rule.raw_columns]
    names += [one.column for one in source.where]
    names += list(source.unpivot.columns) if source.unpivot else []
    return list(dict.fromkeys(map(tidy, names)))


def _in_order(source: Source) -> Iterator[str]:
    """Yield the mapped columns, those that others lean on first."""
    done: set[str] = set()

    def visit(name: str) -> Iterator[str]:
        if name in done:
            return
        done.add(name)
        rule = source.columns[name]
        for other in filter(None, (rule.after, rule.nearest_to)):
            yield from visit(other)
        yield name

    # The state comes last: the auxiliary code of its vocabulary goes before that of a column.
    for name in sorted(source.columns, key=lambda name: name == "state"):
        yield from visit(name)


def _turned_rows(
    source: Source, cells: Mapping[str, pd.Series], rows: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the raw row of each canonical row, and which of the turned columns it comes from."""
    names = [tidy(name) for name in source.unpivot.columns] if source.unpivot else []
    if not names or not set(names) <= cells.keys():
        return rows, np.zeros(len(rows), np.int64)
    found, which = turned([blanked(cells[name].take(rows), source.empty) for name in names])
    return rows[found], which


def _take(column: pd.Series, rows: np.ndarray) -> pd.Series:
    return column.take(rows).reset_index(drop=True)


def _dated(found: str, values: dict) -> tuple[str, str, dict]:
    """Return the code for a numeric date in no declared format, and the formats that read it."""
    possible = readings(found)
    shown = ", ".join(dict.fromkeys(possible.values()))
    code = "date_ambiguous" if len(set(possible.values())) > 1 else UNDECLARED
    return code, ", ".join(f'"{fmt}"' for fmt in possible), {**values, "readings": shown}


def _mixed(raw: RawTable, rule: ColumnRule, rows: np.ndarray) -> Iterator[Problem]:
    """Yield a problem for each column of a workbook in which dates and texts are mixed."""
    for name in map(tidy, rule.raw_columns):
        if name not in raw.dated:
            continue
        kept_rows = np.unique(rows)
        is_date = raw.dated[name][kept_rows]
        texts = blanked(raw.cells[name].take(kept_rows), rule.empty)[~is_date].dropna()
        if is_date.any() and len(texts):
            numbers = {"n_dates": int(is_date.sum()), "n_texts": len(texts)}
            yield Problem(
                "date_mixed", raw.file, raw.sheet, None, name, f'"{texts.iloc[0]}"', values=numbers
            )
