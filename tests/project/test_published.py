"""The page of published numbers says what the functions give, and names tests that exist."""

import re

import pytest

from tests import published


def _name(row: published.Row) -> str:
    return f"{row.source}: {row.case}"[:60]


@pytest.mark.parametrize("row", published.ROWS, ids=_name)
def test_ours_is_the_published_number_or_the_published_one_is_wrong(row):
    assert len(row.found) == len(row.printed)
    assert row.agrees != bool(row.error), (row.printed, row.found)


@pytest.mark.parametrize("row", published.ROWS, ids=_name)
def test_the_test_named_exists(row, root):
    file, name = row.test.split("::")
    assert re.search(rf"^def {name}\(", (root / "tests" / file).read_text("utf-8"), re.M)


def test_the_page_is_the_list():
    kept = published.PAGE.read_text(encoding="utf-8")
    assert kept == published.page(), "python -m tests.published > docs/published.md"


def test_some_published_numbers_are_wrong():
    assert sum(bool(row.error) for row in published.ROWS) >= 5
