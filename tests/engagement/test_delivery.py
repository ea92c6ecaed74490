"""What was delivered must fit together."""

import pandas as pd

from cctoolkit.engagement.delivery import impossible, orphans, twice
from tests.frames import at, table

HOUR = pd.Timedelta(1, "h")


def rows(name, *starts, hours=0.5, **more):
    return table(
        name,
        [{"start_at": at(start), "end_at": at(start) + hours * HOUR} | more for start in starts],
    ).assign(raw_file="raw/a.csv", raw_line=range(2, len(starts) + 2))


def nothing(name):
    return rows(name)


def delivered(**frames):
    names = ("agent_intervals", "aux_intervals", "queue_intervals", "queue_thresholds")
    return {name: frames.get(name, nothing(name)) for name in names}


def codes(problems):
    return [(problem.code, problem.values["rows"]) for problem in problems]


def test_half_hours_beside_the_same_day_are_refused():
    both = pd.concat(
        [
            rows("queue_intervals", "09:00", "09:30", queue="q", channel="voice"),
            rows("queue_intervals", "00:00", hours=24, queue="q", channel="voice"),
        ],
        ignore_index=True,
    )
    assert codes(twice(delivered(queue_intervals=both), delivered())) == [("intervals_overlap", 2)]


def test_campaigns_and_queues_side_by_side_are_not_overlap():
    both = pd.concat(
        [
            rows("agent_intervals", "09:00", agent_id="a", campaign="x"),
            rows("agent_intervals", "09:00", "09:30", agent_id="a", campaign="y"),
            rows("agent_intervals", "09:00", agent_id="b", campaign="x"),
        ],
        ignore_index=True,
    )
    assert not codes(twice(delivered(agent_intervals=both), delivered()))


def test_an_aggregate_over_events_is_refused_whatever_its_campaign_or_grain():
    day = rows("agent_intervals", "00:00", hours=24, agent_id="a")
    events = rows("agent_intervals", "09:00", "09:30", agent_id="a", campaign="x")
    assert codes(twice(delivered(agent_intervals=day), delivered(agent_intervals=events))) == [
        ("counted_twice", 1)
    ]
    other = rows("agent_intervals", "10:00", agent_id="a")
    assert not codes(twice(delivered(agent_intervals=other), delivered(agent_intervals=events)))


def test_codes_by_day_do_not_belong_to_half_hours():
    half_hours = rows("agent_intervals", "09:00", "09:30", agent_id="a")
    by_day = rows("aux_intervals", "00:00", hours=24, agent_id="a", aux_code="x", aux_ms=1)
    assert codes(orphans(delivered(agent_intervals=half_hours, aux_intervals=by_day))) == [
        ("part_without_whole", 1)
    ]
    same = rows("aux_intervals", "09:30", agent_id="a", aux_code="x", aux_ms=1)
    assert not codes(orphans(delivered(agent_intervals=half_hours, aux_intervals=same)))


def queue(start, **counts):
    return rows("queue_intervals", start, queue="q", channel="voice", **counts)


def within(start, threshold_s, n):
    return rows(
        "queue_thresholds",
        start,
        queue="q",
        channel="voice",
        threshold_ms=threshold_s * 1000,
        n_answered_within=n,
    )


def found(*, queues, thresholds=()):
    frames = {"queue_intervals": pd.concat(queues, ignore_index=True)}
    if thresholds:
        frames["queue_thresholds"] = pd.concat(thresholds, ignore_index=True)
    return [(problem.code, problem.line) for problem in impossible(delivered(**frames))]


def test_a_queue_cannot_answer_more_than_it_was_offered():
    first = queue("09:00", n_offered=10, n_answered=9)
    # the answer of a contact of the half hour before may fall in this one
    assert not found(queues=[first, queue("09:30", n_offered=10, n_answered=11)])
    assert found(queues=[first, queue("09:30", n_offered=10, n_answered=12)]) == [
        ("part_above_whole", 2)
    ]


def test_no_more_are_answered_in_time_than_at_all():
    first = queue("09:00", n_offered=10, n_answered=9)
    assert not found(queues=[first], thresholds=[within("09:00", 20, 9)])
    assert found(queues=[first], thresholds=[within("09:00", 20, 30)]) == [("part_above_whole", 2)]


def test_bands_of_waiting_are_no_thresholds():
    first = queue("09:00", n_offered=10, n_answered=9)
    bands = [within("09:00", 10, 6), within("09:00", 20, 2)]
    assert found(queues=[first], thresholds=bands) == [("thresholds_fall", 2)]
