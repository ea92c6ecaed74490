"""Agents held against their own mix, as far as chance allows: never against each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from cctoolkit.stats import (
    benjamini_hochberg,
    between_sd_of,
    expected_amounts,
    noise_of,
    overdispersion_of_scores,
    ratio_limits,
    shrink_normal,
)

LEAST_DAYS = 10
LEAST_AGENTS = 10
LEAST_PEERS = 5
LEAST_COMPARED = 0.5
FALSE_SHARE = 0.05
LEVELS = (0.95, 0.998)
PULLED_IN = 0.1
"""Share of agents on each side who don't widen the limits."""
CURVE_POINTS = 40


@dataclass(frozen=True)
class AgainstMix:
    """Agents beside what their mix would give, the whole of them, and the limits as curves.

    `agents`: a row per agent, in the order of their ids. `overall`: one row. `limits`: one row per
    level and amount expected.
    """

    agents: pd.DataFrame
    overall: pd.DataFrame
    limits: pd.DataFrame


def against_mix(
    cells: pd.DataFrame,
    *,
    least_amount: float = 0,
    least_expected: float = 0,
    least_days: int = LEAST_DAYS,
    least_agents: int = LEAST_AGENTS,
    least_peers: int = LEAST_PEERS,
    false_share: float = FALSE_SHARE,
) -> AgainstMix:
    """What each agent did over what his mix would give at everybody's rates, with what chance does.

    Indirect standardisation: expected = sum over the parts of the mix of the agent's amount in it
    times the rate of all agents in it; ratio = observed / expected. An agent's days are what
    repeats, not seconds or contacts, which go together within a day: the noise is the variance
    between days of the same agent, around his own ratio and pooled over agents, per amount
    expected. It takes days of all agents to be equally noisy for their size. An agent is outside
    when his ratio strays from 1 by more than that noise and what agents ordinarily differ
    (`between_sd`, without the extremes), at a share of false alarms over all agents of
    `false_share` (Benjamini-Hochberg), by t with as many degrees of freedom as agents are left
    who say how they differ. Outside is a question to ask, no answer: whatever is
    not in the mix, routing, tenure, hours of work, is still in the ratio. Two ratios are of two
    mixes, and are not to be ranked.

    Parameters
    ----------
    cells : DataFrame
        `agent_id`, `business_day`, `stratum`, `amount`, `observed`, as `agent_mix` makes them.
    least_amount, least_expected : float
        An agent with less, in the parts compared, is not judged.
    least_days : int
        Nor is one of fewer days.
    least_agents : int
        Below so many agents that could be judged, nobody is: they are no yardstick.
    least_peers : int
        Parts of the mix that fewer agents share are in no side; nor is an agent judged of whose
        amount less than half is in the parts compared.
    false_share : float

    Returns
    -------
    agents
        `agent_id`, `n_days`, `amount`, `observed`, `expected`, `ratio` (NaN where nothing is
        expected), all of the parts compared; `compared_share` of the agent's whole amount;
        `shrunk_ratio`, `low`, `high` (95 %): the empirical Bayes estimate, drawn to the common mean
        as far as chance would; `funnel_low`, `funnel_high` at 95 % and `funnel_wide_low`,
        `funnel_wide_high` at 99.8 %; `adjusted_p`; `standing` (`inside`, `more`, `less`,
        `not_judged`) and, of the latter, `unjudged_because`.
    overall
        `n_agents`, `n_judged`, `n_not_judged`, `n_outside`, `n_more`, `n_less`; `n_beyond` and
        `n_beyond_wide` the limits, beside `n_by_chance` and `n_wide_by_chance` that chance
        alone would put there; `noise`, `phi` (mean square of the distances in units of noise,
        extremes pulled in), `between_sd` (standard deviation of the true ratios), `amount`,
        `observed`, `rate`.
    limits
        `confidence`, `expected`, `low`, `high`: the curves over the agents judged.

    References
    ----------
    Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202. Breslow and Day (1987),
    Statistical Methods in Cancer Research II, chapter 2, on what indirect standardisation compares.
    """
    days = _days(cells, least_peers)
    agents = _agents(days)
    noise = noise_of(days["agent_id"], days["observed"], days["expected"])
    enough = {
        "few_days": agents["n_days"] >= least_days,
        "little_shared": agents["compared_share"] >= LEAST_COMPARED,
        "little_evidence": (agents["amount"] >= least_amount)
        & (agents["expected"] >= max(least_expected, np.finfo(float).tiny)),
    }
    because = _first_missing(enough)
    because = because.mask((because == "") & (not noise > 0), "few_days")
    n_enough = int((because == "").sum())
    because = because.mask((because == "") & (n_enough < least_agents), "few_agents")
    judged = because == ""
    spread = _spread(agents[judged], noise)
    agents = agents.assign(**_chance(agents, judged, spread, false_share))
    agents["unjudged_because"] = because.astype("str").where(~judged)
    overall = _overall(agents, judged, spread)
    return AgainstMix(agents, overall, _curves(agents.loc[judged, "expected"], spread))


def _days(cells: pd.DataFrame, least_peers: int) -> pd.DataFrame:
    """Sum the parts compared by agent and day, beside the whole amount."""
    cells = cells[cells["amount"] > 0].sort_values(["agent_id", "business_day", "stratum"])
    expected = expected_amounts(
        cells["agent_id"],
        cells["stratum"],
        cells["observed"],
        cells["amount"],
        least_groups=least_peers,
    )
    compared = ~np.isnan(expected)
    parts = cells[["agent_id", "business_day"]].assign(
        whole=cells["amount"],
        amount=cells["amount"].where(compared, 0),
        observed=cells["observed"].where(compared, 0),
        expected=np.where(compared, expected, 0.0),
    )
    return parts.groupby(["agent_id", "business_day"], as_index=False).sum()


