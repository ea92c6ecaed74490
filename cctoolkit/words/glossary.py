"""The trade's terms as data: their name, their definition and the sections that use them.

What each country calls them is in the catalogues; `also` holds the other names that a reader may
know them by, and is empty where there is none to add.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from cctoolkit.errors import N_


@dataclass(frozen=True, slots=True)
class Term:
    """One term: key in the code, message ids of its name, definition and other names.

    `sections` are those whose definitions show it; `columns` the columns of results it explains.
    """

    key: str
    name: str
    definition: str
    sections: tuple[str, ...]
    columns: tuple[str, ...] = ()
    also: str = ""


_ADHERENCE = ("summary", "adherence")
_SERVICE = ("summary", "service")
_CUSTOMERS = ("summary", "customers")
_BOTH = ("summary", "adherence", "service")
_PEOPLE = ("rotation", "learning")
_MONEY = ("summary", "billing", "fairness", "contract")
_HOURS = ("adherence", "hours", "billing", "planning")

_TIME = (
    Term(
        "connection_time",
        N_("connection time"),
        N_(
            "Time for which an agent is connected to the platform, in any state but offline. "
            "Simultaneous states of one agent count once."
        ),
        _ADHERENCE,
        ("logged_ms", "logged_s"),
        N_("logged time, login"),
    ),
    Term(
        "adherence_index",
        N_("adherence index"),
        N_(
            "Connection time that is not auxiliary, divided by connection time; unclassified time "
            "is on neither side. It tells how much of the connection serves the customer. It does "
            "not see lateness or absence, so it is not schedule adherence."
        ),
        _ADHERENCE,
        ("index",),
        N_("1 - auxiliary / connection"),
    ),
    Term(
        "adherence_index_net",
        N_("adherence index net of mandatory rest"),
        N_(
            "The adherence index once the rest that law or agreement imposes is taken out of the "
            "connection time, as if the agent had not been connected during it. The gross index "
            "counts against the team a pause that the employer must give."
        ),
        _ADHERENCE,
        ("index_net",),
    ),
    Term(
        "index_bounds",
        N_("bounds of the adherence index"),
        N_(
            "The lowest and the highest value that the index can have: with all unclassified time "
            "counted as auxiliary, and with all of it counted as productive."
        ),
        ("adherence",),
        ("index_low", "index_high"),
    ),
    Term(
        "five_times",
        N_("the five times"),
        N_(
            "Talk, hold, after-contact work, available and auxiliary: the parts of connection "
            "time. Ringing and unclassified time are shown beside them, so that the shares add "
            "up to one."
        ),
        ("adherence",),
    ),
    Term(
        "talk_time",
        N_("talk time"),
        N_("Time in conversation with the customer, hold left out."),
        _BOTH,
        ("talk_ms", "talk_s", "mean_talk_s"),
        N_("conversation"),
    ),
    Term(
        "hold_time",
        N_("hold time"),
        N_("Time for which the customer is on hold during the contact, once it was answered."),
        _BOTH,
        ("hold_ms", "hold_s", "mean_hold_s"),
    ),
    Term(
        "after_contact_work",
        N_("after-contact work"),
        N_("Work that a contact leaves to do once the customer has gone, such as its disposition."),
        _BOTH,
        ("acw_ms", "acw_s", "mean_acw_s"),
        N_("wrap-up, ACW"),
    ),
    Term(
        "available_time",
        N_("available time"),
        N_("Time for which the agent is ready and waits for a contact."),
        ("adherence",),
        ("available_ms", "available_s", "available_share"),
        N_("ready, idle"),
    ),
    Term(
        "auxiliary_time",
        N_("auxiliary time"),
        N_(
            "Time connected in a pause code: rest, training, meetings, back office, incidents. "
            "Much of it is due, planned or ordered; the flags of each code say so."
        ),
        _ADHERENCE,
        ("aux_ms", "aux_s", "aux_share"),
        N_("AUX, not ready"),
    ),
    Term(
        "ringing_time",
        N_("ringing time"),
        N_(
            "Time for which a contact rings at the agent before the answer. The settings of the "
            "engagement decide whether it is productive, and the report prints the choice."
        ),
        ("adherence",),
        ("ring_ms", "ring_s", "ring_share"),
    ),
    Term(
        "unclassified_time",
        N_("unclassified time"),
        N_(
            "Connection time that no known state explains: gaps in the log, or codes that nobody "
            "has described. Below the share stated in the settings the report goes on and shows "
            "both bounds; above it, the run stops."
        ),
        ("adherence",),
        ("unknown_ms", "unknown_s", "unknown_share"),
    ),
    Term(
        "aux_code",
        N_("auxiliary code"),
        N_("Reason that the agent, or the platform, gives for a pause."),
        ("adherence",),
        ("aux_code",),
        N_("AUX code, pause code"),
    ),
    Term(
        "paid",
        N_("paid code"),
        N_("Auxiliary code whose time the employer pays."),
        ("adherence",),
        ("paid",),
    ),
    Term(
        "planned",
        N_("planned code"),
        N_("Auxiliary code whose time is known when the schedule is published."),
        ("adherence",),
        ("planned",),
    ),
    Term(
        "productive",
        N_("productive code"),
        N_("Auxiliary code whose time the contract treats as productive."),
        ("adherence",),
        ("productive",),
    ),
    Term(
        "mandatory_rest",
        N_("mandatory rest"),
        N_("Rest that law or agreement imposes and that nobody may take away or count against."),
        ("adherence",),
        ("mandatory_rest", "mandatory_rest_s"),
        N_("screen breaks"),
    ),
    Term(
        "protected",
        N_("protected code"),
        N_("Auxiliary code of a right that is not judged: union hours, breastfeeding, medical."),
        ("adherence",),
        ("protected",),
    ),
    Term(
        "ordered_by_client",
        N_("code ordered by the client"),
        N_("Auxiliary code that is used because the client asked for it."),
        ("adherence",),
        ("ordered_by_client",),
    ),
    Term(
        "billable",
        N_("billable code"),
        N_("Auxiliary code whose time is charged to the client."),
        ("adherence", "billing"),
        ("billable",),
    ),
    Term(
        "schedule_adherence",
        N_("schedule adherence"),
        N_(
            "Scheduled time during which the agent is in a state that the planned activity "
            "allows, divided by scheduled time. It needs schedules and states."
        ),
        ("adherence", "schedule"),
        ("adherence",),
    ),
    Term(
        "schedule_adherence_net",
        N_("schedule adherence net of exceptions"),
        N_(
            "Schedule adherence in which time covered by an approved exception counts as adhered "
            "to. Whoever approves after the fact moves this figure, not the gross one."
        ),
        ("schedule",),
        ("adherence_net",),
    ),
    Term(
        "schedule_exception",
        N_("exception to the schedule"),
        N_("Stretch in which somebody allowed to do so approved a deviation from the plan."),
        ("schedule",),
        ("excused_s", "excused_ms"),
    ),
    Term(
        "vendor_rule",
        N_("published rule of adherence"),
        N_(
            "What the maker of a workforce management system says that its own adherence counts. "
            "The same day has another value under each."
        ),
        ("schedule",),
        ("dialect",),
    ),
    Term(
        "punctuality",
        N_("punctuality"),
        N_(
            "How shifts begin and end: lateness is the time from the planned start to the first "
            "connection, early leave the time from the last connection to the planned end. A "
            "shift without any connection is neither, it was not attended."
        ),
        ("schedule",),
        ("late_s", "early_leave_s"),
    ),
    Term(
        "conformance",
        N_("conformance"),
        N_(
            "Time worked divided by time scheduled, whatever the hour at which it was worked. "
            "It can pass 100%."
        ),
        ("adherence", "schedule", "planning"),
        ("conformance",),
    ),
    Term(
        "occupancy",
        N_("occupancy"),
        N_(
            "Handle time divided by handle time plus available time: the share of the time on "
            "duty that contacts fill. Auxiliary time is on neither side."
        ),
        ("occupancy", "adherence", "service", "planning"),
        ("occupancy",),
    ),
    Term(
        "utilisation",
        N_("utilisation"),
        N_(
            "A name for several ratios: time on duty over connection, or over the time paid, with "
            "or without waiting. It says nothing without its numerator and its denominator."
        ),
        ("occupancy",),
    ),
    Term(
        "concurrency",
        N_("contacts at a time"),
        N_(
            "Sum of the handle times divided by the time with at least one contact, of the same "
            "agent: how many chats are attended at once while any is."
        ),
        ("occupancy",),
        ("concurrency",),
    ),
    Term(
        "shrinkage",
        N_("shrinkage"),
        N_(
            "Share of the paid hours that do not reach the operation: leave, absence, breaks, "
            "training, meetings."
        ),
        ("occupancy", "planning"),
        ("shrinkage",),
    ),
    Term(
        "external_shrinkage",
        N_("external and internal shrinkage"),
        N_(
            "External is time not at work: leave, absence, coming late, leaving early. Internal is "
            "time at work off the queue: breaks, training, meetings, other auxiliary time."
        ),
        ("occupancy",),
        ("external_s", "internal_s"),
    ),
    Term(
        "unplanned_shrinkage",
        N_("unplanned shrinkage"),
        N_(
            "Shrinkage of which the plan that was published did not know. What is approved "
            "afterwards stays unplanned: nobody could roster for it."
        ),
        ("occupancy",),
        ("unplanned_share",),
    ),
    Term(
        "business_day",
        N_("business day"),
        N_(
            "Local date on which the shift begins: a night shift is one day, even if it ends on "
            "the next date."
        ),
        _BOTH,
        ("business_day",),
    ),
    Term(
        "interval",
        N_("interval"),
        N_(
            "Stretch of 15, 30 or 60 minutes of local time in which times and contacts are added "
            "up. Ratios are computed from the sums, never from other ratios."
        ),
        ("adherence", "service"),
        ("start_at", "end_at"),
    ),
)

_CONTACTS = (
    Term(
        "offered",
        N_("contacts offered"),
        N_(
            "Contacts that reached the queue. Those that ended in the menu before it are not "
            "among them."
        ),
        _SERVICE,
        ("n_offered",),
    ),
    Term(
        "answered",
        N_("contacts answered"),
        N_("Contacts that an agent took."),
        _SERVICE,
        ("n_answered",),
    ),
    Term(
        "abandoned",
        N_("contacts abandoned"),
        N_("Contacts in which the customer left the queue before an answer."),
        _SERVICE,
        ("n_abandoned",),
    ),
    Term(
        "redirected",
        N_("contacts redirected"),
        N_("Contacts that the queue sent elsewhere before an answer. They stay among the offered."),
        ("service",),
        ("n_redirected",),
    ),
    Term(
        "handled",
        N_("contacts handled"),
        N_("Contacts answered by an agent who is known, with some handle time."),
        ("service",),
        ("n_handled",),
    ),
    Term(
        "waiting_threshold",
        N_("waiting threshold"),
        N_("Seconds of waiting within which a contact counts as answered in time, included."),
        ("service",),
        ("threshold_ms",),
    ),
    Term(
        "service_level_of_answered",
        N_("service level of answered"),
        N_(
            "Contacts answered within the threshold, divided by the contacts answered. Those "
            "that abandon do not count, however long they waited."
        ),
        _SERVICE,
        ("of_answered",),
    ),
    Term(
        "service_level_of_offered",
        N_("service level of offered"),
        N_(
            "Contacts answered within the threshold, divided by the contacts offered. Those that "
            "abandon count against it, however soon they left."
        ),
        _SERVICE,
        ("of_offered",),
    ),
    Term(
        "answer_rate",
        N_("answer rate"),
        N_(
            "Contacts answered, at whatever moment, divided by the contacts offered. It is not "
            "the service level: it says nothing of how long they waited."
        ),
        _SERVICE,
        ("answer_rate",),
    ),
    Term(
        "speed_of_answer",
        N_("speed of answer"),
        N_("Mean waiting of the contacts answered, those who did not wait included."),
        _SERVICE,
        ("asa_s", "wait_answered_s"),
        N_("ASA"),
    ),
    Term(
        "abandonment",
        N_("abandonment"),
        N_("Contacts abandoned, divided by the contacts offered."),
        _SERVICE,
        ("abandoned_share",),
    ),
    Term(
        "short_abandonment",
        N_("short abandonment"),
        N_(
            "Contact abandoned within the first seconds, stated in the settings: the customer "
            "gave nobody time to answer."
        ),
        ("service",),
        ("n_short",),
    ),
    Term(
        "abandonment_net",
        N_("abandonment net of short"),
        N_("Abandonment once short abandonments are taken out of both sides."),
        ("service",),
        ("abandoned_share_net",),
    ),
    Term(
        "handle_time",
        N_("handle time"),
        N_(
            "Mean per contact handled of talk, hold and after-contact work together. Each part "
            "is also shown by itself."
        ),
        _SERVICE,
        ("aht_s", "handle_ms", "handle_s"),
        N_("AHT, average handle time"),
    ),
    Term(
        "disposition",
        N_("disposition"),
        N_("Code in which the agent records the reason and the result of a contact."),
        ("service",),
        ("result",),
    ),
    Term(
        "repeat_contacts",
        N_("repeat contacts"),
        N_("Contacts of the same customer within a stated number of days of the one before."),
        ("customers",),
        ("n_followed",),
    ),
    Term(
        "first_contact_resolution",
        N_("first-contact resolution"),
        N_(
            "Issues whose customer did not come back within a stated number of days, divided by "
            "the issues. It says that nobody came back, not that the matter was solved."
        ),
        _CUSTOMERS,
        ("fcr_of_issues",),
        N_("FCR"),
    ),
    Term(
        "issue",
        N_("issue"),
        N_(
            "Contacts of one customer, each within the stated number of days of the one before. "
            "What they were about is not known."
        ),
        ("customers",),
    ),
    Term(
        "transfers",
        N_("transfers"),
        N_("Contacts that an agent passed on at least once, divided by the contacts handled."),
        _CUSTOMERS,
        ("transferred_share",),
    ),
    Term(
        "short_contact",
        N_("short contact"),
        N_(
            "Contact leg whose handle time is at most the seconds stated in the settings: cut off, "
            "a wrong number, or an easy one."
        ),
        ("customers",),
    ),
    Term(
        "satisfied",
        N_("satisfied customers"),
        N_(
            "Answers to the survey from the value stated in the settings upwards, divided by the "
            "answers. It speaks of those who answered."
        ),
        _CUSTOMERS,
        ("top_box_share",),
        N_("CSAT, top box"),
    ),
    Term(
        "net_promoter",
        N_("net promoter score"),
        N_(
            "Share of answers of 9 and 10 minus share of answers of 0 to 6, over 100: from -100 to "
            "+100."
        ),
        _CUSTOMERS,
        ("nps_share",),
        N_("NPS"),
    ),
    Term(
        "containment",
        N_("containment"),
        N_(
            "Contacts that a menu or an automatic agent dealt with and whose customer did not come "
            "to a person within a stated number of days, divided by those that entered it."
        ),
        _CUSTOMERS,
        ("contained_net_share",),
    ),
    Term(
        "hours_saved",
        N_("hours that automation saves"),
        N_(
            "Contacts that automation dealt with, valued at the handle time of comparable ones "
            "that people handled. A range: from those surely dealt with to all."
        ),
        _CUSTOMERS,
    ),
    Term(
        "service_agreement",
        N_("service level agreement"),
        N_("Indicators, targets and consequences that the parties have agreed."),
        ("service", "contract"),
        also=N_("SLA"),
    ),
)

_EVIDENCE = (
    Term(
        "evidence_grade",
        N_("grade of evidence"),
        N_(
            "How fine the data behind a figure are. The finer, the more can be recomputed and "
            "checked."
        ),
        _BOTH,
        ("evidence",),
    ),
    Term(
        "evidence_a",
        N_("grade A: events"),
        N_("Computed from each contact or each state, as the systems logged it."),
        _BOTH,
    ),
    Term(
        "evidence_b",
        N_("grade B: intervals"),
        N_("Computed from sums by intervals of up to an hour, as a system exported them."),
        _BOTH,
    ),
    Term(
        "evidence_c",
        N_("grade C: days"),
        N_("Computed from sums by day, or longer."),
        _BOTH,
    ),
    Term(
        "evidence_d",
        N_("grade D: statement"),
        N_("Figure that a party states and that the data delivered cannot recompute."),
        _BOTH,
    ),
    Term(
        "confidence_interval",
        N_("margin of uncertainty"),
        N_(
            "Range in which, with a confidence of 95%, the figure to be expected of a period like "
            "this one lies, judging by how its days, or the agents of a group, differ from each "
            "other. With few days or agents it is wide."
        ),
        _BOTH,
    ),
    Term(
        "target",
        N_("target"),
        N_("Value that the parties agreed to reach. Without a target nothing is judged."),
        _BOTH,
    ),
    Term(
        "finding",
        N_("finding"),
        N_("What the data show and deserves a decision, with its size, its limits and its rows."),
        ("summary",),
    ),
)

_PEOPLE_TERMS = (
    Term(
        "agent",
        N_("agent"),
        N_("Person who handles contacts. In the report agents appear only as groups."),
        _BOTH,
        ("agent_id",),
        N_("representative, adviser"),
    ),
    Term(
        "first_line",
        N_("first line of command"),
        N_("Person who leads a team of agents day by day."),
        ("adherence",),
        ("first_line",),
        N_("team leader"),
    ),
    Term(
        "second_line",
        N_("second line of command"),
        N_("Person who leads several teams through their first line."),
        ("adherence",),
        ("second_line",),
        N_("operations manager"),
    ),
    Term(
        "structure",
        N_("structure"),
        N_("People of a service who are not agents: command, quality, training, planning."),
        ("billing", "planning"),
        also=N_("overhead staff"),
    ),
    Term(
        "roster",
        N_("roster"),
        N_("Planned shifts and activities of each person."),
        ("adherence", "planning"),
        also=N_("schedule, shifts"),
    ),
    Term(
        "training",
        N_("training"),
        N_("Teaching of the agents: before production, on new products, or to recover level."),
        ("learning", "billing"),
    ),
    Term(
        "trainer",
        N_("trainer"),
        N_("Person who trains the agents."),
        ("learning",),
    ),
    Term(
        "nesting",
        N_("nesting"),
        N_("First days with real contacts, with somebody experienced beside."),
        ("learning",),
        also=N_("floor support"),
    ),
    Term(
        "absence",
        N_("absence"),
        N_(
            "Scheduled time not worked, divided by scheduled time. The causes that are counted "
            "and the denominator are always stated; strike and union hours are never counted."
        ),
        _PEOPLE,
    ),
    Term(
        "sick_leave",
        N_("sick leave"),
        N_("Absence on medical grounds, certified. Its cause is never recorded."),
        _PEOPLE,
    ),
    Term(
        "leaving",
        N_("leaving"),
        N_("End of the employment of a person, whoever decided it."),
        _PEOPLE,
        ("left_on",),
        N_("attrition event, exit"),
    ),
    Term(
        "rotation",
        N_("rotation"),
        N_("People who leave, divided by the person-time at work in the period."),
        _PEOPLE,
        also=N_("turnover, attrition"),
    ),
    Term(
        "labour_agreement",
        N_("labour agreement"),
        N_("Collective agreement that sets hours, rest and pay."),
        ("adherence", "billing"),
    ),
)

_MONEY_TERMS = (
    Term(
        "claimable",
        N_("claimable"),
        N_("Amount about which contract and data leave no doubt."),
        _MONEY,
    ),
    Term(
        "disputable",
        N_("disputable"),
        N_("Amount that depends on how the contract is read; both values are shown."),
        _MONEY,
    ),
    Term(
        "opportunity",
        N_("opportunity"),
        N_("Amount that a model estimates, with its margin; nobody owes it."),
        _MONEY,
    ),
    Term(
        "three_purses",
        N_("the three purses"),
        N_(
            "Claimable, disputable and opportunity: three amounts of different nature that are "
            "never added together."
        ),
        _MONEY,
    ),
    Term(
        "logged_hour",
        N_("logged hour"),
        N_("Hour for which an agent is connected to the platform."),
        _HOURS,
    ),
    Term(
        "productive_hour",
        N_("productive hour"),
        N_("Hour that the contract accepts as worked for the client; its definition is printed."),
        _HOURS,
    ),
    Term(
        "records_reached",
        N_("records reached"),
        N_(
            "Records of the base in which somebody answered at least once, divided by the records "
            "attempted. Not to be taken for the attempts answered, of all attempts."
        ),
        ("summary", "outbound"),
    ),
    Term(
        "useful_contact",
        N_("useful contact"),
        N_("Outbound attempt that reached the person looked for, as the agent recorded it."),
        ("outbound",),
    ),
    Term(
        "conversion_of_useful",
        N_("conversion of useful contacts"),
        N_("Useful contacts that end in a sale, divided by useful contacts."),
        ("summary", "outbound"),
    ),
    Term(
        "base_penetration",
        N_("penetration"),
        N_("Records attempted at least once, divided by the records of the base."),
        ("outbound",),
    ),
    Term(
        "hours_waterfall",
        N_("waterfall of hours"),
        N_(
            "The same time as it was contracted, planned, clocked, logged, productive, billed and "
            "paid, one step below the other, with what each has less than the one before."
        ),
        ("summary", "hours"),
    ),
    Term(
        "paid_hours_used",
        N_("hours paid that were productive"),
        N_(
            "Productive hours divided by the hours that the payroll pays, of the same people in "
            "whole months. Paid leave, training and rest keep it below one; it is no measure of "
            "effort."
        ),
        ("summary", "hours"),
    ),
    Term(
        "cost_per_paid_hour",
        N_("cost of an hour paid"),
        N_(
            "Cost of the payroll divided by the hours that it pays, surcharges included. What the "
            "payroll does not hold, such as posts and systems, is not in it."
        ),
        ("hours",),
    ),
    Term(
        "seat",
        N_("seat"),
        N_("Workplace occupied during the hours of service. It is not a person: shifts share it."),
        ("billing", "planning"),
    ),
    Term(
        "accrual",
        N_("accrual"),
        N_("Service rendered and not yet invoiced, valued at the end of a period."),
        ("billing",),
    ),
    Term(
        "preinvoice",
        N_("pre-invoice"),
        N_("Statement of quantities and amounts that the parties check before the invoice."),
        ("billing",),
    ),
    Term(
        "bonus_malus",
        N_("bonus and malus"),
        N_("Amount added to or taken from the invoice according to the level reached."),
        ("billing", "fairness", "contract"),
    ),
    Term(
        "credit_note",
        N_("credit note"),
        N_("Document that corrects an invoice already issued."),
        ("billing",),
    ),
    Term(
        "net_amount",
        N_("net amount before tax"),
        N_("Amount of the invoice on which tax is computed."),
        ("billing",),
    ),
    Term(
        "billable_training",
        N_("billable training"),
        N_("Training whose hours the client pays, as the contract provides."),
        ("billing", "learning"),
    ),
    Term(
        "mark_up",
        N_("mark-up on cost"),
        N_("What is added to cost, divided by cost."),
        ("billing", "contract"),
    ),
    Term(
        "margin",
        N_("margin on sales"),
        N_("Sales minus cost, divided by sales: always less than the mark-up on the same cost."),
        ("billing", "contract"),
    ),
    Term(
        "cost",
        N_("cost"),
        N_("What the service costs the provider."),
        ("billing",),
    ),
)

_DAY_SHEET = (
    Term(
        "positions",
        N_("positions"),
        N_(
            "Time of agents divided by the length of the interval: two agents for half an hour "
            "each are one position in an hour."
        ),
        ("planning",),
        ("planned_positions", "present_positions"),
    ),
    Term(
        "required_positions",
        N_("positions required"),
        N_(
            "Fewest positions with which the contacts of an interval, at their handle time, reach "
            "the service level agreed, by the model of queues of Erlang."
        ),
        ("planning",),
        ("required_positions", "forecast_positions"),
        N_("requirement, base staff"),
    ),
    Term(
        "patience",
        N_("patience"),
        N_(
            "Mean time that customers would wait before abandoning. Who was answered was patient "
            "until then: it is longer than the mean waiting of those who abandoned."
        ),
        ("planning",),
        ("patience_s",),
    ),
    Term(
        "cause_effect",
        N_("effect of a cause on the level"),
        N_(
            "Points of service level that volume, handle time, absence or adherence take from the "
            "level expected under the plan, or give to it. All of them and the error of the model "
            "add up to the level measured."
        ),
        ("summary", "planning"),
        ("effect_points", "effect_contacts"),
    ),
    Term(
        "model_error",
        N_("error of the model"),
        N_(
            "Level measured less the level that the model expects of the contacts that came and "
            "the positions that were present. A cause that weighs no more is not named."
        ),
        ("summary", "planning"),
        ("model_error_points", "model_error_contacts"),
    ),
)

_ANNEX = (
    Term(
        "mix_expected",
        N_("expected by the mix"),
        N_(
            "What an agent's own queues and hours, or campaign, days and hours, would give at the "
            "rates of all the agents who share them. Observed over expected tells how far from "
            "them the agent is; two agents with different mixes are not to be compared by it."
        ),
        ("agents",),
        (),
        N_("indirect standardisation"),
    ),
    Term(
        "chance_discounted",
        N_("value with chance discounted"),
        N_(
            "Observed over expected, drawn towards the mean of all by as much of its distance as "
            "chance would explain: the less evidence there is of an agent, the nearer to the mean."
        ),
        ("agents",),
        ("shrunk_share",),
        N_("empirical Bayes"),
    ),
    Term(
        "funnel",
        N_("limits of chance"),
        N_(
            "Where observed over expected of somebody like all the others lies, for so much "
            "evidence, in 95 or in 99.8 of each 100 cases. They come from how the days of one "
            "agent differ and are widened by the usual variation between agents."
        ),
        ("agents",),
        ("funnel_low", "funnel_high", "funnel_wide_low", "funnel_wide_high"),
        N_("funnel plot"),
    ),
)

_PATTERNS = (
    Term(
        "pattern",
        N_("pattern"),
        N_(
            "Something that a group of agents or of contacts has more of than chance and the "
            "innocent explanations make of it. It asks for a look at a process; it says nothing of "
            "a person."
        ),
        ("patterns",),
    ),
    Term(
        "expected_by_mix",
        N_("expected by mix"),
        N_(
            "What a group would have at the rate that the others have in the same queues and at "
            "the same hours, or its own agents in the rest of their shifts."
        ),
        ("patterns",),
        ("expected_share",),
    ),
    Term(
        "concentration",
        N_("concentration beside a threshold"),
        N_(
            "More durations just under, or just over, a limit than those on both sides of it lead "
            "to expect. Exact durations that repeat are taken for the clock of a system and count "
            "no more than their neighbours."
        ),
        ("patterns",),
        ("near_excess_share",),
        N_("bunching"),
    ),
    Term(
        "smallest_seen",
        N_("smallest detectable pattern"),
        N_(
            "Size from which a pattern would be found four times in five with these data, once "
            "every comparison is allowed for."
        ),
        ("patterns",),
        ("detectable_share",),
    ),
)

TERMS = (
    _PATTERNS + _ANNEX + _TIME + _CONTACTS + _DAY_SHEET + _EVIDENCE + _PEOPLE_TERMS + _MONEY_TERMS
)
GLOSSARY = MappingProxyType({term.key: term for term in TERMS})


def terms_of(section: str) -> tuple[Term, ...]:
    """Return the terms that a section defines, in the order of the glossary."""
    return tuple(term for term in TERMS if section in term.sections)
