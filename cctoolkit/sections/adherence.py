"""Where the connection time goes: the index of adherence to the post and its five times."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import pandas as pd

from cctoolkit.engagement.opening import Engagement
from cctoolkit.findings import Finding, KeyFigure
from cctoolkit.findings import adherence as rules
from cctoolkit.findings.rows import the_row
from cctoolkit.metrics import adherence as metrics
from cctoolkit.metrics.clock import with_clock
from cctoolkit.sections.absence import none_of, unplaced
from cctoolkit.sections.codes import GROUPS, Codes
from cctoolkit.sections.grade import carries, poorest
from cctoolkit.sections.privacy import shown_groups
from cctoolkit.sections.section import Lack, Section
from cctoolkit.sections.spread import CONFIDENCE, adjusted, share_spread
from cctoolkit.stats import MIN_CLUSTERS
from cctoolkit.tables.catalogue import CATALOGUE
from cctoolkit.tables.employment import is_outside_employment
from cctoolkit.tables.frames import empty

NAME = "adherence"
TIMES = ("month", "business_day", "hour")


def adherence(engagement: Engagement) -> Section:
    """Evaluate the index of adherence to the post, by team, site, shift, day and code.

    Needs `agent_intervals`, or `states` from which they are made. Groups need `assignments`, codes
    need `aux_intervals` and `aux_codes`. Without them the rest stands and the lack is said. With
    fewer agents than the minimum group nothing is shown; months and days of fewer are left out.
    Connection on days when the list of agents has nobody employed under that name is no part of
    any figure here; the defects of the data count it.
    """
    data = _Data.of(engagement)
    if data is None:
        return Section(NAME, lacks=(_no_connection(engagement),))
    if data.agents["agent_id"].nunique() < data.minimum:
        return Section(NAME, lacks=(Lack(NAME, "people", ("1", str(data.minimum))),))
    tables: dict[str, pd.DataFrame] = {
        "overall": data.index([], clusters=["business_day"]),
        "times": metrics.five_times(data.agents),
    }
    lacks: list[Lack] = []
    for name, time, clusters in (
        ("by_month", "month", ["business_day"]),
        ("by_day", "business_day", ["agent_id"]),
    ):
        if not carries(data.agents, time):
            lacks.append(Lack(f"index_{name}", "grain", (time,)))
            continue
        lacks += _hidden(f"index_{name}", data.n_named(time) - len(data.shown[time]), data.minimum)
        if data.shown[time]:
            tables[name] = data.only_shown(data.index([time], clusters=clusters), time)
    for group in GROUPS:
        _add_group(tables, lacks, data, engagement, group)
    _add_codes(tables, lacks, data, engagement)
    grade = poorest(data.agents)
    return Section(
        NAME,
        tables=tables,
        key_figures=_key_figures(tables, engagement, grade),
        findings=tuple(_findings(tables, data, engagement, grade)),
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
        aux = _employed(aux, engagement)
        self.aux = with_clock(aux.reindex(columns=[*dict.fromkeys([*aux, *GROUPS])]), settings.zone)
        self.codes = engagement["aux_codes"]
        self.ringing = settings.ringing_is_productive
        self.minimum = settings.minimum_group

    @classmethod
    def of(cls, engagement: Engagement) -> _Data | None:
        if "agent_intervals" not in engagement:
            return None
        rows = _employed(engagement["agent_intervals"], engagement)
        connected = rows[rows["logged_ms"].gt(0).fillna(False).astype(bool)]
        missing = [group for group in GROUPS if group not in connected]
        return (
            cls(connected.assign(**dict.fromkeys(missing)), engagement) if len(connected) else None
        )

    @cached_property
    def shown(self) -> dict[str, list]:
        """Groups, months, days and hours that may be shown beside each other."""
        dimensions = [*GROUPS, *TIMES]
        people = self.agents[["agent_id", *dimensions]].drop_duplicates()
        return shown_groups(people, dimensions, minimum=self.minimum)

    def only_shown(self, table: pd.DataFrame, dimension: str) -> pd.DataFrame:
        """Rows of the groups that may be shown."""
        return table[table[dimension].isin(self.shown[dimension])].reset_index(drop=True)

    def n_named(self, group: str) -> int:
        """How many groups there are, shown or not."""
        return self.agents[group].nunique()

    def index(self, by: list[str], *, clusters: list[str]) -> pd.DataFrame:
        """Index by group with its interval, from how its clusters differ."""
        table = self._index(by)
        limits = self._limits(by, clusters, CONFIDENCE)
        return table.merge(limits, on=by, how="left") if by else table.join(limits)

    def index_of_groups(self, group: str) -> pd.DataFrame:
        """Index by group, judged over agents and days at once.

        `surely_high` is the upper limit at a confidence that allows for comparing all the groups,
        hidden ones too. With too few days to see how days differ, `low` and `high` are judged over
        agents alone and nothing is sure.
        """
        both = ["agent_id", "business_day"]
        has_days = self.agents["business_day"].nunique() >= MIN_CLUSTERS
        table = self.index([group], clusters=both if has_days else both[:1])
        sure = self._limits([group], both, adjusted(self.n_named(group), sides=1))
        return table.merge(
            sure.rename(columns={"high": "surely_high"})[[group, "surely_high"]], on=group
        )

    def _index(self, by: list[str]) -> pd.DataFrame:
        choices = {"ringing_is_productive": self.ringing}
        return metrics.adherence_index(self.agents, self.aux, self.codes, by, **choices)

    @cached_property
    def _cells(self) -> pd.DataFrame:
        """Seconds of each agent's day, in each group."""
        return self._index([*GROUPS, "month", "business_day", "agent_id"])

    def _limits(self, by: list[str], clusters: list[str], confidence: float) -> pd.DataFrame:
        return share_spread(
            self._cells, by, "productive_s", "known_s", clusters=clusters, confidence=confidence
        )


