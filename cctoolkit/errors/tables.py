"""What can be wrong with a canonical table, whatever file it came from."""

from __future__ import annotations

from cctoolkit.errors.sentence import N_, Sentence

SENTENCES: dict[str, Sentence] = {
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
}
