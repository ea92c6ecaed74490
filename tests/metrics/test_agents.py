"""Agents beside their own mix: by hand, whatever their names, as often wrong as it says."""

import numpy as np
import pandas as pd
import pytest

from cctoolkit.metrics.agents import against_mix

DAYS = pd.date_range("2026-03-02", periods=20)
EASY = {"least_agents": 2, "least_days": 2, "least_peers": 1}


def cells(*rows):
    names = ["agent_id", "business_day", "stratum", "amount", "observed"]
    return pd.DataFrame(rows, columns=names).assign(
        business_day=lambda frame: DAYS[frame["business_day"]]
    )


def floor(seed, *, n_agents=30, slow=(), only_long=(), differ=0.0):
    """Days of agents in three queues; a day has a mood of its own, that all its contacts share."""
    rng = np.random.default_rng(seed)
    size = rng.choice([15, 30], n_agents, p=[0.25, 0.75])
    own = np.exp(rng.normal(0, differ, n_agents))
    own[[*slow]] = 1.3
    mix = rng.dirichlet([4, 4, 2], n_agents)
    mix[[*only_long]] = [0, 0, 1]
    shape = (n_agents, len(DAYS))
    mood = np.exp(rng.normal(0, 0.08, shape)) * own[:, None]
    n = rng.multinomial(rng.poisson(size[:, None], shape), mix[:, None, :])
    mean = np.array([200_000, 300_000, 600_000]) * mood[..., None]
    time = rng.gamma(np.maximum(1.5 * n, 1e-9)) * mean / 1.5
    agent, day, queue = (place.ravel() for place in np.indices(n.shape))
    return pd.DataFrame(
        {
            "agent_id": pd.Series(agent).map("a{:02d}".format),
            "business_day": DAYS[day],
            "stratum": queue,
            "amount": n.ravel(),
            "observed": np.where(n > 0, time, 0).round().astype("int64").ravel(),
        }
    )


def test_observed_over_expected_by_hand():
    # the long queue takes 1,300 s in 4 contacts, the short one 500 s in 5
    held = against_mix(
        cells(
            ("a", 0, 0, 2, 700),
            ("a", 1, 1, 1, 100),
            ("b", 0, 0, 2, 600),
            ("b", 1, 1, 4, 400),
        ),
        **EASY,
    )
    assert held.agents["expected"].tolist() == [750, 1050]
    assert held.agents["ratio"].tolist() == [800 / 750, 1000 / 1050]
    assert held.agents["n_days"].tolist() == [2, 2]
    assert held.overall["rate"][0] == 1800 / 9
    # a: 700 of 650 and 100 of 100; b: 600 of 650 and 400 of 400, each around its own ratio
    a, b = 800 / 750, 1000 / 1050
    squares = [(700 - a * 650) ** 2 / 650, (100 - a * 100) ** 2 / 100]
    squares += [(600 - b * 650) ** 2 / 650, (400 - b * 400) ** 2 / 400]
    assert held.overall["noise"][0] == pytest.approx(sum(squares) / 2)


def test_limits_and_the_share_kept_by_hand():
    held = against_mix(floor(1), least_amount=1)
    row, all_of_them = held.agents.iloc[0], held.overall.iloc[0]
    error = (all_of_them["noise"] / row["expected"]) ** 0.5
    reach = (error**2 + all_of_them["between_sd"] ** 2) ** 0.5
    assert row["funnel_high"] == pytest.approx(1 + 1.959964 * reach)
    assert row["funnel_wide_low"] == pytest.approx(1 - 3.090232 * reach)
    assert abs(row["shrunk_ratio"] - 1) <= abs(row["ratio"] - 1)


def test_in_all_nobody_is_more_than_expected():
    held = against_mix(floor(2))
    assert held.agents["observed"].sum() == pytest.approx(held.agents["expected"].sum())
    whole = held.overall.iloc[0]
    assert whole["n_judged"] == whole["n_agents"] == 30
    assert whole["n_by_chance"] == pytest.approx(1.5)
    assert whole["n_outside"] == whole["n_more"] + whole["n_less"]


def test_a_slower_agent_is_outside_and_one_with_the_long_queue_is_not():
    held = against_mix(floor(3, slow=[4], only_long=[7]))
    standing = held.agents.set_index("agent_id")["standing"]
    assert standing["a04"] == "more"
    assert standing["a07"] == "inside"
    assert (standing.drop("a04") == "inside").all()
    crude = held.agents.set_index("agent_id").eval("observed / amount")
    assert crude["a07"] > 1.3 * crude["a04"]


