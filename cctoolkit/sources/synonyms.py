"""How exports call things, in Spanish and English: names of columns and words of states.

Written without accents, in lower case; several names of one thing are separated by commas.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from difflib import SequenceMatcher
from functools import cache

TIMES = {
    "talk_ms": "talk, talk time, total talk, hablado, tiempo hablado, conversacion, "
    "tiempo conversacion, tiempo de conversacion, talk duration, duracion, ser time",
    "hold_ms": "hold, hold time, total hold, retencion, retenido, tiempo hold, tiempo retencion",
    "acw_ms": "acw, total acw, after call work, wrap up, post llamada, tiempo administrativo, "
    "administrativo, cierre, trabajo posterior",
}
AGENT = (
    "agent, agent id, agent name, agente, id agente, login, usuario, user, asesor, ejecutivo, "
    "gestor, operador, server, extension, matricula"
)
START = (
    "start, start time, start date, interval start, inicio, fecha inicio, hora inicio, "
    "fecha hora inicio, desde, from, intervalo, franja, fecha, date, dia, day, hora, time, "
    "fecha y hora"
)
END = "end, end time, end date, interval end, fin, fecha fin, hora fin, fecha hora fin, hasta, to"
QUEUE = "queue, cola, skill, servicio, split, grupo, topic, queue name, nombre cola, linea"
CAMPAIGN = "campaign, campana, linea de negocio, lob, proyecto, cuenta"
CHANNEL = "channel, canal, media type, media, medio"
AUX_TIMES = (
    "aux, aux time, aux total, total aux, auxiliar, auxiliares, auxiliar total, tiempo auxiliar, "
    "not ready, off queue, pausas, tiempo pausas"
)
INTERVAL = {"start_at": START, "end_at": END, "campaign": CAMPAIGN}

COLUMNS: Mapping[str, Mapping[str, str]] = {
    "queue_intervals": INTERVAL
    | TIMES
    | {
        "queue": QUEUE,
        "channel": CHANNEL,
        "n_offered": "offered, calls offered, ofrecidas, llamadas ofrecidas, recibidas, entrantes, "
        "incoming, incoming calls, llamadas recibidas, offer",
        "n_answered": "answered, answered calls, calls answered, atendidas, llamadas atendidas, "
        "contestadas, answer",
        "n_abandoned": "abandoned, abandoned calls, calls abandoned, abandonadas, "
        "llamadas abandonadas, abandonos, abandon",
        "n_redirected": "redirected, desviadas, desbordadas, overflow, flow out",
        "n_handled": "handled, handle, gestionadas",
        "wait_answered_ms": "total wait, tiempo de espera, espera, wait time, total answer",
    },
    "agent_intervals": INTERVAL
    | TIMES
    | {
        "agent_id": AGENT,
        "logged_ms": "logged in, login time, logged, staffed time, conexion, tiempo conexion, "
        "tiempo conectado, conectado, logado, tiempo logado, hora conexion",
        "ring_ms": "ring, ring time, ringing, alert, total alert, timbrado, tiempo timbrado",
        "available_ms": "available, idle, disponible, tiempo disponible, libre, avail time",
        "aux_ms": AUX_TIMES,
        "n_handled": "handled, handle, gestionadas, atendidas, answered, llamadas, calls",
    },
    "aux_intervals": INTERVAL
    | {
        "agent_id": AGENT,
        "aux_code": "aux code, codigo auxiliar, auxiliar, motivo, reason, reason code, pausa",
        "aux_ms": "duration, duracion, aux time, tiempo auxiliar, tiempo",
    },
    "states": {
        "agent_id": AGENT,
        "start_at": START + ", state transition time, event time",
        "end_at": END,
        "state": "state, estado, status, agent state, estado agente, estado del agente",
        "aux_code": "reason, reason code, motivo, motivo pausa, codigo auxiliar, aux code",
        "campaign": CAMPAIGN,
    },
    "contacts": TIMES
    | {
        "contact_id": "id, call id, contact id, callid, ucid, interaction id, id llamada, "
        "id contacto, id interaccion, conversation id, ticket",
        "customer_key": "customer, customer id, cliente, id cliente, telefono, ani, dni, caller, "
        "numero origen",
        "segment": "segment, segmento, priority, prioridad",
        "channel": CHANNEL,
        "direction": "direction, call direction, originating direction, direccion, sentido",
        "queue": QUEUE + ", type, tipo",
        "campaign": CAMPAIGN,
        "arrived_at": "arrived, arrival, queue start, q start, entrada, llegada, hora entrada, "
        "hora llegada, fecha entrada, fecha hora, fecha llamada, hora llamada, date, fecha, "
        "time, hora, inicio, start, start time, hora inicio",
        "answered_at": "answered at, answer time, hora respuesta, hora atencion, ser start, "
        "inicio atencion",
        "ended_at": "end, ended, end time, fin, hora fin, fin llamada, ser exit, fecha fin",
        "wait_ms": "wait, wait time, waiting, queue time, total queue, speed of answer, espera, "
        "tiempo espera, tiempo de espera, tiempo en cola, q time",
        "outcome": "outcome, result, resultado, estado llamada, disposition, answered, atendida, "
        "abandoned, tipo fin, desenlace",
        "agent_id": AGENT + ", users interacted",
        "reason": "reason, contact reason, wrap up code, tipificacion, motivo contacto",
        "transferred": "transferred, transferida, transferido, transferencia",
        "callback_asked": "callback requested, solicita devolucion, callback solicitado",
        "called_back_at": "called back, fecha devolucion, hora devolucion",
        "resolved": "resolved, resuelta, resuelto, fcr",
        "surveyed": "survey sent, surveyed, encuesta enviada, encuestado",
        "csat": "csat, satisfaction, satisfaction rating, satisfaccion, nota, encuesta",
        "nps": "nps, recomendacion",
    },
    "schedules": {
        "agent_id": AGENT,
        "start_at": START,
        "end_at": END,
        "activity": "activity, actividad, activity code, turno, tipo actividad",
        "paid": "paid, pagado, retribuido",
        "campaign": CAMPAIGN,
    },
    "clockings": {
        "agent_id": AGENT + ", empleado, employee, trabajador",
        "start_at": START + ", entrada, hora entrada, clock in, fichaje entrada",
        "end_at": END + ", salida, hora salida, clock out, fichaje salida",
    },
    "agents": {
        "agent_id": AGENT + ", empleado, employee, trabajador, employee id",
        "hired_on": "hired, hire date, alta, fecha alta, fecha ingreso, ingreso, "
        "fecha contratacion, antiguedad",
        "production_on": "production date, fecha produccion, inicio produccion",
        "left_on": "left, termination date, leave date, baja, fecha baja, fecha salida, "
        "fecha retiro",
        "leave_reason": "leave reason, motivo baja, motivo salida, causa baja",
        "voluntary": "voluntary, voluntaria",
        "recruitment_source": "source, recruitment source, fuente, canal reclutamiento, "
        "fuente reclutamiento",
        "cohort": "cohort, promocion, grupo formacion",
    },
    "assignments": {
        "agent_id": AGENT + ", empleado, employee",
        "from_on": "from, since, desde, fecha desde, inicio, vigencia desde",
        "to_on": "to, until, hasta, fecha hasta, fin, vigencia hasta",
        "team": "team, equipo",
        "first_line": "team leader, coordinador, supervisor",
        "second_line": "manager, responsable, jefe",
        "role": "role, rol, puesto, funcion",
        "site": "site, centro, sede, plataforma",
        "shift": "shift, turno",
        "campaign": CAMPAIGN,
        "contract_h_per_week": "contract hours, horas contrato, jornada, horas semanales",
        "contract_kind": "contract, contrato, tipo contrato",
    },
    "absences": {
        "agent_id": AGENT + ", empleado, employee, trabajador",
        "from_on": "from, desde, inicio, fecha inicio, fecha, start date",
        "to_on": "to, hasta, fin, fecha fin, end date",
        "kind": "kind, tipo, causa, motivo, reason, tipo ausencia",
    },
    "attempts": {
        "record_id": "record, record id, registro, id registro, lead",
        "campaign": CAMPAIGN,
        "attempted_at": "attempted, intento, fecha intento, hora intento, fecha llamada, fecha",
        "agent_id": AGENT,
        "result": "result, resultado, tipificacion, disposition, codificacion",
        "useful": "useful, util, contacto util",
        "sale": "sale, venta",
    },
    "quality": {
        "evaluation_id": "evaluation, evaluation id, evaluacion, id evaluacion",
        "contact_id": "call id, contact id, id llamada",
        "agent_id": AGENT,
        "evaluated_at": "evaluated, fecha evaluacion, evaluation date, fecha",
        "evaluator_id": "evaluator, evaluador",
        "score_share": "score, nota, puntuacion, calidad",
    },
    "forecast": {
        "start_at": START,
        "end_at": END,
        "queue": QUEUE,
        "n_offered": "forecast, prevision, previstas, llamadas previstas, volumen previsto, "
        "pronostico, forecast calls",
        "aht_ms": "aht, tmo, aht forecast, tmo previsto",
    },
    "invoices": {
        "invoice_id": "invoice, invoice id, invoice number, factura, numero factura, no factura",
        "line_number": "line, linea, posicion",
        "period": "period, periodo, mes, month",
        "concept": "concept, concepto, descripcion, description, servicio",
        "campaign": CAMPAIGN,
        "quantity": "quantity, cantidad, unidades, horas",
        "unit": "unit, unidad",
        "unit_price": "price, unit price, precio, precio unitario, tarifa",
        "amount": "amount, importe, total, base imponible, subtotal, invoice amount usd, neto",
        "currency": "currency, moneda, divisa",
        "issued_on": "invoice date, fecha factura, fecha emision, issued",
        "due_on": "due, due date, vencimiento, fecha vencimiento",
        "status": "status, estado",
        "disputed": "disputed, disputada, en disputa",
    },
}

AUX_ALONE = "aux, auxiliar, pause, paused, pausa, not ready, no disponible"
"""Words that say auxiliary and not which."""
AUX_FRONTS = ("aux", "auxiliar", "pausa", "pause", "break")

WORDS: Mapping[str, Mapping[str, str]] = {
    "state": {
        "talk": "talk, talking, on call, busy, interacting, hablando, en llamada, conversacion, "
        "hablado, ocupado",
        "hold": "hold, on hold, retencion, en retencion",
        "acw": "acw, wrap up, wrapup, after call work, work, administrativo, post llamada, cierre",
        "ring": "ring, ringing, alerting, reserved, timbrando, sonando",
        "available": "available, ready, idle, on queue, disponible, libre",
        "aux": AUX_ALONE + ", break, descanso, lunch, meal, comida, almuerzo, refrigerio, away, "
        "meeting, reunion, training, formacion, coaching, bano, pvd, pausa visual, pausa activa",
        "offline": "offline, logout, logged out, desconectado, fuera",
    },
    "outcome": {
        "answered": "answered, handled, atendida, contestada, agent",
        "abandoned": "abandoned, hang, abandonada, abandono",
        "redirected": "redirected, transferred, overflow, desviada, desbordada",
        "not_offered": "not offered, phantom, no ofrecida",
    },
    "direction": {
        "inbound": "inbound, incoming, entrante, in",
        "outbound": "outbound, outgoing, saliente, out",
        "callback": "callback, devolucion",
    },
    "channel": {
        "voice": "voice, call, phone, voz, llamada, telefono",
        "chat": "chat, webchat",
        "email": "email, mail, correo",
        "social": "social, social media, redes, redes sociales",
        "back_office": "back office, backoffice",
    },
    "activity": {
        "productive": "productive, on queue, work, productivo, trabajo",
        "break": "break, descanso",
        "mandatory_rest": "pvd, descanso obligatorio",
        "lunch": "lunch, meal, comida",
        "training": "training, formacion, capacitacion",
        "coaching": "coaching",
        "meeting": "meeting, reunion",
        "back_office": "back office, backoffice",
        "absence": "absence, sick, ausencia",
        "leave": "leave, holiday, vacaciones, permiso",
    },
}

UNITS = {
    "ms": "ms, milisegundos, milliseconds",
    "s": "s, seg, segs, segundos, sec, secs, seconds",
    "min": "min, mins, minutos, minutes",
    "h": "h, hrs, horas, hours",
}
MEANS = (
    "avg average mean media medio promedio tmo aht asa tma porcentaje pct rate ratio nivel level"
)
DATES = "fecha date dia day timestamp time epoch hora inicio fin start end"
MISSPELT = 0.86
FOOTERS = ("total", "suma", "grand total", "promedio", "subtotal")


def folded(text: str) -> str:
    """Return a name in plain letters: no accents, no capitals, no signs.

    Examples
    --------
    >>> folded("Duración_Llamada (seg.)")
    'duracion llamada seg'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", plain)
    return " ".join(re.findall(r"[a-z0-9]+", spaced.lower()))


