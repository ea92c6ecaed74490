"""Outbound: records, attempts, contacts, sales, what they are worth and what is left of them.

Which results mean that somebody answered is data of the engagement. An attempt flagged as useful
or as a sale was answered, whatever its result says.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Literal

import numpy as np
import pandas as pd

from cctoolkit.metrics.clock import local_date
from cctoolkit.metrics.ratios import grouped_sums, ratio, seconds

HoursOf = Literal["codes", "campaign", "agents"]

_CONTACTABILITY = (
    "n_records",
    "n_attempts",
    "attempts_per_record",
    "n_records_reached",
    "records_reached_share",
    "n_attempts_answered",
    "attempts_answered_share",
    "n_useful_known",
    "n_useful",
    "useful_share",
)
_CONVERSION = (
    "n_records",
    "n_useful",
    "n_sales",
    "n_useful_sold",
    "of_useful_share",
    "n_records_sold",
    "of_records_share",
    "n_validated_known",
    "n_validated",
    "validated_share",
)


def contactability(
    attempts: pd.DataFrame, by: Sequence[str] = (), *, answered: Collection[str]
) -> pd.DataFrame:
    """Share of the records, and of the attempts, in which somebody answered; and of these, useful.

    Two ratios go by the name of contactability: records reached by records attempted, which grows
    with insistence, and attempts answered by attempts, which falls with it. A record attempted in
    two groups counts in each. An attempt answered without a flag of usefulness is on no side of
    the useful share.

    Parameters
    ----------
    attempts : DataFrame
        Canonical, and the columns of `by`.
    by : sequence of str
    answered : collection of str
        Results in which a person answered.

    Returns
    -------
    DataFrame
        `by`, `n_records`, `n_attempts`, `attempts_per_record`, `n_records_reached`,
        `records_reached_share`, `n_attempts_answered`, `attempts_answered_share`,
        `n_useful_known`, `n_useful`, `useful_share`.
    """
    reached = is_answered(attempts, answered)
    known = reached & attempts["useful"].notna()
    sums = _counts(
        attempts,
        by,
        n_attempts=pd.Series(True, attempts.index),
        n_attempts_answered=reached,
        n_useful_known=known,
        n_useful=flag(attempts["useful"]),
    )
    table = _with_records(sums, attempts, by, "n_records")
    table = _with_records(table, attempts[reached], by, "n_records_reached")
    return table.assign(
        attempts_per_record=ratio(table["n_attempts"], table["n_records"]),
        records_reached_share=ratio(table["n_records_reached"], table["n_records"]),
        attempts_answered_share=ratio(table["n_attempts_answered"], table["n_attempts"]),
        useful_share=ratio(table["n_useful"], table["n_useful_known"]),
    )[[*by, *_CONTACTABILITY]]


def conversion(attempts: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Sales by useful contacts, and records with a sale by records; and the sales validated.

    The first is the agent's rate, the second the base's: a base worn out lowers the second alone.
    A sale without a flag of validation is on no side of the validated share.

    Returns
    -------
    DataFrame
        `by`, `n_records`, `n_useful`, `n_sales`, `n_useful_sold`, `of_useful_share`,
        `n_records_sold`, `of_records_share`, `n_validated_known`, `n_validated`, `validated_share`.
    """
    sale, useful = flag(attempts["sale"]), flag(attempts["useful"])
    sums = _counts(
        attempts,
        by,
        n_useful=useful,
        n_sales=sale,
        n_useful_sold=sale & useful,
        n_validated_known=sale & attempts["validated"].notna(),
        n_validated=sale & flag(attempts["validated"]),
    )
    table = _with_records(sums, attempts, by, "n_records")
    table = _with_records(table, attempts[sale], by, "n_records_sold")
    return table.assign(
        of_useful_share=ratio(table["n_useful_sold"], table["n_useful"]),
        of_records_share=ratio(table["n_records_sold"], table["n_records"]),
        validated_share=ratio(table["n_validated"], table["n_validated_known"]),
    )[[*by, *_CONVERSION]]


