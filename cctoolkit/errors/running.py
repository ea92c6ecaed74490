"""What can go wrong in a run, and in a command."""

from __future__ import annotations

from cctoolkit.errors.sentence import N_, Sentence

SENTENCES: dict[str, Sentence] = {
    "not_shipped": Sentence(
        N_("the installation lacks {found}."),
        N_("Install the toolkit again: python -m pip install --force-reinstall cctoolkit."),
    ),
    "until_no_date": Sentence(
        N_('"{found}" is not a date.'), N_("Write it as year-month-day, such as 2026-03-17.")
    ),
    "section_unknown": Sentence(N_('there is no section "{found}".'), N_("Sections: {allowed}.")),
    "section_near": Sentence(
        N_('there is no section "{found}". Did you mean `{near}`?'), N_("Sections: {allowed}.")
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
        N_("there is no option {found}. Did you mean `{near}`?"), N_("Options: {allowed}.")
    ),
    "command_unknown": Sentence(N_('there is no command "{found}".'), N_("Commands: {allowed}.")),
    "command_near": Sentence(
        N_('there is no command "{found}". Did you mean `{near}`?'), N_("Commands: {allowed}.")
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
