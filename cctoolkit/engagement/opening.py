"""From an engagement folder to its checked tables, once per change of raw files or settings."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd

import cctoolkit
from cctoolkit.engagement import defects as cross_checks
from cctoolkit.engagement.keys import engagement_key
from cctoolkit.engagement.period import within
from cctoolkit.engagement.reading import SETTINGS_FILE, read_settings
from cctoolkit.engagement.settings import Settings
from cctoolkit.engagement.spine import build_spine
from cctoolkit.errors import InputError, Problem
from cctoolkit.sources.files import find
from cctoolkit.sources.mapped import FileRead, Loaded, Reading, load
from cctoolkit.tables import store
from cctoolkit.tables.assignment import assigned
from cctoolkit.tables.catalogue import CATALOGUE
from cctoolkit.tables.checks import check
from cctoolkit.tables.defects import Defect
from cctoolkit.tables.frames import conform

STORE = "tables"
INDEX = "index.json"
ERRORS_FILE = "errors.csv"
PLACED = ("agent_intervals", "aux_intervals")
_PRESENTATION = {"language", "locale", "view", "state", "brand", "sections", "people"}

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Engagement:
    """One engagement, opened: settings, tables of its period, what is wrong with the data.

    `tables` holds the canonical tables that the engagement has, of its period only; the four
    interval tables carry `team`, `site` and `shift` of the agent where assignments say so.
    """

    folder: Path
    settings: Settings
    tables: Mapping[str, pd.DataFrame]
    file_defects: tuple[Defect, ...]
    unclassified: pd.DataFrame
    inputs: tuple[FileRead, ...]

    def __contains__(self, name: str) -> bool:
        return name in self.tables and len(self.tables[name]) > 0

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.tables[name]

    @cached_property
    def defects(self) -> tuple[Defect, ...]:
        """Every defect of the data, of single files first, then between tables."""
        return (*self.file_defects, *cross_checks.between_tables(self.tables, self.settings))


def open_engagement(
    folder: Path | str,
    *,
    until: date | None = None,
    refresh: bool = False,
    progress: Progress | None = None,
    **overrides: object,
) -> Engagement:
    """Open an engagement folder: read its settings, its raw files and its tables.

    Tables are kept as Parquet and rebuilt when a raw file, the mapping or the version changes.
    What a database answered is kept too: it is asked again when something else changed, or on
    `refresh`.

    Parameters
    ----------
    folder : path
        The engagement folder.
    until : date, optional
        Last local date to use, instead of the last of the period.
    refresh : bool
        Ask the databases of the engagement again.
    progress : callable, optional
        Told the name of the step and the share done.
    **overrides
        Settings that replace those of the file (`language`, `view`, ...).

    Raises
    ------
    InputError
        With every problem of every file; they are also in errors.csv in the folder.
    """
    folder = Path(folder).resolve()
    settings = _until(read_settings(folder, **overrides), until)
    errors = folder / ERRORS_FILE
    try:
        fingerprint = _fingerprint(folder, settings)
        asks_again = refresh and any(source.database_env for source in settings.sources)
        if asks_again or _stored_fingerprint(folder) != fingerprint:
            _build(folder, settings, fingerprint, progress)
    except InputError as error:
        write_problems(error.problems, errors)
        raise
    errors.unlink(missing_ok=True)
    return _opened(folder, settings)


def write_problems(problems: Iterable[Problem], path: Path) -> None:
    """Write one line per problem: code, file, sheet, line, column, found, allowed, sentence."""
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file, delimiter=";")
        names = ("code", "file", "sheet", "line", "column", "found", "allowed")
        writer.writerow([*names, "message"])
        for problem in problems:
            writer.writerow([*(getattr(problem, name) for name in names), str(problem)])


def _until(settings: Settings, until: date | None) -> Settings:
    if until is None:
        return settings
    period = settings.period
    if not period.first <= until <= period.last:
        raise InputError(
            Problem(
                "until_outside_period",
                found=until.isoformat(),
                allowed=f"{period.first.isoformat()} - {period.last.isoformat()}",
            )
        )
    return settings.model_copy(update={"period": period.model_copy(update={"last": until})})


def _fingerprint(folder: Path, settings: Settings) -> str:
    """Identify raw files, mapping and version; dates and presentation need no rebuilding."""
    digest = hashlib.sha256(cctoolkit.__version__.encode())
    digest.update(settings.model_dump_json(exclude={*_PRESENTATION, "period"}).encode())
    digest.update(engagement_key(settings.client, settings.provider) if _keyed(settings) else b"")
    for path in _raw_files(folder, settings):
        with path.open("rb") as file:
            digest.update(path.as_posix().encode() + hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def _raw_files(folder: Path, settings: Settings) -> list[Path]:
    patterns = dict.fromkeys(source.files for source in settings.sources if source.files)
    return [path for pattern in patterns for path in find(pattern, folder)]


def _stored_fingerprint(folder: Path) -> str | None:
    path = folder / STORE / INDEX
    if not path.is_file():
        return None
    return json.loads(path.read_text(encoding="utf-8"))["fingerprint"]


def _build(folder: Path, settings: Settings, fingerprint: str, progress: Progress | None) -> None:
    loads = _load_all(folder, settings, progress)
    tables, defects, problems = _checked(loads)
    problems = [problem for loaded in loads for problem in loaded.problems] + problems
    if problems:
        raise InputError(problems)
    spine = build_spine(tables, settings)
    tables |= {name: frame for name, frame in spine.items() if len(frame)}
    _store(folder, fingerprint, tables, defects, loads)


def _load_all(folder: Path, settings: Settings, progress: Progress | None) -> list[Loaded]:
    reading = Reading(
        zone=settings.zone,
        key=engagement_key(settings.client, settings.provider) if _keyed(settings) else None,
        vocabularies=settings.vocabularies,
        max_unknown_share=settings.unknown_codes.max_share,
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


def _store(
    folder: Path,
    fingerprint: str,
    tables: Mapping[str, pd.DataFrame],
    defects: list[Defect],
    loads: list[Loaded],
) -> None:
    """Write the tables beside the old ones and swap them in by a rename."""
    draft = folder / f"{STORE}.new"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    for name, frame in tables.items():
        store.write(frame, CATALOGUE[name], draft / f"{name}.parquet")
    unclassified = [loaded.unclassified for loaded in loads if len(loaded.unclassified)]
    index = {
        "fingerprint": fingerprint,
        "tables": [*tables],
        "defects": [_defect_record(defect) for defect in defects],
        "unclassified": pd.concat(unclassified).to_dict("records") if unclassified else [],
        "inputs": [asdict(file) for loaded in loads for file in loaded.files],
    }
    (draft / INDEX).write_text(json.dumps(index, indent=1, default=str), encoding="utf-8")
    shutil.rmtree(folder / STORE, ignore_errors=True)
    draft.rename(folder / STORE)


def _defect_record(defect: Defect) -> dict:
    record = {name: getattr(defect, name) for name in Defect.__dataclass_fields__ if name != "rows"}
    return record | {"rows": defect.rows.astype(object).to_dict("records")}


class StoredTables(Mapping[str, pd.DataFrame]):
    """The tables of a period, each read from the store when it is first asked for."""

    def __init__(self, folder: Path, names: Iterable[str], settings: Settings) -> None:
        self._folder, self._settings = folder, settings
        self._read: dict[str, pd.DataFrame | None] = dict.fromkeys(names)
        self._read["aux_codes"] = _aux_codes(settings)

    def __getitem__(self, name: str) -> pd.DataFrame:
        if self._read[name] is None:
            self._read[name] = self._of_period(name)
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read)

    def __len__(self) -> int:
        return len(self._read)

    def _of_period(self, name: str) -> pd.DataFrame:
        table, period = CATALOGUE[name], self._settings.period
        first, last = pd.Timestamp(period.first), pd.Timestamp(period.last)
        frame = store.read(self._folder / f"{name}.parquet", table)
        frame = within(frame, table, first, last, self._settings.zone)
        if name in PLACED and "assignments" in self:
            return assigned(frame, self["assignments"])
        return frame


def _opened(folder: Path, settings: Settings) -> Engagement:
    index = json.loads((folder / STORE / INDEX).read_text(encoding="utf-8"))
    return Engagement(
        folder=folder,
        settings=settings,
        tables=StoredTables(folder / STORE, index["tables"], settings),
        file_defects=tuple(_defect(record) for record in index["defects"]),
        unclassified=pd.DataFrame(
            index["unclassified"], columns=["word", "column", "n_rows", "duration_ms"]
        ),
        inputs=tuple(FileRead(**record) for record in index["inputs"]),
    )


def _defect(record: dict) -> Defect:
    rows = pd.DataFrame(record["rows"], columns=["raw_file", "raw_line"])
    return Defect(**{**record, "rows": rows, "days": tuple(record["days"])})


def _aux_codes(settings: Settings) -> pd.DataFrame:
    rows = [{"aux_code": code, **flags.model_dump()} for code, flags in settings.aux_codes.items()]
    names = CATALOGUE["aux_codes"].names
    return conform(pd.DataFrame(rows, columns=[*names]), CATALOGUE["aux_codes"])


__all__ = ["SETTINGS_FILE", "Engagement", "open_engagement", "write_problems"]
