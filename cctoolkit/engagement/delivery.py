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
