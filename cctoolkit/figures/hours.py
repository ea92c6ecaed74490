"""The picture of the waterfall of hours."""

from __future__ import annotations

import pandas as pd

from cctoolkit.figures.picture import INK, QUIET, Look, Picture, bare, blend, canvas, drawn
from cctoolkit.words import Words
from cctoolkit.words.digits import is_missing
from cctoolkit.words.voice import capitalised

ROOM = 1.42
"""Width of the axes, in longest bars: what the labels need."""


def n_comparable(table: pd.DataFrame) -> int:
    """Steps of the months of the first, which alone are drawn."""
    return int(table["share_of_first"].notna().sum())


def waterfall(table: pd.DataFrame, words: Words, look: Look) -> Picture:
    """A bar per step from zero, in order; what the step before had more, pale, with its hours.

    At the end of each bar its hours and the money: the amount invoiced beside the hours billed,
    and the others at the cost of an hour paid, where the table has it. Steps of other months than
    the first are left to the table.
    """
    rows = table[table["share_of_first"].notna()].reset_index(drop=True)
    longest = rows["hours"].max()
    with canvas(0.7 + 0.46 * len(rows)) as (figure, axes):
        for place, row in rows.iterrows():
            _bar(axes, -place, row, words, look)
        names = [capitalised(words.code("step", step)) for step in rows["step"]]
        axes.set_yticks([-place for place in rows.index], names)
        axes.set_xlim(0, longest * ROOM)
        axes.set_xticks([])
        axes.set_ylim(-len(rows) + 0.4, 0.6)
        bare(axes)
        alt, caption = _words(rows, words)
        if len(rows) < len(table):
            caption += "; " + words.say("steps that cover other dates are only in the table")
        return drawn("waterfall", figure, alt, caption)


def _bar(axes, place: int, row: pd.Series, words: Words, look: Look) -> None:
    stated = row["step"] in ("billed", "paid")
    colour = blend(look.accent, 0.35) if stated else look.accent
    axes.barh(place, row["hours"], height=0.58, color=colour)
    end, is_held = row["hours"], not is_missing(row["change_h"])
    if is_held and row["change_h"] < 0:
        pale = {"color": blend(look.accent, 0.86), "edgecolor": blend(look.accent, 0.5)}
        less = -row["change_h"]
        axes.barh(place, less, left=row["hours"], height=0.58, linewidth=0.6, **pale)
        end = row["hours"] + less
    label = words.hours(row["hours"])
    money = _money(row, words)
    axes.annotate(
        f"{label} · {money}" if money else label,
        (end, place),
        xytext=(6, 5 if is_held else 0),
        textcoords="offset points",
        va="center",
        fontsize=8.5,
        color=INK,
    )
    if is_held:
        axes.annotate(
            _change(row, words),
            (end, place),
            xytext=(6, -6),
            textcoords="offset points",
            va="center",
            fontsize=7.5,
            color=QUIET,
        )


def _money(row: pd.Series, words: Words) -> str:
    """Write the money beside a step, with what it is where two kinds meet."""
    said = []
    if not is_missing(row.get("invoiced")):
        said.append(words.say("{amount} invoiced", amount=words.money(row["invoiced"], decimals=0)))
    if not is_missing(row.get("at_cost")):
        said.append(words.say("{amount} at cost", amount=words.money(row["at_cost"], decimals=0)))
    return " · ".join(said)


def _change(row: pd.Series, words: Words) -> str:
    return f"{words.number(row['change_h'], 0, signed=True)} h"


def _words(rows: pd.DataFrame, words: Words) -> tuple[str, str]:
    steps = [
        f"{words.code('step', row['step'])} {words.hours(row['hours'])}"
        for row in rows.to_dict("records")
    ]
    alt = words.say("A bar per step of the hours: {steps}.", steps="; ".join(steps))
    if "at_cost" in rows and rows["at_cost"].notna().any():
        return alt, words.say(
            "Hours of every step; in pale what the step before had more; money at the mean cost of "
            "an hour paid, and as invoiced"
        )
    return alt, words.say("Hours of every step; in pale, what the step before had more")
