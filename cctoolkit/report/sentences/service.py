"""What the findings on what the customer met say."""

from __future__ import annotations

import math
from datetime import date

from cctoolkit.findings import Finding
from cctoolkit.report.sentences.said import (
    Sentence,
    against_target,
    beside_target,
    hours_named,
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
    n_incomplete = int(finding.numbers["n_days_incomplete"])
    if not n_incomplete:
        return [said]
    left_out = words.say_plural(
        "{n} more day is not judged: some queue delivered nothing on it.",
        "{n} more days are not judged: some queue delivered nothing on them.",
        n_incomplete,
    )
    return [said, left_out]


def _definition(finding: Finding, words: Words) -> Sentence:
    numbers = finding.numbers
    decides = finding.code == "definition_decides"
    message = (
        N_(
            "Whether the target of {target} is met depends on the definition: between {lowest} and "
            "{highest}; {n_reached} of {n_variants} reach it"
        )
        if decides
        else N_(
            "The definition moves the service level by {points}: between {lowest} and {highest}"
        )
    )
    lowest, highest, target = beside_target(finding, [numbers["lowest"], numbers["highest"]], words)
    said = words.say(
        "The same contacts, within {threshold}. Lowest: {lowest}. Highest: {highest}.",
        threshold=words.seconds(float(numbers["threshold_s"])),
        lowest=words.code("variant", str(numbers["lowest_variant"])),
        highest=words.code("variant", str(numbers["highest_variant"])),
    )
    return Sentence(
        words.say(
            message,
            points=words.points(finding.value).removeprefix("+"),
            lowest=lowest,
            highest=highest,
            target=target,
            n_reached=numbers["n_reached"],
            n_variants=numbers["n_variants"],
        ),
        " ".join([said, *_read_as(finding, words)]),
        action=words.say(
            "Both parties: write into the contract which definition is meant, with its threshold "
            "and what becomes of abandoned and redirected contacts."
        ),
    )


def _read_as(finding: Finding, words: Words) -> list[str]:
    agreed = str(finding.numbers["agreed_variant"])
    if not agreed:
        return []
    name = words.code("variant", agreed)
    return [words.say("This report reads the target as: {definition}.", definition=name)]


def _hidden(finding: Finding, words: Words) -> Sentence:
    (level, target) = beside_target(finding, [finding.numbers["level"]], words)
    return Sentence(
        words.say(
            "The level of the whole is reached, and {share} of the intervals reach it",
            share=words.percent(finding.value, 0),
        ),
        words.say(
            "All together {level}, against the {target} agreed; {n_missed} of {n} intervals with "
            "contacts stay below. Intervals with few contacts vary more: chance explains some.",
            level=level,
            target=target,
            n_missed=finding.numbers["n_missed"],
            n=finding.n,
        ),
        explanations=(
            words.say("Intervals of few contacts miss or reach the target by one of them."),
        ),
        action=words.say(
            "Provider, planning: look at the intervals of most contacts that stay below. Both "
            "parties: say whether the target is for the month, the day or the interval."
        ),
    )


def _statutory(finding: Finding, words: Words) -> Sentence:
    numbers = finding.numbers
    readings = [words.code("law_reading", name) for name in str(numbers["missed"]).split(",")]
    return Sentence(
        words.say_plural(
            "{law}: {n} of {n_readings} readings is not met",
            "{law}: {n} of {n_readings} readings are not met",
            int(numbers["n_missed"]),
            law=numbers["law"],
            n_readings=finding.n,
        ),
        words.say(
            "Not met: {readings}. Services have to comply by {day}. How the text is to be read is "
            "disputable, and its figures must be verified against the official text: this is a "
            "figure, not a legal opinion.",
            readings=words.list_of(readings),
            day=words.date(date.fromisoformat(str(numbers["adapt_by"])), "long"),
        ),
        action=words.say(
            "Client, with its lawyers: verify the figures of the law and which reading holds. "
            "Provider, planning: work out what each reading would take."
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
    return Sentence(
        words.say(
            "Of the {n} contacts lacking in the hours below the target, {share} belong to those "
            "{hours}",
            n=words.number(finding.numbers["n_lacking"]),
            share=words.percent(finding.value, 0),
            hours=hours_named(finding, words),
        ),
        words.say(
            "These hours, in local time, received {offered} of the contacts, all days together.",
            offered=words.percent(finding.numbers["offered_share"], 0),
        ),
        action=words.say(
            "Provider, planning: go through forecast and staffing of these hours first."
        ),
    )


FINDINGS = {
    "level_reached": _level,
    "level_missed": _level,
    "definition_decides": _definition,
    "definition_matters": _definition,
    "level_hides_intervals": _hidden,
    "statutory_not_met": _statutory,
    "abandonment_above_target": _abandonment,
    "hours_that_miss": _hours_that_miss,
}
