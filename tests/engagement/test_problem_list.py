"""The list of problems is whole or absent, and never in the way of the problems themselves."""

import errno
from pathlib import Path

import pytest

from cctoolkit.engagement.opening import open_engagement
from cctoolkit.engagement.problem_list import problems_listed, write_problems
from cctoolkit.errors import InputError, Problem
from cctoolkit.words import Words

PROBLEMS = (
    Problem("settings_not_yaml", file="engagement.yml", line=3),
    Problem("folder_missing", found="=1+1"),
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "engagement.yml").write_text("client: [", encoding="utf-8")
    return tmp_path


@pytest.fixture
def full_disk(monkeypatch):
    """A disk with room for the first lines of a file."""
    open_file = Path.open

    def opened(path, mode="r", **how):
        file = open_file(path, mode, **how)
        if "w" in mode and ".csv" in path.name:
            write = file.write

            def until_full(text):
                if file.tell() > 50:
                    raise OSError(errno.ENOSPC, "No space left on device", str(path))
                return write(text)

            monkeypatch.setattr(file, "write", until_full, raising=False)
        return file

    monkeypatch.setattr(Path, "open", opened)


def test_a_line_for_each_problem_after_their_names(tmp_path):
    write_problems(PROBLEMS, tmp_path / "errors.csv", Words("en", locale="en_GB"))
    names, first, second = (tmp_path / "errors.csv").read_text("utf-8-sig").splitlines()
    assert names == "code;file;sheet;line;column;found;allowed;message"
    assert first.startswith("settings_not_yaml;engagement.yml;;3;;;;")
    assert second.startswith("folder_missing;;;;;'=1+1;;")
    assert [path.name for path in tmp_path.iterdir()] == ["errors.csv"]


@pytest.mark.usefixtures("full_disk")
def test_a_full_disk_leaves_the_list_that_was_there_and_no_draft(tmp_path):
    (tmp_path / "errors.csv").write_bytes(b"before")
    with pytest.raises(OSError, match="No space"):
        write_problems(PROBLEMS, tmp_path / "errors.csv")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "errors.csv": b"before"
    }


@pytest.mark.usefixtures("full_disk")
def test_a_list_that_cannot_be_written_is_told_after_the_problems_once(folder):
    words = Words("es")
    with pytest.raises(InputError) as caught, problems_listed(folder, words):
        open_engagement(folder)
    first, *_, last = caught.value.problems
    assert first.file == "engagement.yml"
    assert (last.code, last.file, last.found) == (
        "place_refused",
        "errors.csv",
        "No space left on device",
    )
    assert [problem.file for problem in caught.value.problems].count("errors.csv") == 1


def test_a_list_written_at_last_takes_the_refusal_back(folder):
    refusal = Problem("place_refused", file="errors.csv", found="busy")
    with pytest.raises(InputError) as caught, problems_listed(folder, Words("es")):
        raise InputError([*PROBLEMS, refusal])
    assert caught.value.problems == PROBLEMS
    assert len((folder / "errors.csv").read_text("utf-8-sig").splitlines()) == 3


def test_problems_elsewhere_than_in_an_engagement_are_not_listed(tmp_path):
    with pytest.raises(InputError), problems_listed(tmp_path, Words("es")):
        raise InputError(PROBLEMS)
    assert [*tmp_path.iterdir()] == []
