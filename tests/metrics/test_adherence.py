"""Two agents, one hour, by pencil."""

import pandas as pd
import pytest

from cctoolkit.metrics.adherence import adherence_index, aux_breakdown, five_times
from tests.frames import at, table

MINUTE = 60_000


def interval(agent, team, start, **minutes):
    parts = {f"{name}_ms": value * MINUTE for name, value in minutes.items()}
    return {
        "start_at": at(start),
        "end_at": at(start) + pd.Timedelta(30, "min"),
        "business_day": pd.Timestamp("2026-03-10"),
        "agent_id": agent,
        "campaign": team,
        "logged_ms": sum(parts.values()),
        **{f"{name}_ms": 0 for name in ("talk", "hold", "acw", "ring", "available", "aux")},
        **parts,
    }


def aux(agent, team, start, code, minutes):
    return {**interval(agent, team, start, aux=minutes), "aux_code": code}


@pytest.fixture
def hour():
    agents = table(
        "agent_intervals",
        [
            interval("a", "north", "09:00", talk=15, hold=1, acw=2, ring=1, available=5, aux=6),
            interval("a", "north", "09:30", talk=20, available=10),
            interval("b", "south", "09:00", talk=10, available=8, aux=10, unknown=2),
        ],
    )
    codes = table(
        "aux_codes",
        [
            {"aux_code": "rest", "label": "PVD", "mandatory_rest": True},
            {"aux_code": "lunch", "label": "Comida", "mandatory_rest": False},
        ],
    )
    times = table(
        "aux_intervals",
        [
            aux("a", "north", "09:00", "rest", 4),
            aux("a", "north", "09:00", "lunch", 2),
            aux("b", "south", "09:00", "lunch", 7),
        ],
    )
    return agents, times, codes


def test_index_of_the_whole(hour):
    got = adherence_index(*hour).iloc[0]
    # connection 90 min, unknown 2, auxiliary 16, mandatory rest 4
    assert got["logged_s"] == 90 * 60
    assert got["productive_s"] == (88 - 16) * 60
    assert got["index"] == pytest.approx(72 / 88)
    assert got["index_net"] == pytest.approx(72 / 84)
    assert got["index_low"] == pytest.approx(72 / 90)
    assert got["index_high"] == pytest.approx(74 / 90)
    assert (got["n_agents"], got["n_agent_days"]) == (2, 2)


def test_index_by_group_carries_its_parts(hour):
    got = adherence_index(*hour, by=["campaign"]).set_index("campaign")
    assert got.loc["north", "index"] == pytest.approx(54 / 60)
    assert got.loc["south", "index"] == pytest.approx(18 / 28)
    assert got["productive_s"].sum() == 72 * 60


def test_ringing_may_count_against(hour):
    got = adherence_index(*hour, ringing_is_productive=False).iloc[0]
    assert got["index"] == pytest.approx(71 / 88)


def test_nobody_connected_is_nan_not_zero(hour):
    agents, times, codes = hour
    assert adherence_index(agents.iloc[:0], times.iloc[:0], codes)["index"].isna().all()


def test_five_times_add_up_to_the_connection(hour):
    got = five_times(hour[0]).iloc[0]
    shares = [got[name] for name in got.index if name.endswith("_share")]
    assert sum(shares) == pytest.approx(1)
    assert got["talk_s"] == 45 * 60


def test_aux_shares_add_up_to_the_auxiliary_share(hour):
    got = aux_breakdown(*hour, by=["campaign"])
    south = got[got["campaign"] == "south"].set_index("aux_code")
    assert south.loc["lunch", "aux_s"] == 7 * 60
    assert south.loc["unclassified", "aux_s"] == 3 * 60
    assert south["share"].sum() == pytest.approx(10 / 30)
    assert got.loc[got["aux_code"] == "rest", "label"].tolist() == ["PVD"]


def test_inputs_are_left_alone(hour):
    before = [frame.copy(deep=True) for frame in hour]
    adherence_index(*hour, by=["campaign"])
    aux_breakdown(*hour)
    for left, right in zip(before, hour, strict=True):
        pd.testing.assert_frame_equal(left, right)


def test_a_source_without_auxiliary_time_is_in_no_side_of_the_index(hour):
    agents, times, codes = hour
    blind = interval("c", "north", "09:00", talk=30) | {"aux_ms": None, "available_ms": None}
    both = pd.concat([agents, table("agent_intervals", [blind])], ignore_index=True)
    got = adherence_index(both, times, codes).iloc[0]
    assert got["index"] == pytest.approx(72 / 88)
    assert got["not_recorded_s"] == 30 * 60
    shares = five_times(both).iloc[0]
    assert shares["aux_share"] == pytest.approx(16 / 90)
    assert shares["talk_share"] == pytest.approx(75 / 120)


def test_rest_is_never_more_than_the_auxiliary_time(hour):
    agents, times, codes = hour
    times = times.assign(aux_ms=times["aux_ms"].mask(times["aux_code"] == "rest", 90 * MINUTE))
    assert adherence_index(agents, times, codes)["index_net"].iloc[0] <= 1
