import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cctoolkit.stats import benjamini_hochberg

relaxed = settings(deadline=None)

# Benjamini and Hochberg (1995), section 3.2: fifteen comparisons of two treatments
PUBLISHED = [
    .0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459,
    .3240, .4262, .5719, .6528, .7590, 1.0,
]  # fmt: skip


def test_four_of_fifteen_as_published():
    adjusted = benjamini_hochberg(PUBLISHED)
    assert (adjusted <= 0.05).sum() == 4
    assert adjusted[0] == pytest.approx(0.0015)


def test_given_order_is_kept():
    backwards = benjamini_hochberg(PUBLISHED[::-1])
    assert backwards[::-1].tolist() == benjamini_hochberg(PUBLISHED).tolist()


def test_a_test_that_was_not_made_does_not_count():
    adjusted = benjamini_hochberg([0.01, np.nan, 0.04])
    assert adjusted[[0, 2]].tolist() == pytest.approx([0.02, 0.04])
    assert np.isnan(adjusted[1])


def test_no_tests():
    assert benjamini_hochberg([]).tolist() == []


@pytest.mark.parametrize("bad", [-0.1, 1.1, 5])
def test_outside_zero_and_one_is_refused(bad):
    with pytest.raises(ValueError, match="between 0 and 1"):
        benjamini_hochberg([0.5, bad])


@relaxed
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_second_opinion_of_statsmodels(p_values):
    from statsmodels.stats.multitest import multipletests

    theirs = multipletests(p_values, method="fdr_bh")[1]
    assert benjamini_hochberg(p_values) == pytest.approx(theirs)
