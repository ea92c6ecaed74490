"""What the findings of the provider's annex say: how many agents, never which."""

from __future__ import annotations

from cctoolkit.findings import Finding
from cctoolkit.report.sentences.said import Sentence, percent
from cctoolkit.words import N_, Words
from cctoolkit.words.voice import capitalised

HARDLY_ANY = 0.005

EXPLANATIONS = (
    N_("routing: customers or matters that queue and hour do not tell apart"),
    N_("mandatory rest, or a right, logged under a code without its flag"),
    N_("an outage of the post, of the network or of an application"),
    N_("work that the client or the provider ordered, logged as a pause or within the contact"),
    N_("tenure: whoever is new in production takes longer"),
    N_("part-time: rests and tasks weigh otherwise on a short shift"),
)
"""What may put somebody outside and is nobody's doing; ruled out before anything else."""


def _outside(finding: Finding, words: Words) -> Sentence:
    n_outside = int(finding.numbers["n_outside"])
    headline = words.say_plural(
        "{measure}: {n} of {n_judged} agents judged is outside what is usual among them",
        "{measure}: {n} of {n_judged} agents judged are outside what is usual among them",
        n_outside,
        measure=_measure(finding, words),
        n_judged=int(finding.numbers["n_judged"]),
    )
    sides = words.say(
        "Towards more, {n_more}; towards less, {n_less}.",
        n_more=int(finding.numbers["n_more"]),
        n_less=int(finding.numbers["n_less"]),
    )
    action = words.say(
        "Provider: rule out the explanations one by one, with their records, before speaking of "
        "it with anybody. The figure opens a question and is no ground for any measure."
    )
    explanations = tuple(words.say(each) for each in EXPLANATIONS)
    return Sentence(headline, " ".join([sides, *_chance(finding, words)]), explanations, action)


def _inside(finding: Finding, words: Words) -> Sentence:
    headline = words.say(
        "{measure}: the {n_judged} agents judged are within what is usual among them",
        measure=_measure(finding, words),
        n_judged=int(finding.numbers["n_judged"]),
    )
    action = words.say(
        "Provider: look at queues, hours and codes, not at single agents: these differ as is "
        "usual among them."
    )
    return Sentence(headline, " ".join(_chance(finding, words)), (), action)


def _chance(finding: Finding, words: Words) -> list[str]:
    """Say how many are expected outside by chance, and what was done about it."""
    numbers = finding.numbers
    said = [
        words.say(
            "Beyond the 95 % limits there are {n_beyond}, and {by_chance} are expected there by "
            "chance: that is why those limits alone decide nothing.",
            n_beyond=int(numbers["n_beyond"]),
            by_chance=words.number(numbers["by_chance"], 1),
        )
    ]
    if numbers["between_sd"] > HARDLY_ANY:
        said.append(
            words.say(
                "The limits allow for what agents ordinarily differ once chance is discounted, "
                "{sd} as a standard deviation (overdispersion {phi}).",
                sd=percent(numbers["between_sd"], words),
                phi=words.number(numbers["phi"], 1),
            )
        )
    n_not_judged = int(numbers["n_not_judged"])
    if n_not_judged:
        said.append(
            words.say_plural(
                "{n} agent is not judged, for want of evidence.",
                "{n} agents are not judged, for want of evidence.",
                n_not_judged,
            )
        )
    return said


def _measure(finding: Finding, words: Words) -> str:
    return capitalised(words.code("agent_measure", str(finding.numbers["measure"])))


FINDINGS = {"agents_outside": _outside, "agents_inside": _inside}
