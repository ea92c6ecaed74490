from __future__ import annotations

import hashlib
import json
import tracemalloc
from datetime import date

import pandas as pd
import pytest
import yaml

from cctoolkit.engagement.plan import PLANNED
from cctoolkit.engagement.settings import Settings
from cctoolkit.sample import write_sample
from cctoolkit.sample.truth import read_truth
from cctoolkit.tables.catalogue import CATALOGUE

pytestmark = pytest.mark.slow


def digests(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def settings_of(folder):
    text = (folder / "engagement.yml").read_text(encoding="utf-8")
    return Settings.model_validate(yaml.safe_load(text))


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    write_sample(tmp_path / "one", agents=20, days=6)
    write_sample(tmp_path / "two", agents=20, days=6)
    assert digests(tmp_path / "one") == digests(tmp_path / "two")


def test_another_seed_gives_other_calls(tmp_path, small):
    write_sample(tmp_path / "other", agents=6, days=5, seed=7)
    calls = "raw/norte/llamadas_2026-01.csv"
    assert digests(tmp_path / "other")[calls] != digests(small.folder)[calls]


def test_the_returned_truth_is_the_written_one(tmp_path):
    truth = write_sample(tmp_path / "s", agents=6, days=5)
    assert read_truth(tmp_path / "s" / "truth.json") == truth


def test_progress_counts_the_days(tmp_path):
    seen = []
    write_sample(tmp_path / "s", agents=6, days=5, progress=lambda *step: seen.append(step))
    assert seen == [(k, 5) for k in range(1, 6)]


def test_settings_are_complete(small):
    settings = settings_of(small.folder)
    assert settings.pseudonyms == "keyed"
    assert settings.state == "draft"
    assert settings.view == "client"
    assert settings.targets.service_level.basis == "offered"
    assert {source.table for source in settings.sources} == set(CATALOGUE) - {"aux_codes", *PLANNED}
    assert settings.aux_codes["pvd"].mandatory_rest
    assert settings.aux_codes["formacion"].ordered_by_client


def test_every_mapped_column_is_in_its_file(small):
    for source in settings_of(small.folder).sources:
        wanted = {name for rule in source.columns.values() for name in rule.raw_columns}
        wanted |= set(source.unpivot.columns) if source.unpivot else set()
        for path in small.folder.glob(source.files):
            assert wanted <= set(header_of(path, source)), source.label


def header_of(path, source):
    if source.format == "xlsx":
        skip = source.header_line - 1
        return pd.read_excel(path, sheet_name=source.sheet, header=skip, engine="calamine").columns
    if source.format == "jsonl":
        return json.loads(path.read_text(encoding="utf-8").splitlines()[0])
    lines = path.read_text(encoding=source.encoding).splitlines()
    return lines[source.header_line - 1].split(source.separator or "\t")


def test_every_file_of_every_source_has_rows(small):
    settings = settings_of(small.folder)
    for source in settings.sources:
        paths = list(small.folder.glob(source.files))
        assert paths, source.label
        for path in paths:
            key = str(path.relative_to(small.folder))
            key += f"#{source.sheet}" if source.sheet else ""
            assert small.truth["files"][key]["n_rows"] > 0, source.label


def test_a_folder_with_an_engagement_is_left_alone(small):
    before = digests(small.folder)
    with pytest.raises(FileExistsError):
        write_sample(small.folder, agents=6, days=5)
    assert digests(small.folder) == before


@pytest.mark.parametrize(
    "choices",
    [
        {"agents": 5, "days": 5},
        {"agents": 6, "days": 4},
        {"agents": 6, "days": 30, "first": date(2026, 10, 1)},
    ],
)
def test_what_cannot_be_written_is_refused_before_writing(tmp_path, choices):
    with pytest.raises(ValueError, match=r"needs at least|local clocks repeat"):
        write_sample(tmp_path / "s", **choices)
    assert not (tmp_path / "s").exists()


@pytest.mark.parametrize(("agents", "days"), [(6, 5), (13, 9), (64, 5), (130, 5)])
def test_any_size_writes_and_keeps_the_overcharge(tmp_path, agents, days):
    truth = write_sample(tmp_path / "s", agents=agents, days=days)
    assert truth.world["n_positions"] == agents
    assert truth.planted["overcharged_line"]["gap"] == "4310.00"


def test_ids_are_unique_across_pods(tmp_path):
    write_sample(tmp_path / "s", agents=130, days=5)
    calls = pd.read_csv(
        tmp_path / "s/raw/norte/llamadas_2026-01.csv", sep=";", encoding="cp1252", dtype=str
    )
    once = calls.drop_duplicates()
    assert not once.duplicated(["Id llamada", "Tramo"]).any()


@pytest.mark.slow
def test_memory_does_not_grow_with_the_days(tmp_path):
    def peak(days):
        tracemalloc.start()
        write_sample(tmp_path / str(days), agents=30, days=days)
        held = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return held

    peak(5)
    assert peak(16) < 1.5 * peak(8)


@pytest.mark.parametrize(("agents", "days"), [(12, 7), (12, 5), (7, 6), (30, 14)])
def test_no_extract_is_empty_in_small_samples(tmp_path, agents, days):
    write_sample(tmp_path / "s", agents=agents, days=days)
    for path in (tmp_path / "s").rglob("*.csv"):
        with path.open("rb") as file:
            assert sum(1 for _ in file) > 1, path.name
