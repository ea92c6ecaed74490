"""What a party states is shown as stated: never added, never averaged."""

from cctoolkit.sections.service import _stated
from tests.frames import table


def test_statements_are_listed_by_indicator_and_party():
    rows = [
        {"party": "provider", "kpi": "level", "value": 0.9, "unit": "share"},
        {"party": "client", "kpi": "level", "value": 0.7, "unit": "share"},
        {"party": "provider", "kpi": "level", "value": 0.8, "unit": "share"},
    ]
    got = _stated(table("reported", rows))
    assert got[["stated_by", "n_values", "lowest", "highest"]].to_numpy().tolist() == [
        ["client", 1, 0.7, 0.7],
        ["provider", 2, 0.8, 0.9],
    ]
