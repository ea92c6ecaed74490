"""Tables as a stream: record batches of a file, a folder or a frame, and runs of sorted rows.

Memory holds a few batches, however long the table is.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from cctoolkit.intervals import NAT_MS
from cctoolkit.tables.catalogue import Table
from cctoolkit.tables.store import schema

ROWS = 1 << 18
"""Rows of a batch."""
BUCKET_ROWS = 1 << 21
"""Rows sorted at a time."""
MANY_CODES = 1 << 20
HOUR_MS = 3_600_000

Source = pd.DataFrame | Path | str


class OutOfOrder(Exception):
    """Rows of a table are not in the order that a sweep needs."""

    def __init__(self, table: str):
        super().__init__(table)
        self.table = table


class Runs(NamedTuple):
    """Consecutive rows, those of one key together and in order of their instant.

    Run r has the rows from bounds[r] to bounds[r + 1]. Keys ascend, and none is in two of the
    `Runs` of a stream.
    """

    keys: list[str]
    bounds: np.ndarray
    columns: dict[str, np.ndarray]

    def part(self, first: int, last: int) -> Runs:
        """Runs from first to last, the last not included."""
        low, high = self.bounds[first], self.bounds[last]
        columns = {name: values[low:high] for name, values in self.columns.items()}
        return Runs(self.keys[first:last], self.bounds[first : last + 1] - low, columns)


def batches(
    source: Source, table: Table, columns: Sequence[str], *, coded: Sequence[str] = ()
) -> Iterator[pa.RecordBatch]:
    """Read some columns of a canonical table, batch by batch, the next one in a thread.

    Parameters
    ----------
    source : DataFrame or path
        A frame, a Parquet file, a folder of them (in order of name) or a CSV file with canonical
        columns and instants in ISO 8601 with their offset from UTC.
    table : Table
        Of the catalogue: it gives the types.
    columns : sequence of str
        Columns, in this order. One that the source lacks is missing in every row.
    coded : sequence of str
        Those of them that come as codes of a dictionary, one dictionary for each batch.
    """
    types = {field.name: field.type for field in schema(table)}
    types |= dict.fromkeys(coded, pa.dictionary(pa.int32(), pa.string()))
    wanted = pa.schema([(name, types[name]) for name in columns])
    read = (_as_declared(batch, wanted) for batch in _read(source, wanted, coded))
    return read if isinstance(source, pd.DataFrame) else _ahead(read)


def n_missing(source: Source, column: str) -> int | None:
    """Count the cells of a column that are missing without reading them, where a file tells."""
    if isinstance(source, pd.DataFrame):
        return int(source[column].isna().sum()) if column in source else len(source)
    total = 0
    for path in _files(Path(source)):
        if path.suffix == ".csv":
            return None
        file = pq.read_metadata(path)
        place = next(
            (i for i in range(file.num_columns) if file.schema.column(i).path == column), None
        )
        for group in range(file.num_row_groups):
            stats = None if place is None else file.row_group(group).column(place).statistics
            if stats is None or not stats.has_null_count:
                return None
            total += stats.null_count
    return total


def runs(
    read: Iterable[pa.RecordBatch],
    table: Table,
    key: str,
    instant: str,
    codes: Mapping[str, Mapping[str, int]],
) -> Iterator[Runs]:
    """Cut a stream of batches into runs of one key each; a key that two batches share is joined.

    Parameters
    ----------
    read : iterable of RecordBatch
        With the key, coded, as first column.
    table : Table
        The canonical table.
    key, instant : str
        Columns of the order: rows ascend by key, and by instant within it.
    codes : mapping
        The number of each text, for each of the other columns that are coded.

    Yields
    ------
    Runs
        Instants and durations as milliseconds, `NAT_MS` where missing; coded columns as int8.

    Raises
    ------
    OutOfOrder
        If the rows are in another order.
    """
    from cctoolkit.intervals.runs import order_of_runs

    held: list[Runs] = []
    for batch in read:
        columns = {
            name: _numbers(batch.column(name), codes.get(name), f"{table.name}.{name}")
            for name in batch.schema.names
            if name != key
        }
        if batch.column(key).null_count:
            raise ValueError(f"{table.name}.{key} holds nothing in some row")
        code, texts = _coded(batch.column(key))
        bounds, disorder = order_of_runs(code, columns[instant])
        keys = texts.take(pa.array(code[bounds[:-1]])).to_pylist()
        if disorder < len(code) or not _ascend(keys):
            raise OutOfOrder(table.name)
        here = Runs(keys, bounds, columns)
        if not keys:
            continue
        if held and keys[0] < held[-1].keys[0]:
            raise OutOfOrder(table.name)
        if held and keys[0] != held[-1].keys[0]:
            yield _joined(held, table.name, instant)
            held = []
        if len(keys) > 1:
            if held:
                yield _joined([*held, here.part(0, 1)], table.name, instant)
                here = here.part(1, len(keys))
            if len(here.keys) > 1:
                yield here.part(0, len(here.keys) - 1)
            held = []
        held.append(_copied(here.part(len(here.keys) - 1, len(here.keys))))
    if held:
        yield _joined(held, table.name, instant)


def side_by_side(left: Iterable[Runs], right: Iterable[Runs]) -> Iterator[tuple[Runs, Runs | None]]:
    """Pair two streams: every run of the left one, with the runs of the right that may share keys.

    Runs of the right without a key on the left may be left out.
    """
    lefts, rights = iter(left), iter(right)
    mine, other = next(lefts, None), next(rights, None)
    while mine is not None:
        if other is None:
            yield mine, None
            mine = next(lefts, None)
            continue
        last = min(mine.keys[-1], other.keys[-1])
        n_mine = sum(key <= last for key in mine.keys)
        n_other = sum(key <= last for key in other.keys)
        if n_mine:
            yield mine.part(0, n_mine), other.part(0, n_other)
        whole, rest = n_mine == len(mine.keys), n_other == len(other.keys)
        mine = next(lefts, None) if whole else mine.part(n_mine, len(mine.keys))
        other = next(rights, None) if rest else other.part(n_other, len(other.keys))


def in_order(
    source: Source,
    table: Table,
    columns: Sequence[str],
    keys: tuple[str, str],
    *,
    coded: Sequence[str] = (),
) -> Iterator[pa.RecordBatch]:
    """Read like `batches`, sorted by a coded or an instant column, then by an instant one.

    Rows are dealt into buckets of neighbouring keys, in a temporary folder, and each bucket is
    sorted in memory; rows that agree in both keys keep their order. The table is read twice.
    """
    if isinstance(source, pd.DataFrame):
        read = list(batches(source, table, columns, coded=coded))
        yield from _sorted(pa.Table.from_batches(read), keys) if read else ()
        return
    counted: Counter = Counter()
    first_coded = keys[:1] if keys[0] in coded else ()
    for batch in batches(source, table, keys[:1], coded=first_coded):
        counted.update(_counts(batch.column(0)))
    bucket_of = _buckets(counted)
    with tempfile.TemporaryDirectory() as folder:
        read = batches(source, table, columns, coded=coded)
        for path in _deal(read, keys[0], bucket_of, Path(folder)):
            with pa.OSFile(str(path)) as file:
                bucket = pa.ipc.open_stream(file).read_all()
            path.unlink()
            yield from _sorted(bucket, keys)


def _ahead(items: Iterator) -> Iterator:
    """Fetch each item in a thread while the one before it is worked on."""
    with ThreadPoolExecutor(1) as pool:
        following = pool.submit(next, items, None)
        while (item := following.result()) is not None:
            following = pool.submit(next, items, None)
            yield item


def _read(source: Source, wanted: pa.Schema, coded: Sequence[str]) -> Iterator[pa.RecordBatch]:
    if isinstance(source, pd.DataFrame):
        there = source[[name for name in wanted.names if name in source]]
        yield from pa.Table.from_pandas(there, preserve_index=False).combine_chunks().to_batches()
        return
    for path in _files(Path(source)):
        if path.suffix == ".csv":
            yield from _read_csv(path, wanted)
        else:
            there = [name for name in wanted.names if name in pq.read_schema(path).names]
            names = [name for name in coded if name in there]
            file = pq.ParquetFile(path, read_dictionary=names, pre_buffer=False)
            yield from file.iter_batches(ROWS, columns=there)


def _files(path: Path) -> list[Path]:
    return sorted(path.glob("*.parquet")) if path.is_dir() else [path]


def _read_csv(path: Path, wanted: pa.Schema) -> Iterator[pa.RecordBatch]:
    options = pa.csv.ConvertOptions(
        column_types=wanted, include_columns=wanted.names, include_missing_columns=True
    )
    blocks = pa.csv.ReadOptions(block_size=1 << 24)
    yield from pa.csv.open_csv(path, read_options=blocks, convert_options=options)


def _as_declared(batch: pa.RecordBatch, wanted: pa.Schema) -> pa.RecordBatch:
    if batch.schema.equals(wanted):
        return batch
    arrays = []
    for field in wanted:
        if field.name not in batch.schema.names:
            arrays.append(pa.nulls(batch.num_rows, field.type))
            continue
        array = batch.column(field.name)
        if pa.types.is_dictionary(field.type) and not pa.types.is_dictionary(array.type):
            array = array.dictionary_encode()
        arrays.append(array.cast(field.type))
    return pa.RecordBatch.from_arrays(arrays, schema=wanted)


def _numbers(array: pa.Array, codes: Mapping[str, int] | None, name: str) -> np.ndarray:
    """Return a column as integers: milliseconds, or the number of each text."""
    if codes is not None:
        return numbered(array, codes, name)
    return milliseconds(array)


def milliseconds(array: pa.Array) -> np.ndarray:
    """Instants, durations or counts as int64; `NAT_MS` where missing."""
    whole = array.view(pa.int64()) if pa.types.is_timestamp(array.type) else array
    return (whole.fill_null(NAT_MS) if whole.null_count else whole).to_numpy()


def numbered(array: pa.DictionaryArray, codes: Mapping[str, int], name: str) -> np.ndarray:
    """Return the number of each text of a coded column, as int8."""
    code, texts = _coded(array)
    unknown = sorted({str(text) for text in texts.to_pylist()} - codes.keys())
    if unknown or (code.size and code.min() < 0):
        raise ValueError(f"{name} holds {', '.join(unknown) or 'nothing'} in some row")
    return np.array([codes[text] for text in texts.to_pylist()], dtype=np.int8)[code]


def is_among(array: pa.DictionaryArray, *texts: str | None) -> np.ndarray:
    """Whether each text of a coded column is one of some; None stands for a missing one."""
    code, known = _coded(array)
    return np.array([text in texts for text in [*known.to_pylist(), None]])[code]


def text_bytes(array: pa.StringArray) -> tuple[np.ndarray, np.ndarray]:
    """Return the UTF-8 bytes of a column of texts and where each begins, without a copy."""
    _, offsets, data = array.buffers()
    begins = np.frombuffer(offsets, dtype=np.int32)[array.offset : array.offset + len(array) + 1]
    return np.frombuffer(data or b"\0", dtype=np.uint8), begins


def grouped(
    batch: pa.RecordBatch, by: Sequence[str], labels: dict[tuple[str | None, ...], int]
) -> np.ndarray:
    """Number the group of each row by coded columns; new groups are added to `labels`."""
    code = np.zeros(batch.num_rows, dtype=np.int64)
    words: list[tuple[str | None, ...]] = [()]
    for name in by:
        place, texts = _coded(batch.column(name))
        texts = [None, *texts.to_pylist()]
        there, code = _condensed(code * len(texts) + place + 1, len(words) * len(texts))
        words = [(*words[n // len(texts)], texts[n % len(texts)]) for n in there.tolist()]
    numbers = [labels.setdefault(word, len(labels)) for word in words]
    return np.array(numbers, dtype=np.int64)[code]


def _condensed(code: np.ndarray, n_codes: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the codes that occur, ascending, and the position among them of each row's code."""
    if n_codes > MANY_CODES:
        return np.unique(code, return_inverse=True)
    there = np.flatnonzero(np.bincount(code, minlength=n_codes))
    position = np.zeros(n_codes, dtype=np.int64)
    position[there] = np.arange(there.size)
    return there, position[code]


