"""Pictures of occupancy by hour beside its load, and of what shrinkage consists of."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cctoolkit.figures.over_time import beside, draw_shares
from cctoolkit.figures.picture import (
    INK,
    OUTSIDE,
    QUIET,
    Look,
    Picture,
    bare,
    blend,
    canvas,
    drawn,
)
from cctoolkit.words import CODES, N_, Words
from cctoolkit.words.voice import capitalised

Band = tuple[float, float]
MOST_REASONS = 12
_OVER_TIME = {
    "business_day": N_("Occupancy, day by day"),
    "month": N_("Occupancy, month by month"),
}


def by_hour(table: pd.DataFrame, band: Band | None, words: Words, look: Look) -> Picture:
    """Occupancy of each hour with its margin, the band agreed behind; below, who was on duty.

    The bars are people of a mean day: those handling at the foot, those waiting above.
    """
    shown = table.dropna(subset=["occupancy"])
    hours = shown["hour"].astype(int).to_numpy()
    shares = shown["occupancy"].to_numpy(float)
    panels = {"nrows": 2, "sharex": True, "height_ratios": [3, 2]}
    with canvas(3.9, **panels) as (figure, (upper, lower)):
        _draw_band(upper, band, words)
        upper.vlines(hours, shown["low"], shown["high"], color=blend(look.accent, 0.5), linewidth=2)
        outside = np.zeros(len(shown), dtype=bool)
        if band:
            outside = (shares < band[0]) | (shares > band[1])
        upper.plot(hours[~outside], shares[~outside], "o", color=look.accent, markersize=5)
        upper.plot(hours[outside], shares[outside], "D", color=OUTSIDE, markersize=5)
        upper.yaxis.set_major_formatter(lambda share, _: words.percent(share, 0))
        upper.set_ylabel(words.term("occupancy"))
        bare(upper, grid="y")
        _draw_people(lower, shown, hours, words, look)
        lower.set_xticks(hours, [f"{hour:02d}" for hour in hours])
        lower.set_xlabel(words.say("hour of the day, local time"))
        figure.legend(
            loc="outside lower left", ncols=2, frameon=False, handlelength=0.9, fontsize=8
        )
        fullest, emptiest = int(shares.argmax()), int(shares.argmin())
        alt = words.say(
            "Occupancy of each hour, from {least} at {quiet} to {most} at {full}, and below it the "
            "people on duty on a mean day, {people} at the busiest hour.",
            least=words.percent(shares[emptiest], 0),
            quiet=f"{hours[emptiest]:02d}:00",
            most=words.percent(shares[fullest], 0),
            full=f"{hours[fullest]:02d}:00",
            people=words.number(
                (shown["handle_positions"] + shown["available_positions"]).max(), 1
            ),
        )
        caption = words.say("Occupancy by hour of the day, and the people on duty in it")
        return drawn("occupancy_by_hour", figure, alt, caption)


def _draw_band(axes, band: Band | None, words: Words) -> None:
    if not band:
        return
    axes.axhspan(*band, color="#eef2f4", zorder=0)
    for end in band:
        if 0 < end < 1:
            beside(axes, end, words.percent_agreed(end))


def _draw_people(axes, shown: pd.DataFrame, hours: np.ndarray, words: Words, look: Look) -> None:
    handling = shown["handle_positions"].to_numpy(float)
    waiting = shown["available_positions"].to_numpy(float)
    axes.bar(hours, handling, color=look.accent, width=0.74, label=words.say("people handling"))
    pale = {"color": blend(look.accent, 0.7), "width": 0.74}
    axes.bar(hours, waiting, bottom=handling, label=words.say("people waiting"), **pale)
    axes.set_ylabel(words.say("people, mean day"))
    axes.yaxis.set_major_formatter(lambda people, _: words.number(people, 0))
    axes.yaxis.get_major_locator().set_params(integer=True)
    bare(axes, grid="y")


def lost_by_reason(reasons: pd.DataFrame, words: Words, look: Look) -> Picture:
    """A bar per reason, longest first; what the plan did not know of in another colour."""
    rows = reasons.sort_values("lost_s", ascending=False, kind="stable")
    rows = rows.head(MOST_REASONS).reset_index(drop=True)
    colours = _colours(look)
    with canvas(0.9 + 0.27 * len(rows)) as (figure, axes):
        for kind, colour in colours.items():
            of_kind = rows[rows["lost_kind"] == kind]
            if len(of_kind):
                label = capitalised(words.code("lost_kind", kind))
                axes.barh(-of_kind.index, of_kind["base_share"], color=colour, label=label)
        for place, row in enumerate(rows.to_dict("records")):
            axes.annotate(
                words.percent(row["base_share"], 1),
                (row["base_share"], -place),
                xytext=(4, 0),
                textcoords="offset points",
                va="center",
                fontsize=8,
                color=QUIET,
            )
        axes.set_yticks([-place for place in rows.index], [_reason(r, words) for r in rows.lost_to])
        axes.set_xlim(0, rows["base_share"].max() * 1.15)
        axes.xaxis.set_major_formatter(lambda share, _: words.percent(share, 0))
        figure.legend(
            loc="outside upper left", ncols=2, frameon=False, handlelength=0.9, fontsize=8
        )
        bare(axes, grid="x")
        said = [
            f"{_reason(row['lost_to'], words)} ({words.code('lost_kind', row['lost_kind'])}) "
            f"{words.percent(row['base_share'], 1)}"
            for row in rows.to_dict("records")
        ]
        alt = words.say("A bar per reason of time lost: {reasons}.", reasons="; ".join(said))
        caption = words.say("Shrinkage by reason, of the time planned and paid")
        return drawn("lost_by_reason", figure, alt, caption)


def _colours(look: Look) -> dict[str, str]:
    return {
        "external_planned": look.accent,
        "internal_planned": blend(look.accent, 0.45),
        "external_unplanned": OUTSIDE,
        "internal_unplanned": blend(OUTSIDE, 0.45),
    }


def _reason(reason: str, words: Words) -> str:
    """Name a reason as the table does; labels of the data are no mathematics of the picture."""
    if reason in CODES["lost_to"]:
        return capitalised(words.code("lost_to", reason))
    return capitalised(reason.replace("_", " ")).replace("$", r"\$")


def shrinkage_by_month(table: pd.DataFrame, words: Words, look: Look) -> Picture:
    """A bar per month of the four kinds, one above the other; they add up to shrinkage."""
    places = np.arange(len(table))
    with canvas(2.9) as (figure, axes):
        foot = np.zeros(len(table))
        for kind, colour in _colours(look).items():
            height = table[f"{kind}_share"].to_numpy(float)
            label = capitalised(words.code("lost_kind", kind))
            axes.bar(places, height, bottom=foot, width=0.6, color=colour, label=label)
            foot = foot + height
        for place, whole in zip(places, table["shrinkage"], strict=True):
            axes.annotate(
                words.percent(whole, 1),
                (place, whole),
                xytext=(0, 3),
                textcoords="offset points",
                ha="center",
                fontsize=8,
                color=INK,
            )
        axes.set_xticks(places, [words.month(month) for month in table["month"]])
        axes.yaxis.set_major_formatter(lambda share, _: words.percent(share, 0))
        axes.margins(y=0.12)
        figure.legend(
            loc="outside upper left", ncols=2, frameon=False, handlelength=0.9, fontsize=8
        )
        bare(axes, grid="y")
        said = [
            f"{words.month(month)} {words.percent(share, 1)}"
            for month, share in zip(table["month"], table["shrinkage"], strict=True)
        ]
        alt = words.say(
            "A bar per month of shrinkage in its four kinds: {months}.", months="; ".join(said)
        )
        caption = words.say("Shrinkage month by month, of the time planned and paid")
        return drawn("shrinkage_by_month", figure, alt, caption)


def over_time(
    points: pd.DataFrame, each: str, band: Band | None, words: Words, look: Look
) -> Picture:
    """Occupancy of every day or month."""
    with canvas(2.2) as (figure, axes):
        _draw_band(axes, band, words)
        at_least = band[0] if band else None
        alt = draw_shares(axes, points, each, "occupancy", at_least, words, look)
        return drawn("occupancy_over_time", figure, alt, words.say(_OVER_TIME[each]))
