"""Writes the sample: runs the world day by day and keeps the truth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from cctoolkit.sample import sur, workforce
from cctoolkit.sample.calendar import Calendar, day_number
from cctoolkit.sample.day import UnitDay, World, number_contacts
from cctoolkit.sample.defects import Defects
from cctoolkit.sample.engagement_file import engagement_text
from cctoolkit.sample.invoicing import (
    Volume,
    write_costs,
    write_invoices,
    write_reported,
)
from cctoolkit.sample.ledger import Ledger
from cctoolkit.sample.norte import append_contacts, append_states
from cctoolkit.sample.people import (
    FAST_COHORT,
    SLOW_COHORT,
    build_staff,
)
from cctoolkit.sample.personnel import HOURLY_COST, Timesheet, write_personnel
from cctoolkit.sample.planted import planted
from cctoolkit.sample.queues import NORTE, QUEUES, SUR_CHAT, SUR_VOICE, UNITS
from cctoolkit.sample.raw import RawFiles, local_text
from cctoolkit.sample.truth import SampleTruth

ZONE = "Europe/Madrid"
VOICE = tuple(queue.name for queue in QUEUES if queue.unit != SUR_CHAT)
MIN_AGENTS, MIN_DAYS = 6, 5


def write_sample(
    folder: Path,
    *,
    agents: int = 60,
    days: int = 90,
    seed: int = 20260101,
    first: date = date(2026, 1, 1),
    progress: Callable[[int, int], None] | None = None,
) -> SampleTruth:
    """Write an invented engagement with planted truths: `engagement.yml`, `raw/`, `truth.json`.

    The same arguments give the same bytes. Posts come in pods of 60, each with its own floor, so
    that service and occupancy stay alike at any size; the planted team, the overcharged class and
    the data defects lie in the first pod, the habits of a shift, a source and a cohort in all.

    Parameters
    ----------
    folder : Path
        Engagement folder; must not hold an engagement yet.
    agents : int
        Posts to be covered, at least 6; leavers and their successors make more people.
    days : int
        Business days, at least 5.
    seed : int
        Seed of every draw.
    first : date
        First business day, which opens at 07:00 local time.
    progress : callable, optional
        Called after each day with the days done and the days in all.

    Returns
    -------
    SampleTruth
        What was planted, as in `truth.json`.

    Raises
    ------
    FileExistsError
        If the folder already holds an engagement.
    ValueError
        For too few agents or days, or a period in which local times repeat.
    """
    folder = Path(folder)
    calendar = Calendar(ZoneInfo(ZONE), first, days)
    check(folder, agents, calendar)
    world = World(build_staff(agents, calendar, seed), calendar, seed)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "engagement.yml").write_text(engagement_text(calendar), encoding="utf-8")
    truth = Writing(folder, world).run(progress)
    truth.write(folder / "truth.json")
    return truth


def check(folder: Path, agents: int, calendar: Calendar) -> None:
    """Refuse what cannot be written."""
    if (folder / "engagement.yml").exists() or (folder / "raw").exists():
        raise FileExistsError(f"{folder} already holds an engagement")
    if agents < MIN_AGENTS or calendar.n_days < MIN_DAYS:
        raise ValueError(f"a sample needs at least {MIN_AGENTS} agents and {MIN_DAYS} days")
    if calendar.repeats_an_hour:
        raise ValueError("the period contains an hour that local clocks repeat; end it before")


class Writing:
    """One pass over the days, each written as soon as it has been simulated."""

    def __init__(self, folder: Path, world: World) -> None:
        self.world, self.calendar = world, world.calendar
        self.raw = RawFiles(folder)
        self.defects = Defects(world, world.calendar)
        self.ledger = Ledger(world.calendar)
        self.sheet = Timesheet(world.calendar)
        self.reports = sur.HalfHourReports(self.raw, world.calendar)
        self.forecast: dict[date, float] = defaultdict(float)
        self.cohort_of = {
            person.number: person.cohort
            for person in world.staff.people
            if person.cohort in (FAST_COHORT, SLOW_COHORT)
        }
        self.n_chats = 0
        self.n_missing = 0

    def run(self, progress: Callable[[int, int], None] | None) -> SampleTruth:
        """Write every day, then what is written once."""
        for k, day in enumerate(self.calendar.days):
            self._write_day(day)
            if progress is not None:
                progress(k + 1, self.calendar.n_days)
        return self._close()

    def _write_day(self, day: date) -> None:
        rng = np.random.default_rng([self.world.seed, 6, day.toordinal()])
        units = {
            unit: [self.world.unit_day(day, pod, unit) for pod in self.world.pods] for unit in UNITS
        }
        for unit_days in units.values():
            number_contacts(unit_days)
        everything = [unit_day for unit_days in units.values() for unit_day in unit_days]
        for unit_day in everything:
            self.ledger.add_states(unit_day)
            self.sheet.add(self.world, unit_day)
            self._note_forecast(unit_day)
        for unit in UNITS:
            workforce.append_day(self.raw, self.calendar, day, units[unit], rng)
        self._write_norte(day, units[NORTE], rng)
        self.reports.append_agents(day, units[SUR_VOICE])
        self.ledger.add_contacts(self.reports.append_queues(units[SUR_VOICE]))
        chats = sur.append_chat(self.raw, self.calendar, day, units[SUR_CHAT], self.n_chats + 1)
        self.n_chats += len(chats)
        self.ledger.add_contacts(chats)

    def _write_norte(self, day: date, units: list[UnitDay], rng: np.random.Generator) -> None:
        missing = day_number(self.defects.missing_day)
        for unit in units:
            dates = self.calendar.day_number(unit.legs.arrived_ms)
            self.n_missing += int((dates == missing).sum())
        append_states(self.raw, self.calendar, day, units, self.defects)
        legs = append_contacts(self.raw, self.calendar, day, units, self.defects, rng)
        self.ledger.add_contacts(legs)
        self.ledger.add_learning(day, legs, self.cohort_of)

    def _note_forecast(self, unit: UnitDay) -> None:
        if unit.unit == SUR_CHAT:
            return
        dates = self.calendar.day_number(unit.starts_ms)
        for rate in unit.forecast.values():
            for number in np.unique(dates).tolist():
                day = date.fromordinal(date(1970, 1, 1).toordinal() + number)
                self.forecast[day] += float((np.rint(rate[dates == number] * 10) / 10).sum())

    def _volumes(self) -> list[Volume]:
        return [
            Volume(
                month=month,
                productive_ms=self.ledger.productive_ms(month),
                night_ms=self.ledger.night_ms[month],
                n_chats=self.ledger.chats[month],
                training_ms=self.sheet.training_ms(month, "Cliente"),
                n_offered=(sums := self.ledger.month(month, VOICE))["n_offered"],
                n_within=sums["n_answered_within_20s"],
                is_whole=month in self.calendar.whole_months,
            )
            for month in self.calendar.months
        ]

    def _close(self) -> SampleTruth:
        self.reports.close(self.calendar.first)
        self.sheet.add_classes(self.world)
        write_personnel(self.raw, self.world, self.sheet)
        volumes = self._volumes()
        n_agents = len(self.world.staff.positions)
        answered = {v.month: self.ledger.month(v.month, VOICE)["n_answered"] for v in volumes}
        invoices = write_invoices(self.raw, volumes, n_agents, self.world.staff.class_month)
        write_costs(self.raw, volumes, n_agents, self.sheet, HOURLY_COST)
        reported = write_reported(self.raw, volumes, answered)
        self._write_evidence()
        return planted(
            self.world,
            self.ledger,
            self.defects,
            self.sheet,
            volumes,
            self.forecast,
            self.n_missing,
            {"invoices": invoices, "reported": reported},
            self.raw.totals,
        )

    def _write_evidence(self) -> None:
        downs = self.world.downtimes
        starts = np.array([down.start_ms for down in downs], dtype="int64")
        ends = np.array([down.end_ms for down in downs], dtype="int64")
        form = workforce.MINUTE_FORM
        columns = {
            "Documento": [f"CAI-{k + 1:02d}" for k in range(len(downs))],
            "Clase": ["Caída" for _ in downs],
            "Desde": local_text(self.calendar, starts, form),
            "Hasta": local_text(self.calendar, ends, form),
            "Cláusula": ["7.3" for _ in downs],
            "Nota": ["Caída de los sistemas del cliente en Norte" for _ in downs],
        }
        self.raw.append("raw/seguimiento/documentos.csv", columns)
