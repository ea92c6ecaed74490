"""The whole line, from raw files to findings, recovers what the sample hides in them."""

import json
from decimal import Decimal

import pytest

from cctoolkit.engagement.opening import open_engagement
from cctoolkit.sample import write_sample
from cctoolkit.sections import SECTIONS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample") / "engagement"
    write_sample(folder)
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    engagement = open_engagement(folder)
    return truth, engagement, {name: evaluate(engagement) for name, evaluate in SECTIONS.items()}


def found(section, code):
    return [finding for finding in section.findings if finding.code == code]


def test_every_table_of_the_catalogue_is_there(world):
    from cctoolkit.tables.catalogue import CATALOGUE

    _, engagement, _ = world
    assert {name for name in CATALOGUE if name not in engagement} == set()


def test_connection_time_and_index_to_the_millisecond(world):
    truth, engagement, sections = world
    expected = truth["world"]["adherence_index"]
    left_on = engagement["agents"].set_index("agent_id")["left_on"]
    rows = engagement["agent_intervals"]
    employed = rows[~(rows["business_day"] >= rows["agent_id"].map(left_on))]
    gaps_ms = truth["defects"]["gaps_in_session"]["gap_ms"]
    # a planted overlap that reaches into time offline lengthens the connection
    longer_ms = employed["logged_ms"].sum() - expected["logged_ms"]
    assert 0 <= longer_ms <= truth["defects"]["overlapping_states"]["overlap_ms"]
    assert employed["aux_ms"].sum() == expected["aux_ms"]
    assert employed["unknown_ms"].sum() == expected["unknown_ms"] + gaps_ms
    # the truth divides by the whole connection: it is the bound with all unknown time productive
    index = sections["adherence"].tables["overall"].iloc[0]["index_high"]
    assert index == pytest.approx(expected["adherence_index"], abs=2e-6)


def test_the_team_below_is_the_only_one_named(world):
    truth, _, sections = world
    low = truth["planted"]["low_team"]
    (finding,) = found(sections["adherence"], "team_below_target")
    assert finding.where == {"team": low["team"]}
    assert finding.value == pytest.approx(low["teams"][low["team"]]["adherence_index"], abs=1e-9)


def test_the_code_of_one_shift_is_the_only_one_named(world):
    truth, _, sections = world
    planted = truth["planted"]["aux_by_shift"]
    (finding,) = found(sections["adherence"], "code_used_more_by_shift")
    assert finding.where["shift"] == planted["shift"]
    table = sections["adherence"].tables["aux_by_shift"]
    row = table[table["shift"].eq(planted["shift"]) & table["aux_code"].eq(planted["aux_code"])]
    expected = planted["shifts"][planted["shift"]]["share"][planted["aux_code"]]
    assert row["share"].item() == pytest.approx(expected, abs=1e-9)


def test_occupancy_is_that_of_the_floor_and_both_sides_of_its_identity_agree(world):
    truth, _, sections = world
    tables = sections["occupancy"].tables
    expected = truth["world"]["occupancy"]
    # planted overlaps and connection after leaving move a few minutes
    assert tables["overall"]["occupancy"].item() == pytest.approx(expected, abs=5e-4)
    sides = tables["identity"].set_index("identity_term")["value"]
    assert sides["product"] == pytest.approx(sides["handle_over_connection"], abs=1e-9)
    kinds = tables["shrinkage"].set_index("lost_kind")
    assert kinds["lost_s"].iloc[:6].sum() == pytest.approx(kinds["base_s"].iloc[0], abs=1e-3)


def test_the_spring_night_belongs_to_the_day_on_which_it_began(world):
    truth, engagement, _ = world
    night = truth["planted"]["spring_night"]
    rows = engagement["agent_intervals"]
    after_midnight = rows["start_at"] >= "2026-03-28T23:00Z"
    mine = rows[rows["business_day"].eq(night["business_day"]) & after_midnight]
    assert mine["end_at"].max().isoformat() <= "2026-03-29T05:30:00+00:00"
    assert mine["agent_id"].nunique() == len(night["agents"])


def test_hours_billed_are_those_of_the_invoices_the_wrong_ones_included(world):
    truth, engagement, sections = world
    counted = set(engagement.settings.hours.billed_concepts)
    lines = [line for lines in truth["sums"]["expected_lines"].values() for line in lines]
    right = sum(Decimal(line["quantity"]) for line in lines if line["concept"] in counted)
    wrong = truth["planted"]["overcharged_line"]
    gap = Decimal(wrong["invoiced_quantity_h"]) - Decimal(wrong["right_quantity_h"])
    table = sections["hours"].tables["waterfall"].set_index("step")
    assert table["hours"]["billed"] == pytest.approx(float(right + gap), abs=1e-6)


