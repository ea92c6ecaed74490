import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cctoolkit.stats import directly_standardised, indirectly_standardised, kitagawa

relaxed = settings(deadline=None)
STONES = {
    "group": ["A", "A", "B", "B"],
    "stratum": ["small", "large", "small", "large"],
    "numerator": [81, 192, 234, 55],
    "denominator": [87, 263, 270, 80],
}
side = st.tuples(st.integers(0, 500), st.integers(1, 900)) | st.just((0, 0))
strata = st.lists(st.tuples(side, side), min_size=1, max_size=8).filter(
    lambda rows: sum(row[0][1] for row in rows) and sum(row[1][1] for row in rows)
)


def columns(rows):
    return [[row[i][j] for row in rows] for i in (0, 1) for j in (0, 1)]


def test_kidney_stones_turn_round():
    # Charig and others (1986): crude 78.0 % and 82.6 %; at equal mix A is better, as in each size
    table = directly_standardised(**STONES).set_index("group")
    assert table["crude"].to_dict() == pytest.approx({"A": 273 / 350, "B": 289 / 350})
    small, large = 357 / 700, 343 / 700
    assert table["standardised"].to_dict() == pytest.approx(
        {
            "A": small * 81 / 87 + large * 192 / 263,
            "B": small * 234 / 270 + large * 55 / 80,
        }
    )
    assert table["crude"]["A"] < table["crude"]["B"]
    assert table["standardised"]["A"] > table["standardised"]["B"]


def test_standard_can_be_stated_in_any_unit():
    half = directly_standardised(**STONES, standard={"small": 5, "large": 5})
    assert half["standardised"][0] == pytest.approx((81 / 87 + 192 / 263) / 2)


def test_group_that_lacks_a_stratum_has_no_standardised_rate():
    table = directly_standardised(["A", "A", "B"], ["x", "y", "x"], [5, 5, 5], [10, 10, 20])
    assert table["standardised"].isna().tolist() == [False, True]
    assert table["covered_share"].tolist() == [1.0, 0.75]
    assert table["crude"].tolist() == [0.5, 0.25]


def test_stratum_of_no_weight_is_not_missed():
    table = directly_standardised(
        ["A", "A", "B"], ["x", "y", "x"], [5, 5, 5], [10, 10, 20], standard={"x": 1, "y": 0}
    )
    assert table["standardised"].tolist() == [0.5, 0.25]


def test_rows_of_a_pair_are_summed_and_their_order_is_nothing():
    split = directly_standardised(
        ["B", "A", "A", "B", "A"],
        ["large", "large", "small", "small", "large"],
        [55, 100, 81, 234, 92],
        [80, 200, 87, 270, 63],
    )
    assert split.equals(directly_standardised(**STONES))


def test_stratum_without_weight_is_named():
    with pytest.raises(ValueError, match="no weight for 'large'"):
        directly_standardised(**STONES, standard={"small": 1})


def test_missing_names_and_negative_denominators_are_refused():
    with pytest.raises(ValueError, match="a group or a stratum is missing"):
        directly_standardised(["A", None], ["x", "x"], [1, 1], [2, 2])
    with pytest.raises(ValueError, match="denominator: 1 values are below 0"):
        directly_standardised(["A"], ["x"], [1], [-2])


def test_equal_mix_has_nothing_to_standardise():
    table = directly_standardised(["A", "A", "B", "B"], ["x", "y"] * 2, [1, 6, 3, 2], [4, 8, 4, 8])
    assert table["standardised"].tolist() == pytest.approx(table["crude"].tolist())


def test_mix_alone():
    # both bands keep 700 s and 300 s; the slow band grows from a quarter to three quarters
    split = kitagawa([70_000, 90_000], [100, 300], [210_000, 30_000], [300, 100])
    assert (split.difference, split.mix_effect, split.rate_effect) == (200, 200, 0)


def test_rate_alone():
    split = kitagawa([70_000, 90_000], [100, 300], [67_000, 81_000], [100, 300])
    assert (split.difference, split.mix_effect, split.rate_effect) == (-30, 0, -30)


def test_kidney_stones_in_two_parts_by_hand():
    split = kitagawa([81, 192], [87, 263], [234, 55], [270, 80], stratum=["small", "large"])
    small = (270 / 350 - 87 / 350) * (81 / 87 + 234 / 270) / 2
    large = (80 / 350 - 263 / 350) * (192 / 263 + 55 / 80) / 2
    assert split.mix_effect == pytest.approx(small + large)
    assert split.difference == pytest.approx(16 / 350)
    assert split.rate_effect < 0 < split.mix_effect
    assert split.by_stratum["stratum"].tolist() == ["small", "large"]


