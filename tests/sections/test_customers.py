"""What became of the customer's matter, each part with the columns that it needs."""

from types import SimpleNamespace

import pandas as pd
import pytest

from cctoolkit.engagement.settings import SurveySettings, Targets
from cctoolkit.sections.customers import customers
from tests.frames import at, table

pytestmark = pytest.mark.slow


def engagement(*contacts, target=None, **others):
    class Opened(dict):
        tables = {"contacts": table("contacts", [*contacts])} if contacts else {}
        tables |= {name: table(name, rows) for name, rows in others.items()}
        settings = SimpleNamespace(
            zone="UTC",
            targets=Targets(first_contact_resolution=target),
            repeat_window_days=7,
            short_contact_s=10,
            first_response_h=24,
            surveys=SurveySettings(),
            minimum_group=5,
        )

    opened = Opened()
    opened.update(opened.tables)
    return opened


def call(number, day, customer="c", **more):
    """A call answered at nine of the n-th day of March, which took five minutes; six agents."""
    usual = {
        "contact_id": str(number),
        "customer_key": customer,
        "queue": "q",
        "channel": "voice",
        "arrived_at": at("09:00", f"2026-03-{day:02d}"),
        "answered_at": at("09:00", f"2026-03-{day:02d}"),
        "wait_ms": 0,
        "talk_ms": 300_000,
        "outcome": "answered",
        "agent_id": f"a{number % 6}",
    }
    return usual | more


def month(**more):
    """A call of somebody new on the first and last day, and three customers in between.

    One calls once, one calls and comes back two days later, one calls once: two issues of three
    were closed by their first contact, with four contacts in all.
    """
    days = [(1, "x"), (10, "a"), (11, "b"), (13, "b"), (14, "d"), (28, "y")]
    return [call(k, day, customer, **more) for k, (day, customer) in enumerate(days)]


def lacks(section):
    return {(lack.what, lack.reason, lack.needs[-1]) for lack in section.lacks}


def test_the_three_readings_of_resolution_stand_with_what_they_divide():
    readings = customers(engagement(*month())).tables["resolution_readings"]
    sides = readings.set_index("resolution_of")[["n_good", "n_base", "value"]]
    assert sides.loc["of_issues"].tolist() == pytest.approx([2, 3, 2 / 3])
    assert sides.loc["of_contacts"].tolist() == pytest.approx([2, 4, 2 / 4])
    # the call of the first day was not followed either; that of the last is still open
    assert sides.loc["not_followed"].tolist() == pytest.approx([4, 5, 4 / 5])


def test_resolution_is_judged_only_against_a_target_and_with_customers_known():
    assert not customers(engagement(*month())).findings
    found = customers(engagement(*month(), target=0.7)).findings
    assert [each.code for each in found] == ["resolution_missed", "resolution_reading_decides"]
    unknown = [call(100 + k, 12, None) for k in range(2)]
    section = customers(engagement(*month(), *unknown, target=0.7))
    assert not section.findings
    assert ("resolution", "identified", "0.8") in lacks(section)
    assert section.key_figures[0].target_low != section.key_figures[0].target_low


def test_fewer_days_than_the_window_give_no_resolution():
    section = customers(engagement(call(1, 1, "a"), call(2, 3, "b")))
    assert ("resolution", "window", "7") in lacks(section)
    assert "first_contact_resolution" not in [figure.term for figure in section.key_figures]


def test_each_part_that_lacks_its_column_says_which():
    section = customers(engagement(*[each | {"customer_key": None} for each in month()]))
    assert {
        ("resolution", "table_column", "customer_key"),
        ("csat", "table_column", "csat"),
        ("nps", "table_column", "nps"),
        ("callbacks", "table_column", "callback_asked"),
        ("automation", "table_column", "automation"),
        ("transfers", "table_column", "transferred"),
        ("by_segment", "table_column", "segment"),
    } <= lacks(section)
    assert {*section.tables} == {"legs"}


def test_without_contacts_the_section_says_so():
    section = customers(engagement())
    assert not section.is_available
    assert lacks(section) == {("customers", "table", "contacts")}


def test_answers_off_the_scale_are_a_scale_not_said():
    section = customers(engagement(*month(csat=8.0)))
    assert ("csat", "scale", "6") in lacks(section)
    assert "csat" not in section.tables


