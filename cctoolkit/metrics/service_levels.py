"""The service level under every definition in use, side by side, and the answer rate beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cctoolkit.metrics.contacts import is_inbound, wait_ms
from cctoolkit.metrics.ratios import grouped_sums, ratio
from cctoolkit.metrics.service import KEY

SERVICE_LEVEL = "service_level"
ANSWER_RATE = "answer_rate"

ANSWERED = "answered"
ANSWERED_WITHIN = "answered_within"
ABANDONED = "abandoned"
ABANDONED_WITHIN = "abandoned_within"
ABANDONED_SHORT = "abandoned_short"
REDIRECTED = "redirected"
OFFERED = "offered"
TERMS = (
    ANSWERED,
    ANSWERED_WITHIN,
    ABANDONED,
    ABANDONED_WITHIN,
    ABANDONED_SHORT,
    REDIRECTED,
    OFFERED,
)
COUNTS = ["n_good", "n_base", "n_excluded", "n_not_recorded"]
WIDEST_SHARE = 0.01
"""Between the bounds of a level that rests on some contacts of unknown waiting: a point."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One definition: the contacts that count as good, and those they are divided by.

    `good` and `base` are added; `less` is subtracted from the base.
    """

    id: str
    good: tuple[str, ...]
    base: tuple[str, ...]
    less: tuple[str, ...] = ()
    measure: str = SERVICE_LEVEL

    @property
    def needs(self) -> tuple[str, ...]:
        """The counts without which the variant can't be computed."""
        return tuple(dict.fromkeys([*self.good, *self.base, *self.less]))


_GOOD, _ALL = (ANSWERED_WITHIN,), (ANSWERED, ABANDONED)
VARIANTS = (
    Variant("SL1", (ANSWERED_WITHIN, ABANDONED_WITHIN), _ALL),
    Variant("SL2", _GOOD, (ANSWERED,)),
    Variant("SL3", _GOOD, _ALL),
    Variant("SL4", _GOOD, _ALL, (ABANDONED_WITHIN,)),
    Variant("SL5", (ANSWERED_WITHIN, ABANDONED_SHORT), _ALL),
    Variant("SL6", _GOOD, _ALL, (ABANDONED_SHORT,)),
    Variant("genesys", _GOOD, _ALL),
    Variant("genesys_no_short", _GOOD, _ALL, (ABANDONED_SHORT,)),
    Variant("genesys_no_abandons", _GOOD, (ANSWERED,)),
    Variant("genesys_flow_outs", _GOOD, (*_ALL, REDIRECTED)),
    Variant("genesys_flow_outs_no_short", _GOOD, (*_ALL, REDIRECTED), (ABANDONED_SHORT,)),
    Variant("genesys_flow_outs_no_abandons", _GOOD, (ANSWERED, REDIRECTED)),
    Variant("of_offered", _GOOD, (OFFERED,)),
    Variant(ANSWER_RATE, (ANSWERED,), (OFFERED,), measure=ANSWER_RATE),
)
"""Definitions in use.

SL1 abandons within the threshold are good; SL2 answered contacts only; SL3 every abandon counts
against; SL4 abandons within the threshold are left out; SL5 short abandons are good; SL6 short
abandons are left out. The `genesys` ones are the switches of Genesys Cloud: flow-outs in or out,
short abandons in or out, abandons in or out; with all abandons out the short ones are out already,
and are not subtracted a second time. `of_offered` divides by the offered as the source counts them,
whatever became of them: all that a source allows which exports no abandons. The answer rate has no
threshold and is no service level.
"""

_REASONS = {
    ANSWERED_WITHIN: "threshold_not_exported",
    ABANDONED_WITHIN: "threshold_not_exported",
    ABANDONED_SHORT: "short_threshold_not_exported",
    ABANDONED: "abandoned_not_recorded",
    REDIRECTED: "redirected_not_recorded",
    OFFERED: "offered_not_recorded",
}
NO_CONTACTS = "no_contacts"
NOT_TOGETHER = "not_recorded_together"
WAITING_UNKNOWN = "abandoned_waiting_not_recorded"


