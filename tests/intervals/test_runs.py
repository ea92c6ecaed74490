import numpy as np

from cctoolkit.intervals.runs import order_of_runs


def test_rows_out_of_order_are_found():
    code, start = np.array([0, 0, 1, 1], dtype=np.int32), np.array([5, 9, 3, 2])
    bounds, disorder = order_of_runs(code, start)
    assert bounds.tolist() == [0, 2, 4]
    assert disorder == 3
