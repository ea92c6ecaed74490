"""How a section was computed: the choices that somebody could dispute, and what to keep in mind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from cctoolkit.sections.section import Section
from cctoolkit.words import CODES, N_, Words

_SUMS = N_("Every ratio is computed from the sums of its parts, never from other ratios.")

NOTES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "adherence": (
            _SUMS,
            N_(
                "The index of adherence to the post is blind to lateness and to absence: it is not "
                "adherence to the schedule."
            ),
            N_(
                "Auxiliary time is not lost time: rest that law or agreement imposes, training and "
                "codes ordered by the client are part of it. The index net of rest sets it right."
            ),
            N_(
                "The readings of the index move only what the flags of the codes say. Codes of few "
                "agents stay auxiliary in all of them, mandatory rest apart."
            ),
            N_(
                "The margin of uncertainty of a group comes from how its agents and its days "
                "differ; that of the whole, from how its days differ."
            ),
            N_(
                "Codes in which few agents have time are shown together as other codes: not always "
                "the same ones, so these rows are not to be compared with each other."
            ),
            N_(
                "An agent who moved during the period counts in each group, and in none for days "
                "without an assignment: groups need not add up to the whole."
            ),
        ),
        "schedule": (
            _SUMS,
            N_(
                "Adherence to schedule sees lateness, early leave and absence, to which the index "
                "of adherence to the post is blind."
            ),
            N_(
                "Absence and leave that were planned are in no side. Rest adheres when it is taken "
                "at its hour and within a shift attended: in a shift that nobody attended there is "
                "none."
            ),
            N_(
                "Time that no known state explains is in no side: the table of readings has both "
                "bounds, with all of it counted as deviation and as adherence."
            ),
            N_(
                "Approved exceptions are deviation in the gross figure, which is the one held "
                "against the target, and adherence in the net one."
            ),
            N_(
                "An auxiliary code without an activity fits whatever takes the agent off the queue "
                "as planned: say the activity of each code to tell a break from a meeting."
            ),
            N_(
                "What was done instead is the state logged, not its reason, with or without an "
                "approved exception: who talks through a planned break is out of adherence, "
                "serving customers. What few agents did is in the rest, not told apart."
            ),
            N_(
                "The published rules judge the plan as it stands, days outside employment "
                "included; they are no audit of what each system computed with its own settings."
            ),
        ),
        "service": (
            _SUMS,
            N_(
                "The same contacts give a different service level by definition and threshold; the "
                "table of levels shows them side by side."
            ),
            N_("The margin of uncertainty comes from how the days differ."),
            N_(
                "The answer rate has no threshold: it stands beside the service level and is never "
                "read for it."
            ),
            N_(
                "An interval of few contacts weighs as much as one of many in the share of "
                "intervals that meet the target; those without contacts do not count."
            ),
            N_(
                "What each segment met, and how waiting was spread, rest on the contacts delivered "
                "one by one: those that came as sums are in neither."
            ),
            N_(
                "A law is read in more than one way. Each reading is a figure and not a legal "
                "opinion; its figures and dates must be verified against the official text."
            ),
        ),
        "customers": (
            _SUMS,
            N_(
                "That a customer did not come back does not say that the matter was solved: a "
                "survey measures something else, and the two are not mixed."
            ),
            N_(
                "Contacts of the last days of the window could not have been followed yet, and "
                "issues of the first days may continue one from before: both are left out and "
                "counted."
            ),
            N_(
                "Without the customer no contact can be followed. Those that are identified may "
                "differ from the rest."
            ),
            N_(
                "Those who answer a survey are not those who don't: the answers, and who was "
                "asked, stand beside each value."
            ),
            N_(
                "The hours that automation saves are a range: all contacts dealt with, those whose "
                "customer did not come to a person, and those surely so. A machine takes the easy "
                "contacts, and the truth may be lower."
            ),
            N_("The margin of uncertainty comes from how the days differ."),
        ),
        "occupancy": (
            _SUMS,
            N_(
                "Occupancy is an outcome of staffing and load, not an effort of agents: the same "
                "people are fuller with more contacts, or with fewer colleagues beside them."
            ),
            N_(
                "Auxiliary time is on neither side of occupancy: a team that is hardly ever on "
                "duty can be fully occupied. Several contacts at once count as one busy agent."
            ),
            N_(
                "Unclassified time is on neither side; the bounds count all of it as waiting and "
                "all of it as handle time."
            ),
            N_(
                "The trade calls many ratios occupancy or utilisation, and they differ by tens of "
                "points on the same day: a target must name its numerator and its denominator."
            ),
            N_(
                "Shrinkage is planned if the plan that was published knew of it, or the spell of "
                "absence says so: an absence approved afterwards stays unplanned. Rest put off to "
                "another hour of the day is planned, up to what the plan gave."
            ),
            N_(
                "The base of shrinkage is the planned time that is paid, and that of absences that "
                "the plan does not show. A spell whose days are not planned spreads its time "
                "evenly over them."
            ),
            N_(
                "Reasons of few agents are one row; the account of a kind counts as a figure of "
                "all who were planned."
            ),
        ),
        "outbound": (
            _SUMS,
            N_(
                "Contactability has two readings: records reached, which grows with insistence, "
                "and attempts answered, which falls with it."
            ),
            N_(
                "Conversion of the useful contacts speaks of the call; that of the records speaks "
                "of the base too."
            ),
            N_(
                "Sales of the last days can still be cancelled: they are on no side of the share "
                "cancelled."
            ),
            N_(
                "The margin of uncertainty of a group comes from how its agents differ; that of "
                "the whole and of a month, from how its days differ."
            ),
        ),
        "agents": (
            _SUMS,
            N_(
                "Rows are in the order of the pseudonyms, which means nothing. Each agent is held "
                "against what his own mix would give, so that two agents are not comparable with "
                "each other, and no order of merit can be made of the table."
            ),
            N_(
                "Expected is, for each part of the mix, the agent's amount times the rate of all "
                "the agents who share it: by queue and hour for contacts; by campaign, day and "
                "hour for time, so that what strikes everybody on a day is in what is expected."
            ),
            N_(
                "Chance is measured by how the days of one agent differ, all agents together: "
                "seconds and contacts of a day go together and are no separate evidence. It is "
                "widened by the usual variation between agents (overdispersion)."
            ),
            N_(
                "Outside are those whose distance remains when all the agents are looked at "
                "together (Benjamini and Hochberg): of those outside, at most the share stated is "
                "expected to be there by chance."
            ),
            N_(
                "Mandatory rest, protected codes and codes ordered by the client are in no side of "
                "auxiliary time; shifts not attended and what an approved exception covers, in "
                "none of the plan."
            ),
            N_(
                "What the mix does not hold is still in the ratio: routing, tenure, part-time, the "
                "kind of customer. It is ruled out by asking, not by this table."
            ),
        ),
        "patterns": (
            _SUMS,
            N_(
                "A pattern is a difference between groups or between parts of a shift. It is no "
                "judgement of anybody, and no row is of an agent."
            ),
            N_(
                "The innocent explanations are taken away first and stand beside the figure: "
                "routing and failures that raise a whole queue, documented incidents, rest, rights "
                "and orders of the client, whatever the schedules say, exact durations that a "
                "system repeats."
            ),
            N_(
                "What is expected of a group is what the others have in the same queues and at "
                "the same hours; of the ends of a shift, what the same agents have in the rest of "
                "it; of durations beside a threshold, what those around it say."
            ),
            N_(
                "The margin of uncertainty comes from how agents and days differ. A pattern is "
                "named only beyond a wider one, which allows for every comparison of this section: "
                "were there none, one would be named in about one period of twenty."
            ),
            N_(
                "The smallest detectable pattern is the one found four times in five; "
                "what is smaller may be there and cannot be told from chance."
            ),
            N_(
                "Of agents only a count is given, beside the one expected by chance; one "
                "of fewer than the smallest group is not told."
            ),
        ),
        "hours": (
            _SUMS,
            N_(
                "A step is shown as its tables give it: a drop is no loss by itself, and may be "
                "negative. Training in a classroom is billed and never logged; leave and vacations "
                "are paid and not worked."
            ),
            N_(
                "Contracted hours are weekly hours times days, by seven: holidays and vacations "
                "are still in them."
            ),
            N_(
                "The amount invoiced stands beside the hours billed. Hours at cost are valued at "
                "the mean cost of an hour paid, payroll alone, and only the provider sees them."
            ),
            N_(
                "Hours paid have a team or a site where their agent had only one in the month; the "
                "hours billed name no agents."
            ),
        ),
        "planning": (
            _SUMS,
            N_(
                "Queues are evaluated with those that share agents with them, as the contacts "
                "answered show; queues that no contact tells of, with the agents that no contact "
                "tells of. Where no contacts were delivered, all the voice queues are one group. "
                "Only voice is evaluated: in a chat, a position has several contacts at once."
            ),
            N_(
                "Positions are time over the length of the interval. Required are the fewest with "
                "which the model meets the target; planned, the time planned on the queue; absent, "
                "that of days without any connection; present, connection without auxiliary "
                "time. Unclassified time counts as present: nobody answers for a hole in the log."
            ),
            N_(
                "The model is Erlang A with the patience measured (Erlang C where nobody "
                "abandons). Each interval is by itself: contacts at random at a constant rate, "
                "handle times and patience exponential, the longest wait first, nothing carried "
                "over to the next interval, nobody who calls again."
            ),
            N_(
                "What a cause took is the mean over all the orders in which the plan becomes what "
                "happened, weighted by the contacts that came: the causes and the error of the "
                "model add up exactly to the difference between plan and measure."
            ),
            N_(
                "A plan allows for some absence and some auxiliary time: planned positions above "
                "the required are that allowance. Absence and adherence are held against a plan "
                "kept to the minute, so they nearly always take something."
            ),
            N_(
                "The contacts of half an hour vary by chance around any forecast, and that takes "
                "more than it gives: part of the volume is chance. Volume is named as the main "
                "cause of a day only where it exceeds the forecast by three standard deviations, "
                "and no cause is named that weighs no more than the error of the model."
            ),
            N_(
                "A single interval of few contacts says little: it is there to be looked at, and "
                "only sums are judged. Intervals that rest on fewer agents than the minimum show "
                "what was required and planned, not who was there."
            ),
        ),
    }
)

_LABELS = MappingProxyType(
    {
        "forecast_version": N_("Version of the forecast"),
        "forecast_owner": N_("The forecast is made by"),
        "forecast_locked": N_("The forecast was locked before the day"),
        "target_low": N_("Target, from"),
        "target_high": N_("Target, to"),
        "target": N_("Target"),
        "version": N_("Version of the plan"),
        "grace_s": N_("Tolerance around each planned change"),
        "forgiven_s": N_("Forgiven of each deviation"),
        "forgives": N_("What is forgiven"),
        "recovery_s": N_("Work after the shift makes up for lateness within"),
        "not_eligible": N_("Activities in no side"),
        "codes_mapped": N_("Auxiliary codes that say their activity"),
        "late_beyond_s": N_("A shift begins late, or ends early, by more than"),
        "decides": N_("Who decides what fits the plan"),
        "threshold_s": N_("Threshold of waiting"),
        "basis": N_("The level is a share of"),
        "channels": N_("Channels of the target"),
        "short_abandon_s": N_("An abandonment is short within"),
        "abandonment_target": N_("Abandonment, at most"),
        "fcr_target": N_("First-contact resolution, at least"),
        "repeat_window_days": N_("A contact follows another within, days"),
        "least_identified": N_("Nothing is judged with fewer contacts identified than"),
        "short_contact_s": N_("A contact is short within"),
        "satisfied_from": N_("Satisfied: answers from"),
        "first_response_h": N_("First response to mail and messages within, hours"),
        "ringing_is_productive": N_("Ringing counts as productive"),
        "confidence": N_("Margins of uncertainty cover"),
        "session_break_s": N_("A pause opens another session from"),
        "longest_gap_s": N_("A hole in the log is unclassified time up to"),
        "longest_state_s": N_("A state is believed up to"),
        "after_shift_s": N_("Without an end, a state lasts after the shift up to"),
        "shared_time": N_("Time that names no campaign goes to"),
        "billed_concepts": N_("Concepts billed as time"),
        "answered_results": N_("Results in which somebody answered"),
        "hours_of": N_("Hours of the sales per hour"),
        "edge_s": N_("Ends of the shift"),
        "aux_limit_s": N_("Limit of auxiliary stretches"),
        "acw_close_s": N_("After-contact work is closed after"),
        "band_share": N_("Width beside a threshold, of the threshold"),
        "cancellation_days": N_("A sale can be cancelled for, days"),
        "plan_version": N_("Version of the schedules"),
        "planned_by": N_("Version that says what was planned"),
        "unplanned_target": N_("Unplanned shrinkage, at most"),
        "least_days": N_("Judged with days, at least"),
        "least_h": N_("Judged with hours, at least"),
        "least_contacts": N_("Judged with contacts, at least"),
        "least_expected": N_("Judged, where cases are counted, with cases expected, at least"),
        "least_peers": N_("A part of the mix is compared if shared by agents, at least"),
        "least_agents": N_("Nobody is judged with fewer agents to compare than"),
        "false_share": N_("Of those outside, there by chance, at most"),
        "new_within_days": N_("New in production: fewer days than"),
    }
)
_FORGIVES = {
    "short": N_("deviations shorter than that, whole"),
    "each": N_("the first seconds of every deviation"),
}
_DECIDES = {
    "settings": N_("the settings of this engagement, the same ones for every agent"),
    "delivered": N_("whoever delivered the intervals already judged"),
}
_SHARED = {
    "as_logged": N_("none"),
    "by_handle_time": N_("each campaign, as its handle time"),
}
_STRETCHES = (
    *("recovery_s", "edge_s"),
    *("session_break_s", "longest_gap_s", "longest_state_s", "after_shift_s"),
)
_COUNTED = ("repeat_window_days", "satisfied_from", "first_response_h")
_BASES = {"offered": N_("contacts offered"), "answered": N_("contacts answered")}


def choices(section: Section, words: Words) -> Iterator[tuple[str, str]]:
    """Yield each choice of a section as a label and a value, those not made left out."""
    for name, value in section.choices.items():
        if value is not None:
            label = words.say(_LABELS[name]) if name in _LABELS else name.replace("_", " ")
            yield label, _written(name, value, words)


def notes(section: Section, words: Words) -> list[str]:
    """Return what a reader of the section should keep in mind."""
    return [words.say(note) for note in NOTES.get(section.name, (_SUMS,))]


def _result(result: str, words: Words) -> str:
    """Name a disposition; those of an engagement's own are written as they came."""
    return words.code("result", result) if result in CODES["result"] else result


def _written(name: str, value: object, words: Words) -> str:
    if isinstance(value, bool):
        return words.say("yes") if value else words.say("no")
    if name == "hours_of":
        return words.code(name, str(value))
    if name == "basis":
        return words.say(_BASES[str(value)])
    if name in ("forgives", "decides"):
        return words.say((_FORGIVES | _DECIDES)[str(value)])
    if name == "not_eligible":
        return words.list_of([words.code("activity", part) for part in str(value).split(", ")])
    if name == "codes_mapped":
        n, total = str(value).split("/")
        return words.say("{n} of {total}", n=n, total=total)
    if name in _STRETCHES:
        return words.duration(value)
    if name == "shared_time":
        return words.say(_SHARED[str(value)])
    if name == "forecast_owner":
        return words.code("owner", str(value))
    if name == "answered_results":
        return words.list_of([_result(part, words) for part in str(value).split(", ")])
    if name == "channels":
        return words.list_of([words.code("channel", part) for part in str(value).split(", ")])
    if isinstance(value, str):
        return value
    if name.endswith("_s"):
        return words.seconds(value)
    if name in _COUNTED:
        return words.number(value, 0 if float(value) == int(value) else 1)
    return words.percent_agreed(value) if float(value) <= 1 else words.number(value)
