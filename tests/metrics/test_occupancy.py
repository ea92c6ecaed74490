"""Two half hours by pencil, and the identities that tie the ratios together."""

import numpy as np
import pandas as pd
import pytest

from cctoolkit.metrics.adherence import adherence_index
from cctoolkit.metrics.clock import with_clock
from cctoolkit.metrics.occupancy import (
    FORMULAS,
    concurrency,
    connection_identity,
    occupancy,
    positions_by_hour,
    utilisation,
)
from tests.frames import at, table

MIN = 60_000
DAY = pd.Timestamp("2026-03-10")


def interval(agent, start, **minutes):
    parts = dict.fromkeys(("talk", "hold", "acw", "ring", "available", "aux", "unknown"), 0)
    parts |= minutes
    logged = sum(value for value in parts.values() if value is not None)
    return {
        "start_at": at(start),
        "end_at": at(start) + pd.Timedelta(30, "min"),
        "business_day": DAY,
        "agent_id": agent,
        "logged_ms": logged * MIN,
        **{f"{k}_ms": None if v is None else v * MIN for k, v in parts.items()},
    }


@pytest.fixture
def hour():
    return table(
        "agent_intervals",
        [
            interval("a", "09:00", talk=12, hold=2, acw=4, ring=1, available=5, aux=6),
            interval("b", "09:00", talk=6, available=10, aux=12, unknown=2),
        ],
    )


def test_occupancy_of_the_hour(hour):
    got = occupancy(hour).iloc[0]
    # handle 18 + 6, waiting 5 + 10, ringing 1, unknown 2
    assert (got["numerator_s"], got["denominator_s"]) == (24 * 60, 39 * 60)
    assert got["occupancy"] == pytest.approx(24 / 39)
    assert got["occupancy_low"] == pytest.approx(24 / 41)
    assert got["occupancy_high"] == pytest.approx(26 / 41)
    assert (got["ring_s"], got["aux_s"], got["logged_s"]) == (60, 18 * 60, 60 * 60)


def test_ringing_is_where_it_is_put(hour):
    assert occupancy(hour, ringing="idle")["occupancy"].iloc[0] == pytest.approx(24 / 40)
    assert occupancy(hour, ringing="busy")["occupancy"].iloc[0] == pytest.approx(25 / 40)
    with pytest.raises(ValueError, match="left_out"):
        occupancy(hour, ringing="both")


def test_occupancy_by_agent(hour):
    got = occupancy(hour, ["agent_id"]).set_index("agent_id")["occupancy"]
    assert got.to_dict() == pytest.approx({"a": 18 / 23, "b": 6 / 16})


def test_a_source_that_does_not_say_talk_is_in_no_side(hour):
    silent = table("agent_intervals", [interval("c", "09:00", talk=None, available=30)])
    got = occupancy(pd.concat([hour, silent], ignore_index=True)).iloc[0]
    assert got["occupancy"] == pytest.approx(24 / 39)
    assert got["not_recorded_s"] == 30 * 60
    merged = table("agent_intervals", [interval("c", "09:00", talk=20, hold=None, available=10)])
    assert occupancy(merged)["occupancy"].iloc[0] == pytest.approx(20 / 30)


def test_nobody_connected(hour):
    assert occupancy(hour.iloc[:0], ["agent_id"]).empty
    assert occupancy(hour.iloc[:0])["occupancy"].isna().all()
    idle = table("agent_intervals", [interval("a", "09:00", aux=30)])
    assert occupancy(idle)["occupancy"].isna().all()


def test_every_utilisation_by_its_name(hour):
    paid = pd.DataFrame({"agent_id": ["a", "b", "c"], "paid_ms": [40 * MIN, 40 * MIN, 20 * MIN]})
    got = utilisation(hour, paid).set_index("variant")
    expected = {
        "occupancy": 24 / 39,
        "occupancy_ringing_idle": 24 / 40,
        "occupancy_ringing_busy": 25 / 40,
        "occupancy_of_login": 24 / 58,
        "occupied_icmi": (58 - 15) / 58,
        "utilisation_icmi": 39 / 58,
        "handle_and_available_over_paid": 39 / 100,
        "productive_over_paid": 40 / 100,
        "handle_over_paid": 24 / 100,
        "logged_over_paid": 60 / 100,
    }
    assert got["value"].to_dict() == pytest.approx(expected)
    assert set(expected) == set(FORMULAS)
    assert got.loc["productive_over_paid", ["numerator", "denominator"]].tolist() == [
        "known-aux",
        "paid",
    ]


def test_paid_time_of_who_never_connected_keeps_its_row(hour):
    paid = pd.DataFrame({"agent_id": ["a", "b", "c"], "paid_ms": [40 * MIN, 40 * MIN, 20 * MIN]})
    got = utilisation(hour, paid, ["agent_id"])
    absent = got[got["agent_id"] == "c"].set_index("variant")
    assert absent.loc["handle_over_paid", "denominator_s"] == 20 * 60
    assert absent["value"].isna().all()


PARTS = ("talk", "hold", "acw", "ring", "available", "aux", "unknown")
CODES = table("aux_codes", [{"aux_code": "rest", "label": "PVD", "mandatory_rest": True}])