def slug(text: str) -> str:
    """Return a name as a code: plain letters, joined by underscores.

    Examples
    --------
    >>> slug("Pausa médica")
    'pausa_medica'
    """
    return folded(text).replace(" ", "_")


@cache
def likeness(name: str, synonyms: str) -> float:
    """Return how much a column name is like one of the names of a thing, 0 to 1.

    Examples
    --------
    >>> likeness("Llamadas Ofrecidas", "ofrecidas, llamadas ofrecidas")
    1.0
    >>> likeness("Agente", "cola, skill") < 0.6
    True
    """
    bare = re.sub(r"\(.*?\)", " ", name)
    plain = {without_unit(folded(text)) for text in (name, bare)} - {""}
    return max((_alike(text, other) for text in plain for other in listed(synonyms)), default=0.0)


def without_unit(plain: str) -> str:
    """Return a plain name without the unit that it ends in."""
    *front, last = plain.split() or [""]
    return " ".join(front) if front and unit_of(last) else plain


def unit_of(name: str) -> str | None:
    """Return the unit of time that a name states.

    Examples
    --------
    >>> unit_of("Tiempo hablado (seg)"), unit_of("Hablado")
    ('s', None)
    """
    words = folded(name).split()
    for unit, synonyms in UNITS.items():
        if words and set(listed(synonyms)) & set(words[-1:] if len(words) > 1 else words):
            return unit
    return None


