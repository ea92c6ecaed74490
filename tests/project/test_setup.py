"""`make` on bare machines: .ci/venv with an interpreter that only pretends."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = "awk cat chmod cksum cp dirname echo head make mkdir rm sed sh tail touch true"

# Answers the questions of .ci/venv; `-m venv` leaves a copy of itself, `-m pip` writes what it got.
PYTHON = """#!/bin/sh
case "$*" in
    *"import ensurepip, venv"*) exit {lacks_venv} ;;
    *"print("*) echo {version} ;;
    *version_info*) exit {is_old} ;;
    "-m venv "*) mkdir -p "$3/bin"; cp "$0" "$3/bin/python" ;;
    "-m pip "*"-e .") echo "$*" >>pip.log; exit {build_fails} ;;
    "-m pip "*) echo "$*" >>pip.log; echo "Collecting everything"; exit {pip_fails} ;;
    "-m "*) echo "$*" >>ran.log ;;
esac
"""


def _python(place: Path, version: str = "3.12", **answers: bool) -> None:
    questions = ("lacks_venv", "is_old", "pip_fails", "build_fails")
    flags = {name: int(answers.get(name, False)) for name in questions}
    place.write_text(PYTHON.format(version=version, **flags), encoding="ascii")
    place.chmod(0o755)


class Machine:
    """A checkout with the setup files and a PATH without any Python but those put there."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.checkout = folder / "a checkout"
        self.bin.mkdir(parents=True)
        self.checkout.mkdir()
        for tool in TOOLS.split():
            if found := shutil.which(tool):
                (self.bin / tool).symlink_to(found)
        for name in ("Makefile", "pyproject.toml", "requirements.lock"):
            shutil.copy(ROOT / name, self.checkout / name)
        shutil.copytree(ROOT / ".ci", self.checkout / ".ci")

    def run(self, *command: str, language: str = "en") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=self.checkout,
            env={"PATH": str(self.bin), "LC_ALL": language, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def installs(self) -> list[str]:
        log = self.checkout / "pip.log"
        return log.read_text().splitlines() if log.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "machine")


def test_no_python_is_answered_with_a_way_to_get_one(machine):
    done = machine.run("make", "demo")
    assert done.returncode != 0
    assert "Python 3.11 or later is needed" in done.stderr
    assert "https://www.python.org/downloads/" in done.stderr
    assert "PYTHON=/path/to/python3" in done.stderr
    assert not (machine.checkout / ".venv").exists()


def test_an_old_python_is_answered_with_the_package_that_the_system_offers(machine):
    _python(machine.bin / "python3", "3.10", is_old=True)
    offer = machine.bin / "apt-cache"
    offer.write_text('#!/bin/sh\n[ "$2" = python3.11 ]\n')
    offer.chmod(0o755)
    done = machine.run("make", "test", language="C")
    assert done.returncode != 0
    assert "Hace falta Python 3.11 o posterior" in done.stderr
    assert "\n    sudo apt install python3.11 python3.11-venv\n" in done.stderr


@pytest.mark.parametrize(
    ("name", "package"), [("python3", "python3-venv"), ("python3.12", "python3.12-venv")]
)
def test_a_missing_venv_is_answered_with_its_package(machine, name, package):
    _python(machine.bin / name, lacks_venv=True)
    done = machine.run("make", "demo")
    assert done.returncode != 0
    assert f"\n    sudo apt install {package}\n" in done.stderr


def test_an_interpreter_that_can_is_preferred_to_a_newer_one_that_cannot(machine):
    _python(machine.bin / "python3.13", "3.13", lacks_venv=True)
    _python(machine.bin / "python3.11", "3.11")
    assert "Python 3.11" in machine.run("sh", ".ci/venv").stdout


def test_the_lock_is_installed_by_hash_and_then_the_project_alone(machine):
    _python(machine.bin / "python3")
    done = machine.run("make", "test")
    assert done.returncode == 0, done.stderr
    lock, project = machine.installs
    assert lock.endswith("--require-hashes -r requirements.lock")
    assert project.endswith("--no-deps --no-build-isolation -e .")


def test_the_second_time_nothing_is_installed(machine):
    _python(machine.bin / "python3")
    machine.run("make", "demo")
    again = machine.run("make", "test")
    assert again.returncode == 0
    assert len(machine.installs) == 2
    assert "nstall" not in again.stdout


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_a_changed_pin_is_installed_into_the_same_folder(machine, name):
    _python(machine.bin / "python3")
    machine.run("sh", ".ci/venv")
    (machine.checkout / ".venv" / "kept").touch()
    with (machine.checkout / name).open("a") as file:
        file.write("\n# changed\n")
    assert machine.run("sh", ".ci/venv").returncode == 0
    assert len(machine.installs) == 4
    assert (machine.checkout / ".venv" / "kept").exists()


def test_an_interrupted_setup_starts_again_from_nothing(machine):
    _python(machine.bin / "python3", pip_fails=True)
    first = machine.run("make", "demo")
    assert first.returncode != 0
    assert "did not finish" in first.stderr
    (machine.checkout / ".venv" / "half a package").touch()
    _python(machine.bin / "python3")
    second = machine.run("make", "demo")
    assert second.returncode == 0, second.stderr
    assert "half made" in second.stdout
    assert not (machine.checkout / ".venv" / "half a package").exists()


def test_a_project_that_cannot_be_built_costs_no_second_installation(machine):
    _python(machine.bin / "python3", build_fails=True)
    assert machine.run("make", "demo").returncode != 0
    (machine.checkout / ".venv" / "kept").touch()
    _python(machine.checkout / ".venv/bin/python")
    again = machine.run("make", "demo")
    assert again.returncode == 0, again.stderr
    assert (machine.checkout / ".venv" / "kept").exists()


def test_an_environment_whose_interpreter_is_gone_is_made_again(machine):
    _python(machine.bin / "python3")
    machine.run("sh", ".ci/venv")
    (machine.checkout / ".venv/bin/python").unlink()
    assert machine.run("sh", ".ci/venv").returncode == 0
    assert len(machine.installs) == 4


def test_a_moved_checkout_makes_its_environment_again(machine):
    _python(machine.bin / "python3")
    machine.run("sh", ".ci/venv")
    machine.checkout = machine.checkout.rename(machine.checkout.with_name("moved"))
    done = machine.run("sh", ".ci/venv")
    assert "made somewhere else" in done.stdout
    assert len(machine.installs) == 4


def test_another_python_makes_the_environment_again(machine):
    _python(machine.bin / "python3", "3.12")
    _python(machine.bin / "other", "3.13")
    machine.run("make", "demo")
    done = machine.run("make", "demo", "PYTHON=other")
    assert "has Python 3.12: making it again with other" in done.stdout


def test_make_alone_lists_what_it_can_do(machine):
    listed = machine.run("make")
    for target in ("demo", "test", "check", "lab", "lock", "words", "clean", "help"):
        assert f"\n  {target} " in listed.stdout, listed.stderr


def test_the_targets_run_without_forbidding_bytecode():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "unexport PYTHONDONTWRITEBYTECODE" in makefile
    assert os.environ.get("PYTHONHOME") is None
