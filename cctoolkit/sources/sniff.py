"""What an unknown file seems to be: format, encoding, separator, column names, decimal sign.

Nothing is decided in silence: where two answers fit, both are returned.
"""

from __future__ import annotations

import csv
import io
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from cctoolkit.errors import InputError, Problem
from cctoolkit.sources.dateformat import NUMERIC_DATE
from cctoolkit.sources.delimited import SEPARATORS, decodable
from cctoolkit.sources.files import not_read, read_file, seems, unpacked
from cctoolkit.sources.mapping import Source
from cctoolkit.sources.rawtable import RawTable, cell_text, stop, unreadable
from cctoolkit.sources.synonyms import FOOTERS, folded
from cctoolkit.sources.workbook import first_rows

N_LINES = 40
N_CELLS = 20_000
NUMBER = re.compile(r"[-+(]?[€$]? ?\d[\d.,' ]*[)%€]?")
BOTH_SIGNS = re.compile(r"\d([.,' ])\d{3}\D(?:.*\D)?\d+$|\d([.,' ])\d{3}([.,])\d+")
BARE = {"table": "clockings", "columns": {"agent_id": "1", "start_at": "1", "end_at": "1"}}


@dataclass(frozen=True)
class Sniffed:
    """One file or sheet as it seems to be.

    `settings` are those of a `Source` that were found; `candidates` has, by setting, the answers
    that all fit; `problem` says why nothing could be read.
    """

    path: Path
    settings: dict[str, object]
    candidates: dict[str, tuple[str, ...]] = field(default_factory=dict)
    table: RawTable | None = None
    problem: Problem | None = None


def sniff(path: Path, name: str) -> list[Sniffed]:
    """Return what a file seems to be, one answer per sheet of a workbook or table of a database."""
    try:
        found = list(_sniffed(path, name))
    except InputError as error:
        return [Sniffed(path, {"files": name}, problem=error.problems[0])]
    except OSError as error:
        return [Sniffed(path, {"files": name}, problem=unreadable(name, error))]
    return found or [Sniffed(path, {"files": name}, problem=Problem("table_empty", name))]


def decimal_signs(texts: Sequence[str]) -> tuple[tuple[str, ...], str | None]:
    """Return the decimal signs that fit all the numbers, and the thousands sign they show.

    Examples
    --------
    >>> decimal_signs(["1.234,50", "3,5"])
    ((',',), '.')
    >>> decimal_signs(["1.234", "12"])
    (('.', ','), None)
    """
    numbers = [re.sub(r"[^\d.,]", "", text) for text in texts if NUMBER.fullmatch(text)]
    signed = [number for number in numbers if re.search("[.,]", number)]
    if not signed:
        return (".",), None
    fitting = tuple(sign for sign in ".," if all(_fits(number, sign) for number in signed))
    sign = fitting[0] if len(fitting) == 1 else None
    other = {".": ",", ",": "."}.get(sign or "")
    shows = other is not None and any(other in number for number in signed)
    return fitting or (".", ","), other if shows else None


def _fits(number: str, decimal: str) -> bool:
    """Tell whether a number can be read with a decimal sign and the other one for thousands."""
    other = re.escape({".": ",", ",": "."}[decimal])
    whole = rf"\d{{1,3}}(?:{other}\d{{3}})+|\d+"
    return re.fullmatch(rf"(?:{whole})(?:{re.escape(decimal)}\d+)?", number) is not None


def _sniffed(path: Path, name: str) -> Iterator[Sniffed]:
    data = unpacked(path, name)
    seen = seems(data)
    if seen == "sqlite":
        yield from _sniff_database(path, name)
    elif seen == "xlsx":
        yield from _sniff_workbook(path, name, data)
    elif seen == "parquet":
        yield _read(path, {"files": name, "format": "parquet"}, {})
    elif seen is not None:
        raise not_read(name, seen, "csv")
    elif data.lstrip().startswith(b"{"):
        yield _read(path, {"files": name, "format": "jsonl"}, {})
    else:
        yield _sniff_text(path, name, data)


def _sniff_text(path: Path, name: str, data: bytes) -> Sniffed:
    candidates: dict[str, tuple[str, ...]] = {}
    encodings = decodable(data)
    if not encodings and b"\x00" in data[:4000]:
        raise stop("file_is_binary", name)
    encoding = encodings[0] if encodings else "latin-1"
    if not encodings:
        candidates["encoding"] = ("latin-1", "cp1252")
    text = data[: N_LINES * 2000].decode(encoding, "replace").removeprefix("\ufeff")
    separators = _separators(text)
    if len(separators) > 1:
        candidates["separator"] = separators
    rows = _first_rows(text, separators[0])
    settings = {"files": name, "format": "tsv" if separators[0] == "\t" else "csv"}
    if encoding != "utf-8":
        settings["encoding"] = encoding
    if separators[0] not in (",", "\t"):
        settings["separator"] = separators[0]
    return _read(path, settings, candidates, rows)


