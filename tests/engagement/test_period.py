import pandas as pd

from cctoolkit.engagement.period import spans_of_days, within
from cctoolkit.tables.catalogue import CATALOGUE
from cctoolkit.tables.defects import reaching_beyond
from tests.frames import table

ZONE = "Europe/Madrid"
FIRST, LAST = pd.Timestamp("2026-03-01"), pd.Timestamp("2026-03-31")


def intervals(*spans):
    """Intervals between local midnights, each of its first day."""
    rows = [
        {
            "agent_id": f"a{k}",
            "start_at": pd.Timestamp(start, tz=ZONE).tz_convert("UTC"),
            "end_at": pd.Timestamp(end, tz=ZONE).tz_convert("UTC"),
            "business_day": pd.Timestamp(start),
        }
        for k, (start, end) in enumerate(spans)
    ]
    return table("agent_intervals", rows)


MIXED = intervals(
    ("2026-02-23", "2026-03-02"),  # a week that begins before the period
    ("2026-03-02", "2026-03-09"),
    ("2026-03-30", "2026-04-06"),  # a week that ends after it
    ("2026-03-31", "2026-04-01"),
    ("2026-03-01", "2026-04-01"),
    ("2026-02-01", "2026-03-01"),  # the month before: no part of it
)


def test_an_interval_of_several_days_belongs_to_a_period_that_holds_all_of_it():
    kept = within(MIXED, CATALOGUE["agent_intervals"], FIRST, LAST, ZONE)
    assert kept["agent_id"].tolist() == ["a1", "a3", "a4"]


def test_those_that_reach_beyond_are_said_and_no_others():
    spans = spans_of_days(MIXED, ZONE)
    assert spans["n_rows"].sum() == 5  # the single day is not of several
    (found,) = reaching_beyond("agent_intervals", spans, FIRST, LAST)
    assert (found.n_rows, found.days) == (2, ("2026-02-23", "2026-04-05"))
    whole = (pd.Timestamp("2026-02-01"), pd.Timestamp("2026-04-30"))
    assert not [*reaching_beyond("agent_intervals", spans, *whole)]


def test_without_rows_there_are_no_spans():
    assert spans_of_days(MIXED[:0], ZONE).empty
