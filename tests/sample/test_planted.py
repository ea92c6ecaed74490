"""Each planted truth, computed again from the raw files alone."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd
import pytest

pytestmark = pytest.mark.slow

PAUSES = {
    "Pausa PVD": "pvd",
    "Descanso": "descanso",
    "Formación": "formacion",
    "Seguimiento": "coaching",
    "Reunión": "reunion",
    "Gestión interna": "gestion_interna",
    "Consulta": "consulta",
    "Incidencia": "incidencia",
    "Horas sindicales": "sindical",
}


def norte_by_agent_day(files):
    """Seconds by agent, day on which the session began and word, exact copies left out."""
    states = files.states().drop_duplicates().sort_values(["Agente", "Inicio"])
    states["seconds"] = (states["Fin"] - states["Inicio"]).dt.total_seconds()
    rest = states["Inicio"] - states.groupby("Agente")["Fin"].shift()
    began = states["Inicio"].dt.tz_localize(None).dt.normalize()
    states["day"] = began.where(~(rest < pd.Timedelta(hours=3))).ffill()
    return states


def with_post(files, rows, agent, day):
    """Attach the assignment of the day, by its span of dates."""
    posts = files.posts()
    joined = rows.merge(posts, left_on=agent, right_on="Empleado")
    ended = joined["Hasta"].notna() & (joined[day] >= joined["Hasta"])
    return joined[(joined[day] >= joined["Desde"]) & ~ended]


def sur_rows(files):
    rows = files.sur_agents()
    rows["day"] = pd.to_datetime(rows["Fecha"], format="%d/%m/%Y")
    return with_post(files, rows, "Agente", "day")


def chat_rows(files):
    rows = files.chat_states()
    rows["seconds"] = (rows["to"] - rows["from"]).dt.total_seconds()
    rows["day"] = rows["from"].dt.tz_convert("Europe/Madrid").dt.tz_localize(None).dt.normalize()
    return with_post(files, rows[rows["status"] != "LOGGED_OFF"], "agentId", "day")


def index_by_team(files):
    norte = with_post(files, norte_by_agent_day(files), "Agente", "day")
    norte = norte[norte["Estado"] != "Desconectado"]
    logged = norte.groupby("Equipo")["seconds"].sum()
    aux = norte[norte["Estado"].isin(PAUSES)].groupby("Equipo")["seconds"].sum()
    sur = sur_rows(files).groupby("Equipo")[["Conexión", "AUX total"]].sum()
    chat = chat_rows(files)
    paused = chat[chat["status"].str.startswith("NOT_READY")]
    logged = pd.concat([logged, sur["Conexión"], chat.groupby("Equipo")["seconds"].sum()])
    aux = pd.concat([aux, sur["AUX total"], paused.groupby("Equipo")["seconds"].sum()])
    return 1 - aux / logged, logged, aux


def test_one_team_is_below_the_adherence_index(default):
    planted = default.truth["planted"]["low_team"]
    index, logged, aux = index_by_team(default)
    low = planted["team"]
    assert index.idxmin() == low
    assert round(logged[low] * 1000) == planted["teams"][low]["logged_ms"]
    assert round(aux[low] * 1000) == planted["teams"][low]["aux_ms"]
    assert index[low] == pytest.approx(0.82, abs=0.005)
    assert index.drop(low).between(0.865, 0.89).all()
    for team, truth in planted["teams"].items():
        assert index[team] == pytest.approx(truth["adherence_index"], abs=2e-4)


def test_one_shift_uses_a_code_far_more(default):
    planted = default.truth["planted"]["aux_by_shift"]
    norte = with_post(default, norte_by_agent_day(default), "Agente", "day")
    norte = norte[norte["Estado"] != "Desconectado"]
    sur, chat = sur_rows(default), chat_rows(default)
    logged = pd.concat(
        [
            norte.groupby("Turno")["seconds"].sum(),
            sur.groupby("Turno")["Conexión"].sum(),
            chat.groupby("Turno")["seconds"].sum(),
        ]
    )
    used = pd.concat(
        [
            norte[norte["Estado"] == "Gestión interna"].groupby("Turno")["seconds"].sum(),
            sur.groupby("Turno")["AUX6 Gestión"].sum(),
            chat[chat["status"] == "NOT_READY/GESTION_INTERNA"].groupby("Turno")["seconds"].sum(),
        ]
    )
    logged, used = logged.groupby(level=0).sum(), used.groupby(level=0).sum()
    share = used / logged
    assert share.idxmax() == planted["shift"] == "tarde"
    assert share["tarde"] > 4 * share.drop("tarde").max()
    for shift, truth in planted["shifts"].items():
        assert round(used[shift] * 1000) == truth["aux_ms"]["gestion_interna"]
        assert share[shift] == pytest.approx(truth["share"]["gestion_interna"], rel=1e-3)


def test_a_recruitment_source_leaves_early(default):
    planted = default.truth["planted"]["early_leaving_source"]
    people = default.people()
    hired = people["Alta"].between(planted["hired_from"], planted["hired_to"])
    early = (people["Baja en la empresa"] - people["Alta"]).dt.days <= 90
    seen = early[hired].groupby(people["Fuente"][hired]).agg(["sum", "size"])
    words = {"portal_empleo": "Portal de empleo", "recomendacion": "Recomendación"}
    words |= {"ett": "ETT", "web_propia": "Web propia"}
    for source, truth in planted["sources"].items():
        n_left, n_hired = seen.loc[words[source]]
        assert (n_left, n_hired) == (truth["n_left_within_90_days"], truth["n_hired"])
    others = seen.drop("ETT").sum()
    assert seen.loc["ETT", "sum"] / seen.loc["ETT", "size"] > 4 * others["sum"] / others["size"]


def test_a_cohort_learns_slowly_towards_the_same_asymptote(default):
    planted = default.truth["planted"]["slow_cohort"]
    people = default.people().set_index("Empleado")["Promoción"]
    calls = default.calls().drop_duplicates()
    calls = calls[calls["Resultado"] == "Atendida"].copy()
    calls["cohort"] = calls["Agente"].map(people)
    calls = calls[calls["cohort"].isin(["promo-A", "promo-B"])]
    spent = ["Conversación (s)", "Retención (s)", "Administrativo (s)"]
    calls["handle"] = calls[spent].sum(axis=1)
    calls["month"] = calls["Entrada"].dt.strftime("%Y-%m-01")
    seen = calls.groupby(["cohort", "month"])["handle"].agg(["size", "sum"])
    for cohort, months in planted["months"].items():
        for month, truth in months.items():
            assert seen.loc[(cohort, month), "size"] == truth["n_handled"]
            assert round(seen.loc[(cohort, month), "sum"] * 1000) == truth["handle_ms"]
    calls = calls.sort_values("Entrada")
    calls["nth"] = calls.groupby("Agente").cumcount()
    tmo = calls.groupby(["cohort", pd.cut(calls["nth"], [-1, 150, 600, 1800, 5000])], observed=True)
    tmo = tmo["handle"].mean().unstack()
    first, middle, _, last = (tmo[column] for column in tmo)
    assert first["promo-B"] == pytest.approx(first["promo-A"], rel=0.15)
    assert middle["promo-B"] > 1.15 * middle["promo-A"]
    assert last["promo-B"] < 1.15 * last["promo-A"]
    assert first["promo-A"] > 1.35 * last["promo-A"]


def test_an_invoice_line_is_overcharged_by_4310_euros(default):
    planted = default.truth["planted"]["overcharged_line"]
    training = default.excel("rrhh/formacion.xlsx", "Formación")
    month = training["Inicio"].dt.strftime("%Y-%m") == "2026-02"
    hours = (training["Fin"] - training["Inicio"]).dt.total_seconds() / 3600
    billable = Decimal(str(hours[month & (training["Pedida por"] == "Cliente")].sum()))
    quantity = billable.quantize(Decimal("0.01"), ROUND_HALF_UP)
    lines = default.excel("economico/facturas.xlsx", "Líneas", dtype=str)
    line = lines[(lines["Factura"] == "FV-2026-002") & (lines["Concepto"] == planted["concept"])]
    price, invoiced = Decimal(line["Precio"].item()), Decimal(line["Importe"].item())
    right = (quantity * price).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert invoiced - right == Decimal("4310.00") == Decimal(planted["gap"])
    replaced = hours[month & (training["Motivo"] == "Sustitución")].sum()
    assert replaced == 200
    assert Decimal(planted["right_amount"]) == right


def test_every_other_line_is_right(default):
    lines = default.excel("economico/facturas.xlsx", "Líneas", dtype=str)
    expected = default.truth["sums"]["expected_lines"]
    for invoice, rows in expected.items():
        amounts = lines[lines["Factura"] == invoice].set_index("Concepto")["Importe"].map(Decimal)
        gaps = {r["concept"]: amounts[r["concept"]] - Decimal(r["amount"]) for r in rows}
        wrong = {concept: gap for concept, gap in gaps.items() if gap}
        assert wrong == (
            {"formacion_cliente": Decimal("4310.00")} if invoice == "FV-2026-002" else {}
        )


def test_chats_billed_are_chats_handled(default):
    lines = default.excel("economico/facturas.xlsx", "Líneas", dtype=str)
    chats = default.lines("sur_chat/conversaciones_*.jsonl")
    handled = chats[chats["result"] == "handled"]["createdAt"].str[:7].value_counts().sort_index()
    billed = lines[lines["Concepto"] == "chat_atendido"]["Cantidad"].astype(float)
    assert billed.tolist() == handled.tolist()


def test_productive_hours_billed_lie_within_the_planted_gaps(default):
    norte = norte_by_agent_day(default)
    off = {*PAUSES, "Desconectado", default.truth["defects"]["unknown_state"]["word"]}
    productive = norte[~norte["Estado"].isin(off)].groupby(norte["day"].dt.month)["seconds"].sum()
    sur = default.sur_agents()
    spent = sur["Conexión"] - sur["AUX total"] + sur["AUX9 Emisión"]
    productive += spent.groupby(sur["Fecha"].str[3:5].astype(int)).sum()
    lines = default.excel("economico/facturas.xlsx", "Líneas", dtype=str)
    billed = lines[lines["Concepto"] == "hora_productiva"]["Cantidad"].astype(float)
    assert np.abs(billed.to_numpy() - productive.to_numpy() / 3600).max() < 1.0


def test_the_spring_night_has_seven_hours(default):
    planted = default.truth["planted"]["spring_night"]
    assert planted["business_day"] == "2026-03-28"
    assert planted["elapsed_ms_per_shift"] == 7 * 3_600_000
    assert len(planted["agents"]) >= 3
    states = norte_by_agent_day(default)
    night = states[
        (states["day"] == "2026-03-28")
        & states["Agente"].isin(planted["agents"])
        & (states["Estado"] != "Desconectado")
    ]
    assert 1000 * night["seconds"].sum() == planted["logged_ms"]
    per_agent = night.groupby("Agente")["seconds"].sum() / 3600
    assert per_agent.between(5.5, 6.9).all()


def test_no_file_shows_the_hour_that_was_skipped(default):
    for path in (default.folder / "raw").rglob("*"):
        if path.suffix in (".csv", ".tsv", ".jsonl"):
            text = path.read_bytes()
            assert b"29/03/2026 02:" not in text
            assert b"2026-03-29T02:" not in text


def test_a_malus_comes_from_the_clients_forecast(default):
    planted = default.truth["planted"]["forecast_malus"]
    calls = default.calls().drop_duplicates()
    calls = calls[calls["Resultado"] != "Fuera de horario"]
    calls["day"] = calls["Entrada"].dt.normalize()
    answered = calls["Resultado"] == "Atendida"
    calls["within"] = answered & (calls["Espera (s)"] <= 20)
    queues = default.sur_queues()
    queues["day"] = pd.to_datetime(queues["Fecha"], format="%d/%m/%Y")
    offered = calls.groupby("day").size() + queues.groupby("day")["Ofrecidas"].sum()
    within = calls.groupby("day")["within"].sum()
    within = within + queues.groupby("day")["Atendidas <= 20 s"].sum()
    march = offered.index.strftime("%Y-%m") == "2026-03"
    level = within[march].sum() / offered[march].sum()
    assert level == pytest.approx(planted["whole_month"]["service_level"], abs=1e-12)
    forecast = default.csv("wfm/prevision.csv")
    forecast = forecast[forecast["Cola"] != "chat_web"].copy()
    forecast["day"] = pd.to_datetime(forecast["Desde"].str[:10], format="%d/%m/%Y")
    planned = forecast["Previstas"].str.replace(",", ".").astype(float)
    planned = planned.groupby(forecast["day"]).sum()
    missed = (offered / planned - 1)[march]
    missed = missed[missed > planted["excused_when_actual_exceeds_forecast_by"]].index
    assert [str(day.date()) for day in missed] == sorted(planted["days"])
    rest = march & ~offered.index.isin(missed)
    assert level < 0.70 <= within[rest].sum() / offered[rest].sum()
    lines = default.excel("economico/facturas.xlsx", "Líneas", dtype=str)
    malus = lines[lines["Concepto"] == "malus_nivel_servicio"]
    assert malus["Factura"].tolist() == [planted["invoice_id"]]
    assert malus["Importe"].tolist() == [f"{float(planted['malus_amount'])}"]
    points = -(-(0.70 - level) * 100 // 1)
    base = lines[lines["Factura"] == planted["invoice_id"]]["Importe"].astype(float)[:3].sum()
    assert float(planted["malus_amount"]) == pytest.approx(-points / 100 * base, abs=0.01)


def test_levels_are_believable(default):
    world = default.truth["world"]
    assert world["adherence_index"]["adherence_index"] == pytest.approx(0.87, abs=0.01)
    assert 0.73 < world["occupancy"] < 0.82
    contacts = pd.DataFrame(default.truth["sums"]["contacts"])
    voice = contacts[contacts["queue"] != "chat"].sum(numeric_only=True)
    assert 0.70 < voice["n_answered_within_20s"] / voice["n_offered"] < 0.85
    assert 0.03 < voice["n_abandoned"] / voice["n_offered"] < 0.08


def test_no_open_half_hour_of_the_day_is_without_calls(default):
    calls = default.calls()
    missing = pd.Timestamp(default.truth["defects"]["missing_day"]["day"])
    billing = calls[calls["Cola"] == "FACTURACIÓN"]
    seen = set(billing["Entrada"].dt.floor("30min"))
    days = pd.date_range("2026-01-01", "2026-03-31").drop(missing)
    wanted = {day + pd.Timedelta(minutes=m) for day in days for m in range(480, 1320, 30)}
    assert len(wanted - seen) <= 2
