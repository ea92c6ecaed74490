"""A proposed mapping as the text of `sources:`, with every open point as a line `# ? ...`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from cctoolkit.errors import N_
from cctoolkit.sources.inspect import Profile, Proposal, Question
from cctoolkit.tables.catalogue import TABLES, Kind

PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*")
# Words that YAML would not leave as text.
SPECIAL = ("y", "n", "yes", "no", "on", "off", "true", "false", "null", "none")
NOT_USED = N_("not used")
NOT_READ = N_("could not be read")
PEOPLE = {name for table in TABLES for name in table.of_kind(Kind.PERSON)}
"""Columns of which no example is copied: they hold names or numbers of people."""
Translate = Callable[[str], str]


def proposal_text(proposals: Iterable[Proposal], translate: Translate = str) -> str:
    """Write proposals as the block `sources:` of engagement.yml.

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
    lines = ["sources:"]
    for proposal in proposals:
        lines += [f"  {line}".rstrip() for line in _source(proposal, translate)]
    return "\n".join(lines) + "\n"


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
            yield f"  # {translate(NOT_USED)}: {_scalar(column.name)}{_shown([column])}"
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
                yield "# ?   " + ", ".join(map(_scalar, options))
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


def _scalar(value: object) -> str:
    if isinstance(value, bool | int):
        return str(value).lower()
    text = str(value)
    if PLAIN.fullmatch(text) and text.lower() not in SPECIAL:
        return text
    return json.dumps(text, ensure_ascii=False)