def _agents(days: pd.DataFrame) -> pd.DataFrame:
    held = days.assign(n_days=(days["amount"] > 0).astype("int64"))
    names = ["n_days", "amount", "observed", "expected", "whole"]
    table = held.groupby("agent_id", as_index=False)[names].sum()
    return table.drop(columns="whole").assign(
        ratio=table["observed"] / table["expected"].where(table["expected"] > 0),
        compared_share=table["amount"] / table["whole"],
    )


def _first_missing(enough: dict[str, pd.Series]) -> pd.Series:
    """Return the first reason that keeps each agent from being judged, empty if none does."""
    index = next(iter(enough.values())).index
    because = pd.Series("", index=index, dtype="str")
    for name, has in enough.items():
        because = because.mask((because == "") & ~has.astype(bool), name)
    return because


class _Spread(NamedTuple):
    """What moves a ratio: noise per amount expected, and what agents ordinarily differ."""

    noise: float
    phi: float
    between_sd: float


def _spread(judged: pd.DataFrame, noise: float) -> _Spread:
    if judged.empty:
        return _Spread(noise, np.nan, np.nan)
    error = np.sqrt(noise / judged["expected"])
    scores = (judged["ratio"] - 1) / error
    phi = overdispersion_of_scores(scores, winsorise=PULLED_IN, made_good=True)
    return _Spread(noise, phi, between_sd_of(judged["ratio"] - 1, error, winsorise=PULLED_IN))


def _chance(
    agents: pd.DataFrame, judged: pd.Series, spread: _Spread, false_share: float
) -> dict[str, np.ndarray]:
    """What chance does to each agent judged; missing for the others."""
    from scipy.special import stdtr

    error = np.sqrt(spread.noise / agents["expected"].where(judged))
    score = (agents["ratio"] - 1) / np.sqrt(error**2 + spread.between_sd**2)
    free = max(round((1 - 2 * PULLED_IN) * judged.sum()) - 1, 1)
    adjusted = benjamini_hochberg(2 * stdtr(free, -score.abs()))
    outside = np.where(score > 0, "more", "less")
    standing = np.where(adjusted <= false_share, outside, "inside")
    names = [f"funnel_{width}{end}" for width in ("", "wide_") for end in ("low", "high")]
    limits = dict.fromkeys([*names, "shrunk_ratio", "low", "high"], np.full(len(agents), np.nan))
    if judged.any():
        limits |= _limits(agents["expected"].where(judged, 0), spread, names)
        limits |= _shrunk(agents["ratio"], error, judged.to_numpy())
    return limits | {
        "adjusted_p": adjusted,
        "standing": np.where(judged, standing, "not_judged"),
    }


def _limits(expected: pd.Series, spread: _Spread, names: list[str]) -> dict[str, np.ndarray]:
    table = _ratio_limits(expected, spread)
    levels = [table[table["confidence"] == level] for level in LEVELS]
    ends = [level[end].to_numpy() for level in levels for end in ("low", "high")]
    return dict(zip(names, ends, strict=True))


def _shrunk(ratio: pd.Series, error: pd.Series, judged: np.ndarray) -> dict[str, np.ndarray]:
    found = shrink_normal(ratio[judged], error[judged])
    out = {}
    for name, values in (
        ("shrunk_ratio", found.estimate),
        ("low", found.low),
        ("high", found.high),
    ):
        out[name] = np.full(judged.size, np.nan)
        out[name][judged] = values
    return out


def _ratio_limits(expected, spread: _Spread) -> pd.DataFrame:
    return ratio_limits(
        expected, noise=spread.noise, between_sd=spread.between_sd, confidence=LEVELS
    )


def _overall(agents: pd.DataFrame, judged: pd.Series, spread: _Spread) -> pd.DataFrame:
    rows, ratio = agents[judged], agents.loc[judged, "ratio"]
    n_judged, standing = len(rows), agents["standing"]
    n_beyond, n_wide = (
        int(((ratio < rows[f"{name}low"]) | (ratio > rows[f"{name}high"])).sum())
        for name in ("funnel_", "funnel_wide_")
    )
    n_more, n_less = (int((standing == side).sum()) for side in ("more", "less"))
    return pd.DataFrame(
        {
            "n_agents": [len(agents)],
            "n_judged": n_judged,
            "n_not_judged": len(agents) - n_judged,
            "n_outside": n_more + n_less,
            "n_more": n_more,
            "n_less": n_less,
            "n_beyond": n_beyond,
            "n_by_chance": round(1 - LEVELS[0], 9) * n_judged,
            "n_beyond_wide": n_wide,
            "n_wide_by_chance": round(1 - LEVELS[1], 9) * n_judged,
            **spread._asdict(),
            "amount": agents["amount"].sum(),
            "observed": agents["observed"].sum(),
        }
    ).assign(rate=lambda table: table["observed"] / table["amount"].where(table["amount"] > 0))


def _curves(expected: pd.Series, spread: _Spread) -> pd.DataFrame:
    """Limits at amounts from the least to the most of the agents judged, and a little beyond."""
    if expected.empty:
        return pd.DataFrame(columns=["confidence", "expected", "low", "high"], dtype=float)
    least, most = expected.min(), expected.max()
    amounts = np.geomspace(0.9 * least, 1.05 * most, CURVE_POINTS)
    return _ratio_limits(amounts, spread)
