"""The rooms: who may import whom, and what each says of itself."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "cctoolkit"
MAY_DRAW = {"__main__", "cli", "report", "explore", "figures"}


def _rooms() -> set[str]:
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    modules = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__"}
    return folders | modules


def _packages() -> list[str]:
    return sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


def _contracts() -> list[dict]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)["tool"]["importlinter"]["contracts"]


def test_every_door_holds():
    command = "from importlinter.cli import lint_imports_command as lint; lint()"
    done = subprocess.run(
        [sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_doors_have_no_exceptions():
    layers, *_ = _contracts()
    assert layers["exhaustive"] is True
    for contract in _contracts():
        assert not {"ignore_imports", "exhaustive_ignores"} & contract.keys()
        assert not contract.get("allow_indirect_imports", False)


def test_the_forbidden_contracts_reach_every_room_that_exists():
    _, sources, drawing = _contracts()
    named = {name.removeprefix("cctoolkit.") for name in drawing["source_modules"]}
    assert named == _rooms() - MAY_DRAW
    closed = {name.removeprefix("cctoolkit.") for name in sources["forbidden_modules"]}
    assert closed == _rooms() & {"metrics", "contract"}


def test_a_room_in_parentheses_is_still_empty():
    optional = set(re.findall(r"\((\w+)\)", " ".join(_contracts()[0]["layers"])))
    assert not optional & _rooms(), "furnished now: take off its parentheses"


@pytest.mark.parametrize("room", _packages())
def test_a_room_says_in_three_lines_what_lives_there_and_what_may_not(room):
    lines = (importlib.import_module(f"cctoolkit.{room}").__doc__ or "").strip().splitlines()
    said = [line for line in lines if line.strip()]
    assert len(said) in (2, 3), f"{len(said)} lines"
    assert re.search(r"\b(no|not|nothing|nobody|neither|never|only)\b", " ".join(said), re.I)


def test_the_package_itself_imports_nothing():
    source = (PACKAGE / "__init__.py").read_text(encoding="utf-8")
    assert not re.search(r"^\s*(import|from)\s", source, re.M)
