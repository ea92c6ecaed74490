"""One engagement becomes one finished report, or nothing that looks like one."""

from __future__ import annotations

import shutil
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TextIO

import nbformat
from nbformat import NotebookNode
from papermill.translators import PythonTranslator

from cctoolkit.engagement.opening import Engagement, open_engagement
from cctoolkit.report import export, handover, manifest
from cctoolkit.report.execution import check_parameters, execute
from cctoolkit.report.images import logo
from cctoolkit.report.page import SUMMARY, voice
from cctoolkit.report.sentences.answers import verdict
from cctoolkit.report.shipped import shipped
from cctoolkit.report.values import figure_value
from cctoolkit.words.voice import capitalised

RUNS = "runs"
REPORT = "report.html"
LOG = "log.txt"
FAREWELL = "[IPKernelApp] ERROR | KeyboardInterrupt caught in kernel."
"""What a kernel says that is interrupted in order to end it, however well all went."""
DATA_SHARE = 0.4
_BACK_TO_ENGAGEMENT = "../.."

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class RunResult:
    """A finished run.

    Attributes
    ----------
    folder, report : Path
        The run and its page.
    verdict : str
        What the page says first.
    key_figures : tuple of (str, str)
        Name and value of the figures of the first page.
    currency : str
    state : str
    n_bytes : int
        Size of the page.
    timings_s : dict of str to float
        Seconds of each stage, in their order.
    """

    folder: Path
    report: Path
    verdict: str
    key_figures: tuple[tuple[str, str], ...]
    currency: str
    state: str
    n_bytes: int
    timings_s: dict[str, float]


def run(
    folder: Path | str,
    *,
    sections: Sequence[str] | None = None,
    until: date | None = None,
    language: str | None = None,
    progress: Progress | None = None,
) -> RunResult:
    """Read an engagement, run its notebooks, and publish its report by one rename.

    Parameters
    ----------
    folder : path
        Engagement folder.
    sections : sequence of str, optional
        Sections to run instead of those of the settings; the summary is always run.
    until : date, optional
        Last local date to use.
    language : {"es", "en"}, optional
        Language of the report instead of that of the settings.
    progress : callable, optional
        Told the name of each stage and the share done.

    Raises
    ------
    InputError
        The engagement cannot be used; no kernel was started.
    RunError
        The run failed half-way: `runs/<stamp>.failed` holds its log, nothing was published.
    """
    stages = _Stages(progress)
    with stages.stage("data", 0.0):
        chosen = tuple(dict.fromkeys(sections)) if sections else None
        engagement = open_engagement(
            folder,
            until=until,
            progress=lambda label, share: stages.tell(label, share * DATA_SHARE),
            language=language,
            sections=chosen,
        )
        logo(engagement.folder, engagement.settings.brand.logo)
    names = (*engagement.settings.sections, SUMMARY)
    draft = _Draft.of(engagement)
    with draft.kept_apart() as log:
        command = _command(engagement, sections, until, language)
        manifest.write(manifest.manifest(engagement, command), draft.folder)
        parameters = _parameters(engagement, draft.folder, until, language)
        notebooks = _notebooks(names, parameters)
        executed = {}
        for place, (name, notebook) in enumerate(notebooks.items()):
            with stages.stage(name, _share(place, names)):
                written = draft.folder / notebook.name
                executed[name] = execute(
                    notebook, written, parameters, log, log_name=draft.log_if_failed
                )
        with stages.stage("report", _share(len(names), names)):
            _write_report(engagement, executed, draft.folder)
        outcome = _outcome(engagement, draft.folder)
        log.writelines(f"{name}: {seconds:.2f} s\n" for name, seconds in stages.timings_s.items())
    published = draft.publish()
    return RunResult(
        folder=published,
        report=published / REPORT,
        n_bytes=(published / REPORT).stat().st_size,
        timings_s=stages.timings_s,
        **outcome,
    )


class _Stages:
    """Times each stage and tells whoever watches."""

    def __init__(self, progress: Progress | None) -> None:
        self.progress = progress
        self.timings_s: dict[str, float] = {}

    def tell(self, name: str, share: float) -> None:
        if self.progress:
            self.progress(name, share)

    @contextmanager
    def stage(self, name: str, share: float) -> Iterator[None]:
        self.tell(name, share)
        begun = time.perf_counter()
        yield
        self.timings_s[name] = time.perf_counter() - begun