def _employed(rows: pd.DataFrame, engagement: Engagement) -> pd.DataFrame:
    """Leave out connection outside every employment: a defect of the data, told there."""
    if "agents" not in engagement:
        return rows
    return rows[~is_outside_employment(rows, engagement["agents"])]


def _no_connection(engagement: Engagement) -> Lack:
    if "agent_intervals" in engagement:
        return Lack(NAME, "connection", ("agent_intervals",))
    return none_of(NAME, engagement, "states", "agent_intervals")


def _hidden(what: str, n_hidden: int, minimum: int) -> list[Lack]:
    """Say how many groups are not shown, if any."""
    return [Lack(what, "people", (str(n_hidden), str(minimum)))] if n_hidden else []


def _add_group(
    tables: dict[str, pd.DataFrame],
    lacks: list[Lack],
    data: _Data,
    engagement: Engagement,
    group: str,
) -> None:
    if not data.n_named(group):
        lacks.append(unplaced(f"by_{group}", engagement, group))
        return
    lacks += _hidden(f"by_{group}", data.n_named(group) - len(data.shown[group]), data.minimum)
    if data.shown[group]:
        times = metrics.five_times(data.agents, [group])
        tables[f"by_{group}"] = data.only_shown(data.index_of_groups(group), group)
        tables[f"times_by_{group}"] = data.only_shown(times, group)


def _add_codes(
    tables: dict[str, pd.DataFrame], lacks: list[Lack], data: _Data, engagement: Engagement
) -> None:
    if data.aux.empty:
        lacks.append(_no_codes(engagement))
        return
    codes = Codes(data.agents, data.aux, data.codes, data.shown, data.minimum)
    made = codes.tables()
    if not made:
        lacks.append(Lack("aux", "people", ("1", str(data.minimum))))
        return
    tables |= made
    for column in ("hour", "shift"):
        table = made.get(f"aux_by_{column}")
        n_shown = 0 if table is None else table[column].nunique()
        lacks += _hidden(f"aux_by_{column}", codes.n_used(column) - n_shown, data.minimum)


def _no_codes(engagement: Engagement) -> Lack:
    if "states" in engagement:
        return Lack("aux", "table_column", ("states", "aux_code"))
    return none_of("aux", engagement, "aux_intervals")


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
            trend=tuple(tables["by_day"]["index"]) if "by_day" in tables else (),
        ),
    )


def _findings(
    tables: dict[str, pd.DataFrame], data: _Data, engagement: Engagement, grade: str
) -> Iterator[Finding]:
    target = engagement.settings.targets.adherence_index
    if target and "by_team" in tables:
        yield from rules.teams_below_target(
            tables["by_team"], target_low=target.low, n_teams=data.n_named("team"), grade=grade
        )
    if "aux_by_shift" in tables:
        yield from rules.codes_used_more_by_a_shift(tables["aux_by_shift"], grade=grade)
    if target:
        yield from rules.index_against_target(
            tables["overall"], target_low=target.low, target_high=target.high, grade=grade
        )
    ends = {"target_low": target.low, "target_high": target.high} if target else {}
    yield from rules.unclassified_time(tables["overall"], **ends, grade=grade)