def _coded(array: pa.DictionaryArray) -> tuple[np.ndarray, pa.Array]:
    """Return codes, -1 where missing, and the texts."""
    indices = array.indices
    code = (indices.fill_null(-1) if indices.null_count else indices).to_numpy()
    return code, array.dictionary


def _ascend(keys: list[str]) -> bool:
    return all(one < other for one, other in pairwise(keys))


def _copied(part: Runs) -> Runs:
    """Give rows arrays of their own, that keep no batch alive."""
    return part._replace(columns={name: values.copy() for name, values in part.columns.items()})


def _joined(parts: list[Runs], table: str, instant: str) -> Runs:
    """Join the pieces of one run."""
    columns = {name: np.concatenate([p.columns[name] for p in parts]) for name in parts[0].columns}
    at = columns[instant]
    if (at[1:] < at[:-1]).any():
        raise OutOfOrder(table)
    return Runs(parts[0].keys, np.array([0, at.size]), columns)


def _counts(array: pa.Array) -> dict:
    """Count rows by text, or by hour."""
    if pa.types.is_dictionary(array.type):
        code, texts = _coded(array)
        return dict(zip(texts.to_pylist(), np.bincount(code, minlength=len(texts)), strict=True))
    hour, n_rows = np.unique(milliseconds(array) // HOUR_MS, return_counts=True)
    return dict(zip(hour.tolist(), n_rows, strict=True))


def _buckets(counted: Counter) -> dict:
    """Number of the bucket of each key: neighbours together, as many as are sorted at a time."""
    keys = sorted(counted)
    before = np.cumsum([0, *(counted[key] for key in keys)])[:-1]
    size = max(BUCKET_ROWS, int(sum(counted.values())) // 256 + 1)
    return dict(zip(keys, (before // size).tolist(), strict=True))


def _deal(read: Iterable[pa.RecordBatch], key: str, bucket_of: Mapping, folder: Path) -> list[Path]:
    """Write each row to the file of its bucket; return the files in order."""
    files: dict[int, tuple[Path, pa.RecordBatchStreamWriter]] = {}
    with ExitStack() as open_files:
        for batch in read:
            bucket = _bucket(batch.column(key), bucket_of)
            order = np.argsort(bucket, kind="stable")
            dealt = batch.take(pa.array(order))
            cuts = np.flatnonzero(np.diff(bucket[order], prepend=-1, append=-1))
            for low, high in pairwise(cuts.tolist()):
                number = int(bucket[order[low]])
                if number not in files:
                    path = folder / f"{number}.arrow"
                    sink = open_files.enter_context(pa.OSFile(str(path), "wb"))
                    writer = open_files.enter_context(pa.ipc.new_stream(sink, batch.schema))
                    files[number] = path, writer
                files[number][1].write_batch(dealt.slice(low, high - low))
    return [files[number][0] for number in sorted(files)]


def _bucket(array: pa.Array, bucket_of: Mapping) -> np.ndarray:
    if pa.types.is_dictionary(array.type):
        code, texts = _coded(array)
        return np.array([bucket_of[text] for text in texts.to_pylist()], dtype=np.int64)[code]
    hour, where = np.unique(milliseconds(array) // HOUR_MS, return_inverse=True)
    return np.array([bucket_of[number] for number in hour.tolist()], dtype=np.int64)[where]


def _sorted(bucket: pa.Table, keys: tuple[str, str]) -> Iterator[pa.RecordBatch]:
    whole = bucket.unify_dictionaries().combine_chunks()
    if not whole.num_rows:
        return
    order = np.lexsort([_sortable(whole.column(key).chunk(0)) for key in reversed(keys)])
    yield from whole.take(pa.array(order)).combine_chunks().to_batches(max_chunksize=ROWS)


def _sortable(array: pa.Array) -> np.ndarray:
    if not pa.types.is_dictionary(array.type):
        return milliseconds(array)
    code, texts = _coded(array)
    rank = np.empty(len(texts), dtype=np.int64)
    rank[pc.sort_indices(texts).to_numpy()] = np.arange(len(texts))
    return rank[code]
