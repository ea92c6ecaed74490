"""Every mistake of engagement.yml at once, with its line."""

import pytest

from cctoolkit.engagement.reading import read_settings
from cctoolkit.errors import InputError

MINIMAL = """\
client: Acme
provider: Contacta
commissioned_by: Acme
zone: Europe/Madrid
period: 2026-03
currency: EUR
"""


def write(folder, text):
    (folder / "engagement.yml").write_text(text, encoding="utf-8")
    return folder


def problems(folder):
    with pytest.raises(InputError) as caught:
        read_settings(folder)
    assert caught.value.exit_code == 2
    return caught.value.problems


def test_the_smallest_engagement(tmp_path):
    settings = read_settings(write(tmp_path, MINIMAL))
    assert (settings.period.first.day, settings.period.last.day) == (1, 31)
    assert settings.language == "es"


def test_overrides_replace_what_is_written(tmp_path):
    assert read_settings(write(tmp_path, MINIMAL), language="en", view=None).language == "en"


def test_a_misspelt_setting_names_its_line_and_the_nearest_names(tmp_path):
    (found,) = problems(write(tmp_path, MINIMAL + "langauge: es\n"))
    assert (found.code, found.line, found.allowed) == ("setting_unknown", 7, "language")


def test_every_mistake_at_once(tmp_path):
    text = MINIMAL.replace("currency: EUR", "currency: euros").replace("Europe/Madrid", "Madrid")
    found = problems(
        write(tmp_path, text + "view: everybody\ntargets:\n  service_level: {share: 2}\n")
    )
    assert [problem.line for problem in found] == [4, 6, 7, 9, 9, 9]
    assert {problem.code for problem in found} >= {"setting_not_allowed", "setting_required"}


def test_a_misspelt_rule_deep_inside_a_source(tmp_path):
    text = MINIMAL + (
        "sources:\n"
        "  - table: states\n"
        "    format: csv\n"
        "    files: raw/a.csv\n"
        "    columns:\n"
        "      agent_id: Agente\n"
        "      start_at: {column: Inicio, formato: iso}\n"
    )
    (found,) = problems(write(tmp_path, text))
    assert (found.line, found.allowed.split(", ")[0]) == (13, "format")


def test_a_setting_twice(tmp_path):
    (found,) = problems(write(tmp_path, MINIMAL + "client: Other\n"))
    assert (found.code, found.line, found.found) == ("setting_twice", 7, "client")


def test_broken_yaml_names_the_line(tmp_path):
    (found,) = problems(write(tmp_path, MINIMAL + "targets: {a: [1\n"))
    assert found.code == "settings_not_yaml"
    assert found.line >= 7


def test_no_zone_is_an_error(tmp_path):
    (found,) = problems(write(tmp_path, MINIMAL.replace("zone: Europe/Madrid\n", "")))
    assert (found.code, found.values["setting"]) == ("setting_required", "zone")


def test_words_that_yaml_would_bend_stay_words(tmp_path):
    text = MINIMAL + "vocabularies:\n  answers: {No: abandoned, 007: answered, 12:30: answered}\n"
    assert read_settings(write(tmp_path, text)).vocabularies["answers"] == {
        "No": "abandoned",
        "007": "answered",
        "12:30": "answered",
    }


@pytest.mark.parametrize("name", ["nowhere", "."])
def test_no_folder_and_no_file(tmp_path, name):
    (found,) = problems(tmp_path / name)
    assert found.code == {"nowhere": "folder_missing", ".": "settings_missing"}[name]
