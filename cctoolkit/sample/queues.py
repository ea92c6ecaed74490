"""What can be contacted and when: units, their queues, opening hours and the shape of a week."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

NORTE, SUR_VOICE, SUR_CHAT = "norte", "sur_voz", "sur_chat"
UNITS = (NORTE, SUR_VOICE, SUR_CHAT)
CAPACITY = {NORTE: 1, SUR_VOICE: 1, SUR_CHAT: 3}
CURVE_MIN = np.arange(24) * 60
NIGHT_CURVE = (0.38, 0.34, 0.31, 0.30, 0.30, 0.31, 0.35, 0.45)
MORNING_CURVE = (0.64, 0.86, 0.96, 1.0, 0.98, 0.93, 0.91, 0.92)
EVENING_CURVE = (0.81, 0.75, 0.73, 0.69, 0.60, 0.53, 0.47, 0.42)
CURVE = NIGHT_CURVE + MORNING_CURVE + EVENING_CURVE
WEEKDAY_FACTORS = (1.12, 1.04, 1.0, 0.98, 0.96, 0.44, 0.32)


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue: its unit, share of that unit's contacts, opening hours and lognormal work."""

    name: str
    unit: str
    word: str
    share: float
    opens_min: int
    closes_min: int
    talk_s: float
    hold_share: float
    hold_s: float
    acw_s: float

    @property
    def handle_s(self) -> float:
        """Mean of talk, hold and after-contact work."""
        return self.talk_s + self.hold_share * self.hold_s + self.acw_s

    def open_at(self, minutes: np.ndarray) -> np.ndarray:
        """Whether it takes contacts in the half-hours that begin at these minutes of the day."""
        return (minutes >= self.opens_min) & (minutes < self.closes_min)

    def demand(self, weekday: int, minutes: np.ndarray) -> np.ndarray:
        """Contacts by half-hour, relative to the unit's at the busiest hour of a plain day."""
        curve = np.interp(minutes, CURVE_MIN, CURVE, period=1440)
        return np.where(self.open_at(minutes), self.share * WEEKDAY_FACTORS[weekday] * curve, 0.0)


QUEUES = (
    Queue("averias", NORTE, "AVERÍAS", 0.45, 0, 1440, 195, 0.25, 45, 35),
    Queue("facturacion", NORTE, "FACTURACIÓN", 0.55, 480, 1320, 205, 0.30, 55, 40),
    Queue("contratacion", SUR_VOICE, "CONTRATACIÓN", 1.0, 540, 1020, 230, 0.30, 60, 55),
    Queue("chat", SUR_CHAT, "chat_web", 1.0, 540, 1020, 560, 0.0, 0, 25),
)
QUEUES_OF = {unit: tuple(k for k, q in enumerate(QUEUES) if q.unit == unit) for unit in UNITS}
