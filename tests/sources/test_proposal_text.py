"""The proposal as text: the auxiliary codes found, with their flags, and what nobody may guess."""

import pytest
import yaml

from cctoolkit.engagement.reading import read_settings
from cctoolkit.engagement.settings import AuxCode
from cctoolkit.errors import InputError
from cctoolkit.sources.inspect import propose
from cctoolkit.sources.mapping import OPEN
from cctoolkit.sources.proposal_text import USUAL, proposal_text

HEAD = """\
client: Acme
provider: Contacta
commissioned_by: Acme
zone: Europe/Madrid
period: 2026-03
currency: EUR
"""
STATES = """Agente,Estado,Motivo,Inicio,Fin
007,Disponible,,2026-03-13 09:00:00,2026-03-13 09:10:00
007,Hablando,Ventas,2026-03-13 09:10:00,2026-03-13 09:20:00
007,Auxiliar,Baño,2026-03-13 09:20:00,2026-03-13 09:30:00
007,Auxiliar,PVD,2026-03-13 09:30:00,2026-03-13 09:40:00
007,Descanso,,2026-03-13 09:40:00,2026-03-13 09:50:00
"""
PLAIN = "\n".join(
    ",".join(line.split(",")[:2] + line.split(",")[3:])
    for line in STATES.replace("Auxiliar", "AUX 3").splitlines()
)


@pytest.fixture
def text(tmp_path):
    def _text(**files):
        for name, content in files.items():
            (tmp_path / f"{name}.csv").write_text(content, encoding="utf-8")
        return proposal_text(propose(tmp_path.glob("*.csv"), tmp_path))

    return _text


def codes(text):
    return yaml.safe_load(text)["aux_codes"]


def test_the_codes_of_a_column_of_states(text):
    found = codes(text(estados=PLAIN))
    assert {code: flags["label"] for code, flags in found.items()} == {
        "aux_3": "AUX 3",
        "descanso": "Descanso",
    }


def test_every_flag_is_in_sight_and_the_rest_that_law_imposes_is_asked(text):
    for flags in codes(text(estados=PLAIN)).values():
        assert flags.keys() == AuxCode.model_fields.keys() - {"activity"}
        assert flags["mandatory_rest"] == OPEN


def test_the_usual_values_are_those_of_the_settings():
    defaults = AuxCode(label="").model_dump(exclude={"label", "mandatory_rest", "activity"})
    assert defaults == USUAL


def test_a_comment_tells_what_is_asked_and_why(text):
    written = text(estados=PLAIN)
    before = written[: written.index("aux_codes:\n")]
    assert "# ? `mandatory_rest`: is it a rest that law or agreement imposes" in before
    assert "net index of adherence" in " ".join(before.replace("# ?", "").split())
    assert all(f"#   {flag}: " in before for flag in USUAL)
    assert all(len(line) <= 100 for line in before.splitlines())


def test_the_reasons_of_a_column_of_their_own_where_the_state_is_auxiliary(text):
    written = text(estados=STATES)
    assert [*codes(written)] == ["descanso", "Baño", "PVD"]
    (source,) = yaml.safe_load(written)["sources"]
    assert source["columns"]["state"]["codes"]["Auxiliar"] == "aux"


def test_a_code_of_several_files_and_months_stands_once(text):
    again = STATES.replace("PVD", "Curso")
    written = text(e_01=STATES, e_02=again)
    assert yaml.safe_load(written)["sources"][0]["files"] == "e_*.csv"
    assert sorted(codes(written)) == ["Baño", "Curso", "PVD", "descanso"]


def test_without_auxiliary_codes_there_is_no_block(text):
    assert "aux_codes" not in text(x="uno,dos\n1,2\n")


def test_the_settings_say_the_line_of_each_answer_that_lacks_and_accept_it(text, tmp_path):
    written = HEAD + text(estados=STATES)
    path = tmp_path / "engagement.yml"
    path.write_text(written, encoding="utf-8")
    lines = [n for n, line in enumerate(written.splitlines(), 1) if line.endswith(f'"{OPEN}"')]
    with pytest.raises(InputError) as caught:
        read_settings(tmp_path)
    assert [problem.line for problem in caught.value.problems] == lines
    path.write_text(written.replace(f'"{OPEN}"', "true"), encoding="utf-8")
    assert read_settings(tmp_path).aux_codes["PVD"].mandatory_rest


def test_a_column_that_is_not_there_may_be_a_constant(text):
    written = text(dias="Fecha,Ofrecidas,Atendidas,Abandonadas\n2026-03-13,9,8,1\n")
    assert "put the line `constant:`, with one value for every row, in the place" in written
    answered = written.replace('column: "?"', "constant: ventas")
    source = yaml.safe_load(answered)["sources"][0]
    assert source["columns"]["queue"] == {"constant": "ventas"}


def test_a_column_that_nothing_reads_shows_no_name_of_a_person(text):
    people = "Agente,Estado,Nombre,Inicio,Fin\n"
    people += "007,Hablando,Agente Nombrado,2026-03-13 09:00:00,2026-03-13 09:10:00\n"
    written = text(estados=people)
    assert "Nombre" in written
    assert "Agente Nombrado" not in written
