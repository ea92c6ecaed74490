"""Norte's switch: an event log in semicolons, cp1252, day/month dates and decimal commas."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow.compute as pc

from cctoolkit.sample.calendar import Calendar, day_number
from cctoolkit.sample.codes import NORTE_WORDS
from cctoolkit.sample.day import ANSWERED, NOT_OFFERED, Legs, UnitDay
from cctoolkit.sample.defects import Defects
from cctoolkit.sample.queues import QUEUES
from cctoolkit.sample.raw import (
    RawFiles,
    chosen,
    decimal_text,
    local_text,
    whole_text,
)
from cctoolkit.sample.timeline import Segments

OUTCOME_WORDS = ("Atendida", "Abandonada", "Desbordada", "Fuera de horario")
SEGMENT_WORDS = ("HOGAR", "PYME", "SOCIAL")
N_CUSTOMERS_PER_POD = 30_000


def file_of(kind: str, day: date) -> str:
    """Monthly file in which a business day lies."""
    return f"raw/norte/{kind}_{day:%Y-%m}.csv"


def append_states(
    raw: RawFiles, calendar: Calendar, day: date, units: list[UnitDay], defects: Defects
) -> None:
    """Write the day's state log, with the defects planted in the first pod."""
    segments = joined_segments([unit.segments for unit in units])
    segments = defects.in_states(day, segments)
    raw.append(
        file_of("estados", day),
        {
            "Agente": whole_text(segments.agent + 1, 5),
            "Inicio": local_text(calendar, segments.start_ms),
            "Fin": local_text(calendar, segments.end_ms),
            "Estado": chosen(NORTE_WORDS, segments.code),
            "Duración (s)": decimal_text(segments.length_ms),
        },
        sums={"duration_ms": segments.length_ms},
    )


def joined_segments(parts: list[Segments]) -> Segments:
    """Put the states of several pods one after another."""
    return Segments(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("agent", "start_ms", "end_ms", "code")
        )
    )


def append_contacts(
    raw: RawFiles,
    calendar: Calendar,
    day: date,
    units: list[UnitDay],
    defects: Defects,
    rng: np.random.Generator,
) -> Legs:
    """Write the day's contact log; return its legs as written, duplicates left out."""
    legs = joined_legs(units)
    legs = legs.take(calendar.day_number(legs.arrived_ms) != day_number(defects.missing_day))
    legs, copies = defects.in_contacts(day, legs)
    columns = contact_columns(calendar, day, legs, len(units), rng)
    rows = np.insert(np.arange(len(legs)), copies + 1, copies)
    raw.append(
        file_of("llamadas", day),
        {name: pc.take(column, rows) for name, column in columns.items()},
        sums={name: getattr(legs, name)[rows] for name in ("talk_ms", "hold_ms", "acw_ms")}
        | {"n_answered": (legs.outcome[rows] == ANSWERED).astype(int)}
        | {"n_offered": (legs.outcome[rows] != NOT_OFFERED).astype(int)},
    )
    return legs


def joined_legs(units: list[UnitDay]) -> Legs:
    """Put the legs of several pods together."""
    names = vars(units[0].legs)
    return Legs(**{n: np.concatenate([getattr(u.legs, n) for u in units]) for n in names})


def contact_columns(
    calendar: Calendar, day: date, legs: Legs, n_pods: int, rng: np.random.Generator
) -> dict:
    """Columns of the contact log as text."""
    seen = legs.outcome == ANSWERED
    n = int(legs.number.max()) + 1 if len(legs) else 0
    customer = rng.integers(0, N_CUSTOMERS_PER_POD * n_pods, n)[legs.number]
    segment = np.searchsorted([0.8, 0.93], rng.random(n))[legs.number]
    asked = rng.random(len(legs)) < 0.12
    score = np.clip(rng.normal(78, 15, len(legs)), 10, 100).astype("int64")
    resolved = (rng.random(len(legs)) < 0.24).astype("int64")
    stamp = pc.binary_join_element_wise(f"N{day:%y%m%d}-", whole_text(legs.number + 1, 6), "")
    return {
        "Id llamada": stamp,
        "Tramo": whole_text(legs.leg),
        "Cliente": pc.binary_join_element_wise("C", whole_text(customer, 8), ""),
        "Segmento": chosen(SEGMENT_WORDS, segment),
        "Cola": chosen([queue.word for queue in QUEUES], legs.queue),
        "Entrada": local_text(calendar, legs.arrived_ms),
        "Respuesta": local_text(calendar, legs.answered_ms, missing=~seen),
        "Fin": local_text(calendar, legs.ended_ms),
        "Espera (s)": decimal_text(legs.wait_ms),
        "Conversación (s)": decimal_text(legs.talk_ms, ~seen),
        "Retención (s)": decimal_text(legs.hold_ms, ~seen),
        "Administrativo (s)": decimal_text(legs.acw_ms, ~seen),
        "Resultado": chosen(OUTCOME_WORDS, legs.outcome),
        "Agente": whole_text(legs.agent + 1, 5, missing=legs.agent < 0),
        "Resuelta": chosen(("Sí", "No"), resolved, ~seen),
        "Satisfacción": decimal_text(score * 100, ~(seen & asked)),
        "Recomendación": whole_text(score // 10, missing=~(seen & asked)),
    }
