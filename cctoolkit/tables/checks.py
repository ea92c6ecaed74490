"""Rules that a canonical table must keep, and what happens to the rows that don't.

A rule that says "this file was not read as it is" stops the table. A rule that says "this is what
the system recorded" leaves the row out, counts it and becomes a data-quality defect; but when more
than `max_share` of the rows break it, and more than `FEW`, the reading is to blame and it stops the
table too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas as pd

from cctoolkit.errors import Problem
from cctoolkit.tables.catalogue import Kind, Table
from cctoolkit.tables.defects import Defect

ROUNDING_MS = 1000
"""Systems round to the second."""
CONNECTION_PARTS = (
    "talk_ms",
    "hold_ms",
    "acw_ms",
    "ring_ms",
    "available_ms",
    "aux_ms",
    "unknown_ms",
)
INTERVAL_TIME = {"agent_intervals": "logged_ms", "aux_intervals": "aux_ms"}
"""The time of one agent in an interval, which can't be more than the interval."""
LINEAGE = ("raw_file", "raw_line")
MAX_SHARE = 0.01
FEW, FEWEST_ROWS = 2, 30
"""A row or two of a small table say nothing of how it was read."""
CLOCK_DRIFT = pd.Timedelta(2, "s")
"""Two clocks of one system may differ by this much: an answer is not before its arrival."""
SPANS = ("assignments", "absences", "identities", "reported")
DAY_MS = 86_400_000
MINUTE_MS = 60_000
LIVE = ("voice", "chat")
"""Channels in which the customer is there: an e-mail may wait for days."""
HANDLING = ("talk_ms", "hold_ms", "acw_ms")
UNRECORDED = {
    "wait_beyond_day": ("wait_ms",),
    "handling_beyond_day": HANDLING,
    "talk_beyond_contact": HANDLING,
}
"""Durations that nobody can believe, and what is taken as not recorded: of handling, all of it."""
KEPT = frozenset({"times_out_of_order", *UNRECORDED})
"""A contact happened even if one of its times is wrong: it is counted, and said."""


@dataclass(frozen=True)
class Checked:
    """A table after its rules: usable rows, what stops it, what the report will say."""

    frame: pd.DataFrame
    problems: tuple[Problem, ...]
    defects: tuple[Defect, ...]


def check(table: Table, frame: pd.DataFrame, *, max_share: float = MAX_SHARE) -> Checked:
    """Apply every rule of a canonical table and report all of them at once.

    Parameters
    ----------
    table : Table
        Its definition in the catalogue.
    frame : DataFrame
        All its columns, plus `raw_file` and `raw_line`.
    max_share : float
        Share of rows above which a rule about content stops the table.

    Returns
    -------
    Checked
        `frame` without the rows left out; exact duplicates are left out once and counted.
    """
    problems = [*_missing_values(table, frame), *_unlisted_codes(table, frame)]
    frame, defects = _drop_repeated(table, frame)
    left_out = pd.Series(False, index=frame.index)
    for code, bad in _implausible(table, frame):
        if bad.mean() > max_share and not _are_few(bad):
            problems += [_at(row, code, table) for row in _rows(frame, bad)]
        elif bad.any():
            defects.append(Defect.of(code, table.name, frame[bad]))
            left_out |= bad & (code not in KEPT)
            frame = _without(frame, bad, UNRECORDED.get(code, ()))
    frame = frame[~left_out]
    if table.name == "contacts":
        frame, numbered = _number_legs(frame)
        defects += numbered
    problems += _conflicts(table, frame)
    if table.name == "assignments":
        problems += _overlapping_spans(table, frame)
    return Checked(frame.reset_index(drop=True), tuple(problems), tuple(defects))


def _are_few(bad: pd.Series) -> bool:
    return len(bad) >= FEWEST_ROWS and int(bad.sum()) <= FEW


def _rows(frame: pd.DataFrame, mask: pd.Series) -> Iterator[dict]:
    return iter(frame.loc[mask].to_dict("records"))


def _at(row: dict, code: str, table: Table, **more: object) -> Problem:
    line = row.get("raw_line")
    return Problem(
        code,
        file=row.get("raw_file"),
        line=None if line is None or pd.isna(line) else int(line),
        **{"values": {"table": table.name}, **more},
    )


def _missing_values(table: Table, frame: pd.DataFrame) -> Iterator[Problem]:
    for column in table.columns:
        if column.required:
            for row in _rows(frame, frame[column.name].isna()):
                yield _at(row, "value_missing", table, column=column.name)


def _unlisted_codes(table: Table, frame: pd.DataFrame) -> Iterator[Problem]:
    for column in table.columns:
        if not column.allowed:
            continue
        values = frame[column.name]
        for row in _rows(frame, values.notna() & ~values.isin(column.allowed)):
            yield _at(
                row,
                "code_not_allowed",
                table,
                column=column.name,
                found=str(row[column.name]),
                allowed=", ".join(column.allowed),
            )


def _drop_repeated(table: Table, frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Defect]]:
    repeated = frame.duplicated(subset=[*table.names])
    if not repeated.any():
        return frame, []
    return frame[~repeated], [Defect.of("repeated_rows", table.name, frame[repeated])]


def _without(frame: pd.DataFrame, bad: pd.Series, columns: tuple[str, ...]) -> pd.DataFrame:
    """Return the frame with some cells of the bad rows taken as not recorded."""
    return frame.assign(**{name: frame[name].mask(bad) for name in columns})


