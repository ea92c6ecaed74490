"""CSV and TSV: decoded as declared, split into cells, each row with its line.

pyarrow splits a file whose quotation marks all stand where the standard wants them, because then
its rows can be counted exactly; any other file is split by Python's own reader, slower and more
tolerant. Both give the same cells, which a test holds.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import csv as arrow_csv

from cctoolkit.errors import Problem
from cctoolkit.sources.mapping import Source
from cctoolkit.sources.rawtable import RawTable, body, column_names, stop, tidy

CANDIDATES = ("utf-8", "cp1252", "latin-1", "utf-16")
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SEPARATORS = (";", "\t", ",", "|")
NEWLINE, QUOTE = 10, 34
CONTROLS = re.compile("[\x80-\x9f]")
BLOCK_BYTES = 1 << 23


class Layout(NamedTuple):
    """Where the rows of a file begin and end, how many cells each has, whether all are empty."""

    starts: np.ndarray
    ends: np.ndarray
    n_cells: np.ndarray
    is_blank: np.ndarray


def read_delimited(data: bytes, source: Source, file: str) -> RawTable:
    """Read the bytes of a CSV or TSV file.

    Raises
    ------
    InputError
        If the file is not in the declared encoding, has no line of column names, or a quotation
        mark never closes.
    """
    text = decoded(data, source.encoding, file).replace("\r\n", "\n").replace("\r", "\n")
    separator = source.separator or ("\t" if source.format == "tsv" else ",")
    plain = text.encode()
    found = layout(plain, separator) if separator.isascii() else None
    table = found and _by_arrow(plain, found, source, separator, file)
    return table or _by_hand(text, source, separator, file)


def decoded(data: bytes, encoding: str, file: str) -> str:
    """Return the text of a file, refusing an encoding that cannot be the right one."""
    for bom, true_encoding in BOMS:
        if data.startswith(bom):
            _refuse_other(data, encoding, true_encoding, file)
            encoding = "utf-8-sig" if true_encoding == "utf-8" else "utf-16"
    _refuse_wide(data, encoding, file)
    try:
        text = data.decode(encoding)
    except LookupError as error:
        raise stop("encoding_unknown", file, found=encoding, allowed=_list(CANDIDATES)) from error
    except UnicodeError as error:
        raise _undecodable(data, encoding, error, file) from error
    _refuse_doubtful(data, encoding, text, file)
    _refuse_zeros(text, file)
    return text


def decodable(data: bytes) -> list[str]:
    """Return the encodings, the strictest first, that read all of a file without debris."""
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return [encoding]
    wide = _wide(data)
    if wide is not None:
        return [wide] if _reads(data, wide) else []
    if _reads(data, "utf-8"):
        return ["utf-8"]
    return [encoding for encoding in CANDIDATES[:3] if _reads(data, encoding)]


def _wide(data: bytes) -> str | None:
    """Return which UTF-16 text without a mark seems to be: every other byte is zero or nearly."""
    head = data[:4000]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) <= len(head) // 4:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def layout(data: bytes, separator: str) -> Layout | None:
    """Return where the rows and cells of UTF-8 text lie, or None if its quotes are irregular."""
    array = np.frombuffer(data, np.uint8)
    quotes = np.flatnonzero(array == QUOTE)
    if not _is_regular(array, quotes, ord(separator)):
        return None
    newlines = _outside(np.flatnonzero(array == NEWLINE), quotes)
    separators = _outside(np.flatnonzero(array == ord(separator)), quotes)
    if not data.endswith(b"\n") and data:
        newlines = np.append(newlines, len(data))
    starts = np.append(0, newlines[:-1] + 1)[: len(newlines)]
    n_cells = np.diff(np.searchsorted(separators, np.append(starts, len(data)))) + 1
    n_quotes = np.diff(np.searchsorted(quotes, np.append(starts, len(data))))
    is_blank = newlines - starts == n_cells - 1 + n_quotes
    for row in np.flatnonzero(is_blank & (n_quotes > 0)):
        # A cell may hold nothing but a quotation mark.
        line = data[starts[row] : newlines[row]].decode()
        is_blank[row] = not any(next(_reader(line, separator, strict=False)))
    return Layout(starts, newlines, n_cells, is_blank)


def _is_regular(array: np.ndarray, quotes: np.ndarray, separator: int) -> bool:
    """Tell whether quotes open only at the start of a cell and close only at its end."""
    if len(quotes) % 2:
        return False
    around = np.concatenate([[NEWLINE], array, [NEWLINE]])
    may_touch = np.array([separator, NEWLINE, QUOTE], np.uint8)
    opens, closes = around[quotes[::2]], around[quotes[1::2] + 2]
    return bool(np.isin(opens, may_touch).all() and np.isin(closes, may_touch).all())


def _outside(positions: np.ndarray, quotes: np.ndarray) -> np.ndarray:
    if not len(quotes):
        return positions
    return positions[np.searchsorted(quotes, positions) % 2 == 0]


def _by_arrow(
    data: bytes, found: Layout, source: Source, separator: str, file: str
) -> RawTable | None:
    is_blank = found.is_blank
    header = _cells_at(data, found, _header_row(is_blank, source, file), separator)
    stop_row = _stop_row(data, found.starts, source)
    rows = body(is_blank, source.header_line, stop_row, source.skip_footer)
    names, twice = _names(header, source)
    is_whole = found.n_cells[rows] == len(names)
    texts = _parse(data, found, rows, len(names), separator)
    if texts is None:
        return None
    cells = pd.DataFrame(dict(zip(names, texts, strict=True)), index=range(int(is_whole.sum())))
    ragged = _ragged(rows[~is_whole], found.n_cells, len(names), file)
    return RawTable(file, cells, rows[is_whole] + 1, twice=twice, problems=ragged)


def _parse(
    data: bytes, found: Layout, rows: np.ndarray, width: int, separator: str
) -> list[pd.Series] | None:
    """Return the columns of the whole rows among `rows`, or None if pyarrow counts differently."""
    if not len(rows):
        return [pd.Series(dtype="str")] * width
    first, last = rows[0], rows[-1]
    slab = pa.py_buffer(data).slice(found.starts[first], found.ends[last] - found.starts[first])
    names = [str(i) for i in range(width)]
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(slab),
            arrow_csv.ReadOptions(column_names=names, block_size=BLOCK_BYTES),
            arrow_csv.ParseOptions(
                delimiter=separator,
                newlines_in_values=b'"' in data,
                invalid_row_handler=lambda row: "skip",
            ),
            arrow_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string())),
        )
    except pa.ArrowInvalid:
        return None
    span = np.arange(first, last + 1)
    span = span[(found.n_cells[span] == width) & (found.ends[span] > found.starts[span])]
    if table.num_rows != len(span):
        return None
    table = table.filter(pa.array(np.isin(span, rows)))
    return [table.column(name).to_pandas().astype("str") for name in names]


def _by_hand(text: str, source: Source, separator: str, file: str) -> RawTable:
    rows = _split(text, separator, file)
    is_blank = np.array([not any(row) for row in rows], bool)
    header = rows[_header_row(is_blank, source, file)]
    names, twice = _names(header, source)
    wanted = body(is_blank, source.header_line, _stop_of(rows, source), source.skip_footer)
    n_cells = np.array([len(row) for row in rows])
    is_whole = n_cells[wanted] == len(names)
    columns = zip(*(rows[i] for i in wanted[is_whole]), strict=True)
    filled = dict(zip(names, columns, strict=True)) if is_whole.any() else dict.fromkeys(names, ())
    cells = pd.DataFrame({name: pd.Series(column, dtype="str") for name, column in filled.items()})
    ragged = _ragged(wanted[~is_whole], n_cells, len(names), file)
    return RawTable(file, cells, wanted[is_whole] + 1, twice=twice, problems=ragged)


def _split(text: str, separator: str, file: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        rows.extend(_reader(text, separator, strict=True))
    except csv.Error as error:
        if "end of data" in str(error) or "field limit" in str(error):
            raise stop("quote_unclosed", file, line=len(rows) + 1) from error
        rows = list(_reader(text, separator, strict=False))
    return rows


def _reader(text: str, separator: str, strict: bool):
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=strict)


def _header_row(is_blank: np.ndarray, source: Source, file: str) -> int:
    """Return the position of the column names, or without them of the first row."""
    filled = np.flatnonzero(~is_blank)
    row = source.header_line - 1
    if source.header_line == 0 and len(filled):
        row = int(filled[0])
    if row not in filled:
        raise stop("header_missing", file, header_line=source.header_line)
    return row


def _names(header: Sequence[str], source: Source) -> tuple[list[str], dict[str, tuple[str, ...]]]:
    if source.header_line == 0:
        return [str(i) for i in range(1, len(header) + 1)], {}
    return column_names(header)


def _cells_at(data: bytes, found: Layout, row: int, separator: str) -> list[str]:
    line = data[found.starts[row] : found.ends[row]].decode()
    return next(_reader(line, separator, strict=False))


def _stop_row(data: bytes, starts: np.ndarray, source: Source) -> int | None:
    if source.stop_at is None:
        return None
    first = starts[source.header_line] if source.header_line < len(starts) else len(data)
    sought = re.compile(rb'^"?\s*' + re.escape(source.stop_at.encode()), re.MULTILINE)
    for match in sought.finditer(data, first):
        row = int(np.searchsorted(starts, match.start()))
        if row < len(starts) and starts[row] == match.start():
            return row
    return None


def _stop_of(rows: list[list[str]], source: Source) -> int | None:
    if source.stop_at is None:
        return None
    for i, row in enumerate(rows[source.header_line :], source.header_line):
        if row and row[0].strip().startswith(source.stop_at):
            return i
    return None


def _ragged(rows: np.ndarray, n_cells: np.ndarray, width: int, file: str) -> tuple[Problem, ...]:
    return tuple(
        Problem(
            "row_too_long" if n_cells[row] > width else "row_too_short",
            file,
            line=int(row) + 1,
            found=str(n_cells[row]),
            allowed=str(width),
        )
        for row in rows
    )


def _refuse_other(data: bytes, declared: str, true_encoding: str, file: str) -> None:
    """Refuse a declared encoding that the file's own mark contradicts."""
    names = {"utf-8": ("utf8", "utf8sig"), "utf-16": ("utf16", "utf16le", "utf16be")}
    if re.sub(r"[-_]", "", declared.lower()) not in names[true_encoding]:
        mark = data[:3].hex(" ")
        raise stop(
            "encoding_wrong",
            file,
            line=1,
            found=mark,
            byte=1,
            encoding=declared,
            allowed=true_encoding,
        )


