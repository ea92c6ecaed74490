"""Writing of raw files as systems export them, with the control totals of each one."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from cctoolkit.sample.calendar import Calendar

SPANISH_TIME = "%d/%m/%Y %H:%M:%S"
FIXED_STAMP = (2026, 1, 1, 0, 0, 0)


class RawFiles:
    """The raw folder: appends rows to files and keeps rows and sums of each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.totals: dict[str, dict[str, object]] = {}

    def append(
        self,
        path: str,
        columns: Mapping[str, Iterable],
        *,
        separator: str = ";",
        encoding: str = "cp1252",
        title: str | None = None,
        sums: Mapping[str, np.ndarray] | None = None,
    ) -> None:
        """Append rows to a delimited file; `sums` are control columns in milliseconds or counts."""
        table = pa.table({name: as_text(values) for name, values in columns.items()})
        if path not in self.totals:
            heading = (title + "\n" if title else "") + separator.join(columns) + "\n"
            self._write(path, heading.encode(encoding), "wb")
        sink = io.BytesIO()
        options = pa_csv.WriteOptions(
            include_header=False, delimiter=separator, quoting_style="none"
        )
        pa_csv.write_csv(table, sink, options)
        self._write(path, sink.getvalue().decode().encode(encoding), "ab")
        self._count(path, table.num_rows, sums or {})

    def append_lines(self, path: str, lines: pa.Array, sums: Mapping[str, np.ndarray]) -> None:
        """Append lines to a UTF-8 text file."""
        text = "".join(line + "\n" for line in lines.to_pylist())
        self._write(path, text.encode(), "ab" if path in self.totals else "wb")
        self._count(path, len(lines), sums)

    def close_with(self, path: str, line: str, encoding: str = "cp1252") -> None:
        """Write the total line that some reports end with."""
        self._write(path, (line + "\n").encode(encoding), "ab")

    def workbook(
        self,
        path: str,
        sheets: Mapping[str, Sequence[Sequence[object]]],
        *,
        n_heading: int = 1,
        n_footer: int = 0,
        sums: Mapping[str, object] | None = None,
    ) -> None:
        """Write a workbook whose bytes depend on its cells alone."""
        self._write(path, workbook_bytes(sheets), "wb")
        for name, rows in sheets.items():
            self._count(f"{path}#{name}", len(rows) - n_heading - n_footer, sums or {})

    def _write(self, path: str, data: bytes, mode: str) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open(mode) as file:
            file.write(data)

    def _count(self, path: str, n_rows: int, sums: Mapping[str, object]) -> None:
        totals = self.totals.setdefault(path, {"n_rows": 0})
        totals["n_rows"] += n_rows
        for name, values in sums.items():
            if isinstance(values, np.ndarray):
                totals[name] = totals.get(name, 0) + int(values.sum())
            else:
                totals[name] = values


