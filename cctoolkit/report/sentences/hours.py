"""What the findings on the waterfall of hours say."""

from __future__ import annotations

from decimal import Decimal

from cctoolkit.findings import Finding
from cctoolkit.report.sentences.said import Sentence, percent
from cctoolkit.words import N_, Words
from cctoolkit.words.digits import is_missing

_BEYOND = {
    "billed_beyond_logged": N_(
        "{billed} are billed as time and {hours} were logged: {excess} more"
    ),
    "billed_beyond_productive": N_(
        "{billed} are billed as time and {hours} were productive: {excess} more"
    ),
}
_CLOCKED = {
    "clocked_below_planned": N_("{clocked} were clocked, {gap} fewer than the {planned} planned"),
    "clocked_above_planned": N_("{clocked} were clocked, {gap} more than the {planned} planned"),
}


def _not_productive(finding: Finding, words: Words) -> Sentence:
    numbers = finding.numbers
    return Sentence(
        words.say(
            "{value} of the hours paid, {hours}, were not productive",
            value=percent(finding.value, words),
            hours=words.hours(numbers["unused_h"]),
        ),
        " ".join(_parts_of_the_paid(finding, words)),
        (
            words.say("paid leave, vacations, sick leave and public holidays"),
            words.say("rest that law or agreement imposes"),
            words.say("training, meetings and other work outside the platform"),
        ),
        words.say(
            "Provider: split the hours paid without connection into leave, absence and training, "
            "from the payroll. Both parties: settle which of them the price per hour already "
            "covers."
        ),
    )


def _parts_of_the_paid(finding: Finding, words: Words) -> list[str]:
    numbers = finding.numbers
    said = [
        words.say(
            "Of {paid} paid in whole months, {not_connected} were without connection, {auxiliary} "
            "auxiliary and {rest} ringing or unclassified.",
            paid=words.hours(numbers["paid_h"]),
            not_connected=words.hours(numbers["not_connected_h"]),
            auxiliary=words.hours(numbers["auxiliary_h"]),
            rest=words.hours(numbers.get("ringing_h", 0.0) + numbers["unclassified_h"]),
        )
    ]
    if not (is_missing(finding.low) or is_missing(finding.high)):
        margin = words.interval(finding.low, finding.high, words.percent)
        said.append(
            words.say("Margin of uncertainty, judging by how agents differ: {range}.", range=margin)
        )
    if numbers["at_cost"]:
        cost = words.money(Decimal(str(numbers["at_cost"])), decimals=0)
        said.append(words.say("At the mean cost of an hour paid they amount to {cost}.", cost=cost))
    said.append(words.say("It is a description: no target was agreed on it."))
    return said + _strangers(finding, words)


def _beyond(finding: Finding, words: Words) -> Sentence:
    numbers = finding.numbers
    detail = words.say(
        "In whole months, over all the agents of the tables delivered. The excess is {share} of "
        "the hours billed.",
        share=percent(finding.value, words),
    )
    if numbers["training_h"] > 0:
        hours = words.hours(numbers["training_h"])
        detail += " " + words.say(
            "Training that the client ordered adds up to {hours}, billed or not.", hours=hours
        )
    return Sentence(
        words.say(
            _BEYOND[finding.code],
            billed=words.hours(numbers["billed_h"]),
            hours=words.hours(numbers["step_h"]),
            excess=words.hours(finding.hours.value),
        ),
        detail,
        (
            words.say("training in a classroom, which is billed and never logged"),
            words.say("agents or campaigns that are billed and whose connection was not delivered"),
            words.say("auxiliary codes that the contract counts as productive"),
            words.say("corrections of other months on the invoice"),
        ),
        words.say(
            "Provider: break the hours billed down by day and agent. Client: check them against "
            "the connection and the training sheets before accepting the invoice."
        ),
    )


def _clocked(finding: Finding, words: Words) -> Sentence:
    numbers = finding.numbers
    said = [
        words.say(
            "The difference is {share} of the hours planned, over {n} agents. It is a description: "
            "no target was agreed on it.",
            share=percent(finding.value, words),
            n=finding.n,
        )
    ]
    return Sentence(
        words.say(
            _CLOCKED[finding.code],
            clocked=words.hours(numbers["clocked_h"]),
            gap=words.hours(numbers["gap_h"]),
            planned=words.hours(numbers["planned_h"]),
        ),
        " ".join(said + _strangers(finding, words)),
        (
            words.say("absences and swaps after the plan was published"),
            words.say("lunch and breaks that are planned and not clocked"),
            words.say("overtime, or clocking before and after the shift"),
            words.say("clockings that were forgotten"),
        ),
        words.say(
            "Provider: take the days with the largest difference and compare plan, absences and "
            "clockings agent by agent with whoever keeps the records."
        ),
    )


def _undecided(finding: Finding, words: Words) -> Sentence:
    concepts = [f"«{name}»" for name in str(finding.numbers["concepts"]).split(",")]
    return Sentence(
        words.say(
            "{concepts} are billed in hours, and nobody has said which of them are time",
            concepts=words.list_of(concepts),
        ),
        words.say(
            "All of them are counted, {hours}, so that an hour with a surcharge counts twice. "
            "Until it is said, the hours billed are held against nothing.",
            hours=words.hours(finding.numbers["billed_h"]),
        ),
        action=words.say(
            "Whoever prepares the data: list in `hours.billed_concepts` the concepts that bill "
            "time, without the surcharges on the same hours."
        ),
    )


def _strangers(finding: Finding, words: Words) -> list[str]:
    """Say how many agents only one of the tables names."""
    n = int(finding.numbers["n_outside"])
    if not n:
        return []
    return [
        words.say_plural(
            "{n} agent is in only one of the two tables.",
            "{n} agents are in only one of the two tables.",
            n,
        )
    ]


FINDINGS = {
    "paid_hours_not_productive": _not_productive,
    **dict.fromkeys(_BEYOND, _beyond),
    **dict.fromkeys(_CLOCKED, _clocked),
    "billed_concepts_undecided": _undecided,
}
