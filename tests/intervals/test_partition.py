import importlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cctoolkit.intervals import partition, union_ms

LINE = 60
relaxed = settings(deadline=None)

spans = st.tuples(
    st.integers(0, 2), st.integers(0, LINE), st.integers(0, LINE), st.integers(0, 3)
).map(lambda row: (row[0], *sorted(row[1:3]), row[3]))


@st.composite
def ranked_rows(draw):
    drawn = draw(st.lists(spans, max_size=14))
    return tuple(np.array([row[i] for row in drawn], dtype=np.int64) for i in range(4))


def owners(group, start, end, rank):
    """Who holds each millisecond of each group, asked one by one."""
    held = {}
    for row, (code, low, high) in enumerate(zip(group, start, end, strict=True)):
        for ms in range(low, high):
            strength = (-rank[row], low, row)
            if (code, ms) not in held or strength > held[code, ms][0]:
                held[code, ms] = (strength, row)
    return {place: row for place, (_, row) in held.items()}


def as_owners(group, pieces):
    held = {}
    for low, high, row in zip(pieces.start, pieces.end, pieces.row, strict=True):
        for ms in range(low, high):
            assert (group[row], ms) not in held
            held[group[row], ms] = row
    return held


def listed(pieces):
    return list(zip(pieces.start.tolist(), pieces.end.tolist(), pieces.row.tolist(), strict=True))


def test_stronger_state_interrupts_a_weaker_one():
    # an hour of aux with a call of ten minutes in it: aux, call, aux
    pieces = partition([1, 1], [0, 20], [60, 30], rank=[4, 0])
    assert listed(pieces) == [(0, 20, 0), (20, 30, 1), (30, 60, 0)]
    assert pieces.lost_ms.tolist() == [10, 0]
    assert pieces.overlapped_ms == 10


def test_later_start_wins_on_equal_rank():
    assert listed(partition([1, 1], [10, 0], [30, 20], [0, 0])) == [(0, 10, 1), (10, 30, 0)]


def test_later_start_that_ends_earlier_gives_the_time_back():
    assert listed(partition([1, 1], [0, 10], [30, 20], [0, 0])) == [
        (0, 10, 0),
        (10, 20, 1),
        (20, 30, 0),
    ]


def test_later_row_wins_when_rank_and_start_are_equal():
    assert listed(partition([1, 1], [0, 0], [10, 10], [0, 0])) == [(0, 10, 1)]
    assert listed(partition([1, 1], [0, 0], [10, 5], [0, 0])) == [(0, 5, 1), (5, 10, 0)]


def test_stated_key_goes_before_the_row():
    assert listed(partition([1, 1], [0, 0], [10, 10], [0, 0], key=[9, 2])) == [(0, 10, 0)]


def test_stated_key_goes_after_the_start():
    assert listed(partition([1, 1], [0, 5], [10, 10], [0, 0], key=[9, 2])) == [
        (0, 5, 0),
        (5, 10, 1),
    ]


def test_touching_intervals_do_not_compete():
    pieces = partition([1, 1, 1], [10, 0, 20], [20, 10, 25], [3, 3, 0])
    assert listed(pieces) == [(0, 10, 1), (10, 20, 0), (20, 25, 2)]
    assert pieces.overlapped_ms == 0


def test_groups_do_not_compete():
    assert partition([1, 2], [0, 0], [10, 10], [0, 1]).overlapped_ms == 0


def test_three_claims_on_an_instant_are_two_too_many():
    assert partition([1] * 3, [0] * 3, [10] * 3, [2, 1, 0]).lost_ms.tolist() == [10, 10, 0]


def test_a_row_that_loses_everything_gives_no_piece():
    pieces = partition([1, 1], [0, 2], [10, 4], [0, 5])
    assert listed(pieces) == [(0, 10, 0)]
    assert pieces.lost_ms.tolist() == [0, 2]


def test_empty_intervals_give_nothing_and_cut_nothing():
    pieces = partition([1, 1], [0, 5], [10, 5], [3, 0])
    assert listed(pieces) == [(0, 10, 0)]
    assert listed(partition([1], [5], [5], [0])) == []
    assert listed(partition([], [], [], [])) == []


def test_negative_interval_is_refused():
    with pytest.raises(ValueError, match="1 intervals end before they start; the first is row 1"):
        partition([1, 1], [0, 9], [5, 3], [0, 0])


def test_rank_must_be_there_for_every_row():
    with pytest.raises(ValueError, match="different lengths"):
        partition([1, 1], [0, 1], [5, 3], [0])


@relaxed
@given(ranked_rows())
def test_every_millisecond_belongs_to_the_strongest_claim(rows):
    assert as_owners(rows[0], partition(*rows)) == owners(*rows)


@relaxed
@given(ranked_rows())
def test_nothing_is_lost_but_what_was_claimed_twice(rows):
    group, start, end, _ = rows
    pieces = partition(*rows)
    covered = union_ms(group, start, end).covered_ms.sum()
    assert (pieces.end - pieces.start).sum() == covered
    assert pieces.overlapped_ms == (end - start).sum() - covered
    assert (pieces.lost_ms >= 0).all()


@relaxed
@given(ranked_rows())
def test_pieces_are_ordered_disjoint_and_as_long_as_they_can_be(rows):
    group, (start, end, row, _) = rows[0], partition(*rows)
    place = list(zip(group[row].tolist(), start.tolist(), strict=True))
    assert place == sorted(place)
    same_group = group[row][1:] == group[row][:-1]
    assert (start[1:][same_group] >= end[:-1][same_group]).all()
    assert not ((row[1:] == row[:-1]) & (start[1:] == end[:-1])).any()


@relaxed
@given(ranked_rows(), st.randoms(use_true_random=False))
def test_order_of_rows_matters_only_in_the_declared_tie(rows, random):
    key = np.arange(rows[0].size)
    order = list(range(key.size))
    random.shuffle(order)
    shuffled = partition(*(column[order] for column in rows), key=key[order])
    pieces = partition(*rows, key=key)
    assert shuffled.start.tolist() == pieces.start.tolist()
    assert np.array(order, dtype=np.int64)[shuffled.row].tolist() == pieces.row.tolist()


@relaxed
@given(ranked_rows())
def test_a_partition_is_its_own_partition(rows):
    pieces = partition(*rows)
    again = partition(rows[0][pieces.row], pieces.start, pieces.end, rows[3][pieces.row])
    assert again.row.tolist() == list(range(pieces.row.size))
    assert again.overlapped_ms == 0


@relaxed
@given(ranked_rows(), st.integers(-(10**15), 10**15))
def test_shifting_all_instants_only_shifts_the_pieces(rows, shift):
    group, start, end, rank = rows
    pieces, moved = partition(*rows), partition(group, start + shift, end + shift, rank)
    assert (moved.start - shift).tolist() == pieces.start.tolist()
    assert moved.row.tolist() == pieces.row.tolist()


def test_only_rows_that_overlap_are_painted(monkeypatch):
    module = importlib.import_module("cctoolkit.intervals.partition")
    n_painted = []
    painted = module._painted

    def counting(low, high, rows):
        n_painted.append(rows.size)
        return painted(low, high, rows)

    monkeypatch.setattr(module, "_painted", counting)
    start = np.arange(0, 100_000, 10)
    end = start + 10
    end[500] += 3
    assert partition(np.zeros_like(start), start, end, np.zeros_like(start)).overlapped_ms == 3
    assert n_painted == [2]
