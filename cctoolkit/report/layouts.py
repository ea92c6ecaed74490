"""What each table of a section shows on the page: its caption and its columns."""

from __future__ import annotations

from types import MappingProxyType
from typing import NamedTuple

from cctoolkit.metrics.waits import PERCENTS
from cctoolkit.words import N_


class Layout(NamedTuple):
    """Caption of a table and the columns that the page shows; its CSV has every column."""

    caption: str
    columns: tuple[str, ...] = ()


_INDEX = ("n_agents", "n_agent_days", "logged_s", "aux_s", "unknown_s", "index", "interval")
_INDEX_NET = (*_INDEX, "index_net")
_TIMES = (
    "logged_s",
    "talk_share",
    "hold_share",
    "acw_share",
    "ring_share",
    "available_share",
    "aux_share",
    "unknown_share",
)
_CODES = ("label", "aux_s", "share", "n_agents")
_FLAGS = ("mandatory_rest", "protected", "ordered_by_client", "paid", "planned", "billable")
_SERVICE = (
    "n_offered_to_queue",
    "n_answered",
    "n_within",
    "of_offered",
    "interval",
    "of_answered",
    "abandoned_share",
    "asa_s",
    "aht_s",
)
_ABANDONED = (
    "n_offered_to_queue",
    "n_abandoned",
    "abandoned_share",
    "n_short",
    "abandoned_share_net",
)
_HANDLE_PARTS = ("n_handled", "mean_talk_s", "mean_hold_s", "mean_acw_s", "aht_s")
_WAITS = tuple(f"wait_p{percent}_s" for percent in PERCENTS)
_SERVICE_POINT = tuple(name for name in _SERVICE if name != "interval")

_SCHEDULE = (
    "n_agents",
    "judged_s",
    "excluded_s",
    "non_adherent_s",
    "absent_s",
    "excused_s",
    "unknown_s",
    "adherence",
    "interval",
    "adherence_net",
    "adherence_attended",
)
_LOST = (
    "judged_s",
    "non_adherent_s",
    "out_share",
    "out_absent_share",
    "lost_share",
    "planned_share",
)
_INSTEAD = ("done", "done_label", "non_adherent_s", "instead_share", "n_agents")
_PUNCTUAL = (
    "n_shifts",
    "n_absent_shifts",
    "shift_absent_share",
    "n_late_shifts",
    "shift_late_share",
    "n_early_shifts",
    "shift_early_share",
    "late_s",
    "early_leave_s",
)

_SCHEDULE_LAYOUTS = {
    "overall": Layout(N_("Adherence to schedule, whole service"), _SCHEDULE),
    "variants": Layout(
        N_("The same plan and the same states, read in each way"),
        ("plan_reading", "numerator_s", "denominator_s", "adherence"),
    ),
    "by_team": Layout(N_("Adherence to schedule by team"), ("team", *_SCHEDULE)),
    "by_site": Layout(N_("Adherence to schedule by site"), ("site", *_SCHEDULE)),
    "by_shift": Layout(N_("Adherence to schedule by shift"), ("shift", *_SCHEDULE)),
    "by_month": Layout(N_("Adherence to schedule by month"), ("month", *_SCHEDULE)),
    "by_day": Layout(N_("Adherence to schedule by day"), ("business_day", *_SCHEDULE)),
    "by_hour": Layout(N_("Time out of adherence by hour of the day"), ("hour", *_LOST)),
    "by_activity": Layout(N_("Time out of adherence by planned activity"), ("activity", *_LOST)),
    "instead": Layout(N_("What was done instead of the plan"), _INSTEAD),
    "instead_by_activity": Layout(
        N_("What was done instead of each planned activity"), ("activity", *_INSTEAD)
    ),
    "punctuality": Layout(
        N_("Shifts not attended, begun late and ended early, by tolerance"),
        ("tolerance_s", *_PUNCTUAL),
    ),
    "punctuality_by_team": Layout(
        N_("Shifts not attended, begun late and ended early, by team"), ("team", *_PUNCTUAL)
    ),
    "conformance": Layout(
        N_("Conformance: time worked over time planned for it, at whatever hour"),
        (
            "planned_s",
            "worked_s",
            "worked_inside_s",
            "conformance",
            "conformance_inside",
            "conformance_recovered",
        ),
    ),
    "dialects": Layout(
        N_("The same days under each published rule"),
        (
            "dialect",
            "rule_counts",
            "rule_measure",
            "rule_value",
            "interval",
            "numerator_s",
            "denominator_s",
        ),
    ),
}

