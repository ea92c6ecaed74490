"""States and auxiliary codes of the invented switch, ranked by precedence."""

from __future__ import annotations

from dataclasses import dataclass

STATES = ("available", "ring", "acw", "hold", "talk")
AVAILABLE, RING, ACW, HOLD, TALK = range(5)


@dataclass(frozen=True, slots=True)
class Aux:
    """An auxiliary code: its label, the words of the switch and of the plan for it, its flags."""

    code: str
    label: str
    norte_word: str
    sur_column: str
    flags: tuple[str, ...] = ("paid", "planned")
    activity: str = ""


AUX = (
    Aux(
        "pvd",
        "Pausa PVD",
        "Pausa PVD",
        "AUX1 PVD",
        ("paid", "planned", "mandatory_rest"),
        "mandatory_rest",
    ),
    Aux("descanso", "Descanso", "Descanso", "AUX2 Descanso", activity="break"),
    Aux(
        "formacion",
        "Formación pedida por el cliente",
        "Formación",
        "AUX3 Formación",
        ("paid", "planned", "ordered_by_client", "billable"),
        "training",
    ),
    Aux(
        "coaching", "Sesión de seguimiento", "Seguimiento", "AUX4 Seguimiento", activity="coaching"
    ),
    Aux("reunion", "Reunión de equipo", "Reunión", "AUX5 Reunión", activity="meeting"),
    Aux("gestion_interna", "Gestión interna", "Gestión interna", "AUX6 Gestión", ("paid",)),
    Aux("consulta", "Consulta a coordinación", "Consulta", "AUX7 Consulta", ("paid",)),
    Aux("incidencia", "Incidencia de sistemas", "Incidencia", "AUX8 Incidencia", ("paid",)),
    Aux(
        "emision",
        "Llamadas de salida",
        "Emisión",
        "AUX9 Emisión",
        ("paid", "planned", "productive", "billable"),
        "productive",
    ),
    Aux(
        "sindical",
        "Horas sindicales",
        "Horas sindicales",
        "AUX10 Sindical",
        ("paid", "planned", "protected"),
    ),
)
AUX_CODES = tuple(aux.code for aux in AUX)
FIRST_AUX = len(STATES)
OFFLINE = FIRST_AUX + len(AUX)
UNKNOWN = OFFLINE + 1
N_CODES = UNKNOWN + 1
CODE = {name: k for k, name in enumerate((*STATES, *AUX_CODES, "offline", "unknown"))}
CODE_NAMES = tuple(CODE)
UNKNOWN_WORD = "Puesto en pruebas"
NORTE_WORDS = (
    "Disponible",
    "Timbrando",
    "Trabajo administrativo",
    "Retención",
    "Conversación",
    *(aux.norte_word for aux in AUX),
    "Desconectado",
    UNKNOWN_WORD,
)
CHAT_WORDS = (
    *("READY", "ALERTING", "WRAPUP", "HOLD", "CHATTING"),
    *(f"NOT_READY/{aux.code.upper()}" for aux in AUX),
    *("LOGGED_OFF", "OTHER"),
)
