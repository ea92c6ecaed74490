"""What is compiled, when, and where it is kept."""

import os
import subprocess
import sys

import pytest

ELSEWHERE = """
import numpy as np
from cctoolkit.intervals.runs import order_of_runs
bounds, disorder = order_of_runs(np.zeros(3, np.int32), np.arange(3))
print(bounds.tolist(), disorder)
"""


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["kept", "below a file"])
def test_a_kernel_runs_where_nothing_can_be_kept(folder, tmp_path, monkeypatch):
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    env = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path / "kept")}
    if folder != "kept":
        (tmp_path / "file").write_text("")
        env["NUMBA_CACHE_DIR"] = str(tmp_path / "file" / "below")
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE], env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[0, 3] 3\n"
    assert (tmp_path / "kept").exists() == (folder == "kept")


def test_nothing_is_compiled_until_it_is_needed():
    rooms = "intervals, cctoolkit.tables.batches, cctoolkit.metrics.agent_days, "
    rooms += "cctoolkit.metrics.repeats, cctoolkit.metrics.service_intervals"
    code = f"import sys, cctoolkit.{rooms}; assert 'numba' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


LEANT_ON = """
from numba import njit

FACTOR = {factor}


@njit
def scaled(number):
    return FACTOR * number + {added}
"""
LEANING = """
from leant_on import scaled
from numba import njit

from cctoolkit.intervals.compiled import compiled


@compiled
def kernel(number):
    return _inner(number)


@njit
def _inner(number):
    return scaled(number)


print(kernel(1), *kernel.kernel.stats.cache_hits.values())
"""


@pytest.mark.slow
def test_machine_code_is_not_kept_beyond_what_it_leans_on(tmp_path):
    """A kernel whose file is the same, while a file that it imports from changes."""
    (tmp_path / "leaning.py").write_text(LEANING)
    env = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path / "kept")}
    said = []
    for factor, added in ((2, 0), (2, 0), (3, 0), (3, 1)):
        (tmp_path / "leant_on.py").write_text(LEANT_ON.format(factor=factor, added=added))
        done = subprocess.run(
            [sys.executable, "-B", "-m", "leaning"],
            cwd=tmp_path,
            env=env,
            capture_output=True,
            text=True,
            check=True,
        )
        said.append(done.stdout.strip())
    assert said == ["2", "2 1", "3", "4"]
