"""The project: string ids, order, overlaps and duplicates checked in every run."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from cctoolkit.metrics.agent_days import agent_day_adherence, agent_day_states
from cctoolkit.metrics.repeats import repeat_share
from cctoolkit.metrics.service_intervals import ServiceIntervals, service_intervals
from engines.answers import THRESHOLD_MS

ZONE = "Europe/Madrid"


def tasks(suffix: str = "", extension: str = "parquet") -> dict:
    """Return the programs, for the clean files or for those with a suffix."""

    def path(folder: Path, name: str) -> Path:
        return folder / f"{name}{'' if name == 'schedules' else suffix}.{extension}"

    def states(folder: Path) -> pd.DataFrame:
        return agent_day_states(path(folder, "states"), zone=ZONE).days

    def adherence(folder: Path) -> pd.DataFrame:
        log, plan = path(folder, "states"), path(folder, "schedules")
        return agent_day_adherence(log, plan, zone=ZONE).days

    def service(folder: Path) -> ServiceIntervals:
        return service_intervals(
            path(folder, "contacts"), zone=ZONE, waiting_thresholds_s=[THRESHOLD_MS / 1000]
        )

    def repeats(folder: Path) -> pd.DataFrame:
        return repeat_share(path(folder, "contacts"), ["queue"]).table

    return {
        "agent_day_states": states,
        "schedule_adherence": adherence,
        "service_intervals": service,
        "repeat_contacts": repeats,
    }


def frame(task: str, found: object) -> pd.DataFrame:
    """The answer as a frame."""
    if task != "service_intervals":
        return found
    within = found.queue_thresholds.rename(columns={"n_answered_within": "n_within"})
    keys = ["start_at", "queue", "channel", "campaign"]
    whole = found.queue_intervals.merge(within[[*keys, "n_within"]], on=keys)
    return whole.fillna({"talk_ms": 0, "hold_ms": 0, "acw_ms": 0})
