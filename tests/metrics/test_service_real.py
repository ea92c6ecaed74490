"""A month of a bank's calls and a training workbook: figures computed from the files elsewhere."""

from datetime import date

import pandas as pd
import pytest
import yaml

from cctoolkit.metrics.legs import handle_time_per_contact, short_contacts, transfers
from cctoolkit.metrics.queue_intervals import reduce_contacts
from cctoolkit.metrics.resolution import first_contact_resolution, repeat_contacts
from cctoolkit.metrics.satisfaction import satisfaction
from cctoolkit.metrics.service_levels import (
    service_level_variants,
    service_level_variants_of_contacts,
)
from cctoolkit.metrics.statutory import requirements_of, statutory_levels
from cctoolkit.sources.mapped import Reading, load
from cctoolkit.sources.mapping import Source
from tests.sources.test_real import BANK, PWC

pytestmark = pytest.mark.real
T20 = {"threshold_s": 20, "short_s": 5}


def read(mapping, folder, zone):
    return load(Source.model_validate(yaml.safe_load(mapping)), folder, Reading(zone)).frame


@pytest.fixture(scope="module")
def bank(real_data):
    return read(BANK, real_data, "Asia/Jerusalem")


@pytest.fixture(scope="module")
def intervals(bank):
    return reduce_contacts(bank, zone="Asia/Jerusalem", waiting_thresholds_s=[5, 20, 180])


def test_one_month_has_six_levels(bank, intervals):
    direct = service_level_variants_of_contacts(bank, **T20)
    pd.testing.assert_frame_equal(direct, service_level_variants(*intervals, **T20))
    value = direct.set_index("variant")["value"]
    assert value["SL2"] == pytest.approx(0.5968, abs=5e-5)
    assert value["SL3"] == pytest.approx(0.4902, abs=5e-5)
    assert 1 - value["answer_rate"] == pytest.approx(0.17855, abs=5e-6)
    assert value["SL3"] < value["SL6"] < value["SL4"] < value["SL1"] < value["SL2"]


def test_the_readings_of_the_law_disagree_about_a_real_month(intervals):
    spain = requirements_of("ES", date(2026, 12, 28))
    met = statutory_levels(*intervals, requirements=spain).groupby("reading")["reading_met"].first()
    assert met.to_dict() == {
        "share_within": False,
        "mean_wait": True,
        "share_answered_and_mean_wait": False,
    }


def test_mean_service_by_type(bank):
    got = handle_time_per_contact(bank, ["queue"]).set_index("queue")
    expected = {"NE": 277.4, "IN": 267.4, "PE": 234.2, "PS": 186.8, "TT": 116.2, "NW": 108.7}
    assert got["aht_per_leg_s"].round(1).to_dict() == expected
    assert handle_time_per_contact(bank)["aht_per_contact_s"].item() == pytest.approx(
        179.61, abs=5e-3
    )


def test_short_calls_of_four_agents(bank):
    names = {"MORIAH": 0.188, "ANAT": 0.166, "MIKI": 0.149, "TOVA": 0.097}
    got = short_contacts(bank, ["agent_id"], short_s=10).set_index("agent_id")["short_share"]
    assert got[[*names]].round(3).to_dict() == names


def test_no_transfer_is_claimed_from_a_log_that_has_none(bank):
    got = transfers(bank).iloc[0]
    assert (got["n_contacts"], got["n_not_recorded"]) == (0, 26_586)


def test_fewer_than_half_of_the_callers_are_known(bank):
    got = first_contact_resolution(bank, window_days=7).iloc[0]
    served = bank[bank["outcome"] == "answered"]
    assert got["n_contacts"] == len(served) == 27_162
    assert got["n_without_key"] == served["customer_key"].isna().sum()
    assert got["identified_share"] == pytest.approx(0.431, abs=5e-4)
    assert got["fcr_of_contacts"] < got["not_followed_share"] < got["fcr_of_issues"]
    assert got["fcr_of_issues_km"] == pytest.approx(got["fcr_of_issues"], abs=0.01)


def test_returns_of_a_real_month_as_a_sort_and_a_shift_find_them(bank):
    rows = repeat_contacts(bank, window_days=7)
    known = bank[(bank["outcome"] == "answered") & bank["customer_key"].notna()]
    known = known.sort_values(["customer_key", "arrived_at", "contact_id"])
    following = known.groupby("customer_key")["arrived_at"].shift(-1)
    again = (following - known["arrived_at"]) <= pd.Timedelta(7, "D")
    assert rows["is_followed"].sum() == again.sum()


def test_satisfaction_of_the_workbook(real_data):
    rows = read(PWC, real_data, "Europe/Zurich")
    got = satisfaction(rows).iloc[0]
    assert (got["n_responses"], got["mean"]) == (4_054, pytest.approx(3.4036, abs=5e-5))
    levels = service_level_variants_of_contacts(rows, **T20).set_index("variant")
    assert levels.loc["SL2", "value"] == pytest.approx(0.09225, abs=5e-6)
    # it doesn't say how long those who gave up had waited
    assert levels.loc["SL1", "reason"] == "abandoned_waiting_not_recorded"
