"""People's identifiers to pseudonyms: a keyed hash, the same person the same everywhere."""

from __future__ import annotations

from base64 import b32encode
from hashlib import blake2b

import pandas as pd

from cctoolkit.errors import InputError, Problem

LENGTH = 12


def pseudonym(identifier: str, key: bytes) -> str:
    """Return the pseudonym of an identifier under a key.

    60 bits of keyed BLAKE2b as letters and digits. Without the key nobody can test a guess, so
    the key is kept apart from the data. Every system's identifiers share one space: the same text
    is the same person.

    Parameters
    ----------
    identifier : str
        As received; leading zeros count.
    key : bytes
        Up to 64 bytes.

    Examples
    --------
    >>> pseudonym("007", b"secret"), pseudonym("7", b"secret")
    ('pg2xbbklcdazk', 'pevquvk63lgmg')
    """
    digest = blake2b(identifier.encode(), digest_size=8, key=key, person=b"cctoolkit").digest()
    # The letter in front keeps a spreadsheet from taking it for a number.
    return "p" + b32encode(digest).decode().lower()[:LENGTH]


def pseudonymised(identifiers: pd.Series, key: bytes) -> pd.Series:
    """Return the pseudonyms of a column, each distinct identifier hashed once.

    Raises
    ------
    InputError
        If two identifiers of the column would become one person.
    """
    codes, found = pd.factorize(identifiers)
    names = [pseudonym(identifier, key) for identifier in found]
    if len(set(names)) < len(names):
        raise InputError(Problem("pseudonym_collision", column=str(identifiers.name)))
    hashed = pd.Series(names, dtype="str").array.take(codes, allow_fill=True)
    return pd.Series(hashed, index=identifiers.index, name=identifiers.name)
