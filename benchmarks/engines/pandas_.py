"""pandas over dictionary codes, with numpy where it is quicker than pandas."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from engines.answers import (
    CHANGE_MS,
    CODED,
    DAY_MS,
    HOUR_MS,
    ON_QUEUE,
    SHIFT_BREAK_MS,
    SLOT_MS,
    STATES,
    THRESHOLD_MS,
    WINDOW_MS,
)


def _read(path: Path, columns: list[str]) -> pd.DataFrame:
    coded = [name for name in columns if name in CODED]
    table = pq.read_table(path, columns=columns, read_dictionary=coded)
    return table.to_pandas(self_destruct=True)


def _ms(instants: pd.Series) -> np.ndarray:
    return instants.astype("int64").to_numpy()


def _local_day(at: np.ndarray) -> np.ndarray:
    return (at + np.where(at >= CHANGE_MS, 2 * HOUR_MS, HOUR_MS)) // DAY_MS


def _midnight(day: np.ndarray) -> np.ndarray:
    winter = day * DAY_MS - HOUR_MS
    return winter - np.where(winter > CHANGE_MS, HOUR_MS, 0)


def _sum(key: np.ndarray, weight: np.ndarray, size: int) -> np.ndarray:
    return np.bincount(key, weight, size).astype(np.int64)


def agent_day_states(folder: Path) -> pd.DataFrame:
    """Sums over a packed key of agent, day and state."""
    rows = _read(folder / "states.parquet", ["agent_id", "start_at", "end_at", "state"])
    start, end = _ms(rows["start_at"]), _ms(rows["end_at"])
    agents, states = rows["agent_id"].cat.categories, rows["state"].cat.categories
    agent, state = (rows[name].cat.codes.to_numpy(np.int64) for name in ("agent_id", "state"))
    del rows
    day = _local_day(start)
    first = day.min()
    cut = _midnight(day + 1)
    n_days = int(day.max() - first) + 2
    key = (agent * n_days + day - first) * len(states) + state
    size = len(agents) * n_days * len(states)
    time = _sum(key, np.minimum(end, cut) - start, size)
    over = end > cut
    time += _sum(key[over] + len(states), (end - cut)[over], size)
    wide = time.reshape(-1, len(states))
    there = np.flatnonzero(wide.any(axis=1))
    table = pd.DataFrame(wide[there], columns=[f"{s}_ms" for s in states])
    table = table.reindex(columns=[f"{s}_ms" for s in STATES], fill_value=0)
    table.insert(0, "agent_id", agents[there // n_days])
    table.insert(1, "day", there % n_days + first)
    return table


def schedule_adherence(folder: Path) -> pd.DataFrame:
    """Two searches in sorted packed keys: a shared stretch begins with one or with the other."""
    rows = _read(folder / "states.parquet", ["agent_id", "start_at", "end_at", "state"])
    plan = _read(folder / "schedules.parquet", ["agent_id", "start_at", "end_at", "activity"])
    agents = plan["agent_id"].cat.categories
    known = agents.get_indexer(rows["agent_id"].cat.categories)
    agent = known[rows["agent_id"].cat.codes.to_numpy()].astype(np.int64)
    start, end = _ms(rows["start_at"]), _ms(rows["end_at"])
    on_queue = rows["state"].cat.categories.isin(ON_QUEUE)[rows["state"].cat.codes]
    aux = (rows["state"].cat.categories == "aux")[rows["state"].cat.codes]
    del rows
    plan_agent = plan["agent_id"].cat.codes.to_numpy(np.int64)
    plan_start, plan_end = _ms(plan["start_at"]), _ms(plan["end_at"])
    productive = (plan["activity"] == "productive").to_numpy()
    opens = np.ones(plan_start.size, dtype=bool)
    opens[1:] = (np.diff(plan_agent) != 0) | (plan_start[1:] - plan_end[:-1] >= SHIFT_BREAK_MS)
    opened = np.maximum.accumulate(np.where(opens, np.arange(opens.size), 0))
    day = _local_day(plan_start[opened])
    n_days, first = int(day.max() - day.min()) + 1, day.min()
    cell = plan_agent * n_days + day - first
    size = len(agents) * n_days
    at, plan_at = agent * (1 << 42) + start, plan_agent * (1 << 42) + plan_start
    fits = np.array([False])

    def shared(row: np.ndarray, part: np.ndarray, begins: np.ndarray) -> np.ndarray:
        nonlocal fits
        length = np.minimum(end[row], plan_end[part]) - begins
        fits = np.where(productive[part], on_queue[row], aux[row])
        good = (agent[row] == plan_agent[part]) & (length > 0) & fits
        return _sum(cell[part[good]], length[good], size)

    part = np.searchsorted(plan_at, at, side="right") - 1
    row = np.flatnonzero(part >= 0)
    kept = shared(row, part[row], start[row])
    under = np.searchsorted(at, plan_at, side="left") - 1
    part = np.flatnonzero(under >= 0)
    kept += shared(under[part], part, plan_start[part])
    scheduled = _sum(cell, plan_end - plan_start, size)
    there = np.flatnonzero(scheduled)
    return pd.DataFrame(
        {
            "agent_id": agents[there // n_days],
            "day": there % n_days + first,
            "scheduled_ms": scheduled[there],
            "kept_ms": kept[there],
        }
    )


def service_intervals(folder: Path) -> pd.DataFrame:
    """Sums over a packed key of slot and queue."""
    columns = ["queue", "channel", "campaign", "arrived_at", "wait_ms"]
    times = ["talk_ms", "hold_ms", "acw_ms"]
    rows = _read(folder / "contacts.parquet", [*columns, *times, "outcome", "agent_id"])
    rows = rows[(rows["outcome"] != "not_offered").to_numpy()]
    slot = _ms(rows["arrived_at"]) // SLOT_MS
    first = slot.min()
    key, names = slot - first, ["queue", "channel", "campaign"]
    for name in names:
        key = key * len(rows[name].cat.categories) + rows[name].cat.codes.to_numpy(np.int64)
    there, key = np.unique(key, return_inverse=True)
    answered = (rows["outcome"] == "answered").to_numpy()
    abandoned = (rows["outcome"] == "abandoned").to_numpy()
    wait = rows["wait_ms"].to_numpy()
    parts = rows[times].fillna(0)
    handled = answered & rows["agent_id"].notna().to_numpy() & (parts.sum(axis=1) > 0).to_numpy()
    size = there.size
    table = pd.DataFrame(
        {
            "n_offered": np.bincount(key, minlength=size),
            "n_answered": _sum(key, answered, size),
            "n_within": _sum(key, answered & (wait <= THRESHOLD_MS), size),
            "n_abandoned": _sum(key, abandoned, size),
            "wait_answered_ms": _sum(key, wait * answered, size),
            "wait_abandoned_ms": _sum(key, wait * abandoned, size),
            "n_handled": _sum(key, handled, size),
            **{name: _sum(key, parts[name].to_numpy() * handled, size) for name in times},
        }
    )
    for name in reversed(names):
        categories = rows[name].cat.categories
        table[name] = categories[there % len(categories)]
        there = there // len(categories)
    return table.assign(start_at=(there + first) * SLOT_MS)


def repeat_contacts(folder: Path) -> pd.DataFrame:
    """Sort codes of customers and arrivals; the ids order only those of one instant."""
    columns = ["customer_key", "arrived_at", "contact_id", "leg", "outcome", "queue"]
    rows = _read(folder / "contacts.parquet", columns)
    end = _ms(rows["arrived_at"]).max() + 1
    rows = rows[((rows["outcome"] == "answered") & (rows["leg"] == 1)).to_numpy()]
    person, at = pd.factorize(rows["customer_key"])[0], _ms(rows["arrived_at"])
    order = np.lexsort((at, person))
    person, at = person[order], at[order]
    tied = (np.diff(person) == 0) & (np.diff(at) == 0)
    place = np.flatnonzero(np.append(tied, False) | np.append(False, tied))
    ids = rows["contact_id"].iloc[order[place]].to_numpy(object)
    order[place] = order[place][np.lexsort((ids, at[place], person[place]))]
    queue = rows["queue"].cat.codes.to_numpy()[order]
    determined = end - at > WINDOW_MS
    followed = np.append((np.diff(person) == 0) & (np.diff(at) <= WINDOW_MS), False)
    names = rows["queue"].cat.categories
    return pd.DataFrame(
        {
            "queue": names,
            "n_contacts": np.bincount(queue, minlength=len(names)),
            "n_determined": np.bincount(queue[determined], minlength=len(names)),
            "n_followed": np.bincount(queue[determined & followed], minlength=len(names)),
        }
    )


TASKS = {
    "agent_day_states": agent_day_states,
    "schedule_adherence": schedule_adherence,
    "service_intervals": service_intervals,
    "repeat_contacts": repeat_contacts,
}


def frame(task: str, found: pd.DataFrame) -> pd.DataFrame:
    """The answer as a frame."""
    return found
