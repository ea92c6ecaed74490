"""What the findings on adherence to the post say."""

from __future__ import annotations

from cctoolkit.findings import Finding
from cctoolkit.report.sentences.said import (
    Sentence,
    against_target,
    beside_target,
    hours_at_stake,
    how_days_differ,
    margin,
    percent,
)
from cctoolkit.words import N_, Words
from cctoolkit.words.digits import PERCENT, decimals_apart

_INDEX = {
    "index_below_target": N_(
        "The index of adherence to the post is {value}, below the {target} agreed"
    ),
    "index_on_target": N_(
        "The index of adherence to the post is {value} and reaches the {target} agreed"
    ),
    "index_above_target": N_(
        "The index of adherence to the post is {value}, above the {target} agreed: are all pauses "
        "recorded?"
    ),
}
_INDEX_ACTIONS = {
    "index_below_target": N_(
        "Provider: go through the auxiliary codes with most hours and settle with the client which "
        "of them it orders. Auxiliary time exceeds by {hours} what the target allows."
    ),
    "index_on_target": N_("Both parties: look at the index again next month, team by team."),
    "index_above_target": N_(
        "Provider: make sure with the team leaders that mandatory rest is taken and recorded under "
        "its code."
    ),
}

_CODE_ACTIONS = {
    False: N_(
        "Provider: before anything is changed, ask the team leaders of the shift what the code is "
        "used for."
    ),
    True: N_(
        "Client and provider: put in writing what this code is ordered for, and at what hours."
    ),
}


def _index_against_target(finding: Finding, words: Words) -> Sentence:
    weight = words.say(
        "Net of mandatory rest the index is {net}. It rests on {n} days of work of {n_agents} "
        "agents.",
        net=percent(finding.numbers["index_net"], words),
        n=finding.n,
        n_agents=finding.numbers["n_agents"],
    )
    return Sentence(
        words.say(_INDEX[finding.code], **against_target(finding, words)),
        " ".join([*how_days_differ(finding, words), weight]),
        action=words.say(_INDEX_ACTIONS[finding.code], hours=hours_at_stake(finding, words)),
    )


def _team_below(finding: Finding, words: Words) -> Sentence:
    return Sentence(
        words.say(
            "Team {team} has an index of adherence to the post of {value}, below the {target} "
            "agreed for the service",
            team=finding.where["team"],
            **against_target(finding, words),
        ),
        words.say(
            "The difference is larger than chance would explain among {n_teams} teams compared. "
            "Margin of uncertainty: {range}. Net of mandatory rest the index is {net}. Auxiliary "
            "time exceeds by {hours} what the target allows.",
            n_teams=finding.numbers["n_teams"],
            range=margin(finding, words),
            net=percent(finding.numbers["index_net"], words),
            hours=hours_at_stake(finding, words),
        ),
        (
            words.say("auxiliary time that the client ordered, or system failures of one site"),
            words.say("a different mix of shifts, with more mandatory rest"),
            words.say("codes that the team uses for another purpose"),
        ),
        words.say(
            "Provider: compare, together with the team's leader, its auxiliary codes with those of "
            "the other teams."
        ),
    )


def _code_more(finding: Finding, words: Words) -> Sentence:
    explanations = [
        words.say("work that only this shift is given"),
        words.say("a failure of routing or systems at those hours"),
        words.say("a code used for another purpose than its name says"),
    ]
    is_ordered = bool(finding.numbers["ordered_by_client"])
    if is_ordered:
        explanations.insert(0, words.say("the client orders this code"))
    return Sentence(
        words.say(
            "The {shift} shift gives {value} of its connection to {code}, against {others} in the "
            "other shifts",
            shift=finding.where["shift"],
            value=percent(finding.value, words),
            code=finding.where["aux_code"],
            others=percent(finding.target, words),
        ),
        words.say(
            "The use is above what the other shifts lead to expect. Margin of uncertainty: "
            "{range}; in the other shifts, {others_range}. The difference amounts to {hours} in "
            "the period.",
            range=words.interval(finding.low, finding.high, words.percent),
            others_range=words.interval(
                finding.numbers["others_low"], finding.numbers["others_high"], words.percent
            ),
            hours=hours_at_stake(finding, words),
        ),
        tuple(explanations),
        words.say(_CODE_ACTIONS[is_ordered]),
    )


_READING_ACTIONS = {
    True: N_(
        "Client and provider: settle in writing whether time that the client orders counts against "
        "the index, before the target is held against anybody."
    ),
    False: N_(
        "Client and provider: write into the contract which reading of the index the target means."
    ),
}


def _reading_decides(finding: Finding, words: Words) -> Sentence:
    numbers = finding.numbers
    shares = [float(value) for value in str(numbers["values"]).split(",")]
    gross, *values, target = beside_target(finding, [finding.value, *shares], words)
    names = [words.code("index_reading", name) for name in str(numbers["readings"]).split(",")]
    readings = [f"{name} ({value})" for name, value in zip(names, values, strict=True)]
    is_ordered = bool(numbers["is_ordered"])
    detail = words.say("It reaches it {readings}.", readings=words.list_of(readings))
    if is_ordered:
        detail += " " + words.say(
            "The codes that the client ordered take {hours}.",
            hours=words.hours(numbers["ordered_h"]),
        )
    return Sentence(
        words.say(
            "Gross, the index of adherence to the post misses the {target} agreed; net of what the "
            "client ordered, it reaches it",
            target=target,
        )
        if is_ordered
        else words.say(
            "Whether the index of adherence to the post reaches the {target} agreed depends on "
            "which codes count: gross, it is {gross}",
            target=target,
            gross=gross,
        ),
        detail,
        (words.say("codes whose flags do not say what they are used for"),),
        words.say(_READING_ACTIONS[is_ordered]),
    )


def _unclassified(finding: Finding, words: Words) -> Sentence:
    low, high = _bounds(finding, words)
    detail = words.say(
        "That time is left out of the index, which would be {low} with all of it counted as "
        "auxiliary and {high} with all of it counted as productive.",
        low=low,
        high=high,
    )
    if finding.numbers["decides"]:
        detail += " " + words.say("How it is counted decides whether the target is met.")
    return Sentence(
        words.say(
            "{value} of the connection, {hours}, is in no known state",
            hours=words.hours(finding.numbers["unknown_h"]),
            value=words.percent(finding.value, 2),
        ),
        detail,
        action=words.say(
            "Whoever prepares the data: add the missing words to the vocabulary, or ask for the "
            "missing log."
        ),
    )


def _bounds(finding: Finding, words: Words) -> list[str]:
    """Both ends of the index, no end written like a limit of the target that it isn't."""
    bounds = [finding.low, finding.high]
    targets = [finding.target, finding.numbers["target_high"]]
    decimals = decimals_apart(bounds, targets, 2, scale=PERCENT)
    return [words.percent(bound, decimals) for bound in bounds]


FINDINGS = {
    **dict.fromkeys(_INDEX, _index_against_target),
    "team_below_target": _team_below,
    "code_used_more_by_shift": _code_more,
    "index_reading_decides": _reading_decides,
    "unclassified_time": _unclassified,
}
