"""One subject from end to end, as data: tables -> metrics -> findings.

Notebooks, explorers and batch share these. No words, no drawing, no files.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from cctoolkit.engagement.opening import Engagement
from cctoolkit.sections.adherence import adherence
from cctoolkit.sections.agents import agents
from cctoolkit.sections.customers import customers
from cctoolkit.sections.hours import hours
from cctoolkit.sections.occupancy import occupancy
from cctoolkit.sections.outbound import outbound
from cctoolkit.sections.patterns import patterns
from cctoolkit.sections.planning import planning
from cctoolkit.sections.prices import priced
from cctoolkit.sections.schedule import schedule
from cctoolkit.sections.section import Lack, Section
from cctoolkit.sections.service import service
from cctoolkit.sections.summary import summary

SECTIONS: Mapping[str, Callable[[Engagement], Section]] = MappingProxyType(
    {
        "adherence": adherence,
        "schedule": schedule,
        "service": service,
        "planning": planning,
        "occupancy": occupancy,
        "customers": customers,
        "hours": hours,
        "outbound": outbound,
        "patterns": patterns,
        "agents": agents,
    }
)


def evaluated(name: str, engagement: Engagement) -> Section:
    """Evaluate a section by its name, with the money of its hours where an hour has a price."""
    return priced(SECTIONS[name](engagement), engagement.settings)


__all__ = [
    "SECTIONS",
    "Lack",
    "Section",
    "adherence",
    "agents",
    "customers",
    "evaluated",
    "hours",
    "occupancy",
    "outbound",
    "patterns",
    "planning",
    "schedule",
    "service",
    "summary",
]
