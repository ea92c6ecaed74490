"""A new engagement: what its files seem to hold, printed, and written once somebody approves it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cctoolkit.cli import screen
from cctoolkit.cli.spoken import spoken
from cctoolkit.errors import N_, InputError, Problem
from cctoolkit.words.catalogues import translations

RAW = "raw"
SETTINGS = "engagement.yml"
_HEAD = (
    ("client", '"ACME"', N_("who hires the service")),
    ("provider", '"Contacta"', N_("who gives it")),
    ("commissioned_by", '"ACME"', N_("who asks for this report and pays it")),
    ("country", "ES", N_("ES, CO or MX: vocabulary and calendar")),
    ("zone", "Europe/Madrid", N_("time zone of the service")),
    ("period", "2026-03", N_("a month, or its `first` and `last` day")),
    ("currency", "EUR", N_("three letters")),
)
_OPTIONAL = (
    ("service", '"Atención telefónica"', N_("what service it is: it stands in the heading")),
    ("language", "{language}", N_("es or en: the words of the report")),
    ("locale", "{locale}", N_("how numbers and money are written: es_ES, es_CO, es_MX, en_GB")),
    ("view", "client", N_("who will read it: client, joint or provider; decides what is shown")),
    ("state", "draft", N_("draft, for_comment, with_objections or final")),
    ("targets", "", N_("what was agreed; without a target nothing is judged")),
    (
        "  adherence_index",
        "{{low: 0.85, high: 0.90}}",
        N_("share of the connection that is not auxiliary: from where to where"),
    ),
    (
        "  schedule_adherence",
        "{{low: 0.85}}",
        N_("share of the planned time in which what was planned was done: from where to where"),
    ),
    (
        "  service_level",
        "{{share: 0.80, threshold_s: 20, basis: offered}}",
        N_("share answered within the threshold, of those offered or of those answered"),
    ),
    ("  abandonment_share", "0.05", N_("the most that may be abandoned, of those offered")),
)


@contextmanager
def proposed(folder: Path, source: Path) -> Iterator[tuple[Path, str]]:
    """Copy the files beside the folder to be, and give that draft and the text of its settings.

    The draft is gone afterwards, unless it was made the engagement.

    Raises
    ------
    InputError
        The folder exists, or there is nothing to look at.
    """
    from cctoolkit.sources.inspect import propose
    from cctoolkit.sources.proposal_text import proposal_text

    if folder.exists() and any(folder.iterdir()):
        raise InputError(Problem("folder_taken", found=str(folder)))
    if not source.is_dir():
        raise InputError(Problem("folder_missing", found=str(source)))
    draft = folder.with_name(f"{folder.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        _copy(source, draft / RAW)
        files = [path for path in (draft / RAW).rglob("*") if _is_data(path)]
        if not files:
            raise InputError(Problem("files_missing", found=str(source)))
        sources = proposal_text(propose(files, draft), _template)
        yield draft, f"{_head()}\n{sources}"
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def approved() -> bool:
    """Ask whether to write it; where nobody can answer, it is not."""
    words = spoken()
    if not sys.stdin.isatty():
        screen.line(words.say("Nothing was written. To approve the proposal: --yes."))
        return False
    yes = words.say("y")
    answer = input(words.say("Write this as engagement.yml? [{yes}/N] ", yes=yes))
    return answer.strip().lower() == yes


def write_engagement(folder: Path, draft: Path, text: str) -> None:
    """Make the draft the engagement."""
    (draft / SETTINGS).write_text(text, encoding="utf-8")
    if folder.exists():
        folder.rmdir()
    draft.rename(folder)
    words = spoken()
    screen.line(words.say("Written: {path}", path=screen.place(folder / SETTINGS)))
    command = f"cctoolkit check {folder.name}"
    screen.line(words.say("Answer what is open in it, then: {command}", command=command))


def _copy(source: Path, target: Path) -> None:
    """Copy a folder, and tell of every file in it that cannot be read."""
    from cctoolkit.sources.rawtable import unreadable

    problems = []

    def copy_file(path: str, to: str) -> None:
        try:
            shutil.copy2(path, to)
        except OSError as error:
            problems.append(unreadable(path, error))

    try:
        shutil.copytree(source, target, copy_function=copy_file)
    except OSError as error:
        problems.append(unreadable(str(source), error))
    if problems:
        raise InputError(problems)


def _head() -> str:
    """Return the settings that no file tells: those that are missing until they are filled in,
    then those that nearly everybody fills in next."""
    words = spoken()
    lines = [f"# {words.say('Take the mark # away and write your own values.')}"]
    lines += [_line(*setting) for setting in _HEAD]
    lines += ["", f"# {words.say('These may wait: without them the usual value holds.')}"]
    lines += [_line(*setting) for setting in _OPTIONAL]
    return "\n".join(lines) + "\n"


def _line(name: str, example: str, meaning: str) -> str:
    words = spoken()
    value = example.format(language=words.language, locale=words.locale)
    return f"# {name}: {value}".rstrip() + f"  # {words.say(meaning)}"


def _template(message: str) -> str:
    """Translate a sentence and leave its places open."""
    return translations(spoken().language, spoken().country).gettext(message)


def _is_data(path: Path) -> bool:
    return path.is_file() and not path.name.startswith((".", "~$"))