def test_hours_logged_productive_and_paid_are_those_of_their_files(world):
    truth, _, sections = world
    steps = sections["hours"].tables["waterfall"].set_index("step")["hours"]
    overall = sections["adherence"].tables["overall"].iloc[0]
    assert steps["logged"] == pytest.approx(overall["logged_s"] / 3600, abs=1e-9)
    assert steps["productive"] == pytest.approx(overall["productive_s"] / 3600, abs=1e-9)
    paid_ms = truth["files"]["raw/rrhh/nominas.xlsx#Nóminas"]["paid_ms"]
    assert steps["paid"] == pytest.approx(paid_ms / 3_600_000, abs=1e-9)


def test_the_rule_of_this_report_is_its_adherence_to_schedule(world):
    """Summed by day and by interval: without tolerance nor exceptions, the same milliseconds."""
    tables = world[2]["schedule"].tables
    own = tables["dialects"].set_index("dialect").loc["own"]
    whole = tables["overall"].iloc[0]
    assert own["numerator_s"] == pytest.approx(whole["adherent_s"], abs=1e-3)
    assert own["denominator_s"] == pytest.approx(whole["judged_s"], abs=1e-3)


def test_volumes_and_service_level_of_march(world):
    truth, _, sections = world
    march = truth["planted"]["forecast_malus"]["whole_month"]
    table = sections["service"].tables["by_month"]
    row = table[table["month"] == truth["planted"]["forecast_malus"]["month"]].iloc[0]
    assert row["n_offered"] == march["n_offered"]
    assert row["n_within"] == march["n_answered_within_20s"]
    assert row["of_offered"] == pytest.approx(march["service_level"], abs=1e-12)
    assert row["n_abandoned"] == march["n_abandoned"]


def test_the_days_of_the_clients_forecast_are_what_misses_the_target(world):
    truth, _, sections = world
    malus = truth["planted"]["forecast_malus"]
    days = sections["service"].tables["by_day"].set_index("business_day")
    days = days[days.index >= malus["month"]]
    rest = days.drop([day for day in days.index if f"{day:%Y-%m-%d}" in malus["days"]])
    assert days["n_within"].sum() / days["n_offered"].sum() < 0.70
    assert rest["n_within"].sum() / rest["n_offered"].sum() == pytest.approx(
        malus["without_those_days"]["service_level"], abs=1e-12
    )


def test_the_days_of_the_clients_forecast_are_put_down_to_volume(world):
    truth, _, sections = world
    planted = truth["planted"]["forecast_malus"]["days"]
    days = sections["planning"].tables["by_day"].set_index("business_day").loc[[*planted]]
    assert set(days["main_cause"]) == {"volume"}
    causes = days[[f"{cause}_points" for cause in ("handle_time", "absence", "adherence")]]
    assert (days["volume_points"] < 3 * causes.sum(axis=1)).all()
    assert (days["volume_points"] < -10 * days["model_error_points"].abs()).all()
    assert days["n_forecast"].to_list() == pytest.approx(
        [day["forecast"] for day in planted.values()], abs=5
    )
    (finding,) = found(sections["planning"], "missed_by_volume")
    assert {*planted} <= {*finding.numbers["days"].split(",")}
    assert (finding.controlled_by, finding.severity) == ("client", "serious")
    assert finding.numbers["forecast_locked"]


def test_every_planted_defect_is_counted(world):
    truth, engagement, _ = world
    planted = truth["defects"]
    seen = {(defect.code, defect.table): defect for defect in engagement.defects}
    overlap = seen["overlapping_states", "states"]
    assert overlap.n_rows == planted["overlapping_states"]["n"]
    assert overlap.duration_ms == planted["overlapping_states"]["overlap_ms"]
    gaps = seen["gaps_in_sessions", "states"]
    expected = planted["gaps_in_session"]
    assert (gaps.n_rows, gaps.duration_ms) == (expected["n"], expected["gap_ms"])
    for table, n_rows in planted["duplicate_rows"].items():
        assert seen["repeated_rows", table].n_rows == n_rows
    without_agent = seen["contacts_without_agent", "contacts"]
    assert without_agent.n_rows == planted["contacts_without_agent"]["n"]
    left = seen["active_after_leaving", "agent_intervals"]
    assert left.days == (planted["logged_after_leaving"]["day"],)
    assert left.duration_ms == planted["logged_after_leaving"]["logged_ms"]
    assert seen["missing_days", "queue_intervals"].days == (planted["missing_day"]["day"],)
    (word,) = engagement.unclassified.to_dict("records")
    assert word["word"] == planted["unknown_state"]["word"]
    assert word["duration_ms"] == planted["unknown_state"]["ms"]


def test_no_agent_is_named_in_a_clients_section(world):
    _, engagement, sections = world
    people = {*engagement["agents"]["agent_id"]}
    for section in sections.values():
        for table in section.tables.values():
            assert "agent_id" not in table
            shown = {value for column in table.select_dtypes("str") for value in table[column]}
            assert not shown & people
