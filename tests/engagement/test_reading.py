"""Every mistake of engagement.yml at once, with its line."""

import re

import pytest

from cctoolkit.engagement.reading import read_settings
from cctoolkit.errors import InputError
from cctoolkit.words import Words

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


PEOPLE = """\
people:
  controller: P
  legal_basis: art. 20.3 ET
  purpose: shifts
  informed: works council
  informed_on: 2026-01-10
  delete_on: 2026-12-31
"""


def test_nobody_gets_single_people_without_having_asked(tmp_path):
    settings = read_settings(write(tmp_path, MINIMAL + "view: provider\n" + PEOPLE))
    assert "agents" not in settings.sections
    assert "service" in settings.sections


@pytest.mark.parametrize("view", ["", "view: client\n", "view: joint\n"])
@pytest.mark.parametrize("people", ["", PEOPLE])
def test_single_people_are_for_the_provider_alone(tmp_path, view, people):
    asked = MINIMAL + "sections: [service, agents]\n" + view + people
    (found,) = problems(write(tmp_path, asked))
    assert (found.code, found.line) == ("annex_view", 7)


def test_single_people_need_a_footing_and_all_of_it(tmp_path):
    asked = MINIMAL + "sections: [agents]\nview: provider\n"
    (found,) = problems(write(tmp_path, asked))
    assert (found.code, found.line) == ("annex_people", 7)
    assert read_settings(write(tmp_path, asked + PEOPLE)).sections == ("agents",)
    missing = PEOPLE.replace("  delete_on: 2026-12-31\n", "").replace("shifts", '""')
    assert len(problems(write(tmp_path, asked + missing))) == 2


def test_overrides_replace_what_is_written(tmp_path):
    assert read_settings(write(tmp_path, MINIMAL), language="en", view=None).language == "en"


def test_a_misspelt_setting_names_its_line_and_the_nearest_names(tmp_path):
    (found,) = problems(write(tmp_path, MINIMAL + "langauge: es\n"))
    assert (found.code, found.line, found.allowed) == ("setting_unknown", 7, "language")


def test_a_setting_like_no_other_lists_those_that_can_stand_there(tmp_path):
    (found,) = problems(write(tmp_path, MINIMAL + "brand: {zzzz: 1}\n"))
    assert (found.code, found.line, found.allowed) == ("setting_unlisted", 7, "accent, logo")


@pytest.mark.parametrize(("written", "first"), [("drafft", "draft"), ("with_objection", "with_ob")])
def test_a_misspelt_value_names_the_nearest_first_and_then_the_others(tmp_path, written, first):
    (found,) = problems(write(tmp_path, MINIMAL + f"state: {written}\n"))
    assert found.allowed.startswith(first)
    states = ["draft", "final", "for_comment", "with_objections"]
    assert sorted(found.allowed.split(", ")) == states


OPEN = """\
service: "?"
aux_codes:
  rest:
    label: PVD
    mandatory_rest: "?"
sources:
  - table: states
    files: raw/a.csv
    format: csv
    empty: ["?"]
    columns:
      agent_id: Agente
      start_at:
        column: Inicio
        # ? %d/%m/%Y, %m/%d/%Y
        format: "?"
      state:
        column: Estado
        codes:
          Hablando: talk
          "Estado 7": "?"
  - files: raw/b.csv
    format: csv
    table: "?"
    columns: {}
"""


def test_every_open_question_has_its_own_line_and_is_said_by_itself(tmp_path):
    found = problems(write(tmp_path, MINIMAL + OPEN))
    assert {problem.code for problem in found} == {"open_question"}
    written = (MINIMAL + OPEN).splitlines()
    expected = [n for n, line in enumerate(written, 1) if line.endswith(': "?"')]
    assert [problem.line for problem in found] == expected
    said = Words("es").problems(found)
    assert [line.split(":")[0] for line in said] == [f"engagement.yml, línea {n}" for n in expected]


def test_open_questions_hide_no_other_mistake(tmp_path):
    found = problems(write(tmp_path, MINIMAL.replace("Europe/Madrid", "Madrid") + OPEN))
    assert {problem.code for problem in found} == {"open_question", "zone_unknown"}