def workbook_bytes(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """Serialise sheets; the stamps that openpyxl and zip would add are fixed."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([excel_value(cell) for cell in row])
    raw = io.BytesIO()
    book.save(raw)
    return without_stamps(raw.getvalue())


def excel_value(cell: object) -> object:
    """Let dates pass as dates and numpy numbers as numbers."""
    return cell.item() if isinstance(cell, np.generic) else cell


def without_stamps(data: bytes) -> bytes:
    """Rewrite a zip archive with fixed times."""
    fixed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"2026-01-01T00:00:00Z", content)
            entry = zipfile.ZipInfo(name, FIXED_STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
    return fixed.getvalue()


def as_text(values: Iterable) -> pa.Array:
    """Column of text: arrays pass, lists are taken as they are written."""
    if isinstance(values, pa.Array | pa.ChunkedArray):
        return values
    if isinstance(values, np.ndarray) and values.dtype.kind in "iu":
        return pc.cast(pa.array(values), pa.string())
    return pa.array([None if value is None else str(value) for value in values], pa.string())


@cache
def clock_words(form: str) -> pa.Array:
    """Every second of a day in a form; looking words up is ten times faster than formatting."""
    seconds = pa.array(np.arange(86_400)).cast(pa.timestamp("s"))
    return pc.strftime(seconds, form)


def local_text(
    calendar: Calendar, instants_ms: np.ndarray, form: str = SPANISH_TIME, missing=None
) -> pa.Array:
    """Local wall time of instants, as a date and a clock time; empty where `missing`."""
    date_form, _, clock_form = form.partition(" ")
    days, seconds = np.divmod(calendar.local_ms(instants_ms) // 1000, 86_400)
    dates = date_words(days, date_form)
    text = (
        dates
        if not clock_form
        else pc.binary_join_element_wise(
            dates, clock_words(clock_form).take(pa.array(seconds)), " "
        )
    )
    return blanked(text, missing)


def date_words(days: np.ndarray, form: str) -> pa.Array:
    """Dates, given as days since 1970, in a form."""
    unique, place = np.unique(days, return_inverse=True)
    words = pc.strftime(pa.array(unique * 86_400).cast(pa.timestamp("s")), form)
    return words.take(pa.array(place))


def clock_of(calendar: Calendar, instants_ms: np.ndarray) -> pa.Array:
    """Local clock time, hours and minutes."""
    return clock_words("%H:%M").take(pa.array(calendar.local_ms(instants_ms) // 1000 % 86_400))


def blanked(text: pa.Array, missing: np.ndarray | None) -> pa.Array:
    """Empty cells where `missing`."""
    if missing is None:
        return text
    return pc.if_else(pa.array(missing), pa.scalar(None, pa.string()), text)


def iso_text(calendar: Calendar, instants_ms: np.ndarray, missing=None) -> pa.Array:
    """ISO 8601 with milliseconds and the offset of the moment."""
    local = calendar.local_ms(instants_ms)
    days, seconds = np.divmod(local // 1000, 86_400)
    hours = calendar.offset_ms(instants_ms) // 3_600_000
    clocks = clock_words("%H:%M:%S").take(pa.array(seconds))
    offsets = chosen([f"+{hour:02d}:00" for hour in range(15)], hours)
    stamps = pc.binary_join_element_wise(date_words(days, "%Y-%m-%d"), clocks, "T")
    parts = (stamps, pc.binary_join_element_wise(whole_text(local % 1000, 3), offsets, ""))
    return blanked(pc.binary_join_element_wise(*parts, "."), missing)


def decimal_text(values_ms: np.ndarray, missing=None) -> pa.Array:
    """Seconds with a tenth, as "18,4"."""
    tenths = values_ms // 100
    return pc.binary_join_element_wise(
        whole_text(tenths // 10, missing=missing), whole_text(tenths % 10), ","
    )


def clock_text(values_ms: np.ndarray) -> pa.Array:
    """Durations as H:MM:SS."""
    seconds = values_ms // 1000
    return pc.binary_join_element_wise(
        whole_text(seconds // 3600),
        whole_text(seconds // 60 % 60, 2),
        whole_text(seconds % 60, 2),
        ":",
    )


def whole_text(values: np.ndarray, width: int = 0, missing=None) -> pa.Array:
    """Integers, with zeros in front when a width is given."""
    text = pc.cast(pa.array(values, mask=missing), pa.string())
    return pc.utf8_lpad(text, width, "0") if width else text


def chosen(words: Sequence[str], index: np.ndarray, missing=None) -> pa.Array:
    """Words by position."""
    return pa.array(list(words), pa.string()).take(pa.array(index, mask=missing))


def spanish_date(day: date | None) -> str | None:
    """Date as 31/01/2026."""
    return None if day is None else f"{day:%d/%m/%Y}"


def excel_date(day: date | None) -> datetime | None:
    """Date as a spreadsheet stores it."""
    return None if day is None else datetime(day.year, day.month, day.day)


def comma(number: object) -> str:
    """Number with a decimal comma."""
    return str(number).replace(".", ",")
