"""What one person with one clock cannot have logged, and what only looks like it."""

from itertools import pairwise

import pandas as pd
import pytest

from cctoolkit.tables.timelines import clock_set_back, several_at_once
from tests.frames import at, table

ZONE = "Europe/Madrid"


def log(*rows, day="2026-03-10"):
    """Return states in the order of a file: agent, start, end, state."""
    states = table(
        "states",
        [
            {
                "agent_id": agent,
                "start_at": at(start, day),
                "end_at": at(end, day),
                "state": state,
                "campaign": "c",
            }
            for agent, start, end, state in rows
        ],
    )
    return states.assign(raw_file="raw/a.csv", raw_line=range(2, len(states) + 2))


def sequence(agent, *clock):
    return [
        (agent, start, end, "talk" if number % 2 else "available")
        for number, (start, end) in enumerate(pairwise(clock))
    ]


HOURS = [f"{hour:02}:00" for hour in range(8, 20)]


def test_a_clock_set_back_by_an_hour_and_a_half():
    rows = [*sequence("a", *HOURS[:6]), *sequence("a", "11:30", "12:30", "13:00", "14:00")]
    (found,) = clock_set_back(log(*rows), ZONE)
    assert (found.n_rows, found.duration_ms, found.values) == (1, 5_400_000, {"jump_s": 5400.0})
    assert found.rows["raw_line"].tolist() == [7]


def test_a_row_in_the_wrong_place_is_no_jump():
    rows = sequence("a", *HOURS)
    rows.insert(5, rows.pop(2))
    assert not [*clock_set_back(log(*rows), ZONE)]


def test_a_file_in_descending_order_says_nothing():
    assert not [*clock_set_back(log(*reversed(sequence("a", *HOURS))), ZONE)]


@pytest.mark.parametrize("day", ["2026-10-24", "2026-10-25"])
def test_the_night_on_which_all_clocks_change_is_no_jump(day):
    night = [f"{hour:02}:00" for hour in (0, 1, 2)]
    rows = [*sequence("a", *night), *sequence("a", "00:50", "01:30", "02:00", "03:00", "04:00")]
    assert len([*clock_set_back(log(*rows, day=day), ZONE)]) == (day != "2026-10-25")


def test_one_state_that_ends_late_is_no_jump_and_three_agents_at_once_are():
    late = [("11:00", "12:10")]
    rows = []
    for agent in "abc":
        rows += sequence(agent, "08:00", "09:00", "10:00", "11:00")
        rows += [(agent, *late[0], "talk")]
        rows += sequence(agent, "12:00", "12:05", "12:10", "12:15", "13:00")
    alone = [row for row in rows if row[0] == "a"]
    assert not [*clock_set_back(log(*alone), ZONE)]
    (found,) = clock_set_back(log(*rows), ZONE)
    assert (found.n_rows, found.duration_ms) == (3, 3 * 600_000)


def test_without_lines_nobody_knows_the_order():
    states = log(*sequence("a", *HOURS)).drop(columns=["raw_file", "raw_line"])
    assert not [*clock_set_back(states, ZONE)]


def busy(states):
    return states["state"] == "talk"


def test_two_who_talk_at_once_share_an_identifier():
    both = log(("a", "09:00", "11:00", "talk"), ("a", "10:00", "12:00", "talk"))
    (found,) = several_at_once(both, "states", ZONE, busy=busy(both))
    assert (found.code, found.n_rows, found.duration_ms) == ("two_timelines", 1, 3_600_000)


def test_one_who_talks_in_one_campaign_and_waits_in_another_is_one():
    one = log(("a", "09:00", "11:00", "talk"), ("a", "09:00", "11:00", "available"))
    (found,) = several_at_once(one, "states", ZONE, busy=busy(one))
    assert (found.code, found.n_rows, found.duration_ms) == ("several_logins", 1, 7_200_000)


def test_short_overlaps_and_two_agents_are_neither():
    rows = [("a", "09:00", "11:00", "talk"), ("a", "10:55", "12:00", "talk")]
    few = log(*rows, ("b", "09:00", "12:00", "talk"))
    assert not [*several_at_once(few, "states", ZONE, busy=busy(few))]


def test_the_day_is_the_local_one():
    night = log(("a", "22:00", "23:30", "talk"), ("a", "22:00", "23:30", "talk"))
    (found,) = several_at_once(night, "states", ZONE, busy=busy(night))
    # doubled time begins at 23:00 in Madrid and is told of the day on which it begins
    assert found.n_rows == 1


def test_nothing_is_nothing():
    none = log().astype({"start_at": "datetime64[ms, UTC]", "end_at": "datetime64[ms, UTC]"})
    assert not [*several_at_once(none, "states", ZONE, busy=pd.Series(dtype=bool))]
    assert not [*clock_set_back(none, ZONE)]
