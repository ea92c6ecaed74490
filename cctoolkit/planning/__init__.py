"""How many: the positions that a load needs, and what a load meets at a number of positions.

Arrays in, arrays out, seconds and erlangs. No money, no judgement, no drawing, no files.
"""

from cctoolkit.planning.day_sheet import contributions, level, required, summed
from cctoolkit.planning.erlang import (
    Queue,
    erlang_b,
    erlang_c,
    mean_patience,
    offered_load,
    queue,
)
from cctoolkit.planning.requirement import (
    Targets,
    lines_needed,
    load_carried,
    positions_needed,
    rostered,
    rounded_up,
    seats,
)

__all__ = [
    "Queue",
    "Targets",
    "contributions",
    "erlang_b",
    "erlang_c",
    "level",
    "lines_needed",
    "load_carried",
    "mean_patience",
    "offered_load",
    "positions_needed",
    "queue",
    "required",
    "rostered",
    "rounded_up",
    "seats",
    "summed",
]
