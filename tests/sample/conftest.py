"""The default sample, written once, and its files read with nothing but pandas and csv."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from cctoolkit.sample import write_sample

SPANISH = "%d/%m/%Y %H:%M:%S"
MADRID = "Europe/Madrid"


class Files:
    """Plain readings of the raw files, defects and all."""

    def __init__(self, folder):
        self.folder = folder
        self.truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
        self._kept = {}

    def _once(self, name, read):
        if name not in self._kept:
            self._kept[name] = read()
        return self._kept[name].copy()

    def csv(self, pattern, separator=";", encoding="cp1252", **options):
        paths = sorted((self.folder / "raw").glob(pattern))
        parts = [
            pd.read_csv(path, sep=separator, encoding=encoding, dtype=str, **options)
            for path in paths
        ]
        return pd.concat(parts, ignore_index=True)

    def excel(self, path, sheet, **options):
        return pd.read_excel(
            self.folder / "raw" / path, sheet_name=sheet, engine="calamine", **options
        )

    def states(self):
        return self._once("states", self._states)

    def _states(self):
        norte = self.csv("norte/estados_*.csv")
        for column in ("Inicio", "Fin"):
            norte[column] = local(norte[column], SPANISH)
        return norte

    def calls(self):
        return self._once("calls", self._calls)

    def _calls(self):
        calls = self.csv("norte/llamadas_*.csv")
        calls["Entrada"] = pd.to_datetime(calls["Entrada"], format=SPANISH)
        for column in calls.columns[calls.columns.str.contains(r"\(s\)")]:
            calls[column] = calls[column].str.replace(",", ".").astype(float)
        return calls

    def sur_agents(self):
        return self._once("sur_agents", self._sur_agents)

    def _sur_agents(self):
        rows = self.csv("sur_voz/agentes_*.tsv", "\t", "utf-8", skiprows=1)
        rows = rows[rows["Fecha"] != "Total"].copy()
        for column in rows.columns[3:-1]:
            rows[column] = pd.to_timedelta(rows[column]).dt.total_seconds()
        return rows

    def sur_queues(self):
        return self._once("sur_queues", self._sur_queues)

    def _sur_queues(self):
        rows = self.excel("sur_voz/colas.xlsx", "Colas", header=2)
        return rows[rows["Fecha"] != "Total"].copy()

    def lines(self, pattern):
        paths = sorted((self.folder / "raw").glob(pattern))
        rows = [
            json.loads(line) for p in paths for line in p.read_text(encoding="utf-8").splitlines()
        ]
        return pd.DataFrame(rows)

    def chat_states(self):
        return self._once("chat_states", self._chat_states)

    def _chat_states(self):
        rows = self.lines("sur_chat/estados_*.jsonl")
        for column in ("from", "to"):
            rows[column] = pd.to_datetime(rows[column], utc=True, format="ISO8601")
        return rows

    def posts(self):
        return self._once("posts", lambda: self._as_text("rrhh/plantilla.xlsx", "Destinos"))

    def people(self):
        return self._once("people", lambda: self._as_text("rrhh/plantilla.xlsx", "Plantilla"))

    def _as_text(self, path, sheet):
        return self.excel(path, sheet, dtype={"Empleado": str})


def local(text, form):
    """Local wall times of Madrid as instants; a time that does not exist raises."""
    return pd.to_datetime(text, format=form).dt.tz_localize(MADRID, nonexistent="raise")


@pytest.fixture(scope="session")
def default(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample") / "default"
    write_sample(folder)
    return Files(folder)


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample") / "small"
    write_sample(folder, agents=6, days=5)
    return Files(folder)
