"""What an argument may be: every number is checked once, at the door, and said where it stands."""

from __future__ import annotations

import numpy as np


def at_least(name: str, values, least: float = 0.0, *, infinite: bool = False) -> np.ndarray:
    """Return numbers of at least `least`."""
    array = np.asarray(values, dtype=float)
    allowed = f"a {'' if infinite else 'finite '}number of at least {least:g}"
    return _checked(name, array, (array >= least) & (infinite | np.isfinite(array)), allowed)


def above_zero(name: str, values, *, infinite: bool = False) -> np.ndarray:
    """Return numbers above 0."""
    array = np.asarray(values, dtype=float)
    allowed = f"a {'' if infinite else 'finite '}number above 0"
    return _checked(name, array, (array > 0) & (infinite | np.isfinite(array)), allowed)


def whole(name: str, values) -> np.ndarray:
    """Return whole numbers of at least 0, as floats."""
    array = at_least(name, values)
    return _checked(name, array, array == np.floor(array), "a whole number of at least 0")


def inside_shares(name: str, values) -> np.ndarray:
    """Return shares above 0 and below 1."""
    array = np.asarray(values, dtype=float)
    return _checked(name, array, (array > 0) & (array < 1), "a share above 0 and below 1")


def _checked(name: str, array: np.ndarray, good: np.ndarray, allowed: str) -> np.ndarray:
    if np.all(good):
        return array
    where = tuple(int(i) for i in np.argwhere(~good)[0])
    place = f" at {list(where)}" if where else ""
    raise ValueError(f"{name}{place} must be {allowed}, not {array[where]:g}")
