"""Pictures of where the connection time goes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cctoolkit.figures.over_time import beside, draw_shares
from cctoolkit.figures.picture import (
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

_STATES = ("talk", "hold", "acw", "ring", "available", "aux", "unknown")
_CODES_SHOWN = 5
_OVER_TIME = {
    "business_day": N_("Index of adherence to the post, day by day"),
    "month": N_("Index of adherence to the post, month by month"),
}
_GROUPS = {"team": N_("team"), "site": N_("site"), "shift": N_("shift")}


def five_times(
    times: pd.DataFrame,
    group: str,
    target: tuple[float, float] | None,
    words: Words,
    look: Look,
) -> Picture:
    """Stacked share of the connection in each state, a bar per group, the target band over it.

    Productive states grow from the left, so a bar's border between available and auxiliary time
    is its index, read against the band.
    """
    ordered = times.assign(productive=1 - times["aux_share"] - times["unknown_share"].fillna(0))
    ordered = ordered.sort_values("productive", ignore_index=True)
    shades = _shades(look)
    with canvas(1.0 + 0.4 * len(ordered)) as (figure, axes):
        left = np.zeros(len(ordered))
        for state in _STATES:
            width = ordered[f"{state}_share"].fillna(0).to_numpy(float)
            if not width.sum() > 0.0005:
                continue
            bars = axes.barh(ordered.index, width, left=left, color=shades[state], height=0.66)
            bars.set_label(words.code("state", state))
            _label_shares(axes, left, width, state, shades[state], words)
            left = left + width
        if target:
            _target_band(axes, target, words)
        figure.legend(
            loc="outside upper left",
            ncols=7,
            frameon=False,
            handlelength=0.9,
            fontsize=8,
            columnspacing=1.1,
            handletextpad=0.4,
        )
        axes.set_yticks(ordered.index, [str(name) for name in ordered[group]])
        axes.set_xlim(0, 1)
        axes.set_xticks([])
        axes.set_ylim(-0.6, len(ordered) - 0.45)
        bare(axes)
        return drawn("five_times", figure, *_five_times_words(ordered, group, target, words))


def _shades(look: Look) -> dict[str, str]:
    steps = {"talk": 0.0, "hold": 0.25, "acw": 0.45, "ring": 0.6, "available": 0.74}
    productive = {state: blend(look.accent, step) for state, step in steps.items()}
    return productive | {"aux": OUTSIDE, "unknown": UNKNOWN}


def _label_shares(axes, left, width, state: str, shade: str, words: Words) -> None:
    """Write the share inside each bar, in a halo of the bar's shade that no line crosses."""
    from matplotlib.patheffects import withStroke

    ink = "white" if state in ("talk", "hold", "aux") else INK
    for row, (start, size) in enumerate(zip(left, width, strict=True)):
        if size >= 0.045:
            axes.text(
                start + size / 2,
                row,
                words.percent(size, 0),
                ha="center",
                va="center",
                fontsize=8,
                color=ink,
                path_effects=[withStroke(linewidth=3, foreground=shade)],
            )


def _target_band(axes, target: tuple[float, float], words: Words) -> None:
    low, high = target
    axes.axvspan(low, high, ymin=0.0, ymax=1.0, color=INK, alpha=0.10, linewidth=0)
    for edge in target:
        axes.axvline(edge, color=INK, linewidth=0.9, linestyle=(0, (3, 2)))
    label = words.say(
        "target {low} to {high}", low=words.percent_agreed(low), high=words.percent_agreed(high)
    )
    axes.annotate(
        label,
        ((low + high) / 2, 0),
        xycoords=("data", "axes fraction"),
        xytext=(0, -3),
        textcoords="offset points",
        ha="center",
        va="top",
        fontsize=8,
        color=INK,
    )


def _five_times_words(
    ordered: pd.DataFrame, group: str, target: tuple[float, float] | None, words: Words
) -> tuple[str, str]:
    lowest, highest = ordered.iloc[0], ordered.iloc[-1]
    alt = words.say(
        "Stacked bars of connection time, one per {group}. Auxiliary time goes from {least} of the "
        "connection in {best} to {most} in {worst}.",
        group=words.say(_GROUPS[group]),
        least=words.percent(highest["aux_share"], 1),
        best=str(highest[group]),
        most=words.percent(lowest["aux_share"], 1),
        worst=str(lowest[group]),
    )
    message = (
        N_(
            "Where the connection time goes, by {group}: with the target met, auxiliary time "
            "begins inside the band"
        )
        if target
        else N_("Where the connection time goes, by {group}")
    )
    caption = words.say(message, group=words.say(_GROUPS[group]))
    return alt, caption


