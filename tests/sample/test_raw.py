"""What the files hold, read without the generator: totals, partitions, agreement."""

from __future__ import annotations

import pandas as pd
import pytest

pytestmark = pytest.mark.slow


def test_control_totals_of_the_switch(default):
    totals = default.truth["files"]
    states, calls = default.states(), default.calls()
    assert len(states) == sum(
        v["n_rows"] for k, v in totals.items() if "/estados_" in k and "norte" in k
    )
    seconds = states["Duración (s)"].str.replace(",", ".").astype(float).sum()
    expected = sum(v["duration_ms"] for k, v in totals.items() if "norte/estados_" in k)
    assert round(seconds * 1000) == expected
    for column, name in (("Conversación (s)", "talk_ms"), ("Administrativo (s)", "acw_ms")):
        expected = sum(v[name] for k, v in totals.items() if "norte/llamadas_" in k)
        assert round(calls[column].sum() * 1000) == expected


def test_total_line_of_the_half_hour_report(default):
    path = default.folder / "raw/sur_voz/agentes_2026-02.tsv"
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("Informe de agentes")
    total = lines[-1].split("\t")
    rows = default.sur_agents()
    rows = rows[rows["Fecha"].str[3:5] == "02"]
    assert total[0] == "Total"
    assert pd.to_timedelta(total[3]).total_seconds() == rows["Conexión"].sum()
    assert int(total[-1]) == rows["Atendidas"].astype(int).sum()


def test_parts_of_each_half_hour_add_up(default):
    rows = default.sur_agents()
    parts = ["Conversación", "Retención", "Post-llamada", "Timbre", "Disponible", "AUX total"]
    assert (rows[parts].sum(axis=1) == rows["Conexión"]).all()
    codes = [column for column in rows if column.startswith("AUX") and column != "AUX total"]
    assert (rows[codes].sum(axis=1) == rows["AUX total"]).all()
    assert rows["Conexión"].between(1, 1800).all()
    assert not rows.duplicated(["Fecha", "Inicio", "Agente"]).any()


def test_agents_and_queue_of_sur_tell_the_same_story(default):
    agents, queues = default.sur_agents(), default.sur_queues()
    assert agents["Atendidas"].astype(int).sum() == queues["Atendidas"].sum()
    handled = sum(
        pd.to_timedelta(queues[name].astype(str)).dt.total_seconds().sum()
        for name in ("Conversación", "Retención", "Post-llamada")
    )
    assert agents["Gestión"].sum() == handled
    assert agents[["Conversación", "Retención", "Post-llamada"]].sum().sum() == handled
    within = queues.filter(like="<=").to_numpy()
    assert (within[:, 1:] >= within[:, :-1]).all()
    assert (within[:, -1] <= queues["Atendidas"]).all()
    unanswered = queues["Abandonadas"] + queues["Desbordadas"]
    assert (queues["Ofrecidas"] == queues["Atendidas"] + unanswered).all()


def test_states_are_a_partition_but_for_the_planted_defects(default):
    defects = default.truth["defects"]
    states = default.states()
    copies = states.duplicated()
    assert copies.sum() == defects["duplicate_rows"]["states"]
    states = states[~copies].sort_values(["Agente", "Inicio"])
    following = states.groupby("Agente")["Inicio"].shift(-1)
    apart = (following - states["Fin"]).dt.total_seconds()
    overlaps = apart[apart < 0]
    assert len(overlaps) == defects["overlapping_states"]["n"]
    assert -1000 * overlaps.sum() == defects["overlapping_states"]["overlap_ms"]
    gaps = apart[(apart > 0) & (apart < 3600)]
    assert len(gaps) == defects["gaps_in_session"]["n"]
    assert 1000 * gaps.sum() == defects["gaps_in_session"]["gap_ms"]


@pytest.mark.parametrize("month", ["2026-01", "2026-03"])
def test_talk_in_states_is_the_talk_of_the_contacts(default, month):
    states = default.csv(f"norte/estados_{month}.csv").drop_duplicates()
    calls = default.csv(f"norte/llamadas_{month}.csv").drop_duplicates()
    for word, column in (
        ("Conversación", "Conversación (s)"),
        ("Retención", "Retención (s)"),
        ("Trabajo administrativo", "Administrativo (s)"),
    ):
        spent = states[states["Estado"] == word]["Duración (s)"]
        assert seconds(spent) == seconds(calls[column])


