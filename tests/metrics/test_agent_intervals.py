"""Three agents, one hour: events reduced by hand."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cctoolkit.metrics.agent_intervals import reduce_timeline, with_handled
from cctoolkit.metrics.contacts import wait_ms
from cctoolkit.metrics.queue_intervals import reduce_contacts
from cctoolkit.metrics.sessions import business_days
from cctoolkit.metrics.states import timeline
from tests.frames import at, table

HOUR_MS = 3_600_000


def reduce_states(states, *, zone, interval_minutes=30):
    return reduce_timeline(
        timeline(states, zone=zone), zone=zone, interval_minutes=interval_minutes
    )


def state(agent, start, end, name, code=None, day="2026-03-10", **more):
    return {
        "agent_id": agent,
        "start_at": at(start, day),
        "end_at": None if end is None else at(end, day),
        "state": name,
        "aux_code": code,
        **more,
    }


def test_states_of_one_hour_land_in_two_half_hours():
    states = table(
        "states",
        [
            state("a", "09:00", "09:20", "talk"),
            state("a", "09:20", "09:40", "aux", "rest"),
            state("a", "09:40", "10:00", "available"),
        ],
    )
    agents, aux = reduce_states(states, zone="UTC")
    assert agents["logged_ms"].tolist() == [30 * 60_000, 30 * 60_000]
    assert agents["talk_ms"].tolist() == [20 * 60_000, 0]
    assert agents["aux_ms"].tolist() == [10 * 60_000, 10 * 60_000]
    assert agents["available_ms"].tolist() == [0, 20 * 60_000]
    assert aux[["aux_code", "aux_ms"]].to_numpy().tolist() == [["rest", 600_000], ["rest", 600_000]]
    assert agents["evidence"].eq("A").all()


def test_overlap_counts_once_for_the_stronger_state():
    states = table(
        "states",
        [state("a", "09:00", "09:30", "available"), state("a", "09:10", "09:20", "talk")],
    )
    agents, _ = reduce_states(states, zone="UTC")
    assert agents.loc[0, ["logged_ms", "talk_ms", "available_ms"]].tolist() == [
        1_800_000,
        600_000,
        1_200_000,
    ]


def test_a_gap_inside_a_session_is_unknown_connection():
    states = table(
        "states",
        [state("a", "09:00", "09:10", "talk"), state("a", "09:15", "09:30", "available")],
    )
    agents, _ = reduce_states(states, zone="UTC")
    assert agents.loc[0, ["logged_ms", "unknown_ms"]].tolist() == [1_800_000, 300_000]


def test_a_pause_of_four_hours_begins_another_session():
    states = table(
        "states", [state("a", "09:00", "09:10", "talk"), state("a", "13:10", "13:20", "talk")]
    )
    agents, _ = reduce_states(states, zone="UTC")
    assert agents["logged_ms"].sum() == 1_200_000


def test_offline_is_not_connection():
    states = table(
        "states", [state("a", "09:00", "09:10", "talk"), state("a", "09:10", "09:30", "offline")]
    )
    agents, _ = reduce_states(states, zone="UTC")
    assert agents["logged_ms"].tolist() == [600_000]


def test_a_long_hole_in_the_log_is_not_connection_and_not_another_day():
    states = table(
        "states",
        [
            state("a", "20:00", "23:30", "talk"),
            state("a", "23:30", None, "talk")
            | {"start_at": at("02:00", "2026-03-11"), "end_at": at("04:00", "2026-03-11")},
        ],
    )
    agents, _ = reduce_states(states, zone="UTC")
    assert agents["logged_ms"].sum() == int(5.5 * HOUR_MS)
    assert agents["unknown_ms"].sum() == 0
    assert agents["business_day"].dt.day.unique().tolist() == [10]


def test_a_state_of_a_year_is_not_believed_and_takes_nothing_with_it():
    typo = state("a", "09:00", None, "talk", day="2025-03-10") | {"end_at": at("09:30")}
    states = table("states", [typo, state("a", "09:10", "09:20", "available")])
    agents, _ = reduce_states(states, zone="UTC")
    assert agents["logged_ms"].tolist() == [600_000]


def test_an_open_state_does_not_bridge_the_night():
    states = table(
        "states",
        [
            state("a", "22:00", None, "aux", "rest"),
            state("a", "09:00", None, "talk", day="2026-03-11")
            | {"end_at": at("09:10", "2026-03-11")},
        ],
    )
    agents, _ = reduce_states(states, zone="UTC")
    assert agents["aux_ms"].sum() == 0


def test_two_campaigns_at_once_go_the_same_way_in_any_order():
    rows = [
        state("a", "09:00", "09:30", "talk", campaign=campaign) for campaign in ("north", "south")
    ]
    for order in (rows, rows[::-1]):
        agents, _ = reduce_states(table("states", order), zone="UTC")
        assert agents[["campaign", "talk_ms"]].to_numpy().tolist() == [["south", 1_800_000]]


def test_contacts_find_the_interval_of_their_agent_whatever_its_length_or_campaign():
    day = {
        "agent_id": "a",
        "start_at": at("00:00"),
        "end_at": at("00:00", "2026-03-11"),
        "business_day": "2026-03-10",
        "logged_ms": 1000,
    }
    counted = day | {"agent_id": "b", "n_handled": 5, "handle_ms": 500}
    contacts = table(
        "contacts",
        [
            contact(1, "09:05", 10, talk_ms=60_000, campaign="north"),
            contact(2, "09:40", 0, agent="b", talk_ms=30_000),
            contact(3, "09:40", 0, agent="b", talk_ms=30_000)
            | {"answered_at": at("09:40", "2026-03-20")},
        ],
    )
    both = with_handled(table("agent_intervals", [day, counted]), contacts, zone="UTC")
    assert both["n_handled"].tolist() == [1, 5, 1]
    assert both["business_day"].dt.day.tolist() == [10, 10, 20]


def test_an_open_state_lasts_until_the_next_or_is_left_out():
    states = table(
        "states", [state("a", "09:00", None, "talk"), state("a", "09:20", None, "available")]
    )
    agents, _ = reduce_states(states, zone="UTC")
    assert agents["talk_ms"].tolist() == [1_200_000]
    assert agents["available_ms"].tolist() == [0]


def test_a_night_shift_is_one_business_day_and_seven_hours_when_clocks_go_forward():
    # 23:00 on 28 March to 07:00 on 29 March 2026 in Madrid: 22:00 to 05:00 UTC
    row = state("a", "22:00", None, "talk", day="2026-03-28") | {
        "end_at": at("05:00", "2026-03-29")
    }
    agents, _ = reduce_states(table("states", [row]), zone="Europe/Madrid")
    assert agents["logged_ms"].sum() == 7 * HOUR_MS
    assert agents["business_day"].unique().tolist() == [pd.Timestamp("2026-03-28")]
    assert len(agents) == 14


def test_business_day_of_aggregates_follows_the_session():
    rows = [
        {
            "agent_id": "a",
            "start_at": at("22:00") + pd.Timedelta(30 * step, "min"),
            "end_at": at("22:30") + pd.Timedelta(30 * step, "min"),
            "logged_ms": 1_800_000,
        }
        for step in range(6)
    ]
    days = business_days(table("agent_intervals", rows), zone="UTC")
    assert days.unique().tolist() == [pd.Timestamp("2026-03-10")]


@pytest.mark.slow
@given(st.permutations(range(6)), st.integers(1, 19))
@settings(max_examples=settings().max_examples // 8, deadline=None)
def test_order_of_rows_and_split_intervals_change_nothing(order, cut):
    rows = [
        state("b", "09:00", "09:20", "talk"),
        state("b", "09:10", "09:35", "aux", "rest"),
        state("b", "09:40", "10:00", "available"),
        state("a", "09:00", "09:20", "hold"),
        state("a", "09:20", "09:50", "acw"),
        state("a", "09:55", "10:05", "talk"),
    ]
    split = [*rows[:3], {**rows[3], "end_at": at(f"09:{cut:02d}")}]
    split += [{**rows[3], "start_at": at(f"09:{cut:02d}")}, *rows[4:]]
    expected = reduce_states(table("states", rows), zone="UTC")
    for variant in ([rows[i] for i in order], split):
        got = reduce_states(table("states", variant), zone="UTC")
        for left, right in zip(expected, got, strict=True):
            pd.testing.assert_frame_equal(left, right)


def contact(number, arrived, wait_s, outcome="answered", agent="a", **times):
    arrived_at = at(arrived)
    return {
        "contact_id": str(number),
        "queue": "sales",
        "channel": "voice",
        "arrived_at": arrived_at,
        "answered_at": arrived_at + pd.Timedelta(wait_s, "s") if outcome == "answered" else None,
        "wait_ms": wait_s * 1000,
        "outcome": outcome,
        "agent_id": agent if outcome == "answered" else None,
        **times,
    }


def test_contacts_are_counted_where_they_arrive():
    contacts = table(
        "contacts",
        [
            contact(1, "09:00", 10, talk_ms=100_000, acw_ms=20_000),
            contact(2, "09:29", 40, talk_ms=80_000),
            contact(3, "09:10", 5, "abandoned"),
            contact(4, "09:31", 0, agent=None, talk_ms=4_000),
            contact(5, "09:40", 0, talk_ms=0),
            contact(6, "09:40", 0, "not_offered"),
        ],
    )
    queue, within = reduce_contacts(contacts, zone="UTC", waiting_thresholds_s=(5, 20))
    assert queue["n_offered"].tolist() == [3, 2]
    assert queue["n_answered"].tolist() == [2, 2]
    assert queue["n_abandoned"].tolist() == [1, 0]
    assert queue["n_handled"].tolist() == [2, 0]
    assert queue["wait_answered_ms"].tolist() == [50_000, 0]
    assert queue["talk_ms"].tolist()[0] == 180_000
    assert pd.isna(queue["talk_ms"][1])
    twenty = within[within["threshold_ms"] == 20_000]
    assert twenty["n_answered_within"].tolist() == [1, 2]
    assert twenty["n_abandoned_within"].tolist() == [1, 0]


def test_an_unrecorded_wait_is_counted_apart():
    lost = contact(1, "09:00", 0, "abandoned") | {"wait_ms": None}
    contacts = table("contacts", [lost, contact(2, "09:05", 10, talk_ms=1000)])
    queue, within = reduce_contacts(contacts, zone="UTC", waiting_thresholds_s=(20,))
    assert queue["n_abandoned_unrecorded"][0] == 1
    assert queue["n_answered_unrecorded"][0] == 0
    assert queue["wait_answered_ms"][0] == 10_000
    assert within["n_abandoned_within"][0] == 0
    assert within["n_answered_within"][0] == 1


def test_waiting_by_the_clocks():
    rows = [
        contact(1, "09:00", 0) | {"wait_ms": None, "answered_at": at("08:59:59")},
        contact(2, "09:00", 0) | {"wait_ms": None, "answered_at": at("08:59:50")},
        contact(3, "09:00", 0) | {"wait_ms": None, "answered_at": None, "ended_at": at("09:10")},
        contact(4, "09:00", 0, "abandoned") | {"wait_ms": None, "ended_at": at("09:00:30")},
        contact(5, "09:00", 7) | {"answered_at": at("09:00:01")},
    ]
    assert wait_ms(table("contacts", rows)).fillna(-1).tolist() == [0, -1, -1, 30_000, 7000]


def test_handled_contacts_meet_the_connection_of_their_interval():
    agents, _ = reduce_states(table("states", [state("a", "09:00", "09:30", "talk")]), zone="UTC")
    contacts = table(
        "contacts",
        [contact(1, "09:05", 10, talk_ms=60_000), contact(2, "09:40", 0, talk_ms=30_000)],
    )
    both = with_handled(agents, contacts, zone="UTC")
    assert both["n_handled"].tolist() == [1, 1]
    assert both["handle_ms"].tolist() == [60_000, 30_000]
    assert both["logged_ms"].isna().tolist() == [False, True]


def test_no_events_give_empty_tables():
    agents, aux = reduce_states(table("states", []), zone="UTC")
    queue, within = reduce_contacts(table("contacts", []), zone="UTC", waiting_thresholds_s=(20,))
    assert [len(frame) for frame in (agents, aux, queue, within)] == [0, 0, 0, 0]


@pytest.mark.parametrize("zone", ["Europe/Madrid", "Australia/Lord_Howe", "America/Bogota"])
def test_moving_the_zone_moves_no_time(zone):
    rows = [state("a", "09:00", "11:07", "talk"), state("b", "22:50", "23:40", "available")]
    agents, _ = reduce_states(table("states", rows), zone=zone)
    assert agents["logged_ms"].sum() == (127 + 50) * 60_000


def test_a_meal_logged_as_offline_is_neither_connection_nor_unknown():
    states = table(
        "states",
        [
            state("a", "09:00", "09:10", "talk"),
            state("a", "09:10", "09:40", "offline"),
            state("a", "09:45", "10:00", "talk"),
        ],
    )
    agents, _ = reduce_states(states, zone="UTC")
    assert agents["logged_ms"].sum() == 30 * 60_000
    assert agents["unknown_ms"].sum() == 5 * 60_000


def test_being_offline_all_night_ends_the_session():
    states = table(
        "states",
        [
            state("a", "09:00", "09:10", "talk"),
            state("a", "09:10", "20:00", "offline"),
            state("a", "20:10", "20:20", "talk"),
        ],
    )
    agents, _ = reduce_states(states, zone="UTC")
    assert agents["logged_ms"].sum() == 20 * 60_000
    assert agents["unknown_ms"].sum() == 0


def test_calls_that_the_centre_makes_are_no_demand():
    contact = {
        "contact_id": "1",
        "channel": "voice",
        "queue": "q",
        "arrived_at": at("09:00"),
        "answered_at": at("09:00"),
        "agent_id": "a",
        "talk_ms": 60_000,
        "outcome": "answered",
    }
    rows = [contact, contact | {"contact_id": "2", "direction": "outbound"}]
    queue, _ = reduce_contacts(table("contacts", rows), zone="UTC", waiting_thresholds_s=[20])
    assert queue["n_offered"].tolist() == [1]
