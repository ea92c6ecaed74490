"""From the columns of a file to the text of one canonical column, and local steps in time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from cctoolkit.intervals.local import to_local, to_utc
from cctoolkit.intervals.rows import NAT_MS
from cctoolkit.sources.dateformat import DAY_MS
from cctoolkit.sources.mapping import LENGTH, MONTH_START, ColumnRule, RowFilter
from cctoolkit.sources.numerals import UNIT_MS
from cctoolkit.sources.rawtable import cell_text, tidy

NO_END = pd.Timestamp(9999, 12, 31)
PROTECTED = r'^="(.*)"$'


def compose(
    rule: ColumnRule,
    cells: Mapping[str, pd.Series],
    n_rows: int,
    *,
    empty: Sequence[str] = (),
    decimal: str = ".",
) -> pd.Series:
    """Return the text from which a rule reads its column; missing where there is none.

    Examples
    --------
    >>> import pandas as pd
    >>> cells = {"dia": pd.Series(["1/2/26", "2/2/26"]), "hora": pd.Series(["9:00", ""])}
    >>> compose(ColumnRule(columns=("dia", "hora")), cells, 2).tolist()
    ['1/2/26 9:00', nan]
    """
    if rule.constant is not None:
        return pd.Series([cell_text(rule.constant, decimal)] * n_rows, dtype="str")
    text = None
    for parts in rule.alternatives:
        found = _joined([blanked(cells[tidy(part)], (*empty, *rule.empty)) for part in parts], rule)
        text = found if text is None else text.where(text.notna(), found)
    return text


def blanked(column: pd.Series, empty: Sequence[str] = ()) -> pd.Series:
    """Return a column without blanks around its texts, missing where it says "no value".

    `="007"`, by which systems keep a spreadsheet from eating zeros, becomes `007`.
    """
    bare = column.str.strip()
    if bare.str.startswith('="').any():
        bare = bare.str.replace(PROTECTED, r"\1", regex=True)
    return bare.mask(bare.isin(["", *(text.strip() for text in empty)]))


def kept(cells: Mapping[str, pd.Series], filters: Sequence[RowFilter], n_rows: int) -> np.ndarray:
    """Return which rows the filters keep."""
    is_kept = np.ones(n_rows, bool)
    for one in filters:
        text = cells[tidy(one.column)].fillna("").str.strip()
        words = one.drop if one.keep is None else one.keep
        is_kept &= (text.isin(words) == (one.keep is not None)).to_numpy(bool)
    return is_kept


def turned(texts: Sequence[pd.Series]) -> tuple[np.ndarray, np.ndarray]:
    """Return row and column of every filled cell of columns side by side, row by row.

    Examples
    --------
    >>> import pandas as pd
    >>> rows, which = turned([pd.Series(["1", "2"]), pd.Series([None, "3"], dtype="str")])
    >>> rows.tolist(), which.tolist()
    ([0, 1, 1], [0, 0, 1])
    """
    filled = np.column_stack([text.notna().to_numpy(bool) for text in texts])
    return np.nonzero(filled)


def day_after(last: pd.Series, fmt: str) -> pd.Series:
    """Return the first day after the last one; a format that tells no day gives whole months.

    31 December 9999, which means "no end", stays what it is.

    Examples
    --------
    >>> import pandas as pd
    >>> day_after(pd.Series(pd.to_datetime(["2026-03-15"]).as_unit("ms")), "%d/%m/%Y").tolist()
    [Timestamp('2026-03-16 00:00:00')]
    """
    tells_day = "%" not in fmt or re.search("%[dj]", fmt) is not None
    after = later(last, "1 day" if tells_day else "1 month", "UTC")
    return after.mask(last >= NO_END, last)


def later(values: pd.Series, length: str, zone: str) -> pd.Series:
    """Return instants or dates moved by a length; days and months follow the local calendar.

    Where the local time reached is shown twice, or not at all, it is the first, or the jump.

    Examples
    --------
    >>> import pandas as pd
    >>> midnight = pd.Series(pd.to_datetime(["2026-03-28T23:00Z"]).as_unit("ms"))
    >>> later(midnight, "1 day", "Europe/Madrid").tolist()
    [Timestamp('2026-03-29 22:00:00+0000', tz='UTC')]
    """
    if length == MONTH_START:
        return values.dt.to_period("M").dt.start_time.dt.as_unit("ms")
    number, unit = LENGTH.fullmatch(length).groups()
    steps = int(number)
    if unit in UNIT_MS:
        return values + pd.to_timedelta(steps * UNIT_MS[unit], unit="ms").as_unit("ms")
    index = pd.DatetimeIndex(values)
    if index.tz is None:
        moved = _moved(index.asi8, steps, unit)
        return pd.Series(moved.astype("datetime64[ms]"))
    local = _moved(to_local(index.asi8, zone), steps, unit)
    utc = to_utc(local, zone, repeated="first", skipped="forward").utc_ms
    return pd.Series(pd.DatetimeIndex(utc.astype("datetime64[ms]"), tz="UTC"))


def day_of(instants: pd.Series, zone: str) -> pd.Series:
    """Return the local date of instants.

    Examples
    --------
    >>> import pandas as pd
    >>> day_of(pd.Series(pd.to_datetime(["2026-03-28T23:00Z"]).as_unit("ms")), "Europe/Madrid")[0]
    Timestamp('2026-03-29 00:00:00')
    """
    local = to_local(pd.DatetimeIndex(instants).as_unit("ms").asi8, zone)
    days = np.where(local == NAT_MS, NAT_MS, local // DAY_MS * DAY_MS)
    return pd.Series(days.astype("datetime64[ms]"), index=instants.index)


def _joined(columns: list[pd.Series], rule: ColumnRule) -> pd.Series:
    if len(columns) == 1:
        return columns[0]
    return columns[0].str.cat(columns[1:], sep=rule.join)


def _moved(local_ms: np.ndarray, steps: int, unit: str) -> np.ndarray:
    """Move wall-clock times by days, weeks or months; the 31st of a short month is its last day."""
    is_there = local_ms != NAT_MS
    if not unit.startswith("month"):
        days = steps * (7 if unit.startswith("week") else 1)
        return np.where(is_there, local_ms + days * DAY_MS, NAT_MS)
    days = np.where(is_there, local_ms, 0).astype("datetime64[ms]").astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    of_month = days - months.astype("datetime64[D]")
    last = (months + steps + 1).astype("datetime64[D]") - np.timedelta64(1, "D")
    moved = np.minimum((months + steps).astype("datetime64[D]") + of_month, last)
    shift = (moved - days).astype(np.int64) * DAY_MS
    return np.where(is_there, local_ms + shift, NAT_MS)
