"""Words that no vocabulary lists: unclassified while they weigh little, problems above that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cctoolkit.errors import Problem

NEUTRAL = {"state": "unknown", "aux_code": "unclassified"}
COLUMNS = {"word": "str", "column": "str", "n_rows": "int64", "duration_ms": "int64"}


@dataclass(frozen=True)
class Words:
    """The words of one canonical column that its vocabulary does not list.

    `word` is missing where the word is known; `label` is the column of the file.
    """

    word: pd.Series
    label: str
    listed: tuple[str, ...]


@dataclass(frozen=True)
class Settled:
    """What became of the unknown words: rows that must go, words let through, problems."""

    is_bad: np.ndarray
    unclassified: pd.DataFrame
    problems: tuple[Problem, ...]


def settle(frame: pd.DataFrame, words: Mapping[str, Words], max_share: float) -> Settled:
    """Decide which unknown words are let through.

    Their share is by duration where rows have one (end minus start, or time in the code), else by
    rows. A column with a neutral code keeps its rows up to `max_share`; above it, and in a column
    without one, each word of each file is a problem and its rows must go.

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
    for column, found in words.items():
        is_unknown = found.word.notna().to_numpy(bool)
        weight = lasting if lasting.sum() else np.ones(len(frame), np.int64)
        is_light = weight[is_unknown].sum() <= max_share * weight.sum()
        if column in NEUTRAL and is_light:
            listed.append(_listed(found, column, lasting))
            continue
        is_bad |= is_unknown
        problems += _problems(frame[is_unknown], found)
    unclassified = pd.concat(listed) if listed else pd.DataFrame({name: [] for name in COLUMNS})
    return Settled(is_bad, unclassified.astype(COLUMNS).reset_index(drop=True), tuple(problems))


def durations_ms(frame: pd.DataFrame) -> np.ndarray:
    """Return how long each row lasts; 0 where it doesn't say."""
    if "aux_ms" in frame:
        return frame["aux_ms"].fillna(0).to_numpy(np.int64)
    if "start_at" not in frame or "end_at" not in frame:
        return np.zeros(len(frame), np.int64)
    ends = frame["end_at"].fillna(frame["start_at"])
    lasting = (ends - frame["start_at"]) // pd.Timedelta(1, "ms")
    return lasting.fillna(0).clip(lower=0).to_numpy(np.int64)


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
            "code_unknown",
            str(row.raw_file),
            line=int(row.line),
            column=found.label,
            found=row.word,
            allowed=", ".join(word or '""' for word in found.listed),
            values={"n_rows": int(row.n_rows)},
        )
        for row in summed.itertuples()
    ]
