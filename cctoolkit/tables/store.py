"""Canonical tables as Parquet: one schema, from the catalogue."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from cctoolkit.tables.catalogue import Kind, Table
from cctoolkit.tables.frames import conform

_ARROW = {
    Kind.INSTANT: pa.timestamp("ms", tz="UTC"),
    Kind.DATE: pa.date32(),
    Kind.DURATION: pa.int64(),
    Kind.COUNT: pa.int64(),
    Kind.SHARE: pa.float64(),
    Kind.NUMBER: pa.float64(),
    Kind.DECIMAL: pa.decimal128(38, 10),
    Kind.FLAG: pa.bool_(),
}
_LINEAGE = (pa.field("raw_file", pa.dictionary(pa.int32(), pa.string())), ("raw_line", pa.int64()))


def schema(table: Table) -> pa.Schema:
    """Parquet schema of a canonical table, with the raw file and line of each row at the end."""
    fields = [pa.field(c.name, _ARROW.get(c.kind, pa.string())) for c in table.columns]
    return pa.schema([*fields, *(pa.field(*f) if isinstance(f, tuple) else f for f in _LINEAGE)])


def write(frame: pd.DataFrame, table: Table, path: Path) -> None:
    """Write a canonical table; a value that its column cannot hold exactly is an error."""
    whole = conform(frame, table)
    for name in ("raw_file", "raw_line"):
        if name not in whole:
            whole[name] = None
    arrow = pa.Table.from_pandas(whole, schema=schema(table), preserve_index=False, safe=True)
    pq.write_table(arrow.replace_schema_metadata(None), path, compression="zstd")


def read(path: Path, table: Table) -> pd.DataFrame:
    """Read a canonical table as it was written."""
    frame = pq.read_table(path, schema=schema(table)).to_pandas()
    return conform(frame, table)


def n_rows(path: Path) -> int:
    """Count the rows of a table without reading them."""
    return pq.read_metadata(path).num_rows
