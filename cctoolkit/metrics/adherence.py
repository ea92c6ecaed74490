"""The index of adherence to the post, its five times and what its auxiliary time consists of."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cctoolkit.metrics.ratios import grouped_sums, ratio, seconds

INDEX_PARTS = (
    "logged",
    "productive",
    "ring",
    "aux",
    "mandatory_rest",
    "unknown",
    "not_recorded",
    "imputed",
    "overlapped",
)
PARTS = ("talk", "hold", "acw", "ring", "available", "aux", "unknown")
LEFT_OUT = {
    "gross": (),
    "net_of_mandatory_rest": ("mandatory_rest",),
    "net_of_protected": ("protected",),
    "net_of_ordered": ("ordered_by_client",),
    "net_of_all": ("mandatory_rest", "protected", "ordered_by_client"),
}
"""Flags whose codes each reading of the index leaves out of both sides."""
COUNTED_IN = {"with_productive": ("productive",), "with_billable": ("billable",)}
"""Flags whose codes each reading of the index counts as productive."""


def five_times(agent_intervals: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Share of connection time in each state: talk, after-contact work, hold, available, auxiliary.

    Ringing and time that no known state explains are shown beside the five. Each share is of the
    connection of the intervals that record that state, so one source that does not separate it
    doesn't dilute the others; where all intervals record all states the shares add up to one.

    Parameters
    ----------
    agent_intervals : DataFrame
        Canonical; rows without connection time are left out.
    by : sequence of str
        Columns that make the groups.

    Returns
    -------
    DataFrame
        One row per group: `logged_s`, then `<state>_s` and `<state>_share` (0 to 1 of the
        connection that records it). A state that no interval records is NaN.
    """
    connected = _connected(agent_intervals)
    connected = connected.assign(unknown_ms=connected["unknown_ms"].fillna(0))
    parts = [f"{part}_ms" for part in PARTS]
    bases = {f"of_{name}": connected["logged_ms"].where(connected[name].notna()) for name in parts}
    sums = grouped_sums(connected.assign(**bases), by, ["logged_ms", *parts, *bases])
    table = sums[[*by]].assign(logged_s=seconds(sums["logged_ms"]))
    for part in PARTS:
        table[f"{part}_s"] = seconds(sums[f"{part}_ms"])
        table[f"{part}_share"] = ratio(sums[f"{part}_ms"], sums[f"of_{part}_ms"])
    return table


def adherence_index(
    agent_intervals: pd.DataFrame,
    aux_intervals: pd.DataFrame,
    aux_codes: pd.DataFrame,
    by: Sequence[str] = (),
    *,
    ringing_is_productive: bool = True,
) -> pd.DataFrame:
    """Index of adherence to the post: connection time that is not auxiliary, over connection time.

    Productive are talk, hold, after-contact work and available time, and ringing by choice.
    Unknown time is in neither side of `index`; `index_low` counts it as auxiliary and `index_high`
    as productive. `index_net` leaves the rest that law or agreement imposes out of both sides, as
    if the agent had not been connected: the gross index punishes a pause that the employer must
    give. The index is blind to lateness and absence; it is not schedule adherence.

    Parameters
    ----------
    agent_intervals, aux_intervals : DataFrame
        Canonical. Rows without connection time, or whose auxiliary time was not recorded, are in
        no side of the index; the connection of the latter is in `not_recorded_s`.
    aux_codes : DataFrame
        Canonical; the flag `mandatory_rest` is read.
    by : sequence of str
        Columns that make the groups, present in both interval tables.
    ringing_is_productive : bool
        Whether ringing counts as productive.

    Returns
    -------
    DataFrame
        One row per group: `n_agents`, `n_agent_days`, `logged_s`, `known_s`, `productive_s`,
        `ring_s`, `aux_s`, `mandatory_rest_s`, `unknown_s`, `not_recorded_s`, `imputed_s`,
        `overlapped_s`, `index`, `index_net`, `index_low`, `index_high`. Nothing known connected
        gives NaN; so do `imputed_s` and `overlapped_s` where only aggregates were delivered, which
        cannot tell.

    Notes
    -----
    `index` = 1 - auxiliary / (connection - unknown), ringing also subtracted when it is not
    productive; so it needs no more parts of the connection than the source separates.
    """
    connected = _connected(agent_intervals)
    recorded = connected["aux_ms"].notna()
    rest = _flagged_ms(connected, aux_intervals, aux_codes, ["mandatory_rest"])
    rows = connected.assign(
        not_recorded_ms=connected["logged_ms"].mask(recorded, 0),
        logged_ms=connected["logged_ms"].where(recorded),
        productive_ms=_productive_ms(connected, ringing_is_productive),
        unknown_ms=connected["unknown_ms"].fillna(0).where(recorded),
        ring_ms=connected["ring_ms"].fillna(0).where(recorded),
        mandatory_rest_ms=rest.where(recorded),
        imputed_ms=connected["imputed_ms"].where(recorded),
        overlapped_ms=connected["overlapped_ms"].where(recorded),
    )
    columns = [f"{name}_ms" for name in INDEX_PARTS]
    sums = grouped_sums(rows, by, columns)
    known = sums["logged_ms"] - sums["unknown_ms"]
    table = people_of(rows, by).assign(known_s=seconds(known))
    for column in columns:
        table[f"{column.removesuffix('_ms')}_s"] = seconds(sums[column])
    return table.assign(
        index=ratio(sums["productive_ms"], known),
        index_net=ratio(sums["productive_ms"], known - sums["mandatory_rest_ms"]),
        index_low=ratio(sums["productive_ms"], sums["logged_ms"]),
        index_high=ratio(sums["productive_ms"] + sums["unknown_ms"], sums["logged_ms"]),
    )


