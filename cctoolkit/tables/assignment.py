"""Who was where: team, site and shift of an agent on a day."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

PLACES = ("team", "site", "shift", "role")


def assigned(
    frame: pd.DataFrame, assignments: pd.DataFrame, places: Sequence[str] = PLACES
) -> pd.DataFrame:
    """Add the places of each row's agent on the row's business day.

    An agent without an assignment on that day has none: missing, not the nearest.

    Parameters
    ----------
    frame : DataFrame
        With `agent_id` and `business_day`.
    assignments : DataFrame
        Canonical `assignments`, one at a time per agent.
    places : sequence of str
        Columns of `assignments` to add.

    Returns
    -------
    DataFrame
        The same rows in the same order.
    """
    spans = assignments[["agent_id", "from_on", "to_on", *places]]
    spans = spans.astype({"from_on": "datetime64[ms]"}).sort_values("from_on", kind="stable")
    rows = frame[["agent_id", "business_day"]].astype({"business_day": "datetime64[ms]"})
    order = rows.sort_values("business_day", kind="stable")
    found = pd.merge_asof(
        order, spans, left_on="business_day", right_on="from_on", by="agent_id"
    ).set_index(order.index)
    ended = found["to_on"].notna() & (found["business_day"] >= found["to_on"])
    there = found[[*places]].mask(ended).reindex(frame.index)
    return frame.assign(**{name: there[name] for name in places})
