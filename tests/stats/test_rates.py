import numpy as np
import pytest

from cctoolkit.stats import poisson_rate


@pytest.mark.parametrize(
    ("events", "low", "high"),
    # Garwood's 95 % limits, as tabulated since 1936
    [
        (0, 0, 3.689),
        (1, 0.0253, 5.572),
        (5, 1.623, 11.668),
        (10, 4.795, 18.390),
        (50, 37.11, 65.92),
    ],
)
def test_garwood_limits(events, low, high):
    found = poisson_rate(events, 1)
    assert found.estimate == events
    assert found.low == pytest.approx(low, abs=5e-3 if events == 50 else 5e-4)
    assert found.high == pytest.approx(high, abs=5e-3 if events == 50 else 5e-4)


def test_leavers_per_person_month():
    # 6 leavers in 240 person-months: 2.5 % a month
    found = poisson_rate(6, 240)
    assert found.estimate == pytest.approx(0.025)
    assert found.low == pytest.approx(2.202 / 240, abs=1e-5)
    assert found.high == pytest.approx(13.060 / 240, abs=1e-5)


def test_limits_are_those_of_the_poisson_tails():
    from scipy.stats import poisson

    events = np.arange(1, 60)
    found = poisson_rate(events, 4.0, confidence=0.9)
    assert poisson.sf(events - 1, found.low * 4) == pytest.approx(0.05)
    assert poisson.cdf(events, found.high * 4) == pytest.approx(0.05)


def test_second_opinion_of_statsmodels():
    from statsmodels.stats.rates import confint_poisson

    for events in (1, 7, 120):
        theirs = confint_poisson(events, 33.0, method="exact-c")
        assert poisson_rate(events, 33.0)[1:] == pytest.approx(theirs, rel=1e-9)


def test_no_exposure_no_rate():
    assert np.isnan(poisson_rate(0, 0)).all()
    with pytest.raises(ValueError, match="events without exposure"):
        poisson_rate([1, 2], [5, 0])


def test_events_are_whole():
    with pytest.raises(ValueError, match="1 values are not whole numbers"):
        poisson_rate(2.5, 1)
