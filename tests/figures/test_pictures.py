"""A picture is an image with words made of the same numbers."""

from decimal import Decimal

import pandas as pd
import pytest

from cctoolkit.figures import Look, pictures
from cctoolkit.words import Words

DAYS = pd.date_range("2026-03-01", periods=5)
SPANISH, ENGLISH = Words("es"), Words("en", locale="en_US")


def adherence_tables():
    states = ("talk", "hold", "acw", "ring", "available", "aux", "unknown")
    shares = [(0.5, 0.03, 0.08, 0.01, 0.26, 0.12, 0.0), (0.4, 0.03, 0.08, 0.01, 0.28, 0.20, 0.0)]
    times = pd.DataFrame(
        [{f"{s}_share": v for s, v in zip(states, row, strict=True)} for row in shares]
    ).assign(team=["N1", "<b>N2</b>"])
    codes = pd.DataFrame(
        {
            "shift": ["mañana", "tarde"],
            "aux_code": ["x", "x"],
            "label": ["Gestión $interna$", "Gestión $interna$"],
            "aux_s": [10.0, 50.0],
            "share": [0.005, 0.03],
            "low": [0.004, 0.028],
            "high": [0.006, 0.032],
            "others_share": [0.03, 0.005],
            "others_low": [0.028, 0.004],
            "others_high": [0.032, 0.006],
            "surely_low": [0.003, 0.026],
            "others_surely_high": [0.034, 0.008],
        }
    )
    by_day = pd.DataFrame({"business_day": DAYS, "index": [0.84, 0.86, 0.88, 0.87, 0.86]})
    return {"times_by_team": times, "aux_by_shift": codes, "by_day": by_day}


def schedule_tables():
    by_hour = pd.DataFrame(
        {"hour": [9, 10], "out_share": [0.1, 0.3], "out_absent_share": [0.05, 0.1]}
    )
    rules = pd.DataFrame(
        {
            "dialect": ["verint", "of <i>ours</i>", "genesys_cloud_conformance"],
            "rule_measure": ["adherence", "adherence", "conformance"],
            "rule_value": [0.853, 0.778, 1.1],
        }
    )
    by_day = pd.DataFrame({"business_day": DAYS, "adherence": [0.84, 0.86, 0.72, 0.87, 0.86]})
    overall = pd.DataFrame({"adherence": [0.82]})
    instead = pd.DataFrame(
        {
            "done": ["aux", "not_here", "other"],
            "done_label": ["Pause <b>1</b>", None, None],
            "non_adherent_s": [7200.0, 3600.0, 3600.0],
            "instead_share": [0.5, 0.25, 0.25],
        }
    )
    tables = {"overall": overall, "by_hour": by_hour, "dialects": rules, "by_day": by_day}
    return tables | {"instead": instead}


def service_tables():
    levels = pd.DataFrame(
        {"threshold_s": [10.0, 20.0], "of_offered": [0.7, 0.8], "of_answered": [0.75, 0.86]}
    )
    by_day = pd.DataFrame(
        {"business_day": DAYS, "of_offered": [0.9, 0.42, 0.8, 0.79, 0.85], "n_offered": 100}
    )
    week = pd.DataFrame(
        {
            "weekday": [1, 1, 2, 2],
            "slot": ["09:00", "09:30"] * 2,
            "of_offered": [0.9, 0.5, 0.8, float("nan")],
            "n_offered": [100, 90, 80, 0],
        }
    )
    variants = pd.DataFrame(
        {
            "variant": ["SL2", "SL3", "answer_rate"],
            "measure": ["service_level", "service_level", "answer_rate"],
            "value": [0.86, 0.8, 0.93],
            "agreed": [False, True, False],
            "comparable": True,
        }
    )
    return {"levels": levels, "variants": variants, "by_day": by_day, "by_weekday_slot": week}


