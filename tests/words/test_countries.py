from __future__ import annotations

import pytest

from cctoolkit.words.countries import FOREIGN, NEVER_SPANISH, SAID, said_in


def test_spain_is_left_as_it_is():
    assert said_in("ES", "El absentismo del agente") == "El absentismo del agente"


def test_the_two_lines_of_command_change_places():
    text = "El coordinador avisa a su supervisor."
    assert said_in("CO", text) == "El supervisor avisa a su coordinador."


def test_capitals_stay_and_longer_words_win():
    assert said_in("MX", "Coste y TMO: los agentes. Horas logadas") == (
        "Costo y AHT: los ejecutivos. Horas log"
    )
    assert said_in("CO", "Adherencia al turno") == "Adherencia a la malla"


def test_placeholders_code_and_parts_of_words_are_left():
    text = "{coste} `coste` costear agentelo {n:agente}"
    assert said_in("CO", text) == text


@pytest.mark.parametrize("country", SAID)
def test_no_country_says_what_is_foreign_there(country):
    import re

    foreign = re.compile(FOREIGN[country], re.IGNORECASE)
    assert not [said for said in SAID[country].values() if foreign.search(said)]


@pytest.mark.parametrize(
    "text",
    [
        "La adherencia del equipo",
        "Adherencia por turno",
        "un uso abusivo",
        "Fraude",
        "el peor agente",
        "operarios",
        "una multa",
        "el TMA",
        "la contracción",
        "margen del 20 % sobre coste",
        "El motivo de las bajas",
    ],
)
def test_words_nobody_may_say_are_found(text):
    assert NEVER_SPANISH.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "El índice de adherencia al puesto",
        "Índice de adherencia",
        "adherencia al turno",
        "La adherencia a la malla",
        "Uso superior al esperado",
        "las bajas en la empresa",
        "tasas más bajas",
        "recargo sobre coste",
        "multicanal",
    ],
)
def test_the_words_to_say_instead_are_not(text):
    assert not NEVER_SPANISH.search(text)
