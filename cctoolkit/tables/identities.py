"""Whose an identifier is: a system's own number for a person, by the list of identities."""

from __future__ import annotations

import pandas as pd


def identified(frame: pd.DataFrame, identities: pd.DataFrame, known: pd.Series) -> pd.DataFrame:
    """Replace a system's identifier by the agent whose it was in the row's month.

    An identifier that is already an agent's stays. One that no identity of the month names, or
    that two agents had in it, stays as well: nobody is guessed.

    Parameters
    ----------
    frame : DataFrame
        With `agent_id` and `period`, the first day of a month.
    identities : DataFrame
        Canonical.
    known : Series of str
        Identifiers of agents in the other tables.

    Returns
    -------
    DataFrame
        The same rows in the same order.
    """
    asked = frame[["agent_id", "period"]].drop_duplicates()
    asked = asked[~asked["agent_id"].isin(known)].rename(columns={"agent_id": "system_id"})
    both = asked.merge(identities[["system_id", "agent_id", "from_on", "to_on"]], on="system_id")
    after = both["period"] + pd.offsets.MonthBegin(1)
    valid = (both["from_on"] < after) & (both["to_on"].isna() | (both["to_on"] > both["period"]))
    pairs = both[valid][["system_id", "period", "agent_id"]].drop_duplicates()
    pairs = pairs.drop_duplicates(["system_id", "period"], keep=False)
    owner = pairs.set_index(["system_id", "period"])["agent_id"]
    keys = pd.MultiIndex.from_frame(frame[["agent_id", "period"]])
    found = pd.Series(owner.reindex(keys).to_numpy(), frame.index)
    return frame.assign(agent_id=found.fillna(frame["agent_id"]).astype("str"))