def customers_tables():
    readings = pd.DataFrame(
        {"resolution_of": ["of_issues", "of_contacts", "not_followed"], "value": [0.67, 0.5, 0.75]}
    )
    by_queue = pd.DataFrame(
        {
            "queue": ["sales", "<i>care</i>"],
            "n_responses": [40, 60],
            "top_box_share": [0.7, 0.8],
            "low": [0.6, float("nan")],
            "high": [0.78, float("nan")],
        }
    )
    return {"resolution_readings": readings, "csat_by_queue": by_queue}


def hours_tables():
    steps = ["contracted", "logged", "billed", "paid"]
    rows = {"step": steps, "hours": [100.0, 80.0, 85.0, 95.0]}
    rows |= {"change_h": [None, -20.0, 5.0, 10.0], "share_of_first": [1.0, 0.8, 0.85, 0.95]}
    cost = [Decimal(hours) for hours in (1000, 800, 850, 950)]
    invoiced = [None, None, Decimal(1700), None]
    return {"waterfall": pd.DataFrame(rows).assign(invoiced=invoiced, at_cost=cost)}


def outbound_tables():
    steps = [
        ("records", "base", 200, None),
        ("records", "attempted", 150, 50),
        ("records", "answered", 120, 30),
        ("records", "sold", 12, 108),
        ("attempts", "made", 400, None),
        ("attempts", "answered", 160, 240),
        ("attempts", "sold", 12, 148),
    ]
    funnel = pd.DataFrame(steps, columns=["funnel_of", "funnel_step", "n_at_step", "n_lost"])
    before = funnel["n_at_step"] + funnel["n_lost"]
    funnel["n_lost"] = funnel["n_lost"].astype("Int64")
    by_hour = pd.DataFrame({"hour": [9, 10, 18], "attempts_answered_share": [0.3, 0.4, 0.52]})
    by_hour = by_hour.assign(answered_low=[0.25, 0.35, None], answered_high=[0.36, 0.44, None])
    return {
        "funnel": funnel.assign(of_before_share=funnel["n_at_step"] / before),
        "by_hour": by_hour,
        "overall": pd.DataFrame({"attempts_answered_share": [0.4]}),
    }


def planning_tables():
    causes = pd.DataFrame(
        {
            "line": ["plan", "volume", "absence", "model_error", "measured"],
            "level_share": [0.8, None, None, None, 0.71],
            "effect_points": [None, -0.1, -0.02, 0.03, None],
        }
    )
    worst = pd.DataFrame(
        {
            "business_day": DAYS[0],
            "slot": ["09:00", "09:30", "10:00"],
            "forecast_positions": [4.0, 4.0, 5.0],
            "required_positions": [5.0, 9.0, 6.0],
            "planned_positions": [5.0, 5.0, 5.0],
            "present_positions": [4.5, 3.5, float("nan")],
        }
    )
    return {"causes": causes, "worst_day": worst}


def patterns_tables():
    edges = pd.DataFrame(
        {
            "team": ["N1", "<b>N2</b>"] * 2,
            "pattern": ["edge_first"] * 2 + ["edge_last"] * 2,
            "excess_share": [0.01, -0.02, 0.12, 0.01],
            "low": [-0.01, -0.03, 0.08, float("nan")],
            "high": [0.03, -0.01, 0.16, float("nan")],
            "surely_low": [-0.02, -0.04, 0.05, float("nan")],
        }
    )
    starts = [float(162 + 9 * k) for k in range(4)]
    around = pd.DataFrame(
        {
            "pattern": "aux_limit",
            "limit_s": 180.0,
            "from_s": starts,
            "to_s": [start + 9 for start in starts],
            "is_band": [True, True, False, False],
            "n_durations": [60.0, 80.0, 30.0, float("nan")],
            "n_kept": [60.0, 50.0, 30.0, float("nan")],
        }
    )
    return {"edges_by_team": edges, "around": around}


