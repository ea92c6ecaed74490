"""What the findings on patterns say: neutral words, and what was taken away before anything."""

from __future__ import annotations

from cctoolkit.findings import Finding
from cctoolkit.report.sentences.said import Sentence, hours_at_stake, percent
from cctoolkit.words import N_, Words
from cctoolkit.words.digits import is_missing

_MINUTES = 60
_GROUPS = {
    "team": N_("Team {name}"),
    "site": N_("Site {name}"),
    "queue": N_("Queue {name}"),
}
_CONCLUDED = N_(
    "Both parties: take a sample of these contacts, with who ended each one as the telephony has "
    "it, and look at how the queue routes to this group before anything is concluded."
)


def _group(finding: Finding, words: Words) -> str:
    """Name the group a finding speaks of, or the whole service."""
    for kind, message in _GROUPS.items():
        if kind in finding.where:
            return words.say(message, name=finding.where[kind])
    return words.say("Whole service")


def _each(messages: tuple[str, ...], words: Words) -> tuple[str, ...]:
    return tuple(words.say(message) for message in messages)


def _count(finding: Finding, name: str, words: Words) -> str:
    return words.number(float(finding.numbers[name]))


def _time(finding: Finding, words: Words) -> list[str]:
    """Say the hours of the excess, if it has any."""
    if finding.hours is None or is_missing(finding.hours.value):
        return []
    return [words.say("The excess amounts to {hours}.", hours=hours_at_stake(finding, words))]


_MARGIN = N_("Margin of uncertainty, judging by how agents and days differ: {range}.")


def _margin(finding: Finding, words: Words) -> str:
    return words.say(_MARGIN, range=words.interval(finding.low, finding.high, words.percent))


def _margin_in_minutes(finding: Finding, words: Words) -> str:
    def written(share: float) -> str:
        return f"{words.number(share * _MINUTES, 1)}\N{NO-BREAK SPACE}min"

    return words.say(_MARGIN, range=words.interval(finding.low, finding.high, written))


def _short(finding: Finding, words: Words) -> Sentence:
    detail = words.say(
        "{n_short} contacts were short. Taken away first: {passed_on} passed on to somebody else, "
        "{incident} during documented incidents and {raised} in hours in which the whole queue had "
        "more of them. Of the {n} contacts left, {judged} are short, and {expected} were expected.",
        n_short=_count(finding, "n_short_contacts", words),
        passed_on=_count(finding, "n_passed_on", words),
        incident=_count(finding, "n_incident_short", words),
        raised=_count(finding, "n_raised_short", words),
        n=words.number(finding.n),
        judged=_count(finding, "n_judged_short", words),
        expected=_count(finding, "n_usual", words),
    )
    return Sentence(
        words.say(
            "{group}: {value} of the contacts are short ones beyond those that the others have in "
            "the same queues and at the same hours",
            group=_group(finding, words),
            value=percent(finding.value, words),
        ),
        " ".join([detail, _margin(finding, words), *_time(finding, words)]),
        _each(_SHORT_REASONS, words),
        words.say(_CONCLUDED),
    )


_SHORT_REASONS = (
    N_("calls cut by the line, or silent ones, that reach this group alone"),
    N_("wrong numbers, or a kind of contact that the routing sends to this group within the queue"),
    N_("equipment or a network that fails at one site"),
)
_EDGE_HEADLINES = {
    "edge_first": N_(
        "{group}: {minutes} more minutes of auxiliary time per hour in the first {edge} of the "
        "shift than in the rest of it"
    ),
    "edge_last": N_(
        "{group}: {minutes} more minutes of auxiliary time per hour in the last {edge} of the "
        "shift than in the rest of it"
    ),
}
_EDGE_REASONS = {
    "edge_first": (
        N_("tools that take long to start, or a briefing that the schedules do not say"),
        N_("approved exceptions, and shifts moved after they were published"),
    ),
    "edge_last": (
        N_("closing of cases or handing over to the next shift that the schedules do not say"),
        N_("rest that demand moved to the end of the shift"),
        N_("routing that stops giving contacts to whoever is about to leave"),
    ),
}


def _edge(finding: Finding, words: Words) -> Sentence:
    numbers, pattern = finding.numbers, str(finding.numbers["edge"])
    compared = words.say(
        "In {n_shifts} shifts, {aux} of that time is auxiliary, against {expected} in the rest of "
        "the shifts of the same agents. Taken away first: {set_aside} in codes of rest, protected, "
        "productive or ordered by the client, {off_queue} with something else planned, and "
        "{raised} in hours when those in the middle of their shift were in auxiliary time too.",
        n_shifts=_count(finding, "n_shifts", words),
        aux=percent(numbers["aux_share"], words),
        expected=percent(numbers["expected_share"], words),
        **{
            name: words.hours(float(numbers[f"{name}_h"]), 1)
            for name in ("set_aside", "off_queue", "raised")
        },
    )
    return Sentence(
        words.say(
            _EDGE_HEADLINES[pattern],
            group=_group(finding, words),
            minutes=words.number(finding.value * _MINUTES, 1),
            edge=words.duration(float(numbers["edge_s"])),
        ),
        " ".join([compared, _margin_in_minutes(finding, words), *_time(finding, words)]),
        _each(_EDGE_REASONS[pattern], words),
        words.say(
            "Provider, planning: ask those who lead these shifts what is done in those minutes; "
            "give what is work its own code and its place in the schedules, and put rest at its "
            "hour."
        ),
    )


