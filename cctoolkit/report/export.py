"""Executed notebooks become one HTML file that needs nothing from anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from nbconvert import HTMLExporter
from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from traitlets.config import Config

from cctoolkit.errors import Problem, RunError
from cctoolkit.report.block import MARK, stylesheet
from cctoolkit.report.colour import readable
from cctoolkit.report.sentences.answers import title
from cctoolkit.report.shipped import shipped
from cctoolkit.words import Words

SUMMARY = "summary"
INTERNAL = "internal"
LIMIT_MB = 5
REMOTE = re.compile(
    r"""<(?:script|link|iframe|object|embed|base|form)\b(?![^>]*href="data:,")"""
    r"""|\b(?:src|href|srcset|action|data|poster)\s*=\s*["']?\s*(?:https?:)?//"""
    r"""|url\(\s*["']?(?!data:)|@import""",
    re.IGNORECASE,
)
_EVENT = re.compile(r"""<[a-z][^<>]*\son[a-z]+\s*=""", re.IGNORECASE)


@dataclass(frozen=True)
class Frame:
    """What the page says of itself, around its parts."""

    language: str
    title: str
    accent: str
    style: str
    skip: str
    contents: str
    anchors: tuple[tuple[str, str], ...]
    sections: tuple[str, ...]


def export(notebooks: Mapping[str, NotebookNode], words: Words, *, name: str, accent: str) -> str:
    """Return the report: masthead and summary first, the sections, what closes it.

    Parameters
    ----------
    notebooks : mapping of str to NotebookNode
        Executed notebooks by section; that of the summary may stand anywhere.
    words : Words
    name : str
        Title of the page.
    accent : str
        Colour of the brand, darkened if it could not be read.

    Raises
    ------
    RunError
        The page would be larger than a mail accepts.
    """
    merged = new_notebook(cells=[*_cells(notebooks)])
    frame = Frame(
        language=words.language,
        title=name,
        accent=readable(accent),
        style=stylesheet("blocks", "page"),
        skip=words.say("Skip to the content"),
        contents=words.say("Contents"),
        anchors=tuple(_anchors(merged, notebooks, words)),
        sections=tuple(section for section in notebooks if section != SUMMARY),
    )
    html, _ = exporter(words.language).from_notebook_node(merged, {"report": frame})
    _refuse_large(html)
    return html


def exporter(language: str) -> HTMLExporter:
    """Return nbconvert's exporter with the project's template; nothing of a cell's code is kept."""
    config = Config()
    config.TagRemovePreprocessor.enabled = True
    config.TagRemovePreprocessor.remove_cell_tags = (INTERNAL,)
    return HTMLExporter(
        config=config,
        template_name="cctoolkit",
        extra_template_basedirs=[str(shipped("templates"))],
        exclude_input=True,
        language_code=language,
    )


def remote_references(html: str) -> list[str]:
    """Return whatever in a page would load, run or send something: an empty list, if all is well.

    Addresses in plain text are text.
    """
    return [found[0] for pattern in (REMOTE, _EVENT) for found in pattern.finditer(html)]


def _cells(notebooks: Mapping[str, NotebookNode]) -> Iterable[NotebookNode]:
    for section, notebook in notebooks.items():
        for cell in notebook.cells:
            cell = NotebookNode(cell)
            cell.id = f"{section}-{cell.get('id', '')}"[:64]
            cell.metadata = {**cell.metadata, "part": _part(section, cell)}
            yield cell


def _part(section: str, cell: NotebookNode) -> str:
    """Return the part of the page in which a cell stands."""
    if section != SUMMARY:
        return section
    tags = cell.metadata.get("tags", [])
    return next((tag for tag in tags if tag in ("masthead", "closing")), "front")


def _anchors(
    merged: NotebookNode, notebooks: Mapping[str, NotebookNode], words: Words
) -> Iterable[tuple[str, str]]:
    """Yield the entries of the contents that the page really has, in its order."""
    html = "".join(_html(merged))
    front = (
        ("verdict", words.say("The verdict")),
        ("key-figures", words.say("Key figures")),
        ("findings", words.say("Findings")),
        ("lacks", words.say("Not evaluated")),
    )
    closing = (
        ("definitions", words.say("Definitions")),
        ("data-quality", words.say("Data quality")),
        ("stamp", words.say("Stamp")),
    )
    yield from (entry for entry in front if f'id="{entry[0]}"' in html)
    yield from ((name, title(name, words)) for name in notebooks if name != SUMMARY)
    yield from (entry for entry in closing if f'id="{entry[0]}"' in html)


def _html(notebook: NotebookNode) -> Iterable[str]:
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.get("metadata", {}).get(MARK):
                yield output.data["text/html"]


def _refuse_large(html: str) -> None:
    megabytes = len(html.encode()) / 1e6
    if megabytes > LIMIT_MB:
        raise RunError(Problem("report_too_large", found=f"{megabytes:.1f}", allowed=str(LIMIT_MB)))


def write(html: str, path: Path) -> None:
    """Write the page."""
    path.write_text(html, encoding="utf-8")
