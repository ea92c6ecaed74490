"""Every kernel against a loop that a reader can follow, on random and hostile rows."""

import os
import subprocess
import sys
from collections import defaultdict
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cctoolkit.intervals import LocalDays, kernels, local_grid, partition, split_at

NAT = int(kernels.NAT_MS)
N_KINDS = 4
EDGES = np.array([-5, 10, 20, 33, 60, 200])
relaxed = settings(deadline=None)

row = st.tuples(
    st.integers(0, 2),
    st.integers(0, 60),
    st.one_of(st.none(), st.integers(-3, 40)),
    st.integers(0, N_KINDS - 1),
)
twice = st.tuples(st.lists(row, max_size=14), st.booleans()).map(
    lambda drawn: drawn[0] + drawn[0][:3] if drawn[1] else drawn[0]
)


def in_runs(rows):
    """Columns of rows sorted by group and start, and the bounds of the groups."""
    rows = sorted(rows, key=lambda r: r[:2])
    group, start, kind = (np.array([r[i] for r in rows], dtype=np.int64) for i in (0, 1, 3))
    end = np.array([NAT if r[2] is None else r[1] + r[2] for r in rows], dtype=np.int64)
    bounds, disorder = kernels.order_of_runs(group.astype(np.int32), start)
    assert disorder == len(rows)
    return bounds, group, start, end, kind.astype(np.int8)


def believed(bounds, start, end, longest_open, longest):
    """Ends as `states.closed_states` gives them, one row at a time."""
    ends = start.copy()
    for first, last in pairwise(bounds):
        for i in range(first, last):
            stop = end[i]
            if stop == NAT and i + 1 < last and start[i + 1] - start[i] <= longest_open:
                stop = start[i + 1]
            if start[i] < stop <= start[i] + longest:
                ends[i] = stop
    return ends


def owner_of_each_ms(group, start, end, kind):
    held = {}
    for i in range(len(start)):
        for ms in range(start[i], end[i]):
            strength = (-kind[i], start[i], end[i], i)
            if (group[i], ms) not in held or strength > held[group[i], ms][0]:
                held[group[i], ms] = (strength, i)
    return {place: i for place, (_, i) in held.items()}


@pytest.mark.slow
@given(twice)
@relaxed
def test_disjoint_gives_each_ms_to_the_same_row_as_the_partition(rows):
    bounds, group, start, end, kind = in_runs(rows)
    end = np.maximum(end, start)
    pieces = kernels.disjoint(bounds, start, end, kind)
    expected = partition(group, start, end, kind.astype(np.int64), key=end)
    assert pieces.tolist() == np.column_stack(expected[:3]).tolist()


@given(twice, st.integers(0, 30), st.integers(1, 60))
@relaxed
def test_time_by_cell_counts_each_ms_once(rows, longest_open, longest):
    bounds, group, start, end, kind = in_runs(rows)
    where, time_ms, _ = kernels.time_by_cell(
        bounds, start, end, kind, N_KINDS, EDGES, longest_open, longest
    )
    run, cell = where.T
    ends = believed(bounds, start, end, longest_open, longest)
    expected = defaultdict(int)
    for (code, ms), i in owner_of_each_ms(group, start, ends, kind).items():
        expected[code, np.searchsorted(EDGES, ms, side="right") - 1, kind[i]] += 1
    codes = group[bounds[:-1]][run] if len(rows) else run
    got = {
        (code, at, what): ms
        for code, at, times in zip(codes, cell, time_ms, strict=True)
        for what, ms in enumerate(times)
        if ms
    }
    assert got == dict(expected)
    assert len(set(zip(run, cell, strict=True))) == run.size


