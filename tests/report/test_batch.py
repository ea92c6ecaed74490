"""Many engagements: whatever happens to one, the others are done and the page says so."""

import os
import shlex
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import unquote

import pytest

from cctoolkit.errors import InputError
from cctoolkit.report import apart
from cctoolkit.report.apart import Outcome, run_apart
from cctoolkit.report.batch import batch, engagements_in, index_page, run_command

from .markup import live, parsed

DONE = Outcome(
    name="acme",
    status="done",
    seconds=12.34,
    report="acme/runs/20260101T000000Z/report.html",
    client="ACME <b>",
    verdict="All is well.",
    currency="MXN",
    state="draft",
    key_figures=(("Index", "87,0 %"),),
)
FAILED = Outcome("otra & más", "failed", 3.0, cause="<script>x</script> ended")

WRITES = """
import json, pathlib, sys
record = dict(name=pathlib.Path(sys.argv[1]).name, status="done", cause="", report="r.html",
              client="", verdict="", currency="", state="draft", key_figures=[["a", "b"]])
pathlib.Path(sys.argv[2]).write_text(json.dumps(record))
"""
CRASHES = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
HANGS = "import time; time.sleep(600)"


@pytest.fixture
def folder(tmp_path):
    for name in ("uno", "dos", "tres"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "engagement.yml").write_text("", encoding="utf-8")
    (tmp_path / "notes").mkdir()
    return tmp_path


def behave(monkeypatch, behaviours):
    """Let the process of each engagement do something of our own."""

    def start(engagement, written, options):
        code = behaviours.get(engagement.name, WRITES)
        command = [sys.executable, "-c", code, str(engagement), str(written)]
        return subprocess.Popen(command, start_new_session=True)

    monkeypatch.setattr(apart, "_start", start)


def test_engagements_are_the_subfolders_with_settings(folder):
    assert [path.name for path in engagements_in(folder)] == ["dos", "tres", "uno"]


def test_a_folder_without_engagements_is_told(tmp_path):
    with pytest.raises(InputError, match=r"engagement\.yml"):
        batch(tmp_path)
    with pytest.raises(InputError, match="no folder"):
        batch(tmp_path / "nowhere")


@pytest.mark.slow
def test_a_crash_and_a_hang_stop_no_other(folder, monkeypatch):
    behave(monkeypatch, {"uno": CRASHES, "dos": HANGS})
    told = []
    result = batch(folder, workers=3, time_limit_s=5, language="en", told=told.append)
    status = {outcome.name: outcome.status for outcome in result.outcomes}
    assert status == {"dos": "failed", "tres": "done", "uno": "failed"}
    assert "memory" in next(item.cause for item in result.outcomes if item.name == "uno")
    assert "5 s" in next(item.cause for item in result.outcomes if item.name == "dos")
    assert len(told) == 3
    assert result.exit_code == 3


def test_all_done_is_zero(folder, monkeypatch):
    behave(monkeypatch, {})
    assert batch(folder, workers=2).exit_code == 0


def test_another_executor_can_do_the_work_and_stays_open(folder, monkeypatch):
    behave(monkeypatch, {})
    with ThreadPoolExecutor(1) as pool:
        batch(folder, executor=pool)
        assert pool.submit(int).result() == 0


def test_the_page_tells_state_time_figures_currency_cause_and_command():
    commands = {FAILED.name: run_command(Path("cartera") / FAILED.name)}
    html = index_page([DONE, FAILED], "cartera", "es", commands, {FAILED.name: "otra & más/e.csv"})
    soup = parsed(html)
    assert live(html) == []
    rows = [row.get_text(" ", strip=True) for row in soup.select("tbody tr")]
    for part in ("ACME <b>", "borrador", "12,3", "All is well.", "Index: 87,0 %", "MXN"):
        assert part in rows[0]
    assert soup.select_one("tbody a")["href"] == DONE.report
    for part in ("<script>x</script> ended", commands[FAILED.name]):
        assert part in rows[1]
    assert unquote(soup.select("tbody a")[1]["href"]) == "otra & más/e.csv"
    assert "1 de 2 informes escritos" in soup.get_text()


def test_the_command_of_a_failed_one_works_from_where_the_batch_was_started(folder, monkeypatch):
    (folder / "uno dos").mkdir()
    (folder / "uno dos" / "engagement.yml").write_text("client: X\n", encoding="utf-8")
    monkeypatch.chdir(folder.parent)
    commands = [
        shlex.split(run_command(Path(folder.name) / "uno dos", until="2026-01-03", language="en"))
    ]
    assert commands[0][:2] == ["cctoolkit", "run"]
    assert (Path(commands[0][2]) / "engagement.yml").is_file()
    assert commands[0][3:] == ["--until", "2026-01-03", "--language", "en"]


def test_a_failed_one_leads_to_its_list_of_problems_and_to_none_of_another_day(folder, monkeypatch):
    behave(monkeypatch, dict.fromkeys(("uno", "dos", "tres"), CRASHES))
    (folder / "uno" / "errors.csv").write_text("", encoding="utf-8")
    (folder / "dos" / "errors.csv").write_text("", encoding="utf-8")
    os.utime(folder / "dos" / "errors.csv", (0, 0))
    monkeypatch.chdir(folder)
    page = parsed(batch(".", workers=3).index.read_text(encoding="utf-8"))
    assert [link["href"] for link in page.select("tbody a")] == ["uno/errors.csv"]
    assert [code.text for code in page.select("tbody code")][-1] == "cctoolkit run uno"


@pytest.mark.slow
def test_input_that_cannot_be_used_is_told_apart(folder):
    outcome = run_apart(folder / "uno", language="es", time_limit_s=300)
    assert outcome.status == "invalid"
    assert outcome.cause.startswith("engagement.yml")


@pytest.mark.slow
def test_a_good_and_a_bad_engagement(tiny, tmp_path):
    shutil.copytree(tiny, tmp_path / "buena", ignore=shutil.ignore_patterns("runs"))
    (tmp_path / "mala").mkdir()
    (tmp_path / "mala" / "engagement.yml").write_text("client: X\n", encoding="utf-8")
    result = batch(tmp_path, workers=2)
    good, bad = result.outcomes
    assert (good.status, bad.status, result.exit_code) == ("done", "invalid", 3)
    assert (tmp_path / good.report).is_file()
    assert good.currency == "EUR"
    links = [link["href"] for link in parsed(result.index.read_text("utf-8")).select("tbody a")]
    assert links == [good.report, "mala/errors.csv"]
    assert (tmp_path / links[1]).is_file()
