"""What the findings on the day sheet say."""

from __future__ import annotations

import math
from datetime import date

from cctoolkit.findings import Finding
from cctoolkit.report.sentences.said import Sentence
from cctoolkit.words import N_, Words

MOST_DAYS = 8

_HEADLINES = {
    "missed_by_plan": N_(
        "Days below the target whose main cause was the plan itself: {n} of {n_missed}"
    ),
    "missed_by_volume": N_(
        "Days below the target whose main cause was a volume above the forecast: {n} of {n_missed}"
    ),
    "missed_by_handle_time": N_(
        "Days below the target whose main cause was a handle time above the forecast: {n} of "
        "{n_missed}"
    ),
    "missed_by_absence": N_(
        "Days below the target whose main cause was absence from the shifts planned: {n} of "
        "{n_missed}"
    ),
    "missed_by_adherence": N_(
        "Days below the target whose main cause was planned positions off the queue: {n} of "
        "{n_missed}"
    ),
}
_COST = {
    "missed_by_plan": N_(
        "With the contacts and the handle time of the forecast, and everybody planned in place, "
        "the model expects {points} less than the target on those days: {contacts} contacts within "
        "{threshold}."
    )
}
_COST_OF_CAUSE = N_(
    "By the model, it took {points} from the level of those days: {contacts} contacts within "
    "{threshold}."
)
_EXPLANATIONS = {
    "missed_by_plan": (
        N_("The hours that the client pays for, or the package agreed, may not allow more."),
        N_("The plan may have been changed after the version held against it here."),
    ),
    "missed_by_volume": (
        N_("An incident, a campaign or a bill sent out may have brought the contacts."),
        N_("Customers who were not answered call again, and count again."),
    ),
    "missed_by_handle_time": (
        N_("The mix of reasons, a slow application or recent hires lengthen contacts too."),
        N_("The forecast may carry a handle time that was agreed, not measured."),
    ),
    "missed_by_absence": (
        N_("Absence protected by law or agreement is among it, and so is leave asked for late."),
        N_("A person who worked under another name, or whose log is missing, looks absent."),
    ),
    "missed_by_adherence": (
        N_("Rest that law or agreement imposes, and tasks ordered by the client, are among it."),
        N_("Pauses move when contacts keep coming; the plan may not have been brought up to date."),
        N_("A failure of the systems takes whole teams off the queue."),
    ),
}
_ACTIONS = {
    "missed_by_plan": N_(
        "Provider, planning: plan the positions that the forecast requires in these intervals, or "
        "say which agreed limit prevents it. Client: confirm the hours that may be planned."
    ),
    "missed_by_volume": N_(
        "Both parties: agree how the forecast is corrected when something changes, and what the "
        "contract says of days that exceed it."
    ),
    "missed_by_handle_time": N_(
        "Both parties: go through which reasons of contact took longer, and bring the handle time "
        "of the forecast up to date."
    ),
    "missed_by_absence": N_(
        "Provider, planning: hold the absence of these days against what the plan allowed for, and "
        "agree a reserve for it."
    ),
    "missed_by_adherence": N_(
        "Provider, coordination: go through the intervals in which planned positions were off the "
        "queue, and move pauses and tasks out of the peaks."
    ),
}
_VOLUME_ACTIONS = {
    "client": N_(
        "Client: say what brought the contacts of these days and send it into the forecast before "
        "it is locked. Both parties: check what the contract says of days above the forecast."
    ),
    "provider": N_(
        "Provider, planning: look at what the forecast left out on these days and correct it. "
        "Client: announce in time what will bring contacts."
    ),
}
_FORECASTS = {
    "client": N_("{offered} contacts came, {forecast} were forecast, by the client."),
    "provider": N_("{offered} contacts came, {forecast} were forecast, by the provider."),
    "": N_("{offered} contacts came, {forecast} were forecast; whose forecast it is, is not said."),
}


def _missed(finding: Finding, words: Words) -> Sentence:
    code, numbers = finding.code, finding.numbers
    detail = [
        words.say(
            _COST.get(code, _COST_OF_CAUSE),
            points=words.points(finding.value).removeprefix("+"),
            contacts=words.number(numbers["lost_contacts"]),
            threshold=words.seconds(float(numbers["threshold_s"])),
        ),
        _error(finding, words),
        *(_forecast(finding, words) if code == "missed_by_volume" else ()),
        *_days(finding, words),
    ]
    headline = words.say(_HEADLINES[code], n=numbers["n_days"], n_missed=numbers["n_days_missed"])
    return Sentence(
        headline,
        " ".join(detail),
        tuple(words.say(each) for each in _EXPLANATIONS[code]),
        words.say(_action(finding)),
    )


def _error(finding: Finding, words: Words) -> str:
    return words.say(
        "The level measured on those days differs from the model's by {error}.",
        error=words.points(float(finding.numbers["error_points"])),
    )


def _forecast(finding: Finding, words: Words) -> list[str]:
    """Say how many came and how many were forecast, by whom, and when it was locked."""
    numbers = finding.numbers
    if not math.isfinite(float(numbers["n_forecast"])):
        return []
    said = [
        words.say(
            _FORECASTS[str(numbers["forecast_owner"])],
            offered=words.number(numbers["n_offered"]),
            forecast=words.number(numbers["n_forecast"]),
        )
    ]
    if numbers["forecast_locked"]:
        said.append(words.say("The forecast had been locked before."))
    return said


def _days(finding: Finding, words: Words) -> list[str]:
    days = [date.fromisoformat(day) for day in str(finding.numbers["days"]).split(",")]
    if len(days) > MOST_DAYS:
        return [words.say("The days are in the table by day.")]
    return [words.say("Days: {days}.", days=words.list_of([words.date(day) for day in days]))]


def _action(finding: Finding) -> str:
    owner = str(finding.numbers["forecast_owner"])
    if finding.code == "missed_by_volume" and owner in _VOLUME_ACTIONS:
        return _VOLUME_ACTIONS[owner]
    return _ACTIONS[finding.code]


def _without_cause(finding: Finding, words: Words) -> Sentence:
    numbers = finding.numbers
    detail = [
        words.say(
            "Either the volume varied no more than chance makes it vary around the forecast "
            "({n_chance} of these days), or no cause weighs more than the error of the model.",
            n_chance=numbers["n_chance"],
        ),
        _error(finding, words),
    ]
    return Sentence(
        words.say(
            "Days below the target of which no cause can be named: {n} of {n_missed}",
            n=numbers["n_days"],
            n_missed=numbers["n_days_missed"],
        ),
        " ".join(detail),
        action=words.say(
            "Both parties: claim nothing on these days by the day sheet; look at whether the plan "
            "keeps a reserve for the ordinary variation of a day."
        ),
    )


FINDINGS = {
    "missed_by_plan": _missed,
    "missed_by_volume": _missed,
    "missed_by_handle_time": _missed,
    "missed_by_absence": _missed,
    "missed_by_adherence": _missed,
    "missed_without_cause": _without_cause,
}
