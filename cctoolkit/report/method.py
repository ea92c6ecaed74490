"""How a section was computed: the choices that somebody could dispute, and what to keep in mind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from cctoolkit.sections.section import Section
from cctoolkit.words import N_, Words

_SUMS = N_("Every ratio is computed from the sums of its parts, never from other ratios.")

NOTES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "adherence": (
            _SUMS,
            N_(
                "The index of adherence to the post is blind to lateness and to absence: it is not "
                "adherence to the schedule."
            ),
            N_(
                "Auxiliary time is not lost time: rest that law or agreement imposes, training and "
                "codes ordered by the client are part of it. The index net of rest sets it right."
            ),
            N_(
                "The margin of uncertainty of a group comes from how its agents and its days "
                "differ; that of the whole, from how its days differ."
            ),
            N_(
                "Codes in which few agents have time are shown together as other codes: not always "
                "the same ones, so these rows are not to be compared with each other."
            ),
            N_(
                "An agent who moved during the period counts in each group, and in none for days "
                "without an assignment: groups need not add up to the whole."
            ),
        ),
        "service": (
            _SUMS,
            N_(
                "The same contacts give a different service level by definition and threshold; the "
                "table of levels shows them side by side."
            ),
            N_("The margin of uncertainty comes from how the days differ."),
        ),
        "outbound": (
            _SUMS,
            N_(
                "Contactability has two readings: records reached, which grows with insistence, "
                "and attempts answered, which falls with it."
            ),
            N_(
                "Conversion of the useful contacts speaks of the call; that of the records speaks "
                "of the base too."
            ),
            N_(
                "Sales of the last days can still be cancelled: they are on no side of the share "
                "cancelled."
            ),
            N_(
                "The margin of uncertainty of a group comes from how its agents differ; that of "
                "the whole and of a month, from how its days differ."
            ),
        ),
        "hours": (
            _SUMS,
            N_(
                "A step is shown as its tables give it: a drop is no loss by itself, and may be "
                "negative. Training in a classroom is billed and never logged; leave and vacations "
                "are paid and not worked."
            ),
            N_(
                "Contracted hours are weekly hours times days, by seven: holidays and vacations "
                "are still in them."
            ),
            N_(
                "The amount invoiced stands beside the hours billed. Hours at cost are valued at "
                "the mean cost of an hour paid, payroll alone, and only the provider sees them."
            ),
            N_(
                "Hours paid have a team or a site where their agent had only one in the month; the "
                "hours billed name no agents."
            ),
        ),
    }
)

_LABELS = MappingProxyType(
    {
        "target_low": N_("Target, from"),
        "target_high": N_("Target, to"),
        "target": N_("Target"),
        "threshold_s": N_("Threshold of waiting"),
        "basis": N_("The level is a share of"),
        "channels": N_("Channels of the target"),
        "short_abandon_s": N_("An abandonment is short within"),
        "abandonment_target": N_("Abandonment, at most"),
        "ringing_is_productive": N_("Ringing counts as productive"),
        "confidence": N_("Margins of uncertainty cover"),
        "billed_concepts": N_("Concepts billed as time"),
        "answered_results": N_("Results in which somebody answered"),
        "hours_of": N_("Hours of the sales per hour"),
        "cancellation_days": N_("A sale can be cancelled for, days"),
        "plan_version": N_("Version of the schedules"),
    }
)
_BASES = {"offered": N_("contacts offered"), "answered": N_("contacts answered")}


def choices(section: Section, words: Words) -> Iterator[tuple[str, str]]:
    """Yield each choice of a section as a label and a value, those not made left out."""
    for name, value in section.choices.items():
        if value is not None:
            label = words.say(_LABELS[name]) if name in _LABELS else name.replace("_", " ")
            yield label, _written(name, value, words)


def notes(section: Section, words: Words) -> list[str]:
    """Return what a reader of the section should keep in mind."""
    return [words.say(note) for note in NOTES.get(section.name, (_SUMS,))]


def _written(name: str, value: object, words: Words) -> str:
    if isinstance(value, bool):
        return words.say("yes") if value else words.say("no")
    if name == "hours_of":
        return words.code(name, str(value))
    if name == "basis":
        return words.say(_BASES[str(value)])
    if name == "channels":
        return words.list_of([words.code("channel", part) for part in str(value).split(", ")])
    if isinstance(value, str):
        return value
    if name.endswith("_s"):
        return words.seconds(value)
    return words.percent_agreed(value) if float(value) <= 1 else words.number(value)
