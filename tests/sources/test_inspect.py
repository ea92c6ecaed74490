"""Proposals: what is plain is proposed, what is not is asked, and nothing passes unanswered."""

import gzip
import sqlite3

import openpyxl
import pytest
import yaml
from pydantic import ValidationError

from cctoolkit.sources.inspect import propose
from cctoolkit.sources.mapped import Reading, load
from cctoolkit.sources.mapping import OPEN, Source
from cctoolkit.sources.proposal_text import proposal_text
from cctoolkit.sources.sniff import decimal_signs

QUEUES = """Informe de colas;;;;;;
;;;;;;
Fecha;Intervalo;Cola;Ofrecidas;Atendidas;Abandonadas;TMO (seg)
13/03/2026;09:00;Atención;1.012;900;112;312,5
13/03/2026;09:30;Atención;98;90;8;300,25
14/03/2026;09:00;Atención;7;7;0;299,0
Total;;;1.117;997;120;
"""

STATES = """Agente,Estado,Inicio,Fin
007,Disponible,2026-03-13 09:00:00,2026-03-13 09:10:00
007,Hablando,2026-03-13 09:10:00,2026-03-13 09:20:00
007,Descanso,2026-03-13 09:20:00,2026-03-13 09:30:00
"""


@pytest.fixture
def write(tmp_path):
    def _write(name, text, encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return _write


def only(path):
    (proposal,) = propose([path], path.parent)
    return proposal


def sources_of(proposals):
    return yaml.safe_load(proposal_text(proposals))["sources"]


def test_a_spanish_half_hour_export(write):
    proposal = only(write("colas.csv", QUEUES, "cp1252"))
    assert proposal.settings == {
        "table": "queue_intervals",
        "files": "colas.csv",
        "format": "csv",
        "encoding": "cp1252",
        "separator": ";",
        "header_line": 3,
        "stop_at": "Total",
        "decimal": ",",
        "thousands": ".",
        "columns": {
            "start_at": {"columns": ["Fecha", "Intervalo"], "format": "%d/%m/%Y %H:%M"},
            "end_at": {"after": "start_at", "length": "30 min"},
            "queue": {"column": "Cola"},
            "n_offered": {"column": "Ofrecidas"},
            "n_answered": {"column": "Atendidas"},
            "n_abandoned": {"column": "Abandonadas"},
        },
    }
    assert proposal.is_complete
    channel, mean = map(str, proposal.notes)
    assert "voice" in channel
    assert "TMO (seg)" in mean


def test_a_complete_proposal_reads_its_own_file(write):
    path = write("colas.csv", QUEUES, "cp1252")
    (settings,) = sources_of([only(path)])
    loaded = load(Source(**settings), path.parent, Reading("Europe/Madrid"))
    assert loaded.problems == ()
    assert loaded.frame["n_offered"].tolist() == [1012, 98, 7]
    assert loaded.frame["raw_line"].tolist() == [4, 5, 6]


def test_words_of_states_become_a_vocabulary(write):
    proposal = only(write("estados.csv", STATES))
    assert proposal.settings["table"] == "states"
    assert proposal.settings["columns"]["state"]["codes"] == {
        "Descanso": {"code": "aux", "aux_code": "descanso"},
        "Disponible": "available",
        "Hablando": "talk",
    }
    assert proposal.is_complete
    assert Source(**sources_of([proposal])[0]).columns["agent_id"].column == "Agente"


def test_an_unknown_word_is_asked(write):
    proposal = only(write("estados.csv", STATES.replace("Hablando", "Estado 7")))
    path = ("columns", "state", "codes", "Estado 7")
    assert list(proposal.questions) == [path]
    assert "talk" in proposal.questions[path].options


def test_an_ambiguous_date_is_asked_with_both_readings(write):
    text = STATES.replace("2026-03-13", "03/04/2026")
    proposal = only(write("estados.csv", text))
    question = proposal.questions["columns", "start_at", "format"]
    assert question.options == ("%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S")
    assert "2026-04-03, 2026-03-04" in str(question)
    assert proposal.settings["columns"]["start_at"]["format"] == OPEN
    clear = only(write("estados.csv", STATES.replace("2026-03-13", "13/04/2026")))
    assert clear.settings["columns"]["start_at"]["format"] == "%d/%m/%Y %H:%M:%S"


def test_the_text_does_not_pass_before_it_is_answered(write):
    text = proposal_text([only(write("estados.csv", STATES.replace("2026-03-13", "03/04/2026")))])
    assert text.count("# ? Which is the date format?") == 2
    with pytest.raises(ValidationError, match=r"columns\.start_at\.format\n.*still open"):
        Source(**yaml.safe_load(text)["sources"][0])
    answered = text.replace('format: "?"', 'format: "%d/%m/%Y %H:%M:%S"')
    assert Source(**yaml.safe_load(answered)["sources"][0]).table == "states"


def test_a_decimal_sign_that_may_be_either_is_asked(write):
    text = "Fecha;Cola;Ofrecidas;Atendidas\n2026-03-13;A;1.012;1.000\n"
    proposal = only(write("colas.csv", text))
    assert proposal.questions[("decimal",)].options == (".", ",")
    with pytest.raises(ValidationError, match=r"decimal\n.*still open"):
        Source(**proposal.settings)


@pytest.mark.parametrize(
    ("texts", "signs", "thousands"),
    [
        (["1.234,50", "3,5"], (",",), "."),
        (["1,234.50"], (".",), ","),
        (["12.5", "3"], (".",), None),
        (["12,5"], (",",), None),
        (["1.234", "12"], (".", ","), None),
        (["1.234.567"], (",",), "."),
        (["12", "7"], (".",), None),
        (["12,5", "12.5"], (".", ","), None),
    ],
)
def test_decimal_signs(texts, signs, thousands):
    assert decimal_signs(texts) == (signs, thousands)


def test_a_duration_without_its_unit_is_asked(write):
    text = "Agente;Fecha;Tiempo conectado;Hablado (seg);Disponible\n7;2026-03-13;480;10;04:30\n"
    proposal = only(write("agentes.csv", text))
    columns = proposal.settings["columns"]
    assert proposal.settings["table"] == "agent_intervals"
    assert columns["talk_ms"] == {"column": "Hablado (seg)", "unit": "s"}
    assert columns["end_at"] == {"after": "start_at", "length": "1 day"}
    assert {path: question.options for path, question in proposal.questions.items()} == {
        ("columns", "logged_ms", "unit"): ("s", "min", "h", "ms"),
        ("columns", "available_ms", "unit"): ("clock", "mm:ss"),
    }


def test_a_required_column_that_nothing_seems_to_be_is_asked(write):
    proposal = only(write("dias.csv", "Fecha,Ofrecidas,Atendidas,Abandonadas\n2026-03-13,9,8,1\n"))
    assert list(proposal.questions) == [("columns", "queue", "column")]


def test_a_file_that_says_nothing_is_asked_for_its_table(write):
    proposal = only(write("x.csv", "uno,dos\n1,2\n"))
    assert list(proposal.questions) == [("table",)]
    with pytest.raises(ValidationError, match=r"table\n.*still open"):
        Source(**sources_of([proposal])[0])


def test_a_date_alone_is_no_instant_of_an_event(write):
    text = "Id llamada,Fecha,Cola,Resultado\n1,2026-03-13,A,Atendida\n2,2026-03-14,A,Abandonada\n"
    proposal = only(write("llamadas.csv", text))
    assert list(proposal.questions) == [("columns", "arrived_at", "columns")]


def test_months_of_one_export_share_a_source(write, tmp_path):
    for month in ("01", "02"):
        write(f"colas_2026-{month}.csv", QUEUES, "cp1252")
    write("estados.csv", STATES)
    proposals = propose(tmp_path.iterdir(), tmp_path)
    assert [p.settings["files"] for p in proposals] == ["colas_2026-*.csv", "estados.csv"]


def test_a_pattern_never_takes_another_file_in(write, tmp_path):
    for name in ("a1.csv", "a3.csv"):
        write(name, QUEUES, "cp1252")
    write("a2.csv", STATES)
    names = sorted(p.settings["files"] for p in propose(tmp_path.iterdir(), tmp_path))
    assert names == ["a1.csv", "a2.csv", "a3.csv"]


def test_every_format(write, tmp_path):
    (tmp_path / "e.csv.gz").write_bytes(gzip.compress(STATES.encode()))
    write("e.tsv", STATES.replace(",", "\t"))
    rows = [line.split(",") for line in STATES.splitlines()]
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.create_sheet("Leyenda").append(["Código", "Texto"])
    book.save(tmp_path / "e.xlsx")
    records = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    write("e.jsonl", "\n".join(str(record).replace("'", '"') for record in records))
    base = sqlite3.connect(tmp_path / "e.db")
    base.execute("create table estados (Agente, Estado, Inicio, Fin)")
    base.executemany("insert into estados values (?, ?, ?, ?)", rows[1:])
    base.commit()
    base.close()
    proposals = propose(tmp_path.iterdir(), tmp_path)
    found = [(p.settings["files"], p.settings["format"], p.settings["table"]) for p in proposals]
    assert found == [
        ("e.csv.gz", "csv", "states"),
        ("e.db", "sqlite", "states"),
        ("e.jsonl", "jsonl", "states"),
        ("e.tsv", "tsv", "states"),
        ("e.xlsx", "xlsx", "states"),
        ("e.xlsx", "xlsx", OPEN),
    ]
    for proposal in proposals[:5]:
        loaded = load(Source(**proposal.settings), tmp_path, Reading("Europe/Madrid"))
        assert (len(loaded.frame), loaded.problems) == (3, ())


def test_what_cannot_be_read_says_why(write, tmp_path):
    (tmp_path / "roto.xlsx").write_bytes(b"PK\x03\x04 nada")
    write("vacio.csv", "")
    (tmp_path / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x81")
    text = proposal_text(propose(tmp_path.iterdir(), tmp_path))
    assert yaml.safe_load(text) == {"sources": None}
    assert all(name in text for name in ("roto.xlsx", "vacio.csv", "logo.png"))


def test_the_reader_may_have_another_language(write):
    text = proposal_text([only(write("x.csv", "uno,dos\n1,2\n"))], lambda sentence: "¿Qué?")
    assert "# ? ¿Qué?" in text


def test_hostile_names_stay_text(write):
    text = 'Fecha,"Co: la #1 ""x""",Ofrecidas,Atendidas\n2026-03-13,a,9,8\n'
    proposal = only(write("x.csv", text))
    assert sources_of([proposal])[0]["files"] == "x.csv"


@pytest.mark.real
def test_real_exports_are_recognised(real_data):
    files = [
        "anonymous-bank-feb1999/data_anonymous_bank_february.txt.gz",
        "daily-callcentre-2020/call_center_daily_2020_2022.csv",
        "genesys-wfm-samples/sample_agent_status.csv",
        "pwc-callcentre/Call-Center-Dataset.xlsx",
        "yellevate-invoices/invoices.csv",
        "turnover-babushkin/turnover.csv",
        "uci-absenteeism/Absenteeism_at_work.csv",
    ]
    proposals = propose([real_data / name for name in files], real_data)
    tables = [
        (proposal.settings["files"].split("/")[0], proposal.settings["table"])
        for proposal in proposals
    ]
    assert tables == [
        ("anonymous-bank-feb1999", "contacts"),
        ("daily-callcentre-2020", "queue_intervals"),
        ("genesys-wfm-samples", "agent_intervals"),
        ("genesys-wfm-samples", "aux_intervals"),
        ("pwc-callcentre", "contacts"),
        ("turnover-babushkin", OPEN),
        ("uci-absenteeism", OPEN),
        ("yellevate-invoices", "invoices"),
    ]
    assert [*proposals[3].settings["unpivot"]["columns"]] == ["Away", "Break", "Meal"]


def test_whether_a_span_holds_its_last_day_is_asked(write, tmp_path):
    people = "Agente;Fecha alta;Fecha baja\n007;01/01/2026;15/03/2026\n008;13/01/2026;\n"
    path = write("plantilla.csv", people)
    proposal = only(path)
    assert proposal.settings["columns"]["left_on"]["inclusive"] == OPEN
    question = proposal.questions["columns", "left_on", "inclusive"]
    assert '"Fecha baja", such as "15/03/2026"' in str(question)
    written = proposal_text([proposal])
    assert "# ?   true, false\n" in written
    answered = written.replace(f'inclusive: "{OPEN}"', "inclusive: true")
    source = Source(**yaml.safe_load(answered)["sources"][0])
    left = load(source, tmp_path, Reading("Europe/Madrid")).frame["left_on"]
    assert left.dt.strftime("%d/%m/%Y").tolist()[0] == "16/03/2026"
