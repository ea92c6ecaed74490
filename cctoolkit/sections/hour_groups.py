"""The steps of enough people: which groups and months of each may be shown, and whom they share."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import pandas as pd

from cctoolkit.engagement.opening import Engagement
from cctoolkit.metrics import hours as metrics
from cctoolkit.sections.absence import hidden
from cctoolkit.sections.groups import Groups
from cctoolkit.sections.hour_steps import DIMENSIONS, months_of, steps_of
from cctoolkit.sections.section import Lack

STATED_STEPS = ("billed", "paid")
"""Steps of whole months, which an invoice or a payroll states."""


class HourSteps:
    """Hours of every step that rests on enough agents, by agent, place and month."""

    def __init__(self, engagement: Engagement) -> None:
        self._engagement, self.minimum = engagement, engagement.settings.minimum_group
        every, self.lacks = steps_of(engagement)
        groups = {name: Groups(rows, DIMENSIONS, engagement) for name, rows in every.items()}
        self._groups = {name: each for name, each in groups.items() if not each.are_too_few}
        self.rows = {name: every[name] for name in self._groups}
        self.lacks += hidden("hours_steps", len(every) - len(self.rows), self.minimum)

    def __contains__(self, name: str) -> bool:
        return name in self.rows

    def __len__(self) -> int:
        return len(self.rows)

    def have(self, *names: str) -> bool:
        """Whether all these steps are there."""
        return all(name in self for name in names)

    def waterfall(
        self, *, billed_h: float | None, billed_months: set[pd.Timestamp]
    ) -> pd.DataFrame:
        """The steps in their order; hours of common agents only where no few agents are told.

        A step of other months than the one before has no change, and one of other months than the
        first no share of it. Hours paid and billed have neither where the period cuts a month.
        """
        table = metrics.waterfall(self.rows, billed_h=billed_h)
        table = self._held_against_the_like(table, billed_months)
        n_outside = table["n_agents"] - len(self.common)
        told = n_outside.eq(0) | n_outside.ge(self.minimum)
        if len(self.common) < self.minimum:
            told = told & False
        return table.assign(common_h=table["common_h"].where(told.fillna(False).astype(bool)))

    @cached_property
    def common(self) -> set[str]:
        """Agents of whom every step speaks."""
        sets = [set(rows["agent_id"]) for rows in self.rows.values()]
        return set.intersection(*sets) if sets else set()

    @cached_property
    def everybody(self) -> set[str]:
        """Agents of whom some step speaks."""
        return {agent for rows in self.rows.values() for agent in rows["agent_id"]}

    def by(self, dimension: str) -> pd.DataFrame:
        """Hours of every step by group, a column per step; what may not be shown is missing."""
        parts = []
        for name, rows in self.rows.items():
            sums = rows.groupby(dimension)["ms"].sum() / metrics.HOUR_MS
            kept = sums[sums.index.isin(self._groups[name].shown[dimension])]
            parts.append(kept.astype("float64").rename(f"{name}_h"))
        if not parts:
            return pd.DataFrame({dimension: []})
        table = pd.concat(parts, axis=1).sort_index()
        return table.rename_axis(dimension).reset_index()

    def n_hidden(self, dimension: str) -> int:
        """How many groups of some step are not shown."""
        hidden_groups = {
            group
            for name, rows in self.rows.items()
            for group in set(rows[dimension].dropna()) - set(self._groups[name].shown[dimension])
        }
        return len(hidden_groups)

    def are_placed(self, dimension: str) -> bool:
        """Whether any row of any step has a place of that kind."""
        return any(rows[dimension].notna().any() for rows in self.rows.values())

    def common_months(self, *names: str) -> list[pd.Timestamp]:
        """Months that may be shown of each of these steps."""
        shown = [set(self._groups[name].shown["month"]) for name in names if name in self]
        return sorted(set.intersection(*shown)) if shown else []

    def whole_months(self, *names: str) -> list[pd.Timestamp]:
        """Those of them that lie in the period whole."""
        whole = {first for first, _, is_whole in months_of(self._engagement) if is_whole}
        return [month for month in self.common_months(*names) if month in whole]

    def of_months(self, name: str, months: list[pd.Timestamp]) -> pd.DataFrame:
        """Rows of a step in some months."""
        return self.rows[name][self.rows[name]["month"].isin(months)]

    def coverage(self, billed_months: set[pd.Timestamp]) -> Iterator[Lack]:
        """Say that the steps speak of different people, of other months, or of parts of one."""
        if len(self.common) < len(self.everybody):
            counts = (str(len(self.common)), str(len(self.everybody)))
            yield Lack("hours_people", "agents", counts)
        cut = self._cut_months
        if cut and ("paid" in self or billed_months):
            yield Lack("hours_months", "part", tuple(f"{month:%Y-%m}-01" for month in cut))
        short = self._short_of_months(billed_months)
        if short:
            yield Lack("hours_months", "uneven", short)

    def _held_against_the_like(
        self, table: pd.DataFrame, billed_months: set[pd.Timestamp]
    ) -> pd.DataFrame:
        of_step = self._months(billed_months)
        if self._cut_months:
            of_step |= dict.fromkeys(STATED_STEPS)
        months = table["step"].map(of_step)
        pairs = zip(months, months.shift(), strict=True)
        is_like_before = [left is not None and left == right for left, right in pairs]
        is_like_first = [each is not None and each == months.iloc[0] for each in months]
        return table.assign(
            change_h=table["change_h"].where(is_like_before),
            share_of_first=table["share_of_first"].where(is_like_first),
        )

    @property
    def _cut_months(self) -> list[pd.Timestamp]:
        """Months of which the period holds only a part."""
        return [first for first, _, is_whole in months_of(self._engagement) if not is_whole]

    def _months(self, billed_months: set[pd.Timestamp]) -> dict[str, set[pd.Timestamp] | None]:
        """Months of which each step has hours."""
        months = {name: set(rows["month"].dropna()) for name, rows in self.rows.items()}
        return months | ({"billed": billed_months} if billed_months else {})

    def _short_of_months(self, billed_months: set[pd.Timestamp]) -> tuple[str, ...]:
        """Steps without some month that another has."""
        months = self._months(billed_months)
        every = set().union(*months.values())
        return tuple(name for name in metrics.STEPS if name in months and months[name] < every)


def of_both(
    left: pd.DataFrame, right: pd.DataFrame, minimum: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Keep the agents of both tables, unless leaving out so few would tell of them."""
    both = set(left["agent_id"]) & set(right["agent_id"])
    outside = [each["agent_id"].nunique() - len(both) for each in (left, right)]
    if len(both) < minimum or any(0 < n < minimum for n in outside):
        return left, right
    return tuple(each[each["agent_id"].isin(both)] for each in (left, right))
