"""What customers say: satisfaction and recommendation, with how many said it and how sure it is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cctoolkit.metrics.ratios import grouped_sums, ratio, whole_counts
from cctoolkit.stats import wilson


def satisfaction(
    contacts: pd.DataFrame,
    by: Sequence[str] = (),
    *,
    scale: tuple[float, float] = (1, 5),
    top_box: float = 4,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Share of answers in the top boxes, and their mean, with the answers and who was asked.

    The two aren't one number on two scales: the same mean can hide different shares. Those who
    answer aren't those who don't, so the response rate stands beside; and contacts without a survey
    say nothing. A contact answers once: with the last of its legs that carries a value. The limits
    take answers as independent; those of one agent or one customer are not, and then they are too
    narrow. Grain: contacts.

    Parameters
    ----------
    contacts : DataFrame
        Canonical `contacts`.
    by : sequence of str
        Columns of `contacts` that make the groups, taken from the leg that carries the answer, or
        without an answer from the last leg.
    scale : tuple of float
        Lowest and highest answer of the survey; answers outside it are counted and left out.
    top_box : float
        Lowest answer that counts as satisfied: 4 on a scale of 5.
    confidence : float
        Of Wilson's interval for the share.

    Returns
    -------
    DataFrame
        One row per group: `n_answered` (contacts), `n_surveyed` (asked; missing where the source
        doesn't say), `n_out_of_scale`, `n_responses`, `response_share` (of the asked),
        `coverage_share` (of the answered), `n_top`, `top_box_share`, `low`, `high`, `mean`,
        `mean_se` (NaN below two answers).
    """
    rows = _voices(contacts, "csat", scale)
    counted = rows.assign(
        n_top=rows["value"].ge(top_box).astype("Int64"),
        total=rows["value"],
        squares=(rows["value"] - np.mean(scale)) ** 2,
    )
    sums = grouped_sums(counted, by, [*_VOICES, "n_top", "total", "squares"])
    sums = whole_counts(sums, [*_VOICES, "n_top"])
    mean = ratio(sums["total"], sums["n_responses"])
    interval = wilson(sums["n_top"].to_numpy(int), sums["n_responses"].to_numpy(int), confidence)
    return _asked(sums, by).assign(
        n_top=sums["n_top"],
        top_box_share=ratio(sums["n_top"], sums["n_responses"]),
        low=interval.low,
        high=interval.high,
        mean=mean,
        mean_se=_standard_error(sums, mean - np.mean(scale)),
    )


def net_promoter(
    contacts: pd.DataFrame,
    by: Sequence[str] = (),
    *,
    scale: tuple[float, float] = (0, 10),
    detractors_to: float = 6,
    promoters_from: float = 9,
) -> pd.DataFrame:
    """Share of promoters minus share of detractors: the net promoter score over 100.

    One number from two shares, and less sure than either: its error grows as answers move to the
    ends. Where all answers are alike the error printed is zero, which says that there were few of
    them, not that the score is certain. Answers are taken as in `satisfaction`. Grain: contacts.

    Parameters
    ----------
    contacts : DataFrame
        Canonical `contacts`.
    by, scale
        As in `satisfaction`.
    detractors_to, promoters_from : float
        Highest answer of a detractor and lowest of a promoter.

    Returns
    -------
    DataFrame
        One row per group: `n_answered` (contacts), `n_surveyed`, `n_out_of_scale`, `n_responses`,
        `response_share`, `coverage_share`, `n_promoters`, `n_passives`, `n_detractors`, `nps_share`
        (-1 to 1; the score is a hundred times that), `nps_se` in the same unit,
        sqrt((p + d - (p - d)^2) / n).
    """
    rows = _voices(contacts, "nps", scale)
    counted = rows.assign(
        n_promoters=rows["value"].ge(promoters_from).astype("Int64"),
        n_detractors=rows["value"].le(detractors_to).astype("Int64"),
    )
    names = [*_VOICES, "n_promoters", "n_detractors"]
    sums = whole_counts(grouped_sums(counted, by, names), names)
    promoters = ratio(sums["n_promoters"], sums["n_responses"])
    detractors = ratio(sums["n_detractors"], sums["n_responses"])
    net = promoters - detractors
    spread = promoters + detractors - net**2
    return _asked(sums, by).assign(
        n_promoters=sums["n_promoters"],
        n_passives=sums["n_responses"] - sums["n_promoters"] - sums["n_detractors"],
        n_detractors=sums["n_detractors"],
        nps_share=net,
        nps_se=np.sqrt(ratio(spread.clip(lower=0), sums["n_responses"])),
    )


_VOICES = ["n_answered", "n_surveyed", "n_surveys_unknown", "n_out_of_scale", "n_responses"]


def _voices(contacts: pd.DataFrame, column: str, scale: tuple[float, float]) -> pd.DataFrame:
    """One row per contact answered or that gave an answer, with what it said on the scale."""
    said = contacts[column].notna()
    kept = contacts[contacts["outcome"].eq("answered") | said].assign(said=said)
    ordered = kept.sort_values(["contact_id", "said", "leg"], kind="stable")
    answered = ordered["outcome"].eq("answered").groupby(ordered["contact_id"]).any()
    surveyed = ordered["surveyed"].mask(ordered["said"], True).groupby(ordered["contact_id"]).max()
    rows = ordered.drop_duplicates("contact_id", keep="last")
    value = rows[column].astype("Float64").astype("float64")
    inside = value.between(*scale)
    asked = rows["contact_id"].map(surveyed).astype("boolean")
    return rows.assign(
        value=value.where(inside),
        n_answered=rows["contact_id"].map(answered).astype("Int64"),
        n_surveyed=asked.fillna(False).astype("Int64"),
        n_surveys_unknown=asked.isna().astype("Int64"),
        n_out_of_scale=(value.notna() & ~inside).astype("Int64"),
        n_responses=inside.astype("Int64"),
    )


def _asked(sums: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    surveyed = sums["n_surveyed"].mask(sums["n_surveys_unknown"] > 0)
    return sums[[*by, "n_answered"]].assign(
        n_surveyed=surveyed,
        n_out_of_scale=sums["n_out_of_scale"],
        n_responses=sums["n_responses"],
        response_share=ratio(sums["n_responses"], surveyed),
        coverage_share=ratio(sums["n_responses"], sums["n_answered"]),
    )


def _standard_error(sums: pd.DataFrame, distance: pd.Series) -> pd.Series:
    """Of a mean, from sums about the middle of the scale, which keeps the squares small."""
    n = sums["n_responses"].astype("float64")
    spread = (sums["squares"] - n * distance**2).clip(lower=0)
    return np.sqrt(spread / (n - 1) / n).where(n > 1)
