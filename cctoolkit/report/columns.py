"""How a column of a ready table is titled and its cells are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType

import pandas as pd

from cctoolkit.report.values import value
from cctoolkit.tables.catalogue import CATALOGUE, Kind
from cctoolkit.words import CODES, N_, TERMS, Words
from cctoolkit.words.digits import DASH
from cctoolkit.words.voice import capitalised

INTERVAL = "interval"
SHARES = frozenset(
    (
        "adherence",
        "adherence_low",
        "adherence_high",
        "adherence_net",
        "adherence_net_low",
        "adherence_net_high",
        "adherence_strict",
        "adherence_attended",
        "adherence_recovered",
        "conformance",
        "conformance_inside",
        "conformance_recovered",
        "conformance_high",
        "rule_value",
        "index",
        "index_net",
        "index_low",
        "index_high",
        "low",
        "high",
        "share",
        "of_offered",
        "of_answered",
        "answer_rate",
        "occupancy",
        "abandoned_share_net",
        "abandoned_low",
        "abandoned_high",
        "plan_level",
        "model_level",
        "measured_level",
        "others_low",
        "others_high",
        "value",
        "value_low",
        "value_high",
        "level",
        "target",
        "fcr_of_issues",
        "fcr_of_contacts",
        "fcr_of_issues_km",
        "not_followed_share_km",
        "surely_low",
        "surely_high",
        "others_surely_high",
        "share_of_first",
    )
)
MEAN_SECONDS = frozenset(
    (
        "aht_s",
        "forecast_aht_s",
        "patience_s",
        "asa_s",
        "mean_talk_s",
        "mean_hold_s",
        "mean_acw_s",
        "tolerance_s",
        "threshold_s",
        "aht_per_leg_s",
        "aht_per_contact_s",
        "mean_handle_s",
    )
)
MONEY = ("amount", "invoiced", "at_cost", "drop_at_cost", "validated_amount")
STATED_VALUES = ("lowest", "highest")
ASKED_VALUES = ("required", "found")
"""Values of what a law asks for: seconds or shares, as the column `asks` tells."""
FLAGS = frozenset(
    column.name
    for table in CATALOGUE.values()
    for column in table.columns
    if column.kind is Kind.FLAG
)
PLAIN = frozenset(
    (
        "team",
        "site",
        "shift",
        "queue",
        "pool",
        "slot",
        "aux_code",
        "definition",
        "word",
        "column",
        "business_day",
        "start_at",
        "stated_in",
        "segment",
        "law",
        "country",
        "agreed",
        "comparable",
        "met",
        "reading_met",
        "to_verify",
        "in_force_on",
        "adapt_by",
        "mean",
        "numerator",
        "denominator",
        "concept",
        "result",
        "currency",
        "is_time",
    )
)
"""Columns of names, dates and instants, which are written as they are."""

STATED_KPIS = MappingProxyType(
    {
        "service_level": N_("service level"),
        "speed_of_answer_s": N_("speed of answer"),
        "talk_s": N_("mean talk"),
        "wait_s": N_("mean waiting"),
    }
)

TITLES = MappingProxyType(
    {
        INTERVAL: N_("margin of uncertainty"),
        "n_agents": N_("agents"),
        "n_agent_days": N_("agent days"),
        "n_offered": N_("offered"),
        "n_offered_to_queue": N_("offered"),
        "n_answered": N_("answered"),
        "n_abandoned": N_("abandoned"),
        "n_redirected": N_("redirected"),
        "n_handled": N_("handled"),
        "n_within": N_("answered in time"),
        "n_short": N_("short abandonments"),
        "n_not_recorded": N_("offered without that threshold"),
        "n_rows": N_("rows"),
        "index": N_("index"),
        "index_net": N_("index net of rest"),
        "of_offered": N_("level, of offered"),
        "of_answered": N_("level, of answered"),
        "abandoned_share": N_("abandonment"),
        "scheduled_s": N_("planned, h"),
        "excluded_s": N_("planned absence and leave, h"),
        "judged_s": N_("planned time judged, h"),
        "adherent_s": N_("in adherence, h"),
        "non_adherent_s": N_("out of adherence, h"),
        "absent_s": N_("in shifts not attended, h"),
        "excused_s": N_("covered by exceptions, h"),
        "adherence": N_("adherence"),
        "adherence_net": N_("adherence net of exceptions"),
        "adherence_attended": N_("adherence in the shifts attended"),
        "out_share": N_("out of adherence"),
        "out_absent_share": N_("of it, in shifts not attended"),
        "lost_share": N_("part of all the time out"),
        "planned_share": N_("part of the plan"),
        "plan_reading": N_("reading"),
        "numerator_s": N_("numerator, h"),
        "denominator_s": N_("denominator, h"),
        "dialect": N_("rule"),
        "rule_measure": N_("measure"),
        "rule_counts": N_("what it counts"),
        "rule_value": N_("result"),
        "tolerance_s": N_("tolerance, s"),
        "n_shifts": N_("shifts"),
        "n_absent_shifts": N_("shifts not attended"),
        "n_late_shifts": N_("shifts begun late"),
        "n_early_shifts": N_("shifts ended early"),
        "late_s": N_("lateness, h"),
        "early_leave_s": N_("early leave, h"),
        "shift_absent_share": N_("not attended"),
        "shift_late_share": N_("begun late, of the attended"),
        "shift_early_share": N_("ended early, of the attended"),
        "planned_s": N_("planned for attending contacts, h"),
        "worked_s": N_("worked, h"),
        "worked_inside_s": N_("worked within the plan, h"),
        "conformance": N_("conformance"),
        "conformance_inside": N_("conformance, within the plan only"),
        "conformance_recovered": N_("conformance, with lateness made up for"),
        "abandoned_share_net": N_("net abandonment"),
        "answer_rate": N_("answer rate"),
        "threshold_s": N_("threshold, s"),
        "asa_s": N_("speed of answer, s"),
        "aht_s": N_("handle time, s"),
        "mean_talk_s": N_("mean talk, s"),
        "mean_hold_s": N_("mean hold, s"),
        "mean_acw_s": N_("mean after-contact work, s"),
        "logged_s": N_("connection, h"),
        "known_s": N_("connection explained, h"),
        "productive_s": N_("productive, h"),
        "mandatory_rest_s": N_("mandatory rest, h"),
        "talk_s": N_("talk, h"),
        "hold_s": N_("hold, h"),
        "acw_s": N_("after-contact work, h"),
        "ring_s": N_("ringing, h"),
        "available_s": N_("available, h"),
        "aux_s": N_("auxiliary, h"),
        "unknown_s": N_("unclassified, h"),
        "handle_s": N_("handle time, h"),
        "wait_answered_s": N_("waiting of the answered, h"),
        "talk_share": N_("talk"),
        "hold_share": N_("hold"),
        "acw_share": N_("after-contact work"),
        "ring_share": N_("ringing"),
        "available_share": N_("available"),
        "aux_share": N_("auxiliary"),
        "unknown_share": N_("unclassified"),
        "share": N_("share of connection"),
        "others_share": N_("share in the other shifts"),
        "label": N_("code"),
        "month": N_("month"),
        "business_day": N_("day"),
        "weekday": N_("weekday"),
        "hour": N_("hour"),
        "slot": N_("half hour"),
        "queue": N_("queue"),
        "channel": N_("channel"),
        "kpi": N_("indicator"),
        "stated_by": N_("stated by"),
        "definition": N_("its definition"),
        "n_values": N_("values stated"),
        "variant": N_("definition"),
        "agreed": N_("of the contract"),
        "comparable": N_("knows the same contacts"),
        "counts_as_good": N_("counts as good"),
        "counts_in_base": N_("divided by"),
        "n_good": N_("good"),
        "n_base": N_("base"),
        "value": N_("value"),
        "value_low": N_("at least"),
        "value_high": N_("at most"),
        "absent_because": N_("not available because"),
        "judged_by": N_("judged by"),
        "n_units": N_("in all"),
        "n_met": N_("meet the target"),
        "n_missed": N_("do not meet it"),
        "n_without_contacts": N_("without contacts"),
        "met_share": N_("share that meets it"),
        "level": N_("level of the whole"),
        "law": N_("law"),
        "law_reading": N_("reading"),
        "asks": N_("what it asks for"),
        "required": N_("required"),
        "found": N_("found"),
        "met": N_("met"),
        "reading_met": N_("reading met"),
        "in_force_on": N_("in force since"),
        "adapt_by": N_("to comply by"),
        "segment": N_("segment"),
        "resolution_of": N_("reading"),
        "n_contacts": N_("contacts"),
        "n_legs": N_("legs"),
        "aht_per_contact_s": N_("handle time of a contact, s"),
        "aht_per_leg_s": N_("handle time of a leg, s"),
        "n_contacts_transferred": N_("transferred"),
        "passed_on_share": N_("passed on"),
        "n_short_legs": N_("short legs"),
        "short_share": N_("short, of the legs"),
        "identified_share": N_("customer known"),
        "n_issues": N_("issues"),
        "fcr_of_contacts": N_("resolution, of their contacts"),
        "n_determined": N_("contacts whose window is over"),
        "n_undetermined": N_("contacts whose window is not over"),
        "not_followed_share": N_("not followed, of the contacts"),
        "n_surveyed": N_("asked"),
        "n_responses": N_("answers"),
        "response_share": N_("response rate"),
        "coverage_share": N_("answers, of the contacts answered"),
        "mean": N_("mean answer"),
        "n_promoters": N_("promoters"),
        "n_passives": N_("passives"),
        "n_detractors": N_("detractors"),
        "n_asked": N_("asked to be called back"),
        "asked_share": N_("share that asked"),
        "n_called_back": N_("called back"),
        "called_back_share": N_("share called back"),
        "n_recorded_abandoned": N_("recorded as abandoned"),
        "mean_callback_wait_s": N_("mean waiting for the call, h"),
        "n_overdue": N_("answered late or not at all"),
        "within_share": N_("answered in time"),
        "mean_response_s": N_("mean time to the first response, h"),
        "n_resolved": N_("resolved"),
        "mean_resolution_s": N_("mean time to the end, h"),
        "n_entered": N_("entered"),
        "n_contained": N_("dealt with"),
        "contained_share": N_("share dealt with"),
        "n_contained_returned": N_("came to a person all the same"),
        "n_contained_open": N_("could not be followed"),
        "deflected_share": N_("sent to another channel"),
        "deflected_net_share": N_("the same, net of who came back"),
        "left_share": N_("hung up"),
        "n_valued": N_("valued"),
        "n_returned": N_("came back"),
        "n_open": N_("could not be followed"),
        "n_stayed": N_("did not come back"),
        "mean_handle_s": N_("mean handle time, s"),
        "sure_h": N_("surely saved, h"),
        "net_h": N_("saved net of who came back, h"),
        "gross_h": N_("saved counting all, h"),
        "line": N_("cause"),
        "pool": N_("queues that share agents"),
        "main_cause": N_("main cause"),
        "level_share": N_("level"),
        "effect_points": N_("took or gave"),
        "effect_contacts": N_("contacts in time"),
        "n_days_main": N_("days below the target as main cause"),
        "n_forecast": N_("contacts forecast"),
        "plan_level": N_("level of the plan"),
        "model_level": N_("level of the model"),
        "measured_level": N_("level measured"),
        "volume_points": N_("volume"),
        "handle_time_points": N_("AHT"),
        "absence_points": N_("absence"),
        "adherence_points": N_("adherence to schedule"),
        "model_error_points": N_("error of the model"),
        "volume_contacts": N_("volume"),
        "handle_time_contacts": N_("AHT"),
        "absence_contacts": N_("absence"),
        "adherence_contacts": N_("adherence to schedule"),
        "model_error_contacts": N_("error of the model"),
        "forecast_aht_s": N_("handle time forecast, s"),
        "patience_s": N_("mean patience, s"),
        "forecast_positions": N_("required by the forecast"),
        "required_positions": N_("required by what came"),
        "planned_positions": N_("planned positions"),
        "absent_positions": N_("absent positions"),
        "away_positions": N_("planned and off the queue"),
        "present_positions": N_("present positions"),
        "aux_positions": N_("positions in auxiliary"),
        "lowest": N_("lowest"),
        "highest": N_("highest"),
        "word": N_("word of the system"),
        "column": N_("column"),
        "duration_ms": N_("duration"),
        "n_records": N_("records"),
        "n_attempts": N_("attempts"),
        "attempts_per_record": N_("attempts per record"),
        "n_records_reached": N_("records reached"),
        "records_reached_share": N_("records reached, of records"),
        "n_attempts_answered": N_("attempts answered"),
        "attempts_answered_share": N_("attempts answered, of attempts"),
        "n_useful_known": N_("answered with a flag of usefulness"),
        "n_useful": N_("useful contacts"),
        "useful_share": N_("useful, of answered"),
        "n_sales": N_("sales"),
        "n_useful_sold": N_("useful contacts with a sale"),
        "of_useful_share": N_("sales, of useful contacts"),
        "n_records_sold": N_("records with a sale"),
        "of_records_share": N_("records with a sale, of records"),
        "n_validated_known": N_("sales with a flag of validation"),
        "n_validated": N_("sales validated"),
        "validated_share": N_("validated, of sales"),
        "n_records_base": N_("records of the base"),
        "penetration_share": N_("penetration of the base"),
        "n_picked_up": N_("picked up by a person"),
        "n_dropped": N_("dropped by the dialler"),
        "dropped_share": N_("dropped, of picked up"),
        "attempts_share": N_("share of the attempts"),
        "n_without_value": N_("sales without value"),
        "validated_amount": N_("amount validated"),
        "hours_of": N_("hours counted"),
        "outbound_s": N_("outbound, h"),
        "sales_per_h": N_("sales per hour"),
        "useful_per_h": N_("useful contacts per hour"),
        "n_sales_open": N_("can still be cancelled"),
        "n_sales_misdated": N_("cancelled before their sale"),
        "n_sales_observed": N_("sales observed"),
        "n_sales_cancelled": N_("sales cancelled"),
        "cancelled_share": N_("cancelled, of observed"),
        "step": N_("step"),
        "hours": N_("hours"),
        "drop_h": N_("less than the step before, h"),
        "share_of_first": N_("share of the first step"),
        "common_h": N_("of the agents common to all, h"),
        "contracted_h": N_("contracted, h"),
        "planned_h": N_("planned, h"),
        "clocked_h": N_("clocked, h"),
        "logged_h": N_("logged, h"),
        "productive_h": N_("productive, h"),
        "billed_h": N_("billed, h"),
        "paid_h": N_("paid, h"),
        "paid_part": N_("part of the hours paid"),
        "paid_share": N_("share of the hours paid"),
        "invoiced": N_("amount invoiced"),
        "at_cost": N_("at the cost of an hour paid"),
        "drop_at_cost": N_("the difference, at that cost"),
        "is_time": N_("counts as time"),
        "concept": N_("concept"),
        "amount": N_("amount"),
        "currency": N_("currency"),
    }
)
_TERM_OF = {column: term.key for term in reversed(TERMS) for column in term.columns}


@dataclass(frozen=True)
class Heading:
    """Title of a shown column and whether its cells are numbers, which stand to the right."""

    title: str
    is_number: bool


@dataclass(frozen=True)
class Shown:
    """A table as text: headings, rows, and how many rows were left to the CSV."""

    headings: tuple[Heading, ...]
    rows: tuple[tuple[str, ...], ...]
    n_left_out: int


def shown(table: pd.DataFrame, columns: Iterable[str], words: Words, limit: int) -> Shown:
    """Write the chosen columns of a table as text, at most `limit` rows.

    `interval` stands for the columns `low` and `high`; a column that is missing, or empty
    throughout, is left out.
    """
    names = [name for name in (tuple(columns) or tuple(table)) if _has(table, name)]
    kept = table.head(limit)
    cells = [_written(kept, name, words) for name in names]
    headings = tuple(
        Heading(title(name, words), name == INTERVAL or _is_number(table, name)) for name in names
    )
    return Shown(headings, tuple(zip(*cells, strict=True)), max(0, len(table) - limit))


def title(column: str, words: Words) -> str:
    """Return the title of a column: the table's own word, the glossary's, or the catalogue's."""
    if column in TITLES:
        text = words.say(TITLES[column])
    elif column in _TERM_OF:
        text = words.term(_TERM_OF[column])
    else:
        text = _meaning(column, words)
    return capitalised(text)


