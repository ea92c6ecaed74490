"""How the cells of a ready table are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType

import pandas as pd

from cctoolkit.metrics.waits import PERCENTS
from cctoolkit.report.titles import INTERVALS, title
from cctoolkit.report.values import value
from cctoolkit.tables.catalogue import CATALOGUE, Kind
from cctoolkit.words import CODES, N_, Words
from cctoolkit.words.digits import DASH

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
        "answered_low",
        "answered_high",
        "index_low",
        "index_high",
        "low",
        "high",
        "share",
        "of_offered",
        "of_answered",
        "answer_rate",
        "occupancy",
        "occupancy_low",
        "occupancy_high",
        "shrinkage",
        "shrinkage_high",
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
        "funnel_low",
        "funnel_high",
        "funnel_wide_low",
        "funnel_wide_high",
        "between_sd",
    )
)
EXCESS = "excess_share"
"""A difference between two shares, and so is its margin: both are written in points."""
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
        "limit_s",
        "band_s",
        "from_s",
        "to_s",
        "threshold_s",
        "aht_per_leg_s",
        "aht_per_contact_s",
        "mean_handle_s",
        "own_aht_s",
        *(f"wait_p{percent}_s" for percent in PERCENTS),
        "longest_wait_s",
        "mix_aht_s",
    )
)
MONEY = ("amount", "invoiced", "at_cost", "change_at_cost", "validated_amount")
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
        "done_label",
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
        "currency",
        "is_time",
        "is_band",
        "concurrency",
        "published_version",
        "agent_id",
        "is_new",
        "is_part_time",
        "by_chance",
        "wide_by_chance",
        "phi",
        "adjusted_p",
        "confidence",
        "evidence_amount",
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
        Heading(title(name, words), name in INTERVALS or _is_number(table, name)) for name in names
    )
    return Shown(headings, tuple(zip(*cells, strict=True)), max(0, len(table) - limit))


def _has(table: pd.DataFrame, name: str) -> bool:
    if name in INTERVALS:
        low, high = INTERVALS[name]
        return {low, high} <= {*table} and bool(table[low].notna().any())
    return name in table and bool(table[name].notna().any())


def _is_number(table: pd.DataFrame, name: str) -> bool:
    if name == "outside" or form(name) == "money":
        return True
    kind = table[name].dtype
    return (
        pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind)
    ) and name not in ("weekday", "hour")


def _written(table: pd.DataFrame, name: str, words: Words) -> list[str]:
    if name in INTERVALS:
        pairs = zip(*(table[end] for end in INTERVALS[name]), strict=True)
        write = _interval_writer(table, words)
        return [words.interval(low, high, write) for low, high in pairs]
    if name in STATED_VALUES:
        pairs = zip(table[name], table["stated_in"], strict=True)
        return [value(number, unit, words) for number, unit in pairs]
    if name in ASKED_VALUES:
        units = ["seconds" if asked == "mean_wait_s" else "share" for asked in table["asks"]]
        return [value(number, unit, words) for number, unit in zip(table[name], units, strict=True)]
    if name == "detectable_share":
        return [_interval_writer(table, words)(cell) for cell in table[name]]
    write = _writer(name, table[name], words)
    return [DASH if pd.isna(cell) else write(cell) for cell in table[name]]


def _interval_writer(table: pd.DataFrame, words: Words) -> Callable[[object], str]:
    """Choose the form of the margin, which is that of the figure beside it."""
    if "nps_share" in table:
        return _score(words)
    return words.points if EXCESS in table else words.percent


def form(name: str) -> str:
    """Return how a column is written, as its name tells; empty for a name that tells nothing."""
    if name in _OWN_WORDS:
        return "words"
    if name in CODES:
        return "code"
    if name == EXCESS:
        return "points"
    if name in SHARES or name.endswith("_share"):
        return "share"
    if name in MEAN_SECONDS:
        return "seconds"
    if name.endswith("_s"):
        return "hours"
    if "_per_" in name:
        return "rate"
    if name == "hours" or name.endswith("_h"):
        return "hours"
    if name in MONEY:
        return "money"
    if name.startswith("n_"):
        return "count"
    if name.endswith(("_points", "_contacts", "_positions")):
        return name.rsplit("_", 1)[1]
    if name in STATED_VALUES or name in ASKED_VALUES:
        return "stated"
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
        return _hours(values, words, 3600 if name.endswith("_s") else 1)
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
    "change_h": lambda words: lambda hours: words.number(hours, 0, signed=True),
    "duration_ms": lambda words: lambda ms: words.duration(ms / 1000),
    "label": lambda words: lambda label: str(label) or words.say("other codes"),
    "nps_share": lambda words: _score(words),
    "outside": lambda words: lambda told: _told(str(told), words),
    "counts_as_good": lambda words: lambda code: _added(str(code), words),
    "counts_in_base": lambda words: lambda code: _divided_by(str(code), words),
    "use_numerator": lambda words: lambda formula: _times(str(formula), words),
    "use_denominator": lambda words: lambda formula: _times(str(formula), words),
    "lost_to": lambda words: lambda reason: _reason(str(reason), words),
    "stated_by": lambda words: lambda party: words.code("party", party),
    "kpi": lambda words: (
        lambda kpi: words.say(STATED_KPIS[kpi]) if kpi in STATED_KPIS else str(kpi)
    ),
}


def _score(words: Words) -> Callable[[float], str]:
    """Write the difference of two shares as a score from -100 to +100."""
    return lambda net: words.number(100 * net, 0, signed=True)


def _told(count: str, words: Words) -> str:
    """Say a count of which only a limit may be told."""
    if count.isdigit():
        return words.number(int(count))
    limit = words.number(int(count[1:]))
    if count.startswith("<"):
        return words.say("fewer than {n}", n=limit)
    return words.say("more than {n}", n=limit)


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


def _times(formula: str, words: Words) -> str:
    """Say the times that a ratio adds, and those it takes away: `handle+available`, `known-aux`."""
    plus, *minus = formula.split("-")
    added = " + ".join(words.code("time_used", part) for part in plus.split("+"))
    return " \N{MINUS SIGN} ".join([added, *(words.code("time_used", part) for part in minus)])


def _reason(reason: str, words: Words) -> str:
    """Name what time was lost to: an activity, or the label or the kind that came with the data."""
    known = reason in CODES["lost_to"]
    return words.code("lost_to", reason) if known else reason.replace("_", " ")


def _hours(values: pd.Series, words: Words, per_hour: int) -> Callable[[float], str]:
    decimals = 1 if values.abs().max() < 100 * per_hour else 0
    return lambda amount: words.number(amount / per_hour, decimals)


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
