import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cctoolkit.intervals import grid_edges, split_at

relaxed = settings(deadline=None)
spans = st.lists(
    st.tuples(st.integers(-60, 60), st.integers(-60, 60)).map(sorted), max_size=10
).map(lambda rows: np.array(rows, dtype=np.int64).reshape(-1, 2).T)
edges_ = st.sets(st.integers(-60, 60), max_size=10).map(sorted)


def test_a_call_over_two_half_hours():
    pieces = split_at([25], [65], [0, 30, 60, 90])
    assert pieces.start.tolist() == [25, 30, 60]
    assert pieces.end.tolist() == [30, 60, 65]
    assert pieces.cell.tolist() == [0, 1, 2]


def test_an_interval_that_ends_on_an_edge_is_not_cut_there():
    pieces = split_at([0, 30], [30, 60], [0, 30, 60])
    assert pieces.row.tolist() == [0, 1]
    assert pieces.cell.tolist() == [0, 1]


def test_time_outside_the_edges_stays():
    pieces = split_at([0], [100], [40, 60])
    assert pieces.start.tolist() == [0, 40, 60]
    assert pieces.cell.tolist() == [-1, 0, 1]


def test_no_edges_cut_nothing():
    pieces = split_at([3, 5], [9, 5], [])
    assert (pieces.start.tolist(), pieces.end.tolist()) == ([3], [9])
    assert pieces.cell.tolist() == [-1]


def test_edges_in_disorder_are_refused():
    for edges in ([10, 5], [5, 5]):
        with pytest.raises(ValueError, match="strictly ascending"):
            split_at([0], [20], edges)


@relaxed
@given(spans, edges_)
def test_pieces_add_up_to_their_rows_and_lie_in_one_cell(rows, edges):
    start, end = rows
    pieces = split_at(start, end, edges)
    assert (pieces.end > pieces.start).all()
    total = np.zeros(start.size, dtype=np.int64)
    np.add.at(total, pieces.row, pieces.end - pieces.start)
    assert total.tolist() == (end - start).tolist()
    bounds = [-1000, *edges, 1000]
    for low, high, cell in zip(pieces.start, pieces.end, pieces.cell, strict=True):
        assert bounds[cell + 1] <= low < high <= bounds[cell + 2]


@relaxed
@given(spans, edges_)
def test_pieces_rejoin_to_the_rows(rows, edges):
    start, end = rows
    pieces = split_at(start, end, edges)
    joins = (pieces.row[1:] == pieces.row[:-1]) & (pieces.start[1:] == pieces.end[:-1])
    assert (pieces.row[1:] == pieces.row[:-1]).tolist() == joins.tolist()
    opens = np.append(True, ~joins)[: pieces.row.size]
    closes = np.append(~joins, True)[: pieces.row.size]
    assert pieces.start[opens].tolist() == start[end > start].tolist()
    assert pieces.end[closes].tolist() == end[end > start].tolist()


@relaxed
@given(spans, edges_, st.integers(-(10**15), 10**15))
def test_shifting_rows_and_edges_together_moves_nothing_else(rows, edges, shift):
    start, end = rows
    pieces = split_at(start, end, edges)
    moved = split_at(start + shift, end + shift, np.array(edges, dtype=np.int64) + shift)
    assert (moved.start - shift).tolist() == pieces.start.tolist()
    assert moved.cell.tolist() == pieces.cell.tolist()


def test_grid_encloses_the_span_on_multiples_of_the_step():
    assert grid_edges(25, 61, 30).tolist() == [0, 30, 60, 90]
    assert grid_edges(30, 60, 30).tolist() == [30, 60]
    assert grid_edges(-1, 0, 30).tolist() == [-30, 0]
    assert grid_edges(7, 7, 30).tolist() == [0, 30]


def test_grid_refuses_what_is_no_span_or_no_step():
    with pytest.raises(ValueError, match="above 0"):
        grid_edges(0, 10, 0)
    with pytest.raises(ValueError, match="ends before"):
        grid_edges(10, 0, 5)
