from fractions import Fraction

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from cctoolkit.planning import erlang_b, erlang_c, mean_patience, offered_load, queue
from tests.planning.oracle import decimal_b, exact_b, exact_c, simulated, states_a

LOADS = (0.01, 0.3, 1, 7.5, 40, 300, 1_000, 10_000)
SHARES = ("waiting_share", "of_offered", "of_answered", "abandoned_share", "occupancy")


def _around(load):
    """Positions far below, about and far above a load."""
    spread = [int(load + z * load**0.5) for z in (-20, -5, -2, -1, 0, 1, 2, 5, 10)]
    return sorted({1, 2, *(n for n in spread if n > 0), int(load * 1.2) + 1})


# Pencil


def test_load_is_contacts_times_handle_time_over_the_interval():
    assert offered_load(360, 240, 1800) == 48
    assert offered_load([0, 100], [np.nan, 180], 1800) == pytest.approx([0, 10])


def test_one_position_of_erlang_b():
    # one line and A erlang: A / (1 + A) are blocked
    assert erlang_b(1, 1) == pytest.approx(1 / 2)
    assert erlang_b(3, 1) == pytest.approx(3 / 4)
    assert erlang_b(1, 2) == pytest.approx((1 / 2) / (1 + 1 + 1 / 2))
    assert erlang_b([0, 0, 5], [0, 3, 0]) == pytest.approx([1, 0, 1])


def test_one_position_of_erlang_c():
    # M/M/1 at 0.8 erlang and 60 s: waits 0.8; mean wait 60 * 0.8 / 0.2 = 240 s;
    # beyond t with probability 0.8 exp(-0.2 t / 60)
    found = queue(0.8, 1, aht_s=60, threshold_s=[0, 60, 300])
    assert found.waiting_share == pytest.approx([0.8] * 3)
    assert found.wait_s == pytest.approx([240] * 3)
    assert found.of_offered == pytest.approx([0.2, 1 - 0.8 * np.exp(-0.2), 1 - 0.8 * np.exp(-1)])
    assert found.of_answered == pytest.approx(found.of_offered)
    assert found.occupancy == pytest.approx([0.8] * 3)


def test_two_positions_of_erlang_c():
    # 1 erlang on 2: states 1, 1, 1/2, 1/4, ... add up to 3; all busy in 1 of 3; wait 1/3 of 1/(2-1)
    found = queue(1, 2, aht_s=90, threshold_s=90)
    assert found.waiting_share == pytest.approx(1 / 3)
    assert found.wait_s == found.asa_s == pytest.approx(30)
    assert found.of_offered == pytest.approx(1 - np.exp(-1) / 3)


def test_one_position_with_patience_as_long_as_the_handle_time():
    # every contact in the system leaves at rate 1: infinitely many servers, a Poisson number
    # with mean 1 inside. Idle exp(-1), so all else follows; abandoned = 1 - occupancy / load.
    found = queue(1, 1, aht_s=60, threshold_s=20, patience_s=60)
    assert found.waiting_share == pytest.approx(1 - np.exp(-1))
    assert found.occupancy == pytest.approx(1 - np.exp(-1))
    assert found.abandoned_share == pytest.approx(np.exp(-1))
    assert found.wait_s == pytest.approx(60 * np.exp(-1))


def test_two_positions_with_patience_as_long_as_the_handle_time():
    # again Poisson with mean 2 inside: p0 = e^-2, p1 = 2 e^-2; busy (p1 + 2 (1 - p0 - p1)) / 2
    found = queue(2, 2, aht_s=60, threshold_s=0, patience_s=60)
    assert found.waiting_share == pytest.approx(1 - 3 * np.exp(-2))
    assert found.of_offered == pytest.approx(3 * np.exp(-2))
    assert found.occupancy == pytest.approx(1 - 2 * np.exp(-2))
    assert found.abandoned_share == pytest.approx(2 * np.exp(-2))


# Limits and queues without a steady state


def test_without_end_a_queue_that_grows_is_said_as_such():
    for load in (14, 14.01, 500):
        found = queue(load, 14, aht_s=180, threshold_s=20)
        assert not found.stable
        assert found.waiting_share == erlang_c(load, 14) == 1
        assert found.of_offered == found.of_answered == 0
        assert found.wait_s == found.asa_s == np.inf
        assert found.occupancy == 1
        assert found.abandoned_share == 0


def test_the_wait_of_a_growing_queue_is_not_negative():
    # phubers/erlang, its issue 7: 44.34 contacts of 646 s in half an hour at 14 positions gave
    # a negative mean wait
    assert queue(offered_load(44.34, 646, 1800), 14, aht_s=646, threshold_s=20).wait_s == np.inf


