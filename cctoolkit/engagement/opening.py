"""From an engagement folder to its checked tables, once per change of raw files or settings."""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd

import cctoolkit
from cctoolkit.engagement import defects as cross_checks
from cctoolkit.engagement.description import described, nearest_first
from cctoolkit.engagement.keys import engagement_key
from cctoolkit.engagement.period import spans_of_days, within
from cctoolkit.engagement.plan import SHIFTED, aux_codes_of, with_business_day
from cctoolkit.engagement.problem_list import ERRORS_FILE, problems_listed
from cctoolkit.engagement.reading import read_settings
from cctoolkit.engagement.settings import Period, Settings
from cctoolkit.engagement.spine import build_spine
from cctoolkit.errors import InputError, Problem
from cctoolkit.metrics.clock import local_date
from cctoolkit.sources.files import find
from cctoolkit.sources.mapped import FileRead, Loaded, Reading, load
from cctoolkit.tables import store
from cctoolkit.tables.assignment import assigned
from cctoolkit.tables.catalogue import CATALOGUE
from cctoolkit.tables.checks import check
from cctoolkit.tables.defects import Defect, outside_period, reaching_beyond
from cctoolkit.words import Words

STORE = "tables"
INDEX = "index.json"
INDEX_KEYS = {
    "fingerprint",
    "store",
    "tables",
    "defects",
    "unclassified",
    "inputs",
    "days",
    "spans",
}
IN_USE_S = 3600
"""What changed this recently inside the store may be another process's draft."""
DATED = {
    "states": "start_at",
    "contacts": "arrived_at",
    "agent_intervals": "start_at",
    "queue_intervals": "start_at",
}
"""Tables of time and the instant that dates their rows."""
PLACED = (
    "agent_intervals",
    "aux_intervals",
    "schedule_intervals",
    "shift_times",
    "shrinkage_days",
)
WHOLES = ("agent_intervals", "queue_intervals")
_PRESENTATION = {"language", "locale", "view", "state", "brand", "sections", "people"}

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Engagement:
    """One engagement, opened: settings, tables of its period, what is wrong with the data.

    `tables` holds the canonical tables that the engagement has, of its period only; the four
    interval tables carry `team`, `site` and `shift` of the agent where assignments say so, and
    `schedules` and `clockings` the `business_day` of their shift.
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
        if name not in set(self.tables):
            allowed = ", ".join(nearest_first(str(name), self.tables))
            raise InputError(Problem("table_absent", found=str(name), allowed=allowed))
        return self.tables[name]

    def __repr__(self) -> str:
        return described(self)

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
        With every problem of the settings, or of every file; they are also in errors.csv in the
        folder, in the language of the engagement.
    """
    folder = Path(folder).resolve()
    with problems_listed(folder, _words(overrides.get("language"))):
        written = read_settings(folder, **overrides)
    settings = _until(written, until)
    with problems_listed(folder, _words(settings.language)):
        fingerprint = _fingerprint(folder, settings)
        asks_again = refresh and any(source.database_env for source in settings.sources)
        index = _stored(folder)
        if asks_again or index is None or index["fingerprint"] != fingerprint:
            index = _build(folder, settings, fingerprint, progress)
    (folder / ERRORS_FILE).unlink(missing_ok=True)
    return _opened(folder, settings, index, written.period)


def _words(language: object) -> Words:
    return Words("en", locale="en_GB") if language == "en" else Words("es")


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
        digest.update(path.as_posix().encode() + _content(path))
    return digest.hexdigest()


def _content(path: Path) -> bytes:
    """Identify what a file holds; one that cannot be read is told when the tables are built."""
    try:
        return bytes.fromhex(_sha256(path))
    except OSError:
        return b""


def _raw_files(folder: Path, settings: Settings) -> list[Path]:
    patterns = dict.fromkeys(source.files for source in settings.sources if source.files)
    return [path for pattern in patterns for path in find(pattern, folder)]


def _stored(folder: Path) -> dict | None:
    """Return the index of the store, or None unless every table is there as it was written."""
    try:
        index = json.loads((folder / STORE / INDEX).read_text(encoding="utf-8"))
        home = folder / STORE / index["store"]
        is_whole = all(
            _sha256(home / f"{name}.parquet") == digest for name, digest in index["tables"].items()
        )
        return index if is_whole and index.keys() >= INDEX_KEYS else None
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _build(folder: Path, settings: Settings, fingerprint: str, progress: Progress | None) -> dict:
    loads = _load_all(folder, settings, progress)
    tables, defects, problems = _checked(loads)
    problems = [problem for loaded in loads for problem in loaded.problems] + problems
    if problems:
        raise InputError(problems)
    spine = build_spine(tables, settings)
    tables |= {name: frame for name, frame in spine.items() if len(frame)}
    dates = {
        "days": _days_delivered(loads, settings.zone),
        "spans": _spans_delivered(spine, settings.zone),
    }
    return _store(folder, fingerprint, tables, defects, loads, dates)


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


