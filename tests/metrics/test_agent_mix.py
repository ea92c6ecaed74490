"""What is judged of an agent, and what is set aside first."""

import pandas as pd
import pytest

from cctoolkit.metrics import agent_mix as mix
from tests.frames import at, table

MINUTE = 60_000
DAY = pd.Timestamp("2026-03-10")


def interval(agent, clock, logged=30, aux=0, unknown=0, campaign="c"):
    start = at(clock)
    return {
        "start_at": start,
        "end_at": start + pd.Timedelta(30, "min"),
        "agent_id": agent,
        "campaign": campaign,
        "business_day": DAY,
        "logged_ms": logged * MINUTE,
        "aux_ms": aux * MINUTE,
        "unknown_ms": unknown * MINUTE,
        "evidence": "A",
    }


def aux(agent, clock, code, minutes):
    row = interval(agent, clock)
    return {name: row[name] for name in ("start_at", "end_at", "agent_id", "campaign")} | {
        "business_day": DAY,
        "aux_code": code,
        "aux_ms": minutes * MINUTE,
        "evidence": "A",
    }


CODES = table(
    "aux_codes",
    [
        {"aux_code": "rest", "label": "Rest", "mandatory_rest": True},
        {"aux_code": "union", "label": "Union", "protected": True},
        {"aux_code": "ordered", "label": "Ordered", "ordered_by_client": True},
        {"aux_code": "other", "label": "Other"},
    ],
)


def judged(rows, spells=()):
    tables = table("agent_intervals", rows), table("aux_intervals", [*spells])
    cells = mix.auxiliary_time(*tables, CODES, zone="UTC")
    return cells.assign(amount=cells["amount"] / MINUTE, observed=cells["observed"] / MINUTE).drop(
        columns="business_day"
    )


@pytest.mark.parametrize("code", ["rest", "union", "ordered"])
def test_what_is_due_a_right_or_ordered_is_in_no_side(code):
    cells = judged([interval("a", "09:00", aux=10)], [aux("a", "09:00", code, 6)])
    assert cells[["amount", "observed"]].to_numpy().tolist() == [[24, 4]]


def test_other_codes_and_codes_that_nobody_listed_are_judged():
    spells = [aux("a", "09:00", "other", 6), aux("a", "09:00", "new", 4)]
    cells = judged([interval("a", "09:00", aux=10)], spells)
    assert cells[["amount", "observed"]].to_numpy().tolist() == [[30, 10]]


def test_more_rest_than_auxiliary_time_takes_no_more_than_there_is():
    cells = judged([interval("a", "09:00", aux=5)], [aux("a", "09:00", "rest", 9)])
    assert cells[["amount", "observed"]].to_numpy().tolist() == [[25, 0]]


def test_unclassified_time_is_in_no_side():
    cells = judged([interval("a", "09:00", aux=5, unknown=12)])
    assert cells[["amount", "observed"]].to_numpy().tolist() == [[18, 5]]


def test_the_mix_of_time_is_campaign_day_and_hour():
    rows = [
        interval("a", "09:00", aux=1),
        interval("a", "09:30", aux=2),
        interval("a", "10:00"),
        interval("b", "09:00"),
        interval("b", "09:00", campaign="d"),
    ]
    cells = judged(rows)
    assert cells[["agent_id", "amount"]].to_numpy().tolist() == [
        ["a", 60],
        ["a", 30],
        ["b", 30],
        ["b", 30],
    ]
    assert cells["observed"].tolist() == [3, 0, 0, 0]
    first, second, third, fourth = cells["stratum"]
    assert first == third
    assert len({first, second, fourth}) == 3


def test_absence_and_exceptions_are_in_no_side_of_the_plan():
    plan = {"activity": "productive", "scheduled_ms": 30 * MINUTE, "evidence": "A"}
    rows = [
        {**_slot("09:00"), **plan, **_minutes(adherent=24, non_adherent=6)},
        {**_slot("09:30"), **plan, **_minutes(adherent=0, non_adherent=30, absent=30)},
        {**_slot("10:00"), **plan, **_minutes(adherent=10, non_adherent=20, excused=15)},
        {
            **_slot("10:30"),
            **plan,
            **_minutes(adherent=0, non_adherent=30, absent=30, excused=30),
        },
    ]
    cells = mix.time_out_of_plan(table("schedule_intervals", rows), zone="UTC")
    assert (cells["amount"] / MINUTE).tolist() == [30, 15]
    assert (cells["observed"] / MINUTE).tolist() == [6, 5]


def _slot(clock):
    row = interval("a", clock)
    return {
        name: row[name] for name in ("start_at", "end_at", "agent_id", "campaign", "business_day")
    }


def _minutes(**parts):
    return {f"{name}_ms": minutes * MINUTE for name, minutes in parts.items()}


def leg(contact, agent, clock, seconds, queue="q", number=1, **more):
    return {
        "contact_id": contact,
        "leg": number,
        "channel": "voice",
        "queue": queue,
        "agent_id": agent,
        "arrived_at": at(clock),
        "answered_at": at(clock),
        "outcome": "answered",
        "talk_ms": seconds * 1000,
    } | more


CONTACTS = table(
    "contacts",
    [
        leg("1", "a", "09:10", 100),
        leg("2", "a", "09:50", 300),
        leg("3", "a", "10:10", 5),
        leg("4", "b", "09:20", 50, queue="r"),
        leg("5", "b", "09:20", 80, transferred=True),
        leg("6", "b", "09:20", 70, direction="outbound"),
    ],
)


def test_contacts_by_queue_and_hour_of_their_answer():
    cells = mix.handling(CONTACTS, zone="UTC")
    assert cells["agent_id"].tolist() == ["a", "a", "b", "b"]
    assert cells["amount"].tolist() == [2, 1, 1, 1]
    assert sorted(cells["observed"] / 1000) == [5, 50, 80, 400]
    shared = cells.groupby("stratum")["agent_id"].nunique()
    assert sorted(shared) == [1, 1, 2]


def test_short_ones_and_those_passed_on():
    short = mix.short_handling(CONTACTS, zone="UTC", short_s=5)
    assert short.groupby("agent_id")[["amount", "observed"]].sum().to_numpy().tolist() == [
        [3, 1],
        [2, 0],
    ]
    passed = mix.passed_on(
        CONTACTS.assign(transferred=CONTACTS["transferred"].fillna(False)), zone="UTC"
    )
    assert passed.groupby("agent_id")["observed"].sum().tolist() == [0, 1]


def test_the_hour_is_that_of_the_local_clock():
    night = mix.handling(CONTACTS.iloc[:1], zone="Pacific/Auckland")
    assert night["business_day"].tolist() == [pd.Timestamp("2026-03-10")]
    late = CONTACTS.iloc[:1].assign(answered_at=at("12:00"))
    assert mix.handling(late, zone="Pacific/Auckland")["business_day"][0].day == 11
