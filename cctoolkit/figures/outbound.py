"""Pictures of outbound: what each step from base to sale loses, and when somebody answers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cctoolkit.figures.picture import INK, PLATE, QUIET, Look, Picture, bare, blend, canvas, drawn
from cctoolkit.words import Words
from cctoolkit.words.digits import is_missing
from cctoolkit.words.voice import capitalised

ROOM = 1.34
"""Width of the axes, in longest bars: what the labels need."""
CONTACTABILITY = "answered"
"""The step whose share is the contactability, of records as of attempts."""


def funnel(steps: pd.DataFrame, words: Words, look: Look) -> Picture:
    """A bar per step in records, then in attempts; what the step before had more, pale.

    The two contactabilities, on one scale, are written in bold.
    """
    rows = _placed(steps)
    with canvas(0.5 + 0.36 * (int(rows["place"].max()) + 1)) as (figure, axes):
        for row in rows.to_dict("records"):
            _step(axes, row, words, look)
        for name, group in rows.groupby("funnel_of", sort=False):
            _heading(axes, str(name), int(group["place"].min()) - 1, words)
        axes.set_yticks(
            [-place for place in rows["place"]],
            [capitalised(words.code("funnel_step", step)) for step in rows["funnel_step"]],
        )
        axes.set_xlim(0, rows[["n_at_step", "n_before"]].max().max() * ROOM)
        axes.set_xticks([])
        axes.set_ylim(-int(rows["place"].max()) - 0.6, 0.6)
        bare(axes)
        return drawn("funnel", figure, _told(rows, words), _caption(rows, words))


def answered_by_hour(
    by_hour: pd.DataFrame, whole_share: float, words: Words, look: Look
) -> Picture:
    """Attempts answered, of those of each hour of the day, with their margin; line, the whole."""
    rows = by_hour.dropna(subset=["attempts_answered_share"])
    hours = rows["hour"].astype(int).to_numpy()
    shares, low, high = (
        rows[name].to_numpy(float)
        for name in ("attempts_answered_share", "answered_low", "answered_high")
    )
    with canvas(2.4) as (figure, axes):
        axes.axhline(whole_share, color=INK, linewidth=0.9, linestyle=(0, (3, 2)))
        axes.vlines(hours, low, high, color=blend(look.accent, 0.55), linewidth=2)
        axes.plot(hours, shares, "o", color=look.accent, markersize=5)
        for hour, share in zip(hours, shares, strict=True):
            axes.annotate(
                words.percent(share, 0),
                (hour, share),
                xytext=(6, 0),
                textcoords="offset points",
                va="center",
                fontsize=7.5,
                color=QUIET,
                bbox=PLATE,
            )
        axes.set_xticks(hours, [f"{hour:02d}" for hour in hours])
        axes.set_xlabel(words.say("hour of the day, local time"))
        axes.yaxis.set_major_formatter(lambda share, _: words.percent(share, 0))
        axes.margins(x=0.08)
        bare(axes, grid="y")
        return drawn("answered_by_hour", figure, *_told_by_hour(rows, whole_share, words))


def _placed(steps: pd.DataFrame) -> pd.DataFrame:
    """Give each step its line, one left free above each half for its name."""
    half = (steps["funnel_of"] != steps["funnel_of"].shift()).cumsum()
    rows = steps.assign(place=half.to_numpy() + np.arange(len(steps)))
    return rows.assign(n_before=rows["n_at_step"] + rows["n_lost"].astype("Float64"))


def _heading(axes, name: str, place: int, words: Words) -> None:
    axes.annotate(
        capitalised(words.code("funnel_of", name)),
        (0, -place),
        xytext=(0, -3),
        textcoords="offset points",
        va="center",
        fontsize=8.5,
        color=QUIET,
    )


def _step(axes, row: dict[str, Any], words: Words, look: Look) -> None:
    n, before = row["n_at_step"], row["n_before"]
    end = n if is_missing(before) else max(n, before)
    is_read = row["funnel_step"] == CONTACTABILITY
    axes.barh(-row["place"], n, height=0.62, color=look.accent)
    if end > n:
        pale = {"color": blend(look.accent, 0.86), "edgecolor": blend(look.accent, 0.5)}
        axes.barh(-row["place"], end - n, left=n, height=0.62, linewidth=0.6, **pale)
    axes.annotate(
        _label(row, words),
        (end, -row["place"]),
        xytext=(6, 0),
        textcoords="offset points",
        va="center",
        fontsize=8.5,
        color=INK,
        fontweight="bold" if is_read else "normal",
    )


def _label(row: dict[str, Any], words: Words) -> str:
    if is_missing(row["of_before_share"]):
        return words.number(row["n_at_step"])
    return f"{words.number(row['n_at_step'])} · {words.percent(row['of_before_share'])}"


def _told(rows: pd.DataFrame, words: Words) -> str:
    halves = [
        words.say(
            "{unit}: {steps}.",
            unit=capitalised(words.code("funnel_of", str(name))),
            steps="; ".join(
                f"{words.code('funnel_step', row['funnel_step'])} {_label(row, words)}"
                for row in group.to_dict("records")
            ),
        )
        for name, group in rows.groupby("funnel_of", sort=False)
    ]
    return " ".join(halves)


def _caption(rows: pd.DataFrame, words: Words) -> str:
    if CONTACTABILITY in set(rows["funnel_step"]):
        return words.say(
            "From records, and from attempts, to sales: share of the step before, and in pale what "
            "was lost; in bold, the two readings of contactability"
        )
    return words.say(
        "From records, and from attempts, to sales: share of the step before, and in pale what was "
        "lost"
    )


def _told_by_hour(rows: pd.DataFrame, whole_share: float, words: Words) -> tuple[str, str]:
    shares = rows.set_index("hour")["attempts_answered_share"]
    alt = words.say(
        "Attempts answered by hour of the day, {n} hours: from {low} at {low_hour} to {high} at "
        "{high_hour}; in the whole service, {whole}.",
        n=len(rows),
        low=words.percent(shares.min()),
        low_hour=f"{int(shares.idxmin()):02d}:00",
        high=words.percent(shares.max()),
        high_hour=f"{int(shares.idxmax()):02d}:00",
        whole=words.percent(whole_share),
    )
    caption = words.say(
        "Attempts answered, of those of each hour, with their margin; the line is the whole service"
    )
    return alt, caption