def agents_tables():
    expected = [20.0, 35.0, 50.0, 80.0]
    handled = pd.DataFrame(
        {
            "agent_id": ["pabcde1", "pabcde2", "p<i>x", "$p_q$"],
            "standing": ["more", "inside", "less", "not_judged"],
            "expected_s": [3600 * hours for hours in expected],
            "of_expected_share": [1.31, 1.02, 0.74, float("nan")],
        }
    )
    limits = pd.DataFrame(
        {
            "agent_measure": "handle_time",
            "confidence": [0.95] * 2 + [0.998] * 2,
            "evidence_amount": [18.0, 85.0] * 2,
            "low": [0.8, 0.9, 0.7, 0.85],
            "high": [1.2, 1.1, 1.3, 1.15],
        }
    )
    overall = pd.DataFrame({"agent_measure": ["handle_time"]})
    return {"overall": overall, "handle_time": handled, "limits": limits}


CASES = {
    "agents": (agents_tables, {}),
    "patterns": (patterns_tables, {}),
    "planning": (planning_tables, {"target": 0.7}),
    "hours": (hours_tables, {}),
    "outbound": (outbound_tables, {}),
    "adherence": (adherence_tables, {"target_low": 0.85, "target_high": 0.9}),
    "schedule": (schedule_tables, {"target_low": 0.85, "target_high": 1.0}),
    "customers": (customers_tables, {"fcr_target": 0.7}),
    "service": (service_tables, {"target": 0.8, "threshold_s": 20.0, "basis": "offered"}),
}


def drawn(section, words, **changes):
    tables, choices = CASES[section]
    return {p.name: p for p in pictures(section, tables(), choices | changes, words, Look())}


@pytest.mark.slow
@pytest.mark.parametrize("words", [SPANISH, ENGLISH], ids=["es", "en"])
@pytest.mark.parametrize("section", CASES)
def test_every_picture_is_small_and_described(section, words):
    for picture in drawn(section, words).values():
        assert picture.image.startswith(b"\x89PNG")
        assert len(picture.image) < 60 * 1024
        assert any(letter.isdigit() for letter in picture.alt)
        assert picture.caption


@pytest.mark.slow
def test_the_words_come_from_the_numbers():
    assert "20.0%" in drawn("adherence", ENGLISH)["five_times"].alt
    assert "3.0%" in drawn("adherence", ENGLISH)["codes_by_shift"].alt
    assert "18.0\xa0min at 10:00" in drawn("schedule", ENGLISH)["lost_by_hour"].alt
    assert "2 in all: from 77.8%" in drawn("schedule", ENGLISH)["rules"].alt
    instead = drawn("schedule", ENGLISH)["done_instead"].alt
    assert "Pause <b>1</b> 2" in instead
    assert "50.0%" in instead
    assert "72.0%" in drawn("schedule", ENGLISH)["adherence_over_time"].alt
    assert "3 in all, from 74% to 131%" in drawn("agents", ENGLISH)["funnel_handle_time"].alt
    assert "42.0%" in drawn("service", ENGLISH)["level_over_time"].alt
    assert "80.0%" in drawn("service", ENGLISH)["definitions"].alt
    assert "50%" in drawn("service", ENGLISH)["week"].alt
    assert (
        "From 80.0% expected to 71.0% measured" in drawn("planning", ENGLISH)["contributions"].alt
    )
    assert "at 09:30: 9.0 required" in drawn("planning", ENGLISH)["staffing"].alt
    assert "67.0%" in drawn("customers", ENGLISH)["readings"].alt
    assert "sales, 40 answers: 70.0%" in drawn("customers", ENGLISH)["satisfied"].alt


@pytest.mark.slow
def test_the_answer_rate_stands_after_every_definition_of_the_level():
    alt = drawn("service", ENGLISH)["variants"].alt
    assert [alt.index(text) for text in ("86.0%", "80.0%", "93.0%")] == sorted(
        alt.index(text) for text in ("86.0%", "80.0%", "93.0%")
    )
    assert "logged 80" in drawn("hours", ENGLISH)["waterfall"].alt


