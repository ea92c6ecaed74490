"""engagement.yml from disk to typed settings; every mistake at once, with its line."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from cctoolkit.engagement import plain_yaml
from cctoolkit.engagement.plain_yaml import Location, NoName
from cctoolkit.engagement.settings import Settings
from cctoolkit.errors import SENTENCES, InputError, Problem
from cctoolkit.sources.mapping import open_points
from cctoolkit.sources.rawtable import unreadable

SETTINGS_FILE = "engagement.yml"
NEAR = 0.5
LIMITS = {
    "greater_than": ("gt", "setting_above"),
    "greater_than_equal": ("ge", "setting_at_least"),
    "less_than": ("lt", "setting_below"),
    "less_than_equal": ("le", "setting_at_most"),
}
KINDS = {
    "bool_parsing": "setting_no_flag",
    "bool_type": "setting_no_flag",
    "date_from_datetime_inexact": "setting_no_date",
    "date_from_datetime_parsing": "setting_no_date",
    "date_parsing": "setting_no_date",
    "date_type": "setting_no_date",
    "dict_type": "setting_no_block",
    "finite_number": "setting_no_number",
    "float_parsing": "setting_no_number",
    "decimal_parsing": "setting_no_number",
    "decimal_type": "setting_no_number",
    "float_type": "setting_no_number",
    "int_from_float": "setting_no_integer",
    "int_parsing": "setting_no_integer",
    "int_parsing_size": "setting_no_integer",
    "int_type": "setting_no_integer",
    "model_type": "setting_no_block",
    "string_type": "setting_no_text",
    "tuple_type": "setting_no_list",
}


def read_settings(folder: Path, **overrides: object) -> Settings:
    """Read and check the settings of an engagement folder.

    Parameters
    ----------
    folder : Path
        Folder that holds engagement.yml.
    **overrides
        Settings that replace those of the file, such as `language="en"`; None replaces nothing.

    Raises
    ------
    InputError
        The folder or file is missing, is not YAML, or holds settings that are not allowed: all of
        them, each with its line.
    """
    content, lines = _parse(_text(folder))
    content |= {name: value for name, value in overrides.items() if value is not None}
    still_open = {place: _open_question(place, lines) for place in open_points(content)}
    try:
        settings = Settings.model_validate(content)
    except ValidationError as error:
        others = _problems(error, content, lines, still_open.keys())
        raise InputError([*still_open.values(), *others]) from error
    if still_open:
        raise InputError(still_open.values())
    return settings


def _text(folder: Path) -> str:
    path = folder / SETTINGS_FILE
    if not folder.is_dir():
        raise InputError(Problem("folder_missing", found=str(folder)))
    if not path.is_file():
        raise InputError(Problem("settings_missing", found=str(folder)))
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(Problem("settings_not_utf8", file=SETTINGS_FILE)) from error
    except OSError as error:
        raise InputError(unreadable(SETTINGS_FILE, error)) from error


def _parse(text: str) -> tuple[dict, Mapping[Location, int]]:
    try:
        content, lines, repeated = plain_yaml.load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise InputError(_not_yaml(error)) from error
    if repeated:
        raise InputError(
            Problem("setting_twice", file=SETTINGS_FILE, line=line, found=key)
            for key, line in repeated
        )
    if not isinstance(content, dict):
        raise InputError(Problem("settings_no_block", file=SETTINGS_FILE, line=1))
    return content, lines


def _not_yaml(error: Exception) -> Problem:
    mark = getattr(error, "problem_mark", None)
    line = None if mark is None else mark.line + 1
    code = "settings_not_yaml"
    if isinstance(error, NoName):
        code = "settings_key"
    elif "\\t" in (getattr(error, "problem", None) or ""):
        code = "settings_tab"
    return Problem(code, file=SETTINGS_FILE, line=line)


def _open_question(where: Location, lines: Mapping[Location, int]) -> Problem:
    values = {"setting": ".".join(map(str, where))}
    return Problem("open_question", SETTINGS_FILE, line=_line(where, lines), values=values)


def _problems(
    error: ValidationError, content: dict, lines: Mapping[Location, int], told: Collection[Location]
) -> Iterator[Problem]:
    """Word what is wrong with the settings, but for the places that were told already."""
    for item in error.errors():
        where = _written(item["loc"], content, item["type"])
        if where not in told:
            yield _problem(item, where, _line(where, lines))


def _written(place: Location, content: object, kind: str) -> Location:
    """Return the steps of pydantic's path that are in the file, without names of branches."""
    steps: list[str | int] = []
    at: Any = content
    for step in place:
        is_there = isinstance(at, dict) and step in at
        if is_there or (isinstance(at, list) and isinstance(step, int)):
            steps.append(step)
            at = at[step]
    if kind == "missing":
        steps.append(place[-1])
    return tuple(steps)


