"""What the findings on adherence to the schedule say."""

from __future__ import annotations

from cctoolkit.findings import Finding
from cctoolkit.report.sentences.said import (
    Sentence,
    against_target,
    beside_target,
    hours_at_stake,
    hours_named,
    how_days_differ,
    margin,
    percent,
)
from cctoolkit.words import N_, Words

_ADHERENCE = {
    "schedule_below_target": N_("Adherence to schedule is {value}, below the {target} agreed"),
    "schedule_on_target": N_("Adherence to schedule is {value} and reaches the {target} agreed"),
    "schedule_above_target": N_(
        "Adherence to schedule is {value}, above the {target} agreed: was the plan changed "
        "afterwards?"
    ),
}
_ACTIONS = {
    "schedule_below_target": N_(
        "Provider, planning: go through the hours and the activities with most time out of "
        "adherence, and settle with the client which deviations it ordered. Time out of adherence "
        "exceeds by {hours} what the target allows."
    ),
    "schedule_on_target": N_(
        "Both parties: look at adherence again next month, against the same version of the plan."
    ),
    "schedule_above_target": N_(
        "Provider, planning: keep each plan as it was published, and compare with that one."
    ),
}
_ROUTING = N_("contacts that came in at the end of the shift or just before a planned rest")
_OUTAGE = N_("a failure of systems, or a log that does not tell it")
_MOVED = N_("rest moved to another hour because of demand")
_CHANGED = N_("a plan changed after it was published, or never brought up to date")
_UNMAPPED = N_("auxiliary codes that do not say which planned activity they are")


def _against_target(finding: Finding, words: Words) -> Sentence:
    numbers = finding.numbers
    weight = words.say(
        "Out of adherence: {out} of planned time of {n} agents, {absent} of them in shifts that "
        "nobody attended.",
        out=words.hours(numbers["out_h"]),
        absent=words.hours(numbers["absent_h"]),
        n=finding.n,
    )
    missed = finding.code == "schedule_below_target"
    return Sentence(
        words.say(_ADHERENCE[finding.code], **against_target(finding, words)),
        " ".join([*how_days_differ(finding, words), weight]),
        _each((_ROUTING, _OUTAGE, _MOVED, _CHANGED), words) if missed else (),
        words.say(_ACTIONS[finding.code], hours=hours_at_stake(finding, words)),
    )


def _team_below(finding: Finding, words: Words) -> Sentence:
    return Sentence(
        words.say(
            "Team {team} has an adherence to schedule of {value}, below the {target} agreed for "
            "the service",
            team=finding.where["team"],
            **against_target(finding, words),
        ),
        words.say(
            "The difference is larger than chance would explain among {n_teams} teams compared. "
            "Margin of uncertainty: {range}. Counting only the shifts attended it is {attended}. "
            "Time out of adherence exceeds by {hours} what the target allows.",
            n_teams=finding.numbers["n_teams"],
            range=margin(finding, words),
            attended=percent(finding.numbers["adherence_attended"], words),
            hours=hours_at_stake(finding, words),
        ),
        (
            words.say("absences that are known to personnel and were never taken to the plan"),
            *_each((_ROUTING, _OUTAGE, _MOVED, _CHANGED), words),
        ),
        words.say(
            "Provider: go through the plan and its changes with the team's leader before anything "
            "is concluded."
        ),
    )


