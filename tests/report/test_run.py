"""The whole line on a tiny engagement: one finished page, or nothing that looks like one."""

import shutil

import nbformat
import pytest

from cctoolkit.errors import InputError, RunError
from cctoolkit.report import run as running
from cctoolkit.report.run import run
from cctoolkit.report.shipped import shipped


def runs(folder):
    return sorted(path.name for path in (folder / "runs").glob("*"))


def test_an_engagement_that_cannot_be_used_starts_nothing(tmp_path):
    (tmp_path / "engagement.yml").write_text("client: ACME\n", encoding="utf-8")
    with pytest.raises(InputError):
        run(tmp_path)
    assert not (tmp_path / "runs").exists()


def test_a_section_that_does_not_exist_starts_nothing(tiny):
    with pytest.raises(InputError, match="adherence, schedule, service"):
        run(tiny, sections=["rotacion"])
    assert not (tiny / "runs").exists()


def test_a_notebook_that_declares_other_parameters_starts_nothing(tiny, tmp_path, monkeypatch):
    path = tmp_path / "service.ipynb"
    notebook = nbformat.read(shipped("notebooks/service.ipynb"), as_version=4)
    notebook.cells[0].source = 'engagement: str = ""'
    nbformat.write(notebook, path)
    monkeypatch.setattr(running, "shipped", lambda name: path)
    with pytest.raises(InputError, match="declares no parameter"):
        run(tiny, sections=["service"])
    assert [name for name in runs(tiny) if not name.endswith(".failed")] == []
    shutil.rmtree(tiny / "runs")


@pytest.mark.slow
def test_a_notebook_that_fails_publishes_nothing(tiny, tmp_path, monkeypatch):
    for name in ("service", "summary"):
        shutil.copy(shipped(f"notebooks/{name}.ipynb"), tmp_path)
    path = tmp_path / "summary.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[-1].source = "1 / 0"
    nbformat.write(notebook, path)
    monkeypatch.setattr(running, "shipped", lambda name: tmp_path / name.split("/")[-1])
    with pytest.raises(RunError, match=r"ZeroDivisionError.*runs/.*\.failed/log\.txt"):
        run(tiny, sections=["service"])
    (left,) = runs(tiny)
    assert left.endswith(".failed")
    assert [file.name for file in (tiny / "runs" / left).iterdir()] == ["log.txt"]
    assert "ZeroDivisionError" in (tiny / "runs" / left / "log.txt").read_text("utf-8")
    shutil.rmtree(tiny / "runs")


def test_the_end_of_a_kernel_is_no_error_of_a_run_that_succeeds(tmp_path):
    draft = running._Draft(tmp_path / "stamp")
    draft.folder.mkdir()
    ended = "[IPKernelApp] ERROR | KeyboardInterrupt caught in kernel.\n"
    others = "[IPKernelApp] ERROR | another\nKeyboardInterrupt\n"
    with draft.kept_apart() as log:
        log.write(ended + others + ended)
    assert (draft.folder / "log.txt").read_text("utf-8") == others
    with pytest.raises(ZeroDivisionError), draft.kept_apart() as log:
        log.write(ended)
        raise ZeroDivisionError
    assert "caught in kernel" in (draft.failed / "log.txt").read_text("utf-8")