def sales_value(attempts: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Value of the sales by currency, exact; of all of them and of those validated.

    Returns
    -------
    DataFrame
        `by`, `currency`, `n_sales`, `n_without_value`, `amount`, `validated_amount`; a row per
        currency, no sum across them. Sales without value have no amount, and are counted.
    """
    sales = attempts[flag(attempts["sale"])]
    worth = sales["value"].map(lambda each: Decimal(0) if pd.isna(each) else each)
    confirmed = flag(sales["validated"])
    rows = sales.assign(
        n_sales=1,
        n_without_value=sales["value"].isna().astype("int64"),
        amount=worth.astype(object),
        validated_amount=worth.where(confirmed, Decimal(0)).astype(object),
    )
    keys = [*by, "currency"]
    names = ["n_sales", "n_without_value", "amount", "validated_amount"]
    groups = rows.groupby(keys, sort=True, dropna=False)
    return groups[names].sum().reset_index()[[*keys, *names]]


def outbound_time(
    attempts: pd.DataFrame,
    agent_intervals: pd.DataFrame,
    aux_intervals: pd.DataFrame,
    *,
    hours_of: HoursOf,
    codes: Collection[str] = (),
) -> pd.DataFrame:
    """Time that outbound work took, under one of three readings, as rows with `ms`.

    "codes": time in the auxiliary codes under which outbound is logged. "campaign": connection in
    the campaigns of the attempts. "agents": all the connection of whoever made an attempt, their
    inbound work included. Where agents do both, the readings differ by several times: the one
    used is named beside the figure.

    Returns
    -------
    DataFrame
        The rows of `aux_intervals` or of `agent_intervals`, with `ms`.
    """
    if hours_of == "codes":
        rows = aux_intervals[aux_intervals["aux_code"].isin(codes)]
        return rows.assign(ms=rows["aux_ms"])
    column = {"campaign": "campaign", "agents": "agent_id"}[hours_of]
    own = attempts[column].dropna()
    rows = agent_intervals[agent_intervals[column].isin(own)]
    return rows.assign(ms=rows["logged_ms"])


def sales_per_hour(
    attempts: pd.DataFrame, time: pd.DataFrame, by: Sequence[str] = ()
) -> pd.DataFrame:
    """Sales and useful contacts by the hours of outbound work; NaN where there are no hours.

    Parameters
    ----------
    attempts : DataFrame
    time : DataFrame
        As `outbound_time` gives it, with the columns of `by`.

    Returns
    -------
    DataFrame
        `by`, `n_sales`, `n_useful`, `outbound_s`, `sales_per_h`, `useful_per_h`.
    """
    sums = _counts(attempts, by, n_sales=flag(attempts["sale"]), n_useful=flag(attempts["useful"]))
    worked = grouped_sums(time.astype({"ms": "Int64"}), by, ["ms"])
    table = sums.merge(worked, on=[*by], how="left") if by else sums.join(worked)
    hours = table["ms"].astype("Float64") / 3_600_000
    return table.assign(
        outbound_s=seconds(table["ms"]),
        sales_per_h=ratio(table["n_sales"], hours),
        useful_per_h=ratio(table["n_useful"], hours),
    )[[*by, "n_sales", "n_useful", "outbound_s", "sales_per_h", "useful_per_h"]]


def penetration(attempts: pd.DataFrame, *, n_base: int | None) -> pd.DataFrame:
    """Share of the records of the base that were attempted at least once; NaN without a base.

    More records than the base has are shown as they are: the base handed over was another.

    Returns
    -------
    DataFrame
        `n_records`, `n_records_base`, `penetration_share`: one row.
    """
    table = pd.DataFrame(
        {"n_records": [attempts["record_id"].nunique()], "n_records_base": [n_base]}
    )
    table = table.astype({"n_records": "Int64", "n_records_base": "Int64"})
    return table.assign(penetration_share=ratio(table["n_records"], table["n_records_base"]))


def cancellations(
    attempts: pd.DataFrame,
    by: Sequence[str] = (),
    *,
    zone: str,
    window_days: int,
    last: pd.Timestamp,
) -> pd.DataFrame:
    """Share of the sales cancelled within so many days, of those whose days are all observed.

    The sales of the last `window_days` days can still be cancelled: they are counted as open and
    stand on no side, cancelled already or not, because those that are would be too many of the
    few that are known. A cancellation after the window is none here. One dated before its sale
    is left out with it, and counted. If no cancellation was ever recorded the share is 0: whether
    they are recorded at all is for the caller to know.

    Parameters
    ----------
    attempts : DataFrame
    zone : str
        Time zone of the date of sale.
    window_days : int
        A cancellation counts up to so many days after the date of sale, that day included.
    last : Timestamp
        Last local date on which a cancellation would have been recorded.

    Returns
    -------
    DataFrame
        `by`, `n_sales`, `n_sales_open`, `n_sales_misdated`, `n_sales_observed`,
        `n_sales_cancelled`, `cancelled_share`.
    """
    sales = attempts[flag(attempts["sale"])]
    sold_on = local_date(sales["attempted_at"], zone)
    days = (sales["cancelled_on"] - sold_on) / pd.Timedelta(1, "D")
    is_open = sold_on + pd.Timedelta(window_days, "D") > last
    is_misdated = ~is_open & (days < 0)
    is_observed = ~is_open & ~is_misdated
    table = _counts(
        sales,
        by,
        n_sales=pd.Series(True, sales.index),
        n_sales_open=is_open,
        n_sales_misdated=is_misdated,
        n_sales_observed=is_observed,
        n_sales_cancelled=is_observed & (days <= window_days),
    )
    return table.assign(
        cancelled_share=ratio(table["n_sales_cancelled"], table["n_sales_observed"])
    )


def dialler_abandonment(
    attempts: pd.DataFrame,
    by: Sequence[str] = (),
    *,
    answered: Collection[str],
    abandoned: Collection[str],
) -> pd.DataFrame:
    """Share of the attempts answered by a person in which no agent took the call in time.

    The dialler's own result says so, under the limit that it was set to: no time is measured
    here. Answering machines are no person. NaN where no result tells it.

    Parameters
    ----------
    answered : collection of str
        Results in which a person answered and an agent spoke.
    abandoned : collection of str
        Results in which a person answered and no agent was there; empty where none tells.

    Returns
    -------
    DataFrame
        `by`, `n_picked_up`, `n_dropped`, `dropped_share`.
    """
    dropped = attempts["result"].isin([*abandoned])
    picked_up = dropped | is_answered(attempts, answered)
    table = _counts(attempts, by, n_picked_up=picked_up, n_dropped=dropped)
    if not abandoned:
        return table.assign(n_dropped=pd.NA, dropped_share=np.nan)
    share = ratio(table["n_dropped"], table["n_picked_up"])
    return table.assign(n_dropped=table["n_dropped"].astype("Int64"), dropped_share=share)


def by_result(attempts: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Attempts by disposition, as recorded.

    Returns
    -------
    DataFrame
        `by`, `result`, `n_attempts`, `attempts_share` of the attempts of the group.
    """
    table = _counts(attempts, [*by, "result"], n_attempts=pd.Series(True, attempts.index))
    n = table["n_attempts"]
    whole = table.groupby([*by], dropna=False)["n_attempts"].transform("sum") if by else n.sum()
    return table.assign(attempts_share=n / whole)


def is_answered(attempts: pd.DataFrame, answered: Collection[str]) -> pd.Series:
    """Whether somebody answered: by its result, or because it was useful or a sale."""
    said = attempts["result"].isin([*answered])
    return said | flag(attempts["useful"]) | flag(attempts["sale"])


def flag(values: pd.Series) -> pd.Series:
    """Whether a flag is set; one that was not recorded is not."""
    return values.fillna(False).astype(bool)


def _counts(rows: pd.DataFrame, by: Sequence[str], **masks: pd.Series) -> pd.DataFrame:
    """Count the rows of each group under each mask."""
    counted = rows[[*by]].assign(**{name: mask.astype("Int64") for name, mask in masks.items()})
    sums = grouped_sums(counted, by, [*masks])
    return sums.fillna(dict.fromkeys(masks, 0)).astype(dict.fromkeys(masks, "int64"))


def _with_records(
    table: pd.DataFrame, rows: pd.DataFrame, by: Sequence[str], name: str
) -> pd.DataFrame:
    """Add how many records the rows of each group speak of."""
    if not by:
        return table.assign(**{name: rows["record_id"].nunique()})
    records = rows.groupby([*by], dropna=False, observed=True)["record_id"].nunique().rename(name)
    merged = table.merge(records.reset_index(), on=[*by], how="left")
    return merged.fillna({name: 0}).astype({name: "int64"})
