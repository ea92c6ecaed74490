"""Group-level patterns beyond chance, the innocent explanations taken away first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from cctoolkit.engagement.opening import Engagement
from cctoolkit.engagement.plan import version_in_use
from cctoolkit.findings import Finding
from cctoolkit.findings import patterns as rules
from cctoolkit.metrics import bunching
from cctoolkit.metrics.agents import against_mix
from cctoolkit.metrics.sessions import shifts
from cctoolkit.metrics.shift_edges import (
    EDGES,
    FLAGS,
    edge_agent_cells,
    edge_cells,
    edge_excess,
    edges_by_code,
)
from cctoolkit.metrics.short_contacts import (
    raised_hours,
    short_agent_cells,
    short_cells,
    short_excess,
)
from cctoolkit.metrics.states import timeline
from cctoolkit.sections.absence import absent, hidden, too_few
from cctoolkit.sections.groups import Groups, employed
from cctoolkit.sections.privacy import shown_cells
from cctoolkit.sections.section import Lack, Section
from cctoolkit.sections.spread import CONFIDENCE, adjusted
from cctoolkit.tables.assignment import assigned

NAME = "patterns"
PLACES = ("team", "site")
DEFAULT_LIMIT_S = 180.0
"""Auxiliary time that one vendor forgives silently, where nobody agreed another."""
INCIDENTS = ("incident", "downtime", "force_majeure")
MS = 1000


def patterns(engagement: Engagement) -> Section:
    """Look for short contacts, auxiliary time at shift ends and durations beside thresholds.

    Each is judged for groups of agents, or of contacts, and only as far as it goes beyond what
    chance and the innocent explanations make of it; all comparisons together err once in twenty
    periods. Agents are only counted, and a count of one to four is not told. Needs `contacts` for
    the first, `states` and `schedules` for the second, either for the third.
    """
    data = _Data(engagement)
    parts = [_Short(data), _Edges(data), *_thresholds(data)]
    compared = [part for part in parts if part.lack is None]
    if not compared:
        return Section(NAME, lacks=tuple(part.lack for part in parts if part.lack is not None))
    sure = adjusted(sum(part.n_compared for part in compared), sides=1)
    tables: dict[str, list[pd.DataFrame]] = {}
    for part in compared:
        for name, table in part.tables(sure):
            tables.setdefault(name, []).append(table)
    ready = {name: pd.concat(each, ignore_index=True) for name, each in tables.items() if each}
    lacks = _once(lack for part in parts for lack in part.lacks())
    return Section(
        NAME,
        tables=ready,
        findings=tuple(_findings(ready, data)),
        lacks=tuple(lacks),
        grade="A",
        grades=dict.fromkeys(ready, "A"),
        choices=_choices(data),
    )


def _once(lacks: Iterable[Lack]) -> list[Lack]:
    """Keep, of lacks of one thing for one reason, the largest: patterns share their groups."""
    kept: dict[tuple[str, str], Lack] = {}
    for lack in lacks:
        key = lack.what, lack.reason
        if key not in kept or lack.needs > kept[key].needs:
            kept[key] = lack
    return [*kept.values()]


class _Data:
    """What the patterns share: the timeline, the places of agents, the settings."""

    def __init__(self, engagement: Engagement) -> None:
        self.engagement = engagement
        self.settings = engagement.settings
        self.chosen = engagement.settings.patterns
        self.minimum = engagement.settings.minimum_group
        self.zone = engagement.settings.zone

    @cached_property
    def version(self) -> str:
        """Version of the schedules that is compared."""
        return version_in_use(self.engagement["schedules"], self.settings)

    @cached_property
    def pieces(self) -> pd.DataFrame:
        """Logged states without overlap, of agents employed."""
        planned = None
        policies = self.settings.states.policies
        if "schedules" in self.engagement:
            rows = self.engagement["schedules"]
            rows = rows[rows["published_version"] == self.version]
            planned = shifts(rows, session_break_ms=policies.session_break_ms)
        rows = timeline(
            self.engagement["states"], zone=self.zone, policies=policies, shifts=planned
        )
        return employed(rows, self.engagement)

    @cached_property
    def explained(self) -> frozenset[str]:
        """Auxiliary codes whose time nobody has to explain."""
        if "aux_codes" not in self.engagement:
            return frozenset()
        codes = self.engagement["aux_codes"]
        flagged = codes[[*FLAGS]].fillna(False).astype(bool).any(axis=1)
        return frozenset(codes.loc[flagged, "aux_code"])

    @property
    def limit_s(self) -> float:
        """Auxiliary time up to which something is forgiven."""
        agreed = self.settings.schedule.forgiven_s or DEFAULT_LIMIT_S
        return float(self.chosen.aux_limit_s or agreed)

    def placed(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Add team and site of the agent on the day; missing where nobody says."""
        if "assignments" in self.engagement:
            return assigned(rows, self.engagement["assignments"], PLACES)
        return rows.assign(**{name: pd.Series(None, rows.index, dtype="str") for name in PLACES})

    def band_ms(self, threshold_s: float) -> int:
        """Width of the band beside a threshold, in whole seconds."""
        return max(round(threshold_s * self.chosen.band_share), 1) * MS


