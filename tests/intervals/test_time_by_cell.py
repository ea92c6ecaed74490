from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cctoolkit.intervals import NAT_MS, LocalDays, local_grid, split_at
from cctoolkit.intervals import time_by_cell as cells
from cctoolkit.intervals.time_by_cell import time_by_cell
from tests.intervals.ms_by_ms import N_KINDS, believed, followings, in_runs, owner_of_each_ms, twice

EDGES = np.array([-5, 10, 20, 33, 60, 200])
relaxed = settings(deadline=None)


@given(twice, st.integers(0, 30), st.integers(1, 60))
@relaxed
def test_time_by_cell_counts_each_ms_once(rows, longest_open, longest):
    bounds, group, start, end, kind = in_runs(rows)
    where, time_ms, _ = time_by_cell(
        bounds, start, end, kind, N_KINDS, EDGES, longest_open, longest
    )
    run, cell = where.T
    ends = believed(bounds, start, end, kind, longest_open, longest)
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
    *_, accounts = time_by_cell(bounds, start, end, kind, N_KINDS, EDGES, longest_open, longest)
    ends = believed(bounds, start, end, kind, longest_open, longest)
    missing = end == NAT_MS
    following = followings(bounds, start, end, kind)
    closed = missing & (following != NAT_MS) & (following - start <= longest_open)
    stop = np.where(closed, following, np.where(missing, start - 1, end))
    covered = len(owner_of_each_ms(group, start, ends, kind))
    rows_of, ms_of = accounts.T
    assert rows_of[cells.IMPUTED] == closed.sum()
    assert rows_of[cells.LEFT_OPEN] == (missing & ~closed).sum()
    assert rows_of[cells.NEGATIVE] == (~missing & (end < start)).sum()
    assert rows_of[cells.TOO_LONG] == (stop - start > longest).sum()
    assert rows_of[cells.EMPTY] == (stop == start).sum()
    assert ms_of[cells.OVERLAP] + ms_of[cells.DUPLICATE] == (ends - start).sum() - covered
    known = [key for key in zip(group, start, ends, kind, strict=True) if key[2] > key[1]]
    assert rows_of[cells.DUPLICATE] == len(known) - len(set(known))


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
        where, time_ms, _ = time_by_cell(bounds, start, end, kind, N_KINDS, edges, 0, 10**12)
        cut = split_at(start, end, edges)
        expected = np.zeros((edges.size, N_KINDS), dtype=np.int64)
        np.add.at(expected, (cut.cell, kind[cut.row]), cut.end - cut.start)
        assert (time_ms == expected[where[:, 1]]).all()
        assert time_ms.sum() == expected.sum()
