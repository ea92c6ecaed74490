"""Who was where on a day."""

import pandas as pd

from cctoolkit.tables.assignment import assigned
from tests.frames import table


def test_the_assignment_of_the_day_and_none_outside_it():
    assignments = table(
        "assignments",
        [
            {"agent_id": "a", "from_on": "2026-01-01", "to_on": "2026-02-01", "team": "T1"},
            {"agent_id": "a", "from_on": "2026-03-01", "team": "T2"},
            {"agent_id": "b", "from_on": "2026-01-15", "team": "T1"},
        ],
    )
    days = ["2026-03-01", "2026-01-31", "2026-02-01", "2026-01-01"]
    rows = pd.DataFrame(
        {"agent_id": ["a", "a", "a", "b"], "business_day": pd.to_datetime(days)}, index=[9, 3, 5, 1]
    )
    got = assigned(rows, assignments)
    assert got["team"].fillna("-").tolist() == ["T2", "T1", "-", "-"]
    assert got.index.tolist() == [9, 3, 5, 1]
