"""A folder of raw files becomes tables; what is wrong stops it and is written down."""

import json
from datetime import date

import pandas as pd
import pytest

from cctoolkit.engagement.opening import open_engagement
from cctoolkit.errors import InputError

SETTINGS = """\
client: Acme
provider: Contacta
commissioned_by: Acme
zone: Europe/Madrid
period: {first: 2026-03-28, last: 2026-03-30}
currency: EUR
aux_codes:
  rest: {label: PVD, mandatory_rest: true}
sources:
  - table: states
    files: raw/estados.csv
    format: csv
    separator: ";"
    columns:
      agent_id: Agente
      start_at: {column: Inicio, format: "%d/%m/%Y %H:%M"}
      end_at: {column: Fin, format: "%d/%m/%Y %H:%M"}
      state:
        column: Estado
        codes: {Hablando: talk, Libre: available, PVD: {code: aux, aux_code: rest}}
  - table: assignments
    files: raw/equipos.csv
    format: csv
    separator: ";"
    columns: {agent_id: Agente, from_on: Desde, team: Equipo}
"""

STATES = """\
Agente;Inicio;Fin;Estado
007;28/03/2026 22:00;28/03/2026 23:30;Hablando
007;28/03/2026 23:30;29/03/2026 05:00;Libre
007;29/03/2026 05:00;29/03/2026 06:00;PVD
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "raw").mkdir()
    (tmp_path / "engagement.yml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "raw" / "estados.csv").write_text(STATES, encoding="utf-8")
    (tmp_path / "raw" / "equipos.csv").write_text(
        "Agente;Desde;Equipo\n007;2026-01-01;N1\n", encoding="utf-8"
    )
    return tmp_path


def test_a_night_with_a_clock_change_is_one_business_day_of_seven_hours(folder):
    rows = open_engagement(folder)["agent_intervals"]
    assert rows["logged_ms"].sum() == 7 * 3_600_000
    assert rows["business_day"].unique().tolist() == [pd.Timestamp("2026-03-28")]
    assert rows["aux_ms"].sum() == 3_600_000
    assert rows["team"].unique().tolist() == ["N1"]


def test_agents_are_pseudonyms_that_stay_the_same_across_tables(folder):
    engagement = open_engagement(folder)
    (in_states,) = engagement["states"]["agent_id"].unique()
    (in_teams,) = engagement["assignments"]["agent_id"].unique()
    assert in_states == in_teams != "007"
    for path in (folder / "tables").iterdir():
        assert b"007;" not in path.read_bytes()


def test_until_shortens_the_period(folder):
    assert "agent_intervals" in open_engagement(folder, until=date(2026, 3, 28))
    text = (folder / "engagement.yml").read_text(encoding="utf-8")
    (folder / "engagement.yml").write_text(
        text.replace("first: 2026-03-28", "first: 2026-03-27"), encoding="utf-8"
    )
    assert "agent_intervals" not in open_engagement(folder, until=date(2026, 3, 27))


def test_until_outside_the_period_is_refused(folder):
    with pytest.raises(InputError) as caught:
        open_engagement(folder, until=date(2026, 4, 1))
    assert caught.value.problems[0].code == "until_outside_period"


def fingerprint(folder):
    return json.loads((folder / "tables" / "index.json").read_text())["fingerprint"]


def test_tables_are_rebuilt_when_a_raw_file_or_the_mapping_changes(folder):
    open_engagement(folder)
    first = fingerprint(folder)
    stored = (folder / "tables" / "index.json").stat().st_mtime_ns
    open_engagement(folder, language="en")
    assert (folder / "tables" / "index.json").stat().st_mtime_ns == stored
    (folder / "raw" / "estados.csv").write_text(STATES.replace("PVD", "Libre"), encoding="utf-8")
    assert open_engagement(folder)["agent_intervals"]["aux_ms"].sum() == 0
    assert fingerprint(folder) != first


def test_every_problem_of_every_file_is_written_beside_and_nothing_else_is(folder):
    (folder / "raw" / "estados.csv").write_text(
        STATES.replace("29/03/2026 05:00;Libre", "31/02/2026 05:00;Libre")
        .replace("22:00;", "02:30;", 1)
        .replace("28/03/2026 02:30", "29/03/2026 02:30"),
        encoding="utf-8",
    )
    (folder / "raw" / "equipos.csv").write_text("Agente;Desde\n007;2026-01-01\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        open_engagement(folder)
    found = {(problem.file, problem.line, problem.code) for problem in caught.value.problems}
    assert {line for file, line, _ in found if file == "raw/estados.csv"} == {2, 3}
    assert any(file == "raw/equipos.csv" for file, _, _ in found)
    listing = (folder / "errors.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(listing) == 1 + len(caught.value.problems)
    assert not (folder / "tables").exists()


def test_the_list_of_errors_goes_when_the_errors_do(folder):
    (folder / "errors.csv").write_text("old", encoding="utf-8")
    open_engagement(folder)
    assert not (folder / "errors.csv").exists()


AGGREGATES = """
  - table: agent_intervals
    files: raw/agentes.csv
    format: csv
    separator: ";"
    columns:
      agent_id: Agente
      start_at: {column: Tramo, format: "%d/%m/%Y %H:%M"}
      end_at: {after: start_at, length: 30 min}
      logged_ms: {column: Conexión, unit: clock}
      talk_ms: {column: Hablado, unit: clock}
      hold_ms: {column: Hold, unit: clock}
      acw_ms: {column: ACW, unit: clock}
      available_ms: {column: Disponible, unit: clock}
      aux_ms: {column: Auxiliar, unit: clock}
      n_handled: Atendidas
"""


def add_aggregates(folder, agent, start="28/03/2026 10:00"):
    path = folder / "engagement.yml"
    path.write_text(path.read_text(encoding="utf-8") + AGGREGATES, encoding="utf-8")
    (folder / "raw" / "agentes.csv").write_text(
        "Agente;Tramo;Conexión;Hablado;Hold;ACW;Disponible;Auxiliar;Atendidas\n"
        f"{agent};{start};0:30:00;0:10:00;0:01:00;0:02:00;0:12:00;0:04:00;3\n",
        encoding="utf-8",
    )


def test_aggregates_land_beside_events_with_their_own_grade(folder):
    add_aggregates(folder, "008")
    rows = open_engagement(folder)["agent_intervals"]
    assert set(rows["evidence"]) == {"A", "B"}
    delivered = rows[rows["evidence"] == "B"].iloc[0]
    # 30 minutes of connection whose parts explain 29
    assert delivered["unknown_ms"] == 60_000
    assert delivered["handle_ms"] == 13 * 60_000
    assert delivered["business_day"] == pd.Timestamp("2026-03-28")


def test_an_interval_is_not_counted_from_events_and_from_aggregates(folder):
    add_aggregates(folder, "007", "28/03/2026 22:00")
    with pytest.raises(InputError) as caught:
        open_engagement(folder)
    assert caught.value.problems[0].code == "counted_twice"
