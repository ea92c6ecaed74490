"""Pictures of what became of the customer's matter."""

from __future__ import annotations

import pandas as pd

from cctoolkit.figures.picture import Look, Picture
from cctoolkit.figures.strips import Dot, strip
from cctoolkit.words import Words
from cctoolkit.words.voice import capitalised


def readings(table: pd.DataFrame, target: float | None, words: Words, look: Look) -> Picture:
    """The three numbers that go by the name of resolution, of the same contacts."""
    rows = table.dropna(subset=["value"])
    dots = [
        Dot(
            capitalised(words.code("resolution_of", row.resolution_of)),
            row.value,
            agreed=row.resolution_of == "of_issues",
        )
        for row in rows.itertuples()
    ]
    alt = words.say(
        "One dot per reading of first-contact resolution: {readings}.",
        readings=words.list_of([f"{dot.name}: {words.percent(dot.value, 1)}" for dot in dots]),
    )
    caption = words.say("The same contacts, three readings of first-contact resolution")
    return strip("readings", dots, target, words, look, alt=alt, caption=caption)


def satisfied(table: pd.DataFrame, group: str, words: Words, look: Look) -> Picture:
    """Share of satisfied answers of each group, with its interval."""
    rows = table.dropna(subset=["top_box_share", group]).sort_values("top_box_share")
    dots = [
        Dot(
            words.say("{group}, {n} answers", group=str(row[group]), n=int(row["n_responses"])),
            row["top_box_share"],
            row["low"],
            row["high"],
        )
        for _, row in rows.iloc[::-1].iterrows()
    ]
    alt = words.say(
        "One dot per queue, the share of satisfied answers: {queues}.",
        queues=words.list_of([f"{dot.name}: {words.percent(dot.value, 1)}" for dot in dots]),
    )
    caption = words.say("Satisfied customers by queue, of those who answered the survey")
    return strip("satisfied", dots, None, words, look, alt=alt, caption=caption)
