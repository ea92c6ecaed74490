import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cctoolkit.intervals import NAT_MS, clip, gaps, intersections, overlap_ms, union_ms

LINE = 60
relaxed = settings(deadline=None)


@st.composite
def rows(draw, max_size=12, n_groups=3):
    ends = st.tuples(st.integers(0, LINE), st.integers(0, LINE)).map(sorted)
    empty = st.integers(0, LINE).map(lambda ms: [ms, ms])
    spans = st.tuples(st.integers(0, n_groups - 1), ends | ends | empty).map(
        lambda row: (row[0], *row[1])
    )
    drawn = draw(st.lists(spans, max_size=max_size))
    return tuple(np.array([row[i] for row in drawn], dtype=np.int64) for i in range(3))


@st.composite
def disjoint_rows(draw):
    group, start, end = [], [], []
    for code in range(3):
        cuts = sorted(draw(st.sets(st.integers(0, LINE), max_size=8)))
        for low, high in zip(cuts[::2], cuts[1::2], strict=False):
            group.append(code)
            start.append(low)
            end.append(high)
    order = draw(st.permutations(range(len(group))))
    return tuple(np.array(column, dtype=np.int64)[list(order)] for column in (group, start, end))


def marked(group, start, end, code):
    """The milliseconds of the line that a group covers, marked one by one."""
    return {
        ms for g, low, high in zip(group, start, end, strict=True) if g == code
        for ms in range(low, high)
    }  # fmt: skip


def test_union_counts_doubly_claimed_time_once():
    # 0-10 and 5-20 cover 20; 30-30 is empty; the other agent covers 3
    found = union_ms([7, 7, 7, 9], [0, 5, 30, 100], [10, 20, 30, 103])
    assert found.group.tolist() == [7, 9]
    assert found.covered_ms.tolist() == [20, 3]


def test_union_of_a_nested_interval_is_the_outer_one():
    assert union_ms([1, 1, 1], [0, 2, 50], [40, 5, 60]).covered_ms.tolist() == [50]


def test_group_with_only_empty_intervals_is_kept_at_zero():
    found = union_ms([4], [10], [10])
    assert (found.group.tolist(), found.covered_ms.tolist()) == ([4], [0])


def test_nothing_covers_nothing():
    assert union_ms([], [], []).covered_ms.tolist() == []
    assert gaps([], [], []).start.tolist() == []
    assert overlap_ms([], [], [], [1], [0], [5]).tolist() == []
    assert overlap_ms([1], [0], [5], [], [], []).tolist() == [0]
    assert intersections([], [], [], [], [], []).row.tolist() == []


def test_shift_of_one_morning_against_its_states():
    # planned 8-12 h and 13-17 h; on the phone 8:10-12:00 and 12:55-16:00
    planned = [1, 1], [8 * 60, 13 * 60], [12 * 60, 17 * 60]
    actual = [1, 1], [8 * 60 + 10, 12 * 60 + 55], [12 * 60, 16 * 60]
    assert overlap_ms(*planned, *actual).tolist() == [230, 180]


def test_overlap_never_exceeds_the_row_when_the_other_set_overlaps_itself():
    assert overlap_ms([1], [0], [10], [1, 1, 1], [0, 2, 2], [6, 8, 8]).tolist() == [8]


def test_groups_never_meet():
    assert overlap_ms([1], [0], [10], [2], [0], [10]).tolist() == [0]


def test_intersections_name_both_rows():
    shared = intersections([1, 1], [0, 5], [20, 8], [1, 1, 1], [10, 0, 18], [15, 6, 30])
    assert list(zip(shared.row.tolist(), shared.other_row.tolist(), strict=True)) == [
        (0, 1),
        (0, 0),
        (0, 2),
        (1, 1),
    ]
    assert shared.start.tolist() == [0, 10, 18, 5]
    assert shared.end.tolist() == [6, 15, 20, 6]


def test_intersections_refuse_a_set_that_overlaps_itself():
    with pytest.raises(ValueError, match="overlaps itself 1 times; partition it first"):
        intersections([1], [0], [9], [1, 1], [0, 2], [3, 5])


def test_clip_keeps_every_row():
    start, end = clip([0, 10, 90, 0], [5, 30, 95, 99], 20, 80)
    assert start.tolist() == [20, 20, 80, 20]
    assert end.tolist() == [20, 30, 80, 80]


def test_clip_takes_a_window_per_row():
    start, end = clip([0, 0], [10, 10], [2, 4], [6, 4])
    assert (start.tolist(), end.tolist()) == ([2, 4], [6, 4])


def test_clip_refuses_a_window_that_ends_before_it_starts():
    with pytest.raises(ValueError, match="window ends before"):
        clip([0], [1], 5, 4)


def test_gaps_lie_between_and_touching_leaves_none():
    found = gaps([1, 1, 1, 2, 2], [20, 0, 10, 5, 0], [30, 10, 15, 6, 1])
    assert found.group.tolist() == [1, 2]
    assert found.start.tolist() == [15, 1]
    assert found.end.tolist() == [20, 5]


