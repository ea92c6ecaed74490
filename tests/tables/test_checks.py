"""What stops a table and what becomes a defect."""

import pandas as pd
import pytest

from cctoolkit.tables.catalogue import CATALOGUE
from cctoolkit.tables.checks import check
from tests.frames import at, table

HALF_HOUR = pd.Timedelta(30, "min")


def with_lines(frame):
    return frame.assign(raw_file="raw/a.csv", raw_line=range(2, len(frame) + 2))


def contact(number, arrived="09:00", **more):
    return {
        "contact_id": str(number),
        "queue": "q",
        "channel": "voice",
        "arrived_at": at(arrived),
        "outcome": "answered",
        **more,
    }


def queue(start, offered, **more):
    return {
        "start_at": at(start),
        "end_at": at(start) + HALF_HOUR,
        "queue": "q",
        "channel": "voice",
        "n_offered": offered,
        "n_answered": offered,
        **more,
    }


def checked(name, rows):
    return check(CATALOGUE[name], with_lines(table(name, rows)))


def test_an_empty_required_cell_names_its_line():
    result = checked("contacts", [contact(1), contact(2, queue=None)])
    (problem,) = result.problems
    assert (problem.code, problem.line, problem.column) == ("value_missing", 3, "queue")


def test_a_code_outside_the_list_says_what_is_allowed():
    (problem,) = checked("contacts", [contact(1, outcome="lost")]).problems
    assert (problem.code, problem.found) == ("code_not_allowed", "lost")
    assert "abandoned" in problem.allowed


def test_problems_of_several_columns_come_together():
    result = checked(
        "contacts", [contact(1, outcome="lost", queue=None), contact(2, contact_id=None)]
    )
    assert sorted(problem.code for problem in result.problems) == [
        "code_not_allowed",
        "value_missing",
        "value_missing",
    ]


def test_exact_duplicates_count_once_and_are_said():
    result = checked("contacts", [contact(1), contact(1), contact(2)])
    assert result.frame["contact_id"].tolist() == ["1", "2"]
    (defect,) = result.defects
    assert (defect.code, defect.n_rows, defect.rows["raw_line"].tolist()) == (
        "repeated_rows",
        1,
        [3],
    )


def test_legs_without_a_number_are_numbered_by_arrival():
    result = checked("contacts", [contact(1, "09:10"), contact(1, "09:00"), contact(2)])
    legs = result.frame.set_index("arrived_at")["leg"]
    assert not result.problems
    assert legs[at("09:10")] == 2
    assert [defect.code for defect in result.defects] == ["legs_numbered"]


def test_a_contact_delivered_again_with_differences_is_no_second_leg():
    result = checked("contacts", [contact(1, acw_ms=1), contact(1, acw_ms=2)])
    assert [problem.code for problem in result.problems] == ["key_conflict"]


def test_an_agent_in_two_teams_on_one_day():
    spans = [("2026-01-01", "2026-04-01"), ("2026-03-01", "2026-03-10"), ("2026-04-01", None)]
    rows = [{"agent_id": "a", "from_on": low, "to_on": high, "team": "T"} for low, high in spans]
    (problem,) = checked("assignments", rows).problems
    assert (problem.code, problem.line) == ("spans_overlap", 3)


def test_more_time_than_the_interval_lasts_stops_the_table():
    row = {
        "agent_id": "a",
        "start_at": at("09:00"),
        "end_at": at("09:30"),
        "logged_ms": 30 * 3_600_000,
    }
    (problem,) = checked("agent_intervals", [row]).problems
    assert problem.code == "longer_than_interval"
    row |= {"logged_ms": 100_000, "aux_ms": 300_000}
    (problem,) = checked("agent_intervals", [row]).problems
    assert problem.code == "part_beyond_whole"


@pytest.mark.parametrize(("aux_s", "is_longer"), [(1800, False), (1801, False), (1802, True)])
def test_more_time_in_a_code_than_the_interval_lasts_stops_the_table(aux_s, is_longer):
    row = {
        "agent_id": "a",
        "start_at": at("09:00"),
        "end_at": at("09:30"),
        "aux_code": "rest",
        "aux_ms": aux_s * 1000,
    }
    problems = checked("aux_intervals", [row]).problems
    assert [problem.code for problem in problems] == ["longer_than_interval"] * is_longer


def test_few_rows_of_codes_longer_than_their_interval_are_left_out():
    starts = [at("00:00") + n * HALF_HOUR for n in range(200)]
    rows = [
        {
            "agent_id": "a",
            "start_at": start,
            "end_at": start + HALF_HOUR,
            "aux_code": "rest",
            "aux_ms": 600_000,
        }
        for start in starts
    ]
    rows[3]["aux_ms"] = 10**12
    result = checked("aux_intervals", rows)
    assert [(defect.code, defect.n_rows) for defect in result.defects] == [
        ("longer_than_interval", 1)
    ]
    assert (len(result.frame), result.problems) == (199, ())