@given(twice, st.integers(0, 30), st.integers(1, 60))
@relaxed
def test_every_row_that_is_not_taken_as_it_stands_is_in_the_accounts(rows, longest_open, longest):
    bounds, group, start, end, kind = in_runs(rows)
    *_, accounts = kernels.time_by_cell(
        bounds, start, end, kind, N_KINDS, EDGES, longest_open, longest
    )
    ends = believed(bounds, start, end, longest_open, longest)
    missing = end == NAT
    following = np.append(start[1:], NAT)
    following[bounds[1:-1] - 1] = NAT
    closed = missing & (following != NAT) & (following - start <= longest_open)
    stop = np.where(closed, following, np.where(missing, start - 1, end))
    covered = len(owner_of_each_ms(group, start, ends, kind))
    rows_of, ms_of = accounts.T
    assert rows_of[kernels.IMPUTED] == closed.sum()
    assert rows_of[kernels.LEFT_OPEN] == (missing & ~closed).sum()
    assert rows_of[kernels.NEGATIVE] == (~missing & (end < start)).sum()
    assert rows_of[kernels.TOO_LONG] == (stop - start > longest).sum()
    assert rows_of[kernels.EMPTY] == (stop == start).sum()
    assert ms_of[kernels.OVERLAP] + ms_of[kernels.DUPLICATE] == (ends - start).sum() - covered
    known = [key for key in zip(group, start, ends, kind, strict=True) if key[2] > key[1]]
    assert rows_of[kernels.DUPLICATE] == len(known) - len(set(known))


@pytest.mark.parametrize("zone", ["Europe/Madrid", "Australia/Lord_Howe", "America/Bogota"])
@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25", "2026-04-05"])
def test_cells_of_local_time_hold_what_the_split_gives_them(zone, day):
    rng = np.random.default_rng(3)
    noon = int(np.datetime64(f"{day}T12:00", "ms").astype(np.int64))
    start = np.sort(noon + rng.integers(-40 * 3_600_000, 40 * 3_600_000, 300))
    end = np.append(start[1:], start[-1] + 1)
    kind = rng.integers(0, N_KINDS, 300).astype(np.int8)
    bounds = np.array([0, 300])
    for edges in (
        LocalDays(zone, start[0], end[-1]).midnights,
        local_grid(zone, start[0], end[-1], 30),
    ):
        where, time_ms, _ = kernels.time_by_cell(
            bounds, start, end, kind, N_KINDS, edges, 0, 10**12
        )
        cut = split_at(start, end, edges)
        expected = np.zeros((edges.size, N_KINDS), dtype=np.int64)
        np.add.at(expected, (cut.cell, kind[cut.row]), cut.end - cut.start)
        assert (time_ms == expected[where[:, 1]]).all()
        assert time_ms.sum() == expected.sum()


ACTIVITIES = 3
COUNTS = np.array([True, True, False])
ALLOWED = np.array([[True, True, False, False], [False, False, True, False], [True] * 4])
plan = st.tuples(
    st.integers(0, 2), st.integers(0, 60), st.integers(-2, 30), st.integers(0, ACTIVITIES - 1)
)


@given(st.lists(plan, max_size=9), twice, st.integers(1, 20))
@relaxed
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
    out, _, _ = kernels.planned_time_kept(
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
    ends = believed(bounds, start, end, 15, 50)
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
@relaxed
def test_counts_by_cell_one_contact_at_a_time(rows):
    columns = [np.array([r[i] for r in rows], dtype=np.int64) for i in range(11)]
    columns[7] = columns[7].astype(np.int8)
    columns[8], columns[10] = columns[8].astype(bool), columns[10].astype(bool)
    thresholds = np.array([2, 5])
    edges = np.array([0, 10, 20, 33])
    where, counts = kernels.counts_by_cell(*columns[:10], 3, columns[10], edges, thresholds, 2)
    cell, group = where.T
    expected = defaultdict(lambda: defaultdict(int))
    for at, answer, stop, wait, talk, hold, acw, outcome, agent, code, twin in rows:
        if outcome == 3 or twin:
            continue
        sums = expected[np.searchsorted(edges, at, side="right") - 1, code]
        sums[kernels.OFFERED] += 1
        sums[(kernels.ANSWERED, kernels.ABANDONED, kernels.REDIRECTED)[outcome]] += 1
        until = answer if answer != NAT or outcome == 0 else stop
        if wait == NAT and until != NAT and until >= at - 2:
            wait = max(until - at, 0)
        if outcome < 2 and wait == NAT:
            sums[kernels.ANSWERED_UNRECORDED + outcome] += 1
        elif outcome < 2:
            sums[kernels.WAIT_ANSWERED + outcome] += wait
            sums[kernels.N_COUNTS + outcome] += wait <= 2
            sums[kernels.N_COUNTS + 2 + outcome] += wait <= 5
        parts = {"talk": talk, "hold": hold, "acw": acw}
        if outcome == 0 and agent and sum(ms for ms in parts.values() if ms != NAT) > 0:
            sums[kernels.HANDLED] += 1
            for place, ms in enumerate(parts.values()):
                sums[kernels.TALK + place] += ms if ms != NAT else 0
                sums[kernels.N_TALK + place] += ms != NAT
    assert dict.fromkeys(zip(cell.tolist(), group.tolist(), strict=True)).keys() == expected.keys()
    for place, where in enumerate(zip(cell.tolist(), group.tolist(), strict=True)):
        assert {i: n for i, n in enumerate(counts[place]) if n} == {
            i: n for i, n in expected[where].items() if n
        }


def as_bytes(texts):
    encoded = [text.encode() for text in texts]
    offsets = np.cumsum([0, *map(len, encoded)]).astype(np.int32)
    return np.frombuffer(b"".join(encoded) or b"\0", dtype=np.uint8), offsets


short = st.text("ab", max_size=3)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 2), short), max_size=12))
@relaxed
def test_twins_share_instant_part_and_text(rows):
    rows = sorted(rows, key=lambda r: r[0])
    instant, part = (np.array([r[i] for r in rows], dtype=np.int64) for i in (0, 1))
    found = kernels.twins(instant, part, *as_bytes([r[2] for r in rows]))
    assert found.tolist() == [r in rows[:i] for i, r in enumerate(rows)]