class _Part:
    """A pattern of agents in groups: what it lacks, what it compares, its tables."""

    what = ""
    dimensions: tuple[str, ...] = PLACES
    whole = 0
    lack: Lack | None = None

    def __init__(self, data: _Data) -> None:
        self.data = data
        self.left_out: list[Lack] = []
        self.lack = self._lack()
        if self.lack is None:
            self.cells = self._cells()
            self.groups = Groups(self.cells, self.dimensions, data.engagement)
            if self.groups.are_too_few:
                self.lack = too_few(self.what, data.minimum)

    def _lack(self) -> Lack | None:
        raise NotImplementedError

    def _cells(self) -> pd.DataFrame:
        raise NotImplementedError

    @property
    def judged_by(self) -> str | None:
        """Groups that are judged: teams, or sites where there are no teams."""
        return next((name for name in PLACES if self.groups.is_told(name)), None)

    @property
    def n_compared(self) -> int:
        """How many comparisons decide a finding."""
        return self.whole + (self.groups.n_named(self.judged_by) if self.judged_by else 0)

    def lacks(self) -> list[Lack]:
        """What is left out, and why."""
        if self.lack is not None:
            return [self.lack]
        told = (self.groups.lacks(f"patterns_by_{place}", place) for place in PLACES)
        return [*(lack for each in told for lack in each), *self.left_out]

    def shown(self, place: str) -> bool:
        """Whether a table of the place has anything to show."""
        return self.groups.is_told(place)


class _Short(_Part):
    """Short contacts by team and site against the others in the same queues and hours."""

    what = "short_contacts"
    dimensions = (*PLACES, "queue")

    def _lack(self) -> Lack | None:
        return absent(self.what, self.data.engagement, "contacts")

    def _cells(self) -> pd.DataFrame:
        cells = short_cells(
            self.data.engagement["contacts"],
            zone=self.data.zone,
            short_s=self.data.settings.short_contact_s,
            incidents=_incidents(self.data.engagement),
        )
        return self.data.placed(cells)

    def tables(self, sure: float) -> Iterator[tuple[str, pd.DataFrame]]:
        """Tables by name."""
        for place in PLACES:
            if not self.shown(place):
                continue
            table = short_excess(self.cells, [place], confidence=sure)
            table = self.groups.only_shown(table, place)
            met = table["n_other_agents"] >= self.data.minimum
            if not met.all():
                n = str(int((~met).sum()))
                self.left_out.append(Lack(f"short_by_{place}", "alone", (n,)))
            if met.any():
                yield f"short_by_{place}", table[met].reset_index(drop=True)
        if self.groups.is_told("queue"):
            yield "short_by_queue", self.groups.only_shown(raised_hours(self.cells), "queue")
        yield from _outside(short_agent_cells(self.cells), "short", self.data.minimum)


