"""The day sheet: what was forecast, required, planned and present, and what each gap cost."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cctoolkit.engagement.opening import Engagement
from cctoolkit.findings import Finding
from cctoolkit.findings import planning as rules
from cctoolkit.planning import Targets
from cctoolkit.planning.day_sheet import CAUSES, LINES, contributions, required, summed
from cctoolkit.sections.absence import absent, none_of, too_few
from cctoolkit.sections.grade import carries, poorest
from cctoolkit.sections.privacy import shown_groups
from cctoolkit.sections.section import Lack, Section
from cctoolkit.sections.sheet import Sheet, joined

NAME = "planning"
CHANNEL = "voice"
_HOURLY = pd.Timedelta(1, "h")
_SEEN = ("absent", "present", "aux", "away")
"""Positions that tell what agents did, where planned and required ones don't."""


def planning(engagement: Engagement) -> Section:
    """Evaluate the day sheet of the voice queues: positions, and what each deviation cost.

    Needs `queue_intervals` and `agent_intervals` of up to an hour, or the events they are made
    of, and a target of service level. `forecast` gives volume and handle time to hold the day
    against, `schedules` the plan; without one of them its causes are left out and said. Queues
    are evaluated by the agents they share, as `contacts` tells.
    """
    missing = _cannot(engagement)
    if missing:
        return Section(NAME, lacks=(missing,))
    data = _Data(engagement)
    if data.rows.empty:
        return Section(NAME, lacks=(*data.lacks(), none_of(NAME, engagement, "agent_intervals")))
    if data.sheet.people["agent_id"].nunique() < data.minimum:
        return Section(NAME, lacks=(too_few(NAME, data.minimum),))
    tables = data.tables()
    grade = data.grade
    return Section(
        NAME,
        tables=tables,
        findings=tuple(_findings(tables, data)),
        lacks=tuple(data.lacks()),
        grade=grade,
        grades=dict.fromkeys(tables, grade),
        choices={
            "target": data.target.share,
            "threshold_s": data.target.threshold_s,
            "basis": data.target.basis,
            "channels": CHANNEL,
            "forecast_version": data.version or None,
            "forecast_owner": data.owner or None,
            "forecast_locked": data.is_locked if data.version else None,
        },
    )


def _cannot(engagement: Engagement) -> Lack | None:
    """Return why there is no day sheet at all, if so."""
    lack = absent(NAME, engagement, "queue_intervals", "agent_intervals")
    if lack:
        return lack
    target = engagement.settings.targets.service_level
    if target is None or CHANNEL not in target.channels:
        return Lack(NAME, "setting", ("targets.service_level",))
    tables = ("queue_intervals", "agent_intervals")
    if any(_longest(engagement[name]) > _HOURLY for name in tables):
        return Lack(NAME, "grain", ("hour",))
    queue = engagement["queue_intervals"]
    if not queue["channel"].eq(CHANNEL).any():
        return Lack(NAME, "channels", (CHANNEL,))
    within = engagement.tables.get("queue_thresholds")
    limit_ms = round(target.threshold_s * 1000)
    if within is None or not within["threshold_ms"].eq(limit_ms).any():
        return Lack(NAME, "threshold", (f"{target.threshold_s:g}",))
    return None


def _longest(intervals: pd.DataFrame) -> pd.Timedelta:
    return (intervals["end_at"] - intervals["start_at"]).max()


