"""A client's accent colour, made dark enough to be read."""

from __future__ import annotations

READABLE = 4.5
_STEP = 0.95


def readable(accent: str, paper: str = "#ffffff") -> str:
    """Return the accent, darkened until text in it has a contrast of 4.5 to 1 on the paper.

    Examples
    --------
    >>> readable("#1f5f7a"), readable("#ffd400")
    ('#1f5f7a', '#897200')
    """
    parts = _parts(accent)
    while contrast(_hex(parts), paper) < READABLE:
        parts = tuple(part * _STEP for part in parts)
    return _hex(parts)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21, as WCAG 2 defines it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in _parts(colour))
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _parts(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))


def _hex(parts: tuple[float, ...]) -> str:
    return "#" + "".join(f"{int(part):02x}" for part in parts)
