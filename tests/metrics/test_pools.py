"""Which queues share agents."""

import pandas as pd

from cctoolkit.metrics.pools import pools


def contacts(**n_answered):
    """Agent and queue as "a_sales", with the contacts answered."""
    rows = [name.split("_") for name, n in n_answered.items() for _ in range(n)]
    return pd.DataFrame(rows, columns=["agent_id", "queue"], dtype="str")


def test_queues_of_one_agent_are_one_group_and_chains_join():
    found = pools(contacts(a_x=5, a_y=5, b_y=9, b_z=3, c_w=4))
    assert found.of_queue == {"x": "x + y + z", "y": "x + y + z", "z": "x + y + z", "w": "w"}
    assert found.of_agent == {"a": "x + y + z", "b": "x + y + z", "c": "w"}


def test_a_queue_helped_once_joins_nothing():
    found = pools(contacts(a_x=99, a_y=1, b_y=10))
    assert found.of_queue == {"x": "x", "y": "y"}
    assert found.of_agent == {"a": "x", "b": "y"}


def test_order_and_names_of_agents_change_nothing():
    rows = contacts(a_x=5, a_y=5, b_y=9, b_z=3, c_w=4)
    shuffled = rows.sample(frac=1, random_state=7)
    assert pools(shuffled) == pools(rows)
    renamed = pools(rows.assign(agent_id="p" + rows["agent_id"]))
    assert renamed.of_queue == pools(rows).of_queue


def test_contacts_that_nobody_answered_tell_nothing():
    rows = contacts(a_x=2).assign(agent_id=pd.Series([None, None], dtype="str"))
    assert pools(rows) == ({}, {})
