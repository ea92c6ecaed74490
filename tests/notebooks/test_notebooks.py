"""The notebooks: thin, typed, without outputs, and running from top to bottom."""

import ast
from pathlib import Path

import nbformat
import pytest

from cctoolkit.report.execution import declared_parameters
from cctoolkit.sections import SECTIONS

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PARAMETERS = {"engagement": "str", "output": "str", "until": "str", "language": "str"}


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def sources(notebook):
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def test_each_section_has_its_notebook():
    assert {path.stem for path in NOTEBOOKS} == {*SECTIONS, "summary", "_blank"}


def test_the_first_code_cell_holds_typed_parameters(notebook):
    first = next(cell for cell in notebook.cells if cell.cell_type == "code")
    assert first.metadata["tags"] == ["parameters"]
    assert declared_parameters(notebook) == PARAMETERS


def test_at_most_a_dozen_cells_of_at_most_eight_lines(notebook):
    assert len(notebook.cells) <= 12
    assert max(len(source.splitlines()) for source in sources(notebook)) <= 8


def test_nothing_is_defined_and_every_call_is_of_the_page(notebook):
    for source in sources(notebook)[2:]:
        for statement in ast.parse(source).body:
            assert isinstance(statement, ast.Expr)
            assert isinstance(statement.value, ast.Call)
            assert ast.unparse(statement.value.func).startswith("page.")


def test_markdown_is_for_the_analyst_only(notebook):
    notes = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
    assert all("internal" in cell.metadata.get("tags", []) for cell in notes)


def test_no_output_and_no_count_is_committed(notebook):
    for cell in notebook.cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


def test_the_notebook_closes_its_page(notebook):
    assert sources(notebook)[-1] == "page.close()"
