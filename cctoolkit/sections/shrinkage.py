"""Time planned and paid for in which nobody was served, without what tells of a few."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from cctoolkit.engagement.opening import Engagement
from cctoolkit.engagement.plan import version_in_use, version_published
from cctoolkit.metrics.adherence import people_of
from cctoolkit.metrics.shrinkage import CELLS, reasons_from, shrinkage_from
from cctoolkit.sections.absence import absent, too_few
from cctoolkit.sections.grade import poorest
from cctoolkit.sections.groups import PLACES, Groups, employed
from cctoolkit.sections.privacy import shown_groups
from cctoolkit.sections.section import Lack
from cctoolkit.sections.shares import Shares
from cctoolkit.sections.spread import share_spread

OTHER = "other"
HALVES = ("external", "internal", "planned", "unplanned")
KINDS = (*CELLS, "unknown", "served", *HALVES, "lost")
"""Rows of the account: the first six add up to the base, the others are sums of some of them."""
_DIMENSIONS = (*PLACES, "month")


class Lost:
    """Time lost of those whose states are known, under the version that was published.

    Attributes
    ----------
    published : str
        Version that says what was planned.
    grade : str
    """

    def __init__(self, rows: pd.DataFrame, published: str, engagement: Engagement) -> None:
        self.published, self._engagement = published, engagement
        self._every = rows
        judged = rows[rows["published_version"].eq(published) & rows["base_ms"].gt(0)]
        self.rows = judged.reset_index(drop=True)
        self.groups = Groups(self.rows, [*_DIMENSIONS, "business_day"], engagement)
        self.shares = Shares(self._measure, "lost_s", "base_s", self.groups)
        self.grade = poorest(self.rows)

    @classmethod
    def of(cls, engagement: Engagement) -> Lost | Lack:
        """Prepare the rows, or say what lacks."""
        if "shrinkage_days" not in engagement:
            lack = absent("shrinkage", engagement, "schedules", "states")
            return lack or Lack("shrinkage", "planned", ("schedules",))
        rows = employed(engagement["shrinkage_days"], engagement)
        day = rows["business_day"]
        rows = rows.assign(
            month=day - pd.to_timedelta(day.dt.day - 1, unit="D"),
            **dict.fromkeys(place for place in PLACES if place not in rows),
        )
        made = cls(rows, _published(engagement, rows), engagement)
        if made.rows.empty:
            return Lack("shrinkage", "planned", ("schedules",))
        few = made.groups.are_too_few
        return too_few("shrinkage", made.groups.minimum) if few else made

    def tables(self, lacks: list[Lack]) -> dict[str, pd.DataFrame]:
        """Return every table that there is, and add what lacks for the others."""
        lacks += self._unjudged()
        tables = {"shrinkage": self._account()}
        dimensions = {f"shrinkage_by_{place}": (place, self.shares.of_places) for place in PLACES}
        dimensions["shrinkage_by_month"] = ("month", self.shares.of_time)
        for name, (dimension, measured) in dimensions.items():
            lacks += self.groups.lacks(name, dimension)
            if self.groups.is_told(dimension):
                tables[name] = self.groups.only_shown(measured(dimension), dimension)
        tables["shrinkage_reasons"] = self._reasons()
        versions = self._versions()
        if len(versions) > 1:
            tables["shrinkage_versions"] = versions
        return tables

    def _measure(self, by: Sequence[str]) -> pd.DataFrame:
        table = shrinkage_from(self.rows, by).drop(columns="excluded_s")
        table = table.assign(served_s=table["base_s"] - table["lost_s"] - table["unknown_s"])
        counted = people_of(self.rows, by)
        return table.merge(counted, on=[*by]) if by else table.join(counted)

    def _unjudged(self) -> Iterator[Lack]:
        of_version = self._every[self._every["published_version"].eq(self.published)]
        hours = of_version["without_states_ms"].sum() / 3_600_000
        if hours:
            needs = (f"{hours:.1f}", self.published)
            yield Lack("shrinkage_agents", "without_states", needs)

    def _account(self) -> pd.DataFrame:
        """The base by kind of time, a row each, judged over days."""
        whole, days = self._measure([]).iloc[0], self._measure(["business_day"])
        rows = []
        for kind in KINDS:
            seconds = f"{kind}_s"
            limits = share_spread(days, [], seconds, "base_s", clusters=["business_day"]).iloc[0]
            rows.append({"lost_kind": kind, "lost_s": whole[seconds], "base_s": whole["base_s"]})
            rows[-1] |= {"base_share": whole[seconds] / whole["base_s"], **limits}
        counted = {name: int(whole[name]) for name in ("n_agents", "n_agent_days")}
        return pd.DataFrame(rows).assign(**counted)

    def _reasons(self) -> pd.DataFrame:
        """Time lost by kind and reason, the longest first; reasons of few are one row of a kind.

        A kind whose agents are few has only that row: its total stands in the account, where it
        counts as a figure of all who were planned, however few of them had any.
        """
        lost = self.rows[self.rows["lost_ms"].gt(0)]
        kinds = _kind(lost)
        minimum = self.groups.minimum
        is_shown = pd.Series(False, lost.index)
        for _, rows in lost.groupby(kinds):
            uses = rows[["agent_id", "reason"]].drop_duplicates()
            shown = shown_groups(uses, ["reason"], minimum=minimum)["reason"]
            is_shown |= lost.index.isin(rows.index) & lost["reason"].isin(shown)
        folded = lost.assign(reason=lost["reason"].where(is_shown, OTHER))
        table = reasons_from(folded).rename(columns={"share": "base_share"})
        people = folded.assign(lost_kind=kinds).groupby(["lost_kind", "reason"])["agent_id"]
        counted = people.nunique().rename("n_agents").reset_index()
        table = table.assign(lost_kind=_kind(table)).merge(counted, on=["lost_kind", "reason"])
        total = self.rows["base_ms"].sum() / 1000
        few = table["n_agents"] < minimum
        table = table.assign(
            base_s=total,
            base_share=table["lost_s"] / total,
            n_agents=table["n_agents"].astype("Int64").mask(few),
            lost_to=self._named(table),
        )
        ordered = table.assign(is_other=table["reason"].eq(OTHER)).sort_values(
            ["is_other", "lost_s"], ascending=[True, False], kind="stable", ignore_index=True
        )
        columns = ["lost_kind", "lost_to", "lost_s", "base_s", "base_share", "n_agents"]
        return ordered[columns]

    def _named(self, table: pd.DataFrame) -> pd.Series:
        """Give auxiliary codes their label; an activity of the plan keeps its code."""
        codes = self._engagement["aux_codes"]
        labels = dict(zip(codes["aux_code"], codes["label"], strict=True))
        is_code = table["lost_kind"].eq("internal_unplanned") & table["reason"].ne(OTHER)
        return table["reason"].map(labels).where(is_code).fillna(table["reason"])

    def _versions(self) -> pd.DataFrame:
        """The same days under each version of the plan that was kept, the published one first."""
        base = self._every[self._every["base_ms"].gt(0)]
        table = shrinkage_from(base, ["published_version"])
        first = table["published_version"].ne(self.published)
        table = table.assign(later=first).sort_values(["later", "published_version"])
        return table.drop(columns="later").reset_index(drop=True)


def _kind(rows: pd.DataFrame) -> pd.Series:
    external = rows["external"].astype(bool).map({True: "external_", False: "internal_"})
    return external + rows["planned"].astype(bool).map({True: "planned", False: "unplanned"})


def _published(engagement: Engagement, rows: pd.DataFrame) -> str:
    """Version that says what was planned; of days that were delivered ready, the first by name."""
    versions = sorted(rows["published_version"].unique())
    if "schedules" in engagement:
        for chosen in (version_published, version_in_use):
            version = chosen(engagement["schedules"], engagement.settings)
            if version in versions:
                return version
    return versions[0] if versions else ""
