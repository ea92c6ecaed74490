"""The pages say what is there: files they name exist, rooms and doors are those of the code."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pandas as pd
import pytest
import yaml

from cctoolkit.engagement import settings
from cctoolkit.engagement.settings import Settings
from cctoolkit.errors import SENTENCES
from cctoolkit.sources import mapping
from cctoolkit.sources.mapping import Strict
from cctoolkit.sources.moments import DATE_YEARS, INSTANT_YEARS
from cctoolkit.tables.catalogue import TABLES
from cctoolkit.words.catalogues import translations

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
    assert len(named) > 10
    assert [name for name in named if name != "engagement.yml" and not _exists(name)] == []


def test_the_architecture_names_folders_that_exist():
    named = set(re.findall(r"`((?:\w+/)+)`", ARCHITECTURE))
    elsewhere = {"raw/", "tables/", "runs/", "cctoolkit/_shipped/"}  # engagements, wheels
    missing = [name for name in named - elsewhere if not _exists(name)]
    assert len(named) > 15
    assert missing == []


def _exists(name: str) -> bool:
    return any((folder / name).exists() for folder in (ROOT, PACKAGE))


def test_the_way_of_a_request_is_told_by_modules():
    """What reads, refuses, keeps and hides is named: a newcomer finds it without searching."""
    for room in ("engagement", "sections", "report"):
        told = set(re.findall(rf"`{room}/(\w+)(?:\.py|/)`", ARCHITECTURE))
        assert len(told) >= 6, room


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


BLOCKS = {
    block.__name__: block
    for module in (settings, mapping)
    for block in vars(module).values()
    if isinstance(block, type) and issubclass(block, Strict)
}


@pytest.mark.parametrize("block", BLOCKS)
def test_every_setting_is_on_the_page(block):
    fields = BLOCKS[block].model_fields
    assert [name for name in fields if f"`{name}`" not in ENGAGEMENT] == []


def test_the_blocks_of_settings_are_all_looked_at():
    assert {"Settings", "Source", "ColumnRule", "AuxCode", "Targets", "People"} <= BLOCKS.keys()


def test_every_word_that_a_setting_allows_is_on_the_page():
    fields = [field for block in BLOCKS.values() for field in block.model_fields.values()]
    words = [word for field in fields for word in _allowed(field.annotation)]
    assert len(words) > 20
    assert [word for word in words if word.strip(".,' ") and word not in ENGAGEMENT] == []


def _allowed(annotation: object) -> Iterator[str]:
    """Yield the words that an annotation admits, however deep its `Literal` stands."""
    for part in get_args(annotation):
        yield from [part] if isinstance(part, str) else _allowed(part)


def test_how_months_and_years_are_read_is_on_the_page():
    assert mapping.MONTH_START in ENGAGEMENT
    for first, last in (INSTANT_YEARS, DATE_YEARS):
        assert f"de {first} a {last}" in ENGAGEMENT
    (monthly,) = re.findall(r"\*\*Los meses\.\*\* (.*) nombran", ENGAGEMENT)
    tables = [table.name for table in TABLES if "period" in table]
    assert sorted(re.findall(r"`(\w+)`", monthly)) == sorted(tables)


SPANISH = (
    "README.md",
    "docs/encargo.md",
    "cctoolkit/sample/engagement_file.py",
    "cctoolkit/words/locale/es/LC_MESSAGES/cctoolkit.po",
)


@pytest.mark.parametrize("page", SPANISH)
def test_a_thing_has_one_name_in_spanish(page):
    """A file is an `archivo`, a part of the report a `sección`, what one types an `orden`."""
    text = (ROOT / page).read_text(encoding="utf-8")
    assert re.findall(r"\b(?:ficheros?|apartados?|comandos?)\b", text, re.I) == []


def test_a_setting_is_an_ajuste_and_an_option_is_typed():
    said = translations("es", "ES").gettext
    texts = [
        said(part)
        for code, sentence in SENTENCES.items()
        for part in sentence
        if part and code.startswith("setting")
    ]
    assert any("ajuste" in text for text in texts)
    assert [text for text in texts if re.search(r"opci(?:ón|ones)\b", text)] == []


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
    blocks = re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.S)
    names: dict = {}
    indices, rows = [_shown(block, names) for block in blocks]
    assert indices["index"].between(0, 1).all()
    assert len(rows) and rows[["raw_file", "raw_line"]].notna().all(axis=None)


def _shown(block: str, names: dict) -> pd.DataFrame:
    """Run a cell and return what it shows: the value of its last line."""
    *body, last = block.strip().splitlines()
    exec("\n".join(body), names)
    return eval(last, names)
