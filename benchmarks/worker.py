"""Run one program in a process of its own: warm up on small files, then measure once.

    python worker.py ENGINE TASK FOLDER SMALL_FOLDER ANSWER

Prints the seconds of the clock and of the processors, and the peak of memory, as JSON; writes the
answer to a file, outside the measured time.
"""

from __future__ import annotations

import importlib
import json
import resource
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
from engines.answers import KEYS, VALUES

OURS = {
    "ours": {},
    "ours_dirty": {"suffix": "_dirty"},
    "ours_csv": {"extension": "csv"},
}


def main(engine: str, task: str, folder: Path, small: Path, answer: Path) -> None:
    """Measure one program."""
    module = importlib.import_module(f"engines.{'ours' if engine in OURS else engine}")
    tasks = module.tasks(**OURS[engine]) if engine in OURS else module.TASKS
    tasks[task](small)
    before_mb = peak_mb()
    started, used = time.perf_counter(), time.process_time()
    found = tasks[task](folder)
    wall_s, cpu_s = time.perf_counter() - started, time.process_time() - used
    measured = {"wall_s": wall_s, "cpu_s": cpu_s, "peak_mb": peak_mb(), "start_mb": before_mb}
    canonical(module.frame(task, found), task).to_parquet(answer)
    print(json.dumps(measured))


def peak_mb() -> float:
    """Most memory that the process has had, in megabytes.

    Where the kernel tells, its own: `ru_maxrss` begins with that of whoever started it.
    """
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")]
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def canonical(table: pd.DataFrame, task: str) -> pd.DataFrame:
    """Columns, types and order that the answers of all engines share."""
    if table.empty:
        return table
    keys, values = KEYS[task], VALUES[task]
    table = table[[*keys, *values]].copy()
    for name in keys:
        if name in ("day", "start_at"):
            table[name] = _number(table[name], 86_400_000 if name == "day" else 1)
        else:
            table[name] = table[name].astype(str)
    table[values] = table[values].astype(np.int64)
    return table.sort_values(keys, ignore_index=True)


def _number(values: pd.Series, unit_ms: int) -> pd.Series:
    if values.dtype.kind != "M" and not isinstance(values.dtype, pd.DatetimeTZDtype):
        return values.astype(np.int64)
    return values.dt.as_unit("ms").astype(np.int64) // unit_ms


if __name__ == "__main__":
    name, question, *paths = sys.argv[1:]
    main(name, question, *map(Path, paths))