_ADHERENCE_LAYOUTS = {
    "overall": Layout(N_("Index of adherence to the post, whole service"), _INDEX_NET),
    "times": Layout(N_("Where the connection time goes, whole service"), _TIMES),
    "by_team": Layout(N_("Index of adherence to the post by team"), ("team", *_INDEX_NET)),
    "by_site": Layout(N_("Index of adherence to the post by site"), ("site", *_INDEX_NET)),
    "by_shift": Layout(N_("Index of adherence to the post by shift"), ("shift", *_INDEX_NET)),
    "by_month": Layout(N_("Index of adherence to the post by month"), ("month", *_INDEX_NET)),
    "by_day": Layout(
        N_("Index of adherence to the post by day"), ("business_day", *_INDEX, "index_net")
    ),
    "times_by_team": Layout(N_("Where the connection time goes, by team"), ("team", *_TIMES)),
    "times_by_site": Layout(N_("Where the connection time goes, by site"), ("site", *_TIMES)),
    "times_by_shift": Layout(N_("Where the connection time goes, by shift"), ("shift", *_TIMES)),
    "readings": Layout(
        N_("The same index with the codes of each flag left out, or counted as productive"),
        (
            "index_reading",
            "numerator_s",
            "denominator_s",
            "index",
            "interval",
            "difference_points",
            "flagged_s",
        ),
    ),
    "left_open": Layout(
        N_("Connection that the log leaves open, and by which rule it counts"),
        ("log_case", "log_s", "connected_s", "log_share"),
    ),
    "aux": Layout(N_("Auxiliary time by code"), (*_CODES, *_FLAGS)),
    "aux_by_hour": Layout(N_("Auxiliary time by code and hour of the day"), ("hour", *_CODES)),
    "aux_by_shift": Layout(
        N_("Auxiliary time by code and shift, beside the other shifts"),
        ("shift", *_CODES, "interval", "others_share"),
    ),
}