@pytest.mark.slow
def codes_of(*labels):
    one = adherence_tables()["aux_by_shift"]
    rows = [one.assign(aux_code=f"c{k}", label=label) for k, label in enumerate(labels)]
    tables = {"aux_by_shift": pd.concat(rows, ignore_index=True)}
    (picture,) = pictures("adherence", tables, {}, ENGLISH, Look())
    return picture.caption


@pytest.mark.slow
def test_the_codes_that_are_not_drawn_are_told_and_why():
    assert codes_of("A", "B") == "Auxiliary time by code and shift, with its interval"
    folded = codes_of("A", "")
    assert "shown as one, are only in the table" in folded and "most time" not in folded
    assert "The 5 codes with most time" in codes_of(*"ABCDEF")


@pytest.mark.slow
def test_a_day_just_below_the_target_is_not_written_like_it():
    shares = [0.86, 0.8496, 0.88, 0.87, 0.86]
    tables = {"by_day": pd.DataFrame({"business_day": DAYS, "index": shares})}
    choices = {"target_low": 0.85, "target_high": 0.9}
    (picture,) = pictures("adherence", tables, choices, ENGLISH, Look())
    assert "between 84.96% and 88.00%; below the target: 1." in picture.alt


@pytest.mark.slow
def test_a_target_with_decimals_is_written_with_them():
    caption = drawn("service", ENGLISH, target=0.825)["week"].caption
    assert "below 82.5%" in caption


@pytest.mark.slow
def test_without_a_target_nothing_is_held_against_one():
    names = drawn("adherence", SPANISH, target_low=None, target_high=None)
    assert set(names) == {"five_times", "codes_by_shift", "index_over_time"}
    assert "below the target: 0" in drawn("service", ENGLISH, target=None)["level_over_time"].alt


@pytest.mark.slow
def test_both_readings_of_contactability_are_in_the_funnel():
    alt = drawn("outbound", ENGLISH)["funnel"].alt
    records, attempts = alt.split(" Attempts: ")
    assert records.startswith("Records: in the base 200; attempted 150 · 75.0%;")
    assert "answered by a person 120 · 80.0%" in records
    assert "answered by a person 160 · 40.0%" in attempts
    assert "two readings" in drawn("outbound", ENGLISH)["funnel"].caption


@pytest.mark.slow
def test_two_hours_of_the_day_are_no_picture():
    assert "52.0% at 18:00" in drawn("outbound", ENGLISH)["answered_by_hour"].alt
    tables = outbound_tables()
    few = tables | {"by_hour": tables["by_hour"][:2]}
    assert [p.name for p in pictures("outbound", few, {}, ENGLISH, Look())] == ["funnel"]


def test_no_tables_no_pictures():
    assert not [*pictures("adherence", {}, {}, SPANISH, Look())]
    assert not [*pictures("summary", adherence_tables(), {}, SPANISH, Look())]


@pytest.mark.slow
def test_many_days_are_drawn_by_month():
    months = pd.date_range("2024-01-01", periods=12, freq="MS")
    tables = service_tables() | {
        "by_day": pd.DataFrame({"business_day": range(366), "of_offered": 0.8}),
        "by_month": pd.DataFrame({"month": months, "of_offered": 0.8}),
    }
    drawn_now = {
        p.name: p for p in pictures("service", tables, CASES["service"][1], ENGLISH, Look())
    }
    assert drawn_now["level_over_time"].caption.endswith("month by month")
    assert drawn_now["level_over_time"].alt.startswith("12 months")


def test_steps_of_other_months_are_out_of_the_figure_of_hours():
    rows = hours_tables()["waterfall"]
    rows[["change_h", "share_of_first"]] = rows[["change_h", "share_of_first"]].where(
        ~rows["step"].isin(["billed", "paid"])
    )
    (picture,) = pictures("hours", {"waterfall": rows}, {}, ENGLISH, Look())
    assert "logged" in picture.alt and "paid" not in picture.alt and "billed" not in picture.alt
    assert picture.caption.endswith("steps that cover other dates are only in the table")
    assert not [
        *pictures("hours", {"waterfall": rows[1:].assign(share_of_first=None)}, {}, ENGLISH, Look())
    ]
