"""Where the hours paid went: productive, auxiliary, not connected; with the margin of the first."""

from __future__ import annotations

import pandas as pd

from cctoolkit.engagement.opening import Engagement
from cctoolkit.metrics import hours as metrics
from cctoolkit.sections.hour_costs import HourCosts
from cctoolkit.sections.hour_groups import HourSteps, of_both
from cctoolkit.sections.hour_steps import connection
from cctoolkit.sections.section import Lack
from cctoolkit.sections.spread import CONFIDENCE, share_spread


class PaidUse:
    """The hours paid and the connection of the same months, of those in both where it may be so.

    `table` has each part at its cost where that may be seen.
    """

    def __init__(
        self, paid: pd.DataFrame, rows: pd.DataFrame, costs: HourCosts, *, ringing: bool
    ) -> None:
        self._choice = {"ringing_is_productive": ringing}
        table = metrics.used(paid, rows, **self._choice)
        self.table = table.assign(at_cost=costs.of(table["hours"])) if costs.are_known else table
        self.n_agents = paid["agent_id"].nunique()
        self.n_outside = len(set(paid["agent_id"]) ^ set(rows["agent_id"]))
        limits = self._limits(paid, rows)
        self.low, self.high = float(limits["low"]), float(limits["high"])

    @property
    def productive_share(self) -> float:
        """Share of the hours paid that were productive."""
        return float(self.table.set_index("paid_part")["paid_share"]["productive"])

    def _limits(self, paid: pd.DataFrame, rows: pd.DataFrame) -> pd.Series:
        productive = metrics.productive_hours(rows, **self._choice).set_index("agent_id")["ms"]
        cells = paid.groupby("agent_id")["ms"].sum().to_frame("paid").join(productive, how="outer")
        cells = cells.fillna(0).rename_axis("agent_id").reset_index()
        spread = {"clusters": ["agent_id"], "confidence": CONFIDENCE}
        return share_spread(cells, [], "ms", "paid", **spread).iloc[0]


def paid_use(engagement: Engagement, steps: HourSteps, costs: HourCosts) -> PaidUse | Lack | None:
    """Compare whole months of those paid and connected; None where a step is missing, said already.

    Payrolls are of whole months: half a month of connection would look like idle pay.
    """
    if not steps.have("paid", "logged"):
        return None
    months = steps.whole_months("paid", "logged")
    if not months:
        return Lack("paid_use", "whole_month", ())
    rows = connection(engagement)
    rows = rows[rows["month"].isin(months) & rows["logged_ms"].gt(0).fillna(False).astype(bool)]
    paid = steps.of_months("paid", months)
    if len(set(paid["agent_id"]) & set(rows["agent_id"])) < steps.minimum:
        return Lack("paid_use", "strangers", ("payroll", "agent_intervals"))
    paid, rows = of_both(paid, rows, steps.minimum)
    return PaidUse(paid, rows, costs, ringing=engagement.settings.ringing_is_productive)
