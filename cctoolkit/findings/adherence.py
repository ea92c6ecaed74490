"""Thresholds on the index of adherence to the post and on auxiliary time."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from cctoolkit.findings import standing
from cctoolkit.findings.finding import Finding, Hours
from cctoolkit.findings.rows import the_row

SECTION = "adherence"
CLEARLY_MORE = 1.5
WORTH_SAYING_SHARE = 0.01
NEGLIGIBLE_SHARE = 0.001


def index_against_target(
    overall: pd.DataFrame, *, target_low: float, target_high: float, grade: str
) -> Iterator[Finding]:
    """The index of the whole, held against both ends of the target.

    Above the band is no merit by itself: pauses that must be given may not be recorded.
    """
    row = the_row(overall)
    if pd.isna(row["index"]):
        return
    place = standing.place(row["index"], target_low, target_high)
    yield Finding(
        code=f"index_{place}_target",
        section=SECTION,
        severity="good" if place == "on" else standing.weight(row["high"] < target_low),
        value=float(row["index"]),
        low=float(row["low"]),
        high=float(row["high"]),
        target=target_high if place == "above" else target_low,
        n=int(row["n_agent_days"]),
        n_unit="agent_days",
        numbers={
            "index_net": float(row["index_net"]),
            "n_agents": int(row["n_agents"]),
        },
        hours=_lacking(row, target_low) if place == "below" else None,
        controlled_by="both",
        grade=grade,
        table="overall",
    )


def teams_below_target(
    by_team: pd.DataFrame, *, target_low: float, n_teams: int, grade: str
) -> Iterator[Finding]:
    """Teams whose index is below the target by more than chance among that many teams explains.

    The rule is that of `standing.teams_surely_below`.
    """
    every = Finding(
        code="team_below_target",
        section=SECTION,
        severity="serious",
        target=target_low,
        grade=grade,
    )
    columns = {"share": "index", "denominator": "known_s", "beside": "index_net"}
    return standing.teams_surely_below(by_team, every, **columns, n_teams=n_teams)


def codes_used_more_by_a_shift(aux_by_shift: pd.DataFrame, *, grade: str) -> Iterator[Finding]:
    """Auxiliary codes to which one shift gives clearly more of its connection than the others.

    Said when the intervals do not meet, the share is at least half as much again, and the
    difference is at least one point of connection. The intervals are those of `surely_low` and
    `others_surely_high`, adjusted for the number of codes times shifts: where all shifts use every
    code alike, some code is named in at most about one period of twenty. An agent with time in two
    shifts stands on both sides, as if he were two; this makes the sides more alike than they say.
    Mandatory rest and protected time are never compared, nor codes shown as one.
    """
    comparable = ~(_flag(aux_by_shift, "mandatory_rest") | _flag(aux_by_shift, "protected"))
    more = (
        (aux_by_shift["surely_low"] > aux_by_shift["others_surely_high"])
        & (aux_by_shift["share"] >= CLEARLY_MORE * aux_by_shift["others_share"])
        & (aux_by_shift["share"] - aux_by_shift["others_share"] >= WORTH_SAYING_SHARE)
    )
    for row in aux_by_shift[comparable & more].to_dict("records"):
        yield Finding(
            code="code_used_more_by_shift",
            section=SECTION,
            severity="serious",
            value=row["share"],
            low=row["low"],
            high=row["high"],
            target=row["others_share"],
            n=int(row["n_agents"]),
            n_unit="agents",
            where={"shift": str(row["shift"]), "aux_code": str(row["label"])},
            numbers={
                "others_low": row["others_low"],
                "others_high": row["others_high"],
                "ordered_by_client": int(row.get("ordered_by_client") is True),
            },
            hours=Hours(
                (row["share"] - row["others_share"]) * row["logged_s"] / 3600,
                (row["low"] - row["others_high"]) * row["logged_s"] / 3600,
                (row["high"] - row["others_low"]) * row["logged_s"] / 3600,
            ),
            controlled_by="client" if row.get("ordered_by_client") is True else "both",
            grade=grade,
            table="aux_by_shift",
        )


def reading_decides(readings: pd.DataFrame, *, target_low: float, grade: str) -> Iterator[Finding]:
    """The index misses the target gross and reaches it with the codes of some flag out, or in.

    Serious when leaving out what the client ordered is enough: then the client's own orders decide
    whether the provider misses the target. A notice when it takes another flag: the contract must
    say which reading it means.
    """
    values = readings.set_index("index_reading")["index"]
    gross = float(values["gross"])
    reached = values[values >= target_low].drop("gross", errors="ignore")
    if not (gross < target_low and len(reached)):
        return
    is_ordered = "net_of_ordered" in reached.index
    flagged_s = readings.set_index("index_reading")["flagged_s"]
    yield Finding(
        code="index_reading_decides",
        section=SECTION,
        severity=standing.weight(is_ordered),
        value=gross,
        target=target_low,
        n=len(reached),
        n_unit="readings",
        numbers={
            "readings": ",".join(reached.index),
            "values": ",".join(repr(float(value)) for value in reached),
            "is_ordered": int(is_ordered),
            "ordered_h": float(flagged_s.get("net_of_ordered", 0.0) / 3600),
        },
        controlled_by="client" if is_ordered else "both",
        grade=grade,
        table="readings",
    )


def unclassified_time(
    overall: pd.DataFrame,
    *,
    target_low: float = math.nan,
    target_high: float = math.nan,
    grade: str,
) -> Iterator[Finding]:
    """Connection time that no known state explains, and whether it could move the verdict.

    Serious when the verdict, below, on or above the target, would be another with all of that time
    counted as auxiliary, or with all of it counted as productive: then nothing can be held against
    the target before it is explained. A notice when neither bound moves the verdict, however much
    time it is, and without a target, when there is no verdict to move; less than one in a thousand
    is then left to the table.
    """
    row = the_row(overall)
    share = row["unknown_s"] / row["logged_s"]
    places = {
        standing.place(row[name], target_low, target_high)
        for name in ("index_low", "index", "index_high")
    }
    if not share > 0 or (share < NEGLIGIBLE_SHARE and len(places) == 1):
        return
    yield Finding(
        code="unclassified_time",
        section=SECTION,
        severity="serious" if len(places) > 1 else "notice",
        value=float(share),
        low=float(row["index_low"]),
        high=float(row["index_high"]),
        target=target_low,
        n=int(row["n_agent_days"]),
        n_unit="agent_days",
        numbers={
            "unknown_h": float(row["unknown_s"] / 3600),
            "index": float(row["index"]),
            "target_high": target_high,
            "decides": int(len(places) > 1),
        },
        controlled_by="both",
        grade=grade,
        table="overall",
    )


def _lacking(row: pd.Series | dict, target_low: float) -> Hours:
    return standing.lacking(row["index"], row["low"], row["high"], row["known_s"], target_low)


def _flag(table: pd.DataFrame, name: str) -> pd.Series:
    return table[name].fillna(False).astype(bool)
