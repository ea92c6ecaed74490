"""The whole path: every mapping of the sample, read by the mapped source."""

from __future__ import annotations

import pytest
import yaml

from cctoolkit.engagement.plan import PLANNED
from cctoolkit.engagement.settings import Settings
from cctoolkit.sources.mapped import Reading, load
from cctoolkit.tables.catalogue import CATALOGUE

COPIES = {"Norte, estados": "states", "Norte, llamadas": "contacts"}


def read_all(files):
    text = (files.folder / "engagement.yml").read_text(encoding="utf-8")
    settings = Settings.model_validate(yaml.safe_load(text))
    reading = Reading(
        zone=settings.zone,
        key=b"a key for tests, nothing else...",
        vocabularies=settings.vocabularies,
        max_unknown_share=settings.unknown_codes.max_share,
    )
    return {source.name: load(source, files.folder, reading) for source in settings.sources}


@pytest.fixture(scope="module")
def loaded(default):
    return read_all(default)


@pytest.mark.slow
def test_the_smallest_sample_reads_without_a_problem(small):
    for name, table in read_all(small).items():
        assert table.problems == (), name
        assert len(table.frame) > 0, name


@pytest.mark.slow
def test_every_table_reads_without_a_problem(loaded):
    assert {table.table for table in loaded.values()} == set(CATALOGUE) - {"aux_codes", *PLANNED}
    for name, table in loaded.items():
        assert table.problems == (), name
        assert len(table.frame) > 0, name


@pytest.mark.slow
def test_rows_are_those_of_the_control_totals(loaded, default):
    totals = default.truth["files"]
    for folder, name in (
        ("norte/estados", "Norte, estados"),
        ("norte/llamadas", "Norte, llamadas"),
        ("sur_voz/agentes", "Sur voz, agentes"),
        ("sur_chat/conversaciones", "Sur chat, conversaciones"),
        ("wfm/turnos", "Turnos publicados"),
        ("economico/facturas", "Facturas"),
    ):
        written = sum(v["n_rows"] for path, v in totals.items() if f"raw/{folder}" in path)
        assert len(loaded[name].frame) == written, name


@pytest.mark.slow
def test_keys_repeat_only_in_the_planted_copies(loaded, default):
    planted = default.truth["defects"]["duplicate_rows"]
    for name, table in loaded.items():
        key = [column for column in CATALOGUE[table.table].key if column in table.frame]
        repeated = int(table.frame.duplicated(key).sum())
        assert repeated == (planted[COPIES[name]] if name in COPIES else 0), name


@pytest.mark.slow
def test_only_the_planted_word_is_unclassified(loaded, default):
    words = {
        word: ms
        for table in loaded.values()
        for word, ms in zip(
            table.unclassified["word"], table.unclassified["duration_ms"], strict=True
        )
    }
    unknown = default.truth["defects"]["unknown_state"]
    assert words == {unknown["word"]: unknown["ms"]}


@pytest.mark.slow
def test_stretches_end_after_they_start(loaded):
    for name, table in loaded.items():
        if CATALOGUE[table.table].is_interval:
            assert (table.frame["end_at"] > table.frame["start_at"]).all(), name
