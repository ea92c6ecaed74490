"""Where the command begins and ends: language, errors as messages, exit codes."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from cctoolkit.cli.screen import shown
from cctoolkit.cli.spoken import UsageError, chosen_language, speaking, usage_problem
from cctoolkit.errors import InputError, Problem, RunError, ToolkitError
from cctoolkit.words import Words
from cctoolkit.words.voice import capitalised

PROGRAM = "cctoolkit"
DEBUG = "--debug"
INTERRUPTED = 130
_LIST = "errors.csv"
_N_KINDS = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    0 all went well; 1 something failed inside; 2 the input, or a place to write, cannot be used;
    3 some of a batch failed. With `--debug` the traceback is shown, otherwise one line and the
    place of the log.
    """
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    debug = DEBUG in arguments
    arguments = [argument for argument in arguments if argument != DEBUG]
    with speaking(chosen_language(arguments, os.environ)) as words:
        try:
            return _called(arguments)
        except ToolkitError as error:
            if debug:
                traceback.print_exc()
            _say_problems(error, words)
            return error.exit_code
        except KeyboardInterrupt:
            _say(words.say("Interrupted; nothing was published."))
            return INTERRUPTED
        except Exception as error:
            if debug:
                traceback.print_exc()
            if isinstance(error, OSError) and error.filename is not None:
                _say_problems(InputError(_no_place(error)), words)
                return InputError.exit_code
            _say_problems(RunError(_internal(error)), words)
            return RunError.exit_code


def _called(arguments: list[str]) -> int:
    from cctoolkit.cli.app import app

    try:
        code = app(arguments, prog_name=PROGRAM, standalone_mode=False)
    except UsageError as error:
        command = " ".join([PROGRAM, *arguments[:1]])
        raise InputError(usage_problem(error, command)) from error
    return code if isinstance(code, int) else 0


def _say_problems(error: ToolkitError, words: Words) -> None:
    has_place = any(problem.file for problem in error.problems)
    for line in words.problems(error.problems, limit=_n_shown(error), listing=_LIST):
        _say(line if has_place else capitalised(line))
    if len(error.problems) > 1:
        _say(words.say_plural("{n} problem.", "{n} problems.", len(error.problems)))


def _n_shown(error: ToolkitError) -> int:
    """How many kinds of problem are told: all of them where no list could be written."""
    is_listed = all(problem.file != _LIST for problem in error.problems)
    return _N_KINDS if is_listed else len(error.problems)


def _no_place(error: OSError) -> Problem:
    """A file or folder that the system refuses: full disk, no permission, open elsewhere."""
    return Problem("place_refused", file=str(error.filename), found=error.strerror or str(error))


def _internal(error: Exception) -> Problem:
    """Leave the traceback in a log and return the line that tells where."""
    text = traceback.format_exc()
    for folder in (_log_folder(), Path.cwd()):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            log = folder / "cctoolkit-error.log"
            log.write_text(text, encoding="utf-8")
        except OSError:
            continue
        return Problem("internal", found=type(error).__name__, values={"log": str(log)})
    return Problem("internal", found=type(error).__name__, values={"log": "–"})


def _log_folder() -> Path:
    import platformdirs

    return Path(platformdirs.user_log_dir(PROGRAM))


def _say(line: str) -> None:
    print(shown(line), file=sys.stderr)
