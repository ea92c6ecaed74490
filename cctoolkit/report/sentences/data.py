"""What the defects of the data say: what is wrong, what became of it, who can mend it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from cctoolkit.findings import Finding
from cctoolkit.report.sentences.said import Sentence
from cctoolkit.words import N_, Words

_ASK = N_(
    "Whoever exports the data: ask the system's administrator whether this comes from the record "
    "or from the export."
)
_LOG = N_("Whoever exports the data: ask for the stretches of the log that are missing.")
_NOTHING = N_(
    "Nothing to do: it is noted so that counts can be compared with those of other reports."
)
_UNIT = N_(
    "Whoever prepares the data: look at some cells of the file and, if it is so, write "
    "`unit: {better}` for `{target}` in engagement.yml. Until then nothing is changed."
)
_WITHOUT_HANDLING = N_("Counted, but their handle time is taken as not recorded.")


class _Defect(NamedTuple):
    """How a defect is counted, for one and for many; what became of it; who can mend it."""

    counted: tuple[str, str]
    effect: str
    action: str


_DEFECTS: dict[str, _Defect] = {
    "missing_days": _Defect(
        (
            N_("{n} day without data ({detail})"),
            N_("{n} days without data ({detail})"),
        ),
        N_(
            "No row on {days}. A missing day is not a day of zeros: it is left out of every figure."
        ),
        N_(
            "Whoever exports the data: export those days again, or confirm that the service was "
            "closed."
        ),
    ),
    "outside_period": _Defect(
        (
            N_("{n} row of `{table}` outside the period"),
            N_("{n} rows of `{table}` outside the period"),
        ),
        N_("Not used; their first and last dates are {days}."),
        N_(
            "Whoever prepares the data: if there should be none, check `format`; day and month may "
            "have been read in the wrong order."
        ),
    ),
    "overlapping_states": _Defect(
        (
            N_("{n} state begins before the agent's previous one ends"),
            N_("{n} states begin before the agent's previous one ends"),
        ),
        N_("{hours} recorded twice; each instant counts once, for the state of higher rank."),
        _ASK,
    ),
    "gaps_in_sessions": _Defect(
        (
            N_("{n} gap inside a session"),
            N_("{n} gaps inside sessions"),
        ),
        N_("{hours} that no state covers; they count as unclassified connection."),
        _LOG,
    ),
    "long_states": _Defect(
        (
            N_("{n} state longer than anybody works"),
            N_("{n} states longer than anybody works"),
        ),
        N_("{hours} that nobody can have been connected: left out."),
        _ASK,
    ),
    "longer_than_interval": _Defect(
        (
            N_("{n} interval with more time than it lasts"),
            N_("{n} intervals with more time than they last"),
        ),
        N_("Left out of the figures."),
        _ASK,
    ),
    "part_beyond_whole": _Defect(
        (
            N_("{n} row of `{table}` with a part larger than its whole"),
            N_("{n} rows of `{table}` with a part larger than its whole"),
        ),
        N_("Left out of the figures."),
        _ASK,
    ),
    "codes_beyond_aux": _Defect(
        (
            N_("{n} interval whose codes add up to more than its auxiliary time"),
            N_("{n} intervals whose codes add up to more than their auxiliary time"),
        ),
        N_("{hours} too many in the breakdown by code; the index does not depend on it."),
        _ASK,
    ),
    "open_states": _Defect(
        (N_("{n} state without an end"), N_("{n} states without an end")),
        N_(
            "{hours} until the agent's next state, or until the end of the shift and its margin: "
            "they count, as time whose end was not recorded."
        ),
        _LOG,
    ),
    "states_never_ended": _Defect(
        (
            N_("{n} state without an end, and nothing near that could end it"),
            N_("{n} states without an end, and nothing near that could end them"),
        ),
        N_("Left out: nobody can tell how long."),
        _LOG,
    ),
    "sessions_without_logout": _Defect(
        (
            N_("{n} session without a logout, of {of}"),
            N_("{n} sessions without a logout, of {of}"),
        ),
        N_(
            "The log says when people come, not when they leave: when each day ended is supposed, "
            "by the next state or the shift."
        ),
        N_("Whoever exports the data: ask for the logouts, or for the end of each state."),
    ),
    "empty_states": _Defect(
        (N_("{n} state that lasts nothing"), N_("{n} states that last nothing")),
        N_("It adds no time: no figure depends on it."),
        _NOTHING,
    ),
    "two_timelines": _Defect(
        (
            N_("{n} day on which one identifier speaks twice at once, by `{table}`"),
            N_("{n} days on which one identifier speaks twice at once, by `{table}`"),
        ),
        N_(
            "{hours} of conversation recorded twice, a day and agent at a time: two people seem to "
            "share an identifier. Each instant counts once, so the hours of one of them are "
            "missing; nothing was split."
        ),
        N_(
            "Provider: look who uses the identifier; if they are two, ask for an export that tells "
            "them apart (login, extension or position) and map it as the agent."
        ),
    ),
    "several_logins": _Defect(
        (
            N_("{n} day of an agent in several logins or campaigns at once"),
            N_("{n} days of agents in several logins or campaigns at once"),
        ),
        N_(
            "{hours} recorded twice. As conversations hardly coincide, it is taken for one person: "
            "each instant counts once, never the sum."
        ),
        N_("Provider: confirm that it is one person; if they are two, map what tells them apart."),
    ),
    "clock_set_back": _Defect(
        (
            N_("{n} place where the clock of the log was set back"),
            N_("{n} places where the clock of the log was set back"),
        ),
        N_(
            "{hours} recorded twice: the file goes on, and its times go back (typically by "
            "{jump}). Each instant counts once and no time was moved."
        ),
        N_(
            "Whoever exports the data: ask when that clock was corrected, and for an export with "
            "the times put right or in UTC."
        ),
    ),
    "overlapping_shifts": _Defect(
        (
            N_("{n} planned row begins before another of the same activity ends"),
            N_("{n} planned rows begin before another of the same activity ends"),
        ),
        N_("{hours} planned twice for one person; each instant counts once."),
        N_("Whoever plans: keep one of the two shifts, or publish the correction as a version."),
    ),
    "other_versions": _Defect(
        (
            N_("{n} planned row of another version"),
            N_("{n} planned rows of other versions"),
        ),
        N_("Not compared: the version in use is `{detail}`."),
        N_(
            "Both parties: agree which version counts; `schedule.version` in engagement.yml names "
            "it."
        ),
    ),
    "planned_without_log": _Defect(
        (
            N_("{n} planned row of agents of whom no state was delivered"),
            N_("{n} planned rows of agents of whom no state was delivered"),
        ),
        N_(
            "Not judged{of_hours}: nobody can tell an absence from a log that is missing. Their "
            "planned time is counted apart."
        ),
        N_(
            "Whoever exports the data: see whether their identifier is another in the log, or ask "
            "for the states that are missing."
        ),
    ),
    "logged_without_plan": _Defect(
        (
            N_("{n} state of agents for whom nothing was planned"),
            N_("{n} states of agents for whom nothing was planned"),
        ),
        N_(
            "In the figures of connection{of_hours}, but in none of adherence to the schedule, "
            "where it is time outside the plan."
        ),
        N_(
            "Whoever plans: send the shifts that are missing, or see whether their identifier is "
            "another in the schedule."
        ),
    ),
    "beyond_the_clock": _Defect(
        (
            N_("{n} row of an agent with more connection in all than the interval lasts"),
            N_("{n} rows of agents with more connection in all than the interval lasts"),
        ),
        N_(
            "{hours} too many, over several campaigns at once: they came added up, and cannot be "
            "taken apart. They count as delivered."
        ),
        N_(
            "Whoever exports the data: ask for the connection of each agent without repeating it "
            "for each campaign."
        ),
    ),
    "unit_by_instants": _Defect(
        (
            N_("{n} row of `{table}` with durations that its own instants deny"),
            N_("{n} rows of `{table}` with durations that their own instants deny"),
        ),
        N_(
            "{file}, column {label}: read in `{unit}` they are typically {found}, and by the "
            "instants of the same rows {against}. They count as read."
        ),
        _UNIT,
    ),
    "unit_by_interval": _Defect(
        (
            N_("{n} row of `{table}` with hardly any time for its interval"),
            N_("{n} rows of `{table}` with hardly any time for their interval"),
        ),
        N_(
            "{file}, column {label}: read in `{unit}` the largest is {found}, in an interval of "
            "{against}. They count as read."
        ),
        _UNIT,
    ),
    "unit_by_mean": _Defect(
        (
            N_("{n} row of `{table}` with a mean duration that is hard to believe"),
            N_("{n} rows of `{table}` with a mean duration that is hard to believe"),
        ),
        N_(
            "{file}, column {label}: read in `{unit}` they average {found} a contact. They count "
            "as read."
        ),
        _UNIT,
    ),
    "units_disagree": _Defect(
        (
            N_("{n} row of `{table}` whose handle time is not that of the agents"),
            N_("{n} rows of `{table}` whose handle time is not that of the agents"),
        ),
        N_(
            "{of_queues} by queue and {of_agents} in the agents' own time: so far apart that one "
            "of the two seems to be in another unit. Both count as read."
        ),
        N_(
            "Whoever prepares the data: check `unit` in both sources of engagement.yml. Until then "
            "nothing is changed."
        ),
    ),
    "reaches_beyond_period": _Defect(
        (
            N_("{n} interval of `{table}` that reaches beyond the period"),
            N_("{n} intervals of `{table}` that reach beyond the period"),
        ),
        N_("Of several days, and left out whole ({days})."),
        N_("Whoever exports the data: ask for sums by day, or of the whole period."),
    ),
    "active_after_leaving": _Defect(
        (
            N_("{n} interval of connection outside any employment"),
            N_("{n} intervals of connection outside any employment"),
        ),
        N_(
            "Left out of the figures of adherence; days and hours are not told: they are one "
            "person's."
        ),
        N_("Provider: go through the list of agents and the logins."),
    ),
    "contacts_not_offered": _Defect(
        (
            N_("{n} contact recorded as never offered to a queue"),
            N_("{n} contacts recorded as never offered to a queue"),
        ),
        N_("Tests, or calls outside opening hours: they are in no volume and no level."),
        _NOTHING,
    ),
    "contacts_without_agent": _Defect(
        (
            N_("{n} contact answered without an agent"),
            N_("{n} contacts answered without an agent"),
        ),
        N_("Counted as answered but not as handled, and so left out of handle time."),
        N_(
            "Whoever exports the data: see that the export carries the agent of every contact "
            "answered."
        ),
    ),
    "contacts_without_duration": _Defect(
        (
            N_("{n} contact answered that lasted nothing"),
            N_("{n} contacts answered that lasted nothing"),
        ),
        N_("Counted as answered but not as handled, and so left out of handle time."),
        N_(
            "Whoever exports the data: see that the export carries the durations of every contact "
            "answered."
        ),
    ),
    "handled_without_time": _Defect(
        (
            N_("{n} interval with contacts handled and without their handle time"),
            N_("{n} intervals with contacts handled and without their handle time"),
        ),
        N_("Their contacts count, but are left out of handle time."),
        _ASK,
    ),
    "contacts_without_customer": _Defect(
        (
            N_("{n} contact without an identified customer"),
            N_("{n} contacts without an identified customer"),
        ),
        N_("Without a customer, repeat contacts cannot be seen."),
        N_(
            "Client: if repeat contacts matter, name a key that tells customers apart without "
            "their names."
        ),
    ),
    "overlapping_contacts": _Defect(
        (
            N_("{n} call begins before the agent's previous one ends"),
            N_("{n} calls begin before the agent's previous one ends"),
        ),
        N_("{hours} in which an agent seems to talk to two customers. Counts are not affected."),
        _ASK,
    ),
    "service_across_midnight": _Defect(
        (
            N_("{n} contact served across midnight"),
            N_("{n} contacts served across midnight"),
        ),
        N_("The day of arrival counts."),
        _NOTHING,
    ),
    "wait_across_midnight": _Defect(
        (
            N_("{n} contact that waited across midnight"),
            N_("{n} contacts that waited across midnight"),
        ),
        N_("The day of arrival counts."),
        _NOTHING,
    ),
    "legs_numbered": _Defect(
        (
            N_("{n} row of contacts with several legs"),
            N_("{n} rows of contacts with several legs"),
        ),
        N_("The export does not number the legs; they are numbered by arrival."),
        _NOTHING,
    ),
    "repeated_rows": _Defect(
        (
            N_("{n} row of `{table}` delivered again, exactly alike"),
            N_("{n} rows of `{table}` delivered again, exactly alike"),
        ),
        N_("A repeated row counts once."),
        _NOTHING,
    ),
    "ends_before_start": _Defect(
        (N_("{n} row that ends before it begins"), N_("{n} rows that end before they begin")),
        N_("Left out of every figure."),
        _ASK,
    ),
    "times_out_of_order": _Defect(
        (
            N_("{n} contact answered or ended before it arrived"),
            N_("{n} contacts answered or ended before they arrived"),
        ),
        N_("Counted, with the waiting that was recorded, if any."),
        _ASK,
    ),
    "wait_beyond_day": _Defect(
        (
            N_("{n} contact that waited for longer than a day"),
            N_("{n} contacts that waited for longer than a day"),
        ),
        N_("Counted, with the waiting that their instants give, if any."),
        _ASK,
    ),
    "handling_beyond_day": _Defect(
        (
            N_("{n} contact with talk, hold or after-contact work longer than a day"),
            N_("{n} contacts with talk, hold or after-contact work longer than a day"),
        ),
        _WITHOUT_HANDLING,
        _ASK,
    ),
    "talk_beyond_contact": _Defect(
        (
            N_("{n} contact with more talk than from its answer to its end"),
            N_("{n} contacts with more talk than from their answer to their end"),
        ),
        _WITHOUT_HANDLING,
        _ASK,
    ),
    "negative_value": _Defect(
        (
            N_("{n} row with a duration or count below zero"),
            N_("{n} rows with a duration or count below zero"),
        ),
        N_("Left out of every figure."),
        _ASK,
    ),
    "shares_above_one": _Defect(
        (N_("{n} row with a share above 1"), N_("{n} rows with a share above 1")),
        N_("Left out of every figure."),
        _ASK,
    ),
    "parts_beyond_connection": _Defect(
        (
            N_("{n} interval whose parts exceed the connection"),
            N_("{n} intervals whose parts exceed the connection"),
        ),
        N_("{hours} too many; the index is computed from connection and auxiliary time."),
        _ASK,
    ),
}


def _said(finding: Finding, words: Words) -> Sentence:
    defect = _DEFECTS[finding.code]
    named = _named(finding, words)
    headline = words.say(defect.counted[finding.n != 1], n=finding.n, **named)
    detail, action = words.say(defect.effect, **named), words.say(defect.action, **named)
    return Sentence(headline, f"{detail}{_first(finding, words)}", action=action)


def _first(finding: Finding, words: Words) -> str:
    """Say where the first case stands, so that somebody can look at it."""
    if "first_line" not in finding.numbers:
        return ""
    file, line = (finding.numbers[name] for name in ("first_file", "first_line"))
    return " " + words.say("First case: {file}, line {line}.", file=str(file), line=f"{line}")


def _named(finding: Finding, words: Words) -> dict[str, str]:
    """Write what the sentences of a defect may name."""
    numbers = finding.numbers
    named = {name: str(numbers.get(name, "")) for name in ("file", "label", "unit", "better")}
    named |= {name: str(finding.where.get(name, "")) for name in ("table", "detail")}
    hours = words.hours(float(numbers.get("hours", 0)), 1)
    sizes = {"found": "found_s", "against": "against_s"}
    totals = {"of_queues": "of_queues_h", "of_agents": "of_agents_h"}
    return named | {
        "target": str(numbers.get("target", "")),
        "jump": words.duration(float(numbers.get("jump_s", 0))),
        "of": words.number(int(numbers.get("of", 0))),
        "hours": hours,
        "of_hours": f" ({hours})" if "hours" in numbers else "",
        "days": _days(str(numbers["days"]).split(","), words) if "days" in numbers else "",
        **{name: _length(float(numbers.get(key, 0)), words) for name, key in sizes.items()},
        **{name: words.hours(float(numbers.get(key, 0)), 1) for name, key in totals.items()},
    }


def _length(seconds: float, words: Words) -> str:
    """Write a length that may be a thousandth or a thousand times what it should be."""
    return words.hours(seconds / 3600, 1) if seconds >= 7200 else words.seconds(seconds, 1)


def _days(days: Sequence[str], words: Words, *, most: int = 5) -> str:
    """Write a list of dates, the first few and how many more."""
    shown = [words.date(dt.date.fromisoformat(day)) for day in days[:most]]
    more = len(days) - most
    if more > 0:
        shown.append(words.say_plural("{n} more", "{n} more", more))
    return words.list_of(shown)


FINDINGS = dict.fromkeys(_DEFECTS, _said)
