"""Strict parameters, quiet notebooks, clear failures."""

import io
import os
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from cctoolkit.errors import InputError, RunError
from cctoolkit.report.execution import (
    check_parameters,
    declared_parameters,
    execute,
    kernel_for,
    quiet,
)

DECLARED = 'engagement: str = ""\nn_days: int = 3\nshare: float = 0.5\nfull: bool = False'


def notebook(*sources):
    cells = [new_code_cell(DECLARED, metadata={"tags": ["parameters"]})]
    return new_notebook(cells=[*cells, *map(new_code_cell, sources)])


def written(folder, *sources):
    path = folder / "one.ipynb"
    nbformat.write(notebook(*sources), path)
    return path


def test_parameters_and_types_are_those_of_the_tagged_cell():
    assert declared_parameters(notebook()) == {
        "engagement": "str",
        "n_days": "int",
        "share": "float",
        "full": "bool",
    }


def test_every_misspelt_or_mistyped_parameter_is_told_with_what_is_declared():
    given = {"engagment": "x", "n_days": "3", "share": 1, "full": 1, "engagement": "ok"}
    with pytest.raises(InputError) as caught:
        check_parameters("one.ipynb", notebook(), given)
    codes = [(problem.code, problem.file) for problem in caught.value.problems]
    assert codes == [
        ("parameter_undeclared", "one.ipynb"),
        ("parameter_type", "one.ipynb"),
        ("parameter_type", "one.ipynb"),
    ]
    assert all("n_days: int" in problem.allowed for problem in caught.value.problems)


def test_a_notebook_without_the_tagged_cell_takes_nothing():
    with pytest.raises(InputError):
        check_parameters("one.ipynb", new_notebook(), {"engagement": "x"})
    check_parameters("one.ipynb", new_notebook(), {})


def test_what_libraries_print_goes_to_the_log():
    cell = new_code_cell("x")
    cell.outputs = [
        new_output("stream", name="stderr", text="FutureWarning: old\n"),
        new_output("display_data", data={"text/html": "<p>kept</p>"}),
    ]
    log = io.StringIO()
    kept = quiet(new_notebook(cells=[cell]), log).cells[0].outputs
    assert [output.output_type for output in kept] == ["display_data"]
    assert "FutureWarning: old" in log.getvalue()


def test_nothing_starts_when_a_parameter_is_wrong(tmp_path):
    path = written(tmp_path, "open('started', 'w')")
    with pytest.raises(InputError):
        execute(path, tmp_path / "out.ipynb", {"nope": 1}, io.StringIO())
    assert not (tmp_path / "out.ipynb").exists()


def test_the_sockets_of_a_kernel_are_its_runs_own(tmp_path):
    kernel = kernel_for(tmp_path, io.StringIO())()
    elsewhere = kernel_for(tmp_path / ("long" * 40), io.StringIO())()
    if os.name == "posix" and len(str(tmp_path)) < 70:
        assert (kernel.transport, kernel.ip) == ("ipc", str(tmp_path / "kernel"))
    assert (elsewhere.transport, elsewhere.ip) == ("tcp", "127.0.0.1")


@pytest.mark.slow
def test_a_kernel_runs_in_this_python_and_takes_braces_in_paths(tmp_path):
    path = written(tmp_path, "import sys, warnings\nwarnings.warn('careful')\nsys.executable")
    log = io.StringIO()
    out = tmp_path / "{client}.ipynb"
    done = execute(path, out, {"engagement": "a'b"}, log)
    assert done.cells[-1].outputs[0].data["text/plain"] == repr(sys.executable)
    assert out.is_file()
    assert "careful" in log.getvalue()


@pytest.mark.slow
def test_a_cell_that_fails_is_named_with_its_error_and_the_log(tmp_path):
    path = written(tmp_path, "1 + 1", "1 / 0")
    log = io.StringIO()
    with pytest.raises(RunError) as caught:
        execute(path, tmp_path / "out.ipynb", {}, log, log_name="runs/x.failed/log.txt")
    (problem,) = caught.value.problems
    assert (problem.code, problem.file) == ("cell_failed", "one.ipynb")
    assert "ZeroDivisionError" in problem.found
    assert problem.values["log"] == "runs/x.failed/log.txt"
    assert "ZeroDivisionError" in log.getvalue()


@pytest.mark.slow
def test_a_kernel_that_dies_is_told_apart(tmp_path):
    path = written(tmp_path, "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
    with pytest.raises(RunError) as caught:
        execute(path, tmp_path / "out.ipynb", {}, io.StringIO())
    assert caught.value.problems[0].code == "kernel_died"
