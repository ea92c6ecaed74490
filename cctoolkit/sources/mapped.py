"""The mapped source: files of any supported format to one canonical table, by their mapping."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from cctoolkit.errors import InputError, Problem
from cctoolkit.sources.files import RawFile, read
from cctoolkit.sources.mapping import Source
from cctoolkit.sources.pseudonyms import pseudonymised
from cctoolkit.sources.rawtable import tidy
from cctoolkit.sources.shape import Reading, Shaped, label_of, shape, vocabulary_of
from cctoolkit.sources.units import impossible_units
from cctoolkit.sources.unknown import Words, settle
from cctoolkit.tables.catalogue import CATALOGUE, Kind, Table
from cctoolkit.tables.dtypes import dtype_of

__all__ = ["FileRead", "Loaded", "Reading", "load"]

Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class FileRead:
    """One file of a source: fingerprint, rows that it holds, rows that the filters left out."""

    name: str
    sha256: str | None
    n_bytes: int | None
    n_rows: int
    n_left_out: int


@dataclass(frozen=True, slots=True)
class Loaded:
    """A canonical table as read.

    `frame` has every canonical column in catalogue order, then `raw_file` and `raw_line`; rows
    with a problem are not in it. `unclassified` lists the words that were let through: `word`,
    `column`, `n_rows`, `duration_ms`.
    """

    table: str
    frame: pd.DataFrame
    problems: tuple[Problem, ...]
    unclassified: pd.DataFrame
    files: tuple[FileRead, ...]


def load(
    source: Source, folder: Path, reading: Reading, progress: Progress | None = None
) -> Loaded:
    """Read the files of a source into its canonical table.

    Nothing is raised for what the files hold: every problem of every file and cell is in
    `problems`, and a bad cell hides neither other cells nor other columns. Times without offset
    show the clocks of the source's zone, or else of the engagement's.

    Parameters
    ----------
    source : Source
    folder : Path
        Engagement folder, below which `source.files` lies.
    reading : Reading
    progress : callable, optional
        Called after each file with its name and its number of rows.

    Returns
    -------
    Loaded
    """
    table = CATALOGUE[source.table]
    problems = list(_wrong_codes(source, reading, table))
    parts: list[Shaped] = []
    files: list[FileRead] = []
    for raw in read(source, folder):
        shaped = [_shaped(raw, i, source, reading) for i in range(len(raw.tables))]
        problems += [*raw.problems, *(found for part in shaped for found in part.problems)]
        files.append(_summary(raw, shaped))
        parts += shaped
        if progress is not None:
            progress(raw.name, files[-1].n_rows)
    frame = _joined(parts, table)
    is_bad = np.concatenate([np.zeros(0, bool), *(part.is_bad for part in parts)])
    is_bad |= _is_unlisted(frame, table)
    settled = settle(frame, _words(parts, source, reading), reading.max_unknown_share)
    problems += [*settled.problems, *_nothing_kept(source, files)]
    frame = frame[~(is_bad | settled.is_bad)].reset_index(drop=True)
    frame, collisions = _hidden(frame, table, reading.key)
    frame, doubted = impossible_units(source, frame)
    found = tuple(problems + collisions + doubted)
    return Loaded(table.name, frame, found, settled.unclassified, tuple(files))


def _shaped(raw: RawFile, i: int, source: Source, reading: Reading) -> Shaped:
    table = raw.tables[i]
    name = raw.name if len(raw.tables) == 1 else f"{raw.name}#{table.sheet}"
    return shape(table, source, reading, name)


def _summary(raw: RawFile, parts: Iterable[Shaped]) -> FileRead:
    n_rows, n_left_out = sum(part.n_rows for part in parts), sum(part.n_left_out for part in parts)
    return FileRead(raw.name, raw.sha256, raw.n_bytes, n_rows, n_left_out)


def _joined(parts: list[Shaped], table: Table) -> pd.DataFrame:
    """Put the parts one below the other; without any, an empty table of the same form."""
    names = list(dict.fromkeys(part.file for part in parts))
    if not parts:
        columns = {c.name: pd.Series(dtype=dtype_of(c.kind)) for c in table.columns}
        columns |= {"raw_file": pd.Series(dtype="category"), "raw_line": pd.Series(dtype="int64")}
        return pd.DataFrame(columns)
    frame = pd.concat([part.frame.drop(columns="raw_file") for part in parts], ignore_index=True)
    codes = np.repeat([names.index(part.file) for part in parts], [len(p.frame) for p in parts])
    frame.insert(len(table.columns), "raw_file", pd.Categorical.from_codes(codes, names))
    return frame


def _words(parts: list[Shaped], source: Source, reading: Reading) -> dict[str, Words]:
    """Return the unknown words of all parts by canonical column."""
    words = {}
    for name in dict.fromkeys(name for part in parts for name in part.words):
        rule = source.columns.get(name)
        nothing = [pd.Series(None, index=part.frame.index, dtype="str") for part in parts]
        each = [part.words.get(name, none) for part, none in zip(parts, nothing, strict=True)]
        word, label = pd.concat(each, ignore_index=True), (rule and label_of(rule)) or name
        vocabulary = vocabulary_of(rule, reading) if rule else None
        if vocabulary is None:
            listed = tuple(sorted(reading.aux_codes))
            words[name] = Words(word, label, listed, "aux_code_unknown")
        else:
            words[name] = Words(word, label, tuple(vocabulary))
    return words


def _wrong_codes(source: Source, reading: Reading, table: Table) -> Iterator[Problem]:
    """Yield a problem for each word that a vocabulary turns into no code of its column."""
    for name, rule in source.columns.items():
        column = table[name]
        if column.kind is not Kind.CODE:
            continue
        for word, meaning in (vocabulary_of(rule, reading) or {}).items():
            if meaning.code not in column.allowed:
                allowed = ", ".join(column.allowed)
                values = {"word": word, "target": name}
                yield Problem(
                    "vocabulary_code",
                    source.label,
                    column=label_of(rule),
                    found=meaning.code,
                    allowed=allowed,
                    values=values,
                )


def _is_unlisted(frame: pd.DataFrame, table: Table) -> np.ndarray:
    """Return the rows that a vocabulary gave no code of its column; the vocabulary is told of."""
    is_such = np.zeros(len(frame), bool)
    for column in table.columns:
        if column.allowed:
            values = frame[column.name]
            is_such |= (values.notna() & ~values.isin(column.allowed)).to_numpy(bool)
    return is_such


def _nothing_kept(source: Source, files: list[FileRead]) -> Iterator[Problem]:
    n_rows = sum(file.n_rows for file in files)
    if n_rows and n_rows == sum(file.n_left_out for file in files):
        for one in source.where:
            words = one.keep or tuple(f"≠ {word}" for word in one.drop or ())
            name = tidy(one.column)
            yield Problem("filter_leaves_none", source.label, column=name, found=", ".join(words))


def _hidden(
    frame: pd.DataFrame, table: Table, key: bytes | None
) -> tuple[pd.DataFrame, list[Problem]]:
    """Put pseudonyms in the place of people's identifiers."""
    if key is None:
        return frame, []
    problems: list[Problem] = []
    for name in table.of_kind(Kind.PERSON):
        try:
            frame[name] = pseudonymised(frame[name], key)
        except InputError as error:
            problems += error.problems
    return frame, problems
