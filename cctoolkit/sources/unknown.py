"""Words that no vocabulary lists: unclassified while they weigh little, problems above that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cctoolkit.errors import Problem

NEUTRAL = {"state": "unknown", "aux_code": "unclassified"}
LONGEST_OPEN = pd.Timedelta(4, "h")
"""After a longer gap the agent's next state belongs to another session."""
COLUMNS = {"word": "str", "column": "str", "n_rows": "int64", "duration_ms": "int64"}


@dataclass(frozen=True)
class Words:
    """The words of one canonical column that its vocabulary does not list.

    `word` is missing where the word is known; `label` is the column of the file, `code` the
    problem that a word too heavy becomes.
    """

    word: pd.Series
    label: str
    listed: tuple[str, ...]
    code: str = "code_unknown"


@dataclass(frozen=True)
class Settled:
    """What became of the unknown words: rows that must go, words let through, problems."""

    is_bad: np.ndarray
    unclassified: pd.DataFrame
    problems: tuple[Problem, ...]


def settle(frame: pd.DataFrame, words: Mapping[str, Words], max_share: float) -> Settled:
    """Decide which unknown words are let through.

    Their share is of the connection, without what the log calls offline: by duration where rows
    have one (end minus start, or time in the code), else by rows. A state without an end weighs
    the time to the agent's next one; where that is not known either, its rows also count against
    all rows, and the larger of the two shares decides. A column with a neutral code keeps its rows
    up to `max_share`; above it, and in a column without one, each word of each file is a problem
    and its rows must go.

    Parameters
    ----------
    frame : DataFrame
        Canonical columns and `raw_file`, `raw_line`.
    words : mapping of str to Words
        By canonical column, row for row with `frame`.
    max_share : float
    """
    is_bad = np.zeros(len(frame), bool)
    listed, problems = [], []
    lasting = durations_ms(frame)
    is_open = _ends_nowhere(frame) & (lasting == 0)
    counts = _is_connected(frame)
    for column, found in words.items():
        is_unknown = found.word.notna().to_numpy(bool)
        share = _share(is_unknown[counts], lasting[counts], is_open[counts])
        is_light = share <= max_share
        if column in NEUTRAL and is_light:
            listed.append(_listed(found, column, lasting))
            continue
        is_bad |= is_unknown
        problems += _problems(frame[is_unknown], found)
    unclassified = pd.concat(listed) if listed else pd.DataFrame({name: [] for name in COLUMNS})
    return Settled(is_bad, unclassified.astype(COLUMNS).reset_index(drop=True), tuple(problems))


def durations_ms(frame: pd.DataFrame) -> np.ndarray:
    """Return how long each row lasts; 0 where it doesn't say.

    A state that has no end lasts until the agent's next one, if that is near.
    """
    if "aux_ms" in frame:
        return frame["aux_ms"].fillna(0).to_numpy(np.int64)
    if "start_at" not in frame or "end_at" not in frame:
        return np.zeros(len(frame), np.int64)
    ends = frame["end_at"]
    if ends.isna().any() and "agent_id" in frame:
        ends = ends.fillna(_next_start(frame))
    lasting = (ends - frame["start_at"]) // pd.Timedelta(1, "ms")
    return lasting.fillna(0).clip(lower=0).to_numpy(np.int64)


def _next_start(frame: pd.DataFrame) -> pd.Series:
    """Return when the agent's next row begins, missing where that is too far away to tell."""
    ordered = frame[["agent_id", "start_at"]].sort_values(["agent_id", "start_at"], kind="stable")
    following = ordered.groupby("agent_id")["start_at"].shift(-1)
    return following.where(following - ordered["start_at"] <= LONGEST_OPEN).reindex(frame.index)


def _ends_nowhere(frame: pd.DataFrame) -> np.ndarray:
    if "start_at" not in frame or "end_at" not in frame:
        return np.zeros(len(frame), bool)
    return frame["end_at"].isna().to_numpy(bool)


def _is_connected(frame: pd.DataFrame) -> np.ndarray:
    """Return the rows of connection: hours logged as offline would make every other one light."""
    if "state" not in frame:
        return np.ones(len(frame), bool)
    return frame["state"].ne("offline").to_numpy(bool)


def _share(is_unknown: np.ndarray, lasting: np.ndarray, is_open: np.ndarray) -> float:
    """Return the share of time of the unknown words, or of rows where the time isn't known."""
    if not len(is_unknown):
        return 0.0
    if not lasting.sum():
        return float(is_unknown.mean())
    return max(lasting[is_unknown].sum() / lasting.sum(), (is_unknown & is_open).mean())


def _listed(found: Words, column: str, lasting: np.ndarray) -> pd.DataFrame:
    each = pd.DataFrame({"word": found.word, "duration_ms": lasting}).groupby("word", sort=True)
    summed = each.agg(n_rows=("duration_ms", "size"), duration_ms=("duration_ms", "sum"))
    return summed.reset_index().assign(column=column)[[*COLUMNS]]


def _problems(rows: pd.DataFrame, found: Words) -> list[Problem]:
    each = rows.assign(word=found.word[rows.index]).groupby(
        ["raw_file", "word"], observed=True, sort=False
    )
    summed = each.agg(line=("raw_line", "min"), n_rows=("raw_line", "size")).reset_index()
    return [
        Problem(
            found.code,
            str(row.raw_file),
            line=int(row.line),
            column=found.label,
            found=row.word,
            allowed=", ".join(word or '""' for word in found.listed),
            values={"n_rows": int(row.n_rows)},
        )
        for row in summed.itertuples()
    ]