def seconds(text):
    return text.str.replace(",", ".").astype(float).sum()


def test_chat_states_count_simultaneous_conversations_once(default):
    chats = default.lines("sur_chat/conversaciones_*.jsonl")
    states = default.chat_states()
    span = (states["to"] - states["from"]).dt.total_seconds()
    talking = span[states["status"] == "CHATTING"].sum()
    assert 1.05 < chats["chatMs"].sum() / 1000 / talking < 2
    states = states.sort_values(["agentId", "from"])
    following = states.groupby("agentId")["from"].shift(-1)
    assert ((following >= states["to"]) | following.isna()).all()
    assert chats["conversationId"].str.fullmatch(r"0\d{11}").all()
    assert chats["createdAt"].str.fullmatch(r"[\d-]{10}T[\d:]{8}\.\d{3}\+0[12]:00").all()


def test_data_defects_of_the_contact_log(default):
    defects = default.truth["defects"]
    calls = default.calls()
    assert calls.duplicated().sum() == defects["duplicate_rows"]["contacts"] == 15
    calls = calls.drop_duplicates()
    orphans = (calls["Resultado"] == "Atendida") & calls["Agente"].isna()
    assert orphans.sum() == defects["contacts_without_agent"]["n"] == 9
    days = set(calls["Entrada"].dt.date.astype(str))
    every = {str(day.date()) for day in pd.date_range("2026-01-01", "2026-03-31")}
    assert every - days == {defects["missing_day"]["day"]}
    assert defects["missing_day"]["n_contacts_removed"] > 500


def test_an_agent_is_logged_after_leaving(default):
    ghost = default.truth["defects"]["logged_after_leaving"]
    states = default.states().drop_duplicates()
    left = default.people().set_index("Empleado")["Baja en la empresa"].dropna()
    local_day = states["Inicio"].dt.tz_localize(None).dt.normalize()
    late = states[local_day >= states["Agente"].map(left)]
    assert set(late["Agente"]) == {ghost["agent_id"]}
    assert len(late) == ghost["n_rows"]
    assert 1000 * (late["Fin"] - late["Inicio"]).dt.total_seconds().sum() == ghost["logged_ms"]


def test_the_unknown_word_has_a_small_share(default):
    unknown = default.truth["defects"]["unknown_state"]
    states = default.states().drop_duplicates()
    span = (states["Fin"] - states["Inicio"]).dt.total_seconds() * 1000
    known = span[states["Estado"] != "Desconectado"].sum()
    words = (default.folder / "engagement.yml").read_text(encoding="utf-8")
    assert f"    {unknown['word']}:" not in words
    assert span[states["Estado"] == unknown["word"]].sum() == unknown["ms"]
    assert 0.0005 < unknown["ms"] / known < 0.01


def test_service_sums_by_day_and_queue(default):
    truth = pd.DataFrame(default.truth["sums"]["contacts"])
    truth = truth[truth["queue"].isin(["averias", "facturacion"])]
    calls = default.calls().drop_duplicates()
    calls["queue"] = calls["Cola"].map({"AVERÍAS": "averias", "FACTURACIÓN": "facturacion"})
    calls["day"] = calls["Entrada"].dt.date.astype(str)
    calls["answered"] = calls["Resultado"] == "Atendida"
    calls["offered"] = calls["Resultado"] != "Fuera de horario"
    calls["within"] = calls["answered"] & (calls["Espera (s)"] <= 20)
    seen = calls.groupby(["day", "queue"])[["offered", "answered", "within"]].sum()
    names = ["n_offered", "n_answered", "n_answered_within_20s"]
    wanted = truth.set_index(["day", "queue"])[names].sort_index()
    assert seen.sort_index().to_numpy().tolist() == wanted.to_numpy().tolist()


def test_wait_is_the_time_between_arrival_and_answer(default):
    calls = default.calls()
    calls = calls[calls["Resultado"] == "Atendida"]
    answered = pd.to_datetime(calls["Respuesta"], format="%d/%m/%Y %H:%M:%S")
    elapsed = (answered - calls["Entrada"]).dt.total_seconds()
    crosses = (calls["Entrada"].dt.hour < 2) & (answered.dt.hour > 2)
    assert (elapsed - calls["Espera (s)"])[~crosses].between(0, 0.95).all()
