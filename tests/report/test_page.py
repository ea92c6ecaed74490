"""What a page shows: answers first, escaped, and never a person where none may be seen."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from cctoolkit.engagement.settings import Brand, People
from cctoolkit.errors import InputError
from cctoolkit.findings import Finding, Hours, KeyFigure, Stake
from cctoolkit.report import page as pages
from cctoolkit.report.page import open_page
from cctoolkit.sections.section import Lack, Section

from .markup import live, parsed

pytestmark = pytest.mark.slow

HOSTILE = "<img src=x onerror=alert(1)>{{7*7}}</script><script>alert(2)</script>"

FIGURE = KeyFigure(
    term="adherence_index",
    value=0.87,
    low=0.86,
    high=0.88,
    unit="share",
    n=64,
    n_unit="agent_days",
    grade="B",
    target_low=0.85,
    trend=(0.85, 0.86, 0.87),
)


def index_table(**columns):
    usual = {"team": ["N1"], "n_agents": [9], "index": [0.87], "low": [0.86], "high": [0.88]}
    return pd.DataFrame(usual | columns)


def team_finding(team="N1", **more):
    return Finding(
        code="team_below_target",
        section="adherence",
        severity="serious",
        value=0.82,
        low=0.81,
        high=0.83,
        target=0.85,
        n=9,
        n_unit="agents",
        where={"team": team},
        numbers={"index_net": 0.87, "n_teams": 5},
        hours=Hours(12.0, 10.0, 14.0),
        controlled_by="provider",
        grade="B",
        table="by_team",
        **more,
    )


def section(**parts):
    usual = {"tables": {"by_team": index_table()}, "grades": {"by_team": "B"}}
    return Section("adherence", **(usual | parts))


def test_the_title_of_a_section_is_its_answer(page_of):
    soup = parsed(page_of(section(findings=(team_finding(),))).heading().html)
    assert "Team N1" in soup.h2.get_text()


def test_a_card_carries_value_target_standing_interval_weight_grade_and_trend(page_of):
    card = parsed(page_of(section(key_figures=(FIGURE,))).key_figures().html).select_one(".card")
    text = card.get_text(" ", strip=True)
    for part in ("87,0", "at least 85,0", "within the target", "between 86,0", "64 agent days"):
        assert part in text
    assert card.select_one(".grade")["title"].startswith("Grade B")
    assert card.svg["aria-label"] == "Trend of 3 values, from 85,0\xa0% to 87,0\xa0%"


def test_a_finding_says_how_serious_in_text_and_not_by_colour_alone(page_of):
    item = parsed(page_of(section(findings=(team_finding(),))).findings().html).select_one("li")
    assert "serious" in item.select_one(".severity").get_text()
    assert item.select_one(".mark")["aria-hidden"] == "true"


def test_a_finding_names_who_controls_it_what_to_do_the_objection_and_its_evidence(page_of):
    item = parsed(page_of(section(findings=(team_finding(),))).findings().html).select_one("li")
    text = item.get_text(" ", strip=True)
    assert "Controlled by the provider" in text
    assert "What to do" in text
    assert "Objection of the other party: awaited" in text
    assert item.select_one(".slot a")["href"] == "#table-adherence-by_team"


@pytest.mark.parametrize(
    ("state", "said"), [("for_comment", "awaited"), ("with_objections", "none received")]
)
def test_the_objection_follows_the_state_of_the_report(page_of, state, said):
    html = page_of(section(findings=(team_finding(),)), state=state).findings().html
    assert said in html


def test_purses_are_columns_side_by_side_and_never_added(page_of):
    stakes = [
        Stake("claimable", Decimal("4310"), Decimal("4310"), "EUR"),
        Stake("disputable", Decimal("1000"), Decimal("12900"), "EUR"),
    ]
    found = tuple(team_finding(f"N{place}", stake=stake) for place, stake in enumerate(stakes))
    soup = parsed(page_of(section(findings=(*found, team_finding("N9")))).findings().html)
    purses = [purse.get_text(" ", strip=True) for purse in soup.select(".purse")]
    assert ["Claimable" in purses[0], "4.310,00" in purses[0]] == [True, True]
    assert "between 1.000,00\xa0€ and 12.900,00\xa0€" in purses[1]
    assert len(purses) == 2
    assert "Opportunity: nothing in this period." in soup.get_text()
    assert "never added" in soup.get_text()
    assert "5.310" not in soup.get_text() and "17.210" not in soup.get_text()
    assert "N9" in soup.select(".findings > .list")[0].get_text()


def test_an_estimate_stands_before_its_margin_and_without_cents(page_of):
    ends = {"low": Decimal("689.50"), "value": Decimal("3880.40"), "high": Decimal("7190.08")}
    stake = Stake("opportunity", currency="EUR", **ends)
    soup = parsed(page_of(section(findings=(team_finding(stake=stake),))).findings().html)
    said = soup.select_one(".stake").get_text(" ", strip=True)
    assert said == "3.880\xa0€ (between 690\xa0€ and 7.190\xa0€)"


def test_the_purses_are_defined_where_there_is_money(page_of):
    stake = Stake("opportunity", Decimal(1), Decimal(2), "EUR")
    page = page_of(section(findings=(team_finding(stake=stake),)))
    defined = replace(page, sections={"adherence": page.section}).definitions().html
    for purse in ("opportunity", "claimable", "disputable"):
        assert f'id="term-{purse}"' in defined


def test_without_money_there_is_one_list(page_of):
    soup = parsed(page_of(section(findings=(team_finding(),))).findings().html)
    assert soup.select(".purse") == []


def test_a_table_is_semantic_and_links_to_its_csv(page_of):
    soup = parsed(page_of(section()).table("by_team").html)
    assert soup.caption.get_text() == "Index of adherence to the post by team"
    assert {cell["scope"] for cell in soup.select("thead th")} == {"col"}
    assert soup.select_one("tbody th")["scope"] == "row"
    assert soup.select_one(".foot a[href$='.csv']")["href"] == "tables/adherence-by_team.csv"


def test_what_was_not_made_shows_nothing(page_of):
    page = page_of(section())
    assert page.table("by_site")._repr_html_() == ""
    assert page.lacks()._repr_html_() == ""


def test_closing_shows_the_tables_that_were_not_shown(page_of):
    page = page_of(section(tables={"by_team": index_table(), "by_site": index_table()}))
    page.table("by_team")
    html = page.close().html
    assert "table-adherence-by_site" in html
    assert "table-adherence-by_team" not in html


def test_a_section_without_tables_says_what_it_needs(page_of):
    missing = Section("adherence", lacks=(Lack("adherence", "table", ("states",)),))
    page = page_of(missing)
    assert "not available" in page.heading().html
    assert "<code>states</code>" in page.lacks().html
    for block in (page.key_figures(), page.findings(), page.close(), page.pictures()):
        assert block._repr_html_() == ""


def test_names_of_tables_are_code_and_nothing_else_is_markup(page_of):
    defect = Finding(
        code="repeated_rows",
        section="data",
        severity="notice",
        n=2,
        where={"table": "states", "detail": "<b>"},
    )
    lack = Lack("by_site", "table_column", ("assignments", "<i>site</i>"))
    page = page_of(Section("summary", findings=(defect,), lacks=(lack,)))
    quality, lacks = (parsed(block.html) for block in (page.data_quality(), page.lacks()))
    assert [code.get_text() for code in quality.select("code")] == ["states"]
    assert "Nothing to do" in quality.select_one(".action").get_text()
    assert [code.get_text() for code in lacks.select("code")] == ["assignments", "<i>site</i>"]
    assert not quality.select("b") and not lacks.select("i")


def test_the_margin_stands_beside_the_level_that_was_agreed(page_of):
    usual = {"of_offered": [0.8], "of_answered": [0.9], "low": [0.7], "high": [0.85]}
    for basis, order in (("offered", "offered margin answered"), ("answered", "answered margin")):
        tables = {"overall": pd.DataFrame(usual)}
        page = page_of(Section("service", tables=tables, choices={"basis": basis}))
        heads = parsed(page.table("overall").html).select("thead th")
        said = [head.get_text().split()[-1 if "evel" in head.get_text() else 0] for head in heads]
        assert " ".join(said).lower().startswith(order)


def test_hostile_text_of_the_data_comes_out_as_text(page_of):
    hostile = section(
        tables={"by_team": index_table(team=[HOSTILE]), HOSTILE: index_table(team=[HOSTILE])},
        findings=(team_finding(HOSTILE, clause=HOSTILE),),
        key_figures=(FIGURE,),
        choices={HOSTILE: HOSTILE},
    )
    page = page_of(
        hostile, client=HOSTILE, provider=HOSTILE, service=HOSTILE, commissioned_by=HOSTILE
    )
    page.engagement = replace(
        page.engagement,
        unclassified=pd.DataFrame(
            {"word": [HOSTILE], "column": ["state"], "n_rows": [1], "duration_ms": [1000]}
        ),
    )
    shown = [
        page.masthead(),
        page.heading(),
        page.key_figures(),
        page.findings(),
        page.close(),
        page.method(),
        page.data_quality(),
        page.stamp(),
    ]
    html = "".join(block.html for block in shown)
    assert live(html) == []
    assert ">49<" not in html and "/script>49" not in parsed(html).get_text()
    assert parsed(html).get_text().count("<img src=x onerror=alert(1)>{{7*7}}") >= 8


@pytest.mark.parametrize("view", ["client", "joint"])
def test_no_row_per_person_for_client_or_both(page_of, view):
    people = pd.DataFrame({"agent_id": ["a1"], "index": [0.9]})
    page = page_of(section(tables={"by_agent": people}), view=view)
    with pytest.raises(InputError, match="row per person"):
        page.table("by_agent")
    with pytest.raises(InputError, match="row per person"):
        page_of(section(tables={"by_agent": people}), view=view).close()


def test_rows_per_person_never_reach_the_output_folder_either(page_of, tmp_path):
    people = pd.DataFrame({"agent_id": ["a1"], "index": [0.9]})
    page = page_of(section(tables={"by_agent": people}))
    page.output = tmp_path
    with pytest.raises(InputError):
        page.close()
    assert list(tmp_path.rglob("*.csv")) == []


def test_a_provider_needs_the_block_of_people_to_see_them(page_of):
    people = pd.DataFrame({"agent_id": ["a1"], "index": [0.9]})
    hidden = page_of(section(tables={"by_agent": people}), view="provider", people=None)
    with pytest.raises(InputError, match="people"):
        hidden.close()
    footing = People(
        controller="P",
        legal_basis="art. 20",
        purpose="shifts",
        informed="works council",
        informed_on=date(2020, 1, 1),
        delete_on=date(2120, 1, 1),
    )
    page = page_of(section(tables={"by_agent": people}), view="provider", people=footing)
    assert "a1" in page.table("by_agent").html
    said = parsed(page.footing().html).get_text(" ", strip=True)
    for part in ("art. 20", "shifts", "works council", "2020", "2120"):
        assert part in said
    for name, day in (("informed_on", date(2119, 1, 1)), ("delete_on", date(2020, 1, 2))):
        late = footing.model_copy(update={name: day})
        closed = page_of(section(tables={"by_agent": people}), view="provider", people=late)
        with pytest.raises(InputError, match="row per person"):
            closed.table("by_agent")


def test_a_page_without_people_has_no_footing(page_of):
    assert page_of(section(), people=None).footing().html == ""


def test_the_masthead_says_who_when_which_state_for_whom_and_until(page_of):
    text = parsed(page_of(section()).masthead().html).get_text(" ", strip=True)
    for part in ("draft", "Commissioned by", "Provider", "client", "Data until"):
        assert part in text


def test_a_picture_without_words_cannot_be_shown(page_of, monkeypatch):
    from cctoolkit.figures import Picture

    drawn = Picture(
        "five_times",
        b"\x89PNG\r\n\x1a\n" + bytes(8) + b"\0\0\4\0\0\0\2\0",
        "image/png",
        "Alt",
        "Cap",
    )
    monkeypatch.setattr(pages, "pictures", lambda *_: [drawn])
    soup = parsed(page_of(section()).picture().html)
    assert (soup.img["alt"], soup.figcaption.get_text()) == ("Alt", "Cap")
    assert soup.img["src"].startswith("data:image/png;base64,")


def test_the_first_picture_is_not_repeated(page_of, monkeypatch):
    from cctoolkit.figures import Picture

    drawn = [Picture(name, b"<svg/>", "image/svg+xml", name, name) for name in ("one", "two")]
    monkeypatch.setattr(pages, "pictures", lambda *_: drawn)
    page = page_of(section())
    assert "one" in page.picture().html
    assert [tag.get_text() for tag in parsed(page.pictures().html).select("figcaption")] == ["two"]


def test_a_notebook_gets_the_style_and_a_run_does_not(page_of, tmp_path):
    page = page_of(section())
    assert "<style>" in page.heading()._repr_html_()
    page.output = tmp_path
    assert "<style>" not in page.heading()._repr_html_()


def test_the_accent_of_the_brand_is_made_readable(page_of):
    html = page_of(section(), brand=Brand(accent="#ffd400")).heading()._repr_html_()
    assert "--accent:#897200" in html


@pytest.mark.parametrize("name", ["logo.png", "../logo.png", "logo.html"])
def test_a_logo_that_cannot_be_used_is_told(page_of, name):
    with pytest.raises(InputError, match="logo"):
        page_of(section(), brand=Brand(logo=name)).masthead()


def test_a_section_or_a_date_that_does_not_exist_is_told(tiny):
    with pytest.raises(InputError, match="adherence"):
        open_page("rotacion", tiny)
    with pytest.raises(InputError, match="year-month-day"):
        open_page("service", tiny, until="31/01/2026")


def test_the_language_of_the_page_can_be_chosen(tiny):
    assert "Threshold of waiting" in open_page("service", tiny, language="en").method().html
    assert "Umbral de espera" in open_page("service", tiny, language="es").method().html


def test_the_summary_gathers_what_was_run_even_if_the_settings_do_not_list_it(tmp_path):
    for name in ("hours", "adherence", "summary"):
        pages.handover.leave(Section(name), tmp_path, zone="UTC", names_people=False)
    assert {*pages._others(None, tmp_path)} == {"adherence", "hours"}