class _Edges(_Part):
    """Auxiliary time in the first and last minutes of the shift against the rest of it."""

    what = "shift_edges"
    whole = 2

    def _lack(self) -> Lack | None:
        return absent(self.what, self.data.engagement, "schedules", "states")

    @property
    def n_compared(self) -> int:
        """Two edges, each of the whole and of every group."""
        return 2 + 2 * (self.groups.n_named(self.judged_by) if self.judged_by else 0)

    def _cells(self) -> pd.DataFrame:
        cells = edge_cells(
            self.data.engagement["schedules"],
            self.data.pieces,
            zone=self.data.zone,
            edge_minutes=self.data.chosen.edge_minutes,
            explained=self.data.explained,
            version=self.data.version,
        )
        return self.data.placed(cells)

    def tables(self, sure: float) -> Iterator[tuple[str, pd.DataFrame]]:
        """Tables by name."""
        for part in EDGES:
            pattern = f"edge_{part}"
            whole = edge_excess(self.cells, [], part=part, confidence=sure)
            yield "edges", whole.assign(pattern=pattern)
            for place in PLACES:
                if self.shown(place):
                    table = edge_excess(self.cells, [place], part=part, confidence=sure)
                    yield (
                        f"edges_by_{place}",
                        self.groups.only_shown(table, place).assign(pattern=pattern),
                    )
            yield from _outside(edge_agent_cells(self.cells, part=part), pattern, self.data.minimum)
        codes = self._codes()
        if len(codes):
            yield "edges_by_code", codes

    def _codes(self) -> pd.DataFrame:
        """Time by code and part of the shift, in the cells that rest on enough agents."""
        uses = self.cells[self.cells["aux_code"] != ""]
        uses = uses[["agent_id", "part", "aux_code"]].drop_duplicates().reset_index(drop=True)
        if uses.empty:
            return pd.DataFrame()
        kept = shown_cells(
            uses,
            "part",
            "aux_code",
            minimum=self.data.minimum,
            never=pd.Series(False, uses.index),
            known=[uses["part"]],
        )
        table = edges_by_code(self.cells).set_index(["part", "aux_code"])
        table = table[kept.reindex(table.index).fillna(False).astype(bool)].reset_index()
        labels = self.data.engagement["aux_codes"].set_index("aux_code")["label"]
        n_hidden = int((~kept).sum())
        self.left_out += hidden("shift_edges_by_code", n_hidden, self.data.minimum)
        return table.assign(label=table["aux_code"].map(labels).fillna(table["aux_code"]))


@dataclass(frozen=True)
class _Threshold:
    """A threshold: which durations, on which side of it, and whether it is included."""

    pattern: str
    threshold_s: float
    side: bunching.Side = "below"
    included: bool = False

    def asked(self, data: _Data) -> dict:
        """How the durations are counted."""
        return {
            "threshold_ms": bunching.threshold_at(self.threshold_s, included=self.included),
            "width_ms": data.band_ms(self.threshold_s),
            "side": self.side,
        }

    def named(self, table: pd.DataFrame, data: _Data) -> pd.DataFrame:
        """Say of which threshold the rows are."""
        band_s = data.band_ms(self.threshold_s) / MS
        return table.assign(pattern=self.pattern, limit_s=self.threshold_s, band_s=band_s)


class _OfStates(_Part):
    """Durations of states beside a threshold, by team and site."""

    whole = 1

    def __init__(self, data: _Data, threshold: _Threshold | None, what: str) -> None:
        self.threshold, self.what = threshold, what
        super().__init__(data)

    def _lack(self) -> Lack | None:
        if self.threshold is None:
            return Lack(self.what, "setting", (f"patterns.{self.what}_s",))
        return absent(self.what, self.data.engagement, "states")

    def _cells(self) -> pd.DataFrame:
        if self.what == "aux_limit":
            rows = bunching.aux_stretches(self.data.pieces, self.data.explained)
        else:
            rows = bunching.acw_stretches(self.data.pieces)
        return self.data.placed(rows)

    def tables(self, sure: float) -> Iterator[tuple[str, pd.DataFrame]]:
        """Tables by name."""
        asked = self.threshold.asked(self.data)
        whole = bunching.near_threshold(self.cells, [], **asked, confidence=sure)
        if whole["n_agents"].iloc[0] < self.data.minimum:
            self.left_out.append(too_few(self.what, self.data.minimum))
            return
        yield "near", self.threshold.named(whole, self.data)
        around = bunching.counts_around(self.cells, **asked)
        few = around["n_agents"].between(1, self.data.minimum - 1)
        around[["n_durations", "n_kept"]] = around[["n_durations", "n_kept"]].mask(few)
        if around["n_durations"].sum():
            yield "around", self.threshold.named(around, self.data)
        for place in PLACES:
            if self.shown(place):
                table = bunching.near_threshold(self.cells, [place], **asked, confidence=sure)
                table = self.groups.only_shown(table, place)
                table = table[table["n_agents"] >= self.data.minimum]
                yield f"near_by_{place}", self.threshold.named(table, self.data)
        cells = bunching.near_agent_cells(self.cells, **asked)
        yield from _outside(cells, self.threshold.pattern, self.data.minimum)


