"""XLSX workbooks: typed cells as text, merged headers named, and what calamine passes over.

calamine gives an empty cell for an error such as #REF! and for a formula whose result was never
stored. Both would be read as "no value", so they are looked up in the sheet itself.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from fnmatch import fnmatchcase
from xml.etree import ElementTree

import numpy as np
import pandas as pd

from cctoolkit.sources.mapping import Source
from cctoolkit.sources.rawtable import RawTable, body, cell_text, column_names, nearest, stop

RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
CELL = re.compile(
    rb"<c ([^>]*)>(?:<f[^>]*?(?:/>|>([^<]*)</f>))?\s*(?:<v ?/>|<v>([^<]*)</v>)?\s*</c>"
)
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    ElementTree.ParseError,
)
"""What the reading of a spoilt archive from memory may end in."""
REFERENCE = re.compile(rb'\br="([A-Z]+)(\d+)"')
CELL_TYPE = re.compile(rb'\bt="(\w+)"')


def read_workbook(data: bytes, source: Source, file: str) -> list[RawTable]:
    """Read the sheets that the mapping names, or the only one there is.

    Raises
    ------
    InputError
        If the workbook is damaged, has no such sheet, or has several and none is named.
    """
    with _sound(file):
        book = _opened(data, file)
        sheets = [(name, book.get_sheet_by_name(name)) for name in _chosen(book, source, file)]
        grids = [(name, sheet.to_python(skip_empty_area=False), sheet) for name, sheet in sheets]
        parts = _sheet_parts(data)
    tables = []
    for name, grid, sheet in grids:
        lost = _lost_cells(data, parts.get(name))
        merged = sheet.merged_cell_ranges or []
        tables.append(_table(grid, merged, lost, source, file, name))
    return tables


def first_rows(data: bytes, file: str, n_rows: int) -> dict[str, list[list]]:
    """Return the first rows of each visible worksheet that holds anything."""
    with _sound(file):
        book = _opened(data, file)
        return {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=n_rows)
            for name in _filled(book)
        }


def _opened(data: bytes, file: str):
    """Open a workbook; calamine takes one whose list of sheets is spoilt for one without sheets."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    if not book.sheet_names:
        raise stop("file_damaged", file, format="xlsx")
    return book


@contextmanager
def _sound(file: str) -> Iterator[None]:
    """Turn what is said of a workbook that cannot be opened, or is not whole, into a problem."""
    from python_calamine import CalamineError, PasswordError

    try:
        yield
    except PasswordError as error:
        raise stop("file_locked", file) from error
    except (CalamineError, *DAMAGE) as error:
        raise stop("file_damaged", file, format="xlsx") from error


def _filled(book) -> list[str]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    visible = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]
    return [name for name in visible if book.get_sheet_by_name(name).end is not None]


def _chosen(book, source: Source, file: str) -> list[str]:
    if source.sheet is None:
        filled = _filled(book)
        if len(filled) > 1:
            raise stop("sheet_undeclared", file, allowed=", ".join(filled))
        return filled or book.sheet_names[:1]
    names = [name for name in book.sheet_names if name == source.sheet] or [
        name for name in book.sheet_names if fnmatchcase(name, source.sheet)
    ]
    if not names:
        allowed = nearest(source.sheet, book.sheet_names, 10)
        raise stop("sheet_missing", file, found=source.sheet, allowed=allowed)
    return names


def _table(
    grid: list[list], merged: list, lost: dict, source: Source, file: str, sheet: str
) -> RawTable:
    for (row, column), text in lost.items():
        if row < len(grid) and column < len(grid[row]):
            grid[row][column] = text
    is_blank = np.array([all(cell == "" for cell in row) for row in grid], bool)
    if source.header_line > len(grid) or not len(grid):
        raise stop("header_missing", file, sheet=sheet, header_line=source.header_line)
    names, twice = _header(grid, merged, source)
    rows = body(is_blank, source.header_line, _stop_row(grid, source), source.skip_footer)
    cells, dated = {}, {}
    for i, name in enumerate(names):
        column = [grid[row][i] for row in rows]
        is_date = np.array([isinstance(cell, date) for cell in column], bool)
        if is_date.any():
            dated[name] = is_date
        texts = [cell_text(cell, source.decimal) for cell in column]
        cells[name] = pd.Series(texts, dtype="str")
    frame = pd.DataFrame(cells, index=range(len(rows)))
    return RawTable(file, frame, rows + 1, sheet, twice, dated)


def _header(grid: list[list], merged: list, source: Source) -> tuple[list[str], dict]:
    if source.header_line == 0:
        return [str(i) for i in range(1, len(grid[0]) + 1)], {}
    row = source.header_line - 1
    header = [cell_text(cell, source.decimal) for cell in grid[row]]
    for (top, left), (bottom, right) in merged:
        if top <= row <= bottom:
            title = cell_text(grid[top][left], source.decimal)
            header[left : right + 1] = [title] * (min(right + 1, len(header)) - left)
    return column_names(header)


def _stop_row(grid: list[list], source: Source) -> int | None:
    if source.stop_at is None:
        return None
    for i, row in enumerate(grid[source.header_line :], source.header_line):
        if cell_text(row[0], source.decimal).strip().startswith(source.stop_at):
            return i
    return None


def _sheet_parts(data: bytes) -> dict[str, str]:
    """Return the part of the archive in which each sheet lies, after testing them all.

    calamine reads on where a part is not what its checksum says.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        spoilt = archive.testzip()
        if spoilt is not None:
            raise zipfile.BadZipFile(spoilt)
        try:
            book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
            links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        except KeyError:
            return {}
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    return {
        sheet.get("name", ""): _part(targets.get(sheet.get(RELATION), ""))
        for sheet in book.iter()
        if sheet.tag.endswith("}sheet")
    }


def _part(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _lost_cells(data: bytes, part: str | None) -> dict[tuple[int, int], str]:
    """Return the errors and the formulas without result of a sheet, by row and column."""
    if part is None:
        return {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        try:
            xml = archive.read(part)
        except KeyError:
            return {}
    return dict(_lost(xml)) if b't="e"' in xml or b"<f" in xml else {}


def _lost(xml: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    for match in CELL.finditer(xml):
        attributes, formula, value = match.groups()
        kind = CELL_TYPE.search(attributes)
        reference = REFERENCE.search(attributes)
        if reference is None:
            continue
        if kind and kind[1] == b"e":
            yield _position(reference), (value or b"#N/A").decode()
        elif b"<f" in match[0] and not value and not (kind and kind[1] == b"str"):
            yield _position(reference), f"={(formula or b'').decode()}"


def _position(reference: re.Match[bytes]) -> tuple[int, int]:
    column = 0
    for char in reference[1]:
        column = column * 26 + char - 64
    return int(reference[2]) - 1, column - 1
