"""Pictures and logos as part of the page, so that nothing is fetched to show them."""

from __future__ import annotations

import base64
import struct
from dataclasses import dataclass
from pathlib import Path

from cctoolkit.errors import InputError, Problem
from cctoolkit.figures import Picture

PICTURE_SCALE = 1.4
LOGO_KILOBYTES = 60
_LOGOS = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class Embedded:
    """A picture inside the page: where it comes from, its words, the size at which it is shown."""

    source: str
    alt: str
    caption: str
    size: tuple[int, int] | None


def embedded(picture: Picture) -> Embedded:
    """Put a picture into the page."""
    source = _data_address(picture.image, picture.mime)
    return Embedded(source, picture.alt, picture.caption, _size(picture))


def logo(folder: Path, name: str | None) -> str:
    """Return the address of a logo that is part of the page; empty without one.

    Raises
    ------
    InputError
        The file is missing, outside the engagement, of another kind, or too large.
    """
    if not name:
        return ""
    path = (folder / name).resolve()
    mime = _LOGOS.get(path.suffix.lower())
    if mime is None or not path.is_relative_to(folder.resolve()) or not path.is_file():
        raise InputError(Problem("logo_missing", found=name))
    image = path.read_bytes()
    kilobytes = len(image) // 1024
    if kilobytes > LOGO_KILOBYTES:
        values = {"kilobytes": kilobytes}
        raise InputError(
            Problem("logo_too_large", found=name, allowed=str(LOGO_KILOBYTES), values=values)
        )
    return _data_address(image, mime)


def _data_address(image: bytes, mime: str) -> str:
    return f"data:{mime};base64,{base64.b64encode(image).decode('ascii')}"


def _size(picture: Picture) -> tuple[int, int] | None:
    """Width and height at which a PNG is shown, from its header; others bring their own."""
    if picture.mime != "image/png":
        return None
    width, height = struct.unpack(">II", picture.image[16:24])
    return round(width / PICTURE_SCALE), round(height / PICTURE_SCALE)
