"""environment.yml and pyproject.toml name the same packages with the same bounds."""

from __future__ import annotations

import tomllib
from pathlib import Path

import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[2]

# The index's name beside conda-forge's: the lighter build without a desktop toolkit where there is
# one, and the words that another package there already has.
CONDA_NAMES = {
    "build": "python-build",
    "matplotlib": "matplotlib-base",
    "nbconvert": "nbconvert-core",
    "seaborn": "seaborn-base",
    "tzdata": "python-tzdata",
}
ONLY_CONDA = {"python", "pip"}


def _project() -> dict:
    with (ROOT / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)["project"]


def _wanted() -> dict[str, SpecifierSet]:
    project = _project()
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    wanted = [Requirement(line) for group in groups for line in group]
    return {CONDA_NAMES.get(need.name, need.name): need.specifier for need in wanted}


def _offered() -> dict[str, SpecifierSet]:
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    found = [Requirement(line) for line in yaml.safe_load(text)["dependencies"]]
    assert len({need.name for need in found}) == len(found), "a package twice"
    return {need.name: need.specifier for need in found}


def test_both_name_the_same_packages_with_the_same_bounds():
    offered = {name: bound for name, bound in _offered().items() if name not in ONLY_CONDA}
    assert offered == _wanted()


def test_both_ask_for_the_same_python():
    assert _offered()["python"] == SpecifierSet(_project()["requires-python"])


def test_only_conda_forge_is_asked():
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert yaml.safe_load(text)["channels"] == ["conda-forge", "nodefaults"]
