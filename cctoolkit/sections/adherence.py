"""Where the connection time goes: the index of adherence to the post and its five times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from cctoolkit.engagement.opening import Engagement
from cctoolkit.findings import Finding, KeyFigure
from cctoolkit.findings import adherence as rules
from cctoolkit.findings.rows import the_row
from cctoolkit.metrics import adherence as metrics
from cctoolkit.metrics.clock import with_clock
from cctoolkit.sections.absence import hidden, none_of, too_few
from cctoolkit.sections.codes import Codes
from cctoolkit.sections.grade import poorest
from cctoolkit.sections.groups import PLACES, TIMES, Groups, employed, with_places
from cctoolkit.sections.key_figures import ends, key_figure
from cctoolkit.sections.log_choices import log_choices
from cctoolkit.sections.section import Lack, Section
from cctoolkit.sections.shares import Shares
from cctoolkit.sections.spread import CONFIDENCE, share_spread
from cctoolkit.tables.catalogue import CATALOGUE
from cctoolkit.tables.frames import empty

NAME = "adherence"


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
    if data.groups.are_too_few:
        return Section(NAME, lacks=(too_few(NAME, data.groups.minimum),))
    tables = {"overall": data.index.whole(), "times": metrics.five_times(data.agents)}
    tables["left_open"] = metrics.left_open(tables["overall"])
    lacks: list[Lack] = []
    _add_groups(tables, lacks, data)
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
        aux = employed(aux, engagement)
        self.aux = with_clock(aux.reindex(columns=[*dict.fromkeys([*aux, *PLACES])]), settings.zone)
        self.codes = engagement["aux_codes"]
        self.ringing = settings.ringing_is_productive
        self.groups = Groups(self.agents, [*PLACES, *TIMES], engagement)
        self.index = Shares(self._index, "productive_s", "known_s", self.groups)

    @classmethod
    def of(cls, engagement: Engagement) -> _Data | None:
        if "agent_intervals" not in engagement:
            return None
        rows = employed(engagement["agent_intervals"], engagement)
        connected = rows[rows["logged_ms"].gt(0).fillna(False).astype(bool)]
        return cls(with_places(connected), engagement) if len(connected) else None

    def _index(self, by: Sequence[str]) -> pd.DataFrame:
        choices = {"ringing_is_productive": self.ringing}
        return metrics.adherence_index(self.agents, self.aux, self.codes, by, **choices)


def _no_connection(engagement: Engagement) -> Lack:
    if "agent_intervals" in engagement:
        return Lack(NAME, "connection", ("agent_intervals",))
    return none_of(NAME, engagement, "states", "agent_intervals")


def _add_groups(tables: dict[str, pd.DataFrame], lacks: list[Lack], data: _Data) -> None:
    groups, index = data.groups, data.index
    for name, time in (("by_month", "month"), ("by_day", "business_day")):
        lacks += groups.lacks(f"index_{name}", time)
        if groups.is_told(time):
            tables[name] = groups.only_shown(index.of_time(time), time)
    for place in PLACES:
        lacks += groups.lacks(f"by_{place}", place)
        if groups.is_told(place):
            times = metrics.five_times(data.agents, [place])
            tables[f"by_{place}"] = groups.only_shown(index.of_places(place), place)
            tables[f"times_by_{place}"] = groups.only_shown(times, place)


def _add_codes(
    tables: dict[str, pd.DataFrame], lacks: list[Lack], data: _Data, engagement: Engagement
) -> None:
    if data.aux.empty:
        lacks.append(_no_codes(engagement))
        return
    minimum = data.groups.minimum
    told = engagement.settings.outbound.aux_codes if "attempts" in engagement else ()
    codes = Codes(data.agents, data.aux, data.codes, data.groups.shown, minimum, tuple(told))
    made = codes.tables()
    if not made:
        lacks.append(too_few("aux", minimum))
        return
    tables |= made
    _add_readings(tables, data)
    for column in ("hour", "shift"):
        table = made.get(f"aux_by_{column}")
        n_shown = 0 if table is None else table[column].nunique()
        lacks += hidden(f"aux_by_{column}", codes.n_used(column) - n_shown, minimum)


def _add_readings(tables: dict[str, pd.DataFrame], data: _Data) -> None:
    """Add the readings of the index that give another number, judged over days.

    The flags of codes that are not shown one by one are left aside, so that no reading gives their
    time away; all mandatory rest is in them, as it is in the index net of rest.
    """
    is_shown = data.codes["aux_code"].isin(tables["aux"]["aux_code"])
    flags = ("protected", "ordered_by_client", "productive", "billable")
    told = data.codes.assign(**{name: data.codes[name].where(is_shown, False) for name in flags})
    choices = {"ringing_is_productive": data.ringing}
    given = (data.agents, data.aux, told)
    table = metrics.index_readings(*given, **choices)
    days = metrics.index_readings(*given, ["business_day"], **choices)
    sides = ("numerator_s", "denominator_s")
    limits = share_spread(days, ["index_reading"], *sides, clusters=["business_day"])
    table = table.merge(limits, on="index_reading")
    differs = table["index_reading"].eq("gross") | table["flagged_s"].gt(0)
    if differs.sum() > 1:
        tables["readings"] = table[differs].reset_index(drop=True)


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
        **log_choices(engagement.settings),
        "confidence": CONFIDENCE,
    }


def _key_figures(
    tables: dict[str, pd.DataFrame], engagement: Engagement, grade: str
) -> tuple[KeyFigure, ...]:
    return (
        key_figure(
            "adherence_index",
            the_row(tables["overall"]),
            "index",
            counted=("n_agent_days", "agent_days"),
            **ends(engagement.settings.targets.adherence_index),
            trend=tables["by_day"]["index"] if "by_day" in tables else None,
            grade=grade,
        ),
    )


def _findings(
    tables: dict[str, pd.DataFrame], data: _Data, engagement: Engagement, grade: str
) -> Iterator[Finding]:
    target = engagement.settings.targets.adherence_index
    if target and "by_team" in tables:
        yield from rules.teams_below_target(
            tables["by_team"],
            target_low=target.low,
            n_teams=data.groups.n_named("team"),
            grade=grade,
        )
    if "aux_by_shift" in tables:
        yield from rules.codes_used_more_by_a_shift(tables["aux_by_shift"], grade=grade)
    if target:
        yield from rules.index_against_target(tables["overall"], **ends(target), grade=grade)
    if target and "readings" in tables:
        yield from rules.reading_decides(tables["readings"], target_low=target.low, grade=grade)
    yield from rules.unclassified_time(tables["overall"], **ends(target), grade=grade)
