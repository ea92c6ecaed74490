"""How each country says what the base catalogue says as Spain does, and what nobody may say.

`SAID` holds words whose gender and number do not change, or that bring their own article, so that
the sentence around them stays right. Where it would not, or a country thinks of the thing in
another way, the overlay catalogue of that country has the whole sentence; `FOREIGN` finds the
sentences that need one.
"""

from __future__ import annotations

import re
from types import MappingProxyType

_AMERICA = {
    "absentismo": "ausentismo",
    "coste": "costo",
    "costes": "costos",
    "formación": "capacitación",
    "formador": "capacitador",
    "formadores": "capacitadores",
    "coordinador": "supervisor",
    "coordinadores": "supervisores",
    "supervisor": "coordinador",
    "supervisores": "coordinadores",
    "hora productiva": "hora efectiva",
    "horas productivas": "horas efectivas",
    "incapacidad temporal": "incapacidad",
    "retención (hold)": "hold",
    "tiempo administrativo": "ACW",
}

SAID = MappingProxyType(
    {
        "CO": _AMERICA
        | {
            "agente": "asesor",
            "agentes": "asesores",
            "adherencia al turno": "adherencia a la malla",
            "base imponible": "base gravable",
            "por centro": "por sede",
            "en un centro": "en una sede",
            "el cuadrante": "la malla de turnos",
            "del cuadrante": "de la malla de turnos",
            "al cuadrante": "a la malla de turnos",
            "factura rectificativa": "nota crédito",
            "la ley o el convenio": "la ley o la convención colectiva",
            "hora logada": "hora conexión",
            "horas logadas": "horas conexión",
        },
        "MX": _AMERICA
        | {
            "agente": "ejecutivo",
            "agentes": "ejecutivos",
            "adherencia al turno": "adherencia al horario",
            "ANS": "SLA",
            "cuadrante": "rol de turnos",
            "cuadrantes": "roles de turnos",
            "convenio colectivo": "contrato colectivo",
            "devengo": "devengado",
            "factura rectificativa": "nota de crédito",
            "la ley o el convenio": "la ley o el contrato colectivo",
            "hora logada": "hora log",
            "horas logadas": "horas log",
            "TMO": "AHT",
        },
    }
)

FOREIGN = MappingProxyType(
    {
        "ES": r"\b(?:ausentismo|costos?|capacitaci[oó]n|capacitador(?:es)?|mallas?|logue\w+)\b",
        "CO": r"\b(?:absentismo|costes?|cuadrantes?|convenios?|devengos?|formación)\b",
        "MX": r"\b(?:absentismo|costes?|cuadrantes?|convenios?|devengos?|formación|imponible)\b",
    }
)

NEVER_SPANISH = re.compile(
    r"\babus\w*|\bfraud\w*|\bpeor(?:es)? (?:agente|asesor|ejecutivo)s?|\boperari[oa]s?\b"
    r"|\bmultas?\b|\bTMA\b|\bcontracci[oó]n\b|\bproforma\b"
    r"|\bmargen\b[^.]*\bsobre (?:el )?cost[eo]\b"
    r"|(?<!índice de )(?<!índices de )adherencia(?! (?:al puesto|al turno|a la malla|al horario)\b)"
    r"|\b(?:la|las|de|por) bajas?\b(?! en la empresa)",
    re.IGNORECASE,
)
NEVER_ENGLISH = re.compile(r"\babus\w*|\bfraud\w*|\bworst agent", re.IGNORECASE)


def said_in(country: str, text: str) -> str:
    """Say a Spanish sentence with the words of a country; placeholders and `code` stay.

    Examples
    --------
    >>> said_in("CO", "Coste por agente y coordinador, de {coste}")
    'Costo por asesor y supervisor, de {coste}'
    """
    words = SAID.get(country)
    if not words:
        return text
    alternatives = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    pattern = rf"\{{[^}}]*\}}|`[^`]*`|(?<!\w)(?:{alternatives})(?!\w)"
    return re.sub(pattern, lambda found: _swap(found[0], words), text, flags=re.IGNORECASE)


def _swap(found: str, words: dict[str, str]) -> str:
    said = words.get(found) or words.get(found[:1].lower() + found[1:])
    if said is None:
        return found
    return said[:1].upper() + said[1:] if found[0].isupper() else said
