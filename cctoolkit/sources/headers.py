"""What the name of a column says besides its subject: a threshold of waiting, an auxiliary code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from cctoolkit.sources.numerals import UNIT_MS
from cctoolkit.sources.synonyms import (
    AUX_TIMES,
    MEANS,
    UNITS,
    folded,
    is_aux,
    listed,
    without_unit,
)

SIDES = {
    "answered": {"answered", "answer", "atendidas", "contestadas", "respondidas"},
    "abandoned": {"abandoned", "abandons", "abandonadas", "abandonos"},
}
LIMIT = {
    "within",
    "dentro",
    "umbral",
    "threshold",
    "target",
    "objetivo",
    "plazo",
    "sla",
    "sl",
    "ns",
}
"""These words say that there is a threshold even where the name does not give it."""
BEYOND = {
    "over",
    "after",
    "above",
    "more",
    "mas",
    "tras",
    "despues",
    "superior",
    "fuera",
    "outside",
}
SHARES = {*MEANS.split()} - {"nivel", "level"}
AMOUNT = re.compile(r"(?<![\w.,])(\d+(?:[.,]\d+)?)(\s*)([^\W\d_]+|\"|''|″)?")
SECONDS_SIGNS = ('"', "''", "″")
LONGEST = 1000
"""A larger number without a unit is a year, or another thing, and no threshold."""
TOTALS = {"total", "totales", "suma", "all"}
FILLERS = {"tiempo", "time", "duracion", "duration", "de", "en", "in"}


@dataclass(frozen=True)
class Threshold:
    """Contacts counted up to a waiting time: which, and what the name says of the time."""

    side: str
    amount: Decimal | None = None
    unit: str | None = None

    @property
    def ms(self) -> int | None:
        """The waiting time, if the name gives number and unit."""
        if self.amount is None or self.unit is None:
            return None
        return int(self.amount * UNIT_MS[self.unit])


def threshold(name: str) -> Threshold | None:
    """Return the threshold within which a column counts contacts, if its name speaks of one.

    Those counted beyond a threshold, between two, and shares of contacts are something else.

    Examples
    --------
    >>> threshold("Atendidas en 20 s")
    Threshold(side='answered', amount=Decimal('20'), unit='s')
    >>> threshold("Abandoned <5"), threshold("Answered within SLA").amount
    (Threshold(side='abandoned', amount=Decimal('5'), unit=None), None)
    >>> threshold("Atendidas"), threshold("Answered after 20 sec"), threshold("Answered 10-20 s")
    (None, None, None)
    """
    words = {*folded(name).split()}
    sides = [side for side, synonyms in SIDES.items() if words & synonyms]
    is_other = words & (BEYOND | SHARES) or re.search("[%>≥]", name)
    if len(sides) != 1 or is_other:
        return None
    amounts = _amounts(name)
    if len(amounts) == 2 and not amounts[0][0]:
        del amounts[0]
    if len(amounts) == 1:
        return Threshold(sides[0], *amounts[0])
    return Threshold(sides[0]) if not amounts and words & LIMIT else None


def aux_name(name: str) -> str | None:
    """Return the auxiliary code of which a column gives the time, by its name.

    Examples
    --------
    >>> aux_name("AUX 3 (seg)"), aux_name("Tiempo de comida"), aux_name("AUX total")
    ('aux 3', 'comida', None)
    """
    words = without_unit(folded(re.sub(r"\(.*?\)", " ", name))).split()
    plain = " ".join(word for word in words if word not in FILLERS)
    if {*words} & TOTALS or plain in listed(AUX_TIMES):
        return None
    return plain if is_aux(plain) else None


def _amounts(name: str) -> list[tuple[Decimal, str | None]]:
    found = []
    for number, gap, word in AMOUNT.findall(name):
        unit = _unit(word)
        amount = Decimal(number.replace(",", "."))
        is_ordinal = word and not gap and unit is None
        if not is_ordinal and (unit or amount < LONGEST):
            found.append((amount, unit))
    return found


def _unit(word: str) -> str | None:
    if word in SECONDS_SIGNS:
        return "s"
    plain = folded(word)
    return next((unit for unit, names in UNITS.items() if plain and plain in listed(names)), None)