_SERVICE_LAYOUTS = {
    "overall": Layout(N_("Volumes and service, whole service"), _SERVICE),
    "by_queue": Layout(N_("Volumes and service by queue"), ("queue", "channel", *_SERVICE)),
    "by_channel": Layout(N_("Volumes and service by channel"), ("channel", *_SERVICE)),
    "by_month": Layout(N_("Volumes and service by month"), ("month", *_SERVICE)),
    "by_day": Layout(N_("Volumes and service by day"), ("business_day", *_SERVICE_POINT)),
    "by_hour": Layout(N_("Volumes and service by hour of the day"), ("hour", *_SERVICE)),
    "by_weekday_slot": Layout(
        N_("Volumes and service by weekday and half hour"), ("weekday", "slot", *_SERVICE_POINT)
    ),
    "variants": Layout(
        N_("The same contacts under each definition of the service level"),
        (
            "variant",
            "agreed",
            "value",
            "interval",
            "counts_as_good",
            "counts_in_base",
            "n_good",
            "n_base",
            "n_not_recorded",
            "comparable",
            "value_low",
            "value_high",
            "absent_because",
        ),
    ),
    "intervals_met": Layout(
        N_("Intervals and days that meet the target by themselves, beside the level of the whole"),
        (
            "judged_by",
            "n_units",
            "n_met",
            "n_missed",
            "n_without_contacts",
            "n_incomplete",
            "met_share",
            "level",
        ),
    ),
    "intervals_met_by_queue": Layout(
        N_("Intervals and days of each queue that meet the target by themselves"),
        (
            "queue",
            "channel",
            "judged_by",
            "n_units",
            "n_met",
            "n_missed",
            "n_without_contacts",
            "met_share",
            "level",
        ),
    ),
    "statutory": Layout(
        N_("The same contacts as the law may be read (reading disputable; figures not verified)"),
        (
            "asks",
            "required",
            "found",
            "met",
            "law_reading",
            "reading_met",
            "law",
            "threshold_s",
            "in_force_on",
            "adapt_by",
        ),
    ),
    "by_segment": Layout(
        N_("What the customers of each segment met"),
        (
            "segment",
            "n_offered_to_queue",
            "n_answered",
            "n_within",
            "of_offered",
            "interval",
            "of_answered",
            "answer_rate",
            "abandoned_share",
            "asa_s",
        ),
    ),
    "abandonment": Layout(
        N_("Abandonment by queue, with and without the short ones"),
        ("queue", "channel", *_ABANDONED),
    ),
    "handle_parts": Layout(
        N_("Handle time and its parts, by queue"),
        ("queue", "channel", *_HANDLE_PARTS),
    ),
    "waiting": Layout(
        N_("How waiting was spread among those answered, by queue"),
        ("queue", "channel", "n_answered", *_WAITS, "longest_wait_s"),
    ),
    "levels": Layout(
        N_("The same contacts under each threshold and definition"),
        ("threshold_s", "n_offered", "n_answered", "n_within", "of_offered", "of_answered"),
    ),
    "stated": Layout(
        N_("What each party states, with the definition it gives"),
        ("kpi", "stated_by", "n_values", "lowest", "highest", "definition"),
    ),
    "by_interval": Layout(
        N_("Volumes and service by interval"), ("start_at", "queue", "channel", *_SERVICE_POINT)
    ),
    "by_team": Layout(
        N_("Handle time by team, of every channel together"),
        ("team", "n_agents", "n_handled", "handle_s", "aht_s"),
    ),
}

_HOURS = (
    "contracted_h",
    "planned_h",
    "clocked_h",
    "logged_h",
    "productive_h",
    "billed_h",
    "paid_h",
)
_OUTBOUND = (
    "n_records",
    "n_attempts",
    "attempts_per_record",
    "records_reached_share",
    "attempts_answered_share",
    "n_useful",
    "useful_share",
    "n_sales",
    "of_useful_share",
    "interval",
    "of_records_share",
    "validated_share",
)
_OUTBOUND_LAYOUTS = {
    "overall": Layout(
        N_("Outbound calls, whole service"), (*_OUTBOUND, "penetration_share", "dropped_share")
    ),
    "funnel": Layout(
        N_("From the base to the sales, in records and in attempts"),
        ("funnel_of", "funnel_step", "n_at_step", "n_lost", "of_before_share", "of_first_share"),
    ),
    "by_month": Layout(N_("Outbound calls by month"), ("month", *_OUTBOUND)),
    "by_hour": Layout(N_("Outbound calls by hour of the day"), ("hour", *_OUTBOUND)),
    "by_team": Layout(N_("Outbound calls by team"), ("team", *_OUTBOUND)),
    "by_site": Layout(N_("Outbound calls by site"), ("site", *_OUTBOUND)),
    "results": Layout(N_("Attempts by disposition"), ("result", "n_attempts", "attempts_share")),
    "value": Layout(
        N_("Value of the sales"),
        ("currency", "n_sales", "n_without_value", "amount", "validated_amount"),
    ),
    "time": Layout(
        N_("Sales and useful contacts per hour, and which hours those are"),
        ("hours_of", "outbound_s", "n_sales", "sales_per_h", "n_useful", "useful_per_h"),
    ),
    "cancelled": Layout(
        N_("Sales cancelled, of those whose window is over"),
        (
            "n_sales",
            "n_sales_open",
            "n_sales_misdated",
            "n_sales_observed",
            "n_sales_cancelled",
            "cancelled_share",
        ),
    ),
}
_HOURS_LAYOUTS = {
    "waterfall": Layout(
        N_("Hours of every step, from the contract to the payroll"),
        (
            "step",
            "hours",
            "change_h",
            "share_of_first",
            "n_agents",
            "common_h",
            "invoiced",
            "at_cost",
            "change_at_cost",
        ),
    ),
    "by_month": Layout(N_("Hours of every step by month"), ("month", *_HOURS, "invoiced")),
    "by_team": Layout(N_("Hours of every step by team"), ("team", *_HOURS)),
    "by_site": Layout(N_("Hours of every step by site"), ("site", *_HOURS)),
    "billed": Layout(
        N_("Hours billed by concept, and which count as time"),
        ("concept", "is_time", "billed_h", "amount", "currency"),
    ),
    "paid_use": Layout(
        N_("Where the hours paid went, whole months"),
        ("paid_part", "hours", "paid_share", "at_cost"),
    ),
}

