"""Files of one form share a source: the months of an export under a pattern that names them all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from itertools import takewhile

from cctoolkit.sources.proposal import Proposal

DIGITS = "0123456789"


def shared(found: Sequence[Proposal]) -> Iterable[Proposal]:
    """Give files of the same form one proposal, where a pattern names them and no others."""
    names = [proposal.settings["files"] for proposal in found]
    done: set[int] = set()
    for i, proposal in enumerate(found):
        if i in done:
            continue
        same = [j for j in range(i, len(found)) if _same_form(proposal, found[j])]
        pattern = _pattern([names[j] for j in same])
        matched = {name for name in names if fnmatchcase(name, pattern)}
        if len(same) > 1 and matched == {names[j] for j in same}:
            done |= set(same)
            settings = {**proposal.settings, "files": pattern}
            codes = {code: word for j in same for code, word in found[j].aux_codes.items()}
            yield replace(proposal, settings=settings, aux_codes=codes)
        else:
            yield proposal


def _same_form(one: Proposal, other: Proposal) -> bool:
    """Tell whether the same settings and answers would read both files."""
    if one.problem or other.problem:
        return False
    plain = [{**each.settings, "files": ""} for each in (one, other)]
    return plain[0] == plain[1] and one.questions.keys() == other.questions.keys()


def _pattern(names: Sequence[str]) -> str:
    front = _common(names)
    back = _common([name[len(front) :][::-1] for name in names])[::-1]
    return f"{front.rstrip(DIGITS)}*{back.lstrip(DIGITS)}"


def _common(names: Sequence[str]) -> str:
    """Return the letters with which all names begin."""
    same = takewhile(lambda letters: len(set(letters)) == 1, zip(*names, strict=False))
    return "".join(letters[0] for letters in same)
