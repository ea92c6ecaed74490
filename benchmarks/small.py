"""One agent, one week, after a first call: what the machinery costs where there is little to do."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).parent))

from engines.ours import tasks

from data import Size, write

TIMES = 20
ROW = "| {} | {:.1f} | {:.1f} | {:.1f} | {:.1f} |"


def main() -> None:
    """Print the median milliseconds of each question, from frames and from files."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write(folder, Size(agents=1, days=7))
        print(
            "| one agent-week | frames, ms | cpu ms | files, ms | cpu ms |\n|---|---|---|---|---|"
        )
        for task, from_file in tasks().items():
            in_memory, on_disk = _on_frames(task, folder), (from_file, folder)
            print(ROW.format(task, *_median_ms(*in_memory), *_median_ms(*on_disk)))


def _on_frames(task: str, folder: Path) -> tuple:
    from cctoolkit.metrics import agent_days, repeats, service_intervals

    states, schedules, contacts = (
        pd.read_parquet(folder / f"{name}.parquet") for name in ("states", "schedules", "contacts")
    )
    zone = "Europe/Madrid"
    if task == "agent_day_states":
        return (lambda: agent_days.agent_day_states(states, zone=zone),)
    if task == "schedule_adherence":
        return (lambda: agent_days.agent_day_adherence(states, schedules, zone=zone),)
    if task == "service_intervals":
        return (
            lambda: service_intervals.service_intervals(
                contacts, zone=zone, waiting_thresholds_s=[20]
            ),
        )
    return (lambda: repeats.repeat_share(contacts, ["queue"]),)


def _median_ms(program, *given) -> tuple[float, float]:
    """Median milliseconds of the clock and of the processors."""
    program(*given)
    clocks = (time.perf_counter, time.process_time)
    taken = []
    for _ in range(TIMES):
        started = [clock() for clock in clocks]
        program(*given)
        taken.append([(clock() - at) * 1000 for clock, at in zip(clocks, started, strict=True)])
    return tuple(statistics.median(times) for times in zip(*taken, strict=True))


if __name__ == "__main__":
    main()
