"""Many engagements: a process for each, and one page over all of them."""

from __future__ import annotations

import os
import shlex
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor, as_completed
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from subprocess import list2cmdline

from cctoolkit.engagement.problem_list import ERRORS_FILE
from cctoolkit.engagement.reading import SETTINGS_FILE
from cctoolkit.errors import InputError, Problem
from cctoolkit.report.apart import Outcome, run_apart
from cctoolkit.report.block import environment, stylesheet
from cctoolkit.words import Words

INDEX = "index.html"
TIME_LIMIT_S = 1800.0
SOME_FAILED = 3

Told = Callable[[Outcome], None]


@dataclass(frozen=True)
class BatchResult:
    """What came of a batch: its page, and each engagement by the name of its folder."""

    index: Path
    outcomes: tuple[Outcome, ...]

    @property
    def exit_code(self) -> int:
        """0 when all are done, 3 when some are not."""
        return 0 if all(outcome.is_done for outcome in self.outcomes) else SOME_FAILED


def batch(
    folder: Path | str,
    *,
    workers: int = 1,
    until: str = "",
    language: str = "",
    time_limit_s: float = TIME_LIMIT_S,
    told: Told | None = None,
    executor: Executor | None = None,
) -> BatchResult:
    """Run every engagement below a folder; one that fails, crashes or hangs stops no other.

    Parameters
    ----------
    folder : path
        Folder whose subfolders are engagements.
    workers : int
        How many run at a time.
    until, language : str
        As in `run`; empty is none.
    time_limit_s : float
        Longest that one may take.
    told : callable, optional
        Told each outcome as it comes.
    executor : Executor, optional
        Where to run them instead of this machine; each still gets a process of its own.

    Raises
    ------
    InputError
        The folder is missing or holds no engagement.
    """
    named, folder, begun = Path(folder), Path(folder).resolve(), time.time()
    engagements = engagements_in(folder)
    task = partial(run_apart, until=until, language=language, time_limit_s=time_limit_s)
    with nullcontext(executor) if executor else ThreadPoolExecutor(workers) as pool:
        outcomes = _gathered(pool, task, engagements, told)
    commands = {
        path.name: run_command(named / path.name, until=until, language=language)
        for path in engagements
    }
    page = index_page(outcomes, folder.name, language, commands, _lists(engagements, begun))
    index = folder / INDEX
    index.write_text(page, encoding="utf-8")
    return BatchResult(index, outcomes)


def engagements_in(folder: Path) -> list[Path]:
    """Return the engagements below a folder, by name."""
    if not folder.is_dir():
        raise InputError(Problem("folder_missing", found=folder.name))
    found = sorted(path.parent for path in folder.glob(f"*/{SETTINGS_FILE}"))
    if not found:
        raise InputError(Problem("engagements_missing", found=folder.name))
    return found


def run_command(engagement: Path, *, until: str = "", language: str = "") -> str:
    """Return the line that runs one engagement again, as a terminal takes it.

    Examples
    --------
    >>> run_command(Path("acme"), language="en")
    'cctoolkit run acme --language en'
    """
    words = ["cctoolkit", "run", str(engagement)]
    words += ["--until", until] if until else []
    words += ["--language", language] if language else []
    return list2cmdline(words) if os.name == "nt" else shlex.join(words)


def index_page(
    outcomes: Sequence[Outcome],
    name: str,
    language: str,
    commands: Mapping[str, str],
    lists: Mapping[str, str],
) -> str:
    """Return the page over all engagements, those that failed with cause, list and command.

    Parameters
    ----------
    outcomes : sequence of Outcome
    name, language : str
        Title and language of the page.
    commands : mapping of str to str
        The line that runs an engagement again, by its name.
    lists : mapping of str to str
        Where the problems of an engagement are listed, seen from the page, by its name.
    """
    words = Words(language or "es")
    n_done = sum(outcome.is_done for outcome in outcomes)
    return (
        environment()
        .get_template("batch.html.j2")
        .render(
            words=words,
            say=words.say,
            name=name,
            language=words.language,
            style=stylesheet("blocks", "page"),
            outcomes=outcomes,
            commands=commands,
            lists=lists,
            done=words.say("{n_done} of {n} reports written", n_done=n_done, n=len(outcomes)),
            when=words.date_time(datetime.now(UTC)),
            statuses={
                "done": words.say("written"),
                "invalid": words.say("input cannot be used"),
                "failed": words.say("failed"),
            },
            state=lambda code: words.code("report_state", code),
        )
    )


def _lists(engagements: Sequence[Path], begun: float) -> dict[str, str]:
    """Return the list of problems that each engagement left since the batch began."""
    found = {path.name: path / ERRORS_FILE for path in engagements}
    return {
        name: f"{name}/{ERRORS_FILE}"
        for name, file in found.items()
        if file.is_file() and file.stat().st_mtime >= int(begun)
    }


def _gathered(
    pool: Executor, task: Callable[[Path], Outcome], engagements: Sequence[Path], told: Told | None
) -> tuple[Outcome, ...]:
    futures = {pool.submit(task, engagement): engagement for engagement in engagements}
    outcomes = {}
    try:
        for future in as_completed(futures):
            outcome = future.result()
            outcomes[outcome.name] = outcome
            if told:
                told(outcome)
    finally:
        for future in futures:  # interrupted: what waits is not begun
            future.cancel()
    return tuple(outcomes[engagement.name] for engagement in engagements)
