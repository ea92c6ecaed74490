"""Pictures of what the customer met."""

from __future__ import annotations

import pandas as pd

from cctoolkit.figures.over_time import beside, count_of, date_axis, draw_shares
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
from cctoolkit.figures.strips import Dot, strip
from cctoolkit.words import N_, Words
from cctoolkit.words.digits import PERCENT, decimals_apart
from cctoolkit.words.voice import capitalised

_LEVEL_OVER_TIME = {
    "business_day": N_("Service level, day by day"),
    "month": N_("Service level, month by month"),
}
_VOLUME_OVER_TIME = {
    "business_day": N_("Contacts per day: answered in blue, abandoned in orange on top"),
    "month": N_("Contacts per month: answered in blue, abandoned in orange on top"),
}
FAR = 0.3
"""So far below the target the heat map is as orange as it gets."""


def week(
    by_weekday_slot: pd.DataFrame, basis: str, target: float | None, words: Words, look: Look
) -> Picture:
    """Heat map of the service level: half hours down, weekdays across; outside the target, orange.

    Cells with few contacts are pale: they carry little.
    """
    level = f"of_{basis}"
    grid = by_weekday_slot.pivot(index="slot", columns="weekday", values=level).sort_index()
    weight = by_weekday_slot.pivot(index="slot", columns="weekday", values=f"n_{basis}")
    weight = weight.reindex_like(grid).astype(float)
    with canvas(0.6 + 0.13 * len(grid)) as (figure, axes):
        axes.imshow(
            _cell_colours(grid.astype(float), weight, target, look), aspect="auto", origin="upper"
        )
        axes.set_xticks(
            range(grid.shape[1]), [words.weekday(int(day)) for day in grid.columns], color=INK
        )
        axes.xaxis.tick_top()
        every = max(1, len(grid) // 12)
        axes.set_yticks(range(0, len(grid), every), list(grid.index[::every]))
        bare(axes)
        return drawn("week", figure, *_week_words(by_weekday_slot, basis, target, words))


def _cell_colours(grid: pd.DataFrame, weight: pd.DataFrame, target: float | None, look: Look):
    """RGBA of each cell: distance to the target sets the colour, few contacts make it pale."""
    import numpy as np
    from matplotlib.colors import LinearSegmentedColormap, TwoSlopeNorm

    centre = min(max(target or float(np.nanmean(grid)), 0.02), 0.98)
    scale = LinearSegmentedColormap.from_list(
        "house", [OUTSIDE, "#eef0f1", look.accent], bad="white"
    )
    cells = scale(TwoSlopeNorm(centre, max(0.0, centre - FAR), 1.0)(grid.to_numpy(float)))
    few = np.nan_to_num((weight / 30).clip(upper=1).to_numpy(float))
    cells[..., 3] = 0.25 + 0.75 * few
    return cells


def _week_words(
    table: pd.DataFrame, basis: str, target: float | None, words: Words
) -> tuple[str, str]:
    measured = table[table[f"n_{basis}"] >= 30]
    if measured.empty:
        measured = table
    worst = measured.loc[measured[f"of_{basis}"].idxmin()]
    alt = words.say(
        "Heat map of the service level by weekday and half hour. The lowest with at least 30 "
        "contacts is {level}, on {weekday} at {slot}.",
        level=words.percent(worst[f"of_{basis}"], 0),
        weekday=words.weekday(int(worst["weekday"]), "long"),
        slot=str(worst["slot"]),
    )
    if target is None:
        return alt, words.say("Service level by weekday and half hour")
    caption = words.say(
        "Service level by weekday and half hour: orange is below {target}, blue above; pale cells "
        "hold few contacts",
        target=words.percent_agreed(target),
    )
    return alt, caption


def variants(table: pd.DataFrame, target: float | None, words: Words, look: Look) -> Picture:
    """The month's level under each definition, highest first; the answer rate apart, at the end.

    A definition that doesn't know the same contacts is only in the table.
    """
    rows = table[table["comparable"].astype(bool)].dropna(subset=["value"])
    rows = rows.sort_values("value", ascending=False, kind="stable")
    dots = [
        Dot(
            capitalised(words.code("variant", row.variant)),
            row.value,
            agreed=bool(row.agreed),
            apart=row.measure != "service_level",
        )
        for row in rows.itertuples()
    ]
    dots = sorted(dots, key=lambda dot: dot.apart)
    alt = words.say(
        "One dot per definition: {definitions}.",
        definitions=words.list_of([f"{dot.name}: {words.percent(dot.value, 1)}" for dot in dots]),
    )
    caption = words.say(
        "The same contacts under each definition; filled, the one that this report reads in the "
        "contract; in grey, the answer rate, which is no service level"
    )
    return strip("variants", dots, target, words, look, alt=alt, caption=caption)


def definitions(
    levels: pd.DataFrame,
    target: float | None,
    threshold_s: float,
    words: Words,
    look: Look,
) -> Picture:
    """The same contacts under each threshold and definition: a line of two dots per threshold."""
    rows = levels.sort_values("threshold_s", ascending=False, ignore_index=True)
    with canvas(0.9 + 0.42 * len(rows)) as (figure, axes):
        for place, row in rows.iterrows():
            agreed = row["threshold_s"] == threshold_s
            _pair(axes, place, row, agreed, target, words, look)
        if target:
            axes.axvline(target, color=INK, linewidth=0.9, linestyle=(0, (3, 2)))
            label = words.say("target {share}", share=words.percent_agreed(target))
            axes.text(
                target, len(rows) - 0.45, label, ha="center", fontsize=8, color=INK, bbox=PLATE
            )
        axes.set_yticks(rows.index, [words.seconds(value) for value in rows["threshold_s"]])
        axes.set_ylim(-0.6, len(rows) - 0.2)
        axes.xaxis.set_major_formatter(lambda share, _: words.percent(share, 0))
        low = float(levels["of_offered"].min())
        axes.set_xlim(max(0.0, low - 0.12), min(1.0, float(levels["of_answered"].max()) + 0.1))
        bare(axes, grid="x")
        return drawn("definitions", figure, *_definitions_words(rows, threshold_s, words))


def _pair(
    axes,
    place: int,
    row: pd.Series,
    agreed: bool,
    target: float | None,
    words: Words,
    look: Look,
) -> None:
    colour = look.accent if agreed else blend(look.accent, 0.5)
    ends = [row["of_offered"], row["of_answered"]]
    axes.plot(ends, [place, place], color=colour, linewidth=2.2 if agreed else 1.4)
    axes.plot(ends[0], place, "o", color=colour, markersize=7, clip_on=False)
    axes.plot(
        ends[1],
        place,
        "o",
        color=colour,
        markerfacecolor="white",
        markersize=7,
        clip_on=False,
        zorder=3,
    )
    decimals = decimals_apart(ends, [target], 1, scale=PERCENT)
    names = (words.say("of offered"), words.say("of answered")) if agreed else ("", "")
    for value, name, side, shift in zip(ends, names, ("right", "left"), (-8, 8), strict=True):
        axes.annotate(
            f"{name} {words.percent(value, decimals)}".strip(),
            (value, place),
            xytext=(shift, 0),
            textcoords="offset points",
            ha=side,
            va="center",
            fontsize=8,
            color=INK if agreed else QUIET,
            bbox=PLATE,
        )


def _definitions_words(rows: pd.DataFrame, threshold_s: float, words: Words) -> tuple[str, str]:
    agreed = rows[rows["threshold_s"] == threshold_s]
    row = agreed.iloc[0] if len(agreed) else rows.iloc[0]
    alt = words.say(
        "Two dots per threshold: within {threshold}, {offered} of the offered and {answered} of "
        "the answered contacts.",
        threshold=words.seconds(row["threshold_s"]),
        offered=words.percent(row["of_offered"], 1),
        answered=words.percent(row["of_answered"], 1),
    )
    return alt, words.say("The same contacts under each threshold and each definition")


def level_over_time(
    points: pd.DataFrame,
    each: str,
    basis: str,
    target: float | None,
    words: Words,
    look: Look,
) -> Picture:
    """The service level of every day or month; those outside the target stand out."""
    with canvas(2.2) as (figure, axes):
        if target:
            axes.axhline(target, color=INK, linewidth=0.9, linestyle=(0, (3, 2)))
            beside(axes, target, words.say("target {share}", share=words.percent_agreed(target)))
        alt = draw_shares(axes, points, each, f"of_{basis}", target, words, look)
        axes.set_ylim(top=min(1.02, axes.get_ylim()[1]))
        return drawn("level_over_time", figure, alt, words.say(_LEVEL_OVER_TIME[each]))


def volume_over_time(points: pd.DataFrame, each: str, words: Words, look: Look) -> Picture:
    """Contacts of every day or month, answered and abandoned, where no level was recorded."""
    shown = points.dropna(subset=["n_offered_to_queue"])
    abandoned = shown["n_abandoned"].fillna(0).astype(float)
    offered = shown["n_offered_to_queue"].astype(float)
    with canvas(2.4) as (figure, axes):
        axes.fill_between(
            shown[each], offered - abandoned, color=blend(look.accent, 0.35), linewidth=0
        )
        axes.fill_between(shown[each], offered - abandoned, offered, color=OUTSIDE, linewidth=0)
        axes.set_ylim(bottom=0)
        axes.yaxis.set_major_formatter(lambda count, _: words.number(count))
        date_axis(axes, words)
        bare(axes, grid="y")
        alt = words.say(
            "Contacts offered: {points}, between {low} and {high}.",
            points=count_of(each, len(shown), words),
            low=words.number(float(offered.min())),
            high=words.number(float(offered.max())),
        )
        caption = words.say(_VOLUME_OVER_TIME[each])
        return drawn("volume_over_time", figure, alt, caption)
