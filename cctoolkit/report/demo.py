"""The sample engagement that a notebook opens when it is given none."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import platformdirs

import cctoolkit
from cctoolkit.report.shipped import CHECKOUT, PACKAGE


def sample_engagement() -> Path:
    """Return the folder of the sample engagement, written at first use.

    In a checkout it is `data/sample`; an installed package keeps it in the user's cache folder,
    one for each version.
    """
    folder = _place()
    if not (folder / "engagement.yml").is_file():
        _write(folder)
    return folder


def _place() -> Path:
    if (PACKAGE / "_shipped").exists() or not (CHECKOUT / "pyproject.toml").is_file():
        return Path(platformdirs.user_cache_dir("cctoolkit")) / f"sample-{cctoolkit.__version__}"
    return CHECKOUT / "data" / "sample"


def _write(folder: Path) -> None:
    """Write beside and rename: two kernels may meet here."""
    from cctoolkit.sample import write_sample

    draft = folder.with_name(f"{folder.name}.{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    draft.parent.mkdir(parents=True, exist_ok=True)
    write_sample(draft)
    try:
        draft.rename(folder)
    except OSError:
        shutil.rmtree(draft)
        if not folder.is_dir():
            raise
