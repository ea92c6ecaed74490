"""What somebody can make of published sums by subtraction, tried out in full."""

from collections.abc import Iterable
from itertools import combinations

import numpy as np
import pandas as pd

MINIMUM = 5


def singled_out(figures: Iterable[pd.Series], agent_id: pd.Series) -> list[str]:
    """Agents, fewer than the minimum, on whom alone some weighted sum of the figures rests.

    A figure is the sum over the rows that it marks. If the figures lose rank when all the rows of
    the other agents are kept and only those of a few are taken away, a sum of figures exists that
    vanishes everywhere but on these few. Empty if nobody can be singled out.
    """
    marks = np.array([figure.to_numpy(dtype=float) for figure in figures])
    names, who = np.unique(agent_id.to_numpy(dtype=str), return_inverse=True)
    patterns, place = np.unique(marks, axis=1, return_inverse=True)
    has = np.zeros((len(names), patterns.shape[1]), dtype=bool)
    has[who, place.ravel()] = True
    inside = patterns.any(axis=0)
    patterns, has = patterns[:, inside], has[:, inside]
    rank = np.linalg.matrix_rank(patterns) if patterns.size else 0
    exposed = np.flatnonzero(has[:, has.sum(axis=0) < MINIMUM].any(axis=1))
    for few in combinations(exposed, min(MINIMUM - 1, len(exposed))):
        others = np.delete(has, few, axis=0).any(axis=0)
        if not others.all() and np.linalg.matrix_rank(patterns[:, others]) < rank:
            return names[list(few)].tolist()
    return []


def marks(rows: pd.DataFrame, column: str, values: Iterable) -> list[pd.Series]:
    """One figure for each value of a column."""
    return [rows[column].eq(value).fillna(False).astype(bool) for value in values]


def everything(rows: pd.DataFrame) -> pd.Series:
    """The figure of the whole."""
    return pd.Series(True, rows.index)
