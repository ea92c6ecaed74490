"""The engagement.yml of the sample: a template beside this module, and what the world fills in."""

from __future__ import annotations

from importlib import resources
from string import Template

from cctoolkit.sample.calendar import Calendar
from cctoolkit.sample.codes import AUX, CHAT_WORDS, CODE_NAMES, NORTE_WORDS, UNKNOWN
from cctoolkit.sample.personnel import (
    ABSENCE_WORDS,
    CAMPAIGN,
    REASON_WORDS,
    SOURCE_WORDS,
)
from cctoolkit.sample.workforce import ACTIVITY_WORDS

CLIENT = "Brisaluz Energía (empresa ficticia)"
PROVIDER = "Voz del Alba Servicios (empresa ficticia)"


def engagement_text(calendar: Calendar) -> str:
    """Return the whole file, commented in Spanish as a consultant would leave it."""
    template = resources.files("cctoolkit.sample").joinpath("engagement_template.yml")
    return Template(template.read_text(encoding="utf-8")).substitute(
        client=CLIENT,
        provider=PROVIDER,
        zone=calendar.zone.key,
        first=calendar.first,
        last=calendar.last,
        campaign=CAMPAIGN,
        aux_codes=aux_codes(),
        norte_states=state_words(NORTE_WORDS),
        chat_states=state_words(CHAT_WORDS),
        activities=pairs({word: code for code, word in ACTIVITY_WORDS.items()}),
        absences=pairs({word: code for code, word in ABSENCE_WORDS.items()}),
        reasons=pairs({word: code for code, word in REASON_WORDS.items()}),
        sources_of_hire=pairs({word: code for code, word in SOURCE_WORDS.items()}),
        aux_columns="\n".join(f"        {aux.sur_column}: {aux.code}" for aux in AUX),
    )


def aux_codes() -> str:
    """Write the block of auxiliary codes, every flag in sight."""
    flags = ("paid", "planned", "productive", "mandatory_rest", "protected")
    flags += ("ordered_by_client", "billable")
    lines = []
    for aux in AUX:
        lines += [f"  {aux.code}:", f"    label: {aux.label}"]
        lines += [f"    {flag}: {str(flag in aux.flags).lower()}" for flag in flags]
        lines += [f"    activity: {aux.activity}"] if aux.activity else []
    return "\n".join(lines)


def state_words(words: tuple[str, ...]) -> str:
    """Write a vocabulary of states; the word that nobody has explained is left out."""
    auxiliary = {aux.code for aux in AUX}
    lines = []
    for word, code in zip(words[:UNKNOWN], CODE_NAMES[:UNKNOWN], strict=True):
        target = f"{{code: aux, aux_code: {code}}}" if code in auxiliary else code
        lines.append(f"    {word}: {target}")
    return "\n".join(lines)


def pairs(words: dict[str, str]) -> str:
    """Write a vocabulary of plain words."""
    return "\n".join(f"    {word}: {code}" for word, code in words.items())
