"""A raw file as it is: every cell as text, every row with the line a spreadsheet shows."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from difflib import get_close_matches

import numpy as np
import pandas as pd

from cctoolkit.errors import InputError, Problem

MS = timedelta(milliseconds=1)
EARLY_DATE = re.compile(r"1900-(0[12])-(\d\d)(?: (\d\d):(\d\d:\d\d(?:\.\d{3})?))?")


@dataclass(frozen=True)
class RawTable:
    """The cells of one file or sheet.

    Parameters
    ----------
    file : str
        Name as the user gave it.
    cells : DataFrame of str
        One column per column of the file; a value that the file has not is missing.
    lines : int64 array
        Line of each row as a spreadsheet shows it, where a quoted line break is part of its row;
        in Parquet and SQL the number of the row.
    sheet : str, optional
    twice : mapping
        Column names that stand more than once, with the names their columns got here.
    dated : mapping of str to bool array
        Columns of a workbook in which some cells are dates, and which.
    problems : tuple of Problem
        Rows that could not be read; they are not in `cells`.
    """

    file: str
    cells: pd.DataFrame
    lines: np.ndarray
    sheet: str | None = None
    twice: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    dated: Mapping[str, np.ndarray] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def column_names(header: Sequence[str]) -> tuple[list[str], dict[str, tuple[str, ...]]]:
    """Return a name for every column, and the names that stand more than once.

    Blanks are made single; a column without a name is called by its letter, and columns of the
    same name are told apart by it.

    Examples
    --------
    >>> column_names(["Agente", "Total", "", "Total "])
    (['Agente', 'Total [B]', '[C]', 'Total [D]'], {'Total': ('Total [B]', 'Total [D]')})
    """
    plain = [tidy(name) for name in header]
    counts = Counter(plain)
    names, twice = [], {}
    for i, name in enumerate(plain):
        if name and counts[name] == 1:
            names.append(name)
            continue
        names.append(f"{name} [{letter(i)}]".strip())
        if name:
            twice[name] = (*twice.get(name, ()), names[-1])
    return names, twice


def tidy(name: str) -> str:
    """Return a column name with single blanks."""
    return " ".join(name.split())


def letter(position: int) -> str:
    """Return the letters by which a spreadsheet calls a column, counted from 0.

    Examples
    --------
    >>> letter(0), letter(25), letter(26)
    ('A', 'Z', 'AA')
    """
    text = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        text = chr(65 + rest) + text
    return text


def cell_text(value: object, decimal: str = ".") -> str | None:
    """Return a typed cell as text: ISO dates, clock times, numbers with the file's decimal sign.

    Numbers keep the 15 digits that a spreadsheet keeps, so none shows the noise of binary
    fractions. Times are rounded to the millisecond.

    Examples
    --------
    >>> cell_text(109.0), cell_text(0.1 + 0.2, ","), cell_text(timedelta(hours=26, seconds=5))
    ('109', '0,3', '26:00:05')
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return None if value != value else f"{value:.15g}".replace(".", decimal)
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", decimal)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return _moment_text(value)


def _moment_text(value: object) -> str:
    if isinstance(value, datetime):
        return _instant_text(value)
    if isinstance(value, time):
        since = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
        return _clock_text(since + timedelta(microseconds=value.microsecond))
    if isinstance(value, timedelta):
        return _clock_text(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _instant_text(value: datetime) -> str:
    rounded = value + timedelta(microseconds=500)
    text = rounded.isoformat(" ", "milliseconds").replace(".000", "")
    return text.removesuffix(" 00:00:00")


def _clock_text(value: timedelta) -> str:
    sign = "-" if value < timedelta(0) else ""
    seconds, ms = divmod(round(abs(value) / MS), 1000)
    minutes, seconds = divmod(seconds, 60)
    fraction = f".{ms:03d}" if ms else ""
    return f"{sign}{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}{fraction}"


def hours_of_days(text: pd.Series) -> pd.Series:
    """Return clock times of a day or more in the place of the dates that a workbook has for them.

    A cell of 26 hours formatted as h:mm:ss is, to a spreadsheet, 1 January 1900 at 2:00:00. Of its
    February only the first 27 days are certain: it believes that there was a 29th.

    Examples
    --------
    >>> import pandas as pd
    >>> hours_of_days(pd.Series(["12:00:00", "1900-01-01 02:00:05", "1900-01-02"])).tolist()
    ['12:00:00', '26:00:05', '48:00:00']
    """
    is_date = text.str.startswith("1900-", na=False)
    if not is_date.any():
        return text
    return text.mask(is_date, text[is_date].map(_hours_of_days))


def _hours_of_days(word: str) -> str:
    found = EARLY_DATE.fullmatch(word)
    if found is None:
        return word
    month, day, hours, rest = found.groups()
    days = int(day) + (31 if month == "02" else 0)
    return f"{days * 24 + int(hours or 0)}:{rest or '00:00'}" if days < 59 else word


def body(
    is_blank: np.ndarray, header_line: int, stop_row: int | None, skip_footer: int
) -> np.ndarray:
    """Return the positions of the rows below the column names that hold the table.

    Blank rows don't count, not even among the lines of the footer.
    """
    last = len(is_blank) if stop_row is None else stop_row
    rows = np.arange(header_line, max(last, header_line))
    rows = rows[~is_blank[rows]]
    return rows[: len(rows) - skip_footer] if skip_footer else rows


def stop(code: str, file: str, **fields) -> InputError:
    """Return the error of a file of which nothing can be read."""
    known = ("sheet", "line", "column", "found", "allowed")
    place = {name: fields.pop(name) for name in known if name in fields}
    return InputError(Problem(code, file, values=fields, **place))


def unreadable(file: str, error: OSError) -> Problem:
    """Return why the system does not give a file."""
    if isinstance(error, IsADirectoryError):
        return Problem("file_is_folder", file)
    if isinstance(error, PermissionError):
        return Problem("file_forbidden", file)
    return Problem("file_unreadable", file, found=error.strerror or type(error).__name__)


def nearest(name: str, options: Sequence[str], n: int = 3) -> str:
    """Return the options most like a name, the same letters in another case first.

    Examples
    --------
    >>> nearest("agente", ["Cola", "Agente", "Agencia"])
    'Agente, Agencia'
    """
    by_folded = {option.casefold(): option for option in reversed(options)}
    found = get_close_matches(name.casefold(), by_folded, n, 0.4)
    return ", ".join(by_folded[option] for option in found) or ", ".join(options[:10]) or "–"
