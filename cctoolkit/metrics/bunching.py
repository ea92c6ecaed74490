"""Durations that crowd just under, or just over, a threshold: counted against their neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from cctoolkit.metrics.clock import local_date, milliseconds
from cctoolkit.metrics.contacts import is_handled, is_inbound, wait_ms
from cctoolkit.metrics.standing_out import LEAVES_OUT, POWER_Z, unit_codes
from cctoolkit.stats import crossed_error, reach_of

Side = Literal["below", "above"]

WINDOWS = 3
"""How many widths of the band are looked at on each side of the threshold."""
FEWEST_NEIGHBOURS = 20
"""Durations on each side without which nothing is expected of the band."""
REPEATS_TAIL = 1e-4
FEWEST_REPEATS = 5
"""Repeats of one exact value, and agents who have it, from which a clock is looked for."""
PLACEBOS = 4
"""Places on each side of the threshold where the same is counted, to see how rough data are."""
STEPS_MS = (60_000, 30_000, 15_000, 10_000, 5_000, 1_000, 500, 100, 50, 10)
MOST = 0.5
MEDIAN_SQUARE = 0.4549
"""Median of a squared standard normal: what a few wild places don't move."""
TOO_WIDE = 5.0
"""A pattern that would have to be so many times the expected to be seen: the data tell nothing."""
_NEAR_WEIGHT = 0.625


class Counted(NamedTuple):
    """Weights in the band and beside it, and what the neighbours say of the band."""

    band: float
    lower: float
    upper: float
    expected: float
    log_ratio: float
    variance: float


def threshold_at(threshold_s: float, *, included: bool) -> int:
    """Threshold in milliseconds as the first value beyond it: one more where it is included."""
    return round(threshold_s * 1000) + included


def near_threshold(
    durations: pd.DataFrame,
    by: Sequence[str] = (),
    *,
    threshold_ms: int,
    width_ms: int,
    side: Side = "below",
    confidence: float = LEAVES_OUT,
) -> pd.DataFrame:
    """Durations in a band beside a threshold, against what both their neighbourhoods say.

    The band is [T - w, T), or [T, T + w) for `above`. What it should hold is read off the two
    widths beyond it on its own side, [T - 3w, T - w), and the two beyond the mirrored band on the
    other, [T + w, T + 3w), by a straight line through the logarithms of their mean counts; the
    mirrored band, from which a crowd would have come, is on no side. Exact values repeated far
    beyond their neighbours, at `FEWEST_REPEATS` agents or more, are a clock of a system or a
    rounding, and count no more than their neighbours do (`n_repeated` is what was taken out).

    The margin is the largest of what differing agents and days, and chance, would give, widened by
    how much the same count strays at `PLACEBOS` places on each side of the threshold where nothing
    is decided: a density that bends, and what is left of rounding, is in it. What one could
    dispute: the width, and that people who end at the very same second look like a clock.

    Parameters
    ----------
    durations : DataFrame
        `duration_ms`, the columns of `by`, `business_day`, and `agent_id` (may be missing).
    by : sequence of str
    threshold_ms : int
        First value beyond the threshold (`threshold_at`).
    width_ms : int
        Width of the band.
    side : {"below", "above"}
    confidence : float
        Of `surely_low`.

    Returns
    -------
    DataFrame
        One row per group: `n_agents`, `n_durations` (in the six widths), `n_near`, `n_repeated`,
        `n_near_kept`, `n_usual`, `n_excess`, `near_excess_share` (excess over expected) with
        `low`, `high`, `surely_low`, `detectable_share`, `excess_s` (the excess times the
        threshold). NaN where the neighbours are too few or the durations too coarse to tell.

    References
    ----------
    Kleven (2016), Annual Review of Economics 8, 435-464, on bunching and its counterfactuals.

    Examples
    --------
    Forty in each two widths beside, so twenty are expected; there are thirty:

    >>> lengths = [*range(100, 140), *range(160, 190), *range(230, 270)]
    >>> frame = pd.DataFrame({"duration_ms": lengths, "agent_id": "a", "business_day": 0})
    >>> found = near_threshold(frame, threshold_ms=190, width_ms=35)
    >>> found[["n_near", "n_usual"]].round(1)
       n_near  n_usual
    0      30     20.0
    """
    named = durations.dropna(subset=[*by]).reset_index(drop=True)
    codes, groups = unit_codes(named, by)
    step = resolution_ms(named["duration_ms"])
    needed = named[["duration_ms", "agent_id", "business_day"]]
    rows = [
        _of_group(needed[codes == place], threshold_ms, width_ms, side, step, confidence)
        for place in range(len(groups))
    ]
    table = pd.concat([groups, pd.DataFrame(rows, columns=_COLUMNS)], axis=1)
    return table.astype(dict.fromkeys(("n_agents", "n_durations", "n_near"), "int64"))


