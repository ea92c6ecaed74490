"""Whether an agent was employed on a day, by the list of agents."""

from __future__ import annotations

import pandas as pd

from cctoolkit.tables.grain import is_of_days


def is_outside_employment(frame: pd.DataFrame, agents: pd.DataFrame) -> pd.Series:
    """Whether the row's agent is on the list and none of his spells holds the row's business day.

    A spell lasts from `hired_on` until the day before `left_on`. An agent whom the list does not
    have is not outside: nothing is known of him. Nor is a row longer than a day, of which only the
    first is at hand.

    Parameters
    ----------
    frame : DataFrame
        With `agent_id` and `business_day`; `start_at` and `end_at` where rows may be long.
    agents : DataFrame
        Canonical `agents`, a row per spell.

    Returns
    -------
    Series of bool
        One per row, with the index of `frame`.
    """
    days = frame[["agent_id", "business_day"]].drop_duplicates()
    spells = days.merge(agents[["agent_id", "hired_on", "left_on"]], on="agent_id")
    day = spells["business_day"]
    inside = (day >= spells["hired_on"]) & (spells["left_on"].isna() | (day < spells["left_on"]))
    outside = ~inside.groupby([spells["agent_id"], day]).any()
    keys = pd.MultiIndex.from_frame(frame[["agent_id", "business_day"]])
    found = pd.Series(keys.isin(outside.index[outside]), index=frame.index)
    if "end_at" not in frame:
        return found
    return found & ~is_of_days(frame)
