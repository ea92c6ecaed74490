"""Callbacks and mail, by pencil; the clock that stops at night."""

from datetime import date, time

import pandas as pd
import pytest

from cctoolkit.metrics.channels import callbacks, first_response, opening_hours
from tests.frames import at, table


def contact(number, arrived, **values):
    return {
        "contact_id": str(number),
        "queue": "care",
        "arrived_at": arrived,
        "outcome": "answered",
        **values,
    }


def contacts(*rows):
    return table("contacts", [*rows])


def asked(number, outcome="redirected", called_back_at=None):
    return contact(
        number,
        at("09:00"),
        outcome=outcome,
        callback_asked=True,
        called_back_at=called_back_at,
    )


def test_asking_for_a_call_back_is_no_abandon():
    rows = contacts(
        asked(1, called_back_at=at("09:30")),
        asked(2, called_back_at=at("10:30")),
        asked(3),
        asked(4, outcome="abandoned"),
        contact(5, at("09:00")),
        contact(6, at("09:00"), outcome="abandoned"),
        contact(7, at("09:00"), direction="callback"),
        contact(8, at("09:00"), outcome="not_offered"),
    )
    got = callbacks(rows).iloc[0]
    counts = ["n_contacts", "n_asked", "n_called_back", "n_recorded_abandoned"]
    assert got[counts].tolist() == [6, 4, 2, 1]
    assert (got["asked_share"], got["called_back_share"]) == (pytest.approx(4 / 6), 0.5)
    assert got["mean_callback_wait_s"] == 3600


def test_the_call_back_may_be_another_leg():
    rows = contacts(
        contact(1, at("09:00"), outcome="redirected", callback_asked=True),
        contact(1, at("09:20"), leg=2, direction="callback", called_back_at=at("09:20")),
    )
    got = callbacks(rows).iloc[0]
    assert (got["n_asked"], got["n_called_back"], got["mean_callback_wait_s"]) == (1, 1, 1200)


def test_nobody_asked():
    for rows in (contacts(), contacts(contact(1, at("09:00")))):
        got = callbacks(rows).iloc[0]
        assert got["n_asked"] == 0
        assert pd.isna(got["called_back_share"])


MONDAY_TO_FRIDAY = {day: (time(9), time(17)) for day in range(1, 6)}


@pytest.fixture
def week():
    """Open Monday the 9th to Friday the 20th of March, nine to five."""
    return opening_hours(MONDAY_TO_FRIDAY, date(2026, 3, 9), date(2026, 3, 20), zone="UTC")


def mail(number, arrived, answered=None, ended=None, **values):
    return contact(
        number,
        arrived,
        channel="email",
        outcome="answered" if answered else "redirected",
        answered_at=answered,
        ended_at=ended,
        **values,
    )


def test_the_clock_stops_while_the_service_is_closed(week):
    # Friday 16:30 to Monday 9:30: an hour of open time, 65 hours on the wall
    rows = contacts(mail(1, at("16:30", "2026-03-13"), at("09:30", "2026-03-16")))
    got = first_response(rows, threshold_s=3600, opening=week).iloc[0]
    assert (got["mean_response_s"], got["mean_response_open_s"]) == (65 * 3600, 3600)
    assert (got["n_within"], got["within_share"]) == (1, 1.0)
    always = first_response(rows, threshold_s=3600).iloc[0]
    assert (always["n_within"], always["n_late"], always["mean_response_open_s"]) == (0, 1, 234_000)


def test_mail_of_the_night_waits_from_the_opening(week):
    rows = contacts(mail(1, at("22:00", "2026-03-10"), at("09:00", "2026-03-11")))
    got = first_response(rows, threshold_s=0, opening=week).iloc[0]
    assert (got["n_within"], got["mean_response_open_s"]) == (1, 0)


