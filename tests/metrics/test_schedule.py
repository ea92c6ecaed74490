"""The pencil day against its plan, published examples, and a second implementation in loops."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cctoolkit.metrics.comparison import compare
from cctoolkit.metrics.schedule import (
    adherence_by_exceptions,
    adherence_by_version,
    conformance,
    lost_time,
    readings_from,
    schedule_adherence,
)
from cctoolkit.metrics.verdicts import ALLOWED, PARTS, ScheduleRules, judged
from tests.frames import table
from tests.metrics.planned_day import (
    CODES,
    exception,
    piece,
    pieces,
    planned,
    schedules,
    the_plan,
    the_states,
)
from tests.metrics.second_by_second import account

MIN = 60
FEW = settings(max_examples=settings().max_examples // 4)
RULES = ScheduleRules(aux_activities=CODES)


def day(**choices):
    return schedule_adherence(the_plan(), the_states(), zone="UTC", **choices).iloc[0]


def test_the_day_by_pencil():
    got = day(rules=RULES)
    # late 10, consulta 10, break 5, reunion 10, training 2, early 10
    assert got["scheduled_s"] == 480 * MIN
    assert got["non_adherent_s"] == 47 * MIN
    assert got["unknown_s"] == 4 * MIN
    assert got["adherent_s"] == 429 * MIN
    assert got["adherence"] == pytest.approx(429 / 476)
    assert got["adherence_low"] == pytest.approx(429 / 480)
    assert got["adherence_high"] == pytest.approx(433 / 480)
    assert (got["n_agents"], got["n_shifts"], got["n_absent_shifts"]) == (1, 1, 0)
    assert got["n_deviations"] == 6
    assert got["unscheduled_s"] == 10 * MIN
    assert got["excluded_s"] == got["absent_s"] == got["overlapped_s"] == 0


def test_codes_mapped_to_nothing_fit_whatever_is_off_the_queue():
    assert day()["adherence"] == pytest.approx(439 / 476)  # reunion in training fits


def test_an_exception_is_in_the_net_figures_alone():
    approved = table(
        "exceptions", [exception("a", "09:55", "10:10"), exception("a", "12:02", "12:10")]
    )
    got = day(rules=RULES, exceptions=approved)
    # 10:00-10:10 of deviation, 12:02-12:04 of unknown time
    assert got["excused_s"] == 10 * MIN
    assert got["excused_unknown_s"] == 2 * MIN
    assert got["adherence"] == pytest.approx(429 / 476)
    assert got["adherence_net"] == pytest.approx((429 + 10 + 2) / 478)
    assert got["adherence_net_low"] == pytest.approx(441 / 480)
    assert got["adherence_net_high"] == pytest.approx(443 / 480)


def test_each_reading_of_the_day_by_pencil():
    approved = table("exceptions", [exception("a", "09:55", "10:10")])
    together = compare(the_plan(), the_states(), zone="UTC")
    got = readings_from(judged(together, exceptions=approved, rules=RULES)).set_index("reading")
    assert (got["numerator_s"] / MIN).to_dict() == {
        "gross": 429,
        "net": 439,
        "unknown_out": 429,
        "unknown_in": 433,
        "strict": 429,
        "attended": 429,
        "recovered": 439,  # the ten minutes from 17:20 make up for the ten late
    }
    assert set(got["denominator_s"] / MIN) == {476, 480}
    assert got.loc["unknown_in", "adherence"] == pytest.approx(433 / 480)


def test_where_the_day_was_lost_by_pencil():
    verdicts = judged(compare(the_plan(), the_states(), zone="UTC"), rules=RULES)
    got = lost_time(verdicts, ["activity"]).set_index("activity")
    got = got[got["judged_s"] > 0]  # what lies outside the plan has none
    # productive late 10, consulta 10, break too long 5, early 10; training 10 and 2
    assert (got["non_adherent_s"] / MIN).to_dict() == {
        "break": 0,
        "lunch": 0,
        "productive": 35,
        "training": 12,
    }
    assert got.loc["training", "out_share"] == pytest.approx(12 / 30)
    assert got.loc["training", "lost_share"] == pytest.approx(12 / 47)
    assert got.loc["training", "planned_share"] == pytest.approx(30 / 476)
    assert got["absent_s"].sum() == 0


def test_the_same_exception_twice_excuses_once():
    twice = table("exceptions", [exception("a", "10:00", "10:10", r) for r in ("one", "two")])
    assert day(rules=RULES, exceptions=twice)["excused_s"] == 10 * MIN


def test_tolerance_is_a_window_at_planned_boundaries():
    got = day(rules=ScheduleRules(aux_activities=CODES, grace_s=5 * MIN))
    # 5 of 10 late, 5 of break, 2 of training, 5 of 10 early; consulta and reunion get nothing
    assert got["in_grace_s"] == 17 * MIN
    assert got["non_adherent_s"] == 30 * MIN
    assert got["adherence"] == pytest.approx(446 / 476)
    assert got["adherence_strict"] == pytest.approx(429 / 476)


def test_three_minutes_forgiven_to_the_short_ones():
    got = day(rules=ScheduleRules(aux_activities=CODES, forgiven_s=180))
    assert got["forgiven_s"] == 2 * MIN
    assert (got["non_adherent_s"], got["n_deviations"]) == (45 * MIN, 5)
    assert got["adherence_strict"] == pytest.approx(429 / 476)


def test_three_minutes_forgiven_to_each():
    got = day(rules=ScheduleRules(aux_activities=CODES, forgiven_s=180, forgives="each"))
    assert got["forgiven_s"] == (5 * 3 + 2) * MIN
    assert (got["non_adherent_s"], got["n_deviations"]) == (30 * MIN, 5)


@pytest.mark.slow
def test_lateness_made_up_for_after_the_end():
    got = day(rules=RULES)
    assert got["recovered_s"] == 10 * MIN
    assert got["adherence_recovered"] == pytest.approx(439 / 476)
    near = day(rules=ScheduleRules(aux_activities=CODES, recovery_s=25 * MIN))
    assert near["recovered_s"] == 5 * MIN


def test_work_after_the_end_makes_up_for_no_more_than_the_lateness():
    states = the_states()
    states.loc[states.index[-1], "end_at"] += pd.Timedelta(40, "min")
    got = schedule_adherence(the_plan(), states, zone="UTC").iloc[0]
    assert (got["recovered_s"], got["unscheduled_s"]) == (10 * MIN, 50 * MIN)


def test_conformance_by_pencil():
    got = conformance(the_plan(), the_states(), zone="UTC").iloc[0]
    # on queue in the plan: 50 + 50 + 40 + 56 + 90 + 2 + 80; outside 10
    assert got["planned_s"] == 405 * MIN
    assert (got["worked_inside_s"], got["worked_s"]) == (368 * MIN, 378 * MIN)
    assert got["conformance"] == pytest.approx(378 / 405)
    assert got["conformance_inside"] == pytest.approx(368 / 405)
    assert got["conformance_recovered"] == pytest.approx(378 / 405)
    assert got["conformance_high"] == pytest.approx(382 / 405)


@pytest.mark.slow
def test_exception_form_by_pencil():
    approved = table("exceptions", [exception("a", "10:00", "10:10")])
    got = adherence_by_exceptions(
        the_plan(), the_states(), zone="UTC", rules=RULES, exceptions=approved
    ).iloc[0]
    assert got["adherence"] == pytest.approx(1 - 47 / 476)
    assert got["adherence_low"] == pytest.approx(1 - 51 / 480)
    assert got["adherence_high"] == pytest.approx(1 - 47 / 480)
    assert got["adherence_net"] == pytest.approx(1 - 37 / 476)
    assert (got["n_exceptions"], got["actual_s"]) == (6, (430 + 10) * MIN)
    outside = adherence_by_exceptions(
        the_plan(), the_states(), zone="UTC", rules=RULES, outside_shift_counts=True
    ).iloc[0]
    assert outside["adherence"] == pytest.approx(1 - 57 / 486)


@pytest.mark.slow
def test_the_vendors_own_hour():
    # sixty minutes planned on queue, ten late, ten more at the end: 50/70, or 50/60
    plan = schedules(planned("a", "09:00", "10:00", "productive"))
    states = pieces(piece("a", "09:10", "10:10", "available"))
    within = adherence_by_exceptions(plan, states, zone="UTC").iloc[0]
    outside = adherence_by_exceptions(plan, states, zone="UTC", outside_shift_counts=True).iloc[0]
    assert within["adherence"] == pytest.approx(1 - 10 / 60)
    assert outside["adherence"] == pytest.approx(1 - (10 + 10) / (60 + 10))
    assert conformance(plan, states, zone="UTC")["conformance"].iloc[0] == 1


@pytest.mark.slow
def test_nine_to_five_worked_from_half_past_nine():
    plan = schedules(planned("a", "09:00", "17:00", "productive"))
    states = pieces(piece("a", "09:30", "17:30", "talk"))
    got = schedule_adherence(plan, states, zone="UTC").iloc[0]
    assert got["adherence"] == pytest.approx(7.5 / 8)
    assert got["adherence_recovered"] == 1
    assert conformance(plan, states, zone="UTC")["conformance"].iloc[0] == 1
    rows = judged(compare(plan, states, zone="UTC"))
    asked = rows[rows["end_at"] <= rows["start_at"].min() + pd.Timedelta(30, "min")]
    assert asked["adherent_ms"].sum() == 0


@pytest.mark.slow
def test_lunch_taken_half_an_hour_early():
    plan = schedules(
        planned("a", "09:00", "12:00", "productive"),
        planned("a", "12:00", "13:00", "lunch"),
        planned("a", "13:00", "17:00", "productive"),
    )
    states = pieces(
        piece("a", "09:00", "11:30", "talk"),
        piece("a", "11:30", "12:30", "aux", "comida"),
        piece("a", "12:30", "17:00", "talk"),
    )
    got = schedule_adherence(plan, states, zone="UTC").iloc[0]
    assert got["adherence"] == pytest.approx(7 / 8)
    assert conformance(plan, states, zone="UTC")["conformance"].iloc[0] == 1


def test_an_extra_quarter_of_break_and_ten_minutes_early():
    # a published guide: (480 - 25) / 480 = 94.8 %
    plan = schedules(planned("a", "09:00", "17:00", "productive"))
    states = pieces(
        piece("a", "09:00", "11:00", "talk"),
        piece("a", "11:00", "11:15", "aux", "descanso"),
        piece("a", "11:15", "16:50", "talk"),
    )
    got = schedule_adherence(plan, states, zone="UTC").iloc[0]
    assert got["adherence"] == pytest.approx(455 / 480)


def test_two_of_six_hours_neutral():
    # a vendor's example: 3 h in, 1 h out, 2 h neutral = 75 %
    plan = schedules(
        planned("a", "09:00", "13:00", "productive"), planned("a", "13:00", "15:00", "meeting")
    )
    states = pieces(
        piece("a", "09:00", "12:00", "talk"), piece("a", "12:00", "15:00", "aux", "reunion")
    )
    rules = ScheduleRules(not_eligible=frozenset({"meeting"}))
    got = schedule_adherence(plan, states, zone="UTC", rules=rules).iloc[0]
    assert (got["adherence"], got["excluded_s"]) == (0.75, 2 * 3600)


def test_who_does_not_come_does_not_adhere_and_is_shown():
    plan = pd.concat([the_plan("a"), the_plan("b")], ignore_index=True)
    got = schedule_adherence(plan, the_states("a"), zone="UTC", rules=RULES).iloc[0]
    assert (got["n_agents"], got["n_shifts"], got["n_absent_shifts"]) == (2, 2, 1)
    assert got["absent_s"] == 480 * MIN
    assert got["adherence"] == pytest.approx(429 / (476 + 480))
    assert got["adherence_attended"] == pytest.approx(429 / 476)


@pytest.mark.slow
def test_states_without_a_plan_are_shown_and_in_no_side():
    both = pd.concat([the_states("a"), the_states("z")], ignore_index=True)
    got = schedule_adherence(the_plan(), both, ["agent_id"], zone="UTC").set_index("agent_id")
    assert got.loc["z", "unscheduled_s"] == 440 * MIN
    assert np.isnan(got.loc["z", "adherence"])
    assert got.loc["a", "adherence"] == pytest.approx(439 / 476)
    by_activity = schedule_adherence(the_plan(), both, ["activity"], zone="UTC")
    nowhere = by_activity[by_activity["activity"].isna()]
    assert nowhere["unscheduled_s"].tolist() == [450 * MIN]


def test_planned_absence_is_in_no_side():
    plan = schedules(
        planned("a", "09:00", "12:00", "leave"), planned("a", "12:00", "13:00", "productive")
    )
    got = schedule_adherence(plan, pieces(piece("a", "12:00", "13:00", "talk")), zone="UTC").iloc[0]
    assert (got["excluded_s"], got["adherence"]) == (3 * 3600, 1)


@pytest.mark.slow
def test_a_break_before_the_first_login_is_not_at_rest():
    plan = schedules(
        planned("a", "09:00", "10:00", "productive"),
        planned("a", "10:00", "10:15", "break"),
        planned("a", "10:15", "11:00", "productive"),
    )
    late = pieces(piece("a", "10:15", "11:00", "talk"))
    there = pieces(piece("a", "09:00", "10:00", "talk"), piece("a", "10:15", "11:00", "talk"))
    assert schedule_adherence(plan, late, zone="UTC")["adherent_s"].iloc[0] == 45 * MIN
    assert schedule_adherence(plan, there, zone="UTC")["adherence"].iloc[0] == 1


@pytest.mark.slow
def test_published_and_final_plan_side_by_side():
    published = schedules(
        planned("a", "09:00", "11:00", "productive", published_version="published")
    )
    final = schedules(planned("a", "10:00", "11:00", "productive", published_version="final"))
    plan = pd.concat([published, final], ignore_index=True)
    states = pieces(piece("a", "10:00", "11:00", "talk"))
    got = adherence_by_version(plan, states, zone="UTC").set_index("published_version")
    assert got["adherence"].to_dict() == {"final": 1, "published": 0.5}
    assert schedule_adherence(plan, states, zone="UTC")["adherence"].iloc[0] == 1
    with pytest.raises(ValueError, match="have final, published"):
        schedule_adherence(plan, states, zone="UTC", version="draft")


def test_overlapping_plan_counts_once_and_is_shown():
    plan = schedules(
        planned("a", "09:00", "11:00", "productive"),
        planned("a", "10:00", "10:30", "break"),
        planned("a", "09:30", "12:00", "productive"),
    )
    got = schedule_adherence(plan, pieces(piece("a", "09:00", "12:00", "talk")), zone="UTC").iloc[0]
    assert (got["scheduled_s"], got["adherent_s"]) == (3 * 3600, 150 * MIN)
    # the first row loses 90 minutes to the third, the third 30 to the break
    assert got["overlapped_s"] == 120 * MIN


def test_a_planned_row_that_ends_before_it_begins_is_counted():
    plan = pd.concat([the_plan(), schedules(planned("a", "19:00", "18:00", "break"))])
    got = schedule_adherence(plan, the_states(), zone="UTC").iloc[0]
    assert (got["n_rejected"], got["scheduled_s"]) == (1, 480 * MIN)


@pytest.mark.slow
@pytest.mark.parametrize("by", [[], ["agent_id"], ["business_day", "campaign"]])
def test_nothing_planned_and_nobody_there(by):
    empty_plan, nobody = the_plan().iloc[:0], the_states().iloc[:0]
    for plan, states in ((empty_plan, nobody), (empty_plan, the_states()), (the_plan(), nobody)):
        got = schedule_adherence(plan, states, by, zone="UTC")
        assert len(got) == (0 if by and plan.empty and states.empty else 1)
        assert got["adherence"].isna().all() or (got["adherence"] == 0).all()
        conformance(plan, states, by, zone="UTC")
        adherence_by_exceptions(plan, states, by, zone="UTC")
    assert adherence_by_version(empty_plan, nobody, by, zone="UTC").empty


@pytest.mark.slow
def test_conformance_at_its_edges():
    work = pieces(piece("a", "09:00", "10:00", "talk"))
    aux = pieces(piece("a", "09:00", "10:00", "aux", "reunion"))
    plan = schedules(planned("a", "09:00", "10:00", "productive"))
    other = schedules(planned("a", "09:00", "10:00", "meeting"))

    def value(planned_time, states):
        return conformance(planned_time, states, zone="UTC")["conformance"].iloc[0]

    assert value(plan, aux) == 0
    assert value(other, work) == np.inf
    assert np.isnan(value(other, aux))


def test_a_whole_absence_has_no_value_in_the_exception_form():
    nobody = the_states().iloc[:0]
    got = adherence_by_exceptions(the_plan(), nobody, zone="UTC").iloc[0]
    assert np.isnan(got["adherence"])


def test_the_exception_form_is_never_below_zero():
    plan = schedules(planned("a", "09:00", "10:00", "productive"))
    states = pieces(piece("a", "09:00", "10:00", "aux"), piece("a", "11:00", "12:00", "talk"))
    got = adherence_by_exceptions(plan, states, zone="UTC", outside_shift_counts=True).iloc[0]
    assert got["adherence"] == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-03-28 22:00", "2026-03-29 06:00", 7),
        ("2026-10-24 22:00", "2026-10-25 06:00", 9),
        ("2026-06-10 22:00", "2026-06-11 06:00", 8),
    ],
)
def test_a_night_belongs_to_the_day_on_which_it_begins(start, end, hours):
    begins, ends = (pd.Timestamp(t, tz="Europe/Madrid").tz_convert("UTC") for t in (start, end))
    plan = the_plan().iloc[:1].assign(start_at=begins, end_at=ends)
    states = the_states().iloc[:1].assign(start_at=begins, end_at=ends)
    got = schedule_adherence(plan, states, ["business_day"], zone="Europe/Madrid")
    assert got["business_day"].tolist() == [pd.Timestamp(start[:10])]
    assert got["scheduled_s"].tolist() == [hours * 3600]
    assert got["adherence"].tolist() == [1]


def test_inputs_are_left_alone():
    plan, states = the_plan(), the_states()
    approved = table("exceptions", [exception("a", "10:00", "10:10")])
    before = [frame.copy(deep=True) for frame in (plan, states, approved)]
    schedule_adherence(plan, states, ["activity"], zone="UTC", exceptions=approved)
    for left, right in zip(before, (plan, states, approved), strict=True):
        pd.testing.assert_frame_equal(left, right)


def test_rules_refuse_what_they_do_not_know():
    with pytest.raises(ValueError, match="short"):
        ScheduleRules(forgives="all")
    with pytest.raises(ValueError, match="negative"):
        ScheduleRules(grace_s=-1)


# Random engagements, in seconds of one morning.

START = pd.Timestamp("2026-03-10 06:00", tz="UTC")
PAUSE_S = 100
ACTIVITIES = ("productive", "break", "lunch", "training", "leave")
WORDS = [("talk", None), ("available", None), ("unknown", None), ("aux", "descanso"), ("aux", "x")]


@st.composite
def mornings(draw):
    """Per agent: planned rows that may overlap, states that do not, exceptions."""
    agents = {}
    for agent in ("a", "b", "c")[: draw(st.integers(1, 3))]:
        span = st.tuples(st.integers(0, 300), st.integers(1, 90))
        plan = [
            (start, start + length, draw(st.sampled_from(ACTIVITIES)))
            for start, length in draw(st.lists(span, min_size=0, max_size=5))
        ]
        states, at = [], draw(st.integers(0, 60))
        for _ in range(draw(st.integers(0, 7))):
            end = at + draw(st.integers(1, 80))
            states.append((at, end, *draw(st.sampled_from(WORDS))))
            at = end + draw(st.sampled_from([0, 0, 7, 40]))
        approved = [(start, start + length) for start, length in draw(st.lists(span, max_size=2))]
        agents[agent] = (plan, states, approved)
    return agents


rule_sets = st.builds(
    ScheduleRules,
    aux_activities=st.sampled_from([{}, {"descanso": "break"}]),
    grace_s=st.sampled_from([0, 5, 30]),
    forgiven_s=st.sampled_from([0, 4, 25]),
    forgives=st.sampled_from(["short", "each"]),
    recovery_s=st.sampled_from([0, 60]),
    session_break_ms=st.just(PAUSE_S * 1000),
)


def instant(second):
    return START + pd.Timedelta(second, "s")


def as_tables(agents):
    plan = [
        {"agent_id": agent, "start_at": instant(s), "end_at": instant(e), "activity": activity}
        for agent, (rows, _, _) in agents.items()
        for s, e, activity in rows
    ]
    states = [
        piece(agent, "00:00", "00:00", name, code, start_at=instant(s), end_at=instant(e))
        for agent, (_, rows, _) in agents.items()
        for s, e, name, code in rows
    ]
    approved = [
        {"agent_id": agent, "start_at": instant(s), "end_at": instant(e), "reason": str(i)}
        for agent, (_, _, rows) in agents.items()
        for i, (s, e) in enumerate(rows)
    ]
    return schedules(*plan), pieces(*states), table("exceptions", approved)


def totals(plan, states, approved, rules, zone="UTC"):
    names = [*(f"{part}_ms" for part in PARTS), "worked_ms", "outside_ms"]
    together = compare(plan, states, zone=zone, session_break_ms=rules.session_break_ms)
    rows = judged(together, exceptions=approved, rules=rules)
    counts = ["n_deviations", "n_shifts", "n_absent_shifts"]
    return rows[[*names, *counts]].sum().astype("int64")


def agrees_with_the_loops(agents, rules):
    got = totals(*as_tables(agents), rules)
    parts = [account(*of_agent, rules=rules, pause=PAUSE_S) for of_agent in agents.values()]
    for name in parts[0]:
        column, scale = (name, 1) if name.startswith("n_") else (f"{name}_ms", 1000)
        assert got[column] == scale * sum(part[name] for part in parts), name
    whole = got["excluded_ms"] + got["adherent_ms"] + got["non_adherent_ms"] + got["unknown_ms"]
    assert whole == got["scheduled_ms"]


@pytest.mark.slow
@FEW
@given(mornings(), rule_sets)
def test_a_second_implementation_agrees_to_the_millisecond(agents, rules):
    agrees_with_the_loops(agents, rules)


@pytest.mark.slow
@pytest.mark.parametrize(("grace_s", "forgiven_s"), [(0, 0), (5, 4), (30, 0), (0, 25)])
@pytest.mark.parametrize("forgives", ["short", "each"])
def test_loops_agree_on_a_floor(grace_s, forgiven_s, forgives):
    rng = np.random.default_rng([7, grace_s, forgiven_s])
    rules = ScheduleRules(
        aux_activities={"descanso": "break"},
        grace_s=grace_s,
        forgiven_s=forgiven_s,
        forgives=forgives,
        recovery_s=60,
        session_break_ms=PAUSE_S * 1000,
    )
    agrees_with_the_loops({f"agent {i}": a_morning(rng) for i in range(12)}, rules)


def a_morning(rng):
    spans = rng.integers([0, 1], [300, 90], size=(rng.integers(0, 7), 2)).tolist()
    plan = [(at, at + length, ACTIVITIES[rng.integers(5)]) for at, length in spans]
    states, at = [], int(rng.integers(60))
    for _ in range(rng.integers(0, 9)):
        end = at + int(rng.integers(1, 80))
        states.append((at, end, *WORDS[rng.integers(5)]))
        at = end + int(rng.choice([0, 0, 7, 40]))
    approved = [(at, at + length) for at, length in spans[::2]]
    return plan, states, approved


@pytest.mark.slow
@FEW
@given(mornings(), rule_sets, st.randoms())
def test_order_names_zone_and_cuts_change_nothing(agents, rules, random):
    plan, states, approved = as_tables(agents)
    expected = totals(plan, states, approved, rules)
    plan = plan.sample(frac=1, random_state=random.randrange(100))
    states = halved(states).sample(frac=1, random_state=random.randrange(100))
    names = {"a": "z9", "b": "007", "c": "b"}
    moved = [
        frame.assign(agent_id=frame["agent_id"].map(names).astype("str"))
        for frame in (plan, states, approved)
    ]
    got = totals(*moved, rules, zone="Pacific/Chatham")
    pd.testing.assert_series_equal(got, expected)


@pytest.mark.slow
@FEW
@given(mornings(), rule_sets)
def test_cutting_planned_rows_changes_nothing_but_what_overlaps(agents, rules):
    plan, states, approved = as_tables(agents)
    overlapped = ["overlapped_ms"]
    expected = totals(plan, states, approved, rules).drop(overlapped)
    plan = without_overlap(plan)
    got = totals(halved(plan), states, approved, rules).drop(overlapped)
    pd.testing.assert_series_equal(got, expected)


def halved(frame):
    """Cut every stretch in two that touch."""
    middle = frame["start_at"] + (frame["end_at"] - frame["start_at"]) / 3
    middle = middle.dt.floor("s").astype("datetime64[ms, UTC]")
    halves = [frame.assign(end_at=middle), frame.assign(start_at=middle)]
    both = pd.concat(halves, ignore_index=True)
    return both[both["end_at"] > both["start_at"]].reset_index(drop=True)


def without_overlap(plan):
    from cctoolkit.metrics.plan import plan as partitioned

    kept = partitioned(plan, zone="UTC", session_break_ms=PAUSE_S * 1000).planned
    return kept[[*plan]]


@pytest.mark.slow
@FEW
@given(mornings())
def test_the_exception_form_is_the_overlap_form(agents):
    plan, states, _ = as_tables(agents)
    overlap = schedule_adherence(plan, states, ["agent_id"], zone="UTC")
    form = adherence_by_exceptions(plan, states, ["agent_id"], zone="UTC")
    both = overlap.merge(form, on="agent_id", suffixes=("", "_form"))
    seen = both[both["adherence_form"].notna()]
    np.testing.assert_allclose(seen["adherence"], seen["adherence_form"])
    np.testing.assert_allclose(seen["adherence_low"], seen["adherence_low_form"])
    np.testing.assert_allclose(seen["adherence_high"], seen["adherence_high_form"])


def test_every_activity_has_its_words():
    from cctoolkit.tables.catalogue import ACTIVITIES

    assert set(ACTIVITIES) < set(ALLOWED)
