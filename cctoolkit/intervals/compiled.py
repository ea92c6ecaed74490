"""Compilation of sweeps: kept on disk where that is possible, never a reason to fail."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from numba import njit
from numba.extending import is_jitted


def compiled(function: Callable) -> Callable:
    """Compile a kernel at its first call; keep the machine code if a folder can be written.

    The folder is `__pycache__` beside the kernel, or that of the user, or `NUMBA_CACHE_DIR`.
    What is kept holds as long as the kernel's file, and what it imports from other files, stay.
    The kernel releases the interpreter lock and uses one thread, so that a process that ran it
    may be forked.
    """
    name = function.__qualname__
    try:
        function.__qualname__ = f"{name}.{_digest(function.__globals__)}"
        kept = njit(function, cache=True, nogil=True)
    except RuntimeError:
        return njit(function, nogil=True)
    finally:
        function.__qualname__ = name
    return _Kept(function, kept)


class _Kept:
    """A kernel whose machine code is on disk, or compiled here if the disk cannot be used."""

    def __init__(self, function: Callable, kernel: Callable):
        functools.update_wrapper(self, function)
        self.kernel = kernel

    def __call__(self, *arrays):
        try:
            return self.kernel(*arrays)
        except OSError:
            self.kernel = njit(self.__wrapped__, nogil=True)
            return self.kernel(*arrays)


def _digest(names: Mapping[str, Any]) -> str:
    """Tell what a kernel leans on: numba itself asks only whether the kernel's file is the same."""
    return hashlib.sha256("\n".join(_leaned_on(names, set())).encode()).hexdigest()[:12]


def _leaned_on(names: Mapping[str, Any], seen: set) -> Iterator[str]:
    """Yield numbers and compiled functions among some names, and all that those know in turn."""
    for name in sorted(names):
        value = names[name]
        if isinstance(value, int | np.integer):
            yield f"{name} {value}"
        elif is_jitted(value) and value not in seen:
            seen.add(value)
            code = value.py_func.__code__
            yield repr((name, code.co_code, code.co_consts, code.co_names))
            yield from _leaned_on(value.py_func.__globals__, seen)
