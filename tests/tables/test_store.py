"""What is written is what is read, for every canonical table."""

from decimal import Decimal

import pandas as pd
import pytest

from cctoolkit.tables import store
from cctoolkit.tables.catalogue import CATALOGUE, Kind
from cctoolkit.tables.frames import conform

VALUES = {
    Kind.INSTANT: pd.Timestamp("2026-03-29 01:00:00.123", tz="UTC"),
    Kind.DATE: pd.Timestamp("2026-03-29"),
    Kind.DURATION: 2**53 + 1,
    Kind.COUNT: 3,
    Kind.SHARE: 0.1,
    Kind.NUMBER: 0.1,
    Kind.DECIMAL: Decimal("1234.567891"),
    Kind.FLAG: True,
}


@pytest.mark.parametrize("table", CATALOGUE.values(), ids=lambda table: table.name)
def test_round_trip(table, tmp_path):
    full = {column.name: VALUES.get(column.kind, "007") for column in table.columns}
    rows = pd.DataFrame([full | {"raw_file": "raw/a.csv", "raw_line": 2}, {}])
    frame = conform(rows, table)
    store.write(frame, table, tmp_path / "t.parquet")
    pd.testing.assert_frame_equal(store.read(tmp_path / "t.parquet", table), frame)


def test_a_decimal_that_does_not_fit_is_an_error(tmp_path):
    table = CATALOGUE["invoices"]
    frame = conform(pd.DataFrame([{"amount": Decimal("0.00000000001")}]), table)
    with pytest.raises(Exception, match=r"[Rr]escal|precision|data loss"):
        store.write(frame, table, tmp_path / "t.parquet")
