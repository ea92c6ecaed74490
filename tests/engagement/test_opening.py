"""A folder of raw files becomes tables; what is wrong stops it and is written down."""

import json
import os
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from cctoolkit.engagement.opening import open_engagement
from cctoolkit.errors import SENTENCES, InputError
from cctoolkit.tables import store
from cctoolkit.tables.catalogue import CATALOGUE
from cctoolkit.tables.checks import MAX_SHARE

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
    for path in (folder / "tables").rglob("*.*"):
        assert b"007;" not in path.read_bytes()


@pytest.mark.slow
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


@pytest.mark.slow
def test_tables_are_rebuilt_when_a_raw_file_or_the_mapping_changes(folder):
    open_engagement(folder)
    first = fingerprint(folder)
    stored = (folder / "tables" / "index.json").stat().st_mtime_ns
    open_engagement(folder, language="en")
    assert (folder / "tables" / "index.json").stat().st_mtime_ns == stored
    (folder / "raw" / "estados.csv").write_text(STATES.replace("PVD", "Libre"), encoding="utf-8")
    assert open_engagement(folder)["agent_intervals"]["aux_ms"].sum() == 0
    assert fingerprint(folder) != first


@pytest.mark.slow
def test_tables_kept_without_a_column_that_there_is_now_are_built_again(folder, monkeypatch):
    one_less = {name: table for name, table in CATALOGUE.items() if name != "forecast"}
    with monkeypatch.context() as patch:
        patch.setattr("cctoolkit.engagement.build.CATALOGUE", one_less)
        open_engagement(folder)
    before = fingerprint(folder)
    open_engagement(folder)
    assert fingerprint(folder) != before


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


def test_mistakes_of_the_settings_are_listed_too_in_the_language_of_the_reader(folder):
    (folder / "errors.csv").write_text("old", encoding="utf-8")
    (folder / "engagement.yml").write_text(
        SETTINGS.replace("Europe/Madrid", "Europe/Madird"), encoding="utf-8"
    )
    for language, message in [(None, "no es una zona horaria"), ("en", "is not a time zone")]:
        with pytest.raises(InputError):
            open_engagement(folder, language=language)
        _, line = (folder / "errors.csv").read_text(encoding="utf-8-sig").splitlines()
        assert line.startswith("zone_unknown;engagement.yml;;4;;Europe/Madird;Europe/Madrid")
        assert message in line
    (folder / "engagement.yml").write_text(SETTINGS, encoding="utf-8")
    open_engagement(folder)
    assert not (folder / "errors.csv").exists()


def test_where_there_is_no_engagement_nothing_is_written(tmp_path):
    with pytest.raises(InputError):
        open_engagement(tmp_path)
    assert [*tmp_path.iterdir()] == []


def stored(folder):
    """Return the files of the store that its index points to."""
    index = json.loads((folder / "tables" / "index.json").read_text(encoding="utf-8"))
    return sorted((folder / "tables" / index["store"]).iterdir())


DAMAGES = {
    "index cut short": lambda folder: cut(folder / "tables" / "index.json"),
    "index of something else": lambda folder: (folder / "tables" / "index.json").write_text("[1]"),
    "a table is missing": lambda folder: stored(folder)[0].unlink(),
    "a table is cut short": lambda folder: cut(stored(folder)[0]),
}


