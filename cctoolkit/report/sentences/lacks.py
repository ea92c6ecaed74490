"""What could not be evaluated: why, and what would allow it. Names of tables stand in backticks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from cctoolkit.report.sentences.answers import TITLES
from cctoolkit.sections import Lack
from cctoolkit.words import N_, Words

SUBJECTS: Mapping[str, str] = MappingProxyType(
    {
        "adherence": N_("Adherence to the post"),
        "service": N_("Service"),
        "planning": N_("Planning of the day"),
        "occupancy_share": N_("Occupancy"),
        "occupancy_by_team": N_("Occupancy by team"),
        "occupancy_by_site": N_("Occupancy by site"),
        "occupancy_by_shift": N_("Occupancy by shift"),
        "occupancy_by_month": N_("Occupancy by month"),
        "occupancy_by_day": N_("Occupancy by day"),
        "occupancy_by_hour": N_("Occupancy by hour of the day"),
        "utilisation": N_("Utilisation of the time paid"),
        "concurrency": N_("Contacts at a time by channel"),
        "shrinkage": N_("Shrinkage"),
        "shrinkage_agents": N_("Shrinkage of some agents"),
        "shrinkage_by_team": N_("Shrinkage by team"),
        "shrinkage_by_site": N_("Shrinkage by site"),
        "shrinkage_by_shift": N_("Shrinkage by shift"),
        "shrinkage_by_month": N_("Shrinkage by month"),
        "demand_causes": N_("Cost of volume and handle time against the forecast"),
        "staffing_causes": N_("Cost of absence and adherence against the plan"),
        "shared_queues": N_("Which queues share agents"),
        "day_sheet": N_("Day sheet"),
        "by_team": N_("Index by team"),
        "by_site": N_("Index by site"),
        "by_shift": N_("Index by shift"),
        "index_by_month": N_("Index by month"),
        "index_by_day": N_("Index by day"),
        "schedule": N_("Adherence to schedule"),
        "schedule_by_team": N_("Adherence to schedule by team"),
        "schedule_by_site": N_("Adherence to schedule by site"),
        "schedule_by_shift": N_("Adherence to schedule by shift"),
        "schedule_by_month": N_("Adherence to schedule by month"),
        "schedule_by_day": N_("Adherence to schedule by day"),
        "schedule_by_hour": N_("Time out of adherence by hour of the day"),
        "schedule_by_activity": N_("Time out of adherence by planned activity"),
        "schedule_net": N_("Adherence net of approved exceptions"),
        "schedule_agents": N_("Adherence to schedule of some agents"),
        "instead": N_("What was done instead of the plan"),
        "punctuality": N_("Punctuality"),
        "dialects": N_("The same days under each published rule"),
        "aux": N_("Auxiliary time by code"),
        "aux_by_hour": N_("Auxiliary time by code and hour of the day"),
        "aux_by_shift": N_("Auxiliary time by code and shift"),
        "service_by_month": N_("Service by month"),
        "service_by_day": N_("Service by day"),
        "by_hour": N_("Service by hour of the day"),
        "service_level": N_("Service level"),
        "abandonment_net": N_("Abandonment net of short ones"),
        "speed_of_answer": N_("Speed of answer"),
        "handle_time": N_("Handle time"),
        "handle_time_by_team": N_("Handle time by team"),
        "level_by_segment": N_("Service by segment"),
        "waiting_percentiles": N_("How waiting was spread"),
        "statutory": N_("Service level that the law asks for"),
        "customers": N_("Resolution and satisfaction"),
        "by_segment": N_("Resolution and satisfaction by segment"),
        "contacts_by_team": N_("Transfers, resolution and satisfaction by team"),
        "contacts_by_queue": N_("Transfers, resolution and satisfaction by queue"),
        "contacts_by_segment": N_("Transfers, resolution and satisfaction by segment"),
        "legs": N_("Handle time of whole contacts"),
        "transfers": N_("Transfers"),
        "resolution": N_("First-contact resolution"),
        "csat": N_("Satisfaction"),
        "nps": N_("Net promoter score"),
        "response_rate": N_("Response rate of the survey"),
        "callbacks": N_("Call backs"),
        "first_response": N_("First response"),
        "automation": N_("Automation"),
        "automation_savings": N_("Hours that automation saves"),
        "short_contacts": N_("Short contacts"),
        "patterns_by_team": N_("Patterns by team"),
        "patterns_by_site": N_("Patterns by site"),
        "short_by_team": N_("Short contacts by team"),
        "short_by_site": N_("Short contacts by site"),
        "shift_edges": N_("Auxiliary time at the ends of the shift"),
        "shift_edges_by_code": N_("Auxiliary time at the ends of the shift, by code"),
        "aux_limit": N_("Auxiliary stretches just under their limit"),
        "acw_close": N_("After-contact work just before it is closed"),
        "answered_inside": N_("Answers just inside the threshold"),
        "abandoned_outside": N_("Abandonments just outside the threshold"),
        "outbound": N_("Outbound calls"),
        "outbound_by_month": N_("Outbound calls by month"),
        "outbound_by_hour": N_("Outbound calls by hour of the day"),
        "outbound_by_team": N_("Outbound calls by team"),
        "outbound_by_site": N_("Outbound calls by site"),
        "contactability": N_("Contactability"),
        "dialler_abandonment": N_("Calls dropped by the dialler"),
        "penetration": N_("Penetration of the base"),
        "sales_value": N_("Value of the sales"),
        "sales_per_hour": N_("Sales per hour"),
        "cancellations": N_("Cancellations"),
        "hours": N_("Waterfall of hours"),
        "hours_steps": N_("Steps of the waterfall of hours"),
        "contracted_hours": N_("Contracted hours"),
        "planned_hours": N_("Planned hours"),
        "clocked_hours": N_("Clocked hours"),
        "logged_hours": N_("Logged hours"),
        "productive_hours": N_("Productive hours"),
        "billed_hours": N_("Billed hours"),
        "paid_hours": N_("Paid hours"),
        "paid_use": N_("Use of the hours paid"),
        "hours_cost": N_("Hours at the cost of an hour paid"),
        "hours_by_month": N_("Hours by month"),
        "hours_by_team": N_("Hours by team"),
        "hours_by_site": N_("Hours by site"),
        "hours_people": N_("Waterfall of hours"),
        "hours_months": N_("Waterfall of hours"),
        "agents": N_("Provider's annex: agents"),
        "agents_adherence": N_("Agents, auxiliary time"),
        "agents_schedule": N_("Agents, adherence to schedule"),
        "agents_handle_time": N_("Agents, handle time"),
        "agents_transfers": N_("Agents, contacts passed on"),
        "agents_short_contacts": N_("Agents, short contacts"),
        "agents_set_aside": N_("Rest, rights and orders of the client set aside"),
    }
)
"""What a lack speaks of."""

_WHOLE = (
    "planning",
    "occupancy_share",
    "shrinkage",
    "schedule",
    "instead",
    "punctuality",
    "adherence",
    "outbound",
    "hours",
    "paid_use",
    "aux",
    "short_contacts",
    "shift_edges",
    "aux_limit",
    "acw_close",
)
"""Subjects of which all is hidden, not some groups."""
_HIDDEN = {
    "group": (
        N_(
            "{what}: {n} group is not shown, so that no figure, nor the difference of two, rests "
            "on fewer than {minimum} agents."
        ),
        N_(
            "{what}: {n} groups are not shown, so that no figure, nor the difference of two, rests "
            "on fewer than {minimum} agents."
        ),
    ),
    "month": (
        N_(
            "{what}: {n} month is not shown, so that no figure, nor the difference of two, rests "
            "on fewer than {minimum} agents."
        ),
        N_(
            "{what}: {n} months are not shown, so that no figure, nor the difference of two, rests "
            "on fewer than {minimum} agents."
        ),
    ),
    "day": (
        N_(
            "{what}: {n} day is not shown, so that no figure, nor the difference of two, rests on "
            "fewer than {minimum} agents."
        ),
        N_(
            "{what}: {n} days are not shown, so that no figure, nor the difference of two, rests "
            "on fewer than {minimum} agents."
        ),
    ),
    "activity": (
        N_(
            "{what}: {n} activity is not shown, so that no figure, nor the difference of two, "
            "rests on fewer than {minimum} agents."
        ),
        N_(
            "{what}: {n} activities are not shown, so that no figure, nor the difference of two, "
            "rests on fewer than {minimum} agents."
        ),
    ),
    "hour": (
        N_(
            "{what}: {n} hour is not shown, so that no figure, nor the difference of two, rests on "
            "fewer than {minimum} agents."
        ),
        N_(
            "{what}: {n} hours are not shown, so that no figure, nor the difference of two, rests "
            "on fewer than {minimum} agents."
        ),
    ),
}
_GROUPED = {
    "outbound_by_month": "month",
    "outbound_by_hour": "hour",
    "hours_by_month": "month",
    "schedule_by_month": "month",
    "schedule_by_day": "day",
    "schedule_by_hour": "hour",
    "schedule_by_activity": "activity",
    "index_by_month": "month",
    "occupancy_by_month": "month",
    "occupancy_by_day": "day",
    "occupancy_by_hour": "hour",
    "shrinkage_by_month": "month",
    "index_by_day": "day",
    "aux_by_hour": "hour",
}

_GRAINS = {
    "hour": N_("{what}: not available, the intervals delivered are longer than an hour."),
    "business_day": N_("{what}: not available, there are intervals of several days."),
    "month": N_("{what}: not available, there are intervals of more than one month."),
}
_NAMING = {
    "table": N_("{what}: not available, needs {needs}."),
    "empty": N_("{what}: not available, {needs} has nothing for this period."),
    "planned": N_("{what}: not available, {needs} has no planned time in this period."),
    "connection": N_("{what}: not available, {needs} has no connection time in this period."),
    "assignment": N_("{what}: not available, needs {needs} to know where each agent works."),
    "unmatched": N_("{what}: not available, no agent of the period is assigned in {needs}."),
    "column": N_("{what}: not available, the export does not give {needs}."),
    "setting": N_("{what}: not available, needs the setting {needs}."),
    "currencies": N_("{what}: not available, not all amounts are in {needs}."),
    "few_hours": N_("{what}: not available, {needs} has no such hours of enough agents."),
    "hour_unit": N_("{what}: not available, no line of {needs} is in hours."),
    "concept": N_("{what}: no line in hours has the concept {needs}."),
    "version": N_("{what}: not available, no schedule has the version {needs}."),
    "currency": N_("{what}: not available, the payroll is not all in {needs}."),
    "strangers": N_("{what}: not available, too few agents are in both {needs}."),
}
_TIMED = {
    "short": N_(
        "{what}: the export does not say of every contact abandoned whether it was within "
        "{seconds}."
    ),
    "threshold": N_(
        "{what}: the export does not say how many were answered within {seconds}, and no other "
        "threshold can stand for it."
    ),
}


def lack_sentence(lack: Lack, words: Words) -> str:
    """Say what could not be evaluated and what would allow it."""
    what = words.say(SUBJECTS[lack.what])
    if lack.reason in _NAMING:
        return _naming(lack, what, words)
    return _REASONS[lack.reason](lack, what, words)


def _naming(lack: Lack, what: str, words: Words) -> str:
    needs = words.list_of([f"`{name}`" for name in lack.needs])
    if lack.reason == "table" and lack.what in TITLES:
        return words.say(
            "{what}: not available, needs at least one of these tables: {needs}.",
            what=what,
            needs=needs,
        )
    return words.say(_NAMING[lack.reason], what=what, needs=needs)


def _table_column(lack: Lack, what: str, words: Words) -> str:
    table, column = lack.needs
    return words.say(
        "{what}: not available, `{table}` comes without `{column}`.",
        what=what,
        table=table,
        column=column,
    )


def _people(lack: Lack, what: str, words: Words) -> str:
    n_hidden, minimum = (int(number) for number in lack.needs)
    if lack.what in _WHOLE:
        return words.say(
            "{what}: not shown, so that no figure rests on fewer than {minimum} agents.",
            what=what,
            minimum=minimum,
        )
    counted = _HIDDEN[_GROUPED.get(lack.what, "group")]
    return words.say(counted[n_hidden != 1], what=what, n=n_hidden, minimum=minimum)


def _either(lack: Lack, what: str, words: Words) -> str:
    instead, *missing = (f"`{name}`" for name in lack.needs)
    return words.say(
        "{what}: not available, needs {needs}, or else {instead}.",
        what=what,
        needs=words.list_of(missing),
        instead=instead,
    )


def _without_states(lack: Lack, what: str, words: Words) -> str:
    hours, *published = lack.needs
    said = {"what": what, "hours": words.hours(float(hours))}
    if published:
        return words.say(
            "{what}: no state was delivered of agents for whom {hours} of paid work were planned "
            "in the version `{version}`, and nobody can tell an absence from a log that is "
            "missing. Needs `states` of them.",
            version=published[0],
            **said,
        )
    return words.say(
        "{what}: no state was delivered of agents for whom {hours} were planned, breaks without "
        "pay among them, and nobody can tell an absence from a log that is missing. Needs "
        "`states` of them.",
        **said,
    )


def _channels(lack: Lack, what: str, words: Words) -> str:
    channels = words.list_of([words.code("channel", each) for each in lack.needs])
    return words.say(
        "{what}: the target speaks of {channels}, and no contact came that way.",
        what=what,
        channels=channels,
    )


def _coverage(lack: Lack, what: str, words: Words) -> str:
    return words.say(
        "{what}: not held against its target, the waiting of {n} contacts is not recorded.",
        what=what,
        n=int(lack.needs[0]),
    )


def _identified(lack: Lack, what: str, words: Words) -> str:
    identified, least = (float(share) for share in lack.needs)
    return words.say(
        "{what}: described, not judged, the customer is known in {share} of the contacts and "
        "{least} are needed.",
        what=what,
        share=words.percent(identified),
        least=words.percent_agreed(least),
    )


def _scale(lack: Lack, what: str, words: Words) -> str:
    return words.say_plural(
        "{what}: not available, {n} answer lies outside the scale; state it in `engagement.yml`.",
        "{what}: not available, {n} answers lie outside the scale; state it in `engagement.yml`.",
        int(lack.needs[0]),
        what=what,
    )


def _window(lack: Lack, what: str, words: Words) -> str:
    days = float(lack.needs[0])
    return words.say(
        "{what}: not available, no contact has {days} days of data before it and after it.",
        what=what,
        days=words.number(days, 0 if days == int(days) else 1),
    )


def _timed(lack: Lack, what: str, words: Words) -> str:
    return words.say(_TIMED[lack.reason], what=what, seconds=words.seconds(float(lack.needs[0])))


def _agents(lack: Lack, what: str, words: Words) -> str:
    n_common, n_all = (int(number) for number in lack.needs)
    return words.say(
        "{what}: the steps do not speak of the same people, {n_common} of {n_all} agents are in "
        "all of them. The hours of those alone stand in a column of their own where they may be "
        "shown.",
        what=what,
        n_common=n_common,
        n_all=n_all,
    )


def _part(lack: Lack, what: str, words: Words) -> str:
    months = words.list_of([words.month(date.fromisoformat(each)) for each in lack.needs])
    return words.say(
        "{what}: payroll and invoices are of whole months and the period holds only a part of "
        "{months}. Hours paid and billed are not held against the others there: in the table of "
        "steps they have neither a difference nor a share, and the figure leaves them out.",
        what=what,
        months=months,
    )


def _uneven(lack: Lack, what: str, words: Words) -> str:
    steps = words.list_of([words.code("step", each) for each in lack.needs])
    return words.say(
        "{what}: some months that other steps have are missing from these: {steps}. The table by "
        "month shows which; what is compared is compared in months that both have.",
        what=what,
        steps=steps,
    )


def _whole_month(lack: Lack, what: str, words: Words) -> str:
    return words.say(
        "{what}: not available, the period holds no whole month that all its tables have.",
        what=what,
    )


_COUNTED = {
    "channels_mixed": N_(
        "{what}: {n} contacts are left out, whose agents also answer other channels, with several "
        "contacts at once."
    ),
    "log_missing": N_(
        "{what}: {n} contacts are left out, of intervals in which contacts were answered and the "
        "log shows nobody connected."
    ),
    "alone": N_(
        "{what}: groups not judged, {n}; too few other agents take the same queues at the same "
        "hours."
    ),
    "unlogged": N_("{what}: the planned time of {n} agents is left out, they have no log."),
}


def _counted(lack: Lack, what: str, words: Words) -> str:
    return words.say(_COUNTED[lack.reason], what=what, n=int(lack.needs[0]))


_ANNEX = {
    "annex_view": N_("{what}: not shown, only the provider may see single people."),
    "annex_people": N_(
        "{what}: not shown, needs the block `people`: controller, legal basis, purpose, who was "
        "informed and when, and the date of deletion."
    ),
    "annex_informed": N_(
        "{what}: not shown before {date}, the date on which the block `people` says that the "
        "people's representatives are informed."
    ),
    "annex_deleted": N_(
        "{what}: not shown, the data were to be deleted on {date} by the block `people`."
    ),
}


def _annex(lack: Lack, what: str, words: Words) -> str:
    day = date.fromisoformat(lack.needs[0]) if lack.needs else None
    return words.say(_ANNEX[lack.reason], what=what, date=words.date(day, "long"))


def _unjudged(lack: Lack, what: str, words: Words) -> str:
    n_agents, least, days = (int(number) for number in lack.needs)
    return words.say(
        "{what}: not shown, of {n} agents fewer than {least} can be judged: it takes {days} days "
        "and enough work that others share.",
        what=what,
        n=n_agents,
        least=least,
        days=days,
    )


def _setting(lack: Lack, what: str, words: Words) -> str:
    return words.say(
        "{what}: not available, `engagement.yml` gives no `{setting}` for the voice channel.",
        what=what,
        setting=lack.needs[0],
    )


def _grain(lack: Lack, what: str, words: Words) -> str:
    return words.say(_GRAINS[lack.needs[0]], what=what)


_REASONS: dict[str, Callable[[Lack, str, Words], str]] = {
    "people": _people,
    "table_column": _table_column,
    "channels": _channels,
    "either": _either,
    "without_states": _without_states,
    "coverage": _coverage,
    "short": _timed,
    "threshold": _timed,
    "grain": _grain,
    "setting": _setting,
    "channels_mixed": _counted,
    "log_missing": _counted,
    "unlogged": _counted,
    "alone": _counted,
    "identified": _identified,
    "window": _window,
    "scale": _scale,
    "agents": _agents,
    "part": _part,
    "uneven": _uneven,
    "whole_month": _whole_month,
    "unjudged": _unjudged,
    **dict.fromkeys(_ANNEX, _annex),
}
