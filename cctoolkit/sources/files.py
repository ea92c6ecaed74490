"""Raw files to raw tables: finds the files of a source, hands each to the reader of its format."""

from __future__ import annotations

import gzip
import hashlib
import stat
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cctoolkit.errors import InputError, Problem
from cctoolkit.sources.database import read_postgresql, read_sqlite
from cctoolkit.sources.delimited import read_delimited
from cctoolkit.sources.mapping import Source
from cctoolkit.sources.rawtable import RawTable, nearest, stop, unreadable
from cctoolkit.sources.records import read_json_lines, read_parquet
from cctoolkit.sources.workbook import read_workbook

SIGNATURES = (
    (b"PK\x03\x04", "xlsx"),
    (b"PAR1", "parquet"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"\xd0\xcf\x11\xe0", "xls"),
    (b"%PDF", "PDF"),
)
OTHER = {"xls": "file_is_old_workbook", "markup": "file_is_markup"}
MARKUP = (b"<html", b"<!doctype html", b"<table", b"<?xml")
BINARY = ("xlsx", "parquet", "sqlite")


@dataclass(frozen=True)
class RawFile:
    """One file as received: its tables, what is wrong with it, and its fingerprint."""

    name: str
    tables: tuple[RawTable, ...] = ()
    problems: tuple[Problem, ...] = ()
    sha256: str | None = None
    n_bytes: int | None = None


def read(source: Source, folder: Path) -> Iterator[RawFile]:
    """Read every file of a source, one after the other.

    A file that cannot be read is yielded with its problem and without tables.

    Parameters
    ----------
    source : Source
        `files` is a path or a pattern below `folder`.
    folder : Path
        Engagement folder.
    """
    if source.files is None:
        yield _guarded(source.database_env or "", lambda: [read_postgresql(source, source.label)])
        return
    paths = find(source.files, folder)
    if not paths:
        yield RawFile(source.files, problems=(_not_there(source.files, folder),))
    for path in paths:
        yield read_file(path, source, _name(path, folder))


def read_file(path: Path, source: Source, name: str | None = None) -> RawFile:
    """Read one file in the format that the source declares; `.gz` is unpacked on the way."""
    name = name or path.name
    if source.format == "sqlite":
        return _guarded(name, lambda: [_database(path, source, name)], path)
    return _guarded(name, lambda: _tables(path, source, name), path)


def find(pattern: str, folder: Path) -> list[Path]:
    """Return the files that a path or pattern names, sorted; locks of open workbooks left out."""
    plain = folder / pattern
    if _is_file(plain):
        return [plain]
    anchor = Path(pattern).anchor
    root = Path(anchor) if anchor else folder
    try:
        found = sorted(root.glob(pattern.removeprefix(anchor)))
    except (ValueError, IndexError):  # no pattern at all
        return []
    return [path for path in found if _is_file(path) and not path.name.startswith((".", "~$"))]


def unpacked(path: Path, name: str) -> bytes:
    """Return the bytes of a file, without its gzip wrapping."""
    data = path.read_bytes()
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        raise stop("file_damaged", name, format="gzip") from error


def seems(data: bytes) -> str | None:
    """Return what a file is by its first bytes, or None if they are plain text."""
    for signature, what in SIGNATURES:
        if data.startswith(signature):
            return what
    head = data[:200].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return "markup" if head.startswith(MARKUP) else None


def not_read(name: str, seen: str | None, fmt: str) -> InputError:
    """Return the error of a file that is something else than its mapping says."""
    if seen is None:
        return stop("file_is_text", name, format=fmt)
    if seen in OTHER:
        return stop(OTHER[seen], name, format=fmt)
    return stop("file_format", name, found=seen, format=fmt)


def _tables(path: Path, source: Source, name: str) -> list[RawTable]:
    data = unpacked(path, name)
    seen = seems(data)
    if seen != (source.format if source.format in BINARY else None):
        _refuse(data, seen, source, name)
    if source.format == "xlsx":
        return read_workbook(data, source, name)
    readers = {"jsonl": read_json_lines, "parquet": read_parquet}
    return [readers.get(source.format, read_delimited)(data, source, name)]


def _database(path: Path, source: Source, name: str) -> RawTable:
    with path.open("rb") as file:
        head = file.read(200)
    if seems(head) != "sqlite":
        _refuse(head, seems(head), source, name)
    return read_sqlite(path, source, name)


def _refuse(data: bytes, seen: str | None, source: Source, name: str) -> None:
    if not data:
        raise stop("file_damaged", name, format=source.format)
    raise not_read(name, seen, source.format)


def _guarded(name: str, read_tables, path: Path | None = None) -> RawFile:
    """Read a file; an error of the file, or of the system that holds it, becomes its problem."""
    sha256 = n_bytes = None
    try:
        if path is not None:
            with path.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            n_bytes = path.stat().st_size
        tables = tuple(read_tables())
    except InputError as error:
        return RawFile(name, (), error.problems, sha256, n_bytes)
    except OSError as error:
        return RawFile(name, (), (unreadable(name, error),), sha256, n_bytes)
    problems = [problem for table in tables for problem in table.problems]
    problems += [_empty(table) for table in tables if _is_empty(table)]
    return RawFile(name, tables, tuple(problems), sha256, n_bytes)


def _is_empty(table: RawTable) -> bool:
    return not len(table.cells) and not table.problems


def _empty(table: RawTable) -> Problem:
    return Problem("table_empty", table.file, table.sheet)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except PermissionError:  # in a folder that may not be entered
        return False


def _not_there(pattern: str, folder: Path) -> Problem:
    """Say why a pattern names no file: it is a folder, nobody may look there, or it is nowhere."""
    path = folder / pattern
    try:
        if stat.S_ISDIR(path.stat().st_mode):
            return Problem("file_is_folder", pattern)
    except PermissionError as error:
        return unreadable(pattern, error)
    except (OSError, ValueError):  # not there, or a pattern that the system takes for no path
        pass
    try:
        names = sorted(each.name for each in path.parent.iterdir())
    except PermissionError as error:
        if set(pattern) & set("*?["):
            return unreadable(pattern, error)
        names = []
    except (OSError, ValueError):
        names = []
    return Problem("file_missing", pattern, allowed=nearest(path.name, names))


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.as_posix()
