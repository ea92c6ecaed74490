"""Handle time by queue and hour, without what a few agents can be told by."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import pandas as pd

from cctoolkit.engagement.opening import Engagement
from cctoolkit.metrics.clock import interval_of, with_clock
from cctoolkit.metrics.contacts import is_handled, is_inbound

TIMES = ("talk_s", "hold_s", "acw_s", "mean_talk_s", "mean_hold_s", "mean_acw_s", "aht_s")

FINE = ("start_at", "slot")
"""Columns of tables so fine that most of their rows are of few agents: blanks are not counted."""


class Handling:
    """Who handled the contacts of each queue and interval, as far as the contacts name agents.

    A queue's volume and level speak of customers; its handle time, of whoever answered. Where
    only sums of a queue were delivered nobody is named, and nothing can be hidden or told.
    """

    def __init__(self, engagement: Engagement) -> None:
        self._engagement = engagement
        self.n_hidden = 0

    @cached_property
    def _handled(self) -> pd.DataFrame:
        """Agent, queue, channel and clock of each contact handled."""
        settings = self._engagement.settings
        contacts = self._engagement.tables.get("contacts")
        if contacts is None or contacts.empty:
            return pd.DataFrame()
        mine = contacts[is_handled(contacts) & is_inbound(contacts)]
        when = interval_of(mine["arrived_at"], settings.zone, settings.interval_minutes)
        return with_clock(mine[["agent_id", "queue", "channel"]].join(when), settings.zone)

    def without_few(
        self, table: pd.DataFrame, by: Sequence[str], channels: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """Blank the handle times of groups of few agents, and of what would give them away.

        Groups of fewer agents than the minimum are blanked, and then the smallest others until
        the agents of all the blanked ones together are enough or none is left.

        Parameters
        ----------
        table : DataFrame
            One row per group.
        by : sequence of str
            Columns of the group; none for the whole.
        channels : sequence of str, optional
            Channels that the table is about.
        """
        rows = self._handled
        if not by or rows.empty:
            return table
        if channels is not None:
            rows = rows[rows["channel"].isin([*channels])]
        minimum = self._engagement.settings.minimum_group
        people = rows[[*by, "agent_id"]].drop_duplicates()
        n_agents = people.groupby([*by], dropna=False)["agent_id"].nunique().sort_values()
        few = [*n_agents.index[n_agents < minimum]]
        rest = [*n_agents.index[n_agents >= minimum]]
        keys = pd.MultiIndex.from_frame(people[[*by]]) if len(by) > 1 else people[by[0]]
        while few and rest and people.loc[keys.isin(few), "agent_id"].nunique() < minimum:
            few.append(rest.pop(0))
        if not few:
            return table
        if not {*by} & {*FINE}:
            self.n_hidden += len(few)
        own = pd.MultiIndex.from_frame(table[[*by]]) if len(by) > 1 else table[by[0]]
        blank = own.isin(few)
        return table.assign(**{name: table[name].mask(blank) for name in TIMES if name in table})
