"""Unknown exports to a proposed mapping: what each file seems to feed, and what must be asked.

A proposal is data first: the settings of a source, in which an open point is `OPEN`, and the
questions by their place. `OPEN` is refused by `Source`, so a proposal cannot be used before it has
been answered. `proposal_text` writes it as the text of engagement.yml.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from itertools import takewhile
from pathlib import Path

import numpy as np
import pandas as pd

from cctoolkit.errors import N_, Problem
from cctoolkit.sources import convert
from cctoolkit.sources.dateformat import ISO, formats_of, read_moments, readings
from cctoolkit.sources.mapping import OPEN
from cctoolkit.sources.sniff import NUMBER, Sniffed, sniff
from cctoolkit.sources.synonyms import (
    COLUMNS,
    DATES,
    code_of,
    folded,
    is_mean,
    likeness,
    unit_of,
)
from cctoolkit.tables.catalogue import CATALOGUE, Column, Kind, Table

ENOUGH_ALIKE = 0.72
N_SAMPLE = 5000
N_DISTINCT = 300
MAX_WORDS = 40
INTERVALS = ("queue_intervals", "agent_intervals", "aux_intervals", "forecast")
DIGITS = "0123456789"
ANCHORS = ("start_at", "arrived_at")
MOMENTS = (Kind.INSTANT, Kind.DATE)
NUMBERS = (Kind.COUNT, Kind.NUMBER, Kind.DECIMAL, Kind.SHARE)
Path_ = tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """A point that the file leaves open: a sentence, its values, and the answers that fit."""

    sentence: str
    values: Mapping[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.sentence.format(**self.values)


@dataclass(frozen=True)
class Profile:
    """One column of a file: what it seems to hold, examples, and its distinct words if few."""

    name: str
    kind: str
    examples: tuple[str, ...]
    formats: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    is_midnight: bool = False


@dataclass(frozen=True)
class Proposal:
    """A proposed source.

    Parameters
    ----------
    settings : dict
        Those of `Source`, with `OPEN` for what must be answered.
    questions : mapping of path to Question
        By place in the settings, such as `("columns", "start_at", "format")`.
    columns : tuple of Profile
        Every column of the file, with examples.
    notes : tuple of Question
        What should be known and asks for nothing.
    problem : Problem, optional
        Why the file could not be looked into.
    """

    settings: dict
    questions: Mapping[Path_, Question] = field(default_factory=dict)
    columns: tuple[Profile, ...] = ()
    notes: tuple[Question, ...] = ()
    problem: Problem | None = None

    @property
    def is_complete(self) -> bool:
        """Whether nothing is open."""
        return not self.questions and self.problem is None

    @property
    def used(self) -> frozenset[str]:
        """Columns of the file that the proposal reads."""
        return frozenset(_raw_names(self.settings.get("columns", {})))


def propose(files: Iterable[Path], folder: Path | None = None) -> tuple[Proposal, ...]:
    """Propose a source for each kind of file; files of the same form share one.

    Parameters
    ----------
    files : iterable of Path
        Raw files of any supported format.
    folder : Path, optional
        Engagement folder, from which the sources will name them.
    """
    found = []
    for path in sorted(files):
        name = Path(os.path.relpath(path, folder)).as_posix() if folder else path.as_posix()
        found += [(path, _proposal(sniffed)) for sniffed in sniff(path, name)]
    return tuple(_shared(found))


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
    if all(convert.CLOCK.fullmatch(word) or convert.MINUTES.fullmatch(word) for word in words):
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
    return bool((local % convert.DAY_MS == 0).all())


def _proposal(sniffed: Sniffed) -> Proposal:
    if sniffed.table is None:
        return Proposal(sniffed.settings, problem=sniffed.problem)
    cells = sniffed.table.cells
    columns = tuple(profile(name, cells[name]) for name in cells)
    ranked = sorted((_Match(CATALOGUE[name], columns) for name in COLUMNS), key=_Match.rank)
    best, second = ranked[-1], ranked[-2]
    draft = _Draft(sniffed, columns)
    for setting, options in sniffed.candidates.items():
        draft.ask((setting,), QUESTIONS[setting], options)
    if best.score < 1.5:
        draft.ask(("table",), QUESTIONS["table"], tuple(CATALOGUE))
        draft.settings["columns"] = {}
        return draft.finished()
    draft.settings["table"] = best.table.name
    if second.score > 0.95 * best.score:
        draft.ask(("table",), QUESTIONS["table"], (best.table.name, second.table.name))
    draft.fill(best)
    return draft.finished()


class _Match:
    """How well a canonical table suits the columns of a file."""

    def __init__(self, table: Table, columns: Sequence[Profile]):
        self.table = table
        self.pairs: dict[str, Profile] = {}
        self.score = 0.0
        taken: set[str] = set()
        dates = [column for column in columns if column.kind == "date"]
        options = [
            (likeness(column.name, synonyms), column.kind == "clock", target, column)
            for target, synonyms in COLUMNS[table.name].items()
            for column in columns
            if _suits(column, table[target], bool(dates))
        ]
        for alike, _, target, column in sorted(options, key=lambda o: o[:2], reverse=True):
            if alike >= ENOUGH_ALIKE and target not in self.pairs and column.name not in taken:
                self.pairs[target] = column
                taken.add(column.name)
                self.score += alike
        self.score -= 0.6 * len(self.missing)

    def rank(self) -> tuple[float, float]:
        return self.score, -len(self.table.columns)

    @property
    def missing(self) -> list[Column]:
        """Required columns that no column of the file seems to be."""
        inferred = {"end_at"} if self.table.name in INTERVALS else set()
        return [
            column
            for column in self.table.columns
            if column.required
            and column.default is None
            and column.name not in self.pairs
            and column.name not in inferred
        ]


def _suits(column: Profile, target: Column, has_date: bool) -> bool:
    kind = target.kind
    if column.kind == "empty":
        return False
    if kind in MOMENTS:
        is_clock = column.kind == "clock" and has_date and kind is Kind.INSTANT
        return column.kind == "date" or is_clock or _is_epoch(column)
    if kind is Kind.DURATION:
        return column.kind in ("clock", "number") and not is_mean(column.name)
    if kind in NUMBERS:
        return column.kind == "number" and (kind is Kind.SHARE or not is_mean(column.name))
    if kind is Kind.FLAG:
        return column.kind in ("words", "number") and len(column.words) <= 4
    if kind is Kind.CODE:
        return column.kind == "words"
    return column.kind in ("words", "text", "number")


def _is_epoch(column: Profile) -> bool:
    digits = {len(word.split(".")[0]) for word in column.words}
    is_dated = bool(set(folded(column.name).split()) & set(DATES.split()))
    return column.kind == "number" and is_dated and digits in ({10}, {13})


class _Draft:
    """A proposal being written."""

    def __init__(self, sniffed: Sniffed, columns: tuple[Profile, ...]):
        self.sniffed, self.profiles = sniffed, columns
        self.settings: dict = {"table": OPEN, **sniffed.settings, "columns": {}}
        self.questions: dict[Path_, Question] = {}
        self.notes: list[Question] = []

    def ask(self, path: Path_, sentence: str, options: Sequence[str], **values: str) -> None:
        """Leave a setting open."""
        at = self.settings
        for key in path[:-1]:
            at = at.setdefault(key, {})
        at[path[-1]] = OPEN
        self.questions[path] = Question(sentence, values, tuple(options))

    def finished(self) -> Proposal:
        means = [
            column.name
            for column in self.profiles
            if is_mean(column.name) and column.kind in ("number", "clock")
        ]
        if means:
            self.notes.append(Question(NOTES["mean"], {"columns": ", ".join(means)}))
        columns = self.settings.pop("columns")
        self.settings["columns"] = columns
        return Proposal(self.settings, self.questions, self.profiles, tuple(self.notes))

    def fill(self, match: _Match) -> None:
        for column in match.table.columns:
            if column.name in match.pairs:
                self._rule(column, match.pairs[column.name], match)
            elif column.name == "end_at" and match.table.name in INTERVALS:
                self._length(match)
            elif column in match.missing:
                path = ("columns", column.name, "column")
                self.ask(path, QUESTIONS["column"], (), target=column.name, meaning=column.meaning)

    def _rule(self, column: Column, found: Profile, match: _Match) -> None:
        path = ("columns", column.name)
        self.settings["columns"][column.name] = rule = {"column": found.name}
        if column.name in ("contact_id", "evaluation_id", "record_id"):
            self._note_repeats(found)
        if column.kind in MOMENTS:
            self._moment(path, rule, found, match)
        elif column.kind is Kind.DURATION:
            self._unit(path, rule, found)
        elif column.kind is Kind.CODE or column.kind is Kind.FLAG:
            self._codes(path, rule, found, column)
        elif column.kind is Kind.SHARE and _is_percent(found):
            rule["percent"] = True

    def _note_repeats(self, found: Profile) -> None:
        if not self.sniffed.table.cells[found.name].dropna().is_unique:
            self.notes.append(Question(NOTES["repeats"], {"column": found.name}))

    def _moment(self, path: Path_, rule: dict, found: Profile, match: _Match) -> None:
        if _is_epoch(found):
            is_short = len(found.words[0].split(".")[0]) == 10
            rule["format"] = "epoch_s" if is_short else "epoch_ms"
            return
        day, clock = found, ""
        if found.kind == "clock":
            day = next(column for column in self.profiles if column.kind == "date")
            clock = _clock_format(found.words)
            rule.pop("column")
            rule["columns"] = [day.name, found.name]
            anchor = next((name for name in ANCHORS if name in match.pairs), path[1])
            if anchor != path[1]:
                rule["nearest_to"] = anchor
        elif found.is_midnight and self._needs_clock(path[1], match):
            rule.pop("column")
            clocks = [f"[{day.name}, {c.name}]" for c in self.profiles if c.kind == "clock"]
            self.ask((*path, "columns"), QUESTIONS["clock"], clocks, column=day.name)
        formats = [fmt if fmt == ISO else f"{fmt}{clock}" for fmt in day.formats]
        if len(formats) > 1:
            example = max(day.examples, key=lambda word: len(set(readings(word).values())))
            shown = ", ".join(dict.fromkeys(readings(example).values()))
            self.ask((*path, "format"), QUESTIONS["format"], formats, found=example, readings=shown)
        elif formats[0] != ISO:
            rule["format"] = formats[0]

    def _needs_clock(self, target: str, match: _Match) -> bool:
        """Tell whether a column is an instant of which a date alone says too little."""
        is_instant = match.table[target].kind is Kind.INSTANT
        return is_instant and match.table.name not in INTERVALS

    def _unit(self, path: Path_, rule: dict, found: Profile) -> None:
        if found.kind == "clock":
            if any(word.count(":") == 2 for word in found.words):
                rule["unit"] = "clock"
                return
            options = ("clock", "mm:ss")
        elif unit_of(found.name):
            rule["unit"] = unit_of(found.name)
            return
        else:
            options = ("s", "min", "h", "ms")
        values = {"column": found.name, "found": found.examples[0]}
        self.ask((*path, "unit"), QUESTIONS["unit"], options, **values)

    def _codes(self, path: Path_, rule: dict, found: Profile, column: Column) -> None:
        if column.kind is Kind.FLAG:
            known = (*convert.TRUE_WORDS, *convert.FALSE_WORDS)
            if all(word.casefold() in known for word in found.words):
                return
        elif set(found.words) <= set(column.allowed):
            return
        allowed = column.allowed or ("yes", "no")
        rule["codes"] = codes = {}
        for word in found.words:
            code = code_of(word, column.name)
            codes[word] = code
            if code == "aux":
                codes[word] = {"code": "aux", "aux_code": folded(word).replace(" ", "_")}
            elif code is None:
                at = (*path, "codes", word)
                self.ask(at, QUESTIONS["code"], allowed, found=word)

    def _length(self, match: _Match) -> None:
        start = match.pairs.get("start_at")
        length = _usual_step(start, self.sniffed.table.cells) if start else None
        rule = {"after": "start_at", "length": length or OPEN}
        self.settings["columns"]["end_at"] = rule
        if length is None:
            options = ("15 min", "30 min", "1 h", "1 day")
            self.ask(("columns", "end_at", "length"), QUESTIONS["length"], options)


def _is_percent(found: Profile) -> bool:
    return any("%" in word for word in found.words)


def _clock_format(words: Sequence[str]) -> str:
    has_seconds = any(word.count(":") == 2 for word in words)
    has_fraction = any(re.search(r"[.]\d+$", word) for word in words)
    return " %H:%M" + (":%S" if has_seconds else "") + (".%f" if has_fraction else "")


def _spread(column: pd.Series) -> pd.Series:
    """Return cells from the whole length of a column: its first day alone settles no date."""
    return column.iloc[:: max(1, len(column) // N_SAMPLE)]


def _usual_step(start: Profile, cells: pd.DataFrame) -> str | None:
    """Return the length of the intervals, if their starts show it."""
    if start.kind == "date" and start.is_midnight:
        return "1 day"
    words = cells[start.name].head(N_SAMPLE).dropna().drop_duplicates().str.strip().tolist()
    texts = [f"2000-01-01 {word}" for word in words] if start.kind == "clock" else words
    fmt = ISO if start.kind == "clock" else (start.formats or (ISO,))[0]
    moments = read_moments(texts, fmt)
    steps = np.diff(np.unique(moments.local_ms[moments.fault == None])) // 60_000  # noqa: E711
    known = {15: "15 min", 30: "30 min", 60: "1 h"}
    return known.get(int(steps.min())) if steps.size else None


def _shared(found: Sequence[tuple[Path, Proposal]]) -> Iterable[Proposal]:
    """Give files of the same form one proposal, where a pattern names them and no others."""
    names = [proposal.settings["files"] for _, proposal in found]
    done: set[int] = set()
    for i, (_, proposal) in enumerate(found):
        if i in done:
            continue
        same = [j for j in range(i, len(found)) if _same_form(proposal, found[j][1])]
        pattern = _pattern([names[j] for j in same])
        matched = {name for name in names if fnmatchcase(name, pattern)}
        if len(same) > 1 and matched == {names[j] for j in same}:
            done |= set(same)
            yield replace(proposal, settings={**proposal.settings, "files": pattern})
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


def _raw_names(columns: Mapping[str, dict]) -> Iterable[str]:
    for rule in columns.values():
        yield from (rule["column"],) if "column" in rule else rule.get("columns", ())


QUESTIONS = {
    "table": N_("What does this file feed? The names of its columns do not say."),
    "encoding": N_("In which encoding was it written?"),
    "separator": N_("Which sign separates the cells?"),
    "header_line": N_("Which line holds the column names (0: none)?"),
    "decimal": N_("Which is the decimal sign? The numbers can be read with either."),
    "format": N_('Which is the date format? "{found}" can be read as {readings}.'),
    "clock": N_('"{column}" gives no time of day. With which clock time is it to be joined?'),
    "unit": N_('In which unit is "{column}" ("{found}")?'),
    "length": N_("How long is each interval?"),
    "column": N_(
        "Which column is `{target}` ({meaning})? If none, write `constant` and its value."
    ),
    "code": N_('What does "{found}" mean?'),
}
NOTES = {
    "mean": N_(
        "means or ratios, which cannot be summed; they are a party's statements, for the table "
        "`reported`: {columns}"
    ),
    "repeats": N_('"{column}" repeats in the file: alone it identifies no row.'),
}