def codes_by_shift(aux_by_shift: pd.DataFrame, words: Words, look: Look) -> Picture:
    """Share of the connection in each auxiliary code, a dot per shift, with its interval.

    A dot in the colour of what is outside stands apart from the other shifts beyond chance. Codes
    shown as one are left out, which the caption says: they are not the same ones in every shift.
    """
    table = _largest_codes(aux_by_shift)
    labels = list(dict.fromkeys(table["label"]))
    shifts = sorted(table["shift"].unique())
    offsets = np.linspace(-0.2, 0.2, len(shifts)) if len(shifts) > 1 else [0.0]
    with canvas(0.9 + 0.62 * len(labels)) as (figure, axes):
        for shift, offset in zip(shifts, offsets, strict=True):
            _dots(axes, table[table["shift"] == shift], labels, offset, words, look)
        axes.set_yticks(range(len(labels)), labels)
        axes.set_ylim(len(labels) - 0.5, -0.6)
        axes.set_xlim(left=0)
        axes.xaxis.set_major_formatter(lambda share, _: words.percent(share, 0))
        axes.set_xlabel(words.say("share of connection time"))
        bare(axes, grid="x")
        alt, caption = _codes_alt(table, words), _codes_caption(aux_by_shift, words)
        return drawn("codes_by_shift", figure, alt, caption)


def _largest_codes(aux_by_shift: pd.DataFrame) -> pd.DataFrame:
    single = aux_by_shift[aux_by_shift["label"] != ""]
    totals = single.groupby("aux_code")["aux_s"].sum().sort_values(ascending=False)
    kept = list(totals.index[:_CODES_SHOWN])
    table = aux_by_shift[aux_by_shift["aux_code"].isin(kept)]
    order = table["aux_code"].map({code: place for place, code in enumerate(kept)})
    return table.assign(order=order).sort_values(["order", "shift"], ignore_index=True)


def _dots(axes, rows: pd.DataFrame, labels: list[str], offset: float, words: Words, look: Look):
    for row in rows.to_dict("records"):
        height = labels.index(row["label"]) + offset
        beyond = row["surely_low"] > row["others_surely_high"]
        apart = beyond and row["share"] > 1.5 * row["others_share"]
        colour = OUTSIDE if apart else look.accent
        axes.plot(
            [row["low"], row["high"]], [height, height], color=colour, linewidth=1.6, alpha=0.5
        )
        axes.plot(row["share"], height, "D" if apart else "o", color=colour, markersize=6)
        text = f"{row['shift']}  {words.percent(row['share'], 1)}"
        edge = max(row["share"], row["high"]) if pd.notna(row["high"]) else row["share"]
        axes.annotate(
            text,
            (edge, height),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
            color=colour if apart else QUIET,
        )


def _codes_alt(table: pd.DataFrame, words: Words) -> str:
    ratio = (table["share"] - table["others_share"]).fillna(-1)
    widest = table.loc[ratio.idxmax()]
    return words.say(
        "Dots with intervals: share of connection time in each auxiliary code, by shift. The "
        "widest difference is in {code}: {share} in the shift {shift}, {others} in the others.",
        code=str(widest["label"]),
        share=words.percent(widest["share"], 1),
        shift=str(widest["shift"]),
        others=words.percent(widest["others_share"], 1),
    )


def _codes_caption(aux_by_shift: pd.DataFrame, words: Words) -> str:
    """Say what the picture shows and what it leaves to the table, and why."""
    single = aux_by_shift.loc[aux_by_shift["label"] != "", "aux_code"].nunique()
    caption = [words.say("Auxiliary time by code and shift, with its interval.")]
    if single > _CODES_SHOWN:
        caption.append(
            words.say("The {n} codes with most time; the rest are in the table.", n=_CODES_SHOWN)
        )
    if (aux_by_shift["label"] == "").any():
        caption.append(
            words.say(
                "The other codes, shown as one, are only in the table: they need not be the same "
                "ones in every shift."
            )
        )
    return " ".join(caption) if len(caption) > 1 else caption[0].removesuffix(".")


def index_over_time(
    points: pd.DataFrame,
    each: str,
    target: tuple[float, float] | None,
    words: Words,
    look: Look,
) -> Picture:
    """The index of every day or month, those below the target marked, the band behind."""
    with canvas(2.2) as (figure, axes):
        if target:
            axes.axhspan(*target, color=look.accent, alpha=0.12, linewidth=0)
            beside(axes, sum(target) / 2, words.say("target"))
        alt = draw_shares(axes, points, each, "index", target and target[0], words, look)
        return drawn("index_over_time", figure, alt, words.say(_OVER_TIME[each]))
