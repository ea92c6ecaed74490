"""What comes first on the first page."""

from decimal import Decimal
from types import SimpleNamespace

from cctoolkit.engagement.settings import Targets
from cctoolkit.findings import Finding, Stake
from cctoolkit.sections import Section, summary
from cctoolkit.tables.defects import Defect


def opened(*defects, **targets):
    settings = SimpleNamespace(targets=Targets(**targets))
    return SimpleNamespace(defects=defects, settings=settings)


def finding(code, severity="serious", where=None, euros=None, purse="claimable", **more):
    stake = Stake(purse, Decimal(euros), Decimal(euros), "EUR") if euros else None
    return Finding(code, "s", severity, where=where or {}, stake=stake, **more)


def test_severity_then_money_then_the_whole_before_its_parts():
    engagement = opened(Defect("repeated_rows", "states", 3))
    sections = {
        "a": Section(
            "a", findings=(finding("part", where={"team": "N1"}), finding("good", "good"))
        ),
        "b": Section(
            "b",
            findings=(
                finding("notice", "notice"),
                finding("whole"),
                finding("little", euros=10),
                finding("much", euros=4310, where={"line": "4"}),
            ),
        ),
    }
    codes = [found.code for found in summary(engagement, sections).findings]
    assert codes == ["much", "little", "whole", "part", "notice", "good", "repeated_rows"]


def test_an_estimate_of_a_part_comes_after_the_whole_that_has_no_price():
    found = (
        finding("team", where={"team": "N1"}, euros=7900, purse="opportunity"),
        finding("abandoned"),
        finding("whole", euros=7100, purse="opportunity"),
        finding("overcharge", where={"line": "4"}, euros=43),
    )
    section = summary(opened(), {"a": Section("a", findings=found)})
    codes = [each.code for each in section.findings]
    assert codes == ["overcharge", "whole", "abandoned", "team"]


def test_what_misses_a_target_stands_before_what_only_limits_the_data():
    found = (
        finding("unclassified", "notice"),
        finding("level", "notice", target=0.8),
        finding("team", where={"team": "N1"}, target=0.8),
        finding("observation"),
    )
    section = summary(opened(), {"a": Section("a", findings=found)})
    codes = [each.code for each in section.findings]
    assert codes == ["team", "observation", "level", "unclassified"]


def test_whether_anything_was_agreed_is_known_on_the_first_page():
    assert summary(opened(abandonment_share=0.05), {}).choices == {"has_targets": True}
    assert summary(opened(), {}).choices == {"has_targets": False}