_LEGS = (
    "n_contacts",
    "aht_per_contact_s",
    "n_legs",
    "aht_per_leg_s",
    "n_contacts_transferred",
    "transferred_share",
    "passed_on_share",
    "n_short_legs",
    "short_share",
)
_RESOLUTION = (
    "n_contacts",
    "identified_share",
    "n_issues",
    "fcr_of_issues",
    "interval",
    "fcr_of_contacts",
    "n_determined",
    "not_followed_share",
    "n_undetermined",
)
_ASKED = ("n_answered", "n_surveyed", "n_responses", "response_share", "coverage_share")
_CSAT = (*_ASKED, "top_box_share", "interval", "mean")
_NPS = (*_ASKED, "n_promoters", "n_passives", "n_detractors", "nps_share", "interval")

_CUSTOMERS_LAYOUTS = {
    "legs": Layout(N_("Whole contacts and their legs: transfers and handle time"), _LEGS),
    "legs_by_queue": Layout(
        N_("Transfers and handle time by queue of the first leg"), ("queue", *_LEGS)
    ),
    "legs_by_segment": Layout(N_("Transfers and handle time by segment"), ("segment", *_LEGS)),
    "legs_by_team": Layout(
        N_("Transfers and handle time by team of whoever answered the first leg"),
        ("team", *_LEGS),
    ),
    "resolution_readings": Layout(
        N_("First-contact resolution: three readings of the same contacts"),
        ("resolution_of", "n_good", "n_base", "value"),
    ),
    "resolution": Layout(N_("First-contact resolution and repeat contacts"), _RESOLUTION),
    "resolution_by_queue": Layout(
        N_("First-contact resolution by queue of the first contact"), ("queue", *_RESOLUTION)
    ),
    "resolution_by_segment": Layout(
        N_("First-contact resolution by segment"), ("segment", *_RESOLUTION)
    ),
    "resolution_by_team": Layout(
        N_("First-contact resolution by team of whoever answered the first contact"),
        ("team", *_RESOLUTION),
    ),
    "csat": Layout(N_("Satisfaction, with how many answered"), _CSAT),
    "csat_by_queue": Layout(N_("Satisfaction by queue"), ("queue", *_CSAT)),
    "csat_by_segment": Layout(N_("Satisfaction by segment"), ("segment", *_CSAT)),
    "csat_by_team": Layout(N_("Satisfaction by team"), ("team", *_CSAT)),
    "nps": Layout(N_("Net promoter score, with how many answered"), _NPS),
    "nps_by_queue": Layout(N_("Net promoter score by queue"), ("queue", *_NPS)),
    "nps_by_segment": Layout(N_("Net promoter score by segment"), ("segment", *_NPS)),
    "nps_by_team": Layout(N_("Net promoter score by team"), ("team", *_NPS)),
    "callbacks": Layout(
        N_("Customers who asked to be called back"),
        (
            "n_contacts",
            "n_asked",
            "asked_share",
            "n_called_back",
            "called_back_share",
            "n_recorded_abandoned",
            "mean_callback_wait_s",
        ),
    ),
    "first_response": Layout(
        N_("First response to mail and messages"),
        (
            "channel",
            "n_contacts",
            "n_within",
            "n_overdue",
            "n_undetermined",
            "within_share",
            "mean_response_s",
            "n_resolved",
            "mean_resolution_s",
        ),
    ),
    "automation": Layout(
        N_("What the menu or the automatic agent dealt with, net of who came back"),
        (
            "n_entered",
            "n_contained",
            "contained_share",
            "n_contained_returned",
            "contained_net_share",
            "n_contained_open",
            "deflected_share",
            "deflected_net_share",
            "passed_on_share",
            "left_share",
        ),
    ),
    "automation_savings": Layout(
        N_("Hours of people that automation saves, from the sure ones to all"),
        (
            "n_contained",
            "n_valued",
            "n_returned",
            "n_open",
            "n_stayed",
            "mean_handle_s",
            "sure_h",
            "net_h",
            "gross_h",
        ),
    ),
}

