"""Synthetic logs of a contact centre, in the layout of the store: the same files for every engine.

A clean world, where the states of an agent follow each other without overlap, and beside it the
same world with one row in a hundred doubled or laid over another.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

FIRST_DAY = np.datetime64("2026-03-10T00:00", "ms").astype(np.int64)
DAY_MS, HOUR_MS = 86_400_000, 3_600_000
STATES = np.array(["talk", "hold", "acw", "ring", "available", "aux"])
STATE_SHARE = [0.35, 0.05, 0.2, 0.05, 0.25, 0.1]
AUX_CODES = np.array(["rest", "lunch", "training", "coaching", "meeting", "system"])
SHIFT = np.array(
    ["productive", "break", "productive", "training", "productive", "lunch", "productive", "break"]
)
SHIFT_MINUTES = np.array([90, 15, 75, 30, 60, 30, 150, 30])
QUEUES = np.array([f"queue_{number:02d}" for number in range(20)])
OUTCOMES = np.array(["answered", "abandoned", "redirected", "not_offered"])
DIRTY_SHARE = 0.01
ROW_GROUP = 1 << 20
LETTERS = np.frombuffer(b"abcdefghijklmnopqrstuvwxyz234567", dtype=np.uint8)


@dataclass(frozen=True)
class Size:
    """How much: 10,000 agents for 30 days are 27 million states and 20 million contacts."""

    agents: int = 10_000
    days: int = 30
    states_per_day: int = 90

    @property
    def contacts(self) -> int:
        """Contacts, 2,000 for each agent in 30 days."""
        return self.agents * self.days * 2000 // 30

    @property
    def customers(self) -> int:
        """Customers, three for each ten contacts."""
        return self.contacts * 3 // 10


def write(folder: Path, size: Size, seed: int = 7, *, dirty: bool = True) -> None:
    """Write states, schedules and contacts that are not there yet, clean and dirty."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "schedules.parquet").exists():
        _write_agents(folder, size, np.random.default_rng(seed), dirty=dirty)
    if not (folder / "contacts.parquet").exists():
        _write_contacts(folder, size, np.random.default_rng(seed + 1), dirty=dirty)


def person(number: np.ndarray) -> pa.Array:
    """Pseudonyms as the project makes them: a letter and twelve of base 32."""
    mixed = (number.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    text = np.empty((number.size, 13), dtype=np.uint8)
    text[:, 0] = ord("p")
    for place in range(12):
        text[:, place + 1] = LETTERS[(mixed >> np.uint64(4 + 5 * place)) & np.uint64(31)]
    return _texts(text)


def contact_id(number: np.ndarray) -> pa.Array:
    """Numbers of twelve digits that say nothing of the order of arrival."""
    mixed = (number.astype(np.uint64) * np.uint64(618_033_988_749)) % np.uint64(10**12 - 11)
    text = np.empty((number.size, 12), dtype=np.uint8)
    for place in range(11, -1, -1):
        text[:, place] = ord("0") + mixed % np.uint64(10)
        mixed //= np.uint64(10)
    return _texts(text)


def _texts(text: np.ndarray) -> pa.Array:
    n_rows, width = text.shape
    offsets = np.arange(0, (n_rows + 1) * width, width, dtype=np.int32)
    return pa.StringArray.from_buffers(n_rows, pa.py_buffer(offsets), pa.py_buffer(text.tobytes()))


def _coded(code: np.ndarray, words: np.ndarray) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(code.astype(np.int32)), pa.array(words))


def _instants(ms: np.ndarray) -> pa.Array:
    return pa.array(ms.astype("datetime64[ms]"), pa.timestamp("ms", tz="UTC"))


def _shifts(size: Size, n_agents: int, rng: np.random.Generator) -> np.ndarray:
    """Start of the shift of each agent and day: three in ten work at night."""
    hour = np.where(rng.random(n_agents) < 0.3, 21, rng.integers(6, 14, n_agents))
    jitter = rng.integers(-5, 6, (n_agents, size.days)) * 60_000
    return FIRST_DAY + hour[:, None] * HOUR_MS + np.arange(size.days) * DAY_MS + jitter


