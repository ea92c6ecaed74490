"""What could not be evaluated: why, and what would allow it. Names of tables stand in backticks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from cctoolkit.report.sentences.answers import TITLES
from cctoolkit.sections import Lack
from cctoolkit.words import N_, Words

SUBJECTS: Mapping[str, str] = MappingProxyType(
    {
        "adherence": N_("Adherence to the post"),
        "service": N_("Service"),
        "by_team": N_("Index by team"),
        "by_site": N_("Index by site"),
        "by_shift": N_("Index by shift"),
        "index_by_month": N_("Index by month"),
        "index_by_day": N_("Index by day"),
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
    }
)
"""What a lack speaks of."""

_WHOLE = ("adherence", "aux")
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
_GROUPED = {"index_by_month": "month", "index_by_day": "day", "aux_by_hour": "hour"}

_GRAINS = {
    "hour": N_("{what}: not available, the intervals delivered are longer than an hour."),
    "business_day": N_("{what}: not available, there are intervals of several days."),
    "month": N_("{what}: not available, there are intervals of more than one month."),
}
_NAMING = {
    "table": N_("{what}: not available, needs {needs}."),
    "empty": N_("{what}: not available, {needs} has nothing for this period."),
    "connection": N_("{what}: not available, {needs} has no connection time in this period."),
    "assignment": N_("{what}: not available, needs {needs} to know where each agent works."),
    "unmatched": N_("{what}: not available, no agent of the period is assigned in {needs}."),
    "column": N_("{what}: not available, the export does not give {needs}."),
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


def _timed(lack: Lack, what: str, words: Words) -> str:
    return words.say(_TIMED[lack.reason], what=what, seconds=words.seconds(float(lack.needs[0])))


def _grain(lack: Lack, what: str, words: Words) -> str:
    return words.say(_GRAINS[lack.needs[0]], what=what)


_REASONS: dict[str, Callable[[Lack, str, Words], str]] = {
    "people": _people,
    "table_column": _table_column,
    "channels": _channels,
    "coverage": _coverage,
    "short": _timed,
    "threshold": _timed,
    "grain": _grain,
}
