import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cctoolkit.report import manifest
from cctoolkit.sections.section import Section

pytestmark = pytest.mark.slow

NOW = datetime(2026, 7, 1, 10, 30, tzinfo=UTC)


def test_both_clocks_the_command_and_the_hash_of_the_settings(engagement):
    stamp = manifest.manifest(engagement, "cctoolkit run acme", NOW)
    assert stamp["created_at_utc"] == "2026-07-01T10:30:00+00:00"
    assert stamp["created_at_local"] == "2026-07-01T12:30:00+02:00"
    assert stamp["command"] == "cctoolkit run acme"
    settings = (engagement.folder / "engagement.yml").read_bytes()
    assert stamp["engagement_sha256"] == hashlib.sha256(settings).hexdigest()


def test_every_input_with_its_hash(engagement):
    inputs = manifest.manifest(engagement, "")["inputs"]
    assert len(inputs) == len(engagement.inputs) > 5
    for item in inputs:
        content = (engagement.folder / item["name"]).read_bytes()
        assert item["sha256"] == hashlib.sha256(content).hexdigest()


def test_no_folder_of_the_machine(engagement, tmp_path):
    outside = replace(engagement.inputs[0], name=str(tmp_path / "secret" / "acd.csv"))
    stamp = manifest.manifest(replace(engagement, inputs=(outside,)), "")
    assert stamp["inputs"][0]["name"] == "acd.csv"
    assert str(tmp_path) not in json.dumps(stamp)


def test_the_evidence_of_each_section_that_has_any():
    sections = {"service": Section("service", grade="B"), "summary": Section("summary")}
    assert manifest.with_evidence({}, sections) == {"evidence": {"service": "B"}}


def test_written_and_read(engagement, tmp_path):
    assert manifest.read(tmp_path) is None
    stamp = manifest.manifest(engagement, "", NOW)
    manifest.write(stamp, tmp_path)
    assert manifest.read(tmp_path) == stamp
