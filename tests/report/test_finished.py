"""What a finished run leaves: the page, its tables, its stamp."""

import itertools
import json
import shutil

import nbformat
import pytest

from cctoolkit.engagement.opening import open_engagement
from cctoolkit.engagement.settings import BY_DEFAULT
from cctoolkit.errors import InputError
from cctoolkit.report import handover
from cctoolkit.report.export import remote_references
from cctoolkit.report.run import run
from cctoolkit.report.shipped import shipped

from .inprocess import executed
from .markup import live, parsed

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def finished(tiny):
    told = []
    result = run(tiny, progress=lambda stage, share: told.append((stage, share)))
    yield result, told
    shutil.rmtree(tiny / "runs")


@pytest.fixture(scope="module")
def html(finished):
    return finished[0].report.read_text(encoding="utf-8")


def test_everything_is_in_one_folder_published_at_once(finished, tiny):
    result, _ = finished
    assert [path.name for path in (tiny / "runs").iterdir()] == [result.folder.name]
    held = {path.name for path in result.folder.iterdir()}
    notebooks = {f"{name}.ipynb" for name in (*BY_DEFAULT, "summary")}
    files = {"report.html", "findings.json", "manifest.json", "log.txt", "tables"}
    assert held == notebooks | files


def test_nothing_in_the_page_comes_from_elsewhere(html):
    assert live(html) == []
    assert remote_references(html) == []
    assert "://" not in html


def test_the_page_is_small(finished):
    assert finished[0].n_bytes < 1.5e6


def test_every_picture_says_what_it_shows(html):
    images = parsed(html).select("img")
    assert len(images) > 3
    assert all(len(image["alt"]) > 30 for image in images)
    assert all(drawn["aria-label"] for drawn in parsed(html).select("svg"))


def test_one_title_and_headings_in_order(html):
    levels = [int(tag.name[1]) for tag in parsed(html).select("h1, h2, h3, h4, h5")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_every_link_inside_the_page_arrives(html):
    soup = parsed(html)
    places = [tag["id"] for tag in soup.select("[id]")]
    wanted = {link["href"][1:] for link in soup.select("a[href^='#']")}
    assert len(places) == len(set(places))
    assert wanted - set(places) == set()


def test_every_table_linked_is_there(finished, html):
    linked = {link["href"] for link in parsed(html).select("a[href^='tables/']")}
    assert len(linked) > 10
    assert all((finished[0].folder / name).is_file() for name in linked)


def test_no_warning_of_a_library_and_no_code_reaches_the_page(html):
    for trace in ("Warning", "Traceback", "open_page(", "stderr", "page.close"):
        assert trace not in html


def test_no_person_in_page_or_tables(finished, html, engagement):
    persons = set(engagement["agents"]["agent_id"]) | set(
        engagement["contacts"]["agent_id"].dropna()
    )
    persons |= set(engagement["contacts"]["customer_key"].dropna())
    texts = [html, *(p.read_text("utf-8") for p in finished[0].folder.rglob("*.csv"))]
    texts.append((finished[0].folder / "findings.json").read_text("utf-8"))
    assert not [person for person in persons if any(str(person) in text for text in texts)]


def test_the_page_names_no_folder_of_this_machine(finished, html, tiny):
    manifest = (finished[0].folder / "manifest.json").read_text(encoding="utf-8")
    notebooks = [path.read_text("utf-8") for path in finished[0].folder.glob("*.ipynb")]
    for text in (html, manifest, *notebooks):
        assert str(tiny.parent) not in text


def test_no_agent_stands_in_anything_that_a_client_gets(finished, tiny):
    tables = open_engagement(tiny).tables
    agents = {*tables["agent_intervals"]["agent_id"].unique()}
    assert len(agents) > 10
    published = [path for path in finished[0].folder.rglob("*") if path.is_file()]
    assert {path.suffix for path in published} >= {".html", ".csv", ".json", ".ipynb"}
    for path in published:
        text = path.read_text(encoding="utf-8", errors="replace")
        assert not [agent for agent in agents if agent in text], path.name
        assert "agent_id" not in text, path.name


@pytest.mark.parametrize("view", ["client", "joint"])
def test_asking_for_the_annex_without_being_the_provider_starts_nothing(tiny, view):
    with pytest.raises(InputError) as caught:
        open_engagement(tiny, view=view, sections=("agents",))
    assert [problem.code for problem in caught.value.problems] == ["annex_view"]
    with pytest.raises(InputError, match="single people"):
        run(tiny, sections=["service", "agents"])


def test_the_published_notebooks_open_where_they_lie(finished):
    notebook = nbformat.read(finished[0].folder / "service.ipynb", as_version=4)
    injected = next(
        cell for cell in notebook.cells if "injected-parameters" in cell.metadata.get("tags", [])
    )
    assert 'engagement = "../.."' in injected.source
    assert 'output = ""' in injected.source


def test_the_fixed_sentence_stands_at_the_end(html):
    text = parsed(html).select_one(".limits").get_text()
    assert text.startswith("Este informe describe procesos y equipos. No es apto para decidir")


def test_the_stamp_tells_the_command_that_does_it_again(finished, html, tiny):
    manifest = json.loads((finished[0].folder / "manifest.json").read_text("utf-8"))
    assert manifest["command"] == f'cctoolkit run "{tiny.name}"'
    assert parsed(html).select_one("#stamp").get_text().count(manifest["command"]) == 1
    assert {"adherence", "service", "hours"} <= {*manifest["evidence"]} <= {*BY_DEFAULT}


def test_stages_are_timed_and_told_in_order(finished):
    result, told = finished
    assert [*result.timings_s] == ["data", *BY_DEFAULT, "summary", "report"]
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert told[-1][0] == "report"


def test_kernels_find_what_this_process_finds(finished, tiny, tmp_path):
    for name in (*BY_DEFAULT, "summary"):
        notebook = shipped(f"notebooks/{name}.ipynb")
        executed(notebook, engagement=str(tiny), output=str(tmp_path))
    here = handover.taken(tmp_path)
    handover.write_findings(here, tmp_path)
    there = (finished[0].folder / "findings.json").read_text("utf-8")
    assert (tmp_path / "findings.json").read_text("utf-8") == there


def test_one_section_in_english(tiny):
    result = run(tiny, sections=["service"], language="en")
    soup = parsed(result.report.read_text(encoding="utf-8"))
    assert soup.html["lang"] == "en"
    assert [tag["id"] for tag in soup.select(".subject")] == ["service"]
    manifest = json.loads((result.folder / "manifest.json").read_text("utf-8"))
    assert manifest["command"].endswith("--section service --language en")
    shutil.rmtree(result.folder)


def test_a_page_of_ones_own_begins_from_the_blank_notebook(tiny):
    notebook = executed(shipped("notebooks/_blank.ipynb"), engagement=str(tiny))
    shown = [cell.outputs[0].data["text/html"] for cell in notebook.cells if cell.get("outputs")]
    assert any("Volumen y servicio por mes" in html for html in shown)
