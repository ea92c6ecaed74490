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
        (N_("{n} state longer than a day"), N_("{n} states longer than a day")),
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
        N_("The agent's next state is taken as the end; without one near, the state is left out."),
        _LOG,
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
    defect, numbers = _DEFECTS[finding.code], finding.numbers
    detail = words.say(
        defect.effect,
        hours=words.hours(float(numbers.get("hours", 0)), 1),
        days=_days(str(numbers["days"]).split(","), words) if "days" in numbers else "",
    )
    headline = words.say(
        defect.counted[finding.n != 1],
        n=finding.n,
        detail=finding.where.get("detail", ""),
        table=finding.where["table"],
    )
    return Sentence(headline, detail, action=words.say(defect.action))


def _days(days: Sequence[str], words: Words, *, most: int = 5) -> str:
    """Write a list of dates, the first few and how many more."""
    shown = [words.date(dt.date.fromisoformat(day)) for day in days[:most]]
    more = len(days) - most
    if more > 0:
        shown.append(words.say_plural("{n} more", "{n} more", more))
    return words.list_of(shown)


FINDINGS = dict.fromkeys(_DEFECTS, _said)
