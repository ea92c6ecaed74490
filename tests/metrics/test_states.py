"""The timeline of one agent, drawn on paper first."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cctoolkit.metrics.agent_intervals import reduce_timeline
from cctoolkit.metrics.sessions import shifts
from cctoolkit.metrics.states import PRECEDENCE, StatePolicies, timeline
from tests.frames import at, table

DAY = "2026-03-10"


def state(start, end, name, code=None, agent="a", campaign=None, day=DAY, end_day=None):
    return {
        "agent_id": agent,
        "start_at": at(start, day),
        "end_at": None if end is None else at(end, end_day or day),
        "state": name,
        "aux_code": code,
        "campaign": campaign,
    }


def drawn(states, **choices):
    """The timeline as clock times, states and marks."""
    pieces = timeline(table("states", states), zone="UTC", **choices)
    return [
        (
            f"{row.start_at:%H:%M}-{row.end_at:%H:%M}",
            row.state + "!" * row.imputed + "*" * row.overlapped,
        )
        for row in pieces.itertuples()
    ]


def planned(*rows):
    return shifts(
        table(
            "schedules",
            [
                {
                    "agent_id": "a",
                    "start_at": at(start, day),
                    "end_at": at(end, end_day or day),
                    "activity": activity,
                }
                for start, end, activity, day, end_day in rows
            ],
        )
    )


def test_contested_time_is_marked_and_counted_once():
    states = [state("09:00", "09:30", "available"), state("09:10", "09:20", "talk")]
    assert drawn(states) == [
        ("09:00-09:10", "available"),
        ("09:10-09:20", "talk*"),
        ("09:20-09:30", "available"),
    ]


def test_two_logins_at_once_are_the_union_and_the_stronger_campaign_has_the_time():
    states = [
        state("09:00", "10:00", "available", campaign="sales"),
        state("09:30", "10:30", "talk", campaign="care"),
    ]
    pieces = timeline(table("states", states), zone="UTC")
    agents, _ = reduce_timeline(pieces, zone="UTC", interval_minutes=60)
    assert agents.groupby("campaign")["logged_ms"].sum().to_dict() == {
        "sales": 30 * 60_000,
        "care": 60 * 60_000,
    }
    assert agents["overlapped_ms"].sum() == 30 * 60_000


def test_a_duplicate_changes_nothing_but_its_mark():
    once = [state("09:00", "09:30", "talk")]
    assert drawn(once) == [("09:00-09:30", "talk")]
    assert drawn([*once, *once]) == [("09:00-09:30", "talk*")]


def test_an_open_state_ends_at_the_next_one():
    states = [state("09:00", None, "talk"), state("09:20", "09:30", "acw")]
    assert drawn(states) == [("09:00-09:20", "talk!"), ("09:20-09:30", "acw")]


def test_of_states_that_begin_together_one_lasts_in_whatever_order_they_came():
    # the same state twice, once before its end was known; two logins, neither ended
    twice = [state("09:00", None, "talk"), state("09:00", "09:07", "talk")]
    both = [state("09:20", None, "available"), state("09:20", None, "acw")]
    last = [state("09:30", "09:40", "ring")]
    expected = [("09:00-09:07", "talk"), ("09:07-09:20", "unknown"), ("09:20-09:30", "acw!")]
    for rows in ([*twice, *both, *last], [*last, *both[::-1], *twice[::-1]]):
        assert drawn(rows) == [*expected, ("09:30-09:40", "ring")]


def test_an_open_state_without_a_next_one_is_left_out():
    assert drawn([state("09:00", "09:30", "talk"), state("09:30", None, "available")]) == [
        ("09:00-09:30", "talk")
    ]


def test_a_forgotten_logout_ends_an_hour_after_the_shift():
    shift = planned(("09:00", "17:00", "productive", DAY, None))
    states = [state("09:00", "16:50", "talk"), state("16:50", None, "available")]
    assert drawn(states, shifts=shift)[-1] == ("16:50-18:00", "available!")
    short = StatePolicies(after_shift_ms=0)
    assert drawn(states, shifts=shift, policies=short)[-1] == ("16:50-17:00", "available!")


def test_the_next_login_of_the_evening_does_not_stretch_a_forgotten_logout():
    shift = planned(("09:00", "17:00", "productive", DAY, None))
    states = [state("16:50", None, "available"), state("20:00", "20:10", "talk")]
    assert drawn(states, shifts=shift)[0] == ("16:50-18:00", "available!")
    assert drawn(states)[0] == ("16:50-20:00", "available!")


@pytest.mark.slow
def test_a_state_begun_around_the_shift_is_of_it_and_one_begun_elsewhere_of_none():
    shift = planned(("09:00", "17:00", "productive", DAY, None))
    for begun, end in (("08:30", "18:00"), ("17:20", "18:00")):
        assert drawn([state(begun, None, "available")], shifts=shift) == [
            (f"{begun}-{end}", "available!")
        ]
    assert drawn([state("18:30", None, "available")], shifts=shift) == []
    assert drawn([state("07:30", None, "available")], shifts=shift) == []


def test_a_state_of_sixteen_hours_is_not_believed_although_the_system_closed_it():
    states = [
        state("08:00", "12:00", "talk"),
        state("16:00", "08:00", "available", end_day="2026-03-11"),
    ]
    assert drawn(states) == [("08:00-12:00", "talk")]


def test_early_login_for_a_shift_that_begins_at_midnight_is_of_the_day_of_the_shift():
    night = planned(("00:00", "08:00", "productive", "2026-03-11", None))
    states = table("states", [state("23:50", "07:00", "talk", end_day="2026-03-11")])
    day = timeline(states, zone="UTC", shifts=night)["business_day"]
    assert day.tolist() == [pd.Timestamp("2026-03-11")]
    assert timeline(states, zone="UTC")["business_day"].tolist() == [pd.Timestamp("2026-03-10")]


def test_time_after_midnight_is_of_the_shift_that_began_before():
    night = planned(("22:00", "06:00", "productive", DAY, "2026-03-11"))
    states = [state("03:00", "06:00", "talk", day="2026-03-11")]  # a late login
    day = timeline(table("states", states), zone="UTC", shifts=night)["business_day"]
    assert day.tolist() == [pd.Timestamp(DAY)]


def test_a_split_day_is_one_shift_and_leave_is_none():
    made = planned(
        ("09:00", "13:00", "productive", DAY, None),
        ("16:00", "20:00", "productive", DAY, None),
        ("09:00", "17:00", "leave", "2026-03-11", None),
    )
    assert made[["start_at", "end_at"]].to_numpy().tolist() == [[at("09:00"), at("20:00")]]


minutes = st.integers(0, 300)
logged = st.lists(
    st.tuples(
        st.sampled_from("ab"),
        minutes,
        st.integers(0, 90),
        st.sampled_from([*PRECEDENCE[:-1], "offline"]),
    ),
    max_size=14,
)


def frame(rows):
    start = at("09:00")
    return table(
        "states",
        [
            {
                "agent_id": agent,
                "start_at": start + pd.Timedelta(begin, "min"),
                "end_at": start + pd.Timedelta(begin + length, "min"),
                "state": name,
            }
            for agent, begin, length, name in rows
        ],
    )


def minute_by_minute(rows, longest_gap=60, session_break=240):
    """Count minutes by agent and state, and those claimed twice, looking at each minute alone."""
    ranks = {name: rank for rank, name in enumerate((*PRECEDENCE, "offline"))}
    counts: dict[tuple[str, str], int] = {}
    twice = 0
    for agent in "ab":
        mine = [(b, b + n, name) for who, b, n, name in rows if who == agent and n]
        grid: list[str | None] = []
        for minute in range(400):
            names = [name for begin, end, name in mine if begin <= minute < end]
            best = min(names, key=ranks.__getitem__, default=None)
            grid.append(best)
            twice += len(names) > 1 and best != "offline"
        k = 0
        while k < 400:
            if grid[k] is not None:
                k += 1
                continue
            first = k
            while k < 400 and grid[k] is None:
                k += 1
            logged = [i for i in range(400) if grid[i] not in (None, "offline", "unknown")]
            before = [i for i in logged if i < first]
            after = [i for i in logged if i >= k]
            same = before and after and after[0] - before[-1] - 1 < session_break
            if k < 400 and first and same and k - first <= longest_gap:
                grid[first:k] = ["unknown"] * (k - first)
        for name in grid:
            if name not in (None, "offline"):
                counts[agent, name] = counts.get((agent, name), 0) + 1
    return counts, twice


@pytest.mark.slow
@settings(max_examples=settings().max_examples // 2)
@given(logged)
def test_a_plain_loop_over_minutes_finds_the_same(rows):
    pieces = timeline(frame(rows), zone="UTC")
    pieces["n"] = (pieces["end_at"] - pieces["start_at"]).dt.total_seconds() / 60
    counts, twice = minute_by_minute(rows)
    assert pieces.groupby(["agent_id", "state"])["n"].sum().to_dict() == counts
    assert pieces.loc[pieces["overlapped"], "n"].sum() == twice


@pytest.mark.slow
@settings(max_examples=settings().max_examples // 2)
@given(logged, st.randoms())
def test_the_order_of_the_rows_and_a_cut_in_them_change_nothing(rows, random):
    whole = timeline(frame(rows), zone="UTC")
    cut = [
        part
        for agent, begin, n, name in rows
        for part in ((agent, begin, n // 2, name), (agent, begin + n // 2, n - n // 2, name))
    ]
    random.shuffle(cut)
    again = timeline(frame(cut), zone="UTC")
    for pieces in (whole, again):
        pieces["ms"] = (pieces["end_at"] - pieces["start_at"]) // pd.Timedelta(1, "ms")
    keys = ["agent_id", "state", "overlapped", "business_day"]
    assert whole.groupby(keys)["ms"].sum().to_dict() == again.groupby(keys)["ms"].sum().to_dict()


@pytest.mark.slow
@settings(max_examples=settings().max_examples // 2)
@given(logged, st.sampled_from([15, 30, 60]))
def test_parts_of_the_intervals_add_up_to_the_timeline(rows, minutes):
    pieces = timeline(frame(rows), zone="Europe/Madrid")
    agents, _ = reduce_timeline(pieces, zone="Europe/Madrid", interval_minutes=minutes)
    total = (
        (pieces["end_at"] - pieces["start_at"]).sum() // pd.Timedelta(1, "ms") if len(pieces) else 0
    )
    parts = [f"{name}_ms" for name in PRECEDENCE]
    assert agents["logged_ms"].sum() == total
    assert np.array_equal(agents[parts].sum(axis=1), agents["logged_ms"])
    assert (agents["overlapped_ms"] <= agents["logged_ms"]).all()
