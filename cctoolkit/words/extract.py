"""Keep the catalogues in step with the code: `python -m cctoolkit.words.extract [--check]`.

Reads every sentence that the package, its notebooks and its templates can say, rewrites the .po
files in place (translations kept, what nobody says any more dropped, sorted, no line numbers) and
prints what is wrong with them. `--check` writes nothing. Exit code 1 when something is wrong.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import write_po

from cctoolkit.errors import SENTENCES
from cctoolkit.words.catalogues import merged, path_of, read
from cctoolkit.words.countries import FOREIGN, NEVER_ENGLISH, NEVER_SPANISH

PACKAGE = Path(__file__).parents[1]
BASE = "es"
COUNTRIES = ("CO", "MX")

Sentence = str | tuple[str, str]

_MARKS = {"N_": 1, "say": 1, "say_plural": 2}
_IN_TEMPLATE = re.compile(r"""\b(?:say|N_|_)\(\s*("[^"]*"|'[^']*')""")
_HEADER = """\
# {title}
msgid ""
msgstr ""
"Language: {name}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
_TITLES = {
    "es": "Spanish, as in Spain: the base.",
    "es_CO": "Spanish of Colombia: only the sentences that words/countries.py cannot turn.",
    "es_MX": "Spanish of Mexico: only the sentences that words/countries.py cannot turn.",
}


def sentences() -> set[Sentence]:
    """Return every sentence that can be said; one that counts is a pair."""
    found: set[Sentence] = {part for sentence in SENTENCES.values() for part in sentence if part}
    for path in sorted(PACKAGE.rglob("*.py")):
        found.update(in_python(path.read_text(encoding="utf-8")))
    for path in sorted((PACKAGE.parent / "notebooks").rglob("*.ipynb")):
        found.update(in_notebook(path.read_text(encoding="utf-8")))
    for path in sorted((PACKAGE.parent / "templates").rglob("*")):
        if path.suffix in (".j2", ".html"):
            found.update(in_template(path.read_text(encoding="utf-8")))
    counted = {pair[0] for pair in found if isinstance(pair, tuple)}
    return {sentence for sentence in found if sentence and sentence not in counted}


def in_python(source: str) -> Iterator[Sentence]:
    """Return the literals given to `N_`, `say` and `say_plural`, both sides of a choice too.

    Babel's own extractor reads tokens: of `say("a" if x else "b")` it would make "ab".

    Examples
    --------
    >>> sorted(in_python('words.say("one" if n == 1 else "many"); N_("two" " halves")'))
    ['many', 'one', 'two halves']
    """
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        n_literals = _MARKS.get(getattr(node.func, "id", getattr(node.func, "attr", "")), 0)
        if n_literals == 2 and len(node.args) > 1:
            yield from zip(_literals(node.args[0]), _literals(node.args[1]), strict=False)
        elif n_literals == 1 and node.args:
            yield from _literals(node.args[0])


def in_notebook(source: str) -> Iterator[Sentence]:
    """Return the sentences of the code cells."""
    for cell in json.loads(source)["cells"]:
        if cell["cell_type"] == "code":
            yield from in_python("".join(cell["source"]))


def in_template(source: str) -> Iterator[Sentence]:
    """Return the literals given to `say`, `N_` or `_` in a Jinja template."""
    for found in _IN_TEMPLATE.finditer(source):
        yield ast.literal_eval(found[1])


def updated(name: str, wanted: Iterable[Sentence], only_known: bool) -> Catalog:
    """Return a catalogue of the wanted sentences with the translations that it already had."""
    old, new = read(name), Catalog(name)
    for sentence in wanted:
        known = old.get(_key(sentence))
        same = known is not None and known.id == sentence
        if same or not only_known:
            new.add(
                sentence,
                known.string if same else None,
                flags={"fuzzy"} if same and known.fuzzy else (),
                user_comments=known.user_comments if same else (),
            )
    return new


def write(name: str, catalog: Catalog) -> None:
    """Write one .po file: sorted, without dates or places that change on their own."""
    path = path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    for message in catalog:
        message.flags -= {"python-format", "python-brace-format"}
    text = BytesIO()
    write_po(text, catalog, 96, no_location=True, omit_header=True, sort_output=True)
    draft = path.with_suffix(".po.draft")
    draft.write_bytes(_HEADER.format(name=name, title=_TITLES[name]).encode() + text.getvalue())
    draft.replace(path)


def update() -> None:
    """Rewrite the base and the overlays."""
    wanted = sentences()
    write(BASE, updated(BASE, wanted, only_known=False))
    for country in COUNTRIES:
        name = f"{BASE}_{country}"
        write(name, updated(name, wanted, only_known=True))


def faults() -> list[str]:
    """Return all that is wrong with the catalogues, a line each."""
    wanted = sentences()
    found = [f"en: a word nobody may say: {text}" for text in _said_never(wanted, NEVER_ENGLISH)]
    found += _faults_of(BASE, wanted, complete=True)
    for country in COUNTRIES:
        found += _faults_of(f"{BASE}_{country}", wanted, complete=False)
        found += _redundant(country)
    for country in ("ES", *COUNTRIES):
        found += _wording(country)
    return found


def _faults_of(name: str, wanted: set[Sentence], complete: bool) -> list[str]:
    catalog = read(name)
    messages = {message.id: message for message in catalog if message.id}
    found = [f"{name}: fuzzy: {key}" for key, message in messages.items() if message.fuzzy]
    found += [
        f"{name}: nobody says it: {key}"
        for key in [*catalog.obsolete, *messages]
        if key not in wanted
    ]
    if complete:
        found += [
            f"{name}: untranslated: {sentence}"
            for sentence in sorted(wanted, key=_key)
            if sentence not in messages or not all(_parts(messages[sentence].string))
        ]
    return found + [
        f"{name}: placeholders differ: {key}"
        for key, message in messages.items()
        if all(_parts(message.string)) and not _same_placeholders(message)
    ]


def _redundant(country: str) -> list[str]:
    """Sentences of an overlay that say what the country would say without it."""
    name = f"{BASE}_{country}"
    overlay = {message.id: message.string for message in read(name) if message.id}
    plain = merged(BASE, country, overlaid=False)
    return [
        f"{name}: says the same without it: {key}"
        for key, string in overlay.items()
        if (message := plain.get(_key(key))) is not None and message.string == string
    ]


def _wording(country: str) -> list[str]:
    texts = [
        part for message in merged(BASE, country) if message.id for part in _parts(message.string)
    ]
    foreign = re.compile(FOREIGN[country], re.IGNORECASE)
    mended_in = BASE if country == "ES" else f"{BASE}_{country}"
    return [
        f"{country}: a word nobody may say: {text}" for text in _said_never(texts, NEVER_SPANISH)
    ] + [
        f"{country}: not said there, word it in {mended_in}: {text}"
        for text in texts
        if foreign.search(text)
    ]


def _said_never(texts: Iterable[Sentence], never: re.Pattern[str]) -> list[str]:
    return [part for text in texts for part in _parts(text) if never.search(part)]


def _same_placeholders(message: Message) -> bool:
    asked = {name for part in _parts(message.id) for name in placeholders(part)}
    return all(placeholders(part) <= asked for part in _parts(message.string)) and asked == {
        name for part in _parts(message.string) for name in placeholders(part)
    }


def placeholders(template: str) -> set[str]:
    """Return the names between braces, with whatever conversion or format follows them."""
    return {
        name + (f"!{conversion}" if conversion else "") + (f":{form}" if form else "")
        for _, name, form, conversion in Formatter().parse(template)
        if name is not None
    }


def _literals(node: ast.expr) -> list[str]:
    if isinstance(node, ast.IfExp):
        return [*_literals(node.body), *_literals(node.orelse)]
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    return []


def _parts(text: Sentence | list[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ("",))


def _key(sentence: Sentence) -> str:
    return _parts(sentence)[0]


def main(arguments: list[str]) -> int:
    """Update unless told only to check; print the faults."""
    if "--check" not in arguments:
        update()
    found = faults()
    print("\n".join(found) if found else f"{len(sentences())} sentences, nothing missing")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
