"""The sentences of every problem, by its code."""

from __future__ import annotations

from cctoolkit.errors import engagement, mapping, running, sources, tables
from cctoolkit.errors.sentence import Sentence

SENTENCES: dict[str, Sentence] = {
    **engagement.SENTENCES,
    **mapping.SENTENCES,
    **tables.SENTENCES,
    **sources.SENTENCES,
    **running.SENTENCES,
}
