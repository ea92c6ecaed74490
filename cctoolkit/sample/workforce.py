"""Daily extracts around the floor: rota, exceptions, clockings, quality, outbound, forecast."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from cctoolkit.sample.calendar import HALF_HOUR_MS, MINUTE_MS, Calendar
from cctoolkit.sample.codes import CODE
from cctoolkit.sample.day import ANSWERED, UnitDay
from cctoolkit.sample.plan import ACTIVITY_OF, AgentDay
from cctoolkit.sample.queues import NORTE, QUEUES, SUR_CHAT
from cctoolkit.sample.raw import RawFiles, comma, local_text, whole_text

SCHEDULES = "raw/wfm/turnos.csv"
EXCEPTIONS = "raw/wfm/excepciones.csv"
FORECAST = "raw/wfm/prevision.csv"
CLOCKINGS = "raw/rrhh/fichajes.tsv"
QUALITY = "raw/calidad/evaluaciones.csv"
OUTBOUND = "raw/emision/registros.csv"
MINUTE_FORM = "%d/%m/%Y %H:%M"
ACTIVITY_WORDS = {
    "productive": "Producción",
    "break": "Descanso",
    "mandatory_rest": "PVD",
    "lunch": "Comida",
    "training": "Formación",
    "coaching": "Seguimiento",
    "meeting": "Reunión",
    "leave": "Permiso",
}
RESULT_WORDS = ("No contesta", "Comunica", "Contacto útil", "Venta", "Rechaza", "Volver a llamar")
RESULT_SHARES = (0.38, 0.08, 0.16, 0.08, 0.2, 0.1)
EVALUATED_SHARE = 0.012
AHT_S = {k: round(queue.handle_s) for k, queue in enumerate(QUEUES)}


def append_day(
    raw: RawFiles, calendar: Calendar, day: date, units: list[UnitDay], rng: np.random.Generator
) -> None:
    """Write what the day adds to the extracts of the workforce."""
    append_schedules(raw, calendar, units)
    append_exceptions(raw, calendar, units)
    append_clockings(raw, calendar, units, rng)
    append_quality(raw, calendar, units, rng)
    append_attempts(raw, calendar, units, rng)
    append_forecast(raw, calendar, day, units)


def activities(agent_day: AgentDay) -> list[tuple[int, int, str]]:
    """Planned activities of a shift, with production between them."""
    if agent_day.absence == "vacaciones":
        return [(agent_day.start_ms, agent_day.end_ms, "leave")]
    rows, at = [], agent_day.start_ms
    for act in agent_day.planned:
        if act.start_ms > at:
            rows.append((at, act.start_ms, "productive"))
        rows.append((act.start_ms, act.end_ms, ACTIVITY_OF.get(act.kind, act.kind)))
        at = act.end_ms
    return [*rows, (at, agent_day.end_ms, "productive")]


def append_schedules(raw: RawFiles, calendar: Calendar, units: list[UnitDay]) -> None:
    """Write the published shifts of the day, also of those who then did not come."""
    rows = [
        (agent_day.person.number, *row)
        for unit in units
        for agent_day in unit.published
        for row in activities(agent_day)
    ]
    if not rows:
        return
    agent, start, end, kinds = zip(*rows, strict=True)
    start_ms, end_ms = np.array(start), np.array(end)
    columns = {
        "Agente": whole_text(np.array(agent) + 1, 5),
        "Desde": local_text(calendar, start_ms, MINUTE_FORM),
        "Hasta": local_text(calendar, end_ms, MINUTE_FORM),
        "Actividad": pa.array([ACTIVITY_WORDS[kind] for kind in kinds]),
        "Retribuida": pa.array(["No" if kind == "lunch" else "Sí" for kind in kinds]),
        "Versión": pa.array(["publicado"] * len(rows)),
    }
    raw.append(SCHEDULES, columns, sums={"scheduled_ms": end_ms - start_ms})


def append_exceptions(raw: RawFiles, calendar: Calendar, units: list[UnitDay]) -> None:
    """Write approved exceptions: system failures and half of the long delays."""
    rows = []
    for unit in units:
        served = unit.served
        failures = np.flatnonzero(served.block_code == CODE["incidencia"])
        for k in failures.tolist():
            person = unit.agents[served.block_agent[k]].person
            span = (int(served.block_start_ms[k]), int(served.block_end_ms[k]))
            rows.append((person.number, *span, "incidencia_sistemas", unit.day))
        for agent_day in unit.agents:
            late = agent_day.login_ms - agent_day.start_ms
            is_first = late > 0 and EXCEPTIONS not in raw.totals and not rows
            if is_first or (late > 10 * MINUTE_MS and late // 1000 % 2):
                span = (agent_day.start_ms, agent_day.login_ms)
                rows.append((agent_day.person.number, *span, "retraso_justificado", unit.day))
    agent = np.array([row[0] for row in rows], dtype="int64")
    start_ms = np.array([row[1] for row in rows], dtype="int64")
    end_ms = np.array([row[2] for row in rows], dtype="int64")
    approved = [row[4] + timedelta(days=2) for row in rows]
    columns = {
        "Agente": whole_text(agent + 1, 5),
        "Desde": local_text(calendar, start_ms),
        "Hasta": local_text(calendar, end_ms),
        "Motivo": pa.array([row[3] for row in rows], pa.string()),
        "Aprobada": pa.array([f"{day:%d/%m/%Y}" for day in approved], pa.string()),
    }
    raw.append(EXCEPTIONS, columns, sums={"excepted_ms": end_ms - start_ms})


def append_clockings(
    raw: RawFiles, calendar: Calendar, units: list[UnitDay], rng: np.random.Generator
) -> None:
    """Write the time record: a stretch before the meal and one after it, in whole minutes."""
    rows = []
    for unit in units:
        served = unit.served
        meals = {
            int(a): (int(s), int(e))
            for a, s, e, code in zip(
                served.block_agent,
                served.block_start_ms,
                served.block_end_ms,
                served.block_code,
                strict=True,
            )
            if code == CODE["offline"]
        }
        for k, agent_day in enumerate(unit.agents):
            start = int(served.login_ms[k]) - int(rng.integers(2, 7)) * MINUTE_MS
            end = int(served.logout_ms[k]) + int(rng.integers(1, 5)) * MINUTE_MS
            away, back = meals.get(k, (end, end))
            rows.append((agent_day.person.number, start, away))
            if back < end:
                rows.append((agent_day.person.number, back, end))
    agent, start_ms, end_ms = np.array(rows, dtype="int64").reshape(-1, 3).T
    start_ms, end_ms = (at // MINUTE_MS * MINUTE_MS for at in (start_ms, end_ms))
    columns = {
        "Empleado": whole_text(agent + 1, 5),
        "Entrada": local_text(calendar, start_ms, MINUTE_FORM),
        "Salida": local_text(calendar, end_ms, MINUTE_FORM),
    }
    sums = {"clocked_ms": end_ms - start_ms}
    raw.append(CLOCKINGS, columns, separator="\t", encoding="utf-8", sums=sums)


def append_quality(
    raw: RawFiles, calendar: Calendar, units: list[UnitDay], rng: np.random.Generator
) -> None:
    """Write evaluations of about one contact in eighty; Sur voice has no contact numbers."""
    none = np.array([], dtype="int64")
    agents, contacts, instants = [none], [], [none]
    for unit in units:
        if unit.unit == SUR_CHAT:
            continue
        seen = np.flatnonzero(unit.legs.outcome == ANSWERED)
        rows = seen[rng.random(len(seen)) < EVALUATED_SHARE]
        if QUALITY not in raw.totals and not contacts:
            rows = np.union1d(rows, seen[:1])
        agents.append(unit.legs.agent[rows])
        instants.append(unit.legs.ended_ms[rows] + 3 * 24 * 3_600_000)
        stamp = f"N{unit.day:%y%m%d}-" if unit.unit == NORTE else None
        contacts += [f"{stamp}{n + 1:06d}" if stamp else None for n in unit.legs.number[rows]]
    agent, at = np.concatenate(agents), np.concatenate(instants)
    n, so_far = len(agent), raw.totals.get(QUALITY, {}).get("n_rows", 0)
    score = np.clip(rng.normal(86, 7, n).round(1), 40, 100)
    critical = rng.poisson([0.05, 0.07, 0.02], (n, 3))
    columns = {
        "Evaluación": pa.array([f"EV{so_far + k + 1:07d}" for k in range(n)], pa.string()),
        "Id llamada": pa.array(contacts, pa.string()),
        "Agente": pa.array([f"CAL-{number + 1:05d}" for number in agent.tolist()], pa.string()),
        "Fecha": local_text(calendar, at),
        "Evaluador": pa.array([f"Q{number % 4 + 1:02d}" for number in agent.tolist()], pa.string()),
        "Parte": pa.array(
            ["Cliente" if number % 4 == 3 else "Proveedor" for number in agent.tolist()],
            pa.string(),
        ),
        "Nota": pa.array([comma(value) + " %" for value in score.tolist()], pa.string()),
        "Críticos cliente": whole_text(critical[:, 0]),
        "Críticos negocio": whole_text(critical[:, 1]),
        "Críticos normativa": whole_text(critical[:, 2]),
    }
    raw.append(QUALITY, columns)


def append_attempts(
    raw: RawFiles, calendar: Calendar, units: list[UnitDay], rng: np.random.Generator
) -> None:
    """Write the calls made during the outbound stretches of Sur."""
    agents, instants = [], []
    for unit in units:
        served = unit.served
        for k in np.flatnonzero(served.block_code == CODE["emision"]).tolist():
            number = unit.agents[served.block_agent[k]].person.number
            start, end = int(served.block_start_ms[k]), int(served.block_end_ms[k])
            calls = np.sort(rng.choice((end - start) // 60_000, 6, replace=False))
            agents += [number] * len(calls)
            instants += [start + int(minute) * 60_000 for minute in calls]
    n, so_far = len(agents), raw.totals.get(OUTBOUND, {}).get("n_rows", 0)
    result = rng.choice(len(RESULT_WORDS), n, p=RESULT_SHARES)
    words = [RESULT_WORDS[k] for k in result.tolist()]
    sold = result == 3
    columns = {
        "Registro": pa.array([f"R{so_far + k + 1:08d}" for k in range(n)], pa.string()),
        "Fecha": local_text(calendar, np.array(instants, dtype="int64")),
        "Agente": whole_text(np.array(agents, dtype="int64") + 1, 5),
        "Resultado": pa.array(words, pa.string()),
        "Útil": pa.array(["Sí" if k in (2, 3, 4) else "No" for k in result.tolist()], pa.string()),
        "Venta": pa.array(["Sí" if s else "No" for s in sold.tolist()], pa.string()),
        "Validada": pa.array(
            ["Sí" if s and k % 10 else "No" for k, s in enumerate(sold.tolist())], pa.string()
        ),
        "Importe": pa.array(["42,50" if s else None for s in sold.tolist()], pa.string()),
    }
    raw.append(OUTBOUND, columns, sums={"n_sales": sold.astype(int)})


def append_forecast(raw: RawFiles, calendar: Calendar, day: date, units: list[UnitDay]) -> None:
    """Write the client's locked forecast by half-hour and queue."""
    totals: dict[int, np.ndarray] = {}
    for unit in units:
        for k, rate in unit.forecast.items():
            totals[k] = totals.get(k, 0) + rate
    starts = units[0].starts_ms
    locked = day.replace(day=1) - timedelta(days=30)
    for k, rate in totals.items():
        kept = rate > 0
        tenths = np.rint(rate[kept] * 10).astype("int64")
        n = int(kept.sum())
        columns = {
            "Desde": local_text(calendar, starts[kept], MINUTE_FORM),
            "Hasta": local_text(calendar, starts[kept] + HALF_HOUR_MS, MINUTE_FORM),
            "Cola": pa.array([QUEUES[k].word] * n, pa.string()),
            "Previstas": pa.array([comma(value / 10) for value in tenths.tolist()], pa.string()),
            "TMO (s)": pa.array([str(AHT_S[k])] * n, pa.string()),
            "Versión": pa.array(["bloqueada"] * n, pa.string()),
            "Bloqueada": pa.array([f"{locked:%d/%m/%Y}"] * n, pa.string()),
            "Responsable": pa.array(["Cliente"] * n, pa.string()),
        }
        raw.append(FORECAST, columns, sums={"n_offered_tenths": tenths})
