"""DuckDB, with integer arithmetic in place of time-zone functions."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

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


def _local_day(at: str) -> str:
    summer = f"CASE WHEN ({at}) >= {CHANGE_MS} THEN {HOUR_MS} ELSE 0 END"
    return f"(({at}) + {HOUR_MS} + {summer}) // {DAY_MS}"


def _midnight(day: str) -> str:
    winter = f"(({day}) * {DAY_MS} - {HOUR_MS})"
    return f"({winter} - CASE WHEN {winter} > {CHANGE_MS} THEN {HOUR_MS} ELSE 0 END)"


STATE_SUMS = ", ".join(
    f"coalesce(sum(ms) FILTER (state = '{s}'), 0)::BIGINT AS {s}_ms" for s in STATES
)
AGENT_DAY_STATES = f"""
WITH logged AS (
    SELECT agent_id, state, epoch_ms(start_at) AS s, epoch_ms(end_at) AS e
    FROM read_parquet('{{folder}}/states.parquet')
), cut AS (
    SELECT *, {_local_day("s")} AS day, {_midnight(_local_day("s") + " + 1")} AS midnight
    FROM logged
), parts AS (
    SELECT agent_id, day, state, least(e, midnight) - s AS ms FROM cut
    UNION ALL
    SELECT agent_id, day + 1, state, e - midnight FROM cut WHERE e > midnight
)
SELECT agent_id, day, {STATE_SUMS}
FROM parts GROUP BY agent_id, day
"""

SCHEDULE_ADHERENCE = f"""
WITH rows AS (
    SELECT agent_id, activity, epoch_ms(start_at) AS ps, epoch_ms(end_at) AS pe
    FROM read_parquet('{{folder}}/schedules.parquet')
), opened AS (
    SELECT *, CASE WHEN ps - lag(pe) OVER w >= {SHIFT_BREAK_MS} OR lag(pe) OVER w IS NULL
        THEN ps END AS opens
    FROM rows WINDOW w AS (PARTITION BY agent_id ORDER BY ps)
), planned AS (
    SELECT agent_id, activity, ps, pe, {_local_day("max(opens) OVER w")} AS day
    FROM opened WINDOW w AS (PARTITION BY agent_id ORDER BY ps)
), logged AS (
    SELECT agent_id AS agent, state, epoch_ms(start_at) AS s, epoch_ms(end_at) AS e
    FROM read_parquet('{{folder}}/states.parquet')
), logged_by_hour AS (
    SELECT *, unnest(range(s // {HOUR_MS}, (e - 1) // {HOUR_MS} + 1)) AS hour FROM logged
), planned_by_hour AS (
    SELECT *, unnest(range(ps // {HOUR_MS}, (pe - 1) // {HOUR_MS} + 1)) AS hour FROM planned
), shared AS (
    SELECT p.agent_id, p.day, least(l.e, p.pe) - greatest(l.s, p.ps) AS ms, p.activity, l.state
    FROM logged_by_hour l JOIN planned_by_hour p ON l.agent = p.agent_id AND l.hour = p.hour
    WHERE l.s < p.pe AND l.e > p.ps AND l.hour = greatest(l.s, p.ps) // {HOUR_MS}
), kept AS (
    SELECT agent_id, day, sum(ms)::BIGINT AS kept_ms
    FROM shared
    WHERE CASE WHEN activity = 'productive' THEN state IN {tuple(ON_QUEUE)} ELSE state = 'aux' END
    GROUP BY agent_id, day
), days AS (
    SELECT agent_id, day, sum(pe - ps)::BIGINT AS scheduled_ms FROM planned GROUP BY agent_id, day
)
SELECT agent_id, day, scheduled_ms, coalesce(kept_ms, 0) AS kept_ms
FROM days LEFT JOIN kept USING (agent_id, day)
"""

HANDLED = """outcome = 'answered' AND agent_id IS NOT NULL
    AND coalesce(talk_ms, 0) + coalesce(hold_ms, 0) + coalesce(acw_ms, 0) > 0"""
TIME_SUMS = ", ".join(
    f"coalesce(sum({n}) FILTER ({HANDLED}), 0)::BIGINT AS {n}"
    for n in ("talk_ms", "hold_ms", "acw_ms")
)
SERVICE_INTERVALS = f"""
SELECT epoch_ms(arrived_at) // {SLOT_MS} * {SLOT_MS} AS start_at, queue, channel, campaign,
    count(*) AS n_offered,
    count(*) FILTER (outcome = 'answered') AS n_answered,
    count(*) FILTER (outcome = 'answered' AND wait_ms <= {THRESHOLD_MS}) AS n_within,
    count(*) FILTER (outcome = 'abandoned') AS n_abandoned,
    coalesce(sum(wait_ms) FILTER (outcome = 'answered'), 0)::BIGINT AS wait_answered_ms,
    coalesce(sum(wait_ms) FILTER (outcome = 'abandoned'), 0)::BIGINT AS wait_abandoned_ms,
    count(*) FILTER ({HANDLED}) AS n_handled,
    {TIME_SUMS}
FROM read_parquet('{{folder}}/contacts.parquet')
WHERE outcome <> 'not_offered'
GROUP BY ALL
"""

REPEAT_CONTACTS = f"""
WITH horizon AS (
    SELECT max(epoch_ms(arrived_at)) + 1 AS h FROM read_parquet('{{folder}}/contacts.parquet')
), rows AS (
    SELECT queue, epoch_ms(arrived_at) AS a, lead(epoch_ms(arrived_at)) OVER (
        PARTITION BY customer_key ORDER BY arrived_at, contact_id) AS b
    FROM read_parquet('{{folder}}/contacts.parquet')
    WHERE outcome = 'answered' AND leg = 1
)
SELECT queue, count(*) AS n_contacts, count(*) FILTER (h - a > {WINDOW_MS}) AS n_determined,
    count(*) FILTER (h - a > {WINDOW_MS} AND b - a <= {WINDOW_MS}) AS n_followed
FROM rows, horizon GROUP BY queue
"""


def _run(query: str, folder: Path) -> pa.Table:
    connection = duckdb.connect()
    connection.execute("SET preserve_insertion_order = false; SET TimeZone = 'UTC'")
    return connection.sql(query.format(folder=folder)).to_arrow_table()


TASKS = {
    "agent_day_states": partial(_run, AGENT_DAY_STATES),
    "schedule_adherence": partial(_run, SCHEDULE_ADHERENCE),
    "service_intervals": partial(_run, SERVICE_INTERVALS),
    "repeat_contacts": partial(_run, REPEAT_CONTACTS),
}


def frame(task: str, found: pa.Table) -> pd.DataFrame:
    """The answer as a frame."""
    return found.to_pandas()
