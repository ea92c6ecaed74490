"""Ten calls by pencil, and published examples."""

import pandas as pd
import pytest

from cctoolkit.metrics.service import (
    abandonment,
    handle_time,
    service_level,
    speed_of_answer,
    volumes,
)
from tests.frames import at, table


def queue(start, name="sales", **values):
    return {
        "start_at": at(start),
        "end_at": at(start) + pd.Timedelta(30, "min"),
        "queue": name,
        "channel": "voice",
        **values,
    }


def within(start, threshold_s, answered, abandoned=None, name="sales"):
    return queue(start, name) | {
        "threshold_ms": threshold_s * 1000,
        "n_answered_within": answered,
        "n_abandoned_within": abandoned,
    }


def test_answered_and_offered_are_two_service_levels():
    # T = 20 s, 200 answered within, 100 late, 50 abandoned before 10 s, 50 after
    intervals = table(
        "queue_intervals", [queue("09:00", n_offered=400, n_answered=300, n_abandoned=100)]
    )
    thresholds = table("queue_thresholds", [within("09:00", 20, 200), within("09:00", 10, 150, 50)])
    level = service_level(intervals, thresholds, threshold_s=20).iloc[0]
    assert level["of_answered"] == pytest.approx(200 / 300)
    assert level["of_offered"] == pytest.approx(0.5)
    lost = abandonment(intervals, thresholds, short_s=10).iloc[0]
    assert lost["abandoned_share"] == pytest.approx(0.25)
    assert lost["abandoned_share_net"] == pytest.approx(50 / 350)


def test_abandonment_as_published():
    # 45 of 1,045 calls: 4.3 %
    intervals = table(
        "queue_intervals", [queue("09:00", n_offered=1045, n_answered=1000, n_abandoned=45)]
    )
    lost = abandonment(intervals, table("queue_thresholds", []), short_s=5).iloc[0]
    assert lost["abandoned_share"] == pytest.approx(0.043, abs=5e-4)
    assert pd.isna(lost["abandoned_share_net"])


def test_levels_are_never_averaged():
    # 300 at 78 % and 1,200 at 85 %: 83.6 %, not 81.5 %
    intervals = table(
        "queue_intervals",
        [
            queue("09:00", n_offered=300, n_answered=300),
            queue("09:30", n_offered=1200, n_answered=1200),
        ],
    )
    thresholds = table("queue_thresholds", [within("09:00", 20, 234), within("09:30", 20, 1020)])
    level = service_level(intervals, thresholds, threshold_s=20).iloc[0]
    assert level["of_offered"] == pytest.approx(0.836)


def test_a_threshold_that_was_not_exported_gives_nothing():
    intervals = table("queue_intervals", [queue("09:00", n_offered=10, n_answered=8)])
    thresholds = table("queue_thresholds", [within("09:00", 20, 6)])
    level = service_level(intervals, thresholds, threshold_s=30).iloc[0]
    assert pd.isna(level["of_offered"])
    assert level["n_not_recorded"] == 10


def test_an_interval_without_the_threshold_is_in_neither_side():
    intervals = table(
        "queue_intervals",
        [queue("09:00", n_offered=10, n_answered=8), queue("09:30", n_offered=90, n_answered=1)],
    )
    thresholds = table("queue_thresholds", [within("09:00", 20, 6)])
    level = service_level(intervals, thresholds, threshold_s=20).iloc[0]
    assert level["of_offered"] == pytest.approx(0.6)
    assert level["n_not_recorded"] == 90


def test_speed_of_answer_counts_those_who_did_not_wait():
    # 75 calls waited 64 s, 25 did not: 48 s
    intervals = table(
        "queue_intervals",
        [queue("09:00", n_offered=100, n_answered=100, wait_answered_ms=75 * 64_000)],
    )
    assert speed_of_answer(intervals)["asa_s"].tolist() == [48.0]


def test_handle_time_is_the_sum_of_its_parts_per_contact_handled():
    intervals = table(
        "queue_intervals",
        [
            queue("09:00", n_offered=5, n_answered=5, n_handled=4, talk_ms=800_000, acw_ms=200_000),
            queue("09:30", n_offered=1, n_answered=1, n_handled=1, talk_ms=100_000, acw_ms=0),
        ],
    )
    got = handle_time(intervals).iloc[0]
    assert got["n_handled"] == 5
    assert got["aht_s"] == pytest.approx(1100 / 5)
    assert got["mean_talk_s"] == pytest.approx(180)
    assert pd.isna(got["mean_hold_s"])


def test_equal_hours_give_the_harmonic_mean():
    # ten hours at 600 s a contact are 60 contacts, ten at 300 s are 120: 400 s, not 450 s
    rows = [
        queue(start, n_offered=n, n_answered=n, n_handled=n, talk_ms=36_000_000)
        for start, n in (("09:00", 60), ("09:30", 120))
    ]
    assert handle_time(table("queue_intervals", rows))["aht_s"].item() == 400


def test_volumes_by_queue_add_up():
    intervals = table(
        "queue_intervals",
        [
            queue("09:00", "sales", n_offered=5, n_answered=4, n_abandoned=1),
            queue("09:00", "care", n_offered=7, n_answered=7, n_abandoned=0),
            queue("09:30", "care", n_offered=1, n_answered=0, n_abandoned=1),
        ],
    )
    got = volumes(intervals, by=["queue"]).set_index("queue")
    assert got["n_offered"].to_dict() == {"care": 8, "sales": 5}
    assert got.loc["care", "answer_rate"] == pytest.approx(7 / 8)
    assert volumes(intervals)["n_offered"].tolist() == [13]


def test_one_contact_of_unknown_waiting_costs_one_contact():
    intervals = table(
        "queue_intervals",
        [
            queue(
                "09:00",
                n_offered=100,
                n_answered=100,
                n_answered_unrecorded=1,
                wait_answered_ms=99 * 60_000,
            )
        ],
    )
    thresholds = table("queue_thresholds", [within("09:00", 20, 0)])
    level = service_level(intervals, thresholds, threshold_s=20).iloc[0]
    assert (level["n_offered"], level["n_not_recorded"], level["of_offered"]) == (99, 1, 0.0)
    assert speed_of_answer(intervals)["asa_s"].tolist() == [60.0]


def test_contacts_without_a_recorded_talk_do_not_shorten_the_mean():
    intervals = table(
        "queue_intervals",
        [
            queue("09:00", n_offered=10, n_answered=10, n_handled=10, talk_ms=1_000_000),
            queue("09:30", n_offered=10, n_answered=10, n_handled=10),
        ],
    )
    assert handle_time(intervals)["aht_s"].tolist() == [100.0]
