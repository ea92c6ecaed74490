"""Demand, plan and presence of each interval beside each other, by group of agents who share it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from cctoolkit.engagement.opening import Engagement
from cctoolkit.metrics import service
from cctoolkit.metrics.clock import with_clock
from cctoolkit.metrics.pools import Pools, pools
from cctoolkit.planning import mean_patience

INTERVAL = ["start_at", "end_at", "business_day"]
CELL = ["start_at", "end_at", "pool"]
LONGEST_MS = 3_600_000
PRODUCTIVE = "productive"


class Sheet(NamedTuple):
    """What the day sheet is computed from.

    `rows`: one per interval and group; `people`: who was planned or connected in each, `agent_id`;
    `patience`: by group; `n_left_out`: contacts of intervals that can't be judged, by reason.
    """

    rows: pd.DataFrame
    people: pd.DataFrame
    patience: pd.DataFrame
    n_left_out: Mapping[str, int]
    n_unlogged: int


def joined(
    engagement: Engagement, queue: pd.DataFrame, *, threshold_s: float, basis: str, version: str
) -> Sheet:
    """Join what was forecast, offered, planned and present; positions are time over length.

    An agent is in the group of the queues that he answers, by `contacts`; one without contacts in
    that of his team; who is in none, in that of the queues that no contact tells of. Intervals in
    which contacts were answered and nobody was connected have an incomplete log and are left out.
    """
    zone = engagement.settings.zone
    groups = _Groups(engagement, queue)
    queue, n_mixed = groups.of_one_channel(queue)
    patience = _patience(queue)
    demand = _demand(engagement, queue, threshold_s, basis)
    forecast = _forecast(engagement, groups, version)
    supply, people, n_unlogged = _supply(engagement, groups)
    rows = demand.merge(forecast, on=CELL, how="outer").merge(supply, on=CELL, how="left")
    rows = rows[rows["pool"].isin(patience["pool"])]
    rows = _completed(rows.merge(patience[["pool", "patience_s"]], on="pool"), forecast, supply)
    blind = (rows["n_answered"] > 0) & ~(rows["present_positions"] > 0)
    n_left_out = {"channels_mixed": n_mixed, "log_missing": int(rows["n_offered"][blind].sum())}
    rows = with_clock(rows[~blind], zone).reset_index(drop=True)
    keys = rows[[*CELL, "business_day", "hour"]].rename(columns={"business_day": "day"})
    people = people.merge(keys, on=CELL).drop(columns="business_day", errors="ignore")
    people = people.rename(columns={"day": "business_day"})
    return Sheet(rows, people, patience, n_left_out, n_unlogged)


class _Groups:
    """Which agents answer which queues of the sheet."""

    def __init__(self, engagement: Engagement, queue: pd.DataFrame) -> None:
        contacts = engagement.tables.get("contacts")
        known = Pools({}, {}) if contacts is None else pools(contacts)
        self._known = known
        rest = sorted({*queue["queue"].dropna()} - {*known.of_queue})
        self._rest = " + ".join(rest)
        self.of_queue = {**known.of_queue, **dict.fromkeys(rest, self._rest)}
        every = engagement["queue_intervals"]
        channels = every.assign(pool=every["queue"].map(self.of_queue))[["pool", "channel"]]
        n_channels = channels.dropna().drop_duplicates().groupby("pool").size()
        self._mixed = {*n_channels.index[n_channels > 1]}

    def of_one_channel(self, queue: pd.DataFrame) -> tuple[pd.DataFrame, int]:
        """Leave out groups that also answer other channels, where a post has several contacts."""
        rows = queue.assign(pool=queue["queue"].map(self.of_queue))
        mixed = rows["pool"].isin(self._mixed)
        return rows[~mixed], int(rows.loc[mixed, "n_offered"].sum())

    def of_agents(self, rows: pd.DataFrame) -> pd.Series:
        """Group of the agent of each row: his own, that of his team, or that of the rest."""
        own = rows["agent_id"].map(self._known.of_agent).astype("str")
        if "team" in rows:
            shared = pd.DataFrame({"team": rows["team"], "own": own}).dropna().value_counts()
            of_team = shared.reset_index().drop_duplicates("team").set_index("team")["own"]
            own = own.fillna(rows["team"].map(of_team).astype("str"))
        return own.fillna(self._rest)


def _patience(queue: pd.DataFrame) -> pd.DataFrame:
    """Mean patience of each group, over the whole period; endless where nobody abandons."""
    names = ["wait_answered_ms", "wait_abandoned_ms", "n_abandoned", "n_offered"]
    sums = queue.groupby("pool")[names].sum().astype("float64").reset_index()
    waiting_s = (sums["wait_answered_ms"] + sums["wait_abandoned_ms"]) / 1000
    left = sums["n_abandoned"].where(waiting_s > 0, 0)
    found = mean_patience(waiting_s.to_numpy(), left.to_numpy())
    return sums[["pool", "n_offered", "n_abandoned"]].assign(
        patience_s=np.nan_to_num(found.estimate, nan=np.inf, posinf=np.inf),
        low=np.asarray(found.low, dtype=float),
        high=np.asarray(found.high, dtype=float),
    )


def _demand(
    engagement: Engagement, queue: pd.DataFrame, threshold_s: float, basis: str
) -> pd.DataFrame:
    """Contacts offered, in time and handled, and their handle time."""
    by = [*CELL, "business_day"]
    within = engagement.tables["queue_thresholds"]
    level = service.service_level(queue, within, by, threshold_s=threshold_s)
    table = service.volumes(queue, by)[[*by, "n_offered", "n_answered"]].merge(
        level[[*by, f"n_{basis}", "n_within"]].rename(columns={f"n_{basis}": "n_base"}), on=by
    )
    handle = service.handle_time(queue, by)[[*by, "aht_s", "n_handled"]]
    return table.merge(handle, on=by, how="left")


def _forecast(engagement: Engagement, groups: _Groups, version: str) -> pd.DataFrame:
    """Contacts expected by group, and their handle time weighted by them."""
    names = [*CELL, "n_forecast", "forecast_aht_s"]
    if "forecast" not in engagement:
        return pd.DataFrame(columns=names).astype(
            {"start_at": "datetime64[ms, UTC]", "end_at": "datetime64[ms, UTC]", "pool": "str"}
            | dict.fromkeys(names[3:], "float64")
        )
    rows = engagement["forecast"]
    rows = rows[(rows["version"] == version) & rows["channel"].eq("voice")]
    rows = rows.assign(pool=rows["queue"].map(groups.of_queue))
    known = rows["n_offered"].astype("float64").where(rows["aht_ms"].notna())
    rows = rows.assign(known=known, work_s=known * rows["aht_ms"].astype("float64") / 1000)
    sums = rows.groupby(CELL)[["n_offered", "known", "work_s"]].sum().astype("float64")
    sums["forecast_aht_s"] = sums["work_s"] / sums["known"].where(sums["known"] > 0)
    return sums.reset_index().rename(columns={"n_offered": "n_forecast"})[names]


def _supply(engagement: Engagement, groups: _Groups) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """Time present, in auxiliary states, planned and absent; who; how many have no log."""
    agents = engagement["agent_intervals"]
    agents = agents.assign(
        pool=groups.of_agents(agents),
        present_ms=(agents["logged_ms"] - agents["aux_ms"].fillna(0)).astype("float64"),
    )
    supply = agents.groupby(CELL)[["present_ms", "aux_ms"]].sum().astype("float64").reset_index()
    people = agents.loc[agents["logged_ms"] > 0, ["agent_id", *CELL]]
    if "schedule_intervals" not in engagement:
        absent = supply.assign(planned_ms=np.nan, absent_ms=np.nan)
        return absent, people.drop_duplicates(), 0
    planned = _planned(engagement["schedule_intervals"], agents, groups)
    unlogged = ~planned["agent_id"].isin(agents["agent_id"])
    n_unlogged = planned.loc[unlogged & (planned["planned_ms"] > 0), "agent_id"].nunique()
    planned = planned[~unlogged]
    sums = planned.groupby(CELL)[["planned_ms", "absent_ms"]].sum().reset_index()
    supply = supply.merge(sums, on=CELL, how="outer").fillna(
        dict.fromkeys(["present_ms", "aux_ms", "planned_ms", "absent_ms"], 0.0)
    )
    people = pd.concat([people, planned.loc[planned["planned_ms"] > 0, ["agent_id", *CELL]]])
    return supply, people.drop_duplicates(), n_unlogged


def _planned(schedule: pd.DataFrame, agents: pd.DataFrame, groups: _Groups) -> pd.DataFrame:
    """Planned time on the queue of each agent, and the part on days without any connection."""
    rows = schedule[schedule["activity"] == PRODUCTIVE]
    whole = rows["scheduled_ms"].fillna(0) + rows["without_states_ms"].fillna(0)
    logged = agents.loc[agents["logged_ms"] > 0, ["agent_id", "business_day"]].drop_duplicates()
    came = pd.MultiIndex.from_frame(rows[["agent_id", "business_day"]]).isin(
        pd.MultiIndex.from_frame(logged)
    )
    places = agents.drop_duplicates("agent_id").set_index("agent_id")["pool"]
    known = rows["agent_id"].map(places).astype("str")
    planned = whole.astype("float64")
    return rows[["agent_id", "start_at", "end_at"]].assign(
        pool=known.fillna(groups.of_agents(rows)),
        planned_ms=planned,
        absent_ms=planned.where(~came, 0.0),
    )


def _completed(rows: pd.DataFrame, forecast: pd.DataFrame, supply: pd.DataFrame) -> pd.DataFrame:
    """Fill what means nothing came or nobody was there, and turn times into positions."""
    length_ms = (rows["end_at"] - rows["start_at"]).dt.total_seconds() * 1000
    rows = rows[rows["n_offered"].notna()].assign(interval_s=length_ms / 1000)
    expected = rows["pool"].isin(forecast["pool"])
    rows["n_forecast"] = rows["n_forecast"].fillna(0).where(expected)
    usual = (
        forecast.assign(work_s=forecast["n_forecast"] * forecast["forecast_aht_s"])
        .groupby("pool")[["work_s", "n_forecast"]]
        .sum()
    )
    usual = rows["pool"].map(usual["work_s"] / usual["n_forecast"])
    rows["forecast_aht_s"] = rows["forecast_aht_s"].fillna(usual)
    rows["aht_s"] = rows["aht_s"].fillna(rows["forecast_aht_s"]).fillna(_mean_aht(rows))
    has_plan = bool(supply["planned_ms"].notna().any())
    for name in ("present", "aux", "planned", "absent"):
        time = rows.pop(f"{name}_ms").astype("float64")
        if has_plan or name in ("present", "aux"):
            time = time.fillna(0.0)
        rows[f"{name}_positions"] = time / length_ms
    return rows


def _mean_aht(rows: pd.DataFrame) -> pd.Series:
    """Handle time of the whole group, for intervals in which nothing was handled."""
    work = (rows["aht_s"] * rows["n_handled"]).groupby(rows["pool"]).transform("sum")
    return work / rows["n_handled"].groupby(rows["pool"]).transform("sum")
