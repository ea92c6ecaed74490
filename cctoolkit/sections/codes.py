"""What auxiliary time consists of: by code, by hour and by shift, without small groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from cctoolkit.metrics import adherence as metrics
from cctoolkit.sections.groups import PLACES
from cctoolkit.sections.privacy import groups_beside, masked, shown_cells, shown_groups
from cctoolkit.sections.spread import CONFIDENCE, adjusted, share_spread

OTHER = "other"
"""The row of codes that are not shown one by one; its label is worded where it is shown."""

_CLUSTERS = ("agent_id", "business_day")


@dataclass(frozen=True)
class Codes:
    """Auxiliary time of an engagement, and which groups its other tables show.

    Attributes
    ----------
    agents, aux, codes : DataFrame
        `agent_intervals` and `aux_intervals` with groups and clock, and `aux_codes`.
    shown : mapping of str to list
        Groups that may be shown of each dimension.
    minimum : int
        Fewest agents of a group; in a table of codes, fewest agents with time in the code.
    told : tuple of str
        Codes whose time another section tells: of enough agents, they can hide no other code.
    """

    agents: pd.DataFrame
    aux: pd.DataFrame
    codes: pd.DataFrame
    shown: Mapping[str, list]
    minimum: int
    told: tuple[str, ...] = ()

    def tables(self) -> dict[str, pd.DataFrame]:
        """Auxiliary time by code, and by code and hour, and by code and shift.

        A code with time of fewer agents than the minimum is folded into the row `other`, and so
        are the next smallest until `other` holds as many and nothing can be had by subtraction,
        neither from the codes of a team, a site or a shift. By hour and by shift the same is done
        in each column. A code that the engagement itself calls `other` is always folded. Shares
        still add up to the whole auxiliary share.

        Hours give way to shifts: each code's hours, and what a shift or a code leaves unshown, are
        held against the table by shift. Not guaranteed: what sums of several codes, hours and
        shifts at once may tell. A total of auxiliary time or of mandatory rest of a team, a shift
        or a day counts as a figure of all who were connected, however few of them had any.
        """
        if self._uses["agent_id"].nunique() < self.minimum:
            return {}
        tables = {"aux": self._by_code()}
        for column, cells in (("hour", self._by_hour), ("shift", self._by_shift)):
            if cells.any():
                tables[f"aux_by_{column}"] = self._folded(column, cells)
        if "aux_by_shift" in tables:
            tables["aux_by_shift"] = tables["aux_by_shift"].merge(
                self._against_others(), on=["shift", "aux_code"], how="left"
            )
        return tables

    def n_used(self, column: str) -> int:
        """How many hours or shifts have time in some code, shown or not."""
        return self._uses[column].nunique()

    @cached_property
    def _uses(self) -> pd.DataFrame:
        """Who has time in which code, in which groups and at what hour."""
        by = [*PLACES, "hour", "agent_id"]
        table = metrics.aux_breakdown(self.agents, self.aux, self.codes, by)
        return table.loc[table["aux_s"] > 0, [*by, "aux_code"]]

    @cached_property
    def _kept(self) -> list[str]:
        """Codes that are shown one by one."""
        groups = {name: self.shown[name] for name in PLACES}
        n_agents = self._uses.groupby("aux_code")["agent_id"].nunique()
        told = {code for code in self.told if n_agents.get(code, 0) >= self.minimum} - {OTHER}
        is_told = self._uses["aux_code"].isin(told)
        uses = masked(self._uses[~is_told], groups)
        uses["aux_code"] = uses["aux_code"].where(uses["aux_code"] != OTHER)
        kept = shown_groups(uses, [*PLACES, "aux_code"], minimum=self.minimum)["aux_code"]
        return [*kept, *sorted(told)]

    @cached_property
    def _in_columns(self) -> pd.DataFrame:
        """The uses with small codes folded, and with the hours and shifts that are shown."""
        columns = ["shift", "hour"]
        uses = masked(self._uses, {name: self.shown[name] for name in columns})
        uses = masked(uses, shown_groups(uses, columns, minimum=self.minimum))
        return uses.assign(aux_code=uses["aux_code"].where(self._is_kept(uses), OTHER))

    @cached_property
    def _by_shift(self) -> pd.Series:
        """Which cells of code and shift are shown: the others' shares give their sums away."""
        told = self._uses["shift"].isna() & self._uses["aux_code"].isin(self._left_out)
        uses = self._in_columns[~told | ~self._is_kept(self._uses)]
        return self._cells("shift", uses, uses["aux_code"] == OTHER, [uses["aux_code"]])

    @cached_property
    def _by_hour(self) -> pd.Series:
        """Which cells of code and hour are shown, beside those of code and shift."""
        uses = self._in_columns
        never = uses["aux_code"] == OTHER
        known = self._known_by_shift(uses)
        while True:
            cells = self._cells("hour", uses, never, known)
            told = self._tell_with_shifts(uses[_among(uses, cells, "hour")])
            if not told.any():
                return cells
            never |= told.reindex(uses.index, fill_value=False)

    def _cells(
        self, column: str, uses: pd.DataFrame, never: pd.Series, known: list[pd.Series]
    ) -> pd.Series:
        choice = {"minimum": self.minimum, "never": never, "known": known}
        return shown_cells(uses, "aux_code", column, **choice)

    def _known_by_shift(self, uses: pd.DataFrame) -> list[pd.Series]:
        """Parts whose sums the table by shift tells: its cells, with the rest by code or shift."""
        is_cell = _among(uses, self._by_shift, "shift")
        shift = uses["shift"].astype("str").fillna("")
        by_code, by_shift = shift.where(is_cell, ""), uses["aux_code"].where(is_cell, OTHER)
        return [uses["aux_code"] + "\n" + by_code, by_shift + "\n" + shift]

    def _tell_with_shifts(self, shown: pd.DataFrame) -> pd.Series:
        """Tell the uses at hours that, subtracted from the shifts of the code, tell too much."""
        told = pd.Series(False, shown.index)
        for code, uses in self._in_columns.groupby("aux_code"):
            if code in self._kept:
                by_shift = _among(uses, self._by_shift, "shift")
                by_hour = uses.index.isin(shown.index)
                each = uses.assign(
                    shift=uses["shift"].where(by_shift), hour=uses["hour"].where(by_hour)
                )
                kept = groups_beside(each, "hour", "shift", minimum=self.minimum)
                told |= (shown["aux_code"] == code) & ~shown["hour"].isin(kept)
        return told

    def _is_kept(self, table: pd.DataFrame) -> pd.Series:
        return table["aux_code"].isin(self._kept)

    def _by_code(self) -> pd.DataFrame:
        table = metrics.aux_breakdown(self.agents, self.aux, self.codes)
        hidden = self._uses[~self._is_kept(self._uses)]
        table = _with_other(table, self._is_kept(table), hidden, [])
        largest_first = table.sort_values("aux_s", ascending=False)
        return _other_last(largest_first, [])

    def _folded(self, column: str, cells: pd.Series) -> pd.DataFrame:
        """Table of code by column; what is not shown of a column is its row `other`."""
        columns = cells.index.get_level_values(column).unique()
        table = metrics.aux_breakdown(self.agents, self.aux, self.codes, [column])
        table = table[table[column].isin(columns)]
        uses = self._uses[self._uses[column].isin(columns)]
        hidden = uses[~_among(uses, cells, column)]
        table = _with_other(table, _among(table, cells, column), hidden, [column])
        return _other_last(table.sort_values([column, "aux_code"]), [column])

    @cached_property
    def _left_out(self) -> list[str]:
        """Codes whose share in the other shifts leaves agents without a shift out.

        Where these are so few that leaving them out would tell their figure, they are in.
        """
        shift = self.agents["shift"]
        hidden = shift.notna() & ~shift.isin(self.shown["shift"])
        if any(self._too_few(self.agents[rows]) for rows in (shift.isna(), hidden)):
            return []
        without = self._uses[self._uses["shift"].isna()]
        return [
            code for code in self._kept if not self._too_few(without[without["aux_code"] == code])
        ]

    def _too_few(self, rows: pd.DataFrame) -> bool:
        return 0 < rows["agent_id"].nunique() < self.minimum

    def _against_others(self) -> pd.DataFrame:
        """Share of each code in each shift and in all the other shifts, with their intervals.

        An agent with time in two shifts stands on both sides. `surely_low` and
        `others_surely_high` allow for every comparison of a code and a shift, hidden ones too.
        """
        seconds = self._seconds()
        sure = adjusted(self._n_comparisons, sides=2)
        rows = []
        for (code, shift), is_shown in self._by_shift.items():
            if not is_shown:
                continue
            inside = seconds["shift"] == shift
            others = ~inside
            if code in self._left_out:
                others &= seconds["shift"].notna()
            rows.append({"shift": shift, "aux_code": code})
            rows[-1] |= _sides(seconds[inside], seconds[others], code, sure)
        return pd.DataFrame(rows)

    def _seconds(self) -> pd.DataFrame:
        """Seconds connected and in each code, of each agent, shift and day; zero where none."""
        by = ["shift", *_CLUSTERS]
        logged = metrics.five_times(self.agents, by)[[*by, "logged_s"]]
        used = metrics.aux_breakdown(self.agents, self.aux, self.codes, by)
        used = used[[*by, "aux_code", "aux_s"]].merge(logged.assign(row=logged.index), on=by)
        wide = used.pivot(index="row", columns="aux_code", values="aux_s")
        return logged.join(wide.reindex(logged.index).fillna(0.0))

    @property
    def _n_comparisons(self) -> int:
        flags = self.codes.set_index("aux_code")[["mandatory_rest", "protected"]]
        never = flags.index[flags.fillna(False).astype(bool).any(axis=1)]
        compared = set(self._uses["aux_code"]) - set(never)
        return len(compared) * self.agents["shift"].nunique()


