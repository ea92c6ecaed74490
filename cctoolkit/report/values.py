"""Values with their unit, target and weight, as a card or a finding shows them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Literal

from cctoolkit.findings import KeyFigure
from cctoolkit.words import N_, Words
from cctoolkit.words.digits import PERCENT, decimals_apart, is_missing

Standing = Literal["inside", "outside"]

STANDINGS = {
    "inside": N_("within the target"),
    "outside": N_("outside the target"),
}
SEVERITIES = {"serious": N_("serious"), "notice": N_("to watch"), "good": N_("in order")}
PARTIES = {
    "client": N_("Controlled by the client"),
    "provider": N_("Controlled by the provider"),
    "both": N_("Controlled by both parties"),
}
_DECIMALS = {"share": 1}
_SPARK_WIDTH, _SPARK_HEIGHT = 120.0, 28.0


def value(x: float, unit: str, words: Words, decimals: int | None = None) -> str:
    """Write a value in its unit."""
    if decimals is None:
        decimals = _DECIMALS.get(unit, 0)
    if unit == "nps":
        return words.number(100 * x, decimals, signed=True)
    write = {"share": words.percent, "seconds": words.seconds, "hours": words.hours}
    return write.get(unit, words.number)(x, decimals)


def decimals_beside(targets: Sequence[float], values: Sequence[float], unit: str) -> int:
    """Decimals at which values that stand beside targets are not written like one they aren't."""
    scale = PERCENT if unit == "share" else 0
    return decimals_apart(values, targets, _DECIMALS.get(unit, 0), scale=scale)


def counted(n: int, unit: str, words: Words) -> str:
    """Write how many observations there are, and of what."""
    say_plural = words.say_plural
    counts = {
        "contacts": lambda: say_plural("{n} contact", "{n} contacts", n),
        "agents": lambda: say_plural("{n} agent", "{n} agents", n),
        "agent_days": lambda: say_plural("{n} agent day", "{n} agent days", n),
        "days": lambda: say_plural("{n} day", "{n} days", n),
        "hours": lambda: say_plural("{n} hour", "{n} hours", n),
        "intervals": lambda: say_plural("{n} interval", "{n} intervals", n),
        "attempts": lambda: say_plural("{n} attempt", "{n} attempts", n),
        "rules": lambda: say_plural("{n} rule", "{n} rules", n),
        "issues": lambda: say_plural("{n} issue", "{n} issues", n),
        "answers": lambda: say_plural("{n} answer", "{n} answers", n),
        "stretches": lambda: say_plural("{n} stretch", "{n} stretches", n),
        "readings": lambda: say_plural("{n} reading", "{n} readings", n),
        "rows": lambda: say_plural("{n} row", "{n} rows", n),
    }
    return counts[unit]() if unit in counts else words.number(n)


def between(low: float, high: float, unit: str, words: Words, decimals: int | None = None) -> str:
    """Write an interval in words; empty when there is none."""
    if is_missing(low) or is_missing(high):
        return ""
    return words.interval(low, high, partial(value, unit=unit, words=words, decimals=decimals))


def figure_value(figure: KeyFigure, words: Words) -> str:
    """Write the value of a figure, with decimals that tell it apart from its target."""
    return value(figure.value, figure.unit, words, _decimals(figure))


def figure_interval(figure: KeyFigure, words: Words) -> str:
    """Write the margin of uncertainty of a figure; empty when there is none."""
    decimals = decimals_beside(_target(figure), [figure.low, figure.high], figure.unit)
    return between(figure.low, figure.high, figure.unit, words, decimals)


def target(figure: KeyFigure, words: Words) -> str:
    """Write the target of a figure; empty when there is none."""
    low, high = _target(figure)
    write = partial(value, unit=figure.unit, words=words, decimals=_decimals(figure))
    if low is None and high is None:
        return ""
    if high is None:
        return words.say("target: at least {value}", value=write(low))
    if low is None:
        return words.say("target: at most {value}", value=write(high))
    return words.say("target: {value}", value=words.interval(low, high, write))


def _decimals(figure: KeyFigure) -> int:
    return decimals_beside(_target(figure), [figure.value], figure.unit)


def standing(figure: KeyFigure) -> Standing | None:
    """Tell whether a figure reached its target; None without a target.

    What was agreed is judged by the value of the period; its margin of uncertainty speaks of
    another such period, and stands beside it.
    """
    low, high = _target(figure)
    if (low is None and high is None) or is_missing(figure.value):
        return None
    reached = (low is None or figure.value >= low) and (high is None or figure.value <= high)
    return "inside" if reached else "outside"


def _target(figure: KeyFigure) -> tuple[float | None, float | None]:
    """Ends of the target; the whole of a share is no upper end."""
    low = None if is_missing(figure.target_low) else figure.target_low
    high = None if is_missing(figure.target_high) else figure.target_high
    if figure.unit == "share" and high is not None and high >= 1:
        high = None
    return low, high


def spark(trend: Sequence[float]) -> str:
    """Return the points of a tiny line, as SVG wants them; empty when there is nothing to show."""
    known = [(place, y) for place, y in enumerate(trend) if not is_missing(y)]
    if len(known) < 3:
        return ""
    low, high = min(y for _, y in known), max(y for _, y in known)
    span, length = (high - low) or 1.0, known[-1][0] or 1
    return " ".join(
        f"{2 + (_SPARK_WIDTH - 4) * place / length:.1f},"
        f"{2 + (_SPARK_HEIGHT - 4) * (1 - (y - low) / span):.1f}"
        for place, y in known
    )


def trend_words(figure: KeyFigure, words: Words) -> str:
    """Say what the tiny line shows."""
    known = [y for y in figure.trend if not is_missing(y)]
    if len(known) < 3:
        return ""
    return words.say(
        "Trend of {n} values, from {first} to {last}",
        n=len(known),
        first=value(known[0], figure.unit, words),
        last=value(known[-1], figure.unit, words),
    )
