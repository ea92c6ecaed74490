"""What an excess tells beyond chance: its limits, and the smallest that would be seen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cctoolkit.stats import Excess

LEAVES_OUT = 0.95
POWER_Z = 0.8416
"""Standard normal quantile of 0.8: what is detectable is found four times in five."""


def unit_codes(frame: pd.DataFrame, by: Sequence[str]) -> tuple[np.ndarray, pd.DataFrame]:
    """Number the groups of a table in their order; without columns all of it is one."""
    if not by:
        return np.zeros(len(frame), dtype=np.int64), pd.DataFrame(index=range(1))
    codes = frame.groupby([*by], sort=True, observed=True).ngroup().to_numpy()
    named = frame[[*by]].drop_duplicates().sort_values([*by], ignore_index=True)
    return codes, named


def limits_of(found: Excess, confidence: float) -> dict[str, float]:
    """Return the excess as a share of what was compared, with its limits and what could be seen."""
    if not found.compared:
        return dict.fromkeys(
            ("excess_share", "low", "high", "surely_low", "detectable_share"), float("nan")
        )
    low, high = found.limits(LEAVES_OUT)
    sure, _ = found.limits(confidence)
    return {
        "excess_share": found.excess / found.compared,
        "low": low / found.compared,
        "high": high / found.compared,
        "surely_low": sure / found.compared,
        "detectable_share": (found.excess - sure + POWER_Z * found.error) / found.compared,
    }
