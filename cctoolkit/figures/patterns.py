"""Pictures of patterns: how far groups go beyond what is expected, and durations at a threshold."""

from __future__ import annotations

import pandas as pd

from cctoolkit.figures.picture import (
    GRID,
    INK,
    OUTSIDE,
    QUIET,
    UNKNOWN,
    Look,
    Picture,
    bare,
    blend,
    canvas,
    drawn,
)
from cctoolkit.words import N_, Words
from cctoolkit.words.voice import capitalised

_SAYS = {
    "short": N_("short contacts, of the contacts"),
    "edge_first": N_("auxiliary time at the start of the shift, in % of the time"),
    "edge_last": N_("auxiliary time at the end of the shift, in % of the time"),
}
_PANEL_IN = 0.28


def excess_by_group(
    panels: dict[str, pd.DataFrame], group: str, words: Words, look: Look
) -> Picture:
    """A dot with its margin per group and pattern: the excess once the innocent is taken away.

    Filled and orange where it goes beyond what all the comparisons together allow for.
    """
    panels = {name: rows.dropna(subset=["low"]) for name, rows in panels.items()}
    panels = {name: rows for name, rows in panels.items() if len(rows)}
    n_rows = max(len(rows) for rows in panels.values())
    with canvas(1.1 + _PANEL_IN * n_rows, ncols=len(panels), squeeze=False) as (figure, axes):
        for place, (name, rows) in enumerate(panels.items()):
            _panel(axes[0][place], rows, group, words, look)
            axes[0][place].set_title(
                _wrapped(capitalised(words.say(_SAYS[name]))), fontsize=8.5, loc="left", color=INK
            )
        alt = words.say(
            "A dot with its margin of uncertainty per group: {said}.",
            said="; ".join(_panel_said(name, rows, group, words) for name, rows in panels.items()),
        )
        caption = words.say(
            "What groups have beyond what is expected, innocent explanations taken away first"
        )
        return drawn("excess_by_group", figure, alt, caption)


def _panel(axes, rows: pd.DataFrame, group: str, words: Words, look: Look) -> None:
    axes.axvline(0, color=INK, linewidth=0.9, linestyle=(0, (3, 2)))
    for place, row in enumerate(rows.to_dict("records")):
        beyond = row["surely_low"] > 0
        colour = OUTSIDE if beyond else look.accent
        axes.plot([row["low"], row["high"]], [place, place], color=blend(colour, 0.4), linewidth=2)
        axes.plot(
            row["excess_share"],
            place,
            "D" if beyond else "o",
            color=colour,
            markerfacecolor=colour if beyond else "white",
            markersize=5.5,
        )
    axes.set_yticks(range(len(rows)), [str(each) for each in rows[group]])
    axes.set_ylim(len(rows) - 0.5, -0.6)
    axes.margins(x=0.12)
    axes.xaxis.set_major_formatter(lambda share, _: words.percent(share, 0 if _wide(axes) else 1))
    axes.locator_params(axis="x", nbins=4)
    bare(axes, grid="x")


def _wide(axes) -> bool:
    low, high = axes.get_xlim()
    return high - low >= 0.04


def _panel_said(name: str, rows: pd.DataFrame, group: str, words: Words) -> str:
    most = rows.loc[rows["excess_share"].idxmax()]
    return words.say(
        "{what}, at most {share} in {group}",
        what=words.say(_SAYS[name]),
        share=words.percent(float(most["excess_share"])),
        group=str(most[group]),
    )


def around_thresholds(around: pd.DataFrame, words: Words, look: Look) -> Picture:
    """Durations on both sides of each threshold, a bar per half band; the band itself in orange.

    Exact durations that repeat stand in grey on top: they are taken for a system's clock.
    """
    patterns = [*around["pattern"].unique()]
    n_rows = (len(patterns) + 1) // 2
    n_columns = min(len(patterns), 2)
    with canvas(0.5 + 1.75 * n_rows, nrows=n_rows, ncols=n_columns, squeeze=False) as (
        figure,
        axes,
    ):
        for place, name in enumerate(patterns):
            own = around[around["pattern"].eq(name)]
            _bars(axes[place // n_columns][place % n_columns], own, name, words, look)
        for spare in range(len(patterns), n_rows * n_columns):
            axes[spare // n_columns][spare % n_columns].set_axis_off()
        alt = words.say(
            "Bars of how many durations lie on each side of a threshold: {said}.",
            said="; ".join(_bars_said(around[around["pattern"].eq(n)], n, words) for n in patterns),
        )
        caption = words.say("Durations beside each threshold, in seconds; the band is in orange")
        return drawn("around_thresholds", figure, alt, caption)


def _bars(axes, rows: pd.DataFrame, name: str, words: Words, look: Look) -> None:
    width = float(rows["to_s"].iloc[0] - rows["from_s"].iloc[0])
    kept, whole = (rows[each].fillna(0).to_numpy(float) for each in ("n_kept", "n_durations"))
    colours = [OUTSIDE if band else blend(look.accent, 0.35) for band in rows["is_band"]]
    axes.bar(rows["from_s"], kept, width=0.86 * width, align="edge", color=colours)
    axes.bar(
        rows["from_s"], whole - kept, bottom=kept, width=0.86 * width, align="edge", color=UNKNOWN
    )
    axes.axvline(rows["limit_s"].iloc[0], color=INK, linewidth=0.9, linestyle=(0, (3, 2)))
    axes.set_title(
        _wrapped(capitalised(words.code("pattern", name)), 40), fontsize=8.5, loc="left", color=INK
    )
    axes.tick_params(labelsize=8)
    axes.locator_params(axis="x", nbins=6, integer=True)
    axes.xaxis.set_major_formatter(lambda seconds, _: words.number(seconds))
    axes.locator_params(axis="y", nbins=4, integer=True)
    axes.yaxis.set_major_formatter(lambda n, _: words.number(n))
    axes.set_xlabel("s", fontsize=8, color=QUIET)
    axes.spines["bottom"].set_color(GRID)
    bare(axes, grid="y")


def _bars_said(rows: pd.DataFrame, name: str, words: Words) -> str:
    band = rows[rows["is_band"]]
    return words.say(
        "{what}, {n} in the band beside {limit}, of {all} around it",
        what=words.code("pattern", name),
        n=words.number(float(band["n_durations"].sum())),
        limit=words.seconds(float(rows["limit_s"].iloc[0])),
        all=words.number(float(rows["n_durations"].sum())),
    )


def _wrapped(text: str, width: int = 30) -> str:
    import textwrap

    return "\n".join(textwrap.wrap(text, width))