def _line(where: Location, lines: Mapping[Location, int]) -> int | None:
    for depth in range(len(where), 0, -1):
        if where[:depth] in lines:
            return lines[where[:depth]]
    return None


def _problem(item: Any, where: Location, line: int | None) -> Problem:
    """Word one of pydantic's errors in the house's form."""
    place = {"file": SETTINGS_FILE, "line": line}
    kind, context = item["type"], dict(item.get("ctx", {}))
    if kind == "extra_forbidden":
        return _unknown_setting(where, place)
    values = {"setting": ".".join(map(str, where)) or SETTINGS_FILE}
    if kind == "missing":
        return Problem("setting_required", values=values, **place)
    found = context.pop("found", None) or _shown(item["input"])
    if kind in SENTENCES:
        allowed = context.pop("allowed", None)
        return Problem(kind, found=found, allowed=allowed, values=values | context, **place)
    code, allowed, more = _worded(kind, context, item["input"], where)
    return Problem(code, found=found, allowed=allowed, values=values | more, **place)


def _shown(value: object) -> str | None:
    return None if value is None or isinstance(value, dict | list | tuple) else str(value)


def _worded(
    kind: str, context: dict, value: object, where: Location
) -> tuple[str, str | None, dict[str, str]]:
    """Return code, values allowed and further values for one of pydantic's own errors."""
    if value is None:
        return "setting_empty", None, {}
    if kind == "literal_error":
        allowed = context["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        return "setting_not_allowed", ", ".join(_nearest_first(str(value), allowed)), {}
    if kind in LIMITS:
        name, code = LIMITS[kind]
        is_share = name in ("le", "lt") and context[name] == 1
        limit = {"limit": f"{context[name]:g}"}
        return ("setting_no_share", None, {}) if is_share else (code, None, limit)
    if kind == "string_pattern_mismatch":
        examples = _field_at(where).examples or [""]
        return "setting_form", None, {"example": examples[0]}
    return KINDS.get(kind, "setting_invalid"), None, {}


def _field_at(where: Location) -> FieldInfo:
    *path, name = where
    return _block_at(tuple(path)).model_fields[str(name)]


def _unknown_setting(where: Location, place: dict) -> Problem:
    allowed = [*_block_at(where[:-1]).model_fields]
    near = difflib.get_close_matches(str(where[-1]), allowed, n=3, cutoff=NEAR)
    return Problem(
        "setting_unknown" if near else "setting_unlisted",
        found=str(where[-1]),
        allowed=", ".join(near or allowed),
        values={"setting": ".".join(map(str, where))},
        **place,
    )


def _nearest_first(found: str, allowed: Sequence[str]) -> list[str]:
    near = difflib.get_close_matches(found, allowed, n=3, cutoff=NEAR)
    return [*near, *(name for name in allowed if name not in near)]


def _block_at(where: Location) -> type[BaseModel]:
    """Block of settings at a path; steps into lists and mappings stay in their type."""
    block: type[BaseModel] = Settings
    for step in where:
        if isinstance(step, str) and step in block.model_fields:
            block = _model_in(block.model_fields[step].annotation) or block
    return block


def _model_in(annotation: Any) -> Any:
    """Return the settings block inside an annotation such as `tuple[Source, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in get_args(annotation):
        found = _model_in(argument)
        if found is not None:
            return found
    return None
