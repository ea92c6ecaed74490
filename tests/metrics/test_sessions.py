"""To which day a night belongs, by hand."""

import pandas as pd

from cctoolkit.metrics.sessions import days_clocked, days_planned, shifts
from tests.frames import at, table

TENTH, ELEVENTH = pd.Timestamp("2026-03-10"), pd.Timestamp("2026-03-11")
CLOCK = {"zone": "UTC"}


def planned(*rows):
    names = ("start_at", "end_at", "activity", "published_version")
    return table(
        "schedules", [dict(zip(names, row, strict=False)) | {"agent_id": "a"} for row in rows]
    )


def clocked(*rows):
    names = ("start_at", "end_at")
    return table(
        "clockings", [dict(zip(names, row, strict=False)) | {"agent_id": "a"} for row in rows]
    )


NIGHT = [
    (at("22:00"), at("02:00", "2026-03-11"), "productive", "final"),
    (at("02:00", "2026-03-11"), at("02:30", "2026-03-11"), "break", "final"),
    (at("02:30", "2026-03-11"), at("06:00", "2026-03-11"), "productive", "final"),
]


def test_every_activity_of_a_night_has_the_date_on_which_it_begins():
    assert days_planned(planned(*NIGHT), **CLOCK).tolist() == [TENTH] * 3
    assert days_planned(planned(*NIGHT), zone="America/Bogota").tolist() == [TENTH] * 3
    assert days_planned(planned(*NIGHT), zone="Asia/Tokyo").tolist() == [ELEVENTH] * 3


def test_the_order_of_the_rows_and_their_labels_do_not_matter():
    rows = planned(*NIGHT, (at("22:00", "2026-03-11"), at("23:00", "2026-03-11"), "productive"))
    mixed = rows.sample(frac=1, random_state=3)
    assert days_planned(mixed, **CLOCK).sort_index().equals(days_planned(rows, **CLOCK))


def test_each_version_is_a_plan_of_its_own():
    early = (at("04:00", "2026-03-11"), at("12:00", "2026-03-11"), "productive", "draft")
    assert days_planned(planned(*NIGHT, early), **CLOCK).tolist() == [TENTH] * 3 + [ELEVENTH]


def test_a_leave_has_its_own_date_and_chains_nothing():
    leave = (at("06:00", "2026-03-11"), at("12:00", "2026-03-11"), "leave", "final")
    later = (at("12:00", "2026-03-11"), at("14:00", "2026-03-11"), "productive", "final")
    found = days_planned(planned(*NIGHT, leave, later), **CLOCK)
    assert found.tolist() == [TENTH] * 3 + [ELEVENTH] * 2


def test_clockings_cut_at_midnight_are_one_night():
    rows = clocked((at("22:00"), at("00:00", "2026-03-11")), (at("00:00", "2026-03-11"),) * 2)
    assert days_clocked(rows, **CLOCK).tolist() == [TENTH] * 2


def test_a_clocking_goes_with_the_shift_that_shares_most_time_with_its_session():
    rows = clocked((at("23:50"), at("08:00", "2026-03-11")))
    midnight = (at("00:00", "2026-03-11"), at("08:00", "2026-03-11"), "productive", "final")
    assert days_clocked(rows, **CLOCK).tolist() == [TENTH]
    with_shift = days_clocked(rows, shifts=shifts(planned(midnight)), **CLOCK)
    assert with_shift.tolist() == [ELEVENTH]


def test_nothing_has_no_days():
    assert days_planned(planned(), **CLOCK).empty
    assert days_clocked(clocked(), shifts=shifts(planned()), **CLOCK).empty
