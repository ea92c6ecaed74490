"""Who may see which rows: the one place that hides small groups."""

from __future__ import annotations

import pandas as pd


def visible(
    table: pd.DataFrame, *, minimum: int, n_agents: str = "n_agents"
) -> tuple[pd.DataFrame, int]:
    """Leave out groups of fewer than `minimum` agents, and one more if only one would be missing.

    A single missing group could be had by subtraction from the total, so the smallest of the
    others goes with it.

    Parameters
    ----------
    table : DataFrame
        One row per group.
    minimum : int
        Smallest group shown.
    n_agents : str
        Column with the number of agents.

    Returns
    -------
    (DataFrame, int)
        The rows that may be shown, in their order, and how many groups were left out.
    """
    small = table[n_agents].fillna(0) < minimum
    if small.sum() == 1 and len(table) > 1:
        others = table.loc[~small, n_agents]
        small |= table.index == others.idxmin()
    return table[~small].reset_index(drop=True), int(small.sum())
