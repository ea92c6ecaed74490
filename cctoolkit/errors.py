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
    """Return the first problem of each kind and place, and how many are like it.

    A place is file, sheet and column; in engagement.yml every setting is one.
    """
    seen: dict[tuple, Problem] = {}
    counts: Counter[tuple] = Counter()
    for problem in problems:
        setting = problem.values.get("setting")
        key = (problem.code, problem.file, problem.sheet, problem.column, setting)
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
        N_("this is not YAML."),
        N_("Check indentation, colons and quotes on this line and the one before."),
    ),
    "settings_tab": Sentence(
        N_("a tabulator stands where YAML wants blanks."), N_("Indent the line with blanks.")
    ),
    "settings_key": Sentence(
        N_("a list or a block stands where a name is expected."),
        N_("Write a single name before the colon, in quotes if it holds brackets or braces."),
    ),
    "settings_no_block": Sentence(
        N_("the file holds no settings, each with its name."),
        N_("Write them as `name: value`; docs/encargo.md shows an example."),
    ),
    "setting_twice": Sentence(
        N_("`{found}` is set twice in the same block."), N_("Keep one of the two.")
    ),
    "setting_unknown": Sentence(
        N_("there is no setting `{setting}`."), N_("Did you mean: {allowed}?")
    ),
    "setting_unlisted": Sentence(
        N_("there is no setting `{setting}`."), N_("Those that can stand here: {allowed}.")
    ),
    "setting_required": Sentence(
        N_("the setting `{setting}` is missing."), N_("Add it; docs/encargo.md shows an example.")
    ),
    "setting_not_allowed": Sentence(N_('`{setting}` is "{found}".'), N_("Allowed: {allowed}.")),
    "setting_invalid": Sentence(
        N_("the value of `{setting}` cannot be used."),
        N_("Correct it; docs/encargo.md shows an example."),
    ),
    "setting_empty": Sentence(
        N_("`{setting}` has no value."), N_("Complete it, or remove the line.")
    ),
    "setting_empty_list": Sentence(
        N_("the list `{setting}` is empty."), N_("Complete it, or remove the line.")
    ),
    "setting_no_text": Sentence(
        N_("`{setting}` is not text."), N_('Write it in quotes, such as "007".')
    ),
    "setting_no_integer": Sentence(
        N_('`{setting}` is "{found}", which is not a whole number.'),
        N_("Write it without decimals or separators, such as 30."),
    ),
    "setting_no_number": Sentence(
        N_('`{setting}` is "{found}", which is not a number.'),
        N_("Write it with a point for the decimals, such as 0.85."),
    ),
    "setting_no_flag": Sentence(
        N_('`{setting}` is "{found}", which is neither yes nor no.'),
        N_("Write `true` or `false`."),
    ),
    "setting_no_date": Sentence(
        N_('`{setting}` is "{found}", which is not a date.'),
        N_("Write it as year-month-day, such as 2026-03-17."),
    ),
    "setting_no_list": Sentence(
        N_("`{setting}` is not a list."), N_("Write it between brackets, such as [one, other].")
    ),
    "setting_no_block": Sentence(
        N_("`{setting}` is not a block of named values."),
        N_("Write it between braces, such as {{name: value}}, or indented below it."),
    ),
    "setting_no_share": Sentence(
        N_('`{setting}` is "{found}", which is not a share between 0 and 1.'),
        N_("Write 80 % as 0.80."),
    ),
    "setting_at_least": Sentence(
        N_('`{setting}` is "{found}".'), N_("The least that can be is {limit}.")
    ),
    "setting_above": Sentence(N_('`{setting}` is "{found}".'), N_("It must be above {limit}.")),
    "setting_at_most": Sentence(
        N_('`{setting}` is "{found}".'), N_("The most that can be is {limit}.")
    ),
    "setting_below": Sentence(N_('`{setting}` is "{found}".'), N_("It must be below {limit}.")),
    "setting_form": Sentence(
        N_('`{setting}` is "{found}", which has not the form expected.'),
        N_('Write it as in this example: "{example}".'),
    ),
    "period_form": Sentence(
        N_('`{setting}` is "{found}", which is neither a month nor a pair of dates.'),
        N_('Write "2026-03", or {{first: 2026-03-01, last: 2026-03-31}}.'),
    ),
    "period_order": Sentence(
        N_("the last day of `{setting}`, {last}, is before the first, {first}."),
        N_("Correct the one that is wrong."),
    ),
    "period_years": Sentence(
        N_('"{found}" falls outside the years {first_year} to {last_year}.'),
        N_("Correct the year."),
    ),
    "zone_unknown": Sentence(
        N_('"{found}" is not a time zone.'), N_("Zones of a similar name: {allowed}.")
    ),
    "locale_unknown": Sentence(
        N_('"{found}" is not a locale.'), N_("Write language and country, such as es_ES or es_CO.")
    ),
    "band_order": Sentence(
        N_("`{setting}` begins at {low} and ends before that, at {high}."),
        N_("Exchange `low` and `high`, or correct the one that is wrong."),
    ),
    "survey_scale": Sentence(
        N_("`{setting}`: {found} does not lie above {low} and up to {high}."),
        N_("Write the ends of the scale in order, and from which answer a customer is satisfied."),
    ),
    "annex_view": Sentence(
        N_("`agents`, in `sections`, shows single people, and the view is {found}."),
        N_("Only the provider may see them: set `view: provider`, or leave `agents` out."),
    ),
    "annex_people": Sentence(
        N_("`agents`, in `sections`, shows single people, and there is no block `people`."),
        N_(
            "Write it with `controller`, `legal_basis`, `purpose`, `informed`, `informed_on` and "
            "`delete_on`, or leave `agents` out."
        ),
    ),
    "thresholds_same": Sentence(
        N_("{first} and {second}, in `{setting}`, are the same to the millisecond."),
        N_("Keep one of the two."),
    ),
    "vocabulary_missing": Sentence(
        N_('`vocabularies` does not list "{found}".'),
        N_("Correct the name or add the vocabulary. Names of those listed: {allowed}."),
    ),
    "aux_code_missing": Sentence(
        N_('the auxiliary code "{found}" is not in `aux_codes`, so nobody knows how it counts.'),
        N_("Correct it, or add it there with its flags. The nearest: {allowed}."),
    ),
    # mapping of a source, in engagement.yml
    "open_question": Sentence(
        N_('`{setting}` is "?": a question that is still open.'),
        N_("Write the answer; the comments of the proposal say what can be read in the file."),
    ),
    "table_unknown": Sentence(N_('there is no table "{found}".'), N_("The nearest: {allowed}.")),
    "table_of_settings": Sentence(
        N_("`{found}` is a block of engagement.yml, and no file fills that table."),
        N_("List the codes there, each with its flags, and remove the source."),
    ),
    "target_unknown": Sentence(
        N_("`{table}` has no column `{found}`."), N_("The nearest: {allowed}.")
    ),
    "target_missing": Sentence(
        N_("`{table}` needs the column `{target}`, and nothing fills it."),
        N_("Map it in `columns`, from the file or as a `constant`."),
    ),
    "target_twice": Sentence(
        N_("`{target}` stands in `columns` and in `unpivot`."), N_("Keep one of the two.")
    ),
    "files_form": Sentence(
        N_('`{setting}` is "{found}", which names no files.'),
        N_("Write a path or a pattern, such as raw/estados_*.csv."),
    ),
    "files_or_database": Sentence(
        N_("the source needs either `files` or `database_env`."),
        N_("Write `files`, or `database_env` if it is a PostgreSQL database."),
    ),
    "database_for_postgresql": Sentence(
        N_("`database_env` goes with the format `postgresql`, and only with it."),
        N_("Correct `format`, or exchange `files` and `database_env`."),
    ),
    "query_for_sql": Sentence(
        N_("`query` goes with the formats `sqlite` and `postgresql`, and only with them."),
        N_("Correct `format`, or add or remove `query`."),
    ),
    "signs_same": Sentence(
        N_('`decimal` and `thousands` are the same sign, "{found}".'),
        N_("Correct one of them; remove `thousands` if the file separates none."),
    ),
    "separator_form": Sentence(
        N_('`{setting}` is "{found}", and the sign between two cells is a single one.'),
        N_('Write it in quotes, such as ";" or "," or, for the tabulator, "\\t".'),
    ),
    "filter_sides": Sentence(
        N_("`{setting}` needs `keep` or `drop`, and not both."),
        N_("Write the texts to keep, or those to leave out."),
    ),
    "origin_missing": Sentence(
        N_("`{setting}` does not say where the column comes from."),
        N_("Write one of `column`, `columns`, `first_of`, `constant`, `after`."),
    ),
    "origin_several": Sentence(
        N_("`{setting}` says more than once where the column comes from: {found}."),
        N_("Keep one of them."),
    ),
    "after_without_length": Sentence(
        N_("`after` and `length` go together, and `{setting}` has one of them."),
        N_('Write both, such as {{after: start_at, length: "30 min"}}.'),
    ),
    "codes_and_vocabulary": Sentence(
        N_("`{setting}` has both `codes` and `vocabulary`."), N_("Keep one of the two.")
    ),
    "length_form": Sentence(
        N_('`{setting}` is "{found}", which is not a length.'),
        N_(
            'Write a whole number and a unit, such as "30 min", "1 h", "1 day" or "1 month"; '
            '"month start" is the first day of its month.'
        ),
    ),
    "format_code": Sentence(
        N_('`{setting}` is "{found}", in which {sign} means nothing.'), N_("Allowed: {allowed}.")
    ),
    "format_twice": Sentence(
        N_('`{setting}` is "{found}", which says the same thing twice.'), N_("Keep one of the two.")
    ),
    "format_incomplete": Sentence(
        N_('`{setting}` is "{found}", without year or without month.'),
        N_(
            "Write both, such as %d/%m/%Y; a clock time is joined with its date: "
            "{{columns: [date, time]}}."
        ),
    ),
    "format_half": Sentence(
        N_('`{setting}` is "{found}", and %I and %p go together.'),
        N_("Write both, or %H for hours from 0 to 23."),
    ),
    "unit_missing": Sentence(
        N_("`{setting}` is a duration and does not say in which unit."),
        N_("Add `unit`. Units: {allowed}."),
    ),
    "unit_idle": Sentence(
        N_("`unit` is for durations, and `{target}` is none."),
        N_("Remove it, or map another column."),
    ),
    "percent_idle": Sentence(
        N_("`percent` is for shares and numbers, and `{target}` is neither."),
        N_("Remove it, or map another column."),
    ),
    "codes_idle": Sentence(
        N_("`codes` and `vocabulary` translate words, and `{target}` holds numbers or dates."),
        N_("Remove it, or map another column."),
    ),
    "digits_lost_idle": Sentence(
        N_("`digits_lost` is for identifiers, and `{target}` is none."),
        N_("Remove it, or map another column."),
    ),
    "moment_idle": Sentence(
        N_("`{option}` is for dates and instants, and `{target}` is neither."),
        N_("Remove it, or map another column."),
    ),
    "nearest_idle": Sentence(
        N_("`nearest_to` is for instants, and `{target}` is none."),
        N_("Remove it, or map another column."),
    ),
    "inclusive_idle": Sentence(
        N_("`inclusive` is for the day on which a span ends, and `{target}` is none."),
        N_("Remove it, or map another column."),
    ),
    "constant_form": Sentence(
        N_("`{setting}` is a list or a block."), N_("Write a single value, the same for every row.")
    ),
    "constant_quotes": Sentence(
        N_("`{target}` is text, and {found} is written without quotes."),
        N_('Write it in quotes, so that no zero is lost: "{found}".'),
    ),
    "anchor_missing": Sentence(
        N_(
            "`{target}` leans on `{found}`, which is not mapped beside it as the same kind of "
            "date or instant."
        ),
        N_("Map it too, or correct the name."),
    ),
    "date_step": Sentence(
        N_('`{target}` is a date, and "{found}" is no number of whole days.'),
        N_("Write the length in days, weeks or months."),
    ),
    "month_of_instant": Sentence(
        N_('"{found}" leads to a date, and `{target}` is an instant.'),
        N_("Use it for a column of dates, such as `period`."),
    ),
    "leans_on_itself": Sentence(
        N_("`{target}` leans on itself through `after` and `nearest_to`."),
        N_("Give one of the columns an origin of its own."),
    ),
    "until_outside_period": Sentence(
        N_("the date {found} is outside the period of the engagement."),
        N_("Choose a date within {allowed}."),
    ),
    "counted_twice": Sentence(
        N_(
            "`{table}` has rows for time that also comes from events (rows: {rows}), the first "
            "from {found}."
        ),
        N_("Leave one of the two sources out, or filter it with `where`."),
    ),
    "intervals_overlap": Sentence(
        N_("`{table}` has rows that overlap earlier ones (rows: {rows}), the first from {found}."),
        N_("Deliver one grain only, half hours or days, or filter one of them with `where`."),
    ),
    "part_without_whole": Sentence(
        N_(
            "`{table}` has rows that belong to none of `{whole}` with the same beginning "
            "(rows: {rows}), the first from {found}."
        ),
        N_("Check that both have the same intervals, agents or queues, and campaign."),
    ),
    "part_above_whole": Sentence(
        N_("queue {queue} sums {n} in `{part}` and only {of} in `{whole}`."),
        N_(
            "Check which column of the file is which, and whether both count the same contacts; "
            "leave out the one that does not."
        ),
    ),
    "thresholds_fall": Sentence(
        N_("queue {queue} counts fewer contacts within {threshold} than within a shorter time."),
        N_(
            "The columns count bands of waiting: add them up in the export, so that each holds "
            "everybody answered until then, or leave them out."
        ),
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
        N_("the stretch ends before it begins, as in more than 1 % of the rows of `{table}`."),
        N_("Check which columns are start and end, and their format."),
    ),
    "times_out_of_order": Sentence(
        N_(
            "the contact was answered or ended before it arrived, as in more than 1 % of the rows "
            "of `{table}`."
        ),
        N_("Check which columns are arrival, answer and end, their format and `nearest_to`."),
    ),
    "wait_beyond_day": Sentence(
        N_("the customer waited for longer than a day, as in more than 1 % of the contacts."),
        N_("Check the column and its unit in engagement.yml."),
    ),
    "handling_beyond_day": Sentence(
        N_(
            "talk, hold or after-contact work last longer than a day, as in more than 1 % of the "
            "contacts."
        ),
        N_("Check the columns and their units in engagement.yml."),
    ),
    "talk_beyond_contact": Sentence(
        N_(
            "the talk is longer than from the answer to the end of the contact, as in more than "
            "1 % of the contacts."
        ),
        N_("Check the unit of the talk, and which columns are answer and end."),
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
        N_("a duration or count is below zero, as in more than 1 % of the rows of `{table}`."),
        N_("Check the columns and their units in engagement.yml."),
    ),
    "shares_above_one": Sentence(
        N_("a share is above 1, as in more than 1 % of the rows of `{table}`."),
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
        N_("the file cannot be opened as {format}: it is empty, cut short or damaged."),
        N_("Ask for it again and compare its size with the sender's."),
    ),
    "file_locked": Sentence(
        N_("the workbook is locked by a password."), N_("Save it without one, or ask for it so.")
    ),
    "file_is_folder": Sentence(
        N_("a folder stands where a file is expected."),
        N_("Correct `files` in engagement.yml; `folder/*` names all the files of a folder."),
    ),
    "file_forbidden": Sentence(
        N_("this user may not read it, or another program keeps it locked."),
        N_("Ask for permission to read it, or close the program that has it open."),
    ),
    "file_unreadable": Sentence(
        N_("the system cannot read it ({found})."),
        N_("Check the disk or network where it lies, or copy it again."),
    ),
    "place_refused": Sentence(
        N_("the system refuses it ({found})."),
        N_("Look whether it may be written, whether the disk is full, and whether it is open."),
    ),
    "file_format": Sentence(
        N_("the file is {found}, not {format}."),
        N_("Correct `format` in engagement.yml, or export the file again as {format}."),
    ),
    "file_is_text": Sentence(
        N_("the file is plain text, not {format}."),
        N_("Correct `format` in engagement.yml, or export the file again as {format}."),
    ),
    "file_is_markup": Sentence(
        N_("the file is a web page or XML, whatever its name says, not {format}."),
        N_("Open it in a spreadsheet and save it as XLSX, or export the file again as {format}."),
    ),
    "file_is_old_workbook": Sentence(
        N_("the file is an old Excel workbook (XLS) or one locked by a password, not {format}."),
        N_("Save it as XLSX without a password, or export the file again as {format}."),
    ),
    "file_is_binary": Sentence(
        N_("the file holds binary data that no format of the toolkit reads."),
        N_("Export it again as CSV or XLSX."),
    ),
    "zero_bytes": Sentence(
        N_("the file holds zeros, which text has none of (bytes: {n_bytes}), from this line on."),
        N_("The file was damaged on the way or while it was written. Ask for it again."),
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
        N_("the row is longer than the line of names (cells: {found}, names: {allowed})."),
        N_("A separator inside a text is the usual cause: export again with quoted texts."),
    ),
    "row_too_short": Sentence(
        N_("the row is shorter than the line of names (cells: {found}, names: {allowed})."),
        N_("If it is a footer, leave it out with `stop_at` or `skip_footer`."),
    ),
    "quote_unclosed": Sentence(
        N_("a quotation mark opens here and never closes."),
        N_("The file may be cut short. Export it again."),
    ),
    "json_unreadable": Sentence(
        N_("the line is not JSON from its character {character} on."),
        N_("One object a line is expected. Export it again."),
    ),
    "json_not_object": Sentence(
        N_("the line holds {found}, not an object with named values."),
        N_("One object a line is expected. Export it again."),
    ),
    "json_too_deep": Sentence(
        N_("the line holds objects or lists inside others, too many levels deep."),
        N_("Export it again, or without the nested part."),
    ),
    "json_half_character": Sentence(
        N_("the line holds half a character, such as \\ud800 without its other half."),
        N_("A text was cut in the middle of a character. Export it again."),
    ),
    "json_key_twice": Sentence(
        N_("the object names this value twice."),
        N_("Only one of them can be right. Export it again."),
    ),
    "cell_error": Sentence(
        N_('the cell holds the error "{found}" of a spreadsheet.'),
        N_("Mend it in the workbook, or declare it as `empty` if it stands for no value."),
    ),
    "zero_character": Sentence(
        N_("the cell holds a character of value zero, which no text has."),
        N_("The file was damaged on the way or while it was written. Ask for it again."),
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
    "no_value_word": Sentence(
        N_('"{found}" is no number, but what systems write where they have none.'),
        N_(
            'If it stands for no value, declare it in the source, `empty: ["{found}"]`; if not, '
            "correct the cell."
        ),
    ),
    "unit_against_instants": Sentence(
        N_(
            "read in `{unit}`, a contact typically has {found_s} s, and by its instants only "
            "{against_s} s (rows: {n_rows}): the unit must be another."
        ),
        N_("If the instants are right, write `unit: {allowed}` for `{target}` in engagement.yml."),
    ),
    "unit_against_interval": Sentence(
        N_(
            "read in `{unit}`, the column reaches {found_s} s where only {against_s} s fit, and "
            "most rows exceed what fits (rows: {n_rows}): the unit must be another."
        ),
        N_("If the length is right, write `unit: {allowed}` for `{target}` in engagement.yml."),
    ),
    "unit_against_mean": Sentence(
        N_(
            "read in `{unit}`, the column averages {found_s} s a contact (contacts: {n_rows}), "
            "longer than a day: the unit must be another."
        ),
        N_("Look at some cells, and write `unit: {allowed}` for `{target}` in engagement.yml."),
    ),
    "number_ambiguous": Sentence(
        N_('"{found}" may be a thousand times larger or smaller than it seems.'),
        N_("Declare `decimal` and `thousands` in engagement.yml."),
    ),
    "count_fraction": Sentence(
        N_('"{found}" is not a whole number.'),
        N_("Correct the cell, or declare `thousands` if that is what the sign separates."),
    ),
    "number_too_large": Sentence(
        N_('"{found}" is larger, or has more decimals, than anything that this column measures.'),
        N_("Correct the cell, or the column and its `unit` in engagement.yml."),
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
        N_('no vocabulary lists the word "{found}" (rows: {n_rows}).'),
        N_("Add it to the vocabulary in engagement.yml. Words it lists: {allowed}."),
    ),
    "aux_code_unknown": Sentence(
        N_('`aux_codes` does not list the code "{found}" (rows: {n_rows}).'),
        N_("Add it to `aux_codes` in engagement.yml, with its flags. Codes it lists: {allowed}."),
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
        N_('"{found}", read as `{format}`, falls outside the years {first_year} to {last_year}.'),
        N_(
            "Correct the cell, declare it as `empty` if it stands for no value, or correct "
            "`format`: seconds and milliseconds are easily confused."
        ),
    ),
    "period_not_first": Sentence(
        N_('"{found}" is not the first day of a month, by which `{target}` names it.'),
        N_(
            "Map a column with the first day, or one with month and year alone and its `format`; "
            'or take the month of another date: {{after: issued_on, length: "month start"}}.'
        ),
    ),
    "date_mixed": Sentence(
        N_("the column mixes dates (cells: {n_dates}) with texts (cells: {n_texts}): {found}."),
        N_(
            "A spreadsheet may have exchanged day and month in those it understood. Ask for the "
            "export as the system wrote it."
        ),
    ),
    "time_repeated": Sentence(
        N_('"{found}" happened twice in {zone}: clocks went back.'),
        N_(
            "Export with the offset, or declare `repeated_hour`: `first`, `second` or, for rows of "
            "intervals, `in_order`."
        ),
    ),
    "time_beyond_twice": Sentence(
        N_('"{found}" happened twice in {zone}, and these are more rows than two of one key.'),
        N_("Keep two of them, or map the column that tells them apart."),
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
    "section_near": Sentence(
        N_('there is no section "{found}". Did you mean {near}?'), N_("Sections: {allowed}.")
    ),
    "table_absent": Sentence(
        N_('the engagement has no table "{found}".'),
        N_("Those it has, the nearest name first: {allowed}."),
    ),
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
    "option_near": Sentence(
        N_("there is no option {found}. Did you mean {near}?"), N_("Options: {allowed}.")
    ),
    "command_unknown": Sentence(N_('there is no command "{found}".'), N_("Commands: {allowed}.")),
    "command_near": Sentence(
        N_('there is no command "{found}". Did you mean {near}?'), N_("Commands: {allowed}.")
    ),
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
