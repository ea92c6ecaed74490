"""What findings, lacks and defects say: codes and numbers in, sentences out.

Neutral words; the other explanations are named; every finding says who can do what about it.
A file per subject; `answers` has the titles of sections and the first page, `lacks` what is absent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from cctoolkit.findings import Finding
from cctoolkit.report.sentences import (
    adherence,
    agents,
    customers,
    data,
    hours,
    occupancy,
    outbound,
    patterns,
    planning,
    schedule,
    service,
)
from cctoolkit.report.sentences.said import Sentence
from cctoolkit.words import Words

__all__ = ["FINDINGS", "Sentence", "sentence"]

FINDINGS: Mapping[str, Callable[[Finding, Words], Sentence]] = MappingProxyType(
    adherence.FINDINGS
    | schedule.FINDINGS
    | service.FINDINGS
    | planning.FINDINGS
    | occupancy.FINDINGS
    | customers.FINDINGS
    | hours.FINDINGS
    | outbound.FINDINGS
    | patterns.FINDINGS
    | agents.FINDINGS
    | data.FINDINGS
)
"""How each code of a finding is worded."""


def sentence(finding: Finding, words: Words) -> Sentence:
    """Word a finding; one whose code nobody worded is an error of ours, not an empty line."""
    return FINDINGS[finding.code](finding, words)