def test_nothing_offered_is_answered_at_once():
    found = queue(0, 3, aht_s=180, threshold_s=20, patience_s=[60, np.inf])
    assert found.of_offered == pytest.approx([1, 1])
    assert found.wait_s == pytest.approx([0, 0])
    assert found.occupancy == pytest.approx([0, 0])
    assert found.stable.all()


def test_without_positions_all_abandon_or_wait_for_ever():
    found = queue(5, 0, aht_s=180, threshold_s=20, patience_s=[60, np.inf])
    assert found.abandoned_share == pytest.approx([1, 0])
    assert found.of_offered == pytest.approx([0, 0])
    assert found.wait_s == pytest.approx([60, np.inf])
    assert np.isnan(found.of_answered[0])
    assert found.of_answered[1] == 0
    assert np.isnan(found.occupancy).all()
    assert found.stable.tolist() == [True, False]


def test_misuse_is_told_what_where_and_what_is_allowed():
    with pytest.raises(ValueError, match=r"load at \[1\] must be a finite number .* 0, not -1"):
        erlang_b([3, -1], 4)
    with pytest.raises(ValueError, match=r"positions must be a whole number .* not 4\.5"):
        erlang_c(3, 4.5)
    with pytest.raises(ValueError, match=r"load must be a finite number .* not nan"):
        erlang_c(np.nan, 4)
    with pytest.raises(ValueError, match=r"aht_s \(seconds\) must be .* above 0, not 0"):
        queue(3, 4, aht_s=0, threshold_s=20)
    with pytest.raises(ValueError, match=r"threshold_s .* at least 0, not -5"):
        queue(3, 4, aht_s=60, threshold_s=-5)
    with pytest.raises(ValueError, match=r"patience_s .* above 0, not 0"):
        queue(3, 4, aht_s=60, threshold_s=5, patience_s=0)


def test_minutes_given_as_seconds_are_refused_where_they_show():
    with pytest.raises(ValueError, match=r"interval_s \(seconds\) .* at least 60, not 30"):
        offered_load(100, 180, 30)
    with pytest.raises(ValueError, match=r"aht_s \(seconds\) at \[1\] .* at least 1, not 0.05"):
        offered_load(100, [180, 0.05], 1800)


# Published numbers


@pytest.mark.parametrize(
    ("share", "positions", "load"),
    # the printed tables of Erlang B traffic, three decimals
    [
        (0.01, 1, 0.010),
        (0.01, 5, 1.361),
        (0.01, 10, 4.461),
        (0.01, 20, 12.031),
        (0.01, 30, 20.337),
        (0.02, 10, 5.084),
        (0.02, 20, 13.182),
    ],
)
def test_tables_of_erlang_b_traffic(share, positions, load):
    assert erlang_b(load - 5.1e-4, positions) < share < erlang_b(load + 5.1e-4, positions)


def test_erlang_b_at_ten_erlang():
    assert erlang_b(10, [10, 15, 20]) == pytest.approx([0.21458, 0.03650, 0.00187], abs=5e-6)


def test_360_contacts_of_four_minutes_in_half_an_hour():
    # the inputs of a worked example of mitan.co.uk; the numbers, by a recursion apart from ours
    found = queue(48, 55, aht_s=240, threshold_s=15)
    assert found.waiting_share == pytest.approx(0.238701, abs=5e-7)
    assert found.of_offered == pytest.approx(0.845883, abs=5e-7)
    assert found.asa_s == pytest.approx(8.184, abs=5e-4)
    assert found.occupancy == pytest.approx(0.8727, abs=5e-5)


def test_pyworkforce_erlang_c():
    # pyworkforce, tests of queuing.ErlangC: 100 in 30 minutes, 3 minutes, within 20 s, 14 positions
    found = queue(offered_load(100, 180, 1800), [14, 15], aht_s=180, threshold_s=20)
    assert found.waiting_share[0] == pytest.approx(0.174132, abs=5e-7)
    assert found.of_offered == pytest.approx([0.888350, 0.941], abs=5e-4)
    assert found.asa_s[0] == pytest.approx(7.8359, abs=5e-5)
    assert found.occupancy[0] == pytest.approx(0.714286, abs=5e-7)


