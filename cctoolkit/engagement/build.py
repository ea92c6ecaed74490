"""The tables of an engagement out of its raw files, and what they depend on."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pandas as pd

import cctoolkit
from cctoolkit.engagement.keys import engagement_key
from cctoolkit.engagement.period import spans_of_days
from cctoolkit.engagement.settings import Settings
from cctoolkit.engagement.spine import build_spine
from cctoolkit.errors import InputError, Problem
from cctoolkit.metrics.clock import local_date
from cctoolkit.sources.files import find
from cctoolkit.sources.mapped import Loaded, Reading, load
from cctoolkit.tables.catalogue import CATALOGUE
from cctoolkit.tables.checks import check
from cctoolkit.tables.defects import Defect

DATED = {
    "states": "start_at",
    "contacts": "arrived_at",
    "agent_intervals": "start_at",
    "queue_intervals": "start_at",
}
"""Tables of time and the instant that dates their rows."""
WHOLES = ("agent_intervals", "queue_intervals")
_PRESENTATION = {"language", "locale", "view", "state", "brand", "sections", "people"}

Progress = Callable[[str, float], None]


class Built(NamedTuple):
    """Tables as delivered and reduced, of all dates.

    `days` counts the rows by local date of each table of time; `spans` has the first and the last
    date of the intervals of several days, and how many have them.
    """

    tables: dict[str, pd.DataFrame]
    defects: list[Defect]
    loads: list[Loaded]
    days: dict[str, dict[str, int]]
    spans: dict[str, list[dict]]


def build(folder: Path, settings: Settings, progress: Progress | None) -> Built:
    """Load every source, check every table, and reduce them to the interval tables.

    Raises
    ------
    InputError
        With every problem of every file.
    """
    loads = _load_all(folder, settings, progress)
    tables, defects, problems = _checked(loads)
    problems = [problem for loaded in loads for problem in loaded.problems] + problems
    if problems:
        raise InputError(problems)
    spine = build_spine(tables, settings)
    return Built(
        tables | {name: frame for name, frame in spine.items() if len(frame)},
        defects,
        loads,
        _days_delivered(loads, settings.zone),
        _spans_delivered(spine, settings.zone),
    )


def fingerprint(folder: Path, settings: Settings) -> str:
    """Identify raw files, mapping, version and the columns of the canonical tables.

    Dates and presentation need no rebuilding.
    """
    digest = hashlib.sha256(cctoolkit.__version__.encode() + _columns().encode())
    digest.update(settings.model_dump_json(exclude={*_PRESENTATION, "period"}).encode())
    digest.update(engagement_key(settings.client, settings.provider) if _keyed(settings) else b"")
    for path in _raw_files(folder, settings):
        digest.update(path.as_posix().encode() + _content(path))
    return digest.hexdigest()


def _columns() -> str:
    """Name every column: tables that gained one, or a table of their own, are built again."""
    return repr({name: table.names for name, table in CATALOGUE.items()})


def _content(path: Path) -> bytes:
    """Identify what a file holds; one that cannot be read is told when the tables are built."""
    try:
        return bytes.fromhex(sha256(path))
    except OSError:
        return b""


def _raw_files(folder: Path, settings: Settings) -> list[Path]:
    patterns = dict.fromkeys(source.files for source in settings.sources if source.files)
    return [path for pattern in patterns for path in find(pattern, folder)]


def sha256(path: Path) -> str:
    """Identify what a file holds."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _load_all(folder: Path, settings: Settings, progress: Progress | None) -> list[Loaded]:
    reading = Reading(
        zone=settings.zone,
        key=engagement_key(settings.client, settings.provider) if _keyed(settings) else None,
        vocabularies=settings.vocabularies,
        max_unknown_share=settings.unknown_codes.max_share,
        aux_codes=frozenset(settings.aux_codes),
    )
    loads = []
    for position, source in enumerate(settings.sources):
        if progress:
            progress(source.label, position / len(settings.sources))
        loads.append(load(source, folder, reading))
    return loads


def _keyed(settings: Settings) -> bool:
    return settings.pseudonyms == "keyed"


def _checked(
    loads: list[Loaded],
) -> tuple[dict[str, pd.DataFrame], list[Defect], list[Problem]]:
    tables: dict[str, pd.DataFrame] = {}
    defects: list[Defect] = []
    problems: list[Problem] = []
    for name in dict.fromkeys(loaded.table for loaded in loads):
        frames = [loaded.frame for loaded in loads if loaded.table == name]
        result = check(CATALOGUE[name], pd.concat(frames, ignore_index=True))
        tables[name] = result.frame
        defects += result.defects
        problems += result.problems
    return tables, defects, problems


def _days_delivered(loads: list[Loaded], zone: str) -> dict[str, dict[str, int]]:
    """Rows by local date of each table of time, before any is cut to the period."""
    days: dict[str, Counter[str]] = {}
    for loaded in loads:
        if loaded.table in DATED:
            dates = local_date(loaded.frame[DATED[loaded.table]], zone).dt.strftime("%Y-%m-%d")
            days.setdefault(loaded.table, Counter()).update(dates.value_counts().to_dict())
    return {table: dict(counts) for table, counts in days.items()}


def _spans_delivered(spine: Mapping[str, pd.DataFrame], zone: str) -> dict[str, list[dict]]:
    """First and last local date of the intervals of several days, and how many have them."""
    spans = {name: spans_of_days(spine[name], zone) for name in WHOLES}
    return {
        name: rows.astype({"first": str, "last": str}).to_dict("records")
        for name, rows in spans.items()
    }
