"""A file that feeds two tables gets two sources, and what neither says is asked."""

from decimal import Decimal

import pytest
import yaml
from pydantic import ValidationError

from cctoolkit.sources.headers import Threshold, aux_name, threshold
from cctoolkit.sources.inspect import propose
from cctoolkit.sources.mapped import Reading, load
from cctoolkit.sources.mapping import OPEN, Source
from cctoolkit.sources.proposal_text import proposal_text

MADRID = Reading("Europe/Madrid")
KEY = ["start_at", "end_at", "queue"]


@pytest.fixture
def proposed(tmp_path):
    """Write one file and return what is proposed for it."""

    def _proposed(text):
        (tmp_path / "x.csv").write_text(text, encoding="utf-8")
        return propose([tmp_path / "x.csv"], tmp_path)

    return _proposed


def queues(*more, values=None):
    names = ["Fecha", "Intervalo", "Cola", "Ofrecidas", "Atendidas", "Abandonadas", *more]
    cells = ["13/03/2026", "09:00", "ventas", "100", "90", "10", *(values or ["80"] * len(more))]
    again = [cells[0], "09:30", *cells[2:]]
    return "".join(";".join(row) + "\n" for row in (names, cells, again))


def agents(*more, cell="0:05:00"):
    names = ["Fecha", "Intervalo", "Agente", "Conexión", "Hablado", *more]
    cells = ["13/03/2026", "09:00", "7", "0:30:00", "0:10:00", *[cell] * len(more)]
    again = [cells[0], "09:30", *cells[2:]]
    return "".join(";".join(row) + "\n" for row in (names, cells, again))


class TestThresholdInAName:
    @pytest.mark.parametrize(
        ("name", "ms"),
        [
            ("atendidas en 20 s", 20_000),
            ("Answered within 20 sec", 20_000),
            ("Atendidas <= 20 s", 20_000),
            ("Atendidas ≤20seg", 20_000),
            ('Contestadas < 30"', 30_000),
            ("Answered in 0.5 min", 30_000),
            ("Atendidas antes de 2,5 segundos", 2_500),
            ("Atendidas 0-20 s", 20_000),
            ("Abandonadas antes de 5 s", 5_000),
        ],
    )
    def test_number_and_unit(self, name, ms):
        assert threshold(name).ms == ms

    @pytest.mark.parametrize(
        ("name", "amount"), [("Atendidas 20", Decimal(20)), ("Answered within SLA", None)]
    )
    def test_what_it_does_not_say_stays_open(self, name, amount):
        assert threshold(name) == Threshold("answered", amount)

    @pytest.mark.parametrize(
        "name",
        [
            "Atendidas",
            "Answered after 20 s",
            "Atendidas > 20 s",
            "Atendidas 10-20 s",
            "% atendidas en 20 s",
            "Media atendidas 20 s",
            "Atendidas 2025",
            "Answered 1st",
            "Ofrecidas en 20 s",
            "Atendidas y abandonadas en 20 s",
        ],
    )
    def test_other_things_are_none(self, name):
        assert threshold(name) is None


