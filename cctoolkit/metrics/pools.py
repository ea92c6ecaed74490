"""Which queues share which agents, as the contacts answered show it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

LEAST_SHARE = 0.1
"""Of the contacts of an agent: below it, a queue is help or a transfer, not a post."""


class Pools(NamedTuple):
    """Group of agents, by name, of each queue and of each agent that contacts tell of."""

    of_queue: Mapping[str, str]
    of_agent: Mapping[str, str]


def pools(contacts: pd.DataFrame, *, least_share: float = LEAST_SHARE) -> Pools:
    """Queues that are answered by the same agents, joined until no agent is in two groups.

    An agent belongs to the queues in which at least a tenth of the contacts that he answered came
    in: a queue helped once joins nothing. Queues that share an agent are one group, and so are
    those that share agents with a third. Grain: contacts.

    Parameters
    ----------
    contacts : DataFrame
        Canonical.
    least_share : float
        Of the contacts of an agent.

    Returns
    -------
    Pools
        The name of a group is that of its queues, in order, joined by " + ".
    """
    answered = contacts.dropna(subset=["agent_id", "queue"])
    n = answered.groupby(["agent_id", "queue"], observed=True).size()
    share = n / n.groupby(level="agent_id").transform("sum")
    posts = share[share >= least_share].reset_index()[["agent_id", "queue"]]
    group = {queue: {queue} for queue in posts["queue"].unique()}
    for _, queues in posts.groupby("agent_id")["queue"]:
        joined = set().union(*(group[queue] for queue in queues))
        group |= dict.fromkeys(joined, joined)
    of_queue = {queue: " + ".join(sorted(members)) for queue, members in group.items()}
    first = posts.drop_duplicates("agent_id").set_index("agent_id")["queue"]
    return Pools(of_queue, first.map(of_queue).to_dict())
