"""The project beside Polars, DuckDB and pandas: same files, same answers, one run.

In every round each engine answers each question once, in a process of its own; a ratio is the
median over the rounds of the time of the other over the time of the project in the same round.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from cctoolkit.intervals import LocalDays, partition, split_at

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from engines.answers import COLUMNS, KEYS, VALUES  # noqa: E402
from engines.ours import ZONE  # noqa: E402

from data import Size, write  # noqa: E402

OURS = ("ours", "ours_dirty")
PEERS = ("polars_", "duckdb_", "pandas_")
NAMES = {
    "ours": "cctoolkit",
    "ours_dirty": "cctoolkit, dirty rows",
    "ours_csv": "cctoolkit, CSV",
    "floor": "only reading",
    "polars_": "Polars",
    "duckdb_": "DuckDB",
    "pandas_": "pandas",
}


def main() -> None:
    """Write the data where it is missing, measure, and print the tables."""
    asked = _arguments()
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.folder or Path(scratch) / "data"
        small = Path(scratch) / "small"
        write(small, Size(agents=20, days=8))
        write(folder, Size(agents=asked.agents), dirty=not asked.alone)
        if asked.csv:
            for place in (small, folder):
                _write_csv(place)
        engines = _engines(asked)
        rounds = [
            _round(number, asked, engines, folder, small, Path(scratch))
            for number in range(asked.rounds)
        ]
        _print_tables(rounds, engines, asked.tasks, folder)
        if asked.json:
            asked.json.write_text(json.dumps(rounds, indent=1))


def _engines(asked: argparse.Namespace) -> list[str]:
    if asked.alone:
        return ["ours"]
    return [*OURS, "floor", *(["ours_csv"] if asked.csv else []), *asked.peers]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--agents", type=int, default=1000, help="10000 is the full size")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="of the data; kept, and used if it is there")
    parser.add_argument("--python", type=Path, help="interpreter of the peers")
    parser.add_argument("--peers", nargs="*", default=[*PEERS], choices=PEERS)
    parser.add_argument("--tasks", nargs="*", default=[*KEYS], choices=[*KEYS])
    parser.add_argument("--csv", action="store_true", help="read the same tables from CSV, too")
    parser.add_argument(
        "--alone", action="store_true", help="the project only, clean files: its memory at any size"
    )
    parser.add_argument("--json", type=Path, help="where to write every measurement")
    return parser.parse_args()


def _round(
    number: int, asked: argparse.Namespace, engines: list[str], folder: Path, small: Path, out: Path
) -> dict[str, dict[str, dict[str, float]]]:
    """Ask every engine every question; the order of the engines turns from round to round."""
    turned = engines[number % len(engines) :] + engines[: number % len(engines)]
    measured: dict[str, dict[str, dict[str, float]]] = {}
    for task in asked.tasks:
        measured[task] = {}
        for engine in turned:
            python = asked.python if engine in PEERS and asked.python else Path(sys.executable)
            answer = out / f"{engine}.parquet"
            measured[task][engine] = _ask(python, engine, task, folder, small, answer)
            print(f"round {number + 1}, {task}, {NAMES[engine]}:", end=" ", file=sys.stderr)
            print(f"{measured[task][engine]['wall_s']:.2f} s", file=sys.stderr)
        _assert_equal(task, turned, out, folder)
    return measured


def _ask(python: Path, engine: str, task: str, *paths: Path) -> dict[str, float]:
    done = subprocess.run(
        [str(python), "-W", "ignore", str(HERE / "worker.py"), engine, task, *map(str, paths)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parent)])},
    )
    if done.returncode:
        raise SystemExit(f"{engine}, {task}: {done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def _assert_equal(task: str, engines: list[str], out: Path, folder: Path) -> None:
    """All give the same table; of dirty states there is none to compare but the partition's."""
    ours = pd.read_parquet(out / "ours.parquet")
    for engine in engines:
        answer = pd.read_parquet(out / f"{engine}.parquet")
        if engine == "floor":
            continue
        if engine == "ours_dirty" and "states" in COLUMNS[task]:
            if task == "agent_day_states":
                _assert_partition(answer, folder)
            continue
        pd.testing.assert_frame_equal(answer, ours, obj=f"{task} of {NAMES[engine]}")


