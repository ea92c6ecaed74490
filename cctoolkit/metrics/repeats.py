"""Customers who come back within a window: shares by group, from contacts of any number."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from cctoolkit.intervals import NAT_MS
from cctoolkit.metrics.ratios import ratio
from cctoolkit.tables.batches import Source, batches, grouped, is_among, milliseconds, text_bytes
from cctoolkit.tables.catalogue import CATALOGUE

DAY_MS = 86_400_000
BUCKET_BITS = 8
ONE_BUCKET_BYTES = 1 << 20
HELD_BYTES = 1 << 28
"""Records held in memory; more are kept in a temporary folder."""


class Repeats(NamedTuple):
    """Contacts followed by another, by group, and the rows that are in no group."""

    table: pd.DataFrame
    n_duplicates: int
    n_without_key: int


def repeat_share(contacts: Source, by: Sequence[str] = (), *, window_days: float = 7) -> Repeats:
    """Share of answered contacts that another one of the same customer follows within a window.

    Those of `resolution.repeat_contacts`, counted by group, for files of any length: contacts of a
    customer stand in the order of arrival, then of contact id; the window includes its end;
    contacts whose window was not observed whole, up to the last arrival, are in neither side. A
    contact is its first leg. A row with the contact, the customer and the arrival of another is
    left out.

    Parameters
    ----------
    contacts : DataFrame or path
        Canonical `contacts`, in any order: a frame, a Parquet file, a folder of them or a CSV
        file. Long ones are dealt by customer into files of a temporary folder.
    by : sequence of str
        Columns of ids or codes that make the groups, such as `queue`; those of the contact that
        is followed, not of the one that follows it.
    window_days : float
        Days of 24 hours.

    Returns
    -------
    table : DataFrame
        One row per group, in its order: `n_contacts`, `n_determined`, `n_followed` (of these),
        `followed_share`.
    n_duplicates, n_without_key : int
        Rows left out for being another, and for not telling the customer.

    Notes
    -----
    Customers are told apart by 128 bits of their ids: exactly up to fifteen bytes, and beyond with
    no chance of error that matters.

    Examples
    --------
    >>> day = pd.Timestamp("2026-03-10 09:00", tz="UTC").as_unit("ms")
    >>> contacts = pd.DataFrame(
    ...     {
    ...         "contact_id": ["1", "2", "3"],
    ...         "customer_key": ["ana", "eva", "ana"],
    ...         "arrived_at": [day, day, day + pd.Timedelta(3, "D")],
    ...         "queue": ["sales", "sales", "care"],
    ...         "outcome": "answered",
    ...     }
    ... )
    >>> repeat_share(contacts, by=["queue"], window_days=2).table
       queue  n_contacts  n_determined  n_followed  followed_share
    0   care           1             0           0             NaN
    1  sales           2             2           0             0.0
    """
    with tempfile.TemporaryDirectory() as folder:
        dealt = _dealt(contacts, by, Path(folder))
        counts, ties = _counted(dealt, round(window_days * DAY_MS))
    tied, n_duplicates = _settled(ties, contacts)
    for column, least in enumerate((0, 1, 2)):
        np.add.at(counts, (tied["group"][tied["status"] >= least], column), 1)
    return Repeats(_table(counts, dealt.labels, by), n_duplicates, dealt.n_without_key)


class _Dealt:
    """Records of contacts by bucket of customers, in memory or in files."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.labels: dict[tuple, int] = {}
        self.n_without_key = 0
        self.last = NAT_MS
        self.held: list[list[np.ndarray]] = [[] for _ in range(1 << BUCKET_BITS)]
        self.held_bytes = self.n_bytes = 0

    def add(self, records: np.ndarray, offsets: np.ndarray) -> None:
        for bucket in np.flatnonzero(np.diff(offsets)):
            self.held[bucket].append(records[offsets[bucket] : offsets[bucket + 1]])
        self.n_bytes += records.nbytes
        self.held_bytes += records.nbytes
        if self.held_bytes > HELD_BYTES:
            for bucket in range(len(self.held)):
                self._put_down(bucket)
            self.held_bytes = 0

    def _put_down(self, bucket: int) -> None:
        with (self.folder / str(bucket)).open("ab") as file:
            for records in self.held[bucket]:
                records.tofile(file)
        self.held[bucket] = []

    def buckets(self) -> Iterator[tuple[np.ndarray, int]]:
        """Yield records, all of a person together, and how many bits they surely share."""
        if self.n_bytes <= ONE_BUCKET_BYTES:
            held = [records for bucket in self.held for records in bucket]
            if held:
                yield np.concatenate(held), 0
            return
        for bucket, held in enumerate(self.held):
            path = self.folder / str(bucket)
            put_down = [np.fromfile(path, dtype=np.uint64).reshape(-1, 4)] if path.exists() else []
            path.unlink(missing_ok=True)
            self.held[bucket] = []
            if put_down or held:
                yield np.concatenate([*put_down, *held]), BUCKET_BITS


