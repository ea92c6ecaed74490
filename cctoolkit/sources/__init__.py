"""From a vendor's files to canonical tables: the only room that knows their names, zones and units.

One file per system beside the mapped source. Neither metrics nor contract are known here.
"""