def test_pyworkforce_erlang_a():
    # pyworkforce 0.5.4, queuing/tests/test_abandonment.py: the same with patience of 5 minutes
    found = queue(10, 14, aht_s=180, threshold_s=20, patience_s=300)
    assert round(found.waiting_share, 5) == 0.14526
    assert round(found.abandoned_share, 6) == 0.013984
    assert round(found.occupancy, 6) == 0.704297
    assert round(found.wait_s / 60, 6) == 0.069919
    assert round(found.of_offered, 6) == 0.916792
    # Its "average speed of answer" is the wait of all contacts, and its service level that of the
    # offered: of those answered both are other numbers.
    assert found.asa_s / 60 == pytest.approx(0.064641, abs=5e-7)
    assert found.of_answered == pytest.approx(0.929794, abs=5e-7)


def test_the_model_with_patience_and_without():
    # Garnett, Mandelbaum and Reiman (2002), table 1: 48 contacts a minute, 1 minute, 50 agents,
    # patience of 2 minutes: abandoned 3.1 %; mean wait 3.7 s (20.8 s if nobody abandoned);
    # mean queue 3 (17); agents busy 93 % (96 %); of those who never abandon, 90 % within 58.1 s
    found = queue(48, 50, aht_s=60, threshold_s=58.1, patience_s=[120, np.inf])
    assert found.abandoned_share == pytest.approx([0.031, 0], abs=5e-4)
    assert found.wait_s == pytest.approx([3.7, 20.8], abs=0.05)
    assert found.wait_s * 48 / 60 == pytest.approx([3, 17], abs=0.5)
    assert found.occupancy == pytest.approx([0.93, 0.96], abs=5e-3)
    assert found.of_offered[1] == pytest.approx(0.90, abs=5e-4)


def test_of_the_offered_and_of_the_answered_with_patience():
    # the same within 20 s: three points apart, by what is divided
    found = queue(48, 50, aht_s=60, threshold_s=20, patience_s=120)
    assert (found.of_offered, found.of_answered) == pytest.approx((0.943, 0.973), abs=5e-4)


def test_emergency_calls():
    # al911.org: 30 calls an hour on 2 call takers, 60 s each: "less than 8 %" wait beyond 10 s;
    # with 80 s "14 %"
    found = queue(offered_load(30, [60, 80], 3600), 2, aht_s=[60, 80], threshold_s=10)
    assert 1 - found.of_offered == pytest.approx([0.07788, 0.14108], abs=5e-6)


def test_table_whose_handle_time_is_misprinted():
    # SWPP, winter 2018: 20 erlang at 21 to 25 positions, "handle time 300 s", within 30 s. Its
    # speeds of answer and levels are those of 180 s; with the 300 s printed they would be others.
    printed_asa_s = np.array([137, 51, 25, 13, 7])
    printed_level = np.array([0.35, 0.59, 0.75, 0.85, 0.91])
    positions = np.arange(21, 26)
    of_180 = queue(20, positions, aht_s=180, threshold_s=30)
    of_300 = queue(20, positions, aht_s=300, threshold_s=30)
    assert of_180.asa_s == pytest.approx([136.92, 51.11, 24.94, 13.41, 7.53], abs=5e-3)
    assert of_180.of_offered == pytest.approx([0.356, 0.593, 0.748, 0.847, 0.909], abs=5e-4)
    assert of_180.occupancy == pytest.approx([0.952, 0.909, 0.870, 0.833, 0.800], abs=5e-4)
    assert of_300.asa_s == pytest.approx([228.2, 85.2, 41.6, 22.4, 12.5], abs=0.05)
    assert np.abs(of_180.asa_s - printed_asa_s).max() < 0.6  # 7.53 was cut to 7, not rounded
    assert np.abs(of_180.of_offered - printed_level).max() < 0.007  # 35.6 % was cut to 35 %
    assert (of_300.asa_s > 1.6 * printed_asa_s).all()


# Exact fractions and other ways to the same number


@pytest.mark.parametrize("load", [Fraction(1, 100), Fraction(1), Fraction(19, 2), Fraction(60)])
def test_exact_fractions(load):
    for n in (1, 2, 3, 8, 61, 90):
        assert erlang_b(float(load), n) == pytest.approx(float(exact_b(load, n)), rel=1e-12)
        if n > load:
            assert erlang_c(float(load), n) == pytest.approx(float(exact_c(load, n)), rel=1e-12)


@pytest.mark.parametrize("load", LOADS)
def test_fifty_digits_from_a_hundredth_to_ten_thousand_erlang(load):
    positions = _around(load)
    expected = [decimal_b(str(load), n) for n in positions]
    assert erlang_b(load, positions) == pytest.approx(expected, rel=2e-12, abs=1e-300)


@pytest.mark.parametrize("load", LOADS)
def test_waiting_follows_from_blocking_at_every_size(load):
    above = [n for n in _around(load) if n > load]
    blocked = np.array([decimal_b(str(load), n) for n in above])
    expected = blocked / (1 - load / np.array(above) * (1 - blocked))
    assert erlang_c(load, above) == pytest.approx(expected, rel=1e-11)


