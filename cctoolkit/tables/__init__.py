"""What a table is: the catalogue of canonical tables, their checks, their store, their dictionary.

Nothing here knows where a table came from or what will be computed from it.
"""
