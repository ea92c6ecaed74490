"""Each kind of bad input through the whole line: nothing crashes, nothing is dropped in silence.

The centre works 7 agents x 5 days x 6 hours: 210 hours in 1,680 states, 420 calls, 35 shifts.
"""

from __future__ import annotations

import pandas as pd
import pytest

from cctoolkit.engagement.opening import open_engagement
from cctoolkit.errors import InputError
from cctoolkit.findings.data import from_defects
from cctoolkit.report.sentences import sentence
from cctoolkit.sections import SECTIONS, summary
from cctoolkit.words import Words
from tests.engagement import centre

pytestmark = pytest.mark.slow

SPANISH = Words("es")
HOUR_MS, HOUR, WEEK = 3_600_000, pd.Timedelta(1, "h"), pd.Timedelta(7, "D")
PER_DAY, PER_AGENT = 48, 240
"""States of an agent in a day and in all, in the order of the file."""


def plain(text):
    """Write blanks that don't break as those that do."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


class Line:
    """An engagement opened, all its sections evaluated, its defects as findings by code."""

    def __init__(self, folder):
        self.engagement = open_engagement(folder)
        sections = {name: evaluate(self.engagement) for name, evaluate in SECTIONS.items()}
        self.findings = [
            finding
            for finding in summary(self.engagement, sections).findings
            if finding.section == "data"
        ]
        self.lacks = [lack for section in sections.values() for lack in section.lacks]

    def __getitem__(self, code):
        (found,) = [each for each in self.findings if each.code == code]
        return found

    def said(self, code):
        said = sentence(self[code], SPANISH)
        return plain(f"{said.headline}. {said.detail} {said.action}")

    def hours(self, column):
        return self.engagement["agent_intervals"][column].sum() / HOUR_MS


def damaged(states):
    """Put one of each kind of damage into the log, each in the week of another agent."""
    end, start = states["Fin"].copy(), states["Inicio"].copy()
    end[5] += WEEK
    end[PER_DAY + 5] = start[PER_DAY + 5] - pd.Timedelta(7, "min")
    afternoon = slice(PER_AGENT + 2 * PER_DAY + 24, PER_AGENT + 3 * PER_DAY - 1)
    start.loc[afternoon] -= HOUR
    end.loc[afternoon] -= HOUR
    agent = states["Agente"].replace("A6", "A5")
    rows = states.assign(Inicio=start, Fin=end, Agente=agent)
    twice = rows[rows["Agente"] == "A4"].assign(Campaña="Empresa", Estado="Libre")
    nothing = rows.iloc[[700]].assign(Fin=rows["Inicio"].iloc[700], Estado="Cierre")
    return pd.concat([rows, twice, nothing], ignore_index=True)


@pytest.fixture(scope="module")
def events(tmp_path_factory):
    raw = centre.files("estados", "llamadas", "cuadrante")
    raw["estados"] = damaged(raw["estados"])
    calls = raw["llamadas"]
    calls.loc[200, "Conversación"] = str(7 * 86_400)
    calls.loc[200, "Fin"] = calls.loc[200, "Respuesta"] + WEEK
    calls["Agente"] = calls["Agente"].replace("A6", "A5")
    shifts = raw["cuadrante"]
    again = shifts[shifts["Agente"] == "A3"].head(1)
    draft = shifts.assign(Versión="borrador")
    planned = shifts[shifts["Agente"] != "A7"]
    second = again.assign(Inicio=again["Inicio"] + HOUR)
    raw["cuadrante"] = pd.concat([planned, second, draft], ignore_index=True)
    return Line(centre.write(tmp_path_factory.mktemp("events"), raw))


def lost_states():
    """Length of the two states that were left out: they leave a hole of the same length."""
    states = centre.states()
    return sum((states["Fin"] - states["Inicio"]).iloc[[5, PER_DAY + 5]], pd.Timedelta(0)) / HOUR


def test_hours_add_up_whatever_was_wrong(events):
    # 30 h of one of the two who share an identifier, and the hour that the clock took back
    repeated = events["clock_set_back"].numbers["hours"]
    assert repeated == pytest.approx(1, abs=0.01)
    assert events.hours("logged_ms") == pytest.approx(210 - 30 - repeated, abs=0.02)
    assert events.hours("unknown_ms") == pytest.approx(lost_states(), abs=0.02)


def test_rows_in_are_rows_used_and_rows_counted_out(events):
    (log,) = [file for file in events.engagement.inputs if file.name == "raw/estados.csv"]
    assert log.n_rows == 1680 + PER_AGENT + 1
    never_read = ("ends_before_start", "repeated_rows")
    out = sum(each.n for each in events.findings if each.code in never_read)
    assert len(events.engagement["states"]) == log.n_rows - out


def test_a_state_of_a_week_is_left_out_and_accuses_no_other(events):
    assert (events["long_states"].n, events["long_states"].numbers["hours"] > 168) == (1, True)
    assert "más largo que cualquier jornada" in events.said("long_states")
    others = events["overlapping_states"].numbers["hours"]
    assert others < 30 + 30 + 1.1


def test_an_end_before_its_start(events):
    assert events["ends_before_start"].n == 1
    assert "Fuera de todas las cifras" in events.said("ends_before_start")


def test_a_state_that_lasts_nothing(events):
    assert events["empty_states"].n == 1


def test_a_call_of_a_week_counts_and_its_handle_time_does_not(events):
    assert events["handling_beyond_day"].n == 1
    assert events.engagement["queue_intervals"]["n_answered"].sum() == 420
    assert events.engagement["queue_intervals"]["n_handled"].sum() == 419


def test_two_agents_under_one_identifier_are_no_union_of_logins(events):
    shared = [each for each in events.findings if each.code == "two_timelines"]
    assert {each.where["table"]: each.n for each in shared} == {"states": 5, "contacts": 5}
    # of both talking 40 % of the time, and by no accident at the same moments
    assert all(5 < each.numbers["hours"] < 12 for each in shared)
    said = sentence(shared[0], SPANISH)
    assert "dos personas parecen compartir identificador" in said.detail
    assert said.action.startswith("Proveedor: averiguar quién usa el identificador")


def test_one_agent_in_two_campaigns_counts_once_and_is_said(events):
    logins = events["several_logins"]
    assert (logins.n, logins.numbers["hours"]) == (5, pytest.approx(30, abs=0.01))
    assert "se toma por una sola persona" in events.said("several_logins")


def test_a_clock_set_back_is_found_by_the_order_of_the_file(events):
    assert events["clock_set_back"].n == 1
    assert "sus horas retroceden (lo típico, 1 h)" in events.said("clock_set_back")
    (row,) = [each for each in events.engagement.defects if each.code == "clock_set_back"]
    assert row.rows["raw_line"].tolist() == [PER_AGENT + 2 * PER_DAY + 24 + 2]


def test_overlapping_shifts_and_versions(events):
    assert events["overlapping_shifts"].n == 1
    assert events["overlapping_shifts"].numbers["hours"] == pytest.approx(5)
    assert events["other_versions"].n == 35
    assert "`final`" in events.said("other_versions")


def test_planned_without_states_and_the_reverse_without_telling_one_persons_hours(events):
    assert events["planned_without_log"].n == 5
    assert events["logged_without_plan"].n == PER_AGENT
    for code in ("planned_without_log", "logged_without_plan"):
        assert "hours" not in events[code].numbers


def test_every_defect_is_said_in_both_languages(events):
    for finding in events.findings:
        spanish, english = (sentence(finding, Words(name)) for name in ("es", "en"))
        assert spanish.headline != english.headline
        assert spanish.detail and spanish.action and "{" not in spanish.detail + spanish.action


def test_a_log_without_logouts(tmp_path):
    raw = centre.files("estados")
    states = raw["estados"]
    is_last = states.groupby(["Agente", states["Inicio"].dt.date]).cumcount() == PER_DAY - 1
    last_h = (states["Fin"] - states["Inicio"])[is_last].sum() / HOUR
    raw["estados"] = states.assign(Fin=centre.as_written(states["Fin"]).mask(is_last, ""))
    line = Line(centre.write(tmp_path, raw))
    assert (line["sessions_without_logout"].n, line["states_never_ended"].n) == (35, 35)
    assert "35 sesiones sin desconexión, de 35" in line.said("sessions_without_logout")
    assert line.hours("logged_ms") == pytest.approx(210 - last_h)


def test_a_log_of_changes_alone_ends_at_the_shift_and_says_how_much_was_supposed(tmp_path):
    raw = centre.files("estados", "cuadrante")
    raw["estados"]["Fin"] = ""
    line = Line(centre.write(tmp_path, raw))
    assert line["open_states"].n == 1680
    assert line["open_states"].numbers["hours"] == pytest.approx(line.hours("imputed_ms"))
    # an hour beyond each shift is the most that an open state is given
    assert line.hours("logged_ms") == pytest.approx(210 + 35)


def test_a_schedule_without_any_states_is_a_lack_and_not_an_absence(tmp_path):
    line = Line(centre.write(tmp_path, centre.files("llamadas", "cuadrante")))
    assert ("schedule", ("schedule_intervals", "states")) in [
        (lack.what, lack.needs) for lack in line.lacks
    ]
    assert "absent_ms" not in line.engagement["agent_intervals"]


@pytest.fixture(scope="module")
def sums(tmp_path_factory):
    raw = centre.files("agentes", "colas")
    agents = raw["agentes"]
    agents.loc[7, "Conexión"] = str(27 * 3600)
    twice = agents[agents["Agente"] == "A2"].assign(Campaña="Empresa")
    raw["agentes"] = pd.concat([agents, twice], ignore_index=True)
    raw["colas"].loc[3, ["Conversación", "Cierre"]] = "Infinity%"
    empty = '    format: csv ->     empty: ["Infinity%"]\n    format: csv'
    return Line(centre.write(tmp_path_factory.mktemp("sums"), raw, colas=empty))


def test_an_interval_with_27_hours_is_left_out_and_the_rest_stands(sums):
    assert sums["longer_than_interval"].n == 1
    assert sums.hours("logged_ms") == pytest.approx(210 - 0.5 + 30)


def test_an_agent_whose_campaigns_add_up_to_more_than_the_clock(sums):
    assert (sums["beyond_the_clock"].n, sums["beyond_the_clock"].numbers["hours"]) == (120, 30)


def test_a_cell_declared_as_no_value_leaves_its_contacts_counted(sums):
    assert sums["handled_without_time"].n == 1
    assert sums.engagement["queue_intervals"]["n_handled"].sum() == 420


def stops(folder):
    """Open an engagement that must stop; return its problems in Spanish by place and code."""
    with pytest.raises(InputError) as caught:
        open_engagement(folder)
    assert not (folder / "tables").exists()
    listed = (folder / "errors.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(listed) == 1 + len(caught.value.problems)
    return {(each.line, each.column, each.code): each for each in caught.value.problems}


CELLS = {
    "Infinity%": "no_value_word",
    "NaN": "no_value_word",
    "-": "no_value_word",
    "#DIV/0!": "cell_error",
    "27:15:00": "number_unreadable",
    "-5": "duration_negative",
    "1e400": "number_too_large",
}


def test_every_cell_that_is_no_number_is_told_at_once_with_its_line(tmp_path):
    raw = centre.files("colas")
    for row, word in enumerate(CELLS):
        raw["colas"].loc[row, "Conversación"] = word
    found = stops(centre.write(tmp_path, raw))
    assert {*found} == {
        (row, "Conversación", code) for row, code in enumerate(CELLS.values(), start=2)
    }
    said = SPANISH.problem(found[2, "Conversación", "no_value_word"])
    assert said == (
        'raw/colas.csv, línea 2, columna "Conversación": "Infinity%" no es un número, sino lo que '
        "los sistemas escriben cuando no tienen ninguno. Si significa que no hay valor, declararlo "
        'en la fuente, `empty: ["Infinity%"]`; si no, corregir la celda.'
    )


def test_a_time_of_day_beyond_24_hours_is_no_time(tmp_path):
    raw = centre.files("estados")
    at = centre.as_written(raw["estados"]["Inicio"])
    at[4] = "02/03/2026 27:15:00"
    raw["estados"]["Inicio"] = at
    assert [*stops(centre.write(tmp_path, raw))] == [(6, "Inicio", "date_nonexistent")]


def test_a_duration_beyond_24_hours_is_one(tmp_path):
    raw = centre.files("agentes")
    daily = raw["agentes"].assign(Conexión="27:15:00").head(1)
    raw["agentes"] = daily
    text = "30 min}\n      logged_ms: {column: Conexión, unit: s} -> "
    text += "1 month}\n      logged_ms: {column: Conexión, unit: clock}"
    engagement = open_engagement(centre.write(tmp_path, raw, agentes=text))
    (reach,) = [each for each in engagement.defects if each.code == "reaches_beyond_period"]
    assert reach.n_rows == 1


def times_thousand(rows, *columns):
    return rows.assign(**{name: rows[name] + "000" for name in columns})


def test_milliseconds_given_as_seconds_stop_once_for_each_column(tmp_path):
    raw = centre.files("llamadas")
    raw["llamadas"] = times_thousand(raw["llamadas"], "Conversación", "Espera", "Cierre")
    found = stops(centre.write(tmp_path, raw))
    assert {*found} == {
        (None, "Conversación", "unit_against_instants"),
        (None, "Espera", "unit_against_instants"),
        (None, "Cierre", "unit_against_mean"),
    }
    said = SPANISH.problem(found[None, "Espera", "unit_against_instants"])
    assert "lo típico de un contacto son 20.000 s" in said and "solo 20 s (filas: 420)" in said
    assert said.endswith("escribir `unit: ms` en `wait_ms`, en engagement.yml.")


def test_milliseconds_of_intervals_given_as_seconds(tmp_path):
    raw = centre.files("agentes", "colas")
    raw["agentes"] = times_thousand(raw["agentes"], *centre.DURATIONS)
    raw["colas"] = times_thousand(raw["colas"], "Conversación", "Cierre")
    found = stops(centre.write(tmp_path, raw))
    assert {code for _, _, code in found} == {"unit_against_interval", "unit_against_mean"}
    assert {column for _, column, _ in found} == {*centre.DURATIONS}
    assert {problem.allowed for problem in found.values()} == {"ms"}


def doubted(folder):
    """Open an engagement that doesn't stop; return the defects about units by code."""
    engagement = open_engagement(folder)
    findings = {each.code: each for each in from_defects(engagement.defects)}
    said = {code: sentence(each, SPANISH) for code, each in findings.items() if "unit" in code}
    return engagement, said


