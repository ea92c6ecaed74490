"""What can be wrong with a file and its cells."""

from __future__ import annotations

from cctoolkit.errors.sentence import N_, Sentence

SENTENCES: dict[str, Sentence] = {
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
}
