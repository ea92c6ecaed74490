"""Groups of agents by place and time: which may be shown, and why the others are not."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import pandas as pd

from cctoolkit.engagement.opening import Engagement
from cctoolkit.sections.absence import hidden, unplaced
from cctoolkit.sections.grade import carries
from cctoolkit.sections.privacy import shown_groups
from cctoolkit.sections.section import Lack
from cctoolkit.tables.employment import is_outside_employment

PLACES = ("team", "site", "shift")
TIMES = ("month", "business_day", "hour")


class Groups:
    """The groups of every dimension in which a section shows its agents.

    Parameters
    ----------
    rows : DataFrame
        `agent_id` and a column per dimension, as fine as the figures are made from them.
    dimensions : sequence of str
        Most important first, as `privacy.shown_groups` takes them.
    engagement : Engagement
        Knows the fewest agents of a group, and why a place is in no row.
    """

    def __init__(
        self, rows: pd.DataFrame, dimensions: Sequence[str], engagement: Engagement
    ) -> None:
        self.people = rows[["agent_id", *dimensions]].drop_duplicates()
        self.minimum = engagement.settings.minimum_group
        self.dimensions, self._engagement = tuple(dimensions), engagement

    @property
    def are_too_few(self) -> bool:
        """Whether all the agents together are fewer than a group must have."""
        return self.people["agent_id"].nunique() < self.minimum

    @cached_property
    def shown(self) -> dict[str, list]:
        """Groups that may be shown, of all the dimensions beside each other."""
        return shown_groups(self.people, self.dimensions, minimum=self.minimum)

    def n_named(self, dimension: str) -> int:
        """How many groups there are, shown or not."""
        return self.people[dimension].nunique()

    def n_hidden(self, dimension: str) -> int:
        """How many groups are not shown."""
        return self.n_named(dimension) - len(self.shown[dimension])

    def only_shown(self, table: pd.DataFrame, dimension: str) -> pd.DataFrame:
        """Rows of the groups that may be shown."""
        return table[table[dimension].isin(self.shown[dimension])].reset_index(drop=True)

    def is_told(self, dimension: str) -> bool:
        """Whether a table of the dimension has anything to show."""
        return self._is_known(dimension) and bool(self.shown[dimension])

    def lacks(self, what: str, dimension: str) -> tuple[Lack, ...]:
        """What a table of the dimension leaves out: everything, its small groups or nothing."""
        if self._is_known(dimension):
            return hidden(what, self.n_hidden(dimension), self.minimum)
        if dimension in PLACES:
            return (unplaced(what, self._engagement, dimension),)
        return (Lack(what, "grain", (dimension,)),)

    def _is_known(self, dimension: str) -> bool:
        """Some agents may have no place; a row without its time belongs in some line."""
        if dimension in PLACES:
            return self.n_named(dimension) > 0
        return carries(self.people, dimension)


def employed(rows: pd.DataFrame, engagement: Engagement) -> pd.DataFrame:
    """Leave out rows outside every employment: a defect of the data, told there."""
    if "agents" not in engagement:
        return rows
    return rows[~is_outside_employment(rows, engagement["agents"])]


def with_places(rows: pd.DataFrame) -> pd.DataFrame:
    """Add the places that no assignment gave to the rows: nobody has one."""
    return rows.assign(**dict.fromkeys(place for place in PLACES if place not in rows))
