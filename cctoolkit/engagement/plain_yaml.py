"""YAML as people expect it: `no` and `007` are text, 12:30 no number, a key twice an error."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

Location = tuple[str | int, ...]

_RESOLVERS = (
    ("tag:yaml.org,2002:bool", r"true|false", "tf"),
    ("tag:yaml.org,2002:null", r"~|null|", ["~", "n", ""]),
    ("tag:yaml.org,2002:int", r"[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),
    ("tag:yaml.org,2002:float", r"[-+]?(?:0|[1-9][0-9]*)\.[0-9]+", "-+0123456789"),
)


class NoName(yaml.MarkedYAMLError):
    """A list or a block where a mapping needs the name of a setting."""


class PlainLoader(yaml.SafeLoader):
    """Safe YAML with few implicit types; keys of mappings are always text."""

    yaml_implicit_resolvers: dict = {}  # noqa: RUF012

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        """Build a mapping whose keys are the text that was written."""
        self.flatten_mapping(node)
        return {_name(key): self.construct_object(value, deep=deep) for key, value in node.value}


for _tag, _pattern, _first in _RESOLVERS:
    PlainLoader.add_implicit_resolver(_tag, re.compile(rf"^(?:{_pattern})$"), list(_first))


def load(text: str) -> tuple[object, dict[Location, int], list[tuple[str, int]]]:
    """Parse a document.

    Returns
    -------
    content : object
    lines : dict
        Line, counted from 1, of every setting by its path.
    repeated : list of (key, line)
        Keys that stand twice in the same mapping.

    Raises
    ------
    NoName
        If a list or a block stands for the name of a setting.
    yaml.YAMLError
        If the text is not YAML in another way.
    """
    loader = PlainLoader(text)
    try:
        root = loader.get_single_node()
        if root is None:
            return None, {}, []
        lines: dict[Location, int] = {}
        repeated = [*_walk(root, (), lines)]
        return loader.construct_document(root), lines, repeated
    finally:
        loader.dispose()


def _name(key: yaml.Node) -> str:
    if not isinstance(key, yaml.ScalarNode):
        raise NoName(problem="a name is text", problem_mark=key.start_mark)
    return key.value


def _walk(
    node: yaml.Node, where: Location, lines: dict[Location, int]
) -> Iterator[tuple[str, int]]:
    lines[where] = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        for position, child in enumerate(node.value):
            yield from _walk(child, (*where, position), lines)
    elif isinstance(node, yaml.MappingNode):
        seen = set()
        for key, child in node.value:
            name = _name(key)
            if name in seen:
                yield name, key.start_mark.line + 1
            seen.add(name)
            yield from _walk(child, (*where, name), lines)
            lines[(*where, name)] = key.start_mark.line + 1