def test_growing_where_the_rate_is_low_counts_against():
    split = kitagawa([90, 10], [100, 100], [45, 15], [50, 150])
    assert (split.by_stratum["mix_effect"] < 0).all()


def test_stratum_on_one_side_only_is_mix():
    split = kitagawa([50, 0], [100, 0], [25, 10], [50, 50])
    assert split.rate_effect == 0
    assert split.mix_effect == pytest.approx(split.difference)


def test_side_without_denominator_has_no_rate():
    split = kitagawa([0, 0], [0, 0], [1, 2], [3, 4])
    assert np.isnan([split.rate_a, split.difference, split.mix_effect]).all()


def test_bad_columns_are_refused():
    with pytest.raises(ValueError, match="a numerator has no denominator"):
        kitagawa([1, 1], [0, 2], [1, 1], [2, 2])
    with pytest.raises(ValueError, match="one value per stratum"):
        kitagawa([1], [2], [1, 2], [2, 2])
    with pytest.raises(ValueError, match="denominator_b: 1 values are below 0"):
        kitagawa([1], [2], [1], [-2])


@relaxed
@given(strata)
def test_both_effects_add_up_to_the_difference(rows):
    split = kitagawa(*columns([((0, 0) if not a[1] else a, b) for a, b in rows]))
    assert split.mix_effect + split.rate_effect == pytest.approx(split.difference, abs=1e-9)
    table = split.by_stratum
    assert table["mix_effect"].sum() == pytest.approx(split.mix_effect)


@relaxed
@given(strata)
def test_the_way_back_is_the_way_there(rows):
    there, back = kitagawa(*columns(rows)), kitagawa(*columns([(b, a) for a, b in rows]))
    assert there.mix_effect == pytest.approx(-back.mix_effect, abs=1e-9)
    assert there.rate_effect == pytest.approx(-back.rate_effect, abs=1e-9)


@relaxed
@given(strata, st.randoms(use_true_random=False))
def test_order_of_strata_is_nothing(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    a, b = kitagawa(*columns(rows)), kitagawa(*columns(shuffled))
    assert a.mix_effect == pytest.approx(b.mix_effect, abs=1e-9)


# Deaths from cirrhosis of the liver among male doctors, England and Wales: at the rates of all men
# of each age (per million) 4.4966 are expected, 14 happened (Bland, An Introduction to Medical
# Statistics, chapter on demographic data).
RATES = {"15": 5.859e-6, "25": 13.050e-6, "35": 46.937e-6, "45": 161.503e-6, "55": 271.358e-6}
DOCTORS = [1080, 12860, 11510, 10330, 7790]


def test_a_standardised_mortality_ratio_of_a_textbook():
    deaths = [0, 0, 0, 0, 14]  # by age they don't matter
    table = indirectly_standardised(["d"] * 5, [*RATES], deaths, DOCTORS, standard=RATES)
    assert table["expected"][0] == pytest.approx(4.4966, abs=5e-5)
    assert table["ratio"][0] == pytest.approx(3.11, abs=5e-3)
    assert table["compared_share"][0] == 1


def test_expected_at_the_rates_of_everybody_by_hand():
    # the long queue: 1,300 s in 4 contacts; the short one: 500 s in 5
    table = indirectly_standardised(
        ["a", "a", "b", "b"], ["long", "short"] * 2, [700, 100, 600, 400], [2, 1, 2, 4]
    )
    assert table["expected"].tolist() == [2 * 325 + 100, 2 * 325 + 400]
    assert table["ratio"].tolist() == [800 / 750, 1000 / 1050]


def test_all_together_are_as_expected():
    rng = np.random.default_rng(3)
    group, stratum = rng.integers(0, 12, 300), rng.integers(0, 5, 300)
    table = indirectly_standardised(group, stratum, rng.random(300), rng.random(300))
    assert table["observed"].sum() == pytest.approx(table["expected"].sum())


def test_a_stratum_of_too_few_groups_is_in_no_side():
    table = indirectly_standardised(
        ["a", "a", "b"], ["x", "alone", "x"], [6, 50, 2], [2, 6, 2], least_groups=2
    )
    assert table["observed"].tolist() == [6, 2]
    assert table["expected"].tolist() == [4, 4]
    assert table["compared_share"].tolist() == [0.25, 1]
    assert table["numerator"].tolist() == [56, 2]


def test_a_stratum_without_a_rate_is_refused():
    with pytest.raises(ValueError, match="no rate for 'y'"):
        indirectly_standardised(["a"], ["y"], [1], [1], standard={"x": 1.0})
