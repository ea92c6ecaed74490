"""A tiny sample engagement, and pages made by hand of sections that no data gave."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cctoolkit.engagement.opening import Engagement, open_engagement
from cctoolkit.report.page import Page
from cctoolkit.sample import write_sample
from cctoolkit.sections.section import Section


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a sample engagement of twelve posts and ten days."""
    folder = tmp_path_factory.mktemp("tiny") / "acme tiny {x}"
    write_sample(folder, agents=12, days=10)
    return folder


@pytest.fixture(scope="session")
def engagement(tiny: Path) -> Engagement:
    return open_engagement(tiny)


@pytest.fixture
def page_of(engagement: Engagement):
    """Make a page of a section, with settings of its own."""

    def _page_of(section: Section, **settings: object) -> Page:
        changed = engagement.settings.model_copy(update={"language": "en", **settings})
        return Page(section, replace(engagement, settings=changed))

    return _page_of
