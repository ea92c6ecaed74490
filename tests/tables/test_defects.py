"""Defects counted by hand."""

import pandas as pd

from cctoolkit.tables import defects
from tests.frames import at, table

DAY = pd.Timestamp("2026-03-02")  # a Monday


def state(agent, start, end, name="talk"):
    return {"agent_id": agent, "start_at": at(start), "end_at": at(end), "state": name}


def test_overlaps_are_counted_with_their_time():
    states = table(
        "states",
        [
            state("a", "09:00", "10:00"),
            state("a", "09:30", "09:40"),
            state("a", "09:50", "10:10"),
            state("b", "09:30", "09:40"),
        ],
    )
    (found,) = defects.overlapping_states(states)
    assert (found.n_rows, found.duration_ms) == (2, 20 * 60_000)


def test_gaps_between_states_but_not_between_sessions():
    states = table(
        "states",
        [
            state("a", "09:00", "10:00"),
            state("a", "10:05", "11:00", "offline"),
            state("a", "11:00", "12:00"),
            state("a", "18:00", "19:00"),
        ],
    )
    (found,) = defects.gaps_in_sessions(states, longest_gap_ms=3_600_000)
    assert (found.n_rows, found.duration_ms) == (1, 5 * 60_000)


def test_a_call_is_held_against_the_one_before_it_only():
    rows = [
        {
            "agent_id": "a",
            "channel": "voice",
            "outcome": "answered",
            "answered_at": at(start),
            "ended_at": at(end),
        }
        for start, end in (("09:00", "11:00"), ("09:30", "09:40"), ("09:50", "10:00"))
    ]
    (found,) = defects.overlapping_contacts(table("contacts", rows))
    assert (found.n_rows, found.duration_ms) == (1, 10 * 60_000)


def test_chats_may_overlap():
    rows = [
        {
            "agent_id": "a",
            "channel": "chat",
            "outcome": "answered",
            "answered_at": at("09:00"),
            "ended_at": at("09:30"),
        }
    ] * 2
    assert not [*defects.overlapping_contacts(table("contacts", rows))]


def test_connection_outside_employment():
    agents = table(
        "agents",
        [
            {"agent_id": "a", "hired_on": "2025-01-01", "left_on": "2026-03-02"},
            {"agent_id": "a", "hired_on": "2026-03-05"},
            {"agent_id": "b", "hired_on": "2025-01-01"},
        ],
    )
    activity = table(
        "agent_intervals",
        [
            {"agent_id": agent, "business_day": day, "logged_ms": 1000}
            for agent, day in (
                ("a", "2026-03-01"),
                ("a", "2026-03-02"),
                ("a", "2026-03-06"),
                ("b", "2026-03-02"),
                ("unlisted", "2026-03-02"),
            )
        ],
    )
    (found,) = defects.active_after_leaving(activity, agents, "agent_intervals")
    assert (found.n_rows, found.days) == (1, ("2026-03-02",))


def test_a_day_without_anything_is_missing_only_where_plenty_is_usual():
    days = pd.date_range(DAY, periods=28)
    calls = pd.Series(100, index=days[days.day_of_week < 5])
    (found,) = defects.missing_days(calls.drop(pd.Timestamp("2026-03-11")), DAY, days[-1], "t", "q")
    assert found.days == ("2026-03-11",)
    assert found.detail == "q"


def test_a_quiet_queue_may_have_a_day_without_calls():
    days = pd.date_range(DAY, periods=28)
    calls = pd.Series(3, index=days).drop(pd.Timestamp("2026-03-11"))
    assert not [*defects.missing_days(calls, DAY, days[-1], "t")]


def test_waits_and_service_across_midnight_follow_the_local_clock():
    row = {
        "arrived_at": at("22:59:50"),
        "wait_ms": 20_000,
        "answered_at": at("23:00:10"),
        "ended_at": at("23:10"),
    }
    found = [*defects.contacts_across_midnight(table("contacts", [row]), "Europe/Madrid")]
    assert [defect.code for defect in found] == ["wait_across_midnight"]


def test_parts_larger_than_the_connection():
    rows = [{"agent_id": "a", "logged_ms": 1000, "talk_ms": 800, "aux_ms": 300}]
    (found,) = defects.parts_beyond_connection(table("agent_intervals", rows))
    assert found.duration_ms == 100


def test_one_week_without_its_wednesday():
    days = pd.date_range(DAY, periods=7)
    calls = pd.Series(100, index=days[:5]).drop(pd.Timestamp("2026-03-04"))
    (found,) = defects.missing_days(calls, DAY, days[-1], "t")
    assert found.days == ("2026-03-04",)


def test_saturdays_in_turn_are_not_missing():
    days = pd.date_range(DAY, periods=56)
    calls = pd.Series(100, index=days[(days.day_of_week < 5) | (days.isin(days[5::14]))])
    assert not [*defects.missing_days(calls, DAY, days[-1], "t")]


def test_states_longer_than_a_day():
    states = table("states", [state("a", "09:00", "10:00"), state("a", "09:00", "09:00")])
    states.loc[1, "end_at"] = at("09:00", "2026-03-12")
    (found,) = defects.long_states(states, longest_ms=24 * 3_600_000)
    assert (found.n_rows, found.duration_ms) == (1, 48 * 3_600_000)


