"""The section as a reader gets it: occupancy and shrinkage add up, and single nobody out."""

from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from cctoolkit.engagement.settings import Period, ScheduleSettings, Targets
from cctoolkit.metrics.clock import with_clock
from cctoolkit.sections.occupancy import occupancy
from cctoolkit.sections.section import Lack
from tests.frames import at, table
from tests.sections.attacker import everything, marks, singled_out
from tests.sections.worlds import START, random_world

pytestmark = pytest.mark.slow

HOUR_MS = 3_600_000
GROUPS = ("team", "site", "shift")
HOME = {"team": "N1", "site": "north", "shift": "early"}
BUSY = {f"by_{place}": place for place in GROUPS} | {
    "by_month": "month",
    "by_day": "business_day",
    "by_hour": "hour",
}
LOST = {f"shrinkage_by_{place}": place for place in GROUPS} | {"shrinkage_by_month": "month"}
CODES = table("aux_codes", [{"aux_code": "pvd", "label": "Pausa PVD", "activity": "break"}])


class Floor:
    """What the section asks of an engagement."""

    def __init__(self, tables, **targets):
        self.tables = {"aux_codes": CODES} | tables
        self.settings = SimpleNamespace(
            zone="UTC",
            minimum_group=5,
            ringing_is_productive=True,
            targets=Targets(**targets),
            schedule=ScheduleSettings(),
            period=Period(first="2026-03-01", last="2026-03-31"),
        )

    def __getitem__(self, name):
        return self.tables[name]

    def __contains__(self, name):
        return name in self.tables and len(self.tables[name]) > 0


def placed(name, rows):
    groups = pd.DataFrame(rows).reindex(columns=GROUPS).astype("str")
    frame = table(name, rows)
    return frame.assign(**{each: groups[each].to_numpy() for each in GROUPS})


def hour(agent, clock=9, day=0, talk=30, available=10, aux=15, unknown=5, **changes):
    """One connected hour of an agent, its parts in minutes."""
    begin = START.normalize() + pd.Timedelta(days=day, hours=clock)
    parts = {"talk": talk, "available": available, "aux": aux, "unknown": unknown}
    row = {
        "start_at": begin,
        "end_at": begin + pd.Timedelta(1, "h"),
        "agent_id": agent,
        "campaign": "c",
        "business_day": begin.normalize().tz_localize(None),
        "logged_ms": sum(parts.values()) * 60_000,
        **{f"{name}_ms": minutes * 60_000 for name, minutes in parts.items()},
        **{f"{name}_ms": 0 for name in ("hold", "acw", "ring")},
        "evidence": "A",
    } | HOME
    return row | changes


def floor(n_agents=6, n_days=6, **changes):
    return placed(
        "agent_intervals",
        [hour(f"a{k}", day=day, **changes) for k in range(n_agents) for day in range(n_days)],
    )


def lost(agent, minutes, day=0, external=False, planned=False, reason="pvd", **changes):
    """An agent's planned day of eight hours, or time of it lost to one reason."""
    begin = START.normalize().tz_localize(None) + pd.Timedelta(day, "D")
    ms = minutes * 60_000
    row = {
        "agent_id": agent,
        "business_day": begin,
        "published_version": "final",
        "external": external and bool(minutes),
        "planned": planned and bool(minutes),
        "reason": reason if minutes else None,
        "lost_ms": ms,
        "base_ms": ms or 8 * HOUR_MS,
        "planned_time_ms": ms or 8 * HOUR_MS,
        "unknown_ms": 0,
        "excluded_ms": 0,
        "evidence": "A",
    } | HOME
    return row | changes


def plan_of(*rows, n_agents=6, n_days=6):
    served = [lost(f"a{k}", 0, day) for k in range(n_agents) for day in range(n_days)]
    return placed("shrinkage_days", [*served, *rows])


