"""The stamp of a run: from what it was made, with what, for whom and when."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePath, PureWindowsPath
from zoneinfo import ZoneInfo

import cctoolkit
from cctoolkit.engagement.build import sha256
from cctoolkit.engagement.opening import Engagement
from cctoolkit.engagement.reading import SETTINGS_FILE
from cctoolkit.sections.section import Section

NAME = "manifest.json"
PACKAGES = ("pandas", "numpy", "pyarrow", "scipy", "matplotlib", "papermill", "nbconvert", "babel")


def manifest(engagement: Engagement, command: str, now: datetime | None = None) -> dict:
    """Return the stamp of an opened engagement.

    Names of files are as the engagement gives them; of one that lies elsewhere only the last part
    is kept, so that no path of a machine and no user of it gets into a report.

    Parameters
    ----------
    engagement : Engagement
    command : str
        What was asked for, in the form that asks for it again.
    now : datetime, optional
        Instant of the run, with zone.
    """
    settings = engagement.settings
    now = (now or datetime.now(UTC)).replace(microsecond=0)
    return {
        "client": settings.client,
        "provider": settings.provider,
        "service": settings.service,
        "commissioned_by": settings.commissioned_by,
        "view": settings.view,
        "state": settings.state,
        "language": settings.language,
        "period": {
            "first": settings.period.first.isoformat(),
            "last": settings.period.last.isoformat(),
        },
        "command": command,
        "created_at_utc": now.astimezone(UTC).isoformat(),
        "created_at_local": now.astimezone(ZoneInfo(settings.zone)).isoformat(),
        "zone": settings.zone,
        "engagement_sha256": sha256(engagement.folder / SETTINGS_FILE),
        "inputs": [_input(file) for file in engagement.inputs],
        "versions": versions(),
    }


def with_evidence(stamp: Mapping, sections: Mapping[str, Section]) -> dict:
    """Return the stamp with the grade of evidence of each section."""
    grades = {name: section.grade for name, section in sections.items() if section.grade}
    return {**stamp, "evidence": grades}


def versions() -> dict[str, str]:
    """Return the versions of the toolkit, of Python and of the packages that make the numbers."""
    found = {"cctoolkit": cctoolkit.__version__, "python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def write(stamp: Mapping, output: Path) -> None:
    """Write the stamp as JSON."""
    text = json.dumps(stamp, indent=1, ensure_ascii=False)
    (output / NAME).write_text(text + "\n", encoding="utf-8")


def read(output: Path) -> dict | None:
    """Return the stamp of an output folder, or None before there is one."""
    path = output / NAME
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def _input(file: object) -> dict:
    record = {"name": named(getattr(file, "name", ""))}
    for field in ("sha256", "n_bytes", "n_rows", "n_left_out"):
        if hasattr(file, field):
            record[field] = getattr(file, field)
    return record


def named(path: str) -> str:
    """Return a file's name without any folder of the machine.

    Examples
    --------
    >>> named("raw/acd.csv"), named("/home/ana/acd.csv"), named(r"C:\\\\data\\\\acd.csv")
    ('raw/acd.csv', 'acd.csv', 'acd.csv')
    """
    if PureWindowsPath(path).drive:
        return PureWindowsPath(path).name
    pure = PurePath(path)
    return pure.name if pure.is_absolute() or ".." in pure.parts else path
