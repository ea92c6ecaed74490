"""Extracts of personnel: employment, assignments, identities, absences, classes, pay."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from cctoolkit.sample.calendar import HOUR_MS, Calendar, next_month
from cctoolkit.sample.codes import CODE
from cctoolkit.sample.day import UnitDay, World, night_window
from cctoolkit.sample.people import N_CLASS, SITE, Person, class_days
from cctoolkit.sample.raw import RawFiles, comma, excel_date, local_text, spanish_date
from cctoolkit.sample.rota import paid_h
from cctoolkit.sample.timeline import overlap_ms

CAMPAIGN = "hogar"
HOURLY_COST = Decimal("13.72")
NIGHT_PLUS = Decimal("1.85")
CLASS_HOURS = 8
CENT = Decimal("0.01")
ISO_FORM = "%Y-%m-%d %H:%M:%S"
SOURCE_WORDS = {
    "portal_empleo": "Portal de empleo",
    "recomendacion": "Recomendación",
    "ett": "ETT",
    "web_propia": "Web propia",
}
REASON_WORDS = {
    "voluntaria": "Baja voluntaria",
    "fin_de_contrato": "Fin de contrato",
    "no_supera_prueba": "No supera prueba",
    "mejora_laboral": "Mejora laboral",
}
ABSENCE_WORDS = {
    "vacaciones": "Vacaciones",
    "incapacidad_temporal": "IT",
    "permiso": "Permiso retribuido",
    "injustificada": "Injustificada",
}
TRAINING_HEADER = ("Agente", "Inicio", "Fin", "Tipo", "Pedida por", "Motivo")


def yes_no(flag: bool | None) -> str | None:
    """Flag as Spanish files write it."""
    return None if flag is None else ("Sí" if flag else "No")


def from_hours(ms: int, rate: Decimal) -> Decimal:
    """Price milliseconds by the hour, to the cent."""
    return (Decimal(ms) / HOUR_MS * rate).quantize(CENT, ROUND_HALF_UP)


class Timesheet:
    """Paid time, night time and training, gathered day by day."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.paid_ms: dict[tuple[int, date], int] = defaultdict(int)
        self.night_ms: dict[tuple[int, date], int] = defaultdict(int)
        self.lost_days: dict[int, set[date]] = defaultdict(set)
        self.sessions: list[tuple[str, int, int, str, str, str]] = []

    def add(self, world: World, unit: UnitDay) -> None:
        """Add a unit's day: shifts, paid absences and training ordered by the client."""
        month = unit.day.replace(day=1)
        night = night_window(self.calendar, unit.day)
        for agent_day in unit.published:
            number = agent_day.person.number
            spell = world.absent.get((number, unit.day))
            if spell is not None:
                self.lost_days[number].add(unit.day)
            if spell is None or spell.paid:
                self.paid_ms[number, month] += agent_day.scheduled_ms
            if spell is None:
                at_night = overlap_ms(agent_day.start_ms, agent_day.end_ms, *night)
                self.night_ms[number, month] += int(at_night)
        served = unit.served
        for k in np.flatnonzero(served.block_code == CODE["formacion"]).tolist():
            person = unit.agents[served.block_agent[k]].person
            span = (int(served.block_start_ms[k]), int(served.block_end_ms[k]))
            self.sessions.append((person.agent_id, *span, "continua", "Cliente", "Producto"))

    def add_classes(self, world: World) -> None:
        """Add the initial training of replacement hires: five trainees, eight hours, five days."""
        days = class_days(self.calendar, world.staff.class_month)
        for pod, hired in world.staff.classes.items():
            trainees = [person.agent_id for person in hired]
            if pod == 0:
                trainees += [candidate(k) for k in range(N_CLASS - len(hired))]
            for trainee in trainees:
                for day in days:
                    start = self.calendar.instant_ms(day, 9 * 60)
                    span = (start, start + CLASS_HOURS * HOUR_MS)
                    self.sessions.append((trainee, *span, "inicial", "Proveedor", "Sustitución"))

    def training_ms(self, month: date, ordered_by: str) -> int:
        """Training of a month by who ordered it."""
        from_ms = self.calendar.instant_ms(month)
        to_ms = self.calendar.instant_ms(next_month(month))
        return sum(
            end - start
            for _, start, end, _, by, _ in self.sessions
            if by == ordered_by and from_ms <= start < to_ms
        )


