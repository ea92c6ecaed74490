"""Events reduced to the interval tables, from which every ratio, bill and figure is computed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cctoolkit.intervals import LocalDays, local_grid, partition, split_at

PRECEDENCE = ("talk", "hold", "acw", "ring", "aux", "available", "unknown")
OFFLINE = "offline"
HOUR_MS = 3_600_000
SESSION_BREAK_MS = 4 * HOUR_MS
LONGEST_GAP_MS = HOUR_MS
LONGEST_STATE_MS = 24 * HOUR_MS
CLOCK_DRIFT_MS = 2000

INTERVAL = ["start_at", "end_at", "business_day"]
HANDLED = ("n_handled", "handle_ms")


def reduce_states(
    states: pd.DataFrame,
    *,
    zone: str,
    interval_minutes: int = 30,
    session_break_ms: int = SESSION_BREAK_MS,
    longest_gap_ms: int = LONGEST_GAP_MS,
    longest_state_ms: int = LONGEST_STATE_MS,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Turn logged states into connection time by interval, agent and campaign.

    Where states of an agent overlap, the instant counts once, for the first of `PRECEDENCE`; on
    equal rank the later start wins, then the later end, then the later campaign and code in
    alphabetical order: of campaigns worked at the same time one gets the time, none a share.
    Time inside a session that no state covers is `unknown`, a part of the connection, in the
    campaign of the state before it; time recorded as `offline`, or a hole longer than
    `longest_gap_ms`, is neither. A state without an end lasts until the agent's next one, if that
    begins within `session_break_ms`, and is left out otherwise; so is a state longer than
    `longest_state_ms`. The business day is the local date on which the session begins: a night
    shift, or a split one, is one day.

    Parameters
    ----------
    states : DataFrame
        Canonical `states`.
    zone : str
        Time zone of the business day and of the edges of the intervals.
    interval_minutes : int
        Length of an interval on the local clock.
    session_break_ms : int
        A pause at least this long begins another session.
    longest_gap_ms : int
        A hole in the log up to this long is unknown time; a longer one is time not connected.
    longest_state_ms : int
        Longest state believed.

    Returns
    -------
    agent_intervals, aux_intervals : DataFrame
        Columns of the canonical tables that states can fill, evidence A. The parts add up to
        `logged_ms` exactly.
    """
    closed = close_open_states(states, session_break_ms)
    believed = closed[closed["end_at"] - closed["start_at"] <= pd.Timedelta(longest_state_ms, "ms")]
    pieces = _with_gaps(_without_overlap(believed), session_break_ms, longest_gap_ms)
    pieces["business_day"] = local_date(pieces["session_start"], zone)
    cut = _on_grid(pieces, zone, interval_minutes)
    cut["evidence"] = "A"
    return _agent_table(cut), _aux_table(cut)


def close_open_states(states: pd.DataFrame, longest_open_ms: int) -> pd.DataFrame:
    """End each open state at the agent's next one, or leave it out if that is too far away."""
    ordered = states.sort_values(["agent_id", "start_at"], kind="stable")
    following = ordered.groupby("agent_id")["start_at"].shift(-1)
    near = (following - ordered["start_at"]) <= pd.Timedelta(longest_open_ms, "ms")
    closed = ordered.assign(end_at=ordered["end_at"].fillna(following.where(near)))
    return closed[closed["end_at"] > closed["start_at"]]


def business_days(
    agent_intervals: pd.DataFrame, *, zone: str, session_break_ms: int = SESSION_BREAK_MS
) -> pd.Series:
    """Give intervals delivered as aggregates the local date on which their session begins.

    Intervals of up to an hour are chained into sessions by the agent's connection; longer ones
    belong to the local date on which they start.
    """
    own_day = local_date(agent_intervals["start_at"], zone)
    length = _ms(agent_intervals["end_at"]) - _ms(agent_intervals["start_at"])
    active = agent_intervals["logged_ms"].gt(0).fillna(False).to_numpy(bool) & (length <= HOUR_MS)
    if not active.any():
        return own_day
    short = agent_intervals.loc[active, ["agent_id", "start_at", "end_at"]]
    ordered = short.sort_values(["agent_id", "start_at"], kind="stable")
    agent = pd.factorize(ordered["agent_id"])[0]
    opened = _session_start(
        agent, _ms(ordered["start_at"]), _ms(ordered["end_at"]), session_break_ms
    )
    return own_day.mask(active, pd.Series(_instants(opened), ordered.index).pipe(local_date, zone))


