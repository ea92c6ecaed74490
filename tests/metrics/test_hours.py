"""Two agents and one week of hours, by hand."""

from decimal import Decimal

import pandas as pd
import pytest

from cctoolkit.metrics import hours
from tests.frames import at, table

FIRST, LAST = pd.Timestamp("2026-03-02"), pd.Timestamp("2026-03-08")  # Monday to Sunday


def contracted(rows, agents=None):
    found = hours.contracted_hours(
        table("assignments", rows), first=FIRST, last=LAST, agents=agents
    )
    return (found.set_index("agent_id")["ms"] / 3_600_000).to_dict()


def test_a_week_of_a_contract_of_forty_hours_is_forty_hours():
    rows = [
        {"agent_id": "a", "from_on": "2025-01-01", "contract_h_per_week": 40},
        {
            "agent_id": "b",
            "from_on": "2025-01-01",
            "to_on": "2026-03-05",
            "contract_h_per_week": 35,
        },
        {"agent_id": "b", "from_on": "2026-03-05", "contract_h_per_week": 28},
        {"agent_id": "c", "from_on": "2025-01-01"},
    ]
    # b: three days of 35 and four of 28
    assert contracted(rows) == {"a": 40, "b": 3 * 5 + 4 * 4}


def test_days_outside_employment_are_not_contracted():
    rows = [{"agent_id": name, "from_on": "2025-01-01", "contract_h_per_week": 35} for name in "ab"]
    agents = table("agents", [{"agent_id": "a", "hired_on": "2025-01-01", "left_on": "2026-03-04"}])
    assert contracted(rows, agents) == {"a": 10, "b": 35}


def test_clocked_time_is_the_union():
    clockings = [
        {"agent_id": "a", "start_at": at("09:00"), "end_at": at("12:00")},
        {"agent_id": "a", "start_at": at("11:00"), "end_at": at("14:00")},
        {"agent_id": "b", "start_at": at("09:00"), "end_at": at("09:30")},
    ]
    found = hours.clocked_hours(table("clockings", clockings))
    assert found["ms"].tolist() == [5 * 3_600_000, 1_800_000]


def test_planned_hours_leave_leave_out():
    planned = table(
        "schedules",
        [
            {
                "agent_id": "a",
                "start_at": at("09:00"),
                "end_at": at("12:00"),
                "activity": "productive",
            },
            {"agent_id": "a", "start_at": at("12:00"), "end_at": at("13:00"), "activity": "break"},
            {"agent_id": "b", "start_at": at("09:00"), "end_at": at("17:00"), "activity": "leave"},
        ],
    )
    found = hours.planned_hours(planned)
    assert found.to_dict("list") == {"agent_id": ["a"], "ms": [4 * 3_600_000]}


def test_productive_is_what_the_index_calls_so():
    rows = [{"agent_id": "a", "logged_ms": 100, "aux_ms": 20, "unknown_ms": 5, "ring_ms": 3}]
    rows.append({"agent_id": "a", "logged_ms": 50})  # its auxiliary time was not recorded
    frame = table("agent_intervals", rows)
    assert hours.productive_hours(frame)["ms"].tolist() == [75]
    assert hours.productive_hours(frame, ringing_is_productive=False)["ms"].tolist() == [72]
    assert hours.logged_hours(frame)["ms"].tolist() == [150]


def test_billed_hours_are_exact_and_by_concept():
    lines = [
        ("1", "post", "10.10", "h", "202.00"),
        ("2", "post", "0.20", "Hora", "4.00"),
        ("3", "night", "5", "h", "10"),
        ("4", "chat", "99", "contact", "99"),
    ]
    invoices = table(
        "invoices",
        [
            {
                "invoice_id": "i",
                "line_number": number,
                "period": FIRST,
                "concept": concept,
                "quantity": Decimal(quantity),
                "unit": unit,
                "amount": Decimal(amount),
                "currency": "EUR",
            }
            for number, concept, quantity, unit, amount in lines
        ],
    )
    found = hours.billed_hours(invoices).set_index("concept")
    assert found["billed_h"].to_dict() == {"night": Decimal(5), "post": Decimal("10.30")}
    assert found["amount"].to_dict() == {"night": Decimal(10), "post": Decimal("206.00")}


