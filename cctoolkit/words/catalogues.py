"""The .po files, read at run time: the base of a language and the overlay of a country."""

from __future__ import annotations

import io
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from cctoolkit.words.countries import said_in

LANGUAGES = ("es", "en")
LOCALE = Path(__file__).parent / "locale"


def path_of(name: str) -> Path:
    """Return the file of a catalogue, such as `es` or `es_CO`."""
    return LOCALE / name / "LC_MESSAGES" / "cctoolkit.po"


def read(name: str) -> Catalog:
    """Read one .po file; an absent one is an empty catalogue."""
    path = path_of(name)
    if not path.exists():
        return Catalog(name)
    with path.open("rb") as file:
        return read_po(file, locale=name)


def merged(language: str, country: str, overlaid: bool = True) -> Catalog:
    """Return the base in the words of a country, then what that country says otherwise."""
    catalog = read(language)
    for message in catalog:
        if message.id:
            message.string = _said(country, message.string)
    for message in read(f"{language}_{country}") if overlaid else ():
        if message.id and message.string:
            # adding an id again would keep the string that is there
            catalog.delete(message.id)
            catalog.add(message.id, message.string)
    return catalog


@lru_cache
def translations(language: str, country: str) -> NullTranslations:
    """Return what gettext needs; English is the language of the message ids."""
    if language == "en":
        return NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, merged(language, country))
    compiled.seek(0)
    return GNUTranslations(compiled)


def _said(country: str, string: str | tuple[str, ...]) -> str | tuple[str, ...]:
    if isinstance(string, str):
        return said_in(country, string)
    return tuple(said_in(country, part) for part in string)