def cut(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.slow
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_store_is_built_again(folder, damage):
    whole = open_engagement(folder)["states"]
    DAMAGES[damage](folder)
    pd.testing.assert_frame_equal(open_engagement(folder)["states"], whole)


@pytest.mark.slow
def test_a_crash_at_the_last_moment_leaves_the_old_store(folder, monkeypatch):
    open_engagement(folder)
    before, files = fingerprint(folder), stored(folder)
    (folder / "raw" / "estados.csv").write_text(STATES.replace("PVD", "Libre"), encoding="utf-8")

    def crash(self, target):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", crash)
        with pytest.raises(KeyboardInterrupt):
            open_engagement(folder)
    assert (fingerprint(folder), stored(folder)) == (before, files)
    assert all(path.stat().st_size for path in files)


@pytest.mark.slow
def test_two_builds_at_once_leave_each_other_alone(folder, monkeypatch):
    """One begins, another with other data begins and ends, then the first ends: both can read."""
    write, others = store.write, []
    other_states = STATES.replace("PVD", "Libre")

    def write_while_another_builds(frame, table, path):
        if not others:
            others.append(None)
            (folder / "raw" / "estados.csv").write_text(other_states, encoding="utf-8")
            others[0] = open_engagement(folder)
        write(frame, table, path)

    monkeypatch.setattr(store, "write", write_while_another_builds)
    first = open_engagement(folder)
    assert first["agent_intervals"]["aux_ms"].sum() == 3_600_000
    assert others[0]["agent_intervals"]["aux_ms"].sum() == 0
    assert open_engagement(folder)["agent_intervals"]["aux_ms"].sum() == 0


@pytest.mark.slow
def test_what_nobody_reads_any_more_goes(folder):
    open_engagement(folder)
    for _ in range(3):
        for path in (folder / "tables").iterdir():
            os.utime(path, (0, 0))
        (folder / "raw" / "estados.csv").write_text(
            (folder / "raw" / "estados.csv").read_text(encoding="utf-8") + "\n", encoding="utf-8"
        )
        open_engagement(folder)
    # the index, its tables, and those just before
    assert len([*(folder / "tables").iterdir()]) == 3


def test_auxiliary_codes_of_the_data_must_be_listed(folder):
    path = folder / "engagement.yml"
    text = SETTINGS.split("        codes:")
    path.write_text(
        text[0] + "        codes: {Hablando: talk, Libre: available, PVD: aux}\n"
        "      aux_code: Motivo\n" + text[1].split("\n", 1)[1],
        encoding="utf-8",
    )
    header, *rows = STATES.splitlines()
    lines = [f"{header};Motivo", *(f"{row};rets" for row in rows)]
    (folder / "raw" / "estados.csv").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        open_engagement(folder)
    (found,) = caught.value.problems
    assert (found.code, found.found, found.allowed) == ("aux_code_unknown", "rets", "rest")


def test_the_share_of_rows_that_a_sentence_names_is_that_of_the_checks():
    assert MAX_SHARE == 0.01
    for code in ("ends_before_start", "times_out_of_order", "negative_value", "shares_above_one"):
        assert "more than 1 %" in SENTENCES[code].what


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


@pytest.mark.slow
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


def test_rows_of_other_days_are_said_not_lost(folder):
    text = STATES + "007;03/04/2026 09:00;03/04/2026 10:00;Libre\n"
    (folder / "raw" / "estados.csv").write_text(text, encoding="utf-8")
    defects = {defect.code: defect for defect in open_engagement(folder).defects}
    assert (defects["outside_period"].n_rows, defects["outside_period"].days) == (
        1,
        ("2026-04-03",),
    )


@pytest.mark.slow
def test_a_week_that_reaches_beyond_the_period_is_said_and_counted_nowhere(folder):
    add_aggregates(folder, "008", "30/03/2026 00:00")
    path = folder / "engagement.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("length: 30 min", "length: 7 days"), encoding="utf-8")
    engagement = open_engagement(folder)
    assert set(engagement["agent_intervals"]["evidence"]) == {"A"}
    found = {defect.code: defect for defect in engagement.defects}["reaches_beyond_period"]
    assert (found.n_rows, found.days) == (1, ("2026-03-30", "2026-04-05"))


@pytest.mark.slow
def test_time_without_a_campaign_goes_where_the_settings_say(folder):
    def waiting(rule):
        path = folder / "engagement.yml"
        text = SETTINGS.replace("aux_codes:", f"states: {{shared_time: {rule}}}\naux_codes:", 1)
        text = text.replace(
            "      agent_id: Agente\n", "      agent_id: Agente\n      campaign: Campaña\n", 1
        )
        path.write_text(text, encoding="utf-8")
        rows = open_engagement(folder)["agent_intervals"]
        return rows.groupby("campaign", dropna=False)["available_ms"].sum().to_dict()

    states = STATES.replace("Agente;", "Agente;Campaña;", 1).replace(
        "007;28/03/2026 22", "007;ventas;28/03/2026 22"
    )
    states = states.replace("007;28/03/2026 23", "007;;28/03/2026 23").replace("007;29", "007;;29")
    (folder / "raw" / "estados.csv").write_text(states, encoding="utf-8")
    assert waiting("by_handle_time") == {"ventas": 4.5 * 3_600_000}
    assert "ventas" not in {name for name, ms in waiting("as_logged").items() if ms}