def reduce_contacts(
    contacts: pd.DataFrame,
    *,
    zone: str,
    waiting_thresholds_s: Sequence[float],
    interval_minutes: int = 30,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Count contacts and add their times by the interval in which they arrived.

    Offered are the contacts answered, abandoned or redirected; those recorded as `not_offered`
    (tests, calls that never reached the queue) are left out. Handled are the answered ones that
    name an agent and last longer than zero: their talk, hold and after-contact work are added.
    A threshold includes itself. Contacts whose waiting was not recorded are in no sum of waiting
    and within no threshold; they are counted apart, so that a ratio can leave them out of both its
    sides.

    Parameters
    ----------
    contacts : DataFrame
        Canonical `contacts`.
    zone, interval_minutes
        As in `reduce_states`.
    waiting_thresholds_s : sequence of float
        Thresholds of waiting, in seconds.

    Returns
    -------
    queue_intervals, queue_thresholds : DataFrame
        Columns of the canonical tables, evidence A.
    """
    offered = contacts[contacts["outcome"] != "not_offered"]
    counted = _counted(offered).join(interval_of(offered["arrived_at"], zone, interval_minutes))
    group = [*INTERVAL, "queue", "channel", "campaign"]
    sums = counted.groupby(group, dropna=False, sort=True, observed=True)
    counts = sums[[column for column in counted if column.startswith(("n_", "wait_"))]].sum()
    times = sums[["talk_ms", "hold_ms", "acw_ms"]].sum(min_count=1)
    intervals = counts.join(times).reset_index().assign(evidence="A")
    thresholds = pd.concat(
        [_within(counted, group, threshold) for threshold in waiting_thresholds_s],
        ignore_index=True,
    )
    return intervals, thresholds.assign(evidence="A")


def with_handled(
    agent_intervals: pd.DataFrame,
    contacts: pd.DataFrame,
    *,
    zone: str,
    interval_minutes: int = 30,
) -> pd.DataFrame:
    """Put the contacts handled, and their handle time, on the agent's interval of the answer.

    A contact goes to the interval of its agent and campaign that holds the instant of the answer,
    or else to any interval of the agent that does. Where the interval came with a count of its own
    that count is kept and the contact is not added to it. A contact that meets no interval keeps a
    row of its own, whose connection time is missing, not zero.

    Parameters
    ----------
    agent_intervals : DataFrame
        Canonical, of any origin and length, without two rows of an agent and campaign that overlap.
    contacts : DataFrame
        Canonical `contacts`.
    zone, interval_minutes
        As in `reduce_states`, for the rows of their own.
    """
    handled = contacts[is_handled(contacts)]
    rows = pd.DataFrame(
        {
            "agent_id": handled["agent_id"],
            "campaign": handled["campaign"],
            "at": handled["answered_at"].fillna(handled["arrived_at"]),
            "n_handled": 1,
            "handle_ms": handle_ms(handled),
        }
    ).reset_index(drop=True)
    base = agent_intervals.reindex(columns=dict.fromkeys([*agent_intervals, *HANDLED]))
    base = base.reset_index(drop=True)
    place = _interval_at(base, rows)
    found = place.notna()
    sums = rows[found].groupby(place[found].astype("int64"))[[*HANDLED]].sum()
    counted = base["n_handled"].notna()
    for column in HANDLED:
        base[column] = (
            base[column]
            .astype("Int64")
            .where(counted, sums[column].reindex(base.index).astype("Int64"))
        )
    return _under(base, _on_their_own(rows[~found], zone, interval_minutes))


def _interval_at(base: pd.DataFrame, rows: pd.DataFrame) -> pd.Series:
    """Position in `base` of the interval that holds each instant; missing where none does."""
    place = pd.Series(np.nan, index=rows.index)
    for keys in (["agent_id", "campaign"], ["agent_id"]):
        open_rows = rows[place.isna()]
        if open_rows.empty or base.empty:
            break
        left = open_rows[[*keys, "at"]].fillna({"campaign": ""}).sort_values("at", kind="stable")
        right = base[[*keys, "start_at", "end_at"]].fillna({"campaign": ""})
        right = right.assign(place=base.index).sort_values("start_at", kind="stable")
        hit = pd.merge_asof(left, right, left_on="at", right_on="start_at", by=keys)
        inside = (hit["at"] < hit["end_at"]).to_numpy(bool)
        place.loc[left.index[inside]] = hit["place"].to_numpy()[inside]
    return place


def _on_their_own(rows: pd.DataFrame, zone: str, interval_minutes: int) -> pd.DataFrame:
    placed = interval_of(rows["at"], zone, interval_minutes).join(rows.drop(columns="at"))
    group = [*INTERVAL, "agent_id", "campaign"]
    sums = placed.groupby(group, dropna=False)[[*HANDLED]].sum().reset_index()
    return sums.assign(evidence="A")


def _under(top: pd.DataFrame, bottom: pd.DataFrame) -> pd.DataFrame:
    filled = [frame for frame in (top, bottom) if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else top


def handle_ms(contacts: pd.DataFrame) -> pd.Series:
    """Talk, hold and after-contact work together; a part that was not recorded counts nothing."""
    return contacts[["talk_ms", "hold_ms", "acw_ms"]].fillna(0).sum(axis=1).astype("Int64")


def is_handled(contacts: pd.DataFrame) -> pd.Series:
    """Whether a contact was answered by a named agent and lasted longer than zero."""
    answered = contacts["outcome"].eq("answered") & contacts["agent_id"].notna()
    return (answered & handle_ms(contacts).gt(0)).astype(bool)


def wait_ms(contacts: pd.DataFrame) -> pd.Series:
    """Waiting as recorded; without it, from arrival to the answer, or to the end if unanswered.

    An answer up to `CLOCK_DRIFT_MS` before the arrival waited nothing: two clocks of one system
    differ. One further before, or an answer without its instant, gives no waiting.
    """
    unanswered = contacts["outcome"].ne("answered")
    until = contacts["answered_at"].fillna(contacts["ended_at"].where(unanswered))
    measured = (until - contacts["arrived_at"]).dt.total_seconds().mul(1000).round()
    measured = measured.where(measured >= -CLOCK_DRIFT_MS).clip(lower=0)
    return contacts["wait_ms"].fillna(measured.astype("Int64"))


def interval_of(instants: pd.Series, zone: str, interval_minutes: int) -> pd.DataFrame:
    """Give each instant its interval on the local clock and its local date."""
    at = _ms(instants)
    edges = _grid(at, at + 1, zone, interval_minutes)
    slot = np.searchsorted(edges, at, side="right") - 1
    frame = pd.DataFrame(
        {"start_at": _instants(edges[slot]), "end_at": _instants(edges[slot + 1])},
        index=instants.index,
    )
    return frame.assign(business_day=local_date(frame["start_at"], zone))


def local_date(instants: pd.Series, zone: str) -> pd.Series:
    """Local calendar date of instants, as a naive timestamp at midnight."""
    at = _ms(instants)
    if at.size == 0:
        return pd.Series([], index=instants.index, dtype="datetime64[ms]")
    days = LocalDays(zone, int(at.min()), int(at.max()) + 1)
    return pd.Series(days.date(at), index=instants.index).astype("datetime64[ms]")


def _ms(instants: pd.Series) -> np.ndarray:
    return instants.dt.as_unit("ms").astype("int64").to_numpy()


def _instants(ms: np.ndarray) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(ms.astype("datetime64[ms]")).tz_localize("UTC")


def _without_overlap(logged: pd.DataFrame) -> pd.DataFrame:
    logged = logged.sort_values(["campaign", "aux_code"], kind="stable", na_position="first")
    agent, agents = pd.factorize(logged["agent_id"], sort=True)
    start, end = _ms(logged["start_at"]), _ms(logged["end_at"])
    rank = logged["state"].map({state: i for i, state in enumerate((*PRECEDENCE, OFFLINE))})
    pieces = partition(agent, start, end, rank.to_numpy(dtype=np.int64), key=end)
    rows = logged[["state", "aux_code", "campaign"]].iloc[pieces.row].reset_index(drop=True)
    owner = agent[pieces.row]
    return rows.assign(agent=owner, agent_id=agents[owner], start=pieces.start, end=pieces.end)


def _session_start(
    agent: np.ndarray, start: np.ndarray, end: np.ndarray, session_break_ms: int
) -> np.ndarray:
    """Start of the session of each piece; pieces in order of agent and start, without overlap."""
    first = np.ones(agent.size, dtype=bool)
    first[1:] = (agent[1:] != agent[:-1]) | (start[1:] - end[:-1] >= session_break_ms)
    return start[np.flatnonzero(first)][np.cumsum(first) - 1]


def _with_gaps(pieces: pd.DataFrame, session_break_ms: int, longest_gap_ms: int) -> pd.DataFrame:
    """Drop what is offline and add what no state covers inside a session, as unknown."""
    ordered = pieces.sort_values(["agent", "start"], kind="stable", ignore_index=True)
    logged = (ordered["state"] != OFFLINE).to_numpy()
    agent, start, end = (ordered[name].to_numpy() for name in ("agent", "start", "end"))
    session = np.full(len(ordered), -1, dtype=np.int64)
    session[logged] = _session_start(agent[logged], start[logged], end[logged], session_break_ms)
    before, after = _nearest_sessions(session, agent)
    hole = np.flatnonzero(
        (agent[1:] == agent[:-1])
        & (start[1:] > end[:-1])
        & (start[1:] - end[:-1] <= longest_gap_ms)
        & (before[:-1] == after[1:])
        & (before[:-1] >= 0)
    )
    ordered["session_start"] = before
    gaps = ordered.iloc[hole].assign(
        start=end[hole], end=start[hole + 1], state="unknown", aux_code=None
    )
    both = pd.concat([ordered[logged], gaps], ignore_index=True)
    return both.assign(session_start=_instants(both["session_start"].to_numpy(np.int64)))


def _nearest_sessions(session: np.ndarray, agent: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Session of the last logged piece up to each piece, and of the first one from it on."""
    known = pd.Series(session).where(session >= 0).groupby(agent)
    before, after = known.ffill(), known.bfill()
    return tuple(side.fillna(-1).astype("int64").to_numpy() for side in (before, after))


def _on_grid(pieces: pd.DataFrame, zone: str, interval_minutes: int) -> pd.DataFrame:
    start, end = pieces["start"].to_numpy(np.int64), pieces["end"].to_numpy(np.int64)
    edges = _grid(start, end, zone, interval_minutes)
    cut = split_at(start, end, edges)
    kept = pieces[["agent_id", "campaign", "state", "aux_code", "business_day"]].iloc[cut.row]
    return kept.reset_index(drop=True).assign(
        start_at=_instants(edges[cut.cell]),
        end_at=_instants(edges[cut.cell + 1]),
        length_ms=cut.end - cut.start,
    )


def _grid(start: np.ndarray, end: np.ndarray, zone: str, interval_minutes: int) -> np.ndarray:
    if start.size == 0:
        return np.empty(0, dtype=np.int64)
    return local_grid(zone, int(start.min()), int(end.max()), interval_minutes)


def _agent_table(cut: pd.DataFrame) -> pd.DataFrame:
    group = [*INTERVAL, "agent_id", "campaign", "evidence"]
    sums = cut.groupby([*group, "state"], dropna=False)["length_ms"].sum()
    parts = sums.unstack("state").reindex(columns=[*PRECEDENCE]).fillna(0).astype("Int64")
    parts.columns = [f"{state}_ms" for state in parts.columns]
    parts.insert(0, "logged_ms", parts.sum(axis=1))
    return parts.reset_index().sort_values(group[:5], ignore_index=True)


def _aux_table(cut: pd.DataFrame) -> pd.DataFrame:
    aux = cut[cut["state"] == "aux"].assign(aux_code=lambda f: f["aux_code"].fillna("unclassified"))
    group = [*INTERVAL, "agent_id", "campaign", "aux_code", "evidence"]
    sums = aux.groupby(group, dropna=False)["length_ms"].sum().astype("Int64")
    return sums.rename("aux_ms").reset_index()


def _counted(offered: pd.DataFrame) -> pd.DataFrame:
    outcome, handled = offered["outcome"], is_handled(offered)
    wait = wait_ms(offered)
    answered, abandoned = outcome.eq("answered"), outcome.eq("abandoned")
    counts = {
        "n_offered": 1,
        "n_answered": answered.astype(int),
        "n_abandoned": abandoned.astype(int),
        "n_redirected": outcome.eq("redirected").astype(int),
        "n_handled": handled.astype(int),
        "n_answered_unrecorded": (answered & wait.isna()).astype(int),
        "n_abandoned_unrecorded": (abandoned & wait.isna()).astype(int),
        "wait_answered_ms": wait.where(answered, 0).fillna(0),
        "wait_abandoned_ms": wait.where(abandoned, 0).fillna(0),
    }
    times = {name: offered[name].where(handled) for name in ("talk_ms", "hold_ms", "acw_ms")}
    return offered[["queue", "channel", "campaign"]].assign(
        **counts, **times, wait=wait, answered=answered, abandoned=abandoned
    )


def _within(counted: pd.DataFrame, group: list[str], threshold_s: float) -> pd.DataFrame:
    threshold_ms = round(threshold_s * 1000)
    inside = counted["wait"].le(threshold_ms).fillna(False).astype(bool)
    rows = counted[group].assign(
        n_answered_within=(inside & counted["answered"]).astype("Int64"),
        n_abandoned_within=(inside & counted["abandoned"]).astype("Int64"),
    )
    return rows.groupby(group, dropna=False).sum().reset_index().assign(threshold_ms=threshold_ms)
