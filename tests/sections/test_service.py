"""What a level may be held against."""

import math
from types import SimpleNamespace

import pandas as pd
import pytest

from cctoolkit.engagement.settings import Period, Targets
from cctoolkit.sections.service import service
from tests.frames import at, table


def engagement(*rows, within=(), contacts=(), country="CO"):
    level = {"share": 0.8, "threshold_s": 20, "basis": "offered", "channels": ("voice",)}
    tables = {
        "queue_intervals": table("queue_intervals", [*rows]),
        "queue_thresholds": table("queue_thresholds", [*within]),
    }
    if contacts:
        tables["contacts"] = table("contacts", [*contacts])
    settings = SimpleNamespace(
        zone="UTC",
        targets=Targets(service_level=level),
        short_abandon_s=5,
        minimum_group=5,
        interval_minutes=30,
        country=country,
        period=Period(first="2026-03-01", last="2026-03-31"),
    )

    class Opened(dict):
        def __init__(self):
            super().__init__(tables)
            self.tables, self.settings = tables, settings

    return Opened()


def row(channel="voice", n=100, start="09:00", **more):
    return {
        "start_at": at(start),
        "end_at": at(start) + pd.Timedelta(30, "min"),
        "business_day": at("00:00").tz_localize(None),
        "queue": "q",
        "channel": channel,
        "n_offered": n,
        "n_answered": n,
        "evidence": "A",
        **more,
    }


def inside(n, channel="voice", start="09:00"):
    return row(channel, start=start) | {"threshold_ms": 20_000, "n_answered_within": n}


def reasons(section, what="service_level"):
    return {lack.reason for lack in section.lacks if lack.what == what}


@pytest.mark.slow
def test_a_level_of_known_waiting_is_judged():
    section = service(engagement(row(), within=[inside(90)]))
    assert [finding.code for finding in section.findings] == ["level_reached"]


@pytest.mark.slow
def test_a_target_of_voice_is_not_judged_on_chat():
    section = service(engagement(row("chat"), within=[inside(100, "chat")]))
    assert not section.findings
    assert reasons(section) == {"channels"}


@pytest.mark.slow
def test_a_level_that_knows_too_few_is_not_judged():
    rows = [row(n_answered_unrecorded=20), row(start="09:30")]
    section = service(engagement(*rows, within=[inside(80), inside(100, start="09:30")]))
    assert not section.findings
    assert reasons(section) == {"coverage"}


@pytest.mark.slow
def test_channels_of_one_queue_stay_apart_by_interval():
    rows = [row("voice"), row("chat") | {"evidence": "C"}]
    section = service(engagement(*rows, within=[inside(100), inside(0, "chat")]))
    table_of = section.tables["by_interval"].set_index("channel")["of_offered"]
    assert table_of.to_dict() == {"voice": 1.0, "chat": 0.0}
    assert (section.grades["by_interval"], section.grades["overall"]) == ("C", "A")


@pytest.mark.slow
def test_an_agent_without_a_team_is_not_had_by_subtraction_from_the_handle_time():
    opened = engagement(row())
    teams = ["N1"] * 9 + ["N2"] * 6 + [None]
    handled = [
        row() | {"agent_id": f"a{k}", "n_handled": 3, "handle_ms": 600_000}
        for k in range(len(teams))
    ]
    frame = table("agent_intervals", handled)
    opened.tables["agent_intervals"] = frame.assign(team=pd.Series(teams, dtype="str"))
    section = service(opened)
    assert section.tables["by_team"]["team"].tolist() == ["N1"]
    assert reasons(section, "handle_time_by_team") == {"people"}


def in_definition(table):
    return table.set_index("variant")["value"]


def busy(**more):
    """A half hour: 100 answered, 80 in time; 20 abandoned, 10 of them in time and 5 short."""
    counts = {"n_offered": 120, "n_answered": 100, "n_abandoned": 20} | more
    return row() | counts, [
        inside(80) | {"n_abandoned_within": 10},
        row() | {"threshold_ms": 5_000, "n_answered_within": 30, "n_abandoned_within": 5},
        row() | {"threshold_ms": 180_000, "n_answered_within": 99, "n_abandoned_within": 20},
    ]


@pytest.mark.slow
def test_each_definition_stands_with_what_it_divides_and_the_contract_s_is_marked():
    one, limits = busy()
    variants = service(engagement(one, within=limits)).tables["variants"]
    got = in_definition(variants)
    assert got["SL1"] == pytest.approx(90 / 120)
    assert got["SL2"] == pytest.approx(80 / 100)
    assert got["SL3"] == pytest.approx(80 / 120)
    assert got["SL4"] == pytest.approx(80 / 110)
    assert got["SL5"] == pytest.approx(85 / 120)
    assert got["SL6"] == pytest.approx(80 / 115)
    assert got["answer_rate"] == pytest.approx(100 / 120)
    assert variants.loc[variants["agreed"], "variant"].tolist() == ["SL3"]
    assert variants["comparable"].all()
    sides = variants.set_index("variant")[["counts_as_good", "counts_in_base"]]
    assert sides.loc["SL4"].tolist() == ["answered_within", "answered+abandoned-abandoned_within"]


