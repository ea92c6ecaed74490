"""How a log of states was read where it leaves something open: the settings, for every method."""

from __future__ import annotations

from cctoolkit.engagement.settings import Settings


def log_choices(settings: Settings) -> dict[str, float | str]:
    """Return the settings of `states:` as choices that a section made, in seconds."""
    rules = settings.states
    return {
        "session_break_s": rules.session_break_h * 3600,
        "longest_gap_s": rules.longest_gap_minutes * 60,
        "longest_state_s": rules.longest_state_h * 3600,
        "after_shift_s": rules.after_shift_minutes * 60,
        "shared_time": rules.shared_time,
    }
