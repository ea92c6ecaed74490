from __future__ import annotations

from cctoolkit.words import GLOSSARY, TERMS, Words, terms_of


def test_keys_are_unique():
    assert len(GLOSSARY) == len(TERMS)


def test_each_section_of_the_first_report_has_its_definitions():
    assert {"adherence_index", "adherence_index_net", "mandatory_rest"} <= {
        term.key for term in terms_of("adherence")
    }
    assert {"service_level_of_answered", "service_level_of_offered", "answer_rate"} <= {
        term.key for term in terms_of("service")
    }
    assert {"claimable", "disputable", "opportunity"} <= {term.key for term in terms_of("summary")}


def test_names_differ_within_each_country():
    for country in ("ES", "CO", "MX"):
        words = Words("es", country, "es_ES")
        names = [words.term(term.key) for term in TERMS]
        assert len(set(names)) == len(names)


def test_definitions_are_sentences_and_names_are_not():
    for country in ("ES", "CO", "MX"):
        words = Words("es", country, "es_ES")
        for term in TERMS:
            assert words.definition(term.key).endswith(".")
            assert not words.term(term.key).endswith(".")
