"""Conversion against its target: what is serious, what is only to watch."""

import math

import pandas as pd
import pytest

from cctoolkit.findings import outbound as rules


def found(share, low, high, n_useful=100):
    row = {"of_useful_share": share, "low": low, "high": high, "n_useful": n_useful}
    row |= {"n_useful_sold": 20, "n_records": 300, "of_records_share": 0.07}
    table = pd.DataFrame([row])
    return [
        (finding.code, finding.severity)
        for finding in rules.conversion_against_target(table, target=0.25, grade="A")
    ]


@pytest.mark.parametrize(
    ("share", "low", "high", "code", "severity"),
    [
        (0.20, 0.16, 0.24, "conversion_below_target", "serious"),
        (0.20, 0.14, 0.27, "conversion_below_target", "notice"),
        (0.20, math.nan, math.nan, "conversion_below_target", "notice"),
        (0.25, 0.20, 0.30, "conversion_reached", "good"),
    ],
)
def test_below_by_more_than_the_margin_is_serious(share, low, high, code, severity):
    assert found(share, low, high) == [(code, severity)]


def test_without_useful_contacts_nothing_is_said():
    assert found(math.nan, math.nan, math.nan, n_useful=0) == []
