"""A proposed source as data: settings, what they leave open, and what should be known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cctoolkit.errors import N_, Problem
from cctoolkit.sources.profile import Profile

Path_ = tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """A point that the file leaves open: a sentence, its values, and the answers that fit."""

    sentence: str
    values: Mapping[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.sentence.format(**self.values)


@dataclass(frozen=True)
class Proposal:
    """A proposed source.

    Parameters
    ----------
    settings : dict
        Those of `Source`, with `OPEN` for what must be answered.
    questions : mapping of path to Question
        By place in the settings, such as `("columns", "start_at", "format")`.
    columns : tuple of Profile
        Columns of the file that the proposal, or none, reads, with examples.
    notes : tuple of Question
        What should be known and asks for nothing.
    problem : Problem, optional
        Why the file could not be looked into.
    aux_codes : mapping of str to str
        Auxiliary codes that the file shows, each with the word of the file.
    """

    settings: dict
    questions: Mapping[Path_, Question] = field(default_factory=dict)
    columns: tuple[Profile, ...] = ()
    notes: tuple[Question, ...] = ()
    problem: Problem | None = None
    aux_codes: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_complete(self) -> bool:
        """Whether nothing is open."""
        return not self.questions and self.problem is None

    @property
    def used(self) -> frozenset[str]:
        """Columns of the file that the proposal reads."""
        turned = self.settings.get("unpivot", {}).get("columns", {})
        return frozenset([*_raw_names(self.settings.get("columns", {})), *turned])


def _raw_names(columns: Mapping[str, dict]) -> Iterable[str]:
    for rule in columns.values():
        yield from (rule["column"],) if "column" in rule else rule.get("columns", ())


QUESTIONS = {
    "table": N_("What does this file feed? The names of its columns do not say."),
    "encoding": N_("In which encoding was it written?"),
    "separator": N_("Which sign separates the cells?"),
    "header_line": N_("Which line holds the column names (0: none)?"),
    "decimal": N_("Which is the decimal sign? The numbers can be read with either."),
    "format": N_('Which is the date format? "{found}" can be read as {readings}.'),
    "clock": N_('"{column}" gives no time of day. With which clock time is it to be joined?'),
    "inclusive": N_(
        'Is the date of "{column}", such as "{found}", the last day that still counts (true) or '
        "the first that no longer does (false)?"
    ),
    "unit": N_('In which unit is "{column}" ("{found}")?'),
    "length": N_("How long is each interval?"),
    "column": N_(
        "Which column is `{target}` ({meaning})? If the file has none, put the line `constant:`, "
        "with one value for every row, in the place of the line `column:`."
    ),
    "code": N_('What does "{found}" mean?'),
    "again": N_("The same as in `{table}` of this file, above."),
    "threshold": N_('Within how many seconds of waiting does "{column}" count?'),
    "threshold_unit": N_('In which unit is the threshold of "{column}"?'),
    "threshold_ms": N_('Within how many milliseconds of waiting does "{column}" count?'),
    "aux_unit": N_("In which unit are the columns of auxiliary codes, such as {found}?"),
}
NOTES = {
    "channel": N_(
        "no column says by which channel the contacts came: they count as voice. If it is another, "
        "write `channel: {{constant: chat}}` among the columns ({channels})."
    ),
    "mean": N_(
        "means or ratios, which cannot be summed; they are a party's statements, for the table "
        "`reported`: {columns}"
    ),
    "abandoned_within": N_(
        "they count the abandoned within a threshold for which no column counts the answered, and "
        "`queue_thresholds` needs both: {columns}"
    ),
    "aux_total": N_(
        "no column gives the whole auxiliary time (`aux_ms`), without which there is no index of "
        "adherence: ask for it."
    ),
    "repeats": N_('"{column}" repeats in the file: alone it identifies no row.'),
}
