from __future__ import annotations

from cctoolkit.words import Words
from cctoolkit.words.catalogues import merged, read, translations


def test_an_overlay_says_only_what_differs_and_the_base_the_rest():
    base = {message.id: message.string for message in read("es") if message.id}
    colombia = {message.id: message.string for message in merged("es", "CO") if message.id}
    overlay = {message.id for message in read("es_CO") if message.id}
    assert colombia.keys() == base.keys()
    assert overlay
    assert len(overlay) < len(base) / 10
    assert base["accrual"] == "devengo"
    assert colombia["accrual"] == "causación"
    assert colombia["voice"] == base["voice"]


def test_english_is_its_own_message():
    assert translations("en", "CO").gettext("accrual") == "accrual"


def test_an_unknown_country_speaks_as_spain():
    assert Words("es", "PE", "es_PE").term("accrual") == "devengo"
