"""The provider's annex: agents beside what chance and their mix explain, in no order of merit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

import pandas as pd

from cctoolkit.engagement.opening import Engagement
from cctoolkit.findings import Finding
from cctoolkit.findings import agents as rules
from cctoolkit.metrics import agent_mix as mix
from cctoolkit.metrics.agents import (
    FALSE_SHARE,
    LEAST_AGENTS,
    LEAST_DAYS,
    LEAST_PEERS,
    AgainstMix,
    against_mix,
)
from cctoolkit.metrics.clock import with_clock
from cctoolkit.sections.absence import absent, none_of
from cctoolkit.sections.annex import ANNEX, refusal
from cctoolkit.sections.grade import carries, poorest
from cctoolkit.sections.section import Lack, Section
from cctoolkit.tables.catalogue import CATALOGUE
from cctoolkit.tables.employment import is_outside_employment
from cctoolkit.tables.frames import empty

NAME = ANNEX
LEAST_H = 20
LEAST_CONTACTS = 100
LEAST_EXPECTED = 10
NEW_WITHIN_DAYS = 90
HOUR_MS = 3_600_000

_RATIOS = {
    "ratio": "of_expected_share",
    "shrunk_ratio": "shrunk_share",
    "n_by_chance": "by_chance",
    "n_wide_by_chance": "wide_by_chance",
}
_OUTSIDE = ("of_expected_share", "shrunk_share", "low", "high", "adjusted_p", "standing")


@dataclass(frozen=True)
class Measure:
    """How a measure is written: durations or counts, own value as a rate or what it leaves of one.

    `amount` names the column of what was judged; `own` and `by_mix`, those of the agent's value
    and of what his mix would make it; `is_left` tells a share that counts what is not observed.
    """

    amount: str
    own: str
    by_mix: str
    least: Mapping[str, float]
    is_time: bool = True
    is_left: bool = False


MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        "adherence": Measure(
            "connection_judged_s",
            "own_index_share",
            "mix_index_share",
            is_left=True,
            least={"least_amount": LEAST_H * HOUR_MS},
        ),
        "schedule": Measure(
            "plan_judged_s",
            "own_adherence_share",
            "mix_adherence_share",
            is_left=True,
            least={"least_amount": LEAST_H * HOUR_MS},
        ),
        "handle_time": Measure(
            "n_contacts", "own_aht_s", "mix_aht_s", least={"least_amount": LEAST_CONTACTS}
        ),
        "transfers": Measure(
            "n_contacts",
            "own_passed_share",
            "mix_passed_share",
            is_time=False,
            least={"least_amount": LEAST_CONTACTS, "least_expected": LEAST_EXPECTED},
        ),
        "short_contacts": Measure(
            "n_contacts",
            "own_short_share",
            "mix_short_share",
            is_time=False,
            least={"least_amount": LEAST_CONTACTS, "least_expected": LEAST_EXPECTED},
        ),
    }
)
"""The measures of the annex, in the order in which they are shown."""


def agents(engagement: Engagement) -> Section:
    """Hold each agent beside what his mix explains, for the provider alone and on its footing.

    Refused, with what it needs, unless the view is the provider's and the block `people` allows
    it (`annex.refusal`). A measure whose tables are missing, or that too few agents can be judged
    by, is a lack and shows nobody. Rows are in the order of the pseudonyms, which is that of a
    keyed hash. Connection, plans and contacts on days when the list of agents has nobody employed
    under that name are left out, as in the other sections.
    """
    settings = engagement.settings
    refused = refusal(settings)
    if refused:
        return Section(NAME, lacks=(refused,))
    tables: dict[str, pd.DataFrame] = {}
    lacks: list[Lack] = []
    overalls, limits, grades = [], [], {}
    for name, cells_of in _cells(engagement).items():
        found = cells_of()
        if isinstance(found, Lack):
            lacks.append(found)
            continue
        cells, grade = found
        held = against_mix(cells, **MEASURES[name].least)
        if not held.overall["n_judged"].iloc[0]:
            lacks.append(_unjudged(name, held))
            continue
        tables[name] = _of_agents(held.agents, MEASURES[name])
        overalls.append(_of_all(held.overall, name))
        limits.append(_drawn(held.limits, name))
        grades[name] = grade
    if not tables:
        return Section(NAME, lacks=tuple(lacks))
    lacks += _nothing_set_aside(engagement, tables)
    grade = max(grades.values())
    overall = pd.concat(overalls, ignore_index=True)
    outside = _outside(tables, engagement)
    first = {"outside": outside} if len(outside) else {}
    drawn = pd.concat(limits, ignore_index=True)
    tables = first | {"overall": overall} | tables | {"limits": drawn}
    return Section(
        NAME,
        tables=tables,
        findings=tuple(_findings(overall, grades)),
        lacks=tuple(lacks),
        grade=grade,
        grades=dict.fromkeys(tables, grade) | grades,
        choices=_choices(engagement),
    )


Found = tuple[pd.DataFrame, str] | Lack


def _cells(engagement: Engagement) -> dict[str, Callable[[], Found]]:
    """What gives the cells of each measure and their grade, or says what lacks."""
    short_s = engagement.settings.short_contact_s
    return {
        "adherence": partial(_auxiliary, engagement),
        "schedule": partial(_planned, engagement),
        "handle_time": partial(_of_contacts, engagement, "handle_time", mix.handling),
        "transfers": partial(_transfers, engagement),
        "short_contacts": partial(
            _of_contacts,
            engagement,
            "short_contacts",
            partial(mix.short_handling, short_s=short_s),
        ),
    }


def _auxiliary(engagement: Engagement) -> Found:
    what = "agents_adherence"
    if "agent_intervals" not in engagement:
        return none_of(what, engagement, "states", "agent_intervals")
    rows = _employed(engagement["agent_intervals"], engagement)
    rows = rows[rows["logged_ms"].gt(0).fillna(False).astype(bool)]
    if rows["aux_ms"].isna().all():
        return Lack(what, "column", ("aux_ms",))
    if not carries(with_clock(rows, engagement.settings.zone), "business_day"):
        return Lack(what, "grain", ("business_day",))
    aux = engagement.tables.get("aux_intervals", empty(CATALOGUE["aux_intervals"]))
    zone = engagement.settings.zone
    return mix.auxiliary_time(rows, aux, engagement["aux_codes"], zone=zone), poorest(rows)


def _planned(engagement: Engagement) -> Found:
    what = "agents_schedule"
    lack = absent(what, engagement, "schedule_intervals")
    if lack:
        missing = [name for name in ("schedules", "states") if name not in engagement]
        return Lack(what, "either", ("schedule_intervals", *missing)) if missing else lack
    rows = _employed(engagement["schedule_intervals"], engagement)
    if rows["non_adherent_ms"].isna().any() or rows["adherent_ms"].isna().any():
        return Lack(what, "column", ("adherent_ms", "non_adherent_ms"))
    rows = rows[rows["without_states_ms"].fillna(0).eq(0).astype(bool)]
    if not carries(with_clock(rows, engagement.settings.zone), "business_day"):
        return Lack(what, "grain", ("business_day",))
    return mix.time_out_of_plan(rows, zone=engagement.settings.zone), poorest(rows)


def _of_contacts(engagement: Engagement, name: str, cells_of: Callable[..., pd.DataFrame]) -> Found:
    lack = absent(f"agents_{name}", engagement, "contacts")
    if lack:
        return lack
    cells = cells_of(engagement["contacts"], zone=engagement.settings.zone)
    if cells.empty:
        return Lack(f"agents_{name}", "table_column", ("contacts", "agent_id"))
    cells = _employed(cells, engagement)
    return cells, "A"


def _transfers(engagement: Engagement) -> Found:
    found = _of_contacts(engagement, "transfers", mix.passed_on)
    if isinstance(found, Lack) or found[0]["observed"].sum():
        return found
    return Lack("agents_transfers", "table_column", ("contacts", "transferred"))


def _employed(rows: pd.DataFrame, engagement: Engagement) -> pd.DataFrame:
    """Leave out what lies outside every employment: a defect of the data, told there."""
    if "agents" not in engagement:
        return rows
    return rows[~is_outside_employment(rows, engagement["agents"])]


def _unjudged(name: str, held: AgainstMix) -> Lack:
    n_agents = int(held.overall["n_agents"].iloc[0])
    return Lack(f"agents_{name}", "unjudged", (str(n_agents), str(LEAST_AGENTS), str(LEAST_DAYS)))


def _nothing_set_aside(engagement: Engagement, tables: dict[str, pd.DataFrame]) -> Iterator[Lack]:
    """Say when no code tells rest, rights or orders of the client from the rest of the time."""
    flags = engagement["aux_codes"][[*mix.SET_ASIDE]].fillna(False).astype(bool)
    if "adherence" in tables and not (flags.any(axis=None) and "aux_intervals" in engagement):
        yield Lack("agents_set_aside", "setting", ("aux_codes",))


def _of_agents(agents: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """Write a measure's rows in its units: own value and that of the mix beside the sums.

    Of whoever is not judged only the sums stay: a ratio of little evidence would be read.
    """
    rate, by_mix = (agents[name] / agents["amount"] for name in ("observed", "expected"))
    if measure.is_left:
        rate, by_mix = 1 - rate, 1 - by_mix
    scale = 1000 if measure.own.endswith("_s") else 1
    sums = ("observed", "expected")
    if measure.is_time:
        named = {f"{name}_s": agents[name] / 1000 for name in sums}
    else:
        named = {f"n_{name}": agents[name] for name in sums}
    amount = agents["amount"] / (1000 if measure.amount.endswith("_s") else 1)
    table = agents[["agent_id", "n_days"]].assign(
        **{measure.amount: amount}, **named, **{measure.own: rate / scale}
    )
    rest = agents.drop(columns=["agent_id", "n_days", "amount", *sums])
    table = table.assign(**{measure.by_mix: by_mix / scale}).join(rest.rename(columns=_RATIOS))
    said = [measure.own, measure.by_mix, "of_expected_share"]
    judged = table["standing"] != "not_judged"
    return table.assign(**{name: table[name].where(judged) for name in said})


def _of_all(overall: pd.DataFrame, name: str) -> pd.DataFrame:
    kept = overall.drop(columns=["noise", "amount", "observed", "rate"]).rename(columns=_RATIOS)
    kept.insert(0, "agent_measure", name)
    return kept


def _drawn(limits: pd.DataFrame, name: str) -> pd.DataFrame:
    """Write the curves in the unit in which the agents are drawn."""
    scale = HOUR_MS if MEASURES[name].is_time else 1
    table = limits.assign(evidence_amount=limits["expected"] / scale).drop(columns="expected")
    table.insert(0, "agent_measure", name)
    return table


def _outside(tables: dict[str, pd.DataFrame], engagement: Engagement) -> pd.DataFrame:
    """Agents outside by some measure, with what the lists say of tenure and hours of work."""
    parts = [
        table.loc[table["standing"].isin(("more", "less")), ["agent_id", *_OUTSIDE]].assign(
            agent_measure=name
        )
        for name, table in tables.items()
    ]
    order = [*MEASURES]
    found = pd.concat(parts, ignore_index=True)
    found = found.sort_values(
        ["agent_id", "agent_measure"],
        key=lambda values: values.map(order.index) if values.name == "agent_measure" else values,
        ignore_index=True,
    )
    return found[["agent_id", "agent_measure", *_OUTSIDE]].assign(
        is_new=_is_new(found["agent_id"], engagement),
        is_part_time=_is_part_time(found["agent_id"], engagement),
    )


def _is_new(agent: pd.Series, engagement: Engagement) -> pd.Series:
    """Whether the last spell of each began shortly before the end; missing where nobody says."""
    if "agents" not in engagement:
        return pd.Series(pd.NA, index=agent.index, dtype="boolean")
    spells = engagement["agents"]
    began = spells["production_on"].fillna(spells["hired_on"])
    last = began.groupby(spells["agent_id"]).max()
    since = agent.map(pd.Timestamp(engagement.settings.period.last) - last)
    is_new = since < pd.Timedelta(NEW_WITHIN_DAYS, "D")
    return is_new.astype("boolean").mask(since.isna())


def _is_part_time(agent: pd.Series, engagement: Engagement) -> pd.Series:
    """Whether each has fewer contracted hours than most; missing where nobody says."""
    if "assignments" not in engagement or "contract_h_per_week" not in engagement["assignments"]:
        return pd.Series(pd.NA, index=agent.index, dtype="boolean")
    spans = engagement["assignments"].dropna(subset=["contract_h_per_week"])
    if spans.empty:
        return pd.Series(pd.NA, index=agent.index, dtype="boolean")
    hours = spans.groupby("agent_id")["contract_h_per_week"].min()
    usual, own = hours.mode().max(), agent.map(hours)
    return (own < usual).astype("boolean").mask(own.isna())


def _findings(overall: pd.DataFrame, grades: dict[str, str]) -> Iterator[Finding]:
    found = rules.agents_outside(overall, grades=grades)
    yield from sorted(found, key=lambda finding: finding.severity == "good")


def _choices(engagement: Engagement) -> dict[str, float]:
    return {
        "least_days": LEAST_DAYS,
        "least_h": LEAST_H,
        "least_contacts": LEAST_CONTACTS,
        "least_expected": LEAST_EXPECTED,
        "least_peers": LEAST_PEERS,
        "least_agents": LEAST_AGENTS,
        "false_share": FALSE_SHARE,
        "short_contact_s": engagement.settings.short_contact_s,
        "new_within_days": NEW_WITHIN_DAYS,
    }
