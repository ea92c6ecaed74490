"""Where a share stands against its target, and how much that weighs."""

from __future__ import annotations

from typing import Literal

from cctoolkit.findings.finding import Hours, Severity


def place(share: float, target_low: float, target_high: float) -> Literal["below", "on", "above"]:
    """Where a share stands; every comparison with no target (NaN) is false, and so it is on it."""
    if share < target_low:
        return "below"
    return "above" if share > target_high else "on"


def weight(is_serious: bool) -> Severity:
    """Serious, or else a notice."""
    return "serious" if is_serious else "notice"


def lacking(
    share: float, low: float, high: float, denominator_s: float, target_low: float
) -> Hours:
    """Hours that a share and the ends of its interval lack to reach a target; none below zero."""

    def hours(at: float) -> float:
        return max(0.0, float((target_low - at) * denominator_s) / 3600)

    return Hours(hours(share), hours(high), hours(low))
