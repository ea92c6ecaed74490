"""Defects of the data as findings: what the figures had to leave out or could not see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cctoolkit.findings.finding import Finding
from cctoolkit.tables.defects import Defect

SECTION = "data"
_CHANGES_FIGURES = frozenset(
    {
        "missing_days",
        "parts_beyond_connection",
        "open_states",
        "unit_by_instants",
        "unit_by_interval",
        "unit_by_mean",
        "units_disagree",
        "two_timelines",
        "clock_set_back",
        "sessions_without_logout",
        "beyond_the_clock",
    }
)

_WRONG_BY_FAR = frozenset(
    {"unit_by_instants", "unit_by_interval", "unit_by_mean", "units_disagree"}
)
"""Defects that make figures sixty or a thousand times too large or small."""

_OF_ONE_PERSON = frozenset({"active_after_leaving"})
"""Defects that are nearly always somebody's: told without their days and hours."""


def from_defects(defects: Iterable[Defect]) -> Iterator[Finding]:
    """One finding per defect; those that move a figure of the report are notices first."""
    ordered = sorted(defects, key=lambda defect: defect.code not in _CHANGES_FIGURES)
    for defect in ordered:
        yield Finding(
            code=defect.code,
            section=SECTION,
            severity="serious" if defect.code in _WRONG_BY_FAR else "notice",
            value=float(defect.n_rows),
            unit="days" if defect.code == "missing_days" else "rows",
            n=defect.n_rows,
            n_unit="rows",
            where={"table": defect.table} | ({"detail": defect.detail} if defect.detail else {}),
            numbers=_numbers(defect),
            table=f"defect_{defect.code}",
        )


def _numbers(defect: Defect) -> dict[str, float | str]:
    numbers: dict[str, float | str] = {}
    if defect.code in _OF_ONE_PERSON:
        return numbers
    if defect.duration_ms is not None:
        numbers["hours"] = defect.duration_ms / 3_600_000
    if defect.days:
        numbers["days"] = ",".join(defect.days)
    return numbers | _first_row(defect) | defect.values


def _first_row(defect: Defect) -> dict[str, float | str]:
    """Where the first row that shows the defect can be looked up."""
    known = defect.rows.dropna() if "raw_line" in defect.rows else defect.rows.iloc[:0]
    if known.empty:
        return {}
    first = known.sort_values(["raw_file", "raw_line"], kind="stable").iloc[0]
    return {"first_file": str(first["raw_file"]), "first_line": int(first["raw_line"])}
