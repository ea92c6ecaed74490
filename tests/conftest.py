"""What every test stands on: one zone, one seed, keys that touch nobody's home."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).parents[1]

os.environ["TZ"] = "UTC"
if hasattr(time, "tzset"):
    time.tzset()
os.environ["MPLBACKEND"] = "Agg"
# On import, jsonschema compiles a grammar of addresses if it finds this one: seconds for nothing.
sys.modules.setdefault("rfc3987_syntax", None)

hypothesis.settings.register_profile("fixed", derandomize=True, deadline=None)
# `make check` draws a fifth of the examples: pytest --hypothesis-profile=quick
hypothesis.settings.register_profile("quick", derandomize=True, deadline=None, max_examples=20)
hypothesis.settings.load_profile("fixed")


@pytest.fixture(scope="session", autouse=True)
def _keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CCTOOLKIT_KEYS", str(tmp_path_factory.mktemp("keys")))
        yield


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def require() -> Callable[[object, str], None]:
    """`require(found, what)`: without it the test is skipped, and fails where CI=true."""

    def _require(found: object, what: str) -> None:
        if found:
            return
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(f"CI must have {what}", pytrace=False)
        pytest.skip(f"{what} is absent")

    return _require


@pytest.fixture(scope="session")
def real_data(require: Callable[[object, str], None]) -> Path:
    """The folder of real data beside the project, or where CCTOOLKIT_REAL_DATA says."""
    folder = Path(os.environ.get("CCTOOLKIT_REAL_DATA", ROOT.parent / "shared" / "data"))
    require(folder.is_dir(), "the real data beside the project (or CCTOOLKIT_REAL_DATA)")
    return folder
