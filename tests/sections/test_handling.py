"""Handle times as a reader gets them: what is blanked follows from no total."""

from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from cctoolkit.metrics.clock import interval_of, with_clock
from cctoolkit.sections.handling import COARSE, INTERVALS, WEEK, Handling
from cctoolkit.sections.privacy import shown_parts
from tests.frames import at, table
from tests.sections.attacker import everything, singled_out

pytestmark = pytest.mark.slow


def contact(agent, queue="q", start="09:00", channel="voice", day=0):
    arrived = at(start) + pd.Timedelta(day, "D")
    return {
        "contact_id": f"{agent}{queue}{channel}{arrived}",
        "channel": channel,
        "queue": queue,
        "arrived_at": arrived,
        "answered_at": arrived,
        "agent_id": agent,
        "talk_ms": 60_000,
        "outcome": "answered",
    }


def many(n, name, **where):
    return [contact(f"{name}{k}", **where) for k in range(n)]


def handling(contacts, channels=("voice",)):
    settings = SimpleNamespace(zone="UTC", interval_minutes=30, minimum_group=5)
    tables = {"contacts": table("contacts", contacts)}
    return Handling(SimpleNamespace(tables=tables, settings=settings), channels)


def clocked(contacts):
    rows = table("contacts", contacts)[["agent_id", "queue", "channel", "arrived_at"]]
    return with_clock(rows.join(interval_of(rows["arrived_at"], "UTC", 30)), "UTC")


def told(contacts, by, channels=("voice",)):
    """Groups whose handle time is shown."""
    rows = clocked(contacts)
    groups = rows[[*by]].drop_duplicates().assign(aht_s=60.0, n_answered=1)
    table = handling(contacts, channels).without_few(groups, by)
    assert table["n_answered"].eq(1).all()
    return table.dropna(subset=["aht_s"])[[*by]]


def figures(contacts, by, channels=("voice",)):
    """What each shown handle time is the sum of."""
    rows = clocked(contacts)
    keys = pd.MultiIndex.from_frame(rows[[*by]])
    return [
        pd.Series(keys == key, rows.index)
        for key in pd.MultiIndex.from_frame(told(contacts, by, channels))
    ]


def test_an_hour_less_a_queue_is_nobody():
    # nine o'clock without queue a would be two agents of queue b
    contacts = [*many(8, "a", queue="a"), *many(2, "b", queue="b")]
    contacts += many(6, "c", queue="b", start="10:00")
    assert told(contacts, COARSE["by_queue"])["queue"].tolist() == ["a", "b"]
    assert told(contacts, COARSE["by_hour"]).empty


def test_a_day_less_its_intervals_is_nobody():
    # the two of half past nine are what the day has beside the half hours shown
    contacts = [*many(9, "a", start="08:00"), *many(6, "b"), *many(2, "c", start="09:30")]
    shown = told(contacts, INTERVALS)
    assert shown["start_at"].tolist() == [at("08:00")]
    assert told(contacts, WEEK)["slot"].tolist() == ["08:00"]


def test_channels_that_nobody_judges_hide_nothing_of_those_judged():
    contacts = [*many(9, "a"), *many(2, "b", queue="mail", channel="email")]
    assert told(contacts, COARSE["by_hour"])["hour"].tolist() == [9]
    assert told(contacts, COARSE["by_channel"])["channel"].tolist() == ["voice"]
    both = ("voice", "email")
    assert told(contacts, COARSE["by_channel"], both).empty


def test_the_whole_of_few_is_not_told():
    rows = pd.DataFrame({"aht_s": [60.0]})
    assert handling(many(4, "a")).without_few(rows, [])["aht_s"].isna().all()
    assert handling(many(5, "a")).without_few(rows, [])["aht_s"].notna().all()


def test_sums_without_names_are_shown_and_hide_nothing():
    rows = pd.DataFrame({"queue": ["q"], "channel": ["voice"], "aht_s": [60.0]})
    nobody = handling([])
    assert nobody.without_few(rows, ["queue", "channel"])["aht_s"].notna().all()
    assert nobody.n_hidden(COARSE["by_queue"]) == 0


def test_groups_blanked_are_counted():
    contacts = [*many(9, "a", queue="a"), *many(6, "b", queue="b"), *many(1, "c", queue="c")]
    assert handling(contacts).n_hidden(COARSE["by_queue"]) == 2
    assert handling(contacts).n_hidden(COARSE["by_channel"]) == 0


def floor(seed):
    """Contacts of a dozen agents in unequal queues and hours of three days."""
    rng = np.random.default_rng(seed)
    odds = rng.dirichlet(np.full(3, 1.0))
    starts = ("09:00", "09:30", "10:00")
    contacts = []
    for agent in range(int(rng.integers(10, 14))):
        own = int(rng.choice(3, p=odds))
        for day in range(2):
            for start in starts:
                if rng.random() < 0.6:
                    queue = own if rng.random() < 0.85 else int(rng.integers(3))
                    channel = "voice" if queue < 2 else "email"
                    contacts.append(contact(f"a{agent}", f"q{queue}", start, channel, day))
    return contacts


def test_no_two_tables_of_handle_time_single_anybody_out():
    n_told = 0
    channels = ("voice", "email")
    for seed in range(10):
        contacts = floor(seed)
        agents = clocked(contacts)["agent_id"]
        total = everything(agents)
        made = {by: figures(contacts, by, channels) for by in (*COARSE.values(), INTERVALS)}
        n_told += sum(map(bool, made.values())) >= 3
        for pair in combinations(made, 2):
            found = singled_out([total, *made[pair[0]], *made[pair[1]]], agents)
            assert not found, (seed, pair)
    assert n_told >= 5


def test_a_blanked_cell_is_not_had_from_the_totals_of_part_of_the_channels():
    """The judged channels have a total and times; the others only their queues and channel."""
    for seed in range(20):
        contacts = floor(seed)
        rows = clocked(contacts)
        of_voice = rows["channel"].eq("voice")
        if rows.loc[of_voice, "agent_id"].nunique() < 5:
            continue
        hours = [each & of_voice for each in figures(contacts, COARSE["by_hour"])]
        queues = figures(contacts, COARSE["by_queue"])
        assert not singled_out([of_voice, *hours, *queues], rows["agent_id"]), seed


def test_without_the_rule_half_the_floors_would_give_somebody_away():
    n_found = 0
    for seed in range(20):
        rows = clocked(floor(seed))
        by = [rows["queue"], rows["hour"]]
        shown = [each.eq(value) for each in by for value in each.unique()]
        n_found += bool(singled_out([everything(rows), *shown], rows["agent_id"]))
    assert n_found >= 10


def test_parts_give_way_until_every_whole_hides_enough():
    people = pd.DataFrame(
        [
            {"agent_id": f"{part}{k}", "part": part, "day": part[0]}
            for part, size in {"a1": 9, "a2": 6, "a3": 2, "b1": 7, "b2": 8}.items()
            for k in range(size)
        ]
    )
    assert shown_parts(people, "part", [], minimum=5) == ["a1", "b1", "b2"]
    assert shown_parts(people, "part", ["day"], minimum=5) == ["a1", "b1", "b2"]
    few = people[~people["part"].eq("a2")]
    assert shown_parts(few, "part", [], minimum=5) == ["a1", "b2"]
    assert shown_parts(few, "part", ["day"], minimum=5) == ["b2"]
