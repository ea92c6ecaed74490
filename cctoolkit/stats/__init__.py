"""How sure a number is: intervals, shrinkage, funnel limits, standardisation, many comparisons.

Arrays in, arrays or a small table out; nothing here knows what an agent or a call is.
No drawing, no rounding, no significance stars; every random draw has a seed.
"""

from cctoolkit.stats.clusters import bootstrap_ratio, ratio_interval
from cctoolkit.stats.estimates import ClusterInterval, Interval
from cctoolkit.stats.excess import Excess, crossed_error, reach_of, standardised_excess
from cctoolkit.stats.funnel import (
    between_sd_of,
    funnel_limits,
    noise_of,
    overdispersion,
    overdispersion_of_scores,
    ratio_limits,
)
from cctoolkit.stats.multiplicity import benjamini_hochberg
from cctoolkit.stats.proportions import newcombe_difference, wilson
from cctoolkit.stats.rates import poisson_rate
from cctoolkit.stats.shares import MIN_CLUSTERS, crossed_share_interval, share_interval
from cctoolkit.stats.shrinkage import BetaShrinkage, NormalShrinkage, shrink_beta, shrink_normal
from cctoolkit.stats.standardisation import (
    Kitagawa,
    directly_standardised,
    expected_amounts,
    indirectly_standardised,
    kitagawa,
)

__all__ = [
    "MIN_CLUSTERS",
    "BetaShrinkage",
    "ClusterInterval",
    "Excess",
    "Interval",
    "Kitagawa",
    "NormalShrinkage",
    "benjamini_hochberg",
    "between_sd_of",
    "bootstrap_ratio",
    "crossed_error",
    "crossed_share_interval",
    "directly_standardised",
    "expected_amounts",
    "funnel_limits",
    "indirectly_standardised",
    "kitagawa",
    "newcombe_difference",
    "noise_of",
    "overdispersion",
    "overdispersion_of_scores",
    "poisson_rate",
    "ratio_interval",
    "ratio_limits",
    "reach_of",
    "share_interval",
    "shrink_beta",
    "shrink_normal",
    "standardised_excess",
    "wilson",
]
