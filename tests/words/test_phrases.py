from __future__ import annotations

import pytest

from cctoolkit.words import Words

SPAIN = Words("es", "ES", "es_ES")


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([], ""),
        (["voz"], "voz"),
        (["voz", "chat"], "voz y chat"),
        (["a", "b", "c"], "a, b y c"),
        (["padres", "hijos"], "padres e hijos"),
        (["coordinación", "voz", "incidencias"], "coordinación, voz e incidencias"),
        (["tasa", "índice"], "tasa e índice"),
        (["TMO", "IVR"], "TMO e IVR"),
        (["una", "«interna»"], "una e «interna»"),
        (["agua", "hielo"], "agua y hielo"),
        (["cobre", "hierro"], "cobre y hierro"),
        (["paz", "hiato"], "paz y hiato"),
        (["lunes", "yeso"], "lunes y yeso"),
        (["10", "11"], "10 y 11"),
        (["igual", "voz"], "igual y voz"),
    ],
)
def test_a_spanish_list_takes_the_conjunction_of_the_next_sound(items, expected):
    assert SPAIN.list_of(items) == expected


def test_an_english_list_follows_its_country():
    items = ["agents", "teams", "intervals"]
    assert Words("en", "ES", "en_US").list_of(items) == "agents, teams, and intervals"
    assert Words("en", "ES", "en_GB").list_of(items) == "agents, teams and intervals"
    assert Words("en", "ES", "es_ES").list_of(iter(items)) == "agents, teams and intervals"
