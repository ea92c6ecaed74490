"""Service levels that a law imposes: figures with their dates, and each way to read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from cctoolkit.metrics.ratios import ratio
from cctoolkit.metrics.service import service_level, speed_of_answer, volumes

ANSWERED_WITHIN_SHARE = "answered_within_share"
ANSWERED_SHARE = "answered_share"
MEAN_WAIT_S = "mean_wait_s"


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing a reading asks: a measure and its limit, reached or not exceeded.

    `answered_within_share` and `answered_share` must reach the limit, a share; `mean_wait_s` must
    not exceed it, in seconds, and where it is `strict` must stay below it.
    """

    measure: str
    limit: float
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a law asks of a channel, under one reading of its text.

    A wait as long as `threshold_s` is within it; durations are whole milliseconds, so that
    179.999 s says "less than three minutes" exactly. `adapt_by` is the last day to comply.
    `to_verify` stays true until a lawyer of the engagement has held the figures against the
    official text, which `source` names.
    """

    law: str
    country: str
    reading: str
    channel: str
    published_on: date
    in_force_on: date
    adapt_by: date
    threshold_s: float
    conditions: tuple[Condition, ...]
    source: str = ""
    to_verify: bool = True


_LEY_10_2025 = {
    "law": "Ley 10/2025",
    "country": "ES",
    "channel": "voice",
    "published_on": date(2025, 12, 27),
    "in_force_on": date(2025, 12, 28),
    "adapt_by": date(2026, 12, 28),
    "source": "BOE-A-2025-26698, art. 10.3",
}
_MEAN = Condition(MEAN_WAIT_S, 180.0, strict=True)
REQUIREMENTS = (
    Requirement(
        **_LEY_10_2025,
        reading="share_within",
        threshold_s=180.0,
        conditions=(Condition(ANSWERED_WITHIN_SHARE, 0.95),),
    ),
    Requirement(
        **_LEY_10_2025,
        reading="mean_wait",
        threshold_s=180.0,
        conditions=(_MEAN,),
    ),
    Requirement(
        **_LEY_10_2025,
        reading="share_answered_and_mean_wait",
        threshold_s=180.0,
        conditions=(Condition(ANSWERED_SHARE, 0.95), _MEAN),
    ),
)
"""Spain's Ley 10/2025, de 26 de diciembre (BOE of 27 December 2025), three readings of one phrase.

Article 10.3 asks that 95 % of the calls received be attended, on average, "en un plazo inferior a
tres minutos": a share and a mean at once. `share_within`: 95 % of the calls offered are answered
within three minutes. `mean_wait`: the calls answered wait less than three minutes on average.
`share_answered_and_mean_wait`: 95 % of the calls are answered, and those wait less than three
minutes on average.

Of the text itself: the limit is strict, "inferior a". The mean is held so; the share counts a wait
of three minutes to the millisecond as within, because exports have their threshold at 180 s, and
`SHARE_UNDER` does not. The base is the calls received, those abandoned included. Of the disputable:
article 8.2 asks the same of requests for a person, by telephone or by electronic means, from the
request until the person; the queue of people is where those wait, and what a menu kept is in
neither figure. Companies have twelve months from 28 December 2025 to adapt (single transitory
provision); financial services and electronic communications have rules of their own first.

The phrase and the dates are as the BOE is quoted by others and in commentaries; the official text
was not at hand, so they are to verify against it, and so is an appeal of unconstitutionality
against several articles, reported as pending (2331/2026).
"""
SHARE_UNDER = Requirement(
    **_LEY_10_2025,
    reading="share_under",
    threshold_s=179.999,
    conditions=(Condition(ANSWERED_WITHIN_SHARE, 0.95),),
)
"""The share of Ley 10/2025 with its limit as strict as the text: 95 % in less than three minutes.