def _assert_partition(answer: pd.DataFrame, folder: Path) -> None:
    """The first row group of the dirty states, through `intervals.partition`."""
    columns = COLUMNS["agent_day_states"]["states"]
    file = pq.ParquetFile(folder / "states_dirty.parquet")
    rows = file.read_row_group(0, columns=columns).to_pandas()
    rows = rows[rows["agent_id"] != rows["agent_id"].iloc[-1]]
    agent, agents = pd.factorize(rows["agent_id"])
    start, end = (rows[name].astype("int64").to_numpy() for name in ("start_at", "end_at"))
    order = [column.removesuffix("_ms") for column in VALUES["agent_day_states"]]
    rank = rows["state"].map({"talk": 0, "hold": 1, "acw": 2, "ring": 3, "aux": 4, "available": 5})
    pieces = partition(agent, start, end, rank.to_numpy(np.int64), key=end)
    days = LocalDays(ZONE, start.min(), end.max())
    cut = split_at(pieces.start, pieces.end, days.midnights)
    source = pieces.row[cut.row]
    long = pd.DataFrame(
        {
            "agent_id": agents[agent[source]],
            "day": days.dates[cut.cell].astype(np.int64),
            "state": rows["state"].to_numpy()[source],
            "ms": cut.end - cut.start,
        }
    )
    wide = long.pivot_table(
        index=["agent_id", "day"], columns="state", values="ms", aggfunc="sum", fill_value=0
    )
    expected = wide[order].astype(np.int64).add_suffix("_ms").rename_axis(columns=None)
    got = answer[answer["agent_id"].isin(agents)].reset_index(drop=True)
    pd.testing.assert_frame_equal(got, expected.reset_index(), check_dtype=False)


def _write_csv(folder: Path) -> None:
    """The clean tables as text, with the columns that the questions need."""
    import pyarrow.csv

    for name in ("states", "schedules", "contacts"):
        path = folder / f"{name}.csv"
        if path.exists():
            continue
        wanted = {c for tables in COLUMNS.values() for c in tables.get(name, [])}
        file = pq.ParquetFile(folder / f"{name}.parquet")
        columns = [column for column in file.schema_arrow.names if column in wanted]
        schema = pq.read_schema(folder / f"{name}.parquet")
        with pyarrow.csv.CSVWriter(path, pyarrow.schema([schema.field(c) for c in columns])) as csv:
            for batch in file.iter_batches(1 << 20, columns=columns):
                csv.write_batch(batch)


def _print_tables(rounds: list, engines: list[str], tasks: list[str], folder: Path) -> None:
    for task in tasks:
        n_rows = {
            name: pq.read_metadata(folder / f"{name}.parquet").num_rows for name in COLUMNS[task]
        }
        said = ", ".join(f"{n_rows[name]:,} {name}" for name in n_rows)
        print(f"\n### {task.replace('_', ' ')}: {said}; medians of {len(rounds)} rounds\n")
        print("| engine | wall s | times cctoolkit | times reading | cpu s | peak MB |")
        print("|---|---|---|---|---|---|")
        for engine in engines:
            print("| " + " | ".join(_cells(rounds, task, engine)) + " |")


def _cells(rounds: list, task: str, engine: str) -> list[str]:
    def median(value) -> float:
        return statistics.median(value(measured[task]) for measured in rounds)

    def times_reading() -> str:
        if "floor" not in rounds[0][task]:
            return ""
        return f"{median(lambda m: m[engine]['wall_s'] / m['floor']['wall_s']):.2f}"

    return [
        NAMES[engine],
        f"{median(lambda m: m[engine]['wall_s']):.2f}",
        f"{median(lambda m: m[engine]['wall_s'] / m['ours']['wall_s']):.2f}",
        times_reading(),
        f"{median(lambda m: m[engine]['cpu_s']):.2f}",
        f"{max(m[task][engine]['peak_mb'] for m in rounds):.0f}",
    ]


if __name__ == "__main__":
    main()
