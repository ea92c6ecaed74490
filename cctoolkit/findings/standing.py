"""Where a share stands against its target, and how much that weighs."""

from __future__ import annotations

from typing import Literal

from cctoolkit.findings.finding import Severity


def place(share: float, target_low: float, target_high: float) -> Literal["below", "on", "above"]:
    """Where a share stands; every comparison with no target (NaN) is false, and so it is on it."""
    if share < target_low:
        return "below"
    return "above" if share > target_high else "on"


def weight(is_serious: bool) -> Severity:
    """Serious, or else a notice."""
    return "serious" if is_serious else "notice"


def missing_h(numerator_s: float, denominator_s: float, target_low: float) -> float:
    """Hours that the numerator of a share lacks to reach the target; zero where it does."""
    return max(0.0, float(target_low * denominator_s - numerator_s) / 3600)
