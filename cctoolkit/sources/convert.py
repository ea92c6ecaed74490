"""Columns of text to typed columns, with the cells that could not be read set apart by reason.

Each distinct text is read once. Empty cells are missing values, never faults: whether a value is
required is asked elsewhere. Nothing here knows files, tables or mappings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd

from cctoolkit.sources.numerals import (
    Digits,
    Unreadable,
    amount,
    count,
    duration_ms,
    finite,
    ratio,
)

TRUE_WORDS = ("true", "1", "yes", "y", "si", "sí", "s", "verdadero")
FALSE_WORDS = ("false", "0", "no", "n", "falso")
DIGITS_LOST = re.compile(r"\d([.,]\d+)?[eE]\+\d+")


SPREADSHEET_ERROR = re.compile(r"#([A-ZÑ0]+[!?]|¡[A-Z0/¡]+!|¿[A-Z]+\?|DIV/0!|N/[AD])")


@dataclass(frozen=True)
class Converted:
    """A typed column, and by problem code the rows whose text could not be read."""

    typed: object
    faults: Mapping[str, np.ndarray] = field(default_factory=dict)

    @property
    def bad(self) -> np.ndarray:
        """Mask of the rows that could not be read."""
        mask = np.zeros(len(self.typed), bool)
        for rows in self.faults.values():
            mask[rows] = True
        return mask


class Meaning(NamedTuple):
    """What a vendor's word stands for."""

    code: str
    aux_code: str | None = None


@dataclass(frozen=True)
class Translated:
    """Codes and auxiliary codes, row for row, and the rows whose word no vocabulary lists."""

    code: pd.api.extensions.ExtensionArray
    aux_code: pd.api.extensions.ExtensionArray
    unknown: np.ndarray


def numbers(text: pd.Series, digits: Digits = Digits(), *, percent: bool = False) -> Converted:
    """Read numbers as float64.

    A sign that could separate thousands or decimals is refused where the file declares neither.

    Parameters
    ----------
    text : Series of str
    digits : Digits
        Decimal and thousands signs of the file.
    percent : bool
        82.1, "82,1 %" mean 0.821.

    Examples
    --------
    >>> import pandas as pd
    >>> read = numbers(pd.Series(["1.234,5", "1.234", ""]), Digits(","))
    >>> read.typed.tolist(), read.faults
    ([1234.5, nan, nan], {'number_ambiguous': array([1])})
    """
    return _each(text, lambda word: finite(ratio(word, digits, percent)), "float64")


def shares(text: pd.Series, digits: Digits = Digits(), *, percent: bool = False) -> Converted:
    """Read shares, 0 to 1; a percent sign counts only where `percent` declares it."""

    def share(word: str) -> float:
        value = ratio(word, digits, percent)
        if not 0 <= value <= 1:
            raise Unreadable("share_out_of_range")
        return float(value)

    return _each(text, share, "float64")


def decimals(text: pd.Series, digits: Digits = Digits()) -> Converted:
    """Read exact amounts; a currency sign or code may stand before or after.

    Examples
    --------
    >>> import pandas as pd
    >>> decimals(pd.Series(["1.234,50 €", "(3,20)"]), Digits(",", ".")).typed.tolist()
    [Decimal('1234.50'), Decimal('-3.20')]
    """
    return _each(text, lambda word: amount(word, digits), "object")


def counts(text: pd.Series, digits: Digits = Digits()) -> Converted:
    """Read whole numbers; a fraction is a fault, and 1.000 could be one or a thousand."""
    return _each(text, lambda word: count(word, digits), "Int64")


def durations(text: pd.Series, unit: str, digits: Digits = Digits()) -> Converted:
    """Read durations as whole milliseconds; finer fractions are rounded half to even.

    Parameters
    ----------
    text : Series of str
    unit : {"ms", "s", "min", "h", "clock", "mm:ss", "excel_day"}
        Under `excel_day` a clock time is accepted too: it is how a workbook hands over a cell
        that is formatted as a time.
    digits : Digits
        Signs of the file's numbers; inside a clock time either decimal sign will do.

    Examples
    --------
    >>> import pandas as pd
    >>> durations(pd.Series([" 135:40:34.625", "0:02"]), "clock").typed.tolist()
    [488434625, 120000]
    """
    return _each(text, lambda word: duration_ms(word, unit, digits), "Int64")


