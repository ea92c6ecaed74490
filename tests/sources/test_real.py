"""Real files through the mapping: row counts and sums that were computed outside this project."""

from decimal import Decimal

import pandas as pd
import pytest
import yaml

from cctoolkit.sources.mapped import Reading, load
from cctoolkit.sources.mapping import Source

pytestmark = pytest.mark.real

BANK = """
table: contacts
files: anonymous-bank-feb1999/data_anonymous_bank_february.txt.gz
format: tsv
zone: Asia/Jerusalem
columns:
  contact_id: {columns: ["vru+line", call_id], join: "-"}
  customer_key: {column: customer_id, empty: ["0"], digits_lost: empty}
  queue: type
  arrived_at:
    first_of: [[date, q_start], [date, vru_exit]]
    format: "%y%m%d %H:%M:%S"
    empty: ["0:00:00"]
  answered_at:
    columns: [date, ser_start]
    format: "%y%m%d %H:%M:%S"
    empty: ["0:00:00"]
    nearest_to: arrived_at
  ended_at:
    first_of: [[date, ser_exit], [date, q_exit]]
    format: "%y%m%d %H:%M:%S"
    empty: ["0:00:00"]
    nearest_to: arrived_at
  wait_ms: {column: q_time, unit: s}
  talk_ms: {column: ser_time, unit: s}
  outcome: {column: outcome, codes: {AGENT: answered, HANG: abandoned, PHANTOM: not_offered}}
  agent_id: {column: server, empty: [NO_SERVER]}
"""

PWC = """
table: contacts
files: pwc-callcentre/Call-Center-Dataset.xlsx
format: xlsx
columns:
  contact_id: Call Id
  agent_id: Agent
  queue: Topic
  arrived_at: {columns: [Date, Time]}
  outcome: {column: Answered (Y/N), codes: {"Y": answered, "N": abandoned}}
  resolved: Resolved
  wait_ms: {column: Speed of answer in seconds, unit: s}
  talk_ms: {column: AvgTalkDuration, unit: clock}
  csat: Satisfaction rating
"""

DAILY = """
table: queue_intervals
files: daily-callcentre-2020/call_center_daily_2020_2022.csv
format: csv
columns:
  start_at: Fecha
  end_at: {after: start_at, length: 1 day}
  queue: {constant: all}
  n_offered: Incoming Calls
  n_answered: Answered Calls
  n_abandoned: Abandoned Calls
"""

STATED = """
table: reported
files: daily-callcentre-2020/call_center_daily_2020_2022.csv
format: csv
columns:
  party: {constant: provider}
  from_on: Fecha
  to_on: {after: from_on, length: 1 day}
unpivot:
  into: kpi
  value: value
  columns:
    Answer Speed (AVG): speed_of_answer
    Talk Duration (AVG): talk
    Waiting Time (AVG): waiting
    Service Level (20 Seconds): service_level_20_s
"""

STATUS = """
table: agent_intervals
files: genesys-wfm-samples/sample_agent_status.csv
format: csv
columns:
  agent_id: Agent Id
  start_at: {column: Interval Start, format: "%m/%d/%y %I:%M %p"}
  end_at: {column: Interval End, format: "%m/%d/%y %I:%M %p"}
  logged_ms: {column: Logged In, unit: ms}
"""

INVOICES = """
table: invoices
files: yellevate-invoices/invoices.csv
format: csv
columns:
  invoice_id: invoice_number
  line_number: {constant: 1}
  issued_on: invoice_date
  period: {after: issued_on, length: month start}
  concept: {constant: services}
  amount: invoice_amount_usd
  currency: {constant: USD}
  due_on: due_date
  disputed: disputed
"""


@pytest.fixture(scope="module")
def loaded(real_data):
    kept = {}

    def _loaded(mapping, zone="UTC"):
        if mapping not in kept:
            source = Source.model_validate(yaml.safe_load(mapping))
            kept[mapping] = load(source, real_data, Reading(zone))
        return kept[mapping]

    return _loaded


