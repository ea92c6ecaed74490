"""An engagement in a few lines, for whoever prints it in a notebook: nothing is read for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from textwrap import wrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cctoolkit.engagement.opening import Engagement

WIDTH = 88
TIED = "\N{NO-BREAK SPACE}"


def described(engagement: Engagement) -> str:
    """Return parties, period and tables; defects only if somebody has asked for them already."""
    settings = engagement.settings
    lines = [
        f"Engagement: {settings.client}, {settings.provider}",
        f"  {settings.period.first} to {settings.period.last}, {settings.zone}",
        *_tables(engagement),
    ]
    if "defects" in vars(engagement):
        lines.append(f"  defects of the data: {len(engagement.defects):,}")
    return "\n".join(lines)


def _tables(engagement: Engagement) -> Iterator[str]:
    """Yield the tables with their rows; a Parquet file that nobody read tells only its length."""
    tables = engagement.tables
    count = getattr(tables, "n_rows", lambda name: len(tables[name]))
    yield f"  {len(tables)} tables, with their rows (before the cut to the period, until read):"
    listed = ", ".join(f"{name}{TIED}{count(name):,}" for name in tables)
    for line in wrap(listed, WIDTH, initial_indent="    ", subsequent_indent="    "):
        yield line.replace(TIED, " ")


def nearest_first(name: str, tables: Iterable[str]) -> list[str]:
    """Return the names of tables, those most like a name first.

    Examples
    --------
    >>> nearest_first("contact", ["agents", "states", "contacts"])
    ['contacts', 'states', 'agents']
    """
    return sorted(tables, key=lambda table: -SequenceMatcher(None, name, table).ratio())
