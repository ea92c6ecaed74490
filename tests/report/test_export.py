"""One page out of executed notebooks: its order, and nothing that was not made for it."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from cctoolkit.errors import RunError
from cctoolkit.report import export as exporting
from cctoolkit.report.block import Block
from cctoolkit.report.export import export, remote_references
from cctoolkit.words import Words

from .markup import live, parsed

WORDS = Words("es", "ES", "es_ES")


def cell(html, *tags, marked=True):
    data, metadata = Block(html)._repr_mimebundle_()
    shown = new_code_cell("page.x()", metadata={"tags": [*tags]})
    shown.outputs = [
        new_output(
            "execute_result", data=data, metadata=metadata if marked else {}, execution_count=1
        )
    ]
    return shown


def notebooks():
    summary = new_notebook(
        cells=[
            cell("<header><h1>ACME</h1></header>", "masthead"),
            cell('<section id="verdict"><h2>V</h2></section>'),
            cell('<section id="stamp"><h2>S</h2></section>', "closing"),
        ]
    )
    service = new_notebook(
        cells=[
            new_markdown_cell("for the analyst only", metadata={"tags": ["internal"]}),
            cell('<h2 id="service-title">Answer</h2>'),
            cell("<table>agent rows left there by an analyst</table>", marked=False),
            cell("<p>also internal</p>", "internal"),
        ]
    )
    return {"service": service, "summary": summary}


@pytest.fixture(scope="module")
def html():
    return export(notebooks(), WORDS, name="ACME <b>", accent="#ffd400")


@pytest.mark.slow
def test_masthead_contents_front_sections_and_end_come_in_order(html):
    places = [html.index(mark) for mark in ("<h1>", "<nav", "<main", 'id="verdict"')]
    places += [html.index(mark) for mark in ('id="service"', 'id="stamp"', "</main>")]
    assert places == sorted(places)


def test_only_marked_pieces_are_shown(html):
    assert "left there by an analyst" not in html
    assert "for the analyst only" not in html
    assert "also internal" not in html
    assert "page.x()" not in html


def test_the_page_has_language_title_skip_link_and_landmarks(html):
    soup = parsed(html)
    assert soup.html["lang"] == "es"
    assert soup.title.get_text() == "ACME <b>"
    assert soup.select_one("a.skip")["href"] == "#content"
    assert (
        len(soup.select("main#content")) == len(soup.select("nav")) == len(soup.select("h1")) == 1
    )


def test_the_contents_name_what_the_page_has(html):
    links = [link["href"] for link in parsed(html).select("nav a")]
    assert links == ["#verdict", "#service", "#stamp"]


def test_nothing_is_live_and_nothing_comes_from_elsewhere(html):
    assert live(html) == []
    assert remote_references(html) == []


def test_accent_is_darkened(html):
    assert "--accent:#897200" in html


@pytest.mark.parametrize(
    "code",
    [
        "<script>x</script>",
        "<link rel=stylesheet href=a.css>",
        '<img src="https://x.example/a.png">',
        "<img src=//x.example/a.png>",
        "<style>@import 'a.css'</style>",
        "<p style='background:url(http://x.example/a)'>",
        "<img alt='' onerror = go()>",
        "<iframe src=a></iframe>",
    ],
)
def test_what_would_load_or_run_is_found(code):
    assert remote_references(f"<p>before</p>{code}") != []


def test_an_address_in_plain_text_is_text():
    assert remote_references("<p>see https://example.org and on page = 3</p>") == []


def test_a_page_too_large_for_a_mail_is_refused(monkeypatch):
    monkeypatch.setattr(exporting, "LIMIT_MB", 0.001)
    with pytest.raises(RunError, match="MB"):
        export(notebooks(), WORDS, name="ACME", accent="#1f5f7a")
