"""What findings, lacks and defects say: codes and numbers in, sentences out.

Neutral words; the other explanations are named; a difference of money says in whose favour.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from cctoolkit.findings import Finding
from cctoolkit.sections import Lack, Section
from cctoolkit.words import N_, Words

STANDINGS = (
    "level_reached",
    "level_missed",
    "index_below_target",
    "index_on_target",
    "index_above_target",
    "abandonment_above_target",
)
"""Findings that say how a whole subject stands against its target."""
MOST_SENTENCES = 3


@dataclass(frozen=True)
class Sentence:
    """A finding in words: what was found, how sure it is, what else may explain it, what to do."""

    headline: str
    detail: str = ""
    explanations: tuple[str, ...] = ()
    action: str = ""


def sentence(finding: Finding, words: Words) -> Sentence:
    """Word a finding; one whose code nobody worded is an error of ours, not an empty line."""
    return _FINDINGS[finding.code](finding, words)


def lack_sentence(lack: Lack, words: Words) -> str:
    """Say what could not be evaluated and what would allow it."""
    what = words.say(_SUBJECTS[lack.what])
    needs = words.list_of([f"`{name}`" for name in lack.needs])
    if lack.reason == "people":
        n_hidden, minimum = (int(number) for number in lack.needs)
        return words.say_plural(
            "{what}: {n} group is not shown, so that none of fewer than {minimum} agents can be "
            "recognised.",
            "{what}: {n} groups are not shown, so that none of fewer than {minimum} agents can be "
            "recognised.",
            n_hidden,
            what=what,
            minimum=minimum,
        )
    if lack.reason == "channels":
        return words.say(
            "{what}: the target speaks of {channels}, and no contact came that way.",
            what=what,
            channels=words.list_of([words.code("channel", each) for each in lack.needs]),
        )
    if lack.reason == "coverage":
        return words.say(
            "{what}: not held against its target, the waiting of {n} contacts is not recorded.",
            what=what,
            n=int(lack.needs[0]),
        )
    if lack.reason == "short":
        seconds = words.seconds(float(lack.needs[0]))
        return words.say(
            "{what}: the export does not say of every contact abandoned whether it was within "
            "{seconds}.",
            what=what,
            seconds=seconds,
        )
    if lack.reason == "threshold":
        seconds = words.seconds(float(lack.needs[0]))
        return words.say(
            "{what}: the export does not say how many were answered within {seconds}, and no other "
            "threshold can stand for it.",
            what=what,
            seconds=seconds,
        )
    if lack.reason == "grain":
        return words.say(_GRAINS[lack.needs[0]], what=what)
    if lack.reason == "table" and lack.what in _TITLES:
        return words.say(
            "{what}: not available, needs at least one of these tables: {needs}.",
            what=what,
            needs=needs,
        )
    return words.say(_LACKS[lack.reason], what=what, needs=needs)


def answer(section: Section, words: Words) -> str:
    """The section in one sentence: what was found, not what is shown."""
    if not section.is_available and section.name in _TITLES:
        return words.say("{section}: not available", section=words.say(_TITLES[section.name]))
    for finding in section.findings:
        return sentence(finding, words).headline
    if section.key_figures:
        figure = section.key_figures[0]
        return words.say(
            "{term}: {value}", term=_capital(words.term(figure.term)), value=shown(figure, words)
        )
    return words.say(_TITLES[section.name])


def title(name: str, words: Words) -> str:
    """Name of a section."""
    return words.say(_TITLES[name])


def verdict(summary: Section, words: Words) -> str:
    """The first page in a few sentences: the weightiest finding, then what was missed and reached.

    What was reached is said beside what was not; a verdict that only accuses is read as partial.
    """
    judged = [finding for finding in summary.findings if finding.section != "data"]
    if not judged:
        return words.say(
            "The data of this period allow description, but no target was agreed to judge it by."
        )
    standings = [finding for finding in judged if finding.code in STANDINGS]
    standings.sort(key=lambda finding: finding.severity == "good")
    chosen = dict.fromkeys(sentence(finding, words).headline for finding in (judged[0], *standings))
    return " ".join(f"{headline}." for headline in [*chosen][:MOST_SENTENCES])


def shown(figure: object, words: Words) -> str:
    """The value of a key figure or finding in its unit."""
    return unit_formatter(figure.unit, words)(figure.value)


def unit_formatter(unit: str, words: Words) -> Callable[[float], str]:
    """How a value of a unit is written."""
    return {
        "share": lambda value: words.percent(value, 1),
        "seconds": lambda value: words.seconds(value, 0),
        "hours": lambda value: words.hours(value, 0),
    }.get(unit, lambda value: words.number(value, 0))


def defect_days(days: Sequence[str], words: Words, *, most: int = 5) -> str:
    """Write a list of dates, the first few and how many more."""
    shown_days = [words.date(dt.date.fromisoformat(day)) for day in days[:most]]
    more = len(days) - most
    if more > 0:
        shown_days.append(words.say_plural("{n} more", "{n} more", more))
    return words.list_of(shown_days)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _against_target(finding: Finding, words: Words) -> dict[str, str]:
    """Value and target, with as many decimals as tell them apart, if they differ."""
    for decimals in (1, 2, 3, 1):
        value, target = (words.percent(x, decimals) for x in (finding.value, finding.target))
        if value != target:
            break
    return {"value": value, "target": target}


def _range(finding: Finding, words: Words) -> str:
    return words.interval(finding.low, finding.high, unit_formatter(finding.unit, words))


def _percent(value: object, words: Words) -> str:
    return words.percent(float(value), 1)


# Adherence


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


def _index_against_target(finding: Finding, words: Words) -> Sentence:
    below = finding.code == "index_below_target"
    return Sentence(
        words.say(_INDEX[finding.code], **_against_target(finding, words)),
        words.say(
            "Margin of uncertainty, judging by how days differ: {range}. Net of mandatory rest the "
            "index is {net}. It rests on {n} days of work of {n_agents} agents.",
            range=_range(finding, words),
            net=_percent(finding.numbers["index_net"], words),
            n=finding.n,
            n_agents=finding.numbers["n_agents"],
        ),
        action=words.say(
            "Look first at the auxiliary codes with most hours: together they exceed by {hours} "
            "what the target allows.",
            hours=words.hours(finding.numbers["missing_h"]),
        )
        if below
        else "",
    )


def _team_below(finding: Finding, words: Words) -> Sentence:
    return Sentence(
        words.say(
            "Team {team} has an index of adherence to the post of {value}, below the {target} "
            "agreed for the service",
            team=finding.where["team"],
            **_against_target(finding, words),
        ),
        words.say(
            "The difference is larger than chance would explain among {n_teams} teams compared. "
            "Margin of uncertainty: {range}. Net of mandatory rest the index is {net}. Auxiliary "
            "time exceeds by {hours} what the target allows.",
            n_teams=finding.numbers["n_teams"],
            range=_range(finding, words),
            net=_percent(finding.numbers["index_net"], words),
            hours=words.hours(finding.numbers["missing_h"]),
        ),
        (
            words.say("auxiliary time that the client ordered, or system failures of one site"),
            words.say("a different mix of shifts, with more mandatory rest"),
            words.say("codes that the team uses for another purpose"),
        ),
        words.say("Compare the auxiliary codes of this team with those of the others."),
    )


def _code_more(finding: Finding, words: Words) -> Sentence:
    explanations = [
        words.say("work that only this shift is given"),
        words.say("a failure of routing or systems at those hours"),
        words.say("a code used for another purpose than its name says"),
    ]
    if finding.numbers["ordered_by_client"]:
        explanations.insert(0, words.say("the client orders this code"))
    return Sentence(
        words.say(
            "The {shift} shift gives {value} of its connection to {code}, against {others} in the "
            "other shifts",
            shift=finding.where["shift"],
            value=_percent(finding.value, words),
            code=finding.where["aux_code"],
            others=_percent(finding.target, words),
        ),
        words.say(
            "The use is above what the other shifts lead to expect. Margin of uncertainty: "
            "{range}; in the other shifts, {others_range}. The difference amounts to {hours} in "
            "the period.",
            range=_range(finding, words),
            others_range=words.interval(
                finding.numbers["others_low"],
                finding.numbers["others_high"],
                unit_formatter("share", words),
            ),
            hours=words.hours(finding.numbers["excess_h"]),
        ),
        tuple(explanations),
        words.say("Ask what the code is used for in this shift before changing anything."),
    )


def _unclassified(finding: Finding, words: Words) -> Sentence:
    return Sentence(
        words.say(
            "{value} of the connection, {hours}, is in no known state",
            hours=words.hours(finding.numbers["unknown_h"]),
            value=words.percent(finding.value, 2),
        ),
        words.say(
            "That time is left out of the index, which would be {low} with all of it counted as "
            "auxiliary and {high} with all of it counted as productive.",
            low=words.percent(finding.low, 2),
            high=words.percent(finding.high, 2),
        ),
        action=words.say("Add the missing words to the vocabulary, or ask for the missing log."),
    )


# Service


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
        words.say(message, **_against_target(finding, words)),
        " ".join([share, *_how_days_differ(finding, words)]),
    )


def _how_days_differ(finding: Finding, words: Words) -> Iterator[str]:
    """Margin and days reached: nothing where the intervals delivered hold several days."""
    if not math.isnan(finding.low):
        yield words.say(
            "Margin of uncertainty, judging by how days differ: {range}.",
            range=_range(finding, words),
        )
    if finding.numbers["n_days"]:
        yield words.say(
            "The target was reached on {n_reached} of {n_days} days.",
            n_reached=finding.numbers["n_days_reached"],
            n_days=finding.numbers["n_days"],
        )


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
    return Sentence(
        words.say(
            message,
            points=words.points(finding.value).removeprefix("+"),
            answered=_percent(finding.numbers["of_answered"], words),
            offered=_percent(finding.numbers["of_offered"], words),
        ),
        words.say(
            _READING[str(finding.numbers["basis"])],
            threshold=words.seconds(float(finding.numbers["threshold_s"])),
        ),
        action=words.say("Write into the contract which of the two is meant."),
    )


def _abandonment(finding: Finding, words: Words) -> Sentence:
    detail = words.say(
        "Margin of uncertainty: {range}, on {n} contacts offered ({channels}).",
        channels=_channels(finding, words),
        range=_range(finding, words),
        n=finding.n,
    )
    net = finding.numbers["net"]
    if math.isfinite(net):
        detail += " " + words.say(
            "Net of short abandonments the share is {net}.", net=_percent(net, words)
        )
    return Sentence(
        words.say(
            "{value} of the contacts offered were abandoned, above the {target} agreed",
            **_against_target(finding, words),
        ),
        detail,
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
        action=words.say("Check forecast and staffing of these hours first."),
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


# Data


def _defect(finding: Finding, words: Words) -> Sentence:
    what, effect = _DEFECTS[finding.code]
    numbers = finding.numbers
    detail = words.say(
        effect,
        hours=words.hours(float(numbers.get("hours", 0)), 1),
        days=defect_days(str(numbers.get("days", "")).split(","), words)
        if "days" in numbers
        else "",
    )
    singular, plural = what
    headline = words.say(
        singular if finding.n == 1 else plural,
        n=finding.n,
        detail=finding.where.get("detail", ""),
        table=finding.where["table"],
    )
    return Sentence(headline, detail)


_DEFECTS: dict[str, tuple[tuple[str, str], str]] = {
    "missing_days": (
        (
            N_("{n} day without data ({detail})"),
            N_("{n} days without data ({detail})"),
        ),
        N_(
            "No row on {days}. A missing day is not a day of zeros: it is left out of every figure."
        ),
    ),
    "outside_period": (
        (
            N_("{n} row of `{table}` outside the period"),
            N_("{n} rows of `{table}` outside the period"),
        ),
        N_(
            "Not used; their first and last dates are {days}. If there should be none, the dates "
            "were read in the wrong order: check `format`."
        ),
    ),
    "overlapping_states": (
        (
            N_("{n} state begins before the agent's previous one ends"),
            N_("{n} states begin before the agent's previous one ends"),
        ),
        N_("{hours} recorded twice; each instant counts once, for the state of higher rank."),
    ),
    "gaps_in_sessions": (
        (
            N_("{n} gap inside a session"),
            N_("{n} gaps inside sessions"),
        ),
        N_("{hours} that no state covers; they count as unclassified connection."),
    ),
    "long_states": (
        (N_("{n} state longer than a day"), N_("{n} states longer than a day")),
        N_("{hours} that nobody can have been connected: left out."),
    ),
    "longer_than_interval": (
        (
            N_("{n} interval with more time than it lasts"),
            N_("{n} intervals with more time than they last"),
        ),
        N_("Left out of the figures."),
    ),
    "part_beyond_whole": (
        (
            N_("{n} row of `{table}` with a part larger than its whole"),
            N_("{n} rows of `{table}` with a part larger than its whole"),
        ),
        N_("Left out of the figures."),
    ),
    "codes_beyond_aux": (
        (
            N_("{n} interval whose codes add up to more than its auxiliary time"),
            N_("{n} intervals whose codes add up to more than their auxiliary time"),
        ),
        N_("{hours} too many in the breakdown by code; the index does not depend on it."),
    ),
    "open_states": (
        (N_("{n} state without an end"), N_("{n} states without an end")),
        N_("The agent's next state is taken as the end; without one near, the state is left out."),
    ),
    "reaches_beyond_period": (
        (
            N_("{n} interval of `{table}` that reaches beyond the period"),
            N_("{n} intervals of `{table}` that reach beyond the period"),
        ),
        N_("Of several days, and left out whole ({days}). Ask for days, or for the whole period."),
    ),
    "active_after_leaving": (
        (
            N_("{n} interval of connection outside any employment"),
            N_("{n} intervals of connection outside any employment"),
        ),
        N_(
            "{hours} on {days}, left out of the figures of adherence. Check the list of agents and "
            "the logins."
        ),
    ),
    "contacts_without_agent": (
        (
            N_("{n} contact answered without an agent"),
            N_("{n} contacts answered without an agent"),
        ),
        N_("Counted as answered but not as handled, and so left out of handle time."),
    ),
    "contacts_without_duration": (
        (
            N_("{n} contact answered that lasted nothing"),
            N_("{n} contacts answered that lasted nothing"),
        ),
        N_("Counted as answered but not as handled, and so left out of handle time."),
    ),
    "contacts_without_customer": (
        (
            N_("{n} contact without an identified customer"),
            N_("{n} contacts without an identified customer"),
        ),
        N_("Without a customer, repeat contacts cannot be seen."),
    ),
    "overlapping_contacts": (
        (
            N_("{n} call begins before the agent's previous one ends"),
            N_("{n} calls begin before the agent's previous one ends"),
        ),
        N_("{hours} in which an agent seems to talk to two customers. Counts are not affected."),
    ),
    "service_across_midnight": (
        (
            N_("{n} contact served across midnight"),
            N_("{n} contacts served across midnight"),
        ),
        N_("The day of arrival counts."),
    ),
    "wait_across_midnight": (
        (
            N_("{n} contact that waited across midnight"),
            N_("{n} contacts that waited across midnight"),
        ),
        N_("The day of arrival counts."),
    ),
    "legs_numbered": (
        (
            N_("{n} row of contacts with several legs"),
            N_("{n} rows of contacts with several legs"),
        ),
        N_("The export does not number the legs; they are numbered by arrival."),
    ),
    "repeated_rows": (
        (
            N_("{n} row of `{table}` delivered twice, letter by letter"),
            N_("{n} rows of `{table}` delivered twice, letter by letter"),
        ),
        N_("A repeated row counts once."),
    ),
    "ends_before_start": (
        (N_("{n} row that ends before it begins"), N_("{n} rows that end before they begin")),
        N_("Left out of every figure."),
    ),
    "times_out_of_order": (
        (
            N_("{n} contact answered or ended before it arrived"),
            N_("{n} contacts answered or ended before they arrived"),
        ),
        N_("Counted, with the waiting that was recorded, if any."),
    ),
    "negative_value": (
        (
            N_("{n} row with a duration or count below zero"),
            N_("{n} rows with a duration or count below zero"),
        ),
        N_("Left out of every figure."),
    ),
    "shares_above_one": (
        (N_("{n} row with a share above 1"), N_("{n} rows with a share above 1")),
        N_("Left out of every figure."),
    ),
    "parts_beyond_connection": (
        (
            N_("{n} interval whose parts exceed the connection"),
            N_("{n} intervals whose parts exceed the connection"),
        ),
        N_("{hours} too many; the index is computed from connection and auxiliary time."),
    ),
}

_FINDINGS: dict[str, Callable[[Finding, Words], Sentence]] = {
    "index_below_target": _index_against_target,
    "index_on_target": _index_against_target,
    "index_above_target": _index_against_target,
    "team_below_target": _team_below,
    "code_used_more_by_shift": _code_more,
    "unclassified_time": _unclassified,
    "level_reached": _level,
    "level_missed": _level,
    "definition_decides": _definition,
    "definition_matters": _definition,
    "abandonment_above_target": _abandonment,
    "hours_that_miss": _hours_that_miss,
    **dict.fromkeys(_DEFECTS, _defect),
}

_TITLES = {
    "summary": N_("Summary"),
    "adherence": N_("Adherence to the post"),
    "service": N_("Service"),
}

_SUBJECTS = {
    "adherence": N_("Adherence to the post"),
    "service": N_("Service"),
    "by_team": N_("Index by team"),
    "by_site": N_("Index by site"),
    "by_shift": N_("Index by shift"),
    "aux": N_("Auxiliary time by code"),
    "index_by_month": N_("Index by month"),
    "index_by_day": N_("Index by day"),
    "service_by_month": N_("Service by month"),
    "service_by_day": N_("Service by day"),
    "by_hour": N_("Service by hour of the day"),
    "service_level": N_("Service level"),
    "abandonment_net": N_("Abandonment net of short ones"),
    "speed_of_answer": N_("Speed of answer"),
    "handle_time": N_("Handle time"),
    "handle_time_by_team": N_("Handle time by team"),
}

_GRAINS = {
    "hour": N_("{what}: not available, the intervals delivered are longer than an hour."),
    "business_day": N_("{what}: not available, there are intervals of several days."),
    "month": N_("{what}: not available, there are intervals of more than one month."),
}

_LACKS = {
    "table": N_("{what}: not available, needs {needs}."),
    "assignment": N_("{what}: not available, needs {needs} to know where each agent works."),
    "column": N_("{what}: not available, the export does not give {needs}."),
}