def _meaning(column: str, words: Words) -> str:
    for table in CATALOGUE.values():
        if column in table:
            return words.say(table[column].meaning)
    return column.replace("_", " ")


def _has(table: pd.DataFrame, name: str) -> bool:
    if name == INTERVAL:
        return {"low", "high"} <= {*table} and bool(table["low"].notna().any())
    return name in table and bool(table[name].notna().any())


def _is_number(table: pd.DataFrame, name: str) -> bool:
    if form(name) == "money":
        return True
    kind = table[name].dtype
    return (
        pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind)
    ) and name not in ("weekday", "hour")


def _written(table: pd.DataFrame, name: str, words: Words) -> list[str]:
    if name == INTERVAL:
        pairs = zip(table["low"], table["high"], strict=True)
        write = _score(words) if "nps_share" in table else words.percent
        return [words.interval(low, high, write) for low, high in pairs]
    if name in STATED_VALUES:
        pairs = zip(table[name], table["stated_in"], strict=True)
        return [value(number, unit, words) for number, unit in pairs]
    if name in ASKED_VALUES:
        units = ["seconds" if asked == "mean_wait_s" else "share" for asked in table["asks"]]
        return [value(number, unit, words) for number, unit in zip(table[name], units, strict=True)]
    write = _writer(name, table[name], words)
    return [DASH if pd.isna(cell) else write(cell) for cell in table[name]]


