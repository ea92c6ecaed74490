"""Whose a payroll number is: told by the list, never guessed."""

import pandas as pd

from cctoolkit.tables.identities import identified
from tests.frames import table

MARCH = pd.Timestamp("2026-03-01")


def owners(numbers, *spans, known=()):
    rows = [
        {"agent_id": a, "system": "pay", "system_id": n, "from_on": f, "to_on": t}
        for a, n, f, t in spans
    ]
    frame = pd.DataFrame({"agent_id": numbers, "period": MARCH}).astype({"agent_id": "str"})
    return identified(frame, table("identities", rows), pd.Series(known, dtype="str"))[
        "agent_id"
    ].tolist()


def test_a_number_is_whose_the_list_says_in_that_month():
    spans = [("a", "1", "2025-01-01", "2026-02-01"), ("b", "1", "2026-02-01", None)]
    assert owners(["1", "1"], *spans) == ["b", "b"]
    assert owners(["1"], ("c", "1", "2026-03-30", None)) == ["c"]


def test_a_number_of_two_or_of_nobody_or_of_an_agent_stays():
    two = [("a", "1", "2025-01-01", "2026-03-15"), ("b", "1", "2026-03-15", None)]
    assert owners(["1", "9"], *two) == ["1", "9"]
    assert owners(["1"], ("a", "1", "2025-01-01", None), known=["1"]) == ["1"]