def test_seconds_given_as_milliseconds_are_said_and_not_mended(tmp_path):
    raw = centre.files("llamadas")
    text = "Conversación, unit: s -> Conversación, unit: ms"
    engagement, said = doubted(centre.write(tmp_path, raw, llamadas=text))
    assert [*said] == ["unit_by_instants"]
    assert (
        "raw/llamadas.csv, columna Conversación: leídas en `ms`" in said["unit_by_instants"].detail
    )
    assert "escribir `unit: s` en `talk_ms`" in said["unit_by_instants"].action
    assert engagement["contacts"]["talk_ms"].max() < 1000


def test_minutes_given_as_seconds(tmp_path):
    raw = centre.files("llamadas")
    calls = raw["llamadas"]
    calls["Conversación"] = (calls["Conversación"].astype(int) // 60).astype(str)
    _, said = doubted(centre.write(tmp_path, raw))
    assert "escribir `unit: min` en `talk_ms`" in said["unit_by_instants"].action


def test_connection_in_seconds_given_as_milliseconds(tmp_path):
    raw = centre.files("agentes")
    engagement, said = doubted(centre.write(tmp_path, raw, agentes="unit: s -> unit: ms"))
    detail = plain(said["unit_by_interval"].detail)
    assert "la mayor es de 1,8 s en un intervalo de 1.800,0 s" in detail
    assert engagement["agent_intervals"]["logged_ms"].sum() == 210 * HOUR_MS / 1000


def test_queues_in_minutes_beside_agents_in_seconds(tmp_path):
    raw = centre.files("agentes", "colas")
    for name in ("Conversación", "Cierre"):
        raw["colas"][name] = (raw["colas"][name].astype(int) // 60).astype(str)
    _, said = doubted(centre.write(tmp_path, raw))
    assert "parece estar en otra unidad" in said["units_disagree"].detail


@pytest.mark.parametrize("names", [("estados", "llamadas", "cuadrante"), ("agentes", "colas")])
def test_what_is_right_raises_no_doubt(tmp_path, names):
    assert not open_engagement(centre.write(tmp_path, centre.files(*names))).defects
