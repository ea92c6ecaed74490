"""What an hour costs the provider, for the one view that may see it."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from cctoolkit.engagement.opening import Engagement
from cctoolkit.metrics import hours as metrics
from cctoolkit.money import round_amount
from cctoolkit.sections.hour_steps import payroll_of
from cctoolkit.sections.section import Lack

SEES_COSTS = "provider"
"""The one view that may see what an hour costs the provider."""


class HourCosts:
    """Hours at the mean cost of an hour paid; none where nobody may see it, or in no one currency.

    `are_paid_shown` says whether the payroll speaks of enough people.
    """

    def __init__(self, engagement: Engagement, *, are_paid_shown: bool) -> None:
        settings = engagement.settings
        self.lacks: list[Lack] = []
        self._currency, self._decimals = settings.currency, settings.money_decimals
        self._payroll = None
        if settings.view == SEES_COSTS and are_paid_shown:
            self._payroll = self._in_currency(payroll_of(engagement))

    def _in_currency(self, payroll: pd.DataFrame) -> pd.DataFrame | None:
        if set(payroll["currency"]) == {self._currency}:
            return payroll
        self.lacks.append(Lack("hours_cost", "currency", (self._currency,)))
        return None

    @property
    def are_known(self) -> bool:
        """Whether hours can be given their cost."""
        return self._payroll is not None

    def of(self, hours: pd.Series) -> pd.Series:
        """Value of each number of hours, to the currency's decimals."""
        return pd.Series([self._of(each) for each in hours], index=hours.index, dtype=object)

    def _of(self, hours: float | Decimal) -> Decimal | None:
        if self._payroll is None or pd.isna(hours):
            return None
        worth = metrics.at_cost(Decimal(str(hours)), self._payroll)
        return round_amount(worth, self._decimals, "half_up")
