"""What the findings on outbound work say."""

from __future__ import annotations

from cctoolkit.findings import Finding
from cctoolkit.report.sentences.said import Sentence, against_target, how_days_differ, percent
from cctoolkit.words import N_, Words

_HEADLINES = {
    "conversion_reached": N_(
        "{value} of the useful contacts end in a sale, and the {target} agreed is reached"
    ),
    "conversion_below_target": N_(
        "{value} of the useful contacts end in a sale, below the {target} agreed"
    ),
}
_ACTIONS = {
    "conversion_reached": N_("Both parties: look at it again next month, beside cancellations."),
    "conversion_below_target": N_(
        "Provider: listen, together with the client, to useful contacts without a sale and sort "
        "them by reason. Client: say how the base was chosen and how often it was called before."
    ),
}


def _conversion(finding: Finding, words: Words) -> Sentence:
    numbers = finding.numbers
    weight = words.say(
        "They are {n_sales} sales in {n_useful} useful contacts. Of the {n_records} records "
        "attempted, {of_records} ended in a sale.",
        n_sales=int(numbers["n_sales"]),
        n_useful=int(numbers["n_useful"]),
        n_records=int(numbers["n_records"]),
        of_records=percent(numbers["of_records"], words),
    )
    is_missed = finding.code == "conversion_below_target"
    explanations = (
        words.say("a base that was called before, or that was chosen otherwise"),
        words.say("an offer, a price or a season that is not that of the target"),
        words.say("contacts flagged as useful by another rule than the target's"),
    )
    return Sentence(
        words.say(_HEADLINES[finding.code], **against_target(finding, words)),
        " ".join([*how_days_differ(finding, words), weight]),
        explanations if is_missed else (),
        words.say(_ACTIONS[finding.code]),
    )


FINDINGS = dict.fromkeys(_HEADLINES, _conversion)