def by_agent(**hours_of):
    rows = [{"agent_id": name, "ms": int(h * 3_600_000)} for name, h in hours_of.items()]
    return pd.DataFrame(rows)


def test_each_step_shows_its_change_and_whom_it_speaks_of():
    table_ = hours.waterfall(
        {
            "paid": by_agent(a=39, b=38),
            "contracted": by_agent(a=40, b=40, c=20),
            "logged": by_agent(a=35, b=30),
        },
        billed_h=66,
    ).set_index("step")
    assert table_.index.tolist() == ["contracted", "logged", "billed", "paid"]
    assert table_["hours"].tolist() == [100, 65, 66, 77]
    assert table_["change_h"].iloc[1:].tolist() == [-35, 1, 11]
    assert table_["share_of_first"].tolist() == [1, 0.65, 0.66, 0.77]
    assert table_["n_agents"].tolist() == [3, 2, pd.NA, 2]
    assert table_["common_h"].dropna().tolist() == [80, 65, 77]


def test_without_any_step_there_is_an_empty_waterfall():
    assert hours.waterfall({}).empty


@pytest.mark.parametrize("step", hours.STEPS)
def test_a_step_of_nobody_is_left_out(step):
    empty = pd.DataFrame({"agent_id": [], "ms": []})
    assert hours.waterfall({step: empty}).empty


def test_hours_by_group_add_up_to_the_hours_of_the_agent():
    rows = [
        {"agent_id": "a", "start_at": at("09:00"), "end_at": at("12:00")},
        {"agent_id": "a", "start_at": at("11:00"), "end_at": at("14:00")},
    ]
    clockings = table("clockings", rows).assign(team=["N1", "N2"])
    found = hours.clocked_hours(clockings, by=["team"])
    assert found["ms"].sum() == 5 * 3_600_000
    assert found["team"].tolist() == ["N1", "N2"]


def payroll(*rows):
    names = ("agent_id", "concept", "paid_ms", "cost", "currency")
    made = [dict(zip(names, row, strict=True)) | {"period": FIRST.replace(day=1)} for row in rows]
    return table("payroll", made)


def test_an_hour_is_worth_all_the_cost_by_all_the_hours():
    rows = payroll(
        ("a", "wage", 3 * 3_600_000, Decimal("30.00"), "EUR"),
        ("a", "night", None, Decimal("6.00"), "EUR"),
    )
    assert hours.at_cost(Decimal(3), rows) == Decimal(36)
    assert hours.at_cost(Decimal("0.5"), rows) == Decimal(6)


def test_a_payroll_in_two_currencies_or_without_hours_gives_no_cost():
    two = payroll(("a", "wage", 1, Decimal(1), "EUR"), ("b", "wage", 1, Decimal(1), "COP"))
    none = payroll(("a", "wage", None, Decimal(1), "EUR"))
    for rows in (two, none):
        with pytest.raises(ValueError, match="cost per hour"):
            hours.at_cost(Decimal(1), rows)


def test_parts_of_the_hours_paid_add_up_to_them():
    rows = [
        {"agent_id": "a", "logged_ms": 30, "aux_ms": 8, "unknown_ms": 2, "ring_ms": 1},
        {"agent_id": "b", "logged_ms": 10},
    ]
    paid = pd.DataFrame({"agent_id": ["a", "b"], "ms": [40, 20]})
    found = hours.used(paid, table("agent_intervals", rows), ringing_is_productive=False)
    parts = found.set_index("paid_part")["hours"].mul(3_600_000)
    assert parts.round(6).to_dict() == {
        "productive": 19,
        "ringing": 1,
        "auxiliary": 8,
        "unclassified": 12,
        "not_connected": 20,
    }
    assert found["paid_share"].sum() == pytest.approx(1)
