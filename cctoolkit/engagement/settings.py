"""The typed form of engagement.yml: everything a run needs to know that the files do not say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, field_validator, model_validator

from cctoolkit.metrics.sessions import AWAY
from cctoolkit.metrics.states import StatePolicies
from cctoolkit.metrics.verdicts import ScheduleRules
from cctoolkit.money import currency_decimals
from cctoolkit.sources.faults import Fault, fault, together
from cctoolkit.sources.mapping import Place, Source, Strict, Vocabulary, known_zone, wrong_code
from cctoolkit.sources.moments import INSTANT_YEARS
from cctoolkit.sources.rawtable import nearest
from cctoolkit.sources.unknown import NEUTRAL
from cctoolkit.tables.catalogue import ACTIVITIES, CATALOGUE, CHANNELS

SECTIONS = (
    "adherence",
    "schedule",
    "service",
    "planning",
    "occupancy",
    "customers",
    "hours",
    "outbound",
    "patterns",
    "agents",
)
ON_REQUEST = ("agents",)
"""Sections that nobody gets without having asked for them: rows of single people."""
BY_DEFAULT = tuple(name for name in SECTIONS if name not in ON_REQUEST)


def _refuse_far_away(day: date) -> None:
    first, last = INSTANT_YEARS
    if not first <= day.year <= last:
        years = {"first_year": str(first), "last_year": str(last)}
        raise fault("period_years", found=day.isoformat(), **years)


class Period(Strict):
    """Local dates of the engagement, both included."""

    first: date
    last: date

    @model_validator(mode="before")
    @classmethod
    def _month(cls, value: object) -> object:
        if not isinstance(value, str | int):
            return value
        try:
            first = date.fromisoformat(f"{value}-01")
        except ValueError as error:
            raise fault("period_form", found=str(value)) from error
        _refuse_far_away(first)
        return {"first": first, "last": (first + timedelta(31)).replace(day=1) - timedelta(1)}

    @field_validator("first", "last")
    @classmethod
    def _within_years(cls, day: date) -> date:
        _refuse_far_away(day)
        return day

    @model_validator(mode="after")
    def _ordered(self) -> Period:
        if self.last < self.first:
            raise fault("period_order", first=str(self.first), last=str(self.last))
        return self

    @property
    def n_days(self) -> int:
        """Number of days."""
        return (self.last - self.first).days + 1


class AuxCode(Strict):
    """An auxiliary code: its label and the flags that decide how its time counts."""

    label: str
    paid: bool = True
    planned: bool = True
    productive: bool = False
    mandatory_rest: bool = False
    protected: bool = False
    ordered_by_client: bool = False
    billable: bool = False
    activity: Literal[ACTIVITIES] | None = None


class Band(Strict):
    """A target between two shares, both included."""

    low: float = Field(ge=0, le=1)
    high: float = Field(1.0, ge=0, le=1)

    @model_validator(mode="after")
    def _ordered(self) -> Band:
        if self.high < self.low:
            raise fault("band_order", low=f"{self.low:g}", high=f"{self.high:g}")
        return self


class ServiceLevelTarget(Strict):
    """Share of contacts answered within a threshold, of which contacts and in which channels."""

    share: float = Field(gt=0, le=1)
    threshold_s: float = Field(ge=0.001, le=86400)
    basis: Literal["offered", "answered"]
    channels: tuple[Literal[CHANNELS], ...] = ("voice",)

    @field_validator("channels")
    @classmethod
    def _some(cls, channels: tuple[str, ...]) -> tuple[str, ...]:
        if not channels:
            raise fault("setting_empty_list")
        return channels


class Targets(Strict):
    """What the parties agreed to reach. Without a target nothing is judged."""

    adherence_index: Band | None = None
    schedule_adherence: Band | None = None
    occupancy: Band | None = None
    unplanned_shrinkage_share: float | None = Field(None, gt=0, lt=1)
    service_level: ServiceLevelTarget | None = None
    abandonment_share: float | None = Field(None, gt=0, lt=1)
    conversion_share: float | None = Field(None, gt=0, le=1)
    first_contact_resolution: float | None = Field(None, gt=0, lt=1)

    @property
    def any_agreed(self) -> bool:
        """Whether the parties agreed to reach anything."""
        return any(value is not None for value in self.model_dump().values())


class UnknownCodes(Strict):
    """Words that no vocabulary lists: below this share of hours, or rows, they are unclassified."""

    max_share: float = Field(0.01, ge=0, le=1)


class StateRules(Strict):
    """What is done where a log of states leaves something open."""

    session_break_h: float = Field(4, gt=0, le=24)
    longest_gap_minutes: float = Field(60, ge=0, le=1440)
    longest_state_h: float = Field(14, gt=0, le=168)
    after_shift_minutes: float = Field(60, ge=0, le=1440)
    shared_time: Literal["as_logged", "by_handle_time"] = "as_logged"

    @property
    def policies(self) -> StatePolicies:
        """The rules as the state engine takes them."""
        return StatePolicies(
            session_break_ms=round(self.session_break_h * 3_600_000),
            longest_gap_ms=round(self.longest_gap_minutes * 60_000),
            longest_state_ms=round(self.longest_state_h * 3_600_000),
            after_shift_ms=round(self.after_shift_minutes * 60_000),
        )


class ScheduleSettings(Strict):
    """What fits the plan, and what is overlooked."""

    version: str | None = None
    published: str | None = None
    grace_s: float = Field(0, ge=0, le=3600)
    forgiven_s: float = Field(0, ge=0, le=3600)
    forgives: Literal["short", "each"] = "short"
    recovery_minutes: float = Field(120, ge=0, le=1440)
    not_eligible: tuple[Literal[ACTIVITIES], ...] = AWAY


class PatternSettings(Strict):
    """Where patterns are looked for: the edges of shifts, and durations beside a threshold."""

    edge_minutes: float = Field(15, ge=5, le=60)
    aux_limit_s: float | None = Field(None, ge=10, le=3600)
    acw_close_s: float | None = Field(None, ge=10, le=3600)
    band_share: float = Field(0.1, ge=0.02, le=0.2)


class OutboundSettings(Strict):
    """What the results of outbound attempts mean, whom they were made to, and in which hours."""

    answered_results: tuple[str, ...] = ()
    dropped_results: tuple[str, ...] = ()
    base_records: int | None = Field(None, ge=1)
    hours_of: Literal["codes", "campaign", "agents"] | None = None
    aux_codes: tuple[str, ...] = ()
    cancellation_days: int = Field(30, ge=0, le=366)


class HoursSettings(Strict):
    """Which concepts of the invoice are time: a surcharge bills the same hours again."""

    billed_concepts: tuple[str, ...] | None = None

    @field_validator("billed_concepts")
    @classmethod
    def _some(cls, concepts: tuple[str, ...] | None) -> tuple[str, ...] | None:
        if concepts is not None and not concepts:
            raise fault("setting_empty_list")
        return concepts


class SurveySettings(Strict):
    """The scale on which customers are asked whether they are satisfied, and who counts as such."""

    csat_low: float = 1
    csat_high: float = 5
    satisfied_from: float = 4

    @model_validator(mode="after")
    def _ordered(self) -> SurveySettings:
        if not self.csat_low < self.satisfied_from <= self.csat_high:
            low, high = f"{self.csat_low:g}", f"{self.csat_high:g}"
            raise fault("survey_scale", low=low, high=high, found=f"{self.satisfied_from:g}")
        return self


class Brand(Strict):
    """The one accent colour and the logo of the report."""

    accent: str = Field("#1f5f7a", pattern=r"^#[0-9a-fA-F]{6}$", examples=["#1f5f7a"])
    logo: str | None = None


class People(Strict):
    """The footing on which individual rows may be processed; required for a provider's annex."""

    controller: str = Field(min_length=1)
    legal_basis: str = Field(min_length=1)
    purpose: str = Field(min_length=1)
    informed: str = Field(min_length=1)
    informed_on: date
    delete_on: date


