"""From a base to its sales, step by step: once in records, once in attempts."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pandas as pd

from cctoolkit.metrics.outbound import flag, is_answered
from cctoolkit.metrics.ratios import ratio

FUNNELS = ("records", "attempts")


def funnel(
    attempts: pd.DataFrame, *, answered: Collection[str], n_base: int | None = None
) -> pd.DataFrame:
    """Records, and attempts, that come to each step: made, answered, useful, sold, validated.

    A step counts only what came to the step before, so that the losses add up to what is missing
    at the end. The two contactabilities are the step "answered" of each half. An attempt answered
    without a flag of usefulness is lost there, for nobody said that it was useful; a sale without
    one is no step further. Nobody's flags are read where no attempt has any: that step is left
    out, and so is "answered" where it is not said which results mean it.

    Parameters
    ----------
    attempts : DataFrame
        Canonical.
    answered : collection of str
        Results in which a person answered; empty where that is not known.
    n_base : int, optional
        Records of the base handed over: the first step of the records. A base smaller than what
        was attempted loses a negative number: it was another base.

    Returns
    -------
    DataFrame
        `funnel_of` ("records", "attempts"), `funnel_step`, `n_at_step`, `n_lost`,
        `of_before_share`, `of_first_share`.
    """
    masks = dict(_nested(attempts, answered))
    records = {step: attempts.loc[mask, "record_id"].nunique() for step, mask in masks.items()}
    base = {} if n_base is None else {"base": n_base}
    made = {"made": len(attempts)}
    made |= {step: int(mask.sum()) for step, mask in masks.items() if step != "attempted"}
    counts = {"records": base | records, "attempts": made}
    return pd.concat([_steps(name, counts[name]) for name in FUNNELS], ignore_index=True)


def _nested(attempts: pd.DataFrame, answered: Collection[str]) -> Iterator[tuple[str, pd.Series]]:
    reached = pd.Series(True, attempts.index)
    yield "attempted", reached
    if answered:
        reached = is_answered(attempts, answered)
        yield "answered", reached
    for step, column in (("useful", "useful"), ("sold", "sale"), ("validated", "validated")):
        if attempts.loc[reached, column].notna().any():
            reached = reached & flag(attempts[column])
            yield step, reached


def _steps(name: str, counts: dict[str, int]) -> pd.DataFrame:
    table = pd.DataFrame(
        {"funnel_of": name, "funnel_step": [*counts], "n_at_step": [*counts.values()]}
    )
    n, before = table["n_at_step"].astype("Int64"), table["n_at_step"].shift().astype("Int64")
    first = pd.Series(n.iloc[0], n.index, dtype="Int64")
    return table.assign(
        n_lost=before - n, of_before_share=ratio(n, before), of_first_share=ratio(n, first)
    )