@pytest.fixture(scope="module")
def floor():
    """Two hundred agents with parts drawn freely, many of them zero."""
    minutes = np.random.default_rng(11).integers(-12, 30, size=(200, len(PARTS))).clip(0)
    rows = [
        interval(f"agent {i:03}", "09:00", **dict(zip(PARTS, row, strict=True)))
        for i, row in enumerate(minutes.tolist())
    ]
    return table("agent_intervals", rows)


@pytest.mark.parametrize(("ringing", "productive"), [("idle", True), ("left_out", False)])
def test_occupancy_times_index_is_handle_over_connection(floor, ringing, productive):
    nothing, by = table("aux_intervals", []), ["agent_id"]
    index = adherence_index(floor, nothing, CODES, by, ringing_is_productive=productive)
    both = index.merge(occupancy(floor, by, ringing=ringing), on="agent_id")
    both = both[(both["known_s"] > 0) & (both["denominator_s"] > 0)]
    product = both["occupancy"] * both["index"]
    np.testing.assert_allclose(product, both["handle_s"] / both["known_s"])
    assert len(both) > 150


def test_utilisation_of_paid_time_is_the_index_times_connection_over_paid(floor):
    nothing, by = table("aux_intervals", []), ["agent_id"]
    paid = floor[["agent_id"]].assign(paid_ms=np.arange(1, 201) * MIN)
    used = utilisation(floor, paid, by)
    used = used[used["variant"] == "productive_over_paid"]
    both = adherence_index(floor, nothing, CODES, by).merge(used, on="agent_id")
    both = both[both["known_s"] > 0]
    expected = both["index"] * both["known_s"] / both["denominator_s"]
    np.testing.assert_allclose(both["value"], expected)


def test_without_paid_time_only_its_variants_are_missing(hour):
    got = utilisation(hour, None)
    assert got["variant"].tolist() == [
        name for name, (_, base) in FORMULAS.items() if base != "paid"
    ]
    assert got.set_index("variant").loc["utilisation_icmi", "value"] == pytest.approx(39 / 58)


def test_both_sides_of_the_identity(hour):
    got = connection_identity(hour).set_index("identity_term")
    # handle 24, connection known 58, ringing 1 waits, auxiliary 18
    assert (got["numerator_s"] / 60).tolist()[:3] == [24, 24, 40]
    assert (got["denominator_s"] / 60).tolist()[:3] == [58, 40, 58]
    assert got.loc["product", "value"] == pytest.approx(24 / 58)
    assert got.loc["product", "value"] == pytest.approx(got["value"].iloc[0])
    against = connection_identity(hour, ringing_is_productive=False).set_index("identity_term")
    assert against.loc["occupancy", "value"] == pytest.approx(24 / 39)
    assert against.loc["product", "value"] == pytest.approx(24 / 58)


def test_parts_beyond_their_connection_show_in_the_identity(hour):
    rounded = hour.assign(talk_ms=hour["talk_ms"] + 6 * MIN)
    got = connection_identity(rounded).set_index("identity_term")["value"]
    assert got["handle_over_connection"] == pytest.approx(36 / 58)
    assert got["product"] == pytest.approx(36 / 52 * 40 / 58)


def test_people_busy_at_an_hour_of_a_mean_day(hour):
    later = hour.assign(
        **{name: hour[name] + pd.Timedelta(1, "D") for name in ("start_at", "end_at")},
        business_day=hour["business_day"] + pd.Timedelta(1, "D"),
    )
    twice = with_clock(pd.concat([hour, later.iloc[:1]], ignore_index=True), "UTC")
    got = positions_by_hour(twice).iloc[0]
    # handle 24 + 18, waiting 15 + 5, auxiliary 18 + 6 minutes of two days of an hour
    assert got["hour"] == 9
    assert got["handle_positions"] == pytest.approx(42 / 120)
    assert got["available_positions"] == pytest.approx(20 / 120)
    assert got["aux_positions"] == pytest.approx(24 / 120)


def contact(number, agent, answered, talk, **more):
    return {
        "contact_id": str(number),
        "leg": 1,
        "channel": "chat",
        "queue": "q",
        "arrived_at": at("09:00"),
        "answered_at": None if answered is None else at(answered),
        "talk_ms": talk * MIN,
        "outcome": "answered",
        "agent_id": agent,
    } | more


def test_two_chats_at_once_are_one_busy_agent():
    contacts = table(
        "contacts",
        [
            contact(1, "a", "09:00", 10),
            contact(2, "a", "09:05", 8, acw_ms=2 * MIN),
            contact(3, "b", "09:00", 10),
            contact(4, None, "09:00", 10),
            contact(5, "b", None, 10),
        ],
    )
    got = concurrency(contacts).iloc[0]
    # a: 09:00-09:15, b: 09:00-09:10
    assert (got["n_contacts"], got["n_agents"]) == (3, 2)
    assert (got["handle_s"], got["busy_s"]) == (30 * 60, 25 * 60)
    assert got["concurrency"] == pytest.approx(30 / 25)
    by_agent = concurrency(contacts, ["agent_id"]).set_index("agent_id")["concurrency"]
    assert by_agent.to_dict() == pytest.approx({"a": 20 / 15, "b": 1})


def test_no_contacts():
    contacts = table("contacts", [])
    assert concurrency(contacts, ["queue"]).empty
    assert np.isnan(concurrency(contacts)["concurrency"].iloc[0])