def test_no_answer_is_late_once_its_time_is_over_and_open_before(week):
    rows = contacts(
        mail(1, at("09:00", "2026-03-10"), at("09:30", "2026-03-10")),
        mail(2, at("10:00", "2026-03-10")),
        mail(3, at("16:30", "2026-03-10")),
    )
    got = first_response(
        rows, threshold_s=3600, opening=week, observed_until=at("08:00", "2026-03-11")
    ).iloc[0]
    assert got[["n_within", "n_late", "n_undetermined"]].tolist() == [1, 1, 1]
    assert got["within_share"] == 0.5
    assert got["n_answered"] == 1


def test_resolution_runs_to_the_last_end_of_what_was_resolved():
    day = "2026-03-10"
    rows = contacts(
        mail(1, at("09:00", day), at("10:00", day), at("10:10", day), leg=1, resolved=False),
        mail(1, at("11:00", day), at("12:00", day), at("12:00", day), leg=2, resolved=True),
        mail(2, at("09:00", day), at("09:10", day), at("09:20", day), resolved=False),
    )
    got = first_response(rows, threshold_s=3600).iloc[0]
    assert (got["n_contacts"], got["n_resolved"], got["mean_resolution_s"]) == (2, 1, 3 * 3600)
    assert got["mean_response_s"] == (3600 + 600) / 2


def test_an_answer_without_its_instant_is_counted_apart():
    rows = contacts(
        mail(1, at("09:00"), at("08:00")),
        mail(2, at("09:00")) | {"outcome": "answered"},
        mail(3, at("09:00"), at("09:01")),
        contact(4, at("09:00"), channel="voice"),
        mail(5, at("09:00")) | {"outcome": "not_offered"},
    )
    got = first_response(rows, threshold_s=60).iloc[0]
    counts = ["n_contacts", "n_answered", "n_not_recorded", "n_within"]
    assert got[counts].tolist() == [3, 3, 2, 1]
    assert got["within_share"] == 1.0


def test_nobody_wrote(week):
    got = first_response(contacts(), threshold_s=60, opening=week).iloc[0]
    assert got["n_contacts"] == 0
    assert pd.isna(got["within_share"])


def test_order_of_rows_and_groups_change_nothing(week):
    rows = contacts(
        *(
            mail(n, at("09:00", f"2026-03-{10 + n}"), at("12:00", f"2026-03-{10 + n}"))
            | {"queue": "care" if n % 2 else "sales"}
            for n in range(4)
        )
    )
    got = first_response(rows, ["queue"], threshold_s=3600, opening=week)
    mixed = first_response(rows.iloc[::-1], ["queue"], threshold_s=3600, opening=week)
    pd.testing.assert_frame_equal(got, mixed)
    whole = first_response(rows, threshold_s=3600, opening=week)
    assert got["n_late"].sum() == whole["n_late"].item() == 4


def test_opening_hours_keep_to_the_local_clock():
    daily = {day: (time(8), time(20)) for day in range(1, 8)}
    days = opening_hours(daily, date(2026, 3, 28), date(2026, 3, 29), zone="Europe/Madrid")
    assert days["start_at"].tolist() == [at("07:00", "2026-03-28"), at("06:00", "2026-03-29")]
    night = opening_hours(
        {6: (time(22), time(6))}, date(2026, 3, 28), date(2026, 3, 28), zone="UTC"
    )
    assert (night["end_at"] - night["start_at"]).tolist() == [pd.Timedelta(8, "h")]
    closed = opening_hours(
        daily,
        date(2026, 3, 28),
        date(2026, 3, 29),
        zone="Europe/Madrid",
        closed_on=[date(2026, 3, 28)],
    )
    assert len(closed) == 1
    # the night of the change lasts an hour less
    change = opening_hours(
        {6: (time(22), time(6))}, date(2026, 3, 28), date(2026, 3, 28), zone="Europe/Madrid"
    )
    assert (change["end_at"] - change["start_at"]).tolist() == [pd.Timedelta(7, "h")]
