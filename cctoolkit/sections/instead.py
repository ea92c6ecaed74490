"""What the agents did instead of the plan, without what few of them can be told by."""

from __future__ import annotations

import pandas as pd

from cctoolkit.metrics.deviations import DONE, NOT_ATTENDED, done_instead
from cctoolkit.sections.codes import OTHER
from cctoolkit.sections.groups import Groups
from cctoolkit.sections.privacy import masked, shown_cells, shown_groups

_KEY = "instead"


def instead_tables(
    deviations: pd.DataFrame, codes: pd.DataFrame, groups: Groups
) -> dict[str, pd.DataFrame]:
    """Time out of adherence by what was done, and by planned activity and what was done.

    What fewer agents than the minimum did is folded into `other`, with the next smallest until
    nothing can be had by subtraction: not from the groups that the section shows, nor, by activity,
    from the sums of the activities and of what was done. Shifts not attended hide nothing: the
    section tells their time of the whole and of each activity, but not of how many agents. The
    parts still add up.

    Parameters
    ----------
    deviations : DataFrame
        `deviation_intervals` with the clock and the places of the groups.
    codes : DataFrame
        `aux_codes`: their labels.
    groups : Groups
        Those of the section, over the dimensions that its tables have.
    """
    rows = _keyed(deviations, groups)
    is_told = rows["done"] == NOT_ATTENDED
    if rows.loc[~is_told, "agent_id"].nunique() < groups.minimum:
        return {}
    kept = _shown(rows[~is_told], groups)
    rows = _folded(rows, rows[_KEY].isin(kept) | is_told)
    tables = {"instead": _ordered(done_instead(rows), [])}
    cells = _shown_cells(rows[~is_told], groups.minimum)
    if len(cells):
        is_shown = pd.MultiIndex.from_frame(rows[["activity", _KEY]]).isin(cells) | is_told
        of_shown = rows["activity"] != OTHER
        table = done_instead(_folded(rows, is_shown)[of_shown], ["activity"])
        tables["instead_by_activity"] = _ordered(table, ["activity"])
    return {name: _labelled(table, codes) for name, table in tables.items()}


def _keyed(deviations: pd.DataFrame, groups: Groups) -> pd.DataFrame:
    """What was done as one name; activities that no table shows as one."""
    is_shown = deviations["activity"].isin(groups.shown["activity"])
    return deviations.assign(
        activity=deviations["activity"].where(is_shown, OTHER),
        **{_KEY: deviations["done"] + "\n" + deviations["aux_code"].fillna("")},
    )


def _shown(rows: pd.DataFrame, groups: Groups) -> list[str]:
    """What was done that may be shown beside every group that the section shows."""
    people = masked(rows[["agent_id", *groups.dimensions, _KEY]].drop_duplicates(), groups.shown)
    dimensions = [*groups.dimensions, _KEY]
    return shown_groups(people, dimensions, minimum=groups.minimum)[_KEY]


def _shown_cells(rows: pd.DataFrame, minimum: int) -> pd.MultiIndex:
    uses = rows[["agent_id", "activity", _KEY]].drop_duplicates().reset_index(drop=True)
    is_shown = shown_cells(
        uses,
        "activity",
        _KEY,
        minimum=minimum,
        never=uses["activity"].eq(OTHER) | uses[_KEY].eq(OTHER),
        known=[uses["activity"]],
    )
    return is_shown.index[is_shown]


def _folded(rows: pd.DataFrame, is_shown: pd.Series) -> pd.DataFrame:
    return rows.assign(
        **{_KEY: rows[_KEY].where(is_shown, OTHER)},
        done=rows["done"].where(is_shown, OTHER),
        aux_code=rows["aux_code"].where(is_shown),
    )


def _ordered(table: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Largest first, what is folded last."""
    order = table.assign(is_other=table["done"] == OTHER)
    names, ascending = [*by, "is_other", "non_adherent_s"], [True] * (len(by) + 1) + [False]
    order = order.sort_values(names, ascending=ascending, kind="stable")
    return order.drop(columns="is_other").reset_index(drop=True)


def _labelled(table: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """The label of the code beside it; the code itself where it has none."""
    told = table["done"] == NOT_ATTENDED
    table = table.assign(n_agents=table["n_agents"].astype("Int64").mask(told))
    label = table["aux_code"].map(codes.set_index("aux_code")["label"])
    table = table.assign(done_label=label.fillna(table["aux_code"]))
    others = [name for name in table if name not in (*DONE, "done_label")]
    place = 1 if "activity" in others else 0
    return table[[*others[:place], *DONE, "done_label", *others[place:]]]
