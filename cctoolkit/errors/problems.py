"""One thing that is wrong, and the errors that carry many of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from cctoolkit.errors.worded import SENTENCES


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: what, where, what was found, what is allowed.

    Parameters
    ----------
    code : str
        Key of `SENTENCES`.
    file : str, optional
        File as the user named it, relative to the engagement.
    sheet, line, column : optional
        Place inside the file; `line` as a spreadsheet shows it (the first line is 1).
    found : str, optional
        The value met.
    allowed : str, optional
        The values that would have been accepted.
    values : mapping, optional
        Whatever else the sentence names.
    """

    code: str
    file: str | None = None
    sheet: str | None = None
    line: int | None = None
    column: str | None = None
    found: str | None = None
    allowed: str | None = None
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        if self.code not in SENTENCES:
            raise KeyError(f"no sentence for problem code {self.code!r}")

    def __str__(self) -> str:
        what, remedy = SENTENCES[self.code]
        sentences = " ".join(fill(part, self) for part in (what, remedy) if part)
        place = self.place()
        return f"{place}: {sentences}" if place else sentences

    def place(self, sheet: str = "sheet", line: str = "line", column: str = "column") -> str:
        """Return where the problem is, with the given words for sheet, line and column."""
        parts = (
            self.file,
            self.sheet is not None and f'{sheet} "{self.sheet}"',
            self.line is not None and f"{line} {self.line}",
            self.column is not None and f'{column} "{self.column}"',
        )
        return ", ".join(str(part) for part in parts if part)


def fill(template: str, problem: Problem) -> str:
    """Put a problem's values into a sentence template."""
    return template.format(
        found="" if problem.found is None else problem.found,
        allowed="" if problem.allowed is None else problem.allowed,
        **{"file": problem.file, "column": problem.column, **problem.values},
    )


def grouped(problems: Iterable[Problem]) -> list[tuple[Problem, int]]:
    """Return the first problem of each kind and place, and how many are like it.

    A place is file, sheet and column; in engagement.yml every setting is one.
    """
    seen: dict[tuple, Problem] = {}
    counts: Counter[tuple] = Counter()
    for problem in problems:
        setting = problem.values.get("setting")
        key = (problem.code, problem.file, problem.sheet, problem.column, setting)
        seen.setdefault(key, problem)
        counts[key] += 1
    return [(problem, counts[key]) for key, problem in seen.items()]


class ToolkitError(Exception):
    """Root of the errors that end a command with a message instead of a traceback."""

    exit_code = 1

    def __init__(self, problems: Iterable[Problem] | Problem) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self):
        return type(self), (self.problems,)


class InputError(ToolkitError):
    """Files, settings or parameters that cannot be used as they are; nothing was written."""

    exit_code = 2


class RunError(ToolkitError):
    """A run that failed half-way; nothing was published."""

    exit_code = 1
