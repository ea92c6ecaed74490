"""The list of problems that lies beside an engagement which cannot be opened."""

from __future__ import annotations

import csv
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cctoolkit.engagement.reading import SETTINGS_FILE
from cctoolkit.errors import InputError, Problem
from cctoolkit.tables.csvcells import plain_cell
from cctoolkit.words import Words

ERRORS_FILE = "errors.csv"
_COLUMNS = ("code", "file", "sheet", "line", "column", "found", "allowed")


@contextmanager
def problems_listed(folder: Path, words: Words) -> Iterator[None]:
    """Leave every problem that stops the block in the list of the engagement, if there is one.

    Where the list cannot be written, the error says so in one problem more.
    """
    try:
        yield
    except InputError as error:
        if not (folder / SETTINGS_FILE).is_file():
            raise
        told = _told(error.problems, folder / ERRORS_FILE, words)
        if told == error.problems:
            raise
        raise InputError(told) from error


def _told(problems: Iterable[Problem], path: Path, words: Words) -> tuple[Problem, ...]:
    """Write the list and return what there is to tell; a former refusal counts no more."""
    own = [problem for problem in problems if problem.file != path.name]
    try:
        write_problems(own, path, words)
    except OSError as refused:
        found = refused.strerror or str(refused)
        own.append(Problem("place_refused", file=path.name, found=found))
    return tuple(own)


def write_problems(problems: Iterable[Problem], path: Path, words: Words | None = None) -> None:
    """Write one line per problem: code, file, sheet, line, column, found, allowed, sentence.

    Whoever looks finds the list before or this one, whole.

    Parameters
    ----------
    problems : iterable of Problem
    path : Path
    words : Words, optional
        Language of the sentences; without it, Spanish.
    """
    said = words or Words("es")
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}.partial")
    try:
        with draft.open("w", newline="", encoding="utf-8-sig") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow([*_COLUMNS, "message"])
            for problem in problems:
                values = (getattr(problem, name) for name in _COLUMNS)
                writer.writerow([plain_cell(value) for value in (*values, said.problem(problem))])
        draft.replace(path)
    except BaseException:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise
