"""A month of a bank's calls: patience as it was, and Erlang A against what the bank lived.

The file has calls and no states: who was there is inferred from who was on a call a while before
and after, and how long a while is decides the error. It is stated for three of them, by load, in
docs/oracles.md, and so is what makes the patience differ from that of other readings of the file.
"""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from cctoolkit.planning import mean_patience
from cctoolkit.planning.day_sheet import level
from cctoolkit.sources.mapped import Reading, load
from cctoolkit.sources.mapping import Source
from tests.sources.test_real import BANK

pytestmark = pytest.mark.real
MONTH_BEGINS = pd.Timestamp("1999-01-31 22:00", tz="UTC")
HOURS = 28 * 24
PAGE = Path(__file__).parents[2] / "docs/oracles.md"
PAUSES = (5, 10, 15)
LOADS = {"up to 2": 2, "2 to 4": 4, "4 to 6": 6, "6 to 8": 8, "above 8": math.inf}


@pytest.fixture(scope="module")
def with_phantoms(real_data):
    source = Source.model_validate(yaml.safe_load(BANK))
    calls = load(source, real_data, Reading("Asia/Jerusalem")).frame
    return calls.assign(
        wait_s=calls["wait_ms"].astype("float64") / 1000,
        left=calls["outcome"].eq("abandoned"),
    )


@pytest.fixture(scope="module")
def calls(with_phantoms):
    return with_phantoms[with_phantoms["outcome"].isin(["answered", "abandoned"])]


