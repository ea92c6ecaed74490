import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cctoolkit.metrics.kernels.planned_time import planned_time_kept
from tests.intervals.ms_by_ms import N_KINDS, believed, in_runs, owner_of_each_ms, twice

ACTIVITIES = 3
COUNTS = np.array([True, True, False])
ALLOWED = np.array([[True, True, False, False], [False, False, True, False], [True] * 4])
plan = st.tuples(
    st.integers(0, 2), st.integers(0, 60), st.integers(-2, 30), st.integers(0, ACTIVITIES - 1)
)


@given(st.lists(plan, max_size=9), twice, st.integers(1, 20))
@settings(deadline=None)
def test_planned_time_kept_ms_by_ms(plans, rows, session_break):
    plan_bounds, plan_group, plan_start, plan_end, activity = in_runs(plans)
    bounds, group, start, end, kind = in_runs(rows)
    groups = group[bounds[:-1]] if len(rows) else group
    state_run = np.array(
        [
            np.flatnonzero(groups == code)[0] if code in groups else -1
            for code in (plan_group[plan_bounds[:-1]] if len(plans) else [])
        ],
        dtype=np.int64,
    )
    out, _, _ = planned_time_kept(
        plan_bounds,
        plan_start,
        plan_end,
        activity,
        COUNTS,
        state_run,
        bounds,
        start,
        end,
        kind,
        ALLOWED,
        session_break,
        15,
        50,
        N_KINDS - 1,
    )
    ends = believed(bounds, start, end, kind, 15, 50)
    states = owner_of_each_ms(group, start, ends, kind)
    plan_ends = np.maximum(plan_end, plan_start)
    planned = owner_of_each_ms(plan_group, plan_start, plan_ends, activity)
    shift_of, expected = {}, {}
    for code in set(plan_group):
        reach = None
        for i in np.flatnonzero((plan_group == code) & COUNTS[activity] & (plan_ends > plan_start)):
            if reach is None or plan_start[i] - reach >= session_break:
                shift = plan_start[i]
            reach = max(reach or 0, plan_ends[i])
            shift_of[i] = shift
    for (code, ms), i in sorted(planned.items()):
        if not COUNTS[activity[i]]:
            continue
        sums = expected.setdefault((code, shift_of[i]), [0, 0, 0])
        state = kind[states[code, ms]] if (code, ms) in states else None
        sums[0] += 1
        sums[1] += state == N_KINDS - 1
        sums[2] += state is not None and state < N_KINDS - 1 and bool(ALLOWED[activity[i], state])
    codes = plan_group[plan_bounds[:-1]] if len(plans) else plan_group
    got = {(codes[run], at): sums for run, at, *sums in out.tolist() if any(sums)}
    assert got == expected
