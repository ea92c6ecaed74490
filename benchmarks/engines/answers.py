"""The questions, as every engine has to answer them."""

STATES = ["talk", "hold", "acw", "ring", "available", "aux"]
ON_QUEUE = ["talk", "hold", "acw", "ring", "available"]
THRESHOLD_MS = 20_000
WINDOW_MS = 7 * 86_400_000
SHIFT_BREAK_MS = 4 * 3_600_000

DAY_MS, SLOT_MS, HOUR_MS = 86_400_000, 1_800_000, 3_600_000
CHANGE_MS = 1_774_746_000_000
"""2026-03-29 01:00 UTC, when the clocks of Madrid go from one to two hours ahead: the only change
in the data. The peers have it written into them; the project looks it up for any zone."""

KEYS = {
    "agent_day_states": ["agent_id", "day"],
    "schedule_adherence": ["agent_id", "day"],
    "service_intervals": ["start_at", "queue", "channel", "campaign"],
    "repeat_contacts": ["queue"],
}
VALUES = {
    "agent_day_states": [f"{state}_ms" for state in STATES],
    "schedule_adherence": ["scheduled_ms", "kept_ms"],
    "service_intervals": [
        "n_offered",
        "n_answered",
        "n_within",
        "n_abandoned",
        "wait_answered_ms",
        "wait_abandoned_ms",
        "n_handled",
        "talk_ms",
        "hold_ms",
        "acw_ms",
    ],
    "repeat_contacts": ["n_contacts", "n_determined", "n_followed"],
}
COLUMNS = {
    "agent_day_states": {"states": ["agent_id", "start_at", "end_at", "state"]},
    "schedule_adherence": {
        "states": ["agent_id", "start_at", "end_at", "state"],
        "schedules": ["agent_id", "start_at", "end_at", "activity"],
    },
    "service_intervals": {
        "contacts": [
            "contact_id",
            "leg",
            "queue",
            "channel",
            "campaign",
            "arrived_at",
            "wait_ms",
            "talk_ms",
            "hold_ms",
            "acw_ms",
            "outcome",
            "agent_id",
        ]
    },
    "repeat_contacts": {
        "contacts": ["customer_key", "arrived_at", "contact_id", "leg", "outcome", "queue"]
    },
}
CODED = ["agent_id", "state", "activity", "queue", "channel", "campaign", "outcome"]
