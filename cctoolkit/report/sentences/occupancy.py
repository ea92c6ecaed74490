"""What the findings on occupancy and shrinkage say."""

from __future__ import annotations

from cctoolkit.findings import Finding
from cctoolkit.report.sentences.said import (
    Sentence,
    against_target,
    beside_target,
    hours_at_stake,
    hours_named,
    how_days_differ,
    percent,
)
from cctoolkit.words import N_, Words

_OCCUPANCY = {
    "occupancy_below_target": N_("Occupancy is {value}, below the {target} agreed"),
    "occupancy_on_target": N_("Occupancy is {value} and lies within the band agreed"),
    "occupancy_above_target": N_("Occupancy is {value}, above the {target} agreed"),
}
_BEYOND = {
    "occupancy_below_target": N_(
        "Waiting comes to {available}: {beyond} on duty are more than the load needs at the lower "
        "end of the band."
    ),
    "occupancy_on_target": N_("Waiting comes to {available}, beside {handle} of handle time."),
    "occupancy_above_target": N_(
        "Waiting comes to {available}: to come down to the upper end of the band, {beyond} on "
        "duty are missing."
    ),
}
_ACTIONS = {
    "occupancy_below_target": N_(
        "Client and provider, planning: compare the forecast with what came, and see what the "
        "service level needs at the hours with least load before any position is taken away."
    ),
    "occupancy_on_target": N_(
        "Both parties: look at occupancy by hour, not only at the whole: a mean hides full hours."
    ),
    "occupancy_above_target": N_(
        "Client and provider, planning: see whether load went beyond the forecast or positions "
        "were missing, and staff the full hours; agents cannot lower occupancy."
    ),
}
_NOT_EFFORT = N_("occupancy follows from load and staffing; it is no measure of effort")
_SMALL = N_("small groups and nights, which cannot be full and answer at once")
_LOAD = N_("more contacts, or longer ones, than were forecast")
_ABSENT = N_("absence and auxiliary time at those hours, which leave fewer people on duty")
_SEVERAL = N_("queues that cannot help each other, one full while another waits")


def _against_band(finding: Finding, words: Words) -> Sentence:
    numbers = finding.numbers
    weight = words.say(
        _BEYOND[finding.code],
        available=words.hours(numbers["available_h"]),
        handle=words.hours(numbers["handle_h"]),
        beyond=words.hours(numbers["beyond_h"]),
    )
    others = {
        "occupancy_below_target": (_NOT_EFFORT, _SMALL, _SEVERAL),
        "occupancy_above_target": (_NOT_EFFORT, _LOAD, _ABSENT),
    }
    return Sentence(
        words.say(_OCCUPANCY[finding.code], **against_target(finding, words)),
        " ".join([*how_days_differ(finding, words), weight]),
        _each(others.get(finding.code, ()), words),
        words.say(_ACTIONS[finding.code]),
    )


_HOURS = {
    "hours_above_occupancy": N_("Occupancy goes beyond {target} day after day {hours}: {value}"),
    "hours_below_occupancy": N_("Occupancy stays below {target} day after day {hours}: {value}"),
}
_HOURS_BEYOND = {
    "hours_above_occupancy": N_(
        "These {n} of {n_hours} hours of the day carry {share} of the handle time. To come down "
        "to that occupancy, {beyond} on duty are missing in them."
    ),
    "hours_below_occupancy": N_(
        "These {n} of {n_hours} hours of the day carry {share} of the handle time. {beyond} on "
        "duty are more than the load needs at that occupancy."
    ),
}
_HOURS_ACTIONS = {
    "hours_above_occupancy": N_(
        "Client and provider, planning: move shifts towards these hours and breaks away from them, "
        "or agree the load that they can carry; waiting and errors grow where nobody can breathe."
    ),
    "hours_below_occupancy": N_(
        "Client and provider, planning: see what the service level needs at these hours, and give "
        "training, meetings or deferred work a place there."
    ),
}


