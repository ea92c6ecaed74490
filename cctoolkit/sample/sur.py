"""Sur: voice by half-hour reports in tabs and a workbook, chat as JSON lines."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cctoolkit.sample.calendar import HALF_HOUR_MS, Calendar
from cctoolkit.sample.codes import (
    ACW,
    AUX,
    AVAILABLE,
    CHAT_WORDS,
    FIRST_AUX,
    HOLD,
    OFFLINE,
    RING,
    TALK,
)
from cctoolkit.sample.day import ABANDONED, ANSWERED, REDIRECTED, Legs, UnitDay
from cctoolkit.sample.norte import joined_legs, joined_segments
from cctoolkit.sample.queues import QUEUES
from cctoolkit.sample.raw import (
    RawFiles,
    chosen,
    clock_of,
    clock_text,
    iso_text,
    local_text,
    whole_text,
)
from cctoolkit.sample.timeline import by_half_hour, overlap_ms

THRESHOLDS_S = (10, 20, 30, 60, 180)
CHAT_OUTCOMES = ("handled", "abandoned", "diverted", "closed")
DURATIONS = ("Conexión", "Conversación", "Retención", "Post-llamada", "Timbre", "Disponible")
QUEUE_SHEET = "Colas"
QUEUE_TITLE = "Informe de colas por media hora"


def agent_file(day: date) -> str:
    """Monthly agent report."""
    return f"raw/sur_voz/agentes_{day:%Y-%m}.tsv"


class HalfHourReports:
    """Agent and queue reports of Sur, with the total line that closes each one."""

    def __init__(self, raw: RawFiles, calendar: Calendar) -> None:
        self.raw, self.calendar = raw, calendar
        self.agent_totals: dict[str, np.ndarray] = {}
        self.queue_rows: list[list[object]] = []
        self.queue_total = np.zeros(14, dtype="int64")

    def append_agents(self, day: date, units: list[UnitDay]) -> None:
        """Write the half-hours of every agent of the day."""
        segments = joined_segments([unit.segments for unit in units])
        if not len(segments):
            return
        agent, start, cells = by_half_hour(segments)
        logged = cells.sum(axis=1) - cells[:, OFFLINE]
        kept = logged > 0
        agent, start, cells, logged = agent[kept], start[kept], cells[kept], logged[kept]
        handled = handled_by_slot(units, agent, start)
        scheduled = scheduled_by_slot(units, agent, start)
        aux = cells[:, FIRST_AUX:OFFLINE]
        durations = np.column_stack(
            [logged, cells[:, [TALK, HOLD, ACW, RING, AVAILABLE]], aux.sum(axis=1), aux]
        )
        numbers = np.column_stack([durations, handled[:, 1], scheduled, handled[:, 0]])
        self._write_agents(day, agent, start, numbers)

    def _write_agents(self, day: date, agent, start, numbers: np.ndarray) -> None:
        path = agent_file(day)
        names = [
            *DURATIONS,
            "AUX total",
            *(aux.sur_column for aux in AUX),
            "Gestión",
            "Planificado",
        ]
        columns = {
            "Fecha": local_text(self.calendar, start, "%d/%m/%Y"),
            "Inicio": clock_of(self.calendar, start),
            "Agente": whole_text(agent + 1, 5),
        }
        columns |= {name: clock_text(numbers[:, k]) for k, name in enumerate(names)}
        columns["Atendidas"] = whole_text(numbers[:, -1])
        self.raw.append(
            path,
            columns,
            separator="\t",
            encoding="utf-8",
            title=f"Informe de agentes por media hora - Sur voz - {day:%m/%Y}",
            sums={"logged_ms": numbers[:, 0], "talk_ms": numbers[:, 1], "n_handled": numbers[:, -1]}
            | {"aux_ms": numbers[:, 6]},
        )
        total = self.agent_totals.setdefault(path, np.zeros(numbers.shape[1], dtype="int64"))
        total += numbers.sum(axis=0)

    def append_queues(self, units: list[UnitDay]) -> Legs:
        """Add the half-hours of the queues of the day, by instant of arrival."""
        legs = joined_legs(units)
        for k in np.unique(legs.queue):
            own = legs.take(legs.queue == k)
            slots, place = np.unique(own.arrived_ms // HALF_HOUR_MS, return_inverse=True)
            sums = np.zeros((len(slots), 14), dtype="int64")
            np.add.at(sums, place, queue_measures(own))
            self.queue_total += sums.sum(axis=0)
            self._add_queue_rows(QUEUES[k].word, slots * HALF_HOUR_MS, sums)
        return legs

    def _add_queue_rows(self, word: str, start: np.ndarray, sums: np.ndarray) -> None:
        dates = local_text(self.calendar, start, "%d/%m/%Y").to_pylist()
        clocks = clock_of(self.calendar, start).to_pylist()
        durations = [clock_text(sums[:, k]).to_pylist() for k in range(9, 14)]
        counts = sums[:, :9].tolist()
        self.queue_rows += [
            [day, clock, word, *counted, *spent]
            for day, clock, counted, *spent in zip(dates, clocks, counts, *durations, strict=True)
        ]

    def close(self, month: date) -> None:
        """Write the total lines and the workbook of the queues."""
        for path, total in self.agent_totals.items():
            durations = clock_text(total[:-1]).to_pylist()
            line = "\t".join(["Total", "", "", *durations, str(total[-1])])
            self.raw.close_with(path, line, "utf-8")
        counts = self.queue_total.tolist()
        durations = clock_text(self.queue_total[9:14]).to_pylist()
        rows = [[QUEUE_TITLE], [f"Generado desde {month:%d/%m/%Y}"], queue_header()]
        rows += [*self.queue_rows, ["Total", None, None, *counts[:9], *durations]]
        names = ("n_offered", "n_answered", "n_abandoned", "n_redirected")
        self.raw.workbook(
            "raw/sur_voz/colas.xlsx",
            {QUEUE_SHEET: rows},
            n_heading=3,
            n_footer=1,
            sums=dict(zip(names, counts, strict=False)) | {"talk_ms": counts[11]},
        )


def queue_header() -> list[str]:
    """Columns of the queue report."""
    within = [f"Atendidas <= {threshold} s" for threshold in THRESHOLDS_S]
    times = ["Espera atendidas", "Espera abandonadas", "Conversación", "Retención", "Post-llamada"]
    return [
        "Fecha",
        "Inicio",
        "Cola",
        "Ofrecidas",
        "Atendidas",
        "Abandonadas",
        "Desbordadas",
        *within,
        *times,
    ]


def queue_measures(legs: Legs) -> np.ndarray:
    """Counts and times of each leg, in the order of the queue report."""
    seen, gone = legs.outcome == ANSWERED, legs.outcome == ABANDONED
    columns = [np.ones(len(legs)), seen, gone, legs.outcome == REDIRECTED]
    columns += [seen & (legs.wait_ms <= threshold * 1000) for threshold in THRESHOLDS_S]
    whole_wait = legs.wait_ms // 1000 * 1000
    columns += [whole_wait * seen, whole_wait * gone, legs.talk_ms, legs.hold_ms, legs.acw_ms]
    return np.column_stack(columns).astype("int64")


def slot_index(agent: np.ndarray, start: np.ndarray) -> dict[tuple[int, int], int]:
    """Row of each agent and half-hour."""
    return {key: row for row, key in enumerate(zip(agent.tolist(), start.tolist(), strict=True))}


def handled_by_slot(units: list[UnitDay], agent: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Contacts and handle time by the half-hour of the answer."""
    handled = np.zeros((len(agent), 2), dtype="int64")
    index = slot_index(agent, start)
    for unit in units:
        legs = unit.legs.take(unit.legs.outcome == ANSWERED)
        slots = legs.answered_ms // HALF_HOUR_MS * HALF_HOUR_MS
        keys = zip(legs.agent.tolist(), slots.tolist(), strict=True)
        rows = np.fromiter((index[key] for key in keys), dtype="int64", count=len(legs))
        spent = legs.talk_ms + legs.hold_ms + legs.acw_ms
        np.add.at(handled, rows, np.column_stack([np.ones(len(legs), "int64"), spent]))
    return handled


