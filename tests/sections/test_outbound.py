"""Outbound as a reader gets it: what is said, what is missing, and nobody singled out."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pandas as pd
import pytest

from cctoolkit.engagement.settings import OutboundSettings
from cctoolkit.report.handover import refuse_people
from cctoolkit.sections import outbound
from tests.frames import table

pytestmark = pytest.mark.slow

H = 3_600_000
AGENTS = [f"a{k}" for k in range(6)]
SAID = {"answered_results": ("sold", "refused"), "base_records": 100, "aux_codes": ("out",)}


class World:
    """What the section asks of an engagement."""

    def __init__(self, target=None, said=SAID, **tables):
        self.tables = tables
        self.settings = SimpleNamespace(
            zone="UTC",
            period=SimpleNamespace(first=date(2026, 3, 1), last=date(2026, 3, 31)),
            currency="EUR",
            minimum_group=5,
            targets=SimpleNamespace(conversion_share=target),
            outbound=OutboundSettings(**said),
        )

    def __getitem__(self, name):
        return self.tables[name]

    def __contains__(self, name):
        return name in self.tables and len(self.tables[name]) > 0


def attempts(agents=AGENTS, **changes):
    """Each agent: a sale, a useful contact without one and a call that nobody answers, each day."""
    rows = [
        {
            "record_id": f"{agent}-{day}-{k}",
            "agent_id": agent,
            "attempted_at": pd.Timestamp(f"2026-03-{day:02d} 10:0{k}", tz="UTC"),
            "result": ("sold", "refused", "no_answer")[k],
            "useful": k < 2,
            "sale": k == 0,
            "validated": True if k == 0 else None,
            "value": Decimal("10.00") if k == 0 else None,
            "currency": "EUR",
            "campaign": "c",
        }
        | changes
        for agent in agents
        for day in range(2, 9)
        for k in range(3)
    ]
    return table("attempts", rows)


def assignments(agents=AGENTS):
    rows = [{"agent_id": name, "from_on": "2025-01-01", "team": "N1"} for name in agents]
    return table("assignments", [row | {"site": "N", "shift": "M"} for row in rows])


def aux(agents=AGENTS):
    rows = [{"agent_id": name, "aux_code": "out", "aux_ms": 7 * H} for name in agents]
    return table("aux_intervals", rows)


def whole(**changes):
    tables = {"attempts": attempts(), "assignments": assignments(), "aux_intervals": aux()}
    return World(**(tables | changes))


def lacks(section):
    return {(lack.what, lack.reason) for lack in section.lacks}


def test_the_whole_and_its_groups():
    section = outbound(whole())
    row = section.tables["overall"].iloc[0]
    assert row["records_reached_share"] == row["attempts_answered_share"] == pytest.approx(2 / 3)
    assert (row["of_useful_share"], row["of_records_share"]) == (0.5, pytest.approx(1 / 3))
    assert row["penetration_share"] == 1.26
    assert section.tables["value"]["amount"].item() == Decimal(420)
    for group in ("month", "hour", "team", "site"):
        assert section.tables[f"by_{group}"]["n_sales"].tolist() == [42]


def test_sales_per_hour_name_the_hours():
    row = outbound(whole()).tables["time"].iloc[0]
    assert (row["sales_per_h"], row["hours_of"]) == (1, "codes")
    few = outbound(whole(aux_intervals=aux(AGENTS[:4])))
    assert "time" not in few.tables and ("sales_per_hour", "few_hours") in lacks(few)


def test_what_the_settings_do_not_say_is_a_lack():
    section = outbound(whole(said={}))
    assert {
        ("contactability", "setting"),
        ("penetration", "setting"),
        ("dialler_abandonment", "setting"),
        ("cancellations", "table_column"),
    } <= lacks(section)
    row = section.tables["overall"].iloc[0]
    assert pd.isna(row["records_reached_share"]) and row["of_useful_share"] == 0.5


def test_only_against_a_target_is_anything_found():
    assert not outbound(whole()).findings
    (missed,) = outbound(whole(target=0.6)).findings
    (reached,) = outbound(whole(target=0.5)).findings
    assert (missed.code, reached.code) == ("conversion_below_target", "conversion_reached")
    assert reached.severity == "good"


def test_values_in_another_currency_are_not_shown_as_these():
    section = outbound(whole(attempts=attempts(currency="COP")))
    assert "value" not in section.tables and ("sales_value", "currencies") in lacks(section)


def test_few_agents_are_not_shown():
    section = outbound(whole(attempts=attempts(AGENTS[:4])))
    assert not section.is_available and lacks(section) == {("outbound", "people")}
    assert lacks(outbound(World())) == {("outbound", "table")}


def test_a_team_of_few_is_hidden():
    places = assignments()
    places.loc[places["agent_id"].isin(AGENTS[:2]), "team"] = "N2"
    section = outbound(whole(assignments=places))
    assert "by_team" not in section.tables
    assert ("outbound_by_team", "people") in lacks(section)


def test_cancellations_leave_the_last_days_open():
    rows = attempts(cancelled_on=pd.Timestamp("2026-03-10"))
    row = outbound(whole(attempts=rows, said=SAID | {"cancellation_days": 25})).tables["cancelled"]
    # sold from the 2nd to the 8th; on the 31st only those up to the 6th are observed
    assert row.iloc[0][["n_sales", "n_sales_open", "n_sales_cancelled"]].tolist() == [42, 12, 30]


def test_no_table_names_anybody():
    for name, rows in outbound(whole()).tables.items():
        refuse_people(rows, name, allowed=False)