_CAUSES_POINTS = (
    "volume_points",
    "handle_time_points",
    "absence_points",
    "adherence_points",
    "model_error_points",
)
_CAUSES_CONTACTS = tuple(name.replace("_points", "_contacts") for name in _CAUSES_POINTS)
_CAUSED = ("n_offered", "n_forecast", "plan_level", *_CAUSES_POINTS, "measured_level")

_PLANNING_LAYOUTS = {
    "causes": Layout(
        N_("From the level expected under the plan to the level measured"),
        ("line", "level_share", "effect_points", "effect_contacts", "n_days_main"),
    ),
    "by_pool": Layout(
        N_("What each cause took or gave, by queues that share agents"),
        ("pool", "n_agents", "patience_s", *_CAUSED),
    ),
    "by_day": Layout(
        N_("What each cause took or gave, by day"), ("business_day", *_CAUSED, "main_cause")
    ),
    "by_hour": Layout(N_("What each cause took or gave, by hour of the day"), ("hour", *_CAUSED)),
    "worst_day": Layout(
        N_("The day that lacked most contacts to the target: positions by interval"),
        (
            "slot",
            "n_forecast",
            "n_offered",
            "forecast_aht_s",
            "aht_s",
            "forecast_positions",
            "required_positions",
            "planned_positions",
            "absent_positions",
            "away_positions",
            "present_positions",
            "aux_positions",
        ),
    ),
    "worst_day_causes": Layout(
        N_("The same day: contacts within the threshold that each cause took or gave"),
        ("slot", "n_within", "plan_level", *_CAUSES_CONTACTS, "measured_level"),
    ),
}

_AGENT = ("agent_id", "n_days")
_STANDS = ("of_expected_share", "standing", "unjudged_because", "funnel", "funnel_wide")
_HELD = (*_STANDS, "shrunk_share", "interval")
_HOURS_OF_MIX = (*_HELD, "observed_s", "expected_s")
_CASES_OF_MIX = (*_HELD, "n_observed", "n_expected")
_AGENTS_LAYOUTS = {
    "overall": Layout(
        N_("How many agents are outside, and how many are expected by chance"),
        (
            "agent_measure",
            "n_agents",
            "n_judged",
            "n_outside",
            "n_more",
            "n_less",
            "n_beyond",
            "by_chance",
            "n_beyond_wide",
            "wide_by_chance",
            "phi",
            "between_sd",
        ),
    ),
    "outside": Layout(
        N_("Outside what is usual among agents, in the order of the pseudonyms"),
        (
            "agent_id",
            "agent_measure",
            "of_expected_share",
            "shrunk_share",
            "interval",
            "standing",
            "is_new",
            "is_part_time",
        ),
    ),
    "adherence": Layout(
        N_("Auxiliary time of each agent, beside what the mix would give"),
        (*_AGENT, "connection_judged_s", "own_index_share", "mix_index_share", *_HOURS_OF_MIX),
    ),
    "schedule": Layout(
        N_("Time out of adherence of each agent, beside what the mix would give"),
        (*_AGENT, "plan_judged_s", "own_adherence_share", "mix_adherence_share", *_HOURS_OF_MIX),
    ),
    "handle_time": Layout(
        N_("Handle time of each agent, beside what the mix would give"),
        (*_AGENT, "n_contacts", "own_aht_s", "mix_aht_s", *_HOURS_OF_MIX),
    ),
    "transfers": Layout(
        N_("Contacts passed on by each agent, beside what the mix would give"),
        (*_AGENT, "n_contacts", "own_passed_share", "mix_passed_share", *_CASES_OF_MIX),
    ),
    "short_contacts": Layout(
        N_("Short contacts of each agent, beside what the mix would give"),
        (*_AGENT, "n_contacts", "own_short_share", "mix_short_share", *_CASES_OF_MIX),
    ),
    "limits": Layout(
        N_("Limits of chance as they are drawn"),
        ("agent_measure", "confidence", "evidence_amount", "interval"),
    ),
}

