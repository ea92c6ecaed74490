"""The canonical tables as data: from here come the checks, the dictionary and the Parquet schema.

Adding a column or a table means adding a line here and its Spanish wording in `words`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from cctoolkit.errors import N_


class Kind(StrEnum):
    """What a column holds, and so how a cell is read, stored and shown."""

    ID = "id"
    PERSON = "person"
    CODE = "code"
    TEXT = "text"
    INSTANT = "instant"
    DATE = "date"
    DURATION = "duration"
    COUNT = "count"
    SHARE = "share"
    NUMBER = "number"
    DECIMAL = "decimal"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name carries its unit, `meaning` is a message id.

    `required` means that a row without it cannot be used; `default` fills a cell or a
    column that was not delivered; `allowed` closes the list of codes.
    """

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    allowed: tuple[str, ...] = ()
    default: object = None


@dataclass(frozen=True, slots=True)
class Table:
    """One canonical table: its grain in words and its key, which no two rows may share."""

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def __getitem__(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def __contains__(self, name: str) -> bool:
        return any(column.name == name for column in self.columns)

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in their order."""
        return tuple(column.name for column in self.columns)

    @property
    def is_interval(self) -> bool:
        """Whether each row is a stretch of time, half-open."""
        return "start_at" in self and "end_at" in self

    def of_kind(self, *kinds: Kind) -> tuple[str, ...]:
        """Names of the columns of these kinds."""
        return tuple(column.name for column in self.columns if column.kind in kinds)


STATES = ("talk", "hold", "acw", "ring", "available", "aux", "offline", "unknown")
OUTCOMES = ("answered", "abandoned", "redirected", "not_offered")
DIRECTIONS = ("inbound", "outbound", "callback")
AUTOMATION = ("contained", "deflected", "passed_on", "left")
CHANNELS = ("voice", "chat", "email", "social", "back_office")
EVIDENCE_GRADES = ("A", "B", "C", "D")
PARTIES = ("client", "provider")
ACTIVITIES = (
    "productive",
    "break",
    "mandatory_rest",
    "lunch",
    "training",
    "coaching",
    "meeting",
    "back_office",
    "absence",
    "leave",
)
DONE_INSTEAD = (*STATES[:-1], "not_here", "not_attended")
"""Known states, and where nobody was connected."""

_START = Column("start_at", Kind.INSTANT, N_("first instant of the stretch, included"), True)
_END = Column("end_at", Kind.INSTANT, N_("first instant after the stretch"), True)
_AGENT = Column("agent_id", Kind.PERSON, N_("agent, as a pseudonym"), True)
_CAMPAIGN = Column("campaign", Kind.ID, N_("campaign or line of business"))
_QUEUE = Column("queue", Kind.ID, N_("queue or skill"), True)
_CHANNEL = Column("channel", Kind.CODE, N_("channel"), True, CHANNELS, "voice")
_DAY = Column(
    "business_day", Kind.DATE, N_("local date on which the shift, or the interval, begins")
)
_EVIDENCE = Column(
    "evidence",
    Kind.CODE,
    N_("grade of evidence: A events, B intervals of up to an hour, C days, D a party's statement"),
    allowed=EVIDENCE_GRADES,
)
_PERIOD = Column("period", Kind.DATE, N_("first day of the month it belongs to"), True)
_CONCEPT = Column("concept", Kind.ID, N_("billing or cost concept"), True)
_CURRENCY = Column("currency", Kind.ID, N_("currency, three letters"), True)


def _duration(name: str, meaning: str, required: bool = False) -> Column:
    return Column(name, Kind.DURATION, meaning, required)


def _count(name: str, meaning: str, required: bool = False) -> Column:
    return Column(name, Kind.COUNT, meaning, required)


def _flag(name: str, meaning: str) -> Column:
    return Column(name, Kind.FLAG, meaning)


TABLES = (
    Table(
        "aux_codes",
        N_("auxiliary code"),
        ("aux_code",),
        (
            Column("aux_code", Kind.ID, N_("auxiliary code"), True),
            Column("label", Kind.TEXT, N_("name of the code in the report"), True),
            _flag("paid", N_("paid by the employer")),
            _flag("planned", N_("planned in the schedule")),
            _flag("productive", N_("counts as productive time in the contract")),
            _flag("mandatory_rest", N_("rest that law or agreement imposes")),
            _flag("protected", N_("protected: union hours, breastfeeding, medical")),
            _flag("ordered_by_client", N_("ordered by the client")),
            _flag("billable", N_("billable to the client")),
        ),
    ),
    Table(
        "agent_intervals",
        N_("interval (15 minutes to a month), agent, campaign"),
        ("start_at", "agent_id", "campaign"),
        (
            _START,
            _END,
            _AGENT,
            _CAMPAIGN,
            _DAY,
            _duration("logged_ms", N_("connection time: every logged state, offline left out")),
            _duration("talk_ms", N_("talking")),
            _duration("hold_ms", N_("customer on hold")),
            _duration("acw_ms", N_("after-contact work")),
            _duration("ring_ms", N_("contact ringing at the agent")),
            _duration("available_ms", N_("ready and waiting for a contact")),
            _duration("aux_ms", N_("auxiliary states of every code")),
            _duration("unknown_ms", N_("connection time that no known state explains")),
            _duration("imputed_ms", N_("connection time of states whose end was not recorded")),
            _duration("overlapped_ms", N_("connection time that more than one state claims")),
            _duration("shared_ms", N_("connection time given to the campaign by a rule")),
            _count(
                "n_handled", N_("contacts handled, by the interval in which they were answered")
            ),
            _duration("handle_ms", N_("talk, hold and after-contact work of the contacts handled")),
            _duration("scheduled_ms", N_("time for which the agent was scheduled")),
            _EVIDENCE,
        ),
    ),
    Table(
        "aux_intervals",
        N_("interval, agent, campaign, auxiliary code"),
        ("start_at", "agent_id", "campaign", "aux_code"),
        (
            _START,
            _END,
            _AGENT,
            _CAMPAIGN,
            _DAY,
            Column("aux_code", Kind.ID, N_("auxiliary code, as listed in `aux_codes`"), True),
            _duration("aux_ms", N_("time in the code"), True),
            _EVIDENCE,
        ),
    ),
    Table(
        "schedule_intervals",
        N_("interval, agent, campaign, planned activity"),
        ("start_at", "agent_id", "campaign", "activity"),
        (
            _START,
            _END,
            _AGENT,
            _CAMPAIGN,
            _DAY,
            Column("activity", Kind.CODE, N_("planned activity"), True, (*ACTIVITIES, "unplanned")),
            _duration("scheduled_ms", N_("planned time"), True),
            _duration("excluded_ms", N_("planned absence and leave, in no side of adherence")),
            _duration("adherent_ms", N_("planned time in a state that fits the plan"), True),
            _duration("in_grace_ms", N_("adherent time owed to the tolerance at the edges")),
            _duration("forgiven_ms", N_("adherent time owed to deviations forgiven")),
            _duration("non_adherent_ms", N_("planned time in a state that does not fit the plan")),
            _duration("excused_ms", N_("time out of adherence that an exception covers")),
            _duration("absent_ms", N_("time out of adherence, in shifts without any connection")),
            _duration("unknown_ms", N_("planned time that no known state explains")),
            _duration("excused_unknown_ms", N_("unknown time that an exception covers")),
            _duration("recovered_ms", N_("work after the shift that makes up for lateness")),
            _duration("unscheduled_ms", N_("connection outside the plan")),
            _duration("overlapped_ms", N_("planned time claimed by more than one activity")),
            _duration("worked_ms", N_("planned time in which the agent worked")),
            _duration("outside_ms", N_("work outside the plan")),
            _duration("actual_ms", N_("connection, in and out of the plan")),
            _duration("unknown_state_ms", N_("time that no known state explains")),
            _duration("without_states_ms", N_("planned time of agents who have no logged states")),
            _count("n_deviations", N_("deviations from the plan, by where they begin")),
            _count("n_shifts", N_("shifts, by where they begin")),
            _count("n_absent_shifts", N_("shifts without any connection")),
            _count("n_rejected", N_("planned rows that last nothing")),
            _EVIDENCE,
        ),
    ),
    Table(
        "deviation_intervals",
        N_("interval, agent, campaign, planned activity, what was done instead"),
        ("start_at", "agent_id", "campaign", "activity", "done", "aux_code"),
        (
            _START,
            _END,
            _AGENT,
            _CAMPAIGN,
            _DAY,
            Column("activity", Kind.CODE, N_("planned activity"), True, ACTIVITIES),
            Column("done", Kind.CODE, N_("what was done instead"), True, DONE_INSTEAD),
            Column("aux_code", Kind.ID, N_("auxiliary code, when the state is `aux`")),
            _duration(
                "non_adherent_ms", N_("planned time in a state that does not fit the plan"), True
            ),
            _EVIDENCE,
        ),
    ),
    Table(
        "shift_times",
        N_("agent and shift"),
        ("agent_id", "start_at"),
        (
            _AGENT,
            Column("start_at", Kind.INSTANT, N_("planned start of the shift"), True),
            Column("end_at", Kind.INSTANT, N_("planned end of the shift"), True),
            _CAMPAIGN,
            _DAY,
            _duration("planned_ms", N_("planned time at work"), True),
            Column("first_at", Kind.INSTANT, N_("first connection within the shift")),
            Column("last_at", Kind.INSTANT, N_("end of the last connection within the shift")),
            _duration("late_ms", N_("from the start of the shift to the first connection")),
            _duration("early_leave_ms", N_("from the last connection to the end of the shift")),
            _flag("absent", N_("no connection within the shift")),
            _flag("imputed_end", N_("the end of the last state was not recorded")),
        ),
    ),
    Table(
        "dialect_days",
        N_("day and vendor's rule of adherence"),
        ("business_day", "dialect", "measure"),
        (
            Column("business_day", Kind.DATE, N_("local date on which the shift begins"), True),
            Column("dialect", Kind.ID, N_("vendor whose published rule it is"), True),
            Column("measure", Kind.ID, N_("adherence or conformance"), True),
            Column("counts", Kind.ID, N_("what the rule counts differently")),
            _duration("numerator_ms", N_("time in the numerator of the rule"), True),
            _duration("denominator_ms", N_("time in the denominator of the rule"), True),
            _duration("unknown_ms", N_("time in no side of the rule")),
        ),
    ),
    Table(
        "shrinkage_days",
        N_("agent, business day, version of the plan and what time was lost to"),
        ("agent_id", "business_day", "published_version", "external", "planned", "reason"),
        (
            _AGENT,
            Column("business_day", Kind.DATE, N_("local date on which the shift begins"), True),
            Column("published_version", Kind.ID, N_("version of the plan"), True),
            _flag("external", N_("lost away from work, and not at work off the queue")),
            _flag("planned", N_("the plan, or the spell of absence, knew of it")),
            Column("reason", Kind.ID, N_("what it was lost to; nothing for time not lost")),
            _duration("lost_ms", N_("time in which the agent served nobody"), True),
            _duration("base_ms", N_("planned paid time, and that of spells beyond the plan"), True),
            _duration("planned_time_ms", N_("planned paid time")),
            _duration("unknown_ms", N_("planned paid time that no known state explains")),
            _duration("excluded_ms", N_("planned time that is not paid, in no side")),
            _duration("without_states_ms", N_("planned time of agents who have no logged states")),
            _EVIDENCE,
        ),
    ),
    Table(
        "queue_intervals",
        N_("interval, queue, channel"),
        ("start_at", "queue", "channel", "campaign"),
        (
            _START,
            _END,
            _QUEUE,
            _CHANNEL,
            _CAMPAIGN,
            _DAY,
            _count("n_offered", N_("contacts offered to the queue"), True),
            _count("n_answered", N_("contacts answered"), True),
            _count("n_abandoned", N_("contacts abandoned before an answer")),
            _count("n_redirected", N_("contacts sent elsewhere before an answer")),
            _count("n_handled", N_("contacts with an agent and some handle time")),
            _count("n_answered_unrecorded", N_("contacts answered whose waiting is not recorded")),
            _count(
                "n_abandoned_unrecorded", N_("contacts abandoned whose waiting is not recorded")
            ),
            _duration("wait_answered_ms", N_("waiting of the contacts answered")),
            _duration("wait_abandoned_ms", N_("waiting of the contacts abandoned")),
            _duration("talk_ms", N_("talking, of the contacts handled")),
            _duration("hold_ms", N_("customer on hold, of the contacts handled")),
            _duration("acw_ms", N_("after-contact work, of the contacts handled")),
            _EVIDENCE,
        ),
    ),
    Table(
        "queue_thresholds",
        N_("interval, queue, channel, threshold of waiting"),
        ("start_at", "queue", "channel", "campaign", "threshold_ms"),
        (
            _START,
            _END,
            _QUEUE,
            _CHANNEL,
            _CAMPAIGN,
            _DAY,
            _duration("threshold_ms", N_("threshold of waiting, itself included"), True),
            _count("n_answered_within", N_("contacts answered within the threshold"), True),
            _count("n_abandoned_within", N_("contacts abandoned within the threshold")),
            _EVIDENCE,
        ),
    ),
    Table(
        "states",
        N_("agent and logged state"),
        ("agent_id", "start_at", "end_at", "state", "aux_code", "campaign"),
        (
            _AGENT,
            _START,
            Column("end_at", Kind.INSTANT, N_("first instant after the stretch")),
            Column("state", Kind.CODE, N_("state"), True, STATES),
            Column("aux_code", Kind.ID, N_("auxiliary code, when the state is `aux`")),
            _CAMPAIGN,
            Column("vendor_state", Kind.TEXT, N_("the system's own word for the state")),
        ),
    ),
    Table(
        "contacts",
        N_("one contact leg"),
        ("contact_id", "leg"),
        (
            Column("contact_id", Kind.ID, N_("contact"), True),
            Column("leg", Kind.COUNT, N_("leg of the contact, counted from 1"), default=1),
            Column("customer_key", Kind.PERSON, N_("customer, as a pseudonym")),
            Column("segment", Kind.ID, N_("segment of the customer")),
            _CHANNEL,
            Column(
                "direction",
                Kind.CODE,
                N_("who began it: the customer, the centre, or the centre at the customer's wish"),
                allowed=DIRECTIONS,
                default="inbound",
            ),
            _QUEUE,
            _CAMPAIGN,
            Column("reason", Kind.ID, N_("reason of the contact, as classified")),
            Column(
                "automation",
                Kind.CODE,
                N_("what the menu or the automatic agent did with it, before any person"),
                allowed=AUTOMATION,
            ),
            Column("arrived_at", Kind.INSTANT, N_("entered the queue"), True),
            Column("answered_at", Kind.INSTANT, N_("an agent answered")),
            Column("ended_at", Kind.INSTANT, N_("ended for the customer")),
            _duration(
                "wait_ms", N_("waited in the queue; without it, from arrival to answer or end")
            ),
            _duration("talk_ms", N_("talking")),
            _duration("hold_ms", N_("customer on hold")),
            _duration("acw_ms", N_("after-contact work")),
            Column("outcome", Kind.CODE, N_("what became of it"), True, OUTCOMES),
            Column("agent_id", Kind.PERSON, N_("agent, as a pseudonym")),
            _flag("transferred", N_("the agent passed it on to another agent or queue")),
            _flag("callback_asked", N_("the customer asked to be called back")),
            Column("called_back_at", Kind.INSTANT, N_("spoken to on being called back")),
            _flag("resolved", N_("recorded as resolved")),
            _flag("surveyed", N_("the customer was asked for an opinion")),
            Column("csat", Kind.NUMBER, N_("satisfaction, on the scale of the survey")),
            Column("nps", Kind.COUNT, N_("recommendation, 0 to 10")),
        ),
    ),
    Table(
        "attempts",
        N_("outbound record and attempt"),
        ("record_id", "attempted_at"),
        (
            Column("record_id", Kind.PERSON, N_("record of the base, as a pseudonym"), True),
            _CAMPAIGN,
            Column("attempted_at", Kind.INSTANT, N_("instant of the attempt"), True),
            Column("agent_id", Kind.PERSON, N_("agent, as a pseudonym")),
            Column("result", Kind.ID, N_("disposition, as recorded"), True),
            _flag("useful", N_("reached the person looked for")),
            _flag("sale", N_("closed a sale")),
            _flag("validated", N_("sale validated")),
            Column("cancelled_on", Kind.DATE, N_("date on which the sale was cancelled")),
            Column("value", Kind.DECIMAL, N_("value of the sale")),
            Column("currency", Kind.ID, N_("currency, three letters")),
        ),
    ),
    Table(
        "schedules",
        N_("agent and planned activity"),
        ("agent_id", "start_at", "published_version"),
        (
            _AGENT,
            _START,
            _END,
            Column("activity", Kind.CODE, N_("planned activity"), True, ACTIVITIES),
            _CAMPAIGN,
            _flag("paid", N_("paid by the employer")),
            Column("published_version", Kind.ID, N_("published version"), default="final"),
        ),
    ),
    Table(
        "exceptions",
        N_("agent and approved exception"),
        ("agent_id", "start_at", "reason"),
        (
            _AGENT,
            _START,
            _END,
            Column("reason", Kind.ID, N_("reason of the exception"), True),
            Column("approved_on", Kind.DATE, N_("date of approval")),
        ),
    ),
    Table(
        "clockings",
        N_("agent and stretch clocked"),
        ("agent_id", "start_at"),
        (_AGENT, _START, _END),
    ),
    Table(
        "payroll",
        N_("agent and month"),
        ("agent_id", "period", "concept"),
        (
            _AGENT,
            _PERIOD,
            _CONCEPT,
            _duration("paid_ms", N_("time paid")),
            Column("cost", Kind.DECIMAL, N_("cost to the employer"), True),
            _CURRENCY,
        ),
    ),
    Table(
        "agents",
        N_("agent and employment spell"),
        ("agent_id", "hired_on"),
        (
            _AGENT,
            Column("hired_on", Kind.DATE, N_("first day employed"), True),
            Column("production_on", Kind.DATE, N_("first day in production")),
            Column("left_on", Kind.DATE, N_("first day no longer employed")),
            Column("leave_reason", Kind.ID, N_("reason of leaving, as recorded")),
            _flag("voluntary", N_("the person decided to leave")),
            Column("recruitment_source", Kind.ID, N_("recruitment source")),
            Column("cohort", Kind.ID, N_("intake in which the person was trained")),
        ),
    ),
    Table(
        "assignments",
        N_("agent and span"),
        ("agent_id", "from_on"),
        (
            _AGENT,
            Column("from_on", Kind.DATE, N_("first day of the assignment"), True),
            Column("to_on", Kind.DATE, N_("first day after the assignment")),
            Column("team", Kind.ID, N_("team")),
            Column("first_line", Kind.PERSON, N_("first line of command, as a pseudonym")),
            Column("second_line", Kind.PERSON, N_("second line of command, as a pseudonym")),
            Column("role", Kind.ID, N_("role")),
            Column("site", Kind.ID, N_("site")),
            Column("shift", Kind.ID, N_("shift")),
            _CAMPAIGN,
            Column("contract_h_per_week", Kind.NUMBER, N_("contracted hours a week")),
            Column("contract_kind", Kind.ID, N_("kind of employment contract")),
        ),
    ),
    Table(
        "identities",
        N_("person and system"),
        ("system", "system_id", "from_on"),
        (
            _AGENT,
            Column("system", Kind.ID, N_("system that issued the identifier"), True),
            Column("system_id", Kind.PERSON, N_("identifier there, as a pseudonym"), True),
            Column("from_on", Kind.DATE, N_("first day of validity"), True),
            Column("to_on", Kind.DATE, N_("first day after validity")),
        ),
    ),
    Table(
        "absences",
        N_("spell of absence"),
        ("agent_id", "from_on", "kind"),
        (
            _AGENT,
            Column("from_on", Kind.DATE, N_("first day absent"), True),
            Column("to_on", Kind.DATE, N_("first day back")),
            Column("kind", Kind.ID, N_("kind of absence, coarse by design"), True),
            _duration("lost_ms", N_("scheduled time lost")),
            _flag("planned", N_("known when the schedule was published")),
            _flag("paid", N_("paid by the employer")),
            _flag("protected", N_("protected by law or agreement")),
        ),
    ),
    Table(
        "training",
        N_("training session and agent"),
        ("agent_id", "start_at"),
        (
            _AGENT,
            _START,
            _END,
            Column("kind", Kind.ID, N_("kind of training"), True),
            Column("ordered_by", Kind.CODE, N_("party that ordered it"), allowed=PARTIES),
            Column("reason", Kind.ID, N_("reason: growth, replacement, product, other")),
        ),
    ),
    Table(
        "quality",
        N_("evaluation of a contact"),
        ("evaluation_id",),
        (
            Column("evaluation_id", Kind.ID, N_("evaluation"), True),
            Column("contact_id", Kind.ID, N_("contact")),
            _AGENT,
            Column("evaluated_at", Kind.INSTANT, N_("instant of the evaluation"), True),
            Column("evaluator_id", Kind.PERSON, N_("evaluator, as a pseudonym")),
            Column("party", Kind.CODE, N_("party of the evaluator"), allowed=PARTIES),
            Column("score_share", Kind.SHARE, N_("score, 0 to 1")),
            _count("n_critical_customer", N_("errors critical for the customer")),
            _count("n_critical_business", N_("errors critical for the business")),
            _count("n_critical_compliance", N_("errors critical for compliance")),
        ),
    ),
    Table(
        "recruitment",
        N_("vacancy and candidate"),
        ("vacancy_id", "candidate_id"),
        (
            Column("vacancy_id", Kind.ID, N_("vacancy"), True),
            Column("candidate_id", Kind.PERSON, N_("candidate, as a pseudonym"), True),
            Column("recruitment_source", Kind.ID, N_("recruitment source")),
            Column("requested_on", Kind.DATE, N_("vacancy requested")),
            Column("offered_on", Kind.DATE, N_("offer made")),
            Column("class_started_on", Kind.DATE, N_("class started")),
            Column("class_finished_on", Kind.DATE, N_("class finished")),
            Column("nesting_on", Kind.DATE, N_("first day of accompaniment on the floor")),
            Column("production_on", Kind.DATE, N_("first day in production")),
            Column("dropped_on", Kind.DATE, N_("left the process")),
        ),
    ),
    Table(
        "forecast",
        N_("interval, queue, version"),
        ("start_at", "queue", "channel", "version"),
        (
            _START,
            _END,
            _QUEUE,
            _CHANNEL,
            Column("n_offered", Kind.NUMBER, N_("contacts expected"), True),
            Column("aht_ms", Kind.DURATION, N_("handle time expected, mean per contact")),
            Column("version", Kind.ID, N_("version of the forecast"), default="final"),
            Column("locked_on", Kind.DATE, N_("date on which it was locked")),
            Column("owner", Kind.CODE, N_("party that made it"), allowed=PARTIES),
        ),
    ),
    Table(
        "budget",
        N_("period and concept"),
        ("period", "concept", "campaign"),
        (
            _PERIOD,
            _CONCEPT,
            _CAMPAIGN,
            Column("amount", Kind.DECIMAL, N_("amount planned"), True),
            _CURRENCY,
        ),
    ),
    Table(
        "costs",
        N_("period, concept, campaign"),
        ("period", "concept", "campaign"),
        (
            _PERIOD,
            _CONCEPT,
            _CAMPAIGN,
            Column("amount", Kind.DECIMAL, N_("amount spent"), True),
            _CURRENCY,
            Column(
                "driver",
                Kind.CODE,
                N_("what moves it"),
                allowed=("paid_hour", "seat", "contact", "fixed"),
            ),
        ),
    ),
    Table(
        "invoices",
        N_("invoice line"),
        ("invoice_id", "line_number"),
        (
            Column("invoice_id", Kind.ID, N_("invoice"), True),
            Column("line_number", Kind.COUNT, N_("line of the invoice"), True),
            _PERIOD,
            _CONCEPT,
            _CAMPAIGN,
            Column("quantity", Kind.DECIMAL, N_("quantity billed")),
            Column("unit", Kind.ID, N_("billing unit")),
            Column("unit_price", Kind.DECIMAL, N_("price per unit")),
            Column("amount", Kind.DECIMAL, N_("amount of the line, before tax"), True),
            _CURRENCY,
            Column("issued_on", Kind.DATE, N_("date of issue")),
            Column("due_on", Kind.DATE, N_("date due")),
            Column("status", Kind.ID, N_("state of the invoice")),
            _flag("disputed", N_("disputed by the client")),
            Column("corrects", Kind.ID, N_("invoice that this one corrects")),
            Column("purchase_order", Kind.ID, N_("purchase order")),
            Column("service_entry", Kind.ID, N_("service entry or acceptance")),
        ),
    ),
    Table(
        "payments",
        N_("payment of an invoice"),
        ("invoice_id", "paid_on"),
        (
            Column("invoice_id", Kind.ID, N_("invoice"), True),
            Column("paid_on", Kind.DATE, N_("date of payment"), True),
            Column("amount", Kind.DECIMAL, N_("amount paid"), True),
            Column("withheld", Kind.DECIMAL, N_("amount withheld by law")),
            _CURRENCY,
        ),
    ),
    Table(
        "reported",
        N_("party, indicator, period"),
        ("party", "kpi", "from_on", "to_on"),
        (
            Column("party", Kind.CODE, N_("party that states it"), True, PARTIES),
            Column("kpi", Kind.ID, N_("indicator stated"), True),
            Column("from_on", Kind.DATE, N_("first day of the period"), True),
            Column("to_on", Kind.DATE, N_("first day after the period"), True),
            Column("value", Kind.NUMBER, N_("value stated"), True),
            Column("unit", Kind.ID, N_("unit of the value: share, seconds, contacts, hours")),
            Column("definition", Kind.TEXT, N_("definition that the party gives")),
        ),
    ),
    Table(
        "evidence",
        N_("document"),
        ("document_id",),
        (
            Column("document_id", Kind.ID, N_("document"), True),
            Column(
                "kind",
                Kind.CODE,
                N_("kind of document"),
                True,
                ("minutes", "incident", "force_majeure", "downtime", "addendum"),
            ),
            Column("start_at", Kind.INSTANT, N_("first instant it covers")),
            Column("end_at", Kind.INSTANT, N_("first instant it no longer covers")),
            Column("clause", Kind.ID, N_("clause it serves")),
            Column("note", Kind.TEXT, N_("what it says, in a line")),
        ),
    ),
)

CATALOGUE = MappingProxyType({table.name: table for table in TABLES})
