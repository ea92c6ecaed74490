"""Faults of settings, each with its code and place, and many of them from a single rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from cctoolkit.errors import SENTENCES

NOTHING: Mapping[str, object] = MappingProxyType({})


class Fault(NamedTuple):
    """A code of `errors.SENTENCES`, the path of the setting below its block, values to show."""

    code: str
    where: tuple[str | int, ...] = ()
    values: Mapping[str, object] = NOTHING


def fault(code: str, **values: object) -> PydanticCustomError:
    """Return the error by which a validator of pydantic refuses its value."""
    return PydanticCustomError(code, SENTENCES[code].what, values or None)


def together(title: str, faults: Iterable[Fault], earlier: ValidationError | None = None) -> None:
    """Raise all faults of a block at once, after those that its fields already have.

    Raises
    ------
    ValidationError
        If there is any.
    """
    details = [] if earlier is None else [_again(item) for item in earlier.errors()]
    details += [
        InitErrorDetails(type=fault(code, **values), loc=where, input=values.get("found"))
        for code, where, values in faults
    ]
    if details:
        raise ValidationError.from_exception_data(title, details)


def _again(item: Mapping) -> InitErrorDetails:
    kind, context = item["type"], item.get("ctx", {})
    error = fault(kind, **context) if kind in SENTENCES else kind
    return InitErrorDetails(type=error, loc=item["loc"], input=item["input"], ctx=context)
