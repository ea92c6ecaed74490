"""Runs a notebook's cells in this process: what a kernel would show, without its seconds."""

from __future__ import annotations

import ast
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_output


def executed(path: Path, **parameters: str) -> NotebookNode:
    """Return a notebook with the outputs that its cells give, one namespace for all of them."""
    notebook = nbformat.read(path, as_version=4)
    names: dict[str, object] = {}
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        shown = _run(cell.source, names)
        if "parameters" in cell.metadata.get("tags", []):
            names.update(parameters)
        if hasattr(shown, "_repr_mimebundle_"):
            data, metadata = shown._repr_mimebundle_()
            cell.outputs = [
                new_output("execute_result", data=data, metadata=metadata, execution_count=1)
            ]
    return notebook


def _run(source: str, names: dict[str, object]) -> object:
    """Execute a cell and return the value of its last line, as a notebook shows it."""
    body = ast.parse(source).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), "<cell>", "exec"), names)
    return eval(compile(ast.Expression(last.value), "<cell>", "eval"), names) if last else None
