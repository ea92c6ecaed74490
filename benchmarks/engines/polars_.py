"""Polars, streaming, with integer arithmetic in place of time-zone functions."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import polars as pl

from engines.answers import (
    CHANGE_MS,
    DAY_MS,
    HOUR_MS,
    ON_QUEUE,
    SHIFT_BREAK_MS,
    SLOT_MS,
    STATES,
    THRESHOLD_MS,
    WINDOW_MS,
)

MS = pl.Int64


def _local_day(at: pl.Expr) -> pl.Expr:
    return (at + HOUR_MS + pl.when(at >= CHANGE_MS).then(HOUR_MS).otherwise(0)) // DAY_MS


def _midnight(day: pl.Expr) -> pl.Expr:
    winter = day * DAY_MS - HOUR_MS
    return winter - pl.when(winter > CHANGE_MS).then(HOUR_MS).otherwise(0)


def _states(folder: Path) -> pl.LazyFrame:
    return pl.scan_parquet(folder / "states.parquet").select(
        "agent_id", pl.col("start_at").to_physical(), pl.col("end_at").to_physical(), "state"
    )


def agent_day_states(folder: Path) -> pl.DataFrame:
    """Group both sides of midnight by agent and day, one sum per state."""
    rows = _states(folder).with_columns(day=_local_day(pl.col("start_at")))
    rows = rows.with_columns(cut=_midnight(pl.col("day") + 1))
    before = rows.select(
        "agent_id", "day", "state", ms=pl.min_horizontal("end_at", "cut") - pl.col("start_at")
    )
    after = rows.filter(pl.col("end_at") > pl.col("cut")).select(
        "agent_id", pl.col("day") + 1, "state", ms=pl.col("end_at") - pl.col("cut")
    )
    sums = [
        pl.when(pl.col("state") == s).then("ms").otherwise(0).sum().alias(f"{s}_ms") for s in STATES
    ]
    both = pl.concat([before, after])
    return both.group_by("agent_id", "day").agg(sums).collect(engine="streaming")


def _plan(folder: Path) -> pl.LazyFrame:
    plan = pl.scan_parquet(folder / "schedules.parquet").select(
        "agent_id",
        pl.col("start_at").to_physical().alias("plan_start"),
        pl.col("end_at").to_physical().alias("plan_end"),
        "activity",
    )
    before = pl.col("plan_end").shift(1).over("agent_id")
    opens = (pl.col("plan_start") - before >= SHIFT_BREAK_MS).fill_null(True)
    shift = pl.when(opens).then("plan_start").forward_fill().over("agent_id")
    return plan.with_columns(day=_local_day(shift))


def schedule_adherence(folder: Path) -> pl.DataFrame:
    """Two as-of joins: a stretch that both share begins with one or with the other."""
    agents = (
        pl.scan_parquet(folder / "schedules.parquet")
        .select(pl.col("agent_id").unique())
        .collect(engine="streaming")
        .sort("agent_id")
        .with_row_index("agent")
        .lazy()
    )
    plan = _plan(folder).join(agents, on="agent_id", maintain_order="left").collect()
    key = pl.col("agent").cast(MS) * (1 << 42)
    plan = plan.with_columns(at=key + pl.col("plan_start")).set_sorted("at")
    rows = (
        _states(folder)
        .join(agents, on="agent_id", maintain_order="left")
        .filter(pl.col("agent").is_not_null())
        .select(
            at=key + pl.col("start_at"),
            who="agent",
            start="start_at",
            end="end_at",
            state="state",
        )
        .collect(engine="streaming")
        .set_sorted("at")
    )
    productive = pl.col("activity") == "productive"
    working = pl.col("state").is_in(ON_QUEUE)
    fits = (productive & working) | (~productive & (pl.col("state") == "aux"))
    columns = ["at", "agent", "day", "activity", "plan_start", "plan_end"]
    begun = (
        rows.lazy()
        .join_asof(plan.lazy().select(columns), on="at", strategy="backward")
        .filter((pl.col("who") == pl.col("agent")) & (pl.col("plan_end") > pl.col("start")) & fits)
        .select("agent", "day", ms=pl.min_horizontal("end", "plan_end") - pl.col("start"))
    )
    under_way = (
        plan.lazy()
        .select(columns)
        .join_asof(rows.lazy(), on="at", strategy="backward", allow_exact_matches=False)
        .filter((pl.col("who") == pl.col("agent")) & (pl.col("end") > pl.col("plan_start")) & fits)
        .select("agent", "day", ms=pl.min_horizontal("end", "plan_end") - pl.col("plan_start"))
    )
    kept = pl.concat([begun, under_way]).group_by("agent", "day").agg(kept_ms=pl.col("ms").sum())
    length = (pl.col("plan_end") - pl.col("plan_start")).sum()
    days = plan.lazy().group_by("agent_id", "agent", "day").agg(scheduled_ms=length)
    both = days.join(kept, on=["agent", "day"], how="left")
    return both.with_columns(pl.col("kept_ms").fill_null(0)).collect(engine="streaming")


def service_intervals(folder: Path) -> pl.DataFrame:
    """Group by slot and queue; in Madrid the slots of local time are those of UTC."""
    answered, abandoned = pl.col("outcome") == "answered", pl.col("outcome") == "abandoned"
    wait, times = pl.col("wait_ms"), ["talk_ms", "hold_ms", "acw_ms"]
    handled = (
        answered
        & pl.col("agent_id").is_not_null()
        & (pl.sum_horizontal(pl.col(name).fill_null(0) for name in times) > 0)
    )
    return (
        pl.scan_parquet(folder / "contacts.parquet")
        .filter(pl.col("outcome") != "not_offered")
        .group_by(
            (pl.col("arrived_at").to_physical() // SLOT_MS * SLOT_MS).alias("start_at"),
            "queue",
            "channel",
            "campaign",
        )
        .agg(
            n_offered=pl.len(),
            n_answered=answered.sum(),
            n_within=(answered & (wait <= THRESHOLD_MS)).sum(),
            n_abandoned=abandoned.sum(),
            wait_answered_ms=wait.filter(answered).sum(),
            wait_abandoned_ms=wait.filter(abandoned).sum(),
            n_handled=handled.sum(),
            **{name: pl.col(name).filter(handled).sum() for name in times},
        )
        .collect(engine="streaming")
    )


def repeat_contacts(folder: Path) -> pl.DataFrame:
    """Sort in memory by a hash of the customer, which is shorter than the id; look ahead."""
    source = pl.scan_parquet(folder / "contacts.parquet")
    end = source.select(pl.col("arrived_at").to_physical().max() + 1).collect().item()
    rows = (
        source.filter((pl.col("outcome") == "answered") & (pl.col("leg") == 1))
        .select(
            "queue",
            "contact_id",
            customer=pl.col("customer_key").hash(),
            at=pl.col("arrived_at").to_physical(),
        )
        .collect(engine="streaming")
        .sort("customer", "at", "contact_id")
    )
    gap = pl.col("at").shift(-1) - pl.col("at")
    determined = end - pl.col("at") > WINDOW_MS
    again = (pl.col("customer").shift(-1) == pl.col("customer")) & (gap <= WINDOW_MS)
    return (
        rows.lazy()
        .select("queue", determined=determined, followed=again.fill_null(False))
        .group_by("queue")
        .agg(
            n_contacts=pl.len(),
            n_determined=pl.col("determined").sum(),
            n_followed=(pl.col("determined") & pl.col("followed")).sum(),
        )
        .collect(engine="streaming")
    )


TASKS = {
    "agent_day_states": agent_day_states,
    "schedule_adherence": schedule_adherence,
    "service_intervals": service_intervals,
    "repeat_contacts": repeat_contacts,
}


def frame(task: str, found: pl.DataFrame) -> pd.DataFrame:
    """The answer as a frame."""
    return found.to_pandas()
