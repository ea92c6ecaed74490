"""The first page: what the other sections found, and what nobody could evaluate."""

from __future__ import annotations

import math
from collections.abc import Mapping

from cctoolkit.engagement.opening import Engagement
from cctoolkit.findings.data import from_defects
from cctoolkit.findings.finding import Finding
from cctoolkit.sections.section import Section

NAME = "summary"
_ORDER = {"serious": 0, "notice": 1, "good": 2}
KEY_FIGURES = 4


def summary(engagement: Engagement, sections: Mapping[str, Section]) -> Section:
    """Gather key figures, findings and lacks of every section, most serious first.

    Within a severity, money that somebody may owe comes first, by its amount; then what is held
    against a target; in each, the whole service before its parts, and those by what the hours lost
    would be worth; the rest keep the order of their sections. Defects of the data come last: they
    say how far the others may be believed.
    """
    findings = [finding for section in sections.values() for finding in section.findings]
    figures = [figure for section in sections.values() for figure in section.key_figures]
    return Section(
        NAME,
        key_figures=tuple(figures[:KEY_FIGURES]),
        findings=(*sorted(findings, key=_rank), *from_defects(engagement.defects)),
        lacks=tuple(lack for section in sections.values() for lack in section.lacks),
        choices={"has_targets": engagement.settings.targets.any_agreed},
    )


def _rank(finding: Finding) -> tuple:
    """Order within the page: an estimate lifts a finding above its like, and no part above it."""
    stake = finding.stake
    amount = float(stake.high) if stake else 0.0
    is_owed = stake is not None and stake.purse != "opportunity"
    judged = not math.isnan(finding.target)
    owed, estimated = (-amount, 0.0) if is_owed else (0.0, -amount)
    is_part = bool(finding.where)
    return (_ORDER[finding.severity], not is_owed, owed, not judged, is_part, estimated)