def _definition(finding: Finding, words: Words) -> Sentence:
    decides = finding.code == "schedule_rule_decides"
    message = (
        N_(
            "Whether the target of adherence to schedule is met depends on whose rule is used: "
            "from {lowest} ({lowest_rule}) to {highest} ({highest_rule})"
        )
        if decides
        else N_(
            "The rule used moves adherence to schedule by {points}: from {lowest} ({lowest_rule}) "
            "to {highest} ({highest_rule})"
        )
    )
    numbers = finding.numbers
    lowest, highest, target = beside_target(
        finding, [numbers["lowest_value"], numbers["highest_value"]], words
    )
    detail = [
        words.say(
            "The same plan and the same states under {n} rules, the one of this report and the "
            "published ones: no exception is excused, and no tolerance given that the rule does "
            "not name.",
            n=finding.n,
        )
    ]
    if decides:
        detail.append(
            words.say_plural(
                "{n} rule stays below the {target} agreed.",
                "{n} rules stay below the {target} agreed.",
                int(numbers["n_below"]),
                target=target,
            )
        )
    return Sentence(
        words.say(
            message,
            points=words.points(finding.value).removeprefix("+"),
            lowest=lowest,
            lowest_rule=words.code_or_own("dialect", str(numbers["lowest_rule"])),
            highest=highest,
            highest_rule=words.code_or_own("dialect", str(numbers["highest_rule"])),
        ),
        " ".join(detail),
        _each((_UNMAPPED,), words),
        words.say(
            "Both parties: write into the contract which system's rule is meant, and with which "
            "settings."
        ),
    )


def _exceptions(finding: Finding, words: Words) -> Sentence:
    numbers = finding.numbers
    gross, net, _ = beside_target(finding, [numbers["gross"], numbers["net"]], words)
    detail = words.say(
        "They cover {hours}: the first figure counts them as deviation, the second as adherence.",
        hours=words.hours(numbers["excused_h"]),
    )
    if numbers["decides"]:
        detail += " " + words.say("The target is reached with them and not without them.")
    return Sentence(
        words.say(
            "Approved exceptions raise adherence to schedule from {gross} to {net}",
            gross=gross,
            net=net,
        ),
        detail,
        (
            words.say("failures, medical visits or training on the day: what exceptions are for"),
            words.say(_CHANGED),
        ),
        words.say(
            "Client: look at a sample of the exceptions, with who approved each one and when. "
            "Provider: approve them within a time agreed."
        ),
    )


def _hours(finding: Finding, words: Words) -> Sentence:
    return Sentence(
        words.say(
            "{share} of the time out of adherence to schedule arises {hours}",
            share=words.percent(finding.value, 0),
            hours=hours_named(finding, words),
        ),
        words.say(
            "These hours, in local time, hold {planned} of the planned time, all days together; "
            "{lost} were lost in them.",
            planned=words.percent(finding.numbers["planned_share"], 0),
            lost=words.hours(finding.numbers["lost_h"]),
        ),
        _each((_ROUTING, _OUTAGE, _MOVED), words),
        words.say(
            "Provider, planning: compare the plan of these hours with the demand that they had."
        ),
    )


def _activity(finding: Finding, words: Words) -> Sentence:
    return Sentence(
        words.say(
            "{value} of the time planned for {activity} went to something else, against {whole} of "
            "the plan as a whole",
            value=percent(finding.value, words),
            activity=words.code("activity", finding.where["activity"]),
            whole=percent(finding.numbers["whole_share"], words),
        ),
        words.say(
            "They are {hours}, {share} of all the time out of adherence.",
            hours=words.hours(finding.numbers["lost_h"]),
            share=words.percent(finding.numbers["lost_share"], 0),
        ),
        _each((_MOVED, _UNMAPPED, _CHANGED), words),
        words.say(
            "Provider, planning: see whether it was done at another hour, and take to the plan "
            "what is moved during the day."
        ),
    )


def _each(messages: tuple[str, ...], words: Words) -> tuple[str, ...]:
    return tuple(words.say(message) for message in messages)


FINDINGS = {
    **dict.fromkeys(_ADHERENCE, _against_target),
    "team_below_schedule_target": _team_below,
    "schedule_rule_decides": _definition,
    "schedule_rule_matters": _definition,
    "exceptions_move_adherence": _exceptions,
    "hours_that_lose_adherence": _hours,
    "activity_that_loses_adherence": _activity,
}
