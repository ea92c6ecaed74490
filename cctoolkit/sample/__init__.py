"""A synthetic engagement with planted truths, from a seed: demo, tests and benchmarks.

Here lives the invented world and the writing of its raw files; no reader, metric or opinion may.
"""

from cctoolkit.sample.truth import SampleTruth
from cctoolkit.sample.world import write_sample

__all__ = ["SampleTruth", "write_sample"]
