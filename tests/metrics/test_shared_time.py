"""Half an hour without a campaign, of an agent who handled two."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cctoolkit.metrics.shared_time import MARKS, PARTS, shared_by_handle_time
from tests.frames import at, table

MINUTE = 60_000


def row(campaign, start="09:00", agent="a", **minutes):
    times = {f"{name}_ms": value * MINUTE for name, value in minutes.items()}
    times = dict.fromkeys([*PARTS, *MARKS], 0) | times
    return {
        "start_at": at(start),
        "end_at": at(start) + pd.Timedelta(30, "min"),
        "agent_id": agent,
        "campaign": campaign,
        "business_day": at("00:00").tz_localize(None),
        "logged_ms": sum(times[name] for name in PARTS),
        "evidence": "A",
        **times,
    }


def coded(campaign, code, minutes, start="09:00"):
    return row(campaign, start) | {"aux_code": code, "aux_ms": minutes * MINUTE}


def shared(rows, codes=()):
    return shared_by_handle_time(table("agent_intervals", rows), table("aux_intervals", codes))


def test_waiting_is_given_in_proportion_to_handle_time():
    agents, _ = shared(
        [row("sales", talk=6), row("care", talk=2, acw=1), row(None, available=12, aux=9)]
    )
    got = agents.set_index("campaign")
    assert (got["available_ms"] / MINUTE).to_dict() == {"care": 4, "sales": 8}
    assert (got["aux_ms"] / MINUTE).to_dict() == {"care": 3, "sales": 6}
    assert (got["shared_ms"] / MINUTE).to_dict() == {"care": 7, "sales": 14}
    assert (got["logged_ms"] / MINUTE).to_dict() == {"care": 10, "sales": 20}


def test_codes_go_with_their_time():
    agents, aux = shared(
        [row("sales", talk=6), row("care", talk=3), row(None, aux=9)],
        [coded(None, "rest", 6), coded("care", "rest", 1)],
    )
    assert (aux.set_index("campaign")["aux_ms"] / MINUTE).to_dict() == {"care": 3, "sales": 4}
    assert (agents.set_index("campaign")["aux_ms"] / MINUTE).to_dict() == {"care": 3, "sales": 6}


def test_an_interval_without_handling_goes_by_the_day_and_a_day_without_by_nobody():
    agents, _ = shared(
        [
            row("sales", talk=10),
            row(None, "09:30", available=30),
            row(None, "09:00", agent="b", available=30),
        ]
    )
    by_whom = agents.set_index(["agent_id", "start_at"])["campaign"]
    assert by_whom["a", at("09:30")] == "sales"
    assert pd.isna(by_whom["b", at("09:00")])
    assert agents["shared_ms"].sum() == 30 * MINUTE


part = st.integers(0, 1_800_000)


@pytest.mark.slow
@settings(max_examples=settings().max_examples // 2)
@given(st.lists(part, min_size=3, max_size=3), part, part, part, part)
def test_not_a_millisecond_is_lost(handled, available, aux, code, rest):
    names = [*"xyz"]
    rows = [
        row(name) | {"talk_ms": ms, "logged_ms": ms}
        for name, ms in zip(names, handled, strict=True)
    ]
    own = {
        "available_ms": available,
        "aux_ms": aux + code,
        "logged_ms": available + aux + code + rest,
    }
    rows.append(row(None) | own)
    codes = [coded(None, "rest", 0) | {"aux_ms": code}, coded("x", "rest", 0) | {"aux_ms": 7}]
    agents, codes_after = shared(rows, codes)
    before = table("agent_intervals", rows)
    for name in (*PARTS, *MARKS, "logged_ms"):
        assert agents[name].sum() == before[name].sum(), name
    assert codes_after["aux_ms"].sum() == code + 7
    shares = agents[agents["campaign"].notna()]
    assert (shares["logged_ms"] >= shares[[*PARTS]].sum(axis=1)).all()
    assert (agents["logged_ms"] >= 0).all()
