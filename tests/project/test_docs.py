"""The pages say what is there: files they name exist, rooms and doors are those of the code."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml

from cctoolkit.engagement.settings import Settings
from cctoolkit.sources.mapping import ColumnRule, Source

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "cctoolkit"
ARCHITECTURE = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
ENGAGEMENT = (ROOT / "docs/encargo.md").read_text(encoding="utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("data/*.md")])


def _named(page: Path) -> list[str]:
    text = page.read_text(encoding="utf-8")
    return [link for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text) if "://" not in link]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    assert [link for link in _named(page) if not (page.parent / link).exists()] == []


def test_the_architecture_names_files_that_exist():
    named = re.findall(r"`([\w.]+(?:/[\w.]+)*\.(?:py|toml|yml|lock|ipynb|po))`", ARCHITECTURE)
    folders = (ROOT, PACKAGE)
    assert len(named) > 10
    missing = [
        name
        for name in named
        if not any((folder / name).exists() for folder in folders) and name != "engagement.yml"
    ]
    assert missing == []


def test_the_map_of_rooms_is_complete():
    listed = set(re.findall(r"^\| `(\w+)(?:\.py|/)?` \|", ARCHITECTURE, re.M))
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    modules = {path.stem for path in PACKAGE.glob("*.py") if not path.stem.startswith("__")}
    assert listed == folders | modules


def test_the_doors_on_the_page_are_those_that_are_checked():
    with (ROOT / "pyproject.toml").open("rb") as file:
        layers = tomllib.load(file)["tool"]["importlinter"]["contracts"][0]["layers"]
    assert "\n".join(f"    {layer}" for layer in layers) in ARCHITECTURE


def test_the_engagements_on_the_page_are_valid():
    whole, *parts = [
        yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", ENGAGEMENT, re.S)
    ]
    settings = Settings.model_validate(whole)
    assert {source.table for source in settings.sources} == {"states", "contacts", "assignments"}
    for part in parts:
        Settings.model_validate(whole | part)


@pytest.mark.parametrize("block", [Settings, Source, ColumnRule])
def test_every_setting_is_on_the_page(block):
    assert [name for name in block.model_fields if f"`{name}`" not in ENGAGEMENT] == []


@pytest.mark.parametrize("page", [*ROOT.glob("README*.md")], ids=lambda page: page.name)
def test_the_commands_on_the_page_exist(page):
    from cctoolkit.cli.app import app

    text = page.read_text(encoding="utf-8")
    said = set(re.findall(r"(?:^|`)cctoolkit (\w+)", text, re.M))
    assert {"demo", "run", "batch"} <= said
    assert said <= {command.callback.__name__ for command in app.registered_commands}
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"(?:^|`)make (\w+)", text, re.M)):
        assert f"\n{target}: " in makefile


@pytest.mark.slow
@pytest.mark.parametrize("page", [*ROOT.glob("README*.md")], ids=lambda page: page.name)
def test_the_code_on_the_page_runs(page, tmp_path, monkeypatch):
    from cctoolkit.sample import write_sample

    write_sample(tmp_path / "demo", agents=6, days=5)
    monkeypatch.chdir(tmp_path)
    (block,) = re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.S)
    *body, last = block.strip().splitlines()
    names: dict = {}
    exec("\n".join(body), names)
    table = eval(last, names)
    assert table["index"].between(0, 1).all()
