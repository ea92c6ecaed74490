"""The waterfall as a reader gets it: hours, money only where it may be seen, nobody singled out."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pandas as pd
import pytest

from cctoolkit.engagement.opening import open_engagement
from cctoolkit.engagement.settings import HoursSettings, ScheduleSettings, StateRules
from cctoolkit.report.handover import refuse_people
from cctoolkit.sections import adherence, hours
from cctoolkit.words import CODES
from tests.frames import table

pytestmark = pytest.mark.slow

H = 3_600_000
MARCH = pd.Timestamp("2026-03-01")
AGENTS = [f"a{k}" for k in range(6)]


class World:
    """What the section asks of an engagement."""

    def __init__(self, view="client", concepts=("hour",), last=date(2026, 3, 31), **tables):
        self.tables = {name: with_day(name, rows) for name, rows in tables.items()}
        self.settings = SimpleNamespace(
            zone="UTC",
            period=SimpleNamespace(first=date(2026, 3, 1), last=last),
            view=view,
            currency="EUR",
            money_decimals=2,
            minimum_group=5,
            ringing_is_productive=True,
            schedule=ScheduleSettings(),
            states=StateRules(),
            hours=HoursSettings(billed_concepts=concepts),
        )

    def __getitem__(self, name):
        return self.tables[name]

    def __contains__(self, name):
        return name in self.tables and len(self.tables[name]) > 0


def with_day(name, rows):
    """Give what is planned and clocked in the daytime the business day that the period gives it."""
    if name not in ("schedules", "clockings"):
        return rows
    return rows.assign(business_day=rows["start_at"].dt.tz_localize(None).dt.normalize())


def day(clock, number=2):
    return pd.Timestamp(f"2026-03-{number:02d} {clock}", tz="UTC")


def stretch(agent, first, last, **more):
    return {"agent_id": agent, "start_at": day(first), "end_at": day(last)} | more


def intervals(agents=AGENTS):
    rows = [
        stretch(name, "09:00", "15:00", business_day=pd.Timestamp("2026-03-02"), evidence="A")
        | {"logged_ms": 6 * H, "aux_ms": H, "unknown_ms": 0}
        for name in agents
    ]
    places = {name: pd.Series("N1", range(len(rows)), dtype="str") for name in ("team", "site")}
    return table("agent_intervals", rows).assign(**places, shift=places["team"])


def assignments(agents=AGENTS):
    rows = [
        {"agent_id": name, "from_on": "2025-01-01", "contract_h_per_week": 7, "team": "N1"}
        for name in agents
    ]
    return table("assignments", [row | {"site": "N1", "shift": "N1"} for row in rows])


def schedules(agents=AGENTS):
    return table("schedules", [stretch(a, "09:00", "17:00", activity="productive") for a in agents])


def clockings(agents=AGENTS):
    return table("clockings", [stretch(name, "09:00", "16:00") for name in agents])


def payroll(agents=AGENTS, currency="EUR"):
    rows = [
        {
            "agent_id": name,
            "period": MARCH,
            "concept": "wage",
            "paid_ms": 8 * H,
            "cost": Decimal("80.00"),
            "currency": currency,
        }
        for name in agents
    ]
    return table("payroll", rows)


def invoices(*lines):
    names = ("concept", "quantity", "amount")
    rows = [
        dict(zip(names, line, strict=True))
        | {"invoice_id": "i", "line_number": number, "period": MARCH, "unit": "h"}
        | {"currency": "EUR"}
        for number, line in enumerate(lines)
    ]
    return table("invoices", rows)


def everything(**changes):
    return {
        "assignments": assignments(),
        "schedules": schedules(),
        "clockings": clockings(),
        "agent_intervals": intervals(),
        "payroll": payroll(),
        "invoices": invoices(
            ("hour", Decimal(33), Decimal(660)), ("night", Decimal(9), Decimal(18))
        ),
    } | changes


def codes(section):
    return [finding.code for finding in section.findings]


def test_every_step_in_its_order():
    section = hours(World(**everything()))
    steps = section.tables["waterfall"].set_index("step")["hours"]
    assert steps.to_dict() == {
        "contracted": 6 * 31,
        "planned": 48,
        "clocked": 42,
        "logged": 36,
        "productive": 30,
        "billed": 33,
        "paid": 48,
    }
    month = section.tables["by_month"].iloc[0]
    assert [month[f"{step}_h"] for step in steps.index] == steps.tolist()
    assert section.tables["by_team"].iloc[0]["paid_h"] == 48
    assert not section.lacks


def test_codes_of_steps_and_parts_have_words():
    tables = hours(World(**everything())).tables
    assert set(tables["waterfall"]["step"]) == {*CODES["step"]}
    assert set(tables["paid_use"]["paid_part"]) < {*CODES["paid_part"]}


def test_costs_are_for_the_provider_alone():
    for view in ("client", "joint"):
        section = hours(World(view, **everything()))
        said = repr((section.tables, section.findings, section.key_figures, section.choices))
        assert "cost" not in said.replace("'at_cost': ''", "")
    table_ = hours(World("provider", **everything())).tables["waterfall"].set_index("step")
    # 480 EUR for 48 hours
    assert table_["at_cost"]["productive"] == Decimal("300.00")
    assert table_["change_at_cost"]["clocked"] == Decimal("-60.00")


def test_the_amount_invoiced_stands_beside_the_hours_in_every_view():
    for view in ("client", "joint", "provider"):
        rows = hours(World(view, **everything())).tables["waterfall"].set_index("step")
        assert rows["invoiced"].dropna().to_dict() == {"billed": Decimal(660)}


def test_a_payroll_in_another_currency_has_no_value():
    section = hours(World("provider", **everything(payroll=payroll(currency="COP"))))
    assert "at_cost" not in section.tables["waterfall"]
    assert ("hours_cost", "currency") in [(lack.what, lack.reason) for lack in section.lacks]


def test_parts_of_the_hours_paid():
    section = hours(World(**everything()))
    parts = section.tables["paid_use"].set_index("paid_part")["hours"].to_dict()
    assert parts == {"productive": 30, "auxiliary": 6, "unclassified": 0, "not_connected": 12}
    (figure,) = section.key_figures
    assert figure.value == pytest.approx(30 / 48)


def test_several_concepts_in_hours_are_all_counted_and_it_is_said():
    section = hours(World(concepts=None, **everything()))
    assert section.tables["waterfall"].set_index("step")["hours"]["billed"] == 42
    assert "billed_concepts_undecided" in codes(section)
    assert not any(code.startswith("billed_beyond") for code in codes(section))
    one = everything(invoices=invoices(("hour", Decimal(33), Decimal(660))))
    assert "billed_concepts_undecided" not in codes(hours(World(concepts=None, **one)))


def test_a_concept_that_nothing_bills_is_said():
    section = hours(World(concepts=("hour", "hours"), **everything()))
    (lack,) = [lack for lack in section.lacks if lack.reason == "concept"]
    assert lack.needs == ("hours",)


@pytest.mark.parametrize(
    ("billed", "code"),
    [(37, "billed_beyond_logged"), (33, "billed_beyond_productive"), (30, None)],
)
def test_more_billed_than_seen_is_a_notice(billed, code):
    tables = everything(invoices=invoices(("hour", Decimal(billed), Decimal(1))))
    found = [f for f in hours(World(**tables)).findings if f.code.startswith("billed")]
    assert [f.code for f in found] == ([code] if code else [])
    assert all(f.severity == "notice" for f in found)


def test_half_a_month_is_held_against_no_payroll():
    section = hours(World(last=date(2026, 3, 20), **everything()))
    assert "paid_use" not in section.tables and not section.key_figures
    assert {"hours_months", "paid_use"} <= {lack.what for lack in section.lacks}
    assert not {"paid_hours_not_productive", "billed_beyond_productive"} & {*codes(section)}
    assert section.tables["waterfall"]["step"].tolist()[-1] == "paid"


def test_hours_of_whole_months_have_no_difference_from_those_of_part_of_one():
    section = hours(World("provider", last=date(2026, 3, 20), **everything()))
    rows = section.tables["waterfall"].set_index("step")
    blank = rows[["change_h", "share_of_first", "at_cost", "change_at_cost"]].isna()
    assert blank.loc[["billed", "paid"]].all(axis=None)
    assert rows["hours"][["billed", "paid"]].tolist() == [33, 48]  # they stand, apart
    assert not blank.loc[["planned", "clocked", "logged", "productive"]].any(axis=None)
    assert rows["change_h"]["clocked"] == -6


def test_hours_of_other_months_have_no_difference_either():
    whole = hours(World(last=date(2026, 4, 30), **everything())).tables["waterfall"]
    rows = whole.set_index("step")  # the contract runs in April, the others are of March
    assert rows["share_of_first"].notna().tolist() == [True] + [False] * 6
    assert rows["change_h"].notna().tolist() == [False, False] + [True] * 5
    assert rows["change_h"]["paid"] == 48 - 33


def test_each_missing_table_is_a_lack_and_the_rest_stands():
    for name in everything():
        tables = everything()
        del tables[name]
        section = hours(World(**tables))
        assert section.is_available
        assert section.lacks, name
    assert [lack.reason for lack in hours(World()).lacks] == ["table"]


def test_agents_of_other_tables_are_said_and_few_are_not_told_by_difference():
    more = everything(payroll=payroll([*AGENTS, "b0"]))
    section = hours(World(**more))
    table_ = section.tables["waterfall"].set_index("step")
    assert table_["n_agents"]["paid"] == 7
    assert pd.isna(table_["common_h"]["paid"])  # the rest is one agent
    assert table_["common_h"]["logged"] == 36
    (lack,) = [lack for lack in section.lacks if lack.what == "hours_people"]
    assert lack.needs == ("6", "7")
    assert section.tables["paid_use"]["hours"].sum() == 56  # as they are, he is not left out


def test_agents_of_whom_enough_are_elsewhere_are_left_out_of_the_comparison():
    section = hours(World(**everything(payroll=payroll([*AGENTS, *"bcdef"]))))
    assert section.tables["waterfall"].set_index("step")["common_h"]["paid"] == 48
    assert section.tables["paid_use"]["hours"].sum() == 48


def test_the_finding_has_the_cost_that_its_reader_may_see():
    cost = {}
    for view in ("provider", "client"):
        section = hours(World(view, **everything()))
        (found,) = [f for f in section.findings if f.code == "paid_hours_not_productive"]
        cost[view] = found.numbers["at_cost"]
    assert cost == {"provider": "180.00", "client": ""}  # 18 of the 48 hours paid, at 10 each


def test_a_step_of_few_is_not_shown():
    section = hours(World(**everything(clockings=clockings(AGENTS[:4]))))
    assert "clocked" not in set(section.tables["waterfall"]["step"])
    assert ("hours_steps", "people") in [(lack.what, lack.reason) for lack in section.lacks]
    few = {name: rows for name, rows in everything().items() if name == "clockings"}
    few["clockings"] = clockings(AGENTS[:4])
    assert [(x.what, x.reason) for x in hours(World(**few)).lacks] == [("hours", "people")]


def test_no_table_names_anybody():
    for name, rows in hours(World("provider", **everything())).tables.items():
        refuse_people(rows, name, allowed=False)


def test_payroll_numbers_are_given_their_agents():
    numbers = {name: f"p{k}" for k, name in enumerate(AGENTS)}
    rows = [
        {"agent_id": a, "system": "pay", "system_id": n, "from_on": "2025-01-01"}
        for a, n in numbers.items()
    ]
    pay = payroll(numbers.values())
    section = hours(World(**everything(payroll=pay, identities=table("identities", rows))))
    assert section.tables["waterfall"].set_index("step")["common_h"]["paid"] == 48


def test_productive_and_logged_are_those_of_the_index():
    world = World(**everything())
    world.settings.targets = SimpleNamespace(adherence_index=None)
    world.tables["aux_codes"] = table("aux_codes", [])
    overall = adherence(world).tables["overall"].iloc[0]
    steps = hours(world).tables["waterfall"].set_index("step")["hours"]
    assert steps["logged"] == pytest.approx(overall["logged_s"] / 3600, abs=1e-9)
    assert steps["productive"] == pytest.approx(overall["productive_s"] / 3600, abs=1e-9)


def test_months_that_one_table_lacks_are_said_and_not_compared():
    more = [stretch(name, "09:00", "17:00", activity="productive") for name in AGENTS]
    april = [
        row | {edge: row[edge] + pd.DateOffset(months=1) for edge in ("start_at", "end_at")}
        for row in more
    ]
    tables = everything(schedules=table("schedules", more + april))
    section = hours(World(last=date(2026, 4, 30), **tables))
    (lack,) = [lack for lack in section.lacks if lack.reason == "uneven"]
    assert lack.needs == ("clocked", "logged", "productive", "billed", "paid")
    (finding,) = [f for f in section.findings if f.code == "clocked_below_planned"]
    assert finding.numbers["planned_h"] == 48  # March alone
    assert "paid_use" in section.tables


NIGHTS = """\
client: Acme
provider: Contacta
commissioned_by: Acme
zone: Europe/Madrid
period: {first: 2026-03-01, last: 2026-03-03}
currency: EUR
aux_codes: {}
sources:
"""
SOURCE = """\
  - table: {table}
    files: raw/{table}.csv
    format: csv
    columns:
      agent_id: agent
      start_at: {{column: start, format: "%Y-%m-%d %H:%M"}}
      end_at: {{column: end, format: "%Y-%m-%d %H:%M"}}