def test_two_rows_of_one_interval_conflict():
    (problem,) = checked("queue_intervals", [queue("09:00", 5), queue("09:00", 6)]).problems
    assert (problem.code, problem.line) == ("key_conflict", 3)


def test_a_conflict_names_the_other_line_even_if_the_key_has_a_gap():
    """An aggregate without campaign: rows 2 and 4 are two answers to one question."""
    rows = [queue("09:00", 5), queue("09:30", 5), queue("09:00", 6)]
    (problem,) = checked("queue_intervals", rows).problems
    assert (problem.code, problem.line) == ("key_conflict", 4)
    assert problem.values["other_line"] == "raw/a.csv:2"
    assert "campaign = –" in problem.found


def test_few_implausible_rows_are_left_out_many_stop_the_table():
    rows = [queue("09:00", 5) | {"start_at": at("00:00") + n * HALF_HOUR} for n in range(200)]
    rows = [row | {"end_at": row["start_at"] + HALF_HOUR} for row in rows]
    rows[7]["n_offered"] = -1
    rows[9]["end_at"] = rows[9]["start_at"] - HALF_HOUR
    result = checked("queue_intervals", rows)
    assert not result.problems
    assert len(result.frame) == 198
    assert {defect.code: defect.n_rows for defect in result.defects} == {
        "ends_before_start": 1,
        "negative_value": 1,
    }
    stopped = checked("queue_intervals", rows[:20])
    assert {problem.code for problem in stopped.problems} == {"ends_before_start", "negative_value"}


def test_a_contact_with_a_wrong_instant_still_happened():
    rows = [contact(n) for n in range(200)]
    rows[3]["answered_at"] = at("08:59")
    rows[4]["answered_at"] = at("09:00") - pd.Timedelta(1, "s")
    result = checked("contacts", rows)
    assert len(result.frame) == 200
    assert [(defect.code, defect.n_rows) for defect in result.defects] == [
        ("times_out_of_order", 1)
    ]


DAY_S = 24 * 3600


@pytest.mark.parametrize(
    ("wrong", "code", "lost"),
    [
        ({"talk_ms": 999_999_999_999_000}, "handling_beyond_day", "handling"),
        ({"hold_ms": (DAY_S + 1) * 1000}, "handling_beyond_day", "handling"),
        ({"acw_ms": (DAY_S + 1) * 1000}, "handling_beyond_day", "handling"),
        ({"acw_ms": DAY_S * 1000}, None, None),
        ({"wait_ms": (DAY_S + 1) * 1000}, "wait_beyond_day", "waiting"),
        ({"wait_ms": (DAY_S + 1) * 1000, "channel": "email"}, None, None),
        # Answered at 09:00 and ended at 09:10, it can't talk for more than ten minutes.
        ({"talk_ms": 661_000}, "talk_beyond_contact", "handling"),
        ({"talk_ms": 660_000}, None, None),
        ({"talk_ms": 661_000, "ended_at": None}, None, None),
        ({"talk_ms": 661_000, "channel": "email"}, None, None),
    ],
)
def test_durations_beyond_belief_are_not_recorded_and_said(wrong, code, lost):
    times = {"wait_ms": 5000, "talk_ms": 300_000, "hold_ms": 0, "acw_ms": 30_000}
    times |= {"answered_at": at("09:00"), "ended_at": at("09:10")}
    rows = [contact(n, **times) for n in range(200)]
    rows[7] |= wrong
    result = checked("contacts", rows)
    assert (len(result.frame), result.problems) == (200, ())
    said = [
        (defect.code, defect.n_rows, defect.rows["raw_line"].tolist()) for defect in result.defects
    ]
    assert said == ([(code, 1, [9])] if code else [])
    row = result.frame.iloc[7]
    assert row[["talk_ms", "hold_ms", "acw_ms"]].isna().all() == (lost == "handling")
    assert pd.isna(row["wait_ms"]) == (lost == "waiting")
    assert result.frame["talk_ms"].drop(7).eq(300_000).all()
    assert result.frame["talk_ms"].dtype == "Int64"


def test_milliseconds_read_as_seconds_stop_the_table():
    rows = [contact(n, talk_ms=300_000 * 1000) for n in range(9)]
    problems = checked("contacts", rows).problems
    assert [problem.code for problem in problems] == ["handling_beyond_day"] * 9


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_table_may_be_empty(name):
    result = checked(name, [])
    assert (len(result.frame), result.problems, result.defects) == (0, (), ())