_BUSY = (
    "n_agents",
    "handle_s",
    "available_s",
    "unknown_s",
    "occupancy",
    "interval",
    "occupancy_low",
    "occupancy_high",
)
_BUSY_POINT = ("n_agents", "handle_s", "available_s", "occupancy", "interval")
_USED = ("use_variant", "use_numerator", "numerator_s", "use_denominator", "denominator_s", "value")
_LOST_CELLS = (
    "n_agents",
    "base_s",
    "external_planned_share",
    "external_unplanned_share",
    "internal_planned_share",
    "internal_unplanned_share",
    "unplanned_share",
    "shrinkage",
    "interval",
)
_OCCUPANCY_LAYOUTS = {
    "overall": Layout(N_("Occupancy, whole service"), _BUSY),
    "by_team": Layout(N_("Occupancy by team"), ("team", *_BUSY)),
    "by_site": Layout(N_("Occupancy by site"), ("site", *_BUSY)),
    "by_shift": Layout(N_("Occupancy by shift"), ("shift", *_BUSY)),
    "by_month": Layout(N_("Occupancy by month"), ("month", *_BUSY)),
    "by_day": Layout(N_("Occupancy by day"), ("business_day", *_BUSY_POINT)),
    "by_hour": Layout(
        N_("Occupancy by hour of the day, and the people that a mean day has in it"),
        ("hour", *_BUSY_POINT, "handle_positions", "available_positions", "aux_positions"),
    ),
    "variants": Layout(N_("What is called occupancy or utilisation, side by side"), _USED),
    "variants_paid": Layout(
        N_("The same beside the time paid: whole months, who is both paid and connected"), _USED
    ),
    "identity": Layout(
        N_("Check: handle time over connection is occupancy times the index of adherence"),
        ("identity_term", "numerator_s", "denominator_s", "value"),
    ),
    "concurrency": Layout(
        N_("Contacts handled at a time, by channel"),
        ("channel", "n_agents", "n_contacts", "handle_s", "busy_s", "concurrency"),
    ),
    "shrinkage": Layout(
        N_("Where the planned time that is paid goes"),
        ("lost_kind", "lost_s", "base_s", "base_share", "interval"),
    ),
    "shrinkage_reasons": Layout(
        N_("Shrinkage by reason"),
        ("lost_to", "lost_kind", "lost_s", "base_s", "base_share", "n_agents"),
    ),
    "shrinkage_by_team": Layout(N_("Shrinkage by team"), ("team", *_LOST_CELLS)),
    "shrinkage_by_site": Layout(N_("Shrinkage by site"), ("site", *_LOST_CELLS)),
    "shrinkage_by_shift": Layout(N_("Shrinkage by shift"), ("shift", *_LOST_CELLS)),
    "shrinkage_by_month": Layout(N_("Shrinkage by month"), ("month", *_LOST_CELLS)),
    "shrinkage_versions": Layout(
        N_("The same days under the plan published and the plan in use"),
        (
            "published_version",
            "base_s",
            "planned_s",
            "planned_share",
            "unplanned_s",
            "unplanned_share",
            "shrinkage",
        ),
    ),
}

