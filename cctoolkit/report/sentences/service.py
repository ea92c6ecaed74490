"""What the findings on what the customer met say."""

from __future__ import annotations

import math
from collections.abc import Sequence

from cctoolkit.findings import Finding
from cctoolkit.report.sentences.said import (
    Sentence,
    against_target,
    beside_target,
    how_days_differ,
    percent,
)
from cctoolkit.words import N_, Words

_LEVEL_DETAIL = {
    "offered": N_(
        "Share of the {n} contacts offered ({channels}) that were answered within {threshold}."
    ),
    "answered": N_(
        "Share of the {n} contacts answered ({channels}) that were answered within {threshold}."
    ),
}
_READING = {
    "offered": N_(
        "The same contacts, within {threshold}, give both values: contacts abandoned count only "
        "in the second. This report reads the target as a share of the offered."
    ),
    "answered": N_(
        "The same contacts, within {threshold}, give both values: contacts abandoned count only "
        "in the second. This report reads the target as a share of the answered."
    ),
}
_LEVEL_ACTIONS = {
    "level_reached": N_("Both parties: look at the level again next month."),
    "level_missed": N_(
        "Provider, planning: hold forecast, staffing and arrivals against each other in the hours "
        "of the lowest level. Client: say which campaigns or incidents changed the volume."
    ),
}


def _channels(finding: Finding, words: Words) -> str:
    channels = str(finding.numbers["channels"]).split(", ")
    return words.list_of([words.code("channel", channel) for channel in channels])


def _level(finding: Finding, words: Words) -> Sentence:
    message = (
        N_("The service level is {value} and reaches the {target} agreed")
        if finding.code == "level_reached"
        else N_("The service level is {value} and does not reach the {target} agreed")
    )
    share = words.say(
        _LEVEL_DETAIL[str(finding.numbers["basis"])],
        threshold=words.seconds(float(finding.numbers["threshold_s"])),
        n=finding.n,
        channels=_channels(finding, words),
    )
    return Sentence(
        words.say(message, **against_target(finding, words)),
        " ".join([share, *how_days_differ(finding, words), *_days_reached(finding, words)]),
        action=words.say(_level_action(finding)),
    )


def _level_action(finding: Finding) -> str:
    n_missed = finding.numbers["n_days"] - finding.numbers["n_days_reached"]
    if finding.code == "level_reached" and n_missed:
        return N_(
            "Both parties: go through the days on which the target was not reached and what they "
            "have in common."
        )
    return _LEVEL_ACTIONS[finding.code]


def _days_reached(finding: Finding, words: Words) -> list[str]:
    if not finding.numbers["n_days"]:
        return []
    said = words.say(
        "The target was reached on {n_reached} of {n_days} days.",
        n_reached=finding.numbers["n_days_reached"],
        n_days=finding.numbers["n_days"],
    )
    return [said]


def _definition(finding: Finding, words: Words) -> Sentence:
    decides = finding.code == "definition_decides"
    message = (
        N_(
            "Whether the target is met depends on the definition: {answered} of the answered, "
            "{offered} of the offered"
        )
        if decides
        else N_(
            "The definition moves the service level by {points}: {answered} of the answered, "
            "{offered} of the offered"
        )
    )
    answered, offered, _ = beside_target(
        finding, [finding.numbers["of_answered"], finding.numbers["of_offered"]], words
    )
    return Sentence(
        words.say(
            message,
            points=words.points(finding.value).removeprefix("+"),
            answered=answered,
            offered=offered,
        ),
        words.say(
            _READING[str(finding.numbers["basis"])],
            threshold=words.seconds(float(finding.numbers["threshold_s"])),
        ),
        action=words.say(
            "Both parties: write into the contract which of the two definitions is meant."
        ),
    )


def _abandonment(finding: Finding, words: Words) -> Sentence:
    detail = [
        words.say(
            "Share of the {n} contacts offered ({channels}) that left the queue unanswered.",
            channels=_channels(finding, words),
            n=finding.n,
        ),
        *how_days_differ(finding, words),
    ]
    net = finding.numbers["net"]
    if math.isfinite(net):
        net_share = percent(net, words)
        detail.append(words.say("Net of short abandonments the share is {net}.", net=net_share))
    return Sentence(
        words.say(
            "{value} of the contacts offered were abandoned, above the {target} agreed",
            **against_target(finding, words),
        ),
        " ".join(detail),
        action=words.say(
            "Provider, planning: look at what hours contacts are abandoned and after how long. "
            "Client: check whether the messages or the menu before the queue make customers hang "
            "up."
        ),
    )


def _hours_that_miss(finding: Finding, words: Words) -> Sentence:
    hours = [int(hour) for hour in str(finding.numbers["hours"]).split(",")]
    return Sentence(
        words.say(
            "{share} of the shortfall against the target arises {hours}",
            share=words.percent(finding.value, 0),
            hours=words.list_of([_stretch(first, last, words) for first, last in runs(hours)]),
        ),
        words.say(
            "These hours, in local time, received {offered} of the contacts, all days together.",
            offered=words.percent(finding.numbers["offered_share"], 0),
        ),
        action=words.say(
            "Provider, planning: go through forecast and staffing of these hours first."
        ),
    )


def _stretch(first: int, last: int, words: Words) -> str:
    return words.say("from {first}:00 to {last}:00", first=f"{first:02d}", last=f"{last:02d}")


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


FINDINGS = {
    "level_reached": _level,
    "level_missed": _level,
    "definition_decides": _definition,
    "definition_matters": _definition,
    "abandonment_above_target": _abandonment,
    "hours_that_miss": _hours_that_miss,
}
