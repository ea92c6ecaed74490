"""The day sheet: what each interval required, and what each deviation cost the service level.

Every interval is a queue in its own steady state: see `planning.erlang` for what that leaves out.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import factorial

import numpy as np
import pandas as pd

from cctoolkit.planning.erlang import offered_load, solved
from cctoolkit.planning.requirement import Targets, positions_needed

CAUSES = ("volume", "handle_time", "absence", "adherence")
LINES = (*CAUSES, "model_error")
_DEMAND = {"volume": ("n_forecast", "n_offered"), "handle_time": ("forecast_aht_s", "aht_s")}


def required(n_contacts, aht_s, *, interval_s, targets: Targets, patience_s) -> np.ndarray | float:
    """Fewest whole positions with which contacts of a handle time meet the targets.

    Parameters
    ----------
    n_contacts, aht_s, interval_s, patience_s : float or array
        As in `offered_load` and `queue`; without contacts the handle time may be missing.
    targets : Targets

    Examples
    --------
    >>> targets = Targets(min_of_offered=0.8, threshold_s=20)
    >>> int(required(100, 180, interval_s=1800, targets=targets, patience_s=float("inf")))
    14
    """
    load = offered_load(n_contacts, aht_s, interval_s)
    return positions_needed(load, targets, aht_s=_some(aht_s), patience_s=patience_s)


def level(n_contacts, aht_s, positions, *, interval_s, threshold_s, patience_s, basis="offered"):
    """Share answered within the threshold that contacts and positions lead one to expect.

    Positions may be fractions: three agents of whom one rests ten minutes. Without contacts, who
    came would not wait: 1. Without positions nobody is answered: 0, of the answered too.

    Parameters
    ----------
    n_contacts, aht_s, positions, interval_s, threshold_s, patience_s : float or array
    basis : {"offered", "answered"}
    """
    load = offered_load(n_contacts, aht_s, interval_s)
    found = solved(load, positions, _some(aht_s), threshold_s, patience_s)
    return np.nan_to_num(getattr(found, f"of_{basis}"), nan=0.0)


def contributions(
    intervals: pd.DataFrame, *, threshold_s: float, basis: str = "offered"
) -> pd.DataFrame:
    """What each cause took from, or gave to, the service level, from the plan to what was lived.

    The level expected under the plan (contacts and handle time of the forecast, positions planned)
    becomes the level expected under the facts by four changes: volume, handle time, absence
    (planned positions less the absent) and adherence (from there to those present: pauses, other
    tasks, work outside the plan). What a change costs depends on which were made before it, so
    each gets its mean over the 24 orders: the Shapley value, the only division that adds up and
    treats the causes alike. What the model then lacks to the level measured is its own line.

    Parameters
    ----------
    intervals : DataFrame
        One row per interval and group of agents: `interval_s`, `patience_s`, `n_forecast`,
        `forecast_aht_s`, `n_offered`, `aht_s`, `planned_positions`, `absent_positions`,
        `present_positions`, `n_base` (contacts of known outcome that the level is a share of) and
        `n_within` (those answered within the threshold). A missing forecast or plan is taken to
        have been as what happened: its causes are 0.
    threshold_s : float
    basis : {"offered", "answered"}
        What the level is a share of.

    Returns
    -------
    DataFrame
        The rows with `plan_level`, `model_level` and, in contacts answered within the threshold,
        `plan_contacts`, one column per cause and `model_error_contacts`: together, `n_within`.

    References
    ----------
    Shapley (1953), A value for n-person games, in Contributions to the Theory of Games II.
    """
    rows = _filled(intervals)
    levels = _coalitions(rows, threshold_s, basis)
    base = rows["n_base"].to_numpy(float)
    plan, model = levels[frozenset()], levels[frozenset(CAUSES)]
    contacts = {f"{cause}_contacts": base * _shapley(levels, cause) for cause in CAUSES}
    return intervals.assign(
        plan_level=plan,
        model_level=model,
        plan_contacts=base * plan,
        **contacts,
        model_error_contacts=rows["n_within"].to_numpy(float) - base * model,
    )


def summed(rows: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Contributions of all the intervals of each group, in contacts and as part of the level.

    Levels are weighted by the contacts that came, so that days add up to their month.

    Parameters
    ----------
    rows : DataFrame
        As `contributions` makes them.
    by : sequence of str
        Columns that make the groups.

    Returns
    -------
    DataFrame
        One row per group: `n_offered`, `n_forecast`, `n_base`, `n_within`, `plan_contacts`,
        `<cause>_contacts`, `model_error_contacts`; `plan_level`, `measured_level`; the same as
        `<cause>_points` and `model_error_points`, shares of `n_base`.
    """
    lines = [f"{line}_contacts" for line in LINES]
    names = ["n_offered", "n_forecast", "n_base", "n_within", "plan_contacts", *lines]
    if by:
        sums = rows.groupby([*by], dropna=False, sort=True, observed=True)[names]
        table = sums.sum(min_count=1).reset_index()
    else:
        table = rows[names].sum(min_count=1).to_frame().T.reset_index(drop=True)
    table[names] = table[names].astype("float64")
    base = table["n_base"].where(table["n_base"] > 0)
    return table.assign(
        plan_level=table["plan_contacts"] / base,
        measured_level=table["n_within"] / base,
        **{f"{line}_points": table[f"{line}_contacts"] / base for line in LINES},
    )


