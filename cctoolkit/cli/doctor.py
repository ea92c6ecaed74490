"""Looks whether this installation can do its work, and says what mends it if not."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cctoolkit.cli.spoken import spoken
from cctoolkit.errors import ToolkitError

OLDEST = (3, 11)


@dataclass(frozen=True)
class Condition:
    """One thing looked at: what, how it is, whether it is well, what mends it."""

    what: str
    detail: str
    is_well: bool = True
    remedy: str = ""


def examine() -> list[Condition]:
    """Look at Python, packages, kernel, shipped files and places to write."""
    return [_python(), *_packages(), _kernel(), *_files(), *_places(), _language()]


def _python() -> Condition:
    say = spoken().say
    return Condition(
        "Python",
        platform.python_version(),
        sys.version_info >= OLDEST,
        say("Python 3.11 or later is needed."),
    )


def _packages() -> Iterator[Condition]:
    from cctoolkit.report.manifest import PACKAGES, versions

    say, found = spoken().say, versions()
    for name in PACKAGES:
        yield Condition(
            name,
            found.get(name, "–"),
            name in found,
            say("Install it: python -m pip install {name}", name=name),
        )


def _kernel() -> Condition:
    """Whether the kernel of this very Python can be found; starting it is left to the run."""
    say = spoken().say
    what = say("Jupyter kernel")
    remedy = say("Install it: python -m pip install {name}", name="ipykernel")
    try:
        from jupyter_client.kernelspec import KernelSpecManager

        spec = KernelSpecManager(kernel_dirs=[]).get_kernel_spec("python3")
    except Exception as error:
        return Condition(what, str(error), False, remedy)
    return Condition(what, spec.display_name)


def _files() -> Iterator[Condition]:
    from cctoolkit.report.shipped import shipped

    for name in ("notebooks/summary.ipynb", "templates/cctoolkit/index.html.j2"):
        try:
            yield Condition(name, "…/" + shipped(name).name)
        except ToolkitError as error:
            problem = error.problems[0]
            yield Condition(name, "–", False, spoken().problem(problem))


def _places() -> Iterator[Condition]:
    from cctoolkit.engagement.keys import KEYS_VARIABLE, keys_folder

    say = spoken().say
    here = Path.cwd()
    yield Condition(
        say("This folder"),
        say("can be written") if _writable(here) else say("cannot be written"),
        _writable(here),
        say("Work in a folder of your own."),
    )
    keys = keys_folder()
    yield Condition(
        say("Keys of the pseudonyms"),
        str(keys),
        _writable(_existing(keys)),
        say("Set {variable} to a folder that can be written.", variable=KEYS_VARIABLE),
    )


def _language() -> Condition:
    say = spoken().say
    detail = say("English (by --language or the system's LANG; Spanish otherwise)")
    return Condition(say("Language of messages"), detail)


def _existing(folder: Path) -> Path:
    return next(path for path in (folder, *folder.parents) if path.exists())


def _writable(folder: Path) -> bool:
    if not os.access(folder, os.W_OK):
        return False
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
