"""A share of the agents' time by group, each value with the margin that its clusters give it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

import pandas as pd

from cctoolkit.sections.groups import PLACES, Groups
from cctoolkit.sections.spread import CONFIDENCE, adjusted, beside, share_spread
from cctoolkit.stats import MIN_CLUSTERS

_DAY, _AGENT = "business_day", "agent_id"
_OVER = {"month": [_DAY], _DAY: [_AGENT]}
"""What a share of a time is judged over: what its lines have several of."""


class Shares:
    """One measure of a section, by whatever group, with its intervals.

    Parameters
    ----------
    measure : callable
        Columns of a group to a row per group: both sums, their ratio, and what stands beside it.
    numerator, denominator : str
        Columns of the sums.
    groups : Groups
        How many groups are compared, shown or not.
    """

    def __init__(
        self,
        measure: Callable[[Sequence[str]], pd.DataFrame],
        numerator: str,
        denominator: str,
        groups: Groups,
    ) -> None:
        self._measure, self._groups = measure, groups
        self._sides = (numerator, denominator)

    def whole(self) -> pd.DataFrame:
        """All the agents, judged over days."""
        return self._by([], [_DAY])

    def of_time(self, time: str) -> pd.DataFrame:
        """By month, judged over days, or by day, judged over agents."""
        return self._by([time], _OVER[time])

    def of_places(self, place: str) -> pd.DataFrame:
        """By team, site or shift, judged over agents and days at once.

        `surely_high` is the upper limit at a confidence that allows for comparing all the groups,
        hidden ones too. With too few days to see how days differ, `low` and `high` are judged over
        agents alone and nothing is sure.
        """
        both = [_AGENT, _DAY]
        has_days = self._groups.people[_DAY].nunique() >= MIN_CLUSTERS
        table = self._by([place], both if has_days else both[:1])
        confidence = adjusted(self._groups.n_named(place), sides=1)
        sure = self._limits([place], both, confidence).rename(columns={"high": "surely_high"})
        return table.merge(sure[[place, "surely_high"]], on=place)

    def _by(self, by: list[str], clusters: list[str]) -> pd.DataFrame:
        return beside(self._measure(by), self._limits(by, clusters, CONFIDENCE), by)

    def _limits(self, by: list[str], clusters: list[str], confidence: float) -> pd.DataFrame:
        return share_spread(self._cells, by, *self._sides, clusters=clusters, confidence=confidence)

    @cached_property
    def _cells(self) -> pd.DataFrame:
        """Both sums of each agent's day, in each place."""
        return self._measure([*PLACES, "month", _DAY, _AGENT])
