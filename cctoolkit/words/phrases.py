"""Lists as a sentence has them, with the Spanish conjunction that the next sound asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from babel import Locale
from babel.lists import format_list

_SOUNDS_LIKE_I = re.compile(r"\W*(?:[ií]|h[ií](?![aeoáéó]))", re.IGNORECASE)


def joined(items: Sequence[str], locale: Locale) -> str:
    """Join with commas and a last "and"; in Spanish "e" before the sound of i.

    Examples
    --------
    >>> joined(["agujas", "hilos"], Locale("es")), joined(["agua", "hielo"], Locale("es"))
    ('agujas e hilos', 'agua y hielo')
    """
    if locale.language != "es" or len(items) < 2 or not _SOUNDS_LIKE_I.match(items[-1]):
        return format_list(items, locale=locale)
    *others, last = items
    return f"{', '.join(others)} e {last}"
