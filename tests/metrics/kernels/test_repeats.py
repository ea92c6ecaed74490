from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cctoolkit.metrics.kernels.repeats import followed, records_by_bucket
from tests.metrics.kernels.texts import prints_of

visit = st.tuples(st.integers(0, 3), st.integers(0, 40), st.integers(0, 2))


@given(st.lists(visit, max_size=40), st.integers(1, 15), st.integers(30, 50))
@settings(deadline=None)
def test_followed_within_the_window(rows, window, horizon):
    person, instant, group = (np.array([r[i] for r in rows], dtype=np.int64) for i in range(3))
    prints = prints_of([f"c{code}" for code in person])
    kept = np.ones(len(rows), dtype=bool)
    records, offsets = records_by_bucket(prints, instant, group, kept, 7, 2)
    counts, ties = np.zeros((3, 3), dtype=np.int64), []
    for first, last in pairwise(offsets):
        some, tied = followed(records[first:last], 2, window, horizon, 3)
        counts += some
        ties += [(at - 7, code, status) for _, at, code, status in tied.tolist()]
    expected, expected_ties = np.zeros((3, 3), dtype=np.int64), []
    for i, (who, at, code) in enumerate(rows):
        later = [r[1] for r in rows if r[0] == who and r[1] > at]
        status = int(at + window < horizon)
        status += status and bool(later) and min(later) - at <= window
        if [r[:2] for r in rows].count((who, at)) > 1:
            expected_ties.append((i, code, status))
            continue
        expected[code] += [1, status > 0, status == 2]
    assert counts.tolist() == expected.tolist()
    assert sorted(ties) == expected_ties


def test_one_person_with_every_contact_is_sorted_too():
    instant = np.random.default_rng(5).permutation(20_000)
    prints = np.ones((20_000, 2), dtype=np.uint64)
    zeros = np.zeros(20_000, dtype=np.int64)
    records, _ = records_by_bucket(prints, instant, zeros, zeros == 0, 0, 1)
    counts, ties = followed(records, 1, 1, 10**9, 1)
    assert counts.tolist() == [[20_000, 20_000, 19_999]]
    assert ties.size == 0
