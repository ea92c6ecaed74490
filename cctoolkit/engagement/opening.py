"""Opens an engagement folder: its settings, its checked tables, what is wrong with its data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd

from cctoolkit.engagement import defects as cross_checks
from cctoolkit.engagement.build import Progress, build, fingerprint
from cctoolkit.engagement.description import described, nearest_first
from cctoolkit.engagement.kept import STORE, keep, kept
from cctoolkit.engagement.period_tables import PeriodTables
from cctoolkit.engagement.problem_list import ERRORS_FILE, problems_listed
from cctoolkit.engagement.reading import read_settings
from cctoolkit.engagement.settings import Settings
from cctoolkit.errors import InputError, Problem
from cctoolkit.sources.mapped import FileRead
from cctoolkit.tables.defects import Defect
from cctoolkit.words import Words


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
        now = fingerprint(folder, settings)
        asks_again = refresh and any(source.database_env for source in settings.sources)
        index = kept(folder)
        if asks_again or index is None or index.fingerprint != now:
            index = keep(folder, now, build(folder, settings, progress))
    (folder / ERRORS_FILE).unlink(missing_ok=True)
    return Engagement(
        folder=folder,
        settings=settings,
        tables=PeriodTables(folder / STORE / index.store, index.tables, settings),
        file_defects=(
            *index.file_defects(),
            *index.date_defects(agreed=written.period, used=settings.period),
        ),
        unclassified=index.unclassified_words(),
        inputs=index.files_read(),
    )


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
