import numpy as np
import pytest
from hypothesis import given, settings

from cctoolkit.intervals import partition
from cctoolkit.intervals.sweep import disjoint
from tests.intervals.ms_by_ms import in_runs, twice


@pytest.mark.slow
@given(twice)
@settings(deadline=None)
def test_disjoint_gives_each_ms_to_the_same_row_as_the_partition(rows):
    bounds, group, start, end, kind = in_runs(rows)
    end = np.maximum(end, start)
    pieces = disjoint(bounds, start, end, kind)
    expected = partition(group, start, end, kind.astype(np.int64), key=end)
    assert pieces.tolist() == np.column_stack(expected[:3]).tolist()
