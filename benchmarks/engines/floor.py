"""Only reading the columns, with two threads, ids and codes as dictionaries: nothing else."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from engines.answers import CODED, COLUMNS


def _read(task: str, folder: Path) -> list[pa.Table]:
    return [
        pq.read_table(
            folder / f"{name}.parquet",
            columns=columns,
            read_dictionary=[column for column in columns if column in CODED],
        )
        for name, columns in COLUMNS[task].items()
    ]


TASKS = {task: partial(_read, task) for task in COLUMNS}


def frame(task: str, found: object) -> pd.DataFrame:
    """No answer."""
    return pd.DataFrame()