def _dealt(contacts: Source, by: Sequence[str], folder: Path) -> _Dealt:
    from cctoolkit.metrics.kernels.ids import fingerprints
    from cctoolkit.metrics.kernels.repeats import records_by_bucket

    dealt, first_row = _Dealt(folder), 0
    coded = [*dict.fromkeys(["outcome", "direction", *by])]
    columns = ["customer_key", "arrived_at", "leg", *coded]
    read = batches(contacts, CATALOGUE["contacts"], columns, coded=coded)
    for batch in read:
        arrived = milliseconds(batch.column("arrived_at"))
        if (arrived == NAT_MS).any():
            raise ValueError("contacts.arrived_at holds nothing in some row")
        is_answered = _is_answered(batch)
        is_known = batch.column("customer_key").is_valid().to_numpy(zero_copy_only=False)
        dealt.n_without_key += int((is_answered & ~is_known).sum())
        data, offsets = text_bytes(batch.column("customer_key"))
        words = data[: data.size // 8 * 8].view(np.uint64)
        prints = fingerprints(data, words, offsets)
        group = grouped(batch, by, dealt.labels)
        dealt.add(
            *records_by_bucket(
                prints, arrived, group, is_answered & is_known, first_row, BUCKET_BITS
            )
        )
        first_row += batch.num_rows
        if batch.num_rows:
            dealt.last = max(dealt.last, int(arrived.max()))
    return dealt


def _is_answered(batch: pa.RecordBatch) -> np.ndarray:
    """First legs that a customer began and somebody answered."""
    is_first = milliseconds(batch.column("leg")) <= 1
    is_inbound = is_among(batch.column("direction"), "inbound", None)
    return is_first & is_inbound & is_among(batch.column("outcome"), "answered")


def _counted(dealt: _Dealt, window_ms: int) -> tuple[np.ndarray, np.ndarray]:
    """Count what stands alone in its instant; gather what shares one with the same customer."""
    from cctoolkit.metrics.kernels.repeats import followed

    n_groups, n_sets = max(len(dealt.labels), 1), 0
    counts, ties = np.zeros((n_groups, 3), dtype=np.int64), []
    for records, n_bits in dealt.buckets():
        some, tied = followed(records, n_bits, window_ms, dealt.last + 1, n_groups)
        counts += some
        if len(tied):
            tied[:, 0] += n_sets
            n_sets = tied[-1, 0] + 1
            ties.append(tied)
    return counts, np.concatenate(ties) if ties else np.empty((0, 4), dtype=np.int64)


def _settled(ties: np.ndarray, contacts: Source) -> tuple[pd.DataFrame, int]:
    """Order contacts of one instant by their ids: each is followed by the next of them."""
    tied = pd.DataFrame(ties, columns=["set", "row", "group", "status"]).sort_values("row")
    tied["contact_id"] = _ids(contacts, tied["row"].to_numpy())
    once = tied.drop_duplicates(["set", "contact_id"])
    ordered = once.sort_values(["set", "contact_id"], kind="stable")
    is_last = ~ordered["set"].duplicated(keep="last")
    ordered["status"] = ordered["status"].where(is_last | (ordered["status"] == 0), 2)
    return ordered, len(tied) - len(once)


def _ids(contacts: Source, rows: np.ndarray) -> pa.ChunkedArray | pd.Series:
    """Ids of some contacts, by their ascending rows."""
    found, first_row = [], 0
    if rows.size:
        for batch in batches(contacts, CATALOGUE["contacts"], ["contact_id"]):
            low, high = np.searchsorted(rows, [first_row, first_row + batch.num_rows])
            found.append(batch.column("contact_id").take(pa.array(rows[low:high] - first_row)))
            first_row += batch.num_rows
    return pa.chunked_array(found, pa.string()).cast(pa.large_string()).to_pandas().to_numpy()


def _table(counts: np.ndarray, labels: dict[tuple, int], by: Sequence[str]) -> pd.DataFrame:
    keys = pd.DataFrame([*labels], columns=[*by], index=range(len(labels)), dtype="str")
    table = keys.reindex(range(len(counts))).assign(
        **dict(zip(("n_contacts", "n_determined", "n_followed"), counts.T, strict=True))
    )
    table["followed_share"] = ratio(table["n_followed"], table["n_determined"])
    if not by:
        return table
    return table[table["n_contacts"] > 0].sort_values([*by], ignore_index=True)
