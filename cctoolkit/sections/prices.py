"""Money at stake: hours that findings speak of, at the price agreed for an hour."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from cctoolkit.engagement.settings import Settings
from cctoolkit.findings.finding import Finding, Hours, Stake
from cctoolkit.money import round_amount
from cctoolkit.sections.section import Section

# Billed against connected or productive hours: the contract's definition decides, nothing else.
DISPUTED = ("billed_beyond_logged", "billed_beyond_productive")


def priced(section: Section, settings: Settings) -> Section:
    """Give findings in hours their money, where an hour has a price (`hour_price`).

    An excess that a definition decides is disputable: between nothing and the whole. Other hours
    are an opportunity: nobody owes them, and the ends are those of their interval. Amounts of
    findings that share hours, such as a team and its whole, are never added.
    """
    if settings.hour_price is None:
        return section
    return replace(section, findings=tuple(_priced(each, settings) for each in section.findings))


def _priced(finding: Finding, settings: Settings) -> Finding:
    if finding.hours is None or finding.stake is not None:
        return finding
    return replace(finding, stake=_stake(finding.code, finding.hours, settings))


def _stake(code: str, hours: Hours, settings: Settings) -> Stake:
    low, value, high = (_amount(each, settings) for each in (hours.low, hours.value, hours.high))
    if code in DISPUTED:
        return Stake("disputable", low, high, settings.currency)
    return Stake("opportunity", low, high, settings.currency, value)


def _amount(hours: float, settings: Settings) -> Decimal:
    worth = settings.hour_price * Decimal(str(hours))
    return round_amount(worth, settings.money_decimals, "half_up")
