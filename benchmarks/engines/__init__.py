"""One program per engine and task, each the best we could write; all give the same table.

A program is a function from the folder of the data to the engine's own table.
"""
