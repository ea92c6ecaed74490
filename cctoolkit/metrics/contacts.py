"""What one contact was: who began it, who handled it, how long it waited and lasted."""

from __future__ import annotations

import pandas as pd

CLOCK_DRIFT_MS = 2000


def is_inbound(contacts: pd.DataFrame) -> pd.Series:
    """Whether the customer began the contact: so it is, unless the record says otherwise."""
    return contacts["direction"].fillna("inbound").eq("inbound").astype(bool)


def handle_ms(contacts: pd.DataFrame) -> pd.Series:
    """Talk, hold and after-contact work together; a part that was not recorded counts nothing."""
    return contacts[["talk_ms", "hold_ms", "acw_ms"]].fillna(0).sum(axis=1).astype("Int64")


def is_handled(contacts: pd.DataFrame) -> pd.Series:
    """Whether a contact was answered by a named agent and lasted longer than zero."""
    answered = contacts["outcome"].eq("answered") & contacts["agent_id"].notna()
    return (answered & handle_ms(contacts).gt(0)).astype(bool)


def wait_ms(contacts: pd.DataFrame) -> pd.Series:
    """Waiting as recorded; without it, from arrival to the answer, or to the end if unanswered.

    An answer up to `CLOCK_DRIFT_MS` before the arrival waited nothing: two clocks of one system
    differ. One further before, or an answer without its instant, gives no waiting.
    """
    unanswered = contacts["outcome"].ne("answered")
    until = contacts["answered_at"].fillna(contacts["ended_at"].where(unanswered))
    measured = (until - contacts["arrived_at"]).dt.total_seconds().mul(1000).round()
    measured = measured.where(measured >= -CLOCK_DRIFT_MS).clip(lower=0)
    return contacts["wait_ms"].fillna(measured.astype("Int64"))
