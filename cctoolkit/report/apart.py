"""One run in a process of its own, which may crash or hang without taking the others along.

`python -m cctoolkit.report.apart ENGAGEMENT OUTCOME [--until DATE] [--language es|en]` runs an
engagement and writes what came of it as JSON. `run_apart` starts that, waits and reads it.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from cctoolkit.engagement.reading import read_settings
from cctoolkit.errors import Problem, RunError, ToolkitError
from cctoolkit.words import Words

OUTCOME = "outcome.json"


@dataclass(frozen=True)
class Outcome:
    """What came of one engagement of a batch.

    Attributes
    ----------
    name : str
        Folder of the engagement.
    status : {"done", "invalid", "failed"}
        `invalid`: its input cannot be used; `failed`: anything else.
    seconds : float
    cause : str
        One line, when it was not done.
    report : str
        The page, relative to the folder of the batch.
    client, verdict, currency, state : str
    key_figures : tuple of (str, str)
    """

    name: str
    status: str
    seconds: float
    cause: str = ""
    report: str = ""
    client: str = ""
    verdict: str = ""
    currency: str = ""
    state: str = ""
    key_figures: tuple[tuple[str, str], ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether there is a report."""
        return self.status == "done"


def run_apart(
    engagement: Path, *, until: str = "", language: str = "", time_limit_s: float
) -> Outcome:
    """Run an engagement in a process of its own and tell what came of it; never raises.

    Parameters
    ----------
    engagement : Path
    until, language : str
        As in `run`; empty is none.
    time_limit_s : float
        After it the process and its kernel are ended.
    """
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        written = Path(place) / OUTCOME
        options = _options(until, language)
        try:
            code = _wait(_start(engagement, written, options), time_limit_s)
        except subprocess.TimeoutExpired:
            problem = Problem("batch_time_limit", found=f"{time_limit_s:g}")
            return _failed(engagement, begun, problem, language)
        if not written.is_file():
            return _failed(engagement, begun, Problem("batch_crash", found=str(code)), language)
        record = json.loads(written.read_text(encoding="utf-8"))
    figures = tuple((name, value) for name, value in record.pop("key_figures"))
    return Outcome(**record, seconds=time.perf_counter() - begun, key_figures=figures)


def main(arguments: Sequence[str]) -> int:
    """Run one engagement and write its outcome."""
    parser = argparse.ArgumentParser()
    parser.add_argument("engagement", type=Path)
    parser.add_argument("outcome", type=Path)
    parser.add_argument("--until", default="")
    parser.add_argument("--language", default="")
    chosen = parser.parse_args(arguments)
    outcome = _tried(chosen.engagement, chosen.until, chosen.language)
    record = asdict(outcome)
    del record["seconds"]
    draft = chosen.outcome.with_suffix(".draft")
    draft.write_text(json.dumps(record), encoding="utf-8")
    draft.rename(chosen.outcome)
    return 0


def _tried(engagement: Path, until: str, language: str) -> Outcome:
    from cctoolkit.report.page import until_date
    from cctoolkit.report.run import run

    try:
        result = run(engagement, until=until_date(until), language=language or None)
    except ToolkitError as error:
        status = "failed" if isinstance(error, RunError) else "invalid"
        return Outcome(engagement.name, status, 0, cause=_cause(error, language))
    except Exception as error:
        traceback.print_exc()
        problem = Problem("batch_internal", found=f"{type(error).__name__}: {error}")
        return Outcome(engagement.name, "failed", 0, cause=_said(problem, language))
    return Outcome(
        name=engagement.name,
        status="done",
        seconds=0,
        report=result.report.relative_to(engagement.resolve().parent).as_posix(),
        client=read_settings(engagement).client,
        verdict=result.verdict,
        currency=result.currency,
        state=result.state,
        key_figures=result.key_figures,
    )


def _cause(error: ToolkitError, language: str) -> str:
    """Return the first problem, and how many more there are."""
    first, n_more = _said(error.problems[0], language), len(error.problems) - 1
    if not n_more:
        return first
    words = Words(language or "es")
    return f"{first} {words.say_plural('(and {n} more)', '(and {n} more)', n_more)}"


def _said(problem: Problem, language: str) -> str:
    return Words(language or "es").problem(problem)


def _options(until: str, language: str) -> list[str]:
    options = [
        *(("--until", until) if until else ()),
        *(("--language", language) if language else ()),
    ]
    return list(options)


def _start(engagement: Path, written: Path, options: Sequence[str]) -> subprocess.Popen:
    """Start the process as head of a group, so that it can be ended with all its children."""
    command = [sys.executable, "-m", "cctoolkit.report.apart", str(engagement), str(written)]
    return subprocess.Popen(
        [*command, *options],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _wait(process: subprocess.Popen, time_limit_s: float) -> int:
    try:
        return process.wait(time_limit_s)
    except BaseException:
        _end(process)
        raise


def _end(process: subprocess.Popen) -> None:
    """End a process and its group; its kernel ends by itself once nobody is above it."""
    with suppress(ProcessLookupError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()


def _failed(engagement: Path, begun: float, problem: Problem, language: str) -> Outcome:
    seconds = time.perf_counter() - begun
    return Outcome(engagement.name, "failed", seconds, cause=_said(problem, language))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
