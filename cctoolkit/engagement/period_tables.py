"""The tables of an engagement within its period: read, cut and placed when asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pandas as pd

from cctoolkit.engagement.period import within
from cctoolkit.engagement.plan import SHIFTED, aux_codes_of, with_business_day
from cctoolkit.engagement.settings import Settings
from cctoolkit.tables import store
from cctoolkit.tables.assignment import assigned
from cctoolkit.tables.catalogue import CATALOGUE

PLACED = (
    "agent_intervals",
    "aux_intervals",
    "schedule_intervals",
    "deviation_intervals",
    "shift_times",
    "shrinkage_days",
)


class PeriodTables(Mapping[str, pd.DataFrame]):
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
