"""What is committed: the project alone, nobody's data, nothing left for later."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
DATA = {".csv", ".tsv", ".jsonl", ".xls", ".xlsx", ".parquet", ".db", ".sqlite", ".zip", ".key"}
LARGEST_BYTES = 1_000_000

# A folder of somebody's machine, seen from the root. Examples may have a home of nobody's: Ana's.
FOREIGN_PATH = re.compile(
    r"(?<![\w./~-])(?!/home/ana/)(/(?:home|root|work|Users|opt|srv|mnt|private|usr/local)/\w|[A-Z]:\\+Users\\)"
)
REGISTRY = re.compile(
    r"\b(?:pypi\.org|pythonhosted\.org|anaconda\.org|npmjs\.(?:org|com)|registry\.[a-z]+\.[a-z]+"
    r"|index-url|find-links|trusted-host)\b"
)
LATER = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")


@pytest.fixture(scope="module")
def committed(require) -> list[Path]:
    """Every file that a clone gets, and the new ones that git doesn't ignore."""
    require(shutil.which("git") and (ROOT / ".git").exists(), "a git checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = listed.stdout.decode().split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def _texts(files: list[Path]) -> dict[str, str]:
    found = {}
    for path in files:
        raw = path.read_bytes()
        if b"\0" not in raw[:4096]:
            found[path.relative_to(ROOT).as_posix()] = raw.decode("utf-8", errors="replace")
    return found


def _hits(files: list[Path], pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{text.count(chr(10), 0, hit.start()) + 1}: {hit.group()}"
        for name, text in _texts(files).items()
        if name not in ("requirements.lock", "tests/project/test_tree.py")
        for hit in pattern.finditer(text)
    ]


def test_no_file_names_a_folder_of_somebodys_machine(committed):
    assert _hits(committed, FOREIGN_PATH) == []


def test_no_file_names_a_package_registry(committed):
    assert _hits(committed, REGISTRY) == []
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert not REGISTRY.search(lock)
    assert "://" not in lock


def test_nothing_is_left_for_later(committed):
    assert _hits(committed, LATER) == []


def test_the_patterns_see_what_they_look_for():
    for path in ("/home/eva/x", 'read("/root/x")', r"C:\Users\ana"):
        assert FOREIGN_PATH.search(path), path
    for path in ("a/home/x", "~/work/x", "../work/x", "https://x.org/home/y", "km/h"):
        assert not FOREIGN_PATH.search(path), path
    assert REGISTRY.search("https://pypi.org/simple")
    assert LATER.search("# TO" + "DO: it")


def test_no_data_is_committed(committed):
    inside = [path.relative_to(ROOT) for path in committed]
    assert [path.name for path in inside if path.parts[0] == "data"] == ["README.md"]
    assert [path.as_posix() for path in inside if path.suffix.lower() in DATA] == []


def test_no_file_is_large(committed):
    large = [path.name for path in committed if path.stat().st_size > LARGEST_BYTES]
    assert large == []


def test_notebooks_are_committed_without_outputs(committed):
    for path in committed:
        if path.suffix != ".ipynb":
            continue
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        assert not any(cell["outputs"] or cell["execution_count"] for cell in code), path.name


def test_tests_draw_a_share_of_the_examples_of_the_profile():
    """A number of its own would weigh the same in `make check` as in `make test`."""
    texts = {path: path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py")}
    own = [path.name for path, text in texts.items() if re.search(r"max_examples=\d", text)]
    assert own == ["conftest.py"]


def test_the_changelog_tells_which_numbers_change():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^#+ Numbers that change$", changelog, re.M)


def test_hooks_fetch_nothing():
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    for repo in hooks["repos"]:
        assert repo["repo"] == "local"
        for hook in repo["hooks"]:
            assert hook["language"] == "system"
            assert hook["entry"].startswith(".venv/bin/python -")


@pytest.mark.parametrize("name", [".ci/run", ".ci/venv"])
def test_scripts_can_be_run(name):
    script = ROOT / name
    assert script.stat().st_mode & 0o100
    shell = script.read_text(encoding="utf-8").splitlines()[0].removeprefix("#!")
    subprocess.run([shell, "-n", str(script)], check=True)
