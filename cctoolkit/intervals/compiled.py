"""Compilation of the kernels: kept on disk where that is possible, never a reason to fail."""

from __future__ import annotations

import functools
from collections.abc import Callable

from numba import njit


def compiled(function: Callable) -> Callable:
    """Compile a kernel at its first call; keep the machine code if a folder can be written.

    The folder is `__pycache__` beside the kernel, or that of the user, or `NUMBA_CACHE_DIR`.
    The kernel releases the interpreter lock and uses one thread, so that a process that ran it
    may be forked.
    """
    try:
        kept = njit(function, cache=True, nogil=True)
    except RuntimeError:
        return njit(function, nogil=True)
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
