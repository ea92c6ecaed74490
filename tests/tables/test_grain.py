import pandas as pd
import pytest

from cctoolkit.tables.grain import evidence, is_of_days


def lasting(hours):
    start = pd.Timestamp("2026-10-24 22:00", tz="UTC")
    return pd.DataFrame({"start_at": [start], "end_at": [start + pd.Timedelta(hours, "h")]})


@pytest.mark.parametrize(
    ("hours", "grade", "of_days"),
    [(0.5, "B", False), (1, "B", False), (1.5, "C", False), (25, "C", False), (25.5, "D", True)],
)
def test_a_day_may_have_25_hours_and_no_more(hours, grade, of_days):
    assert evidence(lasting(hours)).tolist() == [grade]
    assert is_of_days(lasting(hours)).tolist() == [of_days]
