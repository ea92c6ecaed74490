"""Two agents, one hour, by pencil."""

import pandas as pd
import pytest

from cctoolkit.metrics.adherence import (
    adherence_index,
    aux_breakdown,
    five_times,
    index_readings,
    left_open,
)
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


def test_what_the_log_leaves_open_by_pencil(hour):
    """Three half hours, of which one does not say its auxiliary time."""
    agents, times, codes = hour
    rows = agents.assign(imputed_ms=[6 * 60_000, 0, 0], overlapped_ms=[0, 0, 3 * 60_000])
    rows.loc[1, "aux_ms"] = pd.NA
    index = adherence_index(rows, times, codes)
    table = left_open(index).set_index("log_case")
    # 60 of 90 minutes have their auxiliary time: 6 supposed, 3 doubled, 2 of no known state.
    assert table["log_s"].to_dict() == {
        "imputed": 360,
        "overlapped": 180,
        "unknown": 120,
        "not_recorded": 1800,
    }
    assert table["log_share"].tolist() == pytest.approx([6 / 60, 3 / 60, 2 / 60, 30 / 90])


def test_rest_is_never_more_than_the_auxiliary_time(hour):
    agents, times, codes = hour
    times = times.assign(aux_ms=times["aux_ms"].mask(times["aux_code"] == "rest", 90 * MINUTE))
    assert adherence_index(agents, times, codes)["index_net"].iloc[0] <= 1


FLAGGED = table(
    "aux_codes",
    [
        {"aux_code": "rest", "label": "PVD", "mandatory_rest": True, "protected": True},
        {"aux_code": "union", "label": "Sindical", "protected": True},
        {"aux_code": "class", "label": "Formación", "ordered_by_client": True, "billable": True},
        {"aux_code": "calls", "label": "Emisión", "productive": True, "billable": True},
        {"aux_code": "lunch", "label": "Comida"},
    ],
)


@pytest.fixture
def flagged():
    agents = [
        interval("a", "north", "09:00", talk=10, available=8, aux=12),
        interval("b", "south", "09:00", talk=12, available=8, aux=8, unknown=2),
    ]
    times = [
        aux("a", "north", "09:00", "rest", 3),
        aux("a", "north", "09:00", "union", 2),
        aux("a", "north", "09:00", "class", 4),
        aux("a", "north", "09:00", "calls", 1),
        aux("b", "south", "09:00", "lunch", 8),
    ]
    return table("agent_intervals", agents), table("aux_intervals", times), FLAGGED


def test_the_index_with_the_codes_of_each_flag_out(flagged):
    got = index_readings(*flagged).set_index("index_reading")
    # connection 60, unknown 2, auxiliary 20: rest 3, union 2, class 4, calls 1, lunch 8, uncoded 2
    minutes = (got[["numerator_s", "denominator_s", "flagged_s"]] / 60).round(9)
    assert {name: tuple(row) for name, row in minutes.iterrows()} == {
        "gross": (38, 58, 0),
        "net_of_mandatory_rest": (38, 55, 3),
        "net_of_protected": (38, 53, 5),
        "net_of_ordered": (38, 54, 4),
        "net_of_all": (38, 49, 9),
        "with_productive": (39, 58, 1),
        "with_billable": (43, 58, 5),
    }
    assert got.loc["net_of_ordered", "index"] == pytest.approx(38 / 54)
    assert got.loc["net_of_ordered", "difference_points"] == pytest.approx(38 / 54 - 38 / 58)
    assert got.loc["gross", "difference_points"] == 0


def test_readings_of_the_index_are_those_of_the_index(flagged):
    by = ["campaign"]
    whole = adherence_index(*flagged, by).set_index("campaign")
    got = index_readings(*flagged, by).pivot(
        index="campaign", columns="index_reading", values="index"
    )
    assert got["gross"].tolist() == pytest.approx(whole["index"].tolist())
    assert got["net_of_mandatory_rest"].tolist() == pytest.approx(whole["index_net"].tolist())
    assert got.loc["south", "net_of_all"] == pytest.approx(20 / 28)


def test_codes_longer_than_their_interval_take_no_more_than_it(flagged):
    agents, times, codes = flagged
    longer = times.assign(aux_ms=times["aux_ms"] * 10)
    got = index_readings(agents, longer, codes).set_index("index_reading")
    assert got.loc["net_of_protected", "flagged_s"] == 12 * 60
    assert got.loc["net_of_all", "flagged_s"] == 12 * 60


def test_without_codes_every_reading_is_the_gross_one(flagged):
    agents, times, codes = flagged
    got = index_readings(agents, times, codes.iloc[:0])
    assert got["index"].tolist() == pytest.approx([38 / 58] * 7)
    assert index_readings(agents.iloc[:0], times, codes)["index"].isna().all()
