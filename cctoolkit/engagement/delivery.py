"""Whether what was delivered fits together: no time twice, no part without its whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from cctoolkit.errors import InputError, Problem

OWNERS = {"agent_intervals": ["agent_id"], "queue_intervals": ["queue", "channel"]}
WHOLES = {
    "aux_intervals": ("agent_intervals", ["start_at", "agent_id", "campaign"]),
    "queue_thresholds": ("queue_intervals", ["start_at", "queue", "channel", "campaign"]),
}
MAX_SHARE = 0.01


def refuse(problems: Iterator[Problem]) -> None:
    """Raise all the problems together, if there are any."""
    found = [*problems]
    if found:
        raise InputError(found)


def twice(
    delivered: Mapping[str, pd.DataFrame], events: Mapping[str, pd.DataFrame]
) -> Iterator[Problem]:
    """Find time that would be added twice.

    Rows of one owner and campaign may not overlap within what was delivered: half hours beside
    days. And no row delivered may overlap one made of events for the same agent, or the same queue
    and channel, whatever campaign either names.
    """
    for name, owner in OWNERS.items():
        yield from _overlapping(name, delivered[name], [*owner, "campaign"])
        yield from _in_both(name, delivered[name], events[name], owner)


def orphans(delivered: Mapping[str, pd.DataFrame]) -> Iterator[Problem]:
    """Find codes and thresholds whose interval was not delivered.

    A few may be lost at the edges of an export; when more than one in a hundred are, the two
    files do not speak of the same intervals.
    """
    for name, (whole, key) in WHOLES.items():
        rows = delivered[name]
        if rows.empty:
            continue
        known = delivered[whole][key].drop_duplicates().assign(known=True)
        matched = rows[key].merge(known, on=key, how="left")["known"].notna()
        lost = rows[~matched.to_numpy()]
        if len(lost) > MAX_SHARE * len(rows):
            yield _problem("part_without_whole", name, lost, whole=whole)


def impossible(delivered: Mapping[str, pd.DataFrame]) -> Iterator[Problem]:
    """Find sums of a queue that cannot be: parts above their whole, thresholds that don't grow.

    In a single interval more may be answered than were offered, since systems count the answer
    where it falls; over all the intervals of a queue they can't be.
    """
    queues, within = delivered["queue_intervals"], delivered["queue_thresholds"]
    yield from _above(queues, "n_answered", "n_offered", "queue_intervals")
    if within.empty:
        return
    _, key = WHOLES["queue_thresholds"]
    known = within.merge(queues[[*key, "n_answered"]], on=key)
    for _, rows in known.groupby("threshold_ms"):
        yield from _above(rows, "n_answered_within", "n_answered", "queue_thresholds")
    yield from _not_growing(known)


def _above(rows: pd.DataFrame, part: str, whole: str, table: str) -> Iterator[Problem]:
    both = rows[rows[part].notna() & rows[whole].notna()]
    for queue, of_queue in both.groupby("queue"):
        more, most = int(of_queue[part].sum()), int(of_queue[whole].sum())
        if more > most:
            first = of_queue[of_queue[part] > of_queue[whole]]
            values = {"part": part, "whole": whole, "queue": queue, "n": more, "of": most}
            yield _problem("part_above_whole", table, first, **values)


def _not_growing(within: pd.DataFrame) -> Iterator[Problem]:
    """Thresholds whose sums fall as they grow count bands, not everybody up to them."""
    counted = within[within["n_answered_within"].notna()]
    for queue, rows in counted.groupby("queue"):
        sums = rows.groupby("threshold_ms")["n_answered_within"].agg(["sum", "size"])
        sums = sums[sums["size"] == sums["size"].max()]["sum"]
        fallen = sums.index[sums.diff() < 0]
        if len(fallen):
            first = rows[rows["threshold_ms"] == fallen[0]]
            values = {"queue": queue, "threshold": f"{fallen[0] / 1000:g} s"}
            yield _problem("thresholds_fall", "queue_thresholds", first, **values)


def _overlapping(name: str, rows: pd.DataFrame, owner: list[str]) -> Iterator[Problem]:
    ordered = rows.sort_values([*owner, "start_at"], kind="stable")
    latest = ordered.groupby(owner, dropna=False)["end_at"].cummax()
    before = latest.groupby([ordered[column] for column in owner], dropna=False).shift()
    overlap = ordered[ordered["start_at"] < before]
    if len(overlap):
        yield _problem("intervals_overlap", name, overlap)


def _in_both(
    name: str, delivered: pd.DataFrame, events: pd.DataFrame, owner: list[str]
) -> Iterator[Problem]:
    if delivered.empty or events.empty:
        return
    edges = [*owner, "start_at", "end_at"]
    made = events[edges].drop_duplicates().sort_values("start_at", kind="stable")
    latest_start = pd.merge_asof(
        delivered[[*edges, "raw_file", "raw_line"]].sort_values("end_at", kind="stable"),
        made.rename(columns={"start_at": "made_start", "end_at": "made_end"}),
        left_on="end_at",
        right_on="made_start",
        by=owner,
        allow_exact_matches=False,
    )
    overlap = latest_start[latest_start["made_end"] > latest_start["start_at"]]
    if len(overlap):
        yield _problem("counted_twice", name, overlap)


def _problem(code: str, name: str, rows: pd.DataFrame, **values: object) -> Problem:
    first = rows.iloc[0]
    line = first.get("raw_line")
    return Problem(
        code,
        file=str(first["raw_file"]) if pd.notna(first.get("raw_file")) else None,
        line=None if line is None or pd.isna(line) else int(line),
        found=f"{first['start_at'].isoformat()} - {first['end_at'].isoformat()}",
        values={"table": name, "rows": len(rows), **values},
    )
