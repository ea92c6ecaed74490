"""JSON lines and Parquet: named values, nested ones joined by a point, every one as text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from io import BytesIO

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from cctoolkit.errors import Problem
from cctoolkit.sources.delimited import decoded
from cctoolkit.sources.mapping import Source
from cctoolkit.sources.rawtable import RawTable, cell_text, column_names, stop

HALF_CHARACTER = re.compile(r"\\u[dD][89a-fA-F]")
"""How JSON writes each half of a character beyond the first 65,536."""


class RepeatedKey(ValueError):
    """An object that names one value twice."""


def read_json_lines(data: bytes, source: Source, file: str) -> RawTable:
    """Read one JSON object a line; `{"Agent": {"Id": 7}}` fills the column `Agent.Id`.

    Digits stay as they are written, so a long id loses none. A value that an object has not, and
    null, are missing. Lines that are no objects become problems.
    """
    text = decoded(data, source.encoding, file)
    problems: list[Problem] = []
    columns: dict[str, dict[int, str | None]] = {}
    lines = []
    for line, record in _objects(text, source.decimal, file, problems):
        for name, value in record:
            columns.setdefault(name, {})[len(lines)] = value
        lines.append(line)
    texts = {name: _filled(values, len(lines)) for name, values in columns.items()}
    cells = pd.DataFrame(texts, index=range(len(lines)))
    return RawTable(file, cells, np.array(lines, np.int64), problems=tuple(problems))


def read_parquet(data: bytes, source: Source, file: str) -> RawTable:
    """Read a Parquet file; instants with a zone become UTC texts, the others stay as they are.

    Raises
    ------
    InputError
        If the file is damaged.
    """
    from pyarrow import parquet

    try:
        table = parquet.read_table(BytesIO(data))
    except (pa.ArrowException, OSError) as error:
        raise stop("file_damaged", file, format="parquet") from error
    while any(pa.types.is_struct(column.type) for column in table.schema):
        table = table.flatten()
    names, twice = column_names(table.column_names)
    texts = [arrow_text(column, source.decimal) for column in table.columns]
    cells = pd.DataFrame(dict(zip(names, texts, strict=True)), index=range(table.num_rows))
    return RawTable(file, cells, np.arange(1, table.num_rows + 1), twice=twice)


def arrow_text(column: pa.ChunkedArray, decimal: str = ".") -> pd.Series:
    """Return an arrow column as texts."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = column.type
    if pa.types.is_timestamp(kind):
        return _timestamp_text(column)
    if pa.types.is_integer(kind) or pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return column.cast(pa.string()).to_pandas().astype("str")
    # Each distinct value once: floats, decimals, times and nested values.
    if pa.types.is_nested(kind):
        return pd.Series([cell_text(v, decimal) for v in column.to_pylist()], dtype="str")
    encoded = column.combine_chunks().dictionary_encode()
    words = [cell_text(value, decimal) for value in encoded.dictionary.to_pylist()]
    found = pd.Series([*words, None], dtype="str").array
    return pd.Series(found.take(encoded.indices.fill_null(len(words)).to_numpy()))


def _timestamp_text(column: pa.ChunkedArray) -> pd.Series:
    zone = column.type.tz
    unit = pa.timestamp("us", "UTC" if zone else None)
    text = pc.cast(pc.cast(column, unit, safe=False), pa.string())
    return pc.replace_substring_regex(text, r"\.000000", "").to_pandas().astype("str")


def _objects(
    text: str, decimal: str, file: str, problems: list[Problem]
) -> Iterator[tuple[int, list[tuple[str, str | None]]]]:
    """Yield the names and values of each object with its line; what is none becomes a problem."""
    read = json.JSONDecoder(
        object_pairs_hook=_without_repeats,
        parse_int=str,
        parse_float=lambda digits: digits.replace(".", decimal),
    ).decode
    for line, row in enumerate(text.split("\n"), 1):
        if not row.strip():
            continue
        try:
            record = read(row)
            pairs = list(_flat(record)) if isinstance(record, dict) else []
        except RepeatedKey as error:
            name = str(error).encode(errors="backslashreplace").decode()
            problems.append(Problem("json_key_twice", file, line=line, column=name))
        except RecursionError:
            problems.append(Problem("json_too_deep", file, line=line))
        except json.JSONDecodeError as error:
            at = {"character": error.pos + 1}
            problems.append(Problem("json_unreadable", file, line=line, values=at))
        else:
            if not isinstance(record, dict):
                found = row.strip()[:40]
                problems.append(Problem("json_not_object", file, line=line, found=found))
            elif HALF_CHARACTER.search(row) and not _is_text(pairs):
                problems.append(Problem("json_half_character", file, line=line))
            else:
                yield line, pairs


def _is_text(pairs: list[tuple[str, str | None]]) -> bool:
    """Tell whether names and values are characters, none of them half of one."""
    try:
        "".join(name + (value or "") for name, value in pairs).encode()
    except UnicodeEncodeError:
        return False
    return True


def _without_repeats(pairs: list[tuple[str, object]]) -> dict:
    record = dict(pairs)
    if len(record) < len(pairs):
        names = [name for name, _ in pairs]
        raise RepeatedKey(next(name for name in names if names.count(name) > 1))
    return record


def _flat(record: dict, prefix: str = "") -> Iterator[tuple[str, str | None]]:
    for name, value in record.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", cell_text(value)


def _filled(values: dict[int, str | None], n_rows: int) -> pd.Series:
    if len(values) == n_rows:
        return pd.Series(list(values.values()), dtype="str")
    return pd.Series([values.get(i) for i in range(n_rows)], dtype="str")