@pytest.mark.slow
@pytest.mark.parametrize("load", LOADS)
@pytest.mark.parametrize("patience", [0.001, 0.05, 0.6, 1.0, 4.0])
def test_erlang_a_state_by_state(load, patience):
    for n in _around(load):
        for threshold in (0.0, 0.05, 1.0):
            expected = states_a(load, n, patience, threshold)
            found = queue(load, n, aht_s=1, threshold_s=threshold, patience_s=patience)._asdict()
            for name, value in expected.items():
                assert found[name] == pytest.approx(value, rel=1e-9, abs=1e-15), (name, n)


def test_endless_seas_of_patience_at_ten_thousand_erlang():
    # overloaded: the queue settles where as many abandon as come too many, at log(load / n)
    found = queue(10_000, 8_000, aht_s=300, threshold_s=20, patience_s=[60, 600, 6_000])
    assert found.abandoned_share == pytest.approx([0.2] * 3, rel=1e-3)
    assert found.occupancy == pytest.approx([1] * 3, rel=1e-3)
    assert found.asa_s == pytest.approx(np.log(1.25) * np.array([60, 600, 6_000]), rel=1e-2)


def test_the_transient_of_the_chain_of_those_ahead():
    # a contact that finds j waiting: the chain of those ahead of it, until it is served or leaves
    from scipy.linalg import expm

    load, n, patience, threshold = 2.5, 2, 0.7, 0.4
    size = 40
    rates = np.zeros((size + 1, size + 1))
    for j in range(size):
        leaving = n + j / patience
        rates[j, j - 1 if j else size] = leaving
        rates[j, j] = -leaving - 1 / patience
    served = expm(rates * threshold)[:size, size]
    weights = np.cumprod(
        [1.0] + [load / (min(k, n) + max(k - n, 0) / patience) for k in range(1, size + n)]
    )
    shares = weights / weights.sum()
    expected = shares[:n].sum() + shares[n:] @ served
    found = queue(load, n, aht_s=1, threshold_s=threshold, patience_s=patience)
    assert found.of_offered == pytest.approx(expected, rel=1e-10)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("load", "positions", "patience", "threshold", "seed"),
    [(10, 12, 5 / 3, 1 / 9, 1), (4, 3, 0.5, 0.2, 2), (0.8, 1, 3.0, 0.5, 3)],
)
def test_simulation_contact_by_contact(load, positions, patience, threshold, seed):
    waits, answered = simulated(load, positions, patience, n_contacts=150_000, seed=seed)
    within = answered & (waits <= threshold)
    found = queue(load, positions, aht_s=1, threshold_s=threshold, patience_s=patience)
    seen = {
        "waiting_share": (waits > 0, np.ones(len(waits))),
        "of_offered": (within, np.ones(len(waits))),
        "of_answered": (within, answered),
        "abandoned_share": (~answered, np.ones(len(waits))),
        "wait_s": (waits, np.ones(len(waits))),
        "asa_s": (waits * answered, answered),
    }
    for name, (top, bottom) in seen.items():
        tops, bottoms = (np.reshape(x, (50, -1)).sum(axis=1) for x in (top, bottom))
        error = np.std(tops / bottoms) / 50**0.5
        assert tops.sum() / bottoms.sum() == pytest.approx(found._asdict()[name], abs=4 * error)
        assert error < 0.03 * tops.sum() / bottoms.sum(), name


# Identities


@pytest.mark.parametrize(("load", "positions"), [(0.3, 1), (10, 14), (950, 1_000)])
def test_patience_without_end_is_erlang_c(load, positions):
    endless = queue(load, positions, aht_s=180, threshold_s=20)
    patient = queue(load, positions, aht_s=180, threshold_s=20, patience_s=1e10)
    for name in (*SHARES, "wait_s", "asa_s"):
        assert getattr(patient, name) == pytest.approx(getattr(endless, name), rel=1e-6, abs=1e-7)


@pytest.mark.parametrize(("load", "positions"), [(0.3, 1), (10, 9), (10, 14), (1_000, 1_000)])
def test_no_patience_is_erlang_b(load, positions):
    found = queue(load, positions, aht_s=180, threshold_s=20, patience_s=1e-7)
    assert found.abandoned_share == pytest.approx(erlang_b(load, positions), rel=1e-6)
    assert found.waiting_share == pytest.approx(erlang_b(load, positions), rel=1e-6)


LOAD = st.floats(0.01, 10_000)
SERVED = {"load": LOAD, "per_load": st.floats(0.2, 2), "patience": st.floats(0.01, 50)}


