"""A small centre whose files are right to the second, for tests to damage: 7 agents, 5 days."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

SETTINGS = """\
client: Energía Ejemplo
provider: Servicios Ejemplo
commissioned_by: Energía Ejemplo
zone: Europe/Madrid
period: {first: 2026-03-02, last: 2026-03-06}
currency: EUR
pseudonyms: as_received
aux_codes:
  rest: {label: PVD, mandatory_rest: true}
sources:
"""
INSTANT = '"%d/%m/%Y %H:%M:%S"'
SOURCES = {
    "estados": f"""\
  - table: states
    files: raw/estados.csv
    format: csv
    separator: ";"
    columns:
      agent_id: Agente
      campaign: Campaña
      start_at: {{column: Inicio, format: {INSTANT}}}
      end_at: {{column: Fin, format: {INSTANT}}}
      state:
        column: Estado
        codes:
          Hablando: talk
          Libre: available
          Cierre: acw
          PVD: {{code: aux, aux_code: rest}}
          Fuera: offline
""",
    "llamadas": f"""\
  - table: contacts
    files: raw/llamadas.csv
    format: csv
    separator: ";"
    decimal: ","
    columns:
      contact_id: Id
      queue: Cola
      arrived_at: {{column: Entrada, format: {INSTANT}}}
      answered_at: {{column: Respuesta, format: {INSTANT}}}
      ended_at: {{column: Fin, format: {INSTANT}}}
      wait_ms: {{column: Espera, unit: s}}
      talk_ms: {{column: Conversación, unit: s}}
      acw_ms: {{column: Cierre, unit: s}}
      outcome: {{column: Resultado, codes: {{Atendida: answered, Abandonada: abandoned}}}}
      agent_id: Agente
""",
    "cuadrante": f"""\
  - table: schedules
    files: raw/cuadrante.csv
    format: csv
    separator: ";"
    columns:
      agent_id: Agente
      start_at: {{column: Inicio, format: {INSTANT}}}
      end_at: {{column: Fin, format: {INSTANT}}}
      activity: {{column: Actividad, codes: {{Trabajo: productive, Comida: lunch}}}}
      published_version: Versión
""",
    "agentes": f"""\
  - table: agent_intervals
    files: raw/agentes.csv
    format: csv
    separator: ";"
    decimal: ","
    columns:
      agent_id: Agente
      campaign: Campaña
      start_at: {{column: Inicio, format: {INSTANT}}}
      end_at: {{after: start_at, length: 30 min}}
      logged_ms: {{column: Conexión, unit: s}}
      available_ms: {{column: Libre, unit: s}}
      talk_ms: {{column: Conversación, unit: s}}
      acw_ms: {{column: Cierre, unit: s}}
      aux_ms: {{column: Auxiliar, unit: s}}
      n_handled: Gestionadas
""",
    "colas": f"""\
  - table: queue_intervals
    files: raw/colas.csv
    format: csv
    separator: ";"
    decimal: ","
    columns:
      queue: Cola
      start_at: {{column: Inicio, format: {INSTANT}}}
      end_at: {{after: start_at, length: 30 min}}
      n_offered: Ofrecidas
      n_answered: Atendidas
      n_abandoned: Abandonadas
      n_handled: Gestionadas
      wait_answered_ms: {{column: Espera, unit: s}}
      talk_ms: {{column: Conversación, unit: s}}
      acw_ms: {{column: Cierre, unit: s}}