def service_level_variants(
    queue_intervals: pd.DataFrame,
    queue_thresholds: pd.DataFrame,
    by: Sequence[str] = (),
    *,
    threshold_s: float,
    short_s: float,
    variants: Sequence[Variant] = VARIANTS,
    widest_share: float = WIDEST_SHARE,
) -> pd.DataFrame:
    """Service level of the same contacts under every definition, and the answer rate.

    The definitions differ by the abandons they forgive, and none is the right one: the contract
    says which. Grain: intervals of any length. A threshold that the source doesn't export can't be
    recomputed: an interval without a count that the variant needs is in neither side of it, and its
    contacts are in `n_not_recorded`. So are contacts of unknown waiting. Of abandoned ones the
    definition might forgive all or none: the two levels are the bounds, and where they lie too far
    apart the value is NaN, because leaving many such contacts out would turn every variant into
    `SL2`. Where no interval has the count, the value is NaN too.

    Parameters
    ----------
    queue_intervals, queue_thresholds : DataFrame
        Canonical.
    by : sequence of str
        Columns that make the groups, present in `queue_intervals`.
    threshold_s, short_s : float
        Threshold of the service level, and of the short abandon; both include themselves.
    variants : sequence of Variant
        Definitions to evaluate.
    widest_share : float
        Distance of the bounds, in levels from 0 to 1, up to which a value is given.

    Returns
    -------
    DataFrame
        One row per group and variant: `variant`, `measure` (`service_level` or `answer_rate`),
        `n_good`, `n_base`, `n_excluded` (recorded contacts that the definition leaves out of its
        base), `n_not_recorded`, `value_low`, `value_high` (equal to the value unless abandoned
        contacts of unknown waiting may count either way), `value` (without those contacts, hence
        between the two), and `reason` where the value is NaN: `no_contacts`,
        `threshold_not_exported`, `short_threshold_not_exported`, `abandoned_not_recorded`,
        `abandoned_waiting_not_recorded`, `redirected_not_recorded`, `offered_not_recorded`,
        `not_recorded_together` (each in some interval, never all).

    Notes
    -----
    Contacts count in the interval in which they arrived.
    """
    rows = _interval_terms(queue_intervals, queue_thresholds, threshold_s, short_s)
    return _evaluated(rows, by, variants, widest_share)


def service_level_variants_of_contacts(
    contacts: pd.DataFrame,
    by: Sequence[str] = (),
    *,
    threshold_s: float,
    short_s: float,
    variants: Sequence[Variant] = VARIANTS,
    widest_share: float = WIDEST_SHARE,
) -> pd.DataFrame:
    """Service level under every definition, for groups that only single contacts know.

    By segment, reason or team: columns that no queue report carries. Grain: contacts. Abandoned
    contacts have no agent, so by team or agent only the variants of answered contacts (`SL2`) mean
    something. Contacts that never reached the queue, and those that the centre began, are left out.

    Parameters
    ----------
    contacts : DataFrame
        Canonical `contacts`, with the columns of `by`.

    Returns
    -------
    DataFrame
        As `service_level_variants`.
    """
    return _evaluated(_contact_terms(contacts, threshold_s, short_s), by, variants, widest_share)


def share_of_intervals_met(
    queue_intervals: pd.DataFrame,
    queue_thresholds: pd.DataFrame,
    by: Sequence[str] = (),
    *,
    target: float,
    threshold_s: float,
    short_s: float,
    variant: str = "SL3",
    unit: Sequence[str] = ("start_at",),
) -> pd.DataFrame:
    """Share of the intervals, or of the days, whose own level meets the target.

    It isn't the service level: a day at 80 % may be one half at 100 % and the other at 60 %, so the
    overall level stands beside it. Every interval weighs the same, however many contacts it had.
    One without contacts neither meets nor misses and is only counted; contracts that take it as met
    add `n_without_contacts` to both sides. One that abandoned contacts of unknown waiting could
    turn either way is not recorded. Intervals for which there is no row at all are unknown here.
    Grain: the interval that is judged, or a finer one.

    Parameters
    ----------
    target : float
        Share, 0 to 1; reaching it is meeting it.
    variant : str
        The definition, one of `VARIANTS`.
    unit : sequence of str
        Columns of `queue_intervals` that make what is judged: `("start_at",)` for intervals,
        `("business_day",)` for days. Queues of one group are added before the judgement.

    Returns
    -------
    DataFrame
        One row per group: `variant`, `target`, `n_units`, `n_met`, `n_missed`,
        `n_without_contacts`, `n_not_recorded` (units, not contacts), `met_share` (of the met and
        the missed), `n_good`, `n_base`, `level` (overall).
    """
    chosen = [_named(variant)]
    choices = {"threshold_s": threshold_s, "short_s": short_s, "variants": chosen}
    every = [*dict.fromkeys([*by, *unit])]
    units = service_level_variants(queue_intervals, queue_thresholds, every, **choices)
    empty = units["reason"].eq(NO_CONTACTS).fillna(False).astype(bool)
    met, missed = units["value_low"].ge(target), units["value_high"].lt(target)
    judged = units.assign(
        n_units=1,
        n_met=met,
        n_missed=missed,
        n_without_contacts=empty,
        n_not_recorded=~met & ~missed & ~empty,
    )
    counts = ["n_units", "n_met", "n_missed", "n_without_contacts", "n_not_recorded"]
    judged = judged.astype(dict.fromkeys(counts, "Int64"))
    sums = grouped_sums(judged, by, counts)
    whole = service_level_variants(queue_intervals, queue_thresholds, by, **choices)
    return sums[[*by]].assign(
        variant=variant,
        target=target,
        **{name: sums[name] for name in counts},
        met_share=ratio(sums["n_met"], sums["n_met"] + sums["n_missed"]),
        n_good=whole["n_good"],
        n_base=whole["n_base"],
        level=whole["value"],
    )


