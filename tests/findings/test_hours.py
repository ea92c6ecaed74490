"""Thresholds on the hours: what is said, and what is too little to say."""

import pandas as pd

from cctoolkit.findings import hours as rules


def used(productive, paid=100.0):
    table = pd.DataFrame(
        {"paid_part": ["productive", "not_connected"], "hours": [productive, paid - productive]}
    )
    return table.assign(paid_share=table["hours"] / paid)


def paid(productive):
    how = {"low": 0.7, "high": 0.8, "n_agents": 9, "n_outside": 0, "grade": "D"}
    return [*rules.paid_not_used(used(productive), **how)]


def test_hours_paid_and_not_productive_are_described():
    (finding,) = paid(75.0)
    assert (finding.value, finding.severity) == (0.25, "notice")
    assert finding.numbers["unused_h"] == 25
    assert round(finding.low, 9) == 0.2 and round(finding.high, 9) == 0.3
    assert pd.isna(finding.target) and finding.stake is None
    assert not paid(99.5)


def clocked(planned_h, clocked_h):
    how = {"n_agents": 9, "n_outside": 0, "grade": "D"}
    found = rules.planned_against_clocked(planned_h=planned_h, clocked_h=clocked_h, **how)
    return [(finding.code, round(finding.value, 9)) for finding in found]


def test_clocked_against_planned_in_both_directions():
    assert clocked(100, 90) == [("clocked_below_planned", 0.1)]
    assert clocked(100, 110) == [("clocked_above_planned", 0.1)]
    assert clocked(100, 99.5) == clocked(0, 5) == []


def test_billed_is_held_first_against_the_logged():
    def codes(**hours):
        return [f.code for f in rules.billed_beyond(hours, training_h=0.0, grade="D")]

    assert codes(billed=110, logged=100, productive=80) == ["billed_beyond_logged"]
    assert codes(billed=90, logged=100, productive=80) == ["billed_beyond_productive"]
    assert codes(billed=80, logged=100, productive=80) == codes(billed=0.0, logged=0.0) == []