def _separators(text: str) -> tuple[str, ...]:
    """Return the signs that split most lines into the same number of cells, the best first."""
    scores = {}
    for sign in SEPARATORS:
        widths = Counter(len(row) for row in _first_rows(text, sign) if row)
        width, n_rows = max(widths.items(), key=lambda item: item[0] * item[1], default=(1, 0))
        if width > 1:
            scores[sign] = width * n_rows / max(sum(widths.values()), 1)
    if not scores:
        return (",",)
    ranked = sorted(scores, key=scores.get, reverse=True)
    return tuple(sign for sign in ranked if scores[sign] >= 0.9 * scores[ranked[0]])


def _first_rows(text: str, separator: str) -> list[list[str]]:
    lines = io.StringIO(text, newline=None).read()
    rows = csv.reader(io.StringIO(lines), delimiter=separator)
    found = []
    for row in rows:
        found.append(row)
        if len(found) == N_LINES:
            break
    return found


def _sniff_workbook(path: Path, name: str, data: bytes) -> Iterator[Sniffed]:
    sheets = first_rows(data, name, N_LINES)
    for sheet, grid in sheets.items():
        settings: dict[str, object] = {"files": name, "format": "xlsx"}
        if len(sheets) > 1:
            settings["sheet"] = sheet
        rows = [[cell_text(cell) or "" for cell in row] for row in grid]
        yield _read(path, settings, {}, rows)


def _sniff_database(path: Path, name: str) -> Iterator[Sniffed]:
    address = f"{path.resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as base:
        query = "select name from sqlite_master where type in ('table', 'view') order by name"
        try:
            tables = [row[0] for row in base.execute(query)]
        except sqlite3.DatabaseError as error:
            raise stop("file_damaged", name, format="sqlite") from error
    for table in tables:
        quoted = table.replace('"', '""')
        settings = {"files": name, "format": "sqlite", "query": f'select * from "{quoted}"'}
        yield _read(path, settings, {})


def _read(
    path: Path,
    settings: dict[str, object],
    candidates: dict[str, tuple[str, ...]],
    rows: list[list[str]] | None = None,
) -> Sniffed:
    """Read the file as it seems to be, and look at its numbers."""
    if rows is not None:
        header = _header_line(rows)
        if header is None:
            candidates = candidates | {"header_line": tuple(map(str, range(1, len(rows) + 1)))[:5]}
        elif header != 1:
            settings = settings | {"header_line": header}
    source = Source(**BARE, **settings)
    file = read_file(path, source, str(settings["files"]))
    if not file.tables:
        return Sniffed(path, settings, candidates, problem=file.problems[0])
    table = file.tables[0]
    footer = _footer(table, file.problems)
    if footer:
        settings = settings | {"stop_at": footer}
        table = read_file(path, Source(**BARE, **settings), table.file).tables[0]
    signs, thousands = decimal_signs(_numeric_texts(table))
    if len(signs) > 1:
        candidates = candidates | {"decimal": signs}
    elif signs[0] != ".":
        settings = settings | {"decimal": signs[0]}
    if thousands:
        settings = settings | {"thousands": thousands}
    return Sniffed(path, settings, candidates, table)


def _header_line(rows: list[list[str]]) -> int | None:
    """Return the first line that is as wide as the table and holds nothing but names."""
    widths = [sum(bool(cell.strip()) for cell in row) for row in rows]
    if not any(widths):
        return 1
    usual = max(Counter(width for width in widths if width).items(), key=lambda w: w[0] * w[1])[0]
    for i, row in enumerate(rows):
        names = [cell.strip() for cell in row if cell.strip()]
        if len(names) >= max(usual * 0.8, 1) and not any(map(_is_value, names)):
            return i + 1
    return None


def _is_value(text: str) -> bool:
    is_number = NUMBER.fullmatch(text) or NUMERIC_DATE.fullmatch(text)
    return bool(is_number or re.fullmatch(r"\d{1,3}:\d{2}(:\d{2}.*)?", text))


def _footer(table: RawTable, problems: Sequence[Problem]) -> str | None:
    """Return the text with which a line of totals begins, if the table ends in one."""
    if not len(table.cells):
        return None
    first = table.cells.iloc[-1, 0]
    if isinstance(first, str) and folded(first).startswith(FOOTERS):
        return first.strip()
    return None


def _numeric_texts(table: RawTable) -> list[str]:
    cells = table.cells.head(N_CELLS // max(table.cells.shape[1], 1))
    found: list[str] = []
    for name in cells:
        texts = cells[name].dropna().str.strip()
        texts = texts[texts != ""].drop_duplicates()
        if len(texts) and texts.str.fullmatch(NUMBER.pattern).all() and not _is_identifier(texts):
            found += texts.tolist()
    return found


def _is_identifier(texts: pd.Series) -> bool:
    return bool(texts.str.startswith("0").any() and not texts.str.contains("[.,]").any())
