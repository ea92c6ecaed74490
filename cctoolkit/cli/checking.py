"""Says what was read of an engagement and what is wrong with its data."""

from __future__ import annotations

from cctoolkit.cli import screen
from cctoolkit.cli.spoken import spoken
from cctoolkit.engagement.opening import Engagement
from cctoolkit.findings.data import from_defects
from cctoolkit.report.sentences import sentence
from cctoolkit.words import Words


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
