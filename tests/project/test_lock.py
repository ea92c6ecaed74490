"""requirements.lock pins, with hashes, what pyproject.toml asks for, on every Python and system."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")

MACHINES = [
    {
        "python_version": version.rpartition(".")[0],
        "python_full_version": version,
        "sys_platform": platform,
        "os_name": "nt" if platform == "win32" else "posix",
        "platform_system": {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}[platform],
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    for version in ("3.11.9", "3.12.4", "3.13.2")
    for platform in ("linux", "darwin", "win32")
]


def _asked() -> list[Requirement]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    return [Requirement(line) for group in groups for line in group]


def _blocks() -> list[str]:
    return re.split(r"\n(?=[a-z0-9])", LOCK.strip())


def _pins(machine: dict[str, str]) -> dict[str, str]:
    """Version of each package that this machine would get."""
    pins: dict[str, str] = {}
    for block in _blocks():
        need = Requirement(block.splitlines()[0].rstrip("\\ "))
        if need.marker is None or need.marker.evaluate(machine):
            assert need.name not in pins, f"{need.name} twice"
            (exact,) = need.specifier
            assert exact.operator == "=="
            pins[canonicalize_name(need.name)] = exact.version
    return pins


@pytest.mark.parametrize(
    "machine", MACHINES, ids=lambda m: f"{m['sys_platform']}-{m['python_version']}"
)
def test_the_lock_satisfies_the_project(machine):
    pins = _pins(machine)
    for need in _asked():
        name = canonicalize_name(need.name)
        assert name in pins, f"{name} is not pinned: make lock"
        assert need.specifier.contains(pins[name]), f"{name} {pins[name]}: make lock"
        if need.extras:
            assert {
                canonicalize_name(f"{need.name}-{extra}") for extra in need.extras
            } <= pins.keys()


def test_every_pin_carries_hashes():
    for block in _blocks():
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), block.splitlines()[0]


def test_the_lock_holds_only_pins_hashes_and_their_reasons():
    pin = re.compile(r"[a-z0-9][a-z0-9._\[\],-]*==\S+( ; [^\\]+)? \\")
    rest = re.compile(r"    (--hash=sha256:[0-9a-f]{64}( \\)?|# .*)")
    strange = [
        line for line in LOCK.splitlines() if not pin.fullmatch(line) and not rest.fullmatch(line)
    ]
    assert strange == []
