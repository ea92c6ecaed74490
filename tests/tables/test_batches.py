"""Batches, runs and the order of rows, whatever the source and however it is cut."""

import itertools

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cctoolkit.tables import batches as stream
from cctoolkit.tables.catalogue import CATALOGUE
from cctoolkit.tables.store import schema, write
from tests.frames import table

STATES = CATALOGUE["states"]
COLUMNS = ["agent_id", "start_at", "end_at", "state"]
CODED = ["agent_id", "state"]
CODES = {"state": {"talk": 0, "aux": 1}}


def log(n_rows=40, n_agents=5, seed=1):
    rng = np.random.default_rng(seed)
    start = pd.Timestamp("2026-03-10", tz="UTC") + pd.to_timedelta(rng.permutation(n_rows), "s")
    frame = table(
        "states",
        [
            {"agent_id": f"a{rng.integers(n_agents)}", "start_at": at, "state": state}
            for at, state in zip(start, rng.choice(["talk", "aux"], n_rows), strict=True)
        ],
    )
    frame["end_at"] = frame["start_at"] + pd.Timedelta(1, "s")
    return frame


def in_order(frame):
    return frame.sort_values(["agent_id", "start_at"], ignore_index=True)


def runs_of(read):
    return list(stream.runs(read, STATES, "agent_id", "start_at", CODES))


def flat(runs):
    """Rows of runs as agent, start and state."""
    return [
        (part.keys[run], int(start), int(state))
        for part in runs
        for run in range(len(part.keys))
        for start, state in zip(
            part.columns["start_at"][part.bounds[run] : part.bounds[run + 1]],
            part.columns["state"][part.bounds[run] : part.bounds[run + 1]],
            strict=True,
        )
    ]


def rows_of(frame):
    ms = frame["start_at"].astype("int64")
    return list(zip(frame["agent_id"], ms, frame["state"].map(CODES["state"]), strict=True))


@pytest.fixture
def sources(tmp_path, monkeypatch):
    """Write the same rows as a frame, a file, a folder and a CSV file."""

    def _sources(frame):
        write(frame, STATES, tmp_path / "one.parquet")
        folder = tmp_path / "many"
        folder.mkdir()
        for number, first in enumerate(range(0, len(frame), 7)):
            part = pa.Table.from_pandas(frame[first : first + 7], preserve_index=False)
            pq.write_table(part, folder / f"{number:02d}.parquet")
        frame.to_csv(tmp_path / "one.csv", index=False)
        return [frame, tmp_path / "one.parquet", str(folder), tmp_path / "one.csv"]

    monkeypatch.setattr(stream, "ROWS", 3)
    return _sources


def test_every_source_gives_the_same_runs(sources):
    frame = in_order(log())
    for source in sources(frame):
        runs = runs_of(stream.batches(source, STATES, COLUMNS, coded=CODED))
        assert flat(runs) == rows_of(frame)
        keys = [key for part in runs for key in part.keys]
        assert keys == sorted(set(frame["agent_id"]))


def test_rows_in_any_other_order_are_noticed_and_sorted(sources, monkeypatch):
    monkeypatch.setattr(stream, "BUCKET_ROWS", 8)
    frame = log()
    for source in sources(frame):
        with pytest.raises(stream.OutOfOrder):
            runs_of(stream.batches(source, STATES, COLUMNS, coded=CODED))
        keys = ("agent_id", "start_at")
        read = stream.in_order(source, STATES, COLUMNS, keys, coded=CODED)
        assert flat(runs_of(read)) == rows_of(in_order(frame))


def test_an_agent_whose_rows_lie_in_two_batches_in_the_wrong_order_is_noticed():
    first, second = in_order(log(6, 1)), in_order(log(6, 1))
    with pytest.raises(stream.OutOfOrder):
        runs_of(
            batch
            for frame in (first, second)
            for batch in stream.batches(frame, STATES, COLUMNS, coded=CODED)
        )


