"""What a drawing function hands over, and the look that all pictures share."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH_IN = 7.2
DPI = 144

INK = "#22303a"
QUIET = "#6b7780"
GRID = "#e3e7ea"
OUTSIDE = "#c2571a"
UNKNOWN = "#b9bfc4"
PLATE = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
"""Behind a label that a line may cross."""


@dataclass(frozen=True)
class Look:
    """The client's accent; everything else is the house's."""

    accent: str = "#1f5f7a"


@dataclass(frozen=True)
class Picture:
    """A drawn figure: image, the words that replace it, and the point that it makes.

    `alt` is built from the same numbers as the image, for who cannot see it.
    """

    name: str
    image: bytes
    mime: str
    alt: str
    caption: str


@contextmanager
def canvas(height_in: float, **layout: object) -> Iterator[tuple[Figure, Axes]]:
    """Give a figure of the house's width and its axes, and close it afterwards."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(WIDTH_IN, height_in), dpi=DPI, layout="constrained")
        yield figure, figure.subplots(**layout)


def drawn(name: str, figure: Figure, alt: str, caption: str) -> Picture:
    """Render a figure as PNG at twice the size it is shown."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", metadata={"Software": None})
    return Picture(name, buffer.getvalue(), "image/png", alt, caption)


def blend(colour: str, share_of_white: float) -> str:
    """Lighten a colour towards white."""
    from matplotlib.colors import to_hex, to_rgb

    return to_hex([part + (1 - part) * share_of_white for part in to_rgb(colour)])


def bare(axes: Axes, *, grid: str | None = None) -> None:
    """Take away what carries no data; keep a quiet grid along one axis."""
    for side in axes.spines.values():
        side.set_visible(False)
    axes.tick_params(length=0)
    if grid:
        axes.grid(axis=grid, color=GRID, linewidth=0.8)
        axes.set_axisbelow(True)


_STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "text.color": INK,
    "axes.labelcolor": QUIET,
    "xtick.color": QUIET,
    "ytick.color": INK,
    "axes.edgecolor": GRID,
    "figure.facecolor": "white",
    "hatch.linewidth": 0.6,
}