@pytest.mark.slow
def test_redirected_contacts_bring_the_definitions_that_count_them():
    one, limits = busy(n_offered=130, n_redirected=10)
    section = service(engagement(one, within=limits))
    variants = section.tables["variants"]
    assert variants.loc[variants["agreed"], "variant"].tolist() == ["genesys_flow_outs"]
    agreed = variants.loc[variants["agreed"], "value"].item()
    assert agreed == section.tables["overall"]["of_offered"].item() == pytest.approx(80 / 130)


@pytest.mark.slow
def test_a_definition_of_other_contacts_decides_nothing():
    one, limits = busy()
    # a second queue doesn't say who abandoned in time: the definitions that ask know half
    other = row(queue="p", n_answered=100) | {"n_offered": 120, "n_abandoned": 20}
    bare = [inside(80) | {"queue": "p"}]
    section = service(engagement(one, other, within=[*limits, *bare]))
    variants = section.tables["variants"].set_index("variant")
    assert variants["comparable"].to_dict() == dict.fromkeys(variants.index, False) | dict.fromkeys(
        ("SL2", "SL3", "answer_rate"), True
    )
    (found,) = [each for each in section.findings if each.code.startswith("definition")]
    assert (found.code, found.numbers["n_reached"], found.numbers["n_variants"]) == (
        "definition_decides",
        1,
        2,
    )


@pytest.mark.slow
def test_a_level_reached_may_hide_the_intervals_that_miss_it():
    rows = [row(n=100), row(n=10, start="09:30"), row(n=10, start="10:00")]
    within = [inside(100), inside(5, start="09:30"), inside(5, start="10:00")]
    section = service(engagement(*rows, within=within))
    met = section.tables["intervals_met"].set_index("judged_by")
    assert met.loc["interval", ["n_met", "n_missed"]].tolist() == [1, 2]
    assert met.loc["day", ["n_met", "n_missed"]].tolist() == [1, 0]
    assert met["level"].tolist() == [pytest.approx(110 / 120)] * 2
    codes = [finding.code for finding in section.findings]
    assert "level_hides_intervals" in codes and "level_reached" in codes


@pytest.mark.slow
def test_a_day_without_one_of_its_queues_is_judged_for_no_target():
    rows, within = [], []
    for day in pd.date_range("2026-03-01", "2026-03-31"):
        for queue, good in (("q", 100), ("p", 20)):
            if queue == "p" and day.day == 11:
                continue
            begin = day.tz_localize("UTC") + pd.Timedelta(9, "h")
            when = {"start_at": begin, "end_at": begin + pd.Timedelta(30, "min")}
            when |= {"business_day": day, "queue": queue}
            rows.append(row() | when)
            within.append(inside(good) | when)
    section = service(engagement(*rows, within=within))
    met = section.tables["intervals_met"].set_index("judged_by")
    counts = ["n_units", "n_met", "n_missed", "n_without_contacts", "n_incomplete"]
    for unit in ("interval", "day"):
        # the day of `q` alone would have reached it
        assert met.loc[unit, counts].tolist() == [31, 0, 30, 0, 1]
        assert met.loc[unit, "met_share"] == 0
        assert met.loc[unit, "level"] == pytest.approx((31 * 100 + 30 * 20) / 6100)
    (found,) = [each for each in section.findings if each.code == "level_missed"]
    names = ("n_days_reached", "n_days", "n_days_incomplete")
    assert [found.numbers[name] for name in names] == [0, 30, 1]
    by_queue = section.tables["intervals_met_by_queue"].query("judged_by == 'day'")
    assert by_queue.set_index("queue")["n_met"].to_dict() == {"p": 0, "q": 31}


@pytest.mark.slow
def test_each_queue_is_judged_by_its_own_intervals():
    rows = [row(n=100), row(n=10, queue="p")]
    within = [inside(100), inside(5) | {"queue": "p"}]
    tables = service(engagement(*rows, within=within)).tables
    # together, 105 of 110 in the one half hour: it is met, and that of `p` is not
    assert tables["intervals_met"]["n_met"].tolist() == [1, 1]
    met = tables["intervals_met_by_queue"].set_index(["judged_by", "queue"])["n_met"]
    assert met.loc["interval"].to_dict() == {"p": 0, "q": 1}


@pytest.mark.slow
def test_the_law_of_the_country_is_read_in_every_way_and_no_other_country_s():
    one, limits = busy(wait_answered_ms=100 * 30_000)
    assert "statutory" not in service(engagement(one, within=limits)).tables
    section = service(engagement(one, within=limits, country="ES"))
    readings = section.tables["statutory"].drop_duplicates("law_reading")
    assert dict(zip(readings["law_reading"], readings["reading_met"], strict=True)) == {
        "share_within": False,
        "mean_wait": True,
        "share_answered_and_mean_wait": False,
    }
    (found,) = [each for each in section.findings if each.code == "statutory_not_met"]
    assert (found.severity, found.numbers["n_missed"], found.n) == ("notice", 2, 3)
    assert found.numbers["adapt_by"] == "2026-12-28"


