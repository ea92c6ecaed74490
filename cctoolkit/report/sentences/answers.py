"""Titles and answers: what a section and the first page say in a sentence or a few."""

from __future__ import annotations

from cctoolkit.report import values
from cctoolkit.report.sentences import sentence
from cctoolkit.sections import Section
from cctoolkit.words import N_, Words
from cctoolkit.words.voice import capitalised

STANDINGS = (
    "level_reached",
    "level_missed",
    "index_below_target",
    "index_on_target",
    "index_above_target",
    "schedule_below_target",
    "schedule_on_target",
    "schedule_above_target",
    "abandonment_above_target",
    "occupancy_below_target",
    "occupancy_on_target",
    "occupancy_above_target",
    "unplanned_shrinkage_above",
    "unplanned_shrinkage_within",
    "conversion_reached",
    "conversion_below_target",
    "resolution_reached",
    "resolution_missed",
)
"""Findings that say how a whole subject stands against its target."""
MOST_SENTENCES = 3
TITLES = {
    "summary": N_("Summary"),
    "adherence": N_("Adherence to the post"),
    "schedule": N_("Adherence to schedule"),
    "service": N_("Service"),
    "planning": N_("Planning of the day"),
    "occupancy": N_("Occupancy and shrinkage"),
    "hours": N_("Waterfall of hours"),
    "outbound": N_("Outbound calls"),
    "patterns": N_("Patterns"),
    "customers": N_("Resolution and satisfaction"),
    "agents": N_("Provider's annex: agents"),
}


def title(name: str, words: Words) -> str:
    """Name of a section."""
    return words.say(TITLES[name])


def answer(section: Section, words: Words) -> str:
    """The section in one sentence: what was found, not what is shown."""
    if not section.is_available and section.name in TITLES:
        return words.say("{section}: not available", section=title(section.name, words))
    for finding in section.findings:
        return sentence(finding, words).headline
    for figure in section.key_figures:
        term, value = capitalised(words.term(figure.term)), values.figure_value(figure, words)
        return words.say("{term}: {value}", term=term, value=value)
    return title(section.name, words)


def verdict(summary: Section, words: Words) -> str:
    """The first page in a few sentences: the weightiest finding, then what was missed and reached.

    What was reached is said beside what was not; a verdict that only accuses is read as partial.
    Before all of it stands a defect of the data that makes figures wrong by far.
    """
    warnings = [
        _closed(sentence(finding, words).headline)
        for finding in summary.findings
        if finding.section == "data" and finding.severity == "serious"
    ]
    return " ".join([*warnings, _judgement(summary, words)])


def _judgement(summary: Section, words: Words) -> str:
    judged = [finding for finding in summary.findings if finding.section != "data"]
    if not judged:
        return words.say(_NOTHING_JUDGED[_standing_of(summary)])
    standings = [finding for finding in judged if finding.code in STANDINGS]
    first = judged[0]
    if first not in standings:
        standings = [finding for finding in standings if finding.section != first.section]
    standings.sort(key=lambda finding: finding.severity == "good")
    chosen = dict.fromkeys(sentence(finding, words).headline for finding in (first, *standings))
    return " ".join(_closed(headline) for headline in [*chosen][:MOST_SENTENCES])


_NOTHING_JUDGED = {
    "empty": N_("The data delivered hold nothing of this period that can be evaluated."),
    "described": N_(
        "The data of this period allow description, but no target was agreed to judge it by."
    ),
    "unfounded": N_(
        "Targets were agreed, and nothing is found against them in what could be judged; what "
        "could not is listed below."
    ),
}


def _standing_of(summary: Section) -> str:
    """What a first page without findings may say."""
    if not summary.key_figures:
        return "empty"
    return "unfounded" if summary.choices.get("has_targets") else "described"


def _closed(headline: str) -> str:
    return headline if headline.endswith(("?", "!", ".")) else f"{headline}."
