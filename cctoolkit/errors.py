"""What a user can be told: a code, a place and the values found, worded here in English.

The sentences are gettext message ids; `words` translates them. Nothing here imports the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple


def N_(message: str) -> str:
    """Mark an English sentence for translation and return it unchanged."""
    return message


class Sentence(NamedTuple):
    """What is wrong and what to do about it, as templates over a problem's values."""

    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: what, where, what was found, what is allowed.

    Parameters
    ----------
    code : str
        Key of `SENTENCES`.
    file : str, optional
        File as the user named it, relative to the engagement.
    sheet, line, column : optional
        Place inside the file; `line` as a spreadsheet shows it (the first line is 1).
    found : str, optional
        The value met.
    allowed : str, optional
        The values that would have been accepted.
    values : mapping, optional
        Whatever else the sentence names.
    """

    code: str
    file: str | None = None
    sheet: str | None = None
    line: int | None = None
    column: str | None = None
    found: str | None = None
    allowed: str | None = None
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        if self.code not in SENTENCES:
            raise KeyError(f"no sentence for problem code {self.code!r}")

    def __str__(self) -> str:
        what, remedy = SENTENCES[self.code]
        sentences = " ".join(fill(part, self) for part in (what, remedy) if part)
        place = self.place()
        return f"{place}: {sentences}" if place else sentences

    def place(self, sheet: str = "sheet", line: str = "line", column: str = "column") -> str:
        """Return where the problem is, with the given words for sheet, line and column."""
        parts = (
            self.file,
            self.sheet is not None and f'{sheet} "{self.sheet}"',
            self.line is not None and f"{line} {self.line}",
            self.column is not None and f'{column} "{self.column}"',
        )
        return ", ".join(str(part) for part in parts if part)


def fill(template: str, problem: Problem) -> str:
    """Put a problem's values into a sentence template."""
    return template.format(
        found="" if problem.found is None else problem.found,
        allowed="" if problem.allowed is None else problem.allowed,
        **{"file": problem.file, "column": problem.column, **problem.values},
    )


def grouped(problems: Iterable[Problem]) -> list[tuple[Problem, int]]:
    """Return the first problem of each (code, file, sheet, column) and how many are like it."""
    seen: dict[tuple, Problem] = {}
    counts: Counter[tuple] = Counter()
    for problem in problems:
        key = (problem.code, problem.file, problem.sheet, problem.column)
        seen.setdefault(key, problem)
        counts[key] += 1
    return [(problem, counts[key]) for key, problem in seen.items()]


class ToolkitError(Exception):
    """Root of the errors that end a command with a message instead of a traceback."""

    exit_code = 1

    def __init__(self, problems: Iterable[Problem] | Problem) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self):
        return type(self), (self.problems,)


class InputError(ToolkitError):
    """Files, settings or parameters that cannot be used as they are; nothing was written."""

    exit_code = 2


class RunError(ToolkitError):
    """A run that failed half-way; nothing was published."""

    exit_code = 1