def candidate(number: int) -> str:
    """Identifier of a trainee who never signed."""
    return f"CAND-{number + 1:03d}"


def write_personnel(raw: RawFiles, world: World, sheet: Timesheet) -> None:
    """Write every extract of the personnel department."""
    write_agents(raw, world)
    write_identities(raw, world)
    write_absences(raw, world, sheet)
    write_payroll(raw, world, sheet)
    write_training(raw, world.calendar, sheet)
    write_recruitment(raw, world)


def write_agents(raw: RawFiles, world: World) -> None:
    """Write employment spells and assignments, two sheets of one workbook."""
    last = world.calendar.last
    spells = [("Empleado", "Alta", "Producción", "Baja en la empresa", "Motivo de baja")]
    spells = [(*spells[0], "Voluntaria", "Fuente", "Promoción")]
    moves = [
        (
            "Empleado",
            "Desde",
            "Hasta",
            "Equipo",
            "Coordinador",
            "Supervisor",
            "Puesto",
            "Centro",
            "Turno",
            "Horas semana",
            "Contrato",
        )
    ]
    for person in world.staff.people:
        left = left_by(person, last)
        spells.append(
            (
                person.agent_id,
                excel_date(person.hired_on),
                excel_date(person.production_on),
                excel_date(left),
                REASON_WORDS[person.reason] if left else None,
                yes_no(person.voluntary) if left else None,
                SOURCE_WORDS[person.source],
                person.cohort,
            )
        )
        moves.extend(assignments_of(person, left))
    raw.workbook("raw/rrhh/plantilla.xlsx", {"Plantilla": spells, "Destinos": moves})


def left_by(person: Person, last: date) -> date | None:
    """Date of leaving, if the extract already knows it."""
    return person.left_on if person.left_on is not None and person.left_on <= last else None


def assignments_of(person: Person, left: date | None) -> list[tuple]:
    """Spans of a person in each team."""
    starts = [(person.hired_on, person.position.team), *person.team_moves]
    ends = [*(day for day, _ in starts[1:]), left]
    return [
        (
            person.agent_id,
            excel_date(from_on),
            excel_date(to_on),
            team,
            f"K{team}",
            f"V{team[0]}1",
            "agente",
            SITE[person.position.unit],
            person.position.shift,
            5 * paid_h(person.position.shift),
            "indefinido" if person.number % 3 else "temporal",
        )
        for (from_on, team), to_on in zip(starts, ends, strict=True)
    ]


def write_identities(raw: RawFiles, world: World) -> None:
    """Write each person's number in payroll and in the quality tool; the switch uses its own."""
    rows = [
        (person.agent_id, system, prefix + person.agent_id, person)
        for person in world.staff.people
        for system, prefix in (("acd", ""), ("nominas", "NOM-"), ("calidad", "CAL-"))
    ]
    columns = {
        "Empleado": [row[0] for row in rows],
        "Sistema": [row[1] for row in rows],
        "Identificador": [row[2] for row in rows],
        "Desde": [spanish_date(row[3].hired_on) for row in rows],
        "Hasta": [spanish_date(left_by(row[3], world.calendar.last)) for row in rows],
    }
    raw.append("raw/rrhh/identificadores.csv", columns)


def write_absences(raw: RawFiles, world: World, sheet: Timesheet) -> None:
    """Write spells of absence, coarse by design; those that outlast the extract stay open."""
    spells = [
        (spell, n_days)
        for spell in world.absences
        if (n_days := n_lost(spell, sheet.lost_days[spell.person.number])) > 0
    ]
    after = world.calendar.last + timedelta(days=1)
    lost_h = [n * paid_h(spell.person.position.shift) for spell, n in spells]
    columns = {
        "Empleado": [spell.person.agent_id for spell, _ in spells],
        "Desde": [spanish_date(spell.from_on) for spell, _ in spells],
        "Reincorporación": [
            spanish_date(spell.to_on) if spell.to_on < after else None for spell, _ in spells
        ],
        "Tipo": [ABSENCE_WORDS[spell.kind] for spell, _ in spells],
        "Horas perdidas": [comma(hours) for hours in lost_h],
        "Planificada": [yes_no(spell.planned) for spell, _ in spells],
        "Retribuida": [yes_no(spell.paid) for spell, _ in spells],
        "Protegida": [yes_no(spell.protected) for spell, _ in spells],
    }
    raw.append(
        "raw/rrhh/ausencias.csv",
        columns,
        sums={"lost_ms": (np.array(lost_h) * HOUR_MS).astype("int64")},
    )