def near_agent_cells(
    durations: pd.DataFrame, *, threshold_ms: int, width_ms: int, side: Side = "below"
) -> pd.DataFrame:
    """Durations in the band, among those around the threshold, by agent and day.

    Returns
    -------
    DataFrame
        Cells for `agents.against_mix`: `amount` is durations in the six widths, `observed` those
        in the band, where exact repeats count no more than their neighbours.
    """
    known = durations.dropna(subset=["agent_id"])
    near = _placed(known, threshold_ms, width_ms, side, resolution_ms(durations["duration_ms"]))
    near = near.assign(stratum=0, amount=1, observed=near["bin"].eq(0) * near["weight"])
    key = ["agent_id", "business_day", "stratum"]
    return near.groupby(key, as_index=False)[["amount", "observed"]].sum()


def counts_around(
    durations: pd.DataFrame, *, threshold_ms: int, width_ms: int, side: Side = "below"
) -> pd.DataFrame:
    """Durations by position from the threshold in half widths, as they were and without repeats.

    Returns
    -------
    DataFrame
        `from_s`, `to_s` (length of the durations), `is_band`, `n_agents`, `n_durations`, `n_kept`.
    """
    step = resolution_ms(durations["duration_ms"])
    placed = _placed(durations, threshold_ms, width_ms, side, step)
    half = width_ms // 2
    position = (placed["duration_ms"] - threshold_ms) // half
    sums = (
        placed.assign(position=position)
        .groupby("position")
        .agg(
            n_agents=("agent_id", "nunique"),
            n_durations=("weight", "size"),
            n_kept=("weight", "sum"),
        )
    )
    sums = sums.reindex(range(-2 * WINDOWS, 2 * WINDOWS), fill_value=0).reset_index()
    start = threshold_ms + sums["position"] * half
    band = sums["position"].isin((-2, -1) if side == "below" else (0, 1))
    return sums.assign(from_s=start / 1000, to_s=(start + half) / 1000, is_band=band)[
        ["from_s", "to_s", "is_band", "n_agents", "n_durations", "n_kept"]
    ]


def resolution_ms(durations_ms: pd.Series) -> int:
    """Largest usual step of which most durations are multiples: 1000 for whole seconds.

    Two systems may write the same table, and one of them in milliseconds.
    """
    values = durations_ms.dropna().to_numpy(np.int64)
    fits = (step for step in STEPS_MS if values.size and (values % step == 0).mean() >= MOST)
    return next(fits, 1)


def aux_stretches(pieces: pd.DataFrame, explained: frozenset[str] = frozenset()) -> pd.DataFrame:
    """Stretches of auxiliary time without a break, in codes that don't explain themselves.

    Returns
    -------
    DataFrame
        `agent_id`, `business_day`, `duration_ms`.
    """
    aux = pieces["state"].eq("aux") & ~pieces["aux_code"].isin([*explained])
    return _stretches(pieces, aux.to_numpy(bool), pieces["aux_code"].fillna(""))


def acw_stretches(pieces: pd.DataFrame) -> pd.DataFrame:
    """Stretches of after-contact work without a break, as `aux_stretches`."""
    acw = pieces["state"].eq("acw").to_numpy(bool)
    return _stretches(pieces, acw, pd.Series("", pieces.index))


