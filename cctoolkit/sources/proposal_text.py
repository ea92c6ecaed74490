"""A proposed mapping as the text of `aux_codes:` and `sources:`, every open point as `# ? ...`."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping

from cctoolkit.errors import N_
from cctoolkit.sources.mapping import OF_SETTINGS, OPEN
from cctoolkit.sources.profile import Profile
from cctoolkit.sources.proposal import Proposal, Question
from cctoolkit.tables.catalogue import CATALOGUE, TABLES, Kind

PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*")
# Words that YAML would not leave as text.
SPECIAL = ("y", "n", "yes", "no", "on", "off", "true", "false", "null", "none")
NOT_USED = N_("not used")
MAY_NAME = ("text", "words")
"""Kinds of columns that may hold names of people: unread, they are shown without examples."""
NOT_READ = N_("could not be read")
AUX_CODES = N_(
    "The auxiliary codes found in the files, with their flags at the usual values. Correct those "
    "that are otherwise here: each flag decides how the time in the code counts."
)
MANDATORY_REST = N_(
    "`mandatory_rest`: is it a rest that law or agreement imposes, such as the one from screens? "
    "The files do not say, and it moves the net index of adherence, which leaves that time out."
)
USUAL = {
    "paid": True,
    "planned": True,
    "productive": False,
    "protected": False,
    "ordered_by_client": False,
    "billable": False,
}
"""The flags of a code as the settings have them where nothing is written."""
WIDTH = 100
PEOPLE = {name for table in TABLES for name in table.of_kind(Kind.PERSON)}
"""Columns of which no example is copied: they hold names or numbers of people."""
Translate = Callable[[str], str]


def proposal_text(proposals: Iterable[Proposal], translate: Translate = str) -> str:
    """Write proposals as the blocks `aux_codes:` and `sources:` of engagement.yml.

    The flags of the auxiliary codes found stand at their usual values, but for `mandatory_rest`,
    which moves the net index and no file tells: it is asked.

    Parameters
    ----------
    proposals : iterable of Proposal
    translate : callable
        From the English sentence to the reader's language.

    Returns
    -------
    str
        YAML. While an answer is missing its value is `"?"`, which no source accepts.
    """
    proposals = tuple(proposals)
    lines = [*_aux_codes(proposals, translate), "sources:"]
    for proposal in proposals:
        lines += [f"  {line}".rstrip() for line in _source(proposal, translate)]
    return "\n".join(lines) + "\n"


def _aux_codes(proposals: Iterable[Proposal], translate: Translate) -> Iterator[str]:
    """Write every auxiliary code found, once, with all its flags."""
    codes: dict[str, str] = {}
    for proposal in proposals:
        codes = {**proposal.aux_codes, **codes}
    if not codes:
        return
    yield from _comment(translate(AUX_CODES))
    table = CATALOGUE[OF_SETTINGS]
    for flag in table.of_kind(Kind.FLAG):
        yield f"#   {flag}: {translate(table[flag].meaning)}"
    yield from _comment(translate(MANDATORY_REST), "# ? ")
    yield "# ?   true, false"
    yield "aux_codes:"
    for code, word in codes.items():
        yield f"  {_scalar(code)}:"
        yield f"    label: {_scalar(word)}"
        for flag in table.of_kind(Kind.FLAG):
            yield f"    {flag}: {_scalar(USUAL.get(flag, OPEN))}"
    yield ""


def _comment(text: str, mark: str = "# ") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=mark, subsequent_indent=mark)


def _source(proposal: Proposal, translate: Translate) -> Iterator[str]:
    if proposal.problem is not None:
        name = proposal.settings["files"]
        yield f"# {name}: {translate(NOT_READ)}"
        yield f"#   {proposal.problem}"
        return
    examples = {column.name: column for column in proposal.columns}
    body = list(_block(proposal.settings, (), proposal.questions, examples, translate))
    first = next(i for i, line in enumerate(body) if not line.startswith("#"))
    yield from body[:first]
    yield f"- {body[first]}"
    yield from (f"  {line}" for line in body[first + 1 :])
    for column in proposal.columns:
        if column.name not in proposal.used:
            shown = "" if column.kind in MAY_NAME else _shown([column])
            yield f"  # {translate(NOT_USED)}: {_scalar(column.name)}{shown}"
    for note in proposal.notes:
        yield f"  # {_said(note, translate)}"


def _block(
    settings: Mapping,
    path: tuple[str, ...],
    questions: Mapping[tuple[str, ...], Question],
    examples: Mapping[str, Profile],
    translate: Translate,
) -> Iterator[str]:
    for key, value in settings.items():
        at = (*path, key)
        if at in questions:
            yield f"# ? {_said(questions[at], translate)}"
            options = questions[at].options
            if options:
                yield "# ?   " + ", ".join(map(_option, options))
        if isinstance(value, Mapping):
            yield f"{_scalar(key)}:" if value else f"{_scalar(key)}: {{}}"
            inner = _block(value, at, questions, examples, translate)
            yield from (f"  {line}" for line in inner)
        else:
            shown = "" if PEOPLE & {*path} else _examples(key, value, examples)
            yield f"{_scalar(key)}: {_value(value)}{shown}"


def _examples(key: str, value: object, examples: Mapping[str, Profile]) -> str:
    if key not in ("column", "columns"):
        return ""
    names = value if isinstance(value, list) else [value]
    return _shown([examples[name] for name in names if name in examples])


def _shown(columns: Iterable[Profile]) -> str:
    texts = [text for column in columns for text in column.examples]
    plain = [re.sub(r"\s+", " ", text)[:30] for text in texts]
    return f"  # {', '.join(plain)}" if plain else ""


def _said(question: Question, translate: Translate) -> str:
    values = dict(question.values)
    if "meaning" in values:
        values["meaning"] = translate(values["meaning"])
    return translate(question.sentence).format(**values)


def _value(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_scalar, value))}]"
    return _scalar(value)


def _option(answer: str) -> str:
    return answer if answer.isdigit() or answer in ("true", "false") else _scalar(answer)


def _scalar(value: object) -> str:
    if isinstance(value, bool | int):
        return str(value).lower()
    text = str(value)
    if PLAIN.fullmatch(text) and text.lower() not in SPECIAL:
        return text
    return json.dumps(text, ensure_ascii=False)
