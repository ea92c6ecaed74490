"""Canonical tables written by hand, with the columns that a test names."""

import pandas as pd

from cctoolkit.tables.catalogue import CATALOGUE
from cctoolkit.tables.frames import conform


def table(name: str, rows: list[dict]) -> pd.DataFrame:
    """Build a canonical table from rows; columns that no row names are missing."""
    return conform(pd.DataFrame(rows, columns=[*CATALOGUE[name].names]), CATALOGUE[name])


def at(clock: str, day: str = "2026-03-10") -> pd.Timestamp:
    """A UTC instant, from a clock time."""
    return pd.Timestamp(f"{day} {clock}", tz="UTC")