class _OfWaits:
    """Waiting of contacts beside the threshold of the service level, by queue: no agents in it."""

    def __init__(self, data: _Data, threshold: _Threshold | None, outcome: str, what: str) -> None:
        self.data, self.threshold, self.what = data, threshold, what
        self.lack = absent(what, data.engagement, "contacts")
        if self.lack is None and threshold is None:
            self.lack = Lack(what, "setting", ("targets.service_level",))
        if self.lack is None:
            contacts = data.engagement["contacts"]
            self.waits = bunching.waits(contacts, outcome, zone=data.zone)

    @property
    def n_compared(self) -> int:
        """The whole and every queue."""
        return 1 + self.waits["queue"].nunique()

    def lacks(self) -> list[Lack]:
        """What is left out, and why."""
        return [self.lack] if self.lack is not None else []

    def tables(self, sure: float) -> Iterator[tuple[str, pd.DataFrame]]:
        """Tables by name."""
        asked = self.threshold.asked(self.data)
        for name, by in (("near", []), ("near_by_queue", ["queue"])):
            table = bunching.near_threshold(self.waits, by, **asked, confidence=sure)
            yield name, self.threshold.named(table, self.data)
        around = bunching.counts_around(self.waits, **asked)
        if around["n_durations"].sum():
            yield "around", self.threshold.named(around, self.data)


def _thresholds(data: _Data) -> Iterator[_OfStates | _OfWaits]:
    yield _OfStates(data, _Threshold("aux_limit", data.limit_s), "aux_limit")
    close_s = data.chosen.acw_close_s
    closing = None if close_s is None else _Threshold("acw_close", close_s)
    yield _OfStates(data, closing, "acw_close")
    target = data.settings.targets.service_level
    inside = outside = None
    if target:
        inside = _Threshold("answered_inside", target.threshold_s, "below", included=True)
        outside = _Threshold("abandoned_outside", target.threshold_s, "above", included=True)
    yield _OfWaits(data, inside, "answered", "answered_inside")
    yield _OfWaits(data, outside, "abandoned", "abandoned_outside")


def _incidents(engagement: Engagement) -> pd.DataFrame | None:
    """Stretches that a document explains."""
    if "evidence" not in engagement:
        return None
    documents = engagement["evidence"]
    return documents[documents["kind"].isin(INCIDENTS)]


def _outside(cells: pd.DataFrame, pattern: str, minimum: int) -> Iterator[tuple[str, pd.DataFrame]]:
    """Count agents above what their mix and chance explain, so that no few are told apart."""
    if not cells["observed"].sum() > 0:
        return
    found = against_mix(cells)
    n_judged = int(found.overall["n_judged"].iloc[0])
    if n_judged < minimum:
        return
    n_above = int((found.agents["ratio"] > found.agents["funnel_high"]).sum())
    row = {
        "pattern": pattern,
        "n_agents": n_judged,
        "outside": _told(n_above, n_judged, minimum),
        "by_chance": float(found.overall["n_by_chance"].iloc[0]) / 2,
    }
    yield "agents", pd.DataFrame([row])


def _told(n: int, n_all: int, minimum: int) -> str:
    """Return how many of all, as far as it may be told: neither they nor the rest are few."""
    if 0 < n < minimum:
        return f"<{minimum}"
    return f">{n_all - minimum}" if 0 < n_all - n < minimum else str(n)


def _choices(data: _Data) -> Mapping[str, float | str | bool | None]:
    target = data.settings.targets.service_level
    return {
        "short_contact_s": data.settings.short_contact_s,
        "edge_s": data.chosen.edge_minutes * 60,
        "aux_limit_s": data.limit_s,
        "acw_close_s": data.chosen.acw_close_s,
        "threshold_s": target.threshold_s if target else None,
        "band_share": data.chosen.band_share,
        "confidence": CONFIDENCE,
    }


def _findings(tables: dict[str, pd.DataFrame], data: _Data) -> Iterator[Finding]:
    found = [*_beyond(tables, data)]
    yield from found
    if not found:
        yield from rules.nothing_beyond(tables, grade="A")


def _beyond(tables: dict[str, pd.DataFrame], data: _Data) -> Iterator[Finding]:
    def judged(kind: str) -> tuple[str, pd.DataFrame | None]:
        names = [place for place in PLACES if f"{kind}_by_{place}" in tables]
        return (names[0], tables[f"{kind}_by_{names[0]}"]) if names else ("", None)

    place, table = judged("short")
    if table is not None:
        yield from rules.short_contacts(table, place, grade="A")
    if "edges" in tables:
        place, table = judged("edges")
        edge_s = data.chosen.edge_minutes * 60
        yield from rules.shift_edges(tables["edges"], table, place, edge_s=edge_s, grade="A")
    if "near" in tables:
        place, table = judged("near")
        groups = {"aux_limit": (place, table), "acw_close": (place, table)}
        queues = ("queue", tables.get("near_by_queue"))
        groups |= {"answered_inside": queues, "abandoned_outside": queues}
        yield from rules.near_thresholds(tables["near"], groups, grade="A")
    if "agents" in tables:
        yield from rules.agents_outside(tables["agents"], grade="A")
