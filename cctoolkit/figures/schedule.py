"""Pictures of adherence to the schedule: when it is lost, what each rule makes of it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cctoolkit.figures.over_time import beside, draw_shares
from cctoolkit.figures.picture import (
    INK,
    OUTSIDE,
    PLATE,
    QUIET,
    Look,
    Picture,
    bare,
    blend,
    canvas,
    drawn,
)
from cctoolkit.words import N_, Words
from cctoolkit.words.digits import PERCENT, decimals_apart, is_missing
from cctoolkit.words.voice import capitalised

_MINUTES = 60
_HOUR_S = 3600
_MOST_BARS = 10
_ROOM = 1.3
"""Width of the axes, in longest bars: what the labels need."""
_OVER_TIME = {
    "business_day": N_("Adherence to schedule, day by day"),
    "month": N_("Adherence to schedule, month by month"),
}


def lost_by_hour(by_hour: pd.DataFrame, whole_share: float, words: Words, look: Look) -> Picture:
    """Minutes out of adherence in each hour planned, a bar per hour of the day.

    The part in shifts that nobody attended stands at the foot; the line is the whole service.
    """
    shown = by_hour.dropna(subset=["out_share"])
    hours = shown["hour"].astype(int).to_numpy()
    out, absent = (
        shown[name].to_numpy(float) * _MINUTES for name in ("out_share", "out_absent_share")
    )
    whole = whole_share * _MINUTES
    with canvas(2.7) as (figure, axes):
        axes.bar(hours, absent, color=OUTSIDE, width=0.74, label=words.say("shifts not attended"))
        axes.bar(
            hours,
            out - absent,
            bottom=absent,
            color=blend(look.accent, 0.35),
            width=0.74,
            label=words.say("within the shift"),
        )
        axes.axhline(whole, color=INK, linewidth=0.9, linestyle=(0, (3, 2)))
        beside(axes, whole, words.say("whole service {minutes}", minutes=_minutes(whole, words)))
        for hour, height in zip(hours, out, strict=True):
            axes.annotate(
                words.number(height),
                (hour, height),
                xytext=(0, 2),
                textcoords="offset points",
                ha="center",
                fontsize=7.5,
                color=QUIET,
            )
        axes.set_xticks(hours, [f"{hour:02d}" for hour in hours])
        axes.set_xlabel(words.say("hour of the day, local time"))
        axes.set_ylabel(words.say("minutes of each hour planned"))
        axes.yaxis.get_major_locator().set_params(integer=True)
        axes.yaxis.set_major_formatter(lambda minutes, _: words.number(minutes))
        figure.legend(
            loc="outside upper left", ncols=2, frameon=False, handlelength=0.9, fontsize=8
        )
        bare(axes, grid="y")
        worst, best = int(np.argmax(out)), int(np.argmin(out))
        alt = words.say(
            "Bars of the minutes out of adherence in each hour planned, by hour of the day: from "
            "{least} at {best} to {most} at {worst}; in the whole service, {whole}.",
            least=_minutes(out[best], words),
            best=f"{hours[best]:02d}:00",
            most=_minutes(out[worst], words),
            worst=f"{hours[worst]:02d}:00",
            whole=_minutes(whole, words),
        )
        caption = words.say("Minutes out of adherence to schedule in each hour planned")
        return drawn("lost_by_hour", figure, alt, caption)


def _minutes(minutes: float, words: Words) -> str:
    return f"{words.number(minutes, 1)}\N{NO-BREAK SPACE}min"


def done_instead(instead: pd.DataFrame, words: Words, look: Look) -> Picture:
    """A bar for each thing done instead of the plan, largest first, with its hours and its part."""
    rows = instead[instead["done"] != "other"].head(_MOST_BARS)
    names = [_done(row, words) for row in rows.to_dict("records")]
    hours, shares = rows["non_adherent_s"].to_numpy(float) / _HOUR_S, rows["instead_share"]
    places = -np.arange(len(rows))
    with canvas(0.5 + 0.27 * len(rows)) as (figure, axes):
        axes.barh(places, hours, height=0.66, color=look.accent)
        labels = [
            f"{words.hours(each)} · {words.percent(share)}"
            for each, share in zip(hours, shares, strict=True)
        ]
        for place, each, label in zip(places, hours, labels, strict=True):
            axes.annotate(
                label,
                (each, place),
                xytext=(5, 0),
                textcoords="offset points",
                va="center",
                fontsize=8,
                color=INK,
            )
        axes.set_yticks(places, names)
        axes.set_xlim(0, hours.max() * _ROOM)
        axes.set_xticks([])
        bare(axes)
        said = [f"{name} {label}" for name, label in zip(names, labels, strict=True)]
        alt = words.say(
            "Bars of the hours out of adherence by what was done instead: {parts}.",
            parts="; ".join(said),
        )
        return drawn("done_instead", figure, alt, words.say("What was done instead of the plan"))


def _done(row: dict, words: Words) -> str:
    """The label of the auxiliary code, or what the state is called."""
    if not is_missing(row["done_label"]):
        return capitalised(str(row["done_label"]))
    return capitalised(words.code("done", row["done"]))


def rules(
    dialects: pd.DataFrame, target: tuple[float, float] | None, words: Words, look: Look
) -> Picture:
    """One dot per published rule: what the same plan and the same states are worth under it."""
    rows = dialects[dialects["rule_measure"].eq("adherence")].dropna(subset=["rule_value"])
    rows = rows.sort_values("rule_value", ascending=False, kind="stable", ignore_index=True)
    low = target and target[0]
    values = rows["rule_value"].to_numpy(float)
    decimals = decimals_apart(values, [low], 1, scale=PERCENT)
    with canvas(0.9 + 0.27 * len(rows)) as (figure, axes):
        if target:
            _draw_target(axes, low, words)
        for place, row in enumerate(rows.to_dict("records")):
            _dot(axes, row, place, low, decimals, words, look)
        axes.set_yticks(
            range(len(rows)), [words.code_or_own("dialect", name) for name in rows["dialect"]]
        )
        axes.set_ylim(len(rows) - 0.5, -0.9)
        axes.margins(x=0.18)
        axes.xaxis.set_major_formatter(lambda share, _: words.percent(share, 0))
        bare(axes, grid="x")
        alt = words.say(
            "A dot per rule, {n} in all: from {low} ({low_rule}) to {high} ({high_rule}).",
            n=len(rows),
            low=words.percent(values[-1], decimals),
            low_rule=words.code_or_own("dialect", rows["dialect"].iloc[-1]),
            high=words.percent(values[0], decimals),
            high_rule=words.code_or_own("dialect", rows["dialect"].iloc[0]),
        )
        caption = words.say("The same plan and the same states under each published rule")
        return drawn("rules", figure, alt, caption)


def _draw_target(axes, low: float, words: Words) -> None:
    axes.axvline(low, color=INK, linewidth=0.9, linestyle=(0, (3, 2)))
    axes.annotate(
        words.say("target {share}", share=words.percent_agreed(low)),
        (low, 1),
        xycoords=("data", "axes fraction"),
        xytext=(0, 2),
        textcoords="offset points",
        ha="center",
        va="bottom",
        fontsize=8,
        color=INK,
    )


def _dot(
    axes, row: dict, place: int, low: float | None, decimals: int, words: Words, look: Look
) -> None:
    below = low is not None and row["rule_value"] < low
    colour = OUTSIDE if below else look.accent
    axes.plot(row["rule_value"], place, "D" if below else "o", color=colour, markersize=6)
    axes.annotate(
        words.percent(row["rule_value"], decimals),
        (row["rule_value"], place),
        xytext=(-8 if below else 8, 0),
        textcoords="offset points",
        ha="right" if below else "left",
        va="center",
        fontsize=8,
        color=colour if below else INK,
        bbox=PLATE,
    )


def adherence_over_time(
    points: pd.DataFrame,
    each: str,
    target: tuple[float, float] | None,
    words: Words,
    look: Look,
) -> Picture:
    """Adherence of every day or month, those below the target marked."""
    with canvas(2.2) as (figure, axes):
        if target:
            axes.axhline(target[0], color=INK, linewidth=0.9, linestyle=(0, (3, 2)))
            share = words.percent_agreed(target[0])
            beside(axes, target[0], words.say("target {share}", share=share))
        alt = draw_shares(axes, points, each, "adherence", target and target[0], words, look)
        return drawn("adherence_over_time", figure, alt, words.say(_OVER_TIME[each]))
