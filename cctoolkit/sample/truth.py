"""What was planted and what the files must add up to, as a dictionary that tests read."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class SampleTruth:
    """Exact numbers of a sample; the same as `truth.json`.

    Parameters
    ----------
    world : dict
        Seed, sizes, dates and parameters.
    planted : dict
        The planted findings by name; None where the sample is too small to hold one.
    defects : dict
        The data defects by name, with their counts.
    sums : dict
        Time in each state by month, site, team and shift, in milliseconds; contacts by date and
        queue; learning by cohort.
    files : dict
        Rows and control sums of each raw file, as written, defects included.
    """

    world: dict
    planted: dict
    defects: dict
    sums: dict
    files: dict

    def write(self, path: Path) -> None:
        """Write the truth as JSON."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)
        path.write_text(text + "\n", encoding="utf-8")


def read_truth(path: Path) -> SampleTruth:
    """Read a truth written by `SampleTruth.write`."""
    return SampleTruth(**json.loads(path.read_text(encoding="utf-8")))
