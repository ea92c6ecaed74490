"""What can be wrong with an engagement: its folder, its settings, how its deliveries fit."""

from __future__ import annotations

from cctoolkit.errors.sentence import N_, Sentence

SENTENCES: dict[str, Sentence] = {
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
}
