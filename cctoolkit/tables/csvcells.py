"""Text in a CSV that a spreadsheet opens: data stay data, whatever sign they begin with."""

from __future__ import annotations

from typing import TypeVar

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")

Value = TypeVar("Value")


def plain_cell(value: Value) -> Value | str:
    """Put an apostrophe before text that a spreadsheet would take for a formula.

    A number written as text stays a number.

    Examples
    --------
    >>> plain_cell("=HYPERLINK(1)"), plain_cell("-2,5"), plain_cell("-2+3"), plain_cell(-7)
    ("'=HYPERLINK(1)", '-2,5', "'-2+3", -7)
    """
    if not isinstance(value, str) or not value.startswith(FORMULA_SIGNS):
        return value
    digits = value[1:].replace(".", "").replace(",", "")
    is_number = value[0] in "+-" and digits.isdigit()
    return value if is_number else f"'{value}"
