"""What a column of an unknown file seems to hold: dates, clock times, numbers, words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from cctoolkit.sources.dateformat import DAY_MS, formats_of, read_moments
from cctoolkit.sources.numerals import CLOCK, MINUTES
from cctoolkit.sources.sniff import NUMBER
from cctoolkit.sources.synonyms import DATES, folded

N_SAMPLE = 5000
N_DISTINCT = 300
MAX_WORDS = 40


@dataclass(frozen=True)
class Profile:
    """One column of a file: what it seems to hold, examples, and its distinct words if few."""

    name: str
    kind: str
    examples: tuple[str, ...]
    formats: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    is_midnight: bool = False


def profile(name: str, column: pd.Series) -> Profile:
    """Return what a column seems to hold: dates, clock times, numbers, words, text or nothing."""
    texts = _spread(column).dropna().str.strip()
    counts = texts[texts != ""].value_counts(sort=False)
    words = [str(word) for word in counts.index[:N_DISTINCT]]
    examples = tuple(words[:3])
    if not words:
        return Profile(name, "empty", ())
    formats = tuple(formats_of(words)) if _may_be_date(name, words) else ()
    if formats:
        return Profile(name, "date", examples, formats, is_midnight=_is_midnight(words, formats))
    if all(CLOCK.fullmatch(word) or MINUTES.fullmatch(word) for word in words):
        return Profile(name, "clock", examples, words=tuple(words))
    if all(NUMBER.fullmatch(word) for word in words):
        return Profile(name, "number", examples, words=tuple(words))
    if len(counts) <= MAX_WORDS:
        return Profile(name, "words", examples, words=tuple(sorted(words)))
    return Profile(name, "text", examples)


def _may_be_date(name: str, words: Sequence[str]) -> bool:
    """Bare digits are dates only under a name that says so."""
    if not all(word.isdigit() for word in words):
        return True
    return bool(set(folded(name).split()) & set(DATES.split()))


def _is_midnight(words: Sequence[str], formats: Sequence[str]) -> bool:
    local = read_moments(words, formats[0]).local_ms
    return bool((local % DAY_MS == 0).all())


def is_epoch(column: Profile) -> bool:
    """Tell whether a column counts the seconds, or milliseconds, of Unix."""
    digits = {len(word.split(".")[0]) for word in column.words}
    is_dated = bool(set(folded(column.name).split()) & set(DATES.split()))
    return column.kind == "number" and is_dated and digits in ({10}, {13})


def is_percent(column: Profile) -> bool:
    """Tell whether a column writes shares with a percent sign."""
    return any("%" in word for word in column.words)


def is_fraction(column: Profile) -> bool:
    """Tell whether some number of a column is no whole one, and so no count."""
    return any(re.search(r"%|[.,]\d{1,2}$", word) for word in column.words)


def clock_format(words: Sequence[str]) -> str:
    """Return the format of clock times, to stand behind that of a date."""
    has_seconds = any(word.count(":") == 2 for word in words)
    has_fraction = any(re.search(r"[.]\d+$", word) for word in words)
    return " %H:%M" + (":%S" if has_seconds else "") + (".%f" if has_fraction else "")


def _spread(column: pd.Series) -> pd.Series:
    """Return cells from the whole length of a column: its first day alone settles no date."""
    return column.iloc[:: max(1, len(column) // N_SAMPLE)]
