"""What the house computes from an engagement is what plain loops over its rows find."""

import math

import pandas as pd
import pytest

from cctoolkit.engagement.spine import build_spine
from cctoolkit.metrics.adherence import adherence_index, aux_breakdown
from cctoolkit.metrics.legs import handle_time_per_contact, transfers
from cctoolkit.metrics.occupancy import occupancy
from cctoolkit.metrics.schedule import adherence_by_exceptions, adherence_from, conformance_from
from cctoolkit.metrics.service import abandonment, handle_time, speed_of_answer, volumes
from cctoolkit.metrics.service_levels import service_level_variants
from cctoolkit.metrics.sessions import shifts
from cctoolkit.metrics.shrinkage import shrinkage
from cctoolkit.metrics.states import timeline
from tests.engagement import plain_loops as loops
from tests.engagement.at_random import World, world

pytestmark = pytest.mark.slow
SEEDS = range(8)


class Both:
    """One engagement: the tables that the house makes of it, and the stretches of the loops."""

    def __init__(self, drawn: World) -> None:
        self.world, self.settings = drawn, drawn.settings
        self.tables = drawn.tables()
        self.spine = build_spine(self.tables, self.settings)
        self.codes = drawn.aux_codes()
        self.agents = sorted({row["agent_id"] for row in drawn.states})
        own = (piece for agent in self.agents for piece in loops.timeline_of(drawn, agent))
        self.pieces = loops.on_the_clock(drawn, [*own])

    def schedules(self) -> pd.DataFrame:
        """Plans of the version in use."""
        rows = self.tables["schedules"]
        return rows[rows["published_version"] == loops.version_in_use(self.world)]

    def timeline(self) -> pd.DataFrame:
        """The timeline of the agents, as the engagement makes it."""
        policies = self.settings.states.policies
        planned = None
        if "schedules" in self.tables:
            planned = shifts(self.schedules(), session_break_ms=policies.session_break_ms)
        how = {"zone": self.settings.zone, "policies": policies, "shifts": planned}
        return timeline(self.tables["states"], **how)


@pytest.fixture(scope="module", params=SEEDS)
def both(request):
    return Both(world(request.param))


def same(found: pd.Series, expected: dict, *names: str) -> None:
    """Assert that a row has these numbers; what must be exact is: sums of milliseconds are."""
    for name in names or expected:
        got, wanted = found[name], expected[name]
        if pd.isna(wanted):
            assert pd.isna(got), (name, got)
        else:
            assert math.isclose(got, wanted, rel_tol=1e-12, abs_tol=1e-12), (name, got, wanted)


def by_key(rows: list[dict], name: str) -> dict:
    """Rows by the value of a key; instants and dates as pandas has them."""
    groups: dict = {}
    for row in rows:
        groups.setdefault(row[name], []).append(row)
    return groups


KEYS = {"agent_id": "agent_id", "business_day": "business_day", "start_at": "interval"}


def key_of(value):
    """A key of a table as the loops have it."""
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.value // 10**6 if value.tz else value.date()
    return value


@pytest.mark.parametrize("by", [None, *KEYS, "campaign"])
def test_the_index_of_adherence_to_the_post(both, by):
    ringing = {"ringing_is_productive": both.settings.ringing_is_productive}
    tables = (both.spine["agent_intervals"], both.spine["aux_intervals"], both.codes)
    got = adherence_index(*tables, [by] if by else [], **ringing)
    if by is None:
        if both.pieces:
            same(got.iloc[0], loops.index(both.world, both.pieces))
        return
    groups = by_key(both.pieces, KEYS.get(by, by))
    assert {key_of(value) for value in got[by]} == {*groups}
    for _, row in got.iterrows():
        same(row, loops.index(both.world, groups[key_of(row[by])]))


def test_what_auxiliary_time_consists_of(both):
    tables = (both.spine["agent_intervals"], both.spine["aux_intervals"], both.codes)
    got = aux_breakdown(*tables).set_index("aux_code")["share"]
    expected = loops.auxiliary(both.pieces)
    assert {*got.index} == {*expected}
    same(got, expected)


def test_occupancy(both):
    got = occupancy(both.spine["agent_intervals"], ["agent_id"]).set_index("agent_id")
    for agent, pieces in by_key(both.pieces, "agent_id").items():
        same(got.loc[agent], loops.occupancy(both.world, pieces))