class Settings(Strict):
    """engagement.yml.

    `view` decides who the report is for: `client` and `joint` never show a row per agent.
    `language` chooses the words, `locale` the digits and the money, `country` the vocabulary.
    """

    client: str = Field(min_length=1)
    provider: str
    service: str = ""
    commissioned_by: str
    country: Literal["ES", "CO", "MX"] = "ES"
    zone: str
    period: Period
    currency: str = Field(pattern=r"^[A-Z]{3}$", examples=["EUR"])
    currency_decimals: int | None = Field(None, ge=0, le=4)
    language: Literal["es", "en"] = "es"
    locale: str = "es_ES"
    view: Literal["client", "joint", "provider"] = "client"
    state: Literal["draft", "for_comment", "with_objections", "final"] = "draft"
    brand: Brand = Brand()
    people: People | None = None
    sections: tuple[Literal[SECTIONS], ...] = Field(BY_DEFAULT, min_length=1)
    targets: Targets = Targets()
    interval_minutes: Literal[15, 30, 60] = 30
    waiting_thresholds_s: tuple[Annotated[float, Field(ge=0.001, le=86400)], ...] = (
        10,
        20,
        30,
        60,
        180,
    )
    short_abandon_s: float = Field(5, ge=0, le=3600)
    repeat_window_days: float = Field(7, gt=0, le=90)
    short_contact_s: float = Field(10, gt=0)
    first_response_h: float = Field(24, gt=0)
    surveys: SurveySettings = SurveySettings()
    ringing_is_productive: bool = True
    states: StateRules = StateRules()
    schedule: ScheduleSettings = ScheduleSettings()
    hours: HoursSettings = HoursSettings()
    hour_price: Decimal | None = Field(None, gt=0, le=100_000_000, examples=["18.50"])
    outbound: OutboundSettings = OutboundSettings()
    patterns: PatternSettings = PatternSettings()
    minimum_group: int = Field(5, ge=5)
    unknown_codes: UnknownCodes = UnknownCodes()
    pseudonyms: Literal["keyed", "as_received"] = "keyed"
    vocabularies: dict[str, Vocabulary] = Field(default_factory=dict)
    aux_codes: dict[str, AuxCode] = Field(default_factory=dict)
    sources: tuple[Source, ...] = ()

    @property
    def money_decimals(self) -> int:
        """Decimals of amounts: those set, or else the currency's."""
        if self.currency_decimals is not None:
            return self.currency_decimals
        return currency_decimals(self.currency)

    @property
    def all_thresholds_s(self) -> tuple[float, ...]:
        """Thresholds of waiting to count: those listed, the short abandonment, the target's.

        Two that are the same to the millisecond count once.
        """
        target = self.targets.service_level
        wanted = [*self.waiting_thresholds_s, self.short_abandon_s]
        wanted += [target.threshold_s] if target else []
        return tuple(sorted({_whole_ms(threshold): threshold for threshold in wanted}.values()))

    @property
    def schedule_rules(self) -> ScheduleRules:
        """The rules of adherence to schedule, with the activity of each auxiliary code."""
        codes = {code: flags.activity for code, flags in self.aux_codes.items() if flags.activity}
        return ScheduleRules(
            aux_activities=codes,
            not_eligible=frozenset(self.schedule.not_eligible),
            grace_s=self.schedule.grace_s,
            forgiven_s=self.schedule.forgiven_s,
            forgives=self.schedule.forgives,
            recovery_s=self.schedule.recovery_minutes * 60,
            session_break_ms=self.states.policies.session_break_ms,
        )

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        return known_zone(zone)

    @field_validator("locale")
    @classmethod
    def _known_locale(cls, locale: str) -> str:
        from babel import Locale, UnknownLocaleError

        try:
            Locale.parse(locale)
        except (UnknownLocaleError, ValueError) as error:
            raise fault("locale_unknown", found=locale) from error
        return locale

    @field_validator("waiting_thresholds_s")
    @classmethod
    def _distinct(cls, thresholds: tuple[float, ...]) -> tuple[float, ...]:
        for first, second in pairwise(sorted(thresholds)):
            if _whole_ms(first) == _whole_ms(second):
                raise fault("thresholds_same", first=f"{first:.10g}", second=f"{second:.10g}")
        return thresholds

    @model_validator(mode="wrap")
    @classmethod
    def _every_fault(cls, value: Any, handler: Callable[[Any], Settings]) -> Settings:
        """Tell the faults of settings, and of the names that one block takes from another."""
        earlier = settings = None
        try:
            settings = handler(value)
        except ValidationError as error:
            earlier = error
        together("Settings", _faults(value) if isinstance(value, dict) else (), earlier)
        return settings


