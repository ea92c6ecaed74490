"""Where the connection time goes: the index of adherence to the post and its five times."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cctoolkit.engagement.opening import Engagement
from cctoolkit.findings import Finding, KeyFigure
from cctoolkit.findings import adherence as rules
from cctoolkit.findings.rows import the_row
from cctoolkit.metrics import adherence as metrics
from cctoolkit.metrics.clock import with_clock
from cctoolkit.sections.grade import poorest
from cctoolkit.sections.privacy import visible
from cctoolkit.sections.section import Lack, Section
from cctoolkit.sections.spread import CONFIDENCE, ratio_spread
from cctoolkit.tables.catalogue import CATALOGUE
from cctoolkit.tables.frames import empty

NAME = "adherence"
GROUPS = ("team", "site", "shift")


def adherence(engagement: Engagement) -> Section:
    """Evaluate the index of adherence to the post, by team, site, shift, day and code.

    Needs `agent_intervals`, or `states` from which they are made. Groups need `assignments`, codes
    need `aux_intervals` and `aux_codes`. Without them the rest stands and the lack is said.
    """
    data = _Data.of(engagement)
    if data is None:
        return Section(NAME, lacks=(Lack(NAME, "table", ("states", "agent_intervals")),))
    tables: dict[str, pd.DataFrame] = {
        "overall": data.index([]),
        "times": metrics.five_times(data.agents),
        "by_month": data.index(["month"]),
        "by_day": data.index(["business_day"]),
    }
    lacks: list[Lack] = []
    for group in GROUPS:
        _add_group(tables, lacks, data, group)
    _add_codes(tables, lacks, data)
    grade = poorest(data.agents)
    return Section(
        NAME,
        tables=tables,
        key_figures=_key_figures(tables, engagement, grade),
        findings=tuple(_findings(tables, engagement, grade)),
        lacks=tuple(lacks),
        grade=grade,
        grades=dict.fromkeys(tables, grade),
        choices=_choices(engagement),
    )


class _Data:
    """The interval tables of the section and the choices that the engagement made."""

    def __init__(self, agents: pd.DataFrame, engagement: Engagement) -> None:
        settings = engagement.settings
        self.agents = with_clock(agents, settings.zone)
        aux = engagement.tables.get("aux_intervals", empty(CATALOGUE["aux_intervals"]))
        self.aux = with_clock(aux.reindex(columns=[*dict.fromkeys([*aux, *GROUPS])]), settings.zone)
        self.codes = engagement["aux_codes"]
        self.ringing = settings.ringing_is_productive
        self.minimum = settings.minimum_group

    @classmethod
    def of(cls, engagement: Engagement) -> _Data | None:
        if "agent_intervals" not in engagement:
            return None
        rows = engagement["agent_intervals"]
        connected = rows[rows["logged_ms"].gt(0).fillna(False).astype(bool)]
        missing = [group for group in GROUPS if group not in connected]
        return (
            cls(connected.assign(**dict.fromkeys(missing)), engagement) if len(connected) else None
        )

    def index(self, by: list[str]) -> pd.DataFrame:
        """Index by group with its interval; the clusters are agents, or days within the whole."""
        choices = {"ringing_is_productive": self.ringing}
        table = metrics.adherence_index(self.agents, self.aux, self.codes, by, **choices)
        cluster = "business_day" if by == ["month"] or not by else "agent_id"
        clusters = metrics.adherence_index(
            self.agents, self.aux, self.codes, [*by, cluster], **choices
        )
        limits = ratio_spread(clusters, by, "productive_s", "known_s")
        return _beside(table, limits, by)

    def surely_high(self, by: list[str], n_groups: int) -> pd.DataFrame:
        """Upper limits at a confidence that allows for comparing this many groups."""
        clusters = metrics.adherence_index(
            self.agents,
            self.aux,
            self.codes,
            [*by, "agent_id"],
            ringing_is_productive=self.ringing,
        )
        level = 1 - (1 - CONFIDENCE) / max(n_groups, 1)
        limits = ratio_spread(clusters, by, "productive_s", "known_s", confidence=level)
        return limits.rename(columns={"high": "surely_high"})[[*by, "surely_high"]]


def _beside(table: pd.DataFrame, limits: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    limits = limits.drop(columns="n_clusters")
    return table.merge(limits, on=by, how="left") if by else table.join(limits)


def _add_group(tables: dict[str, pd.DataFrame], lacks: list[Lack], data: _Data, group: str) -> None:
    known = data.agents[group].notna()
    if not known.any():
        lacks.append(Lack(f"by_{group}", "assignment", ("assignments",)))
        return
    table = data.index([group])
    table = table.merge(data.surely_high([group], len(table)), on=group)
    table, n_hidden = visible(table[table[group].notna()], minimum=data.minimum)
    if n_hidden:
        lacks.append(Lack(f"by_{group}", "people", (str(n_hidden), str(data.minimum))))
    if len(table):
        tables[f"by_{group}"] = table
        times = metrics.five_times(data.agents, [group])
        tables[f"times_by_{group}"] = times[times[group].isin(table[group])].reset_index(drop=True)


def _add_codes(tables: dict[str, pd.DataFrame], lacks: list[Lack], data: _Data) -> None:
    if data.aux.empty:
        lacks.append(Lack("aux", "table", ("aux_intervals",)))
        return
    tables["aux"] = _ordered(metrics.aux_breakdown(data.agents, data.aux, data.codes))
    by_hour = metrics.aux_breakdown(data.agents, data.aux, data.codes, ["hour"])
    tables["aux_by_hour"], _ = visible(by_hour, minimum=data.minimum)
    if "by_shift" in tables:
        shifts = tables["by_shift"]["shift"]
        by_shift = _against_others(data)
        tables["aux_by_shift"] = by_shift[by_shift["shift"].isin(shifts)].reset_index(drop=True)


def _ordered(codes: pd.DataFrame) -> pd.DataFrame:
    return codes.sort_values("aux_s", ascending=False, ignore_index=True)


def _against_others(data: _Data) -> pd.DataFrame:
    """Share of each code in each shift beside its share in all the other shifts together."""
    table = metrics.aux_breakdown(data.agents, data.aux, data.codes, ["shift"])
    per_agent = _code_by_agent(data)
    sides = []
    for shift in table["shift"].dropna().unique():
        inside = per_agent["shift"] == shift
        own = ratio_spread(per_agent[inside], ["aux_code"], "aux_s", "logged_s")
        rest = per_agent[~inside]
        others = ratio_spread(rest, ["aux_code"], "aux_s", "logged_s")
        sums = rest.groupby("aux_code")[["aux_s", "logged_s"]].sum()
        others["others_share"] = others["aux_code"].map(sums["aux_s"] / sums["logged_s"])
        others = others.rename(columns={"low": "others_low", "high": "others_high"})
        sides.append(
            own.merge(others.drop(columns="n_clusters"), on="aux_code").assign(shift=shift)
        )
    both = pd.concat(sides).drop(columns="n_clusters")
    return table.merge(both, on=["shift", "aux_code"])


def _code_by_agent(data: _Data) -> pd.DataFrame:
    """Seconds in each code and connected, of each agent in each shift; zero where none."""
    group = ["shift", "agent_id"]
    logged = metrics.five_times(data.agents, group)[[*group, "logged_s"]]
    codes = metrics.aux_breakdown(data.agents, data.aux, data.codes, group)
    every = logged.merge(pd.DataFrame({"aux_code": codes["aux_code"].unique()}), how="cross")
    used = codes[[*group, "aux_code", "aux_s"]]
    return every.merge(used, on=[*group, "aux_code"], how="left").fillna({"aux_s": 0.0})


def _choices(engagement: Engagement) -> dict[str, float | bool | None]:
    target = engagement.settings.targets.adherence_index
    return {
        "target_low": target.low if target else None,
        "target_high": target.high if target else None,
        "ringing_is_productive": engagement.settings.ringing_is_productive,
        "confidence": CONFIDENCE,
    }


def _key_figures(
    tables: dict[str, pd.DataFrame], engagement: Engagement, grade: str
) -> tuple[KeyFigure, ...]:
    row = the_row(tables["overall"])
    target = engagement.settings.targets.adherence_index
    return (
        KeyFigure(
            term="adherence_index",
            value=float(row["index"]),
            low=float(row["low"]),
            high=float(row["high"]),
            unit="share",
            n=int(row["n_agent_days"]),
            n_unit="agent_days",
            grade=grade,
            target_low=target.low if target else float("nan"),
            target_high=target.high if target else float("nan"),
            trend=tuple(tables["by_day"]["index"]),
        ),
    )


def _findings(
    tables: dict[str, pd.DataFrame], engagement: Engagement, grade: str
) -> Iterator[Finding]:
    target = engagement.settings.targets.adherence_index
    if target and "by_team" in tables:
        yield from rules.teams_below_target(tables["by_team"], target_low=target.low, grade=grade)
    if "aux_by_shift" in tables:
        yield from rules.codes_used_more_by_a_shift(tables["aux_by_shift"], grade=grade)
    if target:
        yield from rules.index_against_target(
            tables["overall"], target_low=target.low, target_high=target.high, grade=grade
        )
    yield from rules.unclassified_time(tables["overall"], grade=grade)
