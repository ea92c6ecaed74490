"""One piece of a page: HTML that a notebook shows and that the report keeps."""

from __future__ import annotations

import re
from functools import lru_cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from cctoolkit.report.shipped import shipped

TEMPLATES = "templates/cctoolkit"
MARK = "cctoolkit"


class Block:
    """HTML of one piece of the page, made of escaped text.

    A notebook shows it. The mark in its metadata is what the export looks for: whatever else a
    cell shows, a table of agents left there by an analyst for one, never reaches the report.
    """

    def __init__(self, html: str, style: str = "") -> None:
        self.html = html.strip()
        self.style = style

    def _repr_html_(self) -> str:
        if not self.html:
            return ""
        return f'{self.style}<div class="cct">{self.html}</div>'

    def _repr_mimebundle_(self, **_: object) -> tuple[dict, dict]:
        shown = {"text/html": self._repr_html_(), "text/plain": ""}
        return shown, {MARK: "block"} if self.html else {}


@lru_cache
def environment() -> Environment:
    """Return the template engine: text is escaped, and a forgotten value is an error."""
    engine = Environment(
        loader=FileSystemLoader(shipped(TEMPLATES)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    engine.filters["coded"] = coded
    return engine


def coded(text: str) -> Markup:
    """Show what stands between backticks as code; everything is escaped first.

    Examples
    --------
    >>> coded("needs `schedules` & <b>")
    Markup('needs <code>schedules</code> &amp; &lt;b&gt;')
    """
    return Markup(re.sub(r"`([^`]*)`", r"<code>\1</code>", str(escape(text))))


def rendered(template: str, **values: object) -> str:
    """Fill a template of `templates/cctoolkit/blocks`."""
    return environment().get_template(f"blocks/{template}.html.j2").render(**values)


def stylesheet(*names: str) -> str:
    """Return the text of stylesheets, one after another."""
    folder = shipped(TEMPLATES)
    return "\n".join((folder / f"{name}.css").read_text(encoding="utf-8") for name in names)