""",
}
AGENTS = tuple(f"A{number}" for number in range(1, 8))
DAYS = pd.date_range("2026-03-02", "2026-03-06")
N_CYCLES = 12
DURATIONS = ("Conexión", "Libre", "Conversación", "Cierre", "Auxiliar")


def files(*names: str) -> dict[str, pd.DataFrame]:
    """Return the rows of the named files; instants still as instants."""
    makers = {
        "estados": states,
        "llamadas": calls,
        "cuadrante": shifts,
        "agentes": agent_sums,
        "colas": queue_sums,
    }
    return {name: makers[name]() for name in names}


def write(folder: Path, raw: dict[str, pd.DataFrame], **replaced: str) -> Path:
    """Write the engagement: each file with its mapping, in which texts may be replaced by others.

    `replaced` takes the name of a file and "before -> after".
    """
    sources = []
    (folder / "raw").mkdir(parents=True, exist_ok=True)
    for name, rows in raw.items():
        before, _, after = replaced.get(name, "").partition(" -> ")
        assert before in SOURCES[name]
        sources.append(SOURCES[name].replace(before, after) if before else SOURCES[name])
        shown = rows.assign(**{c: as_written(rows[c]) for c in rows if _is_instant(rows[c])})
        shown.to_csv(folder / "raw" / f"{name}.csv", sep=";", index=False)
    (folder / "engagement.yml").write_text(SETTINGS + "".join(sources), encoding="utf-8")
    return folder


def as_written(at: pd.Series) -> pd.Series:
    """Write instants as the files do."""
    return at.dt.strftime("%d/%m/%Y %H:%M:%S")


def _is_instant(column: pd.Series) -> bool:
    return pd.api.types.is_datetime64_any_dtype(column)


def cycles() -> pd.DataFrame:
    """Half hours of each agent: seconds ready, talking, in after-call work and at rest."""
    rows = []
    for number, agent in enumerate(AGENTS):
        for day in DAYS:
            for cycle in range(N_CYCLES):
                seed = 7 * number + 5 * cycle + 3 * day.day
                ready, talk, after = 300 + 13 * (seed % 17), 600 + 11 * (seed % 23), 120 + seed % 29
                start = day + pd.Timedelta(9 * 60 + 30 * cycle, "min")
                rest = 1800 - ready - talk - after
                rows.append((agent, start, ready, talk, after, rest))
    return pd.DataFrame(rows, columns=["Agente", "Inicio", *DURATIONS[1:]])


def states() -> pd.DataFrame:
    """One row a state, each from the end of the one before: six hours a day."""
    parts, begun = [], cycles()
    at = begun["Inicio"]
    words = ("Libre", "Hablando", "Cierre", "PVD")
    for column, word in zip(DURATIONS[1:], words, strict=True):
        until = at + pd.to_timedelta(begun[column], unit="s")
        one = pd.DataFrame({"Agente": begun["Agente"], "Campaña": "Hogar", "Inicio": at})
        parts.append(one.assign(Fin=until, Estado=word))
        at = until
    return pd.concat(parts).sort_values(["Agente", "Inicio"], ignore_index=True)


def calls() -> pd.DataFrame:
    """One call a cycle, answered after 20 s."""
    talks = states().query("Estado == 'Hablando'").reset_index(drop=True)
    length_s = (talks["Fin"] - talks["Inicio"]).dt.total_seconds().astype(int)
    return pd.DataFrame(
        {
            "Id": [f"L{number}" for number in range(len(talks))],
            "Cola": "Averías",
            "Entrada": talks["Inicio"] - pd.Timedelta(20, "s"),
            "Respuesta": talks["Inicio"],
            "Fin": talks["Fin"],
            "Espera": "20",
            "Conversación": length_s.astype(str),
            "Cierre": cycles()["Cierre"].astype(str),
            "Resultado": "Atendida",
            "Agente": talks["Agente"],
        }
    )


def shifts() -> pd.DataFrame:
    """Six hours a day for each agent, in one version."""
    rows = [
        (agent, day + pd.Timedelta(9, "h"), day + pd.Timedelta(15, "h"), "Trabajo", "final")
        for agent in AGENTS
        for day in DAYS
    ]
    return pd.DataFrame(rows, columns=["Agente", "Inicio", "Fin", "Actividad", "Versión"])


def agent_sums() -> pd.DataFrame:
    """The same time as the states, added up by half hour."""
    rows = cycles().assign(Conexión=1800, Gestionadas=1, Campaña="Hogar")
    return rows.astype(dict.fromkeys([*DURATIONS, "Gestionadas"], str))


def queue_sums() -> pd.DataFrame:
    """The same calls, added up by half hour."""
    sums = cycles().groupby("Inicio")[["Conversación", "Cierre"]].sum()
    n = len(AGENTS)
    counts = {"Ofrecidas": n, "Atendidas": n, "Abandonadas": 0, "Gestionadas": n, "Espera": 20 * n}
    return (
        sums.assign(Cola="Averías", **counts)
        .reset_index()
        .astype({"Espera": str})
        .astype(dict.fromkeys([*counts, "Conversación", "Cierre"], str))
    )