_NEAR_HEADLINES = {
    "aux_limit": N_(
        "{group}: {value} more auxiliary stretches than expected end just under {limit}"
    ),
    "acw_close": N_(
        "{group}: {value} more stretches of after-contact work than expected end just before the "
        "{limit} at which the system closes them"
    ),
    "answered_inside": N_(
        "{group}: {value} more contacts than expected are answered just inside the {limit} of the "
        "service level"
    ),
    "abandoned_outside": N_(
        "{group}: {value} more contacts than expected are abandoned just after the {limit} of the "
        "service level"
    ),
}
_NEAR_REASONS = {
    "aux_limit": (
        N_("a reminder or an alarm of the system shortly before the limit"),
        N_("a short task that takes about that long"),
    ),
    "acw_close": (
        N_("a warning of the system shortly before it closes the contact"),
        N_("a disposition form that takes about that long"),
    ),
    "answered_inside": (
        N_("routing that gives priority to, or overflows, whoever is about to pass the threshold"),
        N_("a welcome message of about that length"),
    ),
    "abandoned_outside": (
        N_("a message played at that moment, which makes customers hang up or call back"),
        N_("overflow to another queue that is recorded as an abandonment"),
    ),
}
_NEAR_ACTIONS = {
    "aux_limit": N_(
        "Both parties: decide whether short pauses are forgiven at all, and judge all pauses by "
        "their sum; provider: look at what those stretches are used for."
    ),
    "acw_close": N_(
        "Provider: measure how long the disposition takes, and set the closing time by it; give "
        "what is longer a code of its own."
    ),
    "answered_inside": N_(
        "Both parties: read the routing rules around the threshold, and show the mean wait beside "
        "the service level."
    ),
    "abandoned_outside": N_(
        "Both parties: say which messages are played and when, and how overflow is recorded."
    ),
}


def _near(finding: Finding, words: Words) -> Sentence:
    numbers, pattern = finding.numbers, str(finding.numbers["threshold"])
    counted = words.say(
        "There are {n_near} in the {band} beside it. {repeated} of them repeat one exact duration "
        "and are taken for the clock of a system; {expected} were expected from the durations on "
        "either side.",
        n_near=_count(finding, "n_near", words),
        band=words.seconds(float(numbers["band_s"])),
        repeated=_count(finding, "n_repeated", words),
        expected=_count(finding, "n_usual", words),
    )
    return Sentence(
        words.say(
            _NEAR_HEADLINES[pattern],
            group=_group(finding, words),
            value=percent(finding.value, words),
            limit=words.seconds(float(numbers["limit_s"])),
        ),
        " ".join([counted, _margin(finding, words), *_time(finding, words)]),
        _each(_NEAR_REASONS[pattern], words),
        words.say(_NEAR_ACTIONS[pattern]),
    )


def _agents(finding: Finding, words: Words) -> Sentence:
    numbers = finding.numbers
    return Sentence(
        words.say(
            "{n} of {n_all} agents lie above what is usual among them in {pattern}; by chance, "
            "{by_chance} would be expected",
            n=_count(finding, "n_outside", words),
            n_all=words.number(finding.n),
            pattern=words.code("pattern", str(numbers["pattern"])),
            by_chance=words.number(float(numbers["by_chance"]), 1),
        ),
        words.say(
            "Each was held against what the others do in the same mix. It is a count and no "
            "judgement of anybody: routing, tenure and hours of work are still in it."
        ),
        _each(_AGENT_REASONS, words),
        words.say(
            "Provider: see what these agents have in common (queue, shift, time in the post, "
            "equipment) before looking at anybody."
        ),
    )


_AGENT_REASONS = (
    N_("skills or customers that only some of them attend"),
    N_("newcomers, and those who came back after a long time"),
)
_SIZES = {
    "short_seen": N_("short contacts, {share} of those of a group"),
    "edge_seen": N_("auxiliary time at the ends of the shift, {minutes} min per hour"),
    "near_seen": N_("durations beside the threshold with most data, {share} more than expected"),
}


def _nothing(finding: Finding, words: Words) -> Sentence:
    sizes = [
        words.say(
            message,
            share=words.percent(float(finding.numbers[name])),
            minutes=words.number(float(finding.numbers[name]) * _MINUTES, 1),
        )
        for name, message in _SIZES.items()
        if not is_missing(float(finding.numbers[name]))
    ]
    return Sentence(
        words.say("No pattern goes beyond what chance and the innocent explanations make of it"),
        words.say(
            "With these data a pattern would be found, four times in five, from these sizes on: "
            "{sizes}.",
            sizes=words.list_of(sizes),
        ),
        (),
        words.say(
            "Both parties: look again when there are more months; what is smaller cannot be told "
            "from chance."
        ),
    )


FINDINGS = {
    "short_contacts_beyond_chance": _short,
    "shift_edge_beyond_rest": _edge,
    "durations_beside_threshold": _near,
    "agents_beyond_chance": _agents,
    "nothing_beyond_chance": _nothing,
}