Needs intervals with a threshold of 179.999 s: from contacts, with that value among
`waiting_thresholds_s`; an export with 180 s alone can't tell.
"""


def requirements_of(
    country: str, on: date, requirements: Sequence[Requirement] = REQUIREMENTS
) -> tuple[Requirement, ...]:
    """Readings of the laws of a country in force on a date, the time to adapt included.

    Parameters
    ----------
    country : str
        Two letters.
    on : date
        The date asked about; whether the time to adapt is over is in `Requirement.adapt_by`.
    requirements : sequence of Requirement
        Those of an engagement, or the ones known here.
    """
    return tuple(one for one in requirements if one.country == country and one.in_force_on <= on)


def statutory_levels(
    queue_intervals: pd.DataFrame,
    queue_thresholds: pd.DataFrame,
    by: Sequence[str] = (),
    *,
    requirements: Sequence[Requirement],
) -> pd.DataFrame:
    """Hold the same contacts against each reading of the law.

    A figure, not a legal opinion: which reading holds is for a court. Received is taken as offered
    to the queue, so calls lost or served in a menu before it aren't here; waiting begins where the
    source begins it and ends when an agent answers; a threshold includes itself. Only the law's
    channel counts. Grain: intervals of any length for the mean, intervals that carry the threshold
    for the share. A condition that can't be computed is missing, not failed.

    Parameters
    ----------
    queue_intervals, queue_thresholds : DataFrame
        Canonical.
    by : sequence of str
        Columns that make the groups, present in `queue_intervals`.
    requirements : sequence of Requirement
        From `requirements_of`, or an engagement's own.

    Returns
    -------
    DataFrame
        One row per group, reading and condition: `law`, `country`, `reading`, `channel`,
        `in_force_on`, `adapt_by`, `to_verify`, `measure`, `threshold_s` (only where the measure has
        one), `limit`, `numerator` and `denominator` of the value, `n_not_recorded` (contacts),
        `value`, `met`, `reading_met` (all its conditions).
    """
    tables = [
        _reading(queue_intervals, queue_thresholds, by, requirement).assign(place=n)
        for n, requirement in enumerate(requirements)
    ]
    if not tables:
        return pd.DataFrame(columns=[*by, *_COLUMNS])
    stacked = pd.concat(tables, ignore_index=True)
    stacked["reading_met"] = _all_met(stacked, [*by, "place"])
    ordered = stacked.sort_values([*by, "place"], kind="stable", ignore_index=True)
    return ordered[[*by, *_COLUMNS]]


_COLUMNS = [
    "law",
    "country",
    "reading",
    "channel",
    "in_force_on",
    "adapt_by",
    "to_verify",
    "measure",
    "threshold_s",
    "limit",
    "numerator",
    "denominator",
    "n_not_recorded",
    "value",
    "met",
    "reading_met",
]


def _reading(
    queue_intervals: pd.DataFrame,
    queue_thresholds: pd.DataFrame,
    by: Sequence[str],
    requirement: Requirement,
) -> pd.DataFrame:
    rows = queue_intervals[queue_intervals["channel"] == requirement.channel]
    within = queue_thresholds[queue_thresholds["channel"] == requirement.channel]
    tables = []
    for condition in requirement.conditions:
        table = _MEASURES[condition.measure](rows, within, by, requirement.threshold_s)
        table["value"] = ratio(table["numerator"], table["denominator"])
        met = _meets(table["value"], condition)
        timed = condition.measure == ANSWERED_WITHIN_SHARE
        tables.append(
            table.assign(
                measure=condition.measure,
                threshold_s=requirement.threshold_s if timed else float("nan"),
                limit=condition.limit,
                met=met.astype("boolean").mask(table["value"].isna()),
            )
        )
    return pd.concat(tables, ignore_index=True).assign(
        law=requirement.law,
        country=requirement.country,
        reading=requirement.reading,
        channel=requirement.channel,
        in_force_on=pd.Timestamp(requirement.in_force_on),
        adapt_by=pd.Timestamp(requirement.adapt_by),
        to_verify=requirement.to_verify,
    )


def _meets(value: pd.Series, condition: Condition) -> pd.Series:
    if condition.measure != MEAN_WAIT_S:
        return value >= condition.limit
    return value < condition.limit if condition.strict else value <= condition.limit


def _answered_within(
    rows: pd.DataFrame, within: pd.DataFrame, by: Sequence[str], threshold_s: float
) -> pd.DataFrame:
    level = service_level(rows, within, by, threshold_s=threshold_s)
    return _two_sides(level, by, "n_within", "n_offered", level["n_not_recorded"])


def _answered(
    rows: pd.DataFrame, within: pd.DataFrame, by: Sequence[str], threshold_s: float
) -> pd.DataFrame:
    return _two_sides(volumes(rows, by), by, "n_answered", "n_offered", 0)


def _mean_wait(
    rows: pd.DataFrame, within: pd.DataFrame, by: Sequence[str], threshold_s: float
) -> pd.DataFrame:
    speed, counted = speed_of_answer(rows, by), volumes(rows, by)
    every = counted[[*by, "n_answered"]].rename(columns={"n_answered": "n_every"})
    both = every.merge(speed, on=[*by], how="left") if by else every.join(speed)
    lost = both["n_every"] - both["n_answered"].fillna(0)
    return _two_sides(both, by, "wait_answered_s", "n_answered", lost)


_MEASURES = {
    ANSWERED_WITHIN_SHARE: _answered_within,
    ANSWERED_SHARE: _answered,
    MEAN_WAIT_S: _mean_wait,
}


def _two_sides(
    table: pd.DataFrame, by: Sequence[str], numerator: str, denominator: str, not_recorded
) -> pd.DataFrame:
    sides = {"numerator": table[numerator], "denominator": table[denominator]}
    return table[[*by]].assign(
        **{name: side.astype("float64") for name, side in sides.items()},
        n_not_recorded=not_recorded,
    )


def _all_met(rows: pd.DataFrame, key: Sequence[str]) -> pd.Series:
    """Whether every condition of a reading is met; one failed decides, one unknown leaves open."""
    group = rows.groupby([*key], dropna=False)["met"]
    failed = group.transform(lambda met: met.eq(False).fillna(False).any()).astype("boolean")
    known = group.transform(lambda met: met.notna().all()).astype("boolean")
    return (~failed).mask(~known & ~failed)
