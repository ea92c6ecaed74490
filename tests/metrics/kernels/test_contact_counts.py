from collections import defaultdict

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cctoolkit.intervals import NAT_MS as NAT
from cctoolkit.metrics.kernels import contact_counts as counted
from cctoolkit.metrics.kernels.contact_counts import Contacts, counts_by_cell

moment = st.one_of(st.just(NAT), st.integers(-5, 45))
amount = st.one_of(st.just(NAT), st.integers(0, 9))
contact = st.tuples(
    st.integers(0, 32),
    moment,
    moment,
    amount,
    amount,
    amount,
    amount,
    st.integers(0, 3),
    st.booleans(),
    st.integers(0, 2),
    st.booleans(),
)


@given(st.lists(contact, max_size=20))
@settings(deadline=None)
def test_counts_by_cell_one_contact_at_a_time(rows):
    columns = [np.array([r[i] for r in rows], dtype=np.int64) for i in range(11)]
    columns[7] = columns[7].astype(np.int8)
    columns[8], columns[10] = columns[8].astype(bool), columns[10].astype(bool)
    thresholds = np.array([2, 5])
    edges = np.array([0, 10, 20, 33])
    where, counts = counts_by_cell(Contacts(*columns), 3, edges, thresholds, 2)
    cell, group = where.T
    expected = defaultdict(lambda: defaultdict(int))
    for at, answer, stop, wait, talk, hold, acw, outcome, agent, code, twin in rows:
        if outcome == 3 or twin:
            continue
        sums = expected[np.searchsorted(edges, at, side="right") - 1, code]
        sums[counted.OFFERED] += 1
        sums[(counted.ANSWERED, counted.ABANDONED, counted.REDIRECTED)[outcome]] += 1
        until = answer if answer != NAT or outcome == 0 else stop
        if wait == NAT and until != NAT and until >= at - 2:
            wait = max(until - at, 0)
        if outcome < 2 and wait == NAT:
            sums[counted.ANSWERED_UNRECORDED + outcome] += 1
        elif outcome < 2:
            sums[counted.WAIT_ANSWERED + outcome] += wait
            sums[counted.N_COUNTS + outcome] += wait <= 2
            sums[counted.N_COUNTS + 2 + outcome] += wait <= 5
        parts = {"talk": talk, "hold": hold, "acw": acw}
        if outcome == 0 and agent and sum(ms for ms in parts.values() if ms != NAT) > 0:
            sums[counted.HANDLED] += 1
            for place, ms in enumerate(parts.values()):
                sums[counted.TALK + place] += ms if ms != NAT else 0
                sums[counted.N_TALK + place] += ms != NAT
    assert dict.fromkeys(zip(cell.tolist(), group.tolist(), strict=True)).keys() == expected.keys()
    for place, where in enumerate(zip(cell.tolist(), group.tolist(), strict=True)):
        assert {i: n for i, n in enumerate(counts[place]) if n} == {
            i: n for i, n in expected[where].items() if n
        }