"""
COLUMNS = {
    "schedules": """      activity:
        column: word
        codes: {productive: productive, break: break, leave: leave}
""",
    "states": "      state: {column: word, codes: {talk: talk}}\n",
    "clockings": "",
}


def nights(folder, evenings, **how):
    """Write an engagement of six agents who work from 22:00 to 06:00 on some evenings."""
    (folder / "raw").mkdir()
    text = NIGHTS
    for name, columns in COLUMNS.items():
        text += SOURCE.format(table=name) + columns
        lines = ["agent,start,end,word"]
        for agent in AGENTS:
            for evening in evenings:
                night = pd.Timestamp(evening)
                for first, last, word in how[name]:
                    ends = (night + pd.Timedelta(h, "h") for h in (first, last))
                    lines.append(",".join([agent, *(f"{at:%Y-%m-%d %H:%M}" for at in ends), word]))
        (folder / "raw" / f"{name}.csv").write_text("\n".join(lines), encoding="utf-8")
    (folder / "engagement.yml").write_text(text, encoding="utf-8")
    return open_engagement(folder)


PLANNED = [(22, 26, "productive"), (26, 26.5, "break"), (26.5, 30, "productive")]


@pytest.mark.parametrize("evenings", [["2026-03-03"], ["2026-02-28", "2026-03-02"]])
def test_a_night_is_of_the_period_in_which_it_begins_and_whole(tmp_path, evenings):
    world = nights(
        tmp_path,
        evenings,
        schedules=PLANNED,
        clockings=[(22, 24, ""), (24, 30, "")],  # the clock cuts at midnight
        states=[(22, 30, "talk")],
    )
    section = hours(world)
    steps = section.tables["waterfall"].set_index("step")["hours"]
    assert steps.to_dict() == dict.fromkeys(["planned", "clocked", "logged", "productive"], 48)
    assert section.tables["by_month"]["planned_h"].tolist() == [48]


def test_who_comes_before_midnight_to_a_shift_that_begins_at_it_is_of_that_shift(tmp_path):
    world = nights(
        tmp_path,
        ["2026-02-28", "2026-03-03"],
        schedules=[(24, 32, "productive")],  # of 1 and 4 March
        clockings=[(23.5, 32, "")],
        states=[(23.5, 32, "talk")],
    )
    steps = hours(world).tables["waterfall"].set_index("step")["hours"]
    assert steps.to_dict() == {"planned": 48, "clocked": 51, "logged": 51, "productive": 51}


def test_a_leave_of_weeks_that_began_before_the_period_still_takes_what_was_planned(tmp_path):
    world = nights(
        tmp_path,
        ["2026-03-02"],
        schedules=[*PLANNED, (-100, 100, "leave")],
        clockings=[(22, 30, "")],
        states=[(22, 30, "talk")],
    )
    assert "planned" not in set(hours(world).tables["waterfall"]["step"])


def test_an_absence_at_the_beginning_of_a_night_moves_the_rest_to_no_other_month(tmp_path):
    world = nights(
        tmp_path,
        ["2026-03-03"],
        schedules=[*PLANNED, (21, 25, "leave")],
        clockings=[(25, 30, "")],
        states=[(25, 30, "talk")],
    )
    days = world["schedules"]["business_day"]
    assert set(days) == {pd.Timestamp("2026-03-03")}
    steps = hours(world).tables["waterfall"].set_index("step")["hours"]
    assert steps.to_dict() == {"planned": 30, "clocked": 30, "logged": 30, "productive": 30}
