"""How a problem is worded: templates in English, which are the message ids of gettext."""

from __future__ import annotations

from typing import NamedTuple


def N_(message: str) -> str:
    """Mark an English sentence for translation and return it unchanged."""
    return message


class Sentence(NamedTuple):
    """What is wrong and what to do about it, as templates over a problem's values."""

    what: str
    remedy: str