def code_of(word: str, column: str) -> str | None:
    """Return the code that a vendor's word surely means, if it is one of the known ones."""
    plain = folded(word)
    for code, synonyms in WORDS.get(column, {}).items():
        if plain in listed(synonyms):
            return code
    return "aux" if column == "state" and is_aux(plain) else None


def is_aux(plain: str) -> bool:
    """Tell whether plain words name an auxiliary state: a known one, or "aux" and which.

    Examples
    --------
    >>> is_aux("aux 3"), is_aux("pausa medica"), is_aux("estado 3")
    (True, True, False)
    """
    front, _, rest = plain.partition(" ")
    is_numbered = re.fullmatch(r"(?:.* )?aux(?:time)?\d+", plain) is not None
    return (
        plain in listed(WORDS["state"]["aux"])
        or (front in AUX_FRONTS and rest != "")
        or is_numbered
    )


def is_mean(name: str) -> bool:
    """Tell whether a column holds means or ratios by its name; such values cannot be summed."""
    return "%" in name or bool(set(folded(name).split()) & set(MEANS.split()))


@cache
def listed(synonyms: str) -> tuple[str, ...]:
    """Return the names in a list that commas separate."""
    return tuple(name.strip() for name in synonyms.split(","))


def _alike(name: str, other: str) -> float:
    if name == other:
        return 1.0
    extra = set(name.split()) - set(other.split())
    if len(extra) + len(other.split()) == len(set(name.split())):
        # "Atendidas 20" is a threshold, not the count of those answered.
        return 0.9 - 0.1 * len(extra) if not re.search(r"\d", " ".join(extra)) else 0.0
    matcher = SequenceMatcher(None, name, other)
    if min(matcher.real_quick_ratio(), matcher.quick_ratio()) < MISSPELT:
        return 0.0
    return 0.95 * matcher.ratio() if matcher.ratio() >= MISSPELT else 0.0
