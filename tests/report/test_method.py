from cctoolkit.report.method import choices
from cctoolkit.sections.section import Section
from cctoolkit.words import Words


def test_the_results_that_somebody_answered_are_in_words_and_those_of_its_own_as_they_came():
    section = Section("outbound", choices={"answered_results": "refused, sale, Cita pedida"})
    (written,) = [value for _, value in choices(section, Words("es", "ES", "es_ES"))]
    assert written == "no acepta, venta y Cita pedida"