def _stretches(pieces: pd.DataFrame, kept: np.ndarray, kind: pd.Series) -> pd.DataFrame:
    """Join touching pieces of one kind: a code cut in two by another row of the log is one."""
    rows = pieces[kept].assign(kind=kind[kept]).sort_values(["agent_id", "start_at"], kind="stable")
    rows = rows[~rows["imputed"].astype(bool)] if "imputed" in rows else rows
    before = rows.shift(1)
    joined = (
        rows["agent_id"].eq(before["agent_id"])
        & rows["kind"].eq(before["kind"])
        & rows["start_at"].eq(before["end_at"])
    )
    stretch = (~joined).cumsum()
    length = milliseconds(rows["end_at"]) - milliseconds(rows["start_at"])
    first = rows[["agent_id", "business_day"]].groupby(stretch).first()
    return first.assign(
        duration_ms=pd.Series(length, rows.index).groupby(stretch).sum()
    ).reset_index(drop=True)


def waits(contacts: pd.DataFrame, outcome: str, *, zone: str) -> pd.DataFrame:
    """Waiting of the contacts that customers began and that had this outcome, in voice.

    Returns
    -------
    DataFrame
        `agent_id`, missing: a queue waits and not an agent; `queue`, `business_day`, `duration_ms`.
        Contacts without a waiting are left out.
    """
    voice = contacts["channel"].eq("voice") & is_inbound(contacts)
    kept = contacts[voice & contacts["outcome"].eq(outcome)]
    kept = kept[is_handled(kept)] if outcome == "answered" else kept
    waited = wait_ms(kept)
    day = local_date(kept["arrived_at"], zone)
    rows = kept[["queue"]].assign(agent_id=None, business_day=day, duration_ms=waited)
    return rows.dropna(subset=["duration_ms"]).astype({"duration_ms": "int64"})


_COLUMNS = [
    "n_agents",
    "n_durations",
    "n_near",
    "n_repeated",
    "n_near_kept",
    "n_usual",
    "n_excess",
    "near_excess_share",
    "low",
    "high",
    "surely_low",
    "detectable_share",
    "excess_s",
]


def _of_group(
    rows: pd.DataFrame, threshold_ms: int, width_ms: int, side: Side, step: int, confidence: float
) -> dict:
    placed = _placed(rows, threshold_ms, width_ms, side, step)
    band = placed["bin"].eq(0)
    counted = _count(placed)
    told = dict(zip(_COLUMNS[:5], _tally(placed, band, counted), strict=True)) | dict.fromkeys(
        _COLUMNS[5:], float("nan")
    )
    if np.isnan(counted.log_ratio) or width_ms < 2 * step:
        return told
    error, n_clusters = _error(placed, counted)
    error = float(np.hypot(error, _roughness(rows, threshold_ms, width_ms, side, step)))
    reach, sure = (reach_of(n_clusters, each) * error for each in (LEAVES_OUT, confidence))
    if not np.expm1(sure + POWER_Z * error) <= TOO_WIDE:
        reach = sure = error = float("nan")
    excess = counted.band - counted.expected
    return told | {
        "n_usual": counted.expected,
        "n_excess": excess,
        "near_excess_share": excess / counted.expected,
        "low": float(np.expm1(counted.log_ratio - reach)),
        "high": float(np.expm1(counted.log_ratio + reach)),
        "surely_low": float(np.expm1(counted.log_ratio - sure)),
        "detectable_share": float(np.expm1(sure + POWER_Z * error)),
        "excess_s": excess * threshold_ms / 1000,
    }


def _tally(placed: pd.DataFrame, band: pd.Series, counted: Counted) -> tuple:
    n_near = int(band.sum())
    agents = placed["agent_id"].nunique()
    return agents, len(placed), n_near, n_near - counted.band, counted.band


def _placed(
    rows: pd.DataFrame, threshold_ms: int, width_ms: int, side: Side, step: int
) -> pd.DataFrame:
    """Rows of the six widths around the threshold, with their bin and their weight.

    Bins count from the band outwards: 0 the band, -1 the two widths beyond it, 1 those beyond its
    mirror, which has bin 9.
    """
    width = (rows["duration_ms"] - threshold_ms) // width_ms
    kept = width.between(-WINDOWS, WINDOWS - 1)
    near, width = rows[kept], width[kept]
    steps = {-3: -1, -2: -1, -1: 0, 0: 9, 1: 1, 2: 1}
    if side == "above":
        steps = {-3: 1, -2: 1, -1: 9, 0: 0, 1: -1, 2: -1}
    weight = _without_repeats(near, width, width_ms, step)
    return near.assign(bin=width.map(steps).astype("int64"), weight=weight)


