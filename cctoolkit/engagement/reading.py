"""engagement.yml from disk to typed settings; every mistake at once, with its line."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import BaseModel, ValidationError

from cctoolkit.engagement import plain_yaml
from cctoolkit.engagement.plain_yaml import Location
from cctoolkit.engagement.settings import Settings
from cctoolkit.errors import SENTENCES, InputError, Problem

SETTINGS_FILE = "engagement.yml"


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
    try:
        return Settings.model_validate(content)
    except ValidationError as error:
        raise InputError(_problems(error, lines)) from error


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


def _parse(text: str) -> tuple[dict, Mapping[Location, int]]:
    try:
        content, lines, repeated = plain_yaml.load(text)
    except yaml.YAMLError as error:
        raise InputError(_not_yaml(error)) from error
    if repeated:
        raise InputError(
            Problem("setting_twice", file=SETTINGS_FILE, line=line, found=key)
            for key, line in repeated
        )
    if not isinstance(content, dict):
        raise InputError(Problem("settings_not_yaml", file=SETTINGS_FILE, line=1, found=text[:40]))
    return content, lines


def _not_yaml(error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    found = getattr(error, "problem", None) or str(error)
    line = None if mark is None else mark.line + 1
    return Problem("settings_not_yaml", file=SETTINGS_FILE, line=line, found=found)


def _problems(error: ValidationError, lines: Mapping[Location, int]) -> Iterator[Problem]:
    for item in error.errors():
        where = tuple(part for part in item["loc"] if _is_written(part))
        yield _problem(item, where, _line(where, lines))


def _is_written(part: str | int) -> bool:
    """Whether a step of pydantic's path is one of the file, not the name of a union's branch."""
    return isinstance(part, int) or not part.startswith(("function-", "CodeTarget", "str"))


def _line(where: Location, lines: Mapping[Location, int]) -> int | None:
    for depth in range(len(where), 0, -1):
        if where[:depth] in lines:
            return lines[where[:depth]]
    return None


def _problem(item: Any, where: Location, line: int | None) -> Problem:
    """Word one of pydantic's errors in the house's form."""
    name = ".".join(map(str, where)) or SETTINGS_FILE
    place = {"file": SETTINGS_FILE, "line": line}
    kind, context = item["type"], item.get("ctx", {})
    found = None if isinstance(item["input"], dict | list | tuple) else str(item["input"])
    if kind == "extra_forbidden":
        return _unknown_setting(where, place)
    if kind == "missing":
        return Problem("setting_required", values={"setting": name}, **place)
    if kind == "literal_error":
        return Problem(
            "setting_not_allowed",
            found=found,
            allowed=context["expected"].replace("'", "").replace(" or ", ", "),
            values={"setting": name},
            **place,
        )
    if kind in SENTENCES:
        return Problem(kind, found=found, values={"setting": name, **context}, **place)
    reason = item["msg"].removeprefix("Value error, ")
    return Problem(
        "setting_invalid", found=found, values={"setting": name, "reason": reason}, **place
    )


def _unknown_setting(where: Location, place: dict) -> Problem:
    allowed = _fields_at(where[:-1])
    near = difflib.get_close_matches(str(where[-1]), allowed, n=3, cutoff=0.5)
    return Problem(
        "setting_unknown",
        found=str(where[-1]),
        allowed=", ".join(near or allowed),
        values={"setting": ".".join(map(str, where))},
        **place,
    )


def _fields_at(where: Location) -> list[str]:
    """Names of the settings allowed at a path; steps into lists and mappings stay in their type."""
    block: type[BaseModel] = Settings
    for step in where:
        if isinstance(step, str) and step in block.model_fields:
            block = _model_in(block.model_fields[step].annotation) or block
    return [*block.model_fields]


def _model_in(annotation: Any) -> Any:
    """Return the settings block inside an annotation such as `tuple[Source, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in get_args(annotation):
        found = _model_in(argument)
        if found is not None:
            return found
    return None