def prints_of(texts):
    data, offsets = as_bytes(texts)
    return kernels.fingerprints(data, data[: data.size // 8 * 8].view(np.uint64), offsets)


@given(st.lists(st.text("aé7", max_size=40), max_size=40, unique=True))
@relaxed
def test_fingerprints_tell_texts_apart_wherever_they_stand(texts):
    seen = [tuple(words) for words in prints_of([*texts, "x", *texts]).tolist()]
    assert seen[: len(texts)] == seen[len(texts) + 1 :]
    assert len(set(seen)) == len(texts) + 1


visit = st.tuples(st.integers(0, 3), st.integers(0, 40), st.integers(0, 2))


@given(st.lists(visit, max_size=40), st.integers(1, 15), st.integers(30, 50))
@relaxed
def test_followed_within_the_window(rows, window, horizon):
    person, instant, group = (np.array([r[i] for r in rows], dtype=np.int64) for i in range(3))
    prints = prints_of([f"c{code}" for code in person])
    kept = np.ones(len(rows), dtype=bool)
    records, offsets = kernels.records_by_bucket(prints, instant, group, kept, 7, 2)
    counts, ties = np.zeros((3, 3), dtype=np.int64), []
    for first, last in pairwise(offsets):
        some, tied = kernels.followed(records[first:last], 2, window, horizon, 3)
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
    records, _ = kernels.records_by_bucket(prints, instant, zeros, zeros == 0, 0, 1)
    counts, ties = kernels.followed(records, 1, 1, 10**9, 1)
    assert counts.tolist() == [[20_000, 20_000, 19_999]]
    assert ties.size == 0


def test_rows_out_of_order_are_found():
    code, start = np.array([0, 0, 1, 1], dtype=np.int32), np.array([5, 9, 3, 2])
    bounds, disorder = kernels.order_of_runs(code, start)
    assert bounds.tolist() == [0, 2, 4]
    assert disorder == 3


ELSEWHERE = """
import numpy as np
from cctoolkit.intervals import kernels
bounds, disorder = kernels.order_of_runs(np.zeros(3, np.int32), np.arange(3))
print(bounds.tolist(), disorder)
"""


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["kept", "below a file"])
def test_kernels_run_where_nothing_can_be_kept(folder, tmp_path, monkeypatch):
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    env = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path / "kept")}
    if folder != "kept":
        (tmp_path / "file").write_text("")
        env["NUMBA_CACHE_DIR"] = str(tmp_path / "file" / "below")
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE], env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[0, 3] 3\n"
    assert (tmp_path / "kept").exists() == (folder == "kept")


def test_nothing_is_compiled_until_it_is_needed():
    code = "import sys, cctoolkit.intervals, cctoolkit.metrics, cctoolkit.tables; "
    code += "assert 'numba' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