def test_instants_can_be_the_first_key(sources, monkeypatch):
    monkeypatch.setattr(stream, "BUCKET_ROWS", 8)
    frame = log()
    hours = pd.to_timedelta(np.arange(len(frame)) % 5, "h")
    frame["start_at"] = (frame["start_at"] + hours).dt.as_unit("ms")
    for source in sources(frame):
        read = stream.in_order(source, STATES, ["start_at"], ("start_at", "start_at"))
        got = np.concatenate([stream.milliseconds(batch["start_at"]) for batch in read])
        assert got.tolist() == sorted(frame["start_at"].astype("int64"))


def test_equal_keys_keep_the_order_of_the_rows(sources):
    frame = log()
    frame["start_at"] = frame["start_at"].iloc[0]
    frame["agent_id"] = np.where(np.arange(len(frame)) % 2, "b", "a")
    for source in sources(frame):
        read = stream.in_order(source, STATES, COLUMNS, ("agent_id", "start_at"), coded=CODED)
        assert flat(runs_of(read)) == rows_of(frame.sort_values("agent_id", kind="stable"))


def test_runs_side_by_side_meet_by_their_keys():
    def parts(*groups):
        return [
            stream.Runs([*keys], np.arange(len(keys) + 1), {"x": np.arange(len(keys))})
            for keys in groups
        ]

    left, right = parts("ab", "ceg", "h"), parts("a", "bcd", "efi")
    met = []
    for one, other in stream.side_by_side(left, right):
        met += [(key, other is not None and key in other.keys) for key in one.keys]
    assert met == [
        ("a", True),
        ("b", True),
        ("c", True),
        ("e", True),
        ("g", False),
        ("h", False),
    ]
    assert [one.keys for one, _ in stream.side_by_side(parts("ab"), [])] == [["a", "b"]]


def test_a_word_that_is_no_state_is_named():
    frame = in_order(log()).assign(state="lunch")
    with pytest.raises(ValueError, match=r"states\.state holds lunch"):
        runs_of(stream.batches(frame, STATES, COLUMNS, coded=CODED))


def test_a_row_without_an_agent_is_refused():
    frame = in_order(log())
    frame.loc[3, "agent_id"] = None
    with pytest.raises(ValueError, match="agent_id holds nothing"):
        runs_of(stream.batches(frame, STATES, COLUMNS, coded=CODED))


def test_missing_cells_are_counted_without_reading(sources):
    frame = in_order(log())
    frame.loc[::4, "end_at"] = pd.NaT
    found = [stream.n_missing(source, "end_at") for source in sources(frame)]
    assert found == [10, 10, 10, None]


def test_groups_are_numbered_as_they_come():
    labels = {}
    batch = pa.record_batch(
        {
            "queue": pa.array(["b", None, "a", "b"]).dictionary_encode(),
            "channel": pa.array(["x", "x", None, "x"]).dictionary_encode(),
        }
    )
    for _ in range(2):
        assert stream.grouped(batch, ["queue", "channel"], labels).tolist() == [1, 0, 2, 1]
    assert labels == {(None, "x"): 0, ("b", "x"): 1, ("a", None): 2}
    assert stream.grouped(batch, [], {}).tolist() == [0, 0, 0, 0]


def test_texts_of_a_part_of_a_column_are_its_own():
    data, offsets = stream.text_bytes(pa.array(["añ", "", "b"]).slice(1))
    assert [bytes(data[a:b]) for a, b in itertools.pairwise(offsets)] == [b"", b"b"]


def test_the_stream_has_the_types_of_the_catalogue(tmp_path):
    frame = in_order(log())
    frame["start_at"] = frame["start_at"].dt.as_unit("us")
    (batch,) = stream.batches(frame, STATES, ["start_at", "end_at", "aux_code"])
    assert batch.schema.types == [schema(STATES).field(n).type for n in batch.schema.names]
    assert batch["aux_code"].null_count == len(frame)
