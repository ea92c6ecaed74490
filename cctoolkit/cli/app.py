"""The commands. Each one asks for work in a few lines; what is heavy is imported inside."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

import cctoolkit
from cctoolkit.cli import screen
from cctoolkit.cli.spoken import SpokenCommand, SpokenGroup, spoken
from cctoolkit.errors import N_, InputError, Problem

app = typer.Typer(
    cls=SpokenGroup,
    add_completion=False,
    help=N_("From raw exports of a contact centre to a report that both parties can check."),
)

Folder = Annotated[Path, typer.Argument(help=N_("Engagement folder."))]
Language = Annotated[
    str,
    typer.Option(
        "--language",
        help=N_("Words of messages and report; digits follow `locale`, in engagement.yml."),
        show_default=False,
        metavar="es|en",
    ),
]
Until = Annotated[
    str, typer.Option(help=N_("Last date to use, such as 2026-03-17."), show_default=False)
]


def _version(wanted: bool) -> None:
    if wanted:
        screen.line(f"cctoolkit {cctoolkit.__version__}")
        raise typer.Exit


@app.callback()
def everything(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help=N_("Show the version.")),
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help=N_("Show the traceback of an error."))
    ] = False,
    language: Language = "",
) -> None:
    """Take the options that every command shares; `start` has read them already."""


@app.command(
    cls=SpokenCommand, help=N_("Check this installation: Python, kernel, places, versions.")
)
def doctor(language: Language = "") -> int:
    """Print what is well and what is not."""
    from cctoolkit.cli.doctor import examine

    findings = examine()
    for finding in findings:
        mark = spoken().say("ok") if finding.is_well else spoken().say("MISSING")
        screen.line(f"{mark:<8} {finding.what}: {finding.detail}")
        if not finding.is_well:
            screen.line(f"{'':<8} {finding.remedy}")
    return 0 if all(finding.is_well for finding in findings) else 1


@app.command(cls=SpokenCommand, help=N_("Write the sample engagement and its report."))
def demo(
    folder: Annotated[Path, typer.Option("--dir", help=N_("Where to write it."))] = Path("demo"),
    agents: Annotated[int, typer.Option(min=6, help=N_("Posts of the sample."))] = 60,
    days: Annotated[int, typer.Option(min=5, help=N_("Days of the sample."))] = 90,
    run: Annotated[bool, typer.Option(help=N_("Write the report too."))] = True,
    language: Language = "",
) -> None:
    """Write the sample and, unless told otherwise, run it."""
    from cctoolkit.cli.sample import write

    begun = time.perf_counter()
    write(folder, agents=agents, days=days)
    took = {"sample": time.perf_counter() - begun}
    screen.line(spoken().say("Sample engagement: {folder}", folder=screen.place(folder)))
    if run:
        _run(folder, language=language, before=took)
    screen.way_to_command()


@app.command(cls=SpokenCommand, help=N_("Propose the settings of a new engagement from its files."))
def new(
    name: Annotated[str, typer.Argument(help=N_("Name of the engagement folder to make."))],
    source: Annotated[Path, typer.Option("--from", help=N_("Folder with the files as received."))],
    yes: Annotated[
        bool, typer.Option("--yes", help=N_("Approve the proposal without being asked."))
    ] = False,
    language: Language = "",
) -> None:
    """Print the proposal and write it once it is approved."""
    from cctoolkit.cli.proposal import approved, proposed, write_engagement

    with proposed(Path(name), source) as (draft, text):
        screen.line(text)
        if yes or approved():
            write_engagement(Path(name), draft, text)


@app.command(cls=SpokenCommand, help=N_("Check files and settings, without a report."))
def check(folder: Folder, until: Until = "", language: Language = "") -> None:
    """Print what was read and what is wrong with it."""
    from cctoolkit.cli.checking import tell
    from cctoolkit.engagement.opening import open_engagement
    from cctoolkit.engagement.problem_list import problems_listed
    from cctoolkit.report.page import until_date

    last = until_date(until)
    with problems_listed(folder, spoken()), screen.progress() as progress:
        engagement = open_engagement(
            folder, until=last, language=language or None, progress=progress
        )
    tell(engagement)


@app.command(cls=SpokenCommand, help=N_("Write the report of an engagement."))
def run(
    folder: Folder,
    section: Annotated[
        list[str] | None,
        typer.Option(help=N_("Only this section; may be repeated."), show_default=False),
    ] = None,
    until: Until = "",
    language: Language = "",
) -> None:
    """Write the report and say where it lies."""
    _run(folder, section=section, until=until, language=language)


@app.command(cls=SpokenCommand, help=N_("Write the report of every engagement in a folder."))
def batch(
    folder: Annotated[Path, typer.Argument(help=N_("Folder that holds the engagements."))],
    workers: Annotated[int, typer.Option(min=1, help=N_("How many at a time."))] = 1,
    until: Until = "",
    time_limit: Annotated[
        float, typer.Option(min=1, help=N_("Seconds that one may take at most."))
    ] = 1800,
    language: Language = "",
) -> int:
    """Run them all, each in its own process, and write a page over all."""
    from cctoolkit.report.batch import batch as run_all
    from cctoolkit.report.batch import run_command
    from cctoolkit.report.page import until_date

    until_date(until)
    _report_language(language)
    result = run_all(
        folder,
        workers=workers,
        until=until,
        language=language,
        time_limit_s=time_limit,
        told=_tell,
    )
    for outcome in result.outcomes:
        if not outcome.is_done:
            command = run_command(folder / outcome.name, until=until, language=language)
            screen.line(f"{spoken().say('Again:')} {command}")
    screen.line(screen.place(result.index))
    return result.exit_code


@app.command(cls=SpokenCommand, help=N_("Print the tables, their columns and the glossary."))
def dictionary(language: Language = "") -> None:
    """Print the data dictionary as Markdown."""
    from cctoolkit.cli.dictionary import text

    screen.line(text(spoken()))


@app.command(cls=SpokenCommand, help=N_("Print the JSON schema of engagement.yml."))
def schema(language: Language = "") -> None:
    """Print the schema that editors use to complete engagement.yml."""
    import json

    from cctoolkit.engagement.settings import Settings

    screen.line(json.dumps(Settings.model_json_schema(), indent=1, ensure_ascii=False))


def _run(
    folder: Path,
    *,
    section: list[str] | None = None,
    until: str = "",
    language: str = "",
    before: dict[str, float] | None = None,
) -> None:
    from cctoolkit.cli.asked import sections_asked
    from cctoolkit.engagement.problem_list import problems_listed
    from cctoolkit.engagement.settings import SECTIONS
    from cctoolkit.report.page import until_date
    from cctoolkit.report.run import run as run_engagement

    wanted = sections_asked(section or (), SECTIONS)
    last, chosen = until_date(until), _report_language(language)
    with problems_listed(folder, spoken()), screen.progress() as progress:
        result = run_engagement(
            folder,
            sections=wanted,
            until=last,
            language=chosen,
            progress=progress,
        )
    words = spoken()
    screen.line(result.verdict)
    size = words.number(result.n_bytes / 1e6, 2)
    screen.line(
        words.say("Report: {path} ({size} MB)", path=screen.place(result.report), size=size)
    )
    screen.timings({**(before or {}), **result.timings_s})


def _report_language(language: str) -> str | None:
    """Return the language asked for by name; without it the engagement's own stands."""
    if language not in ("", "es", "en"):
        raise InputError(
            Problem(
                "setting_not_allowed",
                found=language,
                allowed="es, en",
                values={"setting": "--language"},
            )
        )
    return language or None


def _tell(outcome) -> None:
    words = spoken()
    seconds = words.number(outcome.seconds, 1)
    said = outcome.report if outcome.is_done else outcome.cause
    screen.line(f"{outcome.name}  {seconds} s  {said}")