def test_an_empty_interval_bounds_no_gap_and_shares_nothing():
    assert gaps([1, 1], [0, 20], [10, 20]).start.tolist() == []
    assert intersections([1], [5], [5], [1], [0], [10]).row.tolist() == []


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        ([0, 5, 9], [1, 4, 8], "2 intervals end before they start; the first is row 1"),
        ([0, NAT_MS], [1, 4], "1 intervals have no start or no end; the first is row 1"),
        ([0], [1, 2], "different lengths: start 1, end 2"),
    ],
)
def test_bad_intervals_are_counted_and_placed(start, end, message):
    with pytest.raises(ValueError, match=message):
        union_ms([1] * len(start), start, end)


@pytest.mark.parametrize("bad", [[0.5], [float("nan")], np.array(["2026-01-01"], "datetime64[s]")])
def test_only_whole_numbers_are_instants(bad):
    with pytest.raises(TypeError, match="must be whole numbers"):
        union_ms([1], bad, bad)


def test_real_instants_of_many_groups_keep_every_millisecond():
    start = np.array([1_774_738_800_001, 253_402_300_799_998], dtype=np.int64)
    found = union_ms([10**12, 5], start, start + 1)
    assert (found.group.tolist(), found.covered_ms.tolist()) == ([5, 10**12], [1, 1])


def test_a_line_too_long_for_64_bits_is_refused_rather_than_wrapped():
    with pytest.raises(ValueError, match="don't fit 64 bits"):
        union_ms([1, 2, 3], [-(2**61), 0, 0], [0, 1, 2**61])


@relaxed
@given(rows())
def test_union_is_the_number_of_marked_milliseconds(set_):
    found = union_ms(*set_)
    for code, covered in zip(found.group, found.covered_ms, strict=True):
        assert covered == len(marked(*set_, code))


@relaxed
@given(rows(), rows())
def test_overlap_is_the_number_of_marked_milliseconds_in_common(first, second):
    for code, low, high, shared in zip(*first, overlap_ms(*first, *second), strict=True):
        assert shared == len(marked(*second, code) & set(range(low, high)))


@relaxed
@given(rows(), disjoint_rows())
def test_intersections_are_the_overlap_in_pieces(first, second):
    shared = intersections(*first, *second)
    total = np.zeros(first[0].size, dtype=np.int64)
    np.add.at(total, shared.row, shared.end - shared.start)
    assert total.tolist() == overlap_ms(*first, *second).tolist()
    assert (shared.end > shared.start).all()
    assert (first[0][shared.row] == second[0][shared.other_row]).all()
    for set_, row in ((first, shared.row), (second, shared.other_row)):
        assert (shared.start >= set_[1][row]).all()
        assert (shared.end <= set_[2][row]).all()


@relaxed
@given(rows())
def test_gaps_are_the_unmarked_milliseconds_inside(set_):
    found = gaps(*set_)
    for code in np.unique(set_[0]):
        covered = marked(*set_, code)
        inside = set(range(min(covered, default=0), max(covered, default=-1) + 1))
        assert marked(*found, code) == inside - covered
    same_group = found.group[1:] == found.group[:-1]
    assert (found.start[1:] > found.end[:-1])[same_group].all()


@relaxed
@given(rows(), rows(), st.randoms(use_true_random=False))
def test_order_of_rows_moves_nothing(first, second, random):
    order = list(range(first[0].size))
    random.shuffle(order)
    shuffled = tuple(column[order] for column in first)
    assert union_ms(*shuffled).covered_ms.tolist() == union_ms(*first).covered_ms.tolist()
    assert gaps(*shuffled).start.tolist() == gaps(*first).start.tolist()
    expected = overlap_ms(*first, *second)[order].tolist()
    assert overlap_ms(*shuffled, *second).tolist() == expected
    assert overlap_ms(*second, *shuffled).tolist() == overlap_ms(*second, *first).tolist()


@relaxed
@given(rows(), rows(), st.integers(-(10**15), 10**15))
def test_shifting_all_instants_moves_nothing_but_the_instants(first, second, shift):
    moved, other = ((group, low + shift, high + shift) for group, low, high in (first, second))
    assert union_ms(*moved).covered_ms.tolist() == union_ms(*first).covered_ms.tolist()
    assert overlap_ms(*moved, *other).tolist() == overlap_ms(*first, *second).tolist()
    assert gaps(*moved).end.tolist() == (gaps(*first).end + shift).tolist()


@relaxed
@given(rows(), st.integers(0, LINE))
def test_splitting_rows_changes_no_cover(set_, cut):
    group, start, end = set_
    halves = (
        np.concatenate([group, group]),
        np.concatenate([start, np.clip(cut, start, end)]),
        np.concatenate([np.clip(cut, start, end), end]),
    )
    assert union_ms(*halves).covered_ms.tolist() == union_ms(*set_).covered_ms.tolist()
    assert gaps(*halves).start.tolist() == gaps(*set_).start.tolist()


def test_input_is_left_alone():
    group, start, end = np.array([1, 1]), np.array([5, 0]), np.array([9, 7])
    for array in (group, start, end):
        array.flags.writeable = False
    union_ms(group, start, end)
    gaps(group, start, end)
    clip(start, end, 1, 2)
    overlap_ms(group, start, end, group, start, end)
    assert start.tolist() == [5, 0]
