"""Service of the queues by interval, from contacts of any number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from cctoolkit.intervals import NAT_MS, local_grid
from cctoolkit.metrics.clock import INTERVAL, instants, local_date
from cctoolkit.metrics.contacts import CLOCK_DRIFT_MS
from cctoolkit.tables.batches import (
    OutOfOrder,
    Source,
    batches,
    grouped,
    in_order,
    is_among,
    milliseconds,
    n_missing,
    numbered,
    text_bytes,
)
from cctoolkit.tables.catalogue import CATALOGUE, OUTCOMES

OUTCOME_OF = {outcome: code for code, outcome in enumerate(OUTCOMES)}
QUEUE = ["queue", "channel", "campaign"]
TIMES = ["talk_ms", "hold_ms", "acw_ms"]
COUNTS = [
    "n_offered",
    "n_answered",
    "n_abandoned",
    "n_redirected",
    "n_handled",
    "n_answered_unrecorded",
    "n_abandoned_unrecorded",
    "wait_answered_ms",
    "wait_abandoned_ms",
]
MEASURED = ["answered_at", "ended_at"]
"""Read only where a wait is missing."""


class ServiceIntervals(NamedTuple):
    """The interval tables of the queues, and the contacts that were delivered twice."""

    queue_intervals: pd.DataFrame
    queue_thresholds: pd.DataFrame
    n_duplicates: int


def service_intervals(
    contacts: Source,
    *,
    zone: str,
    waiting_thresholds_s: Sequence[float],
    interval_minutes: int = 30,
) -> ServiceIntervals:
    """Count contacts and add their times by the interval in which they arrived, each contact once.

    The tables are those of `queue_intervals.reduce_contacts`, by the same rules, for files of any
    length. A row with the contact, the leg and the arrival of an earlier one is left out.

    Parameters
    ----------
    contacts : DataFrame or path
        Canonical `contacts`: a frame, a Parquet file, a folder of them or a CSV file. In order of
        arrival it is read once; otherwise it is sorted first, in a temporary folder.
    zone, interval_minutes
        Time zone and length of the intervals of the local clock.
    waiting_thresholds_s : sequence of float
        Thresholds of waiting, in seconds.

    Returns
    -------
    queue_intervals, queue_thresholds : DataFrame
        Columns of the canonical tables, evidence A.
    n_duplicates : int
        Rows left out.
    """
    table = CATALOGUE["contacts"]
    coded = [*QUEUE, "direction", "outcome", "agent_id"]
    columns = ["arrived_at", "contact_id", "leg", *coded, "wait_ms", *TIMES]
    if n_missing(contacts, "wait_ms") != 0:
        columns += MEASURED
    thresholds_ms = np.array([round(s * 1000) for s in waiting_thresholds_s], dtype=np.int64)
    try:
        found = _Found(zone, interval_minutes, thresholds_ms)
        found.read(batches(contacts, table, columns, coded=coded))
    except OutOfOrder:
        found = _Found(zone, interval_minutes, thresholds_ms)
        order = ("arrived_at", "arrived_at")
        found.read(in_order(contacts, table, columns, order, coded=coded))
    return found.tables()


class _Found:
    """What was counted so far, and the contacts of the last instant."""

    def __init__(self, zone: str, interval_minutes: int, thresholds_ms: np.ndarray):
        self.zone, self.interval_minutes = zone, interval_minutes
        self.thresholds_ms = thresholds_ms
        self.groups: dict[tuple, int] = {}
        self.parts: list[np.ndarray] = []
        self.n_duplicates = 0
        self.last = NAT_MS
        self.at_last: set[tuple] = set()

    def read(self, read: Iterator[pa.RecordBatch]) -> None:
        for batch in read:
            if batch.num_rows:
                self._add(batch)

    def _add(self, batch: pa.RecordBatch) -> None:
        from cctoolkit.metrics.kernels.contact_counts import Contacts, counts_by_cell
        from cctoolkit.metrics.kernels.ids import twins

        arrived = milliseconds(batch.column("arrived_at"))
        if arrived[0] < self.last or (arrived[1:] < arrived[:-1]).any():
            raise OutOfOrder("contacts")
        if arrived[0] == NAT_MS:
            raise ValueError("contacts.arrived_at holds nothing in some row")
        leg = milliseconds(batch.column("leg"))
        is_twin = twins(arrived, leg, *text_bytes(batch.column("contact_id")))
        self._mark_at_border(batch, arrived, is_twin)
        self.n_duplicates += int(is_twin.sum())
        edges = local_grid(self.zone, int(arrived[0]), int(arrived[-1]) + 1, self.interval_minutes)
        group = grouped(batch, QUEUE, self.groups)
        missing = np.full(len(arrived), NAT_MS)
        until = [
            milliseconds(batch.column(name)) if name in batch.schema.names else missing
            for name in MEASURED
        ]
        rows = Contacts(
            arrived,
            *until,
            *(milliseconds(batch.column(name)) for name in ("wait_ms", *TIMES)),
            outcome=_outcome(batch),
            has_agent=batch.column("agent_id").is_valid().to_numpy(zero_copy_only=False),
            group=group,
            is_twin=is_twin,
        )
        n_groups = len(self.groups)
        where, counts = counts_by_cell(rows, n_groups, edges, self.thresholds_ms, CLOCK_DRIFT_MS)
        cell = where[:, 0]
        self.parts.append(np.column_stack([edges[cell], edges[cell + 1], where[:, 1], counts]))

    def _mark_at_border(
        self, batch: pa.RecordBatch, arrived: np.ndarray, is_twin: np.ndarray
    ) -> None:
        """Mark the rows that repeat one of the same instant in an earlier batch."""
        n_first = int(np.searchsorted(arrived, arrived[0], side="right"))
        if arrived[0] == self.last:
            for row, contact in enumerate(_contacts(batch, 0, n_first)):
                is_twin[row] |= contact in self.at_last
        if arrived[-1] != self.last:
            self.last, self.at_last = arrived[-1], set()
        n_before = int(np.searchsorted(arrived, arrived[-1]))
        self.at_last.update(_contacts(batch, n_before, len(arrived)))

    def tables(self) -> ServiceIntervals:
        names = ["start_at", "end_at", "group", *COUNTS, *TIMES, *(f"n_{name}" for name in TIMES)]
        within = [f"{kind}{rung}" for rung in range(len(self.thresholds_ms)) for kind in "ab"]
        rows = np.concatenate(self.parts) if self.parts else np.empty((0, len(names) + len(within)))
        frame = pd.DataFrame(rows.astype(np.int64), columns=[*names, *within])
        sums = frame.groupby(["start_at", "end_at", "group"]).sum().reset_index()
        labels = pd.DataFrame([*self.groups], columns=QUEUE, dtype="str")
        start = pd.Series(instants(sums["start_at"].to_numpy()))
        keys = pd.DataFrame(
            {
                "start_at": start,
                "end_at": instants(sums["end_at"].to_numpy()),
                "business_day": local_date(start, self.zone),
            }
        ).join(labels.iloc[sums["group"]].reset_index(drop=True))
        order = keys.sort_values([*INTERVAL, *QUEUE], kind="stable").index
        keys, sums = keys.loc[order], sums.loc[order]
        counts = keys.assign(**{name: sums[name] for name in COUNTS})
        times = {name: sums[name].astype("Int64").mask(sums[f"n_{name}"] == 0) for name in TIMES}
        waits = {name: counts[name].astype("Int64") for name in COUNTS if name.startswith("wait")}
        return ServiceIntervals(
            counts.assign(**waits, **times, evidence="A").reset_index(drop=True),
            self._thresholds(keys, sums),
            self.n_duplicates,
        )

    def _thresholds(self, keys: pd.DataFrame, sums: pd.DataFrame) -> pd.DataFrame:
        tables = [
            keys.assign(
                n_answered_within=sums[f"a{rung}"].astype("Int64"),
                n_abandoned_within=sums[f"b{rung}"].astype("Int64"),
                threshold_ms=int(threshold),
                evidence="A",
            )
            for rung, threshold in enumerate(self.thresholds_ms)
        ]
        return pd.concat(tables, ignore_index=True)


def _outcome(batch: pa.RecordBatch) -> np.ndarray:
    """Number of the outcome; a contact that the centre began was not offered to a queue."""
    outcome = numbered(batch.column("outcome"), OUTCOME_OF, "contacts.outcome")
    is_inbound = is_among(batch.column("direction"), "inbound", None)
    return np.where(is_inbound, outcome, np.int8(OUTCOME_OF["not_offered"]))


def _contacts(batch: pa.RecordBatch, first: int, last: int) -> list[tuple]:
    some = batch.slice(first, last - first)
    return [*zip(some["contact_id"].to_pylist(), some["leg"].to_pylist(), strict=True)]