@pytest.mark.slow
def test_segments_need_contacts_that_say_them():
    assert reasons(service(engagement(row(), within=[inside(9)])), "level_by_segment") == {"table"}
    call = {"arrived_at": at("09:00"), "queue": "q", "channel": "voice", "outcome": "answered"}
    calls = [call | {"contact_id": str(k), "wait_ms": 1000 * k} for k in range(40)]
    unsaid = service(engagement(row(n_abandoned=0), within=[inside(9)], contacts=calls))
    assert reasons(unsaid, "level_by_segment") == {"table_column"}
    split = [each | {"segment": "home" if k < 30 else "firm"} for k, each in enumerate(calls)]
    one = row(n_abandoned=0)
    by_segment = service(engagement(one, within=[inside(9)], contacts=split)).tables["by_segment"]
    by_segment = by_segment.set_index("segment")
    assert by_segment["of_offered"].to_dict() == {"home": pytest.approx(21 / 30), "firm": 0.0}
    # 0 to 29 seconds, and 30 to 39
    assert by_segment["asa_s"].to_dict() == {"home": 14.5, "firm": 34.5}
    assert "aht_s" not in by_segment
    section = service(engagement(one, within=[inside(9)], contacts=split))
    assert (section.grades["waiting"], section.grades["by_segment"]) == ("A", "A")
    (queue,) = section.tables["waiting"].to_dict("records")
    assert (queue["queue"], queue["n_answered"]) == ("q", 40)
    assert (queue["wait_p50_s"], queue["wait_p90_s"], queue["longest_wait_s"]) == (19, 35, 39)


@pytest.mark.slow
def test_abandonment_and_handle_time_show_what_they_are_made_of():
    times = {"talk_ms": 24_000_000, "hold_ms": 1_000_000, "acw_ms": 5_000_000}
    one, limits = busy(n_handled=100, **times)
    tables = service(engagement(one, within=limits)).tables
    (queue,) = tables["abandonment"].to_dict("records")
    # 20 of 120 abandoned; 5 of them short, and so 15 of 115.
    assert (queue["queue"], queue["abandoned_share_net"]) == ("q", pytest.approx(15 / 115))
    parts = tables["handle_parts"].iloc[0]
    means = [parts[name] for name in ("mean_talk_s", "mean_hold_s", "mean_acw_s", "aht_s")]
    assert means == [240, 10, 50, 300]


def week(**more):
    return row(**more) | {"end_at": at("09:00") + pd.Timedelta(7, "D")}


@pytest.mark.slow
def test_sums_of_a_week_give_no_day_no_hour_and_no_margin():
    weekly = week(n_abandoned=0)
    section = service(
        engagement(weekly, within=[weekly | {"threshold_ms": 20_000, "n_answered_within": 90}])
    )
    assert not {"by_day", "by_hour", "by_weekday_slot"} & {*section.tables}
    assert section.tables["by_month"]["of_offered"].tolist() == [0.9]
    assert {("service_by_day", "grain"), ("by_hour", "grain")} <= {
        (lack.what, lack.reason) for lack in section.lacks
    }
    (level,) = [each for each in section.findings if each.code == "level_reached"]
    assert math.isnan(level.low)
    assert level.numbers["n_days"] == 0


@pytest.mark.slow
def test_one_queue_by_the_week_leaves_no_line_by_day_of_the_rest():
    rows = [row(), week(queue="p")]
    assert "by_day" not in service(engagement(*rows)).tables


def handled_by(agent, queue, start):
    return {
        "contact_id": f"{agent}{queue}{start}",
        "channel": "voice",
        "queue": queue,
        "arrived_at": at(start),
        "answered_at": at(start),
        "agent_id": agent,
        "talk_ms": 60_000,
        "outcome": "answered",
    }


@pytest.mark.slow
def test_handle_time_of_one_agents_queue_is_nobody_elses_to_know():
    queues = [row(queue=name, talk_ms=600_000, n_handled=10) for name in ("day", "eve", "night")]
    opened = engagement(*queues)
    agents = {"day": 9, "eve": 6, "night": 1}
    contacts = [
        handled_by(f"{name}{k}", name, "09:00")
        for name, size in agents.items()
        for k in range(size)
    ]
    opened.tables["contacts"] = table("contacts", contacts)
    opened["contacts"] = opened.tables["contacts"]
    section = service(opened)
    by_queue = section.tables["by_queue"].set_index("queue")
    # the evening goes too: the night would be what is left of the total
    assert by_queue["aht_s"].dropna().index.tolist() == ["day"]
    assert by_queue["n_offered_to_queue"].tolist() == [100, 100, 100]
    assert section.tables["overall"]["aht_s"].notna().all()
    assert reasons(section, "handle_time") == {"people"}
