"""Hours on the invoice, which of them are time, and what was invoiced for them."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property

import pandas as pd

from cctoolkit.engagement.opening import Engagement
from cctoolkit.metrics import hours as metrics
from cctoolkit.sections.absence import absent
from cctoolkit.sections.section import Lack


class BilledHours:
    """Hours billed by concept; those that the settings call time are a step of the waterfall.

    A surcharge counted in hours bills the same hours again, so that concepts are only added up
    where somebody said which are time, or there is one alone.
    """

    def __init__(self, engagement: Engagement) -> None:
        self._engagement = engagement
        self._chosen = engagement.settings.hours.billed_concepts
        self.lacks: list[Lack] = []
        self.table = self._by_concept()

    def _by_concept(self) -> pd.DataFrame:
        made = pd.DataFrame(columns=["concept", "billed_h", "amount", "currency", "is_time"])
        lack = absent("billed_hours", self._engagement, "invoices")
        if lack is None:
            made = metrics.billed_hours(self._engagement["invoices"])
            lack = Lack("billed_hours", "hour_unit", ("invoices",)) if made.empty else None
        if lack:
            self.lacks.append(lack)
        unknown = [name for name in self._chosen or () if name not in set(made["concept"])]
        if unknown and len(made):
            self.lacks.append(Lack("billed_hours", "concept", tuple(unknown)))
        is_time = True if self._chosen is None else made["concept"].isin(self._chosen)
        return made.assign(is_time=is_time)

    def __len__(self) -> int:
        return len(self.table)

    @property
    def is_decided(self) -> bool:
        """Whether somebody said, or nobody need say, which concepts are time."""
        return self._chosen is not None or len(self.table) == 1

    @property
    def time_concepts(self) -> list[str]:
        """Concepts that count as time."""
        return self.table.loc[self.table["is_time"].astype(bool), "concept"].to_list()

    @cached_property
    def time(self) -> pd.DataFrame:
        """Hours billed as time and their amount, by month."""
        if self.table.empty:
            return pd.DataFrame(columns=["month", "billed_h", "amount", "currency"])
        rows = metrics.billed_hours(self._engagement["invoices"], by=["period"])
        rows = rows.rename(columns={"period": "month"})
        return rows[rows["concept"].isin(self.time_concepts)]

    @property
    def hours(self) -> float | None:
        """Hours billed as time."""
        return float(sum(self.time["billed_h"])) if len(self.time) else None

    @property
    def amount(self) -> Decimal | None:
        """Amount of the hours billed as time."""
        return self._invoiced(self.time)

    def by_month(self) -> pd.DataFrame:
        """Hours billed as time and the amount invoiced for them, a row per month."""
        months = self.time.groupby("month")
        invoiced = {month: self._invoiced(rows) for month, rows in months}
        columns = {
            "billed_h": months["billed_h"].sum().astype("float64"),
            "invoiced": pd.Series(invoiced, dtype=object),
        }
        return pd.DataFrame(columns).rename_axis("month").reset_index()

    def in_months(self, months: list[pd.Timestamp]) -> float:
        """Hours billed as time in some months."""
        return float(sum(self.time.loc[self.time["month"].isin(months), "billed_h"]))

    def _invoiced(self, rows: pd.DataFrame) -> Decimal | None:
        """Amount of lines, if all are in the currency of the engagement."""
        if rows.empty or set(rows["currency"]) != {self._engagement.settings.currency}:
            return None
        return sum(rows["amount"], Decimal(0))
