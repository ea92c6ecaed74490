"""The shapes of a judgement: a finding, a key figure, the money at stake."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

Severity = Literal["serious", "notice", "good"]
Unit = Literal["share", "seconds", "contacts", "days", "hours", "rows", "nps"]
Purse = Literal["claimable", "disputable", "opportunity"]
Party = Literal["client", "provider", "both"]

_NOTHING: Mapping = MappingProxyType({})


@dataclass(frozen=True)
class Stake:
    """Money at stake, in one purse; purses are never added to each other.

    `claimable`: contract and data leave no doubt. `disputable`: a definition decides, `low` and
    `high` are the amounts under each. `opportunity`: a model, its estimate in `value` with its
    interval.
    """

    purse: Purse
    low: Decimal
    high: Decimal
    currency: str
    value: Decimal | None = None


@dataclass(frozen=True)
class Hours:
    """Hours that a finding speaks of, with their interval; equal ends where nothing was estimated.

    A price of the hour makes them money at stake.
    """

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Finding:
    """Something worth saying, without the sentence.

    Attributes
    ----------
    code : str
        What kind of finding; `words` has its sentence.
    section : str
        Subject that it belongs to.
    severity : {"serious", "notice", "good"}
    where : mapping
        Dimension and member it speaks of, such as `{"team": "N1"}`; empty for the whole.
    value, low, high : float
        What was found and its interval, 95 %, in `unit`; shares from 0 to 1.
    unit : str
    target : float
        What it is held against.
    n, n_unit : int, str
        How many observations, and of what.
    numbers : mapping
        Other numbers and words that the sentence needs.
    hours : Hours
        Hours lost or in excess, where time is what it is about.
    stake : Stake
        Money at stake, if it was priced.
    clause : str
        Clause of the contract on which it rests.
    controlled_by : {"client", "provider", "both"}
        Who can change it.
    grade : {"A", "B", "C", "D"}
        Poorest evidence used.
    table : str
        Table of the section that shows it.
    """

    code: str
    section: str
    severity: Severity
    value: float = math.nan
    low: float = math.nan
    high: float = math.nan
    unit: Unit = "share"
    target: float = math.nan
    n: int = 0
    n_unit: str = ""
    where: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    numbers: Mapping[str, float | int | str] = field(default_factory=lambda: _NOTHING)
    hours: Hours | None = None
    stake: Stake | None = None
    clause: str = ""
    controlled_by: Party | None = None
    grade: str = ""
    table: str = ""

    def as_record(self) -> dict:
        """Return the finding as JSON can hold it: missing numbers are null, money is text."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        plain |= {"where": dict(self.where), "numbers": _json(self.numbers)}
        if self.hours is not None:
            plain["hours"] = _json(asdict(self.hours))
        if self.stake is not None:
            plain["stake"] = {name: str(value) for name, value in asdict(self.stake).items()}
        return _json(plain)


@dataclass(frozen=True)
class KeyFigure:
    """One figure of the first page: value, interval, target, weight and trend.

    `term` names its entry in the glossary; `trend` holds the value of each month or week.
    """

    term: str
    value: float
    low: float
    high: float
    unit: Unit
    n: int
    n_unit: str
    grade: str
    target_low: float = math.nan
    target_high: float = math.nan
    trend: tuple[float, ...] = ()

    def as_record(self) -> dict:
        """Return the figure as JSON can hold it."""
        return _json(asdict(self))


def _json(values: Mapping) -> dict:
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value
