"""A finding in words, and how its numbers are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cctoolkit.findings import Finding
from cctoolkit.report import values
from cctoolkit.words import Words
from cctoolkit.words.digits import is_missing


@dataclass(frozen=True)
class Sentence:
    """A finding in words: what was found, how sure it is, what else may explain it, what to do.

    `action` names who, then what: nobody is blamed, and somebody can begin on Monday.
    """

    headline: str
    detail: str = ""
    explanations: tuple[str, ...] = ()
    action: str = ""


def against_target(finding: Finding, words: Words) -> dict[str, str]:
    """Write the value and the target of a finding, with the decimals that tell them apart."""
    return dict(
        zip(("value", "target"), beside_target(finding, [finding.value], words), strict=True)
    )


def beside_target(finding: Finding, shares: Sequence[float], words: Words) -> list[str]:
    """Write values in the unit of a finding, then its target, so that they compare as they are."""
    decimals = values.decimals_beside([finding.target], shares, finding.unit)
    shown = (*shares, finding.target)
    return [values.value(x, finding.unit, words, decimals) for x in shown]


def margin(finding: Finding, words: Words) -> str:
    """Write the margin of uncertainty of a finding, no end of it like the target it isn't."""
    low, high, _ = beside_target(finding, [finding.low, finding.high], words)
    return words.interval(low, high, str)


def how_days_differ(finding: Finding, words: Words) -> list[str]:
    """Say the margin that the days of a finding tell; nothing where they tell none."""
    if is_missing(finding.low) or is_missing(finding.high):
        return []
    said = words.say(
        "Margin of uncertainty, judging by how days differ: {range}.", range=margin(finding, words)
    )
    return [said]


def hours_at_stake(finding: Finding, words: Words) -> str:
    """Write the hours a finding speaks of, with their interval where they have one."""
    hours = finding.hours
    if hours is None:
        return ""
    if hours.low == hours.high:
        return words.hours(hours.value)
    ends = words.interval(hours.low, hours.high, words.hours)
    return f"{words.hours(hours.value)} ({ends})"


def percent(value: object, words: Words) -> str:
    """Write a share as a percentage."""
    return words.percent(float(value), 1)


def hours_named(finding: Finding, words: Words) -> str:
    """Name the hours of the day of a finding, those that follow one another as one stretch."""
    hours = [int(hour) for hour in str(finding.numbers["hours"]).split(",")]
    return words.list_of(
        [
            words.say("from {first}:00 to {last}:00", first=f"{first:02d}", last=f"{last:02d}")
            for first, last in runs(hours)
        ]
    )


def runs(hours: Sequence[int]) -> list[tuple[int, int]]:
    """Join consecutive hours into stretches, each from its first hour to the end of its last.

    Examples
    --------
    >>> runs([9, 10, 11, 13])
    [(9, 12), (13, 14)]
    """
    stretches: list[tuple[int, int]] = []
    for hour in sorted(hours):
        if stretches and stretches[-1][1] == hour:
            stretches[-1] = (stretches[-1][0], hour + 1)
        else:
            stretches.append((hour, hour + 1))
    return stretches
