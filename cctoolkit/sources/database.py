"""SQLite files and PostgreSQL databases: one statement, read only, every value as text."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from cctoolkit.sources.mapping import Source
from cctoolkit.sources.rawtable import RawTable, cell_text, column_names, stop


def read_sqlite(path: Path, source: Source, file: str) -> RawTable:
    """Run the mapping's query on a SQLite file that is opened for reading only."""
    from sqlalchemy import NullPool, create_engine

    address = f"{path.resolve().as_uri()}?mode=ro"
    engine = create_engine(
        "sqlite://", creator=lambda: sqlite3.connect(address, uri=True), poolclass=NullPool
    )
    return _rows(engine, source, file)


def read_postgresql(source: Source, file: str) -> RawTable:
    """Run the mapping's query in a read-only transaction of a PostgreSQL database.

    The address comes from the environment and is never shown, not even in an error.
    """
    from sqlalchemy import NullPool, create_engine
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    variable = source.database_env or ""
    if variable not in os.environ:
        raise stop("database_address_missing", file, found=variable)
    try:
        url = make_url(os.environ[variable]).set(drivername="postgresql+psycopg")
        engine = create_engine(url, poolclass=NullPool)
    except ArgumentError:
        raise stop("database_unreachable", file, found=variable) from None
    except ImportError as error:
        raise stop("database_driver_missing", file) from error
    return _rows(engine.execution_options(postgresql_readonly=True), source, file)


def _rows(engine, source: Source, file: str) -> RawTable:
    from sqlalchemy import text
    from sqlalchemy.exc import DBAPIError, ResourceClosedError

    try:
        connection = engine.connect()
    except DBAPIError:
        # The driver's own words may hold the address.
        found = source.database_env or file
        raise stop("database_unreachable", file, found=found) from None
    with connection:
        try:
            result = connection.execute(text((source.query or "").replace(":", r"\:")))
            return _table(list(result.keys()), result.fetchall(), source.decimal, file)
        except (DBAPIError, ResourceClosedError) as error:
            found = str(getattr(error, "orig", error)).splitlines()[0]
            raise stop("query_failed", file, found=found) from error


def _table(header: list[str], rows: Sequence, decimal: str, file: str) -> RawTable:
    names, twice = column_names(header)
    columns = {
        name: pd.Series([cell_text(row[i], decimal) for row in rows], dtype="str")
        for i, name in enumerate(names)
    }
    cells = pd.DataFrame(columns, index=range(len(rows)))
    return RawTable(file, cells, np.arange(1, len(rows) + 1), twice=twice)
