import pytest
from hypothesis import given
from hypothesis import strategies as st

from cctoolkit.report.colour import READABLE, contrast, readable

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),  # the grey that WCAG's own examples call just too light
        ("#ff0000", "#ffffff", 4.0),
    ],
)
def test_contrast_as_published(one, other, expected):
    assert contrast(one, other) == pytest.approx(expected, abs=0.01)
    assert contrast(other, one) == contrast(one, other)


@given(COLOURS)
def test_every_accent_becomes_readable(accent):
    assert contrast(readable(accent), "#ffffff") >= READABLE


@given(COLOURS)
def test_a_readable_accent_stays_as_it_is(accent):
    if contrast(accent, "#ffffff") >= READABLE:
        assert readable(accent) == accent


@pytest.mark.parametrize("colour", ["#1c2733", "#586470", "#b94e14", "#7a5c00"])
@pytest.mark.parametrize("paper", ["#ffffff", "#f5f7f8"])
def test_the_house_colours_are_readable_on_both_papers(colour, paper):
    assert contrast(colour, paper) >= READABLE
