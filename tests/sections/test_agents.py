"""The provider's annex: to whom it opens, what it shows of each agent, and in what order."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from cctoolkit.engagement.settings import People
from cctoolkit.figures import Look, pictures
from cctoolkit.report.columns import form
from cctoolkit.report.handover import findings_record, refuse_people
from cctoolkit.report.layouts import LAYOUTS
from cctoolkit.sections import agents
from cctoolkit.sections import annex as rule
from cctoolkit.sections.annex import refusal
from cctoolkit.words import Words
from tests.frames import table

FOOTING = {
    "controller": "P",
    "legal_basis": "art. 20.3 ET",
    "purpose": "shifts",
    "informed": "works council",
    "informed_on": date(2026, 1, 10),
    "delete_on": date(2026, 12, 31),
}
TODAY = date(2026, 4, 1)
REAL_TODAY = rule.today_in
DAYS = pd.date_range("2026-03-02", periods=12)
SLOW, HARD = "pqq04slow", "pqq07hard"


class World:
    """What the section asks of an engagement."""

    def __init__(self, view="provider", people=FOOTING, **tables):
        self.tables = {"aux_codes": CODES} | tables
        self.settings = SimpleNamespace(
            zone="UTC",
            view=view,
            people=People(**people) if people else None,
            period=SimpleNamespace(first=date(2026, 3, 1), last=date(2026, 3, 31)),
            short_contact_s=10.0,
        )

    def __getitem__(self, name):
        return self.tables[name]

    def __contains__(self, name):
        return name in self.tables and len(self.tables[name]) > 0


CODES = table("aux_codes", [{"aux_code": "rest", "label": "Rest", "mandatory_rest": True}])


def contacts():
    """Twenty agents, two queues: one takes 30 % longer in both, one only has the long queue."""
    rng, rows = np.random.default_rng(2), []
    names = [f"p{k:02d}xyz" for k in range(18)] + [SLOW, HARD]
    for name in names:
        for day in DAYS:
            mood = np.exp(rng.normal(0, 0.05)) * (1.3 if name == SLOW else 1)
            for k in range(12):
                long = name == HARD or k < 4
                seconds = rng.gamma(16) * (600 if long else 200) / 16 * mood
                rows.append(
                    {
                        "contact_id": f"{name}{day:%d}{k}",
                        "leg": 1,
                        "channel": "voice",
                        "queue": "long" if long else "short",
                        "agent_id": name,
                        "arrived_at": day.tz_localize("UTC") + pd.Timedelta(9 * 60 + k, "min"),
                        "outcome": "answered",
                        "talk_ms": round(max(seconds, 11) * 1000),
                    }
                )
    return table("contacts", rows)


CONTACTS = contacts()


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("cctoolkit.sections.annex.today_in", lambda zone: TODAY)


@pytest.fixture(scope="module")
def section():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cctoolkit.sections.annex.today_in", lambda zone: TODAY)
        return agents(World(contacts=CONTACTS))


@pytest.mark.parametrize(
    ("changes", "day", "reason"),
    [
        ({"view": "client"}, TODAY, "annex_view"),
        ({"view": "joint"}, TODAY, "annex_view"),
        ({"people": None}, TODAY, "annex_people"),
        ({}, date(2026, 1, 9), "annex_informed"),
        ({}, date(2027, 1, 1), "annex_deleted"),
    ],
)
def test_whoever_may_not_see_people_gets_what_is_needed_and_nothing_else(
    changes, day, reason, monkeypatch
):
    monkeypatch.setattr("cctoolkit.sections.annex.today_in", lambda zone: day)
    found = agents(World(contacts=CONTACTS, **changes))
    assert [lack.reason for lack in found.lacks] == [reason]
    assert not found.tables and not found.findings and not found.key_figures


@pytest.mark.parametrize("day", [date(2026, 1, 10), TODAY, date(2026, 12, 31)])
def test_from_the_day_they_were_informed_to_that_of_deletion_it_opens(day):
    assert refusal(World().settings, day) is None


def test_today_is_a_date_of_the_zone():
    days = {REAL_TODAY(zone) for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago")}
    assert len(days) == 2


def test_thirty_per_cent_longer_is_outside_and_the_long_queue_is_not(section):
    table = section.tables["handle_time"].set_index("agent_id")
    assert table["standing"][SLOW] == "more"
    assert table["standing"][HARD] == "inside"
    assert table["own_aht_s"][HARD] > 1.3 * table["own_aht_s"][SLOW]
    assert table["mix_aht_s"][HARD] == pytest.approx(600, rel=0.1)
    assert table["of_expected_share"][SLOW] == pytest.approx(1.27, abs=0.07)
    outside = section.tables["outside"]
    assert outside["agent_id"].tolist() == [SLOW]
    assert outside["is_new"].isna().all() and outside["is_part_time"].isna().all()


def test_rows_follow_the_pseudonyms_and_nothing_ranks_them(section):
    for name, rows in section.tables.items():
        if "agent_id" in rows:
            assert rows["agent_id"].is_monotonic_increasing, name
        assert not {"rank", "place", "position", "percentile"} & {*rows}


def test_own_value_over_that_of_the_mix_is_observed_over_expected(section):
    rows = section.tables["handle_time"]
    assert (rows["own_aht_s"] / rows["mix_aht_s"]).to_numpy() == pytest.approx(
        rows["of_expected_share"].to_numpy()
    )
    assert (rows["observed_s"] / rows["n_contacts"]).to_numpy() == pytest.approx(
        rows["own_aht_s"].to_numpy()
    )


def test_of_whoever_is_not_judged_only_sums_are_shown():
    new = CONTACTS[(CONTACTS["agent_id"] == "p00xyz") & (CONTACTS["arrived_at"].dt.day < 5)]
    mixed = pd.concat([CONTACTS, new.assign(agent_id="pnew", contact_id="n" + new["contact_id"])])
    row = agents(World(contacts=mixed)).tables["handle_time"].set_index("agent_id").loc["pnew"]
    assert (row["standing"], row["unjudged_because"]) == ("not_judged", "few_days")
    assert row[["own_aht_s", "mix_aht_s", "of_expected_share", "shrunk_share"]].isna().all()
    assert row["n_contacts"] == 36 and row["observed_s"] > 0


def test_what_is_missing_is_said_and_the_rest_stands(section):
    lacks = {lack.what: lack.reason for lack in section.lacks}
    assert lacks["agents_adherence"] == "table"
    assert lacks["agents_schedule"] == "either"
    assert lacks["agents_short_contacts"] == "unjudged"


def test_findings_count_agents_and_name_none(section):
    (finding,) = section.findings
    assert (finding.code, finding.severity) == ("agents_outside", "notice")
    assert finding.numbers["n_outside"] == 1 and finding.n == 20
    assert "p" not in finding.where
    record = str(findings_record(section))
    assert not [name for name in CONTACTS["agent_id"].unique() if name in record]


def test_each_table_of_agents_is_stopped_on_its_way_to_anybody_else(section):
    from cctoolkit.errors import InputError

    for name in ("handle_time", "outside"):
        with pytest.raises(InputError, match="row per person"):
            refuse_people(section.tables[name], name, allowed=False)
    for name in {*section.tables} - {"handle_time", "outside"}:
        refuse_people(section.tables[name], name, allowed=False)


def test_every_table_has_a_layout_and_every_column_a_form(section):
    assert {*section.tables} <= {*LAYOUTS["agents"]}
    columns = {name for rows in section.tables.values() for name in rows}
    assert {name for name in columns if not form(name)} == set()


@pytest.mark.slow
@pytest.mark.parametrize("language", ["es", "en"])
def test_the_funnel_names_in_words_how_many_are_outside(section, language):
    words = Words(language)
    (picture,) = pictures("agents", section.tables, section.choices, words, Look())
    assert picture.name == "funnel_handle_time"
    assert "20" in picture.alt and "1" in picture.alt
    assert not [name for name in CONTACTS["agent_id"].unique() if name in picture.alt]


def test_short_names_still_tell_everybody_apart():
    from cctoolkit.figures.agents import short_names

    assert short_names(pd.Series(["pabcdef", "pabcdxy", "pz12345"])) == {
        "pabcdef": "pabcde",
        "pabcdxy": "pabcdx",
        "pz12345": "pz1234",
    }
    assert short_names(pd.Series(["pa", "pb"])) == {"pa": "pa", "pb": "pb"}


def intervals(aux_minutes):
    """Twelve agents for twelve days, with so many minutes of rest, all alike but for noise."""
    rng, rows, spells = np.random.default_rng(5), [], []
    for k in range(12):
        for day in DAYS:
            for hour in range(4):
                start = day.tz_localize("UTC") + pd.Timedelta(8 + hour, "h")
                rest = aux_minutes * 60_000 if k == 3 else 0
                other = round(rng.uniform(1 / 30, 2 / 15) * (3_600_000 - rest))
                common = {
                    "start_at": start,
                    "end_at": start + pd.Timedelta(1, "h"),
                    "agent_id": f"p{k:02d}",
                    "campaign": "c",
                    "business_day": day,
                    "evidence": "A",
                }
                parts = {"logged_ms": 3_600_000, "aux_ms": other + rest, "unknown_ms": 0}
                rows.append(common | parts)
                if rest:
                    spells.append(common | {"aux_code": "rest", "aux_ms": rest})
    return {
        "agent_intervals": table("agent_intervals", rows),
        "aux_intervals": table("aux_intervals", spells or rows[:0]),
    }


def test_mandatory_rest_puts_nobody_outside():
    rested = agents(World(**intervals(20)))
    assert (rested.tables["adherence"]["standing"] == "inside").all()
    unflagged = World(**intervals(20))
    unflagged.tables["aux_codes"] = CODES.assign(mandatory_rest=False)
    held = agents(unflagged)
    assert held.tables["adherence"].set_index("agent_id")["standing"]["p03"] == "more"
    assert "agents_set_aside" in {lack.what for lack in held.lacks}


def test_tenure_and_hours_of_contract_stand_beside_who_is_outside():
    hired = {"agent_id": SLOW, "hired_on": pd.Timestamp("2026-02-16")}
    spans = [
        {"agent_id": name, "start_on": pd.Timestamp("2026-01-01"), "contract_h_per_week": hours}
        for name, hours in ((SLOW, 20.0), (HARD, 39.0), ("p01xyz", 39.0))
    ]
    world = World(
        contacts=CONTACTS,
        agents=table("agents", [hired]),
        assignments=pd.DataFrame(spans),
    )
    row = agents(world).tables["outside"].iloc[0]
    assert bool(row["is_new"]) and bool(row["is_part_time"])
