"""Where notebooks and templates lie: inside an installed package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

from cctoolkit.errors import Problem, RunError

PACKAGE = Path(__file__).parents[1]
CHECKOUT = PACKAGE.parent


def shipped(name: str) -> Path:
    """Return a file or folder of `notebooks/` or `templates/`.

    Parameters
    ----------
    name : str
        Path from the top of the project, such as `notebooks/service.ipynb`.

    Raises
    ------
    RunError
        The installation lacks it.
    """
    for top in (PACKAGE / "_shipped", CHECKOUT):
        if (top / name).exists():
            return top / name
    raise RunError(Problem("not_shipped", found=name))