def _whole_ms(seconds: float) -> int:
    return round(seconds * 1000)


def _faults(written: Mapping[str, Any]) -> Iterator[Fault]:
    """Say what one block asks of another and does not find there, as far as they read."""
    yield from _annex(written)
    vocabularies = _block(written.get("vocabularies"))
    uses = [*_uses(written)] if isinstance(written.get("vocabularies", {}), dict) else []
    for place, _, name in uses:
        if name not in vocabularies:
            values = {"found": name, "allowed": nearest(name, [*vocabularies])}
            yield Fault("vocabulary_missing", place, values)
    yield from _wrong_codes(vocabularies, {(column, name) for _, column, name in uses})
    listed = _block(written.get("aux_codes"))
    codes = {place: code for place, code in _aux_codes(written) if isinstance(code, str)}
    for place, code in codes.items() if listed else ():
        if code not in listed and code != NEUTRAL["aux_code"]:
            values = {"found": code, "allowed": nearest(code, [*listed])}
            yield Fault("aux_code_missing", place, values)


def _annex(written: Mapping[str, Any]) -> Iterator[Fault]:
    """Refuse rows of single people to whoever isn't their employer, and without a footing."""
    asked = written.get("sections")
    if not isinstance(asked, list | tuple) or not {*ON_REQUEST} & {*map(str, asked)}:
        return
    view = written.get("view", "client")
    if view != "provider":
        yield Fault("annex_view", ("sections",), {"found": str(view)})
    elif not written.get("people"):
        yield Fault("annex_people", ("sections",), {})


