import pandas as pd

from cctoolkit.tables.employment import is_outside_employment
from tests.frames import table


def test_only_days_between_the_spells_of_a_listed_agent_are_outside():
    agents = table(
        "agents",
        [
            {"agent_id": "a", "hired_on": "2025-01-01", "left_on": "2026-03-02"},
            {"agent_id": "a", "hired_on": "2026-03-05"},
        ],
    )
    days = ["2024-12-31", "2025-01-01", "2026-03-01", "2026-03-02", "2026-03-04", "2026-03-05"]
    rows = pd.DataFrame(
        {
            "agent_id": ["a"] * 6 + ["a", "unlisted"],
            "business_day": pd.to_datetime([*days, "2026-03-02", "2020-01-01"]),
        },
        index=[7, 3, 5, 1, 0, 2, 9, 4],
    )
    outside = is_outside_employment(rows, agents)
    assert outside.to_dict() == {
        7: True, 3: False, 5: False, 1: True, 0: True, 2: False, 9: True, 4: False,
    }  # fmt: skip
