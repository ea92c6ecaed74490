"""Whether rows of single people may be shown: the one place that opens the provider's annex."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from cctoolkit.engagement.settings import Settings
from cctoolkit.sections.section import Lack

ANNEX = "agents"


def refusal(settings: Settings, today: date | None = None) -> Lack | None:
    """Return what forbids an annex with a row per person; None if nothing does.

    The client isn't the employer: only the view of the provider may have one, and only on the
    footing that the block `people` states, once the people's representatives were informed, and
    not after the date on which the data are to be deleted. Today is that of the zone of the
    engagement, unless it is given.
    """
    people, today = settings.people, today or today_in(settings.zone)
    if settings.view != "provider":
        return Lack(ANNEX, "annex_view", ())
    if people is None:
        return Lack(ANNEX, "annex_people", ())
    if today < people.informed_on:
        return Lack(ANNEX, "annex_informed", (people.informed_on.isoformat(),))
    if today > people.delete_on:
        return Lack(ANNEX, "annex_deleted", (people.delete_on.isoformat(),))
    return None


def today_in(zone: str) -> date:
    """Return the date of this moment in a zone."""
    return datetime.now(ZoneInfo(zone)).date()
