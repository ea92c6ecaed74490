"""Pictures of the provider's annex: how far from its mix each agent is, for how much evidence."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cctoolkit.figures.picture import (
    INK,
    OUTSIDE,
    PLATE,
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

SHORTEST = 5
_STYLES = {0.95: (0, (4, 2)), 0.998: "solid"}
_AXES = {
    "adherence": N_("hours of auxiliary time that the mix would give"),
    "schedule": N_("hours out of adherence that the mix would give"),
    "handle_time": N_("hours of handling that the mix would give"),
    "transfers": N_("contacts passed on that the mix would give"),
    "short_contacts": N_("short contacts that the mix would give"),
}


def funnel(
    table: pd.DataFrame, limits: pd.DataFrame, measure: str, words: Words, look: Look
) -> Picture:
    """A dot per agent judged: observed over expected, by the amount expected, within the limits.

    Only dots outside carry a name, the first letters of the pseudonym.
    """
    points = _points(table)
    with canvas(3.0) as (figure, axes):
        _draw_limits(axes, limits, words)
        axes.axhline(1, color=QUIET, linewidth=0.8)
        inside = points["standing"] == "inside"
        axes.plot(
            *points.loc[inside, ["x", "y"]].to_numpy().T,
            "o",
            color=blend(look.accent, 0.2),
            markersize=3.5,
            markeredgewidth=0,
        )
        axes.plot(*points.loc[~inside, ["x", "y"]].to_numpy().T, "D", color=OUTSIDE, markersize=5.5)
        names = short_names(table["agent_id"])
        for row in points[~inside].to_dict("records"):
            _name(axes, row, names[row["agent_id"]])
        axes.set_xlabel(words.say(_AXES[measure]))
        axes.set_ylabel(words.say("observed, of the expected"))
        axes.yaxis.set_major_formatter(lambda share, _: words.percent(share, 0))
        axes.xaxis.set_major_formatter(lambda amount, _: words.number(amount))
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.margins(x=0.1)
        bare(axes, grid="y")
        caption = words.say(
            "{measure}: each agent beside what the mix explains, and the limits of chance",
            measure=capitalised(words.code("agent_measure", measure)),
        )
        return drawn(f"funnel_{measure}", figure, _alt(points, words), caption)


def short_names(pseudonyms: pd.Series) -> dict[str, str]:
    """Shorten pseudonyms to the fewest letters that still tell all of them apart."""
    everybody = [*pseudonyms.unique()]
    longest = max(map(len, everybody), default=0)
    for length in range(SHORTEST, longest):
        short = {name: name[:length] for name in everybody}
        if len({*short.values()}) == len(everybody):
            return short
    return {name: name for name in everybody}


def _points(table: pd.DataFrame) -> pd.DataFrame:
    """Place the agents judged: hours or counts expected, and the ratio."""
    judged = table[table["standing"] != "not_judged"]
    hours = "expected_s" in judged
    x = judged["expected_s"] / 3600 if hours else judged["n_expected"]
    y = judged["of_expected_share"]
    return judged[["agent_id", "standing"]].assign(x=x.astype(float), y=y.astype(float))


def _draw_limits(axes, limits: pd.DataFrame, words: Words) -> None:
    for level, style in _STYLES.items():
        curve = limits[np.isclose(limits["confidence"], level)].sort_values("evidence_amount")
        for end in ("low", "high"):
            axes.plot(
                curve["evidence_amount"], curve[end], color=INK, linewidth=0.9, linestyle=style
            )
        axes.annotate(
            words.percent(level, 0 if level == 0.95 else 1),
            (curve["evidence_amount"].iloc[-1], curve["high"].iloc[-1]),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
            color=INK,
        )
    wide = limits[np.isclose(limits["confidence"], 0.998)]
    axes.fill_between(wide["evidence_amount"], wide["low"], wide["high"], color=UNKNOWN, alpha=0.12)


def _name(axes, row: dict, name: str) -> None:
    axes.annotate(
        name,
        (row["x"], row["y"]),
        xytext=(0, 7 if row["y"] > 1 else -7),
        textcoords="offset points",
        ha="center",
        va="bottom" if row["y"] > 1 else "top",
        fontsize=8,
        color=OUTSIDE,
        bbox=PLATE,
    )


def _alt(points: pd.DataFrame, words: Words) -> str:
    n_sides = [int((points["standing"] == side).sum()) for side in ("more", "less")]
    return words.say(
        "Funnel with a dot per agent judged, {n} in all, from {low} to {high} of what the mix "
        "explains. Outside the limits that count for all of them together: {n_more} towards more "
        "and {n_less} towards less.",
        n=len(points),
        low=words.percent(points["y"].min(), 0),
        high=words.percent(points["y"].max(), 0),
        n_more=n_sides[0],
        n_less=n_sides[1],
    )
