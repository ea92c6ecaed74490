"""The typed form of engagement.yml: everything a run needs to know that the files do not say."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator, model_validator

from cctoolkit.sources.mapping import Source, Strict, Vocabulary

SECTIONS = ("adherence", "service")


class Period(Strict):
    """Local dates of the engagement, both included."""

    first: date
    last: date

    @model_validator(mode="before")
    @classmethod
    def _month(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        first = date.fromisoformat(f"{value}-01")
        return {"first": first, "last": (first + timedelta(days=31)).replace(day=1) - timedelta(1)}

    @model_validator(mode="after")
    def _ordered(self) -> Period:
        if self.last < self.first:
            raise ValueError(f"the last day, {self.last}, is before the first, {self.first}")
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


class Band(Strict):
    """A target between two shares, both included."""

    low: float = Field(ge=0, le=1)
    high: float = Field(1.0, ge=0, le=1)


class ServiceLevelTarget(Strict):
    """Share of contacts answered within a threshold, of which contacts and in which channels."""

    share: float = Field(gt=0, le=1)
    threshold_s: float = Field(gt=0)
    basis: Literal["offered", "answered"]
    channels: tuple[str, ...] = ("voice",)


class Targets(Strict):
    """What the parties agreed to reach. Without a target nothing is judged."""

    adherence_index: Band | None = None
    service_level: ServiceLevelTarget | None = None
    abandonment_share: float | None = Field(None, gt=0, lt=1)
    speed_of_answer_s: float | None = Field(None, gt=0)


class UnknownCodes(Strict):
    """Words that no vocabulary lists: below this share of hours, or rows, they are unclassified."""

    max_share: float = Field(0.01, ge=0, le=1)


class Brand(Strict):
    """The one accent colour and the logo of the report."""

    accent: str = Field("#1f5f7a", pattern=r"^#[0-9a-fA-F]{6}$")
    logo: str | None = None


class People(Strict):
    """The footing on which individual rows may be processed; required for a provider's annex."""

    controller: str
    legal_basis: str
    purpose: str
    informed: str
    informed_on: date
    delete_on: date


class Settings(Strict):
    """engagement.yml.

    `view` decides who the report is for: `client` and `joint` never show a row per agent.
    `language` chooses the words, `locale` the digits and the money, `country` the vocabulary.
    """

    client: str
    provider: str
    service: str = ""
    commissioned_by: str
    country: Literal["ES", "CO", "MX"] = "ES"
    zone: str
    period: Period
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    currency_decimals: int | None = Field(None, ge=0, le=4)
    language: Literal["es", "en"] = "es"
    locale: str = "es_ES"
    view: Literal["client", "joint", "provider"] = "client"
    state: Literal["draft", "for_comment", "with_objections", "final"] = "draft"
    brand: Brand = Brand()
    people: People | None = None
    sections: tuple[Literal["adherence", "service"], ...] = SECTIONS
    targets: Targets = Targets()
    interval_minutes: Literal[15, 30, 60] = 30
    waiting_thresholds_s: tuple[float, ...] = (10, 20, 30, 60, 180)
    short_abandon_s: float = Field(5, ge=0)
    ringing_is_productive: bool = True
    minimum_group: int = Field(5, ge=5)
    unknown_codes: UnknownCodes = UnknownCodes()
    pseudonyms: Literal["keyed", "as_received"] = "keyed"
    vocabularies: dict[str, Vocabulary] = Field(default_factory=dict)
    aux_codes: dict[str, AuxCode] = Field(default_factory=dict)
    sources: tuple[Source, ...] = ()

    @property
    def all_thresholds_s(self) -> tuple[float, ...]:
        """Thresholds of waiting to count: those listed, the short abandonment, the target's."""
        target = self.targets.service_level
        wanted = {*self.waiting_thresholds_s, self.short_abandon_s}
        return tuple(sorted(wanted | ({target.threshold_s} if target else set())))

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f'"{zone}" is not a time zone, such as Europe/Madrid') from error
        return zone

    @field_validator("locale")
    @classmethod
    def _known_locale(cls, locale: str) -> str:
        from babel import Locale, UnknownLocaleError

        try:
            Locale.parse(locale)
        except (UnknownLocaleError, ValueError) as error:
            raise ValueError(f'"{locale}" is not a locale, such as es_ES or es_CO') from error
        return locale

    @model_validator(mode="after")
    def _named_vocabularies(self) -> Settings:
        wanted = {
            rule.vocabulary
            for source in self.sources
            for rule in source.columns.values()
            if rule.vocabulary is not None
        }
        missing = sorted(wanted - self.vocabularies.keys())
        if missing:
            raise ValueError(f"vocabularies used but not listed: {', '.join(missing)}")
        return self
