"""Half-open time [start, end): union, overlap, partition, split, local days and steps.

Arrays in, arrays out, int64 milliseconds since the epoch in UTC, groups as integer codes.
No tables, no names of columns, no contact centre: whoever calls turns rows into arrays.
"""

from cctoolkit.intervals.local import LocalDays, local_grid, to_local, to_utc
from cctoolkit.intervals.overlap import clip, gaps, intersections, overlap_ms, union_ms
from cctoolkit.intervals.partition import partition
from cctoolkit.intervals.rows import NAT_MS
from cctoolkit.intervals.split import grid_edges, split_at

__all__ = [
    "NAT_MS",
    "LocalDays",
    "clip",
    "gaps",
    "grid_edges",
    "intersections",
    "local_grid",
    "overlap_ms",
    "partition",
    "split_at",
    "to_local",
    "to_utc",
    "union_ms",
]
