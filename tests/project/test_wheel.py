"""The built wheel: what it carries, and that it works where there is no checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

import cctoolkit

ROOT = Path(__file__).parents[2]
SCRIPTS = "Scripts" if os.name == "nt" else "bin"

pytestmark = pytest.mark.slow


def _run(command: Sequence[str | Path], cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run outside the checkout, without the network and without the checkout's own import path."""
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    # Jupyter keeps its templates beside the packages, in the environment that we borrow.
    alone = {"PIP_NO_INDEX": "1", "JUPYTER_PATH": f"{sys.prefix}/share/jupyter"}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=clean | alone,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT]
    _run(command, folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """The scripts of a new environment with this wheel and, beside it, the packages of ours."""
    folder = tmp_path_factory.mktemp("wheel environment")
    venv.create(folder)
    python = folder / SCRIPTS / "python"
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", wheel]
    _run(pip, folder)
    site = sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)})
    # Folders named in a .pth are searched, but their own .pth (our editable install) is not read.
    Path(site, "beside.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return folder / SCRIPTS


def test_the_wheel_carries_code_words_notebooks_and_templates_and_nothing_else(wheel):
    held = {name for name in zipfile.ZipFile(wheel).namelist() if not name.endswith("/")}
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    there = [name for name in listed if (ROOT / name).is_file()]
    wanted = {name for name in there if name.startswith("cctoolkit/")} | {
        f"cctoolkit/_shipped/{name}"
        for name in there
        if name.startswith(("notebooks/", "templates/"))
    }
    assert {name for name in held if ".dist-info/" not in name} == wanted


def test_the_code_that_runs_is_the_wheels(installed, tmp_path):
    code = "import cctoolkit; print(cctoolkit.__file__)"
    printed = _run([installed / "python", "-c", code], tmp_path).stdout
    assert Path(printed.strip()).is_relative_to(installed.parent)


def test_the_command_tells_its_version(installed, tmp_path):
    printed = _run([installed / "cctoolkit", "--version"], tmp_path).stdout
    assert cctoolkit.__version__ in printed


def test_the_command_finds_nothing_amiss(installed, tmp_path):
    _run([installed / "cctoolkit", "doctor"], tmp_path)


def test_the_command_writes_the_sample_and_its_report(installed, tmp_path):
    demo = [installed / "cctoolkit", "demo", "--dir", "a demo", "--agents", "20", "--days", "7"]
    _run(demo, tmp_path)
    (report,) = tmp_path.glob("a demo/runs/*/report.html")
    assert "<html" in report.read_text(encoding="utf-8")[:500]
