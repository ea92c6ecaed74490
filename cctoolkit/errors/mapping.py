"""What can be wrong with the mapping of a source in engagement.yml."""

from __future__ import annotations

from cctoolkit.errors.sentence import N_, Sentence

SENTENCES: dict[str, Sentence] = {
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
}