def _write_agents(folder: Path, size: Size, rng: np.random.Generator, *, dirty: bool) -> None:
    ids = np.sort(person(np.arange(size.agents)).to_numpy(zero_copy_only=False))
    names = ["states", "schedules", *(["states_dirty"] if dirty else [])]
    writers: dict[str, _Writer] = {name: _Writer(folder / f"{name}.parquet") for name in names}
    for first in range(0, size.agents, 400):
        some = ids[first : first + 400]
        shifts = _shifts(size, some.size, rng)
        states = _states(size, shifts, rng)
        writers["states"].add(_state_table(states, some))
        if dirty:
            writers["states_dirty"].add(_state_table(_soiled(states, rng), some))
        writers["schedules"].add(_schedule_table(shifts, some))
    for writer in writers.values():
        writer.close()


def _states(size: Size, shifts: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    n_agents, n_days = shifts.shape
    length = rng.standard_exponential((n_agents, n_days, size.states_per_day), dtype=np.float32)
    length *= (8 * HOUR_MS) / length.sum(axis=2, keepdims=True)
    end = np.cumsum(length.astype(np.int64) + 1, axis=2) + shifts[:, :, None]
    end += rng.integers(-600_000, 600_000, (n_agents, n_days, 1))
    start = end - length.astype(np.int64) - 1
    return {
        "agent": np.repeat(np.arange(n_agents), n_days * size.states_per_day),
        "start": start.ravel(),
        "end": end.ravel(),
        "state": rng.choice(STATES.size, end.size, p=STATE_SHARE).astype(np.int8),
        "aux": rng.integers(0, AUX_CODES.size, end.size).astype(np.int8),
    }


def _soiled(states: dict[str, np.ndarray], rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Add rows: half of them doubled, half laid over another with another state."""
    n_rows = states["start"].size
    extra = rng.choice(n_rows, int(n_rows * DIRTY_SHARE), replace=False)
    more = {name: values[extra].copy() for name, values in states.items()}
    over = np.arange(extra.size) % 2 == 0
    shift = rng.integers(-30_000, 30_000, over.sum())
    more["start"][over] += shift
    more["end"][over] += shift
    more["state"][over] = (more["state"][over] + 1) % STATES.size
    both = {name: np.concatenate([values, more[name]]) for name, values in states.items()}
    order = np.lexsort((both["start"], both["agent"]))
    return {name: values[order] for name, values in both.items()}


def _state_table(states: dict[str, np.ndarray], ids: np.ndarray) -> pa.Table:
    is_aux = states["state"] == 5
    aux = pa.DictionaryArray.from_arrays(
        pa.array(states["aux"].astype(np.int32), mask=~is_aux), pa.array(AUX_CODES)
    )
    return pa.table(
        {
            "agent_id": _coded(states["agent"], ids),
            "start_at": _instants(states["start"]),
            "end_at": _instants(states["end"]),
            "state": _coded(states["state"], STATES),
            "aux_code": aux,
            "campaign": _coded(states["agent"] % 4, np.array(["A", "B", "C", "D"])),
        }
    )


def _schedule_table(shifts: np.ndarray, ids: np.ndarray) -> pa.Table:
    minutes = np.concatenate([[0], np.cumsum(SHIFT_MINUTES)])
    start = (shifts[:, :, None] + minutes[:-1] * 60_000).ravel()
    end = (shifts[:, :, None] + minutes[1:] * 60_000).ravel()
    n_agents, n_days = shifts.shape
    return pa.table(
        {
            "agent_id": _coded(np.repeat(np.arange(n_agents), n_days * SHIFT.size), ids),
            "start_at": _instants(start),
            "end_at": _instants(end),
            "activity": _coded(
                np.tile(np.unique(SHIFT, return_inverse=True)[1], n_agents * n_days),
                np.unique(SHIFT),
            ),
            "published_version": _coded(np.zeros(start.size), np.array(["final"])),
        }
    )


def _write_contacts(folder: Path, size: Size, rng: np.random.Generator, *, dirty: bool) -> None:
    names = ["contacts", *(["contacts_dirty"] if dirty else [])]
    writers = {name: _Writer(folder / f"{name}.parquet") for name in names}
    per_day = size.contacts // size.days
    for day in range(size.days):
        for part in range(0, per_day, 2_000_000):
            number = np.arange(part, min(part + 2_000_000, per_day)) + day * per_day
            low, high = (bound / per_day for bound in (part, min(part + 2_000_000, per_day)))
            table = _contact_table(size, number, day + low, day + high, rng)
            writers["contacts"].add(table)
            if dirty:
                writers["contacts_dirty"].add(table.take(pa.array(_doubled(table.num_rows, rng))))
    for writer in writers.values():
        writer.close()


def _doubled(n_rows: int, rng: np.random.Generator) -> np.ndarray:
    """Places of all rows in order, some of them twice."""
    again = rng.choice(n_rows, int(n_rows * DIRTY_SHARE), replace=False)
    return np.sort(np.concatenate([np.arange(n_rows), again]))


def _contact_table(
    size: Size, number: np.ndarray, first: float, last: float, rng: np.random.Generator
) -> pa.Table:
    """Contacts of a stretch of days, in order of arrival; most come by day."""
    n_rows = number.size
    by_day = np.clip(rng.normal(0.5, 0.15, n_rows), 0, 1 - 1e-9)
    arrived = np.sort(first + (last - first) * by_day) * DAY_MS
    arrived = FIRST_DAY + arrived.astype(np.int64)
    outcome = rng.choice(4, n_rows, p=[0.9, 0.07, 0.02, 0.01])
    answered = outcome == 0
    wait = (rng.standard_exponential(n_rows, dtype=np.float32) * 25_000).astype(np.int64)
    talk, hold, acw = (
        (rng.standard_exponential(n_rows, dtype=np.float32) * mean).astype(np.int64)
        for mean in (240_000, 20_000, 60_000)
    )
    queue = (QUEUES.size * rng.random(n_rows) ** 2).astype(np.int64)
    agents = person(np.arange(size.agents))
    agent = rng.integers(0, size.agents, n_rows).astype(np.int32)
    customer = (size.customers * rng.random(n_rows) ** 1.3).astype(np.int64)
    return pa.table(
        {
            "contact_id": contact_id(number),
            "leg": pa.array(np.ones(n_rows, dtype=np.int64)),
            "customer_key": person(customer + size.agents),
            "channel": _coded((queue % 5 == 4), np.array(["voice", "chat"])),
            "queue": _coded(queue, QUEUES),
            "campaign": _coded(queue % 4, np.array(["A", "B", "C", "D"])),
            "arrived_at": _instants(arrived),
            "answered_at": pa.array(
                (arrived + wait).astype("datetime64[ms]"),
                pa.timestamp("ms", tz="UTC"),
                mask=~answered,
            ),
            "ended_at": _instants(arrived + wait + np.where(answered, talk + hold, 0)),
            "wait_ms": pa.array(wait),
            "talk_ms": pa.array(talk, mask=~answered),
            "hold_ms": pa.array(hold, mask=~answered),
            "acw_ms": pa.array(acw, mask=~answered),
            "outcome": _coded(outcome, OUTCOMES),
            "agent_id": pa.DictionaryArray.from_arrays(pa.array(agent, mask=~answered), agents),
        }
    )


class _Writer:
    """A Parquet file written in row groups of one size, texts as plain strings."""

    def __init__(self, path: Path):
        self.path, self.held, self.n_held = path, [], 0
        self.file: pq.ParquetWriter | None = None

    def add(self, table: pa.Table) -> None:
        plain = pa.schema(
            [
                (f.name, pa.string() if pa.types.is_dictionary(f.type) else f.type)
                for f in table.schema
            ]
        )
        self.held.append(table.cast(plain))
        self.n_held += table.num_rows
        if self.n_held >= ROW_GROUP:
            self._flush(self.n_held - self.n_held % ROW_GROUP)

    def close(self) -> None:
        self._flush(self.n_held)
        self.file.close()

    def _flush(self, n_rows: int) -> None:
        whole = pa.concat_tables(self.held)
        if self.file is None:
            self.file = pq.ParquetWriter(self.path, whole.schema, compression="zstd")
        if n_rows:
            self.file.write_table(whole.slice(0, n_rows), row_group_size=ROW_GROUP)
        self.held = [whole.slice(n_rows)]
        self.n_held -= n_rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--agents", type=int, default=1000)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--clean", action="store_true", help="without the dirty files")
    asked = parser.parse_args()
    write(asked.folder, Size(asked.agents, asked.days), dirty=not asked.clean)
