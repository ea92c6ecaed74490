"""A proposal being written: the rule of each column, and a question where the file is silent."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cctoolkit.sources import convert
from cctoolkit.sources.dateformat import ISO, read_moments, readings
from cctoolkit.sources.mapping import LAST_DAYS, OPEN
from cctoolkit.sources.matching import INTERVALS, MOMENTS, Match
from cctoolkit.sources.profile import (
    MAX_WORDS,
    N_SAMPLE,
    Profile,
    clock_format,
    is_epoch,
    is_percent,
)
from cctoolkit.sources.proposal import NOTES, QUESTIONS, Path_, Proposal, Question
from cctoolkit.sources.sniff import Sniffed
from cctoolkit.sources.synonyms import (
    AUX_ALONE,
    code_of,
    folded,
    is_mean,
    listed,
    slug,
    unit_of,
)
from cctoolkit.tables.catalogue import CHANNELS, Column, Kind

ANCHORS = ("start_at", "arrived_at")


class Draft:
    """A proposal being written."""

    def __init__(self, sniffed: Sniffed, columns: tuple[Profile, ...]):
        self.sniffed, self.profiles = sniffed, columns
        self.settings: dict = {"table": OPEN, **sniffed.settings, "columns": {}}
        self.questions: dict[Path_, Question] = {}
        self.notes: list[Question] = []
        self.aux_codes: dict[str, str] = {}

    def ask(self, path: Path_, sentence: str, options: Sequence[str], **values: str) -> None:
        """Leave a setting open."""
        at = self.settings
        for key in path[:-1]:
            at = at.setdefault(key, {})
        at[path[-1]] = OPEN
        self.questions[path] = Question(sentence, values, tuple(options))

    def finished(self) -> Proposal:
        """Return what was written so far, the columns last."""
        means = [
            column.name
            for column in self.profiles
            if is_mean(column.name) and column.kind in ("number", "clock")
        ]
        if means:
            self.notes.append(Question(NOTES["mean"], {"columns": ", ".join(means)}))
        columns = self.settings.pop("columns")
        self.settings["columns"] = columns
        return Proposal(
            self.settings,
            self.questions,
            self.profiles,
            tuple(self.notes),
            aux_codes=self.aux_codes,
        )

    def fill(self, match: Match) -> None:
        """Write the rules of all columns of a table."""
        for column in match.table.columns:
            if column.name in match.pairs:
                self._rule(column, match.pairs[column.name], match)
            elif column.name == "end_at" and match.table.name in INTERVALS:
                self._length(match)
            elif column in match.missing:
                path = ("columns", column.name, "column")
                self.ask(path, QUESTIONS["column"], (), target=column.name, meaning=column.meaning)
            elif column.name == "channel":
                self.notes.append(Question(NOTES["channel"], {"channels": ", ".join(CHANNELS)}))
        if "aux_code" in match.pairs:
            self._list_reasons(match.pairs["aux_code"])

    def _rule(self, column: Column, found: Profile, match: Match) -> None:
        path = ("columns", column.name)
        self.settings["columns"][column.name] = rule = {"column": found.name}
        if column.name in ("contact_id", "evaluation_id", "record_id"):
            self._note_repeats(found)
        if column.kind in MOMENTS:
            self._moment(path, rule, found, match)
            if column.name in LAST_DAYS:
                values = {"column": found.name, "found": found.examples[0]}
                self.ask((*path, "inclusive"), QUESTIONS["inclusive"], ("true", "false"), **values)
        elif column.kind is Kind.DURATION:
            self._unit(path, rule, found)
        elif column.kind is Kind.CODE or column.kind is Kind.FLAG:
            self._codes(path, rule, found, column, match)
        elif column.kind is Kind.SHARE and is_percent(found):
            rule["percent"] = True

    def _note_repeats(self, found: Profile) -> None:
        if not self.sniffed.table.cells[found.name].dropna().is_unique:
            self.notes.append(Question(NOTES["repeats"], {"column": found.name}))

    def _moment(self, path: Path_, rule: dict, found: Profile, match: Match) -> None:
        if is_epoch(found):
            is_short = len(found.words[0].split(".")[0]) == 10
            rule["format"] = "epoch_s" if is_short else "epoch_ms"
            return
        day, clock = found, ""
        if found.kind == "clock":
            day = next(column for column in self.profiles if column.kind == "date")
            clock = clock_format(found.words)
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

    def _needs_clock(self, target: str, match: Match) -> bool:
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

    def _codes(self, path: Path_, rule: dict, found: Profile, column: Column, match: Match) -> None:
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
            says_which = "aux_code" not in match.pairs or folded(word) not in listed(AUX_ALONE)
            if code == "aux" and says_which:
                name = slug(word)
                codes[word] = {"code": "aux", "aux_code": name}
                self.aux_codes.setdefault(name, word)
            elif code is None:
                at = (*path, "codes", word)
                self.ask(at, QUESTIONS["code"], allowed, found=word)

    def _list_reasons(self, found: Profile) -> None:
        """List the words of a column of auxiliary codes, where the state, if any, is auxiliary."""
        cells = self.sniffed.table.cells
        words = cells[found.name].str.strip()
        state = self.settings["columns"].get("state")
        if state is not None:
            codes = state.get("codes", {"aux": "aux"})
            words = words[cells[state["column"]].str.strip().map(codes).eq("aux")]
        reasons = sorted({*words.dropna()} - {""})
        if len(reasons) <= MAX_WORDS:
            self.aux_codes |= {word: word for word in reasons}

    def _length(self, match: Match) -> None:
        start = match.pairs.get("start_at")
        length = _usual_step(start, self.sniffed.table.cells) if start else None
        rule = {"after": "start_at", "length": length or OPEN}
        self.settings["columns"]["end_at"] = rule
        if length is None:
            options = ("15 min", "30 min", "1 h", "1 day")
            self.ask(("columns", "end_at", "length"), QUESTIONS["length"], options)


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
