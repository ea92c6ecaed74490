"""Four calls by pencil; a plain loop; the Kaplan-Meier estimate of another library."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cctoolkit.metrics.resolution import (
    first_contact_resolution,
    repeat_contacts,
    survival_at,
)
from tests.frames import at, table

LATE = at("00:00", "2026-06-01")


def call(contact, customer, day, *, clock="09:00", agent="a", outcome="answered", **values):
    return {
        "contact_id": contact,
        "customer_key": customer,
        "queue": "care",
        "arrived_at": at(clock, f"2026-03-{day:02}"),
        "agent_id": agent,
        "outcome": outcome,
        "talk_ms": 60_000,
        **values,
    }


def contacts(*rows):
    return table("contacts", [*rows])


@pytest.fixture
def published():
    """Tom calls once, John twice, Betty once."""
    return contacts(
        call("1", "Tom", 1), call("2", "John", 1), call("3", "John", 3), call("4", "Betty", 2)
    )


def test_one_fact_has_three_names(published):
    got = first_contact_resolution(published, window_days=7, observed_until=LATE).iloc[0]
    assert got["fcr_of_contacts"] == 2 / 4
    assert got["fcr_of_issues"] == 2 / 3
    assert got["not_followed_share"] == 3 / 4
    assert (got["n_issues_single"], got["n_issues"], got["n_contacts_of_issues"]) == (2, 3, 4)
    assert got["fcr_of_issues_km"] == pytest.approx(2 / 3)
    assert got["not_followed_share_km"] == pytest.approx(3 / 4)


def test_a_window_shorter_than_the_return_makes_two_matters(published):
    got = first_contact_resolution(published, window_days=1, observed_until=LATE).iloc[0]
    assert (got["n_issues"], got["fcr_of_issues"]) == (4, 1.0)


def test_the_window_includes_itself(published):
    for days, issues in ((2, 3), (2 - 1e-6, 4)):
        got = first_contact_resolution(published, window_days=days, observed_until=LATE)
        assert got["n_issues"].item() == issues


def test_the_last_days_are_open_the_followed_ones_too():
    rows = contacts(
        call("1", "Ana", 1), call("2", "Eva", 2), call("3", "Eva", 8), call("4", "Luz", 9)
    )
    got = first_contact_resolution(
        rows, window_days=7, observed_until=at("00:00", "2026-03-10")
    ).iloc[0]
    # Ana's seven days end on the 8th, Eva's on the 9th at nine; those of the 8th and 9th do not
    assert (got["n_determined"], got["n_followed"], got["n_undetermined"]) == (2, 1, 2)
    assert got["not_followed_share"] == 0.5
    # at risk when Eva came back after six days: Ana and Eva
    assert got["not_followed_share_km"] == 0.5
    assert got["n_issues_undetermined"] == 1


def test_a_contact_followed_in_the_last_days_is_left_out_all_the_same():
    rows = contacts(call("1", "Ana", 1), call("2", "Eva", 8), call("3", "Eva", 9))
    got = first_contact_resolution(rows, window_days=7, observed_until=at("00:00", "2026-03-10"))
    assert got["not_followed_share"].item() == 1.0
    # Eva's return after a day counts in the Kaplan-Meier form: two of three were left at risk
    assert got["not_followed_share_km"].item() == pytest.approx(1 / 2)


def test_without_a_whole_window_nothing_is_said():
    rows = contacts(call("1", "Ana", 1), call("2", "Eva", 2))
    got = first_contact_resolution(rows, window_days=7).iloc[0]
    assert (got["n_undetermined"], got["n_determined"]) == (2, 0)
    assert got[["not_followed_share", "not_followed_share_km"]].isna().all()


def test_who_is_not_known_is_counted_and_left_out(published):
    rows = pd.concat([published, contacts(call("5", None, 2), call("6", None, 3))])
    got = first_contact_resolution(rows, window_days=7, observed_until=LATE).iloc[0]
    assert (got["n_contacts"], got["n_without_key"]) == (6, 2)
    assert got["identified_share"] == pytest.approx(4 / 6)
    assert got["fcr_of_issues"] == 2 / 3


def test_only_answered_contacts_that_the_customer_began_count(published):
    others = contacts(
        call("5", "Tom", 2, outcome="abandoned", agent=None),
        call("6", "Betty", 3, direction="outbound"),
        call("7", "Betty", 4, direction="callback"),
        call("8", "Tom", 5, outcome="not_offered", automation="contained", agent=None),
    )
    rows = pd.concat([published, others])
    got = first_contact_resolution(rows, window_days=7, observed_until=LATE).iloc[0]
    assert (got["n_contacts"], got["fcr_of_issues"]) == (4, 2 / 3)


def test_the_reason_makes_another_matter():
    rows = contacts(
        call("1", "Ana", 1, reason="bill"),
        call("2", "Ana", 2, reason="fault"),
        call("3", "Ana", 3, reason="bill"),
        call("4", "Ana", 4),
    )
    choices = {"window_days": 7, "observed_until": LATE}
    by_customer = first_contact_resolution(rows, **choices).iloc[0]
    assert (by_customer["n_issues"], by_customer["n_issues_single"]) == (1, 0)
    key = ["customer_key", "reason"]
    by_reason = first_contact_resolution(rows, key=key, **choices).iloc[0]
    assert (by_reason["n_issues"], by_reason["n_issues_single"]) == (2, 1)
    assert by_reason["n_without_key"] == 1


def test_the_agent_who_was_first_is_credited():
    rows = contacts(
        call("1", "Ana", 1, agent="a"),
        call("2", "Ana", 2, agent="b"),
        call("3", "Eva", 2, agent="b"),
    )
    got = first_contact_resolution(rows, ["agent_id"], window_days=7, observed_until=LATE)
    got = got.set_index("agent_id")
    assert got["fcr_of_issues"].to_dict() == {"a": 0.0, "b": 1.0}
    assert got["n_contacts_of_issues"].to_dict() == {"a": 2, "b": 1}


def test_legs_are_one_contact_of_the_first_agent():
    rows = contacts(
        call("1", "Ana", 1, agent="b", leg=2, clock="09:05"),
        call("1", "Ana", 1, agent="a", leg=1),
    )
    got = repeat_contacts(rows, window_days=7, observed_until=LATE)
    assert got[["contact_id", "agent_id"]].to_numpy().tolist() == [["1", "a"]]
    assert not got["is_followed"].any()


def test_contacts_of_one_instant_stand_in_order_of_their_ids():
    rows = contacts(call("b", "Ana", 1), call("a", "Ana", 1), call("c", "Ana", 1))
    got = repeat_contacts(rows, window_days=7, observed_until=LATE)
    assert got["contact_id"].tolist() == ["a", "b", "c"]
    assert got["is_followed"].tolist() == [True, True, False]
    assert got["gap_ms"].tolist()[:2] == [0, 0]


def test_a_matter_may_have_begun_before_the_first_day(published):
    got = first_contact_resolution(
        published,
        window_days=1,
        observed_from=at("00:00", "2026-03-01"),
        observed_until=LATE,
    ).iloc[0]
    # Tom and John call on the first day
    assert (got["n_issues_unknown_start"], got["n_issues"]) == (2, 2)


def test_nobody_answered():
    for rows in (contacts(), contacts(call("1", "Ana", 1, outcome="abandoned"))):
        got = first_contact_resolution(rows, window_days=7).iloc[0]
        assert got["n_contacts"] == 0
        assert pd.isna(got["fcr_of_issues"])


def loop(rows, window_ms, until):
    """The same by plain loops: singles, issues, contacts of issues, followed, determined."""
    people = {}
    for row in rows.itertuples():
        if row.outcome == "answered" and isinstance(row.customer_key, str):
            people.setdefault(row.customer_key, []).append((row.arrived_at, row.contact_id))
    singles = issues = of_issues = followed = determined = 0
    for calls in people.values():
        chain = []
        ordered = sorted(calls)
        for n, (arrived, _) in enumerate(ordered):
            open_window = (until - arrived) / pd.Timedelta(1, "ms") <= window_ms
            nearest = ordered[n + 1][0] - arrived if n + 1 < len(ordered) else None
            again = nearest is not None and nearest / pd.Timedelta(1, "ms") <= window_ms
            determined += not open_window
            followed += again and not open_window
            chain.append(open_window)
            if not again:
                issues += not chain[0]
                singles += len(chain) == 1 and not chain[0]
                of_issues += 0 if chain[0] else len(chain)
                chain = []
    return [singles, issues, of_issues, followed, determined]


CALL = st.tuples(
    st.sampled_from(["Ana", "Eva", None]),
    st.integers(0, 40),
    st.sampled_from(["answered", "answered", "abandoned"]),
)


@pytest.mark.slow
@settings(max_examples=settings().max_examples // 4)
@given(st.lists(CALL, min_size=1, max_size=15), st.randoms(use_true_random=False))
def test_a_plain_loop_agrees_and_order_and_names_do_not_matter(drawn, random):
    rows = contacts(
        *(
            call(str(n), customer, 1) | {"outcome": outcome, "arrived_at": at("09:00") + hours}
            for n, (customer, hour, outcome) in enumerate(drawn)
            for hours in [pd.Timedelta(12 * hour, "h")]
        )
    )
    until = at("21:00", "2026-03-29")
    choices = {"window_days": 3, "observed_until": until}
    got = first_contact_resolution(rows, **choices)
    columns = ["n_issues_single", "n_issues", "n_contacts_of_issues", "n_followed", "n_determined"]
    assert got[columns].iloc[0].tolist() == loop(rows, 3 * 86_400_000, until)
    mixed = rows.sample(frac=1, random_state=random.randint(0, 999)).assign(
        customer_key=lambda frame: frame["customer_key"].map({"Ana": "z", "Eva": "b"})
    )
    pd.testing.assert_frame_equal(got, first_contact_resolution(mixed, **choices))


TIME = st.tuples(st.integers(0, 20), st.booleans())


@settings(max_examples=settings().max_examples // 4)
@given(st.lists(TIME, min_size=1, max_size=30), st.integers(0, 20))
def test_kaplan_meier_of_another_library(drawn, limit):
    from statsmodels.duration.survfunc import SurvfuncRight

    time, seen = (np.array(side) for side in zip(*drawn, strict=True))
    got = survival_at(time, seen, limit)
    if np.isnan(got):
        assert time.max() < limit
        return
    # times of zero are allowed here and not there: all move on by one
    other = SurvfuncRight(time + 1, seen.astype(int))
    upto = other.surv_prob[other.surv_times <= limit + 1]
    assert got == pytest.approx(upto[-1] if upto.size else 1.0)


def test_kaplan_meier_of_the_maintained_patients():
    # R survival, aml: S(23) = 0.614, S(48) = 0.184
    time = np.array([9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161])
    seen = np.array([1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0], dtype=bool)
    assert survival_at(time, seen, 23) == pytest.approx(0.614, abs=5e-4)
    assert survival_at(time, seen, 48) == pytest.approx(0.184, abs=5e-4)


@pytest.mark.slow
def test_the_planted_share_is_found_and_the_naive_one_is_too_high():
    # 20,000 customers; 30 % come back, after a time spread evenly over seven days
    random = np.random.default_rng(7)
    n = 20_000
    first = random.uniform(0, 14, n)
    comes_back = random.random(n) < 0.3
    second = first + random.uniform(0, 7, n)
    days = np.concatenate([first, second[comes_back]])
    who = np.concatenate([np.arange(n), np.flatnonzero(comes_back)])
    kept = days < 14
    rows = table(
        "contacts",
        {
            "contact_id": [str(number) for number in range(kept.sum())],
            "customer_key": [str(number) for number in who[kept]],
            "arrived_at": at("00:00") + pd.to_timedelta(days[kept], "D").as_unit("ms"),
            "outcome": "answered",
            "agent_id": "a",
            "queue": "care",
        },
    )
    until = at("00:00") + pd.Timedelta(14, "D")
    got = first_contact_resolution(rows, window_days=7, observed_until=until).iloc[0]
    assert got["fcr_of_issues"] == pytest.approx(0.7, abs=0.015)
    assert got["fcr_of_issues_km"] == pytest.approx(0.7, abs=0.015)
    every = repeat_contacts(rows, window_days=7, observed_until=until)
    naive = 1 - every.loc[every["is_first"], "is_followed"].mean()
    assert naive > 0.75
