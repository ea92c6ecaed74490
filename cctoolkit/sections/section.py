"""What every section hands over: ready tables, key figures, findings, and what it lacked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import pandas as pd

from cctoolkit.findings import Finding, KeyFigure

_NOTHING: Mapping = MappingProxyType({})


@dataclass(frozen=True)
class Lack:
    """Something that could not be evaluated and what would allow it.

    `what` is a code of the section or of one of its parts. `reason` tells what `needs` holds:
    tables that were not delivered ("table", or "assignment" where agents need a place), or were
    with nothing in the period ("empty", "connection", "unmatched"); a table and the column that it
    comes without ("table_column"); columns ("column"); the grain wanted ("grain"); how many groups
    are hidden and the fewest agents of one ("people"); channels ("channels"); contacts
    ("coverage"); seconds that were not exported ("short", "threshold");
    a setting ("setting"); how many groups have no others to be held against ("alone");
    how many contacts or agents are left out ("channels_mixed",
    "log_missing", "unlogged"); the share of contacts whose
    customer is known and the least that is needed ("identified"); days of a window that the data
    don't hold ("window"); answers off the scale ("scale"); a table
    and the others that would do together ("either"); a table without any planned time ("planned");
    hours planned for agents without states, with the version of the plan where it is the published
    one and of paid work only ("without_states"); what opens the annex of agents
    ("annex_view", "annex_people", "annex_informed", "annex_deleted"); agents, and the fewest
    agents and days to judge by ("unjudged").
    """

    what: str
    reason: str
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """One subject, evaluated.

    Attributes
    ----------
    name : str
    tables : mapping of str to DataFrame
        Ready to show: one row per group, ratios beside their parts. Small groups are gone.
    key_figures : tuple of KeyFigure
    findings : tuple of Finding
        Most serious first.
    lacks : tuple of Lack
        What was left out and why; a section without any table has only these.
    grade : str
        Poorest evidence of what was computed; what a party states is apart.
    grades : mapping of str to str
        Evidence grade of each table.
    choices : mapping of str to value
        Choices that somebody could dispute, as they were made: thresholds, bases, targets.
    """

    name: str
    tables: Mapping[str, pd.DataFrame] = field(default_factory=lambda: _NOTHING)
    key_figures: tuple[KeyFigure, ...] = ()
    findings: tuple[Finding, ...] = ()
    lacks: tuple[Lack, ...] = ()
    grade: str = ""
    grades: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    choices: Mapping[str, float | str | bool | None] = field(default_factory=lambda: _NOTHING)

    @property
    def is_available(self) -> bool:
        """Whether the section has anything to show."""
        return bool(self.tables)