def _hours(finding: Finding, words: Words) -> Sentence:
    numbers = finding.numbers
    value, target = beside_target(finding, [finding.value], words)
    above = finding.code == "hours_above_occupancy"
    detail = words.say(
        _HOURS_BEYOND[finding.code],
        n=finding.n,
        n_hours=numbers["n_hours"],
        share=words.percent(numbers["handle_share"], 0),
        beyond=words.hours(numbers["beyond_h"]),
    )
    if above and not numbers["agreed"]:
        detail += " " + words.say(
            "No band was agreed: {target} is where the trade begins to worry.", target=target
        )
    return Sentence(
        words.say(
            _HOURS[finding.code],
            value=value,
            target=target,
            hours=hours_named(finding, words),
        ),
        detail,
        _each((_LOAD, _ABSENT, _SEVERAL) if above else (_SMALL, _SEVERAL), words),
        words.say(_HOURS_ACTIONS[finding.code]),
    )


_UNPLANNED = {
    "unplanned_shrinkage_above": N_(
        "Unplanned shrinkage takes {value} of the time planned and paid, above the {target} that "
        "the plan allows for"
    ),
    "unplanned_shrinkage_within": N_(
        "Unplanned shrinkage takes {value} of the time planned and paid, within the {target} that "
        "the plan allows for"
    ),
}
_UNPLANNED_ACTIONS = {
    "unplanned_shrinkage_above": N_(
        "Provider, planning: go through the reasons with most hours, and put into the next plan "
        "what comes back every month. Client: say which of it you order, and how long before."
    ),
    "unplanned_shrinkage_within": N_(
        "Both parties: keep the allowance, and look at it again when the reasons change."
    ),
}


def _unplanned(finding: Finding, words: Words) -> Sentence:
    numbers = finding.numbers
    parts = words.say(
        "Not at work: {external}; at work and off the queue: {internal}.",
        external=percent(numbers["external_share"], words),
        internal=percent(numbers["internal_share"], words),
    )
    above = finding.code == "unplanned_shrinkage_above"
    if above:
        parts += " " + words.say(
            "It exceeds by {hours} what the plan allows for.",
            hours=hours_at_stake(finding, words),
        )
    others = (
        N_("illness and leave that law protects: they are nobody's deviation"),
        N_("training, meetings or failures that were ordered, or happened, on the day"),
        N_("a plan that does not hold what everybody knew, or auxiliary codes without activity"),
    )
    return Sentence(
        words.say(_UNPLANNED[finding.code], **against_target(finding, words)),
        " ".join([*how_days_differ(finding, words), parts]),
        _each(others, words) if above else (),
        words.say(_UNPLANNED_ACTIONS[finding.code]),
    )


def _approvals(finding: Finding, words: Words) -> Sentence:
    numbers = finding.numbers
    return Sentence(
        words.say(
            "Unplanned shrinkage falls from {published} to {later} when the plan is changed after "
            "it was published",
            published=percent(numbers["published"], words),
            later=percent(numbers["later"], words),
        ),
        words.say(
            "The same days under the versions {published} and {later} of the plan. What was "
            "approved afterwards stays unplanned in this report: nobody could roster for it.",
            published=numbers["published_version"],
            later=numbers["later_version"],
        ),
        _each((N_("corrections of a plan that was wrong from the beginning"),), words),
        words.say(
            "Provider, planning: keep each plan as it was published. Both parties: agree which "
            "version says what was planned."
        ),
    )


def _each(messages: tuple[str, ...], words: Words) -> tuple[str, ...]:
    return tuple(words.say(message) for message in messages)


FINDINGS = {
    **dict.fromkeys(_OCCUPANCY, _against_band),
    **dict.fromkeys(_HOURS, _hours),
    **dict.fromkeys(_UNPLANNED, _unplanned),
    "approvals_move_shrinkage": _approvals,
}
