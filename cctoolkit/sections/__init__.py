"""One subject from end to end, as data: tables -> metrics -> findings.

Notebooks, explorers and batch share these. No words, no drawing, no files.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from cctoolkit.engagement.opening import Engagement
from cctoolkit.sections.adherence import adherence
from cctoolkit.sections.customers import customers
from cctoolkit.sections.hours import hours
from cctoolkit.sections.outbound import outbound
from cctoolkit.sections.planning import planning
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
        "customers": customers,
        "hours": hours,
        "outbound": outbound,
    }
)

__all__ = [
    "SECTIONS",
    "Lack",
    "Section",
    "adherence",
    "customers",
    "hours",
    "outbound",
    "planning",
    "schedule",
    "service",
    "summary",
]