def test_bank_calls(loaded):
    bank = loaded(BANK)
    assert bank.problems == ()
    assert bank.frame["outcome"].value_counts().to_dict() == {
        "answered": 27_162,
        "abandoned": 5_904,
        "not_offered": 278,
    }
    assert bank.frame["contact_id"].is_unique
    assert bank.frame["raw_line"].tolist() == list(range(2, 33_346))


def test_bank_valid_served_calls(loaded):
    frame = loaded(BANK).frame
    served = frame[(frame["outcome"] == "answered") & frame["agent_id"].notna()]
    served = served[served["talk_ms"] > 0]
    assert len(served) == 26_586
    assert served["talk_ms"].mean() / 1000 == pytest.approx(179.61, abs=0.005)
    assert served["talk_ms"].median() == 109_000


def test_bank_calls_that_pass_midnight_end_after_they_begin(loaded):
    """The file states each service time: 16 of them only fit when the end is a day later."""
    frame = loaded(BANK).frame
    served = frame[frame["answered_at"].notna()]
    lasting = (served["ended_at"] - served["answered_at"]) // pd.Timedelta(1, "ms")
    assert (lasting == served["talk_ms"]).all()
    clock = served[["answered_at", "ended_at"]].apply(
        lambda times: times.dt.tz_convert("Asia/Jerusalem").dt.date
    )
    assert (clock["ended_at"] > clock["answered_at"]).sum() == 16


def test_bank_lost_identifiers_are_problems_unless_declared(loaded):
    bank = loaded(BANK.replace(", digits_lost: empty", ""))
    assert {problem.code for problem in bank.problems} == {"id_digits_lost"}
    assert len(bank.frame) + len(bank.problems) == 33_344


def test_pwc_workbook(loaded):
    pwc = loaded(PWC, "Europe/Zurich")
    frame = pwc.frame
    assert pwc.problems == ()
    assert len(frame) == 5_000
    answered = frame[frame["outcome"] == "answered"]
    assert (len(answered), int(frame["resolved"].sum())) == (4_054, 3_646)
    assert answered["wait_ms"].mean() / 1000 == pytest.approx(67.52, abs=0.005)
    assert answered["talk_ms"].mean() / 1000 == pytest.approx(224.92, abs=0.005)
    assert answered["csat"].mean() == pytest.approx(3.4036, abs=0.00005)
    assert frame["talk_ms"].isna().sum() == 946


def test_daily_totals(loaded):
    daily = loaded(DAILY)
    assert daily.problems == ()
    assert len(daily.frame) == 1_251
    counts = daily.frame[["n_offered", "n_answered", "n_abandoned"]].sum().tolist()
    assert counts == [248_373, 221_234, 27_139]
    assert (daily.frame["end_at"] - daily.frame["start_at"]).eq(pd.Timedelta(1, "D")).all()


def test_daily_means_are_only_stated(loaded):
    stated = loaded(STATED)
    assert stated.problems == ()
    assert stated.frame["kpi"].value_counts().tolist() == [1_251] * 4
    first = stated.frame[stated.frame["raw_line"] == 2].set_index("kpi")["value"]
    assert first.to_dict() == {
        "speed_of_answer": 17.0,
        "talk": 134.0,
        "waiting": 165.0,
        "service_level_20_s": 0.76,
    }


def test_agent_status_in_milliseconds(loaded):
    frame = loaded(STATUS, "America/New_York").frame
    assert frame["logged_ms"].tolist()[:3] == [570_000_000, 560_000_000, 580_000_000]
    assert (frame["end_at"] - frame["start_at"]).eq(pd.Timedelta(31, "D")).all()


def test_invoices(loaded):
    invoices = loaded(INVOICES)
    assert invoices.problems == ()
    assert len(invoices.frame) == 2_466
    assert sum(invoices.frame["amount"]) == Decimal(14_770_318)
    assert invoices.frame["disputed"].sum() == 571
