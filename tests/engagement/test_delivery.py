"""What was delivered must fit together."""

import pandas as pd

from cctoolkit.engagement.delivery import orphans, twice
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