def test_auxiliary_codes_stand_in_the_settings_and_come_from_no_file(tmp_path):
    text = MINIMAL + (
        "sources:\n"
        "  - table: aux_codes\n"
        "    files: raw/a.csv\n"
        "    format: csv\n"
        "    columns: {aux_code: a, label: b}\n"
    )
    (found,) = problems(write(tmp_path, text))
    assert (found.code, found.line, found.found) == ("table_of_settings", 8, "aux_codes")
    (found,) = problems(write(tmp_path, text + "aux_codes: {a: {label: A}}\n"))
    assert found.code == "table_of_settings"


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
    found, missing = problems(write(tmp_path, text))
    assert (found.line, found.allowed.split(", ")[0]) == (13, "format")
    assert (missing.code, missing.line, missing.values["target"]) == ("target_missing", 8, "state")


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


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("? [a, b]\n: c\n", "settings_key", 7),
        ("? {a: b}\n: c\n", "settings_key", 7),
        ("targets:\n\tshare: 1\n", "settings_tab", 8),
        ("brand: &x {logo: *x}\n", "settings_not_yaml", None),
        ("brand: {logo: !!int x}\n", "settings_not_yaml", None),
        ("brand: {logo: !!python/name:os x}\n", "settings_not_yaml", 7),
    ],
)
def test_yaml_that_is_no_settings(tmp_path, text, code, line):
    (found,) = problems(write(tmp_path, MINIMAL + text))
    assert (found.code, found.line) == (code, line)


@pytest.mark.parametrize("text", ["", "- a\n", "acme\n"])
def test_a_file_without_names(tmp_path, text):
    (found,) = problems(write(tmp_path, text))
    assert found.code == "settings_no_block"


IMPOSSIBLE = [
    ("targets: {adherence_index: {low: 0.95, high: 0.9}}", "band_order"),
    ("targets: {adherence_index: {low: 85}}", "setting_no_share"),
    ("targets: {abandonment_share: 0}", "setting_above"),
    ("targets: {speed_of_answer_s: 20}", "setting_unlisted"),
    ("waiting_thresholds_s: [-5]", "setting_at_least"),
    ("waiting_thresholds_s: [20, 20.0003]", "thresholds_same"),
    ("waiting_thresholds_s: 20", "setting_no_list"),
    ("short_abandon_s: inf", "setting_no_number"),
    ("short_abandon_s: cinco", "setting_no_number"),
    ('hour_price: "23,50"', "setting_no_number"),
    ("short_abandon_s: -1", "setting_at_least"),
    ("interval_minutes: 20", "setting_not_allowed"),
    ("minimum_group: 5.5", "setting_no_integer"),
    ("minimum_group: muchos", "setting_no_integer"),
    ("currency_decimals: 9", "setting_at_most"),
    ("service:", "setting_empty"),
    ("service: 7", "setting_no_text"),
    ("service: [a]", "setting_no_text"),
    ("brand: azul", "setting_no_block"),
    ("brand: {accent: azul}", "setting_form"),
    ("ringing_is_productive: quizá", "setting_no_flag"),
    ("locale: español", "locale_unknown"),
    ("vocabularies: {a: {b: [c]}}", "setting_no_text"),
    ("sources: {a: b}", "setting_no_list"),
]


@pytest.mark.parametrize(("text", "code"), IMPOSSIBLE)
def test_settings_that_cannot_be(tmp_path, text, code):
    (found,) = problems(write(tmp_path, MINIMAL + text + "\n"))
    assert (found.code, found.line) == (code, 7)


def test_an_example_shows_the_form(tmp_path):
    (found,) = problems(write(tmp_path, MINIMAL.replace("EUR", "euros")))
    assert (found.code, found.values["example"]) == ("setting_form", "EUR")


@pytest.mark.parametrize(
    ("period", "code", "setting"),
    [
        ("marzo", "period_form", "period"),
        ("2026-13", "period_form", "period"),
        ("2026", "period_form", "period"),
        ("[2026-03-01, 2026-03-31]", "setting_no_block", "period"),
        ("", "setting_empty", "period"),
        ("9999-12", "period_years", "period"),
        ("0001-01", "period_years", "period"),
        ("{first: 2126-03-01, last: 2126-03-31}", "period_years", "period.first"),
        ("{first: 2026-03-31, last: 2026-03-01}", "period_order", "period"),
        ("{first: 31/03/2026, last: 2026-04-30}", "setting_no_date", "period.first"),
        ("{first: 2026-03-01}", "setting_required", "period.last"),
    ],
)
def test_periods_that_are_none(tmp_path, period, code, setting):
    found = problems(write(tmp_path, MINIMAL.replace("2026-03", period)))
    assert (found[0].code, found[0].values["setting"]) == (code, setting)


@pytest.mark.parametrize("value", ["", "x", "7", "[a]", "{a: b}", "[[]]", '"?"'])
@pytest.mark.parametrize("name", ["sources", "vocabularies", "aux_codes", "table"])
def test_a_block_that_is_something_else_hides_nothing_else(tmp_path, name, value):
    text = f"{name}: {value}\n"
    if name == "table":
        text = AUXILIARY.replace("  - table: states", f"  - {name}: {value}")
    found = problems(write(tmp_path, MINIMAL.replace("Madrid", "Madird") + text))
    assert "zone_unknown" in {problem.code for problem in found}
    assert len(found) > 1 or (name, value) == ("aux_codes", "")