class TestThresholds:
    def test_a_single_one_is_a_constant_of_a_second_source(self, proposed, tmp_path):
        first, second = proposed(queues("Atendidas en 20 s"))
        assert first.settings["table"] == "queue_intervals"
        assert first.settings["columns"]["n_answered"] == {"column": "Atendidas"}
        assert second.settings["table"] == "queue_thresholds"
        assert second.settings["columns"] == {
            **{name: first.settings["columns"][name] for name in KEY},
            "threshold_ms": {"constant": 20, "unit": "s"},
            "n_answered_within": {"column": "Atendidas en 20 s"},
        }
        assert second.is_complete
        (settings,) = yaml.safe_load(proposal_text([second]))["sources"]
        loaded = load(Source(**settings), tmp_path, MADRID)
        assert loaded.problems == ()
        assert loaded.frame["threshold_ms"].tolist() == [20_000, 20_000]
        assert loaded.frame["n_answered_within"].tolist() == [80, 80]

    def test_several_are_turned_into_rows(self, proposed, tmp_path):
        _, second = proposed(queues("Atendidas <= 10 s", "Atendidas <= 1 min"))
        assert second.settings["unpivot"] == {
            "into": "threshold_ms",
            "value": "n_answered_within",
            "columns": {"Atendidas <= 10 s": 10_000, "Atendidas <= 1 min": 60_000},
        }
        loaded = load(Source(**second.settings), tmp_path, MADRID)
        assert sorted(loaded.frame["threshold_ms"]) == [10_000, 10_000, 60_000, 60_000]

    def test_those_abandoned_go_with_those_answered(self, proposed, tmp_path):
        first, second = proposed(
            queues("Atendidas en 20 s", "Abandonadas en 20 s", "Abandonadas en 5 s")
        )
        columns = second.settings["columns"]
        assert columns["n_abandoned_within"] == {"column": "Abandonadas en 20 s"}
        assert Source(**second.settings).table == "queue_thresholds"
        assert any("Abandonadas en 5 s" in str(note) for note in first.notes)

    @pytest.mark.parametrize(
        ("name", "place", "options"),
        [
            ("Atendidas dentro de umbral", "constant", ()),
            ("Atendidas 20", "unit", ("s", "min")),
        ],
    )
    def test_what_the_name_does_not_say_is_asked(self, proposed, name, place, options):
        _, second = proposed(queues(name))
        assert {path: q.options for path, q in second.questions.items()} == {
            ("columns", "threshold_ms", place): options
        }
        with pytest.raises(ValidationError, match="still open"):
            Source(**second.settings)

    def test_of_several_too(self, proposed):
        _, second = proposed(queues("Atendidas <20", "Atendidas dentro de umbral", "Atendidas 1 h"))
        columns = second.settings["unpivot"]["columns"]
        assert [*columns.values()] == [OPEN, OPEN, 3_600_000]
        options = [question.options for question in second.questions.values()]
        assert options == [("20000", "1200000"), ()]
        text = proposal_text([second])
        assert "# ?   20000, 1200000" in text

    def test_shares_are_no_counts(self, proposed):
        assert len(proposed(queues("Atendidas en 20 s", values=["0.83"]))) == 1

    def test_an_open_point_of_both_is_told_to_be_the_same(self, proposed):
        text = queues("Atendidas en 20 s").replace("13/03/2026", "03/04/2026")
        first, second = proposed(text)
        path = ("columns", "start_at", "format")
        assert first.questions[path].options == second.questions[path].options
        assert "`queue_intervals`" in str(second.questions[path])

    def test_no_column_is_told_to_be_without_use(self, proposed):
        text = proposal_text(proposed(queues("Atendidas en 20 s", "Nivel de atención")))
        assert [line.strip() for line in text.splitlines() if "not used" in line] == [
            '# not used: "Nivel de atención"  # 80'
        ]


class TestAuxColumns:
    @pytest.mark.parametrize(
        ("name", "found"),
        [
            ("AUX 1", "aux 1"),
            ("Aux3 (seg)", "aux3"),
            ("Pausa médica", "pausa medica"),
            ("Tiempo de comida", "comida"),
            ("Formación", "formacion"),
            ("Break", "break"),
            ("AUX total", None),
            ("Aux", None),
            ("Tiempo auxiliar", None),
            ("Conexión", None),
        ],
    )
    def test_the_code_in_a_name(self, name, found):
        assert aux_name(name) == found

    def test_each_code_makes_rows_of_a_second_source(self, proposed, tmp_path):
        first, second = proposed(agents("AUX total", "AUX 1", "Formación"))
        assert first.settings["columns"]["aux_ms"] == {"column": "AUX total", "unit": "clock"}
        assert second.settings["table"] == "aux_intervals"
        assert second.settings["unpivot"] == {
            "into": "aux_code",
            "value": "aux_ms",
            "unit": "clock",
            "columns": {"AUX 1": "aux_1", "Formación": "formacion"},
        }
        assert second.aux_codes == {"aux_1": "AUX 1", "formacion": "Formación"}
        loaded = load(Source(**second.settings), tmp_path, MADRID)
        assert loaded.problems == ()
        assert loaded.frame["aux_ms"].tolist() == [300_000] * 4

    def test_without_the_whole_its_lack_is_said(self, proposed):
        first, second = proposed(agents("AUX 1", "AUX 2"))
        assert "aux_ms" not in first.settings["columns"]
        assert "aux_ms" in str(first.notes[-1])
        assert second.is_complete

    def test_a_unit_that_no_name_states_is_asked(self, proposed):
        _, second = proposed(agents("AUX 1", "AUX 2", cell="300"))
        assert second.questions["unpivot", "unit"].options == ("s", "min", "h", "ms")
        _, stated = proposed(agents("AUX 1 (seg)", "AUX 2 (seg)", cell="300"))
        assert stated.settings["unpivot"]["unit"] == "s"
