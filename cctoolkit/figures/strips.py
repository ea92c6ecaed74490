"""One number in several readings: a line each, a dot where it lies, what was agreed filled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cctoolkit.figures.picture import INK, PLATE, QUIET, Look, Picture, bare, blend, canvas, drawn
from cctoolkit.words import Words
from cctoolkit.words.digits import PERCENT, decimals_apart


@dataclass(frozen=True, slots=True)
class Dot:
    """A reading: its name, its value with its limits, whether it is the one that was agreed.

    `apart` marks what is another measure and stands for itself.
    """

    name: str
    value: float
    low: float = float("nan")
    high: float = float("nan")
    agreed: bool = False
    apart: bool = False


def strip(
    name: str,
    dots: Sequence[Dot],
    target: float | None,
    words: Words,
    look: Look,
    *,
    alt: str,
    caption: str,
) -> Picture:
    """Draw the dots from top to bottom, on one scale, with the target across them."""
    with canvas(0.7 + 0.3 * len(dots)) as (figure, axes):
        for place, dot in enumerate(reversed(dots)):
            _draw(axes, place, dot, target, words, look)
        if target:
            axes.axvline(target, color=INK, linewidth=0.9, linestyle=(0, (3, 2)), zorder=1)
            label = words.say("target {share}", share=words.percent_agreed(target))
            top = len(dots) - 0.35
            axes.text(target, top, label, ha="center", fontsize=8, color=INK, bbox=PLATE)
        axes.set_yticks(range(len(dots)), [dot.name for dot in reversed(dots)])
        for text, dot in zip(axes.get_yticklabels(), reversed(dots), strict=True):
            text.set_fontweight("bold" if dot.agreed else "normal")
            text.set_color(QUIET if dot.apart else INK)
        axes.set_ylim(-0.6, len(dots) - 0.1)
        axes.set_xlim(*_ends(dots, target))
        axes.xaxis.set_major_formatter(lambda share, _: words.percent(share, 0))
        bare(axes, grid="x")
        return drawn(name, figure, alt, caption)


def _draw(axes, place: int, dot: Dot, target: float | None, words: Words, look: Look) -> None:
    colour = QUIET if dot.apart else look.accent if dot.agreed else blend(look.accent, 0.4)
    if dot.low <= dot.high:
        axes.plot([dot.low, dot.high], [place, place], color=blend(colour, 0.4), linewidth=1.6)
    filled = colour if dot.agreed else "white"
    axes.plot(
        dot.value, place, "o", color=colour, markerfacecolor=filled, markersize=7, clip_on=False
    )
    decimals = decimals_apart([dot.value], [target], 1, scale=PERCENT)
    right = dot.high if dot.low <= dot.high else dot.value
    axes.annotate(
        words.percent(dot.value, decimals),
        (right, place),
        xytext=(8, 0),
        textcoords="offset points",
        va="center",
        fontsize=8,
        color=QUIET if dot.apart else INK,
        bbox=PLATE,
    )


def _ends(dots: Sequence[Dot], target: float | None) -> tuple[float, float]:
    limits = [x for dot in dots for x in (dot.value, dot.low, dot.high) if x == x]
    limits += [target] if target else []
    wide = max(limits) - min(limits)
    return max(0.0, min(limits) - 0.1 * wide - 0.02), min(1.08, max(limits) + 0.15 * wide + 0.03)
