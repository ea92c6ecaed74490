"""Who answered the contacts: by which queue, segment and team they may be told apart."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cctoolkit.engagement.opening import Engagement
from cctoolkit.metrics.contacts import is_handled
from cctoolkit.sections.absence import absent, hidden, unplaced
from cctoolkit.sections.privacy import shown_groups
from cctoolkit.sections.section import Lack
from cctoolkit.tables.assignment import assigned

DIMENSIONS = ("queue", "segment", "team")
_NO_NAME = ""


class AnsweredBy:
    """The groups in which what became of contacts is shown, none of fewer agents than the minimum.

    What customers did after a contact speaks of whoever answered it too. The team of a contact is
    that of its agent on the day it arrived; one that nobody answered has none.

    Parameters
    ----------
    contacts : DataFrame
        Canonical `contacts` with their local date.
    engagement : Engagement
    day : str
        Name of that column.
    """

    def __init__(self, contacts: pd.DataFrame, engagement: Engagement, *, day: str) -> None:
        self._engagement = engagement
        self._minimum = engagement.settings.minimum_group
        self.contacts = contacts.assign(team=_teams(contacts, engagement, day))
        people = self.contacts[is_handled(self.contacts)].fillna(
            {"queue": _NO_NAME, "segment": _NO_NAME}
        )
        self._people = people[["agent_id", *DIMENSIONS]].drop_duplicates()
        self._shown = shown_groups(self._people, DIMENSIONS, minimum=self._minimum)

    @property
    def told(self) -> list[str]:
        """Dimensions that part the contacts: several queues, some segment, a team to show."""
        kept = {
            "queue": len(self.contacts["queue"].unique()) > 1,
            "segment": bool(self.contacts["segment"].notna().any()),
            "team": bool(self._shown["team"]),
        }
        return [name for name, is_there in kept.items() if is_there]

    def only_shown(self, table: pd.DataFrame, dimension: str) -> pd.DataFrame:
        """Rows of the groups that may be shown; of teams, none without a name."""
        if dimension == "team":
            kept = table["team"].isin(self._shown["team"])
        else:
            kept = ~table[dimension].fillna(_NO_NAME).isin(self._hidden(dimension))
        return table[kept].reset_index(drop=True)

    def lacks(self) -> Iterator[Lack]:
        """What no table shows: segments or teams that nobody delivered, and small groups."""
        if self.contacts["segment"].isna().all():
            yield Lack("by_segment", "table_column", ("contacts", "segment"))
        if self._people["team"].isna().all():
            lack = absent("contacts_by_team", self._engagement, "assignments")
            yield lack or unplaced("contacts_by_team", self._engagement, "team")
        for dimension in self.told:
            yield from hidden(
                f"contacts_by_{dimension}", len(self._hidden(dimension)), self._minimum
            )

    def _hidden(self, dimension: str) -> set[str]:
        return {*self._people[dimension].dropna()} - {*self._shown[dimension]}


def _teams(contacts: pd.DataFrame, engagement: Engagement, day: str) -> pd.Series:
    if "assignments" not in engagement:
        return pd.Series(pd.NA, index=contacts.index, dtype="str")
    rows = contacts[["agent_id"]].assign(business_day=contacts[day])
    return assigned(rows, engagement["assignments"])["team"]
