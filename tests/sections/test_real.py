"""Three real centres, read by settings alone, give the figures computed from them elsewhere."""

import shutil
from pathlib import Path

import pytest

from cctoolkit.engagement.opening import open_engagement
from cctoolkit.sections import SECTIONS, summary

pytestmark = pytest.mark.real

ENGAGEMENTS = Path(__file__).parents[1] / "engagements"


@pytest.fixture(scope="module")
def opened(real_data, tmp_path_factory):
    def _open(name):
        folder = tmp_path_factory.mktemp("engagements") / name
        shutil.copytree(ENGAGEMENTS / name, folder)
        (folder / "raw").mkdir()
        for path in (real_data / name).iterdir():
            if path.suffix in (".gz", ".xlsx") or path.name.startswith("call_center_daily"):
                shutil.copy(path, folder / "raw")
        engagement = open_engagement(folder)
        return engagement, {key: evaluate(engagement) for key, evaluate in SECTIONS.items()}

    return _open


@pytest.fixture(scope="module")
def bank(opened):
    return opened("anonymous-bank-feb1999")


def test_bank_volumes_and_levels(bank):
    _, sections = bank
    overall = sections["service"].tables["overall"].iloc[0]
    assert overall["n_handled"] == 26_586
    assert overall["aht_s"] == pytest.approx(179.61, abs=0.005)
    assert overall["abandoned_share"] == pytest.approx(0.17855, abs=5e-6)
    assert overall["of_answered"] == pytest.approx(0.5968, abs=5e-5)
    assert overall["of_offered"] == pytest.approx(0.4902, abs=5e-5)


def test_bank_month_under_each_definition(bank):
    table = bank[1]["service"].tables["variants"]
    value = table.set_index("variant")["value"]
    expected = {"SL2": 0.5968, "SL3": 0.4902, "SL1": 0.5869, "SL4": 0.5427, "answer_rate": 0.8214}
    assert value[[*expected]].round(4).to_dict() == expected
    assert table.loc[table["agreed"], "variant"].tolist() == ["SL3"]
    (found,) = [
        finding
        for finding in bank[1]["service"].findings
        if finding.code in ("definition_decides", "definition_matters")
    ]
    assert (found.numbers["lowest_variant"], found.numbers["highest_variant"]) == ("SL3", "SL2")


def test_bank_knows_too_few_customers_to_judge_resolution(bank):
    section = bank[1]["customers"]
    row = section.tables["resolution"].iloc[0]
    assert row["n_contacts"] == 27_162
    assert row["identified_share"] == pytest.approx(0.431, abs=5e-4)
    reasons = {(lack.what, lack.reason) for lack in section.lacks}
    assert {("resolution", "identified"), ("transfers", "table_column")} <= reasons
    assert not section.findings


def test_bank_mean_service_by_type(bank):
    by_queue = bank[1]["service"].tables["by_queue"].set_index("queue")["aht_s"]
    expected = {"NE": 277.4, "IN": 267.4, "PE": 234.2, "PS": 186.8, "TT": 116.2, "NW": 108.7}
    assert by_queue.round(1).to_dict() == expected


def test_bank_defects(bank):
    engagement, _ = bank
    counts = {defect.code: defect.n_rows for defect in engagement.defects}
    assert counts["contacts_without_agent"] == 491
    assert counts["contacts_without_duration"] == 85
    assert counts["service_across_midnight"] == 16
    assert counts["overlapping_contacts"] == 262
    # two waits pass midnight in the file; a third call leaves the menu at 23:59:54 and queues at
    # 0:00:00, the text with which the file also says "never queued"
    assert counts["wait_across_midnight"] == 3
    # 19,558 customers are 0; of 21 more a spreadsheet lost the digits
    assert counts["contacts_without_customer"] == 19_579


def test_bank_says_what_its_grain_does_not_allow(bank):
    engagement, sections = bank
    assert not sections["adherence"].is_available
    lacks = {lack.what for lack in summary(engagement, sections).lacks}
    assert {"adherence", "handle_time_by_team"} <= lacks
    assert set(sections["service"].grades.values()) == {"A"}


def test_nothing_is_claimed_of_the_bank_s_agents_against_a_plan_that_it_has_not(bank):
    """Calls without states or schedules: no adherence, neither to the post nor to a shift."""
    engagement, sections = bank
    assert not {"states", "schedules", "clockings"} & {*engagement.tables}
    for name in ("adherence", "schedule", "hours"):
        section = sections[name]
        assert not section.is_available
        assert not (section.tables or section.key_figures or section.findings)
        assert section.lacks
    whole = summary(engagement, sections)
    about = ("adherence", "schedule", "hours")
    assert not [each for each in whole.findings if each.section in about]
    claimed = {"adherence_index", "adherence", "schedule_adherence", "conformance"}
    assert not claimed & {figure.term for figure in whole.key_figures}


def test_pwc_workbook(opened):
    _, sections = opened("pwc-callcentre")
    overall = sections["service"].tables["overall"].iloc[0]
    assert (overall["n_offered"], overall["n_answered"]) == (5000, 4054)
    assert overall["asa_s"] == pytest.approx(67.52, abs=0.005)
    assert overall["of_answered"] == pytest.approx(0.09225, abs=1e-5)
    assert overall["aht_s"] == pytest.approx(224.92, abs=0.005)
    (opinion,) = sections["customers"].tables["csat"].itertuples()
    assert (opinion.n_responses, round(opinion.mean, 4)) == (4_054, 3.4036)
    reasons = {(lack.what, lack.reason) for lack in sections["customers"].lacks}
    assert {("resolution", "table_column"), ("nps", "table_column")} <= reasons
    assert "abandoned_share_net" in overall
    assert overall.isna()["abandoned_share_net"]


def test_daily_totals_allow_volumes_and_no_more(opened):
    engagement, sections = opened("daily-callcentre-2020")
    section = sections["service"]
    overall = section.tables["overall"].iloc[0]
    assert overall["n_offered_to_queue"] == 248_373
    assert overall["n_abandoned"] == 27_139
    assert overall["abandoned_share"] == pytest.approx(0.10927, abs=5e-6)
    assert overall.isna()[["of_offered", "asa_s", "aht_s"]].all()
    assert {grade for name, grade in section.grades.items() if name != "stated"} == {"C"}
    assert section.grades["stated"] == "D"
    assert section.tables["stated"]["n_values"].tolist() == [1251] * 4
    assert {(lack.what, lack.reason) for lack in section.lacks} >= {
        ("service_level", "threshold"),
        ("by_hour", "grain"),
    }
    assert len(engagement["reported"]) == 4 * 1251
