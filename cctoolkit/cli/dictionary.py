"""The data dictionary as Markdown: canonical tables, their columns, and the glossary."""

from __future__ import annotations

from collections.abc import Iterator

from cctoolkit.errors import N_
from cctoolkit.tables.catalogue import TABLES, Column, Kind, Table
from cctoolkit.words import TERMS, Words
from cctoolkit.words.voice import capitalised

KINDS = {
    Kind.ID: N_("identifier, as text"),
    Kind.PERSON: N_("pseudonym of a person"),
    Kind.CODE: N_("code of a closed list"),
    Kind.TEXT: N_("text"),
    Kind.INSTANT: N_("instant, UTC"),
    Kind.DATE: N_("date"),
    Kind.DURATION: N_("duration, whole milliseconds"),
    Kind.COUNT: N_("count"),
    Kind.SHARE: N_("share, 0 to 1"),
    Kind.NUMBER: N_("number"),
    Kind.DECIMAL: N_("decimal, exact"),
    Kind.FLAG: N_("yes or no"),
}


def text(words: Words) -> str:
    """Return the whole dictionary."""
    return "\n".join([*_tables(words), *_glossary(words)])


def _tables(words: Words) -> Iterator[str]:
    yield f"# {words.say('Tables')}"
    for table in TABLES:
        yield from _table(table, words)


def _table(table: Table, words: Words) -> Iterator[str]:
    grain = words.say("One row per {grain}.", grain=words.say(table.grain))
    key = ", ".join(f"`{name}`" for name in table.key)
    yield f"\n## `{table.name}`\n\n{grain} {words.say('Key:')} {key}.\n"
    heads = [words.say("column"), words.say("holds"), words.say("needed"), words.say("meaning")]
    yield _row(heads)
    yield _row(["---"] * 4)
    for column in table.columns:
        yield _row(_column(column, words))


def _column(column: Column, words: Words) -> list[str]:
    holds = words.say(KINDS[column.kind])
    if column.allowed:
        holds += ": " + ", ".join(f"`{code}`" for code in column.allowed)
    needed = words.say("yes") if column.required and column.default is None else ""
    return [f"`{column.name}`", holds, needed, words.say(column.meaning)]


def _glossary(words: Words) -> Iterator[str]:
    yield f"\n# {words.say('Glossary')}\n"
    named = [(words.term(term.key), term) for term in TERMS]
    for name, term in sorted(named, key=lambda pair: pair[0].casefold()):
        also = f" ({words.say(term.also)})" if term.also else ""
        yield f"- **{capitalised(name)}**{also}: {words.definition(term.key)}"


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