def _refuse_wide(data: bytes, declared: str, file: str) -> None:
    """Refuse UTF-16 without a mark that is declared to be something else, or the other way."""
    wide = None if data.startswith(tuple(bom for bom, _ in BOMS)) else _wide(data)
    declared_as = re.sub(r"[-_]", "", declared.lower())
    if wide is None or declared_as == wide.replace("-", ""):
        return
    # Without a mark the name alone means the order of bytes of most machines.
    if declared_as == "utf16" and wide == "utf-16-le":
        return
    at = data.index(0)
    fields = {"line": 1, "found": "0x00", "byte": at + 1, "encoding": declared, "allowed": wide}
    raise stop("encoding_wrong", file, **fields)


def _refuse_zeros(text: str, file: str) -> None:
    at = text.find("\0")
    if at >= 0:
        line = text.count("\n", 0, at) + 1
        raise stop("zero_bytes", file, line=line, n_bytes=text.count("\0"))


def _undecodable(data: bytes, encoding: str, error: UnicodeError, file: str):
    at = getattr(error, "start", 0)
    return stop(
        "encoding_wrong",
        file,
        line=data.count(b"\n", 0, at) + 1,
        found=f"0x{data[at : at + 1].hex()}",
        byte=at + 1,
        encoding=encoding,
        allowed=_list(decodable(data)),
    )


def _refuse_doubtful(data: bytes, encoding: str, text: str, file: str) -> None:
    """Refuse an encoding that reads anything, where its result shows that it is the wrong one."""
    if data.isascii() or len(text) != len(data):
        return
    better = decodable(data)[:1]
    if better == ["utf-8"]:
        at = next(i for i, byte in enumerate(data) if byte > 127)
    elif better and (control := CONTROLS.search(text)):
        at = control.start()
    else:
        return
    raise stop(
        "encoding_doubtful",
        file,
        line=text.count("\n", 0, at) + 1,
        found=_sample(data, at, encoding),
        allowed=better[0],
        encoding=encoding,
        other=_sample(data, at, better[0]),
    )


def _sample(data: bytes, at: int, encoding: str) -> str:
    first = max(data.rfind(b"\n", 0, at) + 1, at - 12)
    return tidy(data[first : at + 12].split(b"\n")[0].decode(encoding, "replace"))


def _reads(data: bytes, encoding: str) -> bool:
    try:
        text = data.decode(encoding)
    except UnicodeError:
        return False
    return CONTROLS.search(text) is None


def _list(names: Sequence[str]) -> str:
    return ", ".join(names) or "–"