def _implausible(table: Table, frame: pd.DataFrame) -> Iterator[tuple[str, pd.Series]]:
    rules: tuple[tuple[bool, str, Callable[[], pd.Series]], ...] = (
        (table.is_interval, "ends_before_start", lambda: frame["end_at"] < frame["start_at"]),
        (
            table.name in SPANS,
            "ends_before_start",
            lambda: frame["to_on"] < frame["from_on"],
        ),
        (
            table.name == "contacts",
            "times_out_of_order",
            lambda: (
                (frame["ended_at"] < frame["answered_at"] - CLOCK_DRIFT)
                | (frame["ended_at"] < frame["arrived_at"] - CLOCK_DRIFT)
                | (frame["answered_at"] < frame["arrived_at"] - CLOCK_DRIFT)
            ),
        ),
        (
            table.name == "contacts",
            "wait_beyond_day",
            lambda: frame["channel"].isin(LIVE) & frame["wait_ms"].gt(DAY_MS),
        ),
        (
            table.name == "contacts",
            "handling_beyond_day",
            lambda: frame[[*HANDLING]].gt(DAY_MS).any(axis=1),
        ),
        (table.name == "contacts", "talk_beyond_contact", lambda: _talks_beyond(frame)),
        (
            table.name in INTERVAL_TIME,
            "longer_than_interval",
            lambda: frame[INTERVAL_TIME[table.name]] > _length_ms(frame) + ROUNDING_MS,
        ),
        (
            table.name == "agent_intervals",
            "part_beyond_whole",
            lambda: (
                frame[[*CONNECTION_PARTS]].gt(frame["logged_ms"] + ROUNDING_MS, axis=0).any(axis=1)
            ),
        ),
        (
            table.name == "queue_intervals",
            "part_beyond_whole",
            lambda: frame["n_handled"] > frame["n_answered"],
        ),
        (True, "negative_value", lambda: _any(frame, table, lambda values: values < 0)),
        (
            bool(table.of_kind(Kind.SHARE)),
            "shares_above_one",
            lambda: frame[[*table.of_kind(Kind.SHARE)]].gt(1).any(axis=1),
        ),
    )
    for applies, code, broken in rules:
        if applies:
            yield code, broken().fillna(False).astype(bool)


def _any(
    frame: pd.DataFrame, table: Table, rule: Callable[[pd.DataFrame], pd.DataFrame]
) -> pd.Series:
    return rule(frame[[*table.of_kind(Kind.DURATION, Kind.COUNT, Kind.SHARE)]]).any(axis=1)


def _talks_beyond(frame: pd.DataFrame) -> pd.Series:
    """Return the live contacts that talk for longer than from their answer to their end."""
    from_answer = frame["ended_at"] - frame["answered_at"]
    lasting_ms = from_answer.dt.total_seconds().mul(1000).clip(lower=0)
    is_possible = frame["channel"].isin(LIVE) & (from_answer >= -CLOCK_DRIFT)
    # What is longer than a day is said as that.
    is_beyond = frame["talk_ms"].gt(lasting_ms + MINUTE_MS) & frame["talk_ms"].le(DAY_MS)
    return is_possible & is_beyond.fillna(False)


def _length_ms(frame: pd.DataFrame) -> pd.Series:
    return (frame["end_at"] - frame["start_at"]).dt.total_seconds() * 1000


def _number_legs(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Defect]]:
    """Number the legs of a contact by arrival where the file gives them all the same number.

    Rows that also agree in their instants are no legs but one contact delivered twice with
    differences: they keep their number and conflict.
    """
    same = ["contact_id", "leg"]
    again = frame.duplicated([*same, "arrived_at", "answered_at"], keep=False)
    conflicting = frame["contact_id"].isin(frame.loc[again, "contact_id"])
    several = frame.duplicated(same, keep=False) & ~conflicting
    if not several.any():
        return frame, []
    order = frame.sort_values(["arrived_at", "answered_at", "raw_line"], kind="stable")
    legs = order.groupby("contact_id").cumcount().add(1).reindex(frame.index)
    numbered = frame.assign(leg=frame["leg"].mask(several, legs))
    return numbered, [Defect.of("legs_numbered", "contacts", frame[several])]


def _conflicts(table: Table, frame: pd.DataFrame) -> Iterator[Problem]:
    key = [*table.key]
    again = frame.duplicated(key)
    if not again.any():
        return
    alike = frame.groupby(key, dropna=False, sort=False, observed=True).ngroup()
    first = frame.groupby(alike, sort=False).head(1).set_index(alike.drop_duplicates())
    for row, number in zip(_rows(frame, again), alike[again], strict=True):
        yield _at(
            row,
            "key_conflict",
            table,
            found=", ".join(f"{name} = {'–' if pd.isna(row[name]) else row[name]}" for name in key),
            values={"table": table.name, "other_line": _line(first.loc[number])},
        )


def _overlapping_spans(table: Table, frame: pd.DataFrame) -> Iterator[Problem]:
    """An agent is in one place at a time."""
    ordered = frame.sort_values(["agent_id", "from_on"], kind="stable")
    open_end = pd.Timestamp("2262-01-01")
    until = ordered["to_on"].fillna(open_end)
    before = until.groupby(ordered["agent_id"]).cummax().groupby(ordered["agent_id"]).shift()
    for row in _rows(ordered, ordered["from_on"] < before):
        yield _at(row, "spans_overlap", table, found=f"{row['from_on']:%Y-%m-%d}")


def _line(row: pd.Series) -> str:
    return f"{row['raw_file']}:{row['raw_line']}"