def test_opinions_stand_with_their_answers_and_their_margin():
    calls = [
        call(k, 1 + k % 20, csat=5.0 if k % 4 else 2.0, nps=10 if k % 2 else 0, surveyed=True)
        for k in range(120)
    ]
    section = customers(engagement(*calls))
    csat, nps = (section.tables[name].iloc[0] for name in ("csat", "nps"))
    assert (csat["n_responses"], csat["response_share"]) == (120, 1)
    assert csat["low"] < csat["top_box_share"] == 0.75 < csat["high"]
    assert nps["nps_share"] == 0
    assert "response_rate" not in {lack.what for lack in section.lacks}


def test_what_automation_saves_is_a_range():
    people = [call(k, 1 + k, f"p{k}", reason="bill") for k in range(20)]
    entered = {"outcome": "not_offered", "agent_id": None, "talk_ms": None, "answered_at": None}
    entered |= {"reason": "bill", "automation": "contained"}
    machine = [
        call(100, 2, "stays", **entered),
        call(101, 2, "returns", **entered),
        call(102, 19, "open", **entered),
    ]
    again = call(103, 4, "returns", reason="bill")
    section = customers(engagement(*people, *machine, again))
    whole, saved = (section.tables[name].iloc[0] for name in ("automation", "automation_savings"))
    assert whole["contained_share"] == 1
    assert whole["contained_net_share"] == pytest.approx(2 / 3)
    hours = saved[["sure_h", "net_h", "gross_h"]].astype(float) * 12
    assert hours.tolist() == pytest.approx([1, 2, 3])
    (figure,) = [each for each in section.key_figures if each.term == "hours_saved"]
    assert figure.low < figure.value < figure.high


def test_mail_answered_late_and_call_backs_are_told():
    mail = call(50, 5, channel="email", answered_at=at("10:00", "2026-03-07"))
    asked = call(51, 6, callback_asked=True, called_back_at=at("11:00", "2026-03-06"))
    section = customers(engagement(*month(), mail, asked))
    (late,) = section.tables["first_response"].itertuples()
    assert (late.channel, late.n_overdue, late.within_share) == ("email", 1, 0)
    (back,) = section.tables["callbacks"].itertuples()
    assert (back.n_asked, back.n_called_back, back.mean_callback_wait_s) == (1, 1, 7200)


def test_transfers_count_contacts_and_legs():
    first = call(1, 5, leg=1)
    second = first | {"leg": 2, "arrived_at": at("09:05", "2026-03-05")}
    section = customers(engagement(first, second, call(2, 6)))
    legs = section.tables["legs"].iloc[0]
    assert (legs["transferred_share"], legs["passed_on_share"]) == (1 / 2, pytest.approx(1 / 3))
    assert (legs["aht_per_leg_s"], legs["aht_per_contact_s"]) == (300, 450)


def test_a_team_has_the_contacts_that_its_agents_answered_on_that_day():
    """Twelve agents, of whom a0 moved from N1 to N2 in the middle of the month."""
    homes = {f"a{k}": "N1" if k < 6 else "N2" for k in range(12)}
    spans = [
        {"agent_id": agent, "from_on": pd.Timestamp("2026-03-01"), "team": team}
        for agent, team in homes.items()
    ]
    spans[0]["to_on"] = pd.Timestamp("2026-03-15")
    spans.append({"agent_id": "a0", "from_on": pd.Timestamp("2026-03-15"), "team": "N2"})
    calls = [call(k, 5, f"c{k}", agent_id=agent, csat=5) for k, agent in enumerate(homes)]
    calls.append(call(12, 20, "c12", agent_id="a0", csat=2))
    section = customers(engagement(*calls, assignments=spans))
    csat = section.tables["csat_by_team"].set_index("team")
    assert csat["n_responses"].to_dict() == {"N1": 6, "N2": 7}
    assert csat["mean"].to_dict() == {"N1": 5, "N2": pytest.approx((6 * 5 + 2) / 7)}


def test_no_group_of_few_agents_is_told_by_what_its_customers_did():
    calls = [call(k, 5, f"c{k}", queue="q" if k % 6 else "p", csat=5) for k in range(24)]
    calls += [call(30 + k, 6, f"d{k}", queue="r", csat=5) for k in range(12)]
    section = customers(engagement(*calls))
    for name in ("legs_by_queue", "csat_by_queue", "resolution_by_queue"):
        assert "p" not in [*section.tables[name]["queue"]], name
    assert ("contacts_by_queue", "people", "5") in lacks(section)