def test_the_nearest_time_zone(tmp_path):
    (found,) = problems(write(tmp_path, MINIMAL.replace("Madrid", "Madird")))
    assert (found.code, found.line) == ("zone_unknown", 4)
    assert found.allowed.split(", ")[0] == "Europe/Madrid"


def test_a_target_names_channels_that_exist(tmp_path):
    target = (
        "targets:\n  service_level: {share: 80, threshold_s: 20, basis: offered, channels: %s}\n"
    )
    found = problems(write(tmp_path, MINIMAL + target % "[voz]"))
    assert [problem.code for problem in found] == ["setting_no_share", "setting_not_allowed"]
    assert "voice" in found[1].allowed.split(", ")
    found = problems(write(tmp_path, MINIMAL + target % "[]"))
    assert "setting_empty_list" in {problem.code for problem in found}


def test_thresholds_that_meet_the_target_count_once(tmp_path):
    text = "waiting_thresholds_s: [5, 20]\ntargets:\n  service_level: "
    target = "{share: 0.8, threshold_s: 20.0001, basis: offered}\n"
    settings = read_settings(write(tmp_path, MINIMAL + text + target))
    assert [round(threshold, 3) for threshold in settings.all_thresholds_s] == [5, 20]


AUXILIARY = """
aux_codes:
  pvd: {label: Pausa visual, mandatory_rest: true}
vocabularies:
  pausas: {Descanso: pdv, Otra: unclassified}
  estados: {Pausa: {code: aux, aux_code: pvdd}, Libre: libre}
sources:
  - table: aux_intervals
    format: csv
    files: raw/a.csv
    columns: {agent_id: A, start_at: B, end_at: C}
    unpivot: {into: aux_code, value: aux_ms, unit: s, columns: {PVD: pvd, Café: cafe}}
  - table: states
    format: csv
    files: raw/b.csv
    zona: Europe/Madrid
    columns:
      agent_id: A
      start_at: {column: B, formato: iso}
      state: {column: C, vocabulary: estados}
      aux_code: {column: D, vocabulary: pausas}
      campaign: {column: E, vocabulary: campanas}
"""


def test_names_of_other_blocks_must_be_there(tmp_path):
    """Codes without flags, words without a code, vocabularies without words: beside the typos."""
    found = problems(write(tmp_path, MINIMAL + AUXILIARY))
    assert {(problem.code, problem.line, problem.found) for problem in found} == {
        ("aux_code_missing", 11, "pdv"),
        ("aux_code_missing", 12, "pvdd"),
        ("vocabulary_code", 12, "libre"),
        ("aux_code_missing", 18, "cafe"),
        ("setting_unknown", 22, "zona"),
        ("setting_unknown", 25, "formato"),
        ("vocabulary_missing", 28, "campanas"),
    }
    nearest = {problem.found: problem.allowed for problem in found}
    assert nearest["pdv"] == "pvd"


def test_without_a_list_of_codes_every_code_goes(tmp_path):
    text = AUXILIARY.replace("  pvd: {label: Pausa visual, mandatory_rest: true}\n", "")
    found = problems(write(tmp_path, MINIMAL + text.replace("aux_codes:\n", "")))
    assert "aux_code_missing" not in {problem.code for problem in found}


def test_every_source_tells_its_faults_beside_the_settings(tmp_path):
    text = MINIMAL.replace("Europe/Madrid", "Madrid") + (
        "sources:\n"
        "  - {table: clockings, format: csv, files: '', zone: Madrid, columns: {agent: A}}\n"
        "  - {table: relojes, format: cvs, separator: tab, columns: {agent_id: {columna: A}}}\n"
        "  - nada\n"
    )
    found = [(problem.line, problem.code) for problem in problems(write(tmp_path, text))]
    assert sorted(found) == [
        (4, "zone_unknown"),
        (8, "files_form"),
        (8, "target_missing"),
        (8, "target_missing"),
        (8, "target_missing"),
        (8, "target_unknown"),
        (8, "zone_unknown"),
        (9, "files_or_database"),
        (9, "separator_form"),
        (9, "setting_not_allowed"),
        (9, "setting_unknown"),
        (9, "table_unknown"),
        (10, "setting_no_block"),
    ]


def test_every_rule_has_its_sentence_in_spanish(tmp_path):
    """No word of Python or of a library reaches the reader, and every value finds its place."""
    words = Words("es")
    for text, _ in IMPOSSIBLE:
        for problem in problems(write(tmp_path, MINIMAL + text + "\n")):
            said, english = words.problem(problem), str(problem)
            assert said != english
            assert not re.search("Input should|Value error|valid|None", said)
            assert "{" not in said.replace("{nombre: valor}", "")
