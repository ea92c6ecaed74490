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

    Within a severity, findings with money come first, by money; then those held against a target;
    then those about the whole service before those about a part of it; the rest keep the order of
    their sections. Defects of the data come last: they say how far the others may be believed.
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
    money = -float(finding.stake.high) if finding.stake else 0.0
    judged = not math.isnan(finding.target)
    return (_ORDER[finding.severity], finding.stake is None, money, not judged, bool(finding.where))