SENTENCES: dict[str, Sentence] = {
    # engagement
    "folder_missing": Sentence(
        N_('there is no folder "{found}".'),
        N_("Check the path, or make one with `cctoolkit new`."),
    ),
    "settings_missing": Sentence(
        N_('the folder "{found}" has no engagement.yml, so it is no engagement.'),
        N_("Check the path, or make one with `cctoolkit new`."),
    ),
    "settings_not_utf8": Sentence(
        N_("the file is not UTF-8 text."), N_("Save it again with the encoding UTF-8.")
    ),
    "settings_not_yaml": Sentence(
        N_("this is not YAML: {found}."),
        N_("Check indentation, colons and quotes on this line and the one before."),
    ),
    "setting_twice": Sentence(
        N_("`{found}` is set twice in the same block."), N_("Keep one of the two.")
    ),
    "setting_unknown": Sentence(
        N_("there is no setting `{setting}`."), N_("Did you mean: {allowed}?")
    ),
    "setting_required": Sentence(
        N_("the setting `{setting}` is missing."), N_("Add it; the README shows an example.")
    ),
    "setting_not_allowed": Sentence(N_('`{setting}` is "{found}".'), N_("Allowed: {allowed}.")),
    "setting_invalid": Sentence(N_("`{setting}` cannot be used: {reason}."), N_("Correct it.")),
    "until_outside_period": Sentence(
        N_("the date {found} is outside the period of the engagement."),
        N_("Choose a date within {allowed}."),
    ),
    "counted_twice": Sentence(
        N_(
            "{rows} rows of `{table}` cover time that also comes from events, the first from "
            "{found}."
        ),
        N_("Leave one of the two sources out, or filter it with `where`."),
    ),
    "intervals_overlap": Sentence(
        N_("{rows} rows of `{table}` overlap an earlier one, the first from {found}."),
        N_("Deliver one grain only, half hours or days, or filter one of them with `where`."),
    ),
    "part_without_whole": Sentence(
        N_(
            "{rows} rows of `{table}` belong to no row of `{whole}` with the same beginning, the "
            "first from {found}."
        ),
        N_("Check that both have the same intervals, agents or queues, and campaign."),
    ),
    # tables
    "value_missing": Sentence(
        N_("the cell is empty and `{table}` needs a value."),
        N_("Complete it, or leave the row out with `where`."),
    ),
    "code_not_allowed": Sentence(
        N_('"{found}" is not a value of the list.'), N_("Allowed: {allowed}.")
    ),
    "ends_before_start": Sentence(
        N_("the stretch ends before it begins, as in many rows of `{table}`."),
        N_("Check which columns are start and end, and their format."),
    ),
    "times_out_of_order": Sentence(
        N_("the contact was answered or ended before it arrived, as in many rows of `{table}`."),
        N_("Check which columns are arrival, answer and end, their format and `nearest_to`."),
    ),
    "longer_than_interval": Sentence(
        N_("the row of `{table}` holds more time than its interval lasts."),
        N_("Check the unit of the durations and the length of the intervals."),
    ),
    "part_beyond_whole": Sentence(
        N_("a part of the row of `{table}` is larger than its whole."),
        N_("Check the columns and the units of the durations and counts."),
    ),
    "spans_overlap": Sentence(
        N_("the agent already has a row of `{table}` for part of this time ({found})."),
        N_("End the earlier one on the day on which this one begins."),
    ),
    "negative_value": Sentence(
        N_("a duration or count is below zero, as in many rows of `{table}`."),
        N_("Check the columns and their units in engagement.yml."),
    ),
    "shares_above_one": Sentence(
        N_("a share is above 1, as in many rows of `{table}`."),
        N_("Declare `percent: true` if the file gives percentages."),
    ),
    "key_conflict": Sentence(
        N_("a second row of `{table}` with {found}, different from {other_line}."),
        N_("Keep one of them, or map the column that tells them apart."),
    ),
    # sources
    "file_missing": Sentence(
        N_("there is no such file in the engagement folder."),
        N_("Copy it there or correct `files` in engagement.yml. Files like it: {allowed}."),
    ),
    "file_damaged": Sentence(
        N_("the file cannot be opened as {format}: it is cut short or damaged ({found})."),
        N_("Ask for it again and compare its size with the sender's."),
    ),
    "file_format": Sentence(
        N_("the file is {found}, not {format}."),
        N_("Correct `format` in engagement.yml, or export the file again as {format}."),
    ),
    "encoding_wrong": Sentence(
        N_("byte {byte} of the file ({found}) is not {encoding}."),
        N_("Declare `encoding` in engagement.yml. Encodings that read the whole file: {allowed}."),
    ),
    "encoding_doubtful": Sentence(
        N_('read as {encoding} the file shows "{found}"; as {allowed}, "{other}".'),
        N_("Declare `encoding: {allowed}` in engagement.yml."),
    ),
    "encoding_unknown": Sentence(
        N_('"{found}" is not an encoding.'),
        N_("Declare one of: {allowed}."),
    ),
    "sheet_missing": Sentence(
        N_('the workbook has no sheet "{found}".'),
        N_("Correct `sheet` in engagement.yml. Sheets: {allowed}."),
    ),
    "sheet_undeclared": Sentence(
        N_("the workbook has several sheets, and none is named."),
        N_("Name one, or a pattern such as `2026-*`, as `sheet`. Sheets: {allowed}."),
    ),
    "header_missing": Sentence(
        N_("the file ends before the line of the column names, {header_line}."),
        N_("Correct `header_line` in engagement.yml."),
    ),
    "column_missing": Sentence(
        N_("the file has no such column."),
        N_("Correct the name in engagement.yml. The nearest: {allowed}."),
    ),
    "column_twice": Sentence(
        N_("the column name stands more than once in the file."),
        N_("Say in engagement.yml which one is meant: {allowed}."),
    ),
    "separator_doubtful": Sentence(
        N_('with "{found}" as separator every line has a single cell.'),
        N_("Declare `separator` in engagement.yml: the column names also contain {allowed}."),
    ),
    "table_empty": Sentence(
        N_("the table has column names but no rows."),
        N_("Ask for the export again, or take the file out of `files`."),
    ),
    "filter_leaves_none": Sentence(
        N_("the filter leaves no row: {found}."),
        N_("Correct `where` in engagement.yml."),
    ),
    "row_too_long": Sentence(
        N_("the row has {found} cells, the column names are {allowed}."),
        N_("A separator inside a text is the usual cause: export again with quoted texts."),
    ),
    "row_too_short": Sentence(
        N_("the row has {found} cells, the column names are {allowed}."),
        N_("If it is a footer, leave it out with `stop_at` or `skip_footer`."),
    ),
    "quote_unclosed": Sentence(
        N_("a quotation mark opens here and never closes."),
        N_("The file may be cut short. Export it again."),
    ),
    "json_unreadable": Sentence(
        N_("the line is not JSON ({found})."),
        N_("One object a line is expected. Export it again."),
    ),
    "json_not_object": Sentence(
        N_("the line holds {found}, not an object with named values."),
        N_("One object a line is expected. Export it again."),
    ),
    "json_key_twice": Sentence(
        N_("the object names this value twice."),
        N_("Only one of them can be right. Export it again."),
    ),
    "cell_error": Sentence(
        N_('the cell holds the error "{found}" of a spreadsheet.'),
        N_("Mend it in the workbook, or declare it as `empty` if it stands for no value."),
    ),
    "formula_without_value": Sentence(
        N_("the cell holds a formula whose result was never stored."),
        N_("Open the workbook in a spreadsheet, let it calculate, save it and send it again."),
    ),
    "database_address_missing": Sentence(
        N_("the environment variable {found} is not set."),
        N_("Set it to the address of the database; addresses don't belong in engagement.yml."),
    ),
    "database_driver_missing": Sentence(
        N_("the driver for PostgreSQL is not installed."),
        N_('Install it: python -m pip install "cctoolkit[postgresql]".'),
    ),
    "database_unreachable": Sentence(
        N_("the database at the address in {found} does not answer."),
        N_("Check the address, the user and the network."),
    ),
    "query_failed": Sentence(
        N_("the database refused the query ({found})."),
        N_("Correct `query` in engagement.yml. It may only read."),
    ),
    "value_required": Sentence(
        N_("the cell is empty, and `{target}` must have a value."),
        N_("Complete it, or leave such rows out with `where`."),
    ),
    "number_unreadable": Sentence(
        N_('"{found}" is not a number with "{decimal}" as decimal sign.'),
        N_("Correct the cell, or `decimal` and `thousands` in engagement.yml."),
    ),
    "number_ambiguous": Sentence(
        N_('"{found}" may be a thousand times larger or smaller than it seems.'),
        N_("Declare `decimal` and `thousands` in engagement.yml."),
    ),
    "count_fraction": Sentence(
        N_('"{found}" is not a whole number.'),
        N_("Correct the cell, or declare `thousands` if that is what the sign separates."),
    ),
    "percent_undeclared": Sentence(
        N_('"{found}" has a percent sign, and the mapping does not expect percentages.'),
        N_("Add `percent: true` to the column in engagement.yml."),
    ),
    "share_out_of_range": Sentence(
        N_('"{found}" is not a share between 0 and 1.'),
        N_("If the file gives percentages, add `percent: true` to the column in engagement.yml."),
    ),
    "duration_unreadable": Sentence(
        N_('"{found}" is not a duration in the unit `{unit}`.'),
        N_("Correct the cell, or `unit` in engagement.yml."),
    ),
    "duration_negative": Sentence(
        N_('"{found}" is a negative duration.'),
        N_("Correct the cell, or declare it as `empty` if it stands for no value."),
    ),
    "flag_unreadable": Sentence(
        N_('"{found}" is neither yes nor no.'),
        N_('Words understood: {allowed}. Map others with `codes: {{word: "yes"}}`.'),
    ),
    "id_digits_lost": Sentence(
        N_('"{found}" is an identifier that a spreadsheet turned into a number: digits are lost.'),
        N_(
            "Export it again, with the column formatted as text; or declare `digits_lost: empty` "
            "to read such cells as no value."
        ),
    ),
    "code_unlisted": Sentence(
        N_('"{found}" is not a code of `{target}`.'),
        N_("Translate it with `codes` or `vocabulary` in engagement.yml. Codes: {allowed}."),
    ),
    "code_unknown": Sentence(
        N_('no vocabulary lists the word "{found}" ({n_rows} rows).'),
        N_("Add it to the vocabulary in engagement.yml. Words it lists: {allowed}."),
    ),
    "vocabulary_code": Sentence(
        N_('the vocabulary reads "{word}" as "{found}", which is not a code of `{target}`.'),
        N_("Correct the vocabulary in engagement.yml. Codes: {allowed}."),
    ),
    "date_unreadable": Sentence(
        N_('"{found}" is not a date in the format `{format}`.'),
        N_("Correct the cell, or `format` in engagement.yml."),
    ),
    "date_nonexistent": Sentence(
        N_('"{found}" does not exist: read by `{format}` it is in no calendar or on no clock.'),
        N_("Correct the cell, or `format` in engagement.yml."),
    ),
    "date_undeclared": Sentence(
        N_('"{found}" is not an ISO date (YYYY-MM-DD), and no other format is declared.'),
        N_("Declare it as `format` in engagement.yml: {allowed}."),
    ),
    "date_ambiguous": Sentence(
        N_('"{found}" can be read as {readings}.'),
        N_("Declare the one that is right as `format` in engagement.yml: {allowed}."),
    ),
    "date_out_of_range": Sentence(
        N_('"{found}", read as `{format}`, falls outside the years 1970 to 2200.'),
        N_("Seconds and milliseconds are easily confused: correct `format` in engagement.yml."),
    ),
    "date_mixed": Sentence(
        N_("{n_dates} cells of the column are dates and {n_texts} are text, such as {found}."),
        N_(
            "A spreadsheet may have exchanged day and month in those it understood. Ask for the "
            "export as the system wrote it."
        ),
    ),
    "time_repeated": Sentence(
        N_('"{found}" happened twice in {zone}: clocks went back.'),
        N_("Export with the offset, or declare `repeated_hour: first` or `second`."),
    ),
    "time_skipped": Sentence(
        N_('"{found}" never happened in {zone}: clocks went forward.'),
        N_("Check `zone`, or declare `skipped_hour: forward`."),
    ),
    "offset_missing": Sentence(
        N_('"{found}" has no offset from UTC, and others or the format `{format}` have one.'),
        N_("Complete it, or correct `format` in engagement.yml."),
    ),
    "offset_undeclared": Sentence(
        N_('"{found}" states an offset from UTC that the format `{format}` does not read.'),
        N_("Add %z to `format` in engagement.yml."),
    ),
    "pseudonym_collision": Sentence(
        N_("two identifiers got the same pseudonym."),
        N_("Change the key of the pseudonyms and read again."),
    ),
    # report and command line
    "not_shipped": Sentence(
        N_("the installation lacks {found}."),
        N_("Install the toolkit again: python -m pip install --force-reinstall cctoolkit."),
    ),
    "until_no_date": Sentence(
        N_('"{found}" is not a date.'), N_("Write it as year-month-day, such as 2026-03-17.")
    ),
    "section_unknown": Sentence(N_('there is no section "{found}".'), N_("Sections: {allowed}.")),
    "people_not_shown": Sentence(
        N_("the table `{found}` has a row per person ({column}), which this view never shows."),
        N_("Group it by team or above; an annex for the provider needs the block `people`."),
    ),
    "logo_missing": Sentence(
        N_('there is no logo "{found}" in the engagement folder.'),
        N_("Copy it there as PNG, JPEG or SVG, or correct `brand.logo`."),
    ),
    "logo_too_large": Sentence(
        N_('the logo "{found}" takes {kilobytes} KB.'), N_("Use one of at most {allowed} KB.")
    ),
    "parameter_undeclared": Sentence(
        N_("the notebook declares no parameter `{found}`."),
        N_("Declare it in the cell tagged `parameters`. Declared: {allowed}."),
    ),
    "parameter_type": Sentence(
        N_("the parameter `{parameter}` is {found}, and the notebook declares {declared}."),
        N_("Correct the value or the cell tagged `parameters`. Declared: {allowed}."),
    ),
    "cell_failed": Sentence(
        N_("cell {cell} failed: {found}."),
        N_("Nothing was published. The log tells the whole story: {log}."),
    ),
    "kernel_died": Sentence(
        N_("the kernel ended by itself, most often because memory ran out."),
        N_("Nothing was published. Close other programs, or shorten the period. Log: {log}."),
    ),
    "kernel_unavailable": Sentence(
        N_("no Python kernel could be started: {found}."),
        N_("`cctoolkit doctor` tells what is missing. Log: {log}."),
    ),
    "report_too_large": Sentence(
        N_("the report would take {found} MB, more than {allowed}."),
        N_("Show fewer tables or pictures in the notebooks."),
    ),
    "engagements_missing": Sentence(
        N_('no folder inside "{found}" has an engagement.yml.'),
        N_("Name the folder that holds the engagements."),
    ),
    "batch_time_limit": Sentence(
        N_("it took more than {found} s and was ended."),
        N_("Run it alone, or give the batch a longer `--time-limit`."),
    ),
    "batch_crash": Sentence(
        N_("its process ended by itself (code {found}), most often because memory ran out."),
        N_("Run it alone, or use fewer workers."),
    ),
    "batch_internal": Sentence(
        N_("something went wrong inside the toolkit ({found})."),
        N_("Run it alone with --debug to see the whole story."),
    ),
    "files_missing": Sentence(
        N_('the folder "{found}" holds no file.'), N_("Name the folder with the exports.")
    ),
    "folder_taken": Sentence(
        N_('the folder "{found}" exists and is not empty.'),
        N_("Choose another name, or remove it first."),
    ),
    "option_unknown": Sentence(N_("there is no option {found}."), N_("Options: {allowed}.")),
    "command_unknown": Sentence(N_('there is no command "{found}".'), N_("Commands: {allowed}.")),
    "argument_missing": Sentence(
        N_("{found} is missing."), N_("`{command} --help` shows how it is used.")
    ),
    "option_value": Sentence(
        N_("the value of {found} cannot be used."), N_("`{command} --help` shows how it is used.")
    ),
    "usage_wrong": Sentence(
        N_("the command cannot be understood: {found}"),
        N_("`{command} --help` shows how it is used."),
    ),
    "internal": Sentence(
        N_("something went wrong inside the toolkit ({found})."),
        N_("The whole story: {log}. Run again with --debug to see it here."),
    ),
}
