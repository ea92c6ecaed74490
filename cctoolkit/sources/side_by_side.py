"""A second table of a file: thresholds of waiting, or auxiliary codes, in columns side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from cctoolkit.sources.headers import Threshold, aux_name, threshold
from cctoolkit.sources.mapping import OPEN
from cctoolkit.sources.profile import Profile, is_fraction
from cctoolkit.sources.proposal import NOTES, QUESTIONS, Path_, Proposal, Question
from cctoolkit.sources.synonyms import is_mean, slug, unit_of
from cctoolkit.tables.catalogue import CATALOGUE

CLOCKS = ("clock", "mm:ss")
UNITS = ("s", "min", "h", "ms")


class Within(NamedTuple):
    """A column that counts contacts within a threshold."""

    column: Profile
    threshold: Threshold


def with_side_by_side(main: Proposal) -> list[Proposal]:
    """Return a proposal and those of the other table that its file feeds, if it does.

    Thresholds go to `queue_thresholds`, the time of each auxiliary code to `aux_intervals`; both
    take the interval, the queue or the agent, and what is open about them, from the first.
    """
    others: list[Proposal] = []
    notes: list[Question] = []
    table = main.settings.get("table")
    if table == "queue_intervals":
        others, notes = _thresholds(main)
    elif table == "agent_intervals":
        others, notes = _aux_codes(main)
    read = {name for other in others for name in other.used} - main.used
    left = tuple(column for column in main.columns if column.name not in read)
    return [replace(main, columns=left, notes=(*main.notes, *notes)), *others]


def _thresholds(main: Proposal) -> tuple[list[Proposal], list[Question]]:
    found = [
        Within(column, said)
        for column in main.columns
        if column.kind == "number" and column.name not in main.used and not is_fraction(column)
        if (said := threshold(column.name)) is not None
    ]
    answered = [one for one in found if one.threshold.side == "answered"]
    abandoned = {one.threshold.ms: one for one in found if one.threshold.side == "abandoned"}
    pairs = {one.threshold.ms: one for one in answered if one.threshold.ms in abandoned}
    pairs.pop(None, None)
    both = [_one_threshold(main, one, abandoned[ms].column) for ms, one in pairs.items()]
    rest = [one for one in answered if one not in pairs.values()]
    alone = [one.column.name for ms, one in abandoned.items() if ms not in pairs]
    notes = [Question(NOTES["abandoned_within"], {"columns": ", ".join(alone)})] if alone else []
    if len(rest) > 1:
        return [*both, _many_thresholds(main, rest)], notes
    return [*both, *(_one_threshold(main, one) for one in rest)], notes


def _one_threshold(main: Proposal, one: Within, abandoned: Profile | None = None) -> Proposal:
    """Propose a single threshold: the same constant on every row."""
    said, questions, place = one.threshold, {}, ("columns", "threshold_ms")
    rule: dict[str, object] = {"constant": OPEN, "unit": said.unit or "s"}
    if said.amount is None:
        values = {"column": one.column.name}
        questions[*place, "constant"] = Question(QUESTIONS["threshold"], values)
    elif said.amount % 1:
        rule = {"constant": int(said.amount * 1000), "unit": "ms"}
    else:
        rule["constant"] = int(said.amount)
    if said.amount is not None and said.unit is None:
        rule["unit"] = OPEN
        values = {"column": one.column.name}
        questions[*place, "unit"] = Question(QUESTIONS["threshold_unit"], values, ("s", "min"))
    columns = {"threshold_ms": rule, "n_answered_within": {"column": one.column.name}}
    if abandoned is not None:
        columns["n_abandoned_within"] = {"column": abandoned.name}
    return _second(main, "queue_thresholds", questions, columns=columns)


def _many_thresholds(main: Proposal, several: Iterable[Within]) -> Proposal:
    """Propose several thresholds: each column makes rows of its own."""
    columns: dict[str, object] = {}
    questions: dict[Path_, Question] = {}
    for column, said in several:
        columns[column.name] = OPEN if said.ms is None else said.ms
        if said.ms is None:
            path = ("unpivot", "columns", column.name)
            known = (
                () if said.amount is None else (replace(said, unit=unit) for unit in ("s", "min"))
            )
            options = tuple(str(each.ms) for each in known)
            values = {"column": column.name}
            questions[path] = Question(QUESTIONS["threshold_ms"], values, options)
    turned = {"into": "threshold_ms", "value": "n_answered_within", "columns": columns}
    return _second(main, "queue_thresholds", questions, unpivot=turned)


def _aux_codes(main: Proposal) -> tuple[list[Proposal], list[Question]]:
    found = {
        column.name: (column, name)
        for column in main.columns
        if column.kind in ("clock", "number") and column.name not in main.used
        if not is_mean(column.name) and (name := aux_name(column.name)) is not None
    }
    if not found:
        return [], []
    unit, options = _unit_of_all([column for column, _ in found.values()])
    codes = {name: slug(code) for name, (_, code) in found.items()}
    turned = {"into": "aux_code", "value": "aux_ms", "unit": unit, "columns": codes}
    questions = {}
    if unit == OPEN:
        column = next(iter(found.values()))[0]
        values = {"found": f'"{column.name}" ("{column.examples[0]}")'}
        questions["unpivot", "unit"] = Question(QUESTIONS["aux_unit"], values, options)
    second = _second(main, "aux_intervals", questions, unpivot=turned)
    notes = [] if "aux_ms" in main.settings["columns"] else [Question(NOTES["aux_total"])]
    named = {code: name for name, code in reversed(codes.items())}
    return [replace(second, aux_codes=dict(reversed(named.items())))], notes


def _unit_of_all(columns: Sequence[Profile]) -> tuple[str, tuple[str, ...]]:
    """Return the unit that all the columns have, or `OPEN` and those that may be."""
    if all(column.kind == "clock" for column in columns):
        has_hours = any(word.count(":") == 2 for column in columns for word in column.words)
        return ("clock", ()) if has_hours else (OPEN, CLOCKS)
    units = {unit_of(column.name) if column.kind == "number" else None for column in columns}
    (unit, *others) = units
    return (unit, ()) if unit and not others else (OPEN, UNITS)


def _second(
    main: Proposal,
    table: str,
    questions: Mapping[Path_, Question],
    *,
    columns: Mapping[str, dict] | None = None,
    unpivot: Mapping[str, object] | None = None,
) -> Proposal:
    """Propose a second table of the same file, with the first one's key and questions."""
    turned = () if unpivot is None else (unpivot["into"], unpivot["value"])
    key = {
        name: rule
        for name, rule in main.settings["columns"].items()
        if name in CATALOGUE[table] and name not in turned
    }
    settings = {**main.settings, "table": table}
    del settings["columns"]
    settings |= {} if unpivot is None else {"unpivot": dict(unpivot)}
    settings["columns"] = key | dict(columns or {})
    same = {"table": str(main.settings["table"])}
    asked = {
        path: Question(QUESTIONS["again"], same, question.options)
        for path, question in main.questions.items()
        if path[0] != "columns" or path[1] in key
    }
    second = Proposal(settings, asked | dict(questions))
    return replace(second, columns=tuple(c for c in main.columns if c.name in second.used))