class _Data:
    """The sheet by interval, with what each cause cost, and what of it may be shown."""

    def __init__(self, engagement: Engagement) -> None:
        self.engagement = engagement
        self.minimum = engagement.settings.minimum_group
        self.target = engagement.settings.targets.service_level
        self.version, self.is_locked, self.owner = _forecast_used(engagement)
        queue = engagement["queue_intervals"]
        queue = queue[queue["channel"].eq(CHANNEL)]
        choice = {"threshold_s": self.target.threshold_s, "basis": self.target.basis}
        self.sheet: Sheet = joined(engagement, queue, **choice, version=self.version)
        self.rows = contributions(self._with_requirement(self.sheet.rows), **choice)
        self.has_forecast = bool(self.rows["n_forecast"].notna().any())
        self.has_plan = bool(self.rows["planned_positions"].notna().any())
        self.grade = poorest(queue, engagement["agent_intervals"])
        self.shown = shown_groups(
            self.sheet.people, ["pool", "business_day", "hour"], minimum=self.minimum
        )

    def _with_requirement(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Positions that the forecast and the facts require; none for a level of all contacts."""
        rows = rows.assign(
            away_positions=rows["planned_positions"]
            - rows["absent_positions"]
            - rows["present_positions"]
        )
        sides = {"forecast_positions": ("n_forecast", "forecast_aht_s")}
        sides["required_positions"] = ("n_offered", "aht_s")
        for name, (n_contacts, aht_s) in sides.items():
            known = rows[n_contacts].notna() & (self.target.share < 1)
            rows[name] = np.nan
            if known.any():
                rows.loc[known, name] = self._required(rows[known], n_contacts, aht_s)
        return rows

    def _required(self, rows: pd.DataFrame, n_contacts: str, aht_s: str) -> np.ndarray:
        """A level of the answered is required as if nobody abandoned, who else could meet it."""
        share, threshold_s = self.target.share, self.target.threshold_s
        of_offered = self.target.basis == "offered"
        kind = "min_of_offered" if of_offered else "min_of_answered"
        each, where = np.unique(
            rows[[n_contacts, aht_s, "interval_s", "patience_s"]].astype("float64").fillna(1.0),
            axis=0,
            return_inverse=True,
        )
        n, aht, interval_s, patience_s = each.T
        needed = required(
            n,
            aht,
            interval_s=interval_s,
            targets=Targets(**{kind: share}, threshold_s=threshold_s),
            patience_s=patience_s if of_offered else np.inf,
        )
        return np.asarray(needed, dtype=float)[where.ravel()]

    def tables(self) -> dict[str, pd.DataFrame]:
        """Every table, without the columns of causes that nothing tells of."""
        days = rules.with_main_cause(summed(self.rows, ["business_day"]), target=self.target.share)
        tables = {"causes": self._causes(days), "by_pool": self._by_pool()}
        tables["by_day"] = days[days["business_day"].isin(self.shown["business_day"])]
        if carries(self.rows, "hour"):
            hours = summed(self.rows, ["hour"])
            tables["by_hour"] = hours[hours["hour"].isin(self.shown["hour"])]
        worst = self._worst_day(days)
        if worst is not None:
            effects = [f"{line}_contacts" for line in LINES]
            keys = ["business_day", "slot", "n_base", "n_within"]
            levels = ["plan_level", "model_level", "measured_level"]
            others = [name for name in worst if name.endswith(("_points", "_contacts", "_level"))]
            tables["worst_day"] = worst.drop(columns=others)
            tables["worst_day_causes"] = worst[[*keys, *levels, *effects]]
        return {
            name: table.drop(columns=self._unknown(table)).reset_index(drop=True)
            for name, table in tables.items()
            if len(table)
        }

    def _unknown(self, table: pd.DataFrame) -> list[str]:
        """Columns of a cause without a forecast or without a plan to hold it against."""
        causes = [] if self.has_forecast else [*CAUSES[:2], "forecast", "forecast_aht"]
        causes += [] if self.has_plan else [*CAUSES[2:], "planned", "absent", "away"]
        units = ("points", "contacts", "positions", "s")
        names = {f"{cause}_{unit}" for cause in causes for unit in units}
        names |= set() if self.has_forecast else {"n_forecast"}
        return [name for name in table if name in names]

    def _causes(self, days: pd.DataFrame) -> pd.DataFrame:
        """From the level of the plan to that measured, a line each, over the whole period."""
        row = summed(self.rows).iloc[0]
        main = days["main_cause"].value_counts()
        lines = [line for line in LINES if line not in self._without()]
        effects = [
            {
                "line": line,
                "effect_points": row[f"{line}_points"],
                "effect_contacts": row[f"{line}_contacts"],
                "n_days_main": int(main.get(line, 0)),
            }
            for line in lines
        ]
        ends = {
            "line": ["plan", "measured"],
            "level_share": [row["plan_level"], row["measured_level"]],
            "n_days_main": [int(main.get("plan", 0)), None],
        }
        first, last = pd.DataFrame(ends).to_dict("records")
        columns = ["line", "level_share", "effect_points", "effect_contacts", "n_days_main"]
        table = pd.DataFrame([first, *effects, last], columns=columns)
        table["n_days_main"] = table["n_days_main"].where(
            ~table["line"].isin(["model_error", "measured"])
        )
        return table.astype({"n_days_main": "Int64"})

    def _without(self) -> tuple[str, ...]:
        lines = () if self.has_forecast else CAUSES[:2]
        return lines + (() if self.has_plan else CAUSES[2:])

    def _by_pool(self) -> pd.DataFrame:
        agents = self.sheet.people.groupby("pool")["agent_id"].nunique().rename("n_agents")
        patience = self.sheet.patience[["pool", "patience_s"]]
        table = summed(self.rows, ["pool"]).merge(agents, on="pool", how="left")
        patience = patience.assign(patience_s=patience["patience_s"].replace(np.inf, np.nan))
        table = table.merge(patience, on="pool", how="left")
        return table[table["pool"].isin(self.shown["pool"])]

    def _worst_day(self, days: pd.DataFrame) -> pd.DataFrame | None:
        """Every interval of the day on which most contacts were missing to the target."""
        days = days[days["business_day"].isin(self.shown["business_day"])]
        if days.empty:
            return None
        missing = self.target.share * days["n_base"] - days["n_within"]
        day = days.loc[missing.idxmax(), "business_day"]
        rows = self.rows[self.rows["business_day"] == day]
        keys = ["business_day", "start_at", "slot"]
        positions = [name for name in rows if name.endswith("_positions")]
        rows = rows.assign(model_contacts=rows["model_level"] * rows["n_base"].astype("float64"))
        model = rows.groupby(keys)["model_contacts"].sum().reset_index()
        table = summed(rows, keys).merge(model, on=keys)
        table["model_level"] = table.pop("model_contacts") / table["n_base"]
        table = table.merge(rows.groupby(keys)[positions].sum(min_count=1).reset_index(), on=keys)
        for side, n in (("forecast_aht_s", "n_forecast"), ("aht_s", "n_offered")):
            work = (rows[side] * rows[n].astype("float64")).groupby(rows["start_at"]).sum()
            table[side] = table["start_at"].map(work) / table[n].where(table[n] > 0)
        people = self.sheet.people
        people = people[people["business_day"] == day]
        shown = shown_groups(people, ["start_at"], minimum=self.minimum)["start_at"]
        told = [f"{name}_positions" for name in _SEEN]
        told += [name for name in table if name.endswith(("_points", "_contacts", "_level"))]
        hidden = ~table["start_at"].isin(shown)
        table.loc[hidden, [name for name in told if name != "measured_level"]] = np.nan
        return table.sort_values("start_at").drop(columns="start_at")

    def lacks(self) -> Iterator[Lack]:
        """What was left out, and what would allow it."""
        if not self.has_forecast:
            yield none_of("demand_causes", self.engagement, "forecast")
        elif self.engagement["forecast"]["aht_ms"].isna().all():
            yield Lack("demand_causes", "table_column", ("forecast", "aht_ms"))
        if not self.has_plan:
            yield none_of("staffing_causes", self.engagement, "schedules")
        if "contacts" not in self.engagement:
            yield none_of("shared_queues", self.engagement, "contacts")
        for reason, n in self.sheet.n_left_out.items():
            if n:
                yield Lack("day_sheet", reason, (str(n),))
        if self.sheet.n_unlogged:
            yield Lack("day_sheet", "unlogged", (str(self.sheet.n_unlogged),))


def _forecast_used(engagement: Engagement) -> tuple[str, bool, str]:
    """Version, whether each interval was locked before, owner: the version locked last."""
    if "forecast" not in engagement:
        return "", False, ""
    rows = engagement["forecast"]
    rows = rows.assign(lock=rows["locked_on"].fillna(pd.Timestamp(0)))
    version = str(rows.sort_values(["lock", "version"])["version"].iloc[-1])
    used = rows[rows["version"] == version]
    day = used["start_at"].dt.tz_convert(engagement.settings.zone).dt.tz_localize(None)
    owners = used["owner"].dropna().unique()
    owner = str(owners[0]) if len(owners) == 1 else ""
    return version, bool((used["locked_on"] < day).all()), owner


def _findings(tables: dict[str, pd.DataFrame], data: _Data) -> Iterator[Finding]:
    if "by_day" in tables:
        yield from rules.causes_of_missed_days(
            tables["by_day"],
            target=data.target.share,
            threshold_s=data.target.threshold_s,
            forecast_owner=data.owner,
            forecast_locked=data.is_locked,
            grade=data.grade,
        )