def form(name: str) -> str:
    """Return how a column is written, as its name tells; empty for a name that tells nothing."""
    if name in _OWN_WORDS:
        return "words"
    if name in CODES:
        return "code"
    if name in SHARES or name.endswith("_share"):
        return "share"
    if name in MEAN_SECONDS:
        return "seconds"
    if name.endswith("_s"):
        return "hours"
    if "_per_" in name:
        return "rate"
    if name == "hours" or name.endswith("_h"):
        return "whole_hours"
    if name in MONEY:
        return "money"
    if name.startswith("n_"):
        return "count"
    if name.endswith(("_points", "_contacts", "_positions")):
        return name.rsplit("_", 1)[1]
    if name in STATED_VALUES or name in ASKED_VALUES:
        return "stated"
    if name.endswith("_h"):
        return "whole hours"
    return "plain" if name in PLAIN or name in FLAGS else ""


def _writer(name: str, values: pd.Series, words: Words) -> Callable[[object], str]:
    """Choose the form of a column by its name, which carries the unit, then by its type."""
    chosen = form(name)
    if chosen == "words":
        return _OWN_WORDS[name](words)
    if chosen == "code":
        return lambda code: words.code(name, code) if code in CODES[name] else str(code)
    if chosen == "share":
        return words.percent
    if chosen == "hours":
        return _hours(values, words)
    if chosen == "whole hours":
        return lambda hours: words.number(hours, 1)
    if chosen == "whole_hours":
        return _whole_hours(values, words)
    if chosen == "points":
        return words.points
    if chosen == "contacts":
        return lambda n: words.number(n, signed=True)
    if chosen == "positions":
        return lambda n: words.number(n, 1)
    if chosen in ("seconds", "count"):
        return words.number
    return _by_type(values, words)


