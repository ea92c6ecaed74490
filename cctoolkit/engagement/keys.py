"""The key of the pseudonyms: outside the engagement folder, or the pseudonym hides nobody."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import unicodedata
from pathlib import Path

import platformdirs

KEYS_VARIABLE = "CCTOOLKIT_KEYS"
KEY_BYTES = 32


def keys_folder() -> Path:
    """Folder of the keys: the variable CCTOOLKIT_KEYS, or the user's own settings folder."""
    chosen = os.environ.get(KEYS_VARIABLE)
    return Path(chosen) if chosen else Path(platformdirs.user_config_dir("cctoolkit")) / "keys"


def engagement_key(client: str, provider: str) -> bytes:
    """Key of one client and provider, made at first use.

    One key serves every month of the pair, so that a person keeps the pseudonym; another pair has
    another key, so that nobody can be followed from one client to the next.
    """
    path = keys_folder() / f"{_slug(client)}--{_slug(provider)}.key"
    if not path.exists():
        _create(path)
    return bytes.fromhex(path.read_text(encoding="ascii").strip())


def _create(path: Path) -> None:
    """Write the key beside its place and link it there: whoever reads it finds it whole."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(KEY_BYTES))
    with contextlib.suppress(FileExistsError):  # another process of the same batch was first
        os.link(draft, path)
    draft.unlink()


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or "unnamed"
