"""The benchmark runs, and its engines give one answer, at a size that takes seconds."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_a_small_benchmark_finds_one_answer():
    command = [sys.executable, "benchmarks/run.py", "--agents", "30", "--rounds", "1", "--csv"]
    done = subprocess.run(
        [*command, "--peers", "pandas_"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("| pandas |") == 4


def test_the_peers_are_no_dependencies_of_the_project():
    peers = (ROOT / "benchmarks" / "requirements.txt").read_text(encoding="utf-8")
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for name in ("polars", "duckdb"):
        assert f"\n{name}>=" in peers
        assert f"\n{name}==" not in lock
