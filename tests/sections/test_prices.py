"""Hours of findings at the price of an hour: which purse, which ends, what stays without money."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from cctoolkit.engagement.settings import Settings
from cctoolkit.findings import Finding, Hours, Stake
from cctoolkit.sections.prices import priced
from cctoolkit.sections.section import Section

LOST = Finding("team_below_target", "adherence", "serious", hours=Hours(30, 20, 40))
BILLED = Finding("billed_beyond_logged", "hours", "notice", hours=Hours(10.005, 0, 10.005))


def stakes(*findings, price="18.50", currency="EUR", decimals=None):
    settings = Settings.model_construct(
        hour_price=None if price is None else Decimal(price),
        currency=currency,
        currency_decimals=decimals,
    )
    section = priced(Section("adherence", findings=findings), settings)
    return [finding.stake for finding in section.findings]


def test_hours_lost_are_an_opportunity_between_the_ends_of_their_interval():
    (stake,) = stakes(LOST)
    assert stake.purse == "opportunity"
    assert (stake.low, stake.value, stake.high) == tuple(map(Decimal, ("370", "555", "740")))


def test_an_excess_that_a_definition_decides_is_between_nothing_and_the_whole():
    # 10.005 hours at 18.50 are 185.0925.
    assert stakes(BILLED) == [Stake("disputable", Decimal("0.00"), Decimal("185.09"), "EUR")]


def test_without_a_price_or_without_hours_there_is_no_money():
    assert stakes(LOST, price=None) == [None]
    assert stakes(replace(LOST, hours=None)) == [None]


def test_money_that_somebody_priced_stays():
    stake = Stake("claimable", Decimal("4310"), Decimal("4310"), "EUR")
    assert stakes(replace(LOST, stake=stake)) == [stake]


@pytest.mark.parametrize(("currency", "decimals", "low"), [("CLP", None, "370"), ("EUR", 0, "370")])
def test_amounts_have_the_decimals_of_the_currency_or_of_the_settings(currency, decimals, low):
    (stake,) = stakes(LOST, currency=currency, decimals=decimals)
    assert str(stake.low) == low