_OWN_WORDS: dict[str, Callable[[Words], Callable]] = {
    "month": lambda words: words.month,
    "weekday": lambda words: lambda day: words.weekday(int(day), "long"),
    "hour": lambda _: lambda hour: f"{int(hour):02d}–{int(hour) + 1:02d} h",
    "duration_ms": lambda words: lambda ms: words.duration(ms / 1000),
    "label": lambda words: lambda label: str(label) or words.say("other codes"),
    "nps_share": lambda words: _score(words),
    "counts_as_good": lambda words: lambda code: _added(str(code), words),
    "counts_in_base": lambda words: lambda code: _divided_by(str(code), words),
    "stated_by": lambda words: lambda party: words.code("party", party),
    "kpi": lambda words: (
        lambda kpi: words.say(STATED_KPIS[kpi]) if kpi in STATED_KPIS else str(kpi)
    ),
}


def _score(words: Words) -> Callable[[float], str]:
    """Write the difference of two shares as a score from -100 to +100."""
    return lambda net: words.number(100 * net, 0, signed=True)


def _added(code: str, words: Words) -> str:
    """Say the counts of contacts that a definition adds."""
    return words.list_of([words.code("contacts_counted", part) for part in code.split("+")])


def _divided_by(code: str, words: Words) -> str:
    """Say the counts of contacts that a definition divides by, and those it takes away."""
    base, *less = code.split("-")
    if not less:
        return _added(base, words)
    without = words.list_of([words.code("contacts_counted", part) for part in less])
    return words.say("{contacts}, without {less}", contacts=_added(base, words), less=without)


