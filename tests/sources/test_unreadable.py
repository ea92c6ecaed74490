"""A file that is there and that the system does not give is a problem, never a traceback."""

import errno
import os
import shutil
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from cctoolkit.engagement.opening import open_engagement
from cctoolkit.engagement.reading import read_settings
from cctoolkit.errors import InputError
from cctoolkit.sources.files import read
from cctoolkit.sources.inspect import propose
from cctoolkit.sources.mapping import Source

NOBODY = 65534
COLUMNS = {"agent_id": "agente", "start_at": "entra", "end_at": "sale"}
NO_POSIX = pytest.mark.skipif(sys.platform == "win32", reason="permissions are those of POSIX")


def clockings(files):
    return Source(table="clockings", format="csv", files=files, columns=COLUMNS)


def problems(files, folder):
    return [
        (p.code, p.file, p.found) for raw in read(clockings(files), folder) for p in raw.problems
    ]


@pytest.fixture
def folder():
    """A folder that another user may enter, which that of pytest is not."""
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    (place / "raw").mkdir()
    (place / "raw" / "a.csv").write_text("agente,entra,sale\n7,2026-03-01,2026-03-02\n")
    yield place
    (place / "raw").chmod(0o755)
    shutil.rmtree(place)


@contextmanager
def unprivileged():
    """Let permissions bite even where the tests run as root."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


@NO_POSIX
def test_a_file_without_permission(folder):
    (folder / "raw" / "b.csv").write_text("agente,entra,sale\n8,2026-03-01,2026-03-02\n")
    (folder / "raw" / "a.csv").chmod(0)
    with unprivileged():
        found = problems("raw/*.csv", folder)
    assert found == [("file_forbidden", "raw/a.csv", None)]


@NO_POSIX
@pytest.mark.parametrize("mode", [0, 0o644])
@pytest.mark.parametrize("files", ["raw/a.csv", "raw/*.csv", "raw/nada.csv"])
def test_a_folder_that_may_not_be_entered(folder, mode, files):
    (folder / "raw").chmod(mode)
    with unprivileged():
        assert problems(files, folder) == [("file_forbidden", files, None)]


@NO_POSIX
def test_a_folder_that_may_be_entered_and_not_listed(folder):
    (folder / "raw").chmod(0o711)
    with unprivileged():
        assert problems("raw/a.csv", folder) == []
        assert problems("raw/*.csv", folder) == [("file_forbidden", "raw/*.csv", None)]
        assert problems("raw/nada.csv", folder) == [("file_missing", "raw/nada.csv", None)]


def test_a_folder_where_a_file_is_expected(folder):
    (folder / "raw" / "c.csv").mkdir()
    assert problems("raw/c.csv", folder) == [("file_is_folder", "raw/c.csv", None)]
    assert problems("raw", folder) == [("file_is_folder", "raw", None)]
    assert problems("raw/*.csv", folder) == []


@pytest.mark.parametrize(
    ("error", "code", "found"),
    [
        (OSError(errno.EIO, "Input/output error"), "file_unreadable", "Input/output error"),
        (PermissionError(errno.EACCES, "locked"), "file_forbidden", None),
    ],
)
def test_a_disk_that_fails_half_way(folder, monkeypatch, error, code, found):
    def fail(path):
        raise error

    monkeypatch.setattr(Path, "read_bytes", fail)
    assert problems("raw/a.csv", folder) == [(code, "raw/a.csv", found)]
    (proposal,) = propose([folder / "raw" / "a.csv"], folder)
    assert (proposal.problem.code, proposal.problem.file) == (code, "raw/a.csv")


@NO_POSIX
def test_settings_without_permission(folder):
    (folder / "engagement.yml").write_text("client: Acme\n")
    (folder / "engagement.yml").chmod(0)
    with unprivileged(), pytest.raises(InputError) as caught:
        read_settings(folder)
    assert [(p.code, p.file) for p in caught.value.problems] == [
        ("file_forbidden", "engagement.yml")
    ]


ENGAGEMENT = """\
client: Acme
provider: Contacta
commissioned_by: Acme
zone: Europe/Madrid
period: 2026-03
currency: EUR
pseudonyms: as_received
sources:
  - table: clockings
    format: csv
    files: raw/a.csv
    columns: {agent_id: agente, start_at: entra, end_at: sale}
"""


def test_an_engagement_whose_file_lost_its_permission(folder, monkeypatch):
    (folder / "engagement.yml").write_text(ENGAGEMENT)
    assert len(open_engagement(folder)["clockings"]) == 1
    opened = Path.open

    def locked(path, *args, **more):
        if path.name == "a.csv":
            raise PermissionError(errno.EACCES, "Permission denied")
        return opened(path, *args, **more)

    monkeypatch.setattr(Path, "open", locked)
    with pytest.raises(InputError) as caught:
        open_engagement(folder)
    assert [(p.code, p.file) for p in caught.value.problems] == [("file_forbidden", "raw/a.csv")]
    assert caught.value.exit_code == 2


def test_a_damaged_database_is_told_by_its_proposal(tmp_path):
    (tmp_path / "x.db").write_bytes(b"SQLite format 3\x00" + b"x" * 200)
    (proposal,) = propose([tmp_path / "x.db"], tmp_path)
    assert proposal.problem.code == "file_damaged"
