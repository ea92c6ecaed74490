"""What pictures with a line in time share: the line, its labels, its dates."""

from __future__ import annotations

import pandas as pd

from cctoolkit.figures.picture import INK, OUTSIDE, Look, bare, blend
from cctoolkit.words import Words
from cctoolkit.words.digits import PERCENT, decimals_apart

LONG_DAYS = 320


def draw_shares(
    axes,
    points: pd.DataFrame,
    each: str,
    column: str,
    at_least: float | None,
    words: Words,
    look: Look,
) -> str:
    """Draw the share of every day or month, those below `at_least` marked; return it in words."""
    shown = points.dropna(subset=[column])
    dates, values = shown[each], shown[column]
    below = values < at_least if at_least else pd.Series(False, index=values.index)
    axes.plot(dates, values, color=blend(look.accent, 0.58), linewidth=1)
    axes.plot(dates[~below], values[~below], "o", color=look.accent, markersize=3.5)
    axes.plot(dates[below], values[below], "D", color=OUTSIDE, markersize=4)
    if below.any():
        _name_the_lowest(axes, dates, values, at_least, words)
    axes.yaxis.set_major_formatter(lambda share, _: words.percent(share, 0))
    date_axis(axes, words)
    bare(axes, grid="y")
    ends = [values.min(), values.max()]
    decimals = decimals_apart(ends, [at_least], 1, scale=PERCENT)
    low, high = (words.percent(end, decimals) for end in ends)
    return words.say(
        "{points}, between {low} and {high}; below the target: {n_below}.",
        points=count_of(each, len(values), words),
        low=low,
        high=high,
        n_below=int(below.sum()),
    )


def _name_the_lowest(
    axes, dates: pd.Series, values: pd.Series, at_least: float | None, words: Words
) -> None:
    lowest = values.idxmin()
    decimals = decimals_apart([values[lowest]], [at_least], scale=PERCENT)
    axes.annotate(
        f"{words.date(dates[lowest].date(), 'axis')}  {words.percent(values[lowest], decimals)}",
        (dates[lowest], values[lowest]),
        xytext=(0, -7),
        textcoords="offset points",
        ha="center",
        va="top",
        fontsize=8,
        color=OUTSIDE,
    )
    axes.margins(y=0.16)


def count_of(each: str, n: int, words: Words) -> str:
    """Write how many days or months a picture shows."""
    if each == "month":
        return words.say_plural("{n} month", "{n} months", n)
    return words.say_plural("{n} day", "{n} days", n)


def beside(axes, height: float, label: str) -> None:
    """Write a label right of the axes, at a value of the vertical axis."""
    axes.annotate(
        label,
        (1, height),
        xycoords=("axes fraction", "data"),
        xytext=(5, 0),
        textcoords="offset points",
        va="center",
        fontsize=8,
        color=INK,
    )


def date_axis(axes, words: Words) -> None:
    """Mark dates in the reader's language; months with their year where the span is long."""
    import matplotlib.dates as mdates

    first, last = (mdates.num2date(edge).date() for edge in axes.get_xlim())
    style = "axis" if (last - first).days < LONG_DAYS else "axis_month"
    axes.xaxis.set_major_locator(mdates.AutoDateLocator(minticks=3, maxticks=7))
    axes.xaxis.set_major_formatter(
        lambda value, _: words.date(mdates.num2date(value).date(), style)
    )
