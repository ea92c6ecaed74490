import json

import pandas as pd
import pytest

from cctoolkit.report import handover
from cctoolkit.sections.section import Lack, Section

from .test_page import FIGURE, team_finding

SECTION = Section(
    "adherence",
    tables={"by_team": pd.DataFrame({"team": ["Ñ;1"], "index": [0.123456789]})},
    key_figures=(FIGURE,),
    findings=(team_finding(),),
    lacks=(Lack("by_site", "assignment", ("assignments",)),),
    grades={"by_team": "B"},
)


@pytest.fixture
def output(tmp_path):
    handover.leave(SECTION, tmp_path, zone="Europe/Madrid", names_people=False)
    return tmp_path


def test_what_was_left_is_what_is_taken(output):
    taken = handover.taken(output)["adherence"]
    assert handover.findings_record(taken) == handover.findings_record(SECTION)
    assert taken.findings[0].where == SECTION.findings[0].where
    pd.testing.assert_frame_equal(taken.tables["by_team"], SECTION.tables["by_team"])


def test_the_csv_opens_in_a_spanish_spreadsheet_with_all_its_digits(output):
    content = (output / "tables" / "adherence-by_team.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").splitlines() == ["team;index", '"Ñ;1";0.123456789']


def test_findings_have_no_sentence_and_no_date(output):
    handover.write_findings({"adherence": SECTION}, output)
    content = json.loads((output / "findings.json").read_text(encoding="utf-8"))
    (finding,) = content["adherence"]["findings"]
    assert (finding["code"], finding["where"]) == ("team_below_target", {"team": "N1"})
    assert content["adherence"]["lacks"] == [
        {"what": "by_site", "reason": "assignment", "needs": ["assignments"]}
    ]


def test_instants_are_written_in_the_zone_of_the_service(tmp_path):
    nine = pd.DataFrame({"start_at": [pd.Timestamp("2026-03-02 08:00", tz="UTC")], "n": [14]})
    section = Section("service", tables={"by_interval": nine})
    handover.leave(section, tmp_path, zone="Europe/Madrid", names_people=False)
    text = (tmp_path / handover.csv_name("service", "by_interval")).read_text(encoding="utf-8-sig")
    assert "2026-03-02 09:00:00+01:00;14" in text