def _named(variant: str) -> Variant:
    for one in VARIANTS:
        if one.id == variant:
            return one
    raise ValueError(f"variant must be one of {[one.id for one in VARIANTS]}, not {variant!r}")


def _interval_terms(
    queue_intervals: pd.DataFrame,
    queue_thresholds: pd.DataFrame,
    threshold_s: float,
    short_s: float,
) -> _Terms:
    """Every count that a variant may need, one row per interval; NaN where not recorded."""
    rows = queue_intervals

    def within(limit_s: float, column: str) -> pd.Series:
        wanted = queue_thresholds["threshold_ms"] == round(limit_s * 1000)
        found = queue_thresholds.loc[wanted, [*KEY, column]]
        return rows[KEY].merge(found, on=KEY, how="left", validate="one_to_one")[column]

    return _terms(
        rows,
        {
            ANSWERED: rows["n_answered"],
            ANSWERED_WITHIN: within(threshold_s, "n_answered_within"),
            ABANDONED: rows["n_abandoned"],
            ABANDONED_WITHIN: within(threshold_s, "n_abandoned_within"),
            ABANDONED_SHORT: within(short_s, "n_abandoned_within"),
            REDIRECTED: rows["n_redirected"],
            OFFERED: rows["n_offered"],
            "answered_blind": rows["n_answered_unrecorded"].fillna(0),
            "abandoned_blind": rows["n_abandoned_unrecorded"].fillna(0),
        },
    )


def _contact_terms(contacts: pd.DataFrame, threshold_s: float, short_s: float) -> _Terms:
    """Count each contact by itself; those the centre began or no queue received are left out."""
    rows = contacts[contacts["outcome"].ne("not_offered") & is_inbound(contacts)]
    wait = wait_ms(rows).astype("Float64").to_numpy("float64", na_value=np.nan)
    answered, abandoned = (rows["outcome"].eq(one).to_numpy(bool) for one in _ALL)
    return _terms(
        rows,
        {
            ANSWERED: answered,
            ANSWERED_WITHIN: answered & (wait <= round(threshold_s * 1000)),
            ABANDONED: abandoned,
            ABANDONED_WITHIN: abandoned & (wait <= round(threshold_s * 1000)),
            ABANDONED_SHORT: abandoned & (wait <= round(short_s * 1000)),
            REDIRECTED: rows["outcome"].eq("redirected"),
            OFFERED: np.ones(len(rows)),
            "answered_blind": answered & np.isnan(wait),
            "abandoned_blind": abandoned & np.isnan(wait),
        },
    )


def _terms(rows: pd.DataFrame, counts: dict) -> _Terms:
    """Counts as floats, which add whole numbers exactly and know a NaN."""
    arrays = {name: _floats(values) for name, values in counts.items()}
    return _Terms(rows, arrays)


@dataclass(frozen=True, slots=True)
class _Terms:
    """The rows, for their groups, and an array of each count beside them."""

    rows: pd.DataFrame
    counts: dict[str, np.ndarray]

    def added(self, names: Sequence[str]) -> np.ndarray:
        return sum((self.counts[name] for name in names), np.zeros(len(self.rows)))

    def blind(self, variant: Variant) -> tuple[np.ndarray, np.ndarray]:
        """Contacts of unknown waiting, where the variant asks for the waiting of such contacts."""
        asks_abandoned = {ABANDONED_WITHIN, ABANDONED_SHORT} & {*variant.needs}
        return (
            self.counts["answered_blind"] * (ANSWERED_WITHIN in variant.needs),
            self.counts["abandoned_blind"] * bool(asks_abandoned),
        )


def _floats(values) -> np.ndarray:
    return pd.Series(values).astype("Float64").to_numpy("float64", na_value=np.nan)


def _evaluated(
    terms: _Terms, by: Sequence[str], variants: Sequence[Variant], widest_share: float
) -> pd.DataFrame:
    """Add up every variant by group, in one pass; the variants of a group one under another."""
    wide = {f"known_{name}": ~np.isnan(terms.counts[name]) for name in TERMS}
    for variant in variants:
        counts = _counted(terms, variant)
        wide |= {f"{variant.id} {name}": values for name, values in counts.items()}
    columns = pd.DataFrame(wide, index=terms.rows.index, dtype="float64")
    sums = grouped_sums(pd.concat([terms.rows[[*by]], columns], axis=1), by, [*wide])
    return _stacked(sums, by, variants, widest_share)


