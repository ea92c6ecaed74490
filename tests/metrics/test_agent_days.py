"""Agent-days of long logs against the state engine, which takes its time."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cctoolkit.intervals import LocalDays, partition, split_at
from cctoolkit.metrics.agent_days import KINDS, agent_day_adherence, agent_day_states
from cctoolkit.metrics.plan import ACTIVITY_PRECEDENCE
from cctoolkit.metrics.schedule import schedule_adherence
from cctoolkit.metrics.states import StatePolicies, closed_states, timeline
from cctoolkit.metrics.verdicts import ALLOWED, ScheduleRules
from cctoolkit.tables import batches as stream
from cctoolkit.tables.catalogue import CATALOGUE
from cctoolkit.tables.store import write
from tests.frames import at, table

pytestmark = pytest.mark.slow

ZONES = ["Europe/Madrid", "Australia/Lord_Howe", "America/Bogota", "Asia/Kolkata"]
MINUTE_MS = 60_000
relaxed = settings(deadline=None, max_examples=settings().max_examples // 2)

# 1,500 minutes around the spring change of Madrid and the autumn one of Lord Howe Island
logged = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "ñ"]),
        st.integers(0, 1500),
        st.one_of(st.none(), st.integers(-20, 600)),
        st.sampled_from(KINDS),
    ),
    max_size=12,
)


def states_of(rows, day="2026-03-28"):
    begun = at("20:00", day)
    minutes = [pd.Timedelta(minute, "min") for _, minute, _, _ in rows]
    return table(
        "states",
        [
            {
                "agent_id": agent,
                "start_at": begun + start,
                "end_at": None if length is None else begun + start + pd.Timedelta(length, "min"),
                "state": state,
            }
            for (agent, _, length, state), start in zip(rows, minutes, strict=True)
        ],
    )


def by_partition(states, zone, policies=StatePolicies()):
    """Milliseconds by agent, day and state, through `intervals.partition` and `split_at`."""
    closed = closed_states(states, policies=policies)
    longest = pd.Timedelta(policies.longest_state_ms, "ms")
    rows = closed[closed["end_at"] - closed["start_at"] <= longest].reset_index(drop=True)
    if rows.empty:
        return {}
    start, end = (rows[name].astype("int64").to_numpy() for name in ("start_at", "end_at"))
    rank = rows["state"].map({state: i for i, state in enumerate(KINDS)}).to_numpy(np.int64)
    pieces = partition(pd.factorize(rows["agent_id"])[0], start, end, rank, key=end)
    days = LocalDays(zone, start.min(), end.max())
    cut = split_at(pieces.start, pieces.end, days.midnights)
    source = rows.iloc[pieces.row[cut.row]]
    sums = {}
    for agent, day, state, ms in zip(
        source["agent_id"], days.dates[cut.cell], source["state"], cut.end - cut.start, strict=True
    ):
        key = agent, pd.Timestamp(day), state
        sums[key] = sums.get(key, 0) + int(ms)
    return sums


def as_sums(days):
    long = days.melt(["agent_id", "day"], [f"{state}_ms" for state in KINDS])
    return {
        (agent, day, name.removesuffix("_ms")): ms
        for agent, day, name, ms in long.itertuples(index=False)
        if ms
    }


@given(logged, st.sampled_from(ZONES))
@relaxed
def test_time_is_that_of_the_partition_by_precedence(rows, zone):
    states = states_of(rows)
    days, accounts = agent_day_states(states, zone=zone)
    assert as_sums(days) == by_partition(states, zone)
    parts = days[[f"{state}_ms" for state in KINDS]].sum(axis=1)
    assert (days["logged_ms"] + days["offline_ms"] == parts).all()
    sums = accounts.set_index("policy")["duration_ms"]
    assert sums["believed"] - sums["overlaps"] - sums["duplicate"] == parts.sum()


@given(logged)
@relaxed
def test_rows_given_twice_or_in_another_order_change_no_time(rows):
    states = states_of([row for row in rows if row[2] is not None])
    expected = agent_day_states(states, zone="Europe/Madrid").days
    for other in (states.iloc[::-1], pd.concat([states, states[:3]], ignore_index=True)):
        pd.testing.assert_frame_equal(agent_day_states(other, zone="Europe/Madrid").days, expected)


def test_it_is_the_connection_time_of_the_timeline():
    states = states_of([("a", 0, 60, "talk"), ("a", 30, 90, "aux"), ("b", 5, None, "talk")])
    pieces = timeline(states, zone="UTC")
    length = (pieces["end_at"] - pieces["start_at"]).dt.total_seconds() * 1000
    days = agent_day_states(states, zone="UTC").days
    assert days["logged_ms"].sum() == length.sum()


def test_what_is_not_taken_as_it_stands_is_in_the_accounts():
    rows = [
        ("a", 0, 10, "talk"),
        ("a", 0, 10, "talk"),
        ("a", 5, 10, "aux"),
        ("a", 20, None, "talk"),
        ("a", 25, -3, "talk"),
        ("a", 30, 2000, "aux"),
        ("a", 40, 0, "aux"),
        ("a", 900, None, "aux"),
    ]
    _, accounts = agent_day_states(states_of(rows), zone="UTC")
    minutes = accounts["duration_ms"] // MINUTE_MS
    assert list(zip(accounts["policy"], accounts["n_rows"], minutes, strict=True)) == [
        ("duplicate", 1, 10),
        ("overlaps", 1, 5),
        ("imputed_end", 1, 5),
        ("left_open", 1, 0),
        ("too_long", 1, 2000),
        ("negative", 1, 3),
        ("empty", 1, 0),
        ("believed", 4, 35),
    ]


def test_a_file_in_any_order_gives_what_the_frame_gives(tmp_path, monkeypatch):
    monkeypatch.setattr(stream, "ROWS", 50)
    monkeypatch.setattr(stream, "BUCKET_ROWS", 100)
    rng = np.random.default_rng(11)
    rows = [
        (f"a{rng.integers(9)}", int(rng.integers(1500)), int(rng.integers(90)), str(state))
        for state in rng.choice(KINDS, 400)
    ]
    states = states_of(rows)
    expected, _ = agent_day_states(states, zone="Europe/Madrid")
    assert len(expected) == 18
    for number, key in enumerate((["start_at"], ["agent_id", "start_at"], ["state"])):
        path = tmp_path / f"{number}.parquet"
        write(states.sort_values(key), CATALOGUE["states"], path)
        pd.testing.assert_frame_equal(agent_day_states(path, zone="Europe/Madrid").days, expected)


def test_no_rows_give_an_empty_table():
    days, accounts = agent_day_states(table("states", []), zone="UTC")
    assert len(days) == 0
    assert accounts["n_rows"].tolist() == [0] * 8
    adherence, _ = agent_day_adherence(
        table("states", []), table("schedules", []), zone="Europe/Madrid"
    )
    assert adherence.columns.tolist() == [
        "agent_id",
        "day",
        "scheduled_ms",
        "unknown_ms",
        "kept_ms",
        "adherence",
    ]


def plan_of(rows, day="2026-03-28"):
    begun = at("20:00", day)
    return table(
        "schedules",
        [
            {
                "agent_id": agent,
                "start_at": begun + pd.Timedelta(minute, "min"),
                "end_at": begun + pd.Timedelta(minute + length, "min"),
                "activity": activity,
            }
            for agent, minute, length, activity in rows
        ],
    )


def test_a_night_with_a_break_by_hand():
    # 20:00 to 04:00 with a break at 00:00: ten minutes late, and the break taken as planned
    plan = plan_of([("a", 0, 480, "productive"), ("a", 240, 30, "break")])
    states = states_of(
        [("a", 10, 230, "available"), ("a", 240, 30, "aux"), ("a", 270, 210, "talk")]
    )
    (row,) = agent_day_adherence(states, plan, zone="UTC").days.to_dict("records")
    assert row["day"] == pd.Timestamp("2026-03-28")
    assert (row["scheduled_ms"], row["kept_ms"]) == (480 * MINUTE_MS, 470 * MINUTE_MS)
    assert row["adherence"] == 470 / 480


planned = st.lists(
    st.tuples(
        st.sampled_from(["a", "b"]),
        st.integers(0, 1400),
        st.integers(0, 300),
        st.sampled_from([name for name in ACTIVITY_PRECEDENCE if name not in ("absence", "leave")]),
    ),
    max_size=6,
)


@given(planned, logged, st.sampled_from(ZONES))
@relaxed
def test_where_the_log_has_no_holes_it_is_the_schedule_adherence(plans, rows, zone):
    """Of what covers every instant the rules about holes and absence have nothing to say."""
    plan = plan_of(plans)
    always = [(agent, minute, 30, "offline") for agent in "ab" for minute in range(0, 2100, 30)]
    states = states_of([row for row in rows if row[2] is not None] + always)
    allowed = {name: words - {"offline", "absent"} for name, words in ALLOWED.items()}
    got = agent_day_adherence(states, plan, zone=zone, allowed=allowed).days
    expected = schedule_adherence(
        plan,
        timeline(states, zone=zone),
        ["agent_id", "business_day"],
        zone=zone,
        rules=ScheduleRules(allowed=allowed),
    )
    expected = expected[expected["scheduled_s"] > 0]
    for ours, theirs in (("scheduled", "scheduled"), ("unknown", "unknown"), ("kept", "adherent")):
        assert (got[f"{ours}_ms"] / 1000).tolist() == expected[f"{theirs}_s"].tolist()
    np.testing.assert_array_equal(got["adherence"], expected["adherence"])


@pytest.mark.parametrize("zone", ZONES)
def test_leave_takes_planned_time_out_and_makes_no_day(zone):
    plan = plan_of([("a", 0, 240, "productive"), ("a", 120, 120, "leave"), ("b", 0, 60, "leave")])
    days = agent_day_adherence(states_of([("a", 0, 60, "talk")]), plan, zone=zone).days
    assert days[["agent_id", "scheduled_ms", "kept_ms"]].to_numpy().tolist() == [
        ["a", 120 * MINUTE_MS, 60 * MINUTE_MS]
    ]


def test_agents_of_one_file_only(tmp_path):
    plan = plan_of([("b", 0, 60, "productive"), ("c", 0, 60, "productive")])
    states = states_of([("a", 0, 60, "talk"), ("c", 0, 30, "unknown"), ("c", 30, 15, "talk")])
    days = agent_day_adherence(states, plan, zone="UTC").days
    assert days["agent_id"].tolist() == ["b", "c"]
    assert days["kept_ms"].tolist() == [0, 15 * MINUTE_MS]
    assert days["adherence"].tolist() == [0, 0.5]
