"""An engagement printed in a notebook: short, true, and nothing is read for it."""

import pandas as pd
import pytest

from cctoolkit.engagement.opening import open_engagement
from cctoolkit.errors import InputError
from cctoolkit.tables import store

SETTINGS = """
client: ACME
provider: Contacta
commissioned_by: ACME
zone: Europe/Madrid
period: 2026-03
currency: EUR
sources:
  - table: queue_intervals
    files: raw/colas.csv
    format: csv
    columns:
      start_at: Inicio
      end_at: {after: start_at, length: 30 min}
      queue: Cola
      n_offered: Ofrecidas
      n_answered: Atendidas
"""
ROWS = [f"2026-03-{day:02} 09:00,ventas,10,9" for day in range(1, 31)]
OUTSIDE = "2026-04-02 09:00,ventas,10,9"


@pytest.fixture
def engagement(tmp_path):
    (tmp_path / "raw").mkdir()
    text = "\n".join(["Inicio,Cola,Ofrecidas,Atendidas", *ROWS, OUTSIDE])
    (tmp_path / "raw" / "colas.csv").write_text(text, encoding="utf-8")
    (tmp_path / "engagement.yml").write_text(SETTINGS, encoding="utf-8")
    return open_engagement(tmp_path)


def test_parties_period_and_rows_in_a_few_lines(engagement):
    text = repr(engagement)
    for part in ("ACME", "Contacta", "2026-03-01 to 2026-03-31", "queue_intervals 31,"):
        assert part in text
    assert len(text) < 400
    assert len(engagement["queue_intervals"]) == 30
    assert "queue_intervals 30," in repr(engagement)


def test_nothing_is_read_to_print_it(engagement, monkeypatch):
    monkeypatch.setattr(store, "read", lambda *_: pytest.fail("a table was read"))
    assert "defects" not in repr(engagement)


def test_defects_are_counted_once_somebody_asked_for_them(engagement):
    n = len(engagement.defects)
    assert n > 0
    assert f"defects of the data: {n}" in repr(engagement)


def test_a_table_misnamed_is_told_the_nearest_and_all_there_are(engagement):
    with pytest.raises(InputError) as caught:
        engagement["queue_interval"]
    (problem,) = caught.value.problems
    assert (problem.code, problem.found) == ("table_absent", "queue_interval")
    assert problem.allowed.split(", ")[0] == "queue_intervals"
    assert set(problem.allowed.split(", ")) == set(engagement.tables)
    assert isinstance(engagement["queue_intervals"], pd.DataFrame)
