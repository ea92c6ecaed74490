"""Writes the sample engagement, never over something else."""

from __future__ import annotations

import shutil
from pathlib import Path

from cctoolkit.cli import screen
from cctoolkit.errors import InputError, Problem

TRUTH = "truth.json"
RUNS = "runs"


def write(folder: Path, *, agents: int, days: int) -> None:
    """Write the sample; an earlier sample is replaced, its reports stay.

    Raises
    ------
    InputError
        The folder holds something that is no sample.
    """
    from cctoolkit.sample import write_sample

    if folder.exists() and any(folder.iterdir()) and not (folder / TRUTH).is_file():
        raise InputError(Problem("folder_taken", found=str(folder)))
    draft = folder.with_name(f"{folder.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    with screen.progress() as progress:
        write_sample(
            draft,
            agents=agents,
            days=days,
            progress=lambda done, n: progress("sample", done / max(n, 1)),
        )
    _replace(folder, draft)


def _replace(folder: Path, draft: Path) -> None:
    """Put the draft in place of an earlier sample, whose reports stay."""
    runs = folder / RUNS
    if runs.is_dir():
        runs.rename(draft / RUNS)
    shutil.rmtree(folder, ignore_errors=True)
    draft.rename(folder)