def _without_repeats(near: pd.DataFrame, width: pd.Series, width_ms: int, step: int) -> pd.Series:
    """Weigh durations so that an exact value repeated beyond its neighbours counts like them."""
    from scipy.special import pdtrc

    values, place, n = np.unique(
        near["duration_ms"].to_numpy(np.int64), return_inverse=True, return_counts=True
    )
    width_of = np.zeros(values.size, dtype=np.int64)
    width_of[place] = width.to_numpy(np.int64)
    on_grid = values % step == 0
    usual = np.ones(values.size)
    for each in np.unique(width_of[on_grid]):
        here = on_grid & (width_of == each)
        usual[here] = max(_median(n[here], max(width_ms // step, 1)), 1.0)
    often = np.flatnonzero((n >= FEWEST_REPEATS) & (pdtrc(n - 1.0, usual) < REPEATS_TAIL))
    weight = np.ones(values.size)
    for value in often:
        agents = near["agent_id"].to_numpy(object)[place == value]
        if pd.isna(agents).all() or pd.unique(agents).size >= FEWEST_REPEATS:
            weight[value] = usual[value] / n[value]
    return pd.Series(weight[place], near.index)


def _median(counts: np.ndarray, n_values: int) -> float:
    """Lower median of how often each possible value occurs, those that don't occur included."""
    missing = max(n_values - counts.size, 0)
    ordered = np.sort(np.concatenate([np.zeros(missing), counts]))
    return float(ordered[(ordered.size - 1) // 2])


def _count(placed: pd.DataFrame) -> Counted:
    sums = placed.groupby("bin")["weight"].sum()
    band, lower, upper = (float(sums.get(each, 0.0)) for each in (0, -1, 1))
    if min(lower, upper) < FEWEST_NEIGHBOURS:
        return Counted(band, lower, upper, *(float("nan"),) * 3)
    a = _NEAR_WEIGHT
    expected = (lower / 2) ** a * (upper / 2) ** (1 - a)
    seen = max(band, 0.5)
    variance = 1 / seen + a**2 / lower + (1 - a) ** 2 / upper
    return Counted(band, lower, upper, expected, float(np.log(seen / expected)), variance)


def _error(placed: pd.DataFrame, counted: Counted) -> tuple[float, int]:
    """Standard error of the logarithm of band over expected, and the clusters it rests on."""
    a = _NEAR_WEIGHT
    parts = {0: 1 / max(counted.band, 0.5), -1: -a / counted.lower, 1: -(1 - a) / counted.upper}
    used = placed[placed["bin"].isin(parts)]
    influence = (used["bin"].map(parts) * used["weight"]).to_numpy(float)
    day = pd.factorize(used["business_day"])[0]
    agent = pd.factorize(used["agent_id"])[0] if used["agent_id"].notna().all() else day
    n_clusters = min(np.unique(agent).size, np.unique(day).size)
    return max(crossed_error(influence, agent, day, n_clusters), counted.variance**0.5), n_clusters


def _roughness(
    rows: pd.DataFrame, threshold_ms: int, width_ms: int, side: Side, step: int
) -> float:
    """How much more than by chance the same count strays where nothing is decided."""
    strays = []
    for sign in (-1, 1):
        for place in range(PLACEBOS):
            at = threshold_ms + sign * (WINDOWS + 1 + place) * width_ms
            if at - WINDOWS * width_ms <= 0:
                continue
            there = _count(_placed(rows, at, width_ms, side, step))
            if not np.isnan(there.log_ratio):
                strays.append((there.log_ratio**2, there.variance))
    if not strays:
        return 0.0
    squares, chance = np.median(np.array(strays), axis=0)
    return float(np.sqrt(max(squares / MEDIAN_SQUARE - chance, 0.0)))