def _counted(terms: _Terms, variant: Variant) -> dict[str, np.ndarray]:
    """The two sides of a variant row by row, and what is in neither."""
    recorded = ~np.isnan(terms.added(variant.needs))
    answered, abandoned = terms.blind(variant)
    parts = np.nansum([terms.counts[name] for name in (ANSWERED, ABANDONED, REDIRECTED)], axis=0)
    offered = terms.counts[OFFERED]
    whole = np.where(np.isnan(offered), parts, offered)
    # whoever was answered is among the offered too
    gone = answered * bool({ANSWERED, OFFERED} & {*variant.base})
    gone += abandoned * (ABANDONED in variant.base)
    base = terms.added(variant.base) - terms.added(variant.less) - gone
    return {
        "n_good": np.where(recorded, terms.added(variant.good), np.nan),
        "n_base": np.where(recorded, base, np.nan),
        "n_excluded": np.where(recorded, whole - answered - abandoned - base, np.nan),
        "n_not_recorded": np.where(recorded, answered + abandoned, offered),
        "n_blind": np.where(recorded, abandoned, 0),
    }


def _stacked(
    sums: pd.DataFrame, by: Sequence[str], variants: Sequence[Variant], widest_share: float
) -> pd.DataFrame:
    """From one column per variant to one row per variant, those of a group together."""
    arrays = {name: sums[name].to_numpy("float64") for name in sums if name not in by}
    bounds = [_bounds(arrays, variant) for variant in variants]
    too_wide = [high - low > widest_share for low, high in bounds]
    for variant, wide in zip(variants, too_wide, strict=True):
        for name in ("n_good", "n_base", "n_excluded"):
            counts = arrays[f"{variant.id} {name}"]
            arrays[f"{variant.id} {name}"] = np.where(wide, np.nan, counts)
    counts = {
        name: _one_under_another(arrays[f"{variant.id} {name}"] for variant in variants)
        for name in COUNTS
    }
    reasons = _one_under_another(
        _reasons(arrays, variant, wide) for variant, wide in zip(variants, too_wide, strict=True)
    )
    groups = sums[[*by]].loc[sums.index.repeat(len(variants))].reset_index(drop=True)
    table = groups.assign(
        variant=pd.Series([variant.id for variant in variants] * len(sums), dtype="str"),
        measure=pd.Series([variant.measure for variant in variants] * len(sums), dtype="str"),
        **{name: pd.Series(values).astype("Int64") for name, values in counts.items()},
    )
    value = ratio(table["n_good"], table["n_base"])
    low, high = (_one_under_another(ends) for ends in zip(*bounds, strict=True))
    return table.assign(
        value_low=pd.Series(low, table.index, dtype="float64"),
        value_high=pd.Series(high, table.index, dtype="float64"),
        value=value,
        reason=pd.Series(reasons, table.index, dtype="str").mask(value.notna()),
    )


def _one_under_another(columns: Iterable[np.ndarray]) -> np.ndarray:
    """Lay an array per variant out as a row per group and variant."""
    return np.array([*columns]).T.ravel()


def _bounds(arrays: dict[str, np.ndarray], variant: Variant) -> tuple[np.ndarray, np.ndarray]:
    """Level if every abandoned contact of unknown waiting counts against, and if none does.

    One that the definition forgives is good, or leaves the base; no definition does both.
    """
    good, base, blind = (arrays[f"{variant.id} {name}"] for name in ("n_good", "n_base", "n_blind"))
    forgiven = blind * bool({ABANDONED_WITHIN, ABANDONED_SHORT} & {*variant.good})
    with np.errstate(invalid="ignore", divide="ignore"):
        low, high = good / (base + blind), (good + forgiven) / (base + forgiven)
    return low, np.where(base + forgiven > 0, high, np.where(blind > 0, 1.0, np.nan))


def _reasons(arrays: dict[str, np.ndarray], variant: Variant, too_wide: np.ndarray) -> np.ndarray:
    """Say of each group which count it lacks first; without contacts, that nobody came."""
    base, unrecorded = (arrays[f"{variant.id} {name}"] for name in ("n_base", "n_not_recorded"))
    reason = np.full(base.shape, NOT_TOGETHER, dtype=object)
    for term in reversed([term for term in variant.needs if term in _REASONS]):
        reason[arrays[f"known_{term}"] == 0] = _REASONS[term]
    reason[(base == 0) | (np.isnan(base) & ~(unrecorded > 0))] = NO_CONTACTS
    reason[too_wide | ((base == 0) & (arrays[f"{variant.id} n_blind"] > 0))] = WAITING_UNKNOWN
    return reason