def n_lost(spell, lost: set[date]) -> int:
    """Shifts that a spell took away."""
    return sum(spell.from_on <= day < spell.to_on for day in lost)


def write_payroll(raw: RawFiles, world: World, sheet: Timesheet) -> None:
    """Write pay by person, month and concept, under the payroll's own numbers."""
    rows: list[tuple] = [("Número", "Mes", "Concepto", "Horas pagadas", "Coste", "Moneda")]
    total_ms, total_cost = 0, Decimal(0)
    for (number, month), paid_ms in sorted(sheet.paid_ms.items()):
        night_ms = sheet.night_ms[number, month]
        lines = [("salario", paid_ms, from_hours(paid_ms, HOURLY_COST))]
        if night_ms:
            lines.append(("plus_nocturnidad", 0, from_hours(night_ms, NIGHT_PLUS)))
        for concept, ms, cost in lines:
            who = "NOM-" + world.staff.people[number].agent_id
            rows.append((who, excel_date(month), concept, ms / HOUR_MS, float(cost), "EUR"))
            total_ms, total_cost = total_ms + ms, total_cost + cost
    sums = {"paid_ms": total_ms, "cost": str(total_cost)}
    raw.workbook("raw/rrhh/nominas.xlsx", {"Nóminas": rows}, sums=sums)


def write_training(raw: RawFiles, calendar: Calendar, sheet: Timesheet) -> None:
    """Write training sessions by person."""
    sessions = sorted(sheet.sessions, key=lambda session: (session[1], session[0]))
    starts = np.array([session[1] for session in sessions], dtype="int64")
    ends = np.array([session[2] for session in sessions], dtype="int64")
    wall = [
        [datetime.fromisoformat(text) for text in local_text(calendar, at, ISO_FORM).to_pylist()]
        for at in (starts, ends)
    ]
    rows = [TRAINING_HEADER] + [
        (session[0], start, end, *session[3:])
        for session, start, end in zip(sessions, *wall, strict=True)
    ]
    sums = {"training_ms": ends - starts}
    raw.workbook("raw/rrhh/formacion.xlsx", {"Formación": rows}, sums=sums)


def write_recruitment(raw: RawFiles, world: World) -> None:
    """Write the funnel: recent hires, those refused, and the trainees who never signed."""
    header = (
        "Vacante",
        "Candidato",
        "Fuente",
        "Solicitada",
        "Oferta",
        "Inicio curso",
        "Fin curso",
        "Acompañamiento",
        "Producción",
        "Abandono",
    )
    rows: list[tuple] = [header]
    since = world.calendar.first - timedelta(days=180)
    for person in world.staff.people:
        if person.hired_on < since:
            continue
        hired, vacancy = person.hired_on, f"VAC-{person.number + 1:05d}"
        asked = hired - timedelta(days=21)
        dates = (hired - timedelta(days=6), hired, hired + timedelta(days=7))
        dates += (hired + timedelta(days=9), person.production_on)
        who, source = f"P-{person.number + 1:05d}", SOURCE_WORDS[person.source]
        rows.append((vacancy, who, source, *map(excel_date, (asked, *dates)), None))
        refused = (vacancy, who + "b", source, excel_date(asked), None, None, None, None, None)
        rows.append((*refused, excel_date(asked + timedelta(days=8))))
    days = class_days(world.calendar, world.staff.class_month)
    for k in range(world.staff.n_dropouts):
        asked, offered = days[0] - timedelta(days=21), days[0] - timedelta(days=6)
        dates = map(excel_date, (asked, offered, days[0], days[-1]))
        left = excel_date(days[-1] + timedelta(days=1))
        rows.append(
            (f"VAC-C{k + 1:02d}", candidate(k), "Portal de empleo", *dates, None, None, left)
        )
    raw.workbook("raw/rrhh/seleccion.xlsx", {"Selección": rows})
