"""Says what was read of an engagement and what is wrong with its data."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cctoolkit.cli import screen
from cctoolkit.cli.spoken import spoken
from cctoolkit.engagement.opening import ERRORS_FILE, Engagement, write_problems
from cctoolkit.errors import InputError
from cctoolkit.findings.data import from_defects
from cctoolkit.report.sentences import sentence
from cctoolkit.words import Words


@contextmanager
def problems_listed(folder: Path) -> Iterator[None]:
    """Leave every problem that stops the block in the errors.csv of the engagement."""
    try:
        yield
    except InputError as error:
        if folder.is_dir() and any(problem.file for problem in error.problems):
            write_problems(error.problems, folder / ERRORS_FILE, spoken())
        raise


def tell(engagement: Engagement) -> None:
    """Print the tables with their rows, then each defect, then the words nobody explained."""
    words = spoken()
    period = engagement.settings.period
    screen.line(
        words.say(
            "{client}: {period}, input without errors",
            client=engagement.settings.client,
            period=words.period(period.first, period.last),
        )
    )
    _tables(engagement, words)
    _defects(engagement, words)
    _unclassified(engagement, words)


def _tables(engagement: Engagement, words: Words) -> None:
    for name, table in engagement.tables.items():
        screen.line(f"  {name:<18} {words.number(len(table)):>12}")


def _defects(engagement: Engagement, words: Words) -> None:
    found = [sentence(finding, words) for finding in from_defects(engagement.defects)]
    if found:
        screen.line(words.say("For the section of data quality:"))
    for item in found:
        screen.line(f"  {item.headline}. {item.detail} {item.action}")


def _unclassified(engagement: Engagement, words: Words) -> None:
    if len(engagement.unclassified):
        screen.line(words.say("Words that no vocabulary explains:"))
    for row in engagement.unclassified.to_dict("records"):
        rows = words.say_plural("{n} row", "{n} rows", int(row["n_rows"]))
        screen.line(f"  {row['column']}: {screen.shown(row['word'])} ({rows})")
