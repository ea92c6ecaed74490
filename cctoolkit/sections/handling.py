"""Handle time by queue and hour, without what a few agents can be told by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import pandas as pd

from cctoolkit.engagement.opening import Engagement
from cctoolkit.metrics.clock import interval_of, with_clock
from cctoolkit.metrics.contacts import is_handled, is_inbound
from cctoolkit.sections.privacy import shown_groups, shown_parts
from cctoolkit.tables.catalogue import CATALOGUE
from cctoolkit.tables.frames import empty

TIMES = ("talk_s", "hold_s", "acw_s", "mean_talk_s", "mean_hold_s", "mean_acw_s", "aht_s")

COARSE = {
    "by_channel": ("channel",),
    "by_queue": ("queue", "channel"),
    "by_month": ("month",),
    "by_day": ("business_day",),
    "by_hour": ("hour",),
}
"""Tables whose groups are shown beside each other, and what their rows are groups of."""
WEEK = ("weekday", "slot")
INTERVALS = ("start_at", "queue", "channel")
_INSIDE = {WEEK: (("hour",),), INTERVALS: (*COARSE.values(), WEEK)}
"""Tables so fine that most of their rows are of few agents, and the groups that each lies in."""


class Handling:
    """Who handled the contacts of each queue and interval, as far as the contacts name agents.

    A queue's volume and level speak of customers; its handle time, of whoever answered. Where
    only sums of a queue were delivered nobody is named, and nothing can be hidden or told.

    Parameters
    ----------
    engagement : Engagement
    channels : sequence of str
        Those that the tables without a channel are about. The others have their queues only, and
        no contact in common with them: what is made of one part tells nothing of the other.
    """

    def __init__(self, engagement: Engagement, channels: Sequence[str]) -> None:
        rows = _handled(engagement)
        is_judged = rows["channel"].isin([*channels])
        minimum = engagement.settings.minimum_group
        self._judged, self._others = (
            _Handled(rows[each], minimum) for each in (is_judged, ~is_judged)
        )

    def without_few(self, table: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
        """Blank the handle times of groups of few agents, and of what would give them away.

        Parameters
        ----------
        table : DataFrame
            One row per group.
        by : sequence of str
            Columns of the group, as those of `COARSE`, `WEEK` or `INTERVALS`; none for the whole.
        """
        if not by:
            blank = pd.Series(self._judged.is_few, table.index)
        else:
            hidden = pd.MultiIndex.from_frame(self._hidden(tuple(by)))
            blank = pd.MultiIndex.from_frame(table[[*by]]).isin(hidden)
        return table.assign(**{name: table[name].mask(blank) for name in TIMES if name in table})

    def n_hidden(self, by: Sequence[str]) -> int:
        """How many groups have no handle time."""
        return len(self._hidden(tuple(by)))

    def _hidden(self, by: tuple[str, ...]) -> pd.DataFrame:
        parts = [self._judged, self._others] if "channel" in by else [self._judged]
        return pd.concat([part.hidden(by) for part in parts], ignore_index=True)


class _Handled:
    """Agents, queues, channels and clock of contacts handled, and which groups are hidden."""

    def __init__(self, rows: pd.DataFrame, minimum: int) -> None:
        self._rows, self._minimum = rows, minimum
        tables = {*COARSE.values(), *_INSIDE}
        self._group = {by: rows.groupby([*by]).ngroup() for by in tables}

    @property
    def is_few(self) -> bool:
        """Whether those who handled anything are too few."""
        return 0 < self._rows["agent_id"].nunique() < self._minimum

    def hidden(self, by: tuple[str, ...]) -> pd.DataFrame:
        """Groups that are not shown, by the columns of their table."""
        shown = self._shown_inside(by) if by in _INSIDE else self._shown[by]
        return self._rows.loc[~self._group[by].isin(shown), [*by]].dropna().drop_duplicates()

    @cached_property
    def _shown(self) -> dict[tuple[str, ...], list]:
        shown = shown_groups(self._people(COARSE), [*COARSE], minimum=self._minimum)
        return {by: shown[name] for name, by in COARSE.items()}

    def _shown_inside(self, by: tuple[str, ...]) -> list:
        wholes = {str(k): whole for k, whole in enumerate(_INSIDE[by])}
        people = self._people({"part": by} | wholes)
        return shown_parts(people, "part", [*wholes], minimum=self._minimum)

    def _people(self, names: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
        groups = {name: self._group[by] for name, by in names.items()}
        return self._rows[["agent_id"]].assign(**groups).drop_duplicates()


def _handled(engagement: Engagement) -> pd.DataFrame:
    """Agent, queue, channel and clock of each contact handled."""
    settings = engagement.settings
    contacts = engagement.tables.get("contacts", empty(CATALOGUE["contacts"]))
    mine = contacts[is_handled(contacts) & is_inbound(contacts)]
    when = interval_of(mine["arrived_at"], settings.zone, settings.interval_minutes)
    return with_clock(mine[["agent_id", "queue", "channel"]].join(when), settings.zone)
