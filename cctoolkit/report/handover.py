"""What a section's kernel leaves for the summary and for the run: its result, tables, findings."""

from __future__ import annotations

import copyreg
import json
import pickle
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from cctoolkit.errors import InputError, Problem
from cctoolkit.report.columns import in_zone, people
from cctoolkit.sections.section import Lack, Section
from cctoolkit.tables.csvcells import plain_cell

FOLDER = "handover"
TABLES = "tables"
FINDINGS = "findings.json"


def _frozen(content: dict) -> MappingProxyType:
    return MappingProxyType(content)


copyreg.pickle(MappingProxyType, lambda mapping: (_frozen, (dict(mapping),)))


def leave(section: Section, output: Path, *, zone: str, names_people: bool) -> None:
    """Leave a section's result and write its tables as CSV below an output folder.

    The CSV is what a Spanish spreadsheet opens: UTF-8 with mark, semicolons; numbers keep the
    point, all their digits and the unit of their column's name; instants are of the zone and carry
    its distance to UTC.
    """
    for name, table in section.tables.items():
        refuse_people(table, name, allowed=names_people)
        path = output / csv_name(section.name, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        _as_written(in_zone(table, zone)).to_csv(path, sep=";", index=False, encoding="utf-8-sig")
    left = output / FOLDER / f"{section.name}.pickle"
    left.parent.mkdir(parents=True, exist_ok=True)
    left.write_bytes(pickle.dumps(section))


def _as_written(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with its texts as a spreadsheet may open them."""
    texts = [name for name in table if table[name].dtype == object or table[name].dtype == "str"]
    return table.assign(**{name: table[name].map(plain_cell) for name in texts})


def taken(output: Path) -> dict[str, Section]:
    """Return the results left so far, by section."""
    paths = sorted((output / FOLDER).glob("*.pickle"), key=lambda path: path.stat().st_mtime_ns)
    return {path.stem: pickle.loads(path.read_bytes()) for path in paths}


def csv_name(section: str, table: str) -> str:
    """Return the path of a table's CSV below the run."""
    return f"{TABLES}/{section}-{table}.csv"


def write_findings(sections: Mapping[str, Section], output: Path) -> None:
    """Write what was found, without a sentence and without a date: the golden file of tests."""
    content = {name: findings_record(section) for name, section in sections.items()}
    text = json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True, default=str)
    (output / FINDINGS).write_text(text + "\n", encoding="utf-8")


def findings_record(section: Section) -> dict:
    """Return key figures, findings, lacks and grades of a section as JSON can hold them."""
    return {
        "key_figures": [figure.as_record() for figure in section.key_figures],
        "findings": [finding.as_record() for finding in section.findings],
        "lacks": [lack_record(lack) for lack in section.lacks],
        "grades": dict(section.grades),
    }


def lack_record(lack: Lack) -> dict:
    """Return a lack as JSON can hold it."""
    return {"what": lack.what, "reason": lack.reason, "needs": list(lack.needs)}


def refuse_people(table: pd.DataFrame, name: str, *, allowed: bool) -> None:
    """Stop a table with a row per person on its way to a reader who may not see it.

    Raises
    ------
    InputError
        The table has a column of people, and the engagement does not provide for an annex of them.
    """
    columns = people(table)
    if columns and not allowed:
        raise InputError(Problem("people_not_shown", found=name, column=", ".join(columns)))
