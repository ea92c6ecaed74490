"""How each kind of column is held in pandas."""

from __future__ import annotations

from cctoolkit.tables.catalogue import Kind

_DTYPES = {
    Kind.INSTANT: "datetime64[ms, UTC]",
    Kind.DATE: "datetime64[ms]",
    Kind.DURATION: "Int64",
    Kind.COUNT: "Int64",
    Kind.SHARE: "float64",
    Kind.NUMBER: "float64",
    Kind.DECIMAL: "object",
    Kind.FLAG: "boolean",
}


def dtype_of(kind: Kind) -> str:
    """Return the pandas dtype of a kind: instants UTC, dates naive, durations and counts whole."""
    return _DTYPES.get(kind, "str")
