"""What a terminal shows: plain lines, and a bar for long work where somebody is looking."""

from __future__ import annotations

import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from cctoolkit.cli.spoken import spoken
from cctoolkit.errors import N_

Progress = Callable[[str, float], None]

COMMAND = "cctoolkit"
UNSHOWN = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Categories of Unicode: control, format, half a character, breaks of lines and paragraphs."""

STAGES = {
    "sample": N_("writing the sample"),
    "data": N_("reading the data"),
    "adherence": N_("adherence to the post"),
    "schedule": N_("adherence to schedule"),
    "service": N_("service"),
    "planning": N_("planning of the day"),
    "occupancy": N_("occupancy and shrinkage"),
    "customers": N_("resolution and satisfaction"),
    "hours": N_("waterfall of hours"),
    "outbound": N_("outbound calls"),
    "patterns": N_("patterns"),
    "agents": N_("provider's annex: agents"),
    "summary": N_("summary"),
    "report": N_("writing the report"),
}


def shown(text: str, keep: str = "") -> str:
    r"""Write signs that a terminal would obey, or hide, as their escapes.

    A cell of a file may hold anything: orders to the terminal, line breaks, a change of the
    direction of writing, half a character.

    Examples
    --------
    >>> shown("\x1b[2JOK\u202e")
    '\\x1b[2JOK\\u202e'
    """
    return "".join(
        sign.encode("unicode_escape").decode()
        if unicodedata.category(sign) in UNSHOWN and sign not in keep
        else sign
        for sign in text
    )


def line(text: str = "") -> None:
    """Print a line, or several; of the signs of control only line breaks and tabs."""
    print(shown(text, keep="\n\t"))


def stage_name(stage: str) -> str:
    """Say what happens in a stage; what is none, a source for one, keeps its name."""
    return spoken().say(STAGES[stage]) if stage in STAGES else stage


@contextmanager
def progress() -> Iterator[Progress]:
    """Show a bar on a terminal; in a file or a pipe, nothing."""
    if not sys.stderr.isatty():
        yield lambda stage, share: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda stage, share: bar.update(
            task, description=shown(stage_name(stage)), completed=share
        )


def timings(seconds: Mapping[str, float]) -> None:
    """Print how long each stage took."""
    words = spoken()
    width = max(len(stage_name(stage)) for stage in seconds)
    for stage, took in seconds.items():
        line(f"  {stage_name(stage):<{width}}  {words.number(took, 1):>6} s")
    total = words.say("in all")
    line(f"  {total:<{width}}  {words.number(sum(seconds.values()), 1):>6} s")


def place(path: Path) -> str:
    """Return a path as seen from here, if it lies below."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def way_to_command() -> None:
    """Tell how the command is reached, where the terminal would not find it by its name."""
    if shutil.which(COMMAND):
        return
    beside = shutil.which(COMMAND, path=str(Path(sys.executable).parent))
    command = place(Path(beside)) if beside else f"{place(Path(sys.executable))} -m {COMMAND}"
    line(spoken().say("In this terminal, `cctoolkit` is: {command}", command=command))