def rows_of(heading):
    """Cells of the first table under a heading of the page."""
    text = PAGE.read_text(encoding="utf-8").split(f"### {heading}\n")[1]
    lines = [line for line in text.split("\n### ")[0].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def survived(wait_s, left, seconds):
    """Share still waiting: Kaplan-Meier, whoever was answered being censored."""
    share = 1.0
    for at in sorted({*wait_s[left & (wait_s <= seconds)]}):
        share *= 1 - (left & (wait_s == at)).sum() / (wait_s >= at).sum()
    return share


def test_patience_of_those_who_waited_is_nearly_exponential(calls):
    waited = calls[calls["wait_s"] > 0]
    wait_s, left = waited["wait_s"].to_numpy(), waited["left"].to_numpy()
    patience = mean_patience(wait_s.sum(), int(left.sum()))
    assert (len(waited), int(left.sum())) == (18_028, 3_932)
    assert patience.estimate == pytest.approx(347.7, abs=0.05)
    assert survived(wait_s, left, 60) == pytest.approx(0.8214, abs=5e-5)
    assert survived(wait_s, left, 120) == pytest.approx(0.7107, abs=5e-5)
    # the exponential of the same mean: two points too patient at a minute, right at two
    assert math.exp(-60 / patience.estimate) == pytest.approx(0.8415, abs=5e-5)
    assert math.exp(-120 / patience.estimate) == pytest.approx(0.7081, abs=5e-5)
    # the mean wait of those who left would make them three times as impatient
    assert wait_s[left].mean() < patience.estimate / 3


def test_what_phantom_calls_are_taken_for_is_all_that_parts_the_readings(with_phantoms):
    """The summary that comes with the data keeps them as answered; they are calls of nobody."""
    phantom = with_phantoms["outcome"].eq("not_offered")
    left = with_phantoms["left"]
    readings = {
        "phantoms left out: ours": (~phantom, left),
        "phantoms kept, as if they had been answered": (phantom | True, left),
        "phantoms kept, as if they had hung up": (phantom | True, left | phantom),
    }
    told = {name: cells for name, *cells in rows_of("How long callers are ready to wait")}
    assert told.keys() == readings.keys()
    for name, (kept, event) in readings.items():
        used = kept & (with_phantoms["wait_s"] > 0)
        wait_s, gone = with_phantoms.loc[used, "wait_s"].to_numpy(), event[used].to_numpy()
        shares = [f"{survived(wait_s, gone, at):.4f}" for at in (60, 120)]
        assert told[name] == [f"{used.sum():,}", f"{gone.sum():,}", *shares]
    assert told["phantoms kept, as if they had been answered"][2:] == ["0.8242", "0.7152"]


def test_who_leaves_at_once_makes_the_whole_look_impatient(calls):
    """A third of those who abandon do so without a second of waiting on record."""
    patience = mean_patience(calls["wait_s"].sum(), int(calls["left"].sum()))
    assert patience.estimate == pytest.approx(231.6, abs=0.05)
    assert math.exp(-120 / patience.estimate) == pytest.approx(0.5956, abs=5e-5)


def present(calls, pause_minutes):
    """Agents in each hour, each from call to call as long as no pause is longer."""
    served = calls[calls["answered_at"].notna() & calls["agent_id"].notna()]
    served = served[served["ended_at"] >= served["answered_at"]]
    served = served.sort_values(["agent_id", "answered_at"])
    before = served.groupby("agent_id")["ended_at"].transform(lambda ends: ends.cummax().shift())
    pause = served["answered_at"] - before
    opens = pause.isna() | (pause > pd.Timedelta(pause_minutes, "min"))
    stretch = served.groupby(opens.cumsum()).agg(
        start=("answered_at", "min"), end=("ended_at", "max")
    )
    start, end = ((stretch[name] - MONTH_BEGINS).dt.total_seconds() / 3600 for name in stretch)
    hours = range(HOURS)
    return np.array(
        [(end.clip(upper=h + 1) - start.clip(lower=h)).clip(lower=0).sum() for h in hours]
    )


@pytest.fixture(scope="module")
def lived(calls):
    """Hours of at least 20 calls: offered, level within 20 seconds, handle time, load."""
    hour = ((calls["arrived_at"] - MONTH_BEGINS).dt.total_seconds() // 3600).astype("int64")
    good = ~calls["left"] & (calls["wait_s"] <= 20)
    talk_s = calls["talk_ms"].astype("float64").where(calls["agent_id"].notna()) / 1000
    rows = pd.DataFrame({"hour": hour, "n": 1, "good": good, "talk_s": talk_s})
    sums = rows.groupby("hour").agg(n=("n", "sum"), good=("good", "sum"), aht_s=("talk_s", "mean"))
    sums = sums[(sums["n"] >= 20) & sums["aht_s"].notna()]
    return sums.assign(level=sums["good"] / sums["n"], load=sums["n"] * sums["aht_s"] / 3600)


@pytest.fixture(scope="module")
def error(calls, lived):
    """Level of Erlang A less the level lived, by hour, at each guess of who was there."""
    patience = mean_patience(calls["wait_s"].sum(), int(calls["left"].sum()))
    told = {"interval_s": 3600, "threshold_s": 20, "patience_s": float(patience.estimate)}
    expected = {
        pause: level(lived["n"], lived["aht_s"], present(calls, pause)[lived.index], **told)
        for pause in PAUSES
    }
    return pd.DataFrame(expected, lived.index).sub(lived["level"], axis=0)


@pytest.mark.parametrize(
    ("pause_minutes", "mean", "mean_absolute"),
    [(5, 0.00, 0.10), (10, 0.10, 0.12), (15, 0.15, 0.16)],
)
def test_erlang_a_is_as_bright_as_the_presence_it_is_told(
    lived, error, pause_minutes, mean, mean_absolute
):
    error = error[pause_minutes]
    weight = lived["n"] / lived["n"].sum()
    assert len(lived) == 385
    assert (lived["level"] * weight).sum() == pytest.approx(0.498, abs=5e-4)
    assert (error * weight).sum() == pytest.approx(mean, abs=0.01)
    assert (error.abs() * weight).sum() == pytest.approx(mean_absolute, abs=0.01)


def test_the_error_by_load_is_the_one_on_the_page(lived, error):
    load = pd.cut(lived["load"], [0, *LOADS.values()], labels=[*LOADS])
    made = [_told(name, lived[load == name], error) for name in LOADS]
    told = rows_of("Erlang A against what the bank lived, hour by hour")
    assert told == [*made, _told("all", lived, error)]


def _told(name, hours, error):
    def weighed(values):
        return (values * hours["n"]).sum() / hours["n"].sum()

    here = error.loc[hours.index]
    cells = [f"{weighed(here[p]):+.2f} ({weighed(here[p].abs()):.2f})" for p in PAUSES]
    lived_share = f"{weighed(hours['level']):.2f}"
    return [name, f"{len(hours):,}", f"{hours['n'].sum():,}", lived_share, *cells]


def test_its_error_grows_with_the_load_and_it_follows_the_hours_all_the_same(lived, error):
    error = error[15]
    load = pd.cut(lived["load"], [0, 2, 4, 6, 8])
    sums = (error * lived["n"]).groupby(load, observed=True).sum()
    by_load = sums / lived["n"].groupby(load, observed=True).sum()
    assert by_load.to_list() == pytest.approx([0.06, 0.12, 0.16, 0.21], abs=0.01)
    assert np.corrcoef(error + lived["level"], lived["level"])[0, 1] > 0.85