def _store(
    folder: Path,
    fingerprint: str,
    tables: Mapping[str, pd.DataFrame],
    defects: list[Defect],
    loads: list[Loaded],
    dates: Mapping[str, Mapping],
) -> dict:
    """Write the tables into a folder of their own and return the index that points to it."""
    home = folder / STORE / secrets.token_hex(6)
    home.mkdir(parents=True)
    try:
        for name, frame in tables.items():
            store.write(frame, CATALOGUE[name], home / f"{name}.parquet")
        index = _index(home, fingerprint, tables, defects, loads) | dates
        index = json.loads(json.dumps(index, default=str))
        _publish(folder / STORE, index)
    except BaseException:
        shutil.rmtree(home, ignore_errors=True)
        raise
    return index


def _publish(place: Path, index: dict) -> None:
    """Point the store to its new tables by one rename: whoever looks finds the old or the new.

    The tables replaced stay until the next change, for those who still read them.
    """
    before = _stored(place.parent)
    draft = place / f"{index['store']}.json"
    draft.write_text(json.dumps(index, indent=1), encoding="utf-8")
    draft.replace(place / INDEX)
    kept = {INDEX, index["store"], before and before["store"]}
    for path in place.iterdir():
        if path.name not in kept:
            _clear(path)


def _clear(path: Path) -> None:
    """Remove what an earlier build left, unless another process may be at it."""
    try:
        if time.time() - path.stat().st_mtime < IN_USE_S:
            return
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    except OSError:
        return


def _index(
    home: Path,
    fingerprint: str,
    tables: Iterable[str],
    defects: list[Defect],
    loads: list[Loaded],
) -> dict:
    unclassified = [loaded.unclassified for loaded in loads if len(loaded.unclassified)]
    return {
        "fingerprint": fingerprint,
        "store": home.name,
        "tables": {name: _sha256(home / f"{name}.parquet") for name in tables},
        "defects": [_defect_record(defect) for defect in defects],
        "unclassified": pd.concat(unclassified).to_dict("records") if unclassified else [],
        "inputs": [asdict(file) for loaded in loads for file in loaded.files],
    }


def _defect_record(defect: Defect) -> dict:
    record = {name: getattr(defect, name) for name in Defect.__dataclass_fields__ if name != "rows"}
    return record | {"rows": defect.rows.astype(object).to_dict("records")}


class StoredTables(Mapping[str, pd.DataFrame]):
    """The tables of a period, each read from the store when it is first asked for."""

    def __init__(self, folder: Path, names: Iterable[str], settings: Settings) -> None:
        self._folder, self._settings = folder, settings
        self._read: dict[str, pd.DataFrame | None] = dict.fromkeys(names)
        self._read["aux_codes"] = aux_codes_of(settings)

    def __getitem__(self, name: str) -> pd.DataFrame:
        if self._read[name] is None:
            self._read[name] = self._of_period(name)
        return self._read[name]

    def __contains__(self, name: object) -> bool:
        return name in self._read

    def __iter__(self) -> Iterator[str]:
        return iter(self._read)

    def __len__(self) -> int:
        return len(self._read)

    def n_rows(self, name: str) -> int:
        """Count the rows of a table: of the period where it was read, else of all that is kept."""
        read = self._read[name]
        return store.n_rows(self._folder / f"{name}.parquet") if read is None else len(read)

    def _of_period(self, name: str) -> pd.DataFrame:
        table, period = CATALOGUE[name], self._settings.period
        first, last = pd.Timestamp(period.first), pd.Timestamp(period.last)
        frame = self._whole(name)
        if name in SHIFTED:
            schedules = self._whole("schedules") if "schedules" in self else None
            frame = with_business_day(name, frame, schedules, self._settings)
        frame = within(frame, table, first, last, self._settings.zone)
        if name in PLACED and "assignments" in self:
            return assigned(frame, self["assignments"])
        return frame

    def _whole(self, name: str) -> pd.DataFrame:
        return store.read(self._folder / f"{name}.parquet", CATALOGUE[name])


def _opened(folder: Path, settings: Settings, index: dict, whole: Period) -> Engagement:
    file_defects = [_defect(record) for record in index["defects"]]
    first, last = pd.Timestamp(whole.first), pd.Timestamp(whole.last)
    for name, counts in index["days"].items():
        dated = pd.Series(counts, dtype="int64").rename(index=pd.Timestamp)
        file_defects += outside_period(name, dated, first, last)
    first, last = pd.Timestamp(settings.period.first), pd.Timestamp(settings.period.last)
    for name, spans in index["spans"].items():
        ends = pd.DataFrame(spans, columns=["first", "last", "n_rows"])
        ends = ends.astype({"first": "datetime64[ms]", "last": "datetime64[ms]"})
        file_defects += reaching_beyond(name, ends, first, last)
    return Engagement(
        folder=folder,
        settings=settings,
        tables=StoredTables(folder / STORE / index["store"], index["tables"], settings),
        file_defects=tuple(file_defects),
        unclassified=pd.DataFrame(
            index["unclassified"], columns=["word", "column", "n_rows", "duration_ms"]
        ),
        inputs=tuple(FileRead(**record) for record in index["inputs"]),
    )


def _defect(record: dict) -> Defect:
    rows = pd.DataFrame(record["rows"], columns=["raw_file", "raw_line"])
    return Defect(**{**record, "rows": rows, "days": tuple(record["days"])})
