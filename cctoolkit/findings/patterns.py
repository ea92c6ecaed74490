"""Thresholds on what goes beyond chance once the innocent explanations are taken away."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import pandas as pd

from cctoolkit.findings import standing
from cctoolkit.findings.finding import Finding, Hours, Party, Severity

SECTION = "patterns"
WORTH_SAYING = {"short": 0.01, "edge": 0.02, "near": 0.10}
"""Least excess that is said: of the contacts, of the time of the edge, of what was expected."""
HALF = 0.5
CHANCE = 0.01
"""Chance at which a count of agents beyond the limits is more than chance puts there."""


def short_contacts(table: pd.DataFrame, place: str, *, grade: str) -> Iterator[Finding]:
    """Groups with more short contacts than the others had in the same queues and hours.

    A group is named when the excess, after what was passed on, incidents and hours in which the
    whole queue was raised, is above 0 at the confidence of all comparisons together, and at least
    one contact in a hundred. Serious when even its lower limit is that large, a notice otherwise.
    """
    for row in _beyond(table, "excess_share", "short").to_dict("records"):
        yield Finding(
            code="short_contacts_beyond_chance",
            section=SECTION,
            severity=_weight(row, "short"),
            value=row["excess_share"],
            low=row["low"],
            high=row["high"],
            n=int(row["n_judged"]),
            n_unit="contacts",
            where={place: str(row[place])},
            numbers={
                name: float(row[name])
                for name in (
                    "n_short_contacts",
                    "n_passed_on",
                    "n_incident_short",
                    "n_raised_short",
                    "n_judged_short",
                    "n_usual",
                    "n_excess",
                )
            },
            hours=_hours(row, "excess_share"),
            controlled_by="both",
            grade=grade,
            table=f"short_by_{place}",
        )


def shift_edges(
    whole: pd.DataFrame, by_group: pd.DataFrame | None, place: str, *, edge_s: float, grade: str
) -> Iterator[Finding]:
    """Auxiliary time in the first or last minutes of the shift beyond the rest of the shift.

    Where more than half of the groups have it, it is said once of the whole service: a habit of
    the service is nobody's in particular. Otherwise of each group that has it. Severity as for
    short contacts, from two hundredths of the time.
    """
    for pattern, row, where in _each(whole, by_group, place, "excess_share", "edge"):
        numbers = {
            "edge": pattern,
            "aux_share": row["aux_share"],
            "expected_share": row["expected_share"],
            "n_shifts": int(row["n_shifts"]),
            "edge_s": edge_s,
        }
        numbers |= {
            f"{name}_h": row[f"{name}_s"] / 3600 for name in ("set_aside", "off_queue", "raised")
        }
        yield Finding(
            code="shift_edge_beyond_rest",
            section=SECTION,
            severity=_weight(row, "edge"),
            value=row["excess_share"],
            low=row["low"],
            high=row["high"],
            n=int(row["n_agents"]),
            n_unit="agents",
            where=where,
            numbers=numbers,
            hours=_hours(row, "excess_share"),
            controlled_by="both",
            grade=grade,
            table=f"edges_by_{place}" if where else "edges",
        )


def near_thresholds(
    whole: pd.DataFrame,
    groups: Mapping[str, tuple[str, pd.DataFrame | None]],
    *,
    grade: str,
) -> Iterator[Finding]:
    """Durations that crowd beside a threshold beyond what their neighbours say.

    `groups` has, per pattern, the name of its groups and their table. Whole or groups as in
    `shift_edges`; severity as for short contacts, from a tenth of what was expected.
    """
    for pattern, (place, by_group) in groups.items():
        own = whole[whole["pattern"].eq(pattern)]
        parts = None if by_group is None else by_group[by_group["pattern"].eq(pattern)]
        for _, row, where in _each(own, parts, place, "near_excess_share", "near"):
            of_agents = pattern in ("aux_limit", "acw_close")
            yield Finding(
                code="durations_beside_threshold",
                section=SECTION,
                severity=_weight(row, "near"),
                value=row["near_excess_share"],
                low=row["low"],
                high=row["high"],
                n=int(row["n_durations"]),
                n_unit="stretches" if of_agents else "contacts",
                where=where,
                numbers={
                    "threshold": pattern,
                    "limit_s": row["limit_s"],
                    "band_s": row["band_s"],
                    **{
                        name: float(row[name])
                        for name in ("n_near", "n_repeated", "n_usual", "n_excess")
                    },
                },
                hours=_hours(row, "near_excess_share") if of_agents else None,
                controlled_by=_PARTIES.get(pattern, "both"),
                grade=grade,
                table=f"near_by_{place}" if where else "near",
            )


_PARTIES: dict[str, Party] = {"acw_close": "provider", "answered_inside": "provider"}


def agents_outside(agents: pd.DataFrame, *, grade: str) -> Iterator[Finding]:
    """More agents above the limits than chance puts there, where so many may be told.

    A notice: what is not in the mix is still in each of them, and no agent is shown.
    """
    from scipy.special import bdtrc

    for row in agents[agents["outside"].str.isdigit()].to_dict("records"):
        n, n_all = int(row["outside"]), int(row["n_agents"])
        if not n or bdtrc(n - 1, n_all, row["by_chance"] / n_all) >= CHANCE / len(agents):
            continue
        yield Finding(
            code="agents_beyond_chance",
            section=SECTION,
            severity="notice",
            value=float(n),
            unit="rows",
            n=n_all,
            n_unit="agents",
            numbers={
                "pattern": row["pattern"],
                "n_outside": n,
                "by_chance": row["by_chance"],
            },
            controlled_by="provider",
            grade=grade,
            table="agents",
        )


def nothing_beyond(tables: Mapping[str, pd.DataFrame], *, grade: str) -> Iterator[Finding]:
    """Nothing goes beyond chance: what was looked for, and how large it would have to be.

    Of the first two the largest of what would be found four times in five, in any group shown or
    at either end of the shift; of thresholds the smallest, where there are most durations.
    """
    short, edge, near = (
        next((tables[name]["detectable_share"] for name in names if name in tables), None)
        for names in (("short_by_team", "short_by_site"), ("edges",), ("near",))
    )
    seen = {
        "short": math.nan if short is None else float(short.max()),
        "edge": math.nan if edge is None else float(edge.max()),
        "near": math.nan if near is None else float(near.min()),
    }
    if all(math.isnan(each) for each in seen.values()):
        return
    yield Finding(
        code="nothing_beyond_chance",
        section=SECTION,
        severity="good",
        numbers={f"{name}_seen": value for name, value in seen.items()},
        controlled_by="both",
        grade=grade,
        table=next(name for name in ("edges", "near", "short_by_team") if name in tables),
    )


def _beyond(table: pd.DataFrame, share: str, kind: str) -> pd.DataFrame:
    return table[(table["surely_low"] > 0) & (table[share] >= WORTH_SAYING[kind])]


def _each(
    whole: pd.DataFrame, by_group: pd.DataFrame | None, place: str, share: str, kind: str
) -> Iterator[tuple[str, dict, dict[str, str]]]:
    """Yield what goes beyond: once of the whole where most groups do, else of each group."""
    for row in whole.to_dict("records"):
        pattern = row["pattern"]
        groups = pd.DataFrame() if by_group is None else by_group[by_group["pattern"].eq(pattern)]
        named = _beyond(groups, share, kind) if len(groups) else groups
        is_whole = len(_beyond(pd.DataFrame([row]), share, kind)) > 0
        if is_whole and (named.empty or len(named) > HALF * len(groups)):
            yield pattern, row, {}
        else:
            yield from (
                (pattern, one, {place: str(one[place])}) for one in named.to_dict("records")
            )


def _weight(row: Mapping, kind: str) -> Severity:
    return standing.weight(row["low"] >= WORTH_SAYING[kind])


def _hours(row: Mapping, share: str) -> Hours:
    """Hours of an excess, and of the ends of its interval, none below zero."""
    value = row["excess_s"] / 3600
    per_share = value / row[share]
    return Hours(value, max(row["low"], 0.0) * per_share, row["high"] * per_share)