def scheduled_by_slot(units: list[UnitDay], agent: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Planned time without the meal, in the half-hours in which the agent was connected."""
    planned = {day.person.number: day for unit in units for day in unit.agents}
    scheduled = np.zeros(len(agent), dtype="int64")
    for number in np.unique(agent).tolist():
        rows, day = np.flatnonzero(agent == number), planned[number]
        from_ms, to_ms = start[rows], start[rows] + HALF_HOUR_MS
        scheduled[rows] = overlap_ms(from_ms, to_ms, day.start_ms, day.end_ms)
        for act in day.planned:
            if act.kind == "lunch":
                scheduled[rows] -= overlap_ms(from_ms, to_ms, act.start_ms, act.end_ms)
    return scheduled


def chat_file(kind: str, day: date) -> str:
    """Monthly file of the chat platform."""
    return f"raw/sur_chat/{kind}_{day:%Y-%m}.jsonl"


def quoted(name: str, values: pa.Array) -> pa.Array:
    """A JSON member with a text, or null."""
    text = pc.binary_join_element_wise(f'"{name}":"', values, '"', "")
    return pc.fill_null(text, f'"{name}":null')


def bare(name: str, values: pa.Array) -> pa.Array:
    """A JSON member with a number, or null."""
    text = pc.binary_join_element_wise(f'"{name}":', values, "")
    return pc.fill_null(text, f'"{name}":null')


def json_lines(members: list[pa.Array]) -> pa.Array:
    """Join members into one object a line."""
    body = pc.binary_join_element_wise(*members, ",")
    return pc.binary_join_element_wise("{", body, "}", "")


def append_chat(
    raw: RawFiles, calendar: Calendar, day: date, units: list[UnitDay], first_number: int
) -> Legs:
    """Write the day's conversations and agent states; return the conversations."""
    append_chat_states(raw, calendar, day, units)
    legs = joined_legs(units)
    seen = legs.outcome == ANSWERED
    numbers = first_number + np.arange(len(legs))
    members = [
        quoted("conversationId", whole_text(numbers, 12)),
        quoted("queue", chosen([queue.word for queue in QUEUES], legs.queue)),
        quoted("createdAt", iso_text(calendar, legs.arrived_ms)),
        quoted("acceptedAt", iso_text(calendar, legs.answered_ms, ~seen)),
        quoted("closedAt", iso_text(calendar, legs.ended_ms)),
        bare("waitMs", whole_text(legs.wait_ms)),
        bare("chatMs", whole_text(legs.talk_ms, missing=~seen)),
        bare("wrapupMs", whole_text(legs.acw_ms, missing=~seen)),
        quoted("result", chosen(CHAT_OUTCOMES, legs.outcome)),
        quoted("agentId", whole_text(legs.agent + 1, 5, missing=~seen)),
    ]
    sums = {"talk_ms": legs.talk_ms, "acw_ms": legs.acw_ms, "n_answered": seen.astype(int)}
    raw.append_lines(chat_file("conversaciones", day), json_lines(members), sums)
    return legs


def append_chat_states(raw: RawFiles, calendar: Calendar, day: date, units: list[UnitDay]) -> None:
    """Write the states: two conversations at once are one stretch."""
    segments = joined_segments([unit.segments for unit in units])
    members = [
        quoted("agentId", whole_text(segments.agent + 1, 5)),
        quoted("status", chosen(CHAT_WORDS, segments.code)),
        quoted("from", iso_text(calendar, segments.start_ms)),
        quoted("to", iso_text(calendar, segments.end_ms)),
    ]
    lines = json_lines(members)
    raw.append_lines(chat_file("estados", day), lines, {"duration_ms": segments.length_ms})