def flags(text: pd.Series) -> Converted:
    """Read yes or no, by `TRUE_WORDS` and `FALSE_WORDS` in any case, and by no other word."""

    def flag(word: str) -> bool:
        if word.casefold() in TRUE_WORDS:
            return True
        if word.casefold() in FALSE_WORDS:
            return False
        raise Unreadable("flag_unreadable")

    return _each(text, flag, "boolean")


def ids(text: pd.Series, *, digits_lost: str = "error") -> Converted:
    """Keep identifiers as they are, zeros included.

    One that a spreadsheet turned into 3,46E+12 has lost its digits: a fault, or by declaration
    (`digits_lost="empty"`) no value.
    """

    def identifier(word: str) -> str | None:
        if not DIGITS_LOST.fullmatch(word):
            return word
        if digits_lost == "error":
            raise Unreadable("id_digits_lost")
        return None

    return _each(text, identifier, "str")


def texts(text: pd.Series) -> Converted:
    """Keep texts, without the blanks around them."""
    return _each(text, str, "str")


def listed(text: pd.Series, allowed: Sequence[str]) -> Converted:
    """Keep codes of a closed list; any other text is a fault."""

    def code(word: str) -> str:
        if word not in allowed:
            raise Unreadable("code_unlisted")
        return word

    return _each(text, code, "str")


def translate(text: pd.Series, vocabulary: Mapping[str, Meaning]) -> Translated:
    """Put codes in the place of a vendor's words, letter for letter.

    The word `""` of a vocabulary stands for the empty cell; without it an empty cell stays empty.
    """
    positions, words = distinct(text)
    positions = np.where(positions < 0, len(words), positions)
    words = [*words, ""]
    meanings = [vocabulary.get(word) for word in words]
    known = np.array([word == "" or word in vocabulary for word in words])
    return Translated(
        _strings([meaning and meaning.code for meaning in meanings]).take(positions),
        _strings([meaning and meaning.aux_code for meaning in meanings]).take(positions),
        ~known[positions],
    )


def distinct(text: pd.Series) -> tuple[np.ndarray, list[str]]:
    """Return for each row the position of its text among the distinct ones; -1 where empty."""
    codes, found = pd.factorize(text)
    words = [word.strip() for word in found.tolist()]
    is_empty = np.array([word == "" for word in words], bool)
    if is_empty.any():
        codes = np.where(is_empty[codes] & (codes >= 0), -1, codes)
    return codes, words


def _each(text: pd.Series, read: Callable[[str], object], dtype: str) -> Converted:
    positions, words = distinct(text)
    values, fault = [], np.full(len(words), None, object)
    for i, word in enumerate(words):
        try:
            _refuse_debris(word)
            values.append(read(word) if word else None)
        except Unreadable as error:
            values.append(None)
            fault[i] = error.code
    return spread(positions, _typed(values, dtype), fault)


def _refuse_debris(word: str) -> None:
    """Refuse what a spreadsheet shows where it has no value to show."""
    if word.startswith("=") and len(word) > 1:
        raise Unreadable("formula_without_value")
    if word.startswith("#") and SPREADSHEET_ERROR.fullmatch(word):
        raise Unreadable("cell_error")
    if "\0" in word:
        raise Unreadable("zero_character")


def _typed(values: list, dtype: str):
    if dtype == "object":
        array = np.empty(len(values), object)
        array[:] = values
        return array
    if dtype == "float64":
        return np.array([np.nan if value is None else value for value in values], np.float64)
    return _strings(values) if dtype == "str" else pd.array(values, dtype=dtype)


def _strings(values: Sequence[str | None]):
    return pd.Series(values, dtype="str").array


def spread(positions: np.ndarray, values, *faults: np.ndarray) -> Converted:
    """Bring values and faults of distinct texts back to their rows."""
    fault = faults[0].copy()
    for other in faults[1:]:
        fault = np.where(fault == None, other, fault)  # noqa: E711
    found = {}
    for code in sorted({code for code in fault if code is not None}):
        is_such = np.append(fault == code, False)
        found[code] = np.flatnonzero(is_such[positions])
    is_fault = np.append(fault != None, False)  # noqa: E711
    rows = np.where(is_fault[positions], -1, positions) if found else positions
    return Converted(_take(values, rows), {code: at for code, at in found.items() if at.size})


def _take(values, rows: np.ndarray):
    if isinstance(values, np.ndarray):
        missing = None if values.dtype == object else np.nan
        extended = np.append(values, [missing]).astype(values.dtype)
        return extended[rows]
    return values.take(rows, allow_fill=True)