def _among(table: pd.DataFrame, cells: pd.Series, column: str) -> pd.Series:
    """Tell which rows are cells that are shown."""
    pairs = pd.MultiIndex.from_frame(table[["aux_code", column]])
    return pd.Series(pairs.isin(cells.index[cells]), table.index)


def _with_other(
    table: pd.DataFrame, is_shown: pd.Series, hidden: pd.DataFrame, by: Sequence[str]
) -> pd.DataFrame:
    """Replace the codes that are not shown by one row in each group; flags don't apply to it."""
    rest = table[~is_shown]
    if rest.empty:
        return table
    by = [*by] or [pd.Series(0, rest.index)]
    sums = rest.groupby(by, observed=True).agg(aux_s=("aux_s", "sum"), logged_s=("logged_s", "max"))
    by = by if isinstance(by[0], str) else [pd.Series(0, hidden.index)]
    sums["n_agents"] = hidden.groupby(by, observed=True)["agent_id"].nunique()
    sums = sums.reset_index().assign(
        aux_code=OTHER, label="", share=sums["aux_s"].to_numpy() / sums["logged_s"].to_numpy()
    )
    other = sums.reindex(columns=table.columns).astype(table.dtypes)
    return pd.concat([table[is_shown], other], ignore_index=True)


def _other_last(table: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Keep the order, but with `other` at the end of its group."""
    is_other = table["aux_code"] == OTHER
    keys = [*(table[name] for name in by), is_other]
    order = pd.concat(keys, axis=1).set_axis(range(len(keys)), axis=1)
    return table.loc[order.sort_values([*range(len(keys))], kind="stable").index].reset_index(
        drop=True
    )


def _sides(own: pd.DataFrame, others: pd.DataFrame, code: str, sure: float) -> dict[str, float]:
    """Intervals of a code in a shift and outside it, as usual and beyond all the comparisons."""
    usual_own, sure_own, usual_others, sure_others = (
        share_spread(rows, [], code, "logged_s", clusters=_CLUSTERS, confidence=confidence).iloc[0]
        for rows in (own, others)
        for confidence in (CONFIDENCE, sure)
    )
    logged = others["logged_s"].sum()
    return {
        "low": usual_own["low"],
        "high": usual_own["high"],
        "surely_low": sure_own["low"],
        "others_share": others[code].sum() / logged if logged else float("nan"),
        "others_low": usual_others["low"],
        "others_high": usual_others["high"],
        "others_surely_high": sure_others["high"],
    }
