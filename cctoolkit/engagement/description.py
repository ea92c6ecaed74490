"""An engagement in a few lines, for whoever prints it in a notebook: nothing is read for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cctoolkit.engagement.opening import Engagement


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
    """Yield a line for each table; a Parquet file that nobody read yet tells only its length."""
    tables = engagement.tables
    count = getattr(tables, "n_rows", lambda name: len(tables[name]))
    yield f"  {len(tables)} tables:"
    for name in tables:
        yield f"    {name:<18} {count(name):>12,} rows"


def nearest_first(name: str, tables: Iterable[str]) -> list[str]:
    """Return the names of tables, those most like a name first.

    Examples
    --------
    >>> nearest_first("contact", ["agents", "states", "contacts"])
    ['contacts', 'states', 'agents']
    """
    return sorted(tables, key=lambda table: -SequenceMatcher(None, name, table).ratio())