def _hours(values: pd.Series, words: Words) -> Callable[[float], str]:
    decimals = 1 if values.max() < 100 * 3600 else 0
    return lambda seconds: words.number(seconds / 3600, decimals)


def _whole_hours(values: pd.Series, words: Words) -> Callable[[float], str]:
    decimals = 1 if abs(values).max() < 100 else 0
    return lambda hours: words.number(hours, decimals)


def _by_type(values: pd.Series, words: Words) -> Callable[[object], str]:
    if pd.api.types.is_bool_dtype(values.dtype):
        return lambda flag: words.say("yes") if flag else words.say("no")
    if isinstance(values.dropna().iloc[0] if values.notna().any() else None, Decimal):
        return words.money
    if pd.api.types.is_integer_dtype(values.dtype):
        return words.number
    if pd.api.types.is_float_dtype(values.dtype):
        return lambda number: words.number(number, 2)
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return _moment(values, words)
    return str


def in_zone(table: pd.DataFrame, zone: str) -> pd.DataFrame:
    """Return the table with its instants in a zone: nobody's day begins at midnight in UTC."""
    instants = [name for name in table if isinstance(table[name].dtype, pd.DatetimeTZDtype)]
    return table.assign(**{name: table[name].dt.tz_convert(zone) for name in instants})


def _moment(values: pd.Series, words: Words) -> Callable[[datetime], str]:
    """Dates are midnights without zone; anything with a zone is an instant."""
    return words.date_time if values.dt.tz is not None else words.date


def people(table: pd.DataFrame) -> tuple[str, ...]:
    """Return the columns of a table that hold pseudonyms of people."""
    persons = {name for known in CATALOGUE.values() for name in known.of_kind(Kind.PERSON)}
    return tuple(name for name in table if name in persons)
