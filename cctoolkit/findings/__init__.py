"""So what: a ready table and a threshold become findings, as a code and numbers.

No sentence, no metric, no drawing. The money at stake is handed in by whoever priced it.
"""

from cctoolkit.findings.finding import Finding, Hours, KeyFigure, Stake

__all__ = ["Finding", "Hours", "KeyFigure", "Stake"]