def test_codes_that_exceed_the_auxiliary_time():
    when = {"start_at": at("09:00"), "agent_id": "a"}
    whole = table("agent_intervals", [when | {"aux_ms": 1000}])
    codes = table("aux_intervals", [when | {"aux_code": code, "aux_ms": 600} for code in "xy"])
    (found,) = defects.codes_beyond_aux(whole, codes)
    assert found.duration_ms == 200


def test_two_days_of_data_in_a_month_are_a_month_with_holes():
    days = pd.date_range("2026-03-01", periods=31)
    calls = pd.Series(100, index=pd.to_datetime(["2026-03-03", "2026-03-04"]))
    (found,) = defects.missing_days(calls, days[0], days[-1], "t")
    assert found.n_rows == 27
    assert found.days[0] == "2026-03-05"


def test_nothing_at_all_is_no_hole():
    days = pd.date_range("2026-03-01", periods=31)
    assert not [*defects.missing_days(pd.Series(dtype="int64"), days[0], days[-1], "t")]


def test_contacts_that_no_queue_was_offered_are_counted():
    rows = [
        {"contact_id": str(k), "outcome": name}
        for k, name in enumerate(("not_offered", "answered"))
    ]
    (found,) = defects.contacts_not_offered(table("contacts", rows))
    assert (found.code, found.n_rows) == ("contacts_not_offered", 1)


def plan(agent, start, end, activity="productive", version="final"):
    row = {"agent_id": agent, "start_at": at(start), "end_at": at(end), "activity": activity}
    return row | {"published_version": version}


def test_a_shift_planned_twice_and_a_break_inside_one():
    rows = [
        plan("a", "09:00", "15:00"),
        plan("a", "10:00", "10:20", "break"),
        plan("a", "14:00", "16:00"),
        plan("b", "14:00", "16:00"),
    ]
    (found,) = defects.overlapping_shifts(table("schedules", rows))
    assert (found.n_rows, found.duration_ms) == (1, 3_600_000)


def test_rows_of_versions_that_nobody_uses():
    rows = [plan("a", "09:00", "15:00", version=name) for name in ("final", "draft", "published")]
    (found,) = defects.other_versions(table("schedules", rows), ("final", "published"))
    assert (found.n_rows, found.detail) == (1, "final")


def test_hours_without_log_or_plan_are_those_of_a_group():
    rows = [plan(agent, "09:00", "10:00") for agent in "abcde"]
    logged = pd.Series(["z"])
    (group,) = defects.planned_without_log(table("schedules", rows), logged, fewest_agents=5)
    (few,) = defects.planned_without_log(table("schedules", rows[1:]), logged, fewest_agents=5)
    assert (group.duration_ms, few.n_rows, few.duration_ms) == (5 * 3_600_000, 4, None)


def test_states_without_a_plan_leave_out_what_is_offline():
    states = table(
        "states", [state("a", "09:00", "10:00"), state("a", "10:00", "11:00", "offline")]
    )
    (found,) = defects.logged_without_plan(states, pd.Series(["b"]), fewest_agents=5)
    assert found.n_rows == 1


def test_open_states_that_got_an_end_and_those_that_got_none():
    states = table("states", [state("a", "09:00", "10:00"), state("b", "09:00", "10:00")])
    states.loc[:, "end_at"] = pd.NaT
    closed = states.iloc[:1].assign(end_at=at("09:30"))
    ended, never = defects.open_states(states, closed)
    assert (ended.code, ended.n_rows, ended.duration_ms) == ("open_states", 1, 1_800_000)
    assert (never.code, never.n_rows, never.duration_ms) == ("states_never_ended", 1, None)


def test_a_log_in_which_most_sessions_have_no_logout():
    states = table(
        "states",
        [
            state("a", "08:00", "09:00"),
            state("a", "09:00", "09:30"),
            state("b", "09:00", "10:00"),
            state("c", "09:00", "10:00"),
            state("c", "10:00", "11:00", "offline"),
        ],
    )
    states.loc[[1, 2], "end_at"] = pd.NaT
    (found,) = defects.sessions_without_logout(states, session_break_ms=4 * 3_600_000)
    assert (found.n_rows, found.values) == (2, {"of": 3})
    states.loc[1, "end_at"] = at("10:00")
    assert not [*defects.sessions_without_logout(states, session_break_ms=4 * 3_600_000)]


def test_campaigns_that_add_up_to_more_than_the_interval():
    when = {"start_at": at("09:00"), "end_at": at("09:30"), "agent_id": "a"}
    rows = [when | {"campaign": name, "logged_ms": 1_200_000} for name in ("x", "y")]
    rows.append(when | {"agent_id": "b", "campaign": "x", "logged_ms": 1_800_000})
    (found,) = defects.beyond_the_clock(table("agent_intervals", rows))
    assert (found.n_rows, found.duration_ms) == (2, 600_000)


def test_contacts_handled_of_which_no_time_was_delivered():
    rows = [
        {"queue": "q", "n_handled": n, "talk_ms": ms} for n, ms in ((3, 1), (2, None), (0, None))
    ]
    (found,) = defects.handled_without_time(table("queue_intervals", rows))
    assert found.n_rows == 1
    assert not [*defects.handled_without_time(table("queue_intervals", rows[1:]))]
