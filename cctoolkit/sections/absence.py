"""Why something is absent: not delivered, empty, without a column, or of too few agents."""

from __future__ import annotations

from cctoolkit.engagement.opening import Engagement
from cctoolkit.sections.section import Lack


def none_of(what: str, engagement: Engagement, *names: str) -> Lack:
    """Return the lack of something that any one of these tables would allow."""
    delivered = tuple(name for name in names if name in engagement.tables)
    return Lack(what, "empty", delivered) if delivered else Lack(what, "table", names)


def absent(what: str, engagement: Engagement, *names: str) -> Lack | None:
    """Return the lack of something that needs all these tables; None if all have rows."""
    missing = tuple(name for name in names if name not in engagement.tables)
    if missing:
        return Lack(what, "table", missing)
    nothing = tuple(name for name in names if name not in engagement)
    return Lack(what, "empty", nothing) if nothing else None


def unplaced(what: str, engagement: Engagement, place: str) -> Lack:
    """Return the lack of a place, team, site or shift, that no row of agents has."""
    if "assignments" not in engagement:
        return Lack(what, "assignment", ("assignments",))
    assignments = engagement["assignments"]
    if place not in assignments or assignments[place].isna().all():
        return Lack(what, "table_column", ("assignments", place))
    return Lack(what, "unmatched", ("assignments",))


def hidden(what: str, n_groups: int, minimum: int) -> tuple[Lack, ...]:
    """Return the lack of groups of fewer agents than the minimum, if there are any."""
    return (Lack(what, "people", (str(n_groups), str(minimum))),) if n_groups else ()


def too_few(what: str, minimum: int) -> Lack:
    """Return the lack of something whose agents are too few, all of them together."""
    return Lack(what, "people", ("1", str(minimum)))
