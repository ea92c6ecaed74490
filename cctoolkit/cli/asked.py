"""What somebody asked for in words of their own: sections by their name in either language."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from cctoolkit.cli.screen import STAGES
from cctoolkit.cli.spoken import LANGUAGES, voice
from cctoolkit.errors import InputError, Problem


def sections_asked(names: Iterable[str], sections: Iterable[str]) -> list[str]:
    """Return the sections meant, each asked for by its code or by its name in either language.

    The first word of a name will do; of two names with the same one, it means the first.

    Raises
    ------
    InputError
        With every name that means none, and the nearest.

    Examples
    --------
    >>> sections_asked(["servicio", "Adherence"], ["adherence", "service"])
    ['service', 'adherence']
    """
    codes = list(sections)
    by_name = {name.split()[0]: code for code in reversed(codes) for name in _names(code)}
    by_name |= {name: code for code in codes for name in _names(code)}
    wanted = {name: by_name.get(name.strip().casefold()) for name in names}
    wrong = [_problem(name, by_name, codes) for name, code in wanted.items() if code is None]
    if wrong:
        raise InputError(wrong)
    return list(dict.fromkeys(wanted.values()))


def _names(code: str) -> set[str]:
    """Return what a section is called: its code, and its name in each language."""
    said = {voice(language).say(STAGES.get(code, code)).casefold() for language in LANGUAGES}
    return {code, *said}


def _problem(name: str, by_name: dict[str, str], codes: list[str]) -> Problem:
    allowed = ", ".join(codes)
    near = get_close_matches(name.casefold(), by_name, n=1, cutoff=0.5)
    if not near:
        return Problem("section_unknown", found=name, allowed=allowed)
    return Problem("section_near", found=name, allowed=allowed, values={"near": by_name[near[0]]})
