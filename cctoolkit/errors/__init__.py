"""What a user can be told: a code, a place and the values found, worded in English.

The sentences, a file per subject, are gettext message ids; `words` translates them. Nothing here
imports the rest.
"""

from cctoolkit.errors.problems import (
    InputError,
    Problem,
    RunError,
    ToolkitError,
    fill,
    grouped,
)
from cctoolkit.errors.sentence import N_, Sentence
from cctoolkit.errors.worded import SENTENCES

__all__ = [
    "N_",
    "SENTENCES",
    "InputError",
    "Problem",
    "RunError",
    "Sentence",
    "ToolkitError",
    "fill",
    "grouped",
]
