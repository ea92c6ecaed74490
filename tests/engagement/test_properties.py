"""What may be done to the rows of an engagement without moving a figure, through its reduction."""

import random
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cctoolkit.engagement.spine import SPINE, build_spine
from cctoolkit.metrics.adherence import adherence_index, aux_breakdown, five_times
from cctoolkit.metrics.occupancy import occupancy
from cctoolkit.metrics.schedule import adherence_from, conformance_from
from cctoolkit.metrics.service import abandonment, handle_time, speed_of_answer, volumes
from cctoolkit.metrics.service_levels import service_level_variants
from tests.engagement.at_random import HOUR, World, world

pytestmark = pytest.mark.slow
SOME = settings(max_examples=max(2, settings().max_examples // 50))
SEEDS = st.integers(0, 100_000)
NAMES = {"a": "z9", "b": "007", "c": "ñ", "d": "a"}


def figures(drawn: World, *by: str) -> dict[str, pd.DataFrame]:
    """Every figure that an engagement of events gives, by the same columns."""
    spine = build_spine(drawn.tables(), drawn.settings)
    made = connection(spine, drawn, *by)
    if "schedule_intervals" in spine:
        rows = spine["schedule_intervals"]
        made["adherence"] = adherence_from(rows, by)
        made["conformance"] = conformance_from(rows, by)
    return made | service_of(spine, drawn)


def connection(spine, drawn: World, *by: str) -> dict[str, pd.DataFrame]:
    agents, aux = spine["agent_intervals"], spine["aux_intervals"]
    ringing = {"ringing_is_productive": drawn.settings.ringing_is_productive}
    return {
        "index": adherence_index(agents, aux, drawn.aux_codes(), by, **ringing),
        "codes": aux_breakdown(agents, aux, drawn.aux_codes(), by),
        "times": five_times(agents, by),
        "occupancy": occupancy(agents, by),
    }


def service_of(spine, drawn: World) -> dict[str, pd.DataFrame]:
    queue, within = spine["queue_intervals"], spine["queue_thresholds"]
    by, short_s = ["queue", "start_at"], drawn.settings.short_abandon_s
    return {
        "volumes": volumes(queue, by),
        "asa": speed_of_answer(queue, by),
        "aht": handle_time(queue, by),
        "abandoned": abandonment(queue, within, by, short_s=short_s),
        "levels": service_level_variants(queue, within, by, threshold_s=20, short_s=short_s),
    }


def same(found: dict, expected: dict, *but: str) -> None:
    assert {*found} == {*expected}
    for name, table in expected.items():
        left, right = (
            each.drop(columns=[column for column in but if column in each])
            for each in (found[name], table)
        )
        pd.testing.assert_frame_equal(left, right, check_dtype=False, rtol=1e-12, obj=name)


def every(drawn: World, change) -> World:
    """The same engagement with every row changed."""
    names = ("states", "schedules", "exceptions", "contacts")
    return replace(drawn, **{name: [change(row) for row in getattr(drawn, name)] for name in names})


@SOME
@given(SEEDS)
def test_the_order_of_the_rows_moves_nothing(seed):
    drawn, rng = world(seed), random.Random(seed + 1)
    names = ("states", "schedules", "exceptions", "contacts")
    mixed = {name: rng.sample(getattr(drawn, name), len(getattr(drawn, name))) for name in names}
    same(figures(replace(drawn, **mixed), "agent_id"), figures(drawn, "agent_id"))


@SOME
@given(SEEDS)
def test_the_names_of_the_agents_move_nothing(seed):
    drawn = world(seed)
    renamed = every(drawn, lambda row: row | {"agent_id": NAMES.get(row["agent_id"])})
    same(figures(renamed), figures(drawn))


@SOME
@given(SEEDS, st.integers(-6, 6))
def test_the_clock_and_the_zone_move_together(seed, ahead):
    drawn = world(seed)
    settings = drawn.settings.model_copy(update={"zone": "Etc/GMT+5"})
    drawn = replace(drawn, settings=settings)
    zone = f"Etc/GMT{5 - ahead:+d}"
    away = every(drawn, lambda row: _later(row, -ahead * HOUR))
    away = replace(away, settings=settings.model_copy(update={"zone": zone}))
    got, expected = figures(away, "business_day"), figures(drawn, "business_day")
    for name in ("volumes", "asa", "aht", "abandoned", "levels"):
        expected[name]["start_at"] -= pd.Timedelta(ahead, "h")
    same(got, expected)


def _later(row: dict, ms: int) -> dict:
    moved = {key: None if row[key] is None else row[key] + ms for key in row if key.endswith("_at")}
    return row | moved


@SOME
@given(SEEDS, st.sampled_from(["UTC", "Asia/Kathmandu", "Pacific/Chatham"]))
def test_the_zone_alone_moves_dates_and_no_total(seed, zone):
    drawn = world(seed)
    away = replace(drawn, settings=drawn.settings.model_copy(update={"zone": zone}))
    got, expected = figures(away, "agent_id"), figures(drawn, "agent_id")
    for name in ("volumes", "asa", "aht", "abandoned", "levels"):
        del got[name], expected[name]
    same(got, expected, "n_agent_days")


@SOME
@given(SEEDS)
def test_a_cut_in_a_state_or_in_the_plan_moves_nothing(seed):
    """Where every end was recorded: an open state ends at the next row, wherever that was cut."""
    drawn = world(seed)
    longest = drawn.settings.states.policies.longest_state_ms
    states = [row for row in drawn.states if row["end_at"] is not None]
    states = [row for row in states if row["end_at"] - row["start_at"] <= longest]
    drawn = replace(drawn, states=states)
    cut = [half for row in states for half in _halves(row)]
    plan = [half for row in drawn.schedules for half in _halves(row)]
    got, expected = figures(replace(drawn, states=cut, schedules=plan)), figures(drawn)
    for name in ("codes", "levels"):  # of two codes at once the later one has the time
        del got[name], expected[name]
    of_codes = ("mandatory_rest_s", "index_net", "overlapped_s", "n_rejected")
    judged = [name for name in ("adherence", "conformance") if name in got]
    for name in judged:  # neither what a code is mapped to
        del got[name], expected[name]
    same(got, expected, *of_codes)


def _halves(row: dict) -> list[dict]:
    middle = row["start_at"] + (row["end_at"] - row["start_at"]) // 3
    if not row["start_at"] < middle < row["end_at"]:
        return [row]
    return [row | {"end_at": middle}, row | {"start_at": middle}]


@SOME
@given(SEEDS)
def test_cut_and_joined_again_a_log_without_overlap_gives_every_figure(seed):
    drawn = world(seed)
    drawn = replace(drawn, states=_apart(drawn.states))
    cut = [half for row in drawn.states for half in _halves(row)]
    expected = figures(drawn, "agent_id")
    same(figures(replace(drawn, states=cut), "agent_id"), expected)
    same(figures(replace(drawn, states=_joined(cut)), "agent_id"), expected)


def _apart(rows: list[dict]) -> list[dict]:
    """The states with an end that begin after all earlier ones of the agent have ended."""
    kept, until = [], {}
    for row in sorted(rows, key=lambda row: row["start_at"]):
        start, end = row["start_at"], row["end_at"]
        free = start >= until.get(row["agent_id"], start)
        if free and end is not None and start < end <= start + 2 * HOUR:
            kept.append(row)
            until[row["agent_id"]] = end
    return kept


def _joined(rows: list[dict]) -> list[dict]:
    """Touching states that differ in nothing else, as one."""
    made: list[dict] = []
    for row in sorted(rows, key=lambda row: (row["agent_id"], row["start_at"])):
        follows = made and made[-1] | {"start_at": 0, "end_at": 0} == row | {
            "start_at": 0,
            "end_at": 0,
        }
        if follows and made[-1]["end_at"] == row["start_at"] and _short(made[-1], row):
            made[-1] = made[-1] | {"end_at": row["end_at"]}
        else:
            made.append(row)
    return made


def _short(first: dict, last: dict) -> bool:
    return last["end_at"] - first["start_at"] <= 2 * HOUR


@SOME
@given(SEEDS)
def test_parts_add_up_to_the_millisecond(seed):
    drawn = world(seed)
    spine = build_spine(drawn.tables(), drawn.settings)
    agents = spine["agent_intervals"].dropna(subset=["logged_ms"])
    parts = [f"{name}_ms" for name in ("talk", "hold", "acw", "ring", "available", "aux")]
    assert agents["logged_ms"].tolist() == agents[[*parts, "unknown_ms"]].sum(axis=1).tolist()
    assert agents["aux_ms"].sum() == spine["aux_intervals"]["aux_ms"].sum()
    queue = spine["queue_intervals"]
    became = queue[["n_answered", "n_abandoned", "n_redirected"]].sum(axis=1)
    assert queue["n_offered"].tolist() == became.tolist()
    if "schedule_intervals" in spine:
        plan = spine["schedule_intervals"]
        judged = [f"{name}_ms" for name in ("excluded", "adherent", "non_adherent", "unknown")]
        assert plan["scheduled_ms"].tolist() == plan[judged].fillna(0).sum(axis=1).tolist()


@SOME
@given(SEEDS)
def test_handling_over_connection_is_occupancy_times_the_index(seed):
    """Ringing waits in one and is productive in the other; known connection is the base of both."""
    drawn = world(seed)
    spine = build_spine(drawn.tables(), drawn.settings)
    agents, aux = spine["agent_intervals"], spine["aux_intervals"]
    by = ["agent_id"]
    index = adherence_index(agents, aux, drawn.aux_codes(), by, ringing_is_productive=True)
    both = index.merge(occupancy(agents, by, ringing="idle"), on=by)
    both = both[(both["known_s"] > 0) & (both["denominator_s"] > 0)]
    handled = both["handle_s"] / both["known_s"]
    np.testing.assert_allclose(both["occupancy"] * both["index"], handled, rtol=1e-12)


@SOME
@given(SEEDS)
def test_events_and_their_own_aggregates_give_equal_ratios(seed):
    drawn = world(seed)
    spine = build_spine(drawn.tables(), drawn.settings)
    delivered = {name: spine[name] for name in SPINE if len(spine[name])}
    again = build_spine(delivered, drawn.settings)
    for by in ([], ["agent_id"], ["business_day"], ["start_at"]):
        same(connection(again, drawn, *by), connection(spine, drawn, *by))
    same(service_of(again, drawn), service_of(spine, drawn))