def index_readings(
    agent_intervals: pd.DataFrame,
    aux_intervals: pd.DataFrame,
    aux_codes: pd.DataFrame,
    by: Sequence[str] = (),
    *,
    ringing_is_productive: bool = True,
) -> pd.DataFrame:
    """The same index with the codes of a flag left out of both sides, or counted as productive.

    Rest that law imposes, protected time and time that the client orders lower the gross index,
    though the provider decides none of them. Leaving a code out treats its time as not connected;
    counting it in treats it as attending. Which reading a target means is for the contract to say.

    Parameters
    ----------
    agent_intervals, aux_intervals, by, ringing_is_productive
        As in `adherence_index`.
    aux_codes : DataFrame
        Canonical; the flags `mandatory_rest`, `protected`, `ordered_by_client`, `productive` and
        `billable` are read. A code with several flags counts once in `net_of_all`.

    Returns
    -------
    DataFrame
        One row per group and `index_reading`: `numerator_s`, `denominator_s`, `flagged_s` (time of
        the codes, never more than the auxiliary time of its interval), `index`, and
        `difference_points`, how much higher than `gross` it is (0 to 1).
    """
    connected = _connected(agent_intervals)
    recorded = connected["aux_ms"].notna()
    known = (connected["logged_ms"] - connected["unknown_ms"].fillna(0)).where(recorded)
    rows = connected.assign(
        known_ms=known,
        productive_ms=_productive_ms(connected, ringing_is_productive),
        **{
            reading: _flagged_ms(connected, aux_intervals, aux_codes, flags).where(recorded)
            for reading, flags in (LEFT_OUT | COUNTED_IN).items()
        },
    )
    sums = grouped_sums(rows, by, ["known_ms", "productive_ms", *LEFT_OUT, *COUNTED_IN])
    gross = ratio(sums["productive_ms"], sums["known_ms"])
    tables = []
    for reading in (*LEFT_OUT, *COUNTED_IN):
        flagged = sums[reading].fillna(0)
        top = sums["productive_ms"] + (flagged if reading in COUNTED_IN else 0)
        bottom = sums["known_ms"] - (flagged if reading in LEFT_OUT else 0)
        index = ratio(top, bottom)
        tables.append(
            sums[[*by]].assign(
                index_reading=reading,
                numerator_s=seconds(top),
                denominator_s=seconds(bottom),
                flagged_s=seconds(flagged),
                index=index,
                difference_points=index - gross,
            )
        )
    return pd.concat(tables, ignore_index=True)


LEFT_OPEN = ("imputed", "overlapped", "unknown", "not_recorded")
"""What a log leaves open: ends supposed, states at once, no known state, parts not recorded."""


def left_open(index: pd.DataFrame) -> pd.DataFrame:
    """Connection that rests on a rule, or on none, beside all of it.

    Time of states without an end, which a rule closed; time in which two states were logged at
    once, and the stronger one has it; time that no known state explains; and connection whose
    auxiliary time nobody recorded, which is in no side of the index.

    Parameters
    ----------
    index : DataFrame
        One row of `adherence_index`.

    Returns
    -------
    DataFrame
        One row per `log_case`: `log_s`, `connected_s` (that recorded in parts, or all of it for
        what was not recorded) and `log_share`. NaN where only aggregates were delivered, which
        cannot tell.
    """
    (row,) = index.to_dict("records")
    hours = [row[f"{case}_s"] for case in LEFT_OPEN]
    recorded = row["logged_s"]
    bases = [recorded, recorded, recorded, recorded + row["not_recorded_s"]]
    table = pd.DataFrame({"log_case": LEFT_OPEN, "log_s": hours, "connected_s": bases})
    return table.assign(log_share=ratio(table["log_s"], table["connected_s"]))