@pytest.fixture(params=range(8))
def crowd(request):
    rng = np.random.default_rng(request.param)
    rows = random_world(request.param, 12 + request.param % 7)["agent_intervals"]
    talk = rng.integers(0, HOUR_MS // 2, len(rows))
    return rows.assign(talk_ms=talk, available_ms=HOUR_MS // 2 - talk, ring_ms=0)


def nobody_is_singled_out(rows, tables, dimensions):
    shown = {
        name: marks(rows, dimension, tables[name][dimension])
        for name, dimension in dimensions.items()
        if name in tables
    }
    for one, other in combinations(shown, 2):
        figures = [everything(rows), *shown[one], *shown[other]]
        assert not singled_out(figures, rows["agent_id"]), (one, other)
    return bool(shown)


def test_no_two_tables_single_anybody_out(crowd):
    tables = occupancy(Floor({"agent_intervals": crowd})).tables
    assert nobody_is_singled_out(with_clock(crowd, "UTC"), tables, BUSY)
    for each in tables.values():
        assert "agent_id" not in each
        if "n_agents" in each:
            assert each["n_agents"].min() >= 5


def test_no_two_tables_of_shrinkage_single_anybody_out(crowd):
    rng = np.random.default_rng(len(crowd))
    days = crowd.drop_duplicates(["agent_id", "business_day"])
    rows = [
        lost(row.agent_id, int(minutes), reason=str(rng.choice(["sick", "pvd", "union", "rare"])))
        | {name: getattr(row, name) for name in ("business_day", *GROUPS)}
        for row in days.itertuples()
        for minutes in (0, *rng.integers(1, 60, 2))
    ]
    frame = placed("shrinkage_days", rows)
    tables = occupancy(Floor({"shrinkage_days": frame})).tables
    day = frame["business_day"]
    timed = frame.assign(month=day - pd.to_timedelta(day.dt.day - 1, unit="D"))
    nobody_is_singled_out(timed, tables, LOST)
    reasons = tables["shrinkage_reasons"]
    own = frame[frame["lost_ms"] > 0]
    alone = reasons.loc[reasons["lost_to"] != "other", "lost_to"].replace("Pausa PVD", "pvd")
    figures = [everything(own), *marks(own, "reason", alone)]
    assert not singled_out(figures, own["agent_id"]) or own["agent_id"].nunique() < 5
    assert not reasons["n_agents"].lt(5).any()


def test_occupancy_of_the_whole_and_of_its_hours():
    rows = floor()
    section = occupancy(Floor({"agent_intervals": rows}))
    row = section.tables["overall"].iloc[0]
    # 36 hours: 30 handling, 10 waiting, 5 unknown minutes of each
    assert (row["numerator_s"], row["denominator_s"]) == (36 * 30 * 60, 36 * 40 * 60)
    assert row["occupancy"] == 0.75
    assert (row["occupancy_low"], row["occupancy_high"]) == pytest.approx((30 / 45, 35 / 45))
    by_hour = section.tables["by_hour"].iloc[0]
    assert (by_hour["hour"], by_hour["n_agents"]) == (9, 6)
    assert by_hour["handle_positions"] == pytest.approx(6 * 0.5)
    variants = section.tables["variants"].set_index("use_variant")
    assert variants.loc["utilisation_icmi", "value"] == pytest.approx(40 / 55)
    assert "handle_over_paid" not in variants.index
    identity = section.tables["identity"].set_index("identity_term")["value"]
    assert identity["product"] == pytest.approx(identity["handle_over_connection"])
    assert identity["handle_over_connection"] == pytest.approx(30 / 55)


def test_paid_time_is_held_against_the_same_agents_in_whole_months():
    rows = floor(n_agents=12)
    month = pd.Timestamp("2026-03-01")
    concepts = {"period": month, "concept": "salary", "cost": "1000", "currency": "EUR"}
    paid = [{"agent_id": f"a{k}", "paid_ms": 8 * HOUR_MS, **concepts} for k in range(6)]
    got = occupancy(Floor({"agent_intervals": rows, "payroll": table("payroll", paid)}))
    used = got.tables["variants_paid"].set_index("use_variant")
    # six of the twelve are paid, six hours each, eight paid
    assert used.loc["handle_over_paid", "value"] == pytest.approx(6 * 0.5 / 8)
    assert used.loc["logged_over_paid", "value"] == pytest.approx(6 / 8)
    assert got.grades["variants_paid"] == "D"
    nobody = occupancy(Floor({"agent_intervals": rows, "payroll": table("payroll", paid[:3])}))
    assert Lack("utilisation", "strangers", ("payroll", "agent_intervals")) in nobody.lacks


def test_the_account_of_planned_time_adds_up():
    rows = [lost(f"a{k}", 60, external=True, reason="sick") for k in range(6)]
    rows += [lost(f"a{k}", 30, planned=True, reason="break") for k in range(6)]
    rows += [lost("a0", 12), lost("a1", 6, reason="union")]
    section = occupancy(Floor({"shrinkage_days": plan_of(*rows)}))
    kinds = section.tables["shrinkage"].set_index("lost_kind")
    base = kinds["base_s"].iloc[0]
    assert kinds["lost_s"].iloc[:6].sum() == base == (36 * 480 + 360 + 180 + 18) * 60
    assert kinds.loc["external_unplanned", "lost_s"] == 360 * 60
    assert kinds.loc["internal_planned", "lost_s"] == 180 * 60
    assert kinds.loc["unplanned", "lost_s"] == (360 + 18) * 60
    assert kinds.loc["lost", "base_share"] == pytest.approx(558 * 60 / base)
    reasons = section.tables["shrinkage_reasons"].set_index(["lost_kind", "lost_to"])
    assert reasons["lost_s"].sum() == 558 * 60
    # two agents have unplanned time at work: its reasons are one row, and nobody is counted
    assert reasons.loc[("internal_unplanned", "other"), "lost_s"] == 18 * 60
    assert pd.isna(reasons.loc[("internal_unplanned", "other"), "n_agents"])
    assert reasons.loc[("external_unplanned", "sick"), "n_agents"] == 6


def test_what_the_published_plan_did_not_know_stays_unplanned():
    sick = [lost(f"a{k}", 240, external=True, reason="sick") for k in range(6)]
    later = [row | {"planned": True, "published_version": "final"} for row in sick]
    first = [row | {"published_version": "published"} for row in sick]
    served = [lost(f"a{k}", 0, day) for k in range(6) for day in range(3)]
    rows = [*later, *first, *served, *(row | {"published_version": "published"} for row in served)]
    schedules = table(
        "schedules",
        [
            {
                "agent_id": "a0",
                "start_at": at("09:00"),
                "end_at": at("10:00"),
                "activity": "productive",
                "published_version": version,
            }
            for version in ("published", "final")
        ],
    )
    tables = {"shrinkage_days": placed("shrinkage_days", rows), "schedules": schedules}
    section = occupancy(Floor(tables))
    kinds = section.tables["shrinkage"].set_index("lost_kind")["lost_s"]
    assert (kinds["external_planned"], kinds["external_unplanned"]) == (0, 6 * 240 * 60)
    versions = section.tables["shrinkage_versions"]
    assert versions["published_version"].tolist() == ["published", "final"]
    assert versions["unplanned_s"].tolist() == [6 * 240 * 60, 0]
    (found,) = [each for each in section.findings if each.code == "approvals_move_shrinkage"]
    assert found.value == pytest.approx(240 / (3 * 480 + 240))
    assert section.choices["planned_by"] == "published"


def test_agents_without_states_are_said():
    blind = lost("z", 0) | {"base_ms": 0, "planned_time_ms": 0, "without_states_ms": 3 * HOUR_MS}
    section = occupancy(Floor({"shrinkage_days": plan_of(blind)}))
    assert Lack("shrinkage_agents", "without_states", ("3.0", "final")) in section.lacks
    assert section.tables["shrinkage"]["n_agents"].iloc[0] == 6


def chat(number, agent, channel="chat"):
    return {
        "contact_id": str(number),
        "leg": 1,
        "channel": channel,
        "queue": "q",
        "arrived_at": at("09:00"),
        "answered_at": at("09:00"),
        "talk_ms": 600_000,
        "outcome": "answered",
        "agent_id": agent,
    }


def test_contacts_at_a_time_where_there_is_more_than_voice():
    connected = {"agent_intervals": floor()}
    chats = [chat(2 * k + twice, f"a{k}") for k in range(5) for twice in (0, 1)]
    got = occupancy(Floor({"contacts": table("contacts", chats)} | connected)).tables
    assert got["concurrency"]["channel"].tolist() == ["chat"]
    assert got["concurrency"]["concurrency"].item() == 2
    mail = table("contacts", [*chats, chat(99, "a0", "email")])
    section = occupancy(Floor({"contacts": mail} | connected))
    assert "concurrency" not in section.tables
    assert Lack("concurrency", "people", ("2", "5")) in section.lacks
    calls = {"contacts": table("contacts", [chat(1, "a0", "voice")])}
    assert "concurrency" not in occupancy(Floor(calls | connected)).tables


@pytest.mark.parametrize(
    ("tables", "lack"),
    [
        ({}, Lack("occupancy_share", "table", ("states", "agent_intervals"))),
        ({}, Lack("shrinkage", "table", ("schedules", "states"))),
        ({"agent_intervals": floor(2)}, Lack("occupancy_share", "people", ("1", "5"))),
        (
            {"agent_intervals": floor().assign(talk_ms=pd.NA).astype({"talk_ms": "Int64"})},
            Lack("occupancy_share", "column", ("talk_ms",)),
        ),
        ({"shrinkage_days": plan_of(n_agents=3)}, Lack("shrinkage", "people", ("1", "5"))),
    ],
)
def test_what_lacks_is_said(tables, lack):
    section = occupancy(Floor(tables))
    assert lack in section.lacks
    assert not section.is_available


def test_an_allowance_and_a_band_are_held_against_what_was_found():
    rows = [lost(f"a{k}", 60, day, external=True) for k in range(6) for day in range(6)]
    busy = [hour(f"a{k}", day=day, talk=28 + day) for k in range(6) for day in range(6)]
    tables = {
        "agent_intervals": placed("agent_intervals", busy),
        "shrinkage_days": plan_of(*rows),
    }
    band = {"occupancy": {"low": 0.8, "high": 0.9}, "unplanned_shrinkage_share": 0.05}
    codes = [found.code for found in occupancy(Floor(tables, **band)).findings]
    assert codes == [
        "occupancy_below_target",
        "hours_below_occupancy",
        "unplanned_shrinkage_above",
    ]
    assert not occupancy(Floor(tables)).findings
