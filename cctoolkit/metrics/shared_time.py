"""Connection without a campaign, of agents who work for several: a rule gives it to them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cctoolkit.metrics.clock import INTERVAL

PARTS = ("talk_ms", "hold_ms", "acw_ms", "ring_ms", "available_ms", "aux_ms", "unknown_ms")
MARKS = ("imputed_ms", "overlapped_ms")
_OWN = ["start_at", "agent_id"]


def shared_by_handle_time(
    agent_intervals: pd.DataFrame, aux_intervals: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give time without a campaign to the agent's campaigns, in proportion to their handle time.

    The handle time (talk, hold and after-contact work) that names a campaign in the same interval
    is the measure; in an interval that has none, that of the agent's business day. A day that has
    none either keeps its time without a campaign: nothing says whose it was; so does a row whose
    auxiliary time was not recorded. A campaign that
    brings many short contacts gets little of the waiting for them; who staffs by schedule will
    dispute that.

    Parameters
    ----------
    agent_intervals, aux_intervals : DataFrame
        Canonical; rows that name a campaign keep what they have.

    Returns
    -------
    agent_intervals, aux_intervals : DataFrame
        The same milliseconds in all, of every part and code; `shared_ms` is the connection that a
        row owes to the rule.
    """
    weights = _weights(agent_intervals)
    codes, kept_codes = _split(aux_intervals, weights, ["aux_ms"])
    agents, kept = _split(_with_rests(agent_intervals, aux_intervals), weights, _SPLIT)
    key = [*_OWN, "campaign"]
    coded = codes.groupby(key)["aux_ms"].sum().rename("coded_ms").reset_index()
    coded_ms = agents[key].merge(coded, on=key, how="left")["coded_ms"].fillna(0).to_numpy()
    agents["aux_ms"] = agents["aux_ms"] + coded_ms
    agents["logged_ms"] = agents[["logged_ms", *PARTS]].sum(axis=1)
    agents["shared_ms"] = agents["logged_ms"]
    return (
        _added([kept.assign(shared_ms=0), agents], [*agent_intervals], ["campaign"]),
        _added([kept_codes, codes], [*aux_intervals], ["campaign", "aux_code"]),
    )


_SPLIT = ("logged_ms", *PARTS, *MARKS)


def _with_rests(agent_intervals: pd.DataFrame, aux_intervals: pd.DataFrame) -> pd.DataFrame:
    """Of rows without a campaign, leave in `aux_ms` and `logged_ms` what their parts don't tell."""
    nobody = agent_intervals["campaign"].isna()
    codes = aux_intervals[aux_intervals["campaign"].isna()]
    coded = codes.groupby(_OWN)["aux_ms"].sum().rename("coded_ms").reset_index()
    coded_ms = agent_intervals[_OWN].merge(coded, on=_OWN, how="left")["coded_ms"].fillna(0)
    coded_ms = pd.Series(coded_ms.to_numpy(), agent_intervals.index)
    rest = agent_intervals["logged_ms"] - agent_intervals[[*PARTS]].fillna(0).sum(axis=1)
    return agent_intervals.assign(
        aux_ms=agent_intervals["aux_ms"].mask(nobody, agent_intervals["aux_ms"] - coded_ms),
        logged_ms=agent_intervals["logged_ms"].mask(nobody, rest),
    )


def _weights(agent_intervals: pd.DataFrame) -> pd.DataFrame:
    """Handle time of each campaign in each interval that has time to give, or else in the day."""
    named = agent_intervals[agent_intervals["campaign"].notna()]
    named = named.assign(weight=named[["talk_ms", "hold_ms", "acw_ms"]].fillna(0).sum(axis=1))
    named = named[named["weight"] > 0]
    open_rows = agent_intervals["campaign"].isna() & agent_intervals["aux_ms"].notna()
    giving = agent_intervals.loc[open_rows, [*INTERVAL, "agent_id"]]
    giving = giving.drop_duplicates()
    day = ["business_day", "agent_id"]
    inside = giving.merge(_sums(named, _OWN), on=_OWN)
    by_day = giving[~_among(giving, inside)].merge(_sums(named, day), on=day)
    weights = pd.concat([inside, by_day], ignore_index=True)[[*_OWN, "campaign", "weight"]]
    weights = weights.sort_values([*_OWN, "campaign"], kind="stable", ignore_index=True)
    sums = weights.groupby(_OWN)["weight"]
    return weights.assign(upto=sums.cumsum(), total=sums.transform("sum"))


def _sums(named: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    return named.groupby([*key, "campaign"])["weight"].sum().reset_index()


def _split(
    rows: pd.DataFrame, weights: pd.DataFrame, times: Sequence[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows given to campaigns, whose times add up to what they were, and the others."""
    giving = rows["campaign"].isna() & _among(rows, weights)
    given = rows[giving].drop(columns="campaign").merge(weights, on=_OWN)
    before = given["upto"] - given["weight"]
    for name in times:
        upto, until = (given[name] * edge // given["total"] for edge in (given["upto"], before))
        given[name] = upto - until
    return given, rows[~giving]


def _added(frames: list[pd.DataFrame], columns: list[str], key: list[str]) -> pd.DataFrame:
    """Put what was given on the row of its campaign, where there is one."""
    columns = [*dict.fromkeys([*columns, *(["shared_ms"] if "shared_ms" in frames[0] else [])])]
    filled = [frame[columns] for frame in frames if len(frame)]
    if not filled:
        return frames[0][columns]
    rows = pd.concat(filled, ignore_index=True)
    key = [*INTERVAL, "agent_id", *key]
    sums = [name for name in rows if name.endswith("_ms") or name.startswith("n_")]
    rest = [name for name in rows if name not in (*key, *sums)]
    groups = rows.groupby(key, dropna=False, sort=True)
    return groups[sums].sum(min_count=1).join(groups[rest].max()).reset_index()[columns]


def _among(rows: pd.DataFrame, known: pd.DataFrame) -> pd.Series:
    """Whether each row is of an interval and agent that the other table has."""
    wanted = pd.MultiIndex.from_frame(known[_OWN])
    return pd.Series(pd.MultiIndex.from_frame(rows[_OWN]).isin(wanted), rows.index)