def _some(aht_s) -> np.ndarray:
    """Handle times, with any number where there is none: no contact takes it."""
    return np.where(np.isnan(np.asarray(aht_s, dtype=float)), 1.0, aht_s)


def _filled(intervals: pd.DataFrame) -> pd.DataFrame:
    """Take what was not planned to have been planned as it happened."""
    rows = intervals.astype(dict.fromkeys(intervals.select_dtypes("number").columns, "float64"))
    for planned, actual in _DEMAND.values():
        rows[planned] = rows[planned].fillna(rows[actual])
        rows[actual] = rows[actual].fillna(rows[planned])
    planned = rows["planned_positions"].notna()
    return rows.assign(
        planned_positions=rows["planned_positions"].fillna(rows["present_positions"]),
        absent_positions=rows["absent_positions"].where(planned, 0.0).fillna(0.0),
    )


def _coalitions(rows: pd.DataFrame, threshold_s: float, basis: str) -> dict[frozenset, np.ndarray]:
    """Level expected with each set of causes changed from the plan to the facts."""
    subsets = [frozenset(s) for n in range(len(CAUSES) + 1) for s in combinations(CAUSES, n)]
    states = np.concatenate([_state(rows, changed) for changed in subsets])
    each, where = np.unique(states, axis=0, return_inverse=True)
    n_contacts, aht_s, positions, interval_s, patience_s = each.T
    found = level(
        n_contacts,
        aht_s,
        positions,
        interval_s=interval_s,
        threshold_s=threshold_s,
        patience_s=patience_s,
        basis=basis,
    )[where.ravel()]
    return dict(zip(subsets, found.reshape(len(subsets), len(rows)), strict=True))


def _state(rows: pd.DataFrame, changed: frozenset) -> np.ndarray:
    """Contacts, handle time, positions, length and patience, with some causes as they happened."""
    n_contacts, aht_s = (
        rows[names[cause in changed]].to_numpy(float) for cause, names in _DEMAND.items()
    )
    planned, absent, present = (
        rows[f"{name}_positions"].to_numpy(float) for name in ("planned", "absent", "present")
    )
    less = absent if "absence" in changed else 0.0
    more = present - (planned - absent) if "adherence" in changed else 0.0
    positions = np.maximum(planned - less + more, 0.0)
    aht_s = np.where(n_contacts > 0, _some(aht_s), 1.0)
    fixed = (rows[name].to_numpy(float) for name in ("interval_s", "patience_s"))
    return np.column_stack([n_contacts, aht_s, positions.round(9), *fixed])


def _shapley(levels: dict[frozenset, np.ndarray], cause: str) -> np.ndarray:
    """Mean of what a cause changes over all the orders in which the causes can be changed."""
    n, total = len(CAUSES), 0.0
    for before in levels:
        if cause not in before:
            weight = factorial(len(before)) * factorial(n - len(before) - 1) / factorial(n)
            total = total + weight * (levels[before | {cause}] - levels[before])
    return total