@dataclass(frozen=True)
class _Draft:
    """A run's folder while it is written, under a name that nobody takes for a finished run."""

    final: Path

    @classmethod
    def of(cls, engagement: Engagement) -> _Draft:
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        final, number = engagement.folder / RUNS / stamp, 1
        while any(final.parent.glob(f"{final.name}*")):
            number += 1
            final = engagement.folder / RUNS / f"{stamp}-{number}"
        draft = cls(final)
        draft.folder.mkdir(parents=True)
        return draft

    @property
    def folder(self) -> Path:
        return self.final.with_name(f"{self.final.name}.partial")

    @property
    def failed(self) -> Path:
        return self.final.with_name(f"{self.final.name}.failed")

    @property
    def log_if_failed(self) -> str:
        return f"{RUNS}/{self.failed.name}/{LOG}"

    @contextmanager
    def kept_apart(self) -> Iterator[TextIO]:
        """Give the log; if anything fails, leave it and nothing else in a folder that says so."""
        try:
            with (self.folder / LOG).open("w", encoding="utf-8", buffering=1) as log:
                try:
                    yield log
                except BaseException:
                    log.write(traceback.format_exc())
                    raise
        except BaseException:
            self._fail()
            raise
        _without_farewells(self.folder / LOG)

    def _fail(self) -> None:
        for path in self.folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            elif path.name != LOG:
                path.unlink()
        self.folder.rename(self.failed)

    def publish(self) -> Path:
        shutil.rmtree(self.folder / handover.FOLDER)
        self.folder.rename(self.final)
        return self.final


def _share(n_done: int, names: Sequence[str]) -> float:
    """Share of a run that is done when so many notebooks are: data first, the report last."""
    return DATA_SHARE + (1 - DATA_SHARE) * n_done / (len(names) + 1)


def _notebooks(names: Sequence[str], parameters: dict[str, str]) -> dict[str, Path]:
    """Return the notebook of each section, all of them checked before the first one runs."""
    found = {name: shipped(f"notebooks/{name}.ipynb") for name in names}
    for path in found.values():
        check_parameters(path.name, nbformat.read(path, as_version=4), parameters)
    return found


def _parameters(
    engagement: Engagement, output: Path, until: date | None, language: str | None
) -> dict[str, str]:
    return {
        "engagement": str(engagement.folder),
        "output": str(output),
        "until": until.isoformat() if until else "",
        "language": language or "",
    }


def _command(
    engagement: Engagement,
    sections: Sequence[str] | None,
    until: date | None,
    language: str | None,
) -> str:
    """Return the command that asks for the same again, without any path of this machine."""
    parts = ["cctoolkit run", _quoted(engagement.folder.name)]
    parts += [f"--section {name}" for name in sections or ()]
    parts += [f"--until {until.isoformat()}"] if until else []
    parts += [f"--language {language}"] if language else []
    return " ".join(parts)


def _quoted(name: str) -> str:
    return f'"{name}"' if " " in name else name


def _write_report(engagement: Engagement, executed: dict[str, NotebookNode], output: Path) -> None:
    settings, words = engagement.settings, voice(engagement)
    period = words.period(settings.period.first, settings.period.last)
    name = " · ".join(filter(None, (settings.client, settings.service, period)))
    html = export.export(executed, words, name=name, accent=settings.brand.accent)
    export.write(html, output / REPORT)
    found = handover.taken(output)
    handover.write_findings(found, output)
    stamp = manifest.with_evidence(manifest.read(output) or {}, found)
    manifest.write(stamp, output)
    for section, notebook in executed.items():
        _write_notebook(notebook, output / f"{section}.ipynb", engagement.folder, output)


def _write_notebook(notebook: NotebookNode, path: Path, engagement: Path, output: Path) -> None:
    """Write an executed notebook that opens where it lies: paths of this machine are taken out."""
    notebook.metadata.pop("papermill", None)
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.source = cell.source.replace(_as_written(output), '""')
            cell.source = cell.source.replace(_as_written(engagement), f'"{_BACK_TO_ENGAGEMENT}"')
    nbformat.write(notebook, path)


def _as_written(path: Path) -> str:
    """Return a path as papermill writes it into a cell."""
    return PythonTranslator.translate_str(str(path))


def _outcome(engagement: Engagement, output: Path) -> dict:
    words, first_page = voice(engagement), handover.taken(output)[SUMMARY]
    return {
        "verdict": verdict(first_page, words),
        "key_figures": tuple(
            (capitalised(words.term(item.term)), figure_value(item, words))
            for item in first_page.key_figures
        ),
        "currency": engagement.settings.currency,
        "state": engagement.settings.state,
    }


def _without_farewells(log: Path) -> None:
    """Leave out of the log of a run that succeeded what looks like an error and is none."""
    lines = log.read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if line.strip() != FAREWELL]
    log.write_text("".join(kept), "utf-8")