def _block(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _rules(written: Mapping[str, Any]) -> Iterator[tuple[Place, str, str, Mapping[str, Any]]]:
    """Yield place, table, column and text of every rule of a source that is a block."""
    sources = written.get("sources")
    for position, source in enumerate(sources if isinstance(sources, list | tuple) else ()):
        table = str(_block(source).get("table"))
        for name, rule in _block(_block(source).get("columns")).items():
            yield ("sources", position, "columns", name), table, name, _block(rule)


def _uses(written: Mapping[str, Any]) -> Iterator[tuple[Place, tuple[str, str], str]]:
    """Yield every use of a vocabulary: place, table and column, its name."""
    for place, table, name, rule in _rules(written):
        if isinstance(rule.get("vocabulary"), str):
            yield (*place, "vocabulary"), (table, name), rule["vocabulary"]


def _wrong_codes(
    vocabularies: Mapping[str, Any], uses: set[tuple[tuple[str, str], str]]
) -> Iterator[Fault]:
    """Yield, once, each word of a vocabulary that is no code of a column it is used for."""
    for (table, name), vocabulary in sorted(uses, key=str):
        if table not in CATALOGUE or name not in CATALOGUE[table]:
            continue
        column = CATALOGUE[table][name]
        for word, target in _block(vocabularies.get(vocabulary)).items() if column.allowed else ():
            code = _block(target).get("code", target)
            if isinstance(code, str):
                yield from wrong_code(word, code, column, ("vocabularies", vocabulary, word))


def _aux_codes(written: Mapping[str, Any]) -> Iterator[tuple[Place, object]]:
    """Yield every auxiliary code that the settings name, with its place."""
    for place, _, name, rule in _rules(written):
        for at, words in (((*place, "codes"), rule.get("codes")), *_vocabulary(written, rule)):
            for word, target in _block(words).items():
                code = target if name == "aux_code" else None
                yield (*at, word), _block(target).get("aux_code", code)
        if name == "aux_code":
            yield (*place, "constant"), rule.get("constant")
    sources = written.get("sources")
    for position, source in enumerate(sources if isinstance(sources, list | tuple) else ()):
        turned = _block(_block(source).get("unpivot"))
        for name, code in _block(turned.get("columns")).items():
            if turned.get("into") == "aux_code":
                yield ("sources", position, "unpivot", "columns", name), code


def _vocabulary(written: Mapping[str, Any], rule: Mapping[str, Any]) -> Iterator[tuple[Place, Any]]:
    name = rule.get("vocabulary")
    if isinstance(name, str):
        yield ("vocabularies", name), _block(written.get("vocabularies")).get(name)
