"""The command line: asks the report's room for work and says what came of it.

No arithmetic, no HTML. Heavy modules are imported by the command that needs them.
"""

from cctoolkit.cli.start import main

__all__ = ["main"]
