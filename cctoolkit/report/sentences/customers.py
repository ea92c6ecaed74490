"""What the findings on the customer's matter say."""

from __future__ import annotations

from cctoolkit.findings import Finding
from cctoolkit.report.sentences.said import (
    Sentence,
    against_target,
    beside_target,
    how_days_differ,
    percent,
)
from cctoolkit.words import N_, Words


def _resolution(finding: Finding, words: Words) -> Sentence:
    reached = finding.code == "resolution_reached"
    message = (
        N_("First-contact resolution is {value} and reaches the {target} set")
        if reached
        else N_("First-contact resolution is {value} and does not reach the {target} set")
    )
    detail = words.say(
        "Of {n} issues, those whose customer did not come back within {days} days of the contact. "
        "The customer is known in {identified} of the contacts; {n_open} issues of the last days "
        "are still open and do not count.",
        n=finding.n,
        days=_days(finding, words),
        identified=percent(finding.numbers["identified_share"], words),
        n_open=finding.numbers["n_open"],
    )
    return Sentence(
        words.say(message, **against_target(finding, words)),
        " ".join([detail, *how_days_differ(finding, words)]),
        explanations=() if reached else tuple(words.say(each) for each in _OTHERWISE),
        action=words.say(_ACTIONS[finding.code]),
    )


_OTHERWISE = (
    N_("A customer who comes back on another matter counts as coming back."),
    N_("An incident or a campaign makes many customers call twice, whoever answers them."),
)
_ACTIONS = {
    "resolution_reached": N_("Both parties: look at resolution again next month."),
    "resolution_missed": N_(
        "Provider, quality: listen to the first and the second contact of a sample of issues that "
        "came back. Client: say which processes oblige the customer to call again."
    ),
}


def _reading(finding: Finding, words: Words) -> Sentence:
    lowest, highest, target = beside_target(
        finding, [finding.numbers["lowest"], finding.numbers["highest"]], words
    )
    return Sentence(
        words.say(
            "Whether first-contact resolution reaches the {target} set depends on what it is "
            "divided by: between {lowest} and {highest}",
            target=target,
            lowest=lowest,
            highest=highest,
        ),
        words.say(
            "The same contacts, within {days} days: issues of one contact over issues, over the "
            "contacts of those issues, and contacts that no other followed over contacts.",
            days=_days(finding, words),
        ),
        action=words.say("Both parties: write down which of the three the target speaks of."),
    )


def _days(finding: Finding, words: Words) -> str:
    days = float(finding.numbers["window_days"])
    return words.number(days, 0 if days == int(days) else 1)


FINDINGS = {
    "resolution_reached": _resolution,
    "resolution_missed": _resolution,
    "resolution_reading_decides": _reading,
}