_EXCESS = ("excess_share", "interval", "detectable_share")
_SHORT = (
    "n_agents",
    "n_handled",
    "n_short_contacts",
    "n_passed_on",
    "n_incident_short",
    "n_raised_short",
    "n_apart",
    "n_judged_short",
    "n_usual",
    *_EXCESS,
)
_EDGE = (
    "n_agents",
    "n_shifts",
    "set_aside_s",
    "off_queue_s",
    "raised_s",
    "aux_share",
    "expected_share",
    *_EXCESS,
)
_NEAR = (
    "limit_s",
    "n_durations",
    "n_near",
    "n_repeated",
    "n_usual",
    "near_excess_share",
    "interval",
    "detectable_share",
)

_PATTERNS_LAYOUTS = {
    "short_by_team": Layout(
        N_("Short contacts by team, against the others in the same queues and hours"),
        ("team", *_SHORT),
    ),
    "short_by_site": Layout(
        N_("Short contacts by site, against the others in the same queues and hours"),
        ("site", *_SHORT),
    ),
    "short_by_queue": Layout(
        N_("Short contacts by queue, and hours in which the whole queue had more of them"),
        (
            "queue",
            "n_agents",
            "n_handled",
            "n_short_contacts",
            "short_share",
            "n_queue_hours",
            "n_hours_raised",
            "n_raised_short",
        ),
    ),
    "edges": Layout(
        N_("Auxiliary time at the ends of the shift against the rest of it, whole service"),
        ("pattern", *_EDGE),
    ),
    "edges_by_team": Layout(
        N_("Auxiliary time at the ends of the shift against the rest of it, by team"),
        ("team", "pattern", *_EDGE),
    ),
    "edges_by_site": Layout(
        N_("Auxiliary time at the ends of the shift against the rest of it, by site"),
        ("site", "pattern", *_EDGE),
    ),
    "edges_by_code": Layout(
        N_("Auxiliary time by code at the ends of the shift and in the rest of it"),
        ("label", "part", "n_agents", "aux_s", "connected_s", "aux_share"),
    ),
    "near": Layout(
        N_("Durations beside a threshold against those around it, whole service"),
        ("pattern", *_NEAR),
    ),
    "near_by_team": Layout(
        N_("Durations beside a threshold against those around it, by team"),
        ("team", "pattern", *_NEAR),
    ),
    "near_by_site": Layout(
        N_("Durations beside a threshold against those around it, by site"),
        ("site", "pattern", *_NEAR),
    ),
    "near_by_queue": Layout(
        N_("Waiting beside a threshold against that around it, by queue"),
        ("queue", "pattern", *_NEAR),
    ),
    "around": Layout(
        N_("How many durations there are on each side of a threshold"),
        ("pattern", "from_s", "to_s", "is_band", "n_durations", "n_kept"),
    ),
    "agents": Layout(
        N_("How many agents lie above what is usual among them"),
        ("pattern", "n_agents", "outside", "by_chance"),
    ),
}

LAYOUTS = MappingProxyType(
    {
        "adherence": _ADHERENCE_LAYOUTS,
        "schedule": _SCHEDULE_LAYOUTS,
        "service": _SERVICE_LAYOUTS,
        "planning": _PLANNING_LAYOUTS,
        "occupancy": _OCCUPANCY_LAYOUTS,
        "customers": _CUSTOMERS_LAYOUTS,
        "hours": _HOURS_LAYOUTS,
        "outbound": _OUTBOUND_LAYOUTS,
        "patterns": _PATTERNS_LAYOUTS,
        "agents": _AGENTS_LAYOUTS,
    }
)


def layout(section: str, table: str, *, basis: str = "offered") -> Layout:
    """Return how a table is shown; one that nobody described shows all it has under its name.

    The margin of uncertainty is that of the level that was agreed, and stands beside it.
    """
    described = LAYOUTS.get(section, {}).get(table, Layout(table.replace("_", " ")))
    if basis == "offered":
        return described
    swapped = {"of_offered": "of_answered", "of_answered": "of_offered"}
    return described._replace(columns=tuple(swapped.get(x, x) for x in described.columns))