@given(**SERVED, threshold=st.floats(0, 3))
def test_what_comes_is_answered_or_abandons(load, per_load, patience, threshold):
    n = int(load * per_load) + 1
    found = queue(load, n, aht_s=60, threshold_s=60 * threshold, patience_s=60 * patience)
    # those answered keep the positions busy; those who abandon do so at the pace of the queue
    assert found.occupancy * n / load + found.abandoned_share == pytest.approx(1, rel=1e-10)
    assert found.abandoned_share == pytest.approx(found.wait_s / (60 * patience), rel=1e-10)
    assert all(0 <= getattr(found, name) <= 1 + 1e-12 for name in SHARES)
    assert found.of_offered <= found.of_answered * (1 + 1e-12)
    assert 1 - found.waiting_share <= found.of_offered + 1e-12


@given(**SERVED, threshold=st.floats(0, 3))
def test_one_position_more_never_harms(load, per_load, patience, threshold):
    n = int(load * per_load) + 1
    less, more = (
        queue(load, m, aht_s=60, threshold_s=60 * threshold, patience_s=60 * patience)
        for m in (n, n + 1)
    )
    for name in ("of_offered", "of_answered"):
        assert getattr(more, name) >= getattr(less, name) * (1 - 1e-11)
    for name in ("waiting_share", "abandoned_share", "wait_s", "asa_s", "occupancy"):
        assert getattr(more, name) <= getattr(less, name) * (1 + 1e-11)
    assert erlang_b(load, n + 1) <= erlang_b(load, n)
    assert erlang_c(load, n + 1) <= erlang_c(load, n)


@given(
    rows=st.lists(
        st.tuples(LOAD, st.integers(0, 12_000), st.sampled_from([5.0, 90.0, np.inf])), min_size=1
    )
)
def test_arrays_give_what_their_elements_give(rows):
    load, positions, patience_s = (np.array(column) for column in zip(*rows, strict=True))
    together = queue(load, positions, aht_s=200, threshold_s=15, patience_s=patience_s)
    for i, (a, n, p) in enumerate(rows):
        alone = queue(a, n, aht_s=200, threshold_s=15, patience_s=p)
        for name, column in together._asdict().items():
            expected = getattr(alone, name)
            assert column[i] == pytest.approx(expected, rel=1e-12, nan_ok=True), name
        assert erlang_b(load, positions)[i] == pytest.approx(erlang_b(a, n), rel=1e-12)


def test_shapes_broadcast_and_single_numbers_stay_single():
    table = queue([[10], [20]], [15, 25, 35], aht_s=180, threshold_s=20, patience_s=[60, 120, 240])
    assert all(column.shape == (2, 3) for column in table)
    assert np.ndim(erlang_b(3, 4)) == np.ndim(queue(3, 4, aht_s=1, threshold_s=0).wait_s) == 0
    assert erlang_c(np.array([]), 3).shape == (0,)
    assert queue([], 3, aht_s=60, threshold_s=20, patience_s=60).wait_s.shape == (0,)


def test_what_is_given_stays_as_it_was():
    load, positions = np.array([10.0, 20.0]), np.array([14, 0])
    queue(load, positions, aht_s=180, threshold_s=20, patience_s=60)
    assert load.tolist() == [10, 20]
    assert positions.tolist() == [14, 0]


# Patience


def test_patience_is_all_waiting_over_those_who_abandoned():
    # 10 abandoned in 3,000 s: Garwood's limits of 10 events are 4.795 and 18.390
    found = mean_patience(3_000, 10)
    assert found.estimate == 300
    assert found.low == pytest.approx(3_000 / 18.390, rel=1e-4)
    assert found.high == pytest.approx(3_000 / 4.795, rel=1e-4)


def test_if_nobody_abandoned_patience_is_infinite_and_its_lower_limit_is_not():
    # none of what 3.689 would explain in 97.5 of 100
    found = mean_patience(3_000, 0)
    assert found.estimate == found.high == np.inf
    assert found.low == pytest.approx(3_000 / 3.689, rel=1e-3)
    assert np.isnan(mean_patience(0, 0)).all()
    with pytest.raises(ValueError, match="events without exposure"):
        mean_patience(0, 3)


def test_patience_found_again_where_the_wait_of_the_abandoned_misleads():
    waits, answered = simulated(load=10, positions=9, patience=2.0, n_contacts=60_000, seed=7)
    found = mean_patience(waits.sum(), (~answered).sum())
    assert found.low < 2.0 < found.high
    assert found.high / found.low < 1.1
    assert waits[~answered].mean() < 2.0 / 6
