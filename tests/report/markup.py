"""Reads HTML as a browser would, to ask what is live in it."""

from __future__ import annotations

from bs4 import BeautifulSoup

LOADERS = "script, link:not([href='data:,']), iframe, object, embed, base, form, video, audio"


def parsed(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def live(html: str) -> list[str]:
    """Return what would load, run or send something from elsewhere."""
    soup = parsed(html)
    found = [str(item)[:80] for item in soup.select(LOADERS)]
    for item in soup.find_all(True):
        pairs = ((name, _text(value)) for name, value in item.attrs.items())
        found += [f"{item.name} {name}={text[:60]}" for name, text in pairs if _acts(name, text)]
    return found


def _text(value: object) -> str:
    return " ".join(value) if isinstance(value, list) else str(value)


def _acts(name: str, text: str) -> bool:
    if name.startswith("on") or text.strip().lower().startswith("javascript:"):
        return True
    is_address = name in ("src", "href", "srcset", "poster")
    return is_address and "//" in text.split(",")[0]