def test_adherence_to_the_schedule(both):
    if "schedule_intervals" not in both.spine:
        pytest.skip("no plan or no log")
    rows = both.spine["schedule_intervals"]
    rows = rows[rows["without_states_ms"].fillna(0) == 0]
    logged = {piece["agent_id"] for piece in both.pieces}
    names = [name for name in adherence_from(rows) if name in loops.ADHERENCE]
    same(adherence_from(rows).iloc[0], loops.adherence(both.world, logged), *names)
    for agent, row in adherence_from(rows, ["agent_id"]).set_index("agent_id").iterrows():
        same(row, loops.adherence(both.world, [agent]), *names)
    for day, row in adherence_from(rows, ["business_day"]).set_index("business_day").iterrows():
        same(row, loops.adherence(both.world, logged, day.date()), *names)


@pytest.mark.parametrize("outside", [False, True])
def test_the_exception_form(both, outside):
    if not both.pieces or "schedules" not in both.tables:
        pytest.skip("no plan or no log")
    got = adherence_by_exceptions(
        both.schedules(),
        both.timeline(),
        ["agent_id"],
        zone=both.settings.zone,
        version=loops.version_in_use(both.world),
        rules=both.settings.schedule_rules,
        outside_shift_counts=outside,
    )
    for _, row in got.iterrows():
        form = loops.exception_form(both.world, [row["agent_id"]], outside=outside)
        same(row, {"adherence": form})


def test_conformance(both):
    if "schedule_intervals" not in both.spine:
        pytest.skip("no plan or no log")
    rows = both.spine["schedule_intervals"]
    rows = rows[rows["without_states_ms"].fillna(0) == 0]
    for agent, row in conformance_from(rows, ["agent_id"]).set_index("agent_id").iterrows():
        same(row, loops.conformance(both.world, [agent]))


def test_shrinkage(both):
    if not both.pieces or "schedules" not in both.tables:
        pytest.skip("no plan or no log")
    got = shrinkage(
        both.schedules(),
        both.timeline(),
        both.codes,
        None,
        ["agent_id"],
        zone=both.settings.zone,
        version=loops.version_in_use(both.world),
        session_break_ms=both.settings.states.policies.session_break_ms,
    )
    for _, row in got.iterrows():
        same(row, loops.shrinkage(both.world, [row["agent_id"]]))


@pytest.mark.parametrize("by", [None, "queue", "business_day", "start_at"])
def test_service(both, by):
    queue, within = both.spine["queue_intervals"], both.spine["queue_thresholds"]
    groups = by_key(loops.offered(both.world), KEYS.get(by, by)) if by else None
    short = {"short_s": both.settings.short_abandon_s}
    keys = [by] if by else []
    made = volumes(queue, keys)
    if by:
        assert {key_of(value) for value in made[by]} == {*groups}
    lost = abandonment(queue, within, keys, **short).drop(columns=["n_offered", "n_abandoned"])
    parts = [speed_of_answer(queue, keys).drop(columns="n_answered"), lost]
    parts += [handle_time(queue, keys).drop(columns="n_handled")]
    for part in parts:
        made = made.merge(part, on=keys, how="left") if keys else made.join(part)
    for _, row in made.iterrows():
        rows = groups[key_of(row[by])] if by else loops.offered(both.world)
        if rows:
            same(row, loops.service(rows, **short))


@pytest.mark.parametrize("by", [None, "queue", "start_at"])
def test_every_definition_of_the_service_level(both, by):
    queue, within = both.spine["queue_intervals"], both.spine["queue_thresholds"]
    choice = {"threshold_s": 20, "short_s": both.settings.short_abandon_s}
    got = service_level_variants(queue, within, [by] if by else [], **choice, widest_share=1)
    groups = by_key(loops.offered(both.world), KEYS.get(by, by)) if by else None
    for _, row in got.iterrows():
        rows = groups[key_of(row[by])] if by else loops.offered(both.world)
        if rows:
            good, base = loops.levels(rows, **choice)[row["variant"]]
            same(row, {"n_good": good, "n_base": base, "value": loops.over(good, base)})


def test_transfers_and_whole_contacts(both):
    if not both.world.contacts:
        pytest.skip("no contacts")
    contacts = both.tables["contacts"]
    expected = loops.whole_contacts(both.world.contacts)
    for made in (transfers(contacts), handle_time_per_contact(contacts)):
        names = [name for name in made if name in expected and name != "n_legs"]
        if "n_legs_passed_on" in made:
            names = ["n_legs", *names]
        else:
            names = [name for name in names if name.startswith("aht")]
        same(made.iloc[0], expected, *names)