def test_what_strikes_everybody_on_a_day_is_expected_of_each():
    quiet = floor(4).assign(stratum=lambda frame: frame["business_day"].dt.day)
    outage = quiet["business_day"] == DAYS[3]
    struck = quiet.assign(observed=quiet["observed"].mask(outage, quiet["observed"] * 4))
    before, after = (against_mix(each).agents["standing"] for each in (quiet, struck))
    assert (after == "inside").all()
    assert (before == "inside").all()


def test_order_of_rows_changes_nothing():
    rows = floor(5, slow=[2])
    held = against_mix(rows)
    mixed = against_mix(rows.sample(frac=1, random_state=1))
    pd.testing.assert_frame_equal(held.agents, mixed.agents)
    pd.testing.assert_frame_equal(held.overall, mixed.overall)


def test_other_names_only_move_the_rows():
    rows = floor(6, slow=[2])
    names = dict(
        zip(rows["agent_id"].unique(), np.random.default_rng(1).permutation(30), strict=True)
    )
    held = against_mix(rows)
    renamed = against_mix(rows.assign(agent_id=rows["agent_id"].map(lambda x: f"z{names[x]:02d}")))
    back = held.agents.assign(agent_id=held.agents["agent_id"].map(lambda x: f"z{names[x]:02d}"))
    back = back.sort_values("agent_id", ignore_index=True)
    pd.testing.assert_frame_equal(renamed.agents, back)
    pd.testing.assert_frame_equal(renamed.overall, held.overall)


def test_a_day_in_two_parts_of_the_mix_with_one_rate_is_the_same_day():
    rows = floor(7).assign(stratum=0)
    halves = pd.concat([rows.assign(amount=rows["amount"] / 2, observed=rows["observed"] / 2)] * 2)
    whole, split = (against_mix(each).agents for each in (rows, halves))
    pd.testing.assert_frame_equal(whole, split, check_dtype=False)


def test_rows_are_in_the_order_of_the_pseudonyms():
    held = against_mix(floor(8, slow=[20]).sample(frac=1, random_state=3))
    assert held.agents["agent_id"].is_monotonic_increasing


@pytest.mark.parametrize(
    ("changes", "because"),
    [
        ({"least_days": 21}, "few_days"),
        ({"least_amount": 10**9}, "little_evidence"),
        ({"least_expected": 10**15}, "little_evidence"),
        ({"least_agents": 31}, "few_agents"),
        ({"least_peers": 31}, "few_days"),
    ],
)
def test_who_lacks_evidence_is_not_judged(changes, because):
    held = against_mix(floor(9), **changes)
    assert set(held.agents["standing"]) == {"not_judged"}
    assert set(held.agents["unjudged_because"]) == {because}
    assert held.agents[["funnel_low", "shrunk_ratio", "adjusted_p"]].isna().all(axis=None)
    assert held.overall["n_judged"][0] == 0
    assert held.limits.empty


def test_work_that_few_share_is_in_no_side():
    rows = floor(10)
    alone = rows[rows["agent_id"] == "a00"].assign(stratum=99, observed=rows["observed"] * 9)
    held = against_mix(pd.concat([rows, alone]))
    agents = held.agents.set_index("agent_id")
    assert agents["compared_share"]["a00"] == 0.5
    assert agents["ratio"]["a00"] == against_mix(rows).agents["ratio"][0]
    more = against_mix(pd.concat([rows, alone, alone.assign(stratum=98)])).agents
    assert more["unjudged_because"][0] == "little_shared"


def test_nothing_measured_judges_nobody():
    held = against_mix(floor(11).iloc[:0])
    assert held.agents.empty
    assert held.overall["n_agents"][0] == 0


def test_days_all_alike_say_nothing_of_chance():
    rows = [(f"a{k:02d}", day, 0, 1, 100) for k in range(12) for day in range(12)]
    assert set(against_mix(cells(*rows)).agents["standing"]) == {"not_judged"}


@pytest.mark.slow
@pytest.mark.parametrize("differ", [0.0, 0.1])
def test_chance_alone_puts_as_many_outside_as_it_says(differ):
    """Of months in which nobody stands out, one in twenty may show somebody, not many more."""
    wholes = [against_mix(floor(seed, differ=differ)).overall.iloc[0] for seed in range(100)]
    whole = pd.DataFrame(wholes)
    n_judged = whole["n_judged"].sum()
    assert 0.025 <= whole["n_beyond"].sum() / n_judged <= 0.065
    assert whole["n_beyond_wide"].sum() / n_judged <= 0.007
    assert (whole["n_outside"] > 0).mean() <= 0.05 + 3 * (0.05 * 0.95 / 100) ** 0.5
