"""Unknown exports to a proposed mapping: what each file seems to feed, and what must be asked.

A proposal is data first: the settings of a source, in which an open point is `OPEN`, and the
questions by their place. `OPEN` is refused by `Source`, so a proposal cannot be used before it has
been answered. `proposal_text` writes it as the text of engagement.yml.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from cctoolkit.sources.draft import Draft
from cctoolkit.sources.mapping import OF_SETTINGS
from cctoolkit.sources.matching import Match
from cctoolkit.sources.profile import profile
from cctoolkit.sources.proposal import QUESTIONS, Proposal
from cctoolkit.sources.same_form import shared
from cctoolkit.sources.side_by_side import with_side_by_side
from cctoolkit.sources.sniff import Sniffed, sniff
from cctoolkit.sources.synonyms import COLUMNS
from cctoolkit.tables.catalogue import CATALOGUE

__all__ = ["Proposal", "profile", "propose"]


def propose(files: Iterable[Path], folder: Path | None = None) -> tuple[Proposal, ...]:
    """Propose a source for each kind of file; files of the same form share one.

    A file may feed a second table: the waiting thresholds of a queue report, or the auxiliary
    codes of a report of agents, that stand in columns side by side.

    Parameters
    ----------
    files : iterable of Path
        Raw files of any supported format.
    folder : Path, optional
        Engagement folder, from which the sources will name them.
    """
    found = []
    for path in sorted(files):
        name = Path(os.path.relpath(path, folder)).as_posix() if folder else path.as_posix()
        for sniffed in sniff(path, name):
            found += with_side_by_side(_proposal(sniffed))
    return tuple(shared(found))


def _proposal(sniffed: Sniffed) -> Proposal:
    if sniffed.table is None:
        return Proposal(sniffed.settings, problem=sniffed.problem)
    cells = sniffed.table.cells
    columns = tuple(profile(name, cells[name]) for name in cells)
    ranked = sorted((Match(CATALOGUE[name], columns) for name in COLUMNS), key=Match.rank)
    best, second = ranked[-1], ranked[-2]
    draft = Draft(sniffed, columns)
    for setting, options in sniffed.candidates.items():
        draft.ask((setting,), QUESTIONS[setting], options)
    if best.score < 1.5:
        tables = tuple(name for name in CATALOGUE if name != OF_SETTINGS)
        draft.ask(("table",), QUESTIONS["table"], tables)
        draft.settings["columns"] = {}
        return draft.finished()
    draft.settings["table"] = best.table.name
    if second.score > 0.95 * best.score:
        draft.ask(("table",), QUESTIONS["table"], (best.table.name, second.table.name))
    draft.fill(best)
    return draft.finished()
