"""The tables of an engagement kept from one opening to the next: a folder, and its index."""

from __future__ import annotations

import json
import secrets
import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import pandas as pd

from cctoolkit.engagement.build import Built, sha256
from cctoolkit.engagement.settings import Period
from cctoolkit.sources.mapped import FileRead
from cctoolkit.tables import store
from cctoolkit.tables.catalogue import CATALOGUE
from cctoolkit.tables.defects import Defect, outside_period, reaching_beyond

STORE = "tables"
INDEX = "index.json"
IN_USE_S = 3600
"""What changed this recently inside the store may be another process's draft."""


@dataclass(frozen=True)
class Kept:
    """Index of the tables kept, as records that JSON holds.

    `store` is the folder in use, `tables` the checksum of each; the rest is what the build learnt
    beside them.
    """

    fingerprint: str
    store: str
    tables: dict[str, str]
    defects: list[dict]
    unclassified: list[dict]
    inputs: list[dict]
    days: dict[str, dict[str, int]]
    spans: dict[str, list[dict]]

    def file_defects(self) -> list[Defect]:
        """Defects of single files."""
        return [_defect(record) for record in self.defects]

    def date_defects(self, agreed: Period, used: Period) -> Iterator[Defect]:
        """Rows outside the period agreed on, and intervals that reach beyond the one in use."""
        for name, counts in self.days.items():
            dated = pd.Series(counts, dtype="int64").rename(index=pd.Timestamp)
            yield from outside_period(name, dated, *_ends(agreed))
        for name, spans in self.spans.items():
            ends = pd.DataFrame(spans, columns=["first", "last", "n_rows"])
            ends = ends.astype({"first": "datetime64[ms]", "last": "datetime64[ms]"})
            yield from reaching_beyond(name, ends, *_ends(used))

    def unclassified_words(self) -> pd.DataFrame:
        """Words that no vocabulary explains, with their rows and time."""
        columns = ["word", "column", "n_rows", "duration_ms"]
        return pd.DataFrame(self.unclassified, columns=columns)

    def files_read(self) -> tuple[FileRead, ...]:
        """Files that were read."""
        return tuple(FileRead(**record) for record in self.inputs)


def kept(folder: Path) -> Kept | None:
    """Return what an engagement keeps, or None unless every table is there as it was written."""
    try:
        index = Kept(**json.loads((folder / STORE / INDEX).read_text(encoding="utf-8")))
        home = folder / STORE / index.store
        is_whole = all(
            sha256(home / f"{name}.parquet") == digest for name, digest in index.tables.items()
        )
        return index if is_whole else None
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


def keep(folder: Path, fingerprint: str, built: Built) -> Kept:
    """Write the tables into a folder of their own and return the index that points to it."""
    home = folder / STORE / secrets.token_hex(6)
    home.mkdir(parents=True)
    try:
        for name, frame in built.tables.items():
            store.write(frame, CATALOGUE[name], home / f"{name}.parquet")
        index = _index(home, fingerprint, built)
        _publish(folder / STORE, index)
    except BaseException:
        shutil.rmtree(home, ignore_errors=True)
        raise
    return index


def _index(home: Path, fingerprint: str, built: Built) -> Kept:
    words = [loaded.unclassified for loaded in built.loads if len(loaded.unclassified)]
    index = Kept(
        fingerprint=fingerprint,
        store=home.name,
        tables={name: sha256(home / f"{name}.parquet") for name in built.tables},
        defects=[_record(defect) for defect in built.defects],
        unclassified=pd.concat(words).to_dict("records") if words else [],
        inputs=[asdict(file) for loaded in built.loads for file in loaded.files],
        days=built.days,
        spans=built.spans,
    )
    return Kept(**json.loads(json.dumps(vars(index), default=str)))


def _publish(place: Path, index: Kept) -> None:
    """Point the store to its new tables by one rename: whoever looks finds the old or the new.

    The tables replaced stay until the next change, for those who still read them.
    """
    before = kept(place.parent)
    draft = place / f"{index.store}.json"
    draft.write_text(json.dumps(vars(index), indent=1), encoding="utf-8")
    draft.replace(place / INDEX)
    in_use = {INDEX, index.store, before and before.store}
    for path in place.iterdir():
        if path.name not in in_use:
            _clear(path)


def _clear(path: Path) -> None:
    """Remove what an earlier build left, unless another process may be at it."""
    try:
        if time.time() - path.stat().st_mtime < IN_USE_S:
            return
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    except OSError:
        return


def _record(defect: Defect) -> dict:
    record = {field.name: getattr(defect, field.name) for field in fields(Defect)}
    return record | {"rows": defect.rows.astype(object).to_dict("records")}


def _defect(record: dict) -> Defect:
    rows = pd.DataFrame(record["rows"], columns=["raw_file", "raw_line"])
    return Defect(**{**record, "rows": rows, "days": tuple(record["days"])})


def _ends(period: Period) -> tuple[pd.Timestamp, pd.Timestamp]:
    return pd.Timestamp(period.first), pd.Timestamp(period.last)