def aux_breakdown(
    agent_intervals: pd.DataFrame,
    aux_intervals: pd.DataFrame,
    aux_codes: pd.DataFrame,
    by: Sequence[str] = (),
) -> pd.DataFrame:
    """Auxiliary time by code, as a share of the connection time of the group.

    Codes that the vocabulary does not list stay, under the name they came with; auxiliary time
    without a code is `unclassified`. The shares of a group add up to its whole auxiliary share.

    Returns
    -------
    DataFrame
        One row per group and code: `aux_code`, `label`, the flags of the code, `aux_s`,
        `logged_s` (of the group), `share` (0 to 1), `n_agents` with time in the code.
    """
    connected = _connected(agent_intervals)
    coded = _with_uncoded(connected, aux_intervals)
    codes = grouped_sums(coded, [*by, "aux_code"], ["aux_ms"])
    used = coded[coded["aux_ms"] > 0]
    agents = used.groupby([*by, "aux_code"], dropna=False, observed=True)["agent_id"].nunique()
    codes = codes.merge(agents.rename("n_agents").reset_index(), on=[*by, "aux_code"])
    logged = grouped_sums(connected, by, ["logged_ms"])
    codes = codes.merge(logged, on=[*by]) if by else codes.merge(logged, how="cross")
    codes = codes.merge(aux_codes, on="aux_code", how="left")
    codes["label"] = codes["label"].fillna(codes["aux_code"])
    flags = [name for name in aux_codes if name not in ("aux_code", "label")]
    return codes.assign(
        aux_s=seconds(codes["aux_ms"]),
        logged_s=seconds(codes["logged_ms"]),
        share=ratio(codes["aux_ms"], codes["logged_ms"]),
    )[[*by, "aux_code", "label", *flags, "aux_s", "logged_s", "share", "n_agents"]]


def handle_time_by_agent_group(
    agent_intervals: pd.DataFrame, by: Sequence[str] = ()
) -> pd.DataFrame:
    """Mean handle time of the contacts handled, by a grouping of agents such as the team.

    Returns
    -------
    DataFrame
        One row per group: `n_agents`, `n_handled`, `handle_s`, `aht_s`.
    """
    handled = agent_intervals[agent_intervals["n_handled"].gt(0).fillna(False).astype(bool)]
    sums = grouped_sums(handled, by, ["n_handled", "handle_ms"])
    handle_s = seconds(sums["handle_ms"])
    return people_of(handled, by)[[*by, "n_agents"]].assign(
        n_handled=sums["n_handled"], handle_s=handle_s, aht_s=ratio(handle_s, sums["n_handled"])
    )


def people_of(rows: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Count the agents and the agent-days of each group.

    Returns
    -------
    DataFrame
        `by`, `n_agents`, `n_agent_days`.
    """
    pairs = rows[[*dict.fromkeys([*by, "agent_id", "business_day"])]].drop_duplicates()
    if not by:
        return pd.DataFrame({"n_agents": [pairs["agent_id"].nunique()], "n_agent_days": len(pairs)})
    counted = pairs.assign(agent=pairs["agent_id"])
    groups = counted.groupby([*by], dropna=False, sort=True, observed=True)
    return groups["agent"].agg(n_agents="nunique", n_agent_days="size").reset_index()


def _connected(agent_intervals: pd.DataFrame) -> pd.DataFrame:
    return agent_intervals[agent_intervals["logged_ms"].gt(0).fillna(False).astype(bool)]


def _productive_ms(connected: pd.DataFrame, ringing_is_productive: bool) -> pd.Series:
    """What is left of the known connection without its auxiliary time."""
    known = connected["logged_ms"] - connected["unknown_ms"].fillna(0) - connected["aux_ms"]
    return known if ringing_is_productive else known - connected["ring_ms"].fillna(0)


def _flagged_ms(
    connected: pd.DataFrame,
    aux_intervals: pd.DataFrame,
    aux_codes: pd.DataFrame,
    flags: Sequence[str],
) -> pd.Series:
    """Time of the codes with any of the flags, never more than the row's auxiliary time."""
    has_flag = aux_codes[[*flags]].fillna(False).astype(bool).any(axis=1)
    used = aux_intervals[aux_intervals["aux_code"].isin(aux_codes.loc[has_flag, "aux_code"])]
    key = ["start_at", "agent_id", "campaign"]
    sums = used.groupby(key, dropna=False)["aux_ms"].sum().reset_index()
    matched = connected[key].merge(sums, on=key, how="left")["aux_ms"].fillna(0)
    flagged = pd.Series(matched.to_numpy(), connected.index, dtype="Int64")
    return flagged.where(flagged <= connected["aux_ms"], connected["aux_ms"])


def _with_uncoded(connected: pd.DataFrame, aux_intervals: pd.DataFrame) -> pd.DataFrame:
    """Add, as `unclassified`, the auxiliary time that no code explains."""
    key = ["start_at", "agent_id", "campaign"]
    coded = aux_intervals.groupby(key, dropna=False)["aux_ms"].sum().rename("coded_ms")
    total = connected.merge(coded.reset_index(), on=key, how="left")
    rest = total["aux_ms"].fillna(0) - total["coded_ms"].fillna(0)
    uncoded = total.assign(aux_code="unclassified", aux_ms=rest)[rest > 0]
    inside = aux_intervals.merge(connected[key], on=key)
    columns = [name for name in connected if name in aux_intervals or name == "aux_code"]
    return pd.concat([inside, uncoded[[*columns, "aux_code"]]], ignore_index=True)
