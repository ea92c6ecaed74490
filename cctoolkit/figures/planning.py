"""Pictures of the day sheet."""

from __future__ import annotations

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

_NAMES = {
    "required": N_("required by what came"),
    "forecast": N_("required by the forecast"),
    "planned": N_("planned positions"),
    "present": N_("present positions"),
}


def contributions(causes: pd.DataFrame, words: Words, look: Look) -> Picture:
    """A bar per cause, in points of the level; what the model doesn't explain, in grey."""
    rows = causes.dropna(subset=["effect_points"]).reset_index(drop=True)
    names = [capitalised(words.code("line", line)) for line in rows["line"]]
    effects = rows["effect_points"].astype(float)
    colours = [
        UNKNOWN if line == "model_error" else OUTSIDE if effect < 0 else look.accent
        for line, effect in zip(rows["line"], effects, strict=True)
    ]
    places = rows.index[::-1]
    with canvas(0.7 + 0.36 * len(rows)) as (figure, axes):
        axes.barh(places, effects, color=colours, height=0.62)
        axes.axvline(0, color=INK, linewidth=0.9)
        for place, effect in zip(places, effects, strict=True):
            axes.annotate(
                words.points(effect),
                (effect, place),
                xytext=(-5 if effect < 0 else 5, 0),
                textcoords="offset points",
                ha="right" if effect < 0 else "left",
                va="center",
                fontsize=8,
                bbox=PLATE,
            )
        axes.set_yticks(places, names)
        axes.set_xticks([])
        axes.margins(x=0.3)
        bare(axes)
        plan, measured = (
            causes.set_index("line").loc[end, "level_share"] for end in ("plan", "measured")
        )
        levels = {"plan": words.percent(plan), "measured": words.percent(measured)}
        listed = [
            f"{name}: {words.points(effect)}" for name, effect in zip(names, effects, strict=True)
        ]
        alt = words.say(
            "From {plan} expected to {measured} measured. {causes}.",
            causes="; ".join(listed),
            **levels,
        )
        caption = words.say(
            "From the {plan} to be expected of the plan to the {measured} measured: what each "
            "cause took or gave, in points; in grey, what the model does not explain",
            **levels,
        )
        return drawn("contributions", figure, alt, caption)


def staffing(worst_day: pd.DataFrame, words: Words, look: Look) -> Picture:
    """Positions required, planned and present in each interval of a day."""
    lines = [name for name in _lines(look) if _has(worst_day, f"{name}_positions")]
    places = range(len(worst_day))
    with canvas(3.1) as (figure, axes):
        if "planned" in lines:
            axes.fill_between(
                places,
                worst_day["planned_positions"].astype(float),
                step="mid",
                color=blend(look.accent, 0.82),
                linewidth=0,
            )
        for name in lines:
            values = worst_day[f"{name}_positions"].astype(float)
            axes.step(
                places,
                values,
                where="mid",
                label=words.say(_NAMES[name]),
                **_lines(look)[name],
            )
        axes.set_ylim(bottom=0)
        axes.set_xlim(-0.5, len(worst_day) - 0.5)
        every = max(1, len(worst_day) // 12)
        axes.set_xticks([*places][::every], [*worst_day["slot"]][::every], fontsize=8)
        axes.yaxis.set_major_formatter(lambda count, _: words.number(count))
        axes.legend(
            loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False, fontsize=8, borderpad=0
        )
        bare(axes, grid="y")
        return drawn("staffing", figure, *_staffing_words(worst_day, words))


def _has(table: pd.DataFrame, name: str) -> bool:
    return name in table and bool(table[name].notna().any())


def _lines(look: Look) -> dict[str, dict]:
    return {
        "required": {"color": OUTSIDE, "linewidth": 1.8},
        "forecast": {"color": QUIET, "linewidth": 1.1, "linestyle": (0, (3, 2))},
        "planned": {"color": blend(look.accent, 0.5), "linewidth": 1.1},
        "present": {"color": look.accent, "linewidth": 1.8},
    }


def _staffing_words(table: pd.DataFrame, words: Words) -> tuple[str, str]:
    day = words.date(table["business_day"].iloc[0], "long")
    caption = words.say("{day}, the day that lacked most contacts to the target", day=day)
    caption += ": " + words.say("positions in each interval, all groups of agents together")
    gap = (table["required_positions"] - table["present_positions"]).astype(float)
    if gap.notna().sum() == 0:
        return words.say("Positions planned and required on {day}.", day=day), caption
    row = table.loc[gap.idxmax()]
    alt = words.say(
        "Positions by interval on {day}. The widest gap is at {slot}: {required} required by what "
        "came, {present} present.",
        day=day,
        slot=str(row["slot"]),
        required=words.number(row["required_positions"], 1),
        present=words.number(row["present_positions"], 1),
    )
    return alt, caption
